//! The listing of attacks: each with the tests that claim it, by what stands in the sources. Whether they ran
//! and passed is for the evidence to say.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::register::{Register, Row};
use super::scan::Claim;

const ABOUT: &str = "\
# The attacks of security/attacks.csv, each with the tests that claim it, made from their `proves:` lines.
# Whether they ran and passed in the last whole run stands in evidence.txt.
#
# attack  test
";

/// The listing; one line a test, or `not yet`.
pub fn listing(register: &Register, claims: &[Claim]) -> String {
    let mut tests: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for claim in claims {
        let Some(place) = &claim.place else { continue };
        for id in &claim.ids {
            tests.entry(id).or_default().insert(place.to_string());
        }
    }
    let mut text = ABOUT.to_owned();
    for (id, _) in register.rows().filter(|(_, row)| **row == Row::Attack) {
        let name = id.strip_prefix("attack ").unwrap_or(id);
        match tests.get(id) {
            None => _ = writeln!(text, "{name:<8}  not yet"),
            Some(tests) => tests.iter().for_each(|test| _ = writeln!(text, "{name:<8}  {test}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{ABOUT, Register, listing};
    use crate::evidence::scan::claims_in;

    #[test]
    fn each_attack_has_its_tests_or_says_not_yet() {
        let register = Register::of(&["attack A1", "attack B2"]);
        let rust = claims_in(
            "kit/p/tests/it/a/b.rs",
            "// proves: attack A1 (twice), RF-1\n#[test]\nfn no_way_in() {}\n",
            "p",
        );
        let node = claims_in("t/ask.test.mjs", "// proves: attack A1\ntest('asks', () => {});\n", "p");
        let text = listing(&register, &[node, rust].concat());
        let lines = "A1        ask.test.mjs: asks\nA1        p::it a::b::no_way_in\nB2        not yet\n";
        assert_eq!(text, format!("{ABOUT}{lines}"));
    }
}
