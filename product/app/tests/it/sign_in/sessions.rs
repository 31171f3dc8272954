//! A session from its beginning to its end.

use ground::guard::Level;
use ground::staff;
use http::header;
use kit_base::{HOUR, MINUTE, SECOND};
use kit_db::Engine;

use super::{by_password, is_in, sign_in};
use crate::house::{PASSWORD, TestHouse, each_engine, lines};

const COOKIE: &str = "__Host-sid";

// proves: RF-25, RF-105, v5.0.0-3.3.1, v5.0.0-3.3.2, v5.0.0-3.3.3, v5.0.0-3.3.4, v5.0.0-7.2.3
#[tokio::test(flavor = "multi_thread")]
async fn address_and_password_begin_a_session() {
    each_engine(async |house| {
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        let mut browser = house.visitor();
        let page = browser.get("/sign-in").await;
        assert!(
            page.body.contains("type=\"password\"")
                && page.body.contains("autocomplete=\"current-password\"")
        );
        let answer = sign_in(&mut browser, &format!(" {} ", who.email.to_uppercase()), PASSWORD).await;
        assert_eq!((answer.status.as_u16(), answer.location()), (303, "/desk/home"));
        let line = answer.headers[header::SET_COOKIE].to_str().unwrap();
        let (pair, rest) = line.split_once("; ").unwrap();
        assert_eq!(rest, "Path=/; HttpOnly; SameSite=Lax; Secure");
        let (name, value) = pair.split_once('=').unwrap();
        assert_eq!((name, value.len()), (COOKIE, 43), "256 bits");
        let home = browser.get("/desk/home").await;
        assert!(home.words().contains("Hello, Rosa Lindqvist"));
        assert_eq!(home.headers[header::CACHE_CONTROL], "no-store");
        let events = house.lines("SELECT kind AS line FROM audit_event WHERE kind = 'staff.signed_in'").await;
        assert_eq!(events.len(), 1);
        // Where one was going, and nowhere else.
        for (next, leads) in [
            ("/desk/requests/QR-10001", "/desk/requests/QR-10001"),
            ("//evil.example", "/desk/home"),
            ("https://evil.example/desk", "/desk/home"),
            ("/desk//evil.example", "/desk/home"),
            ("/\\evil.example", "/desk/home"),
        ] {
            let fields = [("email", who.email.as_str()), ("password", PASSWORD), ("next", next)];
            let answer = house.visitor().post("/sign-in", &fields).await;
            assert_eq!(answer.location(), leads, "{next}");
        }
    })
    .await;
}

// proves: v5.0.0-6.2.8, v5.0.0-6.2.9
#[tokio::test(flavor = "multi_thread")]
async fn a_password_counts_exactly_as_it_is_written() {
    let house = TestHouse::on(Engine::Sqlite).await;
    let who = house.person(Level::Regular);
    let long = "é".repeat(256);
    for password in [" Seven Pale  hérons wade ", long.as_str()] {
        staff::set_password(house.ground(), who.id, password).await.unwrap();
        for wrong in [
            password.trim(),
            &password.to_lowercase(),
            &password.replace("  ", " "),
            &password[..password.len() - 2],
        ] {
            if wrong != password {
                assert_eq!(sign_in(&mut house.visitor(), &who.email, wrong).await.status, 422, "{wrong}");
            }
        }
        assert_eq!(sign_in(&mut house.visitor(), &who.email, password).await.status, 303, "{password}");
    }
    let longer = format!("{long}é");
    assert_eq!(sign_in(&mut house.visitor(), &who.email, &longer).await.status, 422, "never cut");
}

// proves: v5.0.0-7.2.2, v5.0.0-7.2.4
#[tokio::test(flavor = "multi_thread")]
async fn the_cookie_is_renewed_and_the_old_one_dies_a_minute_later() {
    each_engine(async |house| {
        let mut browser = house.signed_in(Level::Regular).await;
        let first = browser.cookies[COOKIE].clone();
        house.clock.advance(5 * MINUTE - 1);
        assert!(is_in(&mut browser).await);
        assert_eq!(browser.cookies[COOKIE], first, "not yet");
        house.clock.advance(1);
        let mut tab = browser.clone();
        assert!(is_in(&mut browser).await);
        let second = browser.cookies[COOKIE].clone();
        assert_ne!(second, first);
        // Another tab of the same browser was on its way with the old one.
        tab.keeps_cookies = false;
        assert!(is_in(&mut tab).await, "good for a while");
        house.clock.advance(60 * SECOND - 1);
        assert!(is_in(&mut tab).await && tab.cookies[COOKIE] == first, "it is not renewed a second time");
        house.clock.advance(1);
        assert!(!is_in(&mut tab).await, "the old one is dead");
        assert!(is_in(&mut browser).await);
        assert_eq!(browser.cookies[COOKIE], second);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM session").await, 1, "one session all the while");
    })
    .await;
}

// proves: v5.0.0-7.3.1, v5.0.0-7.3.2
#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_it_rests_and_in_any_case_after_twelve_hours() {
    each_engine(async |house| {
        let (mut resting, mut busy) =
            (house.signed_in(Level::General).await, house.signed_in(Level::Regular).await);
        house.clock.advance(30 * MINUTE - 1);
        assert!(is_in(&mut busy).await);
        house.clock.advance(1);
        assert!(!is_in(&mut resting).await, "idle for half an hour");
        let begun = house.ground().now() - 30 * MINUTE;
        while house.ground().now() - begun < 12 * HOUR - 20 * MINUTE {
            house.clock.advance(20 * MINUTE);
            assert!(is_in(&mut busy).await, "at work since {}", house.ground().now() - begun);
        }
        house.clock.advance(12 * HOUR - 1 - (house.ground().now() - begun));
        assert!(is_in(&mut busy).await);
        house.clock.advance(1);
        assert!(!is_in(&mut busy).await, "twelve hours are enough");
        house.clock.advance(24 * HOUR);
        house.run_due().await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM session").await, 0, "and nothing of it stays");
    })
    .await;
}

// proves: v5.0.0-7.4.1, v5.0.0-14.3.1, attack E14
#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session_for_every_copy_of_its_cookie() {
    each_engine(async |house| {
        let mut browser = house.signed_in(Level::Regular).await;
        let mut elsewhere = house.signed_in(Level::Regular).await;
        let mut copy = browser.clone();
        let page = browser.get("/desk").await;
        let out = browser.submit(&page, "/sign-out", &[]).await;
        assert_eq!((out.status.as_u16(), out.location()), (303, "/sign-in"));
        let line = out.headers[header::SET_COOKIE].to_str().unwrap();
        assert_eq!(line, format!("{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure"));
        assert_eq!(out.headers["clear-site-data"], "\"cache\", \"storage\"");
        assert!(!browser.cookies.contains_key(COOKIE));
        assert!(!is_in(&mut copy).await, "a copied cookie is worth nothing");
        let posted = copy.submit(&page, "/sign-out", &[]).await;
        assert_eq!(posted.location(), "/sign-in", "nor is its page");
        assert!(is_in(&mut elsewhere).await, "another browser of the same person goes on");
    })
    .await;
}

// proves: attack C2, v5.0.0-7.2.4
#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_that_was_there_before_becomes_no_session() {
    each_engine(async |house| {
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        let planted = "A".repeat(43);
        let mut browser = house.visitor();
        browser.cookies.insert(COOKIE.to_owned(), planted.clone());
        assert_eq!(sign_in(&mut browser, &who.email, PASSWORD).await.status, 303);
        assert_ne!(browser.cookies[COOKIE], planted);
        let mut thief = house.visitor();
        thief.cookies.insert(COOKIE.to_owned(), planted);
        assert!(!is_in(&mut thief).await);

        // Somebody else's live session, planted into this browser: signing in leaves it and ends it.
        let mut attacker = house.signed_in(Level::General).await;
        let mut browser = house.visitor();
        browser.cookies.insert(COOKIE.to_owned(), attacker.cookies[COOKIE].clone());
        assert_eq!(sign_in(&mut browser, &who.email, PASSWORD).await.status, 303);
        assert_ne!(browser.cookies[COOKIE], attacker.cookies[COOKIE]);
        assert!(is_in(&mut browser).await && !is_in(&mut attacker).await);

        // Signing in again at the same browser ends the session before; a failed try does not.
        let mut before = browser.clone();
        assert_eq!(sign_in(&mut browser, &who.email, "not the password").await.status, 422);
        assert!(is_in(&mut before).await);
        assert_eq!(sign_in(&mut browser, &who.email, PASSWORD).await.status, 303);
        assert!(is_in(&mut browser).await && !is_in(&mut before).await);
    })
    .await;
}

// proves: attack B8, v5.0.0-7.4.2, v5.0.0-7.4.3, v5.0.0-8.3.2
#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_account_and_a_changed_one_are_out_at_the_very_next_request() {
    each_engine(async |house| {
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        let mut browser = by_password(house, who).await;
        let id = who.id;
        house.ground().db.write(move |conn| staff::bump_stamp(conn, id)).await.unwrap();
        assert!(!is_in(&mut browser).await, "the account was changed");
        let (mut one, mut two) = (by_password(house, who).await, by_password(house, who).await);
        house.give_password(who).await;
        assert!(!is_in(&mut one).await && !is_in(&mut two).await, "a new password ends all sessions");
        let mut browser = by_password(house, who).await;
        house.tamper(&format!("UPDATE staff SET enabled = FALSE WHERE id = {}", who.id.0)).await;
        assert!(!is_in(&mut browser).await, "the account is disabled");
        assert_eq!(sign_in(&mut house.visitor(), &who.email, PASSWORD).await.status, 422);
        house.tamper(&format!("UPDATE staff SET enabled = TRUE WHERE id = {}", who.id.0)).await;
        house.tamper(&format!("DELETE FROM session WHERE staff_id = {}", who.id.0)).await;
        assert!(!is_in(&mut browser).await, "the session is gone");
    })
    .await;
}

// proves: RF-26, XT-140, v5.0.0-6.5.2
#[tokio::test(flavor = "multi_thread")]
async fn tokens_and_passwords_are_nowhere_in_the_databases() {
    each_engine(async |house| {
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        let mut browser = by_password(house, who).await;
        let link = staff::invite(house.ground(), house.person(Level::General).id).await.unwrap();
        let first = browser.cookies[COOKIE].clone();
        house.clock.advance(5 * MINUTE);
        assert!(is_in(&mut browser).await);
        let place = house.places.ring.clone();
        let ring = tokio::task::spawn_blocking(move || kit_db::Db::open(&place)).await.unwrap().unwrap();
        let mut all = format!("{:?}{:?}", house.rows_without(&[]).await, crate::house::rows(&ring).await);
        all.make_ascii_lowercase();
        let secrets = [
            first,
            browser.cookies[COOKIE].clone(),
            link,
            PASSWORD.to_owned(),
            "$argon2id$".to_owned(),
            who.email.clone(),
            who.name.clone(),
        ];
        for secret in secrets {
            let base64 = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, &secret);
            let raw = base64.map_or_else(|_| hex::encode(&secret), hex::encode);
            for form in [secret.to_lowercase(), hex::encode(&secret), raw] {
                assert!(!all.contains(&form), "{secret} as {form}");
            }
        }
        // What is there instead: its hash, so that the search above looks in the right place.
        let hash = "SELECT COUNT(*) AS n FROM session WHERE LENGTH(token_hash) = 32";
        assert_eq!(house.number(hash).await, 1);
        assert_eq!(
            lines(&ring, "SELECT name AS line FROM ring_secret WHERE name LIKE 'blind/staff%'").await.len(),
            1
        );
        ring.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_plain_http_cookies_have_plain_names_and_nothing_speaks_of_https() {
    let house = TestHouse::reached_at(Engine::Sqlite, None).await;
    let who = house.person(Level::Regular);
    house.give_password(who).await;
    let mut browser = house.visitor();
    let answer = sign_in(&mut browser, &who.email, PASSWORD).await;
    let line = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(line.starts_with("sid=") && line.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{line}");
    assert!(!answer.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    assert!(is_in(&mut browser).await);
    for (host, status) in [("localhost:7070", 200), ("127.0.0.1:7070", 200), ("evil.example:7070", 421)] {
        let body = axum::body::Body::empty();
        let answer = browser.send(http::Method::GET, "/", &[("host", host)], body).await;
        assert_eq!(answer.status, status, "{host}");
    }
}

// proves: v5.0.0-11.4.2
#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_hashed_anew_when_hashing_costs_more() {
    each_engine(async |house| {
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        let anew = "SELECT COUNT(*) AS n FROM audit_event WHERE kind = 'staff.password_hashed_anew'";
        let sealed = format!("SELECT stamp AS n FROM staff WHERE id = {}", who.id.0);
        let stamp = house.number(&sealed).await;
        let mut first = by_password(house, who).await;
        assert_eq!(house.number(anew).await, 0, "the same cost");
        house.set("password.hash_passes", "4").await;
        assert_eq!(sign_in(&mut house.visitor(), &who.email, "some wrong password").await.status, 422);
        assert_eq!(house.number(anew).await, 0, "a wrong password renews nothing");
        by_password(house, who).await;
        assert_eq!(house.number(anew).await, 1);
        by_password(house, who).await;
        assert_eq!(house.number(anew).await, 1, "once");
        assert_eq!(house.number(&sealed).await, stamp);
        assert!(is_in(&mut first).await, "it is the same password: nobody is signed out");
    })
    .await;
}

// proves: RF-157, RF-158
#[tokio::test(flavor = "multi_thread")]
async fn whose_password_is_soon_too_old_is_told_on_every_page() {
    each_engine(async |house| {
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        house.set("password.expiry_days", "30").await;
        let told = async |days: i64| {
            house.clock.advance(days * kit_base::DAY);
            by_password(house, who).await.get("/desk").await.words()
        };
        assert!(!told(15).await.contains("has to be changed"));
        assert!(told(2).await.contains("has to be changed within 13 days"));
        assert!(told(11).await.contains("has to be changed within 2 days"));
        assert!(told(1).await.contains("has to be changed by tomorrow"));
        house.clock.advance(kit_base::DAY);
        let answer = sign_in(&mut house.visitor(), &who.email, PASSWORD).await;
        assert!(answer.location().ends_with("?old=1"), "{}", answer.location());
    })
    .await;
}

// proves: RF-157, RF-158
#[tokio::test(flavor = "multi_thread")]
async fn whose_password_is_soon_too_old_is_told_by_mail_once_for_each_password() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let house = &TestHouse::with_mail(engine).await;
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        house.set("password.expiry_days", "30").await;
        let mails = async |days: i64| {
            house.clock.advance(days * kit_base::DAY);
            house.run_due().await;
            let of = format!("FROM outbox_mail WHERE kind = 'expiry' AND staff_id = {}", who.id.0);
            assert_eq!(
                house.number("SELECT COUNT(*) AS n FROM outbox_mail WHERE kind = 'expiry'").await,
                house.number(&format!("SELECT COUNT(*) AS n {of}")).await,
                "nobody else is told"
            );
            house.number(&format!("SELECT COUNT(*) AS n {of}")).await
        };
        assert_eq!(mails(15).await, 0);
        assert_eq!(mails(2).await, 1);
        assert_eq!(mails(3).await, 1, "once");
        house.give_password(who).await;
        assert_eq!(mails(10).await, 1, "the new one is young");
        assert_eq!(mails(7).await, 2);
        house.close().await;
    }
}
