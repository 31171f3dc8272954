//! One's own page: password and sessions.

use ground::guard::Level;
use ground::staff;
use kit_base::MINUTE;
use kit_web::testing::Browser;

use super::{by_password, is_in, sign_in};
use crate::access::{ASIDE, key_of};
use crate::house::{PASSWORD, TestHouse, each_engine};

const NEW: &str = "nine grey otters sleep";
const COOKIE: &str = "__Host-sid";

/// The session of a browser.
async fn session_of(house: &TestHouse, browser: &Browser) -> i64 {
    let found = staff::person_of(house.ground(), &browser.cookies[COOKIE]).await.unwrap();
    found.unwrap().0.session.0
}

// proves: attack C4, v5.0.0-6.2.2, v5.0.0-6.2.3, v5.0.0-7.4.3, v5.0.0-7.2.4
#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_takes_the_old_one_and_ends_every_other_session() {
    each_engine(async |house| {
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        let mut browser = by_password(house, who).await;
        let mut elsewhere = by_password(house, who).await;
        let mut colleague = house.signed_in(Level::General).await;
        let page = browser.get("/desk/me").await;
        let change = |old: &'static str| [("old", old), ("password", NEW), ("again", NEW)];
        let kept = house.rows_without(&ASIDE).await;
        for old in ["", "wrong", NEW] {
            let refused = browser.submit(&page, "/desk/me/password", &change(old)).await;
            assert_eq!(refused.status, 422, "{old}");
            assert!(refused.words().contains("That is not the password you have now"), "{old}");
            assert!(!refused.body.contains(NEW), "a password is never shown again");
        }
        let key = key_of(&mut browser).await;
        let without = [("key", key.as_str()), ("password", NEW), ("again", NEW)];
        assert_eq!(browser.post("/desk/me/password", &without).await.status, 422, "no old one at all");
        assert_eq!(house.rows_without(&ASIDE).await, kept);
        assert!(is_in(&mut elsewhere).await);
        let mut before = browser.clone();
        let done = browser.submit(&page, "/desk/me/password", &change(PASSWORD)).await;
        assert_eq!((done.status.as_u16(), done.location()), (303, "/desk/me?done=password"));
        assert!(browser.get(done.location()).await.words().contains("Your password is changed."));
        assert_ne!(browser.cookies[COOKIE], before.cookies[COOKIE]);
        assert!(!is_in(&mut before).await, "this one goes on under a new token alone");
        assert!(!is_in(&mut elsewhere).await && is_in(&mut colleague).await);
        assert_eq!(sign_in(&mut house.visitor(), &who.email, PASSWORD).await.status, 422);
        assert_eq!(sign_in(&mut house.visitor(), &who.email, NEW).await.status, 303);
        let events = "SELECT COUNT(*) AS n FROM audit_event WHERE kind = 'staff.password_changed'";
        assert_eq!(house.number(events).await, 1);
    })
    .await;
}

// proves: v5.0.0-6.2.1, v5.0.0-6.3.1
#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_is_judged_and_tries_of_the_old_one_are_counted() {
    each_engine(async |house| {
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        let mut browser = by_password(house, who).await;
        let page = browser.get("/desk/me").await;
        for (password, again, said) in [
            ("fourteen chars", "fourteen chars", "shorter than 15"),
            ("rosa.lindqvist 2026", "rosa.lindqvist 2026", "too easy to guess"),
            (NEW, "nine grey otters sleeq", "The two are not the same"),
        ] {
            let fields = [("old", PASSWORD), ("password", password), ("again", again)];
            let refused = browser.submit(&page, "/desk/me/password", &fields).await;
            assert_eq!(refused.status, 422, "{password}");
            assert!(refused.words().contains(said), "{password}: {}", refused.words());
        }
        for n in 0..10 {
            let fields = [("old", "wrong"), ("password", NEW), ("again", NEW)];
            assert_eq!(browser.submit(&page, "/desk/me/password", &fields).await.status, 422, "try {n}");
        }
        let fields = [("old", PASSWORD), ("password", NEW), ("again", NEW)];
        let paused = browser.submit(&page, "/desk/me/password", &fields).await;
        assert_eq!(paused.status, 429);
        assert!(paused.words().contains("there is a pause until 9:45 (UTC)"), "{}", paused.words());
    })
    .await;
}

// proves: v5.0.0-7.5.2
#[tokio::test(flavor = "multi_thread")]
async fn people_see_their_sessions_and_end_them() {
    each_engine(async |house| {
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        let mut old = house.signed_in_as(who).await;
        house.clock.advance(29 * MINUTE);
        assert!(is_in(&mut old).await);
        let _resting = house.signed_in_as(who).await;
        house.clock.advance(29 * MINUTE);
        assert!(is_in(&mut old).await);
        house.clock.advance(MINUTE);
        let mut lost = house.signed_in_as(who).await;
        let mut browser = house.signed_in_as(who).await;
        let mut colleague = house.signed_in(Level::General).await;
        let home = browser.get("/desk/home").await;
        assert!(home.body.contains("<a href=\"/desk/me\""), "the name in the bar leads there");
        let page = browser.get("/desk/me").await;
        let ends = page.body.matches("/end\"").count();
        assert_eq!((ends, page.body.matches("This one").count()), (2, 1), "the one that rested is no more");
        let path = format!("/desk/me/sessions/{}/end", session_of(house, &lost).await);
        let done = browser.submit(&page, &path, &[]).await;
        assert_eq!((done.status.as_u16(), done.location()), (303, "/desk/me?done=session"));
        assert!(!is_in(&mut lost).await && is_in(&mut old).await && is_in(&mut browser).await);
        let again = browser.submit(&page, &path, &[]).await;
        assert_eq!(again.status, 404, "there is no such session any more");
        let done = browser.submit(&page, "/desk/me/sessions/others", &[]).await;
        assert_eq!(done.location(), "/desk/me?done=sessions");
        assert!(!is_in(&mut old).await && is_in(&mut browser).await && is_in(&mut colleague).await);
        let page = browser.get("/desk/me").await;
        assert!(page.form("/desk/me/sessions/others").is_none(), "there is no other");
        // Ten minutes later it is asked who it is.
        house.signed_in_as(who).await;
        house.clock.advance(10 * MINUTE);
        let page = browser.get("/desk/me").await;
        let asked = browser.submit(&page, "/desk/me/sessions/others", &[]).await;
        assert_eq!(asked.status, 403);
        let fields = [("confirm_password", PASSWORD)];
        let done = browser.submit(&asked, "/desk/me/sessions/others", &fields).await;
        assert_eq!(done.location(), "/desk/me?done=sessions");
    })
    .await;
}

// proves: attack B6b
#[tokio::test(flavor = "multi_thread")]
async fn the_session_of_another_person_is_not_there() {
    each_engine(async |house| {
        let mut victim = house.signed_in(Level::Supervisor).await;
        let mut attacker = house.signed_in(Level::Administrator).await;
        let key = key_of(&mut attacker).await;
        let foreign = session_of(house, &victim).await.to_string();
        let supervisor = house.person(Level::Supervisor).id.0.to_string();
        let kept = house.rows_without(&["request_seen"]).await;
        for id in [foreign.as_str(), &supervisor, "0", "-1", "9223372036854775808", "abc", "%00", "1%27"] {
            let fields = [("key", key.as_str()), ("staff_id", supervisor.as_str()), ("id", foreign.as_str())];
            let answer = attacker.post(&format!("/desk/me/sessions/{id}/end"), &fields).await;
            assert_eq!(answer.status, 404, "{id}");
        }
        assert_eq!(house.rows_without(&["request_seen"]).await, kept);
        assert!(is_in(&mut victim).await);
    })
    .await;
}
