//! Damaged cookies, form keys and passes.

use ground::guard::Level;
use http::Method;

use super::{is_refused, is_well};
use crate::access::ASIDE;
use crate::asking::ask;
use crate::house::{TestHouse, each_engine};

/// `text` with each letter in turn replaced, left out and doubled.
fn damaged(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for (at, letter) in text.char_indices() {
        let (head, tail) = (&text[..at], &text[at + letter.len_utf8()..]);
        let other = char::from_u32(letter as u32 ^ 1).unwrap();
        let swapped = if letter.is_ascii_uppercase() {
            letter.to_ascii_lowercase()
        } else {
            letter.to_ascii_uppercase()
        };
        for new in [
            other.to_string(),
            swapped.to_string(),
            String::new(),
            format!("{letter}{letter}"),
            "é".to_owned(),
        ] {
            let damaged = format!("{head}{new}{tail}");
            if damaged != text {
                all.push(damaged);
            }
        }
    }
    all.extend([
        String::new(),
        format!("{text}="),
        format!(" {text}"),
        format!("{text}{text}"),
        "null".to_owned(),
    ]);
    all
}

// proves: attack E5, v5.0.0-7.2.1, v5.0.0-7.2.3
#[tokio::test(flavor = "multi_thread")]
async fn a_session_cookie_that_is_not_exact_is_none() {
    let house = TestHouse::on(kit_db::Engine::Sqlite).await;
    let name = house.ground().site.session_cookie().full_name();
    let browser = house.signed_in(Level::Administrator).await;
    let good = browser.cookies[&name].clone();
    assert_eq!(browser.clone().get("/desk/home").await.status, 200);
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for bad in damaged(&good) {
        // A space before the value is trimmed from the cookie's end of the line only.
        lines.push(format!("{name}={bad}").into_bytes());
    }
    for byte in [0x80_u8, 0xff, b'\t', b'"', b','] {
        for at in 0..good.len() {
            let mut bad = format!("{name}={good}").into_bytes();
            bad[name.len() + 1 + at] = byte;
            lines.push(bad);
        }
    }
    for line in lines {
        let value = http::HeaderValue::from_bytes(&line).unwrap();
        let answer = send_cookie(&house, &value).await;
        let at = String::from_utf8_lossy(&line).into_owned();
        is_well(&answer, &at);
        assert_eq!((answer.status.as_u16(), answer.location()), (303, "/sign-in?next=/desk/home"), "{at}");
    }
    for line in [";;;=;", "=", "a", "a=b; =c; d", name.as_str(), &"x=y; ".repeat(3_000)] {
        is_well(&send_cookie(&house, &line.parse().unwrap()).await, line);
    }
    assert_eq!(browser.clone().get("/desk/home").await.status, 200, "the right one is good still");
}

async fn send_cookie(house: &TestHouse, value: &http::HeaderValue) -> kit_web::testing::Answer {
    use axum::extract::ConnectInfo;
    use http_body_util::BodyExt;
    use tower::ServiceExt;
    let mut request = http::Request::get("/desk/home").body(axum::body::Body::empty()).unwrap();
    request.headers_mut().insert(http::header::COOKIE, value.clone());
    request.extensions_mut().insert(ConnectInfo(house.visitor().peer));
    let (parts, body) = house.router().oneshot(request).await.unwrap().into_parts();
    let body = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
    kit_web::testing::Answer { status: parts.status, headers: parts.headers, body }
}

// proves: attack E5, RF-80, RF-81, RF-83
#[tokio::test(flavor = "multi_thread")]
async fn a_form_key_that_is_not_exact_makes_nothing() {
    each_engine(async |house| {
        let mut browser = house.visitor();
        let page = browser.get("/ask/general").await.form("/ask/general").unwrap();
        let good = &page.iter().find(|(name, _)| name == "key").unwrap().1;
        let mut told = 0;
        for key in damaged(good) {
            let fields = [("key", key.as_str()), ("question", "When?"), ("email", "a@reader.example")];
            let answer = browser.post("/ask/general", &fields).await;
            is_well(&answer, &key);
            assert!(!answer.body.contains("spine big"), "{key}");
            told += usize::from(answer.words().contains("Check and send."));
            let home = browser.post("/ask/general", &[("key", &key)]).await;
            is_well(&home, &key);
        }
        assert!(told > 200, "nearly all are told to look once more: {told}");
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM request").await, 0);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM used_key").await, 0);
        // Nor does a cookie that is not the page's.
        let name = house.ground().site.form_cookie().full_name();
        let cookie = browser.cookies[&name].clone();
        for bad in damaged(&cookie).into_iter().filter(|bad| bad.is_ascii() && !bad.starts_with(' ')) {
            browser.cookies.insert(name.clone(), bad);
            let fields = [("key", good.as_str()), ("question", "When?"), ("email", "a@reader.example")];
            let answer = browser.post("/ask/general", &fields).await;
            assert!(answer.words().contains("Check and send."), "{:?}", browser.cookies);
        }
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM request").await, 0);
    })
    .await;
}

// proves: attack E5, attack C3
#[tokio::test(flavor = "multi_thread")]
async fn a_pass_that_is_not_exact_opens_nothing() {
    each_engine(async |house| {
        let mut asked = ask(house, "My secret question").await;
        let form = asked.check().await.form("/check/reply").unwrap();
        let good = form.iter().find(|(name, _)| name == "pass").unwrap().1.clone();
        let kept = house.rows_without(&ASIDE).await;
        for pass in damaged(&good) {
            let fields = [("number", asked.full.as_str()), ("pass", pass.as_str()), ("reply", "Words")];
            let answer = asked.browser.post("/check/reply", &fields).await;
            is_well(&answer, &pass);
            assert!(!answer.words().contains("secret"), "{pass}");
        }
        assert_eq!(house.rows_without(&ASIDE).await, kept);
    })
    .await;
}

// proves: attack C3, attack E5
#[tokio::test(flavor = "multi_thread")]
async fn an_enrolment_link_that_is_not_exact_is_dead() {
    let house = TestHouse::on(kit_db::Engine::Sqlite).await;
    let who = house.person(Level::Regular);
    let good = ground::staff::invite(house.ground(), who.id).await.unwrap();
    let kept = house.rows_without(&ASIDE).await;
    let encode = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let bad = damaged(&good).into_iter().filter(|bad| !bad.trim().is_empty());
    for token in bad.map(|bad| encode(&bad)).chain(["%00".to_owned(), "0".repeat(43), "null".to_owned()]) {
        let path = format!("/enrol/{token}");
        let opened = house.visitor().send(Method::GET, &path, &[], axum::body::Body::empty()).await;
        is_refused(&opened, &path);
        assert!(opened.words().contains("This link no longer works"), "{path}");
        let fields = [("password", crate::house::PASSWORD), ("again", crate::house::PASSWORD)];
        is_refused(&house.visitor().post(&path, &fields).await, &path);
    }
    assert_eq!(house.rows_without(&ASIDE).await, kept);
    assert_eq!(house.visitor().get(&format!("/enrol/{good}")).await.status, 200);
}
