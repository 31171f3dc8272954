//! Somebody asks, a backup is taken, they are forgotten, and the old backup is put back: they do not come back,
//! and after fifteen days in which the desk did its jobs, nobody can read them in the old backup either, with
//! all the keys there are. With the real program; its clock is moved a day at a time by `libfaketime`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use kit_db::{Db, Place};
use kit_vault::testing::open_everything;
use querist::places::Places;

use crate::asking::between;
use crate::house::lines;
use crate::power::load::{self, Heard};
use crate::power::server::{QUERIST, Server, no_panic, places, querist};

const FAKETIME: &str = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
/// After so many days nothing may open.
const DAYS: u32 = 15;
const NAME: &str = "Zuleika Quackenbush";
const EMAIL: &str = "zuleika@reader.example";
const WORDS: &str = "heliotrope pelicans";

/// Everything of one run, in a folder of its own.
struct Run {
    dir: tempfile::TempDir,
}

/// Runs the program, which must end well unless it is `refused`; gives what it said.
fn say(command: &mut Command, refused: bool) -> String {
    let done = command.output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert_eq!(done.status.code(), Some(i32::from(refused)), "{said}");
    said
}

fn restore(more: &[&str], refused: bool) -> String {
    say(Command::new(QUERIST).arg("restore").args(more), refused)
}

impl Run {
    fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Restores the old backup with its own ring and these epochs, as a thief of both and of the root key would.
    fn steal(&self, desk: &Places, name: &str, epochs: &str, refused: bool) -> String {
        let (from, root) = (self.path("old"), desk.root_key.to_str().unwrap());
        let (data, keys) = (self.path(&format!("{name}-data")), self.path(&format!("{name}-keys")));
        let places = ["--from", &from, "--data", &data, "--keys", &keys];
        let own = ["--ring-from-backup", "--root-key", root, "--epochs", epochs];
        restore(&[&places[..], &own[..]].concat(), refused)
    }

    fn copy(&self, from: &str, to: &str) {
        let copied = Command::new("cp").arg("-a").arg(self.at(from)).arg(self.at(to)).status().unwrap();
        assert!(copied.success());
    }

    fn path(&self, name: &str) -> String {
        self.at(name).to_str().unwrap().to_owned()
    }
}

/// Starts what lies in `data` alone, `days` days from now.
fn serve(run: &Run, data: &Path, days: u32) -> Server {
    let mut command = Command::new(QUERIST);
    command.arg("serve").arg("--data").arg(data);
    if days > 0 {
        // The program's own timers run on; only what time it is changes.
        command.env("LD_PRELOAD", FAKETIME).env("FAKETIME", format!("+{days}d"));
        command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    }
    Server::start(&mut command, &run.at("words.log")).unwrap()
}

async fn ask(port: u16, name: &str, email: &str, question: &str) -> String {
    let mut browser = crate::power::wire::browser(port);
    let page = browser.get("/ask/general").await;
    let fields = [("question", question), ("name", name), ("email", email)];
    let answer = browser.submit(&page, "/ask/general", &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.words());
    between(&answer.body, "class=\"spine big\" dir=\"ltr\">", "<").unwrap().to_owned()
}

async fn read(data: &Path, statement: &str) -> Vec<String> {
    let place = Place::Sqlite(data.join("querist.db"));
    let db = tokio::task::spawn_blocking(move || Db::open(&place)).await.unwrap().unwrap();
    let found = lines(&db, statement).await;
    db.close().await;
    found
}

/// Waits until every job of `kinds` has run once more than `before`.
async fn ran(data: &Path, kinds: &[&str], before: usize) {
    let began = Instant::now();
    loop {
        let runs = read(data, "SELECT kind AS line FROM job_run WHERE outcome = 'done'").await;
        if kinds.iter().all(|kind| runs.iter().filter(|ran| ran == kind).count() > before) {
            return;
        }
        assert!(began.elapsed() < Duration::from_mins(1), "the jobs did not run: {runs:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Figures that no erasure and no restore may change.
async fn figures(data: &Path) -> Vec<String> {
    read(
        data,
        "SELECT CAST(location_id AS TEXT) || ' ' || CAST(assignee_id AS TEXT) || ' ' || CAST(n AS TEXT) AS line
           FROM request_counter WHERE n <> 0 ORDER BY 1",
    )
    .await
}

fn holds(dir: &Path, what: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for file in super::files(dir) {
        let bytes = std::fs::read(&file).unwrap();
        let mut plain = Vec::new();
        let _ = std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&bytes[..]), &mut plain);
        for word in what {
            let has = |bytes: &[u8]| bytes.windows(word.len()).any(|window| window == word.as_bytes());
            if has(&bytes) || has(&plain) {
                found.push(format!("{word} in {}", file.display()));
            }
        }
    }
    found
}

// proves: RF-187, RF-182, RF-186
#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_forgotten_stays_forgotten_through_a_restore_and_fifteen_days() {
    let run = Run { dir: tempfile::tempdir().unwrap() };
    let desk = places(run.dir.path());
    let began =
        Server::start(querist(&desk, &["serve"]).env("RUST_LOG", "warn"), &run.at("words.log")).unwrap();
    let heard = Heard::default();
    drop(load::first_administrator(&began, &heard).await.unwrap());
    let mut numbers = BTreeSet::new();
    let theirs = ask(began.port, NAME, EMAIL, WORDS).await;
    let kept = ask(began.port, "Kept Reader", "kept@reader.example", "What stays?").await;
    ran(&desk.data, &["clients.index"], 0).await;
    say(&mut querist(&desk, &["backup", "--to", &run.path("backup")]), false);
    run.copy("backup", "old");
    run.copy("backup-epochs", "thief");
    let before = figures(&desk.data).await;
    for n in 0..3 {
        numbers.insert(ask(began.port, "Later Reader", "later@reader.example", &format!("Later {n}?")).await);
    }
    let short = theirs.rsplit_once('-').unwrap().0;
    say(&mut querist(&desk, &["erase", "--request", short]), false);
    began.stop();

    // The old backup with the newest ring.
    let new = run.at("new");
    let keys = desk.keys.to_str().unwrap().to_owned();
    restore(&["--from", &run.path("old"), "--data", &run.path("new"), "--keys", &keys], false);
    let mut server = serve(&run, &new, 0);
    let mut staff = load::first_administrator(&server, &heard).await.unwrap();
    let page = staff.get(&format!("/desk/requests/{short}")).await;
    assert_eq!(page.status, 200);
    for word in [NAME, EMAIL] {
        assert!(!page.body.contains(word), "{word} came back");
    }
    let page = staff.get(&format!("/desk/requests/{}", kept.rsplit_once('-').unwrap().0)).await;
    assert!(page.body.contains("Kept Reader"), "others were forgotten as well");
    assert_eq!(figures(&new).await, before, "figures changed");
    let again = ask(server.port, "New Reader", "new@reader.example", "After?").await;
    let number = |full: &str| full.split('-').nth(1).unwrap().parse::<i64>().unwrap();
    let highest = numbers.iter().map(|full| number(full)).max().unwrap();
    assert!(number(&again) > highest, "{again} was given before: {numbers:?}");

    // With the epochs that somebody kept elsewhere the old ring still opens: the attempts below are real ones.
    run.steal(&desk, "early", &run.path("thief"), false);
    let ring = Place::Sqlite(run.at("early-keys/ring.db"));
    let (tried, opened) = open_everything(&ring, &[run.at("thief/epochs.json")], &desk.root_key).await;
    assert!(opened == tried && opened > 100, "{opened} of {tried}");

    for day in 1..=DAYS {
        server.stop();
        let runs = read(&new, "SELECT kind AS line FROM job_run WHERE outcome = 'done'").await;
        let before = runs.iter().filter(|kind| *kind == "keys.upkeep").count();
        server = serve(&run, &new, day);
        ran(&new, &["keys.upkeep", "backups.slots"], before).await;
    }
    server.stop();

    let (live, slot) = (desk.keys.join("epochs.json"), run.at("backup-epochs/epochs.json"));
    let (tried, opened) = open_everything(&ring, &[live, slot], &desk.root_key).await;
    assert_eq!(opened, 0, "of {tried}");
    for (name, epochs) in [("slot", run.path("backup-epochs")), ("live", keys.clone())] {
        let said = run.steal(&desk, name, &epochs, true);
        assert!(said.contains("opens no more"), "{said}");
        assert!(!run.at(&format!("{name}-data")).exists() && !run.at(&format!("{name}-keys")).exists());
    }
    let found: Vec<String> = [new.as_path(), &desk.keys, &run.at("backup")]
        .into_iter()
        .flat_map(|dir| holds(dir, &[NAME, EMAIL]))
        .collect();
    assert!(found.is_empty(), "{found:?}");
    no_panic(&run.at("words.log"));
    println!("proof: forgotten through a restore and {DAYS} days: {tried} attempts to open, {opened} opened");
}

// proves: RF-187
#[tokio::test(flavor = "multi_thread")]
async fn two_desks_never_go_on_with_one_ring_at_once() {
    let run = Run { dir: tempfile::tempdir().unwrap() };
    let desk: Places = places(run.dir.path());
    let old = Server::start(&mut querist(&desk, &["serve"]), &run.at("words.log")).unwrap();
    ask(old.port, NAME, EMAIL, WORDS).await;
    say(&mut querist(&desk, &["backup", "--to", &run.path("backup")]), false);
    let keys = desk.keys.to_str().unwrap();
    restore(&["--from", &run.path("backup"), "--data", &run.path("new"), "--keys", keys], false);
    let mut second = Command::new(QUERIST);
    second.arg("serve").arg("--data").arg(run.at("new")).args(["--listen", "127.0.0.1:0"]);
    let said = say(&mut second, true);
    assert!(said.contains("another desk holds the keys"), "{said}");
    old.stop();
    let new = serve(&run, &run.at("new"), 0);
    let said = say(querist(&desk, &["serve"]).args(["--listen", "127.0.0.1:0"]), true);
    assert!(said.contains("another desk holds the keys"), "{said}");
    new.stop();
    no_panic(&run.at("words.log"));
}
