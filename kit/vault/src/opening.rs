//! Opening keys of the ring and the values sealed under them.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use zeroize::Zeroizing;

use crate::domain::Wraps;
use crate::ring::keys::{self, KeyRow};
use crate::wrap::Bound;
use crate::{Actor, Error, Key, KeyId, KeyState, Purpose, Result, Sealed, Secret, Vault, Viewing, envelope};

/// Keys asked for in one statement.
const AT_ONCE: usize = 500;

/// Why one sealed value does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Its key was destroyed: it is forgotten.
    #[error("its key was destroyed")]
    Destroyed,
    /// The bytes are not what was sealed for this cell under this key, or the ring does not have the key.
    #[error("it is damaged")]
    Damaged,
    /// The ring could not be asked.
    #[error("the key ring could not be asked")]
    Ring(#[from] Error),
}

/// What came of opening one value.
pub(crate) type Opened = std::result::Result<Zeroizing<Vec<u8>>, OpenError>;

impl Vault {
    /// Opens a sealed value, and reports to [`crate::Viewings`] who did, before giving it.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open(
        &self,
        actor: &Actor,
        purpose: Purpose,
        sealed: &Sealed<'_>,
    ) -> std::result::Result<Zeroizing<Vec<u8>>, OpenError> {
        let mut opened = self.open_many(actor, purpose, std::slice::from_ref(sealed)).await?;
        opened.pop().unwrap_or(Err(OpenError::Damaged))
    }

    /// Opens several sealed values, in their order, as one viewing: a page of a list, a request with all its
    /// messages. One that does not open does not keep the others from it.
    ///
    /// # Errors
    /// Those of the ring's database.
    pub async fn open_many(
        &self,
        actor: &Actor,
        purpose: Purpose,
        sealed: &[Sealed<'_>],
    ) -> Result<Vec<std::result::Result<Zeroizing<Vec<u8>>, OpenError>>> {
        let now = self.now();
        let mut states: Vec<Option<KeyState>> = Vec::with_capacity(sealed.len());
        self.inner.keys.each(sealed.iter().map(|one| one.key), now, |_, cached| {
            states.push(cached.map(KeyState::Live));
        });
        let closed: Vec<KeyId> =
            sealed.iter().zip(&states).filter(|(_, state)| state.is_none()).map(|(one, _)| one.key).collect();
        if !closed.is_empty() {
            let asked = self.keys(&closed).await?;
            for (one, state) in sealed.iter().zip(&mut states).filter(|(_, state)| state.is_none()) {
                *state = asked.get(&one.key).cloned();
            }
        }
        let opened: Vec<Opened> =
            sealed.iter().zip(&states).map(|(one, state)| open_one(state.as_ref(), one)).collect();
        let seen = || sealed.iter().zip(&opened).filter(|(_, opened)| opened.is_ok()).map(|(one, _)| one);
        let keys = each_once(seen().map(|one| one.key));
        let fields = each_once(seen().map(|one| one.cell.field));
        if !keys.is_empty() {
            let viewing = Viewing { actor: *actor, purpose, keys, fields, at: self.now() };
            self.inner.viewings.viewed(viewing);
        }
        Ok(opened)
    }

    /// What the ring says about these keys; opened ones are kept for five minutes. One statement for up to
    /// five hundred that are not.
    ///
    /// # Errors
    /// Those of the ring's database. A key that is destroyed, missing or damaged is none.
    pub async fn keys(&self, ids: &[KeyId]) -> Result<HashMap<KeyId, KeyState>> {
        let now = self.now();
        let ticket = self.inner.keys.ticket();
        let mut states: HashMap<KeyId, KeyState> = HashMap::with_capacity(ids.len());
        let mut asked = Vec::new();
        self.inner.keys.each(ids.iter().copied(), now, |id, cached| {
            if let Entry::Vacant(place) = states.entry(id) {
                if cached.is_none() {
                    asked.push(id);
                }
                place.insert(cached.map_or(KeyState::Missing, KeyState::Live));
            }
        });
        for page in asked.chunks(AT_ONCE) {
            let page = page.to_vec();
            let load = move |conn: &mut kit_db::Conn| keys::load(conn, &page);
            for row in self.inner.db.read_one(load).await? {
                let state = self.open_row(&row)?;
                if let KeyState::Live(key) = &state {
                    self.inner.keys.put(ticket, row.id, key.clone(), now);
                }
                states.insert(row.id, state);
            }
        }
        Ok(states)
    }

    /// Those of `ids` that the ring has and that were not destroyed; nothing is opened for it.
    ///
    /// # Errors
    /// Those of the ring's database.
    pub async fn surviving(&self, ids: Vec<KeyId>) -> Result<HashSet<KeyId>> {
        let mut live = HashSet::new();
        for page in ids.chunks(AT_ONCE) {
            let page = page.to_vec();
            live.extend(self.inner.db.read(move |conn| keys::live(conn, &page)).await?);
        }
        Ok(live)
    }

    /// The key with this id.
    ///
    /// # Errors
    /// [`Error::KeyDestroyed`], [`Error::KeyMissing`], [`Error::KeyDamaged`], and those of the ring's
    /// database.
    pub async fn key(&self, id: KeyId) -> Result<Key> {
        match self.keys(&[id]).await?.remove(&id) {
            Some(KeyState::Live(key)) => Ok(key),
            Some(KeyState::Destroyed) => Err(Error::KeyDestroyed(id)),
            Some(KeyState::Damaged) => Err(Error::KeyDamaged(id)),
            Some(KeyState::Missing) | None => Err(Error::KeyMissing(id)),
        }
    }

    /// What a row of the ring says, opened. A row that was changed is logged and [`KeyState::Damaged`].
    pub(crate) fn open_row(&self, row: &KeyRow) -> Result<KeyState> {
        if row.is_destroyed() {
            return Ok(KeyState::Destroyed);
        }
        let Some(secret) = self.open_wrapped(row)? else {
            tracing::error!(key.id = row.id.0, "key {} is damaged in the key ring", row.id.0);
            return Ok(KeyState::Damaged);
        };
        Ok(KeyState::Live(Key::new(row.id, &secret)))
    }

    pub(crate) fn open_wrapped(&self, row: &KeyRow) -> Result<Option<Secret>> {
        let epoch = match self.inner.epochs.get(row.epoch) {
            Err(Error::EpochUnknown { .. }) => return Ok(None),
            epoch => epoch?,
        };
        let bound = Bound::Key { id: row.id.0, domain: row.domain, epoch: row.epoch };
        Ok(epoch.cipher(Wraps::Keys(row.domain)).and_then(|cipher| row.wrap().open(cipher, bound)))
    }
}

/// Each of them once, in order.
fn each_once<T: Ord>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = all.collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn open_one(state: Option<&KeyState>, sealed: &Sealed<'_>) -> Opened {
    match state {
        Some(KeyState::Live(key)) => envelope::open(key, sealed.cell, sealed.bytes).ok_or(OpenError::Damaged),
        Some(KeyState::Destroyed) => Err(OpenError::Destroyed),
        Some(KeyState::Missing | KeyState::Damaged) | None => Err(OpenError::Damaged),
    }
}
