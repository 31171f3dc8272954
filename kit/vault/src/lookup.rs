//! Finding by a value that is stored nowhere: blind indexes and their rows, and high-water marks.

use crate::ring::{index, marks};
use crate::{KeyId, Result, Vault};

impl Vault {
    /// What stands for `normal` in the index `index`: the first 128 bits of
    /// HMAC-SHA-256 (RFC 2104) of `{index}/v1 ‖ 0 ‖ normal` under the secret `blind/{index}/1`. Equal values
    /// have equal blinds; without the secret nobody can tell which value one stands for. `normal` is in the
    /// form in which values are compared.
    ///
    /// # Errors
    /// Those of [`Vault::secret`].
    pub async fn blind(&self, index: &'static str, normal: &str) -> Result<[u8; 16]> {
        let secret = self.secret(&format!("blind/{index}/1")).await?;
        let code = secret.mac(&[index.as_bytes(), b"/v1\0", normal.as_bytes()]);
        let mut blind = [0; 16];
        blind.copy_from_slice(&code[..16]);
        Ok(blind)
    }

    /// Notes that `key` belongs to `blind`. Nothing happens when that is noted already, or when the key was
    /// destroyed.
    ///
    /// # Errors
    /// Those of the ring's database.
    pub async fn index_put(&self, index: &'static str, blind: [u8; 16], key: KeyId) -> Result<()> {
        Ok(self.inner.db.write(move |conn| index::put(conn, index, &blind, key)).await?)
    }

    /// Notes for many keys at once that each belongs to its blind. The keys are new: none is noted, none was
    /// destroyed.
    ///
    /// # Errors
    /// Those of the ring's database; `Unique` when one was noted already.
    pub async fn index_put_all(&self, index: &'static str, mut rows: Vec<([u8; 16], KeyId)>) -> Result<()> {
        rows.sort_unstable();
        Ok(self.inner.db.write(move |conn| index::put_all(conn, index, &rows)).await?)
    }

    /// The keys that belong to `blind`, oldest first; none that was destroyed.
    ///
    /// # Errors
    /// Those of the ring's database.
    pub async fn index_find(&self, index: &'static str, blind: [u8; 16]) -> Result<Vec<KeyId>> {
        Ok(self.inner.db.read(move |conn| index::find(conn, index, &blind)).await?)
    }

    /// Takes back what [`Vault::index_put`] noted: when somebody's address changes. Gives whether it was
    /// noted.
    ///
    /// # Errors
    /// Those of the ring's database.
    pub async fn index_remove(&self, index: &'static str, blind: [u8; 16], key: KeyId) -> Result<bool> {
        let removed = self.inner.db.write(move |conn| index::remove(conn, index, &blind, key)).await?;
        Ok(removed > 0)
    }

    /// Up to where the numbers of this name may have been given out; 0 at first. It is kept here so that
    /// after a restore of the main database no number is given twice.
    ///
    /// # Errors
    /// Those of the ring's database.
    pub async fn high_water(&self, name: &'static str) -> Result<i64> {
        Ok(self.inner.db.read(move |conn| marks::get(conn, name)).await?)
    }

    /// Raises a high-water mark, in large steps and ahead of use; never lowers it. Gives where it stands.
    ///
    /// # Errors
    /// Those of the ring's database.
    pub async fn raise_high_water(&self, name: &'static str, to: i64) -> Result<i64> {
        Ok(self.inner.db.write(move |conn| marks::raise(conn, name, to)).await?)
    }
}
