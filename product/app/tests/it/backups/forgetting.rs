//! Somebody asks, a backup is taken, they are forgotten, and the old backup is put back: they do not come back,
//! nothing of them is in any byte on disk, and after fifteen days in which the desk did its jobs, nobody can read
//! them in the old backup either, with all the keys there are. With the real program; its clock is moved a day at
//! a time by `libfaketime`.

use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

use diesel::RunQueryDsl;
use kit_db::{Engine, Place};
use kit_vault::testing::open_everything;
use kit_web::testing::Browser;

use super::run::{Run, ran, read, runs, say};
use crate::asking::number_on;
use crate::canary::birds::Birds;
use crate::canary::search::Search;
use crate::canary::{self, in_files, in_rows, in_server_files};
use crate::power::load::{self, Heard};
use crate::power::server::{Server, no_panic, querist};
use crate::power::wire;

/// After so many days nothing may open.
const DAYS: u32 = 15;

/// Whoever asks, with words that nobody else has.
struct Person {
    name: String,
    email: String,
    phone: String,
    office: String,
    question: String,
}

impl Person {
    fn new(birds: &Birds) -> Self {
        Self {
            name: birds.name(),
            email: birds.address(),
            phone: birds.phone(),
            office: birds.name(),
            question: birds.sentence(),
        }
    }

    /// Asks, from a network address of its own; gives the number.
    async fn ask(&self, port: u16, birds: &Birds) -> String {
        let mut browser = wire::browser(port);
        let page = browser.get("/ask/council").await;
        let fields = [
            ("question", self.question.as_str()),
            ("business", "ward"),
            ("way", "call"),
            ("phone", &self.phone),
            ("name", &self.name),
            ("office", &self.office),
            ("email", &self.email),
        ];
        let answer = browser.submit(&page, "/ask/council", &fields).await;
        birds.exactly(&wire::from(&answer).to_string());
        number_on(&answer)
    }
}

async fn ask(port: u16, name: &str, email: &str, question: &str) -> String {
    let mut browser = wire::browser(port);
    let page = browser.get("/ask/general").await;
    let fields = [("question", question), ("name", name), ("email", email)];
    // As long as people need for a form, at the least.
    tokio::time::sleep(std::time::Duration::from_millis(3_100)).await;
    number_on(&browser.submit(&page, "/ask/general", &fields).await)
}

/// The number without its secret end.
fn short(full: &str) -> &str {
    full.rsplit_once('-').unwrap().0
}

/// The desk with two requests, one of which is forgotten after the backup. The run then has the backup in
/// `old`, and in `thief` the epochs of that day.
struct Story {
    run: Run,
    birds: Birds,
    person: Person,
    theirs: String,
    kept: String,
    /// Numbers given after the backup.
    later: BTreeSet<String>,
    figures: Vec<String>,
    heard: Heard,
    since: SystemTime,
}

impl Story {
    async fn begin(engine: Engine) -> Self {
        let run = Run::on(engine);
        let since = std::fs::metadata(run.folder()).unwrap().modified().unwrap();
        let birds = Birds::of(run.folder());
        let (desk, heard) = (&run.desk, Heard::default());
        let server = run.start();
        let mut staff = load::first_administrator(&server, &heard).await.unwrap();
        let person = Person::new(&birds);
        let theirs = person.ask(server.port, &birds).await;
        let kept = ask(server.port, "Kept Reader", "kept@reader.example", "What stays?").await;
        ran(desk, &["clients.index"], 0).await;
        let page = show(&mut staff, &theirs).await;
        // An address is shown with a place to break it.
        let local = person.email.split('@').next().unwrap();
        for word in [&person.name, local, &person.phone, &person.office, &person.question] {
            assert!(page.contains(word), "{word} was there: {page}");
        }
        say(&mut querist(desk, &["backup", "--to", &run.path("backup")]), false);
        run.copy("backup", "old");
        run.copy("backup-epochs", "thief");
        let figures = figures(&run, false).await;
        let mut later = BTreeSet::new();
        for n in 0..3 {
            let question = format!("Later {n}?");
            later.insert(ask(server.port, "Later Reader", "later@reader.example", &question).await);
        }
        say(&mut querist(desk, &["erase", "--request", short(&theirs)]), false);
        server.stop();
        Self { run, birds, person, theirs, kept, later, figures, heard, since }
    }

    /// The old backup with the newest ring: the person does not come back, and nothing else is lost.
    async fn come_back(&self) -> Server {
        self.run.restore("old");
        let server = self.run.start_new(0);
        let mut staff = load::first_administrator(&server, &self.heard).await.unwrap();
        let page = show(&mut staff, &self.theirs).await;
        let person = &self.person;
        let local = person.email.split('@').next().unwrap();
        for word in [&person.name, local, &person.phone, &person.office, &person.question] {
            assert!(!page.contains(word), "{word} came back: {page}");
        }
        let page = show(&mut staff, &self.kept).await;
        assert!(page.contains("Kept Reader"), "others were forgotten as well");
        assert_eq!(figures(&self.run, true).await, self.figures, "figures changed");
        let again = ask(server.port, "New Reader", "new@reader.example", "After?").await;
        let number = |full: &str| full.split('-').nth(1).unwrap().parse::<i64>().unwrap();
        let highest = self.later.iter().map(|full| number(full)).max().unwrap();
        assert!(number(&again) > highest, "{again} was given before: {:?}", self.later);
        server
    }

    /// Fails when a planted word is in any byte of either desk, of the backup, of the log or of the server.
    async fn nowhere(&self, when: &str) {
        let search = Search::new(&self.birds.planted());
        assert_eq!(self.found(&search).await, Vec::<String>::new(), "{when}");
    }

    async fn found(&self, search: &Search) -> Vec<String> {
        let mut hits = in_files(search, self.run.folder(), UNIX_EPOCH);
        let (new, old) = (&self.run.new, &self.run.desk);
        let mut open = Vec::new();
        for place in [&new.database, &new.ring, &old.database] {
            let db = canary::open(place).await;
            hits.extend(in_rows(search, &db).await);
            open.push(db);
        }
        if self.run.engine() == Engine::Postgres {
            let all: Vec<_> = open.iter().collect();
            hits.extend(in_server_files(search, &all, self.since).await);
        }
        for db in open {
            db.close().await;
        }
        hits
    }

    /// The search reads the right places: a word put into the restored database by hand is found there.
    async fn search_proves_itself(&self) {
        let bird = &self.birds.planted()[0];
        let db = canary::open(&self.run.new.database).await;
        let put = format!("INSERT INTO setting (key, value, changed_at) VALUES ('x', '{bird}', 1)");
        db.write(move |conn| Ok(diesel::sql_query(&put).execute(conn)?)).await.unwrap();
        let hits = self.found(&Search::new(std::slice::from_ref(bird))).await;
        let place = if self.run.engine() == Engine::Sqlite { "new/querist.db-wal" } else { "/pg_wal/" };
        assert!(hits.iter().any(|hit| hit.contains(place)), "{hits:?}");
        assert!(hits.iter().any(|hit| hit.ends_with("in setting")), "{hits:?}");
        db.close().await;
    }

    /// Fails unless the old ring opens no more, and so the old backup neither.
    async fn closed_for_thieves(&self, ring: &Place) -> usize {
        let (run, keys) = (&self.run, &self.run.desk.keys);
        let (live, slot) = (keys.join("epochs.json"), run.at("backup-epochs/epochs.json"));
        let (tried, opened) = open_everything(ring, &[live, slot], &run.desk.root_key).await;
        assert_eq!(opened, 0, "of {tried}");
        for (name, epochs) in
            [("slot", run.path("backup-epochs")), ("live", keys.to_str().unwrap().to_owned())]
        {
            let said = run.steal(name, &epochs, true);
            assert!(said.contains("opens no more"), "{said}");
            assert!(!run.at(&format!("{name}-data")).exists() && !run.at(&format!("{name}-keys")).exists());
        }
        tried
    }
}

async fn show(staff: &mut Browser, full: &str) -> String {
    let page = staff.get(&format!("/desk/requests/{}", short(full))).await;
    assert_eq!(page.status, 200);
    page.words()
}

/// Figures that no erasure and no restore may change: the counters, and a count of everything that stays.
async fn figures(run: &Run, new: bool) -> Vec<String> {
    let desk = if new { &run.new } else { &run.desk };
    let mut all = read(
        desk,
        "SELECT CAST(location_id AS TEXT) || ' ' || CAST(assignee_id AS TEXT) || ' ' || CAST(n AS TEXT) AS line
           FROM request_counter WHERE n <> 0 ORDER BY 1",
    )
    .await;
    for figure in [
        "COUNT(*) AS TEXT) AS line FROM request",
        "COUNT(*) AS TEXT) AS line FROM client",
        "COUNT(*) AS TEXT) AS line FROM message",
        "COUNT(*) AS TEXT) AS line FROM answer_document",
        "SUM(number) AS TEXT) AS line FROM request",
        "SUM(received_at) AS TEXT) AS line FROM request",
        "SUM(due_at) AS TEXT) AS line FROM request",
    ] {
        all.extend(read(desk, &format!("SELECT CAST({figure}")).await);
    }
    all
}

async fn stays_forgotten(engine: Engine) {
    let story = Story::begin(engine).await;
    let run = &story.run;
    let mut server = story.come_back().await;

    // With the epochs that somebody kept elsewhere the old ring still opens: the attempts below are real ones.
    run.steal("early", &run.path("thief"), false);
    let ring = Place::Sqlite(run.at("early-keys/ring.db"));
    let (tried, opened) = open_everything(&ring, &[run.at("thief/epochs.json")], &run.desk.root_key).await;
    assert!(opened == tried && opened > 100, "{opened} of {tried}");

    for day in 1..=DAYS {
        // A start on a server takes longer. What is destroyed is so on the fourteenth day, and by the fifteenth in the
        // slot too.
        if engine == Engine::Postgres && day % 2 == 0 && day < DAYS - 1 {
            continue;
        }
        server.stop();
        let before = runs(&run.new).await.iter().filter(|kind| *kind == "keys.upkeep").count();
        server = run.start_new(day);
        ran(&run.new, &["keys.upkeep", "backups.slots"], before).await;
    }
    server.stop();
    let tried = story.closed_for_thieves(&ring).await;
    no_panic(&run.words());
    println!(
        "proof: forgotten through a restore and {DAYS} days on {engine:?}: {tried} attempts to open, 0 opened"
    );
}

// proves: RF-187, RF-182, RF-186
#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_forgotten_stays_forgotten_through_a_restore_and_fifteen_days() {
    stays_forgotten(Engine::Sqlite).await;
}

// proves: RF-187, RF-182, RF-186
#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_forgotten_stays_forgotten_through_a_restore_and_fifteen_days_on_postgresql() {
    stays_forgotten(Engine::Postgres).await;
}

// proves: RF-187, attack F3
#[tokio::test(flavor = "multi_thread")]
async fn after_a_restore_nothing_of_whoever_was_forgotten_is_in_any_byte_on_disk() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let story = Story::begin(engine).await;
        let server = story.come_back().await;
        story.nowhere("while the restored desk runs").await;
        server.stop();
        story.nowhere("after it was stopped").await;
        no_panic(&story.run.words());
        story.search_proves_itself().await;
        println!("proof: {} words nowhere after a restore on {engine:?}", story.birds.planted().len());
    }
}

// proves: RF-187
#[tokio::test(flavor = "multi_thread")]
async fn two_desks_never_go_on_with_one_ring_at_once() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let run = Run::on(engine);
        let old = run.start();
        ask(old.port, "Zuleika", "zuleika@reader.example", "What?").await;
        say(&mut querist(&run.desk, &["backup", "--to", &run.path("backup")]), false);
        run.restore("backup");
        let said = say(run.serve_new().args(["--listen", "127.0.0.1:0"]), true);
        assert!(said.contains("another desk holds the keys"), "{said}");
        old.stop();
        let new = run.start_new(0);
        let said = say(querist(&run.desk, &["serve"]).args(["--listen", "127.0.0.1:0"]), true);
        assert!(said.contains("another desk holds the keys"), "{said}");
        new.stop();
        no_panic(&run.words());
    }
}
