//! A database of its own for every test, on both engines.
//!
//! PostgreSQL comes from two environment variables, `QUERIST_TEST_POSTGRES` (address of a superuser on a
//! server on this machine, over TLS) and `QUERIST_TEST_POSTGRES_CA` (its authority's certificate).
//! `cargo xtask test` starts such a server and sets them. A test that finds them unset fails: a promise about
//! both engines is not kept by testing one.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Integer, Text};
use diesel::{QueryResult, RunQueryDsl};
use kit_base::{Entropy, ExposeSecret, SecretString, SystemEntropy};
use tempfile::TempDir;

use crate::pg::Server;
use crate::sqlite::Access;
use crate::{Conn, Db, Engine, Migration, MultiBackend, Place};

/// Runs `test` on a new SQLite database and then on a new PostgreSQL database.
pub async fn each_engine<F>(migrations: impl Into<Cow<'static, [Migration]>>, test: F)
where
    F: AsyncFn(Db),
{
    let migrations = migrations.into();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let test_db = TestDb::on(engine, migrations.clone()).await;
        // Shown only when the test fails: which of the two it was.
        tracing::info!(?engine, "testing");
        test(test_db.db.clone()).await;
    }
}

/// A new, empty place for a database, which is removed with everything in it when this is dropped.
pub struct TestPlace {
    /// Where it is.
    pub place: Place,
    /// A folder of this test's own, on either engine.
    pub dir: TempDir,
    /// The PostgreSQL database to drop, and where from.
    server: Option<(Place, String)>,
}

/// An open and migrated database, which is removed when this is dropped.
pub struct TestDb {
    /// The database.
    pub db: Db,
    /// Where it is, and a folder for the test.
    pub at: TestPlace,
}

impl TestPlace {
    /// A file in a folder of its own.
    pub fn sqlite() -> Self {
        let dir = or_stop(tempfile::tempdir(), "make a temporary folder");
        Self { place: Place::Sqlite(dir.path().join("test.db")), dir, server: None }
    }

    /// A database on the test server.
    pub fn postgres() -> Self {
        let dir = or_stop(tempfile::tempdir(), "make a temporary folder");
        let (url, ca_file) = server_from_environment();
        let at_server =
            |url: &str| Place::Postgres { url: SecretString::from(url), ca_file: Some(ca_file.clone()) };
        let name = format!("test_{}", hex::encode((&SystemEntropy as &dyn Entropy).bytes::<8>()));
        let server = at_server(&url);
        command(&server, format!("CREATE DATABASE {name}"));
        Self { place: at_server(&with_database(&url, &name)), dir, server: Some((server, name)) }
    }

    /// A copy of a database on the test server, to which nothing is connected at this moment.
    pub fn copied(from: &Self) -> Self {
        let copy = Self::postgres();
        if let (Some((server, name)), Some((_, from))) = (&copy.server, &from.server) {
            command(server, format!("DROP DATABASE {name}"));
            command(server, format!("CREATE DATABASE {name} TEMPLATE {from}"));
        }
        copy
    }

    /// A place on `engine`.
    pub fn on(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => Self::sqlite(),
            Engine::Postgres => Self::postgres(),
        }
    }

    /// The folder of this test.
    pub fn folder(&self) -> &Path {
        self.dir.path()
    }
}

impl TestDb {
    /// A new SQLite database.
    pub async fn sqlite(migrations: impl Into<Cow<'static, [Migration]>>) -> Self {
        Self::on(Engine::Sqlite, migrations).await
    }

    /// A new PostgreSQL database.
    pub async fn postgres(migrations: impl Into<Cow<'static, [Migration]>>) -> Self {
        Self::on(Engine::Postgres, migrations).await
    }

    /// A new database on `engine`.
    pub async fn on(engine: Engine, migrations: impl Into<Cow<'static, [Migration]>>) -> Self {
        let at = TestPlace::on(engine);
        let place = at.place.clone();
        let db = on_a_thread(move || or_stop(Db::open(&place), "open the test database"));
        or_stop(db.migrate(migrations).await, "migrate the test database");
        Self { db, at }
    }
}

impl Drop for TestPlace {
    fn drop(&mut self) {
        if let Some((server, name)) = self.server.take() {
            // FORCE ends the connections that the test may still hold.
            command(&server, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "only the test runner knows where its server is")]
fn server_from_environment() -> (String, PathBuf) {
    let variable = |name| {
        std::env::var(name).unwrap_or_else(|_| {
            panic!("{name} is not set: run the tests with `cargo xtask test`, which starts PostgreSQL")
        })
    };
    (variable("QUERIST_TEST_POSTGRES"), variable("QUERIST_TEST_POSTGRES_CA").into())
}

/// The same address with another database.
fn with_database(url: &str, name: &str) -> String {
    let (address, settings) = url.split_once('?').map_or((url, None), |(a, s)| (a, Some(s)));
    let after_scheme = address.find("://").map_or(0, |at| at + 3);
    let end = address[after_scheme..].find('/').map_or(address.len(), |at| after_scheme + at);
    let settings = settings.map(|settings| format!("?{settings}")).unwrap_or_default();
    format!("{}/{name}{settings}", &address[..end])
}

fn command(place: &Place, statement: String) {
    let Place::Postgres { url, ca_file } = place else {
        return;
    };
    let (url, ca_file) = (SecretString::from(url.expose_secret()), ca_file.clone());
    on_a_thread(move || {
        let server = or_stop(Server::new(&url, ca_file.as_deref()), "read the test server's address");
        let mut conn = or_stop(server.connect(Access::Write), "reach the test server");
        or_stop(conn.batch_execute(&statement), "make or drop a test database");
    });
}

/// Connections block, and tests are async: a thread of its own may block.
fn on_a_thread<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::spawn(f).join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn or_stop<T, E: std::error::Error>(result: Result<T, E>, doing: &str) -> T {
    result.unwrap_or_else(|error| {
        let mut causes = error.to_string();
        let mut cause = error.source();
        while let Some(next) = cause {
            causes = format!("{causes}: {next}");
            cause = next.source();
        }
        panic!("could not {doing}: {causes}")
    })
}

/// How SQLite goes about `query`, one step a line, in its own words.
pub fn plan_of<Q>(conn: &mut Conn, query: Q) -> Vec<String>
where
    Q: QueryFragment<MultiBackend>,
{
    let steps: Vec<(i32, i32, i32, String)> = or_stop(PlanOf(query).load(conn), "ask for a plan");
    steps.into_iter().map(|(.., step)| step).collect()
}

struct PlanOf<Q>(Q);

impl<Q: QueryFragment<MultiBackend>> QueryFragment<MultiBackend> for PlanOf<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        out.push_sql("EXPLAIN QUERY PLAN ");
        self.0.walk_ast(out)
    }
}

impl<Q> QueryId for PlanOf<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q> Query for PlanOf<Q> {
    type SqlType = (Integer, Integer, Integer, Text);
}

impl<Q> RunQueryDsl<Conn> for PlanOf<Q> {}
