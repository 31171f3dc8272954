//! Making keys for a new installation, and opening the vault.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use kit_base::{Clock, Entropy, IdSource, Millis};
use kit_db::{Db, Place, Reading};

use crate::cache::Cache;
use crate::epochs::Epochs;
use crate::ring::{self, MIGRATIONS};
use crate::root::RootKey;
use crate::stock::Stock;
use crate::{Cell, Error, Key, KeyId, Padding, Result, Secret, Viewings, envelope, files};

/// Opened keys kept at most: a page of two hundred rows needs four hundred; more only saves time.
const OPEN_KEYS: usize = 4_096;
/// Opened secrets kept at most.
const OPEN_SECRETS: usize = 256;
/// The named secret that tells one ring from another.
const IDENTITY: &str = "ring/identity";

/// Where the parts of the vault are.
#[derive(Debug, Clone)]
pub struct VaultOptions {
    /// The directory of `epochs.json`. It lies beside the data, not inside: it has its own backups.
    pub keys_dir: PathBuf,
    /// The root key file, outside the data and outside all backups of data and keys.
    pub root_key: PathBuf,
    /// The ring's database: usually `ring.db` in `keys_dir`, or a PostgreSQL database of its own.
    pub ring: Place,
    /// This process's number (0 to 63) among those that share the ring.
    pub node: u8,
}

impl VaultOptions {
    /// An embedded ring in the keys directory, used by one process.
    pub fn embedded(keys_dir: &Path, root_key: &Path) -> Self {
        let ring = Place::Sqlite(keys_dir.join("ring.db"));
        Self { keys_dir: keys_dir.to_owned(), root_key: root_key.to_owned(), ring, node: 0 }
    }
}

/// The vault, open. Cloning it opens nothing again.
#[derive(Clone)]
pub struct Vault {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) db: Db,
    pub(crate) epochs: Epochs,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) viewings: Arc<dyn Viewings>,
    pub(crate) ids: IdSource,
    /// New keys get ids as of this time at least: they come after those of earlier runs, whatever the clock.
    pub(crate) ids_from: Millis,
    /// Names this run of the program in the ring, as the one that keys were handed to.
    pub(crate) process: i64,
    pub(crate) stock: Stock,
    pub(crate) keys: Cache<KeyId, Key>,
    pub(crate) secrets: Cache<String, Secret>,
    /// Whether the write-ahead log may still hold what was destroyed.
    pub(crate) log_is_stale: AtomicBool,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault").field("ring", &self.inner.db).finish_non_exhaustive()
    }
}

impl Vault {
    /// Makes the root key and the first epoch of a new installation. Directories that are missing are made,
    /// for their owner only; nothing is overwritten.
    ///
    /// # Errors
    /// [`Error::KeysExist`] when there is a root key or an epochs file already.
    pub fn create_keys(
        keys_dir: &Path,
        root_key: &Path,
        clock: &dyn Clock,
        entropy: &dyn Entropy,
    ) -> Result<()> {
        let epochs = keys_dir.join("epochs.json");
        for path in [root_key, &epochs] {
            if path.try_exists().map_err(|source| Error::file("look for", path, source))? {
                return Err(Error::KeysExist { path: path.to_owned() });
            }
        }
        files::make_private_dir(keys_dir)?;
        if let Some(parent) = root_key.parent() {
            files::make_private_dir(parent)?;
        }
        let root = RootKey::create(root_key, entropy)?;
        Epochs::create(&epochs, &root, clock.now(), entropy)
    }

    /// Makes the first epoch of a new installation for a root key that somebody else made: 64 hexadecimal
    /// digits in a file, for instance a systemd credential.
    ///
    /// # Errors
    /// [`Error::KeysExist`] when there is an epochs file already; those that say that the root key cannot be
    /// read.
    pub fn create_epochs(
        keys_dir: &Path,
        root_key: &Path,
        clock: &dyn Clock,
        entropy: &dyn Entropy,
    ) -> Result<()> {
        let root = RootKey::read(root_key)?;
        files::make_private_dir(keys_dir)?;
        Epochs::create(&keys_dir.join("epochs.json"), &root, clock.now(), entropy)
    }

    /// Opens root key, epochs and ring, brings the ring's tables up to date, and checks that the three belong
    /// together.
    ///
    /// # Errors
    /// Any [`Error`] whose message names a file: it says what is missing or does not fit, and what to do.
    pub async fn start(
        options: VaultOptions,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        viewings: Arc<dyn Viewings>,
    ) -> Result<Self> {
        let VaultOptions { keys_dir, root_key, ring, node } = options;
        // Before the database: an empty ring must not be made where the keys are missing.
        let epochs = Epochs::load(&keys_dir.join("epochs.json"), &root_key)?;
        let opened = tokio::task::spawn_blocking(move || Db::open_for(&ring, Reading::Narrow)).await;
        let db = opened.unwrap_or(Err(kit_db::Error::Panicked))?;
        Self::on(db, epochs, node, clock, entropy, viewings).await
    }

    /// A vault on a ring that is open already.
    pub(crate) async fn on(
        db: Db,
        epochs: Epochs,
        node: u8,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        viewings: Arc<dyn Viewings>,
    ) -> Result<Self> {
        db.migrate(MIGRATIONS).await?;
        let newest = db.read(ring::keys::newest).await?;
        let inner = Inner {
            process: i64::from_be_bytes(entropy.bytes()),
            db,
            epochs,
            clock,
            entropy,
            viewings,
            ids: IdSource::new(node),
            ids_from: newest.map_or(0, |made| made + 1),
            stock: Stock::new(),
            keys: Cache::new(OPEN_KEYS),
            secrets: Cache::new(OPEN_SECRETS),
            // What an earlier run destroyed may be in it still.
            log_is_stale: AtomicBool::new(true),
        };
        let vault = Self { inner: Arc::new(inner) };
        vault.check_identity().await?;
        for epoch in vault.inner.db.read(ring::keys::epochs).await? {
            vault.inner.epochs.get(epoch)?;
        }
        Ok(vault)
    }

    /// Closes the ring's database; clones of the vault cannot use it any more.
    pub async fn close(self) {
        self.inner.db.clone().close().await;
    }

    /// Seals `plain` for one cell: `version 1 | algorithm 1 | key id 8 | nonce 12 | ciphertext | tag 16`.
    ///
    /// # Panics
    /// When `plain` is longer than 64 GiB, which AES-GCM cannot seal.
    pub fn seal(&self, key: &Key, cell: Cell, plain: &[u8], padding: Padding) -> Vec<u8> {
        envelope::seal(key, cell, plain, padding, &*self.inner.entropy)
    }

    /// Ring and epochs know each other by a secret in the ring and its hash in the epochs file.
    async fn check_identity(&self) -> Result<()> {
        let inner = &self.inner;
        let noted = inner.epochs.ring();
        let foreign = || Error::RingForeign { path: inner.epochs.path().to_owned() };
        let found = match self.read_secret(IDENTITY).await {
            Err(Error::SecretDamaged(_)) => return Err(foreign()),
            found => found?,
        };
        let identity = match (found, &noted) {
            (Some(identity), _) => identity,
            (None, Some(_)) => {
                return Err(Error::RingEmpty { path: inner.epochs.path().to_owned() });
            }
            (None, None) => self.make_secret(IDENTITY).await?,
        };
        let name = hex::encode(&identity.derive("ring id")[..16]);
        match noted {
            Some(noted) if noted == name => Ok(()),
            Some(_) => Err(foreign()),
            None => inner.epochs.note_ring(&name),
        }
    }

    pub(crate) fn now(&self) -> Millis {
        self.inner.clock.now()
    }
}
