//! What comes faster than people write, and what comes in crowds: it is looked at once more, and never lost.

use ground::guard::Level;
use kit_base::{DAY, HOUR, SECOND};
use kit_db::Engine;
use kit_web::testing::{Answer, Browser};

use crate::asking::number_on;
use crate::canary::mail_server::MailServer;
use crate::house::{TestHouse, at_once, each_engine};

const ASK: &str = "/ask/general";

/// Somebody at an address.
fn at(house: &TestHouse, address: &str) -> Browser {
    let mut browser = house.visitor();
    browser.peer = format!("{address}:4711").parse().unwrap();
    browser
}

/// Fills in the form and sends it at once.
async fn ask(browser: &mut Browser, question: &str, email: &str) -> Answer {
    let page = browser.get(ASK).await;
    browser.submit(&page, ASK, &[("question", question), ("email", email)]).await
}

/// Whether it is the form again, with `question`, to be looked at.
fn is_shown_again(answer: &Answer, question: &str) -> bool {
    let form = answer.form(ASK).unwrap_or_default();
    answer.status == 200
        && answer.words().contains("Check and send")
        && form.iter().any(|(name, value)| name == "question" && value == question)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_sent_at_once_is_shown_once_more_and_one_press_sends_it() {
    each_engine(async |house| {
        house.set("forms.filling_seconds", "3").await;
        let mut program = house.visitor();
        let shown = ask(&mut program, "When was the mill built?", "r@reader.example").await;
        assert!(is_shown_again(&shown, "When was the mill built?"), "{}", shown.words());
        let soon = program.submit(&shown, ASK, &[]).await;
        assert!(is_shown_again(&soon, "When was the mill built?"), "{}", soon.words());
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM request").await, 0);
        house.clock.advance(3 * SECOND);
        number_on(&program.submit(&soon, ASK, &[]).await);

        // Whoever takes as long as people do notices nothing.
        let mut person = house.visitor();
        let page = person.get(ASK).await;
        house.clock.advance(3 * SECOND);
        let fields = [("question", "Who owned the mill?"), ("email", "p@reader.example")];
        number_on(&person.submit(&page, ASK, &fields).await);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM request").await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_corrects_a_form_may_be_fast_and_a_program_gains_nothing_by_a_fault() {
    let house = TestHouse::on(Engine::Sqlite).await;
    house.set("forms.filling_seconds", "3").await;
    let mut person = house.visitor();
    let page = person.get(ASK).await;
    house.clock.advance(30 * SECOND);
    let refused = person.submit(&page, ASK, &[("question", "Who owned it?"), ("email", "")]).await;
    assert_eq!(refused.status, 422);
    number_on(&person.submit(&refused, ASK, &[("email", "p@reader.example")]).await);

    let mut program = house.visitor();
    let refused = ask(&mut program, "Who owned the mill?", "").await;
    assert_eq!(refused.status, 422);
    let shown = program.submit(&refused, ASK, &[("email", "q@reader.example")]).await;
    assert!(is_shown_again(&shown, "Who owned the mill?"), "{}", shown.words());
    // Nor by a key that is not its own, with words beside it.
    let fields = [("key", "1.2.3.4"), ("question", "Who owned the mill?"), ("email", "")];
    let page = program.get(ASK).await;
    let refused = program.submit(&page, ASK, &fields).await;
    let shown = program.submit(&refused, ASK, &[("email", "q@reader.example")]).await;
    assert!(is_shown_again(&shown, "Who owned the mill?"), "{}", shown.words());
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM request").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn past_its_share_of_an_hour_a_network_is_asked_to_look_and_nobody_is_refused() {
    each_engine(async |house| {
        house.set("intake.per_network", "3").await;
        for n in 1..=3 {
            let question = format!("Where does street {n} lead?");
            number_on(&ask(&mut at(house, &format!("203.0.113.{n}")), &question, "r@reader.example").await);
        }
        let mut fourth = at(house, "203.0.113.200");
        let shown = ask(&mut fourth, "Where does it end?", "f@reader.example").await;
        assert!(is_shown_again(&shown, "Where does it end?"), "{}", shown.words());
        let others = ["198.51.100.7", "127.0.0.1"];
        for other in others {
            number_on(&ask(&mut at(house, other), "Where does it begin?", "o@reader.example").await);
        }
        house.clock.advance(3 * SECOND);
        number_on(&fourth.submit(&shown, ASK, &[]).await);
        // The reading room.
        house.set("network.own", "203.0.113.0/24").await;
        number_on(&ask(&mut at(house, "203.0.113.9"), "Where is the key?", "k@reader.example").await);
        house.set("network.own", "").await;
        house.clock.advance(HOUR);
        number_on(&ask(&mut at(house, "203.0.113.9"), "Where is the door?", "d@reader.example").await);
    })
    .await;
}

// proves: attack D8
#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_is_sent_again_and_again_counts_once_for_its_network() {
    each_engine(async |house| {
        house.set("intake.per_network", "3").await;
        house.set("mail.unconfirmed_per_network", "3").await;
        let mut browser = at(house, "203.0.113.1");
        let page = browser.get(ASK).await;
        let fields = [("question", "Where does the street lead?"), ("email", "r@reader.example")];
        let number = number_on(&browser.submit(&page, ASK, &fields).await);
        let presses = (0..8).map(|_| {
            let (mut browser, page) = (browser.clone(), page.clone());
            async move { number_on(&browser.submit(&page, ASK, &fields).await) }
        });
        assert!(at_once(presses).await.iter().all(|one| *one == number));
        // Whoever else is there has what is left of its share.
        for n in 2..=3 {
            let question = format!("Where does street {n} lead?");
            number_on(&ask(&mut at(house, "203.0.113.2"), &question, "s@reader.example").await);
        }
        let crowded = "SELECT COUNT(*) AS n FROM job WHERE payload LIKE '%crowded%'";
        assert_eq!(house.number(crowded).await, 0);
        let figures = ground::metrics::text(house.ground(), 1).await.unwrap();
        for (became, n) in [("kept", 3), ("again", 8)] {
            let line = format!("querist_intake_total{{became=\"{became}\"}} {n}\n");
            assert!(figures.contains(&line), "{figures}");
        }
    })
    .await;
}

// proves: attack D8
#[tokio::test(flavor = "multi_thread")]
async fn one_network_causes_its_share_of_mails_to_strangers_and_leaves_the_others_theirs() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let house = TestHouse::with_mail(engine).await;
        let server = MailServer::start("refused").await;
        house.set("mail.unconfirmed_per_network", "2").await;
        for n in 0..5 {
            let (question, email) =
                (format!("Where does street {n} lead?"), format!("stranger{n}@x{n}.example"));
            number_on(&ask(&mut at(&house, "203.0.113.7"), &question, &email).await);
        }
        number_on(&ask(&mut at(&house, "198.51.100.7"), "And this one?", "other@reader.example").await);
        let mails = async || {
            house.run_due_with(Some(server.settings())).await;
            house.run_due_with(Some(server.settings())).await;
            server.heard().to_lowercase().matches("rcpt to:<stranger").count()
        };
        assert_eq!(mails().await, 2);
        assert!(server.heard().to_lowercase().contains("rcpt to:<other@reader.example>"));
        let withheld =
            "SELECT COUNT(*) AS n FROM outbox_mail WHERE state = 'withheld' AND last_reason = 'many-here'";
        assert_eq!(house.number(withheld).await, 3);
        let page = house.signed_in(Level::Supervisor).await.get("/desk/mail?state=withheld").await;
        assert!(page.words().contains("questions from its network caused enough today"), "{}", page.words());
        // Nowhere is written whence it came.
        assert!(!format!("{:?}", house.rows_without(&[]).await).contains("203.0.113"));
        house.clock.advance(DAY);
        assert_eq!(mails().await, 2, "staff decide about the rest: else one sender would use up tomorrow's");
    }
}
