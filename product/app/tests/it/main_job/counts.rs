//! The counters beside the lists, compared with what is really there.

use ground::guard::Level;

use crate::asking::{act, ask, ask_in_private};
use crate::house::{Colleague, TestHouse, each_engine};

const VIEWS: [&str; 5] = ["mine", "unallocated", "location", "all", "closed"];

/// Fails unless every counter is right, in the table and on the pages of everybody who works here.
pub async fn are_right(house: &TestHouse) {
    let cells = "CAST(location_id AS TEXT) || ' ' || CAST(assignee_id AS TEXT) || ' ' ||
        CASE WHEN confidential THEN 'c' ELSE '-' END || CASE WHEN is_open THEN 'o' ELSE '-' END || ' '";
    let kept = house
        .lines(&format!(
            "SELECT {cells} || CAST(n AS TEXT) AS line FROM request_counter WHERE n <> 0 ORDER BY 1"
        ))
        .await;
    let really = house
        .lines(&format!(
            "SELECT {cells} || CAST(COUNT(*) AS TEXT) AS line FROM request
              GROUP BY location_id, assignee_id, confidential, is_open ORDER BY 1"
        ))
        .await;
    assert_eq!(kept, really, "the kept counters and a recount");
    for who in house.everybody() {
        let mut browser = house.signed_in_as(who).await;
        let page = browser.get("/desk").await;
        for view in VIEWS {
            let shown = page.body.split(&format!("href=\"/desk?view={view}\"")).nth(1).unwrap();
            let shown = shown.split("class=\"count").nth(1).unwrap().split('>').nth(1).unwrap();
            let shown: i64 = shown.split('<').next().unwrap().parse().unwrap();
            let really = recount(house, who, view).await;
            assert_eq!(shown, really, "{view} of {}", who.name);
            // One person of each location stands for the others: the rows are read by the same rule.
            if who.level != Level::Regular {
                continue;
            }
            let list = browser.get(&format!("/desk?view={view}")).await;
            let rows = list.body.matches("scope=\"row\"").count() as i64;
            assert_eq!(rows, really.min(50), "rows of {view} of {}", who.name);
        }
        if who.level != Level::Regular {
            continue;
        }
        let home = browser.get("/desk/home").await;
        for view in ["mine", "unallocated", "location"] {
            let figure =
                format!("<dd><a href=\"/desk?view={view}\">{}</a></dd>", recount(house, who, view).await);
            assert!(home.body.contains(&figure), "home of {}: {figure}", who.name);
        }
    }
}

/// Counts anew, by a rule written here and not taken from the program.
async fn recount(house: &TestHouse, who: &Colleague, view: &str) -> i64 {
    let (me, here) = (who.id.0, who.location.0);
    let seen = format!("(NOT confidential OR location_id = {here} OR assignee_id = {me})");
    let rule = match view {
        "mine" => format!("is_open AND assignee_id = {me}"),
        "unallocated" => format!("is_open AND assignee_id = 0 AND {seen}"),
        "location" => format!("is_open AND location_id = {here}"),
        "all" => format!("is_open AND {seen}"),
        _ => format!("NOT is_open AND {seen}"),
    };
    house.number(&format!("SELECT COUNT(*) AS n FROM request WHERE {rule}")).await
}

// proves: v5.0.0-2.3.3, v5.0.0-8.2.2
#[tokio::test(flavor = "multi_thread")]
async fn counters_stay_right_through_every_move() {
    each_engine(async |house| {
        are_right(house).await;
        let (open, private) =
            (ask(house, "When do you open?").await, ask_in_private(house, "May I ask?").await);
        are_right(house).await;
        let mut regular = house.signed_in(Level::Regular).await;
        for asked in [&open, &private] {
            act(&mut regular, &asked.path(), "take", &[]).await;
            are_right(house).await;
        }
        // To a colleague elsewhere, and the place with it; then the place of the other one alone.
        let (to, place) = (house.elsewhere.id.0.to_string(), house.locations[1].0.to_string());
        act(&mut regular, &open.path(), "reallocate", &[("to", &to), ("place", &place)]).await;
        are_right(house).await;
        act(&mut regular, &private.path(), "reallocate", &[("to", "0"), ("place", &place)]).await;
        are_right(house).await;
        let mut elsewhere = house.signed_in_as(&house.elsewhere).await;
        for asked in [&open, &private] {
            let sent = act(&mut elsewhere, &asked.path(), "answer", &[("text", "From ten on.")]).await;
            assert_eq!(sent.status, 303, "{}", sent.words());
            are_right(house).await;
        }
        act(&mut elsewhere, &private.path(), "reopen", &[]).await;
        are_right(house).await;
        // A reply, a note and a refused post move nothing.
        open.clone().reply("And on Sundays?").await;
        are_right(house).await;
        act(&mut regular, &open.path(), "note", &[("text", "Asked before.")]).await;
        act(&mut regular, &open.path(), "answer", &[("text", ""), ("version", "1")]).await;
        are_right(house).await;
    })
    .await;
}
