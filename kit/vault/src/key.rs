//! A key as the rest of the program holds it.

use std::fmt;
use std::sync::Arc;

use crate::cipher::Cipher;
use crate::secret::Secret;

kit_db::id_type!(pub KeyId, "A key of the ring, for ever: ids are never used again, not even after a restore.");

/// A key that seals and opens. Cloning it copies no key material; its memory is cleared when the last clone
/// goes. Hold one no longer than the work at hand: after its key was destroyed it would still open.
#[derive(Clone)]
pub struct Key(Arc<Inner>);

struct Inner {
    id: KeyId,
    cipher: Cipher,
}

impl Key {
    pub(crate) fn new(id: KeyId, secret: &Secret) -> Self {
        Self(Arc::new(Inner { id, cipher: Cipher::new(secret) }))
    }

    /// The key's id: what a row stores.
    pub fn id(&self) -> KeyId {
        self.0.id
    }

    pub(crate) fn cipher(&self) -> &Cipher {
        &self.0.cipher
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").field(&self.id()).finish()
    }
}

/// What the ring says about a key.
#[derive(Debug, Clone)]
pub enum KeyState {
    /// It opens what it sealed.
    Live(Key),
    /// It was destroyed: what it sealed is forgotten.
    Destroyed,
    /// The ring has never had it, or is older than it.
    Missing,
    /// Its row in the ring does not open.
    Damaged,
}
