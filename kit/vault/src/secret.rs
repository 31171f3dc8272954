//! 256 bits that must not be seen: the bytes of a key before it becomes a cipher, or a named secret.

use std::fmt;
use std::ops::Deref;

use aws_lc_rs::{hkdf, hmac};
use kit_base::Entropy;
use zeroize::Zeroizing;

/// Bytes in a key or a secret.
pub(crate) const SECRET_LEN: usize = 32;

/// A 256-bit secret. Its memory is cleared when it is dropped, it lies on the heap so that passing it on
/// leaves no copy behind, and it cannot be printed.
#[derive(Clone)]
pub struct Secret(Box<Zeroizing<[u8; SECRET_LEN]>>);

impl Secret {
    /// A new secret from `entropy`.
    pub fn random(entropy: &dyn Entropy) -> Self {
        let mut secret = Self::blank();
        entropy.fill(secret.0.as_mut_slice());
        secret
    }

    /// A secret made of `bytes`, or nothing when they are not exactly 32.
    pub(crate) fn from_slice(bytes: &[u8]) -> Option<Self> {
        let mut secret = Self::blank();
        if bytes.len() != SECRET_LEN {
            return None;
        }
        secret.0.copy_from_slice(bytes);
        Some(secret)
    }

    fn blank() -> Self {
        Self(Box::new(Zeroizing::new([0; SECRET_LEN])))
    }

    /// Another 256 bits that follow from this secret and `label` and lead back to neither:
    /// HKDF-SHA-256 (RFC 5869) without salt.
    #[expect(clippy::expect_used, reason = "32 bytes are within what HKDF gives; it has no other failure")]
    pub(crate) fn derive(&self, label: &str) -> Self {
        let mut out = Self::blank();
        hkdf::Salt::new(hkdf::HKDF_SHA256, &[])
            .extract(self.as_slice())
            .expand(&[label.as_bytes()], hkdf::HKDF_SHA256)
            .and_then(|okm| okm.fill(out.0.as_mut_slice()))
            .expect("HKDF-SHA-256 gives 32 bytes");
        out
    }

    /// HMAC-SHA-256 (RFC 2104) of the parts one after another.
    pub(crate) fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, self.as_slice()));
        for part in parts {
            context.update(part);
        }
        let mut out = [0; 32];
        out.copy_from_slice(context.sign().as_ref());
        out
    }
}

impl Deref for Secret {
    type Target = [u8; SECRET_LEN];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kit_base::SeededEntropy;

    #[test]
    fn derivation_is_hkdf_sha_256() {
        // By its definition: PRK = HMAC(0^32, key), OKM = HMAC(PRK, label ‖ 0x01).
        let secret = Secret::from_slice(&[7; 32]).unwrap();
        let prk = Secret::from_slice(&[0; 32]).unwrap().mac(&[&[7; 32]]);
        let okm = Secret::from_slice(&prk).unwrap().mac(&[b"commit", &[1]]);
        assert_eq!(*secret.derive("commit"), okm);
        assert_ne!(*secret.derive("commit"), *secret.derive("id"));
    }

    #[test]
    fn authentication_code_matches_rfc_4231() {
        // Test case 1 has a 20-byte key; HMAC pads keys with zeros, so 32 bytes with a zero tail are the same.
        let mut key = [0; 32];
        key[..20].fill(0x0b);
        let code = Secret::from_slice(&key).unwrap().mac(&[b"Hi ", b"There"]);
        assert_eq!(hex::encode(code), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    }

    #[test]
    fn a_secret_does_not_print_itself() {
        let secret = Secret::random(&SeededEntropy::new(1));
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        assert!(Secret::from_slice(&[1; 31]).is_none());
    }
}
