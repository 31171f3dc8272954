//! `desk.toml` in the data directory of a restored desk: where its other parts lie, so that `--data` alone
//! opens it. What the configuration says goes before it. It holds no secret: an address of a server, which may
//! hold a password, is not written down, only that there is one.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::places::PlaceError;

/// The file's name.
pub const FILE: &str = "desk.toml";

/// Where the parts of a restored desk lie.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Record {
    /// The key ring and the epochs.
    pub keys_dir: Option<PathBuf>,
    /// The root key's file.
    pub root_key: Option<PathBuf>,
    /// Whether the database is on a server.
    pub database_on_server: bool,
    /// Whether the key ring is on a server.
    pub ring_on_server: bool,
}

impl Record {
    /// What the data directory `data` says; nothing in particular when it says nothing.
    pub fn read(data: &Path) -> Result<Self, PlaceError> {
        let path = data.join(FILE);
        match std::fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|_| PlaceError::Record(path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(source) => Err(PlaceError::Io { path, source }),
        }
    }

    /// The file's text.
    pub fn text(&self) -> Result<String, toml::ser::Error> {
        let body = toml::to_string(self)?;
        Ok(format!("# Written by `querist restore`: where the other parts of this desk lie.\n{body}"))
    }
}
