//! Looking up one named secret without opening the vault: for commands that check something beside a running
//! server, or while nothing runs. Nothing is made and nothing is written.

use kit_db::{Db, Place};

use crate::domain::Wraps;
use crate::epochs::Epochs;
use crate::ring::secrets;
use crate::wrap::Bound;
use crate::{Error, Result, Secret, Vault, VaultOptions};

impl Vault {
    /// The secret with this name, if the ring has it.
    ///
    /// # Errors
    /// Those that say that root key, epochs or ring cannot be read, and [`Error::SecretDamaged`].
    pub async fn look_up_secret(options: &VaultOptions, name: &str) -> Result<Option<Secret>> {
        let epochs = Epochs::load(&options.keys_dir.join("epochs.json"), &options.root_key)?;
        if let Place::Sqlite(file) = &options.ring
            && !file.exists()
        {
            return Ok(None);
        }
        let ring = options.ring.clone();
        let opened = tokio::task::spawn_blocking(move || Db::open(&ring)).await;
        let db = opened.unwrap_or(Err(kit_db::Error::Panicked))?;
        let asked = name.to_owned();
        let found = db.read(move |conn| secrets::find(conn, &asked)).await;
        db.close().await;
        let Some(row) = found? else { return Ok(None) };
        let epoch = epochs.get(row.epoch)?;
        let bound = Bound::Secret { name: &row.name, epoch: row.epoch };
        let opened = epoch.cipher(Wraps::Secrets).and_then(|cipher| row.wrap().open(cipher, bound));
        opened.map(Some).ok_or_else(|| Error::SecretDamaged(row.name.clone()))
    }
}
