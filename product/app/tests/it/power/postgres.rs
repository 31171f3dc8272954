//! PostgreSQL that goes away in the middle of its work, as in a crash: what was confirmed is there when it is
//! back, and the desk, which was running all the time, goes on.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use kit_base::SecretString;
use kit_db::Place;
use querist::places::Places;
use rustix::process::{Pid, Signal, geteuid, kill_process};

use super::chance::{Chance, times};
use super::check;
use super::load::{self, Heard};
use super::room::Room;
use super::server::{self, Server, querist};

/// Where Debian puts the programs, and the user it makes for them: they refuse to run as root.
const PROGRAMS: &str = "/usr/lib/postgresql/15/bin";
const USER: &str = "postgres";

/// How long a start may take, with its recovery.
const START: Duration = Duration::from_mins(1);

/// A database server of this test's own, on a socket in its folder.
pub struct Postgres {
    folder: PathBuf,
    data: PathBuf,
    /// Starts a program of PostgreSQL.
    program: Box<dyn Fn(&str) -> Command + Send>,
    process: Option<Child>,
}

impl Postgres {
    /// Makes a cluster below `folder` and starts it.
    fn make(folder: &Path) -> Self {
        let folder = folder.join("postgres");
        std::fs::create_dir(&folder).unwrap();
        for open in [folder.parent().unwrap(), &folder] {
            std::fs::set_permissions(open, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        }
        if geteuid().is_root() {
            let given = Command::new("chown").arg(format!("{USER}:")).arg(&folder).status().unwrap();
            assert!(given.success());
        }
        let data = folder.join("data");
        Self::begin(folder, data, Box::new(program))
    }

    /// Makes a cluster on the small disk `room`, whose socket is in `folder`, and starts it.
    pub fn on(room: &Room, folder: &Path) -> Self {
        let (data, inside) = (room.at.join("data"), room.way_in());
        let program = move |name: &str| {
            let mut command = inside();
            // Root it may not be.
            command.args(["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"]);
            command.arg(Path::new(PROGRAMS).join(name));
            command
        };
        Self::begin(folder.to_owned(), data, Box::new(program))
    }

    fn begin(folder: PathBuf, data: PathBuf, program: Box<dyn Fn(&str) -> Command + Send>) -> Self {
        let mut init = program("initdb");
        init.args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8"]);
        init.args(["--wal-segsize=1", "-D"]);
        let made = init.arg(&data).current_dir(&folder).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let mut server = Self { folder, data, program, process: None };
        server.start();
        for name in ["desk", "ring"] {
            assert!(server.ask(&format!("CREATE DATABASE {name}")));
        }
        server
    }

    /// Starts it, if it does not run.
    pub fn start(&mut self) {
        let started = Instant::now();
        loop {
            let ended = |process: &mut Child| process.try_wait().unwrap().is_some();
            if self.process.as_mut().is_none_or(ended) {
                self.spawn();
            }
            if self.ask("SELECT 1") {
                return;
            }
            assert!(started.elapsed() < START, "PostgreSQL does not start: see {}", self.folder.display());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn spawn(&mut self) {
        let mut serve = (self.program)("postgres");
        serve.arg("-D").arg(&self.data).arg("-k").arg(&self.folder);
        serve.args(["-c", "listen_addresses=", "-c", "log_min_messages=fatal"]);
        let log = std::fs::File::options().create(true).append(true).open(self.folder.join("log")).unwrap();
        serve.current_dir(&self.folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        self.process = Some(serve.spawn().unwrap());
    }

    /// Ends it as a crash would: no checkpoint, nobody told.
    fn crash(&mut self) {
        let mut process = self.process.take().unwrap();
        kill_process(Pid::from_child(&process), Signal::QUIT).unwrap();
        process.wait().unwrap();
    }

    fn ask(&self, statement: &str) -> bool {
        let mut psql = Command::new(Path::new(PROGRAMS).join("psql"));
        psql.args(["-X", "-q", "-U", "postgres", "-d", "postgres", "-h"]).arg(&self.folder);
        psql.args(["-c", statement]).output().unwrap().status.success()
    }

    /// Where a database of it is.
    pub fn place(&self, database: &str) -> Place {
        let url = format!("postgres://postgres@/{database}?host={}", self.folder.display());
        Place::Postgres { url: SecretString::from(url), ca_file: None }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = kill_process(Pid::from_child(&process), Signal::INT);
            let _ = process.wait();
        }
    }
}

fn program(name: &str) -> Command {
    let program = Path::new(PROGRAMS).join(name);
    if !geteuid().is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", USER, "--regid", USER, "--init-groups", "--"]).arg(program);
    command
}

// proves: v5.0.0-16.5.2, v5.0.0-2.3.3
#[tokio::test(flavor = "multi_thread")]
async fn a_crash_of_postgres_loses_nothing_that_was_confirmed() {
    let folder = tempfile::tempdir().unwrap();
    let mut postgres = Postgres::make(folder.path());
    let here = server::places(&folder.path().join("desk"));
    let places = Places { database: postgres.place("desk"), ring: postgres.place("ring"), ..here };
    let words = folder.path().join("words");
    let server = Server::start(&mut querist(&places, &["serve"]), &words).unwrap();
    let heard = Arc::new(Heard::default());
    let staff = load::first_administrator(&server, &heard).await.unwrap();
    let mut background = tokio::task::JoinSet::new();
    background.spawn(load::work(staff, 0, usize::MAX, heard.clone()));
    let (rounds, mut chance) = (times(1, 10) as u64, Chance::new(15));
    for round in 0..rounds {
        let mut all = tokio::task::JoinSet::new();
        for person in 0..3 {
            all.spawn(load::ask(server.port, round * 10 + person, 12, heard.clone()));
        }
        tokio::time::sleep(Duration::from_millis(300 + chance.below(1_200))).await;
        postgres.crash();
        tokio::time::sleep(Duration::from_millis(chance.below(800))).await;
        postgres.start();
        all.join_all().await;
        heard.take_refused();
        load::ask(server.port, 1_000 + round, 3, heard.clone()).await;
        let refused = heard.take_refused();
        let refused = refused.iter().find(|one| one.address.starts_with("/ask"));
        assert!(refused.is_none(), "round {round}: {}", refused.unwrap().answer.words());
    }
    background.shutdown().await;
    server.stop();
    server::no_panic(&words);
    let found = check::holds(&places, &heard.done()).await.unwrap();
    println!(
        "proof: PostgreSQL crashed: {rounds} rounds, {} requests, {} confirmations looked for, 0 lost",
        found.requests, found.confirmed
    );
}
