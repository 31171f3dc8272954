//! Somebody uses the form to write to a stranger.

use ground::guard::Level;
use kit_base::DAY;

use crate::asking::{Asked, ask_as, between, number_on};
use crate::canary::mail_server::MailServer;
use crate::house::TestHouse;
use crate::power::chance::times;
use kit_db::Engine;

/// The stranger's address, as it may be written; the last three are one mailbox with it at large providers.
const SPELLINGS: [&str; 6] = [
    "victim@elsewhere.example",
    "Victim@Elsewhere.Example",
    "victim@ELSEWHERE.example",
    "vic.tim@elsewhere.example",
    "victim+1@elsewhere.example",
    "v.i.c.tim+a+b@elsewhere.example",
];

/// Somebody asks from a network of their own: the `n`-th.
async fn ask_from(house: &TestHouse, n: usize, email: &str, question: &str) {
    let mut browser = house.visitor();
    let [.., high, low] = n.to_be_bytes();
    browser.peer = match n % 4 {
        0 => ([198, 18, low, 1], 4_711).into(),
        _ => ([0x2001, 0x0db8, u16::from(high), u16::from(low) << 8, 0, 0, 0, 1], 4_711).into(),
    };
    let page = browser.get("/ask/general").await;
    let fields = [("question", question), ("name", "Cheap Pills Ltd"), ("email", email)];
    number_on(&browser.submit(&page, "/ask/general", &fields).await);
}

/// Does what waits, until nothing does.
async fn send_all(house: &TestHouse, server: &MailServer) {
    for _ in 0..20 {
        house.run_due_with(Some(server.settings())).await;
        let open = "SELECT COUNT(*) AS n FROM outbox_mail WHERE state IN ('waiting', 'sending')";
        if house.number(open).await == 0 {
            return;
        }
    }
    panic!("mails still wait");
}

/// What the mail server heard, as it is read: without the line breaks and signs of the way it is packed.
fn read(heard: &str) -> String {
    heard.replace("=\r\n", "").replace("=3D", "=")
}

/// How many mails went to anybody.
fn mails(server: &MailServer) -> usize {
    server.heard().to_lowercase().matches("rcpt to:<").count()
}

/// How many mails went to `address`.
fn mails_to(server: &MailServer, address: &str) -> usize {
    let heard = server.heard().to_lowercase();
    heard.matches(&format!("rcpt to:<{}>", address.to_lowercase())).count()
}

async fn in_state(house: &TestHouse, state: &str) -> i64 {
    house.number(&format!("SELECT COUNT(*) AS n FROM outbox_mail WHERE state = '{state}'")).await
}

/// Opens the request by the link with `code`.
async fn open_by_mail(asked: &mut Asked, code: &str) -> kit_web::testing::Answer {
    let page = asked.browser.get(&format!("/check?letter={code}")).await;
    let fields = [("number", asked.full.as_str()), ("email", asked.email.as_str())];
    asked.browser.submit(&page, "/check", &fields).await
}

// proves: attack D8
#[tokio::test(flavor = "multi_thread")]
async fn many_questions_with_one_strangers_address_bring_one_mail_with_nothing_that_was_typed() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let house = TestHouse::with_mail(engine).await;
        let server = MailServer::start("refused").await;
        let questions = times(30, 1_000);
        for n in 0..questions {
            let question = format!("Buy number {n} of our pills today.");
            ask_from(&house, n, SPELLINGS[n % SPELLINGS.len()], &question).await;
        }
        send_all(&house, &server).await;
        let sent = mails(&server);
        println!(
            "proof: relay on {engine:?}: {questions} questions with one stranger's address in {} spellings: {sent} mail",
            SPELLINGS.len()
        );
        assert_eq!((sent, mails_to(&server, SPELLINGS[0])), (1, 1), "{engine:?}");
        assert!(!server.heard().to_lowercase().contains("pills"), "{}", server.heard());
        let questions = questions as i64;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM request").await, questions, "none is lost");
        assert_eq!((in_state(&house, "sent").await, in_state(&house, "withheld").await), (1, questions - 1));
        let mut admin = house.signed_in(Level::Administrator).await;
        let page = admin.get("/desk/mail").await;
        assert!(page.words().contains("the address had one today"), "{}", page.words());
        assert!(admin.get("/desk/home").await.words().contains("acknowledgements are withheld"));
        // Staff who know better let one go, and drop another.
        let mail = house.number("SELECT MIN(id) AS n FROM outbox_mail WHERE state = 'withheld'").await;
        let page = admin.get(&format!("/desk/mail/{mail}")).await;
        admin.submit(&page, &format!("/desk/mail/{mail}/again"), &[]).await;
        let mail = house.number("SELECT MAX(id) AS n FROM outbox_mail WHERE state = 'withheld'").await;
        let page = admin.get(&format!("/desk/mail/{mail}")).await;
        admin.submit(&page, &format!("/desk/mail/{mail}/drop"), &[]).await;
        send_all(&house, &server).await;
        assert_eq!((mails(&server), in_state(&house, "withheld").await), (2, questions - 3));
        // Another day, another one.
        house.clock.advance(DAY);
        ask_as(&house, "Cheap Pills Ltd", SPELLINGS[0], "Buy our pills tomorrow.").await;
        send_all(&house, &server).await;
        assert_eq!(mails(&server), 3, "{engine:?}");
        let events = "SELECT COUNT(*) AS n FROM audit_event WHERE kind = 'mail.withheld'";
        assert_eq!(house.number(events).await, questions - 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_opens_a_request_by_the_link_of_its_mail_gets_every_acknowledgement_from_then_on() {
    let house = TestHouse::with_mail(Engine::Sqlite).await;
    let server = MailServer::start("refused").await;
    let me = "ada@reader.example";
    let mut first = ask_as(&house, "Ada Pell", me, "Where is the map of 1840?").await;
    send_all(&house, &server).await;
    let code = between(&read(&server.heard()), "/check?letter=", "\r\n").unwrap().trim().to_owned();
    assert_eq!(code.len(), 32, "{code}");
    // Another's code, and one that was guessed, open the request and confirm nothing.
    for other in ["", "0", &"0".repeat(32), &"é".repeat(40)] {
        assert_eq!(open_by_mail(&mut first, other).await.status, 200, "{other}");
    }
    ask_as(&house, "Ada Pell", me, "And the one of 1860?").await;
    send_all(&house, &server).await;
    assert_eq!((mails_to(&server, me), in_state(&house, "withheld").await), (1, 1));
    assert_eq!(open_by_mail(&mut first, &code).await.status, 200);
    for question in ["And that of 1880?", "And that of 1900?"] {
        ask_as(&house, "Ada Pell", me, question).await;
    }
    send_all(&house, &server).await;
    assert_eq!((mails_to(&server, me), in_state(&house, "withheld").await), (3, 1));
    // Not without end: somebody may have been led to confirm.
    house.set("mail.confirmed_per_day", "5").await;
    for n in 0..4 {
        ask_as(&house, "Ada Pell", me, &format!("And that of 192{n}?")).await;
    }
    send_all(&house, &server).await;
    assert_eq!((mails_to(&server, me), in_state(&house, "withheld").await), (5, 3));
    // Somebody else's address is not confirmed by it.
    for question in ["What is this?", "And that?"] {
        ask_as(&house, "Bo", "bo@reader.example", question).await;
    }
    send_all(&house, &server).await;
    assert_eq!((mails_to(&server, "bo@reader.example"), in_state(&house, "withheld").await), (1, 4));
}

// proves: attack D8
#[tokio::test(flavor = "multi_thread")]
async fn a_flood_to_many_strangers_ends_at_the_limit_of_their_domain_and_of_the_house() {
    let house = TestHouse::with_mail(Engine::Sqlite).await;
    house.set("mail.unconfirmed_per_domain", "3").await;
    house.set("mail.unconfirmed_per_day", "5").await;
    let server = MailServer::start("refused").await;
    for n in 0..6 {
        ask_as(&house, "Pills", &format!("v{n}@one.example"), &format!("Question {n}?")).await;
    }
    send_all(&house, &server).await;
    assert_eq!((in_state(&house, "sent").await, in_state(&house, "withheld").await), (3, 3));
    let why = "SELECT DISTINCT last_reason AS line FROM outbox_mail WHERE state = 'withheld' ORDER BY 1";
    assert_eq!(house.lines(why).await, ["many-there"]);
    for n in 0..6 {
        ask_as(&house, "Pills", &format!("v@d{n}.example"), &format!("Question {n} of many?")).await;
    }
    send_all(&house, &server).await;
    assert_eq!((in_state(&house, "sent").await, in_state(&house, "withheld").await), (5, 7));
    assert_eq!(house.lines(why).await, ["many-there", "many-today"]);
    // The next day what others had is forgotten, and as many leave as may on any day.
    house.clock.advance(DAY);
    send_all(&house, &server).await;
    assert_eq!((in_state(&house, "sent").await, in_state(&house, "withheld").await), (10, 2));
}
