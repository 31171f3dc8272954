//! The way of every planted word: through every form, every page, every act and every job, whether it is
//! taken or refused.

use ground::guard::Level;
use ground::staff;
use http::Method;
use kit_base::{DAY, HOUR, MINUTE, SECOND};
use kit_web::testing::Browser;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::birds::Birds;
use super::mail_server::MailServer;
use crate::asking::{Asked, act, ask_on};
use crate::bad_input::forms;
use crate::house::{Colleague, TestHouse, hire};

/// Goes all the way. Returns what the pages of requests say at its end.
pub async fn of(house: &TestHouse, birds: &Birds) -> String {
    let mut people = staff(house, birds).await;
    let mut asked = questions(house, birds).await;
    work(house, birds, &mut people, &mut asked).await;
    refusals(house, birds, &mut people, &asked).await;
    jobs(house, &asked).await;
    look_at_everything(house, &asked).await
}

/// People whose names, addresses and passwords are planted: by the command line's way and by the enrolment
/// page.
async fn staff(house: &TestHouse, birds: &Birds) -> Vec<Colleague> {
    let mut people = Vec::new();
    for level in [Level::Regular, Level::Supervisor, Level::Administrator] {
        let mut who = hire(house.ground(), &birds.name(), level, house.locations[0]).await;
        let email = birds.address();
        let address = kit_base::EmailAddress::parse(&email).unwrap();
        let new = staff::NewStaff {
            name: &birds.name(),
            email: &address,
            level,
            location: house.locations[0],
            role: None,
            teams: Vec::new(),
        };
        who.id = staff::add(house.ground(), &new).await.unwrap();
        who.email = email;
        let token = staff::invite(house.ground(), who.id).await.unwrap();
        let path = format!("/enrol/{token}");
        let password = format!("a long {} phrase", birds.name());
        let mut browser = house.visitor();
        let page = browser.get(&path).await;
        let short = birds.exactly(&format!("Sh0rt{:02}!pass", people.len()));
        let fields = [
            ("password", short.as_str()),
            ("again", short.as_str()),
            ("name", &birds.name()),
            ("email", &birds.address()),
        ];
        assert_eq!(browser.submit(&page, &path, &fields).await.status, 422);
        let fields = [("password", password.as_str()), ("again", password.as_str())];
        assert_eq!(browser.submit(&page, &path, &fields).await.status, 303);
        let fields = [("email", who.email.as_str()), ("password", password.as_str())];
        assert_eq!(browser.post("/sign-in", &fields).await.status, 303);
        people.push(who);
    }
    people
}

/// Every field of every form holds something planted, as far as it takes words.
async fn questions(house: &TestHouse, birds: &Birds) -> Vec<Asked> {
    let mut all = Vec::new();
    for form in ["complete", "general", "history", "copies", "council", "private"] {
        let mut fields = forms::right(house, form).await;
        for (name, value) in &mut fields {
            match (name.as_str(), value.as_str()) {
                ("email", _) => *value = birds.address(),
                ("phone", _) => *value = birds.phone(),
                ("question" | "wishes" | "items" | "subject", _) => *value = birds.sentence(),
                (_, "Words") => *value = birds.name(),
                (name, _) if name.ends_with("year") => "2031".clone_into(value),
                ("budget" | "most", _) => "73918.24".clone_into(value),
                _ => {}
            }
        }
        let typed: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        all.push(ask_on(house, form, &typed).await);
    }
    birds.exactly("\"minor\":7391824");
    birds.exactly("\"2031-12-14");
    // A long one whose first words are the subject, and one by somebody who keeps no cookies.
    let long = format!("{} {}", birds.sentence(), "and then ".repeat(400)) + &birds.sentence();
    all.push(ask_on(house, "general", &[("question", &long), ("email", &birds.address())]).await);
    let mut browser = house.visitor();
    browser.keeps_cookies = false;
    let (question, email) = (birds.sentence(), birds.address());
    let fields = [("question", question.as_str()), ("name", &birds.name()), ("email", &email)];
    let page = browser.get("/ask/general").await;
    let look = browser.submit(&page, "/ask/general", &fields).await;
    house.clock.advance(4 * SECOND);
    let sent = browser.submit(&look, "/ask/general", &[]).await;
    all.push(Asked { full: crate::asking::number_on(&sent), email, browser });
    all
}

async fn done(staff: &mut Browser, asked: &Asked, name: &str, words: &str) {
    let answer = act(staff, &asked.path(), name, &[("text", words)]).await;
    assert_eq!(answer.status, 303, "{name}: {}", answer.words());
}

/// Everything that is written back and forth.
async fn work(house: &TestHouse, birds: &Birds, people: &mut [Colleague], asked: &mut [Asked]) {
    let mut staff = house.signed_in_as(&people[0]).await;
    for one in asked.iter_mut() {
        house.clock.advance(MINUTE);
        done(&mut staff, one, "take", "").await;
        done(&mut staff, one, "note", &birds.sentence()).await;
        done(&mut staff, one, "query", &birds.sentence()).await;
        assert_eq!(one.reply(&birds.sentence()).await.status, 200);
        done(&mut staff, one, "answer", &birds.sentence()).await;
        assert_eq!(one.reply(&birds.sentence()).await.status, 200, "and it is open again");
    }
    let to = people[1].id.0.to_string();
    let place = house.locations[1].0.to_string();
    let given = act(&mut staff, &asked[0].path(), "reallocate", &[("to", &to), ("place", &place)]).await;
    assert_eq!(given.status, 303);
    done(&mut staff, &asked[1], "answer", &birds.sentence()).await;
    done(&mut staff, &asked[1], "reopen", "").await;
}

/// What is refused leaves no trace either.
async fn refusals(house: &TestHouse, birds: &Birds, people: &mut [Colleague], asked: &[Asked]) {
    let mut visitor = house.visitor();
    let page = visitor.get("/ask/general").await;
    let (question, name) = (birds.sentence(), birds.name());
    let wrong = visitor
        .submit(&page, "/ask/general", &[("question", &question), ("name", &name), ("email", "no")])
        .await;
    assert_eq!(wrong.status, 422);
    let forged = [("key", "1.2.3.4"), ("question", &birds.sentence()), ("email", &birds.address())];
    visitor.post("/ask/general", &forged).await;
    house.clock.advance(HOUR);
    visitor
        .submit(&page, "/ask/general", &[("question", &birds.sentence()), ("email", &birds.address())])
        .await;
    visitor.post("/check", &[("number", &asked[0].full), ("email", &birds.address())]).await;
    visitor
        .post("/check", &[("number", &birds.name()), ("email", &birds.name()), ("reply", &birds.sentence())])
        .await;
    let reply = [("number", asked[0].full.as_str()), ("pass", "1.2.3.4"), ("reply", &birds.sentence())];
    visitor.post("/check/reply", &reply).await;
    visitor.post("/sign-in", &[("email", &birds.address()), ("password", &birds.name())]).await;
    visitor
        .post("/sign-in", &[("email", &birds.name()), ("password", &birds.name()), ("next", &birds.name())])
        .await;

    let mut staff = house.signed_in_as(&people[2]).await;
    let stale = staff.get(&asked[2].path()).await;
    done(&mut staff, &asked[2], "note", &birds.sentence()).await;
    for name in ["answer", "query"] {
        let path = format!("{}/{name}", asked[2].path());
        assert_eq!(staff.submit(&stale, &path, &[("text", &birds.sentence())]).await.status, 409);
    }
    staff
        .post(&format!("{}/note", asked[2].path()), &[("key", &birds.name()), ("text", &birds.sentence())])
        .await;
    for path in [
        "/desk/requests/",
        "/desk/jobs/",
        "/desk/mail/",
        "/ask/",
        "/enrol/",
        "/desk/go?number=",
        "/desk?view=",
        "/sign-in?next=",
        "/nowhere/",
    ] {
        let bird = utf8_percent_encode(&birds.name(), NON_ALPHANUMERIC).to_string();
        staff.get(&format!("{path}{bird}")).await;
        visitor.get(&format!("{path}{bird}")).await;
    }
    for header in ["user-agent", "referer", "cookie", "accept-language", "x-forwarded-for", "host"] {
        let bird = birds.name();
        visitor.send(Method::GET, "/ask", &[(header, &bird)], axum::body::Body::empty()).await;
    }
}

/// Every job, with a mail server that takes mail and one that does not.
async fn jobs(house: &TestHouse, asked: &[Asked]) {
    let refused = asked[3].email.split('@').next().unwrap();
    let server = MailServer::start(refused).await;
    house.run_due_with(Some(server.settings())).await;
    for _ in 0..3 {
        house.clock.advance(6 * HOUR);
        house.run_due_with(Some(server.settings())).await;
    }
    let heard = server.heard();
    assert!(heard.contains(&asked[0].email) && heard.contains("Subject: [QR-"), "mails went out");
    let sent = house.number("SELECT COUNT(*) AS n FROM outbox_mail WHERE state = 'sent'").await;
    let failed = house.number("SELECT COUNT(*) AS n FROM outbox_mail WHERE state = 'failed'").await;
    assert!(sent > 10 && failed > 0, "{sent} sent, {failed} refused");
    house.clock.advance(8 * DAY);
    assert_eq!(house.run_due().await.failed, 0);
}

async fn look_at_everything(house: &TestHouse, asked: &[Asked]) -> String {
    let mut admin = house.signed_in(Level::Administrator).await;
    let mut paths: Vec<String> = asked.iter().map(Asked::path).collect();
    paths.extend(
        [
            "/desk/home",
            "/desk",
            "/desk?view=all",
            "/desk?view=closed",
            "/desk/mail",
            "/desk/jobs",
            "/desk/jobs/mail.send",
        ]
        .map(str::to_owned),
    );
    let mut read = String::new();
    for path in paths {
        let page = admin.get(&path).await;
        // The one that went to another location and is confidential is not for this person.
        assert!([200, 404].contains(&page.status.as_u16()), "{path}");
        read += &page.words();
    }
    for one in asked {
        assert_eq!(one.clone().check().await.status, 200, "{}", one.full);
    }
    read
}
