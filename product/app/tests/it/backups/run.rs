//! The real program in folders of its own: a desk, its backup, what is restored from it, and a thief of both.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use kit_base::ExposeSecret;
use kit_db::testing::TestPlace;
use kit_db::{Engine, Place};
use querist::places::Places;

use crate::canary;
use crate::house::lines;
use crate::power::server::{self, QUERIST, Server, querist, told};

/// What moves the clock of a program.
pub const FAKETIME: &str = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

/// Everything of one run, in a folder of its own.
pub struct Run {
    dir: tempfile::TempDir,
    /// The desk.
    pub desk: Places,
    /// The desk that is restored from its backup, on the same engine, with the newest keys.
    pub new: Places,
    _at: Vec<TestPlace>,
}

/// Runs the program, which must end well unless it is `refused`; gives what it said.
pub fn say(command: &mut Command, refused: bool) -> String {
    let done = command.output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert_eq!(done.status.code(), Some(i32::from(refused)), "{said}");
    said
}

impl Run {
    /// Folders, and on a server databases: nothing runs yet.
    pub fn on(engine: Engine) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut desk = server::places(dir.path());
        let data = dir.path().join("new");
        let mut at = Vec::new();
        let mut place = |file: PathBuf| match engine {
            Engine::Sqlite => Place::Sqlite(file),
            Engine::Postgres => {
                at.push(std::thread::spawn(TestPlace::postgres).join().unwrap());
                at[at.len() - 1].place.clone()
            }
        };
        (desk.database, desk.ring) = (place(desk.data.join("querist.db")), place(desk.keys.join("ring.db")));
        let new = Places { database: place(data.join("querist.db")), data, ..desk.clone() };
        Self { dir, desk, new, _at: at }
    }

    /// Which engine both desks stand on.
    pub fn engine(&self) -> Engine {
        self.desk.database.engine()
    }

    /// The folder with everything in it but what lies on a server.
    pub fn folder(&self) -> &std::path::Path {
        self.dir.path()
    }

    /// Something in it.
    pub fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The same, as an argument.
    pub fn path(&self, name: &str) -> String {
        self.at(name).to_str().unwrap().to_owned()
    }

    /// What the program writes to standard error.
    pub fn words(&self) -> PathBuf {
        self.at("words.log")
    }

    /// Starts the desk.
    pub fn start(&self) -> Server {
        let mut command = querist(&self.desk, &["serve"]);
        Server::start(command.env("RUST_LOG", "warn"), &self.words()).unwrap()
    }

    /// The command that serves the restored desk. It is told of its data alone, and of addresses on a server.
    pub fn serve_new(&self) -> Command {
        let mut command = Command::new(QUERIST);
        command.arg("serve").arg("--data").arg(&self.new.data);
        for (key, place) in
            [("QUERIST_DATABASE", &self.new.database), ("QUERIST_RING_DATABASE", &self.new.ring)]
        {
            if let Place::Postgres { url, ca_file } = place {
                command.env(key, url.expose_secret());
                command.env("QUERIST_DATABASE_CA", ca_file.as_ref().unwrap());
            }
        }
        command
    }

    /// Starts the restored desk, `days` days from now.
    pub fn start_new(&self, days: u32) -> Server {
        let mut command = self.serve_new();
        if days > 0 {
            // The program's own timers run on; only what time it is changes.
            command.env("LD_PRELOAD", FAKETIME).env("FAKETIME", format!("+{days}d"));
            command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        }
        Server::start(&mut command, &self.words()).unwrap()
    }

    /// Restores the backup in the folder `from` for the new desk, with the newest keys.
    pub fn restore(&self, from: &str) -> String {
        let (from, keys) = (self.path(from), self.desk.keys.to_str().unwrap());
        let arguments = ["restore", "--from", &from, "--keys", keys];
        say(&mut told(Command::new(QUERIST), &self.new, &arguments), false)
    }

    /// Restores the backup in `old` with its own ring and these epochs into files, as a thief of both and of
    /// the root key would.
    pub fn steal(&self, name: &str, epochs: &str, refused: bool) -> String {
        let (from, root) = (self.path("old"), self.desk.root_key.to_str().unwrap());
        let (data, keys) = (self.path(&format!("{name}-data")), self.path(&format!("{name}-keys")));
        let mut command = Command::new(QUERIST);
        command.args(["restore", "--from", &from, "--data", &data, "--keys", &keys]);
        command.args(["--ring-from-backup", "--root-key", root, "--epochs", epochs]);
        say(&mut command, refused)
    }

    /// Copies a folder.
    pub fn copy(&self, from: &str, to: &str) {
        let copied = Command::new("cp").arg("-a").arg(self.at(from)).arg(self.at(to)).status().unwrap();
        assert!(copied.success());
    }
}

/// The lines, called `line`, that a statement on a desk's database gives.
pub async fn read(desk: &Places, statement: &str) -> Vec<String> {
    let db = canary::open(&desk.database).await;
    let found = lines(&db, statement).await;
    db.close().await;
    found
}

/// The kinds of all jobs that were done.
const RUNS: &str = "SELECT kind AS line FROM job_run WHERE outcome = 'done'";

/// The same, read.
pub async fn runs(desk: &Places) -> Vec<String> {
    read(desk, RUNS).await
}

/// Waits until every job of `kinds` has run once more than `before`.
pub async fn ran(desk: &Places, kinds: &[&str], before: usize) {
    let began = Instant::now();
    let db = canary::open(&desk.database).await;
    loop {
        let runs = lines(&db, RUNS).await;
        if kinds.iter().all(|kind| runs.iter().filter(|ran| ran == kind).count() > before) {
            break;
        }
        assert!(began.elapsed() < Duration::from_mins(1), "the jobs did not run: {runs:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    db.close().await;
}
