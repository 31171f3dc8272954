//! What holds on both engines alike.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::common::{MIGRATIONS, count, insert, note, texts};
use diesel::connection::TransactionManager;
use diesel::prelude::*;
use kit_db::testing::{TestDb, each_engine};
use kit_db::{Conn, Db, Engine, Error};

// proves: v5.0.0-2.3.3, RF-197
#[tokio::test(flavor = "multi_thread")]
async fn of_64_writes_at_once_the_failing_ones_leave_nothing() {
    each_engine(MIGRATIONS, async |db| {
        let writes = (0..64).map(|n| {
            let db = db.clone();
            async move {
                let outcome = db
                    .write(move |conn| {
                        insert(conn, n, &format!("n{n}"))?;
                        if n % 4 == 0 { Err(Error::other("no")) } else { Ok(n) }
                    })
                    .await;
                assert_eq!(outcome.is_ok(), n % 4 != 0, "{outcome:?}");
            }
        });
        futures_util::future::join_all(writes).await;
        let kept: Vec<i64> =
            db.read(|conn| Ok(note::table.select(note::id).order(note::id).load(conn)?)).await.unwrap();
        assert_eq!(kept, (0..64).filter(|n| n % 4 != 0).collect::<Vec<i64>>());
        assert_eq!(count(&db).await, 48);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_rolls_back_and_the_next_write_works() {
    each_engine(MIGRATIONS, async |db| {
        let panicking = db.write(|conn| -> kit_db::Result<()> {
            insert(conn, 1, "lost")?;
            conn.transaction(|conn| -> kit_db::Result<()> {
                insert(conn, 2, "lost too")?;
                panic!("on purpose")
            })
        });
        assert!(matches!(panicking.await, Err(Error::Panicked)));
        let read = db.read(|_| -> kit_db::Result<()> { panic!("on purpose") }).await;
        assert!(matches!(read, Err(Error::Panicked)));
        db.write(|conn| insert(conn, 3, "kept")).await.unwrap();
        assert_eq!(texts(&db).await, ["kept"]);
    })
    .await;
}

/// A panicking closure among others in the same commit takes only itself along.
#[tokio::test(flavor = "multi_thread")]
async fn a_panic_among_others_harms_none_of_them() {
    each_engine(MIGRATIONS, async |db| {
        let writes = (0..32).map(|n| {
            db.write(move |conn| {
                insert(conn, n, &format!("n{n}"))?;
                assert!(n != 13, "on purpose");
                Ok(())
            })
        });
        let outcomes = futures_util::future::join_all(writes).await;
        for (n, outcome) in outcomes.iter().enumerate() {
            assert_eq!(matches!(outcome, Err(Error::Panicked)), n == 13, "{n}: {outcome:?}");
        }
        assert_eq!(count(&db).await, 31);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_cannot_write() {
    each_engine(MIGRATIONS, async |db| {
        let refused = db.read(|conn| insert(conn, 1, "x")).await;
        assert!(matches!(refused, Err(Error::ReadOnly(_))), "{refused:?}");
        let refused = db.read(|conn| Ok(diesel::sql_query("DELETE FROM note").execute(conn)?)).await;
        assert!(matches!(refused, Err(Error::ReadOnly(_))), "{refused:?}");
        let refused =
            db.read(|conn| Ok(diesel::sql_query("CREATE TABLE t (a INTEGER)").execute(conn)?)).await;
        assert!(matches!(refused, Err(Error::ReadOnly(_))), "{refused:?}");
        assert_eq!(count(&db).await, 0);
    })
    .await;
}

/// A single statement is read like any other, and what is left open after it holds up nobody.
#[tokio::test(flavor = "multi_thread")]
async fn a_read_of_one_statement_cannot_write_and_leaves_nothing_open() {
    each_engine(MIGRATIONS, async |db| {
        let refused = db.read_one(|conn| insert(conn, 1, "x")).await;
        assert!(matches!(refused, Err(Error::ReadOnly(_))), "{refused:?}");
        let panicked = db.read_one(|_| -> kit_db::Result<()> { panic!("on purpose") }).await;
        assert!(matches!(panicked, Err(Error::Panicked)), "{panicked:?}");
        for n in 1..20 {
            let begin = <Conn as diesel::Connection>::TransactionManager::begin_transaction;
            db.read_one(move |conn| Ok(begin(conn)?)).await.unwrap();
            db.write(move |conn| insert(conn, n, &format!("n{n}"))).await.unwrap();
            let count = db.read_one(|conn| Ok(note::table.count().get_result::<i64>(conn)?)).await.unwrap();
            assert_eq!(count, n);
        }
    })
    .await;
}

/// A write that commits between two statements of a read is not seen by the second.
#[tokio::test(flavor = "multi_thread")]
async fn a_read_sees_one_moment() {
    each_engine(MIGRATIONS, async |db| {
        db.write(|conn| insert(conn, 1, "before")).await.unwrap();
        let (seen, was_seen) = std::sync::mpsc::channel();
        let (go_on, went_on) = std::sync::mpsc::channel();
        let reading = db.read(move |conn| {
            let first: i64 = note::table.count().get_result(conn)?;
            seen.send(()).unwrap();
            went_on.recv().unwrap();
            let second: i64 = note::table.count().get_result(conn)?;
            Ok((first, second))
        });
        let writing = async {
            tokio::task::spawn_blocking(move || was_seen.recv().unwrap()).await.unwrap();
            db.write(|conn| insert(conn, 2, "between")).await.unwrap();
            go_on.send(()).unwrap();
        };
        let (counts, ()) = tokio::join!(reading, writing);
        assert_eq!(counts.unwrap(), (1, 1));
        assert_eq!(count(&db).await, 2);
    })
    .await;
}

/// The engines differ by nature: PostgreSQL gives up a transaction at the first error. A closure that swallows
/// an error must never be told that its work was kept when it was not.
// proves: v5.0.0-16.5.3
#[tokio::test(flavor = "multi_thread")]
async fn a_swallowed_error_never_turns_into_a_false_ok() {
    each_engine(MIGRATIONS, async |db| {
        db.write(|conn| insert(conn, 1, "there")).await.unwrap();
        let swallowed = db
            .write(|conn| {
                insert(conn, 2, "before")?;
                let _ = insert(conn, 1, "duplicate");
                Ok(())
            })
            .await;
        let kept = texts(&db).await;
        match db.engine() {
            Engine::Sqlite => {
                swallowed.unwrap();
                assert_eq!(kept, ["there", "before"]);
            }
            Engine::Postgres => {
                assert!(matches!(swallowed, Err(Error::Query(_))), "{swallowed:?}");
                assert_eq!(kept, ["there"]);
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_inside_a_savepoint_can_be_survived() {
    each_engine(MIGRATIONS, async |db| {
        db.write(|conn| insert(conn, 1, "there")).await.unwrap();
        let told = db
            .write(|conn| {
                insert(conn, 2, "before")?;
                let tried = conn.transaction(|conn| {
                    insert(conn, 3, "undone")?;
                    insert(conn, 1, "duplicate")
                });
                insert(conn, 4, "after")?;
                Ok(tried.is_err_and(|error| error.is_unique("note.id")))
            })
            .await;
        assert!(told.unwrap());
        assert_eq!(texts(&db).await, ["there", "before", "after"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_left_open_is_undone() {
    each_engine(MIGRATIONS, async |db| {
        let left = db.write(|conn| {
            insert(conn, 1, "x")?;
            Ok(<Conn as Connection>::TransactionManager::begin_transaction(conn)?)
        });
        let left = left.await;
        assert!(matches!(left, Err(Error::Unbalanced)), "{left:?}");
        let ended = db.write(|conn| {
            insert(conn, 2, "y")?;
            Ok(<Conn as Connection>::TransactionManager::rollback_transaction(conn)?)
        });
        let ended = ended.await;
        assert!(matches!(ended, Err(Error::Unbalanced)), "{ended:?}");
        db.write(|conn| insert(conn, 3, "kept")).await.unwrap();
        assert_eq!(texts(&db).await, ["kept"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_loses_nothing_that_was_accepted() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let TestDb { db, at } = TestDb::on(engine, MIGRATIONS).await;
        let clone = db.clone();
        let writes: Vec<_> = (0..200)
            .map(|n| {
                let db = db.clone();
                #[expect(clippy::disallowed_methods, reason = "the test needs tasks of its own")]
                tokio::spawn(async move { db.write(move |conn| insert(conn, n, &format!("n{n}"))).await })
            })
            .collect();
        tokio::task::yield_now().await;
        db.close().await;
        let mut answered = 0;
        for write in writes {
            match write.await.unwrap() {
                Ok(()) => answered += 1,
                Err(error) => assert!(matches!(error, Error::Closed), "{error:?}"),
            }
        }
        assert!(matches!(clone.read(|_| Ok(())).await, Err(Error::Closed)));
        assert!(matches!(clone.write(|_| Ok(())).await, Err(Error::Closed)));
        drop(clone);
        // The last connection to go, the writer's, puts its log into the file.
        assert!(!at.folder().join("test.db-wal").exists(), "a log was left behind");
        let place = at.place.clone();
        let again = tokio::task::spawn_blocking(move || Db::open(&place)).await.unwrap().unwrap();
        assert_eq!(count(&again).await, answered, "{engine:?}: what was answered is there, no more, no less");
    }
}

/// Dropping the future of a write that has begun does not tear it in two.
#[tokio::test(flavor = "multi_thread")]
async fn a_write_nobody_waits_for_is_whole() {
    each_engine(MIGRATIONS, async |db| {
        let runs = Arc::new(AtomicU32::new(0));
        for n in 0..20 {
            let runs = Arc::clone(&runs);
            let write = db.write(move |conn| {
                insert(conn, 2 * n, &format!("a{n}"))?;
                runs.fetch_add(1, Ordering::SeqCst);
                insert(conn, 2 * n + 1, &format!("b{n}"))
            });
            let _ = tokio::time::timeout(std::time::Duration::from_micros(200), write).await;
        }
        // A read waits for nothing, so look until the last of them is through.
        let mut seen = Vec::new();
        for _ in 0..100 {
            let now = texts(&db).await;
            if now == seen && !now.is_empty() {
                break;
            }
            seen = now;
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert!(runs.load(Ordering::SeqCst) > 0);
        for n in 0..20 {
            let half = |letter| seen.contains(&format!("{letter}{n}"));
            assert_eq!(half('a'), half('b'), "{n}: {seen:?}");
        }
    })
    .await;
}
