//! Statements, and what this crate offers beside them, on both engines alike.

use std::collections::HashSet;
use std::sync::Arc;

use crate::common::{MIGRATIONS, NoteId, insert, note, texts};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use kit_db::testing::{TestPlace, each_engine};
use kit_db::{Db, Engine, Error, lock, schema, sequence};

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

// proves: v5.0.0-15.4.2
#[tokio::test(flavor = "multi_thread")]
async fn sequences_never_give_a_number_twice() {
    each_engine(MIGRATIONS, async |db| {
        let takes = (0..100).map(|n| {
            db.write(move |conn| {
                let number = sequence::next(conn, "note_number")?;
                insert(conn, number, &format!("n{number}"))?;
                if n % 5 == 0 { Err(Error::other("no")) } else { Ok(number) }
            })
        });
        let outcomes = futures_util::future::join_all(takes).await;
        let numbers: Vec<i64> = outcomes.into_iter().filter_map(Result::ok).collect();
        let distinct: HashSet<i64> = numbers.iter().copied().collect();
        assert_eq!((numbers.len(), distinct.len()), (80, 80));
        assert!(distinct.iter().all(|number| (1..=100).contains(number)));

        db.write(|conn| sequence::raise(conn, "note_number", 5_000)).await.unwrap();
        let after = db.write(|conn| sequence::next(conn, "note_number")).await.unwrap();
        assert!(after > 5_000, "{after}");
        db.write(|conn| sequence::raise(conn, "note_number", 10)).await.unwrap();
        assert!(db.write(|conn| sequence::next(conn, "note_number")).await.unwrap() > after);
        // Another sequence counts for itself, and a missing one is an error.
        assert_eq!(db.write(|conn| sequence::next(conn, "other_number")).await.unwrap(), 1);
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
            tokio::task::spawn_blocking(move || is_held.recv().unwrap()).await.unwrap();
            let had =
                db.write(|conn| Ok((lock::try_advisory(conn, 42)?, lock::try_advisory(conn, 43)?))).await;
            release.send(()).ok();
            had.unwrap()
        };
        let (first, second) = tokio::join!(holding, trying);
        assert!(first.unwrap());
        // On SQLite the first write is over when the second begins.
        assert_eq!(second, (db.engine() == Engine::Sqlite, true));
        assert!(db.write(|conn| lock::try_advisory(conn, 42)).await.unwrap(), "released by the commit");
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
                Ok(note::table.filter(note::id.eq_any([NoteId(8), NoteId(9)])).first(conn).optional()?)
            })
            .await
            .unwrap();
        assert_eq!(row, Some((NoteId(9), "ä\u{1F600}".to_owned(), Some(kept), None)));
        let none: Option<Row> =
            db.read(|conn| Ok(note::table.find(NoteId(1)).first(conn).optional()?)).await.unwrap();
        assert_eq!(none, None);
        let upsert = "INSERT INTO note (id, text) VALUES ($1, $2) \
                      ON CONFLICT (id) DO UPDATE SET text = excluded.text RETURNING id, text";
        let back: Upserted = db
            .write(move |conn| {
                let row = diesel::sql_query(upsert).bind::<BigInt, _>(NoteId(9)).bind::<Text, _>("new");
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
            Ok(insert.bind::<BigInt, _>(2).bind::<Text, _>(hostile).execute(conn)?)
        })
        .await
        .unwrap();
        assert_eq!(texts(&db).await, [hostile.to_owned(), format!("{hostile}!")]);
    })
    .await;
}

#[tokio::test]
async fn a_test_place_is_gone_afterwards() {
    let at = TestPlace::postgres();
    let place = at.place.clone();
    drop(at);
    let refused = tokio::task::spawn_blocking(move || Db::open(&place)).await.unwrap();
    assert!(matches!(refused, Err(Error::Unreachable(_))), "{refused:?}");
}

// proves: v5.0.0-1.2.4, attack E6
#[tokio::test(flavor = "multi_thread")]
async fn a_statement_is_prepared_once_and_binds_its_values() {
    const UPSERT: &str = "INSERT INTO note (id, text) VALUES ($1, $2) \
                          ON CONFLICT (id) DO UPDATE SET text = excluded.text || $2 RETURNING id, text";
    each_engine(MIGRATIONS, async |db| {
        let hostile = "x'); DROP TABLE note; --\" $1 ?1 \\";
        for (text, expected) in [(hostile, hostile.to_owned()), ("!", "!!".to_owned())] {
            let bound = move |conn: &mut kit_db::Conn| {
                let statement = kit_db::statement(UPSERT).bind::<BigInt, _>(4_i64).bind::<Text, _>(text);
                Ok(statement.get_result::<Upserted>(conn)?)
            };
            assert_eq!(db.write(bound).await.unwrap().text, expected);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_rows_are_inserted_together_or_not_at_all() {
    each_engine(MIGRATIONS, async |db| {
        let rows: Arc<Vec<(i64, String)>> = Arc::new((1..=501).map(|id| (id, format!("n{id}"))).collect());
        let copy = Arc::clone(&rows);
        let write = move |conn: &mut kit_db::Conn| {
            kit_db::insert_all!(conn, note::table, &copy, |row: &(i64, String)| (
                note::id.eq(NoteId(row.0)),
                note::text.eq(row.1.clone()),
            ))
        };
        db.write(write).await.unwrap();
        assert_eq!(texts(&db).await.len(), 501);
        // The last one is there already: none of these is kept.
        let copy: Vec<(i64, String)> = (700..1_000).chain([501]).map(|id| (id, String::new())).collect();
        let again = move |conn: &mut kit_db::Conn| {
            kit_db::insert_all!(conn, note::table, &copy, |row: &(i64, String)| (
                note::id.eq(NoteId(row.0)),
                note::text.eq(row.1.clone()),
            ))
        };
        assert!(matches!(db.write(again).await, Err(Error::Unique { .. })));
        assert_eq!(texts(&db).await.len(), 501);
        let none: Vec<(i64, String)> = Vec::new();
        let nothing = move |conn: &mut kit_db::Conn| {
            kit_db::insert_all!(conn, note::table, &none, |row: &(i64, String)| (
                note::id.eq(NoteId(row.0)),
                note::text.eq(row.1.clone()),
            ))
        };
        db.write(nothing).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_found_by_any_number_of_ids() {
    each_engine(MIGRATIONS, async |db| {
        for id in [-5, 0, 7, i64::MAX] {
            db.write(move |conn| insert(conn, id, &format!("n{id}"))).await.unwrap();
        }
        let find = async |ids: Vec<i64>| -> Vec<i64> {
            let found = move |conn: &mut kit_db::Conn| {
                let among = kit_db::one_of(note::id, ids.iter().copied());
                Ok(note::table.filter(among).order(note::id).select(note::id).load::<NoteId>(conn)?)
            };
            db.read(found).await.unwrap().into_iter().map(|id| id.0).collect()
        };
        assert_eq!(find(vec![]).await, Vec::<i64>::new());
        assert_eq!(find(vec![7]).await, [7]);
        assert_eq!(find(vec![i64::MAX, -5, 7, 7, 8]).await, [-5, 7, i64::MAX]);
        let many = (0..5_000).collect();
        assert_eq!(find(many).await, [0, 7]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_condition_written_out_holds_beside_bound_ones() {
    each_engine(MIGRATIONS, async |db| {
        for id in 1..=3 {
            db.write(move |conn| insert(conn, id, &format!("n{id}"))).await.unwrap();
        }
        let found = |conn: &mut kit_db::Conn| {
            let some = note::table.filter(note::id.ge(2_i64)).filter(kit_db::condition("note.text <> 'n3'"));
            Ok(some.filter(note::id.le(3_i64)).select(note::id).load::<NoteId>(conn)?)
        };
        assert_eq!(db.read(found).await.unwrap().into_iter().map(|id| id.0).collect::<Vec<_>>(), [2]);
    })
    .await;
}
