//! Form pages: how long they are good, whom they belong to, and what becomes of a post that cannot be tied
//! to a page.

use kit_base::{DAY, MINUTE, SECOND};
use kit_web::testing::{Answer, Browser};

use crate::asking::number_on;
use crate::house::{TestHouse, each_engine};

const FORM: &str = "/ask/general";
const QUESTION: &str = "Who drew the plan of the <old> market & its \"halls\"?";
const FIELDS: [(&str, &str); 3] =
    [("question", QUESTION), ("name", "Owain"), ("email", "owain@reader.example")];

async fn made(house: &TestHouse) -> i64 {
    house.number("SELECT COUNT(*) AS n FROM request").await
}

/// Everything typed is on the page still, as a browser would send it.
fn holds(page: &Answer, fields: &[(&str, &str)]) {
    let form = page.form(FORM).unwrap_or_else(|| panic!("no form on: {}", page.words()));
    for (name, value) in fields {
        assert!(form.contains(&((*name).to_owned(), (*value).to_owned())), "{name} of {form:?}");
    }
}

fn key_of(page: &Answer) -> String {
    page.form(FORM).unwrap().into_iter().find(|(name, _)| name == "key").unwrap().1
}

/// Sends what the page holds, untouched.
async fn press(browser: &mut Browser, page: &Answer) -> Answer {
    browser.submit(page, FORM, &[]).await
}

// proves: RF-84, RF-86, RF-87, RF-88, RF-89
#[tokio::test(flavor = "multi_thread")]
async fn an_old_page_is_shown_again_with_everything_typed_and_one_press_sends_it() {
    each_engine(async |house| {
        let mut browser = house.visitor();
        let page = browser.get(FORM).await;
        house.clock.advance(20 * MINUTE + 1);
        let again = browser.submit(&page, FORM, &FIELDS).await;
        assert_eq!(again.status, 200);
        assert!(again.words().contains("Session has expired."), "{}", again.words());
        assert_ne!(key_of(&page), key_of(&again), "a fresh key");
        holds(&again, &FIELDS);
        assert_eq!(made(house).await, 0);
        number_on(&press(&mut browser, &again).await);
        assert_eq!(made(house).await, 1);
        // The last moment is good, also over midnight; days later the page is old and not forged.
        for (wait, good) in [(20 * MINUTE, true), (DAY, false), (9 * DAY, false)] {
            house.clock.advance(DAY - house.ground().now() % DAY - 10 * MINUTE);
            let page = browser.get(FORM).await;
            house.clock.advance(wait);
            let sent = browser.submit(&page, FORM, &FIELDS).await;
            assert_eq!(sent.body.contains("spine big"), good, "after {wait}: {}", sent.words());
            assert_eq!(sent.words().contains("Session has expired."), !good, "after {wait}");
        }
    })
    .await;
}

// proves: RF-90, v5.0.0-2.4.2
#[tokio::test(flavor = "multi_thread")]
async fn without_a_cookie_people_look_once_more_and_send_once() {
    each_engine(async |house| {
        let mut browser = house.visitor();
        browser.keeps_cookies = false;
        let page = browser.get(FORM).await;
        let look = browser.submit(&page, FORM, &FIELDS).await;
        assert!(look.words().contains("Check and send. Nothing has been sent yet."), "{}", look.words());
        holds(&look, &FIELDS);

        let soon = press(&mut browser, &look).await;
        assert!(soon.words().contains("That was very quick"), "{}", soon.words());
        holds(&soon, &FIELDS);
        house.clock.advance(3 * SECOND);

        let edited = "Who drew the plan, and when?";
        let changed = browser.submit(&soon, FORM, &[("question", edited)]).await;
        assert!(changed.words().contains("Check and send."), "what was changed is looked at once more");
        holds(&changed, &[("question", edited), FIELDS[1], FIELDS[2]]);
        assert_eq!(made(house).await, 0);

        house.clock.advance(3 * SECOND);
        let first = press(&mut browser, &changed).await;
        let second = press(&mut browser, &changed).await;
        assert_eq!(number_on(&first), number_on(&second));
        assert_eq!(made(house).await, 1);
    })
    .await;
}

// proves: RF-80, RF-81, RF-82, RF-83
#[tokio::test(flavor = "multi_thread")]
async fn a_forged_key_makes_nothing_and_words_are_not_thrown_away() {
    each_engine(async |house| {
        let mut browser = house.visitor();
        let page = browser.get(FORM).await;
        let good = key_of(&page);
        let day = good.split('.').nth(1).unwrap().to_owned();
        // All that a real key says, with one letter of what vouches for it changed.
        let (said, vouched) = good.rsplit_once('.').unwrap();
        let other = if vouched.starts_with('A') { 'B' } else { 'A' };
        let forged = [
            format!("{said}.{other}{}", &vouched[1..]),
            String::new(),
            "1".to_owned(),
            "null".to_owned(),
            good.replacen(&format!("1.{day}."), "1.999999999999.", 1),
            format!("{good}A"),
            good[..good.len() - 1].to_owned(),
            format!("1.{day}.{}.{}", "A".repeat(55), "A".repeat(22)),
            format!("2.{day}.{}.{}", "A".repeat(55), "A".repeat(22)),
        ];
        for key in &forged {
            let home = browser.post(FORM, &[("key", key)]).await;
            assert_eq!((home.status.as_u16(), home.location()), (303, "/"), "{key}");
            let fields = [("key", key.as_str()), FIELDS[0], FIELDS[1], FIELDS[2]];
            let look = browser.post(FORM, &fields).await;
            assert!(look.words().contains("Check and send."), "{key}: {}", look.words());
            holds(&look, &FIELDS);
        }
        // The secret of a day long gone is destroyed: nobody can tell any more, so the page counts as old.
        let old = good.replacen(&format!("1.{day}."), "1.-5.", 1);
        let again = browser.post(FORM, &[("key", &old), FIELDS[0], FIELDS[2]]).await;
        assert!(again.words().contains("Session has expired."));
        let look = browser.post(FORM, &FIELDS).await;
        assert!(look.words().contains("Check and send."), "no key at all");
        assert_eq!(made(house).await, 0);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM used_key").await, 0);
    })
    .await;
}

// proves: RF-85, RF-90, attack C11, v5.0.0-3.5.1
#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_for_its_form_its_browser_and_our_own_site() {
    each_engine(async |house| {
        let mut browser = house.visitor();
        let page = browser.get(FORM).await;
        let other = browser.get("/ask/history").await;
        let foreign =
            other.form("/ask/history").unwrap().into_iter().find(|(name, _)| name == "key").unwrap().1;
        let of_another_form = browser.submit(&page, FORM, &[("key", &foreign), FIELDS[0], FIELDS[2]]).await;
        assert!(of_another_form.words().contains("Check and send."));

        let mut thief = house.visitor();
        thief.get(FORM).await;
        let copied = thief.submit(&page, FORM, &FIELDS).await;
        assert!(copied.words().contains("Check and send."), "the page of somebody else's browser");

        let body = |key: &str| {
            let pairs: Vec<String> = [("key", key), ("question", "Q"), ("email", "a@b.example")]
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            pairs.join("&")
        };
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "http://ask.library.example"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("sec-fetch-site", "none"),
        ] {
            let headers = [("content-type", "application/x-www-form-urlencoded"), (name, value)];
            let sent = browser.send(http::Method::POST, FORM, &headers, body(&key_of(&page)).into()).await;
            assert!(sent.words().contains("Check and send."), "{name}: {value}");
        }
        assert_eq!(made(house).await, 0);
        // The page itself is good still: none of this used it up.
        number_on(&browser.submit(&page, FORM, &FIELDS).await);
        assert_eq!(made(house).await, 1);
    })
    .await;
}

// proves: v5.0.0-2.2.1, v5.0.0-2.2.2, v5.0.0-1.2.1, attack A2
#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_and_everything_typed_is_kept() {
    each_engine(async |house| {
        let mut browser = house.visitor();
        let page = browser.get(FORM).await;
        let refused = browser.submit(&page, FORM, &[FIELDS[0], FIELDS[1], ("email", "owain.reader")]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.words().contains("1 thing to put right"), "{}", refused.words());
        assert!(refused.words().contains("The email address has no @ in it"));
        holds(&refused, &[FIELDS[0], FIELDS[1], ("email", "owain.reader")]);
        assert!(!refused.body.contains("<old>"), "what people type is never markup");
        assert_eq!(made(house).await, 0);
        number_on(&browser.submit(&refused, FORM, &[FIELDS[2]]).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_on_an_old_or_forged_page_is_kept_and_nothing_is_done() {
    each_engine(async |house| {
        let mut asked = crate::asking::ask(house, "Is there a list?").await;
        let page = asked.check().await;
        house.clock.advance(20 * MINUTE + 1);
        let old = asked.browser.submit(&page, "/check/reply", &[("reply", "Of 1851 & 1861.")]).await;
        assert!(old.words().contains("Session has expired."), "{}", old.words());
        // Opening the request once more brings the words back into the reply.
        let email = [("email", asked.email.as_str())];
        let back = asked.browser.submit(&old, "/check", &email).await;
        let reply = back.form("/check/reply").unwrap();
        assert!(reply.contains(&("reply".to_owned(), "Of 1851 & 1861.".to_owned())), "{reply:?}");

        let mut other = crate::asking::ask_as(house, "B", "b@reader.example", "And a map?").await;
        let foreign = other.check().await.form("/check/reply").unwrap();
        let foreign = foreign.iter().find(|(name, _)| name == "pass").unwrap().1.clone();
        for pass in [foreign.as_str(), "", "1.99999999.3.4", "null"] {
            let forged = [("number", asked.full.as_str()), ("pass", pass), ("reply", "X")];
            let again = asked.browser.post("/check/reply", &forged).await;
            assert!(again.words().contains("Session has expired."), "{pass}");
            let home = asked.browser.post("/check/reply", &forged[..2]).await;
            assert_eq!(home.location(), "/", "{pass}");
        }
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE kind = 'comment'").await, 0);
    })
    .await;
}
