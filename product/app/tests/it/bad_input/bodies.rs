//! Posts whose body is no form, is too large, or holds what no field can hold.

use ground::guard::{Level, Route};
use http::Method;
use kit_web::testing::{Answer, Browser};
use querist::routes;

use super::{is_refused, is_well, odd_for};
use crate::access::{ASIDE, Call, call, key_of, prepare};
use crate::house::{TestHouse, each_engine};

const FORM: &str = "application/x-www-form-urlencoded";

fn posts() -> Vec<Route> {
    routes::table().into_iter().filter(|route| route.method == Method::POST).collect()
}

/// A call of each route that takes a post, with its browser: signed in where that is needed.
async fn calls(house: &TestHouse) -> Vec<(Route, Call, Browser)> {
    let mut calls = Vec::new();
    for route in posts() {
        let mut browser = house.signed_in(Level::Administrator).await;
        let mut call = call(house, &route, &mut browser).await;
        if route.privilege.is_for_staff() {
            call = call.with("key", Some(&key_of(&mut browser).await));
        }
        calls.push((route, call, browser));
    }
    calls
}

async fn send(
    call: &Call,
    browser: &mut Browser,
    kind: Option<&str>,
    body: impl Into<axum::body::Body>,
) -> Answer {
    let headers: Vec<(&str, &str)> = kind.map(|kind| ("content-type", kind)).into_iter().collect();
    browser.send(Method::POST, &call.path, &headers, body.into()).await
}

// proves: attack E5, v5.0.0-1.5.2, v5.0.0-16.5.3
#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_form_is_refused() {
    each_engine(async |house| {
        prepare(house).await;
        let calls = calls(house).await;
        let kept = house.rows_without(&ASIDE).await;
        for (route, call, mut browser) in calls {
            let name = route.name;
            for (kind, body) in [
                (None, "text=Words&key=1"),
                (Some(""), "text=Words"),
                (Some("application/json"), "{\"text\":\"Words\",\"key\":[[[[1]]]]}"),
                (Some("application/json"), "{"),
                (Some("text/plain"), "text=Words"),
                (
                    Some("application/xml"),
                    "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
                ),
                (
                    Some("multipart/form-data; boundary=x"),
                    "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nW\r\n--x--",
                ),
                (Some("multipart/form-data"), "--"),
                (Some("\u{e9}"), "text=Words"),
                (Some("application/x-www-form-urlencoded-not"), "text=Words"),
            ] {
                let answer = send(&call, &mut browser, kind, body).await;
                let at = format!("{name} as {kind:?}");
                is_refused(&answer, &at);
                // Signing out needs no more than the key, which was not there.
                assert!([415, 403].contains(&answer.status.as_u16()), "{at}: {}", answer.status);
            }
            for body in [
                &b"text=%ff%fe"[..],
                b"%c3%28=1",
                b"text=\xff\xfe\xfd",
                b"\xed\xa0\x80=1",
                b"%f8%a1%a1%a1%a1=x",
            ] {
                let answer = send(&call, &mut browser, Some(FORM), body.to_vec()).await;
                is_refused(&answer, name);
                assert_eq!(answer.status, 400, "{name}: no UTF-8");
            }
        }
        assert_eq!(house.rows_without(&ASIDE).await, kept, "nothing was taken");
    })
    .await;
}

// proves: attack E5
#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_is_refused() {
    let house = TestHouse::on(kit_db::Engine::Sqlite).await;
    prepare(&house).await;
    let calls = calls(&house).await;
    let kept = house.rows_without(&ASIDE).await;
    let ten = axum::body::Bytes::from([b"text=".to_vec(), vec![b'a'; 26 << 20]].concat());
    let many = axum::body::Bytes::from("a=1&".repeat(2_001));
    for (route, call, mut browser) in calls {
        for (what, body) in [("26 MB", &ten), ("2,001 fields", &many)] {
            let answer = send(&call, &mut browser, Some(FORM), body.clone()).await;
            let at = format!("{} of {what}", route.name);
            is_refused(&answer, &at);
            assert_eq!(answer.status, 413, "{at}");
            assert!(answer.words().contains("That is more than fits"), "{at}");
        }
    }
    assert_eq!(house.rows_without(&ASIDE).await, kept);
    // Nobody who is not signed in is even read.
    let answer = {
        let headers = [("content-type", FORM)];
        house.visitor().send(Method::POST, "/desk/mail/release", &headers, ten.into()).await
    };
    assert_eq!(answer.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_as_long_as_a_field_may_be_arrives_in_whatever_script() {
    let house = TestHouse::on(kit_db::Engine::Sqlite).await;
    let question = "\u{20000}".repeat(2_000_000);
    let asked = crate::asking::ask(&house, &question).await;
    let mut staff = house.signed_in(ground::guard::Level::Regular).await;
    let page = staff.get(&asked.path()).await;
    assert_eq!(page.body.matches('\u{20000}').count() / 2_000_000, 1);
    let small = format!("email=a&password={}", "a".repeat(300 << 10));
    let mut visitor = house.visitor();
    let answer = visitor.send(Method::POST, "/sign-in", &[("content-type", FORM)], small.into()).await;
    assert_eq!(answer.status, 413, "a form without a long text has a small limit");
}

// proves: attack E5, v5.0.0-2.2.1, v5.0.0-2.2.2
#[tokio::test(flavor = "multi_thread")]
async fn forms_that_are_empty_torn_or_doubled_are_answered_with_a_page() {
    each_engine(async |house| {
        prepare(house).await;
        for (route, call, mut browser) in calls(house).await {
            for body in [
                "",
                "=",
                "&",
                "&&==&=&",
                "key",
                "key=",
                "a[b][c]=1",
                "text",
                "%",
                "%%%",
                "+",
                "text=%zz&key=%u0041",
            ] {
                let answer = send(&call, &mut browser, Some(FORM), body).await;
                is_well(&answer, &format!("{} with {body:?}", route.name));
                assert!(
                    answer.status != 200 || route.name.starts_with("check"),
                    "{} with {body:?}",
                    route.name
                );
            }
            for (field, _) in &call.fields {
                let missing = call.with(field, None).send(&mut browser, &[]).await;
                is_well(&missing, &format!("{} without {field}", route.name));
            }
        }
    })
    .await;
}

// proves: XT-118, attack E5, attack E6, attack E13, v5.0.0-1.2.4, v5.0.0-1.3.7
#[tokio::test(flavor = "multi_thread")]
async fn every_field_of_every_post_takes_every_odd_text() {
    each_engine(async |house| {
        prepare(house).await;
        let long = "é".repeat(150_000);
        for (route, call, mut browser) in calls(house).await {
            // The bounds on tries are tested elsewhere.
            let bounded = ["check.send", "sign-in.send"].contains(&route.name);
            for (field, _) in call.fields.iter().filter(|(name, _)| name != "key") {
                let odd = odd_for(house.engine()).into_iter().chain([long.as_str()]);
                for odd in odd.take(if bounded { 9 } else { 99 }) {
                    let answer = call.with(field, Some(odd)).send(&mut browser, &[]).await;
                    is_well(&answer, &format!("{} with {field}={:?}", route.name, &odd[..odd.len().min(40)]));
                }
            }
        }
        for table in ["request", "staff", "audit_event", "session"] {
            house.number(&format!("SELECT COUNT(*) AS n FROM {table}")).await;
        }
    })
    .await;
}
