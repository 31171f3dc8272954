//! Viewings and sign-ins.

use ground::audit::SignIn;
use ground::guard::Level;
use kit_db::Engine;
use serde_json::Value;

use super::{entries, in_files, reader};
use crate::asking::{ask, ask_in_private};
use crate::house::{NOW, PASSWORD, TestHouse, each_engine};

/// The viewings of staff `actor` for `purpose`.
fn of<'a>(all: &'a [Value], actor: i64, purpose: &str) -> Vec<&'a Value> {
    let actor = actor.to_string();
    all.iter().filter(|one| one["actor"].as_str() == Some(&actor) && one["purpose"] == purpose).collect()
}

// proves: XT-151, v5.0.0-16.3.2
#[tokio::test(flavor = "multi_thread")]
async fn who_opens_a_request_or_a_list_is_in_the_ledger() {
    each_engine(async |house| {
        let asked = ask(house, "Where do swifts sleep?").await;
        let rosa = house.person(Level::Regular).id.0;
        let mut browser = house.signed_in(Level::Regular).await;
        browser.get("/desk").await;
        browser.get(&asked.path()).await;
        let all = entries(house, "views-0").await;
        let (listed, read) = (of(&all, rosa, "list"), of(&all, rosa, "read"));
        assert!(!listed.is_empty() && !read.is_empty(), "{all:?}");
        let request = house.number("SELECT key_id AS n FROM request").await.to_string();
        assert!(
            read.iter().any(|one| one["keys"].as_str().unwrap().split(' ').any(|key| key == request)),
            "the request is named by its key"
        );
        assert!(read.iter().all(|one| one["actor_kind"] == "staff" && one["kind"] == "viewing"));
        assert_eq!(in_files(house), []);
    })
    .await;
}

/// The viewings for reading that are on disk at this moment, without waiting for any.
fn on_disk(house: &TestHouse, actor: i64) -> usize {
    let reader = reader(house, "views-0");
    let all: Vec<Value> =
        (0..reader.head().size).map(|n| serde_json::from_slice(&reader.entry(n).unwrap()).unwrap()).collect();
    of(&all, actor, "read").len()
}

// proves: XT-151, v5.0.0-16.3.2, v5.0.0-16.5.3
#[tokio::test(flavor = "multi_thread")]
async fn a_confidential_request_is_shown_only_once_that_is_on_disk() {
    each_engine(async |house| {
        let asked = ask_in_private(house, "My landlord locks me out").await;
        let open = ask(house, "Where do swifts sleep?").await;
        let rosa = house.person(Level::Regular).id.0;
        let mut browser = house.signed_in(Level::Regular).await;
        for turn in 1..=5 {
            let before = on_disk(house, rosa);
            let page = browser.get(&asked.path()).await;
            assert!(page.words().contains("landlord"));
            assert!(on_disk(house, rosa) > before, "turn {turn}: it was shown before it was recorded");
        }
        // When the ledger cannot be written, nothing confidential is shown; the rest goes on.
        house.ground().accounting.close().await.unwrap();
        let page = browser.get(&asked.path()).await;
        assert_eq!(page.status, 503);
        assert!(!page.body.contains("landlord"));
        assert!(page.words().contains("every reading of it is recorded first"), "{}", page.words());
        assert_eq!(page.headers["retry-after"], "60");
        assert_eq!(browser.get(&open.path()).await.status, 200);
        assert_eq!(browser.get("/desk").await.status, 200);
    })
    .await;
}

// proves: XT-151, v5.0.0-16.3.2, v5.0.0-16.5.3
#[tokio::test(flavor = "multi_thread")]
async fn what_was_lost_in_a_flood_does_not_count_as_recorded() {
    let house = TestHouse::on(Engine::Sqlite).await;
    let asked = ask_in_private(&house, "My landlord locks me out").await;
    let mut browser = house.signed_in(Level::Regular).await;
    let accounting = &house.ground().accounting;
    let flood = || (0..2_000).for_each(|_| accounting.signed(SignIn::Wrong, 0, "0123456789abcdef", NOW));
    while accounting.stats().waiting < 99_000 {
        flood();
    }
    // More than fit: this reading may be among those that did not.
    (0..50).for_each(|_| flood());
    let page = browser.get(&asked.path()).await;
    assert_eq!(page.status, 503);
    assert!(!page.body.contains("landlord"));
    assert!(accounting.durable().await.is_err());
}

// proves: v5.0.0-16.3.1
#[tokio::test(flavor = "multi_thread")]
async fn signing_in_failing_to_and_signing_out_are_in_the_ledger_without_a_name_or_an_address() {
    each_engine(async |house| {
        let rosa = house.person(Level::Regular).clone();
        house.give_password(&rosa).await;
        let mut browser = house.visitor();
        for (email, password) in [
            (rosa.email.as_str(), "four grey geese land"),
            ("nobody@library.example", "four grey geese land"),
            (rosa.email.as_str(), PASSWORD),
        ] {
            let page = browser.get("/sign-in").await;
            browser.submit(&page, "/sign-in", &[("email", email), ("password", password)]).await;
        }
        let home = browser.get("/desk/home").await;
        browser.submit(&home, "/sign-out", &[]).await;
        let all = entries(house, "views-0").await;
        let signed: Vec<&Value> = all.iter().filter(|one| one["kind"] == "sign-in").collect();
        let told: Vec<(&str, &str)> = signed
            .iter()
            .map(|one| (one["outcome"].as_str().unwrap(), one["staff"].as_str().unwrap()))
            .collect();
        let id = rosa.id.0.to_string();
        assert_eq!(told, [("wrong", &*id), ("wrong", "0"), ("done", &*id), ("out", &*id)]);
        let text = serde_json::to_string(&all).unwrap();
        assert!(!text.contains("example") && !text.contains("127.0.0.1"), "{text}");
        assert_eq!(signed[0]["network"].as_str().unwrap().len(), 16);
        assert_eq!(signed[0]["network"], signed[3]["network"], "one place on one day has one name");
    })
    .await;
}
