//! `cargo xtask test`: every check of the project, in one go, on a machine that needs nothing but Rust, a C
//! compiler and Debian's packages.
//!
//! To add a check: a step in the group it belongs to. Every step runs even after one has failed, as far as
//! it can.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use crate::fault::{Fault, Result};
use crate::junit::{self, End};
use crate::partners::Partners;
use crate::session::{STEP_LIMIT, Session, Tally};
use crate::tools;
use crate::workspace::{cargo, output};
use crate::{controls, debian, deny, e2e, evidence, listings};

/// Parts of the run that can be asked for alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Formatting, clippy, documentation.
    Lint,
    /// The tests of the crates.
    Rust,
    /// The built program and what it needs from the system.
    Binary,
    /// The listings under `docs/generated/`.
    Listings,
    /// Browsers against the built program.
    E2e,
    /// Dependencies.
    Deny,
    /// What the tests prove.
    Evidence,
}

impl Group {
    /// Each with the word for `--only`.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::Lint, "lint"),
        (Self::Rust, "rust"),
        (Self::Binary, "binary"),
        (Self::Listings, "listings"),
        (Self::E2e, "e2e"),
        (Self::Deny, "deny"),
        (Self::Evidence, "evidence"),
    ];

    /// The group of that name.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(group, _)| *group)
    }
}

/// What is to be run.
#[derive(Debug, Default)]
pub struct Plan {
    /// The groups; empty means all.
    pub only: Vec<Group>,
    /// Part of the names of tests or e2e files.
    pub filter: Option<String>,
}

impl Plan {
    fn has(&self, group: Group) -> bool {
        self.only.is_empty() || self.only.contains(&group)
    }
}

/// Runs the plan; true when nothing failed.
pub fn run(plan: &Plan) -> Result<bool> {
    let session = Session::begin()?;
    forget_results(&session, plan);
    let served = [Group::Rust, Group::E2e].into_iter().any(|group| plan.has(group));
    let ready = !served || session.step("packages", || debian::install(&session).map(|()| Tally::default()));
    lint(&session, plan);
    let built = build(&session, plan);
    if plan.has(Group::Deny) {
        dependencies(&session);
    }
    if served && ready {
        with_partners(&session, plan, built);
    } else if served {
        session.not_tried("tests", "packages are missing");
    }
    if plan.has(Group::Evidence) && plan.filter.is_none() {
        session.step("evidence", || evidence::write(&session).map(|()| Tally::default()));
    }
    Ok(session.finish())
}

/// What will be run anew has no result until it has run, whatever stops it.
fn forget_results(session: &Session, plan: &Plan) {
    if plan.filter.is_some() {
        return;
    }
    if plan.has(Group::Rust) {
        let _not_there = std::fs::remove_file(session.space.nextest_report(evidence::WHOLE_RUN));
    }
    if plan.has(Group::E2e) {
        let _not_there = std::fs::remove_file(e2e::results_file(session));
    }
}

fn one(outcome: Result<impl Sized>) -> Result<Tally> {
    outcome.map(|_| Tally::default())
}

fn lint(session: &Session, plan: &Plan) {
    if !plan.has(Group::Lint) {
        return;
    }
    let root = &session.space.root;
    session.step("format", || {
        one(session.must("format", cargo().args(["fmt", "--all", "--check"]).current_dir(root)))
    });
    session.step("clippy", || {
        let mut command = cargo();
        command.args([
            "clippy",
            "--locked",
            "--workspace",
            "--all-targets",
            "--all-features",
            "--",
            "-D",
            "warnings",
        ]);
        one(session.must("clippy", command.current_dir(root)))
    });
    session.step("documentation", || {
        let mut command = cargo();
        command.args(["doc", "--locked", "--workspace", "--all-features", "--no-deps"]);
        one(session.must("doc", command.current_dir(root).env("RUSTDOCFLAGS", "-D warnings")))
    });
}

/// Builds the program where a chosen group needs it, and checks it and its listings.
fn build(session: &Session, plan: &Plan) -> bool {
    if ![Group::Binary, Group::Listings, Group::E2e].into_iter().any(|group| plan.has(group)) {
        return true;
    }
    let built = session.step("build", || one(listings::build(session)));
    if plan.has(Group::Binary) && built {
        session.step("system libraries", || one(system_libraries(&session.space.querist())));
    }
    if plan.has(Group::Listings) && built {
        session.step("listings", || one(listings::check(session)));
    }
    built
}

fn dependencies(session: &Session) {
    let mut program = None;
    session.step("cargo-deny", || {
        program = Some(tools::find(session, tools::DENY)?);
        Ok(Tally::default())
    });
    let Some(program) = program else { return };
    session.step("dependencies", || one(deny::check(session, &program)));
    session.step("known weaknesses", || deny::advisories(session, &program));
}

/// Starts the servers, runs what needs them, stops them.
fn with_partners(session: &Session, plan: &Plan, built: bool) {
    let mut partners = None;
    session.step("servers", || {
        partners = Some(Partners::start(session)?);
        Ok(Tally::default())
    });
    let Some(partners) = partners else {
        session.not_tried("tests", "a server did not start");
        return;
    };
    let variables = partners.variables();
    if plan.has(Group::Rust) {
        session.step("tests", || tests(session, &variables, plan.filter.as_deref()));
        if plan.filter.is_none() {
            session.step("documentation examples", || examples(session));
        }
    }
    if plan.has(Group::Rust) && plan.filter.is_none() {
        session.step("controls", || controls::run(session, &variables));
    }
    // Tests build the program with what only tests have: browsers are given the one that people get.
    let built =
        built && (!plan.has(Group::E2e) || session.step("build again", || one(listings::build(session))));
    if plan.has(Group::E2e) && !built {
        session.not_tried("e2e", "the program was not built");
    } else if plan.has(Group::E2e) {
        let installed = session.step("npm packages", || one(tools::npm_packages(session)));
        if installed {
            session.step("e2e", || e2e::run(session, &variables, plan.filter.as_deref()));
        } else {
            session.not_tried("e2e", "its npm packages are missing");
        }
    }
    session.step("servers stop", || {
        drop(partners);
        Ok(Tally::default())
    });
}

/// The tests of all crates. A whole run leaves its report for the evidence; one with a filter does not.
fn tests(session: &Session, variables: &[(&str, OsString)], filter: Option<&str>) -> Result<Tally> {
    let mut command = Command::new(tools::find(session, tools::NEXTEST)?);
    command.args(["nextest", "run", "--locked", "--workspace", "--all-features", "--no-fail-fast"]);
    command.current_dir(&session.space.root).envs(variables.iter().map(|(name, value)| (name, value)));
    let profile = if filter.is_none() { evidence::WHOLE_RUN } else { "part" };
    command.args(["--profile", profile]).args(filter);
    let report = session.space.nextest_report(profile);
    let _not_there = std::fs::remove_file(&report);
    let finished = session.run("tests", &mut command, STEP_LIMIT)?;
    let Ok(xml) = std::fs::read_to_string(&report) else {
        finished.success("the tests did not run")?;
        return Err(Fault::new(format!("the test runner left no {}", report.display())));
    };
    let mut tally = Tally::default();
    for case in junit::parse(&xml)? {
        if case.end == End::Passed {
            tally.passed += 1;
        } else {
            tally.failed.push(format!("{} {}", case.class, case.name));
        }
    }
    if !finished.ok {
        println!("{}", finished.text.trim_end());
        if tally.failed.is_empty() {
            tally.failed.push(format!("tests ({})", finished.ending));
        }
    }
    Ok(tally)
}

fn examples(session: &Session) -> Result<Tally> {
    let mut command = cargo();
    command.args(["test", "--locked", "--doc", "--workspace", "--all-features"]);
    let text = session.must("examples", command.current_dir(&session.space.root))?;
    let passed = text.lines().filter(|line| line.starts_with("test ") && line.ends_with("... ok")).count();
    Ok(Tally { passed, ..Tally::default() })
}

/// The program starts on any Linux: it needs the C library and nothing else.
fn system_libraries(program: &Path) -> Result<()> {
    let said = output(Command::new("ldd").arg(program))?;
    let strange = strange_libraries(&said);
    if strange.is_empty() {
        return Ok(());
    }
    Err(Fault::new(format!("querist needs more than the C library: {}", strange.join(", "))))
}

fn strange_libraries(ldd: &str) -> Vec<&str> {
    let known = ["libc.so", "libm.so", "libgcc_s.so", "ld-linux", "linux-vdso.so"];
    let names = ldd
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .map(|path| path.rsplit('/').next().unwrap_or(path));
    names.filter(|name| !known.iter().any(|start| name.starts_with(start))).collect()
}

#[cfg(test)]
mod tests {
    use super::strange_libraries;

    #[test]
    fn only_the_c_library_is_known() {
        let ldd = "\tlinux-vdso.so.1 (0x7f)\n\tlibgcc_s.so.1 => /lib/libgcc_s.so.1 (0x7f)\n\tlibm.so.6 => /lib/libm.so.6\n\
                   \tlibpq.so.5 => not found\n\tlibc.so.6 => /lib/libc.so.6\n\t/lib64/ld-linux-x86-64.so.2 (0x7f)\n";
        assert_eq!(strange_libraries(ldd), ["libpq.so.5"]);
    }
}
