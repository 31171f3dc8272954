//! What may become part of the product (`deny.toml`): banned crates, licences, sources, known weaknesses.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::fault::Result;
use crate::session::{Session, Tally};

/// Longer than fetching the database of known weaknesses takes where it can be reached.
const LIMIT: Duration = Duration::from_mins(5);

/// What cargo-deny says when the database of known weaknesses cannot be had.
const UNREACHABLE: &str = "failed to fetch advisory database";

/// Fails with what cargo-deny says about a crate that may not be there.
pub fn check(session: &Session, program: &Path) -> Result<()> {
    let mut command = deny(session, program);
    command.args(["bans", "licenses", "sources"]);
    session.run("deny", &mut command, LIMIT)?.success("cargo deny check bans licenses sources").map(drop)
}

/// Fails on a known weakness. Data that cannot be reached is said, fails nothing and counts as nothing: a closed
/// network has none.
pub fn advisories(session: &Session, program: &Path) -> Result<Tally> {
    let finished = session.run("advisories", deny(session, program).arg("advisories"), LIMIT)?;
    if !finished.ok && finished.text.contains(UNREACHABLE) {
        return Ok(Tally::unchecked("the database of known weaknesses cannot be reached from here"));
    }
    finished.success("cargo deny check advisories").map(|_| Tally::default())
}

fn deny(session: &Session, program: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(["--workspace", "check", "--hide-inclusion-graph"]).current_dir(&session.space.root);
    command
}
