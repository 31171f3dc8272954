//! `kill -9`: the process ends at any moment, while it starts or under load, and is started again.

use std::os::unix::fs::MetadataExt;
use std::sync::Arc;
use std::time::Duration;

use kit_db::Engine;
use kit_db::testing::TestPlace;
use querist::places::Places;

use super::chance::{Chance, times};
use super::check::{self, Found};
use super::load::{self, Heard};
use super::server::{self, Server, querist, start_and_kill};

/// People who ask at the same time, and how often each does in a round.
const PEOPLE: u64 = 3;
const ASKS: usize = 150;

/// After every tenth round, and the last, the page of every request is opened; after the others those of the new.
const WHOLE: u64 = 10;

/// Kills a desk `rounds` times and looks after each.
async fn kill_again_and_again(places: &Places, words: &std::path::Path, rounds: u64) {
    let mut chance = Chance::new(rounds);
    let heard = Arc::new(Heard::default());
    let mut seen = Found::default();
    for round in 0..rounds {
        let mut serve = querist(places, &["serve"]);
        if round % 5 == 4 {
            start_and_kill(&mut serve, words, Duration::from_millis(chance.below(400)));
        } else {
            let server = Server::start(&mut serve, words).unwrap();
            let mut all = tokio::task::JoinSet::new();
            for person in 0..PEOPLE {
                all.spawn(load::ask(server.port, round * PEOPLE + person, ASKS, heard.clone()));
            }
            if let Some(staff) = load::first_administrator(&server, &heard).await {
                all.spawn(load::work(staff, round, ASKS, heard.clone()));
            }
            tokio::time::sleep(Duration::from_millis(20 + chance.below(400))).await;
            server.kill();
            all.join_all().await;
        }
        if round % WHOLE == WHOLE - 1 || round == rounds - 1 {
            seen = Found::default();
        }
        let found = check::holds_since(places, &heard.done(), seen).await;
        seen = found.unwrap_or_else(|why| panic!("round {round}: {why}"));
    }
    server::no_panic(words);
    let told = heard.so_far().len();
    assert!(told > rounds as usize, "{told} confirmations are too few to show anything");
    let (engine, requests) = (places.database.engine(), seen.requests);
    println!("proof: kill -9 on {engine:?}: {rounds} rounds, {requests} requests, {told} confirmed, 0 lost");
}

// proves: v5.0.0-2.3.3
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_desk_has_all_it_confirmed_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let (places, words) = (server::places(folder.path()), folder.path().join("words"));
    kill_again_and_again(&places, &words, times(3, 50) as u64).await;
}

// proves: v5.0.0-2.3.3
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_desk_has_all_it_confirmed_on_postgres() {
    let (main, ring) = (TestPlace::on(Engine::Postgres), TestPlace::on(Engine::Postgres));
    let places =
        Places { database: main.place.clone(), ring: ring.place.clone(), ..server::places(main.folder()) };
    kill_again_and_again(&places, &main.folder().join("words"), times(2, 10) as u64).await;
}

// SQLite removes its log when the last program that has the database open closes it. Which is the last it tells by a
// lock on the file (older releases, as in Debian 12, by that alone), and a process loses its locks on a file as soon as it closes
// any descriptor of it: then the `sqlite3` of the system, if only to look, takes away what is confirmed afterwards.
// proves: v5.0.0-2.3.3
#[tokio::test(flavor = "multi_thread")]
async fn the_running_desk_keeps_the_locks_by_which_other_programs_know_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let (places, words) = (server::places(folder.path()), folder.path().join("words"));
    let server = Server::start(&mut querist(&places, &["serve"]), &words).unwrap();
    let heard = Arc::new(Heard::default());
    load::first_administrator(&server, &heard).await.unwrap();
    load::ask(server.port, 1, 3, heard.clone()).await;
    let locks = std::fs::read_to_string("/proc/locks").unwrap();
    for file in ["data/querist.db", "keys/ring.db"] {
        let inode = std::fs::metadata(folder.path().join(file)).unwrap().ino();
        let (pid, at) = (format!(" {} ", server.pid().as_raw_nonzero()), format!(":{inode} "));
        let held =
            locks.lines().any(|line| line.contains("POSIX") && line.contains(&pid) && line.contains(&at));
        assert!(held, "{file}: no lock of the desk in\n{locks}");
    }
    server.stop();
}
