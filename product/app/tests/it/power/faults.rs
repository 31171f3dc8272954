//! A disk that fails now and then: reads, writes, syncs and changes of length come back with an error. What is
//! confirmed all the same is kept, and when the disk is well again, so is the desk.

use std::process::Command;
use std::sync::Arc;

use rustix::process::Pid;

use super::chance::times;
use super::check;
use super::load::{self, Heard};
use super::server::{self, Server, told};

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

/// Tells the running desk's library to begin or end failing.
fn control(prefix: &std::path::Path, pid: Pid, command: &str) {
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
    let mut starter = Command::new("fiu-run");
    starter.arg("-x").arg("-f").arg(&prefix).arg(server::QUERIST);
    let server = Server::start(&mut told(starter, &places, &["serve"]), &words).unwrap();
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
