//! What looks automatic: a program that is patient enough makes a few requests and no more, people who only write
//! alike lose nothing, and staff decide.

use ground::guard::Level;
use kit_base::{DAY, HOUR, SECOND};
use kit_vault::{KeyId, KeyState};
use kit_web::testing::{Answer, Browser};

use crate::asking::{Asked, act, ask_on, number_on};
use crate::house::{TestHouse, at_once, each_engine};

/// What a whole class is to find out.
const HOMEWORK: &str =
    "Which bridges over the river were there in the year 1800, who built them, and which still stand?";

/// What the page says of a question that is held.
const HELD: &str = "Much like it came today";

async fn count(house: &TestHouse, of: &str) -> i64 {
    house.number(&format!("SELECT COUNT(*) AS n FROM {of}")).await
}

/// Twenty words by chance.
fn babble(house: &TestHouse) -> String {
    let word = || {
        let bytes: [u8; 7] = house.ground().entropy.bytes();
        bytes.iter().map(|byte| char::from(b'a' + byte % 26)).collect::<String>()
    };
    (0..20).map(|_| word()).collect::<Vec<_>>().join(" ")
}

/// Somebody at an address of their own asks, and what they are shown.
async fn shown(house: &TestHouse, n: u8, question: &str) -> (Asked, Answer) {
    let mut browser = house.visitor();
    browser.peer = ([10, 1, n, 1], 4_000).into();
    let page = browser.get("/ask/general").await;
    // As long as it takes to write.
    house.clock.advance(10 * SECOND);
    let (name, email) = (format!("Pupil {n}"), format!("pupil{n}@school.example"));
    let fields = [("question", question), ("name", &name), ("email", &email)];
    let answer = browser.submit(&page, "/ask/general", &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.words());
    (Asked { full: number_on(&answer), email, browser }, answer)
}

/// Somebody else asks the same for as long as the next is held; who that was, and the row's id.
async fn one_held(house: &TestHouse) -> (Asked, i64) {
    // Whatever staff let in before.
    house.tamper("DELETE FROM held_known").await;
    loop {
        let (asked, answer) = shown(house, 9, HOMEWORK).await;
        if answer.words().contains(HELD) {
            return (asked, house.number("SELECT MAX(id) AS n FROM held_question").await);
        }
    }
}

/// Opens the page of what is held, and presses a button of it.
async fn press(browser: &mut Browser, id: i64, button: &str) -> String {
    act(browser, &format!("/desk/held/{id}"), button, &[]).await.location().to_owned()
}

async fn attacks(house: &TestHouse, form: &str, question: impl Fn(u8) -> String) {
    let before = (count(house, "request").await, count(house, "held_question").await);
    for n in 0..40 {
        // From a network of its own, with a cookie of its own, not too fast.
        let mut browser = house.visitor();
        browser.peer = ([10, 2, n, 1], 4_000).into();
        let path = format!("/ask/{form}");
        let page = browser.get(&path).await;
        house.clock.advance(i64::from(4 + n % 27) * SECOND);
        let email = format!("{}@mail{n}.example", babble(house).split(' ').next().unwrap());
        let question = question(n);
        let mut fields = vec![("question", question.as_str()), ("name", &email[..5]), ("email", &email)];
        if form == "private" {
            fields.push(("area", "health"));
        }
        let answer = browser.submit(&page, &path, &fields).await;
        assert_eq!(answer.status, 200, "{}", answer.words());
        assert_eq!(answer.words().contains(HELD), n >= 5, "{n}: {}", answer.words());
    }
    assert_eq!(count(house, "request").await - before.0, 5);
    assert_eq!(count(house, "held_question").await - before.1, 35);
}

// proves: attack D8
#[tokio::test(flavor = "multi_thread")]
async fn a_patient_program_makes_five_requests_and_the_rest_waits_for_staff() {
    each_engine(async |house| {
        let link = |n| format!("{} http://Pills.example/{n}?a=b {}", babble(house), babble(house));
        attacks(house, "general", link).await;
        let text = babble(house);
        attacks(house, "private", |n| format!("Number {n}: {text}")).await;
        // The mail that a request sends is not sent for what is held.
        assert_eq!(count(house, "outbox_mail").await, 10);
        assert_eq!(house.number("SELECT CAST(SUM(n) AS BIGINT) AS n FROM held_counter").await, 70);
        assert_eq!(count(house, "audit_event WHERE kind = 'question.held'").await, 70);
        // Nothing of it can be read on disk.
        for (table, rows) in house.rows_without(&[]).await {
            for row in rows {
                assert!(
                    !row.to_lowercase().contains("pills") && !row.contains("mail3.example"),
                    "{table}: {row}"
                );
            }
        }
        let mut rosa = house.signed_in(Level::Regular).await;
        assert!(rosa.get("/desk/home").await.body.contains("<a href=\"/desk/held\">70</a>"));
        assert!(rosa.get("/desk").await.body.contains("href=\"/desk/held\""));
        let list = rosa.get("/desk/held").await;
        assert!(list.words().contains("70 held"), "{}", list.words());
        assert!(list.words().contains("Confidential: open to read") && !list.words().contains(&text));
        let next = list.body.rsplit_once("rel=\"next\" href=\"").unwrap().1.split('"').next().unwrap();
        let rest = rosa.get(next).await.words();
        assert!(rest.contains("Showing 20"), "{rest}");
        // What is confidential is for its location alone.
        let mut ewan = house.signed_in_as(&house.elsewhere).await;
        assert!(ewan.get("/desk/held").await.words().contains("35 held"));
        let private = house.number("SELECT MAX(id) AS n FROM held_question WHERE confidential").await;
        assert_eq!(ewan.get(&format!("/desk/held/{private}")).await.status, 404);
        let page = rosa.get(&format!("/desk/held/{private}")).await;
        assert!(page.words().contains(&text), "{}", page.words());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_who_ask_for_themselves_are_not_held() {
    each_engine(async |house| {
        for n in 0..30 {
            let question = format!(
                "Dear librarian, I hope this finds you well. {} See https://ask.library.example/ask. With kind regards",
                babble(house)
            );
            let (_, answer) = shown(house, n, &question).await;
            assert!(!answer.words().contains(HELD), "{n}");
        }
        for n in 0..30 {
            assert!(!shown(house, n, "When do you open on Sundays?").await.1.words().contains(HELD), "{n}");
        }
        assert_eq!((count(house, "request").await, count(house, "held_question").await), (60, 0));
        // One row for each that could be recognised.
        assert_eq!(count(house, "seen_sign").await, 30);
        house.set("intake.alike", "0").await;
        for n in 0..8 {
            assert!(!shown(house, n, HOMEWORK).await.1.words().contains(HELD), "{n}");
        }
        assert_eq!(count(house, "seen_sign").await, 30, "where nothing is held, nothing is noted");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_that_asks_the_same_is_let_in_with_one_press_and_loses_no_word() {
    each_engine(async |house| {
        let mut class = Vec::new();
        for n in 0..30 {
            let (asked, answer) = shown(house, n, HOMEWORK).await;
            let held = n >= 5;
            assert_eq!(answer.words().contains(HELD), held, "{n}");
            assert!(answer.words().contains(&format!("Thank you, Pupil {n} .")), "{}", answer.words());
            class.push((asked, house.ground().now(), held));
        }
        assert_eq!((count(house, "request").await, count(house, "held_question").await), (5, 25));
        let due = "SELECT MAX(due_at) AS n FROM held_question";
        let due = house.number(due).await;
        house.clock.advance(2 * HOUR);
        let id = house.number("SELECT MIN(id) AS n FROM held_question").await;
        let mut rosa = house.signed_in(Level::Regular).await;
        let page = rosa.get(&format!("/desk/held/{id}")).await;
        assert!(page.words().contains(HOMEWORK) && page.words().contains("Pupil 5"), "{}", page.words());
        assert_eq!(press(&mut rosa, id, "release-alike").await, "/desk/held?done=all");
        assert_eq!((count(house, "request").await, count(house, "held_question").await), (30, 0));
        assert_eq!(house.number("SELECT CAST(SUM(n) AS BIGINT) AS n FROM held_counter").await, 0);
        assert_eq!(house.number("SELECT CAST(SUM(n) AS BIGINT) AS n FROM request_counter").await, 30);
        assert_eq!(house.number("SELECT MAX(due_at) AS n FROM request").await, due);
        assert_eq!(count(house, "outbox_mail WHERE kind = 'acknowledgement'").await, 30);
        for (n, (asked, at, held)) in class.iter_mut().enumerate() {
            // Each with their own name, the number they were shown, and the time they asked at.
            let page = rosa.get(&asked.path()).await;
            assert!(page.words().contains(HOMEWORK) && page.words().contains(&format!("Pupil {n}")), "{n}");
            let told = page.words().contains("It looked automatic and was held");
            assert_eq!(told && page.words().contains("let it in"), *held, "{n}: {}", page.words());
            let came = format!("SELECT received_at AS n FROM request WHERE number = {}", asked.number());
            assert_eq!(house.number(&came).await, *at);
            assert!(asked.check().await.words().contains(HOMEWORK), "{n}: by number and address");
        }
        house.run_due().await;
        assert_eq!(count(house, "job WHERE state = 'failed'").await, 0);
        assert_eq!(count(house, "request").await, 30);
        // Whoever comes late is not held for it; what is something else is.
        assert!(!shown(house, 31, HOMEWORK).await.1.words().contains(HELD));
        let other = "See http://pills.example for the best of all pills";
        for n in 0..6 {
            assert_eq!(shown(house, n, other).await.1.words().contains(HELD), n == 5);
        }
        house.clock.advance(3 * DAY);
        house.run_due().await;
        assert_eq!(count(house, "held_known").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_post_again_shows_the_same_number_before_and_after() {
    each_engine(async |house| {
        let mut browser = house.visitor();
        one_held(house).await;
        let page = browser.get("/ask/general").await;
        let fields = [("question", HOMEWORK), ("name", "Mair"), ("email", "mair@reader.example")];
        let presses = (0..6).map(|_| {
            let (mut browser, page) = (browser.clone(), page.clone());
            async move { browser.submit(&page, "/ask/general", &fields).await }
        });
        let mut numbers: Vec<String> = at_once(presses).await.iter().map(number_on).collect();
        numbers.sort();
        numbers.dedup();
        assert_eq!((numbers.len(), count(house, "held_question").await), (1, 2));
        let again = browser.submit(&page, "/ask/general", &fields).await;
        assert!(again.words().contains(HELD) && number_on(&again) == numbers[0], "{}", again.words());
        let edited = [("question", "Something else?"), fields[1], fields[2]];
        let other = browser.submit(&page, "/ask/general", &edited).await;
        assert!(other.words().contains("Check and send"), "{}", other.words());
        // Let in, and pressed once more.
        let mut rosa = house.signed_in(Level::Regular).await;
        let id = house.number("SELECT MAX(id) AS n FROM held_question").await;
        assert_eq!(press(&mut rosa, id, "release").await, "/desk/held?done=released");
        let last = browser.submit(&page, "/ask/general", &fields).await;
        assert!(!last.words().contains(HELD) && number_on(&last) == numbers[0], "{}", last.words());
        let key = crate::access::key_of(&mut rosa).await;
        for button in ["release", "release-alike", "discard"] {
            let late = rosa.post(&format!("/desk/held/{id}/{button}"), &[("key", &key)]).await;
            assert_eq!(late.location(), "/desk/held?done=not-again", "{button}");
        }
        assert_eq!((count(house, "request").await, count(house, "held_question").await), (6, 1));
    })
    .await;
}

/// Whether both keys of what is held are gone from the ring.
async fn keys_are_gone(house: &TestHouse, keys: &[KeyId; 2]) -> bool {
    house.ground().vault.keys(keys).await.unwrap().values().all(|state| matches!(state, KeyState::Destroyed))
}

async fn keys_of(house: &TestHouse, id: i64) -> [KeyId; 2] {
    let of = |column: &str| format!("SELECT {column} AS n FROM held_question WHERE id = {id}");
    [KeyId(house.number(&of("key_id")).await), KeyId(house.number(&of("client_key_id")).await)]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_thrown_away_opens_no_more_not_even_in_a_copy() {
    each_engine(async |house| {
        let (mut asked, id) = one_held(house).await;
        let keys = keys_of(house, id).await;
        let mut rosa = house.signed_in(Level::Regular).await;
        assert_eq!(press(&mut rosa, id, "discard").await, "/desk/held?done=discarded");
        assert!(keys_are_gone(house, &keys).await);
        assert_eq!((count(house, "request").await, count(house, "held_question").await), (5, 0));
        assert_eq!(house.number("SELECT CAST(SUM(n) AS BIGINT) AS n FROM held_counter").await, 0);
        assert_eq!(
            count(house, "audit_event WHERE kind = 'question.discarded' AND actor_kind = 'staff'").await,
            1
        );
        assert_eq!(asked.check().await.status, 422);
        // Cut off after it was decided: the job brings it to its end.
        let (_, id) = one_held(house).await;
        let keys = keys_of(house, id).await;
        house
            .tamper(&format!("UPDATE held_question SET discarded = TRUE, release_at = 0 WHERE id = {id}"))
            .await;
        assert_eq!(rosa.get(&format!("/desk/held/{id}")).await.status, 404);
        assert!(!keys_are_gone(house, &keys).await);
        house.run_due().await;
        assert!(keys_are_gone(house, &keys).await);
        assert_eq!((count(house, "request").await, count(house, "held_question").await), (5, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_decides_about_is_let_in_by_itself() {
    each_engine(async |house| {
        let (mut asked, _) = one_held(house).await;
        house.run_due().await;
        assert_eq!(count(house, "held_question").await, 1, "not yet");
        assert_eq!(asked.check().await.status, 422);
        house.clock.advance(3 * DAY);
        house.run_due().await;
        assert_eq!((count(house, "request").await, count(house, "held_question").await), (6, 0));
        assert_eq!(
            count(house, "audit_event WHERE kind = 'question.released' AND actor_kind = 'system'").await,
            1
        );
        assert!(asked.check().await.words().contains(HOMEWORK));
        let mut rosa = house.signed_in(Level::Regular).await;
        assert!(rosa.get(&asked.path()).await.words().contains("it was let in by itself"));
        assert_eq!(count(house, "seen_sign").await, 0, "nothing is compared with questions of past days");
        // What many asked three days ago says nothing about today.
        let (_, answer) = shown(house, 40, HOMEWORK).await;
        assert!(!answer.words().contains(HELD));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_decide_at_once_carry_out_one_decision() {
    each_engine(async |house| {
        for round in 0..6 {
            let (asked, id) = one_held(house).await;
            let keys = keys_of(house, id).await;
            let before = count(house, "request").await;
            let mut presses = Vec::new();
            for (level, button) in [
                (Level::Regular, "release"),
                (Level::Supervisor, "discard"),
                (Level::Administrator, "release-alike"),
                (Level::Regular, "release"),
            ] {
                let mut browser = house.signed_in(level).await;
                let key = crate::access::key_of(&mut browser).await;
                let path = format!("/desk/held/{id}/{button}");
                presses.push(async move { browser.post(&path, &[("key", &key)]).await });
            }
            for answer in at_once(presses).await {
                assert_eq!(answer.status, 303, "{round}: {}", answer.words());
            }
            let number = format!("request WHERE number = {}", asked.number());
            let made = count(house, &number).await;
            assert_eq!(count(house, "request").await, before + made);
            assert_eq!(made == 0, keys_are_gone(house, &keys).await, "{round}: let in and whole, or gone");
            assert_eq!(count(house, "held_question").await, 0);
            assert_eq!(house.number("SELECT CAST(SUM(n) AS BIGINT) AS n FROM held_counter").await, 0);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_before_a_stop_or_to_another_process_counts() {
    for engine in [kit_db::Engine::Sqlite, kit_db::Engine::Postgres] {
        let house = TestHouse::on(engine).await;
        for n in 0..4 {
            assert!(!shown(&house, n, HOMEWORK).await.1.words().contains(HELD));
        }
        let house = house.restarted().await;
        // The same desk once more, as another process that was there all the while has it.
        let mut other = Browser::new(querist::routes::router(house.ground(), &house.house.forms));
        other.get("/ask/general").await;
        assert!(!shown(&house, 4, HOMEWORK).await.1.words().contains(HELD), "the fifth");
        assert!(shown(&house, 5, HOMEWORK).await.1.words().contains(HELD), "the sixth");
        let page = other.get("/ask/general").await;
        let fields = [("question", HOMEWORK), ("email", "a@reader.example")];
        assert!(other.submit(&page, "/ask/general", &fields).await.words().contains(HELD), "at the other");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_of_a_form_comes_out_of_the_quarantine_as_it_went_in() {
    each_engine(async |house| {
        let right = crate::bad_input::forms::right(house, "complete").await;
        let mut fields: Vec<(&str, &str)> = right.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        fields.retain(|(name, _)| *name != "wishes");
        fields.push(("wishes", HOMEWORK));
        house.set("intake.alike", "1").await;
        let whole = ask_on(house, "complete", &fields).await;
        let held = ask_on(house, "complete", &fields).await;
        let id = house.number("SELECT MAX(id) AS n FROM held_question").await;
        let mut rosa = house.signed_in(Level::Regular).await;
        press(&mut rosa, id, "release").await;
        // Two requests that differ in their numbers and in how they came about.
        let facts = async |rosa: &mut Browser, asked: &Asked| {
            let page = rosa.get(&asked.path()).await.words();
            let page = page.replace(asked.short(), "NUMBER");
            let (begin, end) = (page.find("Answers on the form").unwrap(), page.find("History").unwrap());
            page[begin..end].to_owned()
        };
        let (one, two) = (facts(&mut rosa, &whole).await, facts(&mut rosa, &held).await);
        assert_eq!(one, two);
        assert!(one.len() > 100, "{one}");
        let of = "SELECT COUNT(*) AS n FROM (SELECT DISTINCT form_key, form_version, location_id, state, reason,
                  confidential, is_open, lang, due_at, due_rule, received_at, last_message_at FROM request) AS one";
        assert_eq!(house.number(of).await, 1);
        let classes = "SELECT COUNT(*) AS n FROM answer_document";
        let distinct = "SELECT COUNT(DISTINCT class) AS n FROM answer_document";
        assert_eq!(house.number(classes).await, 2 * house.number(distinct).await);
    })
    .await;
}
