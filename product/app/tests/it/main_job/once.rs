//! One press of the button makes one request, whatever the network and the person's fingers do.

use kit_base::MINUTE;
use kit_web::testing::Answer;

use crate::asking::number_on;
use crate::house::{TestHouse, at_once, each_engine};

const FIELDS: [(&str, &str); 3] =
    [("question", "Is there a list of emigrants?"), ("name", "Mair"), ("email", "mair@reader.example")];

async fn kept(house: &TestHouse) -> i64 {
    let of = |table: &str| format!("SELECT COUNT(*) AS n FROM {table}");
    let requests = house.number(&of("request")).await;
    for table in ["client", "message", "outbox_mail", "used_key"] {
        assert_eq!(house.number(&of(table)).await, requests, "{table}");
    }
    requests
}

// proves: RF-79, v5.0.0-2.3.1
#[tokio::test(flavor = "multi_thread")]
async fn the_same_post_twice_makes_one_request_and_shows_its_number_again() {
    each_engine(async |house| {
        let mut browser = house.visitor();
        let page = browser.get("/ask/general").await;
        let first = browser.submit(&page, "/ask/general", &FIELDS).await;
        let second = browser.submit(&page, "/ask/general", &FIELDS).await;
        assert_eq!(number_on(&first), number_on(&second));
        assert_eq!(first.words(), second.words());
        assert_eq!(kept(house).await, 1);
        // Filled in anew on the way back and sent with the used key: nothing is lost and nothing shown of the
        // first one; it is to be looked at and sent with a key of its own.
        let edited = [("question", "Something else?"), ("name", "X"), ("email", "x@reader.example")];
        let third = browser.submit(&page, "/ask/general", &edited).await;
        assert!(third.words().contains("Check and send"), "{}", third.words());
        assert!(third.body.contains("Something else?") && !third.body.contains(&number_on(&first)));
        assert_eq!(kept(house).await, 1);
    })
    .await;
}

// proves: RF-79, v5.0.0-2.3.1
#[tokio::test(flavor = "multi_thread")]
async fn the_same_post_again_when_its_page_is_too_old_shows_what_was_kept_to_the_same_browser_alone() {
    each_engine(async |house| {
        let (mut browser, mut other) = (house.visitor(), house.visitor());
        let page = browser.get("/ask/general").await;
        let first = number_on(&browser.submit(&page, "/ask/general", &FIELDS).await);
        house.clock.advance(30 * MINUTE);
        assert_eq!(number_on(&browser.submit(&page, "/ask/general", &FIELDS).await), first);
        let edited = [("question", "Something else?"), ("name", "X"), ("email", "x@reader.example")];
        for answer in [
            browser.submit(&page, "/ask/general", &edited).await,
            other.submit(&page, "/ask/general", &FIELDS).await,
        ] {
            assert!(answer.words().contains("Session has expired."), "{}", answer.words());
            assert!(!answer.body.contains(&first));
        }
        assert_eq!(kept(house).await, 1);
    })
    .await;
}

// proves: RF-79, v5.0.0-2.3.4, v5.0.0-15.4.2
#[tokio::test(flavor = "multi_thread")]
async fn twenty_presses_at_once_make_one_request() {
    each_engine(async |house| {
        let mut browser = house.visitor();
        let page = browser.get("/ask/general").await;
        let answers: Vec<Answer> = at_once((0..20).map(|_| {
            let (mut browser, page) = (browser.clone(), page.clone());
            async move { browser.submit(&page, "/ask/general", &FIELDS).await }
        }))
        .await;
        let mut numbers: Vec<String> = answers.iter().map(number_on).collect();
        numbers.dedup();
        assert_eq!(numbers.len(), 1, "{numbers:?}");
        assert_eq!(kept(house).await, 1);
    })
    .await;
}

// proves: RF-79, v5.0.0-2.3.4, v5.0.0-15.4.2
#[tokio::test(flavor = "multi_thread")]
async fn a_page_sent_at_once_with_other_words_each_keeps_one_and_shows_the_others_theirs() {
    each_engine(async |house| {
        for alike in ["5", "1"] {
            // As requests, and then in the quarantine: all of these link to the same.
            house.set("intake.alike", alike).await;
            let mut browser = house.visitor();
            let page = browser.get("/ask/general").await;
            let before = rows(house).await;
            let answers = at_once((0..8).map(|n| {
                let (mut browser, page) = (browser.clone(), page.clone());
                let question = format!("Of list {n}: http://lists.example?");
                let fields = [("email", "mair@reader.example"), ("question", &question)];
                let fields = fields.map(|(name, said)| (name, said.to_owned()));
                async move {
                    let fields = fields.each_ref().map(|(name, said)| (*name, said.as_str()));
                    (question, browser.submit(&page, "/ask/general", &fields).await)
                }
            }));
            let mut kept = 0;
            for (question, answer) in answers.await {
                if answer.body.contains("spine big") {
                    kept += 1;
                } else {
                    assert!(answer.words().contains("Check and send"), "{}", answer.words());
                    assert!(answer.body.contains(&question), "{}", answer.words());
                }
            }
            assert_eq!((kept, rows(house).await - before), (1, 1), "{alike}");
        }
    })
    .await;
}

/// Requests and held questions.
async fn rows(house: &TestHouse) -> i64 {
    house.number("SELECT (SELECT COUNT(*) FROM request) + (SELECT COUNT(*) FROM held_question) AS n").await
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_people_at_once_make_twenty_requests() {
    each_engine(async |house| {
        let mut numbers: Vec<String> = at_once((0..20).map(|n| {
            let mut browser = house.visitor();
            async move {
                let page = browser.get("/ask/general").await;
                let email = format!("r{n}@reader.example");
                let fields = [("question", "Is there a list?"), ("email", email.as_str())];
                number_on(&browser.submit(&page, "/ask/general", &fields).await)
            }
        }))
        .await;
        numbers.sort();
        numbers.dedup();
        assert_eq!(numbers.len(), 20);
        assert_eq!(kept(house).await, 20);
        assert_eq!(house.number("SELECT CAST(SUM(n) AS BIGINT) AS n FROM request_counter").await, 20);
    })
    .await;
}

// proves: RF-79, v5.0.0-2.3.1
#[tokio::test(flavor = "multi_thread")]
async fn a_reply_sent_twice_is_kept_once() {
    each_engine(async |house| {
        let mut asked = crate::asking::ask(house, "Is there a list?").await;
        let page = asked.check().await;
        let presses = (0..8).map(|_| {
            let (mut browser, page) = (asked.browser.clone(), page.clone());
            async move { browser.submit(&page, "/check/reply", &[("reply", "Of 1851.")]).await }
        });
        for answer in at_once(presses).await {
            assert_eq!(answer.status, 200, "{}", answer.words());
            assert_eq!(answer.words().matches("Of 1851.").count(), 1);
        }
        let comments = "SELECT COUNT(*) AS n FROM message WHERE kind = 'comment'";
        assert_eq!(house.number(comments).await, 1);
        let events = "SELECT COUNT(*) AS n FROM audit_event WHERE kind = 'request.commented'";
        assert_eq!(house.number(events).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_from_one_page_at_once_with_other_words_each_keep_one_and_lose_none() {
    each_engine(async |house| {
        let mut asked = crate::asking::ask(house, "Is there a list?").await;
        let page = asked.check().await;
        let presses = (0..8).map(|n| {
            let (mut browser, page) = (asked.browser.clone(), page.clone());
            let words = format!("Of 185{n}.");
            async move {
                let answer = browser.submit(&page, "/check/reply", &[("reply", &words)]).await;
                (words, answer)
            }
        });
        for (words, answer) in at_once(presses).await {
            assert!(answer.body.contains(&words), "{words} is gone: {}", answer.words());
        }
        let comments = "SELECT COUNT(*) AS n FROM message WHERE kind = 'comment'";
        assert_eq!(house.number(comments).await, 1);
    })
    .await;
}
