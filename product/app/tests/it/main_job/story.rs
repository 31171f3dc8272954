//! The whole story, step by step, as each side sees it.

use ground::guard::Level;
use kit_base::{HOUR, MINUTE};
use kit_web::testing::{Answer, Browser};

use super::counts;
use crate::asking::{Asked, act, ask, offers};
use crate::house::{TestHouse, each_engine};

const QUESTION: &str = "My grandmother Elsie came here in 1931 on a ship. Which one was it?";
const NOTE: &str = "Harbour books 1931 are with the binder.";

/// What happened to the request, in order, as the audit has it.
async fn events(house: &TestHouse, asked: &Asked) -> Vec<String> {
    let of = format!("(SELECT id FROM request WHERE number = {})", asked.number());
    let all = format!(
        "SELECT actor_kind || ' ' || kind AS line FROM audit_event
          WHERE subject_kind = 'request' AND subject_id = {of} ORDER BY id"
    );
    house.lines(&all).await
}

/// Does `act` at the request's page, looks at the page it leads to, and at every counter.
async fn step(house: &TestHouse, staff: &mut Browser, asked: &Asked, name: &str, words: &str) -> Answer {
    house.clock.advance(7 * MINUTE);
    let fields: &[(&str, &str)] = if words.is_empty() { &[] } else { &[("text", words)] };
    let sent = act(staff, &asked.path(), name, fields).await;
    assert_eq!(sent.status, 303, "{name}: {}", sent.words());
    let page = staff.get(sent.location()).await;
    assert_eq!(page.status, 200);
    counts::are_right(house).await;
    page
}

fn says(page: &Answer, sentence: &str) {
    assert!(page.words().contains(sentence), "“{sentence}” is not on this page: {}", page.words());
}

fn keeps_quiet(page: &Answer, sentence: &str) {
    assert!(!page.words().contains(sentence), "“{sentence}” is on this page: {}", page.words());
}

async fn staff_work_on_it(house: &TestHouse, asked: &mut Asked) {
    let mut rosa = house.signed_in(Level::Regular).await;
    let list = rosa.get("/desk").await;
    says(&list, "My grandmother Elsie came here in 1931 on a ship. Which one was it?");
    says(&list, "Elsie Thackeray");
    says(&list, asked.short());
    assert!(list.body.contains("<tr role=\"row\" class=\"unread\">"), "nobody has read it yet");

    let page = step(house, &mut rosa, asked, "take", "").await;
    says(&page, "The request is yours.");
    says(&page, "Rosa Lindqvist took it");
    says(&page, "With you , Enquiry desk");
    assert!(!offers(&page, &asked.path(), "take"), "it is hers already");

    let page = step(house, &mut rosa, asked, "note", NOTE).await;
    says(&page, "The note is kept.");
    says(&page, &format!("Note, never sent. {NOTE}"));
    keeps_quiet(&asked.check().await, "binder");

    let page = step(house, &mut rosa, asked, "query", "Do you know the month?").await;
    says(&page, "With client");
}

async fn the_client_writes_back(house: &TestHouse, asked: &mut Asked) -> Browser {
    let page = asked.check().await;
    says(&page, "We need one thing from you.");
    says(&page, "Do you know the month?");
    says(&page, "A librarian of Enquiry desk has asked you something.");
    house.clock.advance(HOUR);
    let page = asked.reply("October, she always said.").await;
    says(&page, "Your reply is here.");
    counts::are_right(house).await;
    // The session of the morning is over.
    let mut rosa = house.signed_in(Level::Regular).await;
    let page = rosa.get(&asked.path()).await;
    says(&page, "Client replied");
    says(&page, "October, she always said.");
    rosa
}

// proves: RF-37, RF-218, RF-220, XT-117
#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_asked_found_answered_followed_and_opened_again() {
    each_engine(async |house| {
        let mut asked = ask(house, QUESTION).await;
        says(&asked.check().await, "We have your question. We answer by Wednesday 25 November 2026.");
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM request").await, 1);
        counts::are_right(house).await;
        staff_work_on_it(house, &mut asked).await;
        let mut rosa = the_client_writes_back(house, &mut asked).await;

        let page = step(house, &mut rosa, &asked, "answer", "The Mary Ann, on 9 October 1931.").await;
        says(&page, "Answered and closed. The client can read it now.");
        assert!(offers(&page, &asked.path(), "reopen") && !offers(&page, &asked.path(), "answer"));
        // From the commit on: no job has run yet.
        let page = asked.check().await;
        says(&page, "Answered. Our answer is below.");
        says(&page, "The Mary Ann, on 9 October 1931.");
        keeps_quiet(&page, "binder");

        let page = asked.reply("Thank you. Where did she land?").await;
        says(&page, "Your request is open again.");
        counts::are_right(house).await;
        says(&rosa.get(&asked.path()).await, "The client wrote and opened it again");
        step(house, &mut rosa, &asked, "answer", "At the old quay.").await;
        let page = step(house, &mut rosa, &asked, "reopen", "").await;
        says(&page, "The request is open again.");
        says(&page, "Reopened");

        let happened = [
            "client request.opened",
            "staff request.taken",
            "staff request.noted",
            "staff request.queried",
            "client request.commented",
            "staff request.answered",
            "client request.reopened_by_client",
            "staff request.answered",
            "staff request.reopened",
        ];
        assert_eq!(events(house, &asked).await, happened);
        let version = format!("SELECT version AS n FROM request WHERE number = {}", asked.number());
        assert_eq!(house.number(&version).await, happened.len() as i64, "each change counts once");
        let history = page.words();
        let history = &history[history.find("History").unwrap()..];
        let newest = history.find("Rosa Lindqvist opened it again").unwrap();
        let oldest = history.find("The client asked").unwrap();
        assert!(newest < oldest, "newest first: {history}");
        assert_eq!(history.matches("Rosa Lindqvist answered and closed it").count(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answering_what_nobody_has_takes_it() {
    each_engine(async |house| {
        let mut asked = ask(house, "Do you have a map of the harbour?").await;
        let mut rosa = house.signed_in(Level::Regular).await;
        let page = rosa.get(&asked.path()).await;
        says(&page, "Answering takes the request.");
        let page = step(house, &mut rosa, &asked, "answer", "Yes: AL/M/118.").await;
        says(&page, "With you , Enquiry desk");
        let holder = format!("SELECT assignee_id AS n FROM request WHERE number = {}", asked.number());
        assert_eq!(house.number(&holder).await, house.person(Level::Regular).id.0);
        says(&asked.check().await, "Yes: AL/M/118.");
        // Asking the client takes it as well.
        let other = ask(house, "And one of the town?").await;
        step(house, &mut rosa, &other, "query", "Of which year?").await;
        let holder = format!("SELECT assignee_id AS n FROM request WHERE number = {}", other.number());
        assert_eq!(house.number(&holder).await, house.person(Level::Regular).id.0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_send_mail_later_and_make_the_client_findable() {
    each_engine(async |house| {
        let asked = ask(house, QUESTION).await;
        let mut rosa = house.signed_in(Level::Regular).await;
        step(house, &mut rosa, &asked, "query", "Do you know the month?").await;
        step(house, &mut rosa, &asked, "answer", "The Mary Ann.").await;
        let mut admin = house.signed_in(Level::Administrator).await;
        says(&admin.get("/desk/home").await, "Nothing needs attention");
        let page = rosa.get(&asked.path()).await;
        says(&page, "acknowledgement: waiting");
        let ran = house.run_due().await;
        assert_eq!((ran.retried, ran.failed), (0, 0));
        let page = rosa.get(&asked.path()).await;
        for kind in ["acknowledgement", "question to the client", "answer"] {
            says(&page, &format!("{kind}: kept: no mail server takes it now"));
        }
        says(&admin.get("/desk/home").await, "3 emails are kept: no mail server takes them now.");
        // Whoever does not see outgoing mail is not told of it: some of it may be about what they may not see.
        assert!(!rosa.get("/desk/home").await.words().contains("emails are kept"));
        let mail = house.number("SELECT MIN(id) AS n FROM outbox_mail").await;
        let page = admin.get(&format!("/desk/mail/{mail}")).await;
        admin.submit(&page, &format!("/desk/mail/{mail}/drop"), &[]).await;
        says(&admin.get(&asked.path()).await, "acknowledgement: dropped by staff");
        let vault = &house.ground().vault;
        let blind = vault.blind("client-email", "elsie@reader.example").await.unwrap();
        assert_eq!(vault.index_find("client-email", blind).await.unwrap().len(), 1);
        house.clock.advance(MINUTE);
        house.run_due().await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM audit_event WHERE pos IS NULL").await, 0);
        let events = house.number("SELECT COUNT(*) AS n FROM audit_event").await;
        assert_eq!(house.number("SELECT MAX(pos) AS n FROM audit_event").await, events, "one order, no gap");
    })
    .await;
}
