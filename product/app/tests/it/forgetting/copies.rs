//! Old copies of the key ring, after the desk has run for fifteen days.

use std::fs;
use std::sync::Arc;

use desk::erasure::Outcome;
use kit_base::{DAY, SeededEntropy};
use kit_db::{Engine, Place};
use kit_vault::{Error, Vault, VaultOptions, Viewing, Viewings};

use super::{STAYS, ask_by_name, forget, work_on};
use crate::house::TestHouse;

struct Nobody;

impl Viewings for Nobody {
    fn viewed(&self, _: Viewing) {}
}

/// Opens a copy of the ring with the epochs and the root key there are now.
async fn opened(house: &TestHouse, ring: &[u8], name: &str) -> Result<Vault, Error> {
    let dir = house.folder().join(name);
    fs::create_dir_all(&dir).unwrap();
    fs::write(dir.join("ring.db"), ring).unwrap();
    fs::copy(house.places.keys.join("epochs.json"), dir.join("epochs.json")).unwrap();
    let ring = Place::Sqlite(dir.join("ring.db"));
    let options = VaultOptions { keys_dir: dir, root_key: house.places.root_key.clone(), ring, node: 0 };
    Vault::start(options, house.clock.clone(), Arc::new(SeededEntropy::new(3)), Arc::new(Nobody)).await
}

// proves: attack F3
#[tokio::test(flavor = "multi_thread")]
async fn fifteen_days_later_no_older_copy_of_the_ring_opens() {
    let mut house = TestHouse::on(Engine::Sqlite).await;
    let mut asked = ask_by_name(&house).await;
    work_on(&house, &mut asked, true).await;
    house.run_due().await;
    house = house.restarted().await;
    house.close().await;
    let old = fs::read(house.places.keys.join("ring.db")).unwrap();
    house = house.restarted().await;
    // So far it opens, with the keys of the person in it: that is what the fourteen days are for.
    opened(&house, &old, "at-once").await.unwrap().close().await;
    assert_eq!(forget(&house, &asked).await, Outcome::Erased);
    let mut closed_on = None;
    for day in 1..=15 {
        house.clock.advance(DAY);
        house.run_due().await;
        match opened(&house, &old, &format!("day-{day}")).await {
            Ok(vault) => {
                assert!(closed_on.is_none(), "day {day}: it opens again");
                vault.close().await;
            }
            Err(Error::EpochUnknown { .. }) => drop(closed_on.get_or_insert(day)),
            Err(error) => panic!("day {day}: {error:?}"),
        }
    }
    let day = closed_on.expect("it still opens after fifteen days");
    assert!(day <= 14, "{day}");
    println!("proof: a copy of the ring from before the erasure opens no more from day {day} on");
    // The desk itself goes on, and reads what stayed.
    let mut rosa = house.signed_in(ground::guard::Level::Regular).await;
    assert!(rosa.get(&asked.path()).await.words().contains(STAYS));
}
