use std::fs;
use std::sync::Arc;

use desk::erasure::{self, Outcome};
use ground::guard::Level;
use kit_base::SeededEntropy;
use kit_db::Engine;
use kit_vault::register::file_in;
use querist::boot;

use super::figures::figures;
use super::{STAYS, ask_by_name, ask_plainly, column, forget, id_of, is_whole, nobody_reads_them, work_on};
use crate::asking::{act, ask};
use crate::house::{TestHouse, URL};
use crate::main_job::counts;

// proves: RF-187, attack F3
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_from_before_the_erasure_does_not_bring_the_person_back() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let house = TestHouse::on(engine).await;
        let mut named = ask_by_name(&house).await;
        let plain = ask_plainly(&house).await;
        let other = ask(&house, "When do you open?").await;
        work_on(&house, &mut named, false).await;
        house.run_due().await;
        let (dir, before) = (house.folder().join("copy"), figures(&house).await);
        let copy = house.dumped(&dir).await;
        // After the copy: an erasure of two people, and a request that the copy knows nothing of.
        for asked in [&named, &plain] {
            assert_eq!(forget(&house, asked).await, Outcome::Erased);
        }
        let late = ask_by_name(&house).await;
        forget(&house, &late).await;
        let given = late.number();
        let old_keys = house.number("SELECT MAX(key_id) AS n FROM request").await;

        let house = house.restored(&dir, &copy).await;
        assert_eq!(figures(&house).await, before, "{engine:?}: every figure");
        for asked in [&named, &plain] {
            is_marked(&house, asked).await;
            nobody_reads_them(&house, asked).await;
        }
        counts::are_right(&house).await;
        let mut rosa = house.signed_in(Level::Regular).await;
        let page = rosa.get(&named.path()).await;
        assert_eq!(page.status, 200);
        assert!(page.words().contains("This can no longer be read."), "{}", page.words());
        assert!(page.words().contains("The person asked to be forgotten on"), "{}", page.words());
        assert!(
            rosa.get(&plain.path()).await.words().contains("Who owned the shop"),
            "these words were clean"
        );
        assert!(rosa.get(&other.path()).await.words().contains("Elsie Thackeray"));
        // It is still worked on.
        let sent = act(&mut rosa, &named.path(), "note", &[("text", "What did they ask?")]).await;
        assert_eq!(sent.status, 303, "{}", sent.words());
        assert!(rosa.get(&named.path()).await.words().contains("What did they ask?"));
        assert_eq!(forget(&house, &named).await, Outcome::WasErased);
        // It took the keys over: nothing that was given after the copy is given again.
        let next = ask(&house, "Another?").await;
        assert!(next.number() > given, "{} after {given}", next.number());
        assert!(column(&house, &next, "key_id").await > old_keys, "{engine:?}: keys");
        // And once more: nothing is left to be done.
        assert_eq!(erasure::replay(house.ground()).await.unwrap().completed, 0);
    }
}

/// Two copies of different pasts: the older one is put back, the person is forgotten there, whose words do not name
/// them; then the newer one comes back, in which they had written who they are. Found by the model, with two copies.
///
/// proves: RF-187, attack F3
#[tokio::test(flavor = "multi_thread")]
async fn words_of_another_past_that_name_the_person_do_not_come_back_either() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let house = TestHouse::on(engine).await;
        let mut plain = ask_plainly(&house).await;
        house.run_due().await;
        let older = (house.folder().join("older"), house.folder().join("newer"));
        let first = house.dumped(&older.0).await;
        let words = format!("It is me, {}, who wonders.", plain.email);
        assert_eq!(plain.reply(&words).await.status, 200);
        let second = house.dumped(&older.1).await;

        let house = house.restored(&older.0, &first).await;
        let copied = kit_vault::KeyId(column(&house, &plain, "key_id").await);
        assert_eq!(forget(&house, &plain).await, Outcome::Erased);
        let mut rosa = house.signed_in(Level::Regular).await;
        assert!(rosa.get(&plain.path()).await.words().contains("Who owned the shop"), "clean words stay");
        // The letter that names them is not here: what it was sealed under went all the same.
        let states = house.ground().vault.keys(&[copied]).await.unwrap();
        assert!(matches!(states[&copied], kit_vault::KeyState::Destroyed), "{engine:?}: {states:?}");
        let receipt = erasure::receipt(house.ground(), id_of(&house, &plain).await).await.unwrap().unwrap();
        assert_eq!(receipt.words, erasure::WordsAre::AsTheyWere);

        let house = house.restored(&older.1, &second).await;
        is_marked(&house, &plain).await;
        nobody_reads_them(&house, &plain).await;
        let mut rosa = house.signed_in(Level::Regular).await;
        let page = rosa.get(&plain.path()).await;
        assert_eq!(page.status, 200);
        assert!(!page.body.contains(&plain.email), "{engine:?}: {}", page.words());
        assert!(page.words().contains("This can no longer be read."), "{engine:?}: {}", page.words());
    }
}

/// Forgotten, whether or not the words could be kept.
async fn is_marked(house: &TestHouse, asked: &crate::asking::Asked) {
    let rows = format!(
        "SELECT COUNT(*) AS n FROM request r JOIN client c ON c.id = r.client_id
          WHERE r.number = {} AND r.erased_at IS NOT NULL AND c.erased_at IS NOT NULL
            AND r.name_sealed IS NULL AND length(c.identity_sealed) = 0 AND length(r.suffix_hash) = 0",
        asked.number()
    );
    assert_eq!(house.number(&rows).await, 1);
    let receipt = erasure::receipt(house.ground(), id_of(house, asked).await).await.unwrap();
    assert!(receipt.is_some());
}

// The ring is a file here only; how a ring is copied elsewhere is a matter of backups
#[tokio::test(flavor = "multi_thread")]
async fn an_older_ring_and_an_older_database_forget_again_and_keep_the_words() {
    let mut house = TestHouse::on(Engine::Sqlite).await;
    let mut named = ask_by_name(&house).await;
    work_on(&house, &mut named, true).await;
    house = house.restarted().await;
    house.close().await;
    let (ring, main) = (house.places.keys.join("ring.db"), house.places.data.join("querist.db"));
    let (ring_before, main_before) = (fs::read(&ring).unwrap(), fs::read(&main).unwrap());
    house = house.restarted().await;
    assert_eq!(forget(&house, &named).await, Outcome::Erased);
    house.close().await;
    for (file, bytes) in [(&ring, &ring_before), (&main, &main_before)] {
        fs::write(file, bytes).unwrap();
        for tail in ["-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{tail}", file.display()));
        }
    }
    let house = house.restarted().await;
    is_whole(&house, &named).await;
    nobody_reads_them(&house, &named).await;
    let mut rosa = house.signed_in(Level::Regular).await;
    let page = rosa.get(&named.path()).await.words();
    assert!(page.contains(STAYS), "the words were still there to be kept: {page}");
}

async fn refused(house: &TestHouse) -> String {
    let site = ground::ui::Site {
        public_url: Some(URL.to_owned()),
        port: 7070,
        version: "0.1.0",
        demo: false,
        mail: false,
    };
    let opened = boot::open(&house.places, site, house.clock.clone(), Arc::new(SeededEntropy::new(7))).await;
    let error = opened.err().expect("the house must not open");
    let mut text = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_or_missing_register_is_refused_at_the_start() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let house = TestHouse::on(engine).await;
        let (one, two) = (ask_by_name(&house).await, ask_by_name(&house).await);
        forget(&house, &one).await;
        let files = [&house.places.keys, &house.places.data].map(|dir| file_in(dir));
        let old = fs::read(&files[0]).unwrap();
        forget(&house, &two).await;
        let new = fs::read(&files[0]).unwrap();
        house.close().await;
        for file in &files {
            fs::write(file, &old).unwrap();
        }
        let said = refused(&house).await;
        assert!(said.contains("is older than the key ring") && said.contains("1 entries"), "{said}");
        for file in &files {
            fs::remove_file(file).unwrap();
        }
        assert!(refused(&house).await.contains("it has 0 entries, and the ring knows of 2"));
        // A changed line is named.
        let mut changed = new.clone();
        changed[300] ^= 1;
        fs::write(&files[0], &changed).unwrap();
        let said = refused(&house).await;
        assert!(said.contains("of the erasure register") && said.contains("was changed"), "{said}");
        // One whole copy is enough.
        fs::remove_file(&files[0]).unwrap();
        fs::write(&files[1], &new).unwrap();
        let house = house.restarted().await;
        assert_eq!(fs::read(&files[0]).unwrap(), new);
        is_whole(&house, &two).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_erasures_are_replayed_in_little_time() {
    let full = std::env::var_os("PROVE").is_some();
    let count: i64 = if full { 100_000 } else { 2_000 };
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let house = TestHouse::on(engine).await;
        for subject in 0..count {
            let keys = vec![kit_vault::KeyId(subject * 2)];
            let replaced = Some((kit_vault::KeyId(subject * 2 + 1), kit_vault::KeyId(-subject)));
            let order = kit_vault::register::Erasure {
                subject,
                rows: vec![subject],
                keys,
                replaced,
                looked: Vec::new(),
            };
            house.ground().register.append_unsynced(kit_vault::register::Act::Erase(order)).unwrap();
        }
        let started = std::time::Instant::now();
        let done = erasure::replay(house.ground()).await.unwrap();
        let taken = started.elapsed();
        assert_eq!((done.entries as i64, done.completed), (count, 0));
        println!("proof: {count} entries replayed on {engine:?} in {} ms", taken.as_millis());
        assert!(!full || taken < std::time::Duration::from_secs(3), "{taken:?}");
    }
}
