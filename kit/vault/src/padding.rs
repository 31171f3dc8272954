//! How long a sealed text looks: padded, so that its length tells little about what it says.
//!
//! The plain text is followed by one byte 0x80 and zeros (ISO/IEC 7816-4), inside what is sealed.

/// The byte that ends the plain text.
const END: u8 = 0x80;

/// To what length a text is padded before it is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Padding {
    /// To the next multiple of 32 bytes: names, addresses, lines.
    Short,
    /// PADMÉ, at least 256 bytes: messages and files. At most 12 % more; the length of a text of `n` bytes
    /// tells O(log log n) bits (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and
    /// Communication with PURBs", PETS 2019, §4).
    Padme,
}

impl Padding {
    /// The padded length of a text of `plain` bytes; always at least one more.
    pub(crate) fn padded(self, plain: usize) -> usize {
        let needed = plain + 1;
        match self {
            Self::Short => needed.next_multiple_of(32),
            Self::Padme => padme(needed).max(256),
        }
    }
}

/// The smallest permitted length of at least `length` bytes: the number's lowest `E − S` bits are zero,
/// where `E = ⌊log₂ length⌋` and `S = ⌊log₂ E⌋ + 1`.
fn padme(length: usize) -> usize {
    if length < 2 {
        return length;
    }
    let exponent = length.ilog2();
    let kept = exponent.checked_ilog2().map_or(0, |log| log + 1);
    length.next_multiple_of(1 << exponent.saturating_sub(kept))
}

/// Appends `plain` and its padding.
pub(crate) fn pad(out: &mut Vec<u8>, plain: &[u8], padding: Padding) {
    let end = out.len() + padding.padded(plain.len());
    out.extend_from_slice(plain);
    out.push(END);
    out.resize(end, 0);
}

/// How many bytes of `padded` are the plain text; nothing when it does not end as [`pad`] ends it.
pub(crate) fn plain_len(padded: &[u8]) -> Option<usize> {
    let last = padded.iter().rposition(|byte| *byte != 0)?;
    (padded[last] == END).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_follow_the_published_rule() {
        // Worked from the rule by hand: 9 → E 3, S 2, multiples of 2; 1000 → E 9, S 4, multiples of 32.
        assert_eq!((padme(8), padme(9), padme(1_000), padme(1_025)), (8, 10, 1_024, 1_088));
        assert_eq!(
            (Padding::Padme.padded(0), Padding::Padme.padded(255), Padding::Padme.padded(256)),
            (256, 256, 272)
        );
        assert_eq!(
            (Padding::Short.padded(0), Padding::Short.padded(31), Padding::Short.padded(32)),
            (32, 32, 64)
        );
    }

    #[test]
    fn what_was_not_padded_is_refused() {
        assert_eq!(plain_len(&[]), None);
        assert_eq!(plain_len(&[0; 32]), None);
        assert_eq!(plain_len(&[1, 0, 0]), None);
    }

    proptest! {
        #[test]
        fn padding_comes_off_again(plain in proptest::collection::vec(any::<u8>(), 0..700), short in any::<bool>()) {
            let padding = if short { Padding::Short } else { Padding::Padme };
            let mut out = vec![9; 3];
            pad(&mut out, &plain, padding);
            prop_assert_eq!(out.len(), 3 + padding.padded(plain.len()));
            prop_assert_eq!(plain_len(&out[3..]), Some(plain.len()));
        }

        #[test]
        fn padme_costs_at_most_an_eighth(length in 1_usize..1 << 40) {
            prop_assert!(padme(length) >= length);
            prop_assert!(padme(length) - length <= length / 8);
        }
    }
}
