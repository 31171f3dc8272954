//! `epochs.json` as it lies on disk.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use kit_base::{Entropy, Millis};
use serde::{Deserialize, Serialize};

use super::{Epoch, Opened};
use crate::cipher::Cipher;
use crate::domain::Wraps;
use crate::root::RootKey;
use crate::secret::Secret;
use crate::wrap::{Bound, WRAPPED_LEN, Wrapped};
use crate::{Error, files};

/// The version of the file that this program writes, and the only one it reads.
pub(super) const VERSION: u32 = 1;

/// `epochs.json` as it lies on disk.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub(super) version: u32,
    /// Which root key wraps the epochs.
    pub(super) root_id: String,
    /// Which ring they belong to, once it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ring: Option<String>,
    /// Oldest first.
    pub(super) epochs: Vec<Entry>,
}

/// One epoch, wrapped.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) number: i64,
    pub(super) created_at: Millis,
    /// Use → wrapped key and commitment, in hexadecimal digits.
    keys: BTreeMap<String, String>,
}

impl Document {
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let bytes = files::read(path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => Error::EpochsMissing { path: path.to_owned() },
            _ => Error::file("read the epochs file", path, source),
        })?;
        serde_json::from_slice(&bytes).map_err(|_| Error::EpochsDamaged { path: path.to_owned() })
    }

    pub(super) fn bytes(&self, path: &Path) -> Result<Vec<u8>, Error> {
        let mut bytes = serde_json::to_vec_pretty(self)
            .map_err(|source| Error::file("write", path, io::Error::other(source)))?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    pub(super) fn open(&self, path: &Path, root_path: &Path, root: &RootKey) -> Result<Opened, Error> {
        if self.version != VERSION {
            return Err(Error::EpochsVersion { path: path.to_owned(), version: self.version });
        }
        if self.root_id != root.id {
            return Err(Error::RootKeyWrong { root_key: root_path.to_owned(), epochs: path.to_owned() });
        }
        let damaged = || Error::EpochsDamaged { path: path.to_owned() };
        let mut epochs = BTreeMap::new();
        for entry in &self.epochs {
            epochs.insert(entry.number, Arc::new(entry.open(root).ok_or_else(damaged)?));
        }
        let current = epochs.values().next_back().cloned().ok_or_else(damaged)?;
        Ok(Opened { ring: self.ring.clone(), epochs, current })
    }
}

impl Entry {
    pub(super) fn random(number: i64, root: &RootKey, now: Millis, entropy: &dyn Entropy) -> Self {
        let key = |(domain, name): (i32, &str)| {
            let bound = Bound::Epoch { epoch: number, domain };
            let wrapped = Wrapped::seal(&root.cipher, bound, &Secret::random(entropy), entropy);
            (name.to_owned(), hex::encode([wrapped.bytes, wrapped.commitment].concat()))
        };
        Self { number, created_at: now, keys: (1..).zip(Wraps::NAMES).map(key).collect() }
    }

    fn open(&self, root: &RootKey) -> Option<Epoch> {
        let key = |(domain, name): (i32, &str)| {
            let bytes = hex::decode(self.keys.get(name)?).ok()?;
            let (bytes, commitment) = bytes.split_at_checked(WRAPPED_LEN)?;
            let wrapped = Wrapped { bytes: bytes.to_vec(), commitment: commitment.to_vec() };
            let secret = wrapped.open(&root.cipher, Bound::Epoch { epoch: self.number, domain })?;
            Some(Cipher::new(&secret))
        };
        let ciphers = (1..).zip(Wraps::NAMES).map(key).collect::<Option<_>>()?;
        (self.number > 0).then_some(Epoch { number: self.number, ciphers })
    }
}
