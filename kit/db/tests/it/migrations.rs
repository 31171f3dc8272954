//! A database that does not fit the program is refused, and says why.

use crate::common::{MIGRATIONS, count};
use diesel::prelude::*;
use kit_db::testing::{TestDb, TestPlace, each_engine};
use kit_db::{Db, Engine, Error, Migration, Refusal, Result, Step, migrate, schema};

const fn step(number: u32, text: &'static str) -> Migration {
    Migration { number, name: "a step", step: Step::Both(text) }
}

const ONE: Migration = step(1, "CREATE TABLE one (id {id}, raw {bytes});");
const TWO: Migration = step(2, "CREATE TABLE two (id {id}); CREATE INDEX two_by_id ON two (id);");
const FIVE: Migration = step(5, "ALTER TABLE one ADD COLUMN more TEXT;");

fn refusal<T: std::fmt::Debug>(outcome: Result<T>) -> Refusal {
    match outcome {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_runs_once_in_the_order_of_numbers() {
    each_engine(&[], async |db| {
        let fresh = db.read(|conn| migrate::check(conn, &[FIVE, ONE])).await.unwrap();
        assert_eq!((fresh.applied, fresh.pending), (vec![], vec![1, 5]));
        // The fifth needs the first: given in the wrong order, they run in the right one.
        assert_eq!(db.migrate(vec![FIVE, ONE]).await.unwrap(), [1, 5]);
        assert_eq!(db.migrate(vec![ONE, FIVE]).await.unwrap(), [] as [u32; 0]);
        let state = db.read(|conn| migrate::check(conn, &[ONE, FIVE, step(6, "SELECT 1;")])).await.unwrap();
        assert_eq!((state.applied, state.pending), (vec![1, 5], vec![6]));
        let columns: Vec<String> =
            db.read(schema::columns).await.unwrap().into_iter().map(|(_, column)| column).collect();
        assert_eq!(columns, ["id", "raw", "more"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_another_program_is_refused_and_left_alone() {
    each_engine(&[], async |db| {
        db.migrate(vec![ONE, FIVE]).await.unwrap();
        let before = db.read(schema::columns).await.unwrap();
        let run = async |list: Vec<Migration>| refusal(db.migrate(list).await);

        let changed = step(1, "CREATE TABLE one (id {id}, raw {bytes} NOT NULL);");
        assert!(matches!(run(vec![changed, FIVE]).await, Refusal::MigrationChanged { number: 1, .. }));
        let split = Migration {
            step: Step::Each { sqlite: "CREATE TABLE one (id {id}, raw {bytes});", postgres: "SELECT 1;" },
            ..ONE
        };
        assert!(matches!(run(vec![split, FIVE]).await, Refusal::MigrationChanged { number: 1, .. }));
        assert!(matches!(run(vec![ONE]).await, Refusal::MigrationNewer { found: 5, known: 1, .. }));
        assert!(matches!(run(vec![]).await, Refusal::MigrationNewer { found: 1, known: 0, .. }));
        assert!(matches!(run(vec![FIVE]).await, Refusal::MigrationUnknown { number: 1, .. }));
        assert!(matches!(run(vec![ONE, TWO, FIVE]).await, Refusal::MigrationGap { number: 2, later: 5, .. }));
        assert!(matches!(run(vec![ONE, FIVE, FIVE]).await, Refusal::MigrationTwice { number: 5 }));

        assert_eq!(db.read(schema::columns).await.unwrap(), before);
        assert_eq!(db.migrate(vec![ONE, FIVE]).await.unwrap(), [] as [u32; 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_step_leaves_nothing_of_the_run() {
    each_engine(&[], async |db| {
        let broken = step(3, "CREATE TABLE three (id {id}); INSERT INTO missing VALUES (1);");
        let refused = refusal(db.migrate(vec![ONE, TWO, broken]).await);
        assert!(matches!(refused, Refusal::MigrationFailed { number: 3, .. }), "{refused:?}");
        assert_eq!(db.read(schema::columns).await.unwrap(), []);
        assert_eq!(db.migrate(vec![ONE, TWO]).await.unwrap(), [1, 2]);
    })
    .await;
}

/// Several processes of one installation start at the same time.
#[tokio::test(flavor = "multi_thread")]
async fn several_may_migrate_at_once() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let at = TestPlace::on(engine);
        let open = || {
            let place = at.place.clone();
            async { tokio::task::spawn_blocking(move || Db::open(&place)).await.unwrap().unwrap() }
        };
        let (one, two, three) = tokio::join!(open(), open(), open());
        let ran = tokio::join!(one.migrate(MIGRATIONS), two.migrate(MIGRATIONS), three.migrate(MIGRATIONS));
        let mut ran = [ran.0.unwrap(), ran.1.unwrap(), ran.2.unwrap()].concat();
        ran.sort_unstable();
        assert_eq!(ran, [1, 2, 3], "{engine:?}");
        assert_eq!(count(&three).await, 0);
    }
}

/// The first of several to open a new file turns its log on, while the others wait for it.
#[test]
fn several_may_make_one_file_at_once() {
    for _ in 0..20 {
        let at = TestPlace::on(Engine::Sqlite);
        let all_here = std::sync::Barrier::new(8);
        let open = || {
            all_here.wait();
            Db::open(&at.place).map(drop)
        };
        std::thread::scope(|scope| {
            let opened: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
            for one in opened {
                one.join().unwrap().unwrap();
            }
        });
    }
}

/// The checksum is of the text as written, so one and the same database passes on either engine's program.
#[tokio::test(flavor = "multi_thread")]
async fn checksums_are_the_same_on_both_engines() {
    let mut seen: Vec<Vec<String>> = Vec::new();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let test = TestDb::on(engine, MIGRATIONS).await;
        let query = "SELECT checksum FROM schema_migration ORDER BY number";
        let sums = test
            .db
            .read(move |conn| Ok(diesel::dsl::sql::<diesel::sql_types::Text>(query).load(conn)?))
            .await;
        seen.push(sums.unwrap());
    }
    assert_eq!(seen[0], seen[1]);
    assert!(seen[0].iter().all(|sum| sum.len() == 64));
}
