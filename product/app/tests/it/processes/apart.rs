//! Whoever has a copy of what all processes of a desk share is not let in beside them.

use std::fs::File;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use kit_base::ExposeSecret;
use kit_db::Place;
use kit_db::testing::TestPlace;

use super::desk::Desk;
use super::seen::ask_at;

fn url(place: &TestPlace) -> String {
    let Place::Postgres { url, .. } = &place.place else { unreachable!() };
    url.expose_secret().to_owned()
}

/// Tries to serve in the directory of `two`, and gives what the program said: it must be refused.
fn refused(desk: &Desk) -> String {
    let words = desk.folder().join("refused.log");
    let mut command = desk.command("two", &["serve", "--listen", "127.0.0.1:0"]);
    command.stdout(Stdio::null()).stderr(File::create(&words).unwrap());
    let mut child = command.spawn().unwrap();
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > PATIENCE {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("it was let in");
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    let said = std::fs::read_to_string(&words).unwrap();
    assert_eq!(status.code(), Some(1), "{said}");
    assert!(said.contains("Nothing was changed"), "{said}");
    said
}

/// How long a start may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

const COPY: &str = "another copy of the key directory";

// proves: RF-187
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_keys_ring_or_database_is_refused_beside_the_desk_and_taken_when_it_has_gone() {
    let mut desk = Desk::new();
    let one = desk.start("one", &[]);
    ask_at(&one, "Who has the keys?").await;
    one.stop();
    // Copies of both databases and of the key directory, as they are now.
    desk.db.clone().close().await;
    let (main, ring) = (TestPlace::copied(&desk.places[0]), TestPlace::copied(&desk.places[1]));
    let keys = desk.folder().join("copied-keys").to_str().unwrap().to_owned();
    let copied = Command::new("cp").arg("-a").arg(desk.folder().join("keys")).arg(&keys).status().unwrap();
    assert!(copied.success());
    let one = desk.start("one", &[]);

    // A process of the same desk, with the copied keys.
    desk.set("QUERIST_KEYS_DIR", &keys);
    let said = refused(&desk);
    assert!(said.contains("the database is in use") && said.contains(COPY), "{said}");
    // Another desk on the copied database, with the same ring and the copied keys.
    desk.set("QUERIST_DATABASE", &url(&main));
    let said = refused(&desk);
    assert!(said.contains("the key ring is in use") && said.contains(COPY), "{said}");
    // The same desk, with the copied ring beside the copied keys.
    desk.unset("QUERIST_DATABASE");
    desk.set("QUERIST_RING_DATABASE", &url(&ring));
    let said = refused(&desk);
    assert!(said.contains("the database is in use"), "{said}");
    // And beside the right keys: another ring, another database.
    desk.unset("QUERIST_KEYS_DIR");
    let said = refused(&desk);
    assert!(said.contains("another key ring") && said.contains("`ring_database`"), "{said}");
    desk.unset("QUERIST_RING_DATABASE");
    desk.set("QUERIST_DATABASE", &url(&main));
    let said = refused(&desk);
    assert!(said.contains("another database") && said.contains("`database`"), "{said}");
    desk.unset("QUERIST_DATABASE");
    desk.start("two", &["--only", "web"]).stop();

    // The server ends all connections: the running process is there again before anybody else.
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()
               AND datname = current_database()";
    for place in &desk.places {
        let db = crate::canary::open(&place.place).await;
        let cut = cut.to_owned();
        let done = db.read(move |conn| Ok(diesel::RunQueryDsl::execute(diesel::sql_query(cut), conn)?));
        done.await.unwrap();
        db.close().await;
    }
    tokio::time::sleep(Duration::from_secs(4)).await;
    desk.set("QUERIST_KEYS_DIR", &keys);
    assert!(refused(&desk).contains(COPY));

    // Once it has gone, however it went, the copy is a desk like any other.
    one.kill();
    desk.start("two", &[]).stop();
}
