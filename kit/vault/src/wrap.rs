//! A secret sealed under another: how keys lie in the ring and epochs in their file.
//!
//! A wrap binds what it is for and a commitment to the secret inside. AES-GCM alone lets somebody who chooses
//! keys make one text that opens under two of them; the commitment, checked after opening, leaves one.

use kit_base::{ConstantTimeEq, Entropy};

use crate::cipher::{Cipher, NONCE_LEN, TAG_LEN};
use crate::secret::{SECRET_LEN, Secret};

/// Bytes of a wrapped secret: nonce, secret, tag.
pub(crate) const WRAPPED_LEN: usize = NONCE_LEN + SECRET_LEN + TAG_LEN;
/// Bytes of a commitment.
pub(crate) const COMMITMENT_LEN: usize = 32;
const VERSION: u8 = 1;

/// What a wrapped secret is for. A wrap opens only as what it was made for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bound<'a> {
    /// A wrapping key in the epochs file, under the root key.
    Epoch {
        /// Number of the epoch.
        epoch: i64,
        /// What the wrapping key wraps.
        domain: i32,
    },
    /// A key in the ring, under a wrapping key.
    Key {
        /// Its row.
        id: i64,
        /// What it is for.
        domain: i32,
        /// Which epoch's wrapping key.
        epoch: i64,
    },
    /// A named secret in the ring, under a wrapping key.
    Secret {
        /// Its name.
        name: &'a str,
        /// Which epoch's wrapping key.
        epoch: i64,
    },
}

impl Bound<'_> {
    /// Unambiguous bytes: a kind, fields of fixed length, the commitment, and the one text last.
    fn bytes(self, commitment: &[u8]) -> Vec<u8> {
        let (kind, domain, epoch, id, name) = match self {
            Self::Epoch { epoch, domain } => (1, domain, epoch, 0, ""),
            Self::Key { id, domain, epoch } => (2, domain, epoch, id, ""),
            Self::Secret { name, epoch } => (3, 0, epoch, 0, name),
        };
        let mut out = vec![VERSION, kind];
        out.extend_from_slice(&domain.to_be_bytes());
        out.extend_from_slice(&epoch.to_be_bytes());
        out.extend_from_slice(&id.to_be_bytes());
        out.extend_from_slice(commitment);
        out.extend_from_slice(name.as_bytes());
        out
    }
}

/// A wrapped secret and the commitment to it.
#[derive(Debug, Clone)]
pub(crate) struct Wrapped {
    /// [`WRAPPED_LEN`] bytes.
    pub(crate) bytes: Vec<u8>,
    /// [`COMMITMENT_LEN`] bytes.
    pub(crate) commitment: Vec<u8>,
}

impl Wrapped {
    /// Wraps `secret` under `under`, for `bound` and nothing else.
    pub(crate) fn seal(under: &Cipher, bound: Bound<'_>, secret: &Secret, entropy: &dyn Entropy) -> Self {
        let commitment = commit(secret);
        let mut bytes = Vec::new();
        under.seal(entropy, &bound.bytes(&commitment), &mut bytes, SECRET_LEN, |out| {
            out.extend_from_slice(secret.as_slice());
        });
        Self { bytes, commitment }
    }

    /// The secret; nothing when the bytes were changed, belong elsewhere, or do not keep to the commitment.
    pub(crate) fn open(&self, under: &Cipher, bound: Bound<'_>) -> Option<Secret> {
        if self.bytes.len() != WRAPPED_LEN || self.commitment.len() != COMMITMENT_LEN {
            return None;
        }
        let mut bytes = zeroize::Zeroizing::new(self.bytes.clone());
        let secret = Secret::from_slice(under.open(&bound.bytes(&self.commitment), &mut bytes)?)?;
        bool::from(commit(&secret).ct_eq(&self.commitment)).then_some(secret)
    }

    /// Random bytes of the same lengths: what a destroyed key is overwritten with.
    pub(crate) fn noise(entropy: &dyn Entropy) -> Self {
        let mut noise = Self { bytes: vec![0; WRAPPED_LEN], commitment: vec![0; COMMITMENT_LEN] };
        entropy.fill(&mut noise.bytes);
        entropy.fill(&mut noise.commitment);
        noise
    }
}

fn commit(secret: &Secret) -> Vec<u8> {
    secret.derive("commit").to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kit_base::SeededEntropy;
    use proptest::prelude::*;

    const BOUND: Bound<'static> = Bound::Key { id: 5, domain: 2, epoch: 9 };

    fn under(seed: u64) -> Cipher {
        Cipher::new(&Secret::random(&SeededEntropy::new(seed)))
    }

    fn wrapped() -> (Secret, Wrapped) {
        let entropy = SeededEntropy::new(3);
        let secret = Secret::random(&entropy);
        let wrapped = Wrapped::seal(&under(1), BOUND, &secret, &entropy);
        (secret, wrapped)
    }

    #[test]
    fn a_wrap_opens_only_as_what_it_was_made_for() {
        let (secret, wrapped) = wrapped();
        assert_eq!(*wrapped.open(&under(1), BOUND).unwrap(), *secret);
        assert!(wrapped.open(&under(2), BOUND).is_none(), "another wrapping key");
        for other in [
            Bound::Key { id: 6, domain: 2, epoch: 9 },
            Bound::Key { id: 5, domain: 1, epoch: 9 },
            Bound::Key { id: 5, domain: 2, epoch: 8 },
            Bound::Epoch { epoch: 9, domain: 2 },
            Bound::Secret { name: "", epoch: 9 },
        ] {
            assert!(wrapped.open(&under(1), other).is_none(), "{other:?}");
        }
    }

    // A wrap that opens to a key other than the one committed to is refused
    #[test]
    fn the_commitment_is_checked() {
        let entropy = SeededEntropy::new(4);
        let (inside, promised) = (Secret::random(&entropy), Secret::random(&entropy));
        let commitment = commit(&promised);
        let mut bytes = Vec::new();
        under(1).seal(&entropy, &BOUND.bytes(&commitment), &mut bytes, SECRET_LEN, |out| {
            out.extend_from_slice(inside.as_slice());
        });
        assert!(Wrapped { bytes, commitment }.open(&under(1), BOUND).is_none());
    }

    proptest! {
        #[test]
        fn any_changed_bit_is_refused(bit in 0..(WRAPPED_LEN + COMMITMENT_LEN) * 8) {
            let (_, mut wrapped) = wrapped();
            let (byte, mask) = (bit / 8, 1 << (bit % 8));
            match byte.checked_sub(WRAPPED_LEN) {
                None => wrapped.bytes[byte] ^= mask,
                Some(byte) => wrapped.commitment[byte] ^= mask,
            }
            prop_assert!(wrapped.open(&under(1), BOUND).is_none());
        }
    }
}
