//! Every figure the desk keeps or shows: no erasure and no replay may change one.

use std::collections::BTreeMap;

use ground::guard::Level;
use ground::metrics;

use crate::asking::between;
use crate::house::TestHouse;

/// Tables an erasure adds to or takes from: the event, the receipt, the mails that go; and what visits and starts leave.
const ASIDE: [&str; 11] = [
    "audit_event",
    "audit_seal",
    "erasure",
    "job_run",
    "node",
    "outbox_count",
    "outbox_mail",
    "request_seen",
    "session",
    "tries",
    "used_key",
];

/// Tables that are counters: every row of them counts.
const COUNTERS: [&str; 2] = ["request_counter", "job_count"];

/// What of a request is counted by: all that statistics can be made from.
const FACTS: &str = "number, received_at, due_at, closed_at, location_id, form_version, assignee_id, is_open, \
    confidential";

/// All figures, by what they are figures of.
pub async fn figures(house: &TestHouse) -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    for (table, rows) in house.rows_without(&ASIDE).await {
        all.insert(format!("rows of {table}"), vec![rows.len().to_string()]);
        if COUNTERS.contains(&table.as_str()) {
            all.insert(format!("all of {table}"), rows);
        }
    }
    assert!(COUNTERS.iter().all(|table| all.contains_key(&format!("all of {table}"))), "{all:?}");
    let facts: Vec<String> =
        FACTS.split(", ").map(|column| format!("COALESCE(CAST({column} AS TEXT), '-')")).collect();
    let facts = format!("SELECT {} AS line FROM request ORDER BY number", facts.join(" || ' ' || "));
    all.insert("facts of requests".into(), house.lines(&facts).await);
    let sent = "SELECT CAST(COUNT(*) AS TEXT) AS line FROM outbox_mail WHERE state = 'sent'";
    all.insert("mails sent".into(), house.lines(sent).await);
    all.insert("pages".into(), pages(house).await);
    let told = metrics::text(house.ground(), 0).await.unwrap();
    let of_jobs = told.lines().filter(|line| line.starts_with("querist_jobs_"));
    all.insert("figures for monitoring".into(), of_jobs.map(str::to_owned).collect());
    all
}

/// The figures on the pages of everybody who works here.
async fn pages(house: &TestHouse) -> Vec<String> {
    let mut all = Vec::new();
    for who in house.everybody() {
        let mut browser = house.signed_in_as(who).await;
        let home = browser.get("/desk/home").await;
        let told = between(&home.body, "<dl class=\"figures\">", "</dl>").expect("home has figures");
        all.push(format!("{}: {told}", who.name));
        let queue = browser.get("/desk").await;
        let counts: Vec<&str> =
            queue.body.split("class=\"count").skip(1).filter_map(|rest| between(rest, ">", "<")).collect();
        assert!(counts.len() >= 5, "every view is counted: {counts:?}");
        all.push(format!("{}: {counts:?}", who.name));
        for view in ["mine", "unallocated", "location", "all", "closed"] {
            let rows = browser.get(&format!("/desk?view={view}")).await.body.matches("scope=\"row\"").count();
            all.push(format!("{}: {view} {rows}", who.name));
        }
        if who.level == Level::Administrator {
            all.push(browser.get("/desk/jobs").await.words());
        }
    }
    all
}
