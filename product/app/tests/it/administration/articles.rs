//! Pages that the institution writes: privacy, about, hints.

use ground::guard::Level;
use kit_web::testing::{Answer, Browser};

use crate::house::{TestHouse, each_engine};

const ABOUT: &str = "/desk/pages/about";

async fn send(boss: &mut Browser, act: &str, english: &str, german: &str) -> Answer {
    let page = boss.get(ABOUT).await;
    boss.submit(&page, ABOUT, &[("act", act), ("body.en", english), ("body.de", german)]).await
}

/// The addresses at the foot of the first page.
async fn foot(house: &TestHouse) -> Vec<String> {
    let home = house.visitor().get("/").await;
    let foot = home.body.split("<footer").nth(1).unwrap().to_owned();
    let links = foot.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
    links.filter(|href| !href.starts_with('?')).collect()
}

// proves: RF-213
#[tokio::test(flavor = "multi_thread")]
async fn every_public_page_leads_to_what_is_said_of_privacy() {
    let house = TestHouse::on(kit_db::Engine::Sqlite).await;
    let mut visitor = house.visitor();
    for path in ["/", "/ask", "/ask/general", "/check", "/pages/privacy", "/nowhere"] {
        let page = visitor.get(path).await;
        assert!(page.body.contains("href=\"/pages/privacy\""), "{path}");
    }
    let page = visitor.get("/pages/privacy").await;
    assert!(
        page.words().contains("This page says what becomes of what you tell us here."),
        "{}",
        page.words()
    );
    assert!(page.body.contains("<li><b>Your question</b> and all you write later"), "{}", page.body);
    let german = visitor.get("/pages/privacy?lang=de").await;
    let german = if german.status == 303 { visitor.get("/pages/privacy").await } else { german };
    assert!(german.words().contains("Diese Seite sagt, was aus dem wird"), "{}", german.words());
    for nothing in ["/pages/about", "/pages/hints", "/pages/other", "/pages/%00"] {
        assert_eq!(house.visitor().get(nothing).await.status, 404, "{nothing}");
    }
    house.set("pages.privacy_url", "https://www.library.example/privacy").await;
    assert_eq!(foot(&house).await, ["https://www.library.example/privacy"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_looked_at_published_seen_and_taken_back_and_every_version_stays() {
    each_engine(async |house| {
        let mut boss = house.signed_in(Level::Administrator).await;
        let looked =
            send(&mut boss, "look", "We are **here**.\n\n## Hours\n\n- Monday", "Wir sind da.").await;
        assert_eq!(looked.status, 200);
        assert!(looked.body.contains("<p>We are <b>here</b>.</p>") && looked.body.contains("<h2>Hours</h2>"));
        assert_eq!(house.visitor().get("/pages/about").await.status, 404, "only looked at");

        let done = send(&mut boss, "publish", "We are **here**.", "Wir sind da.").await;
        assert_eq!(done.location(), "/desk/pages/about?done=1", "{}", done.words());
        assert_eq!(foot(house).await, ["/pages/privacy", "/pages/about"]);
        assert!(house.visitor().get("/pages/about").await.body.contains("<p>We are <b>here</b>.</p>"));

        // Taken away: the link goes, what was said stays on record and comes back with two presses.
        send(&mut boss, "publish", "", "").await;
        assert_eq!(foot(house).await, ["/pages/privacy"]);
        assert_eq!(house.visitor().get("/pages/about").await.status, 404);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM article").await, 4);
        let old = boss.get("/desk/pages/about?of=en&version=1").await;
        assert!(old.body.contains("We are **here**."));
        let back = boss.submit(&old, ABOUT, &[("act", "publish")]).await;
        assert_eq!(back.status, 303);
        // In a language without a text, English.
        let mut german = house.visitor();
        german.get("/?lang=de").await;
        assert!(german.get("/pages/about").await.body.contains("We are <b>here</b>."));
        let events = "SELECT COUNT(*) AS n FROM audit_event WHERE kind = 'page.published'";
        assert_eq!(house.number(events).await, 3);
    })
    .await;
}

// proves: v5.0.0-15.4.2
#[tokio::test(flavor = "multi_thread")]
async fn two_who_write_at_once_do_not_overwrite_each_other() {
    let house = TestHouse::on(kit_db::Engine::Sqlite).await;
    let mut one = house.signed_in(Level::Administrator).await;
    let mut two = house.signed_in(Level::Administrator).await;
    let page = two.get(ABOUT).await;
    send(&mut one, "publish", "The first.", "").await;
    let late = two.submit(&page, ABOUT, &[("act", "publish"), ("body.en", "The second.")]).await;
    assert_eq!(late.status, 409);
    assert!(late.body.contains("The second."), "what was written is still there");
    assert!(house.visitor().get("/pages/about").await.words().contains("The first."));
    let again = two.submit(&late, ABOUT, &[("act", "publish")]).await;
    assert_eq!(again.status, 303, "{}", again.words());
    assert!(house.visitor().get("/pages/about").await.words().contains("The second."));
    let long = "x".repeat(20_001);
    let refused = send(&mut two, "publish", &long, "").await;
    assert_eq!(refused.status, 422);
    assert!(refused.words().contains("Nothing was changed"));
}

// proves: attack A2
#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_as_html_is_shown_as_text() {
    let house = TestHouse::on(kit_db::Engine::Sqlite).await;
    let mut boss = house.signed_in(Level::Administrator).await;
    let text = "<script>alert(1)</script>\n\n[here](javascript:alert(1)) <img src=x onerror=alert(1)>";
    assert_eq!(send(&mut boss, "publish", text, "").await.status, 303);
    let page = house.visitor().get("/pages/about").await;
    assert!(
        !page.body.contains("<script") && !page.body.contains("<img") && !page.body.contains("javascript:")
    );
    assert!(page.words().contains("<script>alert(1)</script>") || page.body.contains("&#60;script&#62;"));
}
