//! Which crate may know of which.

use super::Source;
use super::paths::paths;
use super::statements::declared;
use super::tokens::tokens;

/// A crate: its folder, the name it is imported by, its tier.
const CRATES: [(&str, &str, u8); 11] = [
    ("kit/base/", "kit_base", 0),
    ("kit/db/", "kit_db", 1),
    ("kit/ledger/", "kit_ledger", 1),
    ("kit/net/", "kit_net", 1),
    ("kit/vault/", "kit_vault", 1),
    ("kit/mail/", "kit_mail", 2),
    ("kit/web/", "kit_web", 2),
    ("product/rules/", "rules", 2),
    ("product/ground/", "ground", 3),
    ("product/desk/", "desk", 4),
    ("product/app/", "querist", 5),
];

/// Who of one tier may know of whom: who uses, who is used.
const BESIDE: [(&str, &str); 1] = [("kit_vault", "kit_db")];

/// Whether `one` may know of `other`.
fn may(one: (&str, u8), other: (&str, u8)) -> bool {
    one.0 == other.0 || other.1 < one.1 || BESIDE.contains(&(one.0, other.0))
}

fn owner(file: &str) -> Option<(&'static str, u8)> {
    CRATES.iter().find(|(folder, ..)| file.starts_with(folder)).map(|(_, name, tier)| (*name, *tier))
}

fn named(name: &str) -> Option<(&'static str, u8)> {
    CRATES.iter().find(|(_, known, _)| *known == name).map(|(_, name, tier)| (*name, *tier))
}

/// Imports and dependencies that go upwards or sideways, from `.rs` files and `Cargo.toml`s of the crates.
pub fn breaches(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for (file, text) in sources {
        let Some(user) = owner(file) else {
            found.push(format!("{file} belongs to no tier: say in direction.rs where its crate stands"));
            continue;
        };
        for (line, name) in if file.ends_with(".toml") { dependencies(text) } else { imports(text) } {
            if named(&name).is_some_and(|used| !may(user, used)) {
                found.push(format!("{file}:{line}: {} may not know of {name}", user.0));
            }
        }
    }
    found
}

/// The first names of all paths, but for tables of the file that are called like a crate.
fn imports(text: &str) -> Vec<(usize, String)> {
    let tokens = tokens(text);
    let tables = declared(&tokens);
    let names = paths(&tokens).into_iter().map(|mut path| (path.line, path.names.swap_remove(0)));
    names.filter(|(_, name)| !tables.iter().any(|(_, table)| table == name)).collect()
}

/// The crates a `Cargo.toml` names at the beginning of a line, whatever section it is.
fn dependencies(text: &str) -> Vec<(usize, String)> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with("name"));
    let name = |line: &str| line.split(['.', ' ', '=']).next().unwrap_or_default().replace('-', "_");
    lines.map(|(at, line)| (at + 1, name(line))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::planted;
    use super::breaches;

    #[test]
    fn what_goes_down_is_fine() {
        let files = planted(&[
            ("kit/vault/src/ring/mod.rs", "use kit_db::Db; use kit_base::Clock;"),
            ("product/desk/src/forms/mod.rs", "use ground::{Ground, ui};\nfn a(b: kit_web::Say) {}"),
            (
                "product/app/Cargo.toml",
                "[package]\nname = \"querist\"\n[dependencies]\ndesk.workspace = true\n",
            ),
            ("kit/base/Cargo.toml", "name = \"kit-base\"\n"),
            (
                "product/ground/src/nodes/store.rs",
                "diesel::table! { desk (id) { id -> BigInt, } } desk::table.find(1)",
            ),
            ("product/ground/src/a.rs", "// use desk::forms;\nlet x = \"desk::forms\"; crate::desk::b();"),
        ]);
        assert_eq!(breaches(&files), Vec::<String>::new());
    }

    #[test]
    fn what_goes_up_or_sideways_is_found() {
        let files = planted(&[
            ("kit/web/src/a.rs", "\nuse ground::{Ground};"),
            ("product/ground/src/jobs/b.rs", "fn f() { desk::forms::read() }"),
            ("kit/mail/src/c.rs", "use kit_web::Say;"),
            ("kit/db/src/d.rs", "use kit_vault::Vault;"),
            ("kit/db/Cargo.toml", "[dev-dependencies]\nkit-vault.workspace = true\n"),
            ("product/desk/Cargo.toml", "[dependencies]\nquerist = { path = \"../app\" }\n"),
            ("kit/new/src/lib.rs", ""),
        ]);
        assert_eq!(
            breaches(&files),
            [
                "kit/web/src/a.rs:2: kit_web may not know of ground",
                "product/ground/src/jobs/b.rs:1: ground may not know of desk",
                "kit/mail/src/c.rs:1: kit_mail may not know of kit_web",
                "kit/db/src/d.rs:1: kit_db may not know of kit_vault",
                "kit/db/Cargo.toml:2: kit_db may not know of kit_vault",
                "product/desk/Cargo.toml:2: desk may not know of querist",
                "kit/new/src/lib.rs belongs to no tier: say in direction.rs where its crate stands",
            ]
        );
    }
}
