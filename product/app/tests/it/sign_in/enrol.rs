//! The one-time link by which an account gets its password.

use ground::guard::Level;
use ground::staff;
use kit_base::DAY;
use kit_db::Engine;
use kit_web::testing::Answer;

use super::{is_in, sign_in};
use crate::house::{PASSWORD, TestHouse, at_once, each_engine};

const NEW: &str = "nine grey otters sleep";

async fn enrol(house: &TestHouse, token: &str, fields: &[(&str, &str)]) -> Answer {
    let mut browser = house.visitor();
    let path = format!("/enrol/{token}");
    let page = browser.get(&path).await;
    if page.form(&path).is_some() { browser.submit(&page, &path, fields).await } else { page }
}

fn both(password: &str) -> [(&str, &str); 2] {
    [("password", password), ("again", password)]
}

// proves: attack C3, v5.0.0-6.4.1, v5.0.0-6.5.1, v5.0.0-6.4.6, RF-26
#[tokio::test(flavor = "multi_thread")]
async fn a_link_sets_the_password_once() {
    each_engine(async |house| {
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        let mut signed_in = house.signed_in_as(who).await;
        let token = staff::invite(house.ground(), who.id).await.unwrap();
        let path = format!("/enrol/{token}");
        // Mail scanners open links: opening does nothing.
        for _ in 0..3 {
            assert_eq!(house.visitor().get(&path).await.status, 200);
        }
        let done = enrol(house, &token, &both(NEW)).await;
        assert_eq!((done.status.as_u16(), done.location()), (303, "/sign-in?enrolled=1"));
        assert!(house.visitor().get(done.location()).await.words().contains("Your password is set."));
        assert!(!is_in(&mut signed_in).await, "whoever was in with the old one is out");
        assert_eq!(sign_in(&mut house.visitor(), &who.email, PASSWORD).await.status, 422);
        assert_eq!(sign_in(&mut house.visitor(), &who.email, NEW).await.status, 303);
        let again = enrol(house, &token, &both(PASSWORD)).await;
        assert_eq!(again.status, 404);
        assert!(again.words().contains("This link no longer works") && !again.body.contains(&token));
        let posted = house.visitor().post(&path, &both(PASSWORD)).await;
        assert_eq!(posted.status, 422);
        assert_eq!(
            sign_in(&mut house.visitor(), &who.email, NEW).await.status,
            303,
            "it is still the new one"
        );
    })
    .await;
}

// proves: attack C3
#[tokio::test(flavor = "multi_thread")]
async fn a_link_dies_after_a_day_and_when_a_newer_one_is_made() {
    each_engine(async |house| {
        let who = house.person(Level::Regular);
        let first = staff::invite(house.ground(), who.id).await.unwrap();
        let second = staff::invite(house.ground(), who.id).await.unwrap();
        let other = staff::invite(house.ground(), house.person(Level::General).id).await.unwrap();
        assert_eq!(enrol(house, &first, &both(NEW)).await.status, 404, "replaced");
        house.clock.advance(DAY - 1);
        assert_eq!(house.visitor().get(&format!("/enrol/{second}")).await.status, 200);
        let page = house.visitor().get(&format!("/enrol/{other}")).await;
        house.clock.advance(1);
        assert_eq!(enrol(house, &second, &both(NEW)).await.status, 404, "a day old");
        let late = house.visitor().submit(&page, &format!("/enrol/{other}"), &both(NEW)).await;
        assert_eq!(late.status, 422, "opened in time, sent too late");
        assert_eq!(sign_in(&mut house.visitor(), &who.email, NEW).await.status, 422);
    })
    .await;
}

// proves: XT-45, XT-46, RF-27, v5.0.0-6.2.1, v5.0.0-6.2.5, v5.0.0-6.2.11
#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_will_not_do_is_told_and_the_link_stays_good() {
    let house = TestHouse::on(Engine::Sqlite).await;
    let who = house.person(Level::Regular);
    let token = staff::invite(house.ground(), who.id).await.unwrap();
    let long = "ab cde".repeat(43);
    for (password, again, said) in [
        ("fourteen chars", "fourteen chars", "shorter than 15"),
        ("", "", "shorter than 15"),
        (long.as_str(), long.as_str(), "longer than 256"),
        ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "too easy to guess"),
        ("my password is good", "my password is good", "too easy to guess"),
        ("rosa.lindqvist 2026", "rosa.lindqvist 2026", "too easy to guess"),
        (NEW, "nine grey otters sleeq", "The two are not the same"),
    ] {
        let refused = enrol(&house, &token, &[("password", password), ("again", again)]).await;
        assert_eq!(refused.status, 422, "{password}");
        assert!(refused.words().contains(said), "{password}: {}", refused.words());
        assert!(password.is_empty() || !refused.body.contains(password), "a password is never shown again");
    }
    assert_eq!(
        enrol(&house, &token, &both("只有小写字母的句子也可以用作密码")).await.status,
        303,
        "any letters will do"
    );
}

// proves: attack C3, v5.0.0-2.3.4
#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_use_a_link_at_once_one_does() {
    each_engine(async |house| {
        let who = house.person(Level::Regular);
        let token = staff::invite(house.ground(), who.id).await.unwrap();
        let path = format!("/enrol/{token}");
        let page = house.visitor().get(&path).await;
        let uses = (0..8).map(|n| {
            let (mut browser, page, path) = (house.visitor(), page.clone(), path.clone());
            async move {
                let password = format!("nine grey otters sleep {n}");
                (browser.submit(&page, &path, &both(&password)).await.status.as_u16(), password)
            }
        });
        let ended = at_once(uses).await;
        let done: Vec<_> = ended.iter().filter(|(status, _)| *status == 303).collect();
        assert_eq!(done.len(), 1, "{ended:?}");
        assert!(ended.iter().all(|(status, _)| [303, 422].contains(status)), "{ended:?}");
        assert_eq!(sign_in(&mut house.visitor(), &who.email, &done[0].1).await.status, 303);
        let set = "SELECT COUNT(*) AS n FROM audit_event WHERE kind = 'staff.password_set'";
        assert_eq!(house.number(set).await, 1);
    })
    .await;
}

// proves: v5.0.0-6.3.2, attack E12
#[tokio::test(flavor = "multi_thread")]
async fn the_first_administrator_comes_by_a_link_and_there_is_no_other_account() {
    each_engine(async |house| {
        // As after a first start: nobody yet.
        house.tamper("DELETE FROM session").await;
        house.tamper("DELETE FROM staff").await;
        house.ground().directory.forget();
        let old = staff::first_invitation(house.ground()).await.unwrap().unwrap();
        let token = staff::first_invitation(house.ground()).await.unwrap().unwrap();
        assert_eq!(house.visitor().get(&format!("/enrol/{old}")).await.status, 404, "replaced");
        for fields in [
            vec![],
            vec![("name", "Ada"), ("email", "")],
            vec![("name", ""), ("email", "ada@library.example")],
            vec![("name", "Ada"), ("email", "ada")],
        ] {
            let all: Vec<(&str, &str)> = fields.into_iter().chain(both(NEW)).collect();
            let refused = enrol(house, &token, &all).await;
            assert!(refused.words().contains("Give your full name and an email address"), "{all:?}");
        }
        let all =
            [("name", "Ada Quill"), ("email", "Ada@library.example"), ("password", NEW), ("again", NEW)];
        assert_eq!(enrol(house, &token, &all).await.status, 303);
        let mut ada = house.visitor();
        assert_eq!(sign_in(&mut ada, "ada@library.example", NEW).await.status, 303);
        let home = ada.get("/desk/home").await;
        assert!(home.words().contains("Hello, Ada Quill") && home.words().contains("Administrator"));
        assert_eq!(enrol(house, &token, &all).await.status, 404);
        assert_eq!(
            staff::first_invitation(house.ground()).await.unwrap(),
            None,
            "only while there is nobody"
        );
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM staff").await, 1);
    })
    .await;
}
