//! A change is whole or it is not: nothing changes that the audit does not say.

use std::collections::BTreeMap;

use axum::response::Response;
use ground::guard::{self, Level, Privilege, Route};
use kit_db::Engine;
use kit_web::testing::Browser;

use crate::asking::{act, ask};
use crate::house::{TestHouse, each_engine, rows};

/// What a refused or failed act may touch all the same: who looked, and when a session was last used.
const ASIDE: [&str; 3] = ["request_seen", "session", "tries"];

/// Everything but that. The tables are not the usual ones here.
async fn all(house: &TestHouse) -> BTreeMap<String, Vec<String>> {
    let mut all = rows(&house.ground().db).await;
    all.retain(|table, _| !ASIDE.contains(&table.as_str()));
    all
}

/// Lets no event be written.
async fn close_the_audit(house: &TestHouse) {
    house.tamper("ALTER TABLE audit_event RENAME TO audit_event_away").await;
}

async fn open_the_audit(house: &TestHouse) {
    house.tamper("ALTER TABLE audit_event_away RENAME TO audit_event").await;
}

// proves: v5.0.0-2.3.3, v5.0.0-16.5.3
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_accounted_for_is_not_done() {
    each_engine(async |house| {
        let (open, closed) = (ask(house, "Is there a list?").await, ask(house, "And a map?").await);
        let mut rosa = house.signed_in(Level::Regular).await;
        act(&mut rosa, &closed.path(), "answer", &[("text", "Yes.")]).await;
        let mut pages = Vec::new();
        for (asked, name) in [
            (&open, "take"),
            (&open, "note"),
            (&open, "query"),
            (&open, "answer"),
            (&open, "reallocate"),
            (&closed, "reopen"),
        ] {
            pages.push((rosa.get(&asked.path()).await, format!("{}/{name}", asked.path())));
        }
        let mut client = open.clone();
        let manage = client.check().await;
        let mut visitor = house.visitor();
        let form = visitor.get("/ask/general").await;

        close_the_audit(house).await;
        let before = all(house).await;
        for (page, action) in &pages {
            let failed = rosa.submit(page, action, &[("text", "Words"), ("to", "0")]).await;
            assert_eq!(failed.status, 500, "{action}");
            assert_eq!(all(house).await, before, "{action}");
        }
        let failed = client.browser.submit(&manage, "/check/reply", &[("reply", "Words")]).await;
        assert_eq!(failed.status, 500);
        let fields = [("question", "Words"), ("email", "a@b.example")];
        let failed = visitor.submit(&form, "/ask/general", &fields).await;
        assert_eq!(failed.status, 500);
        assert_eq!(all(house).await, before, "the client's side");

        // Nothing was used up: the same pages work once events can be written again.
        open_the_audit(house).await;
        let sent = visitor.submit(&form, "/ask/general", &fields).await;
        assert_eq!(sent.status, 200);
        let sent = client.browser.submit(&manage, "/check/reply", &[("reply", "Words")]).await;
        assert_eq!(sent.status, 200);
        let (page, action) = pages.last().unwrap();
        assert_eq!(rosa.submit(page, action, &[]).await.status, 303);
    })
    .await;
}

// proves: v5.0.0-16.5.1, RF-51
#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_ours_tells_a_code_and_nothing_of_the_inside() {
    each_engine(async |house| {
        let asked = ask(house, "Is there a list?").await;
        let mut rosa = house.signed_in(Level::Regular).await;
        let page = rosa.get(&asked.path()).await;
        close_the_audit(house).await;
        let failed = rosa.submit(&page, &format!("{}/take", asked.path()), &[]).await;
        let words = failed.words();
        assert!(words.contains("The fault is ours, not yours"), "{words}");
        for inside in ["audit", "SQL", "table", "INSERT", "relation", "querist.db", "panick"] {
            assert!(!words.contains(inside), "{inside}: {words}");
        }
        open_the_audit(house).await;
    })
    .await;
}

async fn breaks() -> Response {
    panic!("the inside of the program")
}

// proves: v5.0.0-16.5.4, v5.0.0-16.5.1
#[tokio::test(flavor = "multi_thread")]
async fn a_handler_that_panics_ends_its_own_request_alone() {
    let house = TestHouse::on(Engine::Sqlite).await;
    let routes = vec![Route::get("/broken", "broken", Privilege::Public, breaks)];
    let mut browser = Browser::new(guard::router(house.ground(), routes));
    for _ in 0..3 {
        let answer = browser.get("/broken").await;
        assert_eq!(answer.status, 500);
        assert!(answer.words().contains("The fault is ours, not yours"), "{}", answer.words());
        assert!(!answer.body.contains("the inside"), "{}", answer.body);
        assert!(answer.headers.contains_key("content-security-policy"));
    }
    assert_eq!(browser.get("/elsewhere").await.status, 404, "the others go on");
}

// proves: RF-196, RF-198
#[tokio::test(flavor = "multi_thread")]
async fn who_asked_is_kept_in_the_client_table_for_that_question_alone() {
    each_engine(async |house| {
        for question in ["When do you open?", "Who built the bridge?", "When do you open?"] {
            ask(house, question).await;
        }
        let count = async |statement: &str| house.number(statement).await;
        assert_eq!(count("SELECT COUNT(*) AS n FROM request").await, 3);
        assert_eq!(
            count("SELECT COUNT(DISTINCT client_id) AS n FROM request").await,
            3,
            "the same person thrice"
        );
        let own = "SELECT COUNT(*) AS n FROM client WHERE id IN (SELECT client_id FROM request)";
        assert_eq!((count(own).await, count("SELECT COUNT(*) AS n FROM client").await), (3, 3));
        assert_eq!(
            count("SELECT COUNT(DISTINCT key_id) AS n FROM client").await,
            3,
            "each under a key of its own"
        );
        assert_eq!(count("SELECT COUNT(DISTINCT identity_sealed) AS n FROM client").await, 3);
    })
    .await;
}
