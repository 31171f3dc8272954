//! The backup targets that every entry is also written to: a list in the keys directory, one for all
//! processes.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::FOLDER;
use crate::{Error, Result, files};

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    targets: Vec<PathBuf>,
}

fn list_in(keys_dir: &Path) -> PathBuf {
    keys_dir.join(FOLDER).join("targets.json")
}

/// The targets, reachable or not.
///
/// # Errors
/// When the list cannot be read or is no list.
pub fn targets(keys_dir: &Path) -> Result<Vec<PathBuf>> {
    let path = list_in(keys_dir);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(Error::file("read", &path, source)),
    };
    let list: List = serde_json::from_slice(&bytes)
        .map_err(|source| Error::file("read the list of backup targets", &path, io::Error::other(source)))?;
    Ok(list.targets)
}

/// Adds a target: for when a backup is complete there. Twice is the same as once.
///
/// # Errors
/// Those of files.
pub fn add_target(keys_dir: &Path, dir: &Path) -> Result<()> {
    change(keys_dir, |targets| {
        if !targets.iter().any(|target| target == dir) {
            targets.push(dir.to_owned());
        }
    })
}

/// Takes a target off the list.
///
/// # Errors
/// Those of files.
pub fn drop_target(keys_dir: &Path, dir: &Path) -> Result<()> {
    change(keys_dir, |targets| targets.retain(|target| target != dir))
}

fn change(keys_dir: &Path, change: impl FnOnce(&mut Vec<PathBuf>)) -> Result<()> {
    let path = list_in(keys_dir);
    files::make_private_dir(&keys_dir.join(FOLDER))?;
    let _locked = files::lock(&path.with_extension("lock"))?;
    let mut list = List { targets: targets(keys_dir)? };
    change(&mut list.targets);
    let bytes = serde_json::to_vec_pretty(&list)
        .map_err(|source| Error::file("write", &path, io::Error::other(source)))?;
    if path.exists() { files::replace(&path, &bytes) } else { files::write_new(&path, &bytes) }
}
