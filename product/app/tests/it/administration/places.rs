//! Locations: made and changed on their pages; due dates follow their working days.

use ground::guard::Level;

use crate::asking::ask;
use crate::house::each_engine;

#[tokio::test(flavor = "multi_thread")]
async fn due_dates_follow_what_a_location_says_of_itself() {
    each_engine(async |house| {
        let mut boss = house.signed_in(Level::Administrator).await;
        let path = format!("/desk/locations/{}", house.locations[0].0);
        let due = async |question: &str| {
            let number = ask(house, question).await.number();
            house.number(&format!("SELECT due_at AS n FROM request WHERE number = {number}")).await
        };
        let before = due("When?").await;
        let page = boss.get(&path).await;
        // A Tuesday: the rest of the week is closed.
        let days = "2026-11-25\n2026-11-26\n2026-11-27";
        let done = boss.submit(&page, &path, &[("holidays", days), ("closes", "16:00")]).await;
        assert_eq!(done.status, 303, "{}", done.words());
        assert!(boss.get(&path).await.body.contains("2026-11-26"));
        let codes = "SELECT code AS line FROM location ORDER BY id";
        let kept = house.lines(codes).await;
        let key = crate::access::key_of(&mut boss).await;
        let all = [
            ("key", key.as_str()),
            ("code", "ZZ"),
            ("name", "Main"),
            ("zone", "Europe/London"),
            ("day", "1"),
            ("opens", "9:00"),
            ("closes", "16:00"),
            ("holidays", days),
        ];
        assert_eq!(boss.post(&path, &all).await.status, 303);
        assert_eq!(house.lines(codes).await, kept, "a code stays");
        let after = due("And now?").await;
        assert!(after > before, "three days later: {before} {after}");
        let hour_of = |at: i64| at.rem_euclid(kit_base::DAY) / kit_base::HOUR;
        assert_eq!(hour_of(after) + 1, hour_of(before), "an hour earlier on the day");
        let events = "SELECT kind AS line FROM audit_event WHERE kind = 'location.changed'";
        assert_eq!(house.lines(events).await.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_location_is_made_with_a_code_of_its_own() {
    each_engine(async |house| {
        let mut boss = house.signed_in(Level::Administrator).await;
        let page = boss.get("/desk/locations/new").await;
        let fields = [("name", "Harbour branch"), ("code", "HARB"), ("zone", "Pacific/Auckland")];
        let made = boss.submit(&page, "/desk/locations/new", &fields).await;
        assert_eq!(made.status, 303, "{}", made.words());
        assert!(boss.get("/desk/locations").await.words().contains("Harbour branch"));
        let twice = boss.submit(&page, "/desk/locations/new", &fields).await;
        assert_eq!(twice.status, 422);
        assert!(twice.words().contains("Another location has this code"));
        let bad = [("name", ""), ("code", "TOO LONG"), ("zone", "Mars/Olympus"), ("opens", "late")];
        let refused = boss.submit(&page, "/desk/locations/new", &bad).await;
        for words in ["Write one to four letters", "Choose a time zone", "Write two times", "of at most 50"] {
            assert!(refused.words().contains(words), "{words}");
        }
        // It can be chosen for an account at once.
        assert!(boss.get("/desk/staff/new").await.words().contains("Harbour branch"));
    })
    .await;
}

// proves: RF-15
#[tokio::test(flavor = "multi_thread")]
async fn requests_of_a_form_go_where_an_administrator_says() {
    each_engine(async |house| {
        let mut boss = house.signed_in(Level::Administrator).await;
        let page = boss.get("/desk/routing").await;
        let code = format!("SELECT code AS line FROM location WHERE id = {}", house.locations[2].0);
        let code = house.lines(&code).await.remove(0);
        let before = ask(house, "When?").await.number();
        let done = boss.submit(&page, "/desk/routing", &[("place.general", &code)]).await;
        assert_eq!((done.status.as_u16(), done.location()), (303, "/desk/routing?done=1"));
        let after = ask(house, "And now?").await.number();
        let place = async |number: i64| {
            house.number(&format!("SELECT location_id AS n FROM request WHERE number = {number}")).await
        };
        assert_ne!(place(before).await, house.locations[2].0, "what came before stays");
        assert_eq!(place(after).await, house.locations[2].0);
        let page = boss.get("/desk/routing").await;
        let nowhere = boss.submit(&page, "/desk/routing", &[("place.general", "NOWH")]).await;
        assert_eq!(nowhere.status, 400);
        let events = "SELECT params AS line FROM audit_event WHERE kind = 'setting.changed'";
        let told = house.lines(events).await;
        assert!(told.len() == 1 && told[0].contains("forms.location.general"), "{told:?}");
    })
    .await;
}
