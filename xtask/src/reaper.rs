//! Ends what this program started, on every way out of it.
//!
//! A second process, the reaper, holds the reading end of a pipe. It is told of every process and folder
//! when they come and go. When the pipe closes, because this program ended, panicked, was interrupted or
//! was killed outright, the reaper ends the processes that are left, by their id, and removes the folders
//! that are left. It runs in a process group of its own, so that an interrupt from the terminal does not
//! reach it. On the ordinary way out nothing is left and it does nothing.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::fault::{Doing, Fault, Result};

/// The hidden subcommand that makes a process the reaper.
pub const SUBCOMMAND: &str = "--reaper";

/// How long a process may take to end itself after it was asked to.
const PATIENCE: Duration = Duration::from_secs(15);

/// How a process is ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// `SIGTERM` to its process group.
    Group,
    /// `SIGINT` to it alone: PostgreSQL's fast shutdown.
    Interrupt,
    /// `SIGTERM` to it alone, as root: Postfix's master.
    AsRoot,
}

impl Ending {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Group, "group"), (Self::Interrupt, "interrupt"), (Self::AsRoot, "as-root")];

    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(ending, _)| *ending == self).map_or("group", |(_, word)| word)
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(ending, _)| *ending)
    }

    fn signal(self, last: bool) -> &'static str {
        match self {
            _ if last => "KILL",
            Self::Interrupt => "INT",
            Self::Group | Self::AsRoot => "TERM",
        }
    }
}

/// The near end of the pipe.
pub struct Reaper {
    pipe: Mutex<Option<ChildStdin>>,
    process: Child,
}

impl Reaper {
    /// Starts the second process.
    pub fn start() -> Result<Self> {
        let program = std::env::current_exe().doing("finding this program")?;
        let mut process = Command::new(program)
            .arg(SUBCOMMAND)
            .stdin(Stdio::piped())
            .process_group(0)
            .spawn()
            .doing("starting the reaper")?;
        Ok(Self { pipe: Mutex::new(process.stdin.take()), process })
    }

    /// A process came.
    pub fn watch(&self, id: u32, ending: Ending) -> Result<()> {
        self.say(&format!("watch {id} {}", ending.word()))
    }

    /// A process has ended and was waited for.
    pub fn forget(&self, id: u32) -> Result<()> {
        self.say(&format!("forget {id}"))
    }

    /// A folder, or file, came that must not outlive this program.
    pub fn keep(&self, folder: &Path) -> Result<()> {
        self.say(&format!("folder {}", folder.display()))
    }

    /// A folder was removed.
    pub fn removed(&self, folder: &Path) -> Result<()> {
        self.say(&format!("removed {}", folder.display()))
    }

    fn say(&self, line: &str) -> Result<()> {
        let mut pipe = self.pipe.lock().unwrap_or_else(PoisonError::into_inner);
        let pipe = pipe.as_mut().ok_or_else(|| Fault::new("the reaper has gone"))?;
        writeln!(pipe, "{line}").doing("telling the reaper")
    }
}

impl Drop for Reaper {
    fn drop(&mut self) {
        drop(self.pipe.lock().unwrap_or_else(PoisonError::into_inner).take());
        let _ended_or_not = self.process.wait();
    }
}

/// The life of the second process: listens until the pipe closes, then ends what is left.
pub fn serve() {
    let mut left = Left::default();
    for line in std::io::stdin().lock().lines().map_while(std::result::Result::ok) {
        left.hear(&line);
    }
    for (id, ending) in &left.processes {
        end(*id, *ending);
    }
    for folder in &left.folders {
        remove(folder);
    }
}

/// What came and has not gone.
#[derive(Debug, Default)]
struct Left {
    processes: BTreeMap<u32, Ending>,
    folders: Vec<PathBuf>,
}

impl Left {
    fn hear(&mut self, line: &str) {
        let Some((word, rest)) = line.split_once(' ') else {
            return;
        };
        match word {
            "watch" => {
                let parsed = rest
                    .split_once(' ')
                    .and_then(|(id, ending)| Some((id.parse().ok()?, Ending::parse(ending)?)));
                self.processes.extend(parsed);
            }
            "forget" => {
                if let Ok(id) = rest.parse() {
                    self.processes.remove(&id);
                }
            }
            "folder" => self.folders.push(rest.into()),
            "removed" => self.folders.retain(|folder| folder != Path::new(rest)),
            _ => {}
        }
    }
}

/// Ends a process by its id: asks, waits, and insists when it does not listen.
pub fn end(id: u32, ending: Ending) {
    for last in [false, true] {
        signal(id, ending, ending.signal(last));
        let asked = Instant::now();
        while alive(id) {
            if asked.elapsed() > PATIENCE {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        if !alive(id) {
            break;
        }
    }
    if ending == Ending::Group {
        // The leader has gone; those it started and left behind may not have.
        signal(id, ending, "KILL");
    }
}

fn signal(id: u32, ending: Ending, name: &str) {
    let target = if ending == Ending::Group { format!("-{id}") } else { id.to_string() };
    let mut command = if ending == Ending::AsRoot { as_root("sh") } else { Command::new("sh") };
    let _gone_already = command
        .args(["-c", "kill -s \"$0\" -- \"$1\"", name, &target])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

/// Whether a process runs; one that has ended and was not waited for does not.
fn alive(id: u32) -> bool {
    let Ok(text) = std::fs::read_to_string(format!("/proc/{id}/stat")) else {
        return false;
    };
    // The name in brackets may hold anything; the state is the first word after it.
    text.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with('Z'))
}

/// Removes a folder and all in it, also where other users own parts of it.
pub fn remove(folder: &Path) {
    if std::fs::remove_dir_all(folder).is_err() && folder.exists() {
        let _best_effort = as_root("rm").arg("-rf").arg("--").arg(folder).stderr(Stdio::null()).status();
    }
}

/// A command run as root: directly, or by `sudo -n` which never asks.
pub fn as_root(program: &str) -> Command {
    if crate::workspace::is_root().unwrap_or(false) {
        return Command::new(program);
    }
    let mut command = Command::new("sudo");
    command.args(["-n", program]);
    command
}

#[cfg(test)]
mod tests {
    use super::{Ending, Left};

    #[test]
    fn only_what_came_and_did_not_go_is_left() {
        let mut left = Left::default();
        for line in [
            "watch 10 group",
            "watch 11 interrupt",
            "folder /a b",
            "folder /c",
            "forget 10",
            "removed /c",
            "watch nonsense",
            "nonsense",
        ] {
            left.hear(line);
        }
        assert_eq!(left.processes.into_iter().collect::<Vec<_>>(), [(11, Ending::Interrupt)]);
        assert_eq!(left.folders, [std::path::PathBuf::from("/a b")]);
    }
}
