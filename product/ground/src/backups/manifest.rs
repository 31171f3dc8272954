//! What a backup holds: `backup.json`, which is written last. A folder without it, or whose other parts are
//! not what it says, is no backup.
//!
//! ```text
//! backup.json          this file; its first line is the SHA-256 of all that follows
//! TIME-…/tables/       the database: `kit_db::copy`
//! TIME-…/ledger/       the ledger as it lay in the data directory
//! TIME-…/files/        the files, as they lay there
//! TIME-…/settings.toml the configuration without its secrets
//! ring/TIME-…/         the key ring: `kit_db::copy`
//! register/            the erasure register, which goes on growing
//! ```

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Component, Path, PathBuf};

use aws_lc_rs::digest;
use kit_base::Millis;
use kit_db::copy::Copy;
use serde::{Deserialize, Serialize};

use super::trees::{Listed, sync_dir};
use super::{BackupError, Result};

/// The version that this program writes, and the only one it reads.
const VERSION: u32 = 1;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of this file's shape.
    pub version: u32,
    /// Version of the program that took it.
    pub program: String,
    /// When the database was copied, in milliseconds UTC.
    pub taken_at: Millis,
    /// Name of the folder of this backup, here and below `ring`.
    pub generation: String,
    /// Which ring seals it.
    pub ring_name: Option<String>,
    /// Request numbers up to this one may have been given when the ring was copied.
    pub numbers_to: i64,
    /// How far the register went.
    pub register: Registered,
    /// The tables of the database.
    pub database: Copy,
    /// The tables of the ring.
    pub ring: Copy,
    /// All other files of the folder.
    pub files: Vec<Listed>,
}

/// How far a register goes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registered {
    /// Number of its last entry; 0 for none.
    pub entries: u64,
    /// Hash of that entry, in hexadecimal digits.
    pub head: String,
}

impl Manifest {
    /// The version of a new one.
    pub(super) fn version() -> u32 {
        VERSION
    }

    /// Reads the manifest of the backup in `dir`.
    ///
    /// # Errors
    /// [`BackupError::NoBackup`] when there is none, [`BackupError::Damaged`] when it was changed.
    pub fn read(dir: &Path) -> Result<Self> {
        let path = file(dir);
        let text = fs::read_to_string(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => {
                let why = "there is no backup.json, which is written last".to_owned();
                BackupError::NoBackup { path: dir.to_owned(), why }
            }
            std::io::ErrorKind::InvalidData => damaged(&path, "it is no text"),
            _ => BackupError::file("read", &path, error),
        })?;
        let (first, rest) = text.split_once('\n').ok_or_else(|| damaged(&path, "it is cut off"))?;
        if first != head_line(rest) {
            return Err(damaged(&path, "it is not what was written"));
        }
        let body = rest.strip_prefix("\"backup\":").and_then(|rest| rest.strip_suffix("}\n"));
        let body = body.ok_or_else(|| damaged(&path, "it is cut off"))?;
        let version: Version = serde_json::from_str(body).map_err(|_| damaged(&path, "it makes no sense"))?;
        if version.version != VERSION {
            let why = format!("it has version {}, which this program does not know", version.version);
            return Err(BackupError::NoBackup { path: dir.to_owned(), why });
        }
        let manifest: Self = serde_json::from_str(body).map_err(|_| damaged(&path, "it makes no sense"))?;
        let inside = |name: &str| {
            !name.is_empty() && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
        };
        let names = manifest.files.iter().map(|file| file.path.as_str());
        if names.chain([manifest.generation.as_str()]).all(inside) {
            Ok(manifest)
        } else {
            Err(damaged(&path, "it names files outside the backup"))
        }
    }

    /// Puts this manifest in the place of the one before, durable when this returns.
    pub(super) fn write(&self, dir: &Path) -> Result<()> {
        let body = serde_json::to_string(self).map_err(|_| BackupError::Fault)?;
        let rest = format!("\"backup\":{body}}}\n");
        let text = format!("{}\n{rest}", head_line(&rest));
        let (path, new) = (file(dir), dir.join("backup.json.new"));
        let written = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new);
        written
            .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
            .map_err(|source| BackupError::file("write", &new, source))?;
        fs::rename(&new, &path).map_err(|source| BackupError::file("write", &path, source))?;
        sync_dir(dir)
    }

    /// The folder with all but the ring.
    pub fn folder(&self, dir: &Path) -> PathBuf {
        dir.join(&self.generation)
    }

    /// The folder with the ring.
    pub fn ring_folder(&self, dir: &Path) -> PathBuf {
        dir.join("ring").join(&self.generation)
    }
}

/// Looked at first: another version has other fields.
#[derive(Deserialize)]
struct Version {
    version: u32,
}

/// The manifest of the backup in `dir`.
pub(super) fn file(dir: &Path) -> PathBuf {
    dir.join("backup.json")
}

fn head_line(rest: &str) -> String {
    format!("{{\"sha256\":\"{}\",", hex::encode(digest::digest(&digest::SHA256, rest.as_bytes())))
}

fn damaged(path: &Path, why: &str) -> BackupError {
    BackupError::Damaged { path: path.to_owned(), why: why.to_owned() }
}
