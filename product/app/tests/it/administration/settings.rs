//! Parameters are changed on their pages, recorded, seen by every process, and taken back.

use ground::guard::Level;
use ground::settings::registry;
use kit_web::testing::{Answer, Browser};

use crate::house::{TestHouse, each_engine};

/// Types `values` into the page, goes on to what would change, and gives this reason.
async fn change(browser: &mut Browser, values: &[(&str, &str)], reason: &str) -> Answer {
    let page = browser.get("/desk/settings").await;
    let review = browser.submit(&page, "/desk/settings/review", values).await;
    assert_eq!(review.status, 200, "{}", review.words());
    browser.submit(&review, "/desk/settings", &[("reason", reason)]).await
}

async fn stored(house: &TestHouse, key: &str) -> Vec<String> {
    house.lines(&format!("SELECT value AS line FROM setting WHERE key = '{key}'")).await
}

// proves: RF-22, XT-116, XT-120
#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_shown_first_then_made_recorded_and_taken_back() {
    each_engine(async |house| {
        let mut boss = house.signed_in(Level::Administrator).await;
        let page = boss.get("/desk/settings").await;
        let review = boss.submit(&page, "/desk/settings/review", &[("v.session.idle_minutes", "15")]).await;
        assert!(review.words().contains("30 minutes") && review.words().contains("15 minutes"));
        assert!(!review.words().contains("Security becomes lower"), "shorter is not lower");
        assert_eq!(stored(house, "session.idle_minutes").await, Vec::<String>::new(), "nothing yet");
        let done = boss.submit(&review, "/desk/settings", &[("reason", "A busy counter")]).await;
        assert_eq!((done.status.as_u16(), done.location()), (303, "/desk/settings?done=1"));
        assert_eq!(stored(house, "session.idle_minutes").await, ["15"]);
        assert_eq!(house.ground().settings.number(&registry::SESSION_IDLE), 15, "in force at once");
        let events = "SELECT params AS line FROM audit_event WHERE kind = 'setting.changed'";
        let event = house.lines(events).await.remove(0);
        assert!(event.contains("\"from\":\"30\"") && event.contains("\"to\":\"15\""), "{event}");
        let one = boss.get("/desk/settings/session.idle_minutes").await;
        assert!(one.words().contains("A busy counter"), "{}", one.words());
        // Who sees settings sees how they were changed, and cannot change them.
        let seen = house.signed_in(Level::Supervisor).await.get("/desk/settings/session.idle_minutes").await;
        assert!(seen.words().contains("A busy counter") && seen.form("/desk/settings/review").is_none());
        let undo = "/desk/settings/session.idle_minutes/undo";
        assert!(seen.form(undo).is_none());
        let undone = boss.submit(&one, undo, &[]).await;
        assert!(undone.location().ends_with("said=undone"), "{}", undone.location());
        assert_eq!(house.ground().settings.number(&registry::SESSION_IDLE), 30);
        let twice = boss.submit(&one, undo, &[]).await;
        assert!(twice.location().ends_with("said=not-undone"), "{}", twice.location());
        assert_eq!(house.lines(events).await.len(), 2);
    })
    .await;
}

// proves: XT-118, XT-120
#[tokio::test(flavor = "multi_thread")]
async fn what_lowers_security_needs_a_reason() {
    each_engine(async |house| {
        let mut boss = house.signed_in(Level::Administrator).await;
        let values = [("v.password.min_length", "9"), ("v.organisation.name", "The Reading Room")];
        let refused = change(&mut boss, &values, " ").await;
        assert_eq!(refused.status, 422);
        assert!(refused.words().contains("Say why, because this lowers security"));
        assert_eq!(house.ground().settings.number(&registry::PASSWORD_LENGTH), 15, "nothing was changed");
        assert_eq!(stored(house, "organisation.name").await, Vec::<String>::new());
        let done = boss.submit(&refused, "/desk/settings", &[("reason", "All have second factors")]).await;
        assert_eq!(done.status, 303, "{}", done.words());
        assert_eq!(house.ground().settings.number(&registry::PASSWORD_LENGTH), 9);
        assert_eq!(house.ground().settings.text(&registry::ORGANISATION), "The Reading Room");
        assert!(house.visitor().get("/").await.words().contains("The Reading Room"));
        // The words of the reason lie nowhere in the open.
        let rows = house.rows_without(&[]).await;
        assert!(!format!("{rows:?}").contains("second factors"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_is_said_at_its_field_and_nothing_typed_is_lost() {
    let house = TestHouse::on(kit_db::Engine::Sqlite).await;
    let mut boss = house.signed_in(Level::Administrator).await;
    let page = boss.get("/desk/settings").await;
    let values = [
        ("v.session.idle_minutes", "9999"),
        ("v.network.staff", "10.0.0.0/8\r\nmy office"),
        ("v.organisation.telephone", "01632 960 222"),
        ("v.organisation.name", "<script>alert(1)</script>"),
    ];
    let again = boss.submit(&page, "/desk/settings/review", &values).await;
    assert_eq!(again.status, 422);
    let words = again.words();
    assert!(
        words.contains("It may be 5 to 720 minutes") && words.contains("Write networks such as"),
        "{words}"
    );
    assert!(again.body.contains("value=\"01632 960 222\"") && again.body.contains("my office"));
    assert!(!again.body.contains("<script>alert"));
    let rows = house.rows_without(&["session"]).await;
    assert!(!format!("{rows:?}").contains("960 222"), "nothing was changed");
    // Nothing typed: nothing to do.
    let none = boss.submit(&page, "/desk/settings/review", &[]).await;
    assert!(none.words().contains("Nothing was changed"), "{}", none.words());
    // An unknown parameter, and one that is given without what was seen.
    for path in ["/desk/settings/nothing", "/desk/settings/forms.location.general", "/desk/settings/%00"] {
        assert_eq!(boss.get(path).await.status, 404, "{path}");
    }
    let search = boss.get("/desk/settings?q=9.36").await.words();
    assert!(search.contains("One setting has these words") && search.contains("Length of that pause"));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_change_the_same_do_not_overwrite_each_other() {
    each_engine(async |house| {
        let (mut one, mut two) =
            (house.signed_in(Level::Administrator).await, house.signed_in(Level::Administrator).await);
        let page = two.get("/desk/settings").await;
        let late = two.submit(&page, "/desk/settings/review", &[("v.organisation.telephone", "2")]).await;
        assert_eq!(change(&mut one, &[("v.organisation.telephone", "1")], "").await.status, 303);
        let refused = two.submit(&late, "/desk/settings", &[("reason", "")]).await;
        assert_eq!(refused.status, 409);
        assert!(refused.words().contains("Somebody changed “Telephone number” meanwhile"));
        assert_eq!(stored(house, "organisation.telephone").await, ["1"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letters_of_numbers_stay_once_a_request_has_come() {
    each_engine(async |house| {
        let mut boss = house.signed_in(Level::Administrator).await;
        assert_eq!(change(&mut boss, &[("v.requests.prefix", "ASK")], "").await.status, 303);
        let asked = crate::asking::ask(house, "When?").await;
        assert!(asked.full.starts_with("ASK-"), "{}", asked.full);
        let refused = change(&mut boss, &[("v.requests.prefix", "QR")], "").await;
        assert_eq!(refused.status, 409);
        assert_eq!(house.ground().settings.text(&registry::PREFIX), "ASK");
    })
    .await;
}
