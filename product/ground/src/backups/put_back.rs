//! Putting a backup back, into a new data directory.
//!
//! Everything is looked at before anything is made. What is made then is a desk that has not started yet: its
//! first start notices that another desk went on with the keys last, and does what that needs (see `app`).
//! While a file `restoring` lies in the data directory, it is no desk.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kit_base::{Clock, Entropy, Millis};
use kit_db::{Db, Migration, Place};
use kit_vault::register::{self, Chain, Head};
use kit_vault::{Vault, VaultOptions};

use super::manifest::Manifest;
use super::place::lies_in;
use super::{BackupError, Result, blocking, store, trees};
use crate::audit::{self, Accounting};

/// The file that says that a restore has begun here and not ended.
pub const UNFINISHED: &str = "restoring";
/// Request numbers left out when the ring comes from the backup as well: nobody knows then how many were given
/// since.
const NUMBERS_UNKNOWN: i64 = 100_000;

/// What is to be put back, and where.
#[derive(Debug, Clone)]
pub struct Restore {
    /// The backup.
    pub from: PathBuf,
    /// The new data directory: empty or not there.
    pub data: PathBuf,
    /// The keys to go on with, which are only read; with `epochs`, where new ones are to be made.
    pub keys: PathBuf,
    /// The root key.
    pub root_key: PathBuf,
    /// The database: empty.
    pub database: Place,
    /// The ring's database.
    pub ring: Place,
    /// The copy of the epochs to open the ring of the backup with; nothing when the desk goes on with its keys.
    pub epochs: Option<PathBuf>,
    /// What the program knows of migrations.
    pub migrations: Vec<Migration>,
    /// A file to write into the data directory: its name and text.
    pub record: (&'static str, String),
}

/// What was put back.
#[derive(Debug)]
pub struct Restored {
    /// What the backup held.
    pub manifest: Manifest,
    /// Entries of the register that the first start will carry out.
    pub register: u64,
}

/// Puts a backup back.
///
/// # Errors
/// [`BackupError`]; then nothing was made, but for rows in a database on a server, which the message says.
pub async fn restore(what: &Restore, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Result<Restored> {
    let manifest = examine(what).await?;
    let register = if what.epochs.is_some() { None } else { Some(gather(what).await?) };
    let was_there = what.data.exists();
    let keys_were_there = what.keys.exists();
    let made = make(what, &manifest, register, clock, entropy).await;
    if made.is_err() {
        clear(&what.data, was_there);
        if what.epochs.is_some() {
            clear(&what.keys, keys_were_there);
        }
    }
    let register = made?;
    Ok(Restored { manifest, register })
}

/// Looks at everything: places, hashes, whether the keys are the right ones.
async fn examine(what: &Restore) -> Result<Manifest> {
    let Restore { from, data, keys, .. } = what.clone();
    let new_keys = what.epochs.is_some();
    let manifest = blocking(move || {
        let manifest = Manifest::read(&from)?;
        let mut places = vec![("--data", &data)];
        if new_keys {
            places.push(("--keys", &keys));
        }
        for (option, place) in places {
            if lies_in(place, &from) || lies_in(&from, place) {
                let text = format!("{option} must lie apart from the backup {}", from.display());
                return Err(BackupError::Place(text));
            }
            if !is_empty(place)? {
                let text = format!(
                    "{} is not empty: a backup is put back into a new directory, never over another desk",
                    place.display()
                );
                return Err(BackupError::Place(text));
            }
        }
        trees::compare(&manifest.folder(&from), &["tables"], &manifest.files)?;
        sealed_in(&manifest.folder(&from).join("ledger"))?;
        Ok(manifest)
    });
    let manifest = manifest.await?;
    kit_db::copy::verify(&what.migrations, &manifest.folder(&what.from).join("tables"), &manifest.database)
        .await?;
    kit_vault::verify_ring(&manifest.ring_folder(&what.from), &manifest.ring).await?;
    let ring = match &what.epochs {
        None => kit_vault::ring_of(&what.keys, &what.root_key)?,
        Some(epochs) => kit_vault::ring_of_epochs(epochs, &what.root_key)?,
    };
    if ring != manifest.ring_name {
        let text = format!(
            "the keys are of another desk than the backup in {}: nothing in it could be read with them. Name \
             the key directory of the desk it was taken of",
            what.from.display()
        );
        return Err(BackupError::Place(text));
    }
    Ok(manifest)
}

/// The longest register of all places, which must reach what the ring knows.
async fn gather(what: &Restore) -> Result<Chain> {
    if let Place::Sqlite(file) = &what.ring
        && !file.exists()
    {
        let text =
            format!("there is no key ring at {}: name the key directory to go on with", file.display());
        return Err(BackupError::Place(text));
    }
    let head = register::head_of_ring(&what.ring).await?;
    longest(what, head).await
}

async fn longest(what: &Restore, head: Option<Head>) -> Result<Chain> {
    let (from, keys) = (what.from.clone(), what.keys.clone());
    blocking(move || {
        let mut dirs = vec![keys.clone(), from];
        // Of the other places, those that can be read.
        let others = register::targets(&keys).unwrap_or_default().into_iter();
        dirs.extend(
            others.filter(|dir| !dirs.contains(dir) && register::read(dir).is_ok()).collect::<Vec<_>>(),
        );
        Ok(register::longest(&dirs, head)?)
    })
    .await
}

/// Makes the new desk. Gives how many entries its register has.
async fn make(
    what: &Restore,
    manifest: &Manifest,
    register: Option<Chain>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
) -> Result<u64> {
    let (data, now) = (what.data.clone(), clock.now());
    blocking(move || {
        trees::make_dir(&data)?;
        let path = data.join(UNFINISHED);
        std::fs::write(&path, "").map_err(|source| BackupError::file("write", &path, source))
    })
    .await?;
    let register = match register {
        Some(register) => register,
        None => put_back_keys(what, manifest, clock, entropy).await?,
    };
    let place = what.database.clone();
    let opened = tokio::task::spawn_blocking(move || Db::open(&place)).await;
    let db = opened.unwrap_or(Err(kit_db::Error::Panicked))?;
    let tables = manifest.folder(&what.from).join("tables");
    let mut loaded = kit_db::copy::load(&db, &what.migrations, &tables, &manifest.database).await;
    if loaded.is_ok() && what.epochs.is_some() {
        loaded = db.write(|conn| store::forget_all(conn).map(|_| ())).await.map_err(Into::into);
    }
    let sealed = match loaded {
        Ok(()) => forget_seals(&db, manifest.folder(&what.from).join("ledger")).await,
        Err(error) => Err(error.into()),
    };
    db.close().await;
    sealed?;
    let (from, data, record) = (manifest.folder(&what.from), what.data.clone(), what.record.clone());
    blocking(move || {
        trees::copy(&from.join("ledger"), &data.join("ledger"))?;
        begin_ledger_anew(&data.join("ledger"), now)?;
        trees::copy(&from.join("files"), &data.join("files"))?;
        register::copy_to(&register, &data)?;
        let path = data.join(record.0);
        let written = std::fs::write(&path, record.1).and_then(|()| std::fs::File::open(&path)?.sync_all());
        written.map_err(|source| BackupError::file("write", &path, source))?;
        trees::sync_dir(&data)?;
        let path = data.join(UNFINISHED);
        std::fs::remove_file(&path).map_err(|source| BackupError::file("remove", &path, source))?;
        trees::sync_dir(&data)?;
        Ok(register.head().seq)
    })
    .await
}

/// The ring of the backup, with the epochs of its slot.
async fn put_back_keys(
    what: &Restore,
    manifest: &Manifest,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
) -> Result<Chain> {
    let Some(epochs) = what.epochs.clone() else { return Err(BackupError::Fault) };
    let (root_key, keys) = (what.root_key.clone(), what.keys.clone());
    blocking(move || Ok(kit_vault::put_back_epochs(&epochs, &root_key, &keys)?)).await?;
    kit_vault::put_back_ring(&what.ring, &manifest.ring_folder(&what.from), &manifest.ring).await?;
    let register = longest(what, register::head_of_ring(&what.ring).await?).await?;
    let options = VaultOptions {
        keys_dir: what.keys.clone(),
        root_key: what.root_key.clone(),
        ring: what.ring.clone(),
        node: 0,
    };
    let vault = match Vault::start(options, clock, entropy, Arc::new(Accounting::default())).await {
        Err(kit_vault::Error::EpochUnknown { epoch, .. }) => {
            return Err(BackupError::Place(format!(
                "the key ring of this backup opens no more: its wrapping keys (epoch {epoch}) are destroyed, as \
                 they are two weeks after a backup at the latest. Use a newer backup, or go on with the desk's \
                 own keys (--keys without --ring-from-backup)"
            )));
        }
        started => started?,
    };
    let raised = vault.raise_high_water("request_number", manifest.numbers_to + NUMBERS_UNKNOWN).await;
    vault.close().await;
    raised?;
    Ok(register)
}

fn is_empty(dir: &Path) -> Result<bool> {
    if !dir.exists() {
        return Ok(true);
    }
    if !dir.is_dir() {
        return Err(BackupError::Place(format!("{} is no directory", dir.display())));
    }
    Ok(trees::entries(dir)?.is_empty())
}

/// Removes what an unfinished restore made; the directory itself stays when it was there before.
fn clear(dir: &Path, was_there: bool) {
    let cleared = if was_there {
        trees::entries(dir).and_then(|found| {
            found.iter().try_for_each(|(name, kind)| {
                let path = dir.join(name);
                if kind.is_dir() {
                    return trees::remove(&path);
                }
                std::fs::remove_file(&path).map_err(|source| BackupError::file("remove", &path, source))
            })
        })
    } else {
        trees::remove(dir)
    };
    if let Err(error) = cleared {
        tracing::warn!(%error, "what the restore had made could not be removed");
    }
}

/// The copied ledger ends where the copy was taken; what comes goes into streams of its own.
fn begin_ledger_anew(ledger: &Path, now: Millis) -> Result<()> {
    if ledger.exists() { Ok(kit_ledger::begin_anew(ledger, now.unsigned_abs())?) } else { Ok(()) }
}

/// How many entries each copied stream has.
fn sealed_in(ledger: &Path) -> Result<Vec<(String, u64)>> {
    let damaged = |error: kit_ledger::Error| match error {
        kit_ledger::Error::Broken { stream, place, what } => {
            BackupError::Damaged { path: ledger.join(stream).join(place), why: what }
        }
        error => error.into(),
    };
    kit_ledger::sizes(ledger).map_err(damaged)
}

/// The ledger was copied a little before the database: what was sealed in between is sealed anew.
async fn forget_seals(db: &Db, ledger: PathBuf) -> Result<()> {
    let sizes = blocking(move || sealed_in(&ledger)).await?;
    let clip = move |conn: &mut kit_db::Conn| {
        sizes.iter().try_for_each(|(stream, size)| audit::clip(conn, stream, *size as i64))
    };
    Ok(db.write(clip).await?)
}
