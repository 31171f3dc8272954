//! Two people at one request: nobody's work is overwritten, nobody's words are lost.

use ground::guard::Level;
use kit_web::testing::Answer;

use crate::asking::{act, ask};
use crate::house::{TestHouse, at_once, each_engine};

async fn changes(house: &TestHouse) -> (i64, i64, i64) {
    let version = house.number("SELECT version AS n FROM request").await;
    let events = house.number("SELECT COUNT(*) AS n FROM audit_event WHERE subject_kind = 'request'").await;
    (version, events, house.number("SELECT COUNT(*) AS n FROM message").await)
}

fn typed(page: &Answer, action: &str) -> String {
    let form = page.form(action).unwrap_or_else(|| panic!("no {action} on: {}", page.words()));
    form.into_iter().find(|(name, _)| name == "text").unwrap().1
}

// proves: v5.0.0-15.4.2
#[tokio::test(flavor = "multi_thread")]
async fn a_page_shown_stale_says_so_and_changes_nothing() {
    each_engine(async |house| {
        let mut asked = ask(house, "Is there a list?").await;
        let path = asked.path();
        let mut rosa = house.signed_in(Level::Regular).await;
        let mut samira = house.signed_in(Level::Supervisor).await;
        let old = rosa.get(&path).await;
        act(&mut samira, &path, "take", &[]).await;
        let before = changes(house).await;
        for name in ["answer", "query"] {
            let action = format!("{path}/{name}");
            let refused = rosa.submit(&old, &action, &[("text", "My long\nanswer & more")]).await;
            assert_eq!(refused.status, 409);
            let words = refused.words();
            assert!(
                words.contains("Samira Haddad changed this request after you opened the page."),
                "{words}"
            );
            assert_eq!(typed(&refused, &action), "My long\nanswer & more");
        }
        for (name, fields) in [("take", &[][..]), ("reallocate", &[("to", "0")][..])] {
            let refused = rosa.submit(&old, &format!("{path}/{name}"), fields).await;
            assert_eq!(refused.status, 409, "{name}");
        }
        assert_eq!(changes(house).await, before);
        // The page that said so is the newest: sending from it works.
        let refused = rosa.submit(&old, &format!("{path}/answer"), &[("text", "Yes.")]).await;
        let sent = rosa.submit(&refused, &format!("{path}/answer"), &[]).await;
        assert_eq!(sent.status, 303);
        assert!(asked.check().await.words().contains("Yes."));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clients_letter_makes_a_page_stale_too() {
    each_engine(async |house| {
        let mut asked = ask(house, "Is there a list?").await;
        let path = asked.path();
        let mut rosa = house.signed_in(Level::Regular).await;
        let old = rosa.get(&path).await;
        asked.reply("Never mind, I found it.").await;
        let refused = rosa.submit(&old, &format!("{path}/answer"), &[("text", "Yes.")]).await;
        assert_eq!(refused.status, 409);
        let words = refused.words();
        assert!(words.contains("The client wrote on this request after you opened the page."), "{words}");
        assert!(words.contains("Never mind, I found it."), "what is new stands there");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_for_a_request_closed_meanwhile_stand_on_the_page() {
    each_engine(async |house| {
        let asked = ask(house, "Is there a list?").await;
        let path = asked.path();
        let mut rosa = house.signed_in(Level::Regular).await;
        let old = rosa.get(&path).await;
        act(&mut house.signed_in(Level::Supervisor).await, &path, "answer", &[("text", "Yes.")]).await;
        let before = changes(house).await;
        let refused = rosa.submit(&old, &format!("{path}/answer"), &[("text", "My long answer")]).await;
        assert_eq!(refused.status, 409);
        let words = refused.words();
        assert!(words.contains("The request is closed now") && words.contains("My long answer"), "{words}");
        assert_eq!(changes(house).await, before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_kept_whatever_happened_meanwhile() {
    each_engine(async |house| {
        let asked = ask(house, "Is there a list?").await;
        let path = asked.path();
        let mut rosa = house.signed_in(Level::Regular).await;
        let old = rosa.get(&path).await;
        act(&mut house.signed_in(Level::Supervisor).await, &path, "answer", &[("text", "Yes.")]).await;
        let kept = rosa.submit(&old, &format!("{path}/note"), &[("text", "See the red folder.")]).await;
        assert_eq!(kept.status, 303);
        assert!(rosa.get(kept.location()).await.words().contains("See the red folder."));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn empty_words_are_told_and_change_nothing() {
    each_engine(async |house| {
        let asked = ask(house, "Is there a list?").await;
        let mut rosa = house.signed_in(Level::Regular).await;
        let before = changes(house).await;
        for (name, error) in
            [("answer", "Write the answer"), ("query", "Write the question"), ("note", "Write the note")]
        {
            let refused = act(&mut rosa, &asked.path(), name, &[("text", " \r\n\t ")]).await;
            assert_eq!(refused.status, 422);
            assert!(refused.words().contains(error), "{name}: {}", refused.words());
        }
        assert_eq!(changes(house).await, before);
    })
    .await;
}

// proves: v5.0.0-2.3.4, v5.0.0-15.4.2
#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_answer_at_once_one_does() {
    each_engine(async |house| {
        let mut asked = ask(house, "Is there a list?").await;
        let path = asked.path();
        let action = format!("{path}/answer");
        let mut ready = Vec::new();
        for level in [Level::Regular, Level::Supervisor, Level::Administrator] {
            let mut browser = house.signed_in(level).await;
            ready.push((browser.get(&path).await, browser, action.clone()));
        }
        let mut statuses = at_once(ready.into_iter().map(|(page, mut browser, action)| async move {
            browser.submit(&page, &action, &[("text", "Yes.")]).await.status.as_u16()
        }))
        .await;
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409, 409]);
        assert_eq!(asked.check().await.words().matches("Yes.").count(), 1);
    })
    .await;
}
