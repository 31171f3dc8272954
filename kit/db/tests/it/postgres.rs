//! What PostgreSQL alone has: a network between, other writers at the same time, and a server that may go.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Barrier, Mutex, mpsc};

use crate::common::{MIGRATIONS, count, insert, note, texts};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use kit_base::{ExposeSecret, SecretString};
use kit_db::testing::{TestDb, TestPlace};
use kit_db::{Conn, Db, Error, Place, Refusal, Result};

fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        words = format!("{words}: {next}");
        cause = next.source();
    }
    words
}

async fn open(place: Place) -> Result<Db> {
    tokio::task::spawn_blocking(move || Db::open(&place)).await.unwrap()
}

fn ask<ST, T>(conn: &mut Conn, question: &str) -> Result<T>
where
    ST: diesel::sql_types::SingleValue + diesel::sql_types::SqlType + diesel::query_builder::QueryId,
    diesel::expression::SqlLiteral<ST>: diesel::query_dsl::methods::LoadQuery<'static, Conn, T>,
{
    Ok(diesel::dsl::sql::<ST>(question).get_result(conn)?)
}

/// Kills every other connection to this database and waits until each is gone (milliseconds at most).
const KILL: &str = "SELECT COUNT(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity \
                    WHERE datname = current_database() AND pid <> pg_backend_pid()";

// proves: v5.0.0-16.5.2
#[tokio::test(flavor = "multi_thread")]
async fn killed_connections_are_replaced_unnoticed() {
    let test = TestDb::postgres(MIGRATIONS).await;
    let db = &test.db;
    for round in 0..5 {
        // Fill both pools, so that there is something to kill.
        futures_util::future::join_all((0..32).map(|_| count(db))).await;
        let writes =
            (0..32).map(|n| db.write(move |conn| insert(conn, round * 100 + n, &format!("{round}-{n}"))));
        futures_util::future::join_all(writes).await.into_iter().collect::<Result<Vec<()>>>().unwrap();
        let killed: i64 = db.write(|conn| ask::<BigInt, _>(conn, KILL)).await.unwrap();
        assert!(killed >= 2, "{killed}");
        let (reads, writes) = tokio::join!(
            futures_util::future::join_all((0..32).map(|_| count(db))),
            futures_util::future::join_all((50..70).map(|n| db.write(move |conn| insert(
                conn,
                round * 100 + n,
                &format!("{round}-{n}")
            )))),
        );
        assert_eq!(reads.len(), 32);
        writes.into_iter().collect::<Result<Vec<()>>>().unwrap();
    }
    assert_eq!(count(db).await, 5 * 52);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_lost_in_the_middle_is_a_second_run() {
    let test = TestDb::postgres(MIGRATIONS).await;
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    let written = test.db.write(move |conn| {
        insert(conn, 1, "once")?;
        if counted.fetch_add(1, Ordering::SeqCst) == 0 {
            conn.batch_execute("SELECT pg_terminate_backend(pg_backend_pid())")?;
        }
        Ok(())
    });
    written.await.unwrap();
    assert_eq!(runs.load(Ordering::SeqCst), 2);
    assert_eq!(texts(&test.db).await, ["once"]);
    // One that is lost every time gives up after the third run.
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    let lost = test.db.write(move |conn| {
        counted.fetch_add(1, Ordering::SeqCst);
        Ok(conn.batch_execute("SELECT pg_terminate_backend(pg_backend_pid())")?)
    });
    let lost = lost.await;
    assert!(matches!(lost, Err(Error::Lost(_))), "{lost:?}");
    assert_eq!(runs.load(Ordering::SeqCst), 3);
}

/// A commit whose answer never came is neither repeated nor called a failure.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_lost_during_the_commit_is_told_apart() {
    let test = TestDb::postgres(MIGRATIONS).await;
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    let deadly = "
        CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER die AFTER INSERT ON note DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION die();";
    test.db.write(move |conn| Ok(conn.batch_execute(deadly)?)).await.unwrap();
    let uncertain = test.db.write(move |conn| {
        counted.fetch_add(1, Ordering::SeqCst);
        insert(conn, 1, "perhaps")
    });
    let uncertain = uncertain.await;
    assert!(matches!(uncertain, Err(Error::Uncertain(_))), "{uncertain:?}");
    assert_eq!(runs.load(Ordering::SeqCst), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_victim_of_a_deadlock_runs_again() {
    let test = TestDb::postgres(MIGRATIONS).await;
    let db = &test.db;
    db.write(|conn| insert(conn, 1, "a").and_then(|()| insert(conn, 2, "b"))).await.unwrap();
    let runs = Arc::new(AtomicU32::new(0));
    let barrier = Arc::new(Barrier::new(2));
    let crossing = |first: i64, second: i64| {
        let (all, barrier, own) = (Arc::clone(&runs), Arc::clone(&barrier), AtomicU32::new(0));
        db.write(move |conn| {
            all.fetch_add(1, Ordering::SeqCst);
            diesel::update(note::table.find(first)).set(note::done.eq(true)).execute(conn)?;
            if own.fetch_add(1, Ordering::SeqCst) == 0 {
                barrier.wait();
            }
            diesel::update(note::table.find(second)).set(note::done.eq(true)).execute(conn)?;
            Ok(())
        })
    };
    let (one, other) = tokio::join!(crossing(1, 2), crossing(2, 1));
    one.unwrap();
    other.unwrap();
    // The victim's second run may meet the other again, before the other has seen its lock freed.
    assert!((3..=6).contains(&runs.load(Ordering::SeqCst)), "{runs:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_serialisation_failure_is_a_second_run_and_the_third_is_the_last() {
    let test = TestDb::postgres(MIGRATIONS).await;
    let db = &test.db;
    db.write(|conn| insert(conn, 1, "0")).await.unwrap();
    for (disturbed, total) in [(1, 2), (9, 3)] {
        let runs = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&runs);
        let (disturb, disturbing) = mpsc::channel::<mpsc::Sender<()>>();
        let disturb = Mutex::new(disturb);
        let serial = db.write(move |conn| {
            conn.batch_execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")?;
            let _: String = note::table.find(1).select(note::text).first(conn)?;
            if counted.fetch_add(1, Ordering::SeqCst) < disturbed {
                let (done, is_done) = mpsc::channel();
                disturb.lock().unwrap().send(done).unwrap();
                is_done.recv().unwrap();
            }
            diesel::update(note::table.find(1)).set(note::text.eq("serial")).execute(conn)?;
            Ok(())
        });
        let handle = tokio::runtime::Handle::current();
        let other = db.clone();
        let disturber = std::thread::spawn(move || {
            for (n, done) in disturbing.iter().enumerate() {
                let change = other.write(move |conn| {
                    diesel::update(note::table.find(1))
                        .set(note::text.eq(format!("other {n}")))
                        .execute(conn)?;
                    Ok(())
                });
                handle.block_on(change).unwrap();
                done.send(()).unwrap();
            }
        });
        let outcome = serial.await;
        disturber.join().unwrap();
        assert_eq!(runs.load(Ordering::SeqCst), total);
        if disturbed == 1 {
            outcome.unwrap();
            assert_eq!(texts(db).await, ["serial"]);
        } else {
            assert!(matches!(outcome, Err(Error::Busy(_))), "{outcome:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_set_as_promised() {
    let test = TestDb::postgres(MIGRATIONS).await;
    let shown =
        |setting: &'static str| move |conn: &mut Conn| ask::<Text, String>(conn, &format!("SHOW {setting}"));
    for (setting, value) in [
        ("default_transaction_read_only", "off"),
        ("transaction_isolation", "read committed"),
        ("statement_timeout", "30s"),
        ("lock_timeout", "5s"),
        ("synchronous_commit", "on"),
        ("lc_messages", "C"),
        ("TimeZone", "UTC"),
    ] {
        assert_eq!(test.db.write(shown(setting)).await.unwrap(), value, "{setting}");
    }
    for (setting, value) in [("transaction_read_only", "on"), ("transaction_isolation", "repeatable read")] {
        assert_eq!(test.db.read(shown(setting)).await.unwrap(), value, "{setting}");
    }
    let encrypted =
        "SELECT ssl AND version IN ('TLSv1.2', 'TLSv1.3') FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    assert!(test.db.write(move |conn| ask::<Bool, bool>(conn, encrypted)).await.unwrap());
    assert!(test.db.read(move |conn| ask::<Bool, bool>(conn, encrypted)).await.unwrap());
}

/// The same shape of statement is prepared once, not once a call.
#[tokio::test(flavor = "multi_thread")]
async fn statements_of_the_query_language_are_prepared_once() {
    let test = TestDb::postgres(MIGRATIONS).await;
    let prepared = test.db.write(|conn| {
        let count = r#"SELECT COUNT(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT "note"%'"#;
        for id in 0..20 {
            note::table.find(id).select(note::text).first::<String>(conn).optional()?;
        }
        ask::<BigInt, i64>(conn, count)
    });
    assert_eq!(prepared.await.unwrap(), 1);
}

// proves: v5.0.0-12.3.2, v5.0.0-12.3.4
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_cannot_prove_who_it_is_gets_nothing() {
    let at = TestPlace::postgres();
    let Place::Postgres { url, ca_file } = at.place.clone() else { panic!("not a server") };
    let with = |url: &str, ca_file: Option<&Path>| Place::Postgres {
        url: SecretString::from(url),
        ca_file: ca_file.map(Path::to_owned),
    };
    let url = url.expose_secret().to_owned();
    open(with(&url, ca_file.as_deref())).await.unwrap();

    let strange = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/other-ca.pem");
    for authority in [None, Some(strange.as_path())] {
        let refused = open(with(&url, authority)).await.unwrap_err();
        assert!(matches!(refused, Error::Unreachable(_)), "{refused:?}");
        assert!(chain(&refused).contains("UnknownIssuer"), "{}", chain(&refused));
    }
    let (before, after) = url.split_once("127.0.0.1").unwrap();
    let other_name = format!("{before}elsewhere.example{after}?hostaddr=127.0.0.1");
    let refused = open(with(&other_name, ca_file.as_deref())).await.unwrap_err();
    assert!(chain(&refused).contains("not valid for name"), "{}", chain(&refused));

    for mode in ["verify-full", "verify-ca", "require", "prefer"] {
        open(with(&format!("{url}?sslmode={mode}"), ca_file.as_deref())).await.unwrap();
    }
    let refused = open(with(&format!("{url}?sslmode=disable"), ca_file.as_deref())).await.unwrap_err();
    assert!(matches!(refused, Error::Refused(Refusal::Place { .. })), "{refused:?}");
    let refused = open(with(&url, Some(Path::new("/nowhere.pem")))).await.unwrap_err();
    assert!(matches!(refused, Error::Refused(Refusal::CaFile { .. })), "{refused:?}");
    let empty = at.folder().join("empty.pem");
    std::fs::write(&empty, "").unwrap();
    let refused = open(with(&url, Some(&empty))).await.unwrap_err();
    assert!(matches!(refused, Error::Refused(Refusal::CaFile { .. })), "{refused:?}");
    let (user, rest) = url.split_once("://").map(|(_, rest)| rest.split_once('@').unwrap()).unwrap();
    let wrong = user.split_once(':').map(|(name, _)| format!("postgres://{name}:wrong@{rest}")).unwrap();
    let refused = open(with(&wrong, ca_file.as_deref())).await.unwrap_err();
    assert!(chain(&refused).contains("password authentication failed"), "{}", chain(&refused));
}

/// Somebody between us and the server who says that it knows no TLS learns neither name nor password.
// proves: v5.0.0-12.3.1
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_in_the_clear() {
    for mode in ["", "?sslmode=prefer", "?sslmode=require"] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = std::thread::spawn(move || {
            let (mut socket, _) = listener.accept().unwrap();
            socket.set_read_timeout(Some(std::time::Duration::from_secs(3))).unwrap();
            let mut request = [0; 8];
            socket.read_exact(&mut request).unwrap();
            socket.write_all(b"N").unwrap();
            let mut rest = Vec::new();
            // The other side hangs up, politely or not.
            let _ = socket.read_to_end(&mut rest);
            (request, rest)
        });
        let place = Place::parse(&format!("postgres://ada:secret@127.0.0.1:{port}/d{mode}")).unwrap();
        let refused = open(place).await.unwrap_err();
        assert!(matches!(refused, Error::Unreachable(_)), "{refused:?}");
        let (request, rest) = heard.join().unwrap();
        // SSLRequest: length 8, code 80877103.
        assert_eq!(request, [0, 0, 0, 8, 4, 210, 22, 47]);
        assert_eq!(rest, b"", "{mode}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_is_an_error_soon() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let began = std::time::Instant::now();
    let refused =
        open(Place::parse(&format!("postgres://a:b@127.0.0.1:{port}/d")).unwrap()).await.unwrap_err();
    assert!(matches!(refused, Error::Unreachable(_)), "{refused:?}");
    assert!(began.elapsed().as_secs() < 5);
}

/// A socket in the file system is no network: there is nobody in between, and no TLS.
#[tokio::test(flavor = "multi_thread")]
async fn a_unix_socket_needs_no_tls() {
    let test = TestDb::postgres(MIGRATIONS).await;
    let folders =
        test.db.read(|conn| ask::<Text, String>(conn, "SHOW unix_socket_directories")).await.unwrap();
    let folder = folders.split(',').next().unwrap_or_default().trim();
    assert!(!folder.is_empty(), "the test server needs unix_socket_directories");
    let Place::Postgres { url, .. } = &test.at.place else { panic!("not a server") };
    let url = url.expose_secret().replace("127.0.0.1", &folder.replace('/', "%2F"));
    let local = open(Place::parse(&url).unwrap()).await.unwrap();
    let encrypted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    assert!(!local.read(move |conn| ask::<Bool, bool>(conn, encrypted)).await.unwrap());
    assert_eq!(count(&local).await, 0);
}

/// An open database may be dropped anywhere, also inside an async task.
#[tokio::test]
async fn dropping_it_in_a_task_does_no_harm() {
    let test = TestDb::postgres(MIGRATIONS).await;
    futures_util::future::join_all((0..8).map(|_| count(&test.db))).await;
    drop(test);
}
