//! Where things lie, and the facts of the machine that reports are dated with.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::fault::{Doing, Fault, Result};

/// The checkout and the folder that builds write to.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The folder of the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's target folder, wherever it is set to.
    pub target: PathBuf,
}

impl Workspace {
    /// Asks cargo where the workspace and its target folder are.
    pub fn find() -> Result<Self> {
        // Cargo says where it runs us from: a target folder may be shared by several checkouts.
        let own = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&own)
            .parent()
            .ok_or_else(|| Fault::new("the xtask crate lies in no folder"))?
            .to_path_buf();
        let mut command = cargo();
        command.args(["metadata", "--no-deps", "--format-version=1", "--offline"]).current_dir(&root);
        let metadata: serde_json::Value =
            serde_json::from_str(&output(&mut command)?).doing("reading the answer of cargo metadata")?;
        let target = metadata["target_directory"]
            .as_str()
            .ok_or_else(|| Fault::new("cargo metadata names no target folder"))?
            .into();
        Ok(Self { root, target })
    }

    /// The folder this program keeps its own logs, results and tools in.
    pub fn own(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// The built program.
    pub fn querist(&self) -> PathBuf {
        self.target.join("debug/querist")
    }

    /// The report that the test runner leaves for one of its profiles. It keeps to the workspace's own folder
    /// wherever cargo's target folder is.
    pub fn nextest_report(&self, profile: &str) -> PathBuf {
        self.root.join("target/nextest").join(profile).join("junit.xml")
    }

    /// The folder of the browser and text-browser tests.
    pub fn e2e(&self) -> PathBuf {
        self.root.join("product/app/tests/e2e")
    }

    /// The folder of generated pages that are part of the repository.
    pub fn generated(&self) -> PathBuf {
        self.root.join("docs/generated")
    }

    /// The commit the checkout stands on, with `+` after it where files differ from it; "unknown" without git.
    pub fn commit(&self) -> String {
        let git = |args: &[&str]| output(Command::new("git").args(args).current_dir(&self.root));
        let Ok(commit) = git(&["rev-parse", "--short=12", "HEAD"]) else {
            return "unknown".into();
        };
        let changed =
            git(&["status", "--porcelain", "--untracked-files=no"]).is_ok_and(|text| !text.is_empty());
        format!("{}{}", commit.trim(), if changed { "+" } else { "" })
    }
}

/// A cargo command of the toolchain that runs this program, without the variables that `cargo run` added.
pub fn cargo() -> Command {
    let mut command = Command::new(variable("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// A variable of the environment; an empty one counts as unset.
pub fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// Whether this process may do everything.
pub fn is_root() -> Result<bool> {
    Ok(output(Command::new("id").arg("-u"))?.trim() == "0")
}

/// The full path of a program found on `PATH`.
pub fn on_path(program: &str) -> Option<PathBuf> {
    let path = variable("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// The present moment as `2026-11-24T01:59:00Z`.
pub fn now_utc() -> Result<String> {
    Ok(output(Command::new("date").args(["-u", "+%Y-%m-%dT%H:%M:%SZ"]))?.trim().into())
}

/// The machine's load averages over 1, 5 and 15 minutes.
pub fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().take(3).collect::<Vec<_>>().join(" ")
}

/// Runs a short command and gives its standard output; its error output is part of the fault.
pub fn output(command: &mut Command) -> Result<String> {
    let shown = shown(command);
    let output = command.output().doing(format_args!("running {shown}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Fault::new(format!("{shown}: {}: {}", output.status, said.trim())));
    }
    String::from_utf8(output.stdout).doing(format_args!("reading the output of {shown}"))
}

/// A command as one would type it.
pub fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
