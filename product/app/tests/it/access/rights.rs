//! Rights come from the session alone, act at the next request, and only for the methods a route has.

use ground::guard::Level;
use http::Method;
use querist::routes;

use super::ASIDE;
use super::calls::{call, key_of, prepare};
use crate::house::{TestHouse, each_engine};

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
