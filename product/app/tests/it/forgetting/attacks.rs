use ground::guard::Level;

use super::{ask_by_name, column, forget};
use crate::access::ASIDE;
use crate::asking::{ask, ask_as, ask_in_private};
use crate::house::each_engine;

// proves: attack B2, RF-220
#[tokio::test(flavor = "multi_thread")]
async fn a_client_cannot_have_somebody_else_forgotten() {
    each_engine(async |house| {
        let mut mine = ask(house, "When?").await;
        let theirs = ask_as(house, "Bo", "bo@reader.example", "My own question").await;
        let page = mine.check().await;
        let form = page.form("/check/forget").unwrap();
        let pass = form.iter().find(|(name, _)| name == "pass").unwrap().1.clone();
        let kept = house.rows_without(&ASIDE).await;
        let id = column(house, &theirs, "id").await.to_string();
        for number in [theirs.full.as_str(), theirs.short(), &id, "QR-10001-00000", "", "-1"] {
            let fields = [("number", number), ("pass", pass.as_str()), ("sure", "yes")];
            let answer = mine.browser.post("/check/forget", &fields).await;
            assert!(answer.words().contains("Session has expired."), "{number}: {}", answer.words());
        }
        for pass in ["", "x", &pass[..pass.len() - 1]] {
            let fields = [("number", theirs.full.as_str()), ("pass", pass), ("sure", "yes")];
            mine.browser.post("/check/forget", &fields).await;
            let fields = [("number", mine.full.as_str()), ("pass", pass), ("sure", "yes")];
            mine.browser.post("/check/forget", &fields).await;
        }
        assert_eq!(house.rows_without(&ASIDE).await, kept);
        // Without the second step nothing is done either.
        for sure in [None, Some(""), Some("no"), Some("YES")] {
            let mut fields = vec![("number", mine.full.as_str()), ("pass", pass.as_str())];
            fields.extend(sure.map(|sure| ("sure", sure)));
            assert_eq!(mine.browser.post("/check/forget", &fields).await.status, 200);
        }
        assert_eq!(house.rows_without(&ASIDE).await, kept);
    })
    .await;
}

// proves: attack B2, attack B6, v5.0.0-8.2.1
#[tokio::test(flavor = "multi_thread")]
async fn staff_without_the_right_or_of_another_location_erase_nothing() {
    each_engine(async |house| {
        let (open, private) = (ask(house, "When?").await, ask_in_private(house, "May I?").await);
        let there = house.locations[1];
        let sup = crate::house::hire(house.ground(), "Imke Roth", Level::Supervisor, there).await;
        // That somebody signed in is written down.
        let aside = [ASIDE.as_slice(), &["audit_event"]].concat();
        let kept = house.rows_without(&aside).await;
        for level in [Level::General, Level::Probation, Level::Regular] {
            let mut browser = house.signed_in(level).await;
            let key = crate::access::key_of(&mut browser).await;
            let path = format!("{}/erase", open.path());
            assert_eq!(browser.get(&path).await.status, 403, "{level:?}");
            let sent = browser.post(&path, &[("key", &key), ("version", "1")]).await;
            assert_eq!(sent.status, 403, "{level:?}");
            assert!(
                !browser.get(&open.path()).await.body.contains("/erase\""),
                "{level:?}: nothing is offered"
            );
        }
        let mut browser = house.signed_in_as(&sup).await;
        let key = crate::access::key_of(&mut browser).await;
        let path = format!("{}/erase", private.path());
        assert_eq!(browser.get(&path).await.status, 404, "what one may not know of");
        assert_eq!(browser.post(&path, &[("key", &key), ("version", "1")]).await.status, 404);
        assert_eq!(house.rows_without(&aside).await, kept);
    })
    .await;
}

// proves: attack B8
#[tokio::test(flavor = "multi_thread")]
async fn a_pass_that_outlives_the_person_opens_nothing() {
    each_engine(async |house| {
        let mut asked = ask_by_name(house).await;
        let page = asked.check().await;
        let form = page.form("/check/reply").unwrap();
        let pass = form.iter().find(|(name, _)| name == "pass").unwrap().1.clone();
        forget(house, &asked).await;
        let kept = house.rows_without(&ASIDE).await;
        for reply in ["", "It is me again"] {
            let fields = [("number", asked.full.as_str()), ("pass", pass.as_str()), ("reply", reply)];
            let answer = asked.browser.post("/check/reply", &fields).await;
            assert_eq!(answer.status, 410, "{}", answer.words());
            super::says_nothing(&answer.body, "on the page after a reply");
            assert!(!answer.words().contains("Hill Row"), "not the words either: {}", answer.words());
        }
        let fields = [("number", asked.full.as_str()), ("pass", pass.as_str())];
        let answer = asked.browser.post("/check/forget", &fields).await;
        assert!(answer.words().contains("Your details are deleted"), "{}", answer.words());
        super::says_nothing(&answer.body, "on the receipt");
        assert!(!answer.words().contains("Hill Row"));
        assert_eq!(house.rows_without(&ASIDE).await, kept);
    })
    .await;
}

// The page with the form, gone back to and sent again after the person was forgotten, neither makes a request
// nor shows the old one
#[tokio::test(flavor = "multi_thread")]
async fn the_used_form_sent_again_shows_nothing() {
    each_engine(async |house| {
        let mut browser = house.visitor();
        let page = browser.get("/ask/general").await;
        let fields =
            [("question", "Whose?"), ("name", "Ottilie Quendolyn"), ("email", "ottilie.q@reader.example")];
        let first = browser.submit(&page, "/ask/general", &fields).await;
        let full = crate::asking::number_on(&first);
        let asked = crate::asking::Asked { full, email: fields[2].1.to_owned(), browser: browser.clone() };
        forget(house, &asked).await;
        let again = browser.submit(&page, "/ask/general", &fields).await;
        assert!(!again.body.contains(&asked.full), "{}", again.words());
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM request").await, 1);
        assert!(again.status.as_u16() < 500, "{} {}", again.status, again.words());
    })
    .await;
}
