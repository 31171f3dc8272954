//! A second language: chosen by the browser, by a link, or by a member of staff, from the first page to the answer's
//! mail.

use ground::guard::Level;
use kit_db::Engine;
use kit_web::testing::Answer;

use crate::asking::{Asked, number_on};
use crate::canary::mail_server::MailServer;
use crate::house::{TestHouse, each_engine};

/// Whether a page is in German and offers the other language at its own address.
fn is_german(page: &Answer) {
    assert!(page.body.contains("<html lang=\"de\""), "{}", page.words());
    assert!(page.body.contains("lang=en\" lang=\"en\""), "{}", page.words());
}

/// Whether the answer to a post is in German. It offers no other language: at its address there is something else, and
/// what somebody wrote, or a number that is shown once, would be gone.
fn answers_in_german(page: &Answer) {
    assert!(page.body.contains("<html lang=\"de\""), "{}", page.words());
    assert!(!page.body.contains("lang=en"), "{}", page.words());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_chooses_the_language_and_the_browser_keeps_it() {
    let house = TestHouse::on(Engine::Sqlite).await;
    let mut browser = house.visitor();
    let page = browser.get("/").await;
    assert!(page.body.contains("<html lang=\"en\""));
    assert!(page.body.contains("<a href=\"?lang=de\" lang=\"de\" hreflang=\"de\">Deutsch</a>"));
    // What is no language of ours changes nothing and is not kept.
    for other in ["xx", "d", "", "de%0d%0aset-cookie:%20a=b", "../de"] {
        let page = browser.get(&format!("/?lang={other}")).await;
        assert!(page.body.contains("<html lang=\"en\""), "{other}");
        assert!(!page.headers.contains_key("set-cookie"), "{other}");
    }
    let page = browser.get("/?lang=de").await;
    is_german(&page);
    let cookie = page.headers["set-cookie"].to_str().unwrap().to_owned();
    for part in ["lang=de", "HttpOnly", "SameSite=Lax", "Secure", "Max-Age=31536000"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    for path in ["/", "/ask", "/ask/general", "/check", "/nowhere"] {
        is_german(&browser.get(path).await);
    }
    // Whoever comes by the link of a mail does not lose what it proves.
    let page = browser.get("/check?letter=0a1b").await;
    assert!(page.body.contains("href=\"?letter=0a1b&#38;lang=en\""), "{}", page.body);
    let page = browser.get("/check?letter=%22%3E%26lang").await;
    assert!(page.body.contains("href=\"?lang=en\""), "{}", page.body);
    assert!(browser.get("/?lang=en").await.body.contains("<html lang=\"en\""));
    assert!(browser.get("/ask").await.body.contains("<html lang=\"en\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browsers_own_language_is_answered_without_a_cookie() {
    let house = TestHouse::on(Engine::Sqlite).await;
    let mut browser = house.visitor();
    let headers = [("accept-language", "fr, de-CH;q=0.9, en;q=0.5")];
    let page = browser.send(http::Method::GET, "/ask", &headers, axum::body::Body::empty()).await;
    is_german(&page);
    assert!(!page.headers.contains_key("set-cookie"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_in_german_is_refused_taken_and_acknowledged_in_german() {
    each_engine(async |house| {
        let server = MailServer::start("refused").await;
        let mut browser = house.visitor();
        browser.get("/?lang=de").await;
        let page = browser.get("/ask/history").await;
        is_german(&page);
        assert!(page.words().contains("Familien- und Ortsgeschichte"), "{}", page.words());
        let page = browser.get("/ask/general").await;
        let refused = browser.submit(&page, "/ask/general", &[("question", "Wo?"), ("email", "kein")]).await;
        assert_eq!(refused.status, 422);
        answers_in_german(&refused);
        assert!(refused.words().contains("In der E-Mail-Adresse fehlt das @"), "{}", refused.words());
        let fields = [("question", "Wo ist der Plan von 1840?"), ("email", "jo@leser.example")];
        let taken = browser.submit(&refused, "/ask/general", &fields).await;
        answers_in_german(&taken);
        let full = number_on(&taken);
        house.run_due_with(Some(server.settings())).await;
        assert!(server.heard().contains("Guten Tag"), "{}", server.heard());
        let mut asked = Asked { full, email: "jo@leser.example".into(), browser };
        answers_in_german(&asked.check().await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_works_in_german_whatever_the_browser_says() {
    let house = TestHouse::on(Engine::Sqlite).await;
    let mut rosa = house.signed_in(Level::Administrator).await;
    let page = rosa.get("/desk/me").await;
    let kept = rosa.submit(&page, "/desk/me/preferences", &[("lang", "de")]).await;
    assert_eq!(kept.status, 303, "{}", kept.words());
    for path in
        ["/desk/home", "/desk", "/desk/forms", "/desk/settings", "/desk/staff", "/desk/mail", "/desk/jobs"]
    {
        let page = rosa.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.body.contains("<html lang=\"de\""), "{path}");
    }
    // A form made in German alone is whole: English is there too, in the words that were written.
    let page = rosa.get("/desk/forms/new").await;
    let made = rosa.submit(&page, "/desk/forms/new", &[("title", "Leihgaben"), ("in_address", "lend")]).await;
    assert_eq!(made.location(), "/desk/forms/lend?said=added", "{}", made.words());
    let page = rosa.get("/desk/forms/lend/fields/new?of=kind%3Achoice").await;
    let fields = [("label.de", "Wer sind Sie?")];
    let made = rosa.submit(&page, "/desk/forms/lend/fields/new", &fields).await;
    assert_eq!(made.status, 303, "{}", made.words());
    let page = rosa.get("/desk/forms/lend").await;
    let published = rosa.submit(&page, "/desk/forms/lend/publish", &[("act", "publish")]).await;
    assert_eq!(published.location(), "/desk/forms/lend?said=published", "{}", published.words());
    let mut reader = house.visitor();
    assert!(reader.get("/ask/lend?lang=de").await.words().contains("Wer sind Sie?"));
    assert!(reader.get("/ask/lend?lang=en").await.words().contains("Wer sind Sie?"));
    let page = rosa.get("/desk/requests/QR-1").await;
    assert_eq!(page.status, 404);
    assert!(page.body.contains("<html lang=\"de\""), "{}", page.words());
}
