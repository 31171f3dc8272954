//! A database as files, out of either engine and into either.

use std::path::Path;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, Text};
use kit_db::copy::{Copy, CopyError, dump, load, verify};
use kit_db::testing::TestDb;
use kit_db::{Conn, Db, Engine, Error, Migration, Refusal, Step, sequence, sequence_migration};
use proptest::prelude::*;

const BOTH: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

/// Every kind of column, a table that comes before the one it refers to by name, a key of two columns and a
/// table without rows.
const STEPS: &[Migration] = &[
    Migration {
        number: 1,
        name: "all sorts",
        step: Step::Both(
            "CREATE TABLE zoo (id {id}, name TEXT NOT NULL UNIQUE);
             CREATE TABLE bird (id {id}, zoo_id BIGINT NOT NULL REFERENCES zoo (id), big BIGINT, small INTEGER,
                 song TEXT, egg {bytes}, tame BOOLEAN);
             CREATE TABLE pair (name TEXT NOT NULL, blind {bytes} NOT NULL, many BIGINT NOT NULL,
                 PRIMARY KEY (name, blind));
             CREATE TABLE barren (id {id});",
        ),
    },
    sequence_migration!(2, "bird_number"),
    sequence_migration!(3, "other_number"),
];

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, QueryableByName)]
struct Bird {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    big: Option<i64>,
    #[diesel(sql_type = Nullable<Integer>)]
    small: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    song: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    egg: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Bool>)]
    tame: Option<bool>,
}

#[derive(Debug, PartialEq, QueryableByName)]
struct Pair {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Binary)]
    blind: Vec<u8>,
    #[diesel(sql_type = BigInt)]
    many: i64,
}

fn put_bird(conn: &mut Conn, bird: &Bird) -> kit_db::Result<()> {
    diesel::sql_query(
        "INSERT INTO bird (id, zoo_id, big, small, song, egg, tame) VALUES ($1, 1, $2, $3, $4, $5, $6)",
    )
    .bind::<BigInt, _>(bird.id)
    .bind::<Nullable<BigInt>, _>(bird.big)
    .bind::<Nullable<Integer>, _>(bird.small)
    .bind::<Nullable<Text>, _>(&bird.song)
    .bind::<Nullable<Binary>, _>(&bird.egg)
    .bind::<Nullable<Bool>, _>(bird.tame)
    .execute(conn)?;
    Ok(())
}

async fn fill(db: &Db, birds: Vec<Bird>) {
    db.write(move |conn| {
        diesel::sql_query("INSERT INTO zoo (id, name) VALUES (1, 'only')").execute(conn)?;
        for many in [7, i64::MIN, i64::MAX] {
            diesel::sql_query("INSERT INTO pair (name, blind, many) VALUES ($1, $2, $3)")
                .bind::<Text, _>(format!("\u{e9}{many}"))
                .bind::<Binary, _>(many.to_be_bytes().to_vec())
                .bind::<BigInt, _>(many)
                .execute(conn)?;
        }
        birds.iter().try_for_each(|bird| put_bird(conn, bird))?;
        for _ in 0..5 {
            sequence::next(conn, "bird_number")?;
        }
        Ok(())
    })
    .await
    .unwrap();
}

async fn birds(db: &Db) -> Vec<Bird> {
    db.read(|conn| {
        Ok(diesel::sql_query("SELECT id, big, small, song, egg, tame FROM bird ORDER BY id").load(conn)?)
    })
    .await
    .unwrap()
}

async fn pairs(db: &Db) -> Vec<Pair> {
    db.read(|conn| Ok(diesel::sql_query("SELECT name, blind, many FROM pair ORDER BY many").load(conn)?))
        .await
        .unwrap()
}

async fn next(db: &Db, name: &'static str) -> i64 {
    db.write(move |conn| sequence::next(conn, name)).await.unwrap()
}

fn odd_birds() -> Vec<Bird> {
    let none = Bird { id: 0, big: None, small: None, song: None, egg: None, tame: None };
    let one = |id, song: &str, egg: Vec<u8>| Bird {
        id,
        big: Some(id),
        small: Some(id as i32),
        song: Some(song.to_owned()),
        egg: Some(egg),
        tame: Some(id % 2 == 0),
    };
    vec![
        Bird { id: i64::MIN, big: Some(i64::MIN), small: Some(i32::MIN), ..none.clone() },
        none,
        one(1, "", vec![]),
        one(2, "\u{1f426}\u{200d}\u{2b1b} e\u{301} \u{10ffff}\r\n\t'\"$1;--", vec![0, 255, 0]),
        one(3, &"long ".repeat(100_000), vec![7; 3_000_000]),
        Bird { id: i64::MAX, big: Some(i64::MAX), small: Some(i32::MAX), ..one(4, "$$", vec![1]) },
    ]
}

async fn copied(from: &Db, dir: &Path) -> Copy {
    dump(from, STEPS.to_vec(), &[], dir).await.unwrap()
}

/// An empty database and its place.
async fn empty(engine: Engine) -> TestDb {
    TestDb::on(engine, &[][..]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_and_number_goes_from_either_engine_to_either() {
    for from in BOTH {
        for to in BOTH {
            let source = TestDb::on(from, STEPS).await;
            fill(&source.db, odd_birds()).await;
            let dir = tempfile::tempdir().unwrap();
            let copy = copied(&source.db, dir.path()).await;
            assert_eq!(copy.rows_of("bird"), Some(6));
            assert_eq!(copy.rows_of("barren"), Some(0));
            assert_eq!(copy.rows(), 6 + 3 + 1);
            let target = empty(to).await;
            load(&target.db, STEPS, dir.path(), &copy).await.unwrap();
            assert_eq!(birds(&target.db).await, birds(&source.db).await, "{from:?} to {to:?}");
            assert_eq!(birds(&target.db).await, odd_birds());
            assert_eq!(pairs(&target.db).await, pairs(&source.db).await);
            assert_eq!(next(&target.db, "bird_number").await, 6);
            assert_eq!(next(&target.db, "other_number").await, 1);
            assert!(target.db.migrate(STEPS).await.unwrap().is_empty());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_of_one_moment_while_eight_write() {
    for engine in BOTH {
        let source = TestDb::on(engine, STEPS).await;
        fill(&source.db, Vec::new()).await;
        // Each write makes a bird and counts it: a copy of one moment has as many birds as are counted.
        let write = |writer: i64| {
            let db = source.db.clone();
            async move {
                for n in 0..60 {
                    let id = writer * 1_000 + n;
                    let bird = Bird { id, big: None, small: None, song: None, egg: None, tame: None };
                    let both = move |conn: &mut Conn| {
                        put_bird(conn, &bird)?;
                        diesel::sql_query("UPDATE pair SET many = many + 1 WHERE many BETWEEN 0 AND 1000000")
                            .execute(conn)?;
                        Ok(())
                    };
                    db.write(both).await.unwrap();
                }
            }
        };
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..8 {
            writers.spawn(write(writer));
        }
        for _ in 0..3 {
            let dir = tempfile::tempdir().unwrap();
            let copy = copied(&source.db, dir.path()).await;
            let target = empty(engine).await;
            load(&target.db, STEPS, dir.path(), &copy).await.unwrap();
            let counted = pairs(&target.db).await.iter().map(|pair| pair.many).find(|n| *n != i64::MIN);
            assert_eq!(counted, Some(7 + birds(&target.db).await.len() as i64), "{engine:?}");
        }
        writers.join_all().await;
    }
}

// proves: attack E5
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_with_a_byte_changed_missing_or_too_many_is_refused_and_nothing_is_made() {
    let source = TestDb::sqlite(STEPS).await;
    let small = odd_birds().into_iter().filter(|bird| bird.id != 3).collect();
    fill(&source.db, small).await;
    let dir = tempfile::tempdir().unwrap();
    let copy = copied(&source.db, dir.path()).await;
    let target = empty(Engine::Sqlite).await;
    for table in &copy.tables {
        let path = dir.path().join(table.file());
        let whole = std::fs::read(&path).unwrap();
        let mut changed: Vec<Vec<u8>> = (0..whole.len())
            .map(|at| {
                let mut bytes = whole.clone();
                bytes[at] ^= 1 << (at % 8);
                bytes
            })
            .collect();
        changed.extend([whole[..whole.len() - 1].to_vec(), [&whole[..], &[0]].concat(), Vec::new()]);
        for bytes in changed {
            std::fs::write(&path, bytes).unwrap();
            let refused = verify(STEPS, dir.path(), &copy).await;
            assert!(matches!(refused, Err(CopyError::Damaged { path: named, .. }) if named == path));
        }
        std::fs::remove_file(&path).unwrap();
        let refused = load(&target.db, STEPS, dir.path(), &copy).await;
        assert!(matches!(refused, Err(CopyError::Damaged { .. })), "{refused:?}");
        std::fs::write(&path, whole).unwrap();
    }
    let state = target.db.read(|conn| kit_db::migrate::check(conn, STEPS)).await.unwrap();
    assert!(state.applied.is_empty(), "a refused copy made tables");
    // A description that lies is an error as well, never a panic.
    let mut lying = copy.clone();
    lying.tables[0].columns.pop();
    assert!(load(&target.db, STEPS, dir.path(), &lying).await.is_err());
    let mut lying = copy.clone();
    lying.tables[0].name = "zoo\" (id) VALUES (1); --".into();
    assert!(load(&target.db, STEPS, dir.path(), &lying).await.is_err());
    load(&target.db, STEPS, dir.path(), &copy).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_empty_database_takes_a_copy_and_only_with_migrations_it_knows() {
    for engine in BOTH {
        let source = TestDb::on(engine, STEPS).await;
        fill(&source.db, odd_birds()).await;
        let dir = tempfile::tempdir().unwrap();
        let copy = copied(&source.db, dir.path()).await;

        let used = TestDb::on(engine, STEPS).await;
        fill(&used.db, Vec::new()).await;
        let refused = load(&used.db, STEPS, dir.path(), &copy).await;
        assert!(matches!(refused, Err(CopyError::NotEmpty { .. })), "{refused:?}");
        assert!(birds(&used.db).await.is_empty());

        let target = empty(engine).await;
        let older = load(&target.db, &STEPS[..2], dir.path(), &copy).await;
        let newer = |error| matches!(error, CopyError::Db(Error::Refused(Refusal::MigrationNewer { .. })));
        assert!(newer(older.unwrap_err()));
        let mut changed = STEPS.to_vec();
        changed[0].step = Step::Both("CREATE TABLE zoo (id {id});");
        let other = load(&target.db, &changed, dir.path(), &copy).await;
        let changed =
            |error| matches!(error, CopyError::Db(Error::Refused(Refusal::MigrationChanged { .. })));
        assert!(changed(other.unwrap_err()));

        // A copy by an older program: what is newer is left to the next migration.
        let later =
            [STEPS, &[Migration { number: 9, name: "later", step: Step::Both("CREATE TABLE l (id {id});") }]]
                .concat();
        load(&target.db, &later, dir.path(), &copy).await.unwrap();
        assert_eq!(target.db.migrate(later).await.unwrap(), [9]);
        assert_eq!(birds(&target.db).await, odd_birds());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_that_the_engines_do_not_share_is_named() {
    for engine in BOTH {
        let steps: &[Migration] =
            &[Migration { number: 1, name: "odd", step: Step::Both("CREATE TABLE odd (id {id}, x REAL);") }];
        let source = TestDb::on(engine, steps).await;
        let dir = tempfile::tempdir().unwrap();
        let refused = dump(&source.db, steps.to_vec(), &[], dir.path()).await.unwrap_err();
        assert!(
            matches!(&refused, CopyError::Column { table, column, .. } if table == "odd" && column == "x")
        );
    }
    // SQLite takes any value in any column; a copy does not.
    let source = TestDb::sqlite(STEPS).await;
    source
        .db
        .write(|conn| Ok(diesel::sql_query("INSERT INTO zoo (id, name) VALUES (1, x'00')").execute(conn)?))
        .await
        .unwrap();
    let dir = tempfile::tempdir().unwrap();
    let refused = dump(&source.db, STEPS.to_vec(), &[], dir.path()).await.unwrap_err();
    assert!(matches!(refused, CopyError::Column { .. }), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_is_not_wanted_comes_back_empty() {
    for engine in BOTH {
        let source = TestDb::on(engine, STEPS).await;
        fill(&source.db, odd_birds()).await;
        let dir = tempfile::tempdir().unwrap();
        let copy = dump(&source.db, STEPS.to_vec(), &["pair"], dir.path()).await.unwrap();
        assert_eq!(copy.rows_of("pair"), Some(0));
        let target = empty(engine).await;
        load(&target.db, STEPS, dir.path(), &copy).await.unwrap();
        assert!(pairs(&target.db).await.is_empty());
        assert_eq!(birds(&target.db).await, odd_birds());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_rows_come_in_pages() {
    let many: Vec<Bird> = (1..=6_000)
        .map(|id| Bird {
            id,
            big: Some(-id),
            small: None,
            song: Some(format!("s{id}")),
            egg: None,
            tame: None,
        })
        .collect();
    for (from, to) in [(Engine::Sqlite, Engine::Postgres), (Engine::Postgres, Engine::Sqlite)] {
        let source = TestDb::on(from, STEPS).await;
        fill(&source.db, many.clone()).await;
        let dir = tempfile::tempdir().unwrap();
        let copy = copied(&source.db, dir.path()).await;
        let target = empty(to).await;
        load(&target.db, STEPS, dir.path(), &copy).await.unwrap();
        assert_eq!(birds(&target.db).await, many);
    }
}

fn any_bird() -> impl Strategy<Value = Bird> {
    let song = proptest::option::of(
        prop_oneof![any::<String>(), Just(String::new()), "[\u{1f600}-\u{1f64f}]{0,5}"].prop_map(|text| {
            // PostgreSQL has no text with it; what people send is cleaned of it.
            text.replace('\0', "")
        }),
    );
    let egg = proptest::option::of(proptest::collection::vec(any::<u8>(), 0..200));
    (any::<Option<i64>>(), any::<Option<i32>>(), song, egg, any::<Option<bool>>())
        .prop_map(|(big, small, song, egg, tame)| Bird { id: 0, big, small, song, egg, tame })
}

fn cases() -> u32 {
    #[expect(clippy::disallowed_methods, reason = "the length of a proof comes from outside")]
    let full = std::env::var("PROVE").is_ok_and(|found| found == "full");
    if full { 100 } else { 6 }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 50, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_rows_survive_the_way_there_and_back(
        mut rows in proptest::collection::vec(any_bird(), 0..40),
        ids in proptest::collection::btree_set(any::<i64>(), 40),
    ) {
        for (row, id) in rows.iter_mut().zip(ids) {
            row.id = id;
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let first = TestDb::sqlite(STEPS).await;
            fill(&first.db, rows.clone()).await;
            let mut from = first.db.clone();
            let mut kept = vec![first];
            for engine in [Engine::Postgres, Engine::Sqlite] {
                let dir = tempfile::tempdir().unwrap();
                let copy = copied(&from, dir.path()).await;
                let target = empty(engine).await;
                load(&target.db, STEPS, dir.path(), &copy).await.unwrap();
                from = target.db.clone();
                kept.push(target);
            }
            rows.sort();
            assert_eq!(birds(&from).await, rows);
        });
    }
}
