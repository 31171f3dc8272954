//! Acts of administration ask again who it is, ten minutes after that was proved.

use ground::guard::Level;
use kit_base::{MINUTE, SECOND};
use kit_db::Engine;
use kit_web::testing::{Answer, Browser};
use querist::routes;

use super::{by_password, is_in, sign_in};
use crate::access::{ASIDE, KIND, call, key_of, prepare};
use crate::house::{PASSWORD, TestHouse, at_once, each_engine};

const COOKIE: &str = "__Host-sid";
const SWITCH: &str = "/desk/jobs/clients.index/switch";
const ASKS: &str = "Confirm that it is you";

/// The administrator, with a password, at a browser that signed in with it.
async fn administrator(house: &TestHouse) -> Browser {
    let who = house.person(Level::Administrator);
    house.give_password(who).await;
    house.run_due().await;
    by_password(house, who).await
}

/// Presses the switch of a job's page.
async fn switch(browser: &mut Browser, page: &Answer) -> Answer {
    browser.submit(page, SWITCH, &[]).await
}

async fn is_on(house: &TestHouse) -> bool {
    let count = format!("SELECT COUNT(*) AS n FROM job_kind WHERE kind = '{KIND}' AND enabled");
    house.number(&count).await == 1
}

// proves: v5.0.0-7.5.3, v5.0.0-7.2.4
#[tokio::test(flavor = "multi_thread")]
async fn after_ten_minutes_an_act_asks_and_then_carries_out_what_was_posted() {
    each_engine(async |house| {
        let mut browser = administrator(house).await;
        let page = browser.get("/desk/jobs/clients.index").await;
        house.clock.advance(10 * MINUTE - 1);
        assert_eq!(switch(&mut browser, &page).await.status, 303, "not yet");
        assert!(!is_on(house).await);
        let page = browser.get("/desk/jobs/clients.index").await;
        house.clock.advance(1);
        let asked = switch(&mut browser, &page).await;
        assert_eq!(asked.status, 403);
        assert!(asked.words().contains(ASKS), "{}", asked.words());
        assert!(!is_on(house).await, "nothing was done");
        let form = asked.form(SWITCH).unwrap();
        assert!(form.contains(&("on".to_owned(), "yes".to_owned())), "{form:?}");
        assert_eq!(form.iter().filter(|(name, _)| name == "confirm_password").count(), 1);
        assert!(!form.iter().any(|(name, _)| name == "confirm_code"), "there is no second factor");
        let wrong = browser.submit(&asked, SWITCH, &[("confirm_password", "wrong")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.words().contains("That is not right.") && !wrong.body.contains("\"wrong\""));
        assert!(!is_on(house).await);
        let before = browser.cookies[COOKIE].clone();
        let done = browser.submit(&wrong, SWITCH, &[("confirm_password", PASSWORD)]).await;
        assert_eq!((done.status.as_u16(), done.location()), (303, "/desk/jobs/clients.index?done=on"));
        assert!(is_on(house).await);
        let mut old = browser.clone();
        old.cookies.insert(COOKIE.to_owned(), before.clone());
        assert_ne!(browser.cookies[COOKIE], before, "a new token");
        assert!(!is_in(&mut old).await, "the one before is dead at once");
        let page = browser.get("/desk/jobs/clients.index").await;
        house.clock.advance(10 * MINUTE - 1);
        assert_eq!(switch(&mut browser, &page).await.status, 303, "good for ten minutes more");
        let events = "SELECT COUNT(*) AS n FROM audit_event WHERE kind = 'staff.confirmed'";
        assert_eq!(house.number(events).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_posted_is_lost_or_told_to_the_handler_twice() {
    let house = TestHouse::on(Engine::Sqlite).await;
    let mut browser = administrator(&house).await;
    let key = key_of(&mut browser).await;
    house.clock.advance(10 * MINUTE);
    let odd = "two\nlines <b>\"quoted\"</b> & 'more' é 🦉";
    let fields = [("key", key.as_str()), ("on", "no"), ("a", odd), ("a", "again"), ("", "nameless")];
    let asked = browser.post(SWITCH, &fields).await;
    let form = asked.form(SWITCH).unwrap();
    for (name, value) in fields {
        assert!(form.contains(&(name.to_owned(), value.to_owned())), "{name}: {form:?}");
    }
    assert!(!asked.body.contains("<b>\"quoted"));
    let done = browser.submit(&asked, SWITCH, &[("confirm_password", PASSWORD)]).await;
    assert_eq!(done.location(), "/desk/jobs/clients.index?done=off");
    assert!(!is_on(&house).await);
}

// proves: v5.0.0-7.5.3, v5.0.0-6.3.3
#[tokio::test(flavor = "multi_thread")]
async fn with_a_second_factor_the_code_is_asked_for_too() {
    each_engine(async |house| {
        let who = house.person(Level::Administrator);
        house.give_password(who).await;
        house.run_due().await;
        let totp = house.give_factor(who).await.totp;
        let mut browser = house.signed_in_as(who).await;
        let page = browser.get("/desk/jobs/clients.index").await;
        house.clock.advance(10 * MINUTE);
        let asked = switch(&mut browser, &page).await;
        let code = totp.code(house.ground().now());
        for (password, code) in [(PASSWORD, ""), (PASSWORD, "000000"), ("wrong", code.as_str())] {
            let fields = [("confirm_password", password), ("confirm_code", code)];
            assert_eq!(browser.submit(&asked, SWITCH, &fields).await.status, 422, "{fields:?}");
        }
        let fields = [("confirm_password", PASSWORD), ("confirm_code", code.as_str())];
        assert_eq!(browser.submit(&asked, SWITCH, &fields).await.status, 303);
        house.clock.advance(10 * MINUTE);
        let page = browser.get("/desk/jobs/clients.index").await;
        let asked = switch(&mut browser, &page).await;
        assert_eq!(browser.submit(&asked, SWITCH, &fields).await.status, 422, "that code was used");
    })
    .await;
}

// proves: v5.0.0-7.5.3
#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_session_can_look_and_do_nothing_that_asks_again() {
    each_engine(async |house| {
        prepare(house).await;
        let who = house.person(Level::Administrator);
        house.give_password(who).await;
        let mut thief = house.signed_in_as(who).await;
        let mut owner = house.signed_in_as(who).await;
        let mut calls = Vec::new();
        for route in routes::table().iter().filter(|route| route.asks_again) {
            // Those about one's own account sign in anew.
            let mut other = house.signed_in(Level::Supervisor).await;
            calls.push((route.name, call(house, route, &mut other).await));
        }
        assert!(calls.len() > 8, "the table was not read");
        let key = key_of(&mut thief).await;
        house.clock.advance(10 * MINUTE);
        // The real person's confirmation is of another session.
        let own = owner.get("/desk/jobs/clients.index").await;
        let asked = switch(&mut owner, &own).await;
        assert_eq!(owner.submit(&asked, SWITCH, &[("confirm_password", PASSWORD)]).await.status, 303);
        assert_eq!(thief.get("/desk/jobs").await.status, 200);
        let kept = house.rows_without(&ASIDE).await;
        for (name, call) in calls {
            let call = call.with("key", Some(&key));
            for password in [None, Some("")] {
                let answer = call.with("confirm_password", password).send(&mut thief, &[]).await;
                assert!([403, 422, 429].contains(&answer.status.as_u16()), "{name}: {}", answer.status);
                assert!(answer.words().contains(ASKS), "{name}");
            }
        }
        assert_eq!(house.rows_without(&ASIDE).await, kept);
    })
    .await;
}

// proves: v5.0.0-6.3.1
#[tokio::test(flavor = "multi_thread")]
async fn ten_wrong_tries_make_a_pause_and_those_of_strangers_make_none() {
    each_engine(async |house| {
        let mut browser = administrator(house).await;
        let email = house.person(Level::Administrator).email.clone();
        let page = browser.get("/desk/jobs/clients.index").await;
        house.clock.advance(10 * MINUTE);
        let asked = switch(&mut browser, &page).await;
        for n in 0..10 {
            assert_eq!(sign_in(&mut house.visitor(), &email, "wrong").await.status, 422, "try {n}");
        }
        assert_eq!(sign_in(&mut house.visitor(), &email, PASSWORD).await.status, 429, "strangers wait");
        for n in 0..10 {
            let wrong = browser.submit(&asked, SWITCH, &[("confirm_password", "wrong")]).await;
            assert_eq!(wrong.status, 422, "try {n}");
        }
        let paused = browser.submit(&asked, SWITCH, &[("confirm_password", PASSWORD)]).await;
        assert_eq!(paused.status, 429);
        assert!(paused.words().contains("there is a pause until 9:45 (UTC)"), "{}", paused.words());
        assert!(is_on(house).await);
        house.clock.advance(5 * MINUTE);
        let done = browser.submit(&paused, SWITCH, &[("confirm_password", PASSWORD)]).await;
        assert_eq!(done.status, 303, "what was posted is still there");
        assert!(!is_on(house).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_back_prolongs_nothing() {
    each_engine(async |house| {
        let mut browser = administrator(house).await;
        let page = browser.get("/desk/jobs/clients.index").await;
        for back in [20 * MINUTE, 3 * MINUTE, 10 * SECOND] {
            house.clock.advance(5 * MINUTE);
            let asked = browser.get("/desk/home").await;
            assert_eq!(asked.status, 200);
            house.clock.advance(-back);
            assert_eq!(switch(&mut browser, &page).await.status, 403, "set back by {back}");
            house.clock.advance(back);
            let asked = switch(&mut browser, &page).await;
            assert_eq!(asked.status, 403, "and when it is as late as before");
            let done = browser.submit(&asked, SWITCH, &[("confirm_password", PASSWORD)]).await;
            assert_eq!(done.status, 303);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_confirmations_at_the_same_moment_are_both_carried_out() {
    each_engine(async |house| {
        let mut browser = administrator(house).await;
        let page = browser.get("/desk/jobs/clients.index").await;
        house.clock.advance(10 * MINUTE);
        let asked = switch(&mut browser, &page).await;
        let posts = (0..2).map(|_| {
            let (mut browser, asked) = (browser.clone(), asked.clone());
            async move {
                let answer = browser.submit(&asked, SWITCH, &[("confirm_password", PASSWORD)]).await;
                (answer.location().to_owned(), is_in(&mut browser).await)
            }
        });
        let ended = at_once(posts).await;
        // The second comes from a browser that has the first one's new cookie in its jar; here each has its own.
        assert!(ended.iter().any(|(to, inside)| to.ends_with("done=off") && *inside), "{ended:?}");
        assert!(!is_on(house).await);
        let renewed = "SELECT COUNT(*) AS n FROM audit_event WHERE kind = 'staff.confirmed'";
        assert_eq!(house.number(renewed).await, 1);
    })
    .await;
}

/// An answer that is a page of its own, because the handler could not go on, keeps the new cookie.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_confirmed_is_still_signed_in_when_the_act_itself_is_refused() {
    let house = TestHouse::on(Engine::Sqlite).await;
    let mut browser = administrator(&house).await;
    let key = key_of(&mut browser).await;
    house.clock.advance(10 * MINUTE);
    let path = "/desk/jobs/no.such_job/run";
    let asked = browser.post(path, &[("key", &key)]).await;
    let refused = browser.submit(&asked, path, &[("confirm_password", PASSWORD)]).await;
    assert_eq!(refused.status, 404);
    assert!(refused.body.contains("action=\"/sign-out\""), "a page of staff");
    assert!(is_in(&mut browser).await);
    // The same for a cookie that is renewed because it is time to.
    house.clock.advance(5 * MINUTE);
    let before = browser.cookies[COOKIE].clone();
    assert_eq!(browser.get("/desk/jobs/no.such_job").await.status, 404);
    assert_ne!(browser.cookies[COOKIE], before);
    house.clock.advance(2 * MINUTE);
    assert!(is_in(&mut browser).await);
}

/// The parameter says how long.
#[tokio::test(flavor = "multi_thread")]
async fn how_long_a_confirmation_lasts_is_a_parameter() {
    let house = TestHouse::on(Engine::Sqlite).await;
    let mut browser = administrator(&house).await;
    let page = browser.get("/desk/jobs/clients.index").await;
    house.set("session.step_up_minutes", "1").await;
    house.clock.advance(MINUTE);
    assert_eq!(switch(&mut browser, &page).await.status, 403);
    house.set("session.step_up_minutes", "30").await;
    house.clock.advance(28 * MINUTE);
    assert_eq!(switch(&mut browser, &page).await.status, 303);
}

/// Pages that say why something stopped leave the session as it was, and show nobody's frame where staff may not come.
///
/// proves: RF-33
#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_stops_neither_loses_a_session_nor_shows_whose_it_is() {
    each_engine(async |house| {
        let who = house.person(Level::Regular);
        let mut theirs = house.signed_in_as(who).await;
        // It is time for another cookie: whatever the answer is, it is kept or comes with it.
        for path in ["/desk/nope", "/desk/settings", "/desk/requests/QR-1"] {
            house.clock.advance(6 * MINUTE);
            assert!([403, 404].contains(&theirs.get(path).await.status.as_u16()), "{path}");
            house.clock.advance(2 * MINUTE);
            assert!(is_in(&mut theirs).await, "{path}");
        }
        house.set("network.staff", "203.0.113.0/24").await;
        let used = format!("SELECT MAX(seen_at) AS n FROM session WHERE staff_id = {}", who.id.0);
        let before = house.number(&used).await;
        house.clock.advance(3 * MINUTE);
        theirs.peer = std::net::SocketAddr::from(([198, 51, 100, 7], 4_000));
        let refused = theirs.get("/desk/home").await;
        assert_eq!(refused.status, 403);
        for said in [who.name.as_str(), "/sign-out", "name=\"key\""] {
            assert!(!refused.body.contains(said), "{said} for whoever comes from elsewhere");
        }
        assert_eq!(house.number(&used).await, before, "it is not used by that");
    })
    .await;
}

/// What nothing undoes asks again.
///
/// proves: v5.0.0-7.5.3
#[tokio::test(flavor = "multi_thread")]
async fn forgetting_a_person_asks_again_who_it_is() {
    each_engine(async |house| {
        let who = house.person(Level::Supervisor);
        house.give_password(who).await;
        let asked = crate::asking::ask(house, "When do you open?").await;
        let mut theirs = by_password(house, who).await;
        house.clock.advance(11 * MINUTE);
        let path = format!("{}/erase", asked.path());
        let page = theirs.get(&path).await;
        let again = theirs.submit(&page, &path, &[]).await;
        assert!(again.words().contains(ASKS), "{}", again.words());
        let forgotten = "SELECT COUNT(*) AS n FROM client WHERE erased_at IS NOT NULL";
        assert_eq!(house.number(forgotten).await, 0);
        let done = theirs.submit(&again, &path, &[("confirm_password", PASSWORD)]).await;
        assert_eq!((done.status.as_u16(), done.location()), (303, path.as_str()));
        assert_eq!(house.number(forgotten).await, 1);
    })
    .await;
}
