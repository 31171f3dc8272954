//! The vault's recurring work: turning the epoch, and what others left behind.
//!
//! Every week a new epoch is added, all keys and secrets are wrapped under it, and the epoch before last is
//! destroyed. From then on a copy of the ring that is older than that opens with no epochs file there is:
//! keys destroyed since the copy was made are gone from it as well. So no copy of the epochs file may be
//! kept longer than copies of the ring are.

use std::sync::atomic::Ordering;

use kit_base::{DAY, HOUR, Millis};

use crate::domain::Wraps;
use crate::ring::index;
use crate::ring::keys::{self, KeyRow, NewKey};
use crate::ring::secrets::{self, SecretRow};
use crate::wrap::{Bound, Wrapped};
use crate::{Error, Result, Vault};

/// After so long an epoch is not the current one any more. Half a day less than a week, because this runs daily:
/// a run that comes a moment early must not leave the turn to the next day, or copies would open for longer than
/// two weeks.
const EPOCH_FOR: Millis = 7 * DAY - 12 * HOUR;
/// Rows rewrapped in one transaction.
const PAGE: i64 = 500;
/// How far back destroyed keys are looked through for index rows that came after.
const SWEEP_BACK: Millis = 2 * DAY;

/// What [`Vault::upkeep`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Upkeep {
    /// Whether a new epoch began.
    pub turned: bool,
    /// Keys and secrets put under the current epoch.
    pub rewrapped: usize,
    /// Epochs destroyed.
    pub destroyed_epochs: usize,
    /// Index rows removed whose key was destroyed while they were written.
    pub swept: usize,
}

impl Vault {
    /// Does what is due, and goes on where it stopped when it was interrupted; for a recurring job, daily or
    /// more often. Several processes may do this at once.
    ///
    /// # Errors
    /// Those of the ring's database and of the epochs file.
    pub async fn upkeep(&self) -> Result<Upkeep> {
        let now = self.now();
        self.upkeep_as_of(now - EPOCH_FOR).await
    }

    /// The same, but begins a new epoch whatever the age of the current one: when a copy of the epochs file
    /// may have come into other hands.
    ///
    /// # Errors
    /// Those of [`Vault::upkeep`].
    pub async fn turn_epoch(&self) -> Result<Upkeep> {
        self.upkeep_as_of(Millis::MAX).await
    }

    /// Takes notice of epochs that another process added or destroyed. Cheap while nothing changed.
    ///
    /// # Errors
    /// Those of the epochs file.
    pub fn notice_epochs(&self) -> Result<()> {
        self.inner.epochs.notice()
    }

    /// Whether the ring's database answers.
    pub async fn is_open(&self) -> bool {
        self.inner.db.read(kit_db::time::now).await.is_ok()
    }

    async fn upkeep_as_of(&self, older_than: Millis) -> Result<Upkeep> {
        let (inner, now) = (&self.inner, self.now());
        let turned = inner.epochs.turn(older_than, now, &*inner.entropy)?;
        let current = inner.epochs.current().number;
        let rewrapped = self.rewrap_keys(current).await? + self.rewrap_secrets(current).await?;
        let destroyed_epochs = self.destroy_epochs().await?;
        let swept = inner.db.write(move |conn| index::sweep(conn, now - SWEEP_BACK)).await?;
        if rewrapped > 0 || inner.log_is_stale.load(Ordering::SeqCst) {
            self.clear_log().await;
        }
        self.supply().await?;
        Ok(Upkeep { turned, rewrapped, destroyed_epochs, swept })
    }

    async fn rewrap_keys(&self, to: i64) -> Result<usize> {
        let mut rewrapped = 0;
        loop {
            let rows = self.inner.db.read(move |conn| keys::behind(conn, to, PAGE)).await?;
            let new = rows.iter().filter_map(|row| self.rewrap_key(row).transpose());
            let new: Vec<(i64, NewKey)> = new.collect::<Result<_>>()?;
            let write = move |conn: &mut kit_db::Conn| {
                new.iter().try_fold(0, |done, (from, key)| Ok(done + keys::rewrap(conn, *from, key)?))
            };
            // Nothing done: nothing is left, or only rows that do not open.
            match self.inner.db.write(write).await? {
                0 => return Ok(rewrapped),
                done => rewrapped += done,
            }
        }
    }

    fn rewrap_key(&self, row: &KeyRow) -> Result<Option<(i64, NewKey)>> {
        let current = self.inner.epochs.current();
        let Some(secret) = self.open_wrapped(row)? else {
            tracing::error!(key.id = row.id.0, "key {} is damaged and stays as it is", row.id.0);
            return Ok(None);
        };
        let (epoch, domain, id) = (current.number, row.domain, row.id);
        let Some(cipher) = current.cipher(Wraps::Keys(domain)) else {
            return Ok(None);
        };
        let bound = Bound::Key { id: id.0, domain, epoch };
        let wrap = Wrapped::seal(cipher, bound, &secret, &*self.inner.entropy);
        Ok(Some((row.epoch, NewKey { id, domain, epoch, wrap })))
    }

    async fn rewrap_secrets(&self, to: i64) -> Result<usize> {
        let mut rewrapped = 0;
        loop {
            let rows = self.inner.db.read(move |conn| secrets::behind(conn, to, PAGE)).await?;
            let new = rows.iter().filter_map(|row| self.rewrap_secret(row).transpose());
            let new: Vec<(i64, SecretRow)> = new.collect::<Result<_>>()?;
            let write = move |conn: &mut kit_db::Conn| {
                new.iter().try_fold(0, |done, (from, to)| Ok(done + secrets::rewrap(conn, *from, to)?))
            };
            match self.inner.db.write(write).await? {
                0 => return Ok(rewrapped),
                done => rewrapped += done,
            }
        }
    }

    fn rewrap_secret(&self, row: &SecretRow) -> Result<Option<(i64, SecretRow)>> {
        match self.open_secret(row) {
            Ok(secret) => Ok(Some((row.epoch, self.wrap_secret(&row.name, &secret, row.created_at)?))),
            Err(error @ (Error::SecretDamaged(_) | Error::EpochUnknown { .. })) => {
                tracing::error!(%error, "a secret of the key ring stays as it is");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Destroys the epochs before last that nothing is wrapped under.
    async fn destroy_epochs(&self) -> Result<usize> {
        let oldest_key = self.inner.db.read(keys::epochs).await?.first().copied();
        let oldest_secret = self.inner.db.read(secrets::oldest_epoch).await?;
        let in_use = oldest_key.into_iter().chain(oldest_secret).min().unwrap_or(0);
        self.inner.epochs.destroy_before(in_use)
    }
}
