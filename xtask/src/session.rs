//! A run of this program: starts commands, keeps their output, counts what passed and failed.

use std::cell::RefCell;
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::fault::{Doing, Fault, Result};
use crate::reaper::{self, Ending, Reaper};
use crate::workspace::{Workspace, shown};

/// The longest a step may take unless it says otherwise.
pub const STEP_LIMIT: Duration = Duration::from_mins(40);

/// What passed and failed; the failures by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many passed.
    pub passed: usize,
    /// The names of those that did not.
    pub failed: Vec<String>,
    /// What could not be checked here and is no failure; it does not count as passed.
    pub unchecked: Vec<String>,
}

impl Tally {
    /// Adds another tally to this one.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed.extend(other.failed);
        self.unchecked.extend(other.unchecked);
    }

    /// A check that could not be made, and why.
    pub fn unchecked(why: impl Into<String>) -> Self {
        Self { unchecked: vec![why.into()], ..Self::default() }
    }
}

/// The outcome of one command: whether it exited with 0, and all it wrote.
#[derive(Debug)]
pub struct Finished {
    /// Exit code 0 within the time limit.
    pub ok: bool,
    /// Standard output and error, in the order written.
    pub text: String,
    /// How it ended, for people.
    pub ending: String,
}

impl Finished {
    /// An unsuccessful end as a fault that carries the whole output.
    pub fn success(self, action: &str) -> Result<String> {
        if self.ok {
            return Ok(self.text);
        }
        Err(Fault::new(format!("{action}: {}\n{}", self.ending, self.text.trim_end())))
    }
}

/// One run.
pub struct Session {
    /// Where things lie.
    pub space: Workspace,
    /// Ends what is left when this program goes.
    pub reaper: Reaper,
    tally: RefCell<Tally>,
    started: Instant,
}

impl Session {
    /// Begins a run and makes the folder its logs go to.
    pub fn begin() -> Result<Self> {
        let space = Workspace::find()?;
        let logs = space.own().join("logs");
        std::fs::create_dir_all(&logs).doing(format_args!("making {}", logs.display()))?;
        Ok(Self { space, reaper: Reaper::start()?, tally: RefCell::default(), started: Instant::now() })
    }

    /// Runs one named step, prints its outcome and duration, counts it.
    ///
    /// A step whose work is a set of tests returns their tally; another returns `Tally::default()` and
    /// counts as one. A fault fails the step and is shown whole.
    pub fn step(&self, name: &str, work: impl FnOnce() -> Result<Tally>) -> bool {
        println!("== {name}");
        let started = Instant::now();
        let outcome = work();
        let took = seconds(started.elapsed());
        let mut total = self.tally.borrow_mut();
        match outcome {
            Ok(tally) if !tally.unchecked.is_empty() && tally.failed.is_empty() => {
                println!("   NOT CHECKED: {}, {took}", tally.unchecked.join("; "));
                total.add(tally);
                true
            }
            Ok(tally) if tally.failed.is_empty() => {
                let count = tally.passed.max(1);
                println!("   ok: {count} passed, {took}");
                total.passed += count;
                true
            }
            Ok(tally) => {
                println!("   FAILED: {} passed, {} failed, {took}", tally.passed, tally.failed.len());
                total.add(tally);
                false
            }
            Err(fault) => {
                println!("{fault}\n   FAILED: {took}");
                total.failed.push(name.to_owned());
                false
            }
        }
    }

    /// Records a step that could not be tried, as a failure.
    pub fn not_tried(&self, name: &str, why: &str) {
        println!("== {name}\n   FAILED: not tried: {why}");
        self.tally.borrow_mut().failed.push(name.to_owned());
    }

    /// Prints the summary; true when nothing failed.
    pub fn finish(&self) -> bool {
        let tally = self.tally.borrow();
        if !tally.failed.is_empty() {
            println!("\nfailed:");
            for name in &tally.failed {
                println!("  {name}");
            }
        }
        for why in &tally.unchecked {
            println!("\nnot checked: {why}");
        }
        println!(
            "\n{} passed, {} failed ({})",
            tally.passed,
            tally.failed.len(),
            seconds(self.started.elapsed())
        );
        tally.failed.is_empty()
    }

    /// Runs a command to its end with its output in a log, in a process group of its own.
    ///
    /// After `limit` it is ended and counts as unsuccessful.
    pub fn run(&self, log: &str, command: &mut Command, limit: Duration) -> Result<Finished> {
        let (mut child, path) = self.spawn(log, command, Ending::Group)?;
        let started = Instant::now();
        let ending = wait(&mut child, limit).doing("waiting for a command")?;
        if ending.is_none() {
            reaper::end(child.id(), Ending::Group);
            child.wait().doing("waiting for a command that was ended")?;
        }
        self.reaper.forget(child.id())?;
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap_or_default()).into_owned();
        let ending_text = match ending {
            Some(status) => status.to_string(),
            None => format!("ended after {}", seconds(started.elapsed())),
        };
        Ok(Finished { ok: ending.is_some_and(|status| status.success()), text, ending: ending_text })
    }

    /// Runs a command that must succeed; its output comes back, or is part of the fault.
    pub fn must(&self, log: &str, command: &mut Command) -> Result<String> {
        let action = shown(command);
        self.run(log, command, STEP_LIMIT)?.success(&action)
    }

    /// Starts a command with its output in a log; the reaper knows of it.
    pub fn spawn(&self, log: &str, command: &mut Command, ending: Ending) -> Result<(Child, PathBuf)> {
        let path = self.space.own().join("logs").join(format!("{log}.log"));
        let file = File::create(&path).doing(format_args!("writing {}", path.display()))?;
        let errors = file.try_clone().doing("sharing a log")?;
        let child = command
            .stdin(Stdio::null())
            .stdout(file)
            .stderr(errors)
            .process_group(0)
            .spawn()
            .doing(format_args!("running {}", shown(command)))?;
        self.reaper.watch(child.id(), ending)?;
        Ok((child, path))
    }
}

/// Waits at most `limit`; none means it still runs.
fn wait(child: &mut Child, limit: Duration) -> std::io::Result<Option<ExitStatus>> {
    let started = Instant::now();
    let mut pause = Duration::from_millis(2);
    while started.elapsed() < limit {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(100));
    }
    Ok(None)
}

/// A duration as people read it: `0.4 s`, `3 min 12 s`.
pub fn seconds(time: Duration) -> String {
    let whole = time.as_secs();
    if whole < 60 {
        return format!("{:.1} s", time.as_secs_f64());
    }
    format!("{} min {} s", whole / 60, whole % 60)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::seconds;

    #[test]
    fn durations_read_well() {
        assert_eq!(seconds(Duration::from_millis(440)), "0.4 s");
        assert_eq!(seconds(Duration::from_secs(192)), "3 min 12 s");
    }
}
