//! Fields that no form has are ignored, whatever they are called and hold (mass assignment).

use std::collections::BTreeSet;

use ground::guard::{Level, Route};
use http::Method;
use querist::routes;

use super::calls::{Call, call, key_of, prepare};
use crate::house::{TestHouse, each_engine};

/// A value that nothing has by chance.
const PLANTED: &str = "7770001777";

/// Fields whose values would do harm, by columns, parameters of other routes and what frameworks bind.
const HARMFUL: [(&str, &str); 18] = [
    ("state", "closed"),
    ("is_open", "false"),
    ("confidential", "true"),
    ("request[confidential]", "true"),
    ("request.confidential", "true"),
    ("level", "administrator"),
    ("person[level]", "administrator"),
    ("role", "admin"),
    ("is_admin", "true"),
    ("enabled", "false"),
    ("assignee", "1"),
    ("assignee_id", "1"),
    ("location", "1"),
    ("location_id", "1"),
    ("staff_id", "1"),
    ("client_id", "1"),
    ("_method", "DELETE"),
    ("closed_at", "1"),
];

/// What decides about requests and people and is plain: the whole of it, by kind and id.
async fn deciding(house: &TestHouse) -> BTreeSet<String> {
    let requests = "SELECT 'request ' || CAST(id AS TEXT) || ' ' || state || ' '
        || CAST(location_id AS TEXT) || ' ' || CAST(assignee_id AS TEXT)
        || CASE WHEN confidential THEN ' confidential' ELSE '' END
        || CASE WHEN is_open THEN ' open ' ELSE ' closed ' END || CAST(client_id AS TEXT) AS line FROM request";
    let people =
        "SELECT 'staff ' || CAST(id AS TEXT) || ' ' || level || CASE WHEN enabled THEN '' ELSE ' off' END
        AS line FROM staff";
    let mut all: BTreeSet<String> = house.lines(requests).await.into_iter().collect();
    all.extend(house.lines(people).await);
    all
}

/// The line without its id, and without whose request it is: both differ from one new row to the next.
fn without_ids(line: &str) -> String {
    let mut words: Vec<&str> = line.split(' ').collect();
    words.remove(1);
    if words[0] == "request" {
        words.pop();
    }
    words.join(" ")
}

/// What a right call of `route` with `more` fields changed.
async fn changed(house: &TestHouse, route: &Route, more: &[(String, String)]) -> Vec<String> {
    // The administrator may everything, and holds nothing.
    let mut browser = house.signed_in(Level::Administrator).await;
    let mut right = call(house, route, &mut browser).await;
    if route.privilege.is_for_staff() {
        right = right.with("key", Some(&key_of(&mut browser).await));
    }
    let before = deciding(house).await;
    let with_more = with(&right, more);
    let answer = with_more.send(&mut browser, &[]).await;
    let well = [200, 303].contains(&answer.status.as_u16()) && !answer.location().ends_with("not-again");
    assert!(well, "{}: {} {}", route.name, answer.status, answer.words());
    let after = deciding(house).await;
    let mut told: Vec<String> = after.difference(&before).map(|line| without_ids(line)).collect();
    told.push(format!("{} gone", before.difference(&after).count()));
    if route.name == "mail.release" {
        house.run_due().await;
    }
    told
}

fn with(call: &Call, more: &[(String, String)]) -> Call {
    let own: BTreeSet<String> = call.fields.iter().map(|(name, _)| name.clone()).collect();
    let mut call = call.clone();
    call.fields.extend(more.iter().filter(|(name, _)| !own.contains(name)).cloned());
    call
}

// proves: attack B9, v5.0.0-15.3.3
#[tokio::test(flavor = "multi_thread")]
async fn fields_that_no_form_has_are_ignored() {
    each_engine(async |house| {
        prepare(house).await;
        let columns = house.ground().db.read(kit_db::schema::columns).await.unwrap();
        let columns: BTreeSet<String> = columns.into_iter().map(|(_, column)| column).collect();
        assert!(columns.len() > 60, "the schema was not read");
        let planted: Vec<_> = columns.into_iter().map(|column| (column, PLANTED.to_owned())).collect();
        let harmful: Vec<_> = HARMFUL.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let posts: Vec<Route> =
            routes::table().into_iter().filter(|route| route.method == Method::POST).collect();
        for route in &posts {
            let plain = changed(house, route, &[]).await;
            assert_eq!(changed(house, route, &harmful).await, plain, "{} with harmful fields", route.name);
            assert_eq!(changed(house, route, &planted).await, plain, "{} with all columns", route.name);
        }
        for (table, rows) in house.rows_without(&[]).await {
            assert!(!rows.iter().any(|row| row.contains(PLANTED)), "a field landed in {table}");
        }
    })
    .await;
}
