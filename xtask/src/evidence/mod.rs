//! What is proven: the ids that tests claim, compared with what ran and passed in the last whole run.
//!
//! A test claims by a line `// proves: RF-54, v5.0.0-1.2.4, attack E5` above itself. [`scan`] finds the
//! lines, [`register`] knows the ids, [`report`] writes `docs/generated/evidence.txt` and
//! `target/evidence.json`, [`mod@attacks`] the listing of attacks.

mod attacks;
mod register;
mod report;
mod scan;

use std::path::Path;

use crate::e2e::{self, Outcome};
use crate::fault::{Doing, Fault, Result};
use crate::junit::{self, Case, End};
use crate::session::Session;

use register::Register;
use scan::{Claim, Place};

/// A claim whose tests all ran and passed.
#[derive(Debug, PartialEq, Eq)]
struct Proof {
    /// Ids as the register writes them.
    ids: Vec<String>,
    /// The tests, as a runner names them.
    tests: Vec<String>,
}

/// Results of the last whole run.
#[derive(Debug, Default)]
struct Results {
    rust: Vec<Case>,
    outside: Vec<Outcome>,
}

/// Writes the evidence. Fails on an unknown id, and on a test that claims and did not run and pass.
pub fn write(session: &Session) -> Result<()> {
    let register = Register::read(&session.space.root.join("security"))?;
    let claims = scan::claims(&session.space.root)?;
    let results = Results::read(session)?;
    let mut proofs = Vec::new();
    let mut problems = changed_since(session)?;
    for claim in &claims {
        match judge(claim, &register, &results) {
            Ok(proof) => proofs.push(proof),
            Err(mut found) => problems.append(&mut found),
        }
    }
    report::write(session, &register, &proofs)?;
    if problems.is_empty() {
        println!("   {} claims hold", proofs.len());
        return Ok(());
    }
    Err(Fault::new(problems.join("\n")))
}

/// What is not what ran: sources that were written after the tests of the last whole run ended.
fn changed_since(session: &Session) -> Result<Vec<String>> {
    let report = session.space.nextest_report(WHOLE_RUN);
    let ended = report.metadata().and_then(|facts| facts.modified()).doing(NO_RESULTS)?;
    let later = |folder: &str| scan::written_after(&session.space.root.join(folder), ended);
    let files = [later("kit")?, later("product")?].concat();
    let say = |file: &String| format!("{file}: written after the last whole run; run `cargo xtask test`");
    Ok(files.first().map(say).into_iter().collect())
}

/// Said when there is nothing to go by.
const NO_RESULTS: &str = "no results of a whole run: run `cargo xtask test` first";

/// The listing of attacks: from the sources alone, so that it is the same before and after a run.
pub fn attacks(root: &Path) -> Result<String> {
    let register = Register::read(&root.join("security"))?;
    Ok(attacks::listing(&register, &scan::claims(root)?))
}

/// The test runner's profile for whole runs, whose report is the evidence.
pub const WHOLE_RUN: &str = "ci";

impl Results {
    fn read(session: &Session) -> Result<Self> {
        let xml = std::fs::read_to_string(session.space.nextest_report(WHOLE_RUN)).doing(NO_RESULTS)?;
        // A checkout without e2e tests yet has no results of them; claims in them then fail one by one.
        let outside = e2e::results(&e2e::results_file(session)).unwrap_or_default();
        Ok(Self { rust: junit::parse(&xml)?, outside })
    }

    /// The results of the tests that a claim stands above.
    fn of(&self, place: &Place) -> Vec<(String, End)> {
        match place {
            Place::Rust(test) => {
                let found = self.rust.iter().filter(|case| test.is(&case.class, &case.name));
                found.map(|case| (format!("{} {}", case.class, case.name), case.end)).collect()
            }
            Place::Outside { file, name } => {
                let own = |outcome: &&Outcome| {
                    let last = outcome.name.rsplit(" > ").next().unwrap_or_default();
                    outcome.file == *file && (outcome.name == *name || last == name)
                };
                let found = self.outside.iter().filter(own);
                found.map(|outcome| (format!("{file}: {}", outcome.name), outcome.end)).collect()
            }
        }
    }
}

/// A claim becomes a proof, or the list of what is wrong with it.
fn judge(claim: &Claim, register: &Register, results: &Results) -> std::result::Result<Proof, Vec<String>> {
    let mut problems = Vec::new();
    let mut say = |what: String| problems.push(format!("{}:{}: {what}", claim.file, claim.line));
    let mut ids = Vec::new();
    for written in &claim.ids {
        match register.find(written) {
            Some(id) => ids.push(id.to_owned()),
            None => say(format!("no such id: {written:?}")),
        }
    }
    let mut tests = Vec::new();
    match &claim.place {
        None => say("no test stands under this line".into()),
        Some(place) => {
            let found = results.of(place);
            if found.is_empty() {
                say(format!("did not run: {place}"));
            }
            for (test, end) in found {
                if end != End::Passed {
                    say(format!("ran and did not pass: {test}"));
                }
                tests.push(test);
            }
        }
    }
    if problems.is_empty() { Ok(Proof { ids, tests }) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use super::{Register, Results, judge};
    use crate::e2e::Outcome;
    use crate::evidence::scan::claims_in;
    use crate::junit::{Case, End};

    fn results(end: End) -> Results {
        let case = Case { class: "kit-base".into(), name: "ids::tests::grow".into(), end };
        let outside = Outcome { file: "ask.test.mjs".into(), name: "asking > with no script".into(), end };
        Results { rust: vec![case], outside: vec![outside] }
    }

    fn judged(file: &str, text: &str, end: End) -> Result<Vec<String>, Vec<String>> {
        let claims = claims_in(file, text, "kit-base");
        let register = Register::of(&["RF-1", "v5.0.0-1.2.4", "attack E5"]);
        judge(&claims[0], &register, &results(end)).map(|proof| proof.ids)
    }

    const RUST: &str = "mod tests {\n    // proves: RF-1, attack E5\n    #[test]\n    fn grow() {}\n}\n";

    #[test]
    fn a_claim_holds_when_its_test_passed() {
        let ids = judged("kit/base/src/ids.rs", RUST, End::Passed).unwrap();
        assert_eq!(ids, ["RF-1", "attack E5"]);
    }

    #[test]
    fn a_claim_fails_with_its_test() {
        let problems = judged("kit/base/src/ids.rs", RUST, End::Failed).unwrap_err();
        assert_eq!(problems, ["kit/base/src/ids.rs:2: ran and did not pass: kit-base ids::tests::grow"]);
    }

    #[test]
    fn a_claim_of_a_test_that_did_not_run_fails() {
        assert!(judged("kit/base/src/page.rs", RUST, End::Passed).is_err());
        assert!(judged("kit/base/src/ids.rs", &RUST.replace("grow", "shrink"), End::Passed).is_err());
    }

    #[test]
    fn an_unknown_id_fails() {
        let text = RUST.replace("RF-1,", "RF-1, RF-99,");
        let problems = judged("kit/base/src/ids.rs", &text, End::Passed).unwrap_err();
        assert_eq!(problems, ["kit/base/src/ids.rs:2: no such id: \"RF-99\""]);
    }

    #[test]
    fn a_browser_test_in_a_group_is_found() {
        let text = "// proves: v5.0.0-1.2.4\ntest('with no script', async () => {});\n";
        let ids = judged("product/app/tests/e2e/ask.test.mjs", text, End::Passed).unwrap();
        assert_eq!(ids, ["v5.0.0-1.2.4"]);
    }
}
