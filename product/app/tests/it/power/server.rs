//! The real program in a process of its own.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use kit_base::ExposeSecret;
use kit_db::testing::TestPlace;
use kit_db::{Engine, Place};
use kit_web::testing::Browser;
use querist::places::Places;
use rustix::process::{Pid, Signal, kill_process};

use super::wire;

/// How long a stop may take.
const STOP: Duration = Duration::from_mins(1);

/// A process that ends with the test, however that ends.
struct Owned(Child);

impl Drop for Owned {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A serving desk.
pub struct Server {
    child: Owned,
    /// Where it listens on this machine.
    pub port: u16,
    /// The path of the link that makes the first administrator, while there is none.
    pub invitation: Option<String>,
    heard: std::thread::JoinHandle<()>,
}

/// The desk in `folder`: data, keys and root key below it, and what the program writes to standard error
/// beside it.
pub fn places(folder: &Path) -> Places {
    let (data, keys) = (folder.join("data"), folder.join("keys"));
    Places {
        root_key: keys.join("root.key"),
        database: Place::Sqlite(data.join("querist.db")),
        ring: Place::Sqlite(keys.join("ring.db")),
        data,
        keys,
    }
}

/// The same on `engine`; what has to be kept for as long as the desk is used.
pub fn places_on(engine: Engine, folder: &Path) -> (Places, Vec<TestPlace>) {
    let mut places = places(folder);
    let mut at = Vec::new();
    if engine == Engine::Postgres {
        at.extend([TestPlace::postgres(), TestPlace::postgres()]);
        (places.database, places.ring) = (at[0].place.clone(), at[1].place.clone());
    }
    (places, at)
}

/// The program.
pub const QUERIST: &str = env!("CARGO_BIN_EXE_querist");

/// A command of the program for the desk at `places`.
pub fn querist(places: &Places, arguments: &[&str]) -> Command {
    told(Command::new(QUERIST), places, arguments)
}

/// The same for any program that is the desk or starts it.
pub fn told(mut command: Command, places: &Places, arguments: &[&str]) -> Command {
    command.args(arguments).arg("--data").arg(&places.data);
    for (key, place) in [("QUERIST_DATABASE", &places.database), ("QUERIST_RING_DATABASE", &places.ring)] {
        if let Place::Postgres { url, ca_file } = place {
            command.env(key, url.expose_secret());
            command.envs(ca_file.as_ref().map(|file| ("QUERIST_DATABASE_CA", file)));
        }
    }
    command.env("QUERIST_KEYS_DIR", &places.keys).env("QUERIST_ROOT_KEY", &places.root_key);
    command
}

impl Server {
    /// Starts `command`, which serves, and waits until it says that it is ready; or gives what it said
    /// instead. Standard error is added to `words`.
    pub fn start(command: &mut Command, words: &Path) -> Result<Self, String> {
        let errors = File::options().create(true).append(true).open(words).unwrap();
        command.args(["--listen", "127.0.0.1:0"]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(errors);
        let mut child = Owned(command.spawn().unwrap());
        let mut lines = BufReader::new(child.0.stdout.take().unwrap()).lines();
        let (mut port, mut invitation) = (None, None);
        loop {
            let Some(Ok(line)) = lines.next() else {
                let ended = child.0.wait().unwrap();
                return Err(format!("{ended}\n{}", std::fs::read_to_string(words).unwrap()));
            };
            if let Some(url) = line.strip_prefix("Public: http://localhost:") {
                port = url.trim_end_matches('/').parse().ok();
            } else if line.contains("/enrol/") {
                invitation = line.find("/enrol/").map(|at| line[at..].to_owned());
            } else if line == "Ready" {
                break;
            }
        }
        let heard = std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { child, port: port.unwrap(), invitation, heard })
    }

    /// Somebody at a browser.
    pub fn browser(&self) -> Browser {
        wire::browser(self.port)
    }

    /// The same person there, with the cookies of `other`.
    pub fn browser_with(&self, other: &Browser) -> Browser {
        let mut browser = self.browser();
        browser.cookies.clone_from(&other.cookies);
        browser
    }

    /// The process.
    pub fn pid(&self) -> Pid {
        Pid::from_child(&self.child.0)
    }

    /// Ends it as the system does when it has no memory left: at once, without a word to it.
    pub fn kill(mut self) {
        self.child.0.kill().unwrap();
        self.child.0.wait().unwrap();
        self.heard.join().unwrap();
    }

    /// Tells it to stop and waits until it has.
    pub fn stop(mut self) {
        kill_process(self.pid(), Signal::TERM).unwrap();
        let told = Instant::now();
        let ended = loop {
            match self.child.0.try_wait().unwrap() {
                Some(status) => break status,
                None if told.elapsed() < STOP => std::thread::sleep(Duration::from_millis(20)),
                None => {
                    panic!("it did not stop within {STOP:?}");
                }
            }
        };
        self.heard.join().unwrap();
        assert!(ended.success(), "it ended with {ended}");
    }
}

/// Starts `command` and ends it after a while, wherever it then is in its start. Standard error is added to
/// `words`.
pub fn start_and_kill(command: &mut Command, words: &Path, after: Duration) {
    let errors = File::options().create(true).append(true).open(words).unwrap();
    command.args(["--listen", "127.0.0.1:0"]);
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(errors).spawn();
    let mut child = child.unwrap();
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Fails when the program said that it met a fault of its own.
pub fn no_panic(words: &Path) {
    let said = std::fs::read_to_string(words).unwrap_or_default();
    assert!(!said.contains("a fault in the program"), "it panicked:\n{said}");
}

/// The recorder, built with the C compiler at hand into `folder`.
pub fn build_recorder(folder: &Path) -> PathBuf {
    compile(folder, "recorder.c", "recorder.so", &["-shared", "-fPIC"])
}

/// Compiles a source that lies beside this file.
pub fn compile(folder: &Path, source: &str, name: &str, options: &[&str]) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/power").join(source);
    let made = folder.join(name);
    let mut command = Command::new("cc");
    command.args(["-O1", "-Wall", "-Wextra", "-Werror"]).args(options);
    command.arg("-o").arg(&made).arg(source).args(["-ldl", "-pthread"]);
    let built = command.output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    made
}

/// Has `command` recorded: what it does below `root` goes to `log`.
pub fn record(command: &mut Command, recorder: &Path, root: &Path, log: &Path) {
    command.env("LD_PRELOAD", recorder).env("RECORDER_ROOT", root).env("RECORDER_LOG", log);
}
