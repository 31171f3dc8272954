//! The project's own tasks: `cargo xtask test` and its parts. See [`USAGE`].

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the terminal: printing is its output"
)]

mod controls;
mod debian;
mod deny;
mod e2e;
mod evidence;
mod fault;
mod junit;
mod listings;
mod partners;
mod proofs;
mod reaper;
mod session;
mod test;
mod tools;
mod workspace;

use std::process::ExitCode;

use fault::{Fault, Result};
use session::{Session, Tally};
use test::{Group, Plan};

const USAGE: &str = "\
cargo xtask test [--only GROUP[,GROUP]] [FILTER]
    Every check; installs what the tests need, starts the servers they talk to.
    Groups: lint rust binary listings e2e deny evidence.
    FILTER is part of the names of tests (of files, for e2e); alone it means the tests of the crates.
cargo xtask servers             start the servers, print their variables, stop them at an interrupt
cargo xtask evidence            what the tests of the last whole run prove
cargo xtask listings [--check]  renew or compare the listings under docs/generated
cargo xtask prove [NAME]        run proofs with full counts and record them
cargo xtask bench [NAME]        measure and record: intake queue view growth
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match dispatch(&words) {
        Ok(Some(true)) => ExitCode::SUCCESS,
        Ok(Some(false)) => ExitCode::FAILURE,
        Ok(None) => {
            eprint!("{USAGE}");
            ExitCode::from(2)
        }
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

/// Whether it went well; none for words that mean nothing.
fn dispatch(words: &[&str]) -> Result<Option<bool>> {
    match words {
        [reaper::SUBCOMMAND] => {
            reaper::serve();
            Ok(Some(true))
        }
        ["test", rest @ ..] => match plan(rest)? {
            Some(plan) => test::run(&plan).map(Some),
            None => Ok(None),
        },
        ["servers"] => servers().map(Some),
        ["evidence"] => one("evidence", evidence::write),
        ["listings"] => {
            one("listings", |session| listings::build(session).and_then(|()| listings::renew(session)))
        }
        ["listings", "--check"] => {
            one("listings", |session| listings::build(session).and_then(|()| listings::check(session)))
        }
        ["prove"] => proofs::run(proofs::Half::Proofs, None).map(Some),
        ["prove", name] => proofs::run(proofs::Half::Proofs, Some(name)).map(Some),
        ["bench"] => proofs::run(proofs::Half::Benches, None).map(Some),
        ["bench", name] => proofs::run(proofs::Half::Benches, Some(name)).map(Some),
        _ => Ok(None),
    }
}

/// Keeps the servers up for work at hand, in one terminal, for tests started in another.
fn servers() -> Result<bool> {
    let session = Session::begin()?;
    debian::install(&session)?;
    let partners = partners::Partners::start(&session)?;
    for (name, value) in partners.variables() {
        println!("export {name}={}", value.display());
    }
    loop {
        // Until an interrupt: then the reaper ends the servers.
        std::thread::park();
    }
}

fn one(name: &str, work: impl FnOnce(&Session) -> Result<()>) -> Result<Option<bool>> {
    let session = Session::begin()?;
    session.step(name, || work(&session).map(|()| Tally::default()));
    Ok(Some(session.finish()))
}

fn plan(words: &[&str]) -> Result<Option<Plan>> {
    let mut plan = Plan::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if *word == "--only" {
            let Some(list) = words.next() else { return Ok(None) };
            for name in list.split(',') {
                let group =
                    Group::parse(name).ok_or_else(|| Fault::new(format!("no group {name:?}\n{USAGE}")))?;
                plan.only.push(group);
            }
        } else if word.starts_with('-') || plan.filter.is_some() {
            return Ok(None);
        } else {
            plan.filter = Some((*word).to_owned());
        }
    }
    if plan.filter.is_some() && plan.only.is_empty() {
        plan.only = vec![Group::Rust];
    }
    Ok(Some(plan))
}

#[cfg(test)]
mod tests {
    use super::{Group, plan};

    #[test]
    fn words_become_a_plan() {
        let planned = plan(&["--only", "lint,e2e", "ask"]).unwrap().unwrap();
        assert_eq!(planned.only, [Group::Lint, Group::E2e]);
        assert_eq!(planned.filter.as_deref(), Some("ask"));
        assert_eq!(plan(&["ids"]).unwrap().unwrap().only, [Group::Rust]);
        assert!(plan(&["--only"]).unwrap().is_none());
        assert!(plan(&["--quick"]).unwrap().is_none());
        assert!(plan(&["--only", "all"]).is_err());
    }
}
