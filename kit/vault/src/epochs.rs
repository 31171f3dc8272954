//! Wrapping keys: what the keys of the ring are sealed under.
//!
//! An epoch is a set of random wrapping keys, one for each use, kept in `epochs.json` under the root key and
//! never derived from anything. When an epoch has gone from the file, and from every copy of the file, what
//! only it wrapped is gone too: that is how destroyed keys become unreadable in old copies of the ring.
//!
//! Several processes may share the file. Changes are made under a lock (`epochs.lock` beside it) on what the
//! file says then; a process that meets an epoch it does not know reads the file again.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use kit_base::{Entropy, Millis};
use serde::{Deserialize, Serialize};

use crate::cipher::Cipher;
use crate::domain::Wraps;
use crate::root::RootKey;
use crate::secret::Secret;
use crate::wrap::{Bound, WRAPPED_LEN, Wrapped};
use crate::{Error, files};

const VERSION: u32 = 1;

/// `epochs.json` as it lies on disk.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: u32,
    /// Which root key wraps the epochs.
    root_id: String,
    /// Which ring they belong to, once it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    ring: Option<String>,
    /// Oldest first.
    epochs: Vec<Entry>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    number: i64,
    created_at: Millis,
    /// Use → wrapped key and commitment, in hexadecimal digits.
    keys: BTreeMap<String, String>,
}

/// One epoch's wrapping keys, opened.
pub(crate) struct Epoch {
    pub(crate) number: i64,
    pub(crate) created_at: Millis,
    ciphers: Vec<Cipher>,
}

impl Epoch {
    /// The wrapping key for one use; nothing for a use that does not exist.
    pub(crate) fn cipher(&self, wraps: Wraps) -> Option<&Cipher> {
        self.ciphers.get(usize::try_from(wraps.code() - 1).ok()?)
    }
}

/// What the file said when it was last read.
struct Opened {
    ring: Option<String>,
    epochs: BTreeMap<i64, Arc<Epoch>>,
    current: Arc<Epoch>,
}

/// The epochs file, opened with the root key.
pub(crate) struct Epochs {
    path: PathBuf,
    root_path: PathBuf,
    root: RootKey,
    opened: RwLock<Arc<Opened>>,
}

impl Epochs {
    /// Writes a new epochs file with its first epoch.
    pub(crate) fn create(path: &Path, root: &RootKey, now: Millis, entropy: &dyn Entropy) -> Result<(), Error> {
        let first = Entry::random(1, root, now, entropy);
        let document =
            Document { version: VERSION, root_id: root.id.clone(), ring: None, epochs: vec![first] };
        files::write_new(path, &document.bytes(path)?)
    }

    /// Reads the root key and the epochs file, and opens all epochs.
    pub(crate) fn load(path: &Path, root_path: &Path) -> Result<Self, Error> {
        let root = RootKey::read(root_path)?;
        let opened = Document::read(path)?.open(path, root_path, &root)?;
        Ok(Self {
            path: path.to_owned(),
            root_path: root_path.to_owned(),
            root,
            opened: RwLock::new(Arc::new(opened)),
        })
    }

    /// The epoch under which new things are wrapped.
    pub(crate) fn current(&self) -> Arc<Epoch> {
        self.opened().current.clone()
    }

    /// The epoch with this number, which another process may have added since the file was last read.
    pub(crate) fn get(&self, number: i64) -> Result<Arc<Epoch>, Error> {
        let known = |opened: &Opened| opened.epochs.get(&number).cloned();
        if let Some(epoch) = known(&self.opened()) {
            return Ok(epoch);
        }
        self.reload()?;
        known(&self.opened()).ok_or_else(|| Error::EpochUnknown { epoch: number, path: self.path.clone() })
    }

    /// Reads the file again.
    pub(crate) fn reload(&self) -> Result<(), Error> {
        let opened = Document::read(&self.path)?.open(&self.path, &self.root_path, &self.root)?;
        *self.opened.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(opened);
        Ok(())
    }

    /// The file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The ring these epochs belong to, once there is one.
    pub(crate) fn ring(&self) -> Option<String> {
        self.opened().ring.clone()
    }

    /// Notes which ring these epochs belong to, unless that is noted already.
    pub(crate) fn note_ring(&self, ring: &str) -> Result<(), Error> {
        self.change(|document| {
            let new = document.ring.is_none();
            document.ring.get_or_insert_with(|| ring.to_owned());
            new
        })
    }

    /// Adds an epoch, which becomes the current one, if the current one was made before `older_than`.
    pub(crate) fn turn(&self, older_than: Millis, now: Millis, entropy: &dyn Entropy) -> Result<bool, Error> {
        let mut turned = false;
        self.change(|document| {
            if let Some(last) = document.epochs.last()
                && last.created_at < older_than
            {
                document.epochs.push(Entry::random(last.number + 1, &self.root, now, entropy));
                turned = true;
            }
            turned
        })?;
        Ok(turned)
    }

    /// Destroys the epochs before `number`, never the last two. Gives how many went.
    pub(crate) fn destroy_before(&self, number: i64) -> Result<usize, Error> {
        let mut gone = 0;
        self.change(|document| {
            let before = document.epochs.len();
            let kept_from = document.epochs.iter().rev().nth(1).map_or(i64::MIN, |entry| entry.number);
            document.epochs.retain(|entry| entry.number >= number.min(kept_from));
            gone = before - document.epochs.len();
            gone > 0
        })?;
        Ok(gone)
    }

    fn opened(&self) -> Arc<Opened> {
        self.opened.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes the file under its lock; `change` says whether there is something to write.
    fn change(&self, change: impl FnOnce(&mut Document) -> bool) -> Result<(), Error> {
        let lock_path = self.path.with_extension("lock");
        let lock = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&lock_path);
        // Released when the file is closed, at the end of this function.
        let _locked = lock
            .and_then(|file| file.lock().map(|()| file))
            .map_err(|source| Error::file("lock", &lock_path, source))?;
        let mut document = Document::read(&self.path)?;
        if change(&mut document) {
            files::replace(&self.path, &document.bytes(&self.path)?)?;
        }
        self.reload()
    }
}

impl Document {
    fn read(path: &Path) -> Result<Self, Error> {
        let bytes = files::read(path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => Error::EpochsMissing { path: path.to_owned() },
            _ => Error::file("read the epochs file", path, source),
        })?;
        serde_json::from_slice(&bytes).map_err(|_| Error::EpochsDamaged { path: path.to_owned() })
    }

    fn bytes(&self, path: &Path) -> Result<Vec<u8>, Error> {
        let mut bytes = serde_json::to_vec_pretty(self)
            .map_err(|source| Error::file("write", path, io::Error::other(source)))?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    fn open(&self, path: &Path, root_path: &Path, root: &RootKey) -> Result<Opened, Error> {
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
    fn random(number: i64, root: &RootKey, now: Millis, entropy: &dyn Entropy) -> Self {
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
        (self.number > 0).then_some(Epoch { number: self.number, created_at: self.created_at, ciphers })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kit_base::SeededEntropy;
    use std::fs;

    struct Place {
        dir: tempfile::TempDir,
    }

    impl Place {
        fn made(seed: u64) -> Self {
            let place = Self { dir: tempfile::tempdir().unwrap() };
            let entropy = SeededEntropy::new(seed);
            let root = RootKey::create(&place.root(), &entropy).unwrap();
            Epochs::create(&place.epochs(), &root, 1_000, &entropy).unwrap();
            place
        }

        fn root(&self) -> PathBuf {
            self.dir.path().join("root.key")
        }

        fn epochs(&self) -> PathBuf {
            self.dir.path().join("epochs.json")
        }

        fn load(&self) -> Result<Epochs, Error> {
            Epochs::load(&self.epochs(), &self.root())
        }
    }

    #[test]
    fn epochs_turn_and_the_last_two_stay() {
        let place = Place::made(1);
        let (one, other) = (place.load().unwrap(), place.load().unwrap());
        let entropy = SeededEntropy::new(2);
        assert!(!one.turn(1_000, 2_000, &entropy).unwrap(), "not old enough");
        assert!(one.turn(1_001, 2_000, &entropy).unwrap());
        assert!(!other.turn(1_001, 2_000, &entropy).unwrap(), "another process has done it");
        assert_eq!((one.current().number, other.current().number), (2, 2));
        assert_eq!(one.destroy_before(2).unwrap(), 0);
        assert!(one.turn(9_000, 3_000, &entropy).unwrap());
        assert_eq!(one.destroy_before(i64::MAX).unwrap(), 1);
        assert!(matches!(other.get(1), Ok(_)), "what a process has opened it still has");
        assert_eq!(other.get(3).unwrap().number, 3, "what another process added is found");
        assert!(matches!(other.get(1), Err(Error::EpochUnknown { epoch: 1, .. })));
        assert!(matches!(place.load().unwrap().get(2), Ok(_)));
    }

    #[test]
    fn a_wrong_root_key_is_refused_by_name() {
        let (place, other) = (Place::made(1), Place::made(2));
        fs::copy(other.root(), place.root()).unwrap();
        let error = place.load().err().unwrap();
        assert!(matches!(error, Error::RootKeyWrong { .. }));
        let text = error.to_string();
        assert!(text.contains("root.key") && text.contains("epochs.json"), "{text}");
    }

    #[test]
    fn a_missing_or_damaged_epochs_file_is_named() {
        let place = Place::made(1);
        let whole = fs::read_to_string(place.epochs()).unwrap();
        fs::remove_file(place.epochs()).unwrap();
        assert!(matches!(place.load().err().unwrap(), Error::EpochsMissing { path } if path == place.epochs()));
        let digits = whole.find("\"client\": \"").unwrap() + "\"client\": \"".len();
        let mut flipped = whole.clone();
        flipped.replace_range(digits + 30..=digits + 30, if &whole[digits + 30..=digits + 30] == "0" { "1" } else { "0" });
        for wrong in [&whole[..whole.len() / 2], "", "{}", &flipped, &whole.replace("\"number\": 1", "\"number\": 2")] {
            fs::write(place.epochs(), wrong).unwrap();
            assert!(matches!(place.load().err().unwrap(), Error::EpochsDamaged { .. }), "{wrong}");
        }
        fs::write(place.epochs(), whole.replace("\"version\": 1", "\"version\": 2")).unwrap();
        assert!(matches!(place.load().err().unwrap(), Error::EpochsVersion { version: 2, .. }));
    }

    #[test]
    fn epochs_are_random_and_lie_in_no_file_in_the_clear() {
        let place = Place::made(1);
        let epochs = place.load().unwrap();
        epochs.note_ring("abc").unwrap();
        epochs.note_ring("other").unwrap();
        assert_eq!(place.load().unwrap().ring().as_deref(), Some("abc"));
        // The same draws again: the root key, the first wrapping key, its nonce.
        let entropy: &dyn Entropy = &SeededEntropy::new(1);
        let (root, wrapping) = (Secret::random(entropy), Secret::random(entropy));
        let nonce: [u8; 12] = entropy.bytes();
        let text = fs::read_to_string(place.epochs()).unwrap();
        assert!(text.contains(&hex::encode(nonce)), "the draws are these");
        assert!(!text.contains(&hex::encode(*root)) && !text.contains(&hex::encode(*wrapping)));
    }
}
