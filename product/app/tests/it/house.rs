//! A whole house in a folder of its own, on either engine, with a clock that stands still and people of
//! every level.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Text};
use futures_util::FutureExt;
use ground::Ground;
use ground::guard::Level;
use ground::guard::policy::LEVELS;
use ground::jobs::{Ran, Worker};
use ground::outbox::Smtp;
use ground::staff::{self, LocationId, NewLocation, NewStaff, Person, SessionId, SetUp, StaffId, SwitchedOn};
use ground::ui::Site;
use kit_base::{EmailAddress, ManualClock, Millis, SECOND, SeededEntropy};
use kit_db::testing::TestPlace;
use kit_db::{Engine, Place};
use kit_web::testing::Browser;
use querist::boot::{self, House};
use querist::places::Places;
use querist::routes;

/// Tuesday, 24 November 2026, 09:30:00 UTC.
pub const NOW: Millis = 1_795_512_600_000;

/// The address of the house.
pub const URL: &str = "https://ask.library.example";

/// Everybody's password, once they have one.
pub const PASSWORD: &str = "seven pale herons wade";

/// Chance differs at every start.
static SEED: AtomicU64 = AtomicU64::new(1_000);

/// Somebody who works here.
#[derive(Debug, Clone)]
pub struct Colleague {
    /// The account.
    pub id: StaffId,
    /// Full name.
    pub name: String,
    /// Address to sign in with.
    pub email: String,
    /// What they may do.
    pub level: Level,
    /// Where they work.
    pub location: LocationId,
}

/// The house, put together as `serve` does it, without workers and without a socket.
pub struct TestHouse {
    /// The house.
    pub house: House,
    /// Where its parts lie.
    pub places: Places,
    /// Its clock.
    pub clock: Arc<ManualClock>,
    /// Main, Local and Archive: forms without a place of their own go to the first.
    pub locations: [LocationId; 3],
    /// One of each level at the first location, in the order of [`LEVELS`].
    pub people: Vec<Colleague>,
    /// A regular at the second location.
    pub elsewhere: Colleague,
    at: Option<Vec<TestPlace>>,
    router: axum::Router,
    all_rows: tokio::sync::OnceCell<String>,
}

impl Drop for TestHouse {
    fn drop(&mut self) {
        // Both at once: a server takes its time over each.
        let places = self.at.take().into_iter().flatten();
        std::thread::scope(|scope| places.for_each(|place| drop(scope.spawn(|| drop(place)))));
    }
}

/// Runs `test` in a new house on SQLite and then in a new one on PostgreSQL.
pub async fn each_engine<F>(test: F)
where
    F: AsyncFn(&TestHouse),
{
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let house = TestHouse::on(engine).await;
        let ended = AssertUnwindSafe(test(&house)).catch_unwind().await;
        assert!(ended.is_ok(), "failed on {engine:?}: see the panic above");
    }
}

/// Does all of `works` at the same time, on several threads.
pub async fn at_once<T: Send + 'static>(
    works: impl IntoIterator<Item: Future<Output = T> + Send + 'static>,
) -> Vec<T> {
    works.into_iter().collect::<tokio::task::JoinSet<T>>().join_all().await
}

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(diesel::QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

impl TestHouse {
    /// A new house on `engine`.
    pub async fn on(engine: Engine) -> Self {
        Self::reached_at(engine, Some(URL)).await
    }

    /// A new house on `engine` that believes to have a mail server.
    pub async fn with_mail(engine: Engine) -> Self {
        Self::built(engine, Some(URL), true).await
    }

    /// A new house on `engine` that is reached at `public_url`, or on this machine alone.
    pub async fn reached_at(engine: Engine, public_url: Option<&str>) -> Self {
        Self::built(engine, public_url, false).await
    }

    async fn built(engine: Engine, public_url: Option<&str>, mail: bool) -> Self {
        let ring = std::thread::spawn(move || TestPlace::on(engine));
        let at = vec![TestPlace::on(engine), ring.join().unwrap()];
        let root = at[0].folder();
        let (data, keys) = (root.join("data"), root.join("keys"));
        let (database, ring) = match engine {
            Engine::Sqlite => (Place::Sqlite(data.join("querist.db")), Place::Sqlite(keys.join("ring.db"))),
            Engine::Postgres => (at[0].place.clone(), at[1].place.clone()),
        };
        let places = Places { root_key: root.join("root/root.key"), data, keys, database, ring };
        let clock = Arc::new(ManualClock::at(NOW));
        let house = open_with(&places, (public_url, mail), &clock, 1).await;
        // Apart from what the first start makes, so that each location of the tests has its own name.
        let (locations, people, elsewhere) = furnish(&house.ground).await;
        // Nobody here needs time to fill in a form, but where a test is about that.
        put(&house.ground, "forms.filling_seconds", "0").await;
        let router = routes::router(&house.ground, &house.forms);
        Self {
            house,
            places,
            clock,
            locations,
            people,
            elsewhere,
            at: Some(at),
            router,
            all_rows: tokio::sync::OnceCell::new(),
        }
    }

    /// The same house after the program was stopped and started again.
    pub async fn restarted(self) -> Self {
        self.close().await;
        let places = self.places.clone();
        self.opened_at(places, Vec::new()).await
    }

    /// A house on a copy of the main database and the keys there are, as a restore leaves it. The program is
    /// stopped before, and takes nothing over by itself.
    pub async fn restored(self, dir: &Path, copy: &kit_db::copy::Copy) -> Self {
        self.close().await;
        let data = self.folder().join(format!("restored-{}", SEED.fetch_add(1, Ordering::Relaxed)));
        let mut places = Places { data, ..self.places.clone() };
        places.make().unwrap();
        let mut more = Vec::new();
        if self.engine() == Engine::Sqlite {
            places.database = Place::Sqlite(places.data.join("querist.db"));
        } else {
            let at = std::thread::spawn(|| TestPlace::on(Engine::Postgres)).join().unwrap();
            places.database = at.place.clone();
            more.push(at);
        }
        let place = places.database.clone();
        let db = tokio::task::spawn_blocking(move || kit_db::Db::open(&place)).await.unwrap().unwrap();
        kit_db::copy::load(&db, &boot::migrations(), dir, copy).await.unwrap();
        // As a restore does: it is another desk from here on, which takes the keys over.
        let name = format!("{:015x}{:017x}", SEED.fetch_add(1, Ordering::Relaxed) * 2 + 1, 0);
        db.write(move |conn| ground::nodes::renew_desk_identity(conn, &name)).await.unwrap();
        db.close().await;
        self.opened_at(places, more).await
    }

    /// A copy of the main database in `dir`.
    pub async fn dumped(&self, dir: &Path) -> kit_db::copy::Copy {
        std::fs::create_dir_all(dir).unwrap();
        kit_db::copy::dump(&self.ground().db, boot::migrations(), &[], dir).await.unwrap()
    }

    /// Stops as a stop of the program does, but for the database, which a test may look at.
    pub async fn stop(&self) {
        self.house.account().await.unwrap();
        self.ground().accounting.close().await.unwrap();
    }

    /// Stops the program.
    pub async fn close(&self) {
        self.ground().accounting.close().await.unwrap();
        self.ground().vault.clone().close().await;
        self.ground().db.clone().close().await;
        self.house.give_up_keys();
    }

    async fn opened_at(mut self, places: Places, more: Vec<TestPlace>) -> Self {
        let mut at = self.at.take().unwrap_or_default();
        at.extend(more);
        // No start is in the same moment as what the last run did: ids grow with time.
        self.clock.advance(SECOND);
        let seed = SEED.fetch_add(1, Ordering::Relaxed);
        let house = open(&places, Some(URL), &self.clock, seed).await;
        self.moved(house, places, at)
    }

    /// What came of this house elsewhere, with the same people.
    pub fn moved(&self, house: House, places: Places, at: impl Into<Vec<TestPlace>>) -> Self {
        let router = routes::router(&house.ground, &house.forms);
        Self {
            house,
            places,
            clock: self.clock.clone(),
            locations: self.locations,
            people: self.people.clone(),
            elsewhere: self.elsewhere.clone(),
            at: Some(at.into()),
            router,
            all_rows: tokio::sync::OnceCell::new(),
        }
    }

    /// The folder that everything on disk lies in.
    pub fn folder(&self) -> &Path {
        self.at.as_ref().unwrap()[0].folder()
    }

    /// What handlers get.
    pub fn ground(&self) -> &Ground {
        &self.house.ground
    }

    /// Which engine the house stands on.
    pub fn engine(&self) -> Engine {
        self.places.database.engine()
    }

    /// The router.
    pub fn router(&self) -> axum::Router {
        self.router.clone()
    }

    /// Somebody who never was here.
    pub fn visitor(&self) -> Browser {
        Browser::new(self.router())
    }

    /// The person of `level` at the first location.
    pub fn person(&self, level: Level) -> &Colleague {
        self.people.iter().find(|person| person.level == level).unwrap()
    }

    /// `who` as somebody who acts by the rights of their level, at no browser.
    pub fn acting(&self, who: &Colleague) -> Person {
        Person {
            id: who.id,
            level: who.level,
            rights: who.level.into(),
            location: who.location,
            teams: Vec::new(),
            lang: String::new(),
            password_at: 0,
            session: SessionId(0),
            confirmed_at: self.ground().now(),
        }
    }

    /// Everybody: one of each level, and the one elsewhere.
    pub fn everybody(&self) -> impl Iterator<Item = &Colleague> {
        self.people.iter().chain([&self.elsewhere])
    }

    /// The person of `level` at the first location, at a browser that is signed in.
    pub async fn signed_in(&self, level: Level) -> Browser {
        self.signed_in_as(self.person(level)).await
    }

    /// `who` at a browser that is signed in. The password is left out: a test signs in hundreds of times.
    pub async fn signed_in_as(&self, who: &Colleague) -> Browser {
        let stamp = self.number(&format!("SELECT stamp AS n FROM staff WHERE id = {}", who.id.0)).await;
        let token = staff::begin_session(self.ground(), who.id, stamp).await.unwrap();
        let mut browser = self.visitor();
        browser.cookies.insert(self.ground().site.session_cookie().full_name(), token);
        browser
    }

    /// What a page about `who` shows of the account now.
    pub async fn seen(&self, who: StaffId) -> String {
        self.ground().directory.forget();
        let book = self.ground().directory.book(self.ground()).await.unwrap();
        book.staff(who).unwrap().seen.clone()
    }

    /// Gives `who` the password of all tests.
    pub async fn give_password(&self, who: &Colleague) {
        staff::set_password(self.ground(), who.id, PASSWORD).await.unwrap();
    }

    /// Gives `who` a second factor, whose code of this half minute is good. Returns what its codes come from and
    /// the recovery codes.
    pub async fn give_factor(&self, who: &Colleague) -> SetUp {
        let ground = self.ground();
        assert!(staff::begin_factor(ground, who.id).await.unwrap(), "{} has one", who.name);
        let set_up = staff::pending_factor(ground, who.id).await.unwrap().unwrap();
        let code = set_up.totp.code(ground.now() - 30 * SECOND);
        let on = staff::switch_factor_on(ground, who.id, None, &set_up.mark, &code).await.unwrap();
        assert_eq!(on, SwitchedOn::Done(None));
        set_up
    }

    /// Gives a parameter a value.
    pub async fn set(&self, key: &'static str, value: &'static str) {
        put(self.ground(), key, value).await;
    }

    /// Does all jobs that are due, without a mail server.
    pub async fn run_due(&self) -> Ran {
        self.run_due_with(None).await
    }

    /// Does all jobs that are due, with this mail server.
    pub async fn run_due_with(&self, smtp: Option<Smtp>) -> Ran {
        let ground = self.ground();
        let worker = Worker {
            db: ground.db.clone(),
            registry: boot::registry(ground, smtp),
            clock: ground.clock.clone(),
            entropy: ground.entropy.clone(),
            ids: ground.ids.clone(),
            node: "test".to_owned(),
        };
        worker.run_due().await.unwrap()
    }

    /// The one number, called `n`, that a statement on the main database gives.
    pub async fn number(&self, statement: &str) -> i64 {
        let text = statement.to_owned();
        let read = self.ground().db.read(move |conn| Ok(diesel::sql_query(text).get_result::<Number>(conn)?));
        read.await.unwrap_or_else(|error| panic!("{statement}: {error:?}")).n
    }

    /// The lines, called `line`, that a statement on the main database gives.
    pub async fn lines(&self, statement: &str) -> Vec<String> {
        lines(&self.ground().db, statement).await
    }

    /// Changes the main database behind the program's back. Returns how many rows.
    pub async fn tamper(&self, statement: &str) -> usize {
        let text = statement.to_owned();
        let written = self.ground().db.write(move |conn| Ok(diesel::sql_query(&text).execute(conn)?));
        written.await.unwrap_or_else(|error| panic!("{statement}: {error:?}"))
    }

    /// Every row of every table of the main database, as text, but for those tables.
    pub async fn rows_without(&self, tables: &[&str]) -> BTreeMap<String, Vec<String>> {
        let db = &self.ground().db;
        // The tables stay what they are, and asking for them takes longer than reading them.
        let statement = self.all_rows.get_or_init(|| all_rows(db)).await;
        let mut all = by_table(lines(db, statement).await);
        all.retain(|table, _| !tables.contains(&table.as_str()));
        all
    }
}

/// Opens what lies at `places`, as a start of the program does.
pub async fn open(places: &Places, public_url: Option<&str>, clock: &Arc<ManualClock>, seed: u64) -> House {
    open_with(places, (public_url, false), clock, seed).await
}

async fn put(ground: &Ground, key: &'static str, value: &'static str) {
    let now = ground.now();
    ground.db.write(move |conn| ground::settings::put(conn, key, value, now)).await.unwrap();
    ground.settings.refresh(&ground.db).await.unwrap();
}

async fn open_with(
    places: &Places,
    (public_url, mail): (Option<&str>, bool),
    clock: &Arc<ManualClock>,
    seed: u64,
) -> House {
    let site =
        Site { public_url: public_url.map(str::to_owned), port: 7070, version: "0.1.0", demo: false, mail };
    boot::open(places, site, clock.clone(), Arc::new(SeededEntropy::new(seed))).await.unwrap()
}

/// Opens the same house once more, as a start after a stop does.
pub async fn reopened(house: &TestHouse) -> House {
    open(&house.places, Some(URL), &house.clock, 2).await
}

/// The lines, called `line`, that a statement on `db` gives.
pub async fn lines(db: &kit_db::Db, statement: &str) -> Vec<String> {
    let text = statement.to_owned();
    let read = db.read(move |conn| Ok(diesel::sql_query(text).load::<Line>(conn)?)).await;
    let read = read.unwrap_or_else(|error| panic!("{statement}: {error:?}"));
    read.into_iter().map(|row| row.line).collect()
}

/// Every row of every table of `db`, as text; bytes are in hexadecimal.
pub async fn rows(db: &kit_db::Db) -> BTreeMap<String, Vec<String>> {
    by_table(lines(db, &all_rows(db).await).await)
}

/// The statement that gives every row of every table, with the table's name before it.
async fn all_rows(db: &kit_db::Db) -> String {
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, column) in db.read(kit_db::schema::columns).await.unwrap() {
        tables.entry(table).or_default().push(column);
    }
    let parts = tables.iter().map(|(table, columns)| {
        let line = match db.engine() {
            Engine::Sqlite => {
                columns.iter().map(|c| format!("quote(\"{c}\")")).collect::<Vec<_>>().join("||'|'||")
            }
            Engine::Postgres => "CAST(t.* AS TEXT)".to_owned(),
        };
        format!("SELECT '{table}: ' || {line} AS line FROM \"{table}\" AS t")
    });
    format!("{} ORDER BY 1", parts.collect::<Vec<_>>().join(" UNION ALL "))
}

fn by_table(lines: Vec<String>) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in lines {
        let (table, row) = line.split_once(": ").unwrap();
        all.entry(table.to_owned()).or_default().push(row.to_owned());
    }
    all
}

async fn furnish(ground: &Ground) -> ([LocationId; 3], Vec<Colleague>, Colleague) {
    let first = ground.directory.book(ground).await.unwrap().locations()[0].id;
    let mut locations = [LocationId(first), LocationId(0), LocationId(0)];
    let more = [("LOCL", "Local Studies", "Europe/London"), ("ARCH", "Archives", "Pacific/Auckland")];
    for (place, (code, name, time_zone)) in locations.iter_mut().skip(1).zip(more) {
        *place = staff::add_location(ground, &NewLocation { code, name, time_zone }).await.unwrap();
    }
    let names = ["Gwen Parry", "Piotr Nowak", "Rosa Lindqvist", "Samira Haddad", "Adaeze Obi"];
    let mut people = Vec::new();
    for (name, level) in names.into_iter().zip(LEVELS) {
        people.push(hire(ground, name, level, locations[0]).await);
    }
    let elsewhere = hire(ground, "Ewan Muir", Level::Regular, locations[1]).await;
    (locations, people, elsewhere)
}

/// Makes an account without a password.
pub async fn hire(ground: &Ground, name: &str, level: Level, location: LocationId) -> Colleague {
    let email = format!("{}@library.example", name.to_lowercase().replace(' ', "."));
    let address = EmailAddress::parse(&email).unwrap();
    let new = NewStaff { name, email: &address, level, location, role: None, teams: Vec::new() };
    let id = staff::add(ground, &new).await.unwrap();
    Colleague { id, name: name.to_owned(), email, level, location }
}
