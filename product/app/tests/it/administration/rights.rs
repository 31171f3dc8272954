//! Rights of one person: given or taken, for a time, acting at the next click, and said why.

use ground::guard::Level;
use kit_base::DAY;
use kit_web::testing::Browser;

use crate::asking::{ask, offers};
use crate::house::{Colleague, TestHouse, each_engine};

async fn set(boss: &mut Browser, who: &Colleague, fields: &[(&str, &str)]) -> u16 {
    let path = format!("/desk/staff/{}/rights", who.id.0);
    let page = boss.get(&path).await;
    boss.submit(&page, &path, fields).await.status.as_u16()
}

// proves: RF-23, RF-24, XT-131, XT-133, XT-134, v5.0.0-8.3.1, v5.0.0-8.3.2, attack B8
#[tokio::test(flavor = "multi_thread")]
async fn a_right_is_given_and_taken_at_the_next_click_and_ends_by_itself() {
    each_engine(async |house| {
        let (mut boss, clerk) = (house.signed_in(Level::Administrator).await, house.person(Level::General));
        let mut theirs = house.signed_in_as(clerk).await;
        let asked = ask(house, "When?").await;
        let path = asked.path();
        assert!(!offers(&theirs.get(&path).await, &path, "answer"));
        let fields = [("r.request.answer", "given"), ("u.request.answer", "2026-11-25")];
        assert_eq!(set(&mut boss, clerk, &fields).await, 303);
        let offered = theirs.get(&path).await;
        assert!(offers(&offered, &path, "answer"), "at the next click");
        let why = boss.get(&format!("/desk/staff/{}/rights", clerk.id.0)).await.words();
        assert!(why.contains("given to this person, up to 2026-11-25"), "{why}");
        // Two days later it has ended, with nobody doing anything; the session is another by then.
        house.clock.advance(2 * DAY);
        let mut theirs = house.signed_in_as(clerk).await;
        assert!(!offers(&theirs.get(&path).await, &path, "answer"), "ended by itself");
        // The page it was offered on does not help: the right is asked for again.
        let key = crate::access::key_of(&mut theirs).await;
        let fields = [("key", key.as_str()), ("text", "At ten.")];
        let refused = theirs.submit(&offered, &format!("{path}/answer"), &fields).await;
        assert_eq!(refused.status, 403);

        let regular = house.person(Level::Regular);
        let mut theirs = house.signed_in_as(regular).await;
        let offered = theirs.get(&path).await;
        assert!(offers(&offered, &path, "answer"));
        let mut boss = house.signed_in(Level::Administrator).await;
        assert_eq!(set(&mut boss, regular, &[("r.request.answer", "taken")]).await, 303);
        let page = theirs.get(&path).await;
        assert!(!offers(&page, &path, "answer") && offers(&page, &path, "note"));
        let posted = theirs.submit(&offered, &format!("{path}/answer"), &[("text", "At ten.")]).await;
        assert_eq!(posted.status, 403);
        assert_eq!(set(&mut boss, regular, &[("r.request.view", "taken")]).await, 303);
        assert_eq!(theirs.get("/desk").await.status, 403);
        assert_eq!(theirs.get(&path).await.status, 403);
        assert_eq!(
            set(&mut boss, regular, &[("r.request.view", "level"), ("r.request.answer", "level")]).await,
            303
        );
        assert!(offers(&theirs.get(&path).await, &path, "answer"));
        let events = "SELECT params AS line FROM audit_event WHERE kind = 'staff.rights_changed' ORDER BY id";
        let told = house.lines(events).await;
        assert!(told[1].contains("request.answer-0") && told.len() == 4, "{told:?}");
    })
    .await;
}

// proves: XT-142, XT-143, v5.0.0-8.2.1, attack B9
#[tokio::test(flavor = "multi_thread")]
async fn nobody_gives_themselves_a_right_and_a_given_one_reaches_no_further_than_anybodys() {
    each_engine(async |house| {
        let boss = house.person(Level::Administrator);
        let mut own = house.signed_in_as(boss).await;
        let path = format!("/desk/staff/{}/rights", boss.id.0);
        let page = own.get(&path).await;
        assert!(page.form(&path).is_none() && page.words().contains("Nobody changes their own rights"));
        let key = crate::access::key_of(&mut own).await;
        let posted = own.post(&path, &[("key", &key), ("r.request.answer", "taken")]).await;
        assert_eq!(posted.status, 404);
        // A given right opens no confidential request of another location.
        let clerk = house.person(Level::General);
        assert_eq!(set(&mut own, clerk, &[("r.request.erase", "given")]).await, 303);
        let private = crate::asking::ask_in_private(house, "When?").await;
        let moved = format!(
            "UPDATE request SET location_id = {} WHERE number = {}",
            house.locations[1].0,
            private.number()
        );
        house.tamper(&moved).await;
        let mut theirs = house.signed_in_as(clerk).await;
        for tail in ["", "/erase"] {
            assert_eq!(theirs.get(&format!("{}{tail}", private.path())).await.status, 404, "{tail}");
        }
        assert_eq!(set(&mut own, clerk, &[("r.request.erase", "everything")]).await, 400, "no such choice");
        let bad = [("r.request.erase", "given"), ("u.request.erase", "soon")];
        assert_eq!(set(&mut own, clerk, &bad).await, 422);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_in_the_database_is_no_right() {
    let house = TestHouse::on(kit_db::Engine::Sqlite).await;
    let clerk = house.person(Level::General);
    let mut theirs = house.signed_in_as(clerk).await;
    let planted = "UPDATE staff SET rights = 'staff.manage+99x everything+0 + - settings.change' WHERE id = ";
    house.tamper(&format!("{planted}{}", clerk.id.0)).await;
    for path in ["/desk/staff/new", "/desk/settings"] {
        assert_eq!(theirs.get(path).await.status, 403, "{path}");
    }
}
