//! The tools that do not come from Debian: those of cargo, and the packages of the browser tests.

use std::path::PathBuf;
use std::process::Command;

use crate::fault::{Doing, Result};
use crate::session::Session;
use crate::workspace::{cargo, on_path, variable};

/// A program that cargo installs, and the version installed where none is there.
#[derive(Clone, Copy, Debug)]
pub struct Tool {
    /// Both the crate and its program.
    name: &'static str,
    version: &'static str,
}

/// Runs the tests, each in a process of its own.
pub const NEXTEST: Tool = Tool { name: "cargo-nextest", version: "0.9.143" };

/// Judges dependencies.
pub const DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2" };

/// Changes the program in small ways, to see whether the tests notice.
pub const MUTANTS: Tool = Tool { name: "cargo-mutants", version: "27.1.0" };

/// The tool at hand, or one built into the target folder.
///
/// It is built without optimisation: that takes a third of the time (two to three minutes on two cores),
/// and it spends its own waiting for others.
pub fn find(session: &Session, tool: Tool) -> Result<PathBuf> {
    let home = variable("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(variable("HOME")?).join(".cargo")));
    let installed = home.map(|home| home.join("bin").join(tool.name)).filter(|file| file.is_file());
    if let Some(found) = on_path(tool.name).or(installed) {
        return Ok(found);
    }
    let tools = session.space.own().join("tools");
    let program = tools.join("bin").join(tool.name);
    if !program.is_file() {
        println!("   building {} {}", tool.name, tool.version);
        let build = tools.join("build");
        let mut install = cargo();
        install
            .args(["install", "--locked", "--debug", tool.name, "--version", tool.version, "--root"])
            .arg(&tools);
        install.env("CARGO_TARGET_DIR", &build).env("CARGO_PROFILE_DEV_DEBUG", "0");
        session.must(&format!("install-{}", tool.name), &mut install)?;
        std::fs::remove_dir_all(&build).doing(format_args!("removing what building {} left", tool.name))?;
    }
    Ok(program)
}

/// Installs the packages of the browser tests, exactly those of the lock file, without any browser.
pub fn npm_packages(session: &Session) -> Result<()> {
    let folder = session.space.e2e();
    let lock = folder.join("package-lock.json");
    let installed = folder.join("node_modules/.package-lock.json");
    // npm notes what it installed; the lock file is older then.
    let changed = |file: &PathBuf| file.metadata().and_then(|facts| facts.modified());
    if let (Ok(noted), Ok(locked)) = (changed(&installed), changed(&lock))
        && noted > locked
    {
        return Ok(());
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(&folder);
    npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    session.must("npm", &mut npm).map(drop)
}
