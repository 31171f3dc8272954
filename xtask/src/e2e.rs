//! Runs the browser tests (Node) and the text-browser tests (Python) against the built program.
//!
//! How a test file reports its results stands in `product/app/tests/e2e/README.md`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use crate::fault::{Doing, Fault, Result};
use crate::junit::{self, End};
use crate::session::{Finished, Session, Tally};

/// The longest one file may take.
const FILE_LIMIT: Duration = Duration::from_mins(10);

/// Debian's Python, which has the pexpect that Debian packages.
const PYTHON: &str = "/usr/bin/python3";

/// Debian's browser.
const CHROMIUM: &str = "/usr/bin/chromium";

/// The result of one test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The file's name, without folder.
    pub file: String,
    /// The test's name within it.
    pub name: String,
    /// How it ended.
    pub end: End,
}

/// Runs every file whose name contains `filter`; whole runs leave their results for the evidence.
pub fn run(session: &Session, variables: &[(&str, OsString)], filter: Option<&str>) -> Result<Tally> {
    let files = files(&session.space.e2e())?;
    let chosen: Vec<_> =
        files.iter().filter(|file| filter.is_none_or(|part| name(file).contains(part))).collect();
    if chosen.is_empty() {
        return match filter {
            Some(part) => {
                let none = vec![format!("no e2e file has {part:?} in its name")];
                Ok(Tally { failed: none, ..Tally::default() })
            }
            None => Err(Fault::new(format!("no test file in {}", session.space.e2e().display()))),
        };
    }
    let mut tally = Tally::default();
    let mut all = Vec::new();
    for file in chosen {
        let outcomes = run_file(session, file, variables)?;
        tally.passed += outcomes.iter().filter(|outcome| outcome.end == End::Passed).count();
        let bad = outcomes.iter().filter(|outcome| outcome.end != End::Passed);
        tally.failed.extend(bad.map(|outcome| format!("{}: {}", outcome.file, outcome.name)));
        all.extend(outcomes);
    }
    if filter.is_none() {
        save(&results_file(session), &all)?;
    }
    Ok(tally)
}

/// Where a whole run leaves its results.
pub fn results_file(session: &Session) -> PathBuf {
    session.space.own().join("e2e.json")
}

/// Reads what [`run`] left.
pub fn results(file: &Path) -> Result<Vec<Outcome>> {
    let text = std::fs::read_to_string(file).doing(format_args!("reading {}", file.display()))?;
    let list: Vec<Value> = serde_json::from_str(&text).doing("reading the results of the e2e tests")?;
    Ok(list
        .iter()
        .map(|row| Outcome {
            file: row["file"].as_str().unwrap_or_default().to_owned(),
            name: row["name"].as_str().unwrap_or_default().to_owned(),
            end: if row["passed"] == true { End::Passed } else { End::Failed },
        })
        .collect())
}

fn save(file: &Path, outcomes: &[Outcome]) -> Result<()> {
    let rows: Vec<_> = outcomes
        .iter()
        .map(|outcome| json!({"file": outcome.file, "name": outcome.name, "passed": outcome.end == End::Passed}))
        .collect();
    std::fs::write(file, Value::from(rows).to_string()).doing(format_args!("writing {}", file.display()))
}

/// The test files, by name; a Python file whose name begins with `_` is shared code.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).doing(format_args!("listing {}", folder.display()))? {
        let file = entry.doing("listing the e2e tests")?.path();
        let name = name(&file);
        if name.ends_with(".test.mjs") || (is_python(&file) && !name.starts_with('_')) {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

fn is_python(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "py")
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn run_file(session: &Session, file: &Path, variables: &[(&str, OsString)]) -> Result<Vec<Outcome>> {
    let name = name(file);
    let python = is_python(file);
    let report = session.space.own().join(format!("{name}.xml"));
    let _not_there = std::fs::remove_file(&report);
    let mut command = if python { Command::new(PYTHON) } else { Command::new("node") };
    if !python {
        command.arg("--test").arg("--test-reporter=spec").arg("--test-reporter-destination=stdout");
        command.arg("--test-reporter=junit");
        command.arg(format!("--test-reporter-destination={}", report.display()));
    }
    let out = session.space.own().join("e2e");
    std::fs::create_dir_all(&out).doing(format_args!("making {}", out.display()))?;
    command.arg(file).current_dir(session.space.e2e());
    command.envs(variables.iter().map(|(name, value)| (name, value)));
    command
        .env("QUERIST_BIN", session.space.querist())
        .env("CHROMIUM", CHROMIUM)
        .env("QUERIST_E2E_OUT", &out);
    command.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONUNBUFFERED", "1");
    let finished = session.run(&format!("e2e-{name}"), &mut command, FILE_LIMIT)?;
    let outcomes = if python { lines(&finished.text) } else { cases(&report)? };
    let outcomes = judge(&name, &finished, outcomes);
    let passed = outcomes.iter().filter(|outcome| outcome.end == End::Passed).count();
    println!("   {name}: {passed} of {} passed", outcomes.len());
    if passed < outcomes.len() {
        println!("{}", finished.text.trim_end());
    }
    Ok(outcomes)
}

/// A file that ends badly though no test failed, or in which no test ran, is a failure of its own.
fn judge(file: &str, finished: &Finished, tests: Vec<(String, End)>) -> Vec<Outcome> {
    let mut outcomes: Vec<_> =
        tests.into_iter().map(|(name, end)| Outcome { file: file.to_owned(), name, end }).collect();
    let failed = outcomes.iter().any(|outcome| outcome.end != End::Passed);
    if outcomes.is_empty() || (!finished.ok && !failed) {
        let name = format!("(the file itself: {})", finished.ending);
        outcomes.push(Outcome { file: file.to_owned(), name, end: End::Failed });
    }
    outcomes
}

fn cases(report: &Path) -> Result<Vec<(String, End)>> {
    let xml = std::fs::read_to_string(report).unwrap_or_default();
    Ok(junit::parse(&xml)?.into_iter().map(|case| (case.name, case.end)).collect())
}

/// The results a Python file printed.
fn lines(text: &str) -> Vec<(String, End)> {
    let result = |line: &str| {
        let (name, end) = match line.strip_prefix("not ok ") {
            Some(name) => (name, End::Failed),
            None => (line.strip_prefix("ok ")?, End::Passed),
        };
        Some((name.trim().to_owned(), end))
    };
    text.lines().filter_map(result).collect()
}

#[cfg(test)]
mod tests {
    use super::{Finished, judge, lines};
    use crate::junit::End;

    fn finished(ok: bool) -> Finished {
        Finished { ok, text: String::new(), ending: "exit status: 1".into() }
    }

    #[test]
    fn lines_of_results_are_read() {
        let text = "starting\nok test_ask\n# ok is not a result here\nnot ok test_check\n";
        assert_eq!(
            lines(text),
            [("test_ask".to_owned(), End::Passed), ("test_check".to_owned(), End::Failed)]
        );
    }

    #[test]
    fn a_file_without_results_fails() {
        assert_eq!(judge("ask.py", &finished(true), Vec::new()).len(), 1);
    }

    #[test]
    fn a_file_that_dies_after_its_last_good_test_fails() {
        let outcomes = judge("ask.py", &finished(false), vec![("test_ask".into(), End::Passed)]);
        assert_eq!(outcomes.last().map(|outcome| outcome.end), Some(End::Failed));
    }
}
