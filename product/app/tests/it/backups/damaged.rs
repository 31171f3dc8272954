//! A backup that is not what was written, keys that are not the desk's: refused, and nothing is made.

use ground::backups::BackupError;
use kit_base::{Entropy, SeededEntropy};
use kit_db::Engine;

use super::{New, back_up, files};
use crate::asking::ask;
use crate::house::{self, TestHouse};
use querist::places::Places;

// proves: attack E5, RF-187
#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_which_any_file_was_changed_cut_or_removed_is_refused_and_nothing_is_made() {
    let house = TestHouse::on(Engine::Sqlite).await;
    ask(&house, "Is this kept?").await;
    std::fs::create_dir_all(house.places.data.join("files/a")).unwrap();
    std::fs::write(house.places.data.join("files/a/one"), b"a file").unwrap();
    let taken = back_up(&house, "backup").await.unwrap();
    let chance = SeededEntropy::new(5);
    let new = New::with_keys_of(&house, Engine::Sqlite);
    let all = files(&taken.dir);
    assert!(all.iter().any(|file| file.ends_with("files/a/one")), "{all:?}");
    let mut refused = 0;
    for file in all.iter().filter(|file| !file.ends_with("lock") && !file.ends_with("register/erasures")) {
        let whole = std::fs::read(file).unwrap();
        let at = u64::from_be_bytes((&chance as &dyn Entropy).bytes()) as usize % whole.len().max(1);
        let mut changed = whole.clone();
        if let Some(byte) = changed.get_mut(at) {
            *byte ^= 1;
        }
        let forms = [Some(changed), Some(whole[..at].to_vec()), Some([&whole[..], b"x"].concat()), None];
        for form in forms.into_iter().filter(|form| form.as_ref() != Some(&whole)) {
            match form {
                Some(bytes) => std::fs::write(file, bytes).unwrap(),
                None => std::fs::remove_file(file).unwrap(),
            }
            let restored = new.restore(&taken.dir, None).await;
            assert!(restored.is_err(), "{} at {at}", file.display());
            assert!(!new.places.data.exists(), "a refused restore made something");
            refused += 1;
        }
        std::fs::write(file, &whole).unwrap();
    }
    // What was put in later is no part of it either.
    let foreign = taken.manifest.folder(&taken.dir).join("files/a/two");
    std::fs::write(&foreign, b"x").unwrap();
    assert!(new.restore(&taken.dir, None).await.is_err());
    std::fs::remove_file(&foreign).unwrap();
    new.restore(&taken.dir, None).await.unwrap();
    assert_eq!(std::fs::read(new.places.data.join("files/a/one")).unwrap(), b"a file");
    println!("proof: {refused} damaged backups refused");
}

// proves: RF-187
#[tokio::test(flavor = "multi_thread")]
async fn keys_of_another_desk_and_a_directory_in_use_are_refused() {
    let house = TestHouse::on(Engine::Sqlite).await;
    ask(&house, "Mine?").await;
    let taken = back_up(&house, "backup").await.unwrap();
    // A desk with keys of its own, as by every first start.
    let other = New::alone(Engine::Sqlite);
    house::open(&other.places, None, &house.clock, 4_711).await.close().await;
    let mut wrong = New::with_keys_of(&house, Engine::Sqlite);
    let Places { keys, root_key, ring, .. } = other.places.clone();
    wrong.places = Places { keys, root_key, ring, ..wrong.places };
    let refused = wrong.restore(&taken.dir, None).await.unwrap_err();
    assert!(refused.to_string().contains("another desk"), "{refused}");
    assert!(!wrong.places.data.exists());
    let no_keys = New::alone(Engine::Sqlite);
    assert!(matches!(no_keys.restore(&taken.dir, None).await, Err(BackupError::Vault(_))));
    assert!(!no_keys.places.data.exists() && !no_keys.places.keys.exists());

    let used = New::with_keys_of(&house, Engine::Sqlite);
    std::fs::create_dir(&used.places.data).unwrap();
    std::fs::write(used.places.data.join("mine"), b"x").unwrap();
    assert!(matches!(used.restore(&taken.dir, None).await, Err(BackupError::Place(_))));
    assert_eq!(files(&used.places.data).len(), 1);
    std::fs::remove_file(used.places.data.join("mine")).unwrap();
    // An empty one will do; it is left empty by a restore that fails.
    let whole = std::fs::read(taken.dir.join("backup.json")).unwrap();
    std::fs::write(taken.dir.join("backup.json"), b"{}").unwrap();
    assert!(used.restore(&taken.dir, None).await.is_err());
    assert_eq!(files(&used.places.data).len(), 0);
    std::fs::write(taken.dir.join("backup.json"), whole).unwrap();
    used.restore(&taken.dir, None).await.unwrap();
}
