//! Every route, called by nobody and by each level.

use std::collections::{BTreeMap, BTreeSet};

use ground::guard::Level;
use ground::guard::policy::LEVELS;
use http::Method;
use querist::routes;

use super::calls::{call, key_of, prepare};
use crate::house::{TestHouse, each_engine};

/// Who looked, and when a session was last used: what a refused call may touch.
pub const ASIDE: [&str; 4] = ["request_seen", "session", "viewing", "tries"];

/// Route name → who may call it, as the file says.
fn expected() -> BTreeMap<String, BTreeSet<String>> {
    let text = include_str!("routes.txt");
    let rows = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let rows = rows.map(|row| {
        let mut words = row.split_whitespace().map(str::to_owned);
        (words.next().unwrap(), words.collect::<BTreeSet<_>>())
    });
    let all: Vec<_> = rows.collect();
    let table: BTreeMap<_, _> = all.iter().cloned().collect();
    assert_eq!(table.len(), all.len(), "a route has two rows");
    table
}

// proves: XT-131, XT-142
#[test]
fn every_route_has_its_row_and_every_row_its_route() {
    let names: BTreeSet<String> = routes::table().iter().map(|route| route.name.to_owned()).collect();
    let rows: BTreeSet<String> = expected().into_keys().collect();
    let missing: Vec<_> = names.difference(&rows).collect();
    let unknown: Vec<_> = rows.difference(&names).collect();
    assert!(missing.is_empty(), "say in routes.txt who may call: {missing:?}");
    assert!(unknown.is_empty(), "there are no such routes: {unknown:?}");
    assert_eq!(names.len(), routes::table().len(), "two routes of one name");
    let words: BTreeSet<String> = expected().into_values().flatten().collect();
    let known = LEVELS.map(|level| level.code().to_owned()).into_iter().chain(["everybody".to_owned()]);
    assert_eq!(words, known.collect(), "the words of routes.txt");
}

async fn one(house: &TestHouse, route: &ground::guard::Route, level: Option<Level>, may: bool) {
    let who = level.map_or("nobody", Level::code);
    let at = format!("{} by {who}", route.name);
    let mut browser = match level {
        Some(level) => house.signed_in(level).await,
        None => house.visitor(),
    };
    let mut call = call(house, route, &mut browser).await;
    if level.is_some() && !call.fields.iter().any(|(name, _)| name == "key") {
        call = call.with("key", Some(&key_of(&mut browser).await));
    }
    let (all, kept) = (house.rows_without(&[]).await, house.rows_without(&ASIDE).await);
    let answer = call.send(&mut browser, &[]).await;
    let status = answer.status.as_u16();
    if may {
        assert!(status == 200 || status == 303, "{at}: {status} {}", answer.words());
        assert!(!answer.location().starts_with("/sign-in?next"), "{at}");
        assert!(!answer.location().contains("not-again"), "{at}: the call found nothing to do");
        if route.method == Method::POST && route.name != "check.send" {
            assert_ne!(house.rows_without(&[]).await, all, "{at}: it was carried out");
        }
    } else {
        match level {
            None => assert!(status == 303 && answer.location().starts_with("/sign-in"), "{at}: {status}"),
            Some(_) => assert_eq!(status, 403, "{at}: {}", answer.words()),
        }
        assert_eq!(house.rows_without(&ASIDE).await, kept, "{at}: nothing changes");
        assert!(!answer.words().contains("Elsie"), "{at}: nothing is told");
    }
    if route.name == "mail.release" {
        // Released mails are kept again at the next run: for the next call.
        house.run_due().await;
    }
}

// proves: RF-22, RF-23, RF-25, XT-119, XT-131, XT-133, XT-142, v5.0.0-8.2.1, v5.0.0-8.3.1, attack B6
#[tokio::test(flavor = "multi_thread")]
async fn every_route_lets_in_whom_the_table_names_and_nobody_else() {
    each_engine(async |house| {
        prepare(house).await;
        let table = expected();
        for route in routes::table() {
            let who = &table[route.name];
            for level in [None].into_iter().chain(LEVELS.map(Some)) {
                let named = level.is_some_and(|level| who.contains(level.code()));
                one(house, &route, level, named || who.contains("everybody")).await;
            }
        }
    })
    .await;
}

// proves: v5.0.0-4.1.4, v5.0.0-13.4.4
#[tokio::test(flavor = "multi_thread")]
async fn no_route_answers_to_another_method() {
    let house = TestHouse::on(kit_db::Engine::Sqlite).await;
    prepare(&house).await;
    let mut browser = house.signed_in(Level::Administrator).await;
    let table = routes::table();
    let calls = {
        let mut calls = Vec::new();
        for route in &table {
            calls.push((route, call(&house, route, &mut browser).await));
        }
        calls
    };
    let kept = house.rows_without(&ASIDE).await;
    for (route, call) in calls {
        for method in [
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
            Method::TRACE,
            Method::OPTIONS,
        ] {
            if table.iter().any(|other| other.path == route.path && other.method == method) {
                continue;
            }
            let body = axum::body::Body::from("on=no&text=Words");
            let headers = [("content-type", "application/x-www-form-urlencoded")];
            let answer = browser.send(method.clone(), &call.path, &headers, body).await;
            assert_eq!(answer.status, 405, "{method} {}", route.name);
        }
    }
    assert_eq!(house.rows_without(&ASIDE).await, kept);
}

// proves: attack C1
#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_signed_in_by_a_header() {
    let house = TestHouse::on(kit_db::Engine::Sqlite).await;
    let name = house.person(Level::Administrator).email.clone();
    for header in [
        "x-remote-user",
        "remote-user",
        "remote_user",
        "x-forwarded-user",
        "x-forwarded-email",
        "x-auth-request-user",
        "x-user",
        "authorization",
    ] {
        let mut browser = house.visitor();
        let headers = [(header, name.as_str()), ("x-forwarded-for", "127.0.0.1")];
        let answer = browser.send(Method::GET, "/desk/home", &headers, axum::body::Body::empty()).await;
        assert_eq!(
            (answer.status.as_u16(), answer.location()),
            (303, "/sign-in?next=/desk/home"),
            "{header}"
        );
    }
}

// proves: attack B8, v5.0.0-8.3.2
#[tokio::test(flavor = "multi_thread")]
async fn a_right_that_is_taken_away_is_gone_at_the_next_request() {
    each_engine(async |house| {
        let who = house.person(Level::Administrator);
        let mut browser = house.signed_in_as(who).await;
        assert_eq!(browser.get("/desk/jobs").await.status, 200);
        let key = key_of(&mut browser).await;
        house.tamper(&format!("UPDATE staff SET level = 'general' WHERE id = {}", who.id.0)).await;
        assert_eq!(browser.get("/desk/jobs").await.status, 403);
        let run = browser.post(&format!("/desk/jobs/{}/run", super::calls::KIND), &[("key", &key)]).await;
        assert_eq!(run.status, 403);
        assert_eq!(browser.get("/desk/home").await.status, 200, "still a member of staff");
        house.tamper(&format!("UPDATE staff SET enabled = FALSE WHERE id = {}", who.id.0)).await;
        assert_eq!(browser.get("/desk/home").await.status, 303);
    })
    .await;
}
