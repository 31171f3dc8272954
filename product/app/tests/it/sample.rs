//! `querist sample`: the same seed makes the same rows, and what is counted is what is there.

use std::collections::BTreeMap;
use std::process::Command;

use kit_db::testing::TestPlace;
use kit_db::{Db, Engine, Place};

use crate::house::{lines, rows};

const QUERIST: &str = env!("CARGO_BIN_EXE_querist");

/// A sample of 700 requests on `engine`: its main database, and what keeps it there.
async fn sample(engine: Engine, seed: &str) -> (Db, [TestPlace; 2]) {
    let at = [TestPlace::on(engine), TestPlace::on(engine)];
    let folder = at[0].folder().to_owned();
    let made = tokio::task::spawn_blocking({
        let mut command = command(&at, &folder);
        command.args(["sample", "--requests", "700", "--day", "2026-11-24", "--seed", seed, "--data"]);
        command.arg(folder.join("data"));
        move || command.output().unwrap()
    });
    let made = made.await.unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert!(String::from_utf8_lossy(&made.stdout).contains("Made 700 requests"));
    let place = match engine {
        Engine::Sqlite => Place::Sqlite(folder.join("data/querist.db")),
        Engine::Postgres => at[0].place.clone(),
    };
    let db = tokio::task::spawn_blocking(move || Db::open(&place).unwrap()).await.unwrap();
    (db, at)
}

/// The program with the databases of `at` in its environment.
fn command(at: &[TestPlace; 2], folder: &std::path::Path) -> Command {
    let mut command = Command::new(QUERIST);
    command
        .env("QUERIST_KEYS_DIR", folder.join("keys"))
        .env("QUERIST_ROOT_KEY", folder.join("root/root.key"));
    for (place, name) in at.iter().zip(["QUERIST_DATABASE", "QUERIST_RING_DATABASE"]) {
        if let Place::Postgres { url, ca_file } = &place.place {
            command.env(name, kit_base::ExposeSecret::expose_secret(url));
            command.env("QUERIST_DATABASE_CA", ca_file.clone().unwrap_or_default());
        }
    }
    command
}

/// All rows but for the tables that are random by their nature, without sealed bytes and keyed hashes.
async fn plain(db: &Db) -> BTreeMap<String, Vec<String>> {
    let columns = db.read(kit_db::schema::columns).await.unwrap();
    let mut all = BTreeMap::new();
    for table in ["request", "message", "client", "audit_event", "outbox_mail", "request_counter"] {
        let shown = columns.iter().filter(|(of, column)| {
            of == table
                && !column.ends_with("_sealed")
                && !column.ends_with("_hash")
                && !column.contains("key_id")
        });
        let parts: Vec<String> =
            shown.map(|(_, column)| format!("COALESCE(CAST({column} AS TEXT), '')")).collect();
        let text = format!("SELECT {} AS line FROM {table} ORDER BY 1", parts.join(" || '|' || "));
        let mut lines = lines(db, &text).await;
        // The ledger is named and signed by the desk's own key.
        lines.retain(|line| !line.contains("|ledger.heads|"));
        all.insert(table.to_owned(), lines);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_is_what_its_seed_says_and_counts_what_is_there() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let (first, at_first) = sample(engine, "7").await;
        let once = plain(&first).await;
        let messages = once["message"].len();
        assert!((1_400..3_500).contains(&messages), "{messages} messages");
        let counted = "SELECT location_id || ' ' || assignee_id || ' ' || confidential || ' ' || is_open || ' ' || n AS line
                         FROM request_counter WHERE n > 0 ORDER BY 1";
        let recounted = "SELECT location_id || ' ' || assignee_id || ' ' || confidential || ' ' || is_open || ' ' || COUNT(*) AS line
                           FROM request GROUP BY location_id, assignee_id, confidential, is_open ORDER BY 1";
        assert_eq!(lines(&first, counted).await, lines(&first, recounted).await, "{engine:?}");
        let unplaced = "SELECT CAST(COUNT(*) AS TEXT) AS line FROM audit_event WHERE pos IS NULL AND subject_kind = 'request'";
        assert_eq!(lines(&first, unplaced).await, ["0"]);
        // Refused where there is something already, and nothing is changed.
        let before = rows(&first).await.len();
        let again = tokio::task::spawn_blocking({
            let folder = at_first[0].folder().to_owned();
            let mut command = command(&at_first, &folder);
            command.args(["sample", "--requests", "1", "--seed", "7", "--data"]).arg(folder.join("data"));
            move || command.output().unwrap()
        });
        assert_eq!(again.await.unwrap().status.code(), Some(1));
        assert_eq!(rows(&first).await.len(), before);
        first.close().await;
        let (second, _kept) = sample(engine, "7").await;
        assert_eq!(plain(&second).await, once, "{engine:?}");
        second.close().await;
        let (other, _kept) = sample(engine, "8").await;
        assert_ne!(plain(&other).await["request"], once["request"]);
        other.close().await;
    }
}
