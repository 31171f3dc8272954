//! What a sealed value looks like:
//!
//! ```text
//! version 1 | algorithm 1 | key id 8 | nonce 12 | ciphertext | tag 16
//! ```
//!
//! Numbers are big-endian. Bound to it without being in it: field id, row id, key id, version; so a value
//! opens only in the column and row it was sealed for. To add a cipher, give it the next algorithm number
//! and choose by it in [`open`]; numbers are never given twice.

use kit_base::Entropy;
use zeroize::Zeroizing;

use crate::cipher::{NONCE_LEN, TAG_LEN};
use crate::padding::{self, Padding};
use crate::{Key, KeyId};

const VERSION: u8 = 1;
const AES_256_GCM: u8 = 1;
const HEADER_LEN: usize = 10;

/// The permanent number of a sealed column, from the data-class table. Never the column's name: columns are
/// renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldId(pub u32);

/// Where a sealed value belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cell {
    /// Which column.
    pub field: FieldId,
    /// Which row.
    pub row: i64,
}

/// A sealed value as the caller read it, and where it read it.
#[derive(Debug, Clone, Copy)]
pub struct Sealed<'a> {
    /// The key that its row names.
    pub key: KeyId,
    /// The column and row it was found in.
    pub cell: Cell,
    /// The stored bytes.
    pub bytes: &'a [u8],
}

/// Seals `plain` for `cell`.
pub(crate) fn seal(key: &Key, cell: Cell, plain: &[u8], padding: Padding, entropy: &dyn Entropy) -> Vec<u8> {
    let length = padding.padded(plain.len());
    let mut out = Vec::with_capacity(HEADER_LEN + NONCE_LEN + length + TAG_LEN);
    out.extend_from_slice(&[VERSION, AES_256_GCM]);
    out.extend_from_slice(&key.id().0.to_be_bytes());
    let bound = bound(key.id(), cell);
    key.cipher().seal(entropy, &bound, &mut out, length, |out| {
        padding::pad(out, plain, padding);
    });
    out
}

/// Opens what [`seal`] made for the same cell under the same key; nothing for any other bytes.
pub(crate) fn open(key: &Key, cell: Cell, bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (header, sealed) = bytes.split_at_checked(HEADER_LEN)?;
    if header[..2] != [VERSION, AES_256_GCM] || header[2..] != key.id().0.to_be_bytes() {
        return None;
    }
    let mut sealed = Zeroizing::new(sealed.to_vec());
    let length = padding::plain_len(key.cipher().open(&bound(key.id(), cell), &mut sealed)?)?;
    sealed.copy_within(NONCE_LEN..NONCE_LEN + length, 0);
    sealed.truncate(length);
    Some(sealed)
}

fn bound(key: KeyId, cell: Cell) -> Vec<u8> {
    let mut out = Vec::with_capacity(21);
    out.extend_from_slice(&cell.field.0.to_be_bytes());
    out.extend_from_slice(&cell.row.to_be_bytes());
    out.extend_from_slice(&key.0.to_be_bytes());
    out.push(VERSION);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;
    use kit_base::SeededEntropy;
    use proptest::collection::vec;
    use proptest::prelude::*;

    const CELL: Cell = Cell { field: FieldId(201), row: 77 };

    fn key(id: i64, seed: u64) -> Key {
        Key::new(KeyId(id), &Secret::random(&SeededEntropy::new(seed)))
    }

    fn sealed(plain: &[u8]) -> Vec<u8> {
        seal(&key(5, 1), CELL, plain, Padding::Short, &SeededEntropy::new(9))
    }

    #[test]
    fn the_layout_is_as_documented() {
        let bytes = sealed(b"Elsie Thackeray");
        assert_eq!(bytes.len(), 10 + 12 + 32 + 16);
        assert_eq!(bytes[..10], [1, 1, 0, 0, 0, 0, 0, 0, 0, 5]);
        let nonce: [u8; 12] = (&SeededEntropy::new(9) as &dyn Entropy).bytes();
        assert_eq!(bytes[10..22], nonce);
        assert_eq!(sealed(b"Al").len(), bytes.len(), "short names look alike");
    }

    // proves: attack E5
    #[test]
    fn a_value_opens_only_where_it_belongs() {
        let bytes = sealed(b"secret");
        assert_eq!(open(&key(5, 1), CELL, &bytes).unwrap().as_slice(), b"secret");
        let open_at =
            |id, seed, field, row| open(&key(id, seed), Cell { field: FieldId(field), row }, &bytes);
        assert!(open_at(5, 1, 202, 77).is_none(), "another column");
        assert!(open_at(5, 1, 201, 78).is_none(), "another row");
        assert!(open_at(5, 2, 201, 77).is_none(), "another key under the same id");
        assert!(open_at(6, 1, 201, 77).is_none(), "another id");
        let mut relabelled = bytes.clone();
        relabelled[9] = 6;
        assert!(open(&key(6, 1), CELL, &relabelled).is_none(), "the same key under another id");
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens(plain in vec(any::<u8>(), 0..2_000), short in any::<bool>(), row in any::<i64>(), field in any::<u32>(), seed in any::<u64>()) {
            let cell = Cell { field: FieldId(field), row };
            let padding = if short { Padding::Short } else { Padding::Padme };
            let bytes = seal(&key(row, seed), cell, &plain, padding, &SeededEntropy::new(seed ^ 1));
            prop_assert_eq!(open(&key(row, seed), cell, &bytes).unwrap().to_vec(), plain);
        }

        // proves: attack E5
        #[test]
        fn any_changed_bit_is_refused(plain in vec(any::<u8>(), 0..200), place in any::<prop::sample::Index>(), bit in 0..8) {
            let mut bytes = sealed(&plain);
            let place = place.index(bytes.len());
            bytes[place] ^= 1_u8 << bit;
            prop_assert!(open(&key(5, 1), CELL, &bytes).is_none());
        }

        // proves: attack E5
        #[test]
        fn any_other_length_is_refused(plain in vec(any::<u8>(), 0..200), cut in any::<prop::sample::Index>(), more in vec(any::<u8>(), 1..40)) {
            let bytes = sealed(&plain);
            prop_assert!(open(&key(5, 1), CELL, &bytes[..cut.index(bytes.len())]).is_none());
            prop_assert!(open(&key(5, 1), CELL, &[bytes, more].concat()).is_none());
        }

        // proves: attack E5
        #[test]
        fn arbitrary_bytes_are_refused(bytes in vec(any::<u8>(), 0..300)) {
            prop_assert!(open(&key(5, 1), CELL, &bytes).is_none());
        }
    }
}
