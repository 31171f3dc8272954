//! The listings under `docs/generated/`: routes, access, tables, jobs and parameters, which the program writes
//! about itself (`querist listings --dir DIR`), and attacks, made from the sources of the tests. Here they are
//! renewed or compared.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::evidence;
use crate::fault::{Doing, Fault, Result};
use crate::session::Session;
use crate::workspace::cargo;

/// Files of the same folder that come from elsewhere: from what ran, not from what is written.
const OTHERS: [&str; 3] = ["README.md", "evidence.txt", "proofs.txt"];

/// Builds the program.
pub fn build(session: &Session) -> Result<()> {
    let mut build = cargo();
    build
        .args(["build", "--locked", "--package", "querist", "--bin", "querist"])
        .current_dir(&session.space.root);
    session.must("build", &mut build)?;
    Ok(())
}

/// Writes the listings anew and removes those that are no longer written.
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

/// Fails when a listing differs from what would be written now.
pub fn check(session: &Session) -> Result<()> {
    let stale = differences(&write(session)?, &read(&session.space.generated())?);
    if stale.is_empty() {
        return Ok(());
    }
    Err(Fault::new(format!("stale: run `cargo xtask listings`\n{}", stale.join("\n"))))
}

type Listings = BTreeMap<String, String>;

/// Lets the program write its listings into a fresh folder, and adds ours.
fn write(session: &Session) -> Result<Listings> {
    let folder = session.space.own().join("listings");
    let _not_there = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).doing(format_args!("making {}", folder.display()))?;
    let mut command = Command::new(session.space.querist());
    session.must("listings", command.arg("listings").arg("--dir").arg(&folder))?;
    let mut listings = read(&folder)?;
    if listings.is_empty() {
        return Err(Fault::new("`querist listings` wrote nothing"));
    }
    listings.insert("attacks.txt".into(), evidence::attacks(&session.space.root)?);
    Ok(listings)
}

fn read(folder: &Path) -> Result<Listings> {
    let mut listings = Listings::new();
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ok(listings);
    };
    for entry in entries {
        let file = entry.doing(format_args!("listing {}", folder.display()))?.path();
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !OTHERS.contains(&name.as_str()) && !name.starts_with('.') {
            let text = std::fs::read_to_string(&file).doing(format_args!("reading {}", file.display()))?;
            listings.insert(name, text);
        }
    }
    Ok(listings)
}

/// One line a listing that differs, naming the first line that does.
fn differences(fresh: &Listings, kept: &Listings) -> Vec<String> {
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
    use super::{Listings, differences};

    fn listings(rows: &[(&str, &str)]) -> Listings {
        rows.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn what_differs_is_named() {
        let fresh = listings(&[("a.txt", "1\n2\n"), ("b.txt", "x\n"), ("c.txt", "same\n")]);
        let kept = listings(&[("a.txt", "1\n"), ("c.txt", "same\n"), ("d.md", "old\n")]);
        assert_eq!(
            differences(&fresh, &kept),
            ["a.txt:2: has \"(end)\", would be \"2\"", "b.txt: missing", "d.md: left over"]
        );
    }
}
