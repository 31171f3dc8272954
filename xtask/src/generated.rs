//! The listings under `docs/generated/` that the program writes about itself: routes, access, tables,
//! jobs, parameters. `querist generated --dir DIR` writes them; here they are renewed or compared.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::fault::{Doing, Fault, Result};
use crate::session::Session;
use crate::workspace::cargo;

/// Files of the same folder that do not come from the program.
const OURS: [&str; 3] = ["README.md", "evidence.md", "proofs.txt"];

/// Builds the program.
pub fn build(session: &Session) -> Result<()> {
    let mut build = cargo();
    build
        .args(["build", "--locked", "--package", "querist", "--bin", "querist"])
        .current_dir(&session.space.root);
    session.must("build", &mut build)?;
    Ok(())
}

/// Writes the listings anew and removes those the program no longer writes.
pub fn renew(session: &Session) -> Result<()> {
    let fresh = write(session)?;
    let folder = session.space.generated();
    std::fs::create_dir_all(&folder).doing(format_args!("making {}", folder.display()))?;
    for name in read(&folder)?.keys().filter(|name| !fresh.contains_key(*name)) {
        std::fs::remove_file(folder.join(name)).doing(format_args!("removing {name}"))?;
    }
    for (name, text) in &fresh {
        std::fs::write(folder.join(name), text).doing(format_args!("writing {name}"))?;
    }
    println!("   {} listings written", fresh.len());
    Ok(())
}

/// Fails when a listing differs from what the program would write now.
pub fn check(session: &Session) -> Result<()> {
    let stale = differences(&write(session)?, &read(&session.space.generated())?);
    if stale.is_empty() {
        return Ok(());
    }
    Err(Fault::new(format!("stale: run `cargo xtask generate`\n{}", stale.join("\n"))))
}

type Pages = BTreeMap<String, String>;

/// Lets the program write its listings into a fresh folder.
fn write(session: &Session) -> Result<Pages> {
    let folder = session.space.own().join("generated");
    let _not_there = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).doing(format_args!("making {}", folder.display()))?;
    let mut command = Command::new(session.space.querist());
    session.must("generated", command.arg("generated").arg("--dir").arg(&folder))?;
    let pages = read(&folder)?;
    if pages.is_empty() {
        return Err(Fault::new("`querist generated` wrote nothing"));
    }
    Ok(pages)
}

fn read(folder: &Path) -> Result<Pages> {
    let mut pages = Pages::new();
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ok(pages);
    };
    for entry in entries {
        let file = entry.doing(format_args!("listing {}", folder.display()))?.path();
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !OURS.contains(&name.as_str()) && !name.starts_with('.') {
            let text = std::fs::read_to_string(&file).doing(format_args!("reading {}", file.display()))?;
            pages.insert(name, text);
        }
    }
    Ok(pages)
}

/// One line a page that differs, naming the first line that does.
fn differences(fresh: &Pages, kept: &Pages) -> Vec<String> {
    let mut found = Vec::new();
    for (name, text) in fresh {
        match kept.get(name) {
            None => found.push(format!("{name}: missing")),
            Some(old) if old != text => {
                let same = old.lines().zip(text.lines()).take_while(|(a, b)| a == b).count();
                let line = |text: &str| text.lines().nth(same).unwrap_or("(end)").to_owned();
                found.push(format!("{name}:{}: has {:?}, would be {:?}", same + 1, line(old), line(text)));
            }
            Some(_) => {}
        }
    }
    found.extend(
        kept.keys().filter(|name| !fresh.contains_key(*name)).map(|name| format!("{name}: left over")),
    );
    found
}

#[cfg(test)]
mod tests {
    use super::{Pages, differences};

    fn pages(rows: &[(&str, &str)]) -> Pages {
        rows.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn what_differs_is_named() {
        let fresh = pages(&[("a.md", "1\n2\n"), ("b.md", "x\n"), ("c.md", "same\n")]);
        let kept = pages(&[("a.md", "1\n"), ("c.md", "same\n"), ("d.md", "old\n")]);
        assert_eq!(
            differences(&fresh, &kept),
            ["a.md:2: has \"(end)\", would be \"2\"", "b.md: missing", "d.md: left over"]
        );
    }
}
