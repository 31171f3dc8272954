//! Proofs and measurements by name, kept in `docs/generated/proofs.txt` with date, commit, counts and load.
//!
//! The same proofs run with small counts in `cargo xtask test`; here they run with `PROVE=full`, one test
//! at a time, optimised. A test or bench tells its counts by lines that begin with `proof: `; the runner's
//! own count is recorded with them.
//!
//! To add one: a line in [`REGISTRY`].

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::debian;
use crate::fault::{Doing, Fault, Result};
use crate::partners::Partners;
use crate::session::{Session, Tally, seconds};
use crate::tools;
use crate::workspace::{cargo, load, now_utc};

/// A proof may take hours.
const LIMIT: Duration = Duration::from_hours(6);

/// How a program tells what it counted.
const SIGN: &str = "proof: ";

/// Something that can be shown by running it.
struct Entry {
    name: &'static str,
    about: &'static str,
    work: Work,
}

/// What is run.
enum Work {
    /// Tests of one package, chosen by an expression of cargo-nextest.
    Tests { package: &'static str, filter: &'static str },
    /// A measurement of the whole program, by its name in `product/app/tests/bench`.
    Measure { name: &'static str },
    /// A bench target of a crate: package and name.
    Bench { package: &'static str, bench: &'static str },
    /// Every mutant of a crate's code: so many of a hundred have to be caught by its own tests.
    Mutants { package: &'static str, caught: usize },
}

impl Work {
    fn half(&self) -> Half {
        match self {
            Self::Tests { .. } | Self::Mutants { .. } => Half::Proofs,
            Self::Measure { .. } | Self::Bench { .. } => Half::Benches,
        }
    }
}

/// Everything that can be proven or measured.
const REGISTRY: &[Entry] = &[
    Entry {
        name: "concurrency",
        about: "many writers and several processes at once: nothing twice, nothing skipped, nothing lost",
        work: Work::Tests { package: "querist", filter: "test(/concurrency::/) | test(/processes::/)" },
    },
    Entry {
        name: "power-cut",
        about: "what was confirmed is there after a power cut at any moment; lowered synchronisation is found out",
        work: Work::Tests { package: "querist", filter: "test(/power::(recorder|cut|planted)::/)" },
    },
    Entry {
        name: "kill-nine",
        about: "what was confirmed is there after kill -9 at any moment, on either engine",
        work: Work::Tests { package: "querist", filter: "test(/power::(kill|postgres)::/)" },
    },
    Entry {
        name: "disk-full",
        about: "a full disk confirms nothing it cannot keep, keeps the words in the form, and goes on by itself",
        work: Work::Tests { package: "querist", filter: "test(/power::(full|postgres_full)::/)" },
    },
    Entry {
        name: "io-errors",
        about: "a disk that fails now and then loses nothing that was confirmed",
        work: Work::Tests { package: "querist", filter: "test(/power::faults::/)" },
    },
    Entry {
        name: "forgetting",
        about: "a destroyed key opens nothing any more, in no copy of the ring, on either engine",
        work: Work::Tests { package: "kit-vault", filter: "test(/destroy/) | test(/turning/)" },
    },
    Entry {
        name: "erasure-model",
        about: "forgetting keeps its four properties, cut off anywhere; designs known to be wrong break them",
        work: Work::Tests { package: "desk", filter: "test(/erasure_model/)" },
    },
    Entry {
        name: "erasure",
        about: "a forgotten person stays so through races, cuts and restores; the register is replayed in time",
        work: Work::Tests { package: "querist", filter: "test(/forgetting::/)" },
    },
    Entry {
        name: "register",
        about: "every change of the erasure register is found; a hundred thousand entries open in three seconds",
        work: Work::Tests { package: "kit-vault", filter: "test(/registering/)" },
    },
    Entry {
        name: "restore",
        about: "what is backed up comes back whole, nothing is given twice, and whoever was forgotten stays so",
        work: Work::Tests { package: "querist", filter: "test(/backups::/)" },
    },
    Entry {
        name: "tampering",
        about: "every edit of the ledger's files or of a sealed audit row, without the key, is found with its place",
        work: Work::Tests { package: "querist", filter: "test(/ledger::tampering::/)" },
    },
    Entry {
        name: "mutants",
        about: "the rules of rights and sessions, changed in every small way: the tests notice",
        work: Work::Mutants { package: "rules", caught: 85 },
    },
    Entry {
        name: "bots",
        about: "programs of six kinds make no request, a patient one is held, and people among them lose nothing",
        work: Work::Tests { package: "querist", filter: "test(/bots::/)" },
    },
    Entry {
        name: "relay",
        about: "questions with a stranger's address bring one mail in a day, with nothing that was typed",
        work: Work::Tests { package: "querist", filter: "test(/main_job::relay::/)" },
    },
    Entry {
        name: "guessing",
        about: "guessing passwords: bounded from any number of networks, and telling nothing of who has an account",
        work: Work::Tests { package: "querist", filter: "test(/sign_in::guessing::/)" },
    },
    Entry {
        name: "ledger-files",
        about: "the ledger's files against edits, crashes, forks, and programs of others",
        work: Work::Tests { package: "kit-ledger", filter: "all()" },
    },
    Entry {
        name: "ledger",
        about: "entries a second, against a bare program that appends and synchronises the same batches",
        work: Work::Bench { package: "kit-ledger", bench: "ledger" },
    },
    Entry {
        name: "store",
        about: "what was written is there and nothing else is, on both engines",
        work: Work::Tests { package: "kit-db", filter: "all()" },
    },
    Entry {
        name: "bench-intake",
        about: "questions taken in at 64 connections, against bare inserts with the same syncs",
        work: Work::Measure { name: "intake" },
    },
    Entry {
        name: "bench-queue",
        about: "a page of the queue among a million requests, against its bare statements",
        work: Work::Measure { name: "queue" },
    },
    Entry {
        name: "bench-view",
        about: "a request among a million, against its bare statements",
        work: Work::Measure { name: "view" },
    },
    Entry {
        name: "bench-growth",
        about: "pages, memory and start at a million requests and at ten thousand",
        work: Work::Measure { name: "growth" },
    },
];

/// Which half of the registry is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// `cargo xtask prove`.
    Proofs,
    /// `cargo xtask bench`.
    Benches,
}

/// Runs one entry, or all of its half. A measurement is also found without the `bench-` before its name.
pub fn run(half: Half, name: Option<&str>) -> Result<bool> {
    let ours = |entry: &&Entry| entry.work.half() == half;
    let chosen: Vec<_> = match name {
        None => REGISTRY.iter().filter(ours).collect(),
        Some(name) => {
            let short =
                |entry: &Entry| half == Half::Benches && entry.name.strip_prefix("bench-") == Some(name);
            REGISTRY.iter().filter(|entry| entry.name == name || short(entry)).collect()
        }
    };
    if chosen.is_empty() {
        let known: Vec<_> =
            REGISTRY.iter().filter(ours).map(|entry| format!("  {}: {}", entry.name, entry.about)).collect();
        return Err(Fault::new(format!("nothing of that name; there is:\n{}", known.join("\n"))));
    }
    let session = Session::begin()?;
    debian::install(&session)?;
    let partners = Partners::start(&session)?;
    for entry in chosen {
        session.step(entry.name, || prove(&session, &partners, entry));
    }
    drop(partners);
    Ok(session.finish())
}

fn prove(session: &Session, partners: &Partners<'_>, entry: &Entry) -> Result<Tally> {
    if let Work::Mutants { package, caught } = entry.work {
        return mutate(session, entry, package, caught);
    }
    session.must(&format!("prove-{}-build", entry.name), command(session, entry)?.arg("--no-run"))?;
    let mut command = command(session, entry)?;
    command.env("PROVE", "full").envs(partners.variables());
    let before = load();
    let started = Instant::now();
    let finished = session.run(&format!("prove-{}", entry.name), &mut command, LIMIT)?;
    let counts = counts(&finished.text);
    if counts.is_empty() {
        // Nothing ran: no result to record.
        return finished.success(entry.about).and(Err(Fault::new("it told no counts")));
    }
    let mut text = format!(
        "{} {} {} {} in {}; load before {before}, after {}\n",
        now_utc()?,
        session.space.commit(),
        entry.name,
        if finished.ok { "passed" } else { "FAILED" },
        seconds(started.elapsed()),
        load()
    );
    for line in &counts {
        let _infallible = writeln!(text, "    {line}");
    }
    print!("{text}");
    append(session, &text)?;
    finished.success(entry.about).map(|_| Tally::default())
}

/// Has every mutant of the package tried, and keeps how many were caught.
fn mutate(session: &Session, entry: &Entry, package: &str, least: usize) -> Result<Tally> {
    let folder = session.space.own().join("mutants");
    std::fs::create_dir_all(&folder).doing("making a folder for mutants")?;
    let before = load();
    let started = Instant::now();
    let mut command = Command::new(tools::find(session, tools::MUTANTS)?);
    command.args(["mutants", "--package", package, "--no-shuffle", "--output"]).arg(&folder);
    command.current_dir(&session.space.root);
    // It fails where one is missed; what counts is how many.
    session.run(&format!("prove-{}", entry.name), &mut command, LIMIT)?;
    let of = |name: &str| {
        let file = folder.join("mutants.out").join(format!("{name}.txt"));
        let text = std::fs::read_to_string(&file).doing(format_args!("reading {}", file.display()))?;
        Ok::<Vec<String>, Fault>(text.lines().map(str::to_owned).collect())
    };
    let (caught, missed, late) = (of("caught")?, of("missed")?, of("timeout")?);
    let tried = caught.len() + missed.len() + late.len();
    let enough = tried > 0 && (caught.len() + late.len()) * 100 >= least * tried;
    let mut text = format!(
        "{} {} {} {} in {}; load before {before}, after {}\n    {tried} mutants of {package}: {} caught, {} \
         without an end, {} missed\n",
        now_utc()?,
        session.space.commit(),
        entry.name,
        if enough { "passed" } else { "FAILED" },
        seconds(started.elapsed()),
        load(),
        caught.len(),
        late.len(),
        missed.len(),
    );
    for line in &missed {
        let _infallible = writeln!(text, "    missed: {line}");
    }
    print!("{text}");
    append(session, &text)?;
    if enough {
        Ok(Tally::default())
    } else {
        Err(Fault::new(format!("fewer than {least} of 100 were caught")))
    }
}

fn command(session: &Session, entry: &Entry) -> Result<Command> {
    let root = &session.space.root;
    let (package, filter) = match &entry.work {
        Work::Tests { package, filter } => (*package, (*filter).to_owned()),
        Work::Measure { name } => ("querist", format!("binary(bench) & test(={name})")),
        Work::Mutants { .. } => return Err(Fault::new("mutants are tried by a program of their own")),
        Work::Bench { package, bench } => {
            let mut command = cargo();
            command.args(["bench", "--package", package, "--bench", bench]).current_dir(root);
            return Ok(command);
        }
    };
    let mut command = Command::new(tools::find(session, tools::NEXTEST)?);
    command.args([
        "nextest",
        "run",
        "--package",
        package,
        "--all-features",
        "--profile",
        "prove",
        "--release",
    ]);
    if matches!(entry.work, Work::Measure { .. }) {
        // The other tests take minutes to build in this profile.
        command.args(["--test", "bench"]);
    }
    command.args(["--test-threads", "1", "--success-output", "immediate", "-E", &filter]);
    command.current_dir(root);
    Ok(command)
}

/// What tests said they counted, and how many tests the runner counted.
fn counts(text: &str) -> Vec<&str> {
    text.lines().filter_map(count).collect()
}

fn count(line: &str) -> Option<&str> {
    let line = line.trim();
    line.strip_prefix(SIGN).or_else(|| line.strip_prefix("Summary ")).map(str::trim)
}

/// What the file begins with.
const HEAD: &str = "\
# Results of proofs and measurements, added by `cargo xtask prove` and `cargo xtask bench` and by nobody else.
# date commit name result; load of the machine. A + after the commit: files differed from it.
";

fn append(session: &Session, text: &str) -> Result<()> {
    let folder = session.space.generated();
    std::fs::create_dir_all(&folder).doing("making docs/generated")?;
    let file = folder.join("proofs.txt");
    if !file.exists() {
        std::fs::write(&file, HEAD).doing(format_args!("writing {}", file.display()))?;
    }
    let mut opened = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(&file)
        .doing(format_args!("opening {}", file.display()))?;
    opened.write_all(text.as_bytes()).doing(format_args!("writing {}", file.display()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{REGISTRY, counts};

    #[test]
    fn counts_are_found_among_other_lines() {
        let text = "running\n    proof: 10 edits, 10 found\nnot a proof: 1\n\n     Summary [   0.1s] 1 test run: 1 passed\n";
        assert_eq!(counts(text), ["10 edits, 10 found", "[   0.1s] 1 test run: 1 passed"]);
    }

    #[test]
    fn names_are_given_once() {
        let names: BTreeSet<_> = REGISTRY.iter().map(|entry| entry.name).collect();
        assert_eq!(names.len(), REGISTRY.len());
        assert!(REGISTRY.iter().all(|entry| !entry.about.is_empty()));
    }
}
