//! A link for whoever forgot their password: the same words for everybody, few mails, and the site's own address.

use desk::requests::Mails;
use ground::guard::Level;
use ground::outbox::{ComposeError, Composer, OutboxRow};
use ground::people::Letters;
use http::Method;
use kit_db::Engine;

use crate::house::{PASSWORD, TestHouse, URL};

const NEW: &str = "nine grey otters sleep";

async fn asked_for(house: &TestHouse) -> Vec<OutboxRow> {
    let found = house.ground().db.read(|conn| ground::outbox::of_request(conn, 0)).await;
    found.unwrap()
}

async fn forgot(house: &TestHouse, email: &str, headers: &[(&str, &str)]) -> kit_web::testing::Answer {
    let email = percent_encoding::utf8_percent_encode(email, percent_encoding::NON_ALPHANUMERIC);
    let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
    all.extend_from_slice(headers);
    house.visitor().send(Method::POST, "/forgot", &all, format!("email={email}").into()).await
}

// proves: attack C4, attack C5, v5.0.0-6.3.8, v5.0.0-6.4.3
#[tokio::test(flavor = "multi_thread")]
async fn a_known_and_an_unknown_address_are_answered_alike_and_only_one_gets_a_mail() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let house = &TestHouse::with_mail(engine).await;
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        let mut signed_in = house.signed_in_as(who).await;
        let known = forgot(house, &who.email, &[]).await;
        let unknown = forgot(house, "nobody@library.example", &[]).await;
        assert_eq!((known.status.as_u16(), unknown.status.as_u16()), (200, 200));
        assert_eq!(known.body, unknown.body, "the same bytes");
        let letters = Letters { ground: house.ground().clone(), clients: Mails(house.ground().clone()) };
        let rows = asked_for(house).await;
        assert_eq!(rows.len(), 2, "the same work");
        let (mut mails, mut none) = (Vec::new(), 0);
        for row in &rows {
            match letters.compose(row).await {
                Ok(mail) => mails.push(mail),
                Err(ComposeError::Gone) => none += 1,
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!((mails.len(), none), (1, 1));
        let text = &mails[0].text;
        assert_eq!(mails[0].to.normal(), who.email.to_lowercase());
        // No token lies in the queue or anywhere else; the link is on the site's own address.
        let from = text.find(&format!("{URL}/enrol/")).expect("the link is on our own address") + URL.len();
        let path = text[from..].split_whitespace().next().unwrap();
        let token = path.strip_prefix("/enrol/").unwrap();
        assert!(!format!("{:?}", house.rows_without(&[]).await).contains(token));
        // Asking changes nothing by itself.
        assert_eq!(signed_in.get("/desk").await.status, 200);
        let mut browser = house.visitor();
        let page = browser.get(path).await;
        let set = browser.submit(&page, path, &[("password", NEW), ("again", NEW)]).await;
        assert_eq!(set.status, 303);
        assert_eq!(signed_in.get("/desk").await.status, 303, "signed out everywhere");
        let page = browser.get("/sign-in").await;
        let fields = [("email", who.email.as_str()), ("password", PASSWORD)];
        assert_eq!(browser.submit(&page, "/sign-in", &fields).await.status, 422, "the old one is dead");
        // A month later the queue has forgotten that links were sent; what was never sent was given up.
        house.tamper("UPDATE outbox_mail SET state = 'sent'").await;
        house.clock.advance(31 * kit_base::DAY);
        house.run_due().await;
        assert_eq!(asked_for(house).await.len(), 0);
    }
}

// proves: attack C6, attack C4
#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_askings_bring_three_mails_and_a_forged_host_changes_no_link() {
    let house = TestHouse::with_mail(Engine::Sqlite).await;
    let who = house.person(Level::Regular);
    let spellings = [who.email.clone(), who.email.to_uppercase(), format!(" {}", who.email)];
    let mut refused = 0;
    for n in 0..200 {
        let forged = format!("10.0.{n}.1");
        let headers = [("x-forwarded-for", forged.as_str()), ("x-forwarded-host", "evil.example")];
        let answer = forgot(&house, &spellings[n % spellings.len()], &headers).await;
        assert!([200, 429].contains(&answer.status.as_u16()), "{}", answer.status);
        refused += usize::from(answer.status == 429);
    }
    assert_eq!((asked_for(&house).await.len(), refused), (3, 197));
    house.clock.advance(kit_base::HOUR);
    assert_eq!(forgot(&house, &who.email, &[]).await.status, 200, "an hour later");
    let other = forgot(&house, &who.email, &[("host", "evil.example")]).await;
    assert_eq!(other.status, 421, "another host is not answered");
    let posted = forgot(&house, &who.email, &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(posted.status, 403, "another site's page");
    let bad = forgot(&house, "no address", &[]).await;
    assert_eq!(bad.status, 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_mail_server_nothing_is_queued_and_the_page_says_who_can_help() {
    let house = TestHouse::on(Engine::Sqlite).await;
    let who = house.person(Level::Regular);
    for email in [who.email.as_str(), "nobody@library.example"] {
        let answer = forgot(&house, email, &[]).await;
        assert_eq!(answer.status, 200);
        assert!(answer.words().contains("An administrator can give you a link"), "{}", answer.words());
    }
    assert_eq!(asked_for(&house).await.len(), 0);
}

// proves: RF-160, v5.0.0-6.3.5, attack C5
#[tokio::test(flavor = "multi_thread")]
async fn the_owner_is_told_of_a_pause_once_and_nobody_else_is() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let house = &TestHouse::with_mail(engine).await;
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        let mut paused = Vec::new();
        for email in [who.email.as_str(), "nobody@library.example"] {
            for _ in 0..13 {
                let fields = [("email", email), ("password", "nine wrong guesses here")];
                paused.push(house.visitor().post("/sign-in", &fields).await.status.as_u16());
            }
        }
        assert_eq!(paused.iter().filter(|status| **status == 429).count(), 6, "three for each");
        let letters = Letters { ground: house.ground().clone(), clients: Mails(house.ground().clone()) };
        let rows = asked_for(house).await;
        assert_eq!(rows.len(), 2, "one row for each pause, known or not");
        let mut mails = Vec::new();
        for row in &rows {
            match letters.compose(row).await {
                Ok(mail) => mails.push(mail),
                Err(ComposeError::Gone) => {}
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].to.normal(), who.email.to_lowercase());
        assert!(mails[0].subject.contains("Wrong passwords") && !mails[0].text.contains("/enrol/"));
        let links = house.number("SELECT COUNT(*) AS n FROM invitation").await;
        assert_eq!(links, 0, "a pause makes no link");
        house.close().await;
    }
}
