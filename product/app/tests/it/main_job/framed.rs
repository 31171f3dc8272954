//! Headers that the house sets, and a form in the frame of another site.

use ground::guard::Level;
use kit_db::Engine;
use kit_web::testing::Answer;

use crate::asking::{ask, number_on};
use crate::house::TestHouse;

fn header<'a>(page: &'a Answer, name: &str) -> &'a str {
    page.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

// proves: RF-112, RF-113, RF-115, attack E11
#[tokio::test(flavor = "multi_thread")]
async fn a_named_site_may_frame_a_form_and_nothing_else() {
    let house = TestHouse::on(Engine::Sqlite).await;
    let asked = ask(&house, "Where is the map?").await;
    let mut browser = house.visitor();
    for path in ["/", "/ask/general"] {
        let page = browser.get(path).await;
        assert!(header(&page, "content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert_eq!((header(&page, "x-frame-options"), header(&page, "cache-control")), ("DENY", "no-store"));
        assert!(header(&page, "strict-transport-security").contains("includeSubDomains"));
    }
    house.set("headers.frames", "https://www.town.example").await;
    house.set("headers.hsts", "host").await;
    house.set("headers.store", "yes").await;
    let page = browser.get("/ask/general").await;
    let policy = header(&page, "content-security-policy");
    assert!(policy.contains("frame-ancestors https://www.town.example;"), "{policy}");
    assert!(policy.contains("script-src 'none'"), "{policy}");
    assert_eq!((header(&page, "x-frame-options"), header(&page, "cache-control")), ("", "private, no-cache"));
    assert_eq!(header(&page, "strict-transport-security"), "max-age=63072000");
    let mut staff = house.signed_in(Level::Administrator).await;
    let pages = [
        browser.get("/check").await,
        asked.clone().check().await,
        staff.get("/desk/home").await,
        staff.get(&asked.path()).await,
        browser.get("/sign-in").await,
        browser.get("/desk/home").await,
    ];
    for page in pages {
        assert!(
            header(&page, "content-security-policy").contains("frame-ancestors 'none'"),
            "{}",
            page.words()
        );
        assert_eq!((header(&page, "x-frame-options"), header(&page, "cache-control")), ("DENY", "no-store"));
    }
}

// In a frame of another site no cookie comes along: what is sent is looked at once more, and then taken.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_in_a_frame_works_without_a_cookie() {
    let house = TestHouse::on(Engine::Sqlite).await;
    house.set("headers.frames", "https://www.town.example").await;
    let mut browser = house.visitor();
    browser.keeps_cookies = false;
    let page = browser.get("/ask/general").await;
    let fields = [("question", "Where is the map of 1840?"), ("email", "jo@reader.example")];
    let again = browser.submit(&page, "/ask/general", &fields).await;
    let policy = header(&again, "content-security-policy");
    assert!(policy.contains("frame-ancestors https://www.town.example;"), "{policy}");
    house.clock.advance(5 * kit_base::SECOND);
    let taken = browser.submit(&again, "/ask/general", &[]).await;
    assert!(number_on(&taken).starts_with("QR-"), "{}", taken.words());
}
