//! The root key: 256 bits in a file of their own, outside the data and outside every backup of them.

use std::io;
use std::path::Path;

use kit_base::Entropy;
use zeroize::Zeroizing;

use crate::cipher::Cipher;
use crate::secret::{SECRET_LEN, Secret};
use crate::{Error, files};

/// The root key, ready to wrap the epochs. Nothing else is sealed under it.
pub(crate) struct RootKey {
    pub(crate) cipher: Cipher,
    /// Tells one root key from another and leads back to none of its bits.
    pub(crate) id: String,
}

impl RootKey {
    /// Makes a new root key file: 64 hexadecimal digits and a line feed, so that it can also be printed and
    /// typed in again.
    pub(crate) fn create(path: &Path, entropy: &dyn Entropy) -> Result<Self, Error> {
        let secret = Secret::random(entropy);
        let mut text = Zeroizing::new(vec![b'\n'; SECRET_LEN * 2 + 1]);
        hex::encode_to_slice(secret.as_slice(), &mut text[..SECRET_LEN * 2])
            .map_err(|_| Error::RootKeyShape { path: path.to_owned() })?;
        files::write_new(path, &text)?;
        Ok(Self::of(&secret))
    }

    /// Reads the file; white space around the digits does not matter.
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let text = files::read(path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => Error::RootKeyMissing { path: path.to_owned() },
            _ => Error::file("read the root key", path, source),
        })?;
        let mut bytes = Zeroizing::new([0; SECRET_LEN]);
        hex::decode_to_slice(text.trim_ascii(), bytes.as_mut_slice())
            .ok()
            .and_then(|()| Secret::from_slice(bytes.as_slice()))
            .map(|secret| Self::of(&secret))
            .ok_or_else(|| Error::RootKeyShape { path: path.to_owned() })
    }

    fn of(secret: &Secret) -> Self {
        Self { cipher: Cipher::new(secret), id: hex::encode(&secret.derive("root id")[..8]) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kit_base::SeededEntropy;
    use std::fs;

    #[test]
    fn a_root_key_is_read_as_it_was_written() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("root.key");
        let made = RootKey::create(&path, &SeededEntropy::new(1)).unwrap();
        assert_eq!(RootKey::read(&path).unwrap().id, made.id);
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.len(), 65);
        fs::write(&path, format!("  {}\r\n", text.trim().to_uppercase())).unwrap();
        assert_eq!(RootKey::read(&path).unwrap().id, made.id);
    }

    #[test]
    fn a_missing_short_or_wrong_file_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("root.key");
        let missing = RootKey::read(&path).err().unwrap();
        assert!(matches!(missing, Error::RootKeyMissing { .. }));
        assert!(missing.to_string().contains(path.to_str().unwrap()), "{missing}");
        for wrong in ["", "abc", &"a".repeat(63), &"a".repeat(66), &"g".repeat(64)] {
            fs::write(&path, wrong).unwrap();
            let error = RootKey::read(&path).err().unwrap();
            assert!(matches!(error, Error::RootKeyShape { .. }), "{wrong:?}");
            assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
        }
    }
}
