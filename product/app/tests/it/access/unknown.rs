//! Which refusal: 404 for what one may not know of, 403 for what one may know of and not do.

use std::collections::BTreeMap;

use ground::guard::Level;
use kit_web::testing::{Answer, Browser};

use super::calls::key_of;
use crate::asking::{ask, ask_in_private};
use crate::house::{TestHouse, each_engine};

const ACTS: [&str; 7] = ["take", "reallocate", "note", "query", "answer", "reopen", "erase"];

/// Everything an answer says: status, headers, body; the number that was asked for is left out.
fn whole(answer: &Answer, number: &str) -> (u16, BTreeMap<String, String>, String) {
    let headers = answer.headers.iter();
    let headers =
        headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().replace(number, "N")));
    (answer.status.as_u16(), headers.collect(), answer.body.replace(number, "N"))
}

async fn answers(
    browser: &mut Browser,
    key: &str,
    number: &str,
) -> Vec<(u16, BTreeMap<String, String>, String)> {
    let path = format!("/desk/requests/{number}");
    let mut all = Vec::new();
    for path in [path.clone(), format!("/desk/go?number={number}")] {
        all.push(whole(&browser.get(&path).await, number));
    }
    for act in ACTS {
        let fields = [("key", key), ("version", "1"), ("text", "Words"), ("to", "0")];
        all.push(whole(&browser.post(&format!("{path}/{act}"), &fields).await, number));
    }
    all
}

/// A number nobody has, as long as `short`.
fn unused(short: &str) -> String {
    let (prefix, number) = short.rsplit_once('-').unwrap();
    format!("{prefix}-{}", number.parse::<i64>().unwrap() + 5_000)
}

// proves: v5.0.0-8.2.2, attack B2
#[tokio::test(flavor = "multi_thread")]
async fn what_one_may_not_know_of_is_answered_exactly_like_what_does_not_exist() {
    each_engine(async |house| {
        let private = ask_in_private(house, "May I ask?").await;
        let [_, away, _] = house.locations.map(|location| location.0);
        house.tamper(&format!("UPDATE request SET location_id = {away}")).await;
        for who in &house.people {
            let mut browser = house.signed_in_as(who).await;
            let key = key_of(&mut browser).await;
            let hidden = answers(&mut browser, &key, private.short()).await;
            let missing = answers(&mut browser, &key, &unused(private.short())).await;
            assert_eq!(hidden, missing, "{}", who.name);
            assert!(hidden.iter().all(|(status, ..)| [403, 404].contains(status)), "{}", who.name);
        }
        // The one who works there is told.
        let mut ewan = house.signed_in_as(&house.elsewhere).await;
        assert_eq!(ewan.get(&private.path()).await.status, 200);
    })
    .await;
}

async fn refuses(house: &TestHouse, level: Level, numbers: &[&str], refused: &[&str]) {
    let mut browser = house.signed_in(level).await;
    let key = key_of(&mut browser).await;
    for act in refused {
        let mut told = Vec::new();
        for number in numbers {
            let path = format!("/desk/requests/{number}/{act}");
            let fields = [("key", key.as_str()), ("version", "1"), ("text", "Words"), ("to", "0")];
            told.push(whole(&browser.post(&path, &fields).await, number));
        }
        assert_eq!(told[0].0, 403, "{act} by {level:?}");
        assert!(told.iter().all(|answer| *answer == told[0]), "{act} by {level:?}: no matter which request");
    }
}

// proves: v5.0.0-8.2.1, attack B6
#[tokio::test(flavor = "multi_thread")]
async fn what_ones_level_may_not_do_is_refused_before_anything_is_looked_up() {
    each_engine(async |house| {
        let open = ask(house, "When?").await;
        let private = ask_in_private(house, "May I ask?").await;
        let away = house.locations[1].0;
        let move_it = format!("UPDATE request SET location_id = {away} WHERE number = {}", private.number());
        house.tamper(&move_it).await;
        let missing = unused(open.short());
        let numbers = [open.short(), private.short(), &missing, "QR-0", "no-number"];
        refuses(house, Level::General, &numbers, &["take", "reallocate", "query", "answer", "reopen"]).await;
        refuses(house, Level::Probation, &numbers, &["answer"]).await;
    })
    .await;
}
