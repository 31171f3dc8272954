//! AES-256-GCM (NIST SP 800-38D) with 96-bit nonces from the caller's entropy: the only cipher so far.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN as LEN, Nonce, UnboundKey};
use kit_base::Entropy;

use crate::secret::Secret;

/// Bytes of a nonce.
pub(crate) const NONCE_LEN: usize = LEN;
/// Bytes of an authentication tag.
pub(crate) const TAG_LEN: usize = 16;

/// A key made ready for sealing and opening. The library clears its memory when it is dropped.
///
/// Nonces are drawn at random, so one key must not seal more than 2³² times (SP 800-38D §8.3). A person's or
/// a request's key seals some hundreds of cells; an epoch's key lives a week.
pub(crate) struct Cipher(LessSafeKey);

impl Cipher {
    #[expect(clippy::expect_used, reason = "the only failure is a key that is not 32 bytes long")]
    pub(crate) fn new(secret: &Secret) -> Self {
        let key = UnboundKey::new(&AES_256_GCM, secret.as_slice()).expect("AES-256 takes 32 bytes");
        Self(LessSafeKey::new(key))
    }

    /// Appends `nonce ‖ ciphertext ‖ tag` to `out`, where the plain text is what `write` appends to `out`,
    /// `length` bytes of it. The plain text is sealed where it lies, so no copy of it is left.
    #[expect(clippy::expect_used, reason = "AES-GCM refuses only texts of more than 64 GiB")]
    pub(crate) fn seal(
        &self,
        entropy: &dyn Entropy,
        bound: &[u8],
        out: &mut Vec<u8>,
        length: usize,
        write: impl FnOnce(&mut Vec<u8>),
    ) {
        let nonce: [u8; NONCE_LEN] = entropy.bytes();
        // Room for all of it first: a vector that grows would leave its old, still plain, bytes behind.
        out.reserve_exact(NONCE_LEN + length + TAG_LEN);
        out.extend_from_slice(&nonce);
        let start = out.len();
        write(out);
        let tag = self
            .0
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(bound),
                &mut out[start..],
            )
            .expect("the text is shorter than 64 GiB");
        out.extend_from_slice(tag.as_ref());
    }

    /// Opens `nonce ‖ ciphertext ‖ tag` in place and gives the plain part of `bytes`; nothing when the bytes
    /// are not what this key sealed with `bound`.
    pub(crate) fn open<'a>(&self, bound: &[u8], bytes: &'a mut [u8]) -> Option<&'a mut [u8]> {
        let (nonce, sealed) = bytes.split_at_mut_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        self.0.open_in_place(nonce, Aad::from(bound), sealed).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Always the same byte.
    struct Constant(u8);

    impl Entropy for Constant {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn sealing_is_aes_256_gcm_with_the_nonce_of_the_given_entropy() {
        // Test case 14 of McGrew and Viega, "The Galois/Counter Mode of Operation": all zeros.
        let cipher = Cipher::new(&Secret::from_slice(&[0; 32]).unwrap());
        let mut out = Vec::new();
        cipher.seal(&Constant(0), &[], &mut out, 16, |out| {
            out.extend_from_slice(&[0; 16]);
        });
        let expected = "000000000000000000000000\
                        cea7403d4d606b6e074ec5d3baf39d18\
                        d0d1c8a799996bf0265b98b5d48ab919";
        assert_eq!(hex::encode(&out), expected);
        assert_eq!(cipher.open(&[], &mut out.clone()), Some(&mut [0; 16][..]));
        assert_eq!(cipher.open(&[1], &mut out), None);
        assert_eq!(cipher.open(&[], &mut [0; 11]), None);
        assert_eq!(cipher.open(&[], &mut [0; 27]), None);
    }
}
