//! What holds on both engines alike.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::common::{MIGRATIONS, NoteId, count, insert, note, texts};
use diesel::connection::TransactionManager;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use kit_db::testing::{TestDb, TestPlace, each_engine};
use kit_db::{Conn, Db, Engine, Error, lock, schema, sequence};

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
                        if n % 4 == 0 {
                            Err(Error::other("no"))
                        } else {
                            Ok(n)
                        }
                    })
                    .await;
                assert_eq!(outcome.is_ok(), n % 4 != 0, "{outcome:?}");
            }
        });
        futures_util::future::join_all(writes).await;
        let kept: Vec<i64> = db
            .read(|conn| Ok(note::table.select(note::id).order(note::id).load(conn)?))
            .await
            .unwrap();
        assert_eq!(kept, (0..64).filter(|n| n % 4 != 0).collect::<Vec<i64>>());
        assert_eq!(count(&db).await, 48);
    })
    .await;
}

// proves: v5.0.0-16.5.4
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
            assert_eq!(
                matches!(outcome, Err(Error::Panicked)),
                n == 13,
                "{n}: {outcome:?}"
            );
        }
        assert_eq!(count(&db).await, 31);
    })
    .await;
}

// proves: v5.0.0-13.2.2
#[tokio::test(flavor = "multi_thread")]
async fn a_read_cannot_write() {
    each_engine(MIGRATIONS, async |db| {
        let refused = db.read(|conn| insert(conn, 1, "x")).await;
        assert!(matches!(refused, Err(Error::ReadOnly(_))), "{refused:?}");
        let refused = db
            .read(|conn| Ok(diesel::sql_query("DELETE FROM note").execute(conn)?))
            .await;
        assert!(matches!(refused, Err(Error::ReadOnly(_))), "{refused:?}");
        let refused = db
            .read(|conn| Ok(diesel::sql_query("CREATE TABLE t (a INTEGER)").execute(conn)?))
            .await;
        assert!(matches!(refused, Err(Error::ReadOnly(_))), "{refused:?}");
        assert_eq!(count(&db).await, 0);
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
            tokio::task::spawn_blocking(move || was_seen.recv().unwrap())
                .await
                .unwrap();
            db.write(|conn| insert(conn, 2, "between")).await.unwrap();
            go_on.send(()).unwrap();
        };
        let (counts, ()) = tokio::join!(reading, writing);
        assert_eq!(counts.unwrap(), (1, 1));
        assert_eq!(count(&db).await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duplicate_is_told_by_its_columns_and_shows_no_value() {
    each_engine(MIGRATIONS, async |db| {
        db.write(|conn| insert(conn, 1, "canary-4711")).await.unwrap();
        let by_id = db.write(|conn| insert(conn, 1, "other")).await.unwrap_err();
        assert!(by_id.is_unique("note.id"), "{by_id:?}");
        let by_text = db.write(|conn| insert(conn, 2, "canary-4711")).await.unwrap_err();
        assert!(by_text.is_unique("note.text"), "{by_text:?}");
        let by_two = db
            .write(|conn| {
                for id in [1, 2] {
                    diesel::sql_query("INSERT INTO pair (id, a, b) VALUES ($1, 5, 6)")
                        .bind::<BigInt, _>(id)
                        .execute(conn)?;
                }
                Ok(())
            })
            .await
            .unwrap_err();
        assert!(by_two.is_unique("pair.a, pair.b"), "{by_two:?}");
        let mut words = format!("{by_text} {by_text:?}");
        let mut cause = std::error::Error::source(&by_text);
        while let Some(next) = cause {
            words = format!("{words} {next} {next:?}");
            cause = next.source();
        }
        assert!(!words.contains("4711"), "{words}");
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
            Ok(<Conn as Connection>::TransactionManager::rollback_transaction(
                conn,
            )?)
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
        let again = tokio::task::spawn_blocking(move || Db::open(&place))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            count(&again).await,
            answered,
            "{engine:?}: what was answered is there, no more, no less"
        );
    }
}

// proves: v5.0.0-15.4.2
#[tokio::test(flavor = "multi_thread")]
async fn sequences_never_give_a_number_twice() {
    each_engine(MIGRATIONS, async |db| {
        let takes = (0..100).map(|n| {
            db.write(move |conn| {
                let number = sequence::next(conn, "note_number")?;
                insert(conn, number, &format!("n{number}"))?;
                if n % 5 == 0 {
                    Err(Error::other("no"))
                } else {
                    Ok(number)
                }
            })
        });
        let outcomes = futures_util::future::join_all(takes).await;
        let numbers: Vec<i64> = outcomes.into_iter().filter_map(Result::ok).collect();
        let distinct: HashSet<i64> = numbers.iter().copied().collect();
        assert_eq!((numbers.len(), distinct.len()), (80, 80));
        assert!(distinct.iter().all(|number| (1..=100).contains(number)));

        db.write(|conn| sequence::raise(conn, "note_number", 5_000))
            .await
            .unwrap();
        let after = db
            .write(|conn| sequence::next(conn, "note_number"))
            .await
            .unwrap();
        assert!(after > 5_000, "{after}");
        db.write(|conn| sequence::raise(conn, "note_number", 10))
            .await
            .unwrap();
        assert!(
            db.write(|conn| sequence::next(conn, "note_number"))
                .await
                .unwrap()
                > after
        );
        // Another sequence counts for itself, and a missing one is an error.
        assert_eq!(
            db.write(|conn| sequence::next(conn, "other_number"))
                .await
                .unwrap(),
            1
        );
        assert!(db.write(|conn| sequence::next(conn, "missing")).await.is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_advisory_lock_is_held_by_one() {
    each_engine(MIGRATIONS, async |db| {
        let (held, is_held) = std::sync::mpsc::channel();
        let (release, released) = std::sync::mpsc::channel();
        let (held, released) = (std::sync::Mutex::new(held), std::sync::Mutex::new(released));
        let holding = db.write(move |conn| {
            let had = lock::try_advisory(conn, 42)?;
            held.lock().unwrap().send(()).unwrap();
            if conn.engine() == Engine::Postgres {
                released.lock().unwrap().recv().unwrap();
            }
            Ok(had)
        });
        let trying = async {
            tokio::task::spawn_blocking(move || is_held.recv().unwrap())
                .await
                .unwrap();
            let had = db
                .write(|conn| Ok((lock::try_advisory(conn, 42)?, lock::try_advisory(conn, 43)?)))
                .await;
            release.send(()).ok();
            had.unwrap()
        };
        let (first, second) = tokio::join!(holding, trying);
        assert!(first.unwrap());
        // On SQLite the first write is over when the second begins.
        assert_eq!(second, (db.engine() == Engine::Sqlite, true));
        assert!(
            db.write(|conn| lock::try_advisory(conn, 42)).await.unwrap(),
            "released by the commit"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_is_read_as_it_is() {
    let expected: Vec<(String, String)> = [
        ("note", "id"),
        ("note", "text"),
        ("note", "raw"),
        ("note", "done"),
        ("pair", "id"),
        ("pair", "a"),
        ("pair", "b"),
    ]
    .map(|(table, column)| (table.to_owned(), column.to_owned()))
    .into();
    each_engine(MIGRATIONS, async |db| {
        assert_eq!(db.read(schema::columns).await.unwrap(), expected);
        db.write(|conn| Ok(diesel::sql_query("ALTER TABLE pair ADD COLUMN c TEXT").execute(conn)?))
            .await
            .unwrap();
        let now = db.read(schema::columns).await.unwrap();
        assert_eq!(now.last(), Some(&("pair".to_owned(), "c".to_owned())));
        assert_eq!(now.len(), expected.len() + 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_shared_type_and_clause_works() {
    each_engine(MIGRATIONS, async |db| {
        let raw = vec![0_u8, 255, 7];
        let kept = raw.clone();
        db.write(move |conn| {
            let id: NoteId = diesel::insert_into(note::table)
                .values((
                    note::id.eq(NoteId(9)),
                    note::text.eq("ä\u{1F600}"),
                    note::raw.eq(&raw),
                    note::done.eq(true),
                ))
                .returning(note::id)
                .get_result(conn)?;
            assert_eq!(id, NoteId(9));
            let changed = diesel::update(note::table.filter(note::id.eq(id).and(note::done.eq(true))))
                .set(note::done.eq(None::<bool>))
                .execute(conn)?;
            assert_eq!(changed, 1);
            Ok(())
        })
        .await
        .unwrap();
        let row: Option<Row> = db
            .read(|conn| {
                Ok(note::table
                    .filter(note::id.eq_any([NoteId(8), NoteId(9)]))
                    .first(conn)
                    .optional()?)
            })
            .await
            .unwrap();
        assert_eq!(row, Some((NoteId(9), "ä\u{1F600}".to_owned(), Some(kept), None)));
        let none: Option<Row> = db
            .read(|conn| Ok(note::table.find(NoteId(1)).first(conn).optional()?))
            .await
            .unwrap();
        assert_eq!(none, None);
        let upsert = "INSERT INTO note (id, text) VALUES ($1, $2) \
                      ON CONFLICT (id) DO UPDATE SET text = excluded.text RETURNING id, text";
        let back: Upserted = db
            .write(move |conn| {
                let row = diesel::sql_query(upsert)
                    .bind::<BigInt, _>(NoteId(9))
                    .bind::<Text, _>("new");
                Ok(row.get_result(conn)?)
            })
            .await
            .unwrap();
        assert_eq!((back.id, back.text.as_str()), (NoteId(9), "new"));
    })
    .await;
}

type Row = (NoteId, String, Option<Vec<u8>>, Option<bool>);

#[derive(QueryableByName)]
struct Upserted {
    #[diesel(sql_type = BigInt)]
    id: NoteId,
    #[diesel(sql_type = Text)]
    text: String,
}

// proves: v5.0.0-1.2.4, attack E6
#[tokio::test(flavor = "multi_thread")]
async fn a_value_is_never_taken_for_a_statement() {
    each_engine(MIGRATIONS, async |db| {
        let hostile = "x'); DROP TABLE note; --\" $1 ?1 \\";
        db.write(move |conn| insert(conn, 1, hostile)).await.unwrap();
        db.write(move |conn| {
            let insert = diesel::sql_query("INSERT INTO note (id, text) VALUES ($1, $2 || '!')");
            Ok(insert
                .bind::<BigInt, _>(2)
                .bind::<Text, _>(hostile)
                .execute(conn)?)
        })
        .await
        .unwrap();
        assert_eq!(texts(&db).await, [hostile.to_owned(), format!("{hostile}!")]);
    })
    .await;
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

#[tokio::test]
async fn a_test_place_is_gone_afterwards() {
    let at = TestPlace::postgres();
    let place = at.place.clone();
    drop(at);
    let refused = tokio::task::spawn_blocking(move || Db::open(&place))
        .await
        .unwrap();
    assert!(matches!(refused, Err(Error::Unreachable(_))), "{refused:?}");
}
