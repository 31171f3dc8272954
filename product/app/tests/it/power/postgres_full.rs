//! The disk of PostgreSQL is full: what the server then does, up to ending itself, costs nobody anything that was
//! confirmed.

use std::sync::Arc;

use querist::places::Places;

use super::chance::times;
use super::check;
use super::full::refused_kindly;
use super::load::{self, Heard};
use super::postgres::Postgres;
use super::room::Room;
use super::server::{self, Server, querist};

const MIB: u64 = 1 << 20;
/// For a cluster and all that is asked.
const ENOUGH: u64 = 1024 * MIB;
/// People come until something is refused, this often at most.
const TRIES: u64 = 60;

// proves: v5.0.0-16.5.2, v5.0.0-16.5.3
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_of_postgres_loses_nothing_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("room");
    std::fs::create_dir(&at).unwrap();
    let mut room = Room::make(&at, ENOUGH);
    let mut postgres = Postgres::on(&room, folder.path());
    let here = server::places(&folder.path().join("desk"));
    let places = Places { database: postgres.place("desk"), ring: postgres.place("ring"), ..here };
    let words = folder.path().join("words");
    let server = Server::start(&mut querist(&places, &["serve"]), &words).unwrap();
    let heard = Arc::new(Heard::default());
    load::first_administrator(&server, &heard).await.unwrap();
    load::ask(server.port, 9_000, 3, heard.clone()).await;
    let rounds = times(1, 10) as u64;
    let (mut kept_back, mut unsure) = (0, 0);
    for round in 1..=rounds {
        room.resize(room.used() + MIB);
        let mut refused = Vec::new();
        for more in 0..TRIES {
            let mut people = tokio::task::JoinSet::new();
            for person in 0..3 {
                people.spawn(load::ask(server.port, (round * TRIES + more) * 3 + person, 3, heard.clone()));
            }
            people.join_all().await;
            refused = heard.take_refused();
            if !refused.is_empty() {
                break;
            }
        }
        // A page that could not even be opened has no words in it yet.
        refused.retain(|one| one.answer.form(&one.address).is_some() || one.answer.status != 503);
        assert!(!refused.is_empty(), "round {round}: the disk did not fill");
        refused_kindly(&refused);
        kept_back += refused.len();
        unsure += refused.iter().filter(|one| one.answer.words().contains("We do not know")).count();
        // There is room again. A server that ended itself is started by whoever runs it.
        room.resize(ENOUGH);
        postgres.start();
        for one in refused {
            assert!(
                load::press_again(one, &heard).await,
                "round {round}: pressed once more, it was not kept"
            );
        }
        load::ask(server.port, 9_100 + round, 3, heard.clone()).await;
        let refused = heard.take_refused();
        assert!(refused.is_empty(), "round {round}: {}", refused[0].answer.words());
    }
    server.stop();
    server::no_panic(&words);
    let found = check::holds(&places, &heard.done()).await.unwrap();
    println!(
        "proof: disk of PostgreSQL full: {rounds} times, {kept_back} refused with their words kept, {unsure} of them \
         not known to be kept or not, {} requests, {} confirmed, 0 lost",
        found.requests, found.confirmed
    );
}
