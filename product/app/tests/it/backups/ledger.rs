//! The ledger goes along with a backup: what is put back verifies, seals more, and verifies again; one that was
//! changed in the backup is found. With the real program, on either engine.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ground::audit::{self, SignIn};
use kit_db::{Db, Engine, Place};
use querist::places::Places;

use super::{New, back_up as back_up_here, files};
use crate::house::{self, TestHouse};
use crate::power::load::{self, Heard};
use crate::power::server::{Server, no_panic, places_on, querist};

/// Runs the program; gives whether it ended well, and what it said.
fn run(command: &mut Command) -> (bool, String) {
    let done = command.output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    (done.status.success(), said)
}

fn verify(places: &Places) -> (bool, String) {
    run(&mut querist(places, &["audit", "verify"]))
}

fn verified(places: &Places) -> String {
    let (well, said) = verify(places);
    assert!(well, "{said}");
    said
}

/// A desk at which people ask and staff read; gives it back running.
async fn busy(places: &Places, words: &Path, who: u64) -> Server {
    let server = Server::start(querist(places, &["serve"]).env("RUST_LOG", "warn"), words).unwrap();
    let heard = Arc::new(Heard::default());
    let mut staff = load::first_administrator(&server, &heard).await.unwrap();
    load::ask(server.port, who, 4, heard.clone()).await;
    for told in heard.so_far() {
        if let load::Done::Asked { full, .. } = &told.what {
            let short = full.rsplit_once('-').unwrap().0;
            assert_eq!(staff.get(&format!("/desk/requests/{short}")).await.status, 200);
        }
    }
    assert_eq!(staff.get("/desk?view=all").await.status, 200);
    server
}

/// How many entries a stream has by what `verify` said.
fn entries(said: &str, stream: &str) -> u64 {
    let lines = said.lines().filter(|line| line.starts_with(stream));
    lines.filter_map(|line| line.split(": ").nth(1)?.split(' ').next()?.parse::<u64>().ok()).sum()
}

fn back_up(places: &Places, to: &Path) -> (bool, String) {
    run(&mut querist(places, &["backup", "--to", to.to_str().unwrap()]))
}

fn restore(places: &Places, backup: &Path) -> (bool, String) {
    let (from, keys) = (backup.to_str().unwrap(), places.keys.to_str().unwrap());
    run(&mut querist(places, &["restore", "--from", from, "--keys", keys]))
}

/// Where a backup has its copy of the ledger.
fn copied(backup: &Path) -> PathBuf {
    let found =
        files(backup).into_iter().find(|file| file.components().any(|part| part.as_os_str() == "ledger"));
    let found = found.expect("the backup holds a ledger");
    found.ancestors().find(|dir| dir.ends_with("ledger")).unwrap().to_owned()
}

// proves: XT-151, RF-187, v5.0.0-16.4.2, attack E5
#[tokio::test(flavor = "multi_thread")]
async fn a_restored_ledger_verifies_goes_on_and_is_found_changed_when_it_was() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let folder = tempfile::tempdir().unwrap();
        let words = folder.path().join("words.log");
        let (desk, _kept) = places_on(engine, folder.path());
        let server = busy(&desk, &words, 1).await;
        let backup = folder.path().join("backup");
        let (well, said) = back_up(&desk, &backup);
        assert!(well, "{said}");
        server.stop();
        let said = verified(&desk);
        assert!(entries(&said, "audit-") > 10 && entries(&said, "views-") > 10, "{said}");

        // With the keys of the desk, into another place of the same engine.
        let (mut new, _kept_too) = places_on(engine, &folder.path().join("new"));
        (new.keys, new.root_key, new.ring) = (desk.keys.clone(), desk.root_key.clone(), desk.ring.clone());
        let (well, said) = restore(&new, &backup);
        assert!(well, "{said}");
        // Before its first start, as it lay in the backup; its database says no more than the copy holds.
        let copied_entries = verified(&new);
        assert!(entries(&copied_entries, "views-") > 10, "{copied_entries}");
        let server = busy(&new, &words, 2).await;
        verified(&new);
        server.stop();
        let said = verified(&new);
        for stream in ["audit-", "views-"] {
            assert!(entries(&said, stream) > entries(&copied_entries, stream), "{said}");
        }
        println!(
            "proof: {engine:?}: a ledger put back with its backup verifies, goes on, and verifies:\n{said}"
        );

        changed_in_the_backup(engine, folder.path(), &desk, &backup);
        no_panic(&words);
    }
}

/// Makes the backup's own list say that a file was written with other bytes, as whoever knows its form can.
fn make_fit(list: &Path, old: &[u8], new: &[u8]) {
    let hash =
        |bytes: &[u8]| hex::encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes).as_ref());
    let text = std::fs::read_to_string(list).unwrap();
    let (_, rest) = text.split_once('\n').unwrap();
    assert!(rest.contains(&hash(old)), "the list has the file's hash");
    let rest = rest.replace(&hash(old), &hash(new));
    std::fs::write(list, format!("{{\"sha256\":\"{}\",\n{rest}", hash(rest.as_bytes()))).unwrap();
}

/// Somebody changes an entry of the copied ledger, and then also makes the backup's own list fit.
fn changed_in_the_backup(engine: Engine, folder: &Path, desk: &Places, backup: &Path) {
    let ledger = copied(backup);
    let tails =
        files(&ledger).into_iter().filter(|file| file.components().any(|part| part.as_os_str() == "tail"));
    let file = tails.max_by_key(|file| std::fs::metadata(file).unwrap().len()).expect("a tail was copied");
    let whole = std::fs::read(&file).unwrap();
    let mut bytes = whole.clone();
    // In its first entry: a record of a tail begins with 16 bytes, an entry with its length in two.
    bytes[16 + 2 + 4] ^= 1;
    std::fs::write(&file, &bytes).unwrap();
    let (mut thief, _kept) = places_on(engine, &folder.join("thief"));
    (thief.keys, thief.root_key, thief.ring) = (desk.keys.clone(), desk.root_key.clone(), desk.ring.clone());
    let (well, said) = restore(&thief, backup);
    assert!(!well && said.contains("is damaged") && said.contains("Nothing was made"), "{said}");
    assert!(!thief.data.exists());

    let list = backup.join("backup.json");
    let text = std::fs::read_to_string(&list).unwrap();
    make_fit(&list, &whole, &bytes);
    let (well, said) = restore(&thief, backup);
    assert!(well, "the list fits: {said}");
    let (well, said) = verify(&thief);
    assert!(!well && said.contains("not as written"), "{said}");
    let stream = file.strip_prefix(&ledger).unwrap().components().next().unwrap();
    assert!(said.contains(&*stream.as_os_str().to_string_lossy()), "{said}");
    std::fs::write(&list, text).unwrap();
    std::fs::write(&file, whole).unwrap();
}

// proves: RF-187, attack E5
#[tokio::test(flavor = "multi_thread")]
async fn a_copied_ledger_that_does_not_tell_its_size_is_refused_and_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let words = folder.path().join("words.log");
    let (desk, _kept) = places_on(Engine::Sqlite, folder.path());
    busy(&desk, &words, 3).await.stop();
    let backup = folder.path().join("backup");
    let (well, said) = back_up(&desk, &backup);
    assert!(well, "{said}");
    let head = copied(&backup).join("views-0/checkpoint");
    let list = backup.join("backup.json");
    let whole = std::fs::read(&head).unwrap();
    let (mut new, _) = places_on(Engine::Sqlite, &folder.path().join("new"));
    (new.keys, new.root_key, new.ring) = (desk.keys.clone(), desk.root_key.clone(), desk.ring.clone());
    // Its head is no head, and the backup's list fits.
    let torn = vec![b'?'; whole.len()];
    std::fs::write(&head, &torn).unwrap();
    make_fit(&list, &whole, &torn);
    let (well, said) = restore(&new, &backup);
    assert!(!well && said.contains("views-0/checkpoint is damaged"), "{said}");
    assert!(said.contains("Nothing was made; use another backup"), "{said}");
    assert!(!new.data.exists());
    assert!(matches!(new.database, Place::Sqlite(file) if !file.exists()));
    no_panic(&words);
}

// proves: RF-187
#[tokio::test(flavor = "multi_thread")]
async fn heads_noted_while_a_backup_is_taken_do_not_accuse_its_copy_of_the_ledger() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let house = TestHouse::on(engine).await;
        let (over, accounting) = (AtomicBool::new(false), &house.ground().accounting);
        let noting = async {
            while !over.load(Ordering::SeqCst) {
                accounting.signed(SignIn::Out, 1, "0123456789abcdef", house::NOW);
                audit::note_heads(house.ground()).await.unwrap();
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        let backing_up = async {
            let taken = back_up_here(&house, "backup").await;
            over.store(true, Ordering::SeqCst);
            taken.unwrap()
        };
        let (taken, ()) = futures_util::future::join(backing_up, noting).await;
        let new = New::with_keys_of(&house, engine);
        new.restore(&taken.dir, None).await.unwrap();
        let place = new.places.database.clone();
        let db = tokio::task::spawn_blocking(move || Db::open(&place)).await.unwrap().unwrap();
        let key = accounting.key().unwrap();
        let looked = audit::look_through(&db, &new.places.data.join("ledger"), key, Vec::new()).await;
        assert_eq!(looked.unwrap().0.findings, [], "{engine:?}");
        db.close().await;
    }
}
