//! Every id that a body or an address carries, replaced by one that does not belong there.

use ground::guard::Level;
use querist::routes;

use super::ASIDE;
use super::calls::{KIND, call, failed_job, key_of, prepare};
use crate::asking::{ask, ask_in_private};
use crate::house::{TestHouse, each_engine};

/// What nobody's id looks like.
const ODD: [&str; 10] = [
    "-1",
    "1",
    "9223372036854775807",
    "9223372036854775808",
    "99999999999999999999999999",
    "abc",
    "",
    " ",
    "0x10",
    "1; DROP TABLE request",
];

async fn refuses(house: &TestHouse, name: &str, field: &str, values: &[String]) {
    let route = routes::table().into_iter().find(|route| route.name == name).unwrap();
    let mut browser = house.signed_in(Level::Administrator).await;
    let right = call(house, &route, &mut browser).await.with("key", Some(&key_of(&mut browser).await));
    let kept = house.rows_without(&ASIDE).await;
    for value in values {
        let answer = right.with(field, Some(value)).send(&mut browser, &[]).await;
        let status = answer.status.as_u16();
        assert!((400..500).contains(&status), "{name} with {field}={value}: {status} {}", answer.words());
        assert_eq!(house.rows_without(&ASIDE).await, kept, "{name} with {field}={value}");
    }
    let status = right.send(&mut browser, &[]).await.status;
    assert_eq!(status, 303, "{name}: the call itself is right");
}

fn with_odd(more: &[i64]) -> Vec<String> {
    ODD.iter().map(ToString::to_string).chain(more.iter().map(ToString::to_string)).collect()
}

// proves: attack B2, v5.0.0-8.2.2, v5.0.0-2.2.1
#[tokio::test(flavor = "multi_thread")]
async fn ids_in_posts_are_checked_against_what_they_should_name() {
    each_engine(async |house| {
        prepare(house).await;
        let general = house.person(Level::General).id.0;
        let away =
            house.number(&format!("SELECT id AS n FROM staff WHERE id = {}", house.elsewhere.id.0)).await;
        let request = house.number("SELECT MIN(id) AS n FROM request").await;
        let client = house.number("SELECT MIN(id) AS n FROM client").await;
        let place = house.locations[0].0;
        refuses(house, "request.reallocate", "to", &with_odd(&[general, place, request, client])).await;
        refuses(house, "request.reallocate", "place", &with_odd(&[general, away, request, client, 0])).await;
        for name in ["take", "reallocate", "query", "answer", "reopen", "erase"] {
            refuses(
                house,
                &format!("request.{name}"),
                "version",
                &with_odd(&[0, 2_000, request]).into_iter().filter(|v| v != "1").collect::<Vec<_>>(),
            )
            .await;
        }
        // Somebody who left cannot be given anything.
        house.tamper(&format!("UPDATE staff SET enabled = FALSE WHERE id = {away}")).await;
        house.ground().directory.forget();
        let asked = ask(house, "When?").await;
        let mut rosa = house.signed_in(Level::Regular).await;
        let to = away.to_string();
        let answer = crate::asking::act(&mut rosa, &asked.path(), "reallocate", &[("to", &to)]).await;
        assert_eq!(answer.status, 422);
        assert!(answer.words().contains("Choose who takes it"));
    })
    .await;
}

// proves: attack B2, attack E2, v5.0.0-8.2.2
#[tokio::test(flavor = "multi_thread")]
async fn ids_in_addresses_lead_nowhere_unless_they_fit() {
    each_engine(async |house| {
        prepare(house).await;
        let private = ask_in_private(house, "May I ask?").await;
        let id = format!("SELECT id AS n FROM request WHERE number = {}", private.number());
        let id = house.number(&id).await.to_string();
        let job = failed_job(house).await.to_string();
        let mail = house.number("SELECT MIN(id) AS n FROM outbox_mail").await.to_string();
        let mut admin = house.signed_in(Level::Administrator).await;
        let mut ewan = house.signed_in_as(&house.elsewhere).await;
        let key = key_of(&mut admin).await;
        let own = key_of(&mut ewan).await;
        let kept = house.rows_without(&ASIDE).await;
        let fields = [("key", key.as_str()), ("version", "1"), ("text", "Words"), ("to", "0"), ("on", "no")];
        let of_ewan = [("key", own.as_str()), ("version", "1"), ("text", "Words"), ("to", "0")];
        let odd = [
            "QR-0",
            "QR--1",
            "-1",
            "99999999999999999999",
            "abc",
            "%20",
            "%00",
            "..",
            "%2e%2e",
            &id,
            &private.full,
        ];
        for number in odd {
            for act in ["", "/take", "/reallocate", "/note", "/query", "/answer", "/reopen", "/erase"] {
                let path = format!("/desk/requests/{number}{act}");
                let answer =
                    if act.is_empty() { admin.get(&path).await } else { admin.post(&path, &fields).await };
                assert_eq!(answer.status, 404, "{path}");
            }
        }
        for act in ["take", "reallocate", "note", "query", "answer", "reopen"] {
            let path = format!("{}/{act}", private.path());
            assert_eq!(ewan.post(&path, &of_ewan).await.status, 404, "{act}: not for another location");
        }
        for id in ["-1", "0", "99999999999999999999", "abc", "%00", mail.as_str(), id.as_str()] {
            for tail in ["/again", "/drop"] {
                let path = format!("/desk/jobs/{KIND}/failed/{id}{tail}");
                let answer = admin.post(&path, &fields).await;
                assert!(answer.status == 404 || answer.location().ends_with("not-again"), "{path}");
            }
            assert_eq!(admin.get(&format!("/desk/jobs/{KIND}/failed/{id}")).await.status, 404, "{id}");
        }
        for kind in ["mail.send", "none", "%00", "..", "a%2fb", "%ff"] {
            for tail in ["again", "drop"] {
                let path = format!("/desk/jobs/{kind}/failed/{job}/{tail}");
                let answer = admin.post(&path, &fields).await;
                let refused = answer.status.is_client_error() || answer.location().ends_with("not-again");
                assert!(refused, "{path}: {}", answer.status);
            }
        }
        for id in ["-1", "0", "99999999999999999999", "abc", "%00", job.as_str()] {
            assert_eq!(admin.get(&format!("/desk/mail/{id}")).await.status, 404, "{id}");
            for tail in ["again", "drop"] {
                let path = format!("/desk/mail/{id}/{tail}");
                let answer = admin.post(&path, &fields).await;
                assert!(answer.status == 404 || answer.location().ends_with("not-again"), "{path}");
            }
        }
        assert_eq!(house.rows_without(&ASIDE).await, kept);
    })
    .await;
}

// proves: attack B2, RF-220
#[tokio::test(flavor = "multi_thread")]
async fn a_client_reaches_no_request_but_their_own() {
    each_engine(async |house| {
        let mut mine = ask(house, "When?").await;
        let theirs = crate::asking::ask_as(house, "B", "b@reader.example", "My secret question").await;
        let kept = house.rows_without(&ASIDE).await;
        let form = mine.check().await.form("/check/reply").unwrap();
        let pass = form.iter().find(|(name, _)| name == "pass").unwrap().1.clone();
        let id = format!("SELECT id AS n FROM request WHERE number = {}", theirs.number());
        let id = house.number(&id).await.to_string();
        for number in [theirs.full.as_str(), theirs.short(), &id, "QR-10001-00000", "-1", "abc", ""] {
            let fields = [("number", number), ("pass", pass.as_str()), ("reply", "Words")];
            let answer = mine.browser.post("/check/reply", &fields).await;
            assert!(answer.words().contains("Session has expired."), "{number}: {}", answer.words());
            assert!(!answer.words().contains("secret"), "{number}");
        }
        for (number, email) in [
            (theirs.full.as_str(), mine.email.as_str()),
            (mine.full.as_str(), theirs.email.as_str()),
            (theirs.short(), theirs.email.as_str()),
            (&format!("{}-00000", theirs.short()), theirs.email.as_str()),
        ] {
            let answer = mine.browser.post("/check", &[("number", number), ("email", email)]).await;
            assert_eq!(answer.status, 422, "{number} {email}");
            assert!(!answer.words().contains("secret"));
        }
        assert_eq!(house.rows_without(&ASIDE).await, kept);
    })
    .await;
}
