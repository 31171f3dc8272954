//! A new colleague gets a mail with a link, and nobody sets another's password.

use desk::requests::Mails;
use ground::guard::Level;
use ground::outbox::Composer;
use ground::people::Letters;
use kit_db::Engine;

use crate::house::{PASSWORD, TestHouse, URL};

const NEW: &str = "nine grey otters sleep";

// proves: RF-102, RF-103, RF-104, v5.0.0-6.4.1
#[tokio::test(flavor = "multi_thread")]
async fn a_new_colleague_gets_a_mail_whose_link_makes_the_account_theirs() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let house = &TestHouse::with_mail(engine).await;
        let mut boss = house.signed_in(Level::Administrator).await;
        let page = boss.get("/desk/staff/new").await;
        let place = house.locations[0].0.to_string();
        let with = |email| {
            [("name", "Noor Haddad"), ("email", email), ("level", "regular"), ("location", place.as_str())]
        };
        // What is no address gets no mail and makes no account.
        for bad in
            ["noor", "noor@", "@library.example", "noor@library.example, b@library.example", "a b@c.example"]
        {
            let answer = boss.submit(&page, "/desk/staff/new", &with(bad)).await;
            assert_eq!(answer.status, 422, "{bad}: {}", answer.words());
        }
        let welcome = "SELECT COUNT(*) AS n FROM outbox_mail WHERE kind = 'welcome'";
        assert_eq!(house.number(welcome).await, 0);
        let made = boss.submit(&page, "/desk/staff/new", &with("noor@library.example")).await;
        assert_eq!(made.status, 303, "{}", made.words());
        let page = boss.get(made.location()).await;
        assert!(
            page.form("/password").is_none() && !page.body.contains("type=\"password\""),
            "nobody sets it"
        );
        assert!(!page.body.contains("/enrol/"), "the link is in the mail alone");
        assert_eq!(house.number(welcome).await, 1);
        let rows = house.ground().db.read(|conn| ground::outbox::of_request(conn, 0)).await.unwrap();
        let letters = Letters { ground: house.ground().clone(), clients: Mails(house.ground().clone()) };
        let mail = letters.compose(&rows[0]).await.unwrap();
        assert_eq!(mail.to.normal(), "noor@library.example");
        let from = mail.text.find(&format!("{URL}/enrol/")).expect("the link is on our own address");
        let path = mail.text[from + URL.len()..].split_whitespace().next().unwrap();
        let mut noor = house.visitor();
        let page = noor.get(path).await;
        let set = noor.submit(&page, path, &[("password", NEW), ("again", NEW)]).await;
        assert_eq!(set.status, 303, "{}", set.words());
        for (password, status) in [(PASSWORD, 422), (NEW, 303)] {
            let mut browser = house.visitor();
            let page = browser.get("/sign-in").await;
            let fields = [("email", "noor@library.example"), ("password", password)];
            assert_eq!(browser.submit(&page, "/sign-in", &fields).await.status, status);
        }
        house.close().await;
    }
}
