//! A hundred planted names, addresses and sentences go through every page and every job; afterwards none of
//! them is in any file the server wrote, in any form a plain search or an unpacker would find.

pub mod birds;
pub mod mail_server;
pub mod search;
mod tour;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use diesel::RunQueryDsl;
use kit_db::{Db, Engine, Place};
use querist::config::Config;
use tracing_subscriber::fmt::MakeWriter;

use crate::house::{TestHouse, rows};
use birds::Birds;
use search::Search;

/// Everything that is logged, kept in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// Every file under `folder` that was written to since then, with what is in it.
fn files(folder: &Path, since: SystemTime) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            // A file may go while it is looked at: then it keeps nothing.
            let Ok(data) = std::fs::symlink_metadata(&path) else { continue };
            if data.is_dir() {
                folders.push(path);
            } else if data.is_file()
                && data.modified().unwrap() >= since
                && let Ok(bytes) = std::fs::read(&path)
            {
                found.push((path, bytes));
            }
        }
    }
    found
}

/// What was found where, with each place named once.
pub fn in_files(search: &Search, folder: &Path, since: SystemTime) -> Vec<String> {
    let mut hits = Vec::new();
    for (path, bytes) in files(folder, since) {
        hits.extend(search.all(&bytes).into_iter().map(|hit| format!("{hit} in {}", path.display())));
    }
    hits
}

/// Every row of every table: the text as it stands, and the bytes that are written in hexadecimal.
pub async fn in_rows(search: &Search, db: &Db) -> Vec<String> {
    let mut hits = Vec::new();
    for (table, rows) in rows(db).await {
        for row in rows {
            hits.extend(search.all(row.as_bytes()).into_iter().map(|hit| format!("{hit} in {table}")));
            for cell in row.split(|c: char| !c.is_ascii_hexdigit()).filter(|run| run.len() >= 16) {
                if let Ok(bytes) = hex::decode(&cell[..cell.len() & !1]) {
                    hits.extend(search.all(&bytes).into_iter().map(|hit| format!("{hit} inside {table}")));
                }
            }
        }
    }
    hits
}

/// A door of our own to a database.
pub async fn open(place: &Place) -> Db {
    let place = place.clone();
    tokio::task::spawn_blocking(move || Db::open(&place)).await.unwrap().unwrap()
}

/// The server's own files: tables of these databases, and what all share, as far as written to since then.
#[expect(clippy::disallowed_methods, reason = "only the test runner knows where its server is")]
pub async fn in_server_files(search: &Search, databases: &[&Db], since: SystemTime) -> Vec<String> {
    let folder = std::env::var("QUERIST_TEST_POSTGRES_DATA");
    let folder = folder.expect("QUERIST_TEST_POSTGRES_DATA names the folder of the server's files");
    let mut parts = ["pg_wal", "global", "log", "pg_xact"].map(str::to_owned).to_vec();
    for db in databases {
        let checkpoint = |conn: &mut kit_db::Conn| Ok(diesel::sql_query("CHECKPOINT").execute(conn)?);
        db.read(checkpoint).await.unwrap();
        let own = "SELECT CAST(oid AS TEXT) AS line FROM pg_database WHERE datname = current_database()";
        parts.push(format!("base/{}", crate::house::lines(db, own).await.remove(0)));
    }
    let folder = PathBuf::from(folder);
    assert!(folder.join(&parts[4]).is_dir(), "{} is not this server's folder", folder.display());
    parts.iter().flat_map(|part| in_files(search, &folder.join(part), since)).collect()
}

/// When the house was made: what was written before cannot hold anything of it.
fn made(house: &TestHouse) -> SystemTime {
    std::fs::metadata(&house.places.root_key).unwrap().modified().unwrap()
}

/// Everything the house wrote, wherever it is.
async fn everywhere(house: &TestHouse, search: &Search) -> Vec<String> {
    let mut hits = in_files(search, house.folder(), UNIX_EPOCH);
    let (main, ring) = (open(&house.places.database).await, open(&house.places.ring).await);
    for db in [&main, &ring] {
        hits.extend(in_rows(search, db).await);
    }
    if house.engine() == Engine::Postgres {
        hits.extend(in_server_files(search, &[&main, &ring], made(house)).await);
    }
    main.close().await;
    ring.close().await;
    hits
}

async fn none_is_left(engine: Engine) {
    let log = Log::default();
    let heard = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(log.clone())
        .try_init();
    heard.expect("what is logged is heard: cargo nextest runs each test in a process of its own");
    let house = TestHouse::on(engine).await;
    let birds = Birds::of(house.folder());
    let read = tour::of(&house, &birds).await;
    let running = house.house.start(&Config::default()).await.unwrap();
    let planted = birds.planted();
    assert!(planted.len() >= 100, "only {} were planted", planted.len());
    let kept = planted.iter().filter(|bird| read.contains(bird.as_str())).count();
    assert!(kept >= 60, "only {kept} can be read by those they are for");
    let viewings = crate::ledger::entries(&house, "views-0").await.len();
    assert!(viewings > 20, "what was opened is written down");

    let search = Search::new(&planted);
    assert_eq!(everywhere(&house, &search).await, Vec::<String>::new(), "while it runs");
    running.stop().await;
    house.ground().accounting.close().await.unwrap();
    house.ground().vault.clone().close().await;
    house.ground().db.clone().close().await;
    assert_eq!(everywhere(&house, &search).await, Vec::<String>::new(), "after it closed");
    {
        let log = log.0.lock().unwrap();
        assert!(!log.is_empty(), "something was logged");
        assert_eq!(search.all(&log), Vec::<String>::new(), "in the log");
    }
    proves_itself(&house, &search, &planted[0]).await;
}

/// The search reads the right places: a word that is put into a table by hand is found.
async fn proves_itself(house: &TestHouse, search: &Search, bird: &str) {
    let db = open(&house.places.database).await;
    let put = format!("INSERT INTO setting (key, value, changed_at) VALUES ('x', '{bird}', 1)");
    db.write(move |conn| Ok(diesel::sql_query(&put).execute(conn)?)).await.unwrap();
    assert!(!in_rows(search, &db).await.is_empty(), "in rows");
    let hits = match house.engine() {
        Engine::Sqlite => in_files(search, house.folder(), UNIX_EPOCH),
        Engine::Postgres => in_server_files(search, &[&db], made(house)).await,
    };
    let in_log = hits.iter().any(|hit| hit.contains("querist.db-wal") || hit.contains("/pg_wal/"));
    let in_tables = house.engine() == Engine::Sqlite || hits.iter().any(|hit| hit.contains("/base/"));
    assert!(in_log && in_tables, "in files: {hits:?}");
    db.close().await;
}

// proves: RF-26, RF-198, attack F3, v5.0.0-14.2.4, v5.0.0-16.2.5
#[tokio::test(flavor = "multi_thread")]
async fn no_planted_word_is_in_any_file_on_sqlite() {
    none_is_left(Engine::Sqlite).await;
}

// proves: RF-26, RF-198, attack F3, v5.0.0-14.2.4, v5.0.0-16.2.5
#[tokio::test(flavor = "multi_thread")]
async fn no_planted_word_is_in_any_file_or_row_on_postgresql() {
    none_is_left(Engine::Postgres).await;
}
