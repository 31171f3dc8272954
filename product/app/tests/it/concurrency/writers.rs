//! Many writers at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use ground::guard::Level;
use kit_web::testing::Answer;

use crate::asking::{act, ask_on, between, number_on};
use crate::house::{TestHouse, at_once, each_engine};
use crate::power::chance::times;

/// What the kept counters must be: a recount of the rows, by exactly their columns.
const RECOUNT: &str = "
    SELECT CAST(location_id AS TEXT) || ' ' || CAST(is_open AS TEXT) || ' ' || CAST(assignee_id AS TEXT) || ' '
           || CAST(confidential AS TEXT) || ' = ' || CAST(COUNT(*) AS TEXT) AS line
      FROM request GROUP BY location_id, is_open, assignee_id, confidential ORDER BY 1";
const KEPT: &str = "
    SELECT CAST(location_id AS TEXT) || ' ' || CAST(is_open AS TEXT) || ' ' || CAST(assignee_id AS TEXT) || ' '
           || CAST(confidential AS TEXT) || ' = ' || CAST(SUM(n) AS TEXT) AS line
      FROM request_counter GROUP BY location_id, is_open, assignee_id, confidential
    HAVING SUM(n) <> 0 ORDER BY 1";

/// One person's whole way: several ask, staff take, note and answer.
async fn worked_through(house: &TestHouse, who: usize, rounds: usize) -> (Vec<String>, Vec<String>) {
    let (mut numbers, mut faults) = (Vec::new(), Vec::new());
    let mut staff = house.signed_in(Level::Regular).await;
    for n in 0..rounds {
        let (question, email) = (format!("Question {n} of {who}"), format!("w{who}.{n}@reader.example"));
        let asked = ask_on(house, "general", &[("question", &question), ("email", &email)]).await;
        for (name, fields) in
            [("take", vec![]), ("note", vec![("text", "Looked up.")]), ("answer", vec![("text", "At ten.")])]
        {
            if (who + n).is_multiple_of(3) && name == "answer" {
                continue;
            }
            let answer: Answer = act(&mut staff, &asked.path(), name, &fields).await;
            if answer.status != 303 {
                faults.push(format!("{name}: {} {}", answer.status, answer.words()));
            }
        }
        numbers.push(asked.full);
    }
    (numbers, faults)
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_writers_meet_no_deadlock_get_no_number_twice_and_every_counter_is_true() {
    let (writers, rounds) = (times(64, 64), times(1, 25));
    for engine in [kit_db::Engine::Sqlite, kit_db::Engine::Postgres] {
        let house = Arc::new(TestHouse::on(engine).await);
        let works = (0..writers).map(|who| {
            let house = Arc::clone(&house);
            async move { worked_through(&house, who, rounds).await }
        });
        let done = at_once(works).await;
        let faults: Vec<&String> = done.iter().flat_map(|(_, faults)| faults).collect();
        assert!(faults.is_empty(), "{engine:?}: {faults:?}");
        let mut numbers: Vec<&String> = done.iter().flat_map(|(numbers, _)| numbers).collect();
        let all = numbers.len();
        numbers.sort();
        numbers.dedup();
        assert_eq!((all, numbers.len()), (writers * rounds, writers * rounds), "{engine:?}");
        assert_eq!(house.lines(KEPT).await, house.lines(RECOUNT).await, "{engine:?}: counters");
        let events = house.number("SELECT COUNT(*) AS n FROM audit_event WHERE kind = 'request.taken'").await;
        assert_eq!(events as usize, all, "{engine:?}: an event for each act");
        let jobs = "SELECT COALESCE(SUM(waiting), 0) - (SELECT COUNT(*) FROM job
                     WHERE state <> 'failed' AND (dedup_key IS NULL OR dedup_key NOT LIKE 'schedule/%')) AS n
                      FROM job_count";
        let jobs = jobs.replace("COALESCE(SUM(waiting), 0)", "CAST(COALESCE(SUM(waiting), 0) AS BIGINT)");
        assert_eq!(house.number(&jobs).await, 0, "{engine:?}: jobs counted as they are");
        println!(
            "proof: {writers} writers, {all} requests and their acts on {engine:?}: 0 deadlocks told, 0 numbers twice"
        );
    }
}

// proves: RF-79, v5.0.0-2.3.4, v5.0.0-15.4.2
#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_at_once_with_one_single_use_key_make_one_request_and_all_are_told_its_number() {
    each_engine(async |house| {
        for round in 0..times(1, 10) {
            let mut browser = house.visitor();
            let page = browser.get("/ask/general").await;
            let email = format!("race{round}@reader.example");
            let answers = at_once((0..200).map(|_| {
                let (mut browser, page, email) = (browser.clone(), page.clone(), email.clone());
                async move {
                    let fields = [("question", "Is there a list?"), ("email", email.as_str())];
                    browser.submit(&page, "/ask/general", &fields).await
                }
            }))
            .await;
            let mut told: BTreeMap<String, usize> = BTreeMap::new();
            for answer in &answers {
                let shown = between(&answer.body, "class=\"spine big\"", "<").is_some();
                assert!(shown, "{} {}", answer.status, answer.words());
                *told.entry(number_on(answer)).or_default() += 1;
            }
            assert_eq!(told.into_values().collect::<Vec<_>>(), [200]);
        }
        let kept = house.number("SELECT COUNT(*) AS n FROM request").await;
        assert_eq!(kept as usize, times(1, 10), "one request a key");
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM used_key").await, kept);
        println!("proof: 200 at once with one key, {} times on {:?}: one wins", kept, house.engine());
    })
    .await;
}
