//! The servers that are measured: the product on sample data, and the limits, each a process.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use crate::client::{self, Line};

const QUERIST: &str = env!("CARGO_BIN_EXE_querist");

/// A running server; it ends with this.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub addr: SocketAddr,
    /// From the start of the process to the first moment it can be asked.
    pub started: Duration,
}

impl Server {
    /// The product on the directory `data`.
    pub fn product(data: &Path) -> Self {
        let mut command = Command::new(QUERIST);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data).env("RUST_LOG", "error");
        Self::start(command, |line| line.strip_prefix("Public: http://localhost:").map(str::to_owned))
    }

    /// A limit of this name with these words.
    pub fn limit(name: &str, words: &[&str]) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["limit", name]).args(words);
        Self::start(command, |line| line.strip_prefix("Port: ").map(str::to_owned))
    }

    fn start(mut command: Command, port: impl Fn(&str) -> Option<String>) -> Self {
        let began = Instant::now();
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut found = None;
        for line in lines.by_ref().map(Result::unwrap) {
            if let Some(port) = port(&line) {
                found = port.trim_end_matches('/').parse::<u16>().ok();
            }
            if line == "Ready" {
                break;
            }
        }
        let addr = SocketAddr::from(([127, 0, 0, 1], found.expect("the server did not say its port")));
        // Whatever it says later must not stop it.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, addr, started: began.elapsed() }
    }

    /// The host as the server knows itself.
    pub fn host(&self) -> String {
        format!("localhost:{}", self.addr.port())
    }

    /// Seconds of CPU it has taken so far, in user mode and for it in the kernel.
    pub fn cpu(&self) -> f64 {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let after = text.rsplit_once(") ").unwrap().1;
        let ticks: Vec<u64> = after.split(' ').skip(11).take(2).map(|field| field.parse().unwrap()).collect();
        // Linux tells these in hundredths of a second, whatever the machine.
        (ticks[0] + ticks[1]) as f64 / 100.0
    }

    /// Its resident memory in MB: all, and without what is mapped from files.
    pub fn memory(&self) -> (f64, f64) {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let field = |name: &str| {
            let line = text.lines().find(|line| line.starts_with(name)).unwrap();
            line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
        };
        (field("VmRSS:"), field("RssAnon:"))
    }

    /// Ends it as an administrator does, and waits.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let pid = i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw);
        if let (Ok(None), Some(pid)) = (self.child.try_wait(), pid) {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        }
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

/// A directory with sample data.
pub struct Sample {
    /// The data directory.
    pub data: PathBuf,
    /// The output of the command that made it: the accounts are in it.
    told: String,
}

impl Sample {
    /// The sample of `requests`, made now or kept from an earlier measurement of the same program's tables.
    pub fn of(requests: u32) -> Self {
        let shape = aws_lc_rs::digest::digest(
            &aws_lc_rs::digest::SHA256,
            format!("{:?}", querist::boot::migrations()).as_bytes(),
        );
        let shape = hex::encode(&shape.as_ref()[..4]);
        let base = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("sample-{requests}-1-{shape}"));
        let (data, told) = (base.join("data"), base.join("told.txt"));
        if let Ok(told) = std::fs::read_to_string(&told) {
            return Self { data, told };
        }
        let _ = std::fs::remove_dir_all(&base);
        std::fs::create_dir_all(&base).unwrap();
        let mut command = Command::new(QUERIST);
        command.args(["sample", "--seed", "1", "--requests", &requests.to_string(), "--data"]).arg(&data);
        let made = command.env("RUST_LOG", "error").output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let text = String::from_utf8(made.stdout).unwrap();
        println!("proof: sample of {requests}: {}", text.lines().next().unwrap_or_default());
        std::fs::write(&told, &text).unwrap();
        Self { data, told: text }
    }

    /// A copy that goes with the returned folder.
    pub fn copy(&self) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let data = folder.path().join("data");
        let copied = Command::new("cp").arg("-a").arg(&self.data).arg(&data).status().unwrap();
        assert!(copied.success());
        (folder, data)
    }

    /// The address and password of the account of this level.
    pub fn account(&self, level: &str) -> (String, String) {
        let line = self.told.lines().find(|line| line.ends_with(&format!("({level})"))).unwrap();
        let mut words = line.trim_start_matches("Sign in: ").split(' ');
        (words.next().unwrap().to_owned(), words.next().unwrap().to_owned())
    }
}

/// Signs in at the product; gives the cookie.
pub async fn sign_in(server: &Server, (email, password): &(String, String)) -> String {
    let fields = [("email", email.as_str()), ("password", password.as_str()), ("next", "")];
    let answer =
        Line::to(server.addr).await.ask(&client::post(&server.host(), "/sign-in", "", &fields)).await;
    assert_eq!(answer.status, 303, "{}", String::from_utf8_lossy(&answer.body));
    answer.cookie().unwrap()
}

/// Opens a database file beside its owner.
pub fn open(file: &Path) -> SqliteConnection {
    let mut conn = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    conn.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
    conn
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    n: i64,
}

/// The number called `n` that a statement gives.
pub fn number(conn: &mut SqliteConnection, statement: &str) -> i64 {
    diesel::sql_query(statement).get_result::<Number>(conn).unwrap().n
}
