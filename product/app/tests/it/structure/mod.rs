//! What the sources themselves must be like: labelled columns, written texts, kept directions, fresh listings,
//! readable colours.

mod architecture;
mod classes;
mod colours;
mod listings;
mod rules;
mod texts;

use std::path::{Path, PathBuf};

/// The root of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Every file under `folder` whose name ends in one of `endings`: its path from the root, and its text.
pub fn sources(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && name != "target" && name != "node_modules" {
                folders.push(path);
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let place = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
                found.push((place, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "there is nothing under {folder}");
    found
}
