use std::sync::{Mutex, PoisonError};

use zeroize::Zeroizing;

/// Where random bytes come from.
pub trait Entropy: Send + Sync {
    /// Fills `bytes` with random bytes fit for keys.
    fn fill(&self, bytes: &mut [u8]);
}

impl dyn Entropy + '_ {
    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        self.fill(&mut out);
        out
    }
}

/// The operating system's random source.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    /// # Panics
    /// When the operating system has no random bytes to give: nothing secret can be made then, and going on
    /// would be worse than stopping.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine")]
    #[expect(clippy::expect_used, reason = "without randomness no key may be made")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gave no random bytes");
    }
}

/// Bytes of another source, asked for at once and given out piece by piece: for making many keys. What was given
/// out, and what is left at the end, is erased.
pub struct Ahead<'a> {
    source: &'a dyn Entropy,
    left: Mutex<Zeroizing<Vec<u8>>>,
}

impl<'a> Ahead<'a> {
    /// Draws `count` bytes. Whoever takes more gets the rest from `source` directly.
    pub fn draw(source: &'a dyn Entropy, count: usize) -> Self {
        let mut left = Zeroizing::new(vec![0; count]);
        source.fill(&mut left);
        Self { source, left: Mutex::new(left) }
    }
}

impl Entropy for Ahead<'_> {
    fn fill(&self, bytes: &mut [u8]) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(rest) = left.len().checked_sub(bytes.len()) else { return self.source.fill(bytes) };
        bytes.copy_from_slice(&left[rest..]);
        left[rest..].fill(0);
        left.truncate(rest);
    }
}

/// The same bytes for the same seed: for tests and for sample data, never for keys that protect anybody.
#[derive(Debug)]
pub struct SeededEntropy(Mutex<u64>);

impl SeededEntropy {
    /// A source that repeats itself for the same `seed`.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }
}

impl Entropy for SeededEntropy {
    /// SplitMix64 (Steele, Lea, Flood 2014), eight bytes a step.
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for chunk in bytes.chunks_mut(8) {
            *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = *state;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^= z >> 31;
            chunk.copy_from_slice(&z.to_le_bytes()[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_ahead_is_given_out_once_and_then_the_source_goes_on() {
        let all = SeededEntropy::new(7);
        let source: &dyn Entropy = &all;
        let drawn: [u8; 64] = source.bytes();
        let again = SeededEntropy::new(7);
        let ahead = Ahead::draw(&again, 64);
        let ahead: &dyn Entropy = &ahead;
        let (one, two): ([u8; 40], [u8; 24]) = (ahead.bytes(), ahead.bytes());
        assert_eq!([&two[..], &one[..]].concat(), drawn);
        assert_eq!(ahead.bytes::<16>(), source.bytes::<16>());
    }
}
