//! A desk on PostgreSQL, served by several processes of the real program, each in a directory of its own.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Text};
use kit_base::ExposeSecret;
use kit_db::testing::TestPlace;
use kit_db::{Db, Place};
use kit_web::testing::Browser;
use rustix::process::{Pid, Signal, kill_process};

use crate::house::PASSWORD;
use crate::power::wire;

const QUERIST: &str = env!("CARGO_BIN_EXE_querist");

/// How long a start or a stop may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// What all processes of the desk share, and a door of our own to the main database.
pub struct Desk {
    /// The main database, for tests to look into and to change behind the program's back.
    pub db: Db,
    /// The main database and the ring's.
    pub places: [TestPlace; 2],
    settings: BTreeMap<&'static str, String>,
    hurries: AtomicBool,
}

/// One running process.
pub struct Process {
    child: Child,
    /// Where it listens; 0 for one that does not.
    pub port: u16,
    /// The link for the first administrator, when it told one.
    pub invitation: Option<String>,
}

#[derive(diesel::QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

impl Desk {
    /// A new desk: nothing runs yet.
    pub fn new() -> Self {
        let ring = std::thread::spawn(TestPlace::postgres);
        let places = [TestPlace::postgres(), ring.join().unwrap()];
        let place = places[0].place.clone();
        let db = std::thread::spawn(move || Db::open(&place).unwrap()).join().unwrap();
        Self { db, places, settings: BTreeMap::new(), hurries: AtomicBool::new(false) }
    }

    /// Sets a configuration key, by its name in the environment, for all processes started from now on.
    pub fn set(&mut self, key: &'static str, value: &str) {
        self.settings.insert(key, value.to_owned());
    }

    /// Leaves it again at what it is by itself.
    pub fn unset(&mut self, key: &str) {
        self.settings.remove(key);
    }

    /// The folder everything of the desk lies in.
    pub fn folder(&self) -> &Path {
        self.places[0].folder()
    }

    /// The data directory of the process `name`.
    pub fn data(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// A command of the program for the data directory of `name`.
    pub fn command(&self, name: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(QUERIST);
        command.args(arguments).arg("--data").arg(self.data(name));
        let shared = ["QUERIST_DATABASE", "QUERIST_RING_DATABASE"];
        for (variable, place) in shared.into_iter().zip(&self.places) {
            let Place::Postgres { url, ca_file } = &place.place else { unreachable!() };
            command.env(variable, url.expose_secret());
            command.env("QUERIST_DATABASE_CA", ca_file.as_ref().unwrap());
        }
        command.env("QUERIST_KEYS_DIR", self.folder().join("keys"));
        command.env("QUERIST_ROOT_KEY", self.folder().join("root/root.key"));
        command.envs(&self.settings);
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, name: &str, arguments: &[&str]) -> Output {
        self.command(name, arguments).output().unwrap()
    }

    /// Starts a process and waits until it says that it is ready.
    pub fn start(&self, name: &str, arguments: &[&str]) -> Process {
        let words = self.folder().join(format!("{name}.log"));
        let errors = std::fs::File::options().create(true).append(true).open(&words).unwrap();
        let mut command = self.command(name, &["serve", "--listen", "127.0.0.1:0"]);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(errors);
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (mut port, mut invitation) = (0, None);
        loop {
            let Some(Ok(line)) = lines.next() else {
                let said = std::fs::read_to_string(&words).unwrap();
                panic!("{name} did not start: {:?}\n{said}", child.wait());
            };
            if let Some((_, address)) = line.split_once("http://localhost:") {
                let digits: String = address.chars().take_while(char::is_ascii_digit).collect();
                port = digits.parse().unwrap();
            }
            invitation = line.find("/enrol/").map(|at| line[at..].to_owned()).or(invitation);
            if line == "Ready" {
                break;
            }
        }
        std::thread::spawn(move || lines.for_each(drop));
        tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(self.hurry()));
        Process { child, port, invitation }
    }

    /// Has all processes take forms that are sent as soon as they are shown: nobody has time here.
    async fn hurry(&self) {
        if self.hurries.swap(true, Ordering::Relaxed) {
            return;
        }
        let quick = "INSERT INTO setting (key, value, changed_at) VALUES ('forms.filling_seconds', '0', 0)
                     ON CONFLICT DO NOTHING";
        self.change(quick).await;
        // They know it within a second.
        tokio::time::sleep(Duration::from_millis(1_200)).await;
    }

    /// The one number, called `n`, that a statement gives.
    pub async fn number(&self, statement: &str) -> i64 {
        let text = statement.to_owned();
        let read = self.db.read(move |conn| Ok(diesel::sql_query(text).get_result::<Number>(conn)?));
        read.await.unwrap_or_else(|error| panic!("{statement}: {error:?}")).n
    }

    /// The lines, called `line`, that a statement gives.
    pub async fn lines(&self, statement: &str) -> Vec<String> {
        let text = statement.to_owned();
        let read = self.db.read(move |conn| Ok(diesel::sql_query(text).load::<Line>(conn)?)).await;
        read.unwrap().into_iter().map(|row| row.line).collect()
    }

    /// Changes the database behind the program's back.
    pub async fn change(&self, statement: &str) -> usize {
        let text = statement.to_owned();
        self.db.write(move |conn| Ok(diesel::sql_query(&text).execute(conn)?)).await.unwrap()
    }

    /// Waits until the statement gives `n`.
    pub async fn until(&self, statement: &str, n: i64) {
        let begun = Instant::now();
        loop {
            let now = self.number(statement).await;
            if now == n {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "{statement}: {now}, not {n}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// What the process `name` wrote to standard error.
    pub fn said(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder().join(format!("{name}.log"))).unwrap_or_default()
    }
}

impl Process {
    /// Somebody at a browser before this process.
    pub fn browser(&self) -> Browser {
        wire::browser(self.port)
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits for its end. Whether it ended as it should.
    pub fn wait(mut self) -> bool {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.success();
            }
            assert!(begun.elapsed() < PATIENCE, "it does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Ends it as the system does when it has no memory left: at once, without a word to it.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Tells it to stop and waits until it has, as it should.
    pub fn stop(self) {
        self.signal(Signal::TERM);
        assert!(self.wait());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // A test that failed leaves nothing running.
        let _ended = self.child.kill();
        let _gone = self.child.wait();
    }
}

/// Makes the first administrator at `first` and signs in there.
pub async fn first_administrator(first: &Process) -> Browser {
    let mut browser = first.browser();
    let path = first.invitation.clone().unwrap();
    let page = browser.get(&path).await;
    let fields =
        [("name", "Mo Boss"), ("email", "mo@a.example"), ("password", PASSWORD), ("again", PASSWORD)];
    browser.submit(&page, &path, &fields).await;
    sign_in(browser).await
}

/// Signs the first administrator in.
pub async fn sign_in(mut browser: Browser) -> Browser {
    let page = browser.get("/sign-in").await;
    let fields = [("email", "mo@a.example"), ("password", PASSWORD)];
    let answer = browser.submit(&page, "/sign-in", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    browser
}

/// The same person, with the same cookies, before another process.
pub fn at(browser: &Browser, process: &Process) -> Browser {
    let mut other = process.browser();
    other.cookies = browser.cookies.clone();
    other
}
