//! Client data leaves in bulk only with a right of its own, a proof, a reason, within a bound, and never unnoticed.

use ground::guard::Level;
use kit_base::MINUTE;
use kit_db::Engine;
use kit_web::testing::{Answer, Browser};

use crate::asking::{ask_as, ask_in_private};
use crate::house::{PASSWORD, TestHouse, each_engine, hire};

const ALL: [(&str, &str); 4] =
    [("which", "open"), ("from", "2026-11-01"), ("until", "2026-12-31"), ("reason", "The yearly survey")];

async fn take(browser: &mut Browser, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get("/desk/export").await;
    assert_eq!(page.status, 200, "{}", page.words());
    browser.submit(&page, "/desk/export", fields).await
}

// proves: RF-24, v5.0.0-8.2.1
#[tokio::test(flavor = "multi_thread")]
async fn a_file_has_what_its_reader_may_see_and_leaves_a_trace() {
    each_engine(async |house| {
        let ada = ask_as(house, "=Ada, the \"first\"", "ada@reader.example", "Where?").await;
        let gone = ask_as(house, "Forgotten Fred", "fred@reader.example", "When?").await;
        crate::forgetting::forget(house, &gone).await;
        let secret = ask_in_private(house, "About me.").await;
        // An administrator elsewhere may not know of what is confidential here.
        let far = hire(house.ground(), "Far Boss", Level::Administrator, house.locations[2]).await;
        let mut boss = house.signed_in_as(&far).await;
        let file = take(&mut boss, &ALL).await;
        assert_eq!(file.status, 200, "{}", file.words());
        assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
        let named = file.headers["content-disposition"].to_str().unwrap().to_owned();
        let id = named.split("filename=\"").nth(1).unwrap().split('.').next().unwrap().to_owned();
        let lines: Vec<&str> = file.body.split("\r\n").filter(|line| !line.is_empty()).collect();
        assert_eq!(lines.len(), 2, "a heading and one row: {lines:?}");
        assert!(
            lines[0]
                .ends_with("number,form,location,state,with,received,due,closed,subject,name,email,export")
        );
        assert!(
            lines[1].starts_with(ada.short()) && lines[1].ends_with(&format!(",ada@reader.example,{id}"))
        );
        assert!(lines[1].contains("\"'=Ada, the \"\"first\"\"\""), "no formula, well quoted: {}", lines[1]);
        assert!(!file.body.contains(secret.short()) && !file.body.contains("fred@"), "{}", file.body);
        // The trace: a row, an event, an opening in the ledger; seen by those who look after the desk.
        let event = "SELECT params AS line FROM audit_event WHERE kind = 'clients.exported'";
        assert!(house.lines(event).await[0].contains("\"clients\":1"));
        for level in [Level::Supervisor, Level::PrivacyOfficer] {
            let who = hire(house.ground(), &format!("{level:?} Here"), level, house.locations[0]).await;
            let page = house.signed_in_as(&who).await.get("/desk/export").await;
            assert!(
                page.words().contains("The yearly survey") && page.words().contains("Far Boss"),
                "{level:?}"
            );
            assert!(page.form("/desk/export").is_none(), "{level:?} takes nothing out");
        }
        assert_eq!(house.signed_in(Level::Regular).await.get("/desk/export").await.status, 403);
    })
    .await;
}

// proves: RF-24, v5.0.0-7.5.3
#[tokio::test(flavor = "multi_thread")]
async fn nothing_leaves_without_a_reason_a_proof_and_a_bound() {
    each_engine(async |house| {
        ask_as(house, "Ada Pell", "ada@reader.example", "Where?").await;
        let who = house.person(Level::Administrator);
        house.give_password(who).await;
        let mut boss = house.signed_in_as(who).await;
        let none = "SELECT COUNT(*) AS n FROM client_export";
        for (fields, said) in [
            (vec![("reason", "  ")], "Write why it is needed."),
            (vec![("from", "1.11.2026")], "Write a day as in"),
            (vec![("until", "2026-10-01")], "lies before the first"),
            (vec![("from", "2027-06-01"), ("until", "2027-06-02")], "no request on these days"),
        ] {
            let all: Vec<_> =
                ALL.into_iter().filter(|(name, _)| !fields.iter().any(|(of, _)| of == name)).collect();
            let refused = take(&mut boss, &[all, fields].concat()).await;
            assert_eq!(refused.status, 422, "{said}: {}", refused.words());
            assert!(refused.words().contains(said), "{said}: {}", refused.words());
            assert!(!refused.body.contains("ada@reader.example"));
        }
        house.clock.advance(11 * MINUTE);
        let asked = take(&mut boss, &ALL).await;
        assert!(asked.words().contains("Confirm that it is you"), "{}", asked.words());
        assert!(!asked.body.contains("ada@reader.example"));
        assert_eq!(house.number(none).await, 0, "nothing yet");
        let file = boss.submit(&asked, "/desk/export", &[("confirm_password", PASSWORD)]).await;
        assert!(file.status == 200 && file.body.contains("ada@reader.example"), "{}", file.words());
        assert_eq!(house.number(none).await, 1);
    })
    .await;
}

// proves: RF-24
#[tokio::test(flavor = "multi_thread")]
async fn privacy_officers_are_told_of_every_export() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let house = &TestHouse::with_mail(engine).await;
        ask_as(house, "Ada Pell", "ada@reader.example", "Where?").await;
        let officer = hire(house.ground(), "Privacy", Level::PrivacyOfficer, house.locations[1]).await.id.0;
        let mut boss = house.signed_in(Level::Administrator).await;
        assert_eq!(take(&mut boss, &ALL).await.status, 200);
        let told =
            format!("SELECT COUNT(*) AS n FROM outbox_mail WHERE kind = 'export' AND staff_id = {officer}");
        assert_eq!(house.number(&told).await, 1);
        house.close().await;
    }
}
