//! A disk that fails now and then: reads, writes, syncs and changes of length come back with an error. What is
//! confirmed all the same is kept, and when the disk is well again, so is the desk.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use querist::places::Places;
use rustix::process::Pid;

use super::chance::times;
use super::check;
use super::load::{self, Heard};
use super::server::{self, Server, compile, querist, told};
use crate::house::lines;

/// What fails, of the calls that libfiu knows. Not all of `posix/io/rw`: that also breaks the calls by which
/// the runtime wakes its own threads, which no disk does.
const FAILING: [&str; 8] = [
    "posix/io/rw/pread",
    "posix/io/rw/pwrite",
    "posix/io/sync/fsync",
    "posix/io/sync/fdatasync",
    "posix/io/rw/ftruncate",
    "posix/io/oc/open",
    "posix/io/dir/rename",
    "posix/io/dir/unlink",
];

/// What makes a commit fail when everything was written already.
const SYNCS: [&str; 2] = ["posix/io/sync/fsync", "posix/io/sync/fdatasync"];

/// The desk at `places`, with the library loaded into it that lets calls fail.
fn fragile(places: &Places, prefix: &Path) -> Command {
    let mut starter = Command::new("fiu-run");
    starter.arg("-x").arg("-f").arg(prefix).arg(server::QUERIST);
    told(starter, places, &["serve"])
}

/// Tells the running desk's library to begin or end failing.
fn control(prefix: &Path, pid: Pid, command: &str) {
    let output = Command::new("fiu-ctrl")
        .arg("-f")
        .arg(prefix)
        .args(["-c", command])
        .arg(pid.as_raw_nonzero().to_string())
        .output()
        .expect("fiu-ctrl, of Debian's package fiu-utils");
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
}

// proves: v5.0.0-16.5.2, v5.0.0-16.5.3
#[tokio::test(flavor = "multi_thread")]
async fn a_failing_disk_loses_nothing_that_was_confirmed() {
    let folder = tempfile::tempdir().unwrap();
    let (places, words) = (server::places(folder.path()), folder.path().join("words"));
    let prefix = folder.path().join("fiu");
    let server = Server::start(&mut fragile(&places, &prefix), &words).unwrap();
    let heard = Arc::new(Heard::default());
    let staff = load::first_administrator(&server, &heard).await.unwrap();
    let (rounds, each) = (times(4, 40) as u64, 6);
    let (mut confirmed, mut refused) = (0, 0);
    let mut all = tokio::task::JoinSet::new();
    all.spawn(load::work(staff, 0, usize::MAX, heard.clone()));
    for round in 0..rounds {
        // From one call in a thousand to one in twenty.
        let often = [0.001, 0.005, 0.02, 0.05][round as usize % 4];
        for name in FAILING {
            control(&prefix, server.pid(), &format!("enable_random name={name},probability={often}"));
        }
        let before = heard.so_far().len();
        let mut people = tokio::task::JoinSet::new();
        for person in 0..3 {
            people.spawn(load::ask(server.port, round * 10 + person, each, heard.clone()));
        }
        people.join_all().await;
        for name in FAILING {
            control(&prefix, server.pid(), &format!("disable name={name}"));
        }
        confirmed += heard.so_far().len() - before;
        for one in heard.take_refused() {
            assert_ne!(one.answer.status, 200, "{}", one.answer.words());
            refused += 1;
        }
        // The disk is well again: everybody is served.
        load::ask(server.port, 1_000 + round, 3, heard.clone()).await;
        let again = heard.take_refused();
        let again: Vec<_> = again.iter().filter(|one| one.address.starts_with("/ask")).collect();
        let log = || std::fs::read_to_string(&words).unwrap();
        assert!(again.is_empty(), "round {round}: {}\n{}", again[0].answer.words(), log());
    }
    all.shutdown().await;
    server.stop();
    server::no_panic(&words);
    let found = check::holds(&places, &heard.done()).await.unwrap();
    assert!(refused > 0, "nothing failed");
    println!(
        "proof: I/O errors: {rounds} rounds, {confirmed} confirmed and {refused} refused meanwhile, {} requests, \
         {} confirmations looked for, 0 lost",
        found.requests, found.confirmed
    );
}

/// The ledger's part of the disk: how many of ten thousand calls fail there, and how many have failed so far.
struct Part(PathBuf);

impl Part {
    /// All is well there.
    fn make(file: PathBuf) -> Self {
        std::fs::write(&file, [0; 8]).unwrap();
        Self(file)
    }

    fn fail(&self, often: u32) {
        let mut file = File::options().write(true).open(&self.0).unwrap();
        file.write_all(&often.to_ne_bytes()).unwrap();
    }

    fn failed(&self) -> u32 {
        u32::from_ne_bytes(std::fs::read(&self.0).unwrap()[4..8].try_into().unwrap())
    }
}

// proves: v5.0.0-16.5.2, v5.0.0-16.5.3, v5.0.0-16.3.2
#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_on_a_failing_disk_stays_whole_and_nothing_confidential_is_shown_without_it() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let (places, words) = (server::places(&root), root.join("words"));
    let part = Part::make(root.join("control"));
    let mut command = querist(&places, &["serve"]);
    command.env("LD_PRELOAD", compile(&root, "failing.c", "failing.so", &["-shared", "-fPIC"]));
    command.env("FAILING_BELOW", places.data.join("ledger")).env("FAILING_CONTROL", &part.0);
    let server = Server::start(&mut command, &words).unwrap();
    let heard = Arc::new(Heard::default());
    let staff = load::first_administrator(&server, &heard).await.unwrap();
    let mut all = tokio::task::JoinSet::new();
    all.spawn(load::work(staff.clone(), 0, usize::MAX, heard.clone()));
    let (rounds, mut kept_back) = (times(4, 40) as u64, 0);
    for round in 0..rounds {
        part.fail([50, 500, 3_000, 10_000][round as usize % 4]);
        let mut people = tokio::task::JoinSet::new();
        for person in 0..3 {
            people.spawn(load::ask(server.port, round * 10 + person, 6, heard.clone()));
        }
        people.join_all().await;
        let mut reader = staff.clone();
        for short in heard.confidential() {
            let page = reader.get(&format!("/desk/requests/{short}")).await;
            heard.shown(&page, &short);
            kept_back += usize::from(page.status == 503);
            assert!(page.status != 503 || !page.words().contains("Question"), "{}", page.words());
        }
        part.fail(0);
        let short = heard.confidential().pop().unwrap();
        let page = reader.get(&format!("/desk/requests/{short}")).await;
        assert_eq!(page.status, 200, "round {round}: {}", page.words());
        // The ledger keeps nobody from asking.
        let refused = heard.take_refused();
        let refused = refused.iter().find(|one| one.address.starts_with("/ask"));
        assert!(refused.is_none(), "round {round}: {}", refused.unwrap().answer.words());
    }
    all.shutdown().await;
    server.stop();
    server::no_panic(&words);
    let found = check::holds(&places, &heard.done()).await.unwrap();
    let failed = part.failed();
    assert!(failed > 0 && kept_back > 0, "{failed} calls failed, {kept_back} pages were kept back");
    println!(
        "proof: I/O errors in the ledger: {rounds} rounds, {failed} writes and syncs failed, {kept_back} confidential \
         pages not shown, {} requests, {} confirmations looked for, 0 lost",
        found.requests, found.confirmed
    );
}

/// The question that comes back in its form, because nobody knows whether it was kept.
async fn unsure(server: &Server, who: u64, heard: &Arc<Heard>) -> load::Refused {
    load::ask(server.port, who, 1, heard.clone()).await;
    let refused = heard.take_refused().pop().expect("a failed sync confirms nothing");
    let (status, words) = (refused.answer.status, refused.answer.words());
    assert_eq!(status, 503, "{words}");
    assert!(words.contains("We do not know whether your question was kept."), "{words}");
    assert!(!words.contains("Nothing was sent"), "{words}");
    refused
}

// proves: v5.0.0-16.5.2, v5.0.0-16.5.3, v5.0.0-2.3.3
#[tokio::test(flavor = "multi_thread")]
async fn when_a_commit_fails_nobody_is_told_that_nothing_was_kept_and_one_press_more_keeps_it_once() {
    let folder = tempfile::tempdir().unwrap();
    let (places, words) = (server::places(folder.path()), folder.path().join("words"));
    let prefix = folder.path().join("fiu");
    let server = Server::start(&mut fragile(&places, &prefix), &words).unwrap();
    let heard = Arc::new(Heard::default());
    load::first_administrator(&server, &heard).await.unwrap();
    load::ask(server.port, 1, 1, heard.clone()).await;
    let each = |server: &Server, doing: &str| {
        for name in SYNCS {
            control(&prefix, server.pid(), &format!("{doing} name={name}"));
        }
    };
    // The disk is well again: the same form is taken.
    each(&server, "enable");
    let one = unsure(&server, 2, &heard).await;
    each(&server, "disable");
    assert!(load::press_again(one, &heard).await, "pressed once more, it is kept");
    // The program ends instead: what nobody knew of was kept, unless something else was written over it meanwhile.
    each(&server, "enable");
    let other = unsure(&server, 3, &heard).await;
    server.kill();
    let server =
        Server::start(&mut told(Command::new(server::QUERIST), &places, &["serve"]), &words).unwrap();
    let before = requests(&places).await;
    let other = load::Refused { browser: server.browser_with(&other.browser), ..other };
    assert!(load::press_again(other, &heard).await, "pressed once more, it is there or kept now");
    server.stop();
    server::no_panic(&words);
    let found = check::holds(&places, &heard.done()).await.unwrap();
    assert_eq!(found.requests, 3, "each was kept once");
    println!(
        "proof: commits broken off: 2, then a kill -9: {} of 1 was kept all the same, each once",
        before - 2
    );
}

/// How many requests there are.
async fn requests(places: &Places) -> usize {
    let db = kit_db::Db::open(&places.database).unwrap();
    let all = lines(&db, "SELECT CAST(number AS TEXT) AS line FROM request").await;
    db.close().await;
    all.len()
}
