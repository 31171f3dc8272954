//! Numbers and their mark in the ring.

use ground::numbers::{self, REQUEST};
use kit_db::Engine;

use crate::asking::ask;
use crate::house::{TestHouse, each_engine};

// proves: v5.0.0-2.3.4
#[tokio::test(flavor = "multi_thread")]
async fn the_mark_is_ahead_of_every_number_and_taking_one_does_not_move_it() {
    each_engine(async |house| {
        let vault = &house.ground().vault;
        let mark = vault.high_water(REQUEST).await.unwrap();
        let first = ask(house, "When?").await.number();
        assert!(first < mark && mark % 1_000 == 0, "{first} {mark}");
        for _ in 0..3 {
            ask(house, "When?").await;
        }
        assert_eq!(vault.high_water(REQUEST).await.unwrap(), mark, "intake writes nothing to the ring");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_number_above_the_mark_is_given_before_the_mark_is_raised() {
    each_engine(async |house| {
        let ground = house.ground();
        let mark = ground.vault.high_water(REQUEST).await.unwrap();
        ground.db.write(move |conn| kit_db::sequence::raise(conn, REQUEST, mark)).await.unwrap();
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let late = ground.clone();
        let keeper = async move {
            tokio::time::sleep(std::time::Duration::from_millis(700)).await;
            assert_eq!(late.vault.high_water(REQUEST).await.unwrap(), mark);
            let count = "SELECT COUNT(*) AS n FROM request";
            assert_eq!(house.number(count).await, 0, "it waits");
            numbers::keep_ahead(late, stopped).await;
        };
        let asking = async {
            let asked = ask(house, "When?").await;
            stop.send(true).unwrap();
            asked.number()
        };
        let (number, ()) = tokio::join!(asking, keeper);
        assert!(number > mark, "{number} {mark}");
        assert!(ground.vault.high_water(REQUEST).await.unwrap() >= number + 1_000);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_numbers_go_on_without_a_jump() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let house = TestHouse::on(engine).await;
        let before = ask(&house, "When?").await.number();
        let house = house.restarted().await;
        let after = ask(&house, "When?").await.number();
        assert!(after > before && after < before + 100, "{before} {after}");
        numbers::pass(house.ground(), 100_000).await.unwrap();
        let mark = house.ground().vault.high_water(REQUEST).await.unwrap();
        let passed = ask(&house, "When?").await.number();
        assert!(passed > before + 100_000 && passed <= mark, "{passed} {mark}");
    }
}
