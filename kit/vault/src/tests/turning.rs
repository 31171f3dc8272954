use std::fs;

use kit_base::DAY;

use super::*;
use crate::{Actor, Domain, Error, Purpose, Upkeep};

async fn opens(vault: &Vault, key: &Key, bytes: &[u8]) -> bool {
    vault.open(&Actor::System, Purpose::Maintain, &sealed(key.id(), bytes)).await.is_ok()
}

#[tokio::test]
async fn every_week_everything_is_put_under_a_new_epoch() {
    each_ring(async |bed| {
        let vault = &bed.vault;
        let (key, secret) =
            (vault.take(Domain::Client).await.unwrap(), vault.secret("pepper/1").await.unwrap());
        let bytes = seal(vault, &key, "kept");
        assert_eq!(vault.upkeep().await.unwrap(), Upkeep::default(), "nothing is due");
        let expected = [(true, 0), (true, 1), (true, 1)];
        for (turned, destroyed) in expected {
            bed.clock.advance(7 * DAY + 1);
            let done = vault.upkeep().await.unwrap();
            assert_eq!((done.turned, done.destroyed_epochs), (turned, destroyed));
            assert!(done.rewrapped > 1_000, "{done:?}");
            assert!(opens(vault, &key, &bytes).await);
        }
        let text = fs::read_to_string(bed.test.epochs()).unwrap();
        assert_eq!(text.matches("\"number\"").count(), 2, "the last two are kept");
        let again = bed.again(0, 71).await.unwrap();
        assert!(opens(&again, &key, &bytes).await);
        assert_eq!(*again.secret("pepper/1").await.unwrap(), *secret);
    })
    .await;
}

// A destroyed key is gone from a ring copied before its destruction, once its epoch is destroyed
#[tokio::test]
async fn an_old_copy_of_the_ring_opens_with_no_epochs_there_are() {
    let bed = Bed::on(Engine::Sqlite).await;
    let key = bed.vault.take(Domain::Client).await.unwrap();
    let bytes = seal(&bed.vault, &key, "forget me");
    let (ring, copy) = (bed.test.at.folder().join("test.db"), bed.test.at.folder().join("copy.db"));
    bed.vault.clear_log().await;
    fs::copy(&ring, &copy).unwrap();
    bed.vault.destroy(&[key.id()]).await.unwrap();
    bed.vault.clone().close().await;
    fs::copy(&copy, &ring).unwrap();
    let restored = bed.again(0, 72).await.unwrap();
    assert!(opens(&restored, &key, &bytes).await, "so far the copy brings it back");
    restored.turn_epoch().await.unwrap();
    restored.turn_epoch().await.unwrap();
    restored.close().await;
    fs::copy(&copy, &ring).unwrap();
    let error = bed.again(0, 73).await.unwrap_err();
    assert!(matches!(error, Error::EpochUnknown { epoch: 1, .. }), "{error:?}");
}

#[tokio::test]
async fn a_turn_that_was_interrupted_is_finished_by_the_next() {
    each_ring(async |bed| {
        let vault = &bed.vault;
        let key = vault.take(Domain::Request).await.unwrap();
        let bytes = seal(vault, &key, "kept");
        // As far as a process gets that dies right after the new epoch is in the file.
        assert!(vault.inner.epochs.turn(i64::MAX, START, &SeededEntropy::new(5)).unwrap());
        let again = bed.again(0, 74).await.unwrap();
        assert!(opens(&again, &key, &bytes).await);
        let done = again.upkeep().await.unwrap();
        assert!(!done.turned && done.rewrapped > 0, "{done:?}");
        assert!(opens(&again, &key, &bytes).await);
        // A process that knows the old epoch only finds the new one by itself.
        bed.clock.advance(crate::cache::OPEN_FOR);
        assert!(opens(vault, &key, &bytes).await);
    })
    .await;
}

#[tokio::test]
async fn destroyed_keys_stay_destroyed_through_a_turn() {
    each_ring(async |bed| {
        let key = bed.vault.take(Domain::Request).await.unwrap();
        bed.vault.destroy(&[key.id()]).await.unwrap();
        bed.vault.turn_epoch().await.unwrap();
        assert!(matches!(bed.vault.key(key.id()).await, Err(Error::KeyDestroyed(_))));
    })
    .await;
}
