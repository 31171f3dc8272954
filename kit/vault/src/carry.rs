//! Ring and epochs as copies: out of a running vault, and back.
//!
//! The two are carried apart, because their copies live differently long. The ring is copied as often as one
//! likes; of the epochs there is one copy a place, a *slot*, and each writing of it overwrites the one before:
//! so an epoch that was destroyed here is soon gone there as well, and with it every old copy of the ring.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use kit_db::copy::{Copy, CopyError};
use kit_db::{Db, Place};

use crate::epochs::{Epochs, slot_document};
use crate::ring::{MIGRATIONS, marks};
use crate::{Error, Result, Vault, files};

/// The mark that says which desk went on with the ring last.
const HOLDER: &str = "desk";

/// The epochs file of a slot.
pub fn slot_file(slot: &Path) -> PathBuf {
    slot.join("epochs.json")
}

impl Vault {
    /// Copies the ring as it is at one moment into the folder `dir`, which is there and empty.
    ///
    /// # Errors
    /// Those of [`kit_db::copy::dump`].
    pub async fn copy_ring(&self, dir: &Path) -> std::result::Result<Copy, CopyError> {
        kit_db::copy::dump(&self.inner.db, MIGRATIONS.to_vec(), &[], dir).await
    }

    /// The ring these keys belong to: a name that says nothing else.
    pub fn ring_name(&self) -> Option<String> {
        self.inner.epochs.ring()
    }

    /// Writes the epochs as they are now into the slot `slot`, a directory, and overwrites the bytes of those
    /// that lay there, with whatever an interrupted writing left. Blocks.
    ///
    /// # Errors
    /// [`Error::SlotForeign`] when the epochs of another ring lie there; those of files.
    pub fn write_slot(&self, slot: &Path) -> Result<()> {
        files::make_private_dir(slot)?;
        let (file, lock) = (slot_file(slot), slot.join("epochs.lock"));
        let locked = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&lock);
        // Released at the end of this function.
        let _locked = locked
            .and_then(|file| file.lock().map(|()| file))
            .map_err(|source| Error::file("lock", &lock, source))?;
        let bytes = files::read(self.inner.epochs.path())
            .map_err(|source| Error::file("read the epochs file", self.inner.epochs.path(), source))?;
        files::clear_unfinished(&file)?;
        if !file.exists() {
            return files::write_new(&file, &bytes);
        }
        // Damaged ones are of no use to anybody.
        if let Some((ring, _)) = slot_document(&file)
            && ring != self.ring_name()
        {
            return Err(Error::SlotForeign { path: file });
        }
        files::replace(&file, &bytes)
    }

    /// Which desk went on with this ring last; 0 for none.
    ///
    /// # Errors
    /// Those of the ring's database.
    pub async fn holder(&self) -> Result<i64> {
        Ok(self.inner.db.read(|conn| marks::get(conn, HOLDER)).await?)
    }

    /// Notes that the desk `desk` goes on with this ring.
    ///
    /// # Errors
    /// Those of the ring's database.
    pub async fn set_holder(&self, desk: i64) -> Result<()> {
        Ok(self.inner.db.write(move |conn| marks::set(conn, HOLDER, desk)).await?)
    }
}

/// Which ring the epochs in `keys_dir` belong to; they are opened with the root key, and nothing is written.
///
/// # Errors
/// Those that say which file is missing or does not fit.
pub fn ring_of(keys_dir: &Path, root_key: &Path) -> Result<Option<String>> {
    Ok(Epochs::load(&slot_file(keys_dir), root_key)?.ring())
}

/// The same for a slot, or an epochs file of any name.
///
/// # Errors
/// Those of [`ring_of`].
pub fn ring_of_epochs(slot: &Path, root_key: &Path) -> Result<Option<String>> {
    Ok(Epochs::load(&in_slot(slot), root_key)?.ring())
}

fn in_slot(slot: &Path) -> PathBuf {
    if slot.is_dir() { slot_file(slot) } else { slot.to_owned() }
}

/// Checks the files of a copied ring.
///
/// # Errors
/// Those of [`kit_db::copy::verify`].
pub async fn verify_ring(dir: &Path, copy: &Copy) -> std::result::Result<(), CopyError> {
    kit_db::copy::verify(MIGRATIONS, dir, copy).await
}

/// Puts a copied ring into the empty database at `place`.
///
/// # Errors
/// Those of [`kit_db::copy::load`].
pub async fn put_back_ring(place: &Place, dir: &Path, copy: &Copy) -> std::result::Result<(), CopyError> {
    let place = place.clone();
    let opened = tokio::task::spawn_blocking(move || Db::open(&place)).await;
    let db = opened.unwrap_or(Err(kit_db::Error::Panicked))?;
    let loaded = kit_db::copy::load(&db, MIGRATIONS, dir, copy).await;
    db.close().await;
    loaded
}

/// Puts the epochs of a slot into the keys directory `keys_dir`, where there are none, if `root_key` opens
/// them.
///
/// # Errors
/// [`Error::KeysExist`]; those that say which file is missing or does not fit.
pub fn put_back_epochs(slot: &Path, root_key: &Path, keys_dir: &Path) -> Result<()> {
    let from = in_slot(slot);
    Epochs::load(&from, root_key)?;
    let bytes = files::read(&from).map_err(|source| Error::file("read the epochs file", &from, source))?;
    files::make_private_dir(keys_dir)?;
    files::write_new(&slot_file(keys_dir), &bytes)
}
