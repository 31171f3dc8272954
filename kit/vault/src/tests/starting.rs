use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::*;
use crate::Error;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o777
}

#[tokio::test]
async fn keys_are_their_owners_alone_and_are_made_once() {
    let bed = Bed::on(Engine::Sqlite).await;
    let VaultOptions { keys_dir, root_key, .. } = &bed.test.options;
    assert_eq!((mode(keys_dir), mode(root_key.parent().unwrap())), (0o700, 0o700));
    assert_eq!((mode(root_key), mode(&bed.test.epochs())), (0o600, 0o600));
    let before = (fs::read(root_key).unwrap(), fs::read(bed.test.epochs()).unwrap());
    let create = || Vault::create_keys(keys_dir, root_key, &*bed.clock, &SeededEntropy::new(1));
    let create_epochs = || Vault::create_epochs(keys_dir, root_key, &*bed.clock, &SeededEntropy::new(1));
    assert!(matches!(create(), Err(Error::KeysExist { path }) if path == *root_key));
    assert!(matches!(create_epochs(), Err(Error::KeysExist { path }) if path == bed.test.epochs()));
    assert_eq!((fs::read(root_key).unwrap(), fs::read(bed.test.epochs()).unwrap()), before);
    fs::remove_file(root_key).unwrap();
    assert!(matches!(create(), Err(Error::KeysExist { path }) if path == bed.test.epochs()));
    assert!(!root_key.exists(), "no root key without its epochs");
}

#[tokio::test]
async fn a_root_key_made_elsewhere_is_used() {
    let dir = tempfile::tempdir().unwrap();
    let root_key = dir.path().join("credential");
    fs::write(&root_key, "0123456789abcdef".repeat(4)).unwrap();
    let options = VaultOptions::embedded(&dir.path().join("keys"), &root_key);
    let clock = Arc::new(ManualClock::at(START));
    let entropy = Arc::new(SeededEntropy::new(1));
    Vault::create_epochs(&options.keys_dir, &root_key, &*clock, &*entropy).unwrap();
    Vault::start(options.clone(), clock, entropy, Arc::new(Recorded::default())).await.unwrap();
    assert_eq!(mode(&options.keys_dir.join("ring.db")), 0o600);
}

async fn refused(bed: &Bed) -> Error {
    bed.again(0, 12).await.expect_err("the vault must not start")
}

#[tokio::test]
async fn a_missing_short_or_foreign_root_key_is_refused_before_the_ring_is_touched() {
    let bed = Bed::on(Engine::Sqlite).await;
    let root_key = &bed.test.options.root_key;
    let whole = fs::read_to_string(root_key).unwrap();
    fs::remove_file(bed.test.at.folder().join("test.db")).unwrap();
    fs::remove_file(root_key).unwrap();
    assert!(matches!(refused(&bed).await, Error::RootKeyMissing { path } if path == *root_key));
    fs::write(root_key, &whole[..40]).unwrap();
    assert!(matches!(refused(&bed).await, Error::RootKeyShape { path } if path == *root_key));
    fs::write(root_key, "ab".repeat(32)).unwrap();
    let error = refused(&bed).await;
    assert!(matches!(error, Error::RootKeyWrong { .. }), "{error:?}");
    assert!(error.to_string().contains(root_key.to_str().unwrap()), "{error}");
    assert!(!bed.test.at.folder().join("test.db").exists());
}

#[tokio::test]
async fn a_ring_of_other_keys_is_refused() {
    each_ring(async |bed| {
        let VaultOptions { keys_dir, root_key, .. } = &bed.test.options;
        let epochs = fs::read(bed.test.epochs()).unwrap();
        // The ring of one installation, root key and epochs of another, each pair good in itself.
        fs::remove_file(root_key).unwrap();
        fs::remove_file(bed.test.epochs()).unwrap();
        Vault::create_keys(keys_dir, root_key, &*bed.clock, &SeededEntropy::new(99)).unwrap();
        assert!(matches!(refused(&bed).await, Error::RingForeign { .. }));
        // And with the old epochs under the new root key.
        fs::write(bed.test.epochs(), epochs).unwrap();
        assert!(matches!(refused(&bed).await, Error::RootKeyWrong { .. }));
    })
    .await;
}

#[tokio::test]
async fn an_empty_ring_is_refused_when_there_was_one() {
    let bed = Bed::on(Engine::Sqlite).await;
    bed.vault.clone().close().await;
    fs::remove_file(bed.test.at.folder().join("test.db")).unwrap();
    let error = refused(&bed).await;
    assert!(matches!(error, Error::RingEmpty { .. }), "{error:?}");
}

#[tokio::test]
async fn the_ring_of_another_installation_is_refused() {
    let (bed, other) = (Bed::on(Engine::Sqlite).await, Bed::seeded(Engine::Sqlite, 12).await);
    // Closed in order, so that no log lies beside either.
    bed.vault.clone().close().await;
    other.vault.clone().close().await;
    let file = |bed: &Bed| bed.test.at.folder().join("test.db");
    fs::copy(file(&other), file(&bed)).unwrap();
    let error = refused(&bed).await;
    assert!(matches!(error, Error::RingForeign { .. }), "{error:?}");
}

#[tokio::test]
async fn a_ring_other_than_the_one_noted_is_refused_though_it_opens() {
    each_ring(async |bed| {
        let text = fs::read_to_string(bed.test.epochs()).unwrap();
        let at = text.find("\"ring\": \"").unwrap() + "\"ring\": \"".len();
        fs::write(bed.test.epochs(), [&text[..at], &"0".repeat(32), &text[at + 32..]].concat()).unwrap();
        assert!(matches!(refused(&bed).await, Error::RingForeign { .. }));
    })
    .await;
}

#[tokio::test]
async fn epochs_older_than_the_ring_are_refused() {
    each_ring(async |bed| {
        let old = fs::read(bed.test.epochs()).unwrap();
        bed.vault.supply().await.unwrap();
        bed.vault.turn_epoch().await.unwrap();
        fs::write(bed.test.epochs(), old).unwrap();
        assert!(matches!(refused(&bed).await, Error::EpochUnknown { epoch: 2, .. }));
    })
    .await;
}
