//! Writes what is proven and what is not: a listing for people, a file for programs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::json;

use super::Proof;
use super::register::{Register, Row};
use crate::fault::{Doing, Result};
use crate::session::Session;

/// The tests that prove an id.
type Proven<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// Writes both files, prints the sums, and says whether the listing changed.
pub fn write(session: &Session, register: &Register, proofs: &[Proof]) -> Result<()> {
    let mut proven = Proven::new();
    for proof in proofs {
        for id in &proof.ids {
            proven.entry(id).or_default().extend(proof.tests.iter().map(String::as_str));
        }
    }
    for line in sums(register, &proven).lines() {
        println!("   {line}");
    }
    let file = session.space.target.join("evidence.json");
    let missing: Vec<_> = register.rows().map(|(id, _)| id).filter(|id| !proven.contains_key(id)).collect();
    let facts = json!({ "commit": session.space.commit(), "proven": proven, "not_proven": missing });
    std::fs::write(&file, format!("{facts:#}\n")).doing(format_args!("writing {}", file.display()))?;

    let listing = session.space.generated().join("evidence.txt");
    let text = listing_text(register, &proven);
    if std::fs::read_to_string(&listing).is_ok_and(|old| old == text) {
        return Ok(());
    }
    std::fs::create_dir_all(session.space.generated()).doing("making docs/generated")?;
    std::fs::write(&listing, text).doing(format_args!("writing {}", listing.display()))?;
    println!("   docs/generated/evidence.txt was renewed: commit it with the change");
    Ok(())
}

const ABOUT: &str = "\
# What is proven: by tests that ran and passed in the last whole run, and claim it in a `proves:` line.
# Written by `cargo xtask evidence`. The ids are those of security/; a test named here shows what its name says,
# and may be one of several that an id needs.
#
";

/// Which rows a table shows.
type Wanted = fn(&Row) -> bool;

/// The listing. It holds no date and no commit, so that it changes only when what is proven does.
fn listing_text(register: &Register, proven: &Proven<'_>) -> String {
    let mut text = format!("{ABOUT}{}", sums(register, proven));
    let tables: [(&str, Wanted); 3] = [
        ("Promises: id, kind, how it is answered; proven by", |row| matches!(row, Row::Promise { .. })),
        ("ASVS 5.0.0: id, level, whether it applies; proven by", |row| {
            matches!(row, Row::Requirement { .. })
        }),
        ("Attacks; stopped as shown by", |row| *row == Row::Attack),
    ];
    for (head, wanted) in tables {
        let _infallible = writeln!(text, "\n# {head}\n");
        for (id, row) in register.rows().filter(|(_, row)| wanted(row)) {
            table_row(&mut text, id, row, proven.get(id));
        }
    }
    text
}

/// A row of a table: one line a test, or one that says why there is none.
fn table_row(text: &mut String, id: &str, row: &Row, tests: Option<&BTreeSet<&str>>) {
    let (facts, without) = match row {
        Row::Promise { kind, status } => {
            let without = if status == "by test" { "NOT YET" } else { "-" };
            (format!("{kind:<4}  {status:<11}"), without)
        }
        Row::Requirement { level, applies } => {
            (format!("{level}  {applies:<6}"), if applies == "yes" { "NOT YET" } else { "-" })
        }
        Row::Attack => (String::new(), "NOT YET"),
    };
    let line = |by: &str| format!("{id:<14}  {facts}  {by}\n");
    match tests {
        None => text.push_str(&line(without)),
        Some(tests) => tests.iter().for_each(|test| text.push_str(&line(test))),
    }
}

/// How many of how many, and the percentage, rounded down: nearly all is not all.
fn sums(register: &Register, proven: &Proven<'_>) -> String {
    let mut text = format!("{:<48}  {:>6}  {:>4}\n", "# what", "proven", "of");
    for (name, wanted) in groups() {
        let all: Vec<_> = register.rows().filter(|(_, row)| wanted(row)).collect();
        let done = all.iter().filter(|(id, _)| proven.contains_key(id)).count();
        let percent = (done * 100).checked_div(all.len()).unwrap_or(100);
        let _infallible = writeln!(text, "{name:<48}  {done:>6}  {:>4}  {percent:>3} %", all.len());
    }
    text
}

type Group = (&'static str, fn(&Row) -> bool);

/// What is counted apart. Requirements that do not apply, or are a matter of running, are left out.
fn groups() -> [Group; 7] {
    let applies: [fn(&Row) -> bool; 3] = [
        |row| matches!(row, Row::Requirement { level: 1, applies } if applies == "yes"),
        |row| matches!(row, Row::Requirement { level: 2, applies } if applies == "yes"),
        |row| matches!(row, Row::Requirement { level: 3, applies } if applies == "yes"),
    ];
    [
        (
            "Promises to be answered by a test",
            |row| matches!(row, Row::Promise { status, .. } if status == "by test"),
        ),
        (
            "Promises answered by a document",
            |row| matches!(row, Row::Promise { status, .. } if status == "by document"),
        ),
        (
            "Promises answered by the statement of position",
            |row| matches!(row, Row::Promise { status, .. } if status == "by position"),
        ),
        ("ASVS 5.0.0 level 1, what applies", applies[0]),
        ("ASVS 5.0.0 level 2, what applies", applies[1]),
        ("ASVS 5.0.0 level 3, what applies", applies[2]),
        ("Attacks", |row| *row == Row::Attack),
    ]
}

#[cfg(test)]
mod tests {
    use super::{Proven, listing_text};
    use crate::evidence::register::{Register, Row};

    fn promise(status: &str) -> Row {
        Row::Promise { kind: "SW".into(), status: status.into() }
    }

    fn requirement(level: u8, applies: &str) -> Row {
        Row::Requirement { level, applies: applies.into() }
    }

    fn text() -> String {
        let register = Register::with([
            ("RF-1", promise("by test")),
            ("RF-2", promise("by test")),
            ("RF-3", promise("by document")),
            ("v5.0.0-1.1.1", requirement(2, "yes")),
            ("v5.0.0-1.1.2", requirement(2, "yes")),
            ("v5.0.0-1.1.3", requirement(2, "yes")),
            ("v5.0.0-1.1.4", requirement(2, "no")),
            ("attack E5", Row::Attack),
        ]);
        let proven = Proven::from([
            ("RF-1", ["desk asks", "desk answers"].into()),
            ("v5.0.0-1.1.1", ["desk a"].into()),
            ("v5.0.0-1.1.3", ["desk a"].into()),
            ("attack E5", ["desk bad_input"].into()),
        ]);
        listing_text(&register, &proven)
    }

    #[test]
    fn sums_are_of_what_applies_and_are_rounded_down() {
        let text = text();
        let sum = |name: &str| {
            let line = text.lines().find(|line| line.starts_with(name)).unwrap();
            line[name.len()..].split_whitespace().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(sum("Promises to be answered by a test"), "1 2 50 %");
        assert_eq!(sum("Promises answered by a document"), "0 1 0 %");
        assert_eq!(sum("ASVS 5.0.0 level 2, what applies"), "2 3 66 %");
        assert_eq!(sum("Attacks"), "1 1 100 %");
    }

    #[test]
    fn every_id_has_its_tests_or_says_that_there_are_none() {
        let text = text();
        for line in [
            "RF-1            SW    by test      desk answers\nRF-1            SW    by test      desk asks\n",
            "RF-2            SW    by test      NOT YET\n",
            "RF-3            SW    by document  -\n",
            "v5.0.0-1.1.2    2  yes     NOT YET\n",
            "v5.0.0-1.1.4    2  no      -\n",
        ] {
            assert!(text.contains(line), "{line}in:\n{text}");
        }
    }
}
