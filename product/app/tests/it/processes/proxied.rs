//! Limits behind a proxy count the people behind it, and nobody else.

use axum::body::Body;
use http::Method;
use kit_web::testing::{Answer, Browser};

use super::desk::{Desk, first_administrator};

async fn wrong(browser: &mut Browser, from: &str, email: &str) -> Answer {
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("x-forwarded-for", from)];
    let body = Body::from(format!("email={email}&password=not+the+password"));
    browser.send(Method::POST, "/sign-in", &headers, body).await
}

// proves: attack C1, attack E9
#[tokio::test(flavor = "multi_thread")]
async fn behind_a_named_proxy_each_network_has_its_own_tries_and_an_invented_address_gives_no_more() {
    let mut desk = Desk::new();
    // The browsers of these tests come from 127.1.0.0/16; another process is told of no proxy.
    desk.set("QUERIST_TRUSTED_PROXIES", "127.0.0.0/8");
    let behind = desk.start("behind", &[]);
    first_administrator(&behind).await;
    desk.set("QUERIST_TRUSTED_PROXIES", "");
    let bare = desk.start("bare", &["--only", "web"]);

    let mut browser = behind.browser();
    let mut status = Vec::new();
    for n in 0..12 {
        // What the stranger writes stands left of what the proxy adds.
        let from = format!("10.{n}.0.1, 198.51.100.{n}");
        status.push(wrong(&mut browser, &from, "mo@a.example").await.status.as_u16());
    }
    assert_eq!(status.iter().filter(|status| **status == 429).count(), 2, "one network: {status:?}");
    let owner = wrong(&mut browser, "203.0.113.9", "mo@a.example").await;
    assert_ne!(owner.status, 429, "the owner's network is another");

    // Without a named proxy the header is nothing: every network here is the connection's.
    let mut browser = bare.browser();
    let mut status = Vec::new();
    for n in 0..12 {
        status.push(wrong(&mut browser, &format!("192.0.{n}.1"), "else@a.example").await.status.as_u16());
    }
    assert_eq!(status.iter().filter(|status| **status == 429).count(), 2, "{status:?}");
    behind.stop();
    bare.stop();
}
