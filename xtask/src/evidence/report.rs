//! Writes what is proven and what is not: a page for people, a file for programs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::json;

use super::Proof;
use super::register::{Register, Row};
use crate::fault::{Doing, Result};
use crate::session::Session;

/// The tests that prove an id.
type Proven<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// Writes both files and says whether the page changed.
pub fn write(session: &Session, register: &Register, proofs: &[Proof]) -> Result<()> {
    let mut proven = Proven::new();
    for proof in proofs {
        for id in &proof.ids {
            proven.entry(id).or_default().extend(proof.tests.iter().map(String::as_str));
        }
    }
    let file = session.space.target.join("evidence.json");
    let missing: Vec<_> = register.rows().map(|(id, _)| id).filter(|id| !proven.contains_key(id)).collect();
    let facts = json!({ "commit": session.space.commit(), "proven": proven, "not_proven": missing });
    std::fs::write(&file, format!("{facts:#}\n")).doing(format_args!("writing {}", file.display()))?;

    let page = session.space.generated().join("evidence.md");
    let text = page_text(register, &proven);
    if std::fs::read_to_string(&page).is_ok_and(|old| old == text) {
        return Ok(());
    }
    std::fs::create_dir_all(session.space.generated()).doing("making docs/generated")?;
    std::fs::write(&page, text).doing(format_args!("writing {}", page.display()))?;
    println!("   docs/generated/evidence.md was renewed: commit it with the change");
    Ok(())
}

/// The page. It holds no date and no commit, so that it changes only when what is proven does.
fn page_text(register: &Register, proven: &Proven<'_>) -> String {
    let mut text = String::from(
        "# Evidence\n\nWritten by `cargo xtask evidence` from the tests that ran and passed. \
         The ids are those of `security/`.\n\n| What | Proven | Of |\n|---|---:|---:|\n",
    );
    for (name, wanted) in groups() {
        let all: Vec<_> = register.rows().filter(|(_, row)| wanted(row)).collect();
        let done = all.iter().filter(|(id, _)| proven.contains_key(id)).count();
        let _infallible = writeln!(text, "| {name} | {done} | {} |", all.len());
    }
    text.push_str("\n## Proven\n\n| Id | By |\n|---|---|\n");
    for (id, _) in register.rows() {
        if let Some(tests) = proven.get(id) {
            let tests: Vec<_> = tests.iter().map(|test| format!("`{}`", test.replace('|', "\\|"))).collect();
            let _infallible = writeln!(text, "| {id} | {} |", tests.join("<br>"));
        }
    }
    text.push_str("\n## Not proven yet\n");
    for (name, wanted) in groups() {
        let rows = register.rows().filter(|(id, row)| wanted(row) && !proven.contains_key(id));
        let ids: Vec<_> = rows.map(|(id, _)| id).collect();
        let _infallible =
            writeln!(text, "\n{name}: {}", if ids.is_empty() { "none".into() } else { ids.join(", ") });
    }
    text
}

type Group = (&'static str, fn(&Row) -> bool);

/// What is counted apart. Requirements that do not apply, or are a matter of running, are left out.
fn groups() -> [Group; 6] {
    [
        (
            "Promises of software and settings",
            |row| matches!(row, Row::Promise { kind } if kind == "SW" || kind == "CFG"),
        ),
        ("Other promises", |row| matches!(row, Row::Promise { kind } if kind != "SW" && kind != "CFG")),
        ("ASVS 5.0.0 level 1", |row| matches!(row, Row::Requirement { level: 1, applies: true })),
        ("ASVS 5.0.0 level 2", |row| matches!(row, Row::Requirement { level: 2, applies: true })),
        ("ASVS 5.0.0 level 3", |row| matches!(row, Row::Requirement { level: 3, applies: true })),
        ("Attacks", |row| matches!(row, Row::Attack)),
    ]
}

#[cfg(test)]
mod tests {
    use super::{Proven, page_text};
    use crate::evidence::register::Register;

    #[test]
    fn the_page_tells_proven_from_unproven() {
        let register = Register::of(&["attack E5", "attack E6"]);
        let proven = Proven::from([("attack E5", ["desk bad_input"].into())]);
        let text = page_text(&register, &proven);
        assert!(text.contains("| Attacks | 1 | 2 |"), "{text}");
        assert!(text.contains("| attack E5 | `desk bad_input` |"), "{text}");
        assert!(text.contains("\nAttacks: attack E6\n"), "{text}");
    }
}
