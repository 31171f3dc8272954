//! Wrapping keys: what the keys of the ring are sealed under.
//!
//! An epoch is a set of random wrapping keys, one for each use, kept in `epochs.json` under the root key and
//! never derived from anything. When an epoch has gone from the file, and from every copy of the file, what
//! only it wrapped is gone too: that is how destroyed keys become unreadable in old copies of the ring.
//!
//! Several processes may share the file. Changes are made under a lock (`epochs.lock` beside it) on what the
//! file says then; a process that meets an epoch it does not know reads the file again.

mod document;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use kit_base::{Entropy, Millis};

use self::document::{Document, Entry, VERSION};
use crate::cipher::Cipher;
use crate::domain::Wraps;
use crate::root::RootKey;
use crate::{Error, files};

/// One epoch's wrapping keys, opened.
pub(crate) struct Epoch {
    pub(crate) number: i64,
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

/// The ring that an epochs file belongs to and the numbers of its epochs, without opening any; nothing when
/// it cannot be read.
pub(crate) fn slot_document(path: &Path) -> Option<(Option<String>, Vec<i64>)> {
    let document = Document::read(path).ok()?;
    Some((document.ring, document.epochs.iter().map(|entry| entry.number).collect()))
}

/// The epochs file, opened with the root key.
pub(crate) struct Epochs {
    path: PathBuf,
    root_path: PathBuf,
    root: RootKey,
    opened: RwLock<Arc<Opened>>,
    /// The file as it was last noticed: device, number and time of change.
    noticed: Mutex<Option<Stamp>>,
}

type Stamp = (u64, u64, i64, i64);

impl Epochs {
    /// Writes a new epochs file with its first epoch.
    pub(crate) fn create(
        path: &Path,
        root: &RootKey,
        now: Millis,
        entropy: &dyn Entropy,
    ) -> Result<(), Error> {
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
            noticed: Mutex::new(None),
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

    /// All epochs of the file.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn all(&self) -> Vec<Arc<Epoch>> {
        self.opened().epochs.values().cloned().collect()
    }

    /// Reads the file again.
    pub(crate) fn reload(&self) -> Result<(), Error> {
        let opened = Document::read(&self.path)?.open(&self.path, &self.root_path, &self.root)?;
        *self.opened.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(opened);
        Ok(())
    }

    /// Reads the file again if it was written since this last looked: another process may have added an epoch,
    /// or destroyed one, whose keys are then not kept in memory either.
    pub(crate) fn notice(&self) -> Result<(), Error> {
        let about =
            std::fs::metadata(&self.path).map_err(|source| Error::file("look at", &self.path, source))?;
        let stamp = (about.dev(), about.ino(), about.mtime(), about.mtime_nsec());
        let mut noticed = self.noticed.lock().unwrap_or_else(PoisonError::into_inner);
        if noticed.replace(stamp) == Some(stamp) {
            return Ok(());
        }
        self.reload().inspect_err(|_| *noticed = None)
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
