//! Keys made ahead: minted into the ring's pool, handed to this process in batches, taken from memory.
//!
//! Order matters: a key is durable in the pool before it is handed out, and marked as handed out before
//! anybody gets it. So a process that dies takes at most its batch with it, and no key is given twice.

use kit_base::{Ahead, Entropy, Millis};

use crate::cipher::NONCE_LEN;
use crate::domain::Wraps;
use crate::ring::keys::{self, NewKey};
use crate::secret::SECRET_LEN;
use crate::stock::BATCH;
use crate::wrap::{Bound, Wrapped};
use crate::{Domain, Error, Key, KeyId, KeyState, Result, Secret, Vault};

/// Keys of a domain that the pool holds when it is full.
const POOL: usize = 4 * BATCH;
/// How often ids are made anew when the ring has some of them: two processes have the same number.
const MINT_TRIES: usize = 3;
/// How many batches may be gone before a taker had its turn.
const TAKE_TRIES: usize = 64;

impl Vault {
    /// A key that nobody else has or will have. From memory as long as [`Vault::supply`] keeps up; else the
    /// ring is asked.
    ///
    /// # Errors
    /// Those of the ring's database.
    pub async fn take(&self, domain: Domain) -> Result<Key> {
        for _ in 0..TAKE_TRIES {
            if let Some(key) = self.inner.stock.take(domain) {
                return Ok(key);
            }
            let _turn = self.inner.stock.turn().await;
            // Somebody else may have fetched a batch while this one waited.
            if self.inner.stock.is_empty(domain) {
                self.restock(domain).await?;
            }
        }
        Err(Error::NoKeys)
    }

    /// Many keys at once that nobody else has or will have: minted for the caller and durable, marked as
    /// handed to this process, before they are given. For bulk work, which would drain the pool.
    ///
    /// # Errors
    /// Those of the ring's database.
    pub async fn take_many(&self, domain: Domain, count: usize) -> Result<Vec<Key>> {
        self.inner.epochs.reload()?;
        let mut tries = MINT_TRIES;
        loop {
            let (now, process) = (self.now(), self.inner.process);
            let (new, keys): (Vec<_>, Vec<_>) = self.minted(domain, count, now)?.into_iter().unzip();
            let add = move |conn: &mut kit_db::Conn| keys::add_handed(conn, &new, process, now);
            match self.inner.db.write(add).await {
                Err(kit_db::Error::Unique { .. }) if tries > 1 => tries -= 1,
                done => return Ok(done.map(|()| keys)?),
            }
        }
    }

    /// Fills the ring's pool and this process's batches, and drops opened keys that are too old. For a job
    /// that recurs every minute, and whenever [`Vault::runs_low`] returns: so that [`Vault::take`] finds its
    /// key in memory.
    ///
    /// # Errors
    /// Those of the ring's database.
    pub async fn supply(&self) -> Result<()> {
        self.inner.keys.drop_old(self.now());
        self.inner.secrets.drop_old(self.now());
        for domain in Domain::ALL {
            let turn = self.inner.stock.turn().await;
            let from_pool = self.restock(domain).await?;
            drop(turn);
            if from_pool {
                self.mint(domain).await?;
            }
        }
        Ok(())
    }

    /// Waits until this process has taken half of a batch.
    pub async fn runs_low(&self) {
        self.inner.stock.low().await;
    }

    /// Fills the ring's pool of one domain. Gives how many keys it made.
    ///
    /// # Errors
    /// Those of the ring's database.
    pub async fn mint(&self, domain: Domain) -> Result<usize> {
        // Another process may have turned the epoch.
        self.inner.epochs.reload()?;
        let mut tries = MINT_TRIES;
        loop {
            let pooled = self.inner.db.read(move |conn| keys::pooled(conn, domain.code())).await?;
            let missing = POOL.saturating_sub(usize::try_from(pooled).unwrap_or(0));
            if missing == 0 {
                return Ok(0);
            }
            let now = self.now();
            let new: Vec<_> = self.minted(domain, missing, now)?.into_iter().map(|(new, _)| new).collect();
            match self.inner.db.write(move |conn| keys::pool(conn, &new, now)).await {
                Err(kit_db::Error::Unique { .. }) if tries > 1 => tries -= 1,
                done => return Ok(done.map(|()| missing)?),
            }
        }
    }

    /// After a copy of the ring was put back: keys that lie in the pool there may have been handed out since
    /// the copy was made, so nobody gets them any more. Gives how many these were.
    ///
    /// # Errors
    /// Those of the ring's database.
    pub async fn retire_pool(&self) -> Result<usize> {
        let now = self.now();
        Ok(self.inner.db.write(move |conn| keys::retire_pool(conn, now)).await?)
    }

    /// Keys that were handed to a process before `before` and of which the ring does not know whether a row
    /// names them: after `after`, by id, at most `limit`. Who knows the rows [settles](Vault::settle) those in
    /// use and [destroys](Vault::destroy) the others; not after a restore of the rows.
    ///
    /// # Errors
    /// Those of the ring's database.
    pub async fn unsettled(&self, before: Millis, after: Option<KeyId>, limit: u32) -> Result<Vec<KeyId>> {
        let read = move |conn: &mut kit_db::Conn| keys::unsettled(conn, before, after, i64::from(limit));
        Ok(self.inner.db.read(read).await?)
    }

    /// Notes in the ring that these keys are in use. Gives how many were not known to be.
    ///
    /// # Errors
    /// Those of the ring's database.
    pub async fn settle(&self, ids: &[KeyId]) -> Result<usize> {
        let ids = ids.to_vec();
        Ok(self.inner.db.write(move |conn| keys::settle(conn, &ids)).await?)
    }

    /// Brings this process's batch up to its size: out of the ring's pool, or with keys made for it when it needs
    /// more than the pool is there for. Says whether it was the pool.
    async fn restock(&self, domain: Domain) -> Result<bool> {
        let wanted = self.inner.stock.wanted(domain, self.now());
        if wanted == 0 {
            return Ok(true);
        }
        if wanted > BATCH {
            let made = self.take_many(domain, wanted).await?;
            self.inner.stock.add(domain, made);
            return Ok(false);
        }
        let mut handed = self.hand_out(domain, wanted).await?;
        if handed.is_empty() {
            self.mint(domain).await?;
            handed = self.hand_out(domain, wanted).await?;
        }
        self.inner.stock.add(domain, handed);
        Ok(true)
    }

    async fn hand_out(&self, domain: Domain, count: usize) -> Result<Vec<Key>> {
        let (now, process, count) = (self.now(), self.inner.process, count as i64);
        let hand_out =
            move |conn: &mut kit_db::Conn| keys::hand_out(conn, domain.code(), count, process, now);
        let mut handed = Vec::new();
        for row in self.inner.db.write(hand_out).await? {
            // A row that does not open was logged; its key is left unused.
            if let KeyState::Live(key) = self.open_row(&row)? {
                handed.push(key);
            }
        }
        Ok(handed)
    }

    /// New keys, not yet in the ring.
    fn minted(&self, domain: Domain, count: usize, now: Millis) -> Result<Vec<(NewKey, Key)>> {
        let entropy = Ahead::draw(&*self.inner.entropy, count * (SECRET_LEN + NONCE_LEN));
        (0..count).map(|_| self.mint_one(domain, now, &entropy)).collect()
    }

    fn mint_one(&self, domain: Domain, now: Millis, entropy: &dyn Entropy) -> Result<(NewKey, Key)> {
        let inner = &self.inner;
        let (id, epoch) = (KeyId(inner.ids.next(now.max(inner.ids_from))), inner.epochs.current());
        let secret = Secret::random(entropy);
        let (domain, epoch, cipher) = (domain.code(), epoch.number, epoch.cipher(Wraps::Keys(domain.code())));
        let cipher = cipher.ok_or(Error::KeyDamaged(id))?;
        let bound = Bound::Key { id: id.0, domain, epoch };
        let wrap = Wrapped::seal(cipher, bound, &secret, entropy);
        Ok((NewKey { id, domain, epoch, wrap }, Key::new(id, &secret)))
    }
}
