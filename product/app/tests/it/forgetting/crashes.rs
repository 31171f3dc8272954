use desk::erasure::{self, Outcome, Way};
use kit_db::Engine;

use super::{STAYS, ask_by_name, ask_plainly, forget, id_of, is_whole, nobody_reads_them, work_on};
use crate::house::{TestHouse, each_engine};

/// Effects of one erasure: order, words, destroy, forget, tell.
const EFFECTS: usize = 5;

// proves: attack E5
#[tokio::test(flavor = "multi_thread")]
async fn cut_off_after_any_effect_the_next_start_completes_it() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let mut cuts = 0;
        let mut house = TestHouse::on(engine).await;
        // The same person asks the same again and again.
        house.set("intake.alike", "0").await;
        for named in [true, false] {
            for most in 0..=EFFECTS {
                let mut asked = if named { ask_by_name(&house).await } else { ask_plainly(&house).await };
                if named {
                    work_on(&house, &mut asked, most % 2 == 0).await;
                }
                let id = id_of(&house, &asked).await;
                let cut = erasure::erase_cut_off(house.ground(), id, Way::Client, most).await.unwrap();
                assert_eq!(cut == Outcome::Nothing, most < EFFECTS, "{most}");
                house = house.restarted().await;
                if most == 0 {
                    // Nothing was ordered, so nothing is done: the person is still there.
                    let marked =
                        format!("SELECT COUNT(*) AS n FROM request WHERE id = {id} AND erased_at IS NULL");
                    assert_eq!(house.number(&marked).await, 1);
                    forget(&house, &asked).await;
                }
                is_whole(&house, &asked).await;
                let receipt = erasure::receipt(house.ground(), id).await.unwrap();
                assert!(receipt.is_some(), "{most}");
                cuts += 1;
            }
        }
        let asked = ask_by_name(&house).await;
        forget(&house, &asked).await;
        nobody_reads_them(&house, &asked).await;
        let mut rosa = house.signed_in(ground::guard::Level::Regular).await;
        assert!(rosa.get(&asked.path()).await.words().contains(STAYS));
        println!("proof: {cuts} erasures cut off on {engine:?}, each complete after the next start");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_off_and_asked_again_in_the_same_run_it_is_completed() {
    each_engine(async |house| {
        for most in 1..EFFECTS {
            let asked = ask_by_name(house).await;
            let id = id_of(house, &asked).await;
            erasure::erase_cut_off(house.ground(), id, Way::Client, most).await.unwrap();
            let head = house.ground().register.head();
            let again = forget(house, &asked).await;
            assert!(matches!(again, Outcome::Erased | Outcome::WasErased), "{most}: {again:?}");
            assert_eq!(house.ground().register.head(), head, "it was ordered already");
            is_whole(house, &asked).await;
        }
    })
    .await;
}
