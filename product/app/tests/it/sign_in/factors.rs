//! The second factor: codes, recovery codes, and what a password alone is worth where one is on.

use std::process::Command;

use ground::guard::Level;
use ground::staff::{self, SetUp, Totp};
use ground::ui::Site;
use http::Method;
use kit_base::{MINUTE, Millis, SECOND};
use kit_db::Engine;
use kit_web::testing::{Answer, Browser};
use querist::routes;

use super::{by_password, half_way, is_in, sign_in};
use crate::access::{call, prepare};
use crate::house::{Colleague, PASSWORD, TestHouse, at_once, each_engine, lines};

/// A half minute.
const STEP: Millis = 30 * SECOND;

/// Sends a code to the page that asks for one.
async fn give(browser: &mut Browser, page: &Answer, code: &str) -> Answer {
    browser.submit(page, "/sign-in/code", &[("code", code)]).await
}

/// Signs `who` in with password and code, and says with which status it ended.
async fn with_code(house: &TestHouse, who: &Colleague, code: &str) -> u16 {
    let mut browser = house.visitor();
    let page = half_way(&mut browser, who).await;
    let answer = give(&mut browser, &page, code).await;
    assert_eq!(answer.status == 303, is_in(&mut browser).await, "{}", answer.words());
    answer.status.as_u16()
}

/// What Debian's program for codes shows at `at` for a secret as it stands on the page.
fn oathtool(secret: &str, at: Millis) -> String {
    let at = format!("@{}", at / SECOND);
    let run = Command::new("oathtool").args(["--totp", "--base32", "--now", &at, secret]).output();
    let output = run.expect("the package oathtool is missing: cargo xtask test installs it");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// The texts of the elements of class `key`: the secret, then the recovery codes.
fn keys(page: &Answer) -> Vec<String> {
    let parts = page.body.split("class=\"key\" dir=\"ltr\">").skip(1);
    parts.map(|part| part.split('<').next().unwrap().to_owned()).collect()
}

// proves: v5.0.0-6.3.3
#[tokio::test(flavor = "multi_thread")]
async fn somebody_sets_a_second_factor_up_and_signs_in_with_what_oathtool_shows() {
    each_engine(async |house| {
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        let mut browser = house.visitor();
        assert_eq!(sign_in(&mut browser, &who.email, PASSWORD).await.status, 303);
        let mut elsewhere = house.signed_in_as(who).await;
        let me = browser.get("/desk/me").await;
        assert!(me.words().contains("It is off."));
        let wrong = browser.submit(&me, "/desk/me/factor", &[("password", "wrong")]).await;
        assert!(wrong.status == 422 && wrong.words().contains("Nothing was changed."), "{}", wrong.status);
        assert_eq!(browser.get("/desk/me/factor").await.location(), "/desk/me", "nothing was begun");
        let begun = browser.submit(&me, "/desk/me/factor", &[("password", PASSWORD)]).await;
        assert_eq!((begun.status.as_u16(), begun.location()), (303, "/desk/me/factor"));
        let page = browser.get(begun.location()).await;
        let keys = keys(&page);
        assert_eq!(keys.len(), 11, "{}", page.body);
        assert_eq!(keys[0].split(' ').map(str::len).collect::<Vec<_>>(), [4; 8], "{}", keys[0]);
        assert!(keys[1..].iter().all(|code| code.replace(' ', "").len() == 26), "128 bits: {keys:?}");
        assert!(page.body.contains("<svg class=\"qr\""));
        assert!(!is_asked(house, who).await, "not before it is switched on");
        let refused = browser.submit(&page, "/desk/me/factor/on", &[("code", "000000")]).await;
        assert!(refused.status == 422 && refused.words().contains("That code is not right"));
        let code = oathtool(&keys[0], house.ground().now());
        let on = browser.submit(&refused, "/desk/me/factor/on", &[("code", &code)]).await;
        assert_eq!((on.status.as_u16(), on.location()), (303, "/desk/me?done=factor-on"), "{}", on.words());
        let me = browser.get(on.location()).await;
        assert!(me.words().contains("10 recovery codes are left."), "{}", me.words());
        assert!(!is_in(&mut elsewhere).await, "other browsers are signed out");
        assert_eq!(browser.get("/desk/me/factor").await.location(), "/desk/me", "never shown again");
        assert_eq!(with_code(house, who, &code).await, 422, "used to switch it on");
        for _ in 0..20 {
            house.clock.advance(STEP);
            let code = oathtool(&keys[0], house.ground().now());
            assert_eq!(Totp::from_text(&keys[0]).unwrap().code(house.ground().now()), code);
            assert_eq!(with_code(house, who, &format!("{} {}", &code[..3], &code[3..])).await, 303);
        }
    })
    .await;
}

/// Whether `who` is asked for a code.
async fn is_asked(house: &TestHouse, who: &Colleague) -> bool {
    staff::has_factor(house.ground(), who.id).await.unwrap()
}

// proves: attack C10, v5.0.0-6.5.1
#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_good_once_even_for_many_at_the_same_moment() {
    each_engine(async |house| {
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        let totp = house.give_factor(who).await.totp;
        let code = totp.code(house.ground().now());
        let page = half_way(&mut house.visitor(), who).await;
        let tries = (0..6).map(|_| {
            let (mut browser, page, code) = (house.visitor(), page.clone(), code.clone());
            async move { give(&mut browser, &page, &code).await.status.as_u16() }
        });
        let mut ended = at_once(tries).await;
        ended.sort_unstable();
        assert_eq!(ended, [303, 422, 422, 422, 422, 422]);
        assert_eq!(with_code(house, who, &code).await, 422, "once more");
        house.clock.advance(STEP);
        assert_eq!(with_code(house, who, &code).await, 422, "in the next half minute");
        let newer = totp.code(house.ground().now() + STEP);
        assert_eq!(with_code(house, who, &newer).await, 303, "a clock that is ahead");
        let older = totp.code(house.ground().now());
        assert_eq!(with_code(house, who, &older).await, 422, "an older one after a newer one");
    })
    .await;
}

// proves: attack C10, v5.0.0-6.5.8
#[tokio::test(flavor = "multi_thread")]
async fn codes_of_other_people_and_of_other_times_are_refused() {
    each_engine(async |house| {
        let [who, other] = [Level::Regular, Level::Administrator].map(|level| house.person(level));
        house.give_password(who).await;
        let (own, foreign) = (house.give_factor(who).await, house.give_factor(other).await);
        let now = house.ground().now();
        for code in [
            foreign.totp.code(now),
            own.totp.code(now - 2 * STEP),
            own.totp.code(now + 2 * STEP),
            foreign.codes[0].clone(),
            String::new(),
            "0".repeat(100_000),
            "12345é".to_owned(),
        ] {
            assert_eq!(with_code(house, who, &code).await, 422, "{code:.40}");
        }
        assert_eq!(with_code(house, who, &own.totp.code(now)).await, 303);
        assert_eq!(staff::recovery_codes_left(house.ground(), other.id).await.unwrap(), 10);
    })
    .await;
}

// proves: attack C10, v5.0.0-6.5.1, v5.0.0-6.5.2
#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_code_is_good_once_and_only_hashes_are_kept() {
    each_engine(async |house| {
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        let set_up = house.give_factor(who).await;
        let page = half_way(&mut house.visitor(), who).await;
        let tries = (0..4).map(|_| {
            let (mut browser, page, code) = (house.visitor(), page.clone(), set_up.codes[0].clone());
            async move { give(&mut browser, &page, &code).await.status.as_u16() }
        });
        let mut ended = at_once(tries).await;
        ended.sort_unstable();
        assert_eq!(ended, [303, 422, 422, 422]);
        assert_eq!(with_code(house, who, &set_up.codes[0]).await, 422, "used");
        let typed = set_up.codes[1].replace('o', "0").replace('l', "1").to_uppercase().replace(' ', "-");
        assert_eq!(with_code(house, who, &typed).await, 303, "as people type it");
        assert_eq!(staff::recovery_codes_left(house.ground(), who.id).await.unwrap(), 8);
        let used = "SELECT COUNT(*) AS n FROM audit_event WHERE kind = 'staff.recovery_code_used'";
        assert_eq!(house.number(used).await, 2);
        let place = house.places.ring.clone();
        let ring = tokio::task::spawn_blocking(move || kit_db::Db::open(&place)).await.unwrap().unwrap();
        assert!(!lines(&ring, "SELECT name AS line FROM ring_secret").await.is_empty());
        let all = format!("{:?}{:?}", house.rows_without(&[]).await, crate::house::rows(&ring).await);
        ring.close().await;
        let all = all.to_lowercase();
        for secret in set_up.codes.iter().chain([&set_up.totp.text()]) {
            let plain = secret.to_lowercase().replace(' ', "");
            for form in [plain.clone(), hex::encode(&plain), hex::encode(secret)] {
                assert!(!all.contains(&form), "{form}");
            }
        }
    })
    .await;
}

/// Everything that was handed out by the first step.
fn handed_out(page: &Answer) -> Vec<String> {
    let form = page.form("/sign-in/code").or_else(|| page.form("/sign-in/factor")).unwrap();
    form.into_iter().map(|(_, value)| value).filter(|value| value.len() > 8).collect()
}

// proves: attack C10, v5.0.0-6.3.3
#[tokio::test(flavor = "multi_thread")]
async fn the_password_alone_opens_no_route() {
    each_engine(async |house| {
        prepare(house).await;
        let who = house.person(Level::Administrator);
        house.give_password(who).await;
        let mut calls = Vec::new();
        let mut real = house.signed_in(Level::Supervisor).await;
        for route in routes::table().iter().filter(|route| route.privilege.is_for_staff()) {
            calls.push((route.name, call(house, route, &mut real).await));
        }
        house.give_factor(who).await;
        let mut browser = house.visitor();
        let page = half_way(&mut browser, who).await;
        assert!(browser.cookies.is_empty(), "no cookie is set");
        let kept = house.rows_without(&["tries"]).await;
        let sessions = house.number("SELECT COUNT(*) AS n FROM session").await;
        for pass in handed_out(&page).iter().map(String::as_str).chain([""]) {
            let cookie = house.ground().site.session_cookie().full_name();
            browser.cookies.clear();
            if !pass.is_empty() {
                browser.cookies.insert(cookie, pass.to_owned());
                browser.cookies.insert("pass".to_owned(), pass.to_owned());
            }
            for (name, call) in &calls {
                let call = call.with("key", Some(pass)).with("pass", Some(pass)).with("code", Some("000000"));
                let answer = call.send(&mut browser, &[("authorization", pass)]).await;
                assert!(answer.location().starts_with("/sign-in"), "{name}: {}", answer.status);
                let query = format!("{}?pass={pass}", call.path.split('?').next().unwrap());
                let opened = browser.send(Method::GET, &query, &[], axum::body::Body::empty()).await;
                assert!(opened.status == 405 || opened.location().starts_with("/sign-in"), "{name}");
            }
        }
        assert_eq!(house.rows_without(&["tries"]).await, kept);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM session").await, sessions);
    })
    .await;
}

// proves: attack C10
#[tokio::test(flavor = "multi_thread")]
async fn the_pass_is_good_for_its_step_its_account_as_it_is_and_five_minutes() {
    each_engine(async |house| {
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        let totp = house.give_factor(who).await.totp;
        let refused = async |page: &Answer, pass: Option<&str>, path: &str, what: &str| {
            let own = handed_out(page).remove(0);
            let code = totp.code(house.ground().now());
            let fields = [("pass", pass.unwrap_or(&own)), ("code", code.as_str())];
            let mut browser = house.visitor();
            let answer = browser.post(path, &fields).await;
            assert_eq!(answer.location(), "/sign-in?late=1", "{what}");
            assert!(!is_in(&mut browser).await, "{what}");
        };
        let first = half_way(&mut house.visitor(), who).await;
        let own = handed_out(&first).remove(0);
        for place in [0, 8, 20, 40, own.len() - 1] {
            let letter = if own.as_bytes()[place] == b'A' { "B" } else { "A" };
            let damaged = format!("{}{letter}{}", &own[..place], &own[place + 1..]);
            refused(&first, Some(&damaged), "/sign-in/code", &damaged).await;
        }
        for odd in ["", "AAAA", "é", &own[1..], &format!("{own}A")] {
            refused(&first, Some(odd), "/sign-in/code", odd).await;
        }
        refused(&first, None, "/sign-in/factor", "another step").await;
        house.clock.advance(-1);
        refused(&first, None, "/sign-in/code", "a clock that was set back").await;
        house.clock.advance(1 + 5 * MINUTE);
        refused(&first, None, "/sign-in/code", "five minutes old").await;
        let late = house.visitor().get("/sign-in?late=1").await;
        assert!(late.words().contains("Begin with your address and password again."));
        for change in ["stamp = stamp + 1", "enabled = FALSE"] {
            let page = half_way(&mut house.visitor(), who).await;
            house.tamper(&format!("UPDATE staff SET {change} WHERE id = {}", who.id.0)).await;
            refused(&page, None, "/sign-in/code", change).await;
        }
        house.tamper("UPDATE staff SET enabled = TRUE").await;
        let page = half_way(&mut house.visitor(), who).await;
        house.clock.advance(5 * MINUTE - 1);
        let done = give(&mut house.visitor(), &page, &totp.code(house.ground().now())).await;
        assert_eq!((done.status.as_u16(), done.location()), (303, "/desk/home"));
    })
    .await;
}

// proves: attack C10, attack E9, v5.0.0-6.3.1
#[tokio::test(flavor = "multi_thread")]
async fn too_many_wrong_codes_make_the_pause_of_wrong_passwords() {
    each_engine(async |house| {
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        let totp = house.give_factor(who).await.totp;
        let mut page = half_way(&mut house.visitor(), who).await;
        for n in 0..10 {
            if n % 3 == 2 {
                // The right password in between takes nothing back.
                page = half_way(&mut house.visitor(), who).await;
            }
            assert_eq!(give(&mut house.visitor(), &page, "000000").await.status, 422, "try {n}");
        }
        let paused = give(&mut house.visitor(), &page, &totp.code(house.ground().now())).await;
        assert_eq!(paused.status, 429, "even the right one");
        assert!(paused.words().contains("there is a pause until 9:45 (UTC)"), "{}", paused.words());
        assert_eq!(sign_in(&mut house.visitor(), &who.email, PASSWORD).await.status, 429);
        house.clock.advance(15 * MINUTE);
        assert_eq!(with_code(house, who, &totp.code(house.ground().now())).await, 303);
        // Wrong passwords count with wrong codes, and being right forgets both.
        for _ in 0..5 {
            assert_eq!(sign_in(&mut house.visitor(), &who.email, "wrong").await.status, 422);
            assert_eq!(with_code(house, who, "000000").await, 422);
        }
        assert_eq!(sign_in(&mut house.visitor(), &who.email, PASSWORD).await.status, 429);
    })
    .await;
}

// proves: v5.0.0-6.3.3, attack C10
#[tokio::test(flavor = "multi_thread")]
async fn whom_the_desk_asks_for_a_second_factor_has_no_session_before_it_is_on() {
    each_engine(async |house| {
        for who in &house.people {
            house.give_password(who).await;
        }
        let asked = async |who: &Colleague| {
            let mut browser = house.visitor();
            let page = sign_in(&mut browser, &who.email, PASSWORD).await;
            page.form("/sign-in/factor").is_some() && !is_in(&mut browser).await
        };
        for (value, levels) in [("own", 0), ("administrators", 1), ("supervisors", 2), ("everybody", 5)] {
            house.set("sign_in.second_factor", value).await;
            let mut n = 0;
            for who in &house.people {
                n += usize::from(asked(who).await);
            }
            assert_eq!(n, levels, "{value}");
        }
        let who = house.person(Level::General);
        let mut browser = house.visitor();
        let seen_before = sign_in(&mut house.visitor(), &who.email, PASSWORD).await;
        let page = sign_in(&mut browser, &who.email, PASSWORD).await;
        let (old, new) = (keys(&seen_before), keys(&page));
        assert_ne!(old[0], new[0], "what somebody else saw is good for nothing");
        let code = oathtool(&old[0], house.ground().now());
        let stale = house.visitor().submit(&seen_before, "/sign-in/factor", &[("code", &code)]).await;
        assert_eq!(stale.location(), "/sign-in?late=1");
        let wrong = browser.submit(&page, "/sign-in/factor", &[("code", "000000")]).await;
        assert_eq!((wrong.status.as_u16(), &keys(&wrong)), (422, &new), "the same once more");
        let code = oathtool(&new[0], house.ground().now());
        let done = browser.submit(&wrong, "/sign-in/factor", &[("code", &code)]).await;
        assert_eq!((done.status.as_u16(), done.location()), (303, "/desk/home"));
        assert!(is_in(&mut browser).await && is_asked(house, who).await);
        let again = house.visitor().submit(&wrong, "/sign-in/factor", &[("code", &code)]).await;
        assert_eq!(again.location(), "/sign-in?late=1");
        house.clock.advance(STEP);
        let code = oathtool(&new[0], house.ground().now());
        assert_eq!(with_code(house, who, &code).await, 303);
        assert_eq!(with_code(house, who, &new[1]).await, 303);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_demo_nobody_has_to_set_one_up_and_whoever_did_is_asked() {
    let house = TestHouse::on(Engine::Sqlite).await;
    let who = house.person(Level::Administrator);
    house.give_password(who).await;
    house.set("sign_in.second_factor", "everybody").await;
    let site = Site { demo: true, ..house.ground().site.clone() };
    let ground = house.ground().but(|parts| parts.site = site);
    let mut browser = Browser::new(routes::router(&ground, &house.house.forms));
    assert_eq!(sign_in(&mut browser, &who.email, PASSWORD).await.status, 303);
    assert!(is_in(&mut browser).await);
    house.give_factor(who).await;
    half_way(&mut browser, who).await;
}

// proves: attack E5
#[tokio::test(flavor = "multi_thread")]
async fn a_second_factor_whose_secret_is_damaged_lets_nobody_in_but_by_a_recovery_code() {
    let house = TestHouse::on(Engine::Sqlite).await;
    let who = house.person(Level::Regular);
    house.give_password(who).await;
    let set_up = house.give_factor(who).await;
    for value in
        ["X''", "X'abababababab'", "(SELECT password_sealed FROM staff WHERE password_sealed IS NOT NULL)"]
    {
        house.tamper(&format!("UPDATE staff_factor SET secret_sealed = {value}")).await;
        let code = set_up.totp.code(house.ground().now());
        for code in [code.as_str(), "", "000000"] {
            assert_eq!(with_code(&house, who, code).await, 422, "{value}");
        }
    }
    assert_eq!(with_code(&house, who, &set_up.codes[9]).await, 303);
}

// proves: v5.0.0-7.5.1
#[tokio::test(flavor = "multi_thread")]
async fn switching_it_off_takes_password_and_code() {
    each_engine(async |house| {
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        let totp = house.give_factor(who).await.totp;
        let mut browser = house.signed_in_as(who).await;
        let mut elsewhere = house.signed_in_as(who).await;
        let me = browser.get("/desk/me").await;
        assert!(me.words().contains("It is on."));
        let code = totp.code(house.ground().now());
        for fields in [
            [("password", "wrong"), ("code", code.as_str())],
            [("password", PASSWORD), ("code", "000000")],
            [("password", PASSWORD), ("code", "")],
        ] {
            let refused = browser.submit(&me, "/desk/me/factor/off", &fields).await;
            assert_eq!(refused.status, 422, "{fields:?}");
            assert!(is_asked(house, who).await && is_in(&mut elsewhere).await, "{fields:?}");
        }
        // A wrong password uses no code up.
        let fields = [("password", PASSWORD), ("code", code.as_str())];
        let off = browser.submit(&me, "/desk/me/factor/off", &fields).await;
        assert_eq!(off.location(), "/desk/me?done=factor-off", "{}", off.words());
        assert!(!is_asked(house, who).await);
        assert_eq!(staff::recovery_codes_left(house.ground(), who.id).await.unwrap(), 0);
        assert!(is_in(&mut browser).await && !is_in(&mut elsewhere).await);
        assert_eq!(sign_in(&mut house.visitor(), &who.email, PASSWORD).await.status, 303);
        // One cannot be set up over one that is on.
        house.give_factor(who).await;
        assert!(!staff::begin_factor(house.ground(), who.id).await.unwrap());
    })
    .await;
}

/// Whoever has the password and much patience is stopped for the day, and its owner is told.
///
/// proves: RF-160, v5.0.0-6.3.3, v5.0.0-6.3.5, attack C10
#[tokio::test(flavor = "multi_thread")]
async fn patience_finds_no_code_and_the_owner_is_told() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let house = &TestHouse::with_mail(engine).await;
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        let SetUp { totp, codes, .. } = house.give_factor(who).await;
        let mails = "SELECT COUNT(*) AS n FROM outbox_mail WHERE kind = 'codes'";
        let mut wrong = 0;
        // From six networks, a quarter of an hour apart: no pause is ever reached.
        'day: for _ in 0..20 {
            for network in 1..=6_u8 {
                let mut browser = house.visitor();
                browser.peer = std::net::SocketAddr::from(([203, 0, network, 9], 4_000));
                let page = half_way(&mut browser, who).await;
                let tried = give(&mut browser, &page, "000000").await;
                if tried.status == 429 {
                    assert!(tried.words().contains("Too many wrong codes"), "{}", tried.words());
                    break 'day;
                }
                assert_eq!(tried.status, 422, "{}", tried.words());
                wrong += 1;
                assert_eq!(house.number(mails).await, i64::from(wrong >= 3), "after {wrong}");
            }
            house.clock.advance(15 * MINUTE);
        }
        assert_eq!(wrong, 50);
        let code = totp.code(house.ground().now());
        assert_eq!(with_code(house, who, &code).await, 429, "even the right one");
        assert_eq!(house.number(mails).await, 1, "told once");
        assert_eq!(with_code(house, who, &codes[0]).await, 303, "nobody guesses those");
        house.clock.advance(STEP);
        assert_eq!(with_code(house, who, &totp.code(house.ground().now())).await, 303);
        house.close().await;
    }
}

/// Rights that come while a session lasts bring the second factor with them.
///
/// proves: v5.0.0-6.3.3, v5.0.0-8.3.2, attack C10
#[tokio::test(flavor = "multi_thread")]
async fn a_right_given_later_administers_nothing_without_a_second_factor() {
    each_engine(async |house| {
        house.set("sign_in.second_factor", "administrators").await;
        let (who, boss) = (house.person(Level::Regular), house.acting(house.person(Level::Administrator)));
        house.give_password(who).await;
        let mut theirs = by_password(house, who).await;
        let given = ground::guard::policy::Exception {
            permission: ground::guard::Permission::StaffManage,
            given: true,
            until: 0,
        };
        let none = staff::seen(&[b""]);
        staff::set_rights(house.ground(), &boss, (who.id, &none), &[given]).await.unwrap();
        let page = theirs.get("/desk/teams/new").await;
        assert_eq!(page.status, 200);
        let refused = theirs.submit(&page, "/desk/teams/new", &[("name", "Ours")]).await;
        assert_eq!(refused.status, 403);
        assert!(refused.words().contains("This needs a second factor"), "{}", refused.words());
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM team").await, 0);
        // With one it works; and without it again there is no session.
        let totp = house.give_factor(who).await.totp;
        let mut theirs = house.signed_in_as(who).await;
        let page = theirs.get("/desk/teams/new").await;
        assert_eq!(theirs.submit(&page, "/desk/teams/new", &[("name", "Ours")]).await.status, 303);
        let me = theirs.get("/desk/me").await;
        assert!(me.words().contains("switching it off signs you out"), "{}", me.words());
        let code = totp.code(house.ground().now());
        let off = theirs.submit(&me, "/desk/me/factor/off", &[("password", PASSWORD), ("code", &code)]).await;
        assert_eq!((off.status.as_u16(), off.location()), (303, "/sign-in"));
        assert!(!is_in(&mut theirs).await);
    })
    .await;
}
