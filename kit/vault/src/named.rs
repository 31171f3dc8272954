//! Named secrets: 256 bits each, made when they are first asked for, the same ever after.

use kit_base::Millis;

use crate::domain::Wraps;
use crate::ring::secrets::{self, SecretRow};
use crate::wrap::{Bound, Wrapped};
use crate::{Error, Result, Secret, Vault};

/// Names that begin so are the vault's own and are never dropped.
const OWN: &str = "ring/";

impl Vault {
    /// The secret with this name; made when there is none. Names say use and version, as in `pepper/1` or
    /// `form/2026-11-24`, and never come from outside: see [`Vault::find_secret`].
    ///
    /// # Errors
    /// [`Error::SecretDamaged`] and those of the ring's database.
    pub async fn secret(&self, name: &str) -> Result<Secret> {
        match self.find_secret(name).await? {
            Some(secret) => Ok(secret),
            None => self.make_secret(name).await,
        }
    }

    /// The secret with this name, if there is one: for names that follow from what somebody sent, such as the
    /// day in a form key.
    ///
    /// # Errors
    /// [`Error::SecretDamaged`] and those of the ring's database.
    pub async fn find_secret(&self, name: &str) -> Result<Option<Secret>> {
        if let Some(secret) = self.inner.secrets.get(name, self.now()) {
            return Ok(Some(secret));
        }
        self.read_secret(name).await
    }

    /// Destroys the secrets whose names begin with `prefix` and that were made before `before`. Gives how
    /// many these were.
    ///
    /// # Errors
    /// Those of the ring's database.
    pub async fn drop_secrets(&self, prefix: &str, before: Millis) -> Result<usize> {
        let all = self.inner.db.read(secrets::names).await?;
        let old = |(name, made): &(String, Millis)| {
            name.starts_with(prefix) && !name.starts_with(OWN) && *made < before
        };
        let names: Vec<String> = all.into_iter().filter(old).map(|(name, _)| name).collect();
        if names.is_empty() {
            return Ok(0);
        }
        let noise = names.iter().map(|name| (name.clone(), Wrapped::noise(&*self.inner.entropy)));
        let noise: Vec<(String, Wrapped)> = noise.collect();
        self.inner.secrets.bar(&names);
        let gone = self.inner.db.write(move |conn| secrets::destroy(conn, &noise)).await;
        self.inner.secrets.destroyed(&names);
        let gone = gone?;
        self.clear_log().await;
        Ok(gone)
    }

    pub(crate) async fn read_secret(&self, name: &str) -> Result<Option<Secret>> {
        let ticket = self.inner.secrets.ticket();
        let asked = name.to_owned();
        let Some(row) = self.inner.db.read(move |conn| secrets::find(conn, &asked)).await? else {
            return Ok(None);
        };
        let secret = self.open_secret(&row)?;
        self.inner.secrets.put(ticket, row.name, secret.clone(), self.now());
        Ok(Some(secret))
    }

    /// Makes the secret unless another process made it meanwhile; gives the one there is then.
    pub(crate) async fn make_secret(&self, name: &str) -> Result<Secret> {
        self.inner.epochs.reload()?;
        let new = self.wrap_secret(name, &Secret::random(&*self.inner.entropy), self.now())?;
        let row = self.inner.db.write(move |conn| secrets::add(conn, &new)).await?;
        row.map_or_else(|| Err(Error::SecretDamaged(name.to_owned())), |row| self.open_secret(&row))
    }

    /// Wraps a secret under the current epoch.
    pub(crate) fn wrap_secret(&self, name: &str, secret: &Secret, created_at: Millis) -> Result<SecretRow> {
        let current = self.inner.epochs.current();
        let (epoch, cipher) = (current.number, current.cipher(Wraps::Secrets));
        let cipher = cipher.ok_or_else(|| Error::SecretDamaged(name.to_owned()))?;
        let wrap = Wrapped::seal(cipher, Bound::Secret { name, epoch }, secret, &*self.inner.entropy);
        let (wrapped, commitment) = (wrap.bytes, wrap.commitment);
        Ok(SecretRow { name: name.to_owned(), epoch, wrapped, commitment, created_at })
    }

    pub(crate) fn open_secret(&self, row: &SecretRow) -> Result<Secret> {
        let epoch = self.inner.epochs.get(row.epoch)?;
        let bound = Bound::Secret { name: &row.name, epoch: row.epoch };
        let opened = epoch.cipher(Wraps::Secrets).and_then(|cipher| row.wrap().open(cipher, bound));
        opened.ok_or_else(|| Error::SecretDamaged(row.name.clone()))
    }
}
