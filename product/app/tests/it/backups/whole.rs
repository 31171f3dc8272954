//! What is put back is one desk, of one moment, and it goes on without giving anything twice.

use std::collections::HashSet;

use ground::guard::Level;
use kit_db::Engine;
use kit_vault::Domain;

use super::{New, back_up, copy_dir};
use crate::asking::{ask, ask_as};
use crate::house::TestHouse;
use crate::main_job::counts;

/// How many people ask while a backup is taken.
const ASKERS: usize = 8;

/// Has `ASKERS` people ask `each` questions, in order, at the same time.
async fn many_ask(house: &TestHouse, each: usize) {
    let people = (0..ASKERS).map(|who| async move {
        for n in 0..each {
            ask(house, &format!("Question {n} of {who}?")).await;
        }
    });
    futures_util::future::join_all(people).await;
}

// proves: RF-187, v5.0.0-2.3.3
#[tokio::test(flavor = "multi_thread")]
async fn a_backup_taken_while_eight_write_is_one_desk_on_either_engine() {
    for (from, to) in [(Engine::Sqlite, Engine::Postgres), (Engine::Postgres, Engine::Sqlite)] {
        let house = TestHouse::on(from).await;
        many_ask(&house, 1).await;
        let (taken, ()) = futures_util::future::join(back_up(&house, "backup"), many_ask(&house, 6)).await;
        let taken = taken.unwrap();
        let new = New::with_keys_of(&house, to);
        new.restore(&taken.dir, None).await.unwrap();
        let restored = new.start(&house).await;
        let (all, some) = ("SELECT COUNT(*) AS n FROM request", taken.manifest.database.rows_of("request"));
        assert!(some >= Some(ASKERS as u64));
        assert_eq!(restored.number(all).await as u64, some.unwrap());
        counts::are_right(&restored).await;
        let unaccounted = "SELECT COUNT(*) AS n FROM request r WHERE NOT EXISTS
            (SELECT 1 FROM audit_event e WHERE e.subject_kind = 'request' AND e.subject_id = r.id)";
        assert_eq!(restored.number(unaccounted).await, 0);
        // Everything opens with the keys, and the desk goes on.
        let mut staff = restored.signed_in(Level::Regular).await;
        let list = staff.get("/desk?view=all").await;
        assert!(list.body.contains("Question"), "{}", list.words());
        ask(&restored, "May I ask here as well?").await;
        counts::are_right(&restored).await;
        println!("proof: backup while {ASKERS} write, {from:?} to {to:?}: {} requests", some.unwrap());
    }
}

// proves: RF-187
#[tokio::test(flavor = "multi_thread")]
async fn numbers_and_keys_given_after_the_backup_are_never_given_again() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let house = TestHouse::on(engine).await;
        ask(&house, "Before?").await;
        let taken = back_up(&house, "backup").await.unwrap();
        let old_ring = house.folder().join("old");
        copy_dir(&taken.dir, &old_ring);
        let (mut numbers, mut keys) = (HashSet::new(), HashSet::new());
        for n in 0..5 {
            numbers.insert(
                ask_as(&house, "After", "after@reader.example", &format!("After {n}?")).await.number(),
            );
        }
        for _ in 0..700 {
            keys.insert(house.ground().vault.take(Domain::Request).await.unwrap().id());
        }
        assert_eq!(keys.len(), 700);
        // Once with the keys of the desk, once with the older ring of the backup: either way the pool of the
        // copy holds keys that were given since.
        for own_keys in [true, false] {
            let new = if own_keys { New::with_keys_of(&house, engine) } else { New::alone(engine) };
            let epochs = if own_keys {
                None
            } else {
                std::fs::copy(&house.places.root_key, &new.places.root_key).unwrap();
                Some(taken.slot.clone())
            };
            new.restore(&old_ring, epochs).await.unwrap();
            let restored = new.start(&house).await;
            for n in 0..3 {
                let asked = ask(&restored, &format!("Again {n}?")).await;
                assert!(!numbers.contains(&asked.number()), "{} was given twice", asked.number());
            }
            for _ in 0..700 {
                let key = restored.ground().vault.take(Domain::Request).await.unwrap().id();
                assert!(!keys.contains(&key), "{key:?} was given twice");
            }
        }
    }
}

// proves: RF-187
#[tokio::test(flavor = "multi_thread")]
async fn the_backup_before_stays_until_the_next_is_complete_and_no_longer() {
    let house = TestHouse::on(Engine::Sqlite).await;
    ask(&house, "One?").await;
    let first = back_up(&house, "backup").await.unwrap();
    let folder = first.manifest.folder(&first.dir);
    assert!(folder.is_dir());
    // What a backup that was broken off leaves.
    let left = first.dir.join(".new-20200101T000000Z-00000000/tables");
    std::fs::create_dir_all(&left).unwrap();
    // A second backup that fails: the slot cannot be written.
    std::fs::remove_file(first.slot.join("epochs.json")).unwrap();
    std::fs::create_dir(first.slot.join("epochs.json")).unwrap();
    let failed = back_up(&house, "backup").await;
    assert!(failed.is_err());
    assert!(folder.is_dir(), "a failed backup took the one before with it");
    let new = New::with_keys_of(&house, Engine::Sqlite);
    new.restore(&first.dir, None).await.unwrap();
    std::fs::remove_dir(first.slot.join("epochs.json")).unwrap();
    let second = back_up(&house, "backup").await.unwrap();
    assert!(!folder.exists() && !left.exists(), "old backups stay");
    let names: Vec<_> =
        std::fs::read_dir(&second.dir).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    let known = ["backup.json", "lock", "ring", "register", &second.manifest.generation];
    assert!(names.iter().all(|name| known.contains(&name.to_str().unwrap())), "{names:?}");
}

// proves: RF-187, v5.0.0-13.3.1
#[tokio::test(flavor = "multi_thread")]
async fn no_key_and_no_wrapping_key_lies_in_a_backup() {
    let house = TestHouse::on(Engine::Sqlite).await;
    ask(&house, "Where is the heron?").await;
    let taken = back_up(&house, "backup").await.unwrap();
    let root = std::fs::read(&house.places.root_key).unwrap();
    let epochs = std::fs::read_to_string(house.places.keys.join("epochs.json")).unwrap();
    let wrapped: Vec<&str> = epochs.split('"').filter(|word| word.len() > 100).collect();
    assert!(!wrapped.is_empty());
    for file in super::files(&taken.dir) {
        let bytes = std::fs::read(&file).unwrap();
        let mut plain = Vec::new();
        let mut unpacked = flate2::read::GzDecoder::new(&bytes[..]);
        let _ = std::io::Read::read_to_end(&mut unpacked, &mut plain);
        for bytes in [&bytes, &plain] {
            let has = |what: &[u8]| bytes.windows(what.len()).any(|window| window == what);
            assert!(!has(&root[..64]), "the root key is in {}", file.display());
            assert!(wrapped.iter().all(|word| !has(word.as_bytes())), "an epoch is in {}", file.display());
            assert!(!has(b"heron"), "words are in {}", file.display());
        }
    }
}
