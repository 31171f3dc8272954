//! Every act at a request, by every level, wherever the request stands.

use ground::guard::Level;
use ground::guard::policy::LEVELS;
use kit_web::testing::Browser;

use super::calls::key_of;
use super::matrix::ASIDE;
use crate::asking::{Asked, ask, offers};
use crate::house::{TestHouse, each_engine};

/// One row of the file: act, levels, and what is expected for each object.
struct Row {
    act: String,
    levels: Vec<String>,
    outcomes: Vec<(String, String)>,
}

fn expected() -> Vec<Row> {
    let text = include_str!("objects.txt");
    let mut rows = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let objects: Vec<&str> = rows.next().unwrap().split_whitespace().skip(2).collect();
    let row = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(words.len(), objects.len() + 2, "{line}");
        let outcomes = objects.iter().zip(&words[2..]).map(|(o, w)| ((*o).to_owned(), (*w).to_owned()));
        Row {
            act: words[0].to_owned(),
            levels: words[1].split(',').map(str::to_owned).collect(),
            outcomes: outcomes.collect(),
        }
    };
    rows.map(row).collect()
}

/// Puts the request where the cell wants it.
async fn place(house: &TestHouse, asked: &Asked, object: &str, me: i64) {
    let theirs = house.people.iter().find(|who| who.id.0 != me && who.level != Level::General).unwrap().id.0;
    let [here, away, _] = house.locations.map(|location| location.0);
    let (location, assignee, confidential, open) = match object {
        "open" => (here, 0, false, true),
        "mine" => (here, me, false, true),
        "theirs" => (here, theirs, false, true),
        "away" => (away, 0, false, true),
        "private" => (here, 0, true, true),
        "private-away" => (away, 0, true, true),
        "private-mine" => (away, me, true, true),
        "closed" => (here, theirs, false, false),
        "private-closed" => (away, 0, true, false),
        other => panic!("there is no object {other}"),
    };
    let (state, closed_at) = match (open, assignee) {
        (false, _) => ("closed", house.ground().now()),
        (true, 0) => ("new", 0),
        (true, _) => ("in_hand", 0),
    };
    house
        .tamper(&format!(
            "UPDATE request SET location_id = {location}, assignee_id = {assignee}, confidential = {confidential},
                    is_open = {open}, state = '{state}', reason = '', closed_at = {closed_at}
              WHERE number = {}",
            asked.number()
        ))
        .await;
}

/// What a browser of one person carries through all cells.
struct Seat {
    browser: Browser,
    key: String,
}

async fn cell(house: &TestHouse, seat: &mut Seat, asked: &Asked, act: &str, outcome: &str, at: &str) {
    let Seat { browser, key } = seat;
    let page = browser.get(&asked.path()).await;
    if act == "view" {
        let wanted = if outcome == "done" { 200 } else { 404 };
        assert_eq!(page.status.as_u16(), wanted, "{at}");
        return;
    }
    // What is offered works, and what works is offered; taking again what one has is the one thing left out.
    let offered = offers(&page, &asked.path(), act);
    let again = act == "take" && (at.contains(" mine") || at.contains("private-mine"));
    assert_eq!(offered, outcome == "done" && !again, "{at}: what the action bar offers");
    let version = format!("SELECT version AS n FROM request WHERE number = {}", asked.number());
    let version = house.number(&version).await.to_string();
    let kept = house.rows_without(&ASIDE).await;
    let fields = [("key", key.as_str()), ("version", version.as_str()), ("text", "Words"), ("to", "0")];
    let answer = browser.post(&format!("{}/{act}", asked.path()), &fields).await;
    let wanted = match outcome {
        "done" => 303,
        "stale" => 409,
        "no" => 403,
        "none" => 404,
        other => panic!("there is no outcome {other}"),
    };
    assert_eq!(answer.status.as_u16(), wanted, "{at}: {}", answer.words());
    let changed = house.rows_without(&ASIDE).await != kept;
    assert_eq!(changed, outcome == "done", "{at}: whether something changed");
}

// proves: RF-22, XT-119, v5.0.0-8.2.1, v5.0.0-8.2.2, attack B2
#[tokio::test(flavor = "multi_thread")]
async fn every_act_at_every_request_comes_out_as_written() {
    each_engine(async |house| {
        let asked = ask(house, "When do you open?").await;
        let mut cells = 0;
        for level in LEVELS {
            let who = house.person(level);
            let mut browser = house.signed_in_as(who).await;
            let key = key_of(&mut browser).await;
            let mut seat = Seat { browser, key };
            for row in expected().iter().filter(|row| row.levels.iter().any(|l| l == level.code())) {
                for (object, outcome) in &row.outcomes {
                    place(house, &asked, object, who.id.0).await;
                    let at = format!("{} {object} by {}", row.act, level.code());
                    cell(house, &mut seat, &asked, &row.act, outcome, &at).await;
                    cells += 1;
                }
            }
        }
        assert_eq!(cells, 7 * 5 * 9, "seven acts, five levels, nine objects");
    })
    .await;
}
