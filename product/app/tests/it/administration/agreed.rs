//! What people agree to is kept with its wording, and can be taken back.

use ground::guard::Level;
use kit_base::DAY;
use kit_db::Engine;
use kit_web::testing::{Answer, Browser};

use super::forms::Designer;
use crate::asking::{Asked, number_on};
use crate::house::{TestHouse, each_engine};

const WORDS: &str = "We keep what you write for one year.\n\nNobody else reads it.";
const WORTE: &str = "Was Sie schreiben, bewahren wir ein Jahr auf.\n\nSonst liest es niemand.";
const ASK: &str = "/ask/terms";

/// A form that asks for an agreement, and for one that may be left out.
fn form() -> String {
    serde_json::json!({
        "key": "terms", "version": 1, "order": 50,
        "title": { "en": "With terms", "de": "Mit Bedingungen" },
        "about": { "en": "With terms", "de": "Mit Bedingungen" },
        "fields": [
            { "key": "question", "kind": "area", "class": "D2", "role": "question", "required": "open",
              "label": { "en": "Your question", "de": "Ihre Frage" } },
            { "key": "email", "kind": "box", "class": "D3", "role": "email", "required": "open",
              "label": { "en": "Your address", "de": "Ihre Adresse" } },
            { "key": "terms", "kind": "agreement", "class": "D1", "required": "open",
              "label": { "en": "I agree to this", "de": "Ich bin einverstanden" },
              "wording": { "en": WORDS, "de": WORTE } },
            { "key": "teaching", "kind": "agreement", "class": "D1",
              "label": { "en": "You may teach with it", "de": "Sie dürfen damit lehren" },
              "wording": { "en": "Without my name.", "de": "Ohne meinen Namen." } }
        ]
    })
    .to_string()
}

/// A desk with that form.
async fn with_form(house: &TestHouse) -> Designer {
    let mut designer = Designer::at(house).await;
    let made = designer.add(&[("file", &form()), ("in_address", "terms")]).await;
    assert_eq!(made.status, 303, "{}", made.words());
    designer.publish("terms").await;
    designer
}

async fn ask(
    house: &TestHouse,
    language: &str,
    question: &str,
    fields: &[(&str, &str)],
) -> (Browser, Answer) {
    let mut browser = house.visitor();
    let page = browser.get(&format!("{ASK}?lang={language}")).await;
    let page = if page.status == 303 { browser.get(ASK).await } else { page };
    let all = [&[("question", question), ("email", "r@reader.example")], fields].concat();
    let answer = browser.submit(&page, ASK, &all).await;
    (browser, answer)
}

async fn taken_back(house: &TestHouse) -> i64 {
    house.number("SELECT COUNT(*) AS n FROM agreement WHERE withdrawn_at IS NOT NULL").await
}

// proves: RF-171, RF-172, RF-214, RF-215, RF-216
#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_agree_sends_nothing_and_who_does_is_kept_with_version_language_and_time() {
    each_engine(async |house| {
        let mut designer = with_form(house).await;
        let (_, refused) = ask(house, "en", "May I?", &[]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.words().contains("without it we cannot take your question"), "{}", refused.words());
        assert!(refused.words().contains("We keep what you write for one year. Nobody else reads it."));
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM request").await, 0);
        let (_, german) = ask(house, "de", "May I?", &[("terms", "yes")]).await;
        let number = number_on(&german);
        let row =
            "SELECT form_key || '/' || form_version || '/' || field_key || '/' || lang || '/' || agreed_at
                       AS line FROM agreement";
        let agreed = house.ground().now();
        assert_eq!(house.lines(row).await, [format!("terms/1/terms/de/{agreed}")]);

        // The form says something else since: what was agreed to is shown as it was.
        let words = [
            ("label.en", "I agree to this"),
            ("wording.en", "Everybody reads it."),
            ("wording.de", "Alle lesen es."),
            ("class", "D1"),
            ("required", "open"),
            ("after", "email"),
        ];
        let changed = designer.post("/desk/forms/terms/fields/terms", "terms", &words).await;
        assert_eq!(changed.status, 303, "{}", changed.words());
        designer.publish("terms").await;
        assert!(house.visitor().get(ASK).await.words().contains("Everybody reads it."));
        let mut asked =
            Asked { full: number.clone(), email: "r@reader.example".into(), browser: house.visitor() };
        let own = asked.check().await;
        assert!(own.words().contains("Was Sie schreiben, bewahren wir ein Jahr auf."), "{}", own.words());
        assert!(!own.words().contains("reads it"), "the words that were read, and no others");
        let path = asked.path();
        let staff = house.signed_in(Level::Regular).await.get(&path).await;
        assert!(staff.words().contains("Version 1 of the form, read in Deutsch"), "{}", staff.words());
        assert!(!staff.words().contains("Sie dürfen damit lehren"), "what was not agreed to");
    })
    .await;
}

// proves: RF-172
#[tokio::test(flavor = "multi_thread")]
async fn it_is_taken_back_with_one_press_and_staff_see_it() {
    each_engine(async |house| {
        with_form(house).await;
        let (browser, kept) = ask(house, "en", "May I?", &[("terms", "yes"), ("teaching", "yes")]).await;
        let mut asked = Asked { full: number_on(&kept), email: "r@reader.example".into(), browser };
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM agreement").await, 2);
        house.clock.advance(DAY);
        let page = asked.check().await;
        let fields = [("field", "teaching")];
        let done = asked.browser.submit(&page, "/check/agreement", &fields).await;
        assert!(done.words().contains("You have taken it back."), "{}", done.words());
        assert_eq!(taken_back(house).await, 1);
        // Pressed twice, from another's page, or for what is not there: nothing more happens.
        asked.browser.submit(&page, "/check/agreement", &fields).await;
        asked.browser.submit(&page, "/check/agreement", &[("field", "nothing")]).await;
        let forged =
            asked.browser.submit(&page, "/check/agreement", &[("field", "terms"), ("pass", "x")]).await;
        assert!(!forged.words().contains("You have taken it back."));
        assert_eq!(taken_back(house).await, 1);
        let event = "SELECT COUNT(*) AS n FROM audit_event WHERE kind = 'agreement.withdrawn'";
        assert_eq!(house.number(event).await, 1);
        let staff = house.signed_in(Level::Regular).await.get(&asked.path()).await;
        assert!(staff.words().contains("Taken back on"), "{}", staff.words());
        assert!(staff.words().contains("The client took back what they had agreed to"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_keeps_what_was_agreed_to() {
    let house = TestHouse::on(Engine::Sqlite).await;
    with_form(&house).await;
    house.set("intake.alike", "1").await;
    for _ in 0..2 {
        ask(&house, "en", "Look at http://pills.example now", &[("terms", "yes")]).await;
    }
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM held_question").await, 1);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM agreement").await, 1);
    house.clock.advance(4 * DAY);
    house.run_due().await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM held_question").await, 0);
    let at = house.lines("SELECT DISTINCT CAST(agreed_at AS TEXT) AS line FROM agreement").await;
    assert_eq!(
        (house.number("SELECT COUNT(*) AS n FROM agreement").await, at.len()),
        (2, 1),
        "when it was given"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_who_have_the_page_open_are_told_before_they_answer() {
    let house = TestHouse::on(Engine::Sqlite).await;
    with_form(&house).await;
    let (browser, kept) = ask(&house, "en", "May I?", &[("terms", "yes")]).await;
    let mut asked = Asked { full: number_on(&kept), email: "r@reader.example".into(), browser };
    let path = asked.path();
    let mut rosa = house.signed_in(Level::Regular).await;
    let open = rosa.get(&path).await;
    let own = asked.check().await;
    asked.browser.submit(&own, "/check/agreement", &[("field", "terms")]).await;
    let refused = rosa.submit(&open, &format!("{path}/answer"), &[("text", "You may.")]).await;
    assert_eq!(refused.status, 409);
    assert!(
        refused.words().contains("The client took back what they had agreed to after you opened the page.")
    );
}
