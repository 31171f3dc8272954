//! A post counts only with the key of this session's own page, and only from our own site.

use ground::guard::{Level, Route};
use http::Method;
use querist::routes;

use super::ASIDE;
use super::calls::{call, key_of, prepare};
use crate::house::{TestHouse, URL, each_engine};

fn posts() -> Vec<Route> {
    routes::table().into_iter().filter(|route| route.method == Method::POST).collect()
}

/// How a post that is carried out is answered: with where to go on, or with a page of what it says once.
fn answers(name: &str) -> u16 {
    let shows = ["settings.review", "staff.link", "staff.import.send", "forgot.send", "export.take"];
    if shows.contains(&name) || name == "forms.preview.try" { 200 } else { 303 }
}

// proves: attack C11, v5.0.0-3.5.1
#[tokio::test(flavor = "multi_thread")]
async fn a_post_without_the_sessions_own_key_is_refused_and_changes_nothing() {
    each_engine(async |house| {
        prepare(house).await;
        let mut other = house.signed_in(Level::Administrator).await;
        let mut colleague = house.signed_in(Level::Regular).await;
        let foreign = [key_of(&mut other).await, key_of(&mut colleague).await];
        for route in posts().iter().filter(|route| route.privilege.is_for_staff()) {
            let mut browser = house.signed_in(Level::Administrator).await;
            let call = call(house, route, &mut browser).await;
            let own = key_of(&mut browser).await;
            let cut = &own[..own.len() - 1];
            let longer = format!("{own}0");
            let keys = [None, Some(""), Some(cut), Some(&longer), Some(&foreign[0]), Some(&foreign[1])];
            let kept = house.rows_without(&ASIDE).await;
            for key in keys {
                let refused = call.with("key", key).send(&mut browser, &[]).await;
                assert_eq!(refused.status, 403, "{} with {key:?}", route.name);
                assert!(refused.words().contains("That did not come from a page of this sign-in"));
            }
            assert_eq!(house.rows_without(&ASIDE).await, kept, "{}", route.name);
            assert_eq!(browser.get("/desk/home").await.status, 200, "{}: still signed in", route.name);
            let done = call.with("key", Some(&own)).send(&mut browser, &[]).await;
            assert_eq!(done.status, answers(route.name), "{}: the call itself is right", route.name);
            if route.name == "mail.release" {
                house.run_due().await;
            }
        }
    })
    .await;
}

/// Headers by which a browser says that another site made it send.
const ELSEWHERE: [&[(&str, &str)]; 7] = [
    &[("origin", "https://evil.example")],
    &[("origin", "http://ask.library.example")],
    &[("origin", "https://ask.library.example.evil.example")],
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site")],
    &[("sec-fetch-site", "none"), ("origin", URL)],
    &[("sec-fetch-site", "cross-site"), ("origin", "null")],
];

// proves: attack C11, v5.0.0-3.5.1
#[tokio::test(flavor = "multi_thread")]
async fn posts_made_by_another_site_are_refused_even_with_the_right_key() {
    let house = TestHouse::on(kit_db::Engine::Sqlite).await;
    prepare(&house).await;
    // Forms of the public are shown once more instead; see the tests of their pages.
    let others = ["ask.send", "check.send", "check.reply", "check.forget", "check.agreement"];
    for route in posts().iter().filter(|route| !others.contains(&route.name)) {
        let mut browser = house.signed_in(Level::Administrator).await;
        let call = call(&house, route, &mut browser).await;
        let call = call.with("key", Some(&key_of(&mut browser).await));
        let kept = house.rows_without(&["request_seen", "tries"]).await;
        for headers in ELSEWHERE {
            let refused = call.send(&mut browser, headers).await;
            assert_eq!(refused.status, 403, "{} with {headers:?}", route.name);
            assert!(!refused.headers.contains_key(http::header::SET_COOKIE), "{}", route.name);
        }
        assert_eq!(house.rows_without(&["request_seen", "tries"]).await, kept, "{}", route.name);
        let own = [("sec-fetch-site", "same-origin"), ("origin", URL)];
        let done = call.send(&mut browser, &own).await;
        assert_eq!(done.status, answers(route.name), "{} from our own page", route.name);
        if route.name == "mail.release" {
            house.run_due().await;
        }
    }
}

// proves: v5.0.0-3.5.3, attack C11
#[tokio::test(flavor = "multi_thread")]
async fn opening_an_address_changes_nothing() {
    let house = TestHouse::on(kit_db::Engine::Sqlite).await;
    prepare(&house).await;
    let mut browser = house.signed_in(Level::Administrator).await;
    let mut calls = Vec::new();
    for route in routes::table() {
        calls.push(call(&house, &route, &mut browser).await);
    }
    let key = key_of(&mut browser).await;
    let kept = house.rows_without(&["request_seen"]).await;
    for call in calls {
        let path = format!("{}?key={key}&version=1&text=Words&to=0&on=no&done=taken", call.path);
        let opened = browser.get(&path).await;
        assert!(opened.status.as_u16() < 500, "{path}");
        assert!(!opened.body.contains(&path), "{path} is not repeated");
    }
    assert_eq!(house.rows_without(&["request_seen"]).await, kept);
}
