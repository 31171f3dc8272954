//! What SQLite alone has: one writer that commits for many.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use crate::common::{MIGRATIONS, count, insert, texts};
use diesel::connection::{SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use kit_db::testing::TestDb;
use kit_db::{Conn, Db, Error, Migration, Place, Step};

/// Holds the writer busy, so that what is written meanwhile waits together.
struct Gate {
    open: mpsc::Sender<()>,
    held: tokio::task::JoinHandle<kit_db::Result<()>>,
}

impl Gate {
    #[expect(clippy::disallowed_methods, reason = "the test needs a task of its own")]
    async fn hold(db: &Db) -> Self {
        let (inside, is_inside) = tokio::sync::mpsc::unbounded_channel();
        let (open, opened) = mpsc::channel();
        let opened = Mutex::new(opened);
        let db = db.clone();
        let held = tokio::spawn(async move {
            db.write(move |_| {
                inside.send(()).map_err(Error::other)?;
                opened.lock().map_err(|_| Error::other("poisoned"))?.recv().map_err(Error::other)
            })
            .await
        });
        let mut is_inside = is_inside;
        assert!(is_inside.recv().await.is_some());
        Self { open, held }
    }

    async fn open(self) {
        // Time for all that was started before to be queued.
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert!(self.open.send(()).is_ok());
        assert!(matches!(self.held.await, Ok(Ok(()))));
    }
}

/// The number of commits in a write-ahead log: frames that carry the size of the database after a commit.
/// Format: <https://www.sqlite.org/fileformat2.html#walformat> (header of 32 bytes, frames of 24 bytes and a
/// page each, the size in bytes 4 to 7, the salts of the log's current round in bytes 8 to 15).
fn commits_in(wal: &Path) -> usize {
    let log = std::fs::read(wal).unwrap_or_default();
    let word = |at: usize| u32::from_be_bytes([log[at], log[at + 1], log[at + 2], log[at + 3]]);
    let frame = 24 + word(8) as usize;
    let current = |at: &usize| log[at + 8..at + 16] == log[16..24];
    let frames = (32..log.len()).step_by(frame).filter(|at| at + frame <= log.len());
    frames.filter(current).filter(|at| word(at + 4) != 0).count()
}

fn wal_of(db: &TestDb) -> std::path::PathBuf {
    db.at.folder().join("test.db-wal")
}

#[tokio::test(flavor = "multi_thread")]
async fn writes_that_wait_together_are_one_commit() {
    let test = TestDb::sqlite(MIGRATIONS).await;
    let before = commits_in(&wal_of(&test));
    let gate = Gate::hold(&test.db).await;
    let db = &test.db;
    let writes = (0..64).map(|n| {
        db.write(move |conn| {
            insert(conn, n, &format!("n{n}"))?;
            if n % 4 == 0 { Err(Error::other("no")) } else { Ok(n) }
        })
    });
    let (outcomes, ()) = tokio::join!(futures_util::future::join_all(writes), gate.open());
    let kept: Vec<i64> = outcomes.into_iter().filter_map(Result::ok).collect();
    assert_eq!(kept, (0..64).filter(|n| n % 4 != 0).collect::<Vec<i64>>());
    assert_eq!(count(db).await, 48);
    // The gate wrote nothing. A slow machine may need a second commit, when the first's time is over.
    let commits = commits_in(&wal_of(&test)) - before;
    assert!((1..=4).contains(&commits), "{commits} commits for 48 writes");
}

/// A commit takes 256 closures at most and no new one after 20 ms, so that none waits long for its answer.
#[tokio::test(flavor = "multi_thread")]
async fn a_commit_is_bounded_in_number_and_time() {
    let test = TestDb::sqlite(MIGRATIONS).await;
    let db = &test.db;
    for (writes, slow, least) in [(600, Duration::ZERO, 3), (8, Duration::from_millis(15), 4)] {
        let before = commits_in(&wal_of(&test));
        let gate = Gate::hold(db).await;
        let writes = (0..writes).map(|n| {
            db.write(move |conn| {
                std::thread::sleep(slow);
                insert(conn, least * 1_000 + n, &format!("{least}-{n}"))
            })
        });
        let (outcomes, ()) = tokio::join!(futures_util::future::join_all(writes), gate.open());
        outcomes.into_iter().collect::<kit_db::Result<Vec<()>>>().unwrap();
        let commits = commits_in(&wal_of(&test)) - before;
        assert!(commits >= usize::try_from(least).unwrap(), "{commits} commits");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn writes_that_share_a_commit_have_savepoints_after_one_of_them_failed() {
    let test = TestDb::sqlite(MIGRATIONS).await;
    let db = &test.db;
    let depth = || {
        db.write(|conn| {
            let status = <Conn as Connection>::TransactionManager::transaction_manager_status_mut(conn);
            Ok(status.transaction_depth()?.map_or(0, std::num::NonZeroU32::get))
        })
    };
    assert_eq!(depth().await.unwrap(), 1);
    let gate = Gate::hold(db).await;
    let (first, second, ()) = tokio::join!(depth(), depth(), gate.open());
    assert_eq!((first.unwrap(), second.unwrap()), (1, 1));
    let gate = Gate::hold(db).await;
    let fails = db.write(|conn| insert(conn, 1, "one").and(insert(conn, 1, "one again")));
    let (first, refused, second, ()) = tokio::join!(depth(), fails, depth(), gate.open());
    assert_eq!(first.unwrap(), 2, "run again, by itself");
    second.unwrap();
    assert!(refused.is_err() && texts(db).await.is_empty());
    let gate = Gate::hold(db).await;
    let (first, second, ()) = tokio::join!(depth(), depth(), gate.open());
    assert_eq!((first.unwrap(), second.unwrap()), (2, 2), "and the next batches at once");
    assert_eq!(depth().await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn writes_one_after_the_other_are_a_commit_each() {
    let test = TestDb::sqlite(MIGRATIONS).await;
    let before = commits_in(&wal_of(&test));
    for n in 0..5 {
        test.db.write(move |conn| insert(conn, n, &format!("n{n}"))).await.unwrap();
    }
    assert_eq!(commits_in(&wal_of(&test)) - before, 5);
}

/// What was answered is in the files at that moment: a copy of them, as a power cut would leave it, has it.
#[tokio::test(flavor = "multi_thread")]
async fn an_answered_write_is_in_the_file() {
    let test = TestDb::sqlite(MIGRATIONS).await;
    for n in 0..10 {
        test.db.write(move |conn| insert(conn, n, &format!("n{n}"))).await.unwrap();
        let copy = tempfile::tempdir().unwrap();
        for name in ["test.db", "test.db-wal"] {
            std::fs::copy(test.at.folder().join(name), copy.path().join(name)).unwrap();
        }
        let restored = Db::open(&Place::Sqlite(copy.path().join("test.db"))).unwrap();
        assert_eq!(count(&restored).await, n + 1);
    }
}

const DEFERRED: &[Migration] = &[Migration {
    number: 1,
    name: "a rule that is checked at the commit",
    step: Step::Both(
        "CREATE TABLE parent (id {id});
         CREATE TABLE child (id {id}, parent_id BIGINT NOT NULL
             REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);",
    ),
}];

/// A closure that spoils the common commit is found out; the others are kept, once each.
#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_cannot_be_committed_is_run_one_by_one() {
    let test = TestDb::sqlite(DEFERRED).await;
    let gate = Gate::hold(&test.db).await;
    let db = &test.db;
    let writes = (0..16).map(|n: i64| {
        db.write(move |conn| {
            if n != 7 {
                diesel::sql_query("INSERT INTO parent (id) VALUES ($1)")
                    .bind::<BigInt, _>(n)
                    .execute(conn)?;
            }
            diesel::sql_query("INSERT INTO child (id, parent_id) VALUES ($1, $1)")
                .bind::<BigInt, _>(n)
                .execute(conn)?;
            Ok(())
        })
    });
    let (outcomes, ()) = tokio::join!(futures_util::future::join_all(writes), gate.open());
    for (n, outcome) in outcomes.iter().enumerate() {
        assert_eq!(outcome.is_err(), n == 7, "{n}: {outcome:?}");
    }
    let children: i64 = db
        .read(|conn| Ok(diesel::dsl::sql::<BigInt>("SELECT COUNT(*) FROM child").get_result(conn)?))
        .await
        .unwrap();
    assert_eq!(children, 15);
}

/// As when the disk is full: SQLite itself ends the transaction under the closures.
#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_lost_under_a_batch_is_begun_again() {
    let test = TestDb::sqlite(MIGRATIONS).await;
    let gate = Gate::hold(&test.db).await;
    let db = &test.db;
    let writes = (0..16).map(|n| {
        db.write(move |conn| {
            insert(conn, n, &format!("n{n}"))?;
            if n == 5 {
                conn.batch_execute("ROLLBACK")?;
            }
            Ok(())
        })
    });
    let (outcomes, ()) = tokio::join!(futures_util::future::join_all(writes), gate.open());
    for (n, outcome) in outcomes.iter().enumerate() {
        assert_eq!(outcome.is_err(), n == 5, "{n}: {outcome:?}");
    }
    let kept = texts(db).await;
    assert_eq!(kept.len(), 15);
    assert!(!kept.contains(&"n5".to_owned()));
    // The writer has a sound connection again.
    db.write(|conn| insert(conn, 99, "after")).await.unwrap();
}

// proves: v5.0.0-15.4.3
#[tokio::test(flavor = "multi_thread")]
async fn a_file_held_by_another_program_is_waited_for_but_not_for_ever() {
    let test = TestDb::sqlite(MIGRATIONS).await;
    let file = test.at.folder().join("test.db");
    let mut other = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    let runs = Arc::new(AtomicU32::new(0));
    let write = |id: i64| {
        let runs = Arc::clone(&runs);
        test.db.write(move |conn| {
            runs.fetch_add(1, Ordering::SeqCst);
            insert(conn, id, &format!("n{id}"))
        })
    };
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let release = async {
        // Longer than one run waits, shorter than three.
        tokio::time::sleep(Duration::from_millis(2_200)).await;
        other.batch_execute("COMMIT").unwrap();
    };
    let (waited, ()) = tokio::join!(write(1), release);
    waited.unwrap();
    assert_eq!(runs.load(Ordering::SeqCst), 1);
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let refused = write(2).await;
    assert!(matches!(refused, Err(Error::Busy(_))), "{refused:?}");
    // Reading goes on meanwhile.
    assert_eq!(count(&test.db).await, 1);
    other.batch_execute("COMMIT").unwrap();
    write(3).await.unwrap();
    assert_eq!(texts(&test.db).await, ["n1", "n3"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_is_durable_private_and_distrustful() {
    let test = TestDb::sqlite(MIGRATIONS).await;
    let ask = |setting: &'static str| {
        test.db.write(move |conn| {
            let question = format!("SELECT CAST({setting} AS TEXT) FROM pragma_{setting}");
            Ok(diesel::dsl::sql::<Text>(&question).get_result::<String>(conn)?)
        })
    };
    for (setting, value) in [
        ("journal_mode", "wal"),
        ("synchronous", "2"),
        ("foreign_keys", "1"),
        ("trusted_schema", "0"),
        ("secure_delete", "1"),
        ("cell_size_check", "1"),
        ("temp_store", "2"),
        ("page_size", "8192"),
    ] {
        assert_eq!(ask(setting).await.unwrap(), value, "{setting}");
    }
    for name in ["test.db", "test.db-wal"] {
        let mode = std::fs::metadata(test.at.folder().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

/// More readers than connections wait for their turn instead of failing.
#[tokio::test(flavor = "multi_thread")]
async fn readers_take_turns() {
    let test = TestDb::sqlite(MIGRATIONS).await;
    let reads = (0..100).map(|_| count(&test.db));
    assert_eq!(futures_util::future::join_all(reads).await, vec![0; 100]);
}

#[test]
fn a_file_that_cannot_be_had_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let refused = Db::open(&Place::Sqlite(dir.path().join("missing/test.db"))).unwrap_err();
    assert!(refused.to_string().contains("missing/test.db"), "{refused}");
    let not_a_database = dir.path().join("text.db");
    std::fs::write(&not_a_database, "This is not a database. ".repeat(100)).unwrap();
    assert!(Db::open(&Place::Sqlite(not_a_database)).is_err());
}
