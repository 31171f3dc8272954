//! Parameters are changed on their pages, recorded, seen by every process, and taken back.

use ground::guard::Level;
use ground::settings::registry;
use kit_web::testing::{Answer, Browser};

use crate::house::{TestHouse, each_engine};

/// Types `values` into the page, goes on to what would change, and gives this reason.
async fn change(browser: &mut Browser, values: &[(&str, &str)], reason: &str) -> Answer {
    let page = browser.get("/desk/settings").await;
    let review = browser.submit(&page, "/desk/settings/review", values).await;
    assert_eq!(review.status, 200, "{}", review.words());
    browser.submit(&review, "/desk/settings", &[("reason", reason)]).await
}

async fn stored(house: &TestHouse, key: &str) -> Vec<String> {
    house.lines(&format!("SELECT value AS line FROM setting WHERE key = '{key}'")).await
}

// proves: RF-22, XT-116, XT-120
#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_shown_first_then_made_recorded_and_taken_back() {
    each_engine(async |house| {
        let mut boss = house.signed_in(Level::Administrator).await;
        let page = boss.get("/desk/settings").await;
        let review = boss.submit(&page, "/desk/settings/review", &[("v.session.idle_minutes", "15")]).await;
        assert!(review.words().contains("30 minutes") && review.words().contains("15 minutes"));
        assert!(!review.words().contains("Security becomes lower"), "shorter is not lower");
        assert_eq!(stored(house, "session.idle_minutes").await, Vec::<String>::new(), "nothing yet");
        let done = boss.submit(&review, "/desk/settings", &[("reason", "A busy counter")]).await;
        assert_eq!((done.status.as_u16(), done.location()), (303, "/desk/settings?done=1"));
        assert_eq!(stored(house, "session.idle_minutes").await, ["15"]);
        assert_eq!(house.ground().settings.number(&registry::SESSION_IDLE), 15, "in force at once");
        let events = "SELECT params AS line FROM audit_event WHERE kind = 'setting.changed'";
        let event = house.lines(events).await.remove(0);
        assert!(event.contains("\"from\":\"30\"") && event.contains("\"to\":\"15\""), "{event}");
        let one = boss.get("/desk/settings/session.idle_minutes").await;
        assert!(one.words().contains("A busy counter"), "{}", one.words());
        // Who sees settings sees how they were changed, and cannot change them.
        let seen = house.signed_in(Level::Supervisor).await.get("/desk/settings/session.idle_minutes").await;
        assert!(seen.words().contains("A busy counter") && seen.form("/desk/settings/review").is_none());
        let undo = "/desk/settings/session.idle_minutes/undo";
        assert!(seen.form(undo).is_none());
        let undone = boss.submit(&one, undo, &[]).await;
        assert!(undone.location().ends_with("said=undone"), "{}", undone.location());
        assert_eq!(house.ground().settings.number(&registry::SESSION_IDLE), 30);
        let twice = boss.submit(&one, undo, &[]).await;
        assert!(twice.location().ends_with("said=not-undone"), "{}", twice.location());
        assert_eq!(house.lines(events).await.len(), 2);
    })
    .await;
}

// proves: XT-118, XT-120
#[tokio::test(flavor = "multi_thread")]
async fn what_lowers_security_needs_a_reason() {
    each_engine(async |house| {
        let mut boss = house.signed_in(Level::Administrator).await;
        let values = [("v.password.min_length", "9"), ("v.organisation.name", "The Reading Room")];
        let refused = change(&mut boss, &values, " ").await;
        assert_eq!(refused.status, 422);
        assert!(refused.words().contains("Say why, because this lowers security"));
        assert_eq!(house.ground().settings.number(&registry::PASSWORD_LENGTH), 15, "nothing was changed");
        assert_eq!(stored(house, "organisation.name").await, Vec::<String>::new());
        let done = boss.submit(&refused, "/desk/settings", &[("reason", "All have second factors")]).await;
        assert_eq!(done.status, 303, "{}", done.words());
        assert_eq!(house.ground().settings.number(&registry::PASSWORD_LENGTH), 9);
        assert_eq!(house.ground().settings.text(&registry::ORGANISATION), "The Reading Room");
        assert!(house.visitor().get("/").await.words().contains("The Reading Room"));
        // The words of the reason lie nowhere in the open.
        let rows = house.rows_without(&[]).await;
        assert!(!format!("{rows:?}").contains("second factors"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_is_said_at_its_field_and_nothing_typed_is_lost() {
    let house = TestHouse::on(kit_db::Engine::Sqlite).await;
    let mut boss = house.signed_in(Level::Administrator).await;
    let page = boss.get("/desk/settings").await;
    let values = [
        ("v.session.idle_minutes", "9999"),
        ("v.network.staff", "10.0.0.0/8\r\nmy office"),
        ("v.organisation.telephone", "01632 960 222"),
        ("v.organisation.name", "<script>alert(1)</script>"),
    ];
    let again = boss.submit(&page, "/desk/settings/review", &values).await;
    assert_eq!(again.status, 422);
    let words = again.words();
    assert!(
        words.contains("It may be 5 to 720 minutes") && words.contains("Write networks such as"),
        "{words}"
    );
    assert!(again.body.contains("value=\"01632 960 222\"") && again.body.contains("my office"));
    assert!(!again.body.contains("<script>alert"));
    let rows = house.rows_without(&["session"]).await;
    assert!(!format!("{rows:?}").contains("960 222"), "nothing was changed");
    // Nothing typed: nothing to do.
    let none = boss.submit(&page, "/desk/settings/review", &[]).await;
    assert!(none.words().contains("Nothing was changed"), "{}", none.words());
    // An unknown parameter, and one that is given without what was seen.
    for path in ["/desk/settings/nothing", "/desk/settings/forms.location.general", "/desk/settings/%00"] {
        assert_eq!(boss.get(path).await.status, 404, "{path}");
    }
    let search = boss.get("/desk/settings?q=9.36").await.words();
    assert!(search.contains("One setting has these words") && search.contains("Length of that pause"));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_change_the_same_do_not_overwrite_each_other() {
    each_engine(async |house| {
        let (mut one, mut two) =
            (house.signed_in(Level::Administrator).await, house.signed_in(Level::Administrator).await);
        let page = two.get("/desk/settings").await;
        let late = two.submit(&page, "/desk/settings/review", &[("v.organisation.telephone", "2")]).await;
        assert_eq!(change(&mut one, &[("v.organisation.telephone", "1")], "").await.status, 303);
        let refused = two.submit(&late, "/desk/settings", &[("reason", "")]).await;
        assert_eq!(refused.status, 409);
        assert!(refused.words().contains("Somebody changed “Telephone number” meanwhile"));
        assert_eq!(stored(house, "organisation.telephone").await, ["1"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letters_of_numbers_stay_once_a_request_has_come() {
    each_engine(async |house| {
        let mut boss = house.signed_in(Level::Administrator).await;
        assert_eq!(change(&mut boss, &[("v.requests.prefix", "ASK")], "").await.status, 303);
        let asked = crate::asking::ask(house, "When?").await;
        assert!(asked.full.starts_with("ASK-"), "{}", asked.full);
        let refused = change(&mut boss, &[("v.requests.prefix", "QR")], "").await;
        assert_eq!(refused.status, 409);
        assert_eq!(house.ground().settings.text(&registry::PREFIX), "ASK");
    })
    .await;
}

fn at(address: &str) -> std::net::SocketAddr {
    std::net::SocketAddr::new(address.parse().unwrap(), 50_000)
}

/// What somebody gets who comes from this address, as a declared proxy or the socket says it.
async fn from(browser: &mut Browser, address: &str, path: &str) -> u16 {
    browser.peer = at(address);
    browser.get(path).await.status.as_u16()
}

// proves: XT-51, RF-28, RF-33, attack C1, attack E9
#[tokio::test(flavor = "multi_thread")]
async fn staff_come_from_the_networks_that_were_set_and_nobody_locks_themselves_out() {
    each_engine(async |house| {
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        let mut boss = house.signed_in(Level::Administrator).await;
        let mut clerk = house.signed_in_as(who).await;
        boss.peer = at("192.0.2.7");
        let refused = change(&mut boss, &[("v.network.staff", "198.51.100.0/24")], "Only the branch").await;
        assert_eq!(refused.status, 409);
        assert!(refused.words().contains("leaves out the network you are in now"), "{}", refused.words());
        let both = "198.51.100.0/24\r\n192.0.2.0/24";
        let own = "192.0.2.0/24";
        let values = [("v.network.staff", both), ("v.network.administration", own)];
        assert_eq!(change(&mut boss, &values, "The office and the branch").await.status, 303);
        assert_eq!(from(&mut clerk, "198.51.100.9", "/desk").await, 200);
        assert_eq!(from(&mut clerk, "203.0.113.9", "/desk").await, 403, "with a good session");
        // Headers of nobody's proxy change nothing.
        let headers = [("x-forwarded-for", "192.0.2.7"), ("forwarded", "for=192.0.2.7")];
        let forged = clerk.send(http::Method::GET, "/desk", &headers, axum::body::Body::empty()).await;
        assert_eq!(forged.status, 403);
        // The right password is not even looked at; the public is served from anywhere.
        let mut stranger = house.visitor();
        stranger.peer = at("203.0.113.9");
        let page = stranger.get("/sign-in").await;
        let fields = [("email", who.email.as_str()), ("password", crate::house::PASSWORD)];
        let refused = stranger.submit(&page, "/sign-in", &fields).await;
        assert_eq!(refused.status, 403);
        assert!(refused.words().contains("Not from this network"));
        assert_eq!(stranger.get("/ask").await.status, 200);
        // Administration from the office alone, the rest from the branch too.
        assert_eq!(from(&mut boss, "198.51.100.9", "/desk").await, 200);
        assert_eq!(from(&mut boss, "198.51.100.9", "/desk/staff/new").await, 403);
        assert_eq!(from(&mut boss, "192.0.2.7", "/desk/staff/new").await, 200);
    })
    .await;
}

// proves: RF-27, RF-106, RF-107, XT-45, XT-46, v5.0.0-6.2.4
#[tokio::test(flavor = "multi_thread")]
async fn the_policy_of_passwords_is_that_of_the_settings() {
    each_engine(async |house| {
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        let mut boss = house.signed_in(Level::Administrator).await;
        let values = [
            ("v.password.min_length", "20"),
            ("v.password.classes", "2"),
            ("v.password.history", "2"),
            ("v.password.words", "Quillmarrow"),
        ];
        assert_eq!(change(&mut boss, &values, "Fewer hashes").await.status, 303);
        let set = async |password: &str| {
            let token = ground::staff::invite(house.ground(), who.id).await.unwrap();
            let path = format!("/enrol/{token}");
            let mut browser = house.visitor();
            let page = browser.get(&path).await;
            assert!(page.words().contains("at least 20 characters"), "{}", page.words());
            let answer = browser.submit(&page, &path, &[("password", password), ("again", password)]).await;
            (answer.status.as_u16(), answer.words())
        };
        let (status, words) = set("seven pale herons").await;
        assert_eq!(status, 422);
        assert!(words.contains("shorter than 20 characters"), "{words}");
        assert!(set("sevenpaleheronswadehere").await.1.contains("It needs 2 kinds"));
        assert!(set("quillmarrow quillmarrow 1").await.1.contains("too easy to guess"));
        assert!(set(crate::house::PASSWORD).await.1.contains("You had this password before"));
        for good in ["nine grey otters sleep", "four red foxes listen", "ten small wrens argue"] {
            assert_eq!(set(good).await.0, 303, "{good}");
        }
        assert!(set("four red foxes listen").await.1.contains("You had this password before"));
        assert_eq!(set("nine grey otters sleep").await.0, 422, "the one before the one before");
        assert_eq!(set(crate::house::PASSWORD).await.0, 303, "long ago enough");
        // None of them lies anywhere in the open, nor do their hashes.
        assert!(!format!("{:?}", house.rows_without(&[]).await).contains("argon2"));
    })
    .await;
}

// proves: RF-27, RF-107
#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_is_too_old_lets_nobody_in_and_a_new_one_can_be_set_at_once() {
    each_engine(async |house| {
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        let mut boss = house.signed_in(Level::Administrator).await;
        assert_eq!(change(&mut boss, &[("v.password.expiry_days", "30")], "").await.status, 303);
        let sign_in = async |password: &str| {
            let mut browser = house.visitor();
            let page = browser.get("/sign-in").await;
            let fields = [("email", who.email.as_str()), ("password", password)];
            let answer = browser.submit(&page, "/sign-in", &fields).await;
            (browser, answer.location().to_owned())
        };
        house.clock.advance(30 * kit_base::DAY - 1);
        assert_eq!(sign_in(crate::house::PASSWORD).await.1, "/desk/home");
        house.clock.advance(1);
        let (mut browser, path) = sign_in(crate::house::PASSWORD).await;
        let page = browser.get(&path).await;
        assert!(page.words().contains("older than this desk allows"), "{}", page.words());
        assert_eq!(browser.get("/desk").await.status, 303, "nobody is signed in");
        let action = path.split('?').next().unwrap();
        let new = "nine grey otters sleep";
        let same = crate::house::PASSWORD;
        let again = browser.submit(&page, action, &[("password", same), ("again", same)]).await;
        assert!(again.words().contains("You had this password before"));
        assert_eq!(browser.submit(&page, action, &[("password", new), ("again", new)]).await.status, 303);
        assert_eq!(sign_in(new).await.1, "/desk/home");
    })
    .await;
}

/// Taking a change back is a change: where it lowers security, and is no mistake just made, it is looked at and given a
/// reason.
#[tokio::test(flavor = "multi_thread")]
async fn taking_a_change_back_lowers_security_only_with_a_reason() {
    each_engine(async |house| {
        let mut boss = house.signed_in(Level::Administrator).await;
        let key = "sign_in.tries";
        let (path, undo) = (format!("/desk/settings/{key}"), format!("/desk/settings/{key}/undo"));
        let done = change(&mut boss, &[("v.sign_in.tries", "5")], "").await;
        assert_eq!(done.status, 303, "{}", done.words());
        house.clock.advance(16 * kit_base::MINUTE);
        let mut boss = house.signed_in(Level::Administrator).await;
        let older = boss.get(&path).await;
        let review = boss.submit(&older, &undo, &[]).await;
        assert_eq!(review.status, 200, "{}", review.words());
        assert_eq!(stored(house, key).await, ["5"], "nothing is changed yet");
        let refused = boss.submit(&review, "/desk/settings", &[]).await;
        assert_eq!(refused.status, 422, "{}", refused.words());
        let done = boss.submit(&review, "/desk/settings", &[("reason", "Too few for our readers")]).await;
        assert_eq!(done.status, 303, "{}", done.words());
        assert!(stored(house, key).await.is_empty(), "the default again");
        // Only the newest change can be taken back.
        let late = boss.submit(&older, &undo, &[]).await;
        assert!(late.location().ends_with("said=not-undone"), "{}", late.location());
    })
    .await;
}
