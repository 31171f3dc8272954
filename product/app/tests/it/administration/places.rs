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
        let after = due("And now?").await;
        assert!(after > before, "three days later: {before} {after}");
        let hour_of = |at: i64| at.rem_euclid(kit_base::DAY) / kit_base::HOUR;
        assert_eq!(hour_of(after) + 1, hour_of(before), "an hour earlier on the day");
        let events = "SELECT kind AS line FROM audit_event WHERE kind = 'location.changed'";
        assert_eq!(house.lines(events).await.len(), 1);
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
