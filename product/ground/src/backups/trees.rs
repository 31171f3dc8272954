//! Folders of files: copied, listed with their hashes, compared, made durable.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use kit_db::copy::fingerprint;
use serde::{Deserialize, Serialize};

use super::{BackupError, Result};

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Its path below the backup's folder, with `/`.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal digits.
    pub sha256: String,
}

/// Makes a directory, and those above it, for their owner only.
pub(super) fn make_dir(dir: &Path) -> Result<()> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(dir);
    made.map_err(|source| BackupError::file("make the directory", dir, source))
}

/// Makes the names in a directory durable.
pub(super) fn sync_dir(dir: &Path) -> Result<()> {
    let synced = File::open(dir).and_then(|dir| dir.sync_all());
    synced.map_err(|source| BackupError::file("write", dir, source))
}

/// Copies a folder with all below it, if it is there; what is neither file nor directory is passed over.
pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
    if !from.exists() {
        return Ok(());
    }
    make_dir(to)?;
    for (name, kind) in entries(from)? {
        let (from, to) = (from.join(&name), to.join(&name));
        if kind.is_dir() {
            copy(&from, &to)?;
        } else if kind.is_file() {
            copy_file(&from, &to)?;
        }
    }
    sync_dir(to)
}

/// Copies one file, durable when this returns but for its name.
pub(super) fn copy_file(from: &Path, to: &Path) -> Result<()> {
    let mut source = File::open(from).map_err(|source| BackupError::file("read", from, source))?;
    let target = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to);
    target
        .and_then(|mut target| io::copy(&mut source, &mut target).and_then(|_| target.sync_all()))
        .map_err(|source| BackupError::file("write", to, source))
}

/// Makes a file, durable when this returns but for its name.
pub(super) fn write(path: &Path, contents: &[u8]) -> Result<()> {
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    file.and_then(|mut file| file.write_all(contents).and_then(|()| file.sync_all()))
        .map_err(|source| BackupError::file("write", path, source))
}

/// All files below `dir` and their hashes, without those below the folders named in `without`.
pub(super) fn list(dir: &Path, without: &[&str]) -> Result<Vec<Listed>> {
    let mut all = Vec::new();
    walk(dir, "", without, &mut all)?;
    all.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(all)
}

fn walk(dir: &Path, prefix: &str, without: &[&str], all: &mut Vec<Listed>) -> Result<()> {
    for (name, kind) in entries(dir)? {
        let Some(text) = name.to_str() else {
            let why = "it has a name that is no text".into();
            return Err(BackupError::Damaged { path: dir.join(&name), why });
        };
        let (path, file) = (format!("{prefix}{text}"), dir.join(&name));
        if kind.is_dir() {
            if !without.contains(&path.as_str()) {
                walk(&file, &format!("{path}/"), without, all)?;
            }
        } else {
            let found = fingerprint(&file).map_err(|source| BackupError::file("read", &file, source))?;
            all.push(Listed { path, bytes: found.1, sha256: found.0 });
        }
    }
    Ok(())
}

/// Checks that below `dir` lie exactly the files of `expected`, as they were.
pub(super) fn compare(dir: &Path, without: &[&str], expected: &[Listed]) -> Result<()> {
    let damaged = |path: &str, why: &str| BackupError::Damaged { path: dir.join(path), why: why.to_owned() };
    for file in expected {
        let found = fingerprint(&dir.join(&file.path)).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => damaged(&file.path, "it is missing"),
            _ => BackupError::file("read", &dir.join(&file.path), source),
        })?;
        if found != (file.sha256.clone(), file.bytes) {
            return Err(damaged(&file.path, "it is not the file that was written"));
        }
    }
    for found in list(dir, without)? {
        if !expected.iter().any(|file| file.path == found.path) {
            return Err(damaged(&found.path, "it was not in the backup"));
        }
    }
    Ok(())
}

/// Removes a directory and all below it, if it is there.
pub(super) fn remove(dir: &Path) -> Result<()> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(BackupError::file("remove", dir, error)),
        _ => Ok(()),
    }
}

/// Names and kinds of what lies in a directory.
pub(super) fn entries(dir: &Path) -> Result<Vec<(std::ffi::OsString, fs::FileType)>> {
    let read = || -> io::Result<Vec<_>> {
        let entries = fs::read_dir(dir)?;
        entries.map(|entry| entry.and_then(|entry| Ok((entry.file_name(), entry.file_type()?)))).collect()
    };
    read().map_err(|source| BackupError::file("read", dir, source))
}
