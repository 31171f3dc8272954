//! Chance in small portions.

use kit_base::Entropy;

/// Draws from a source of randomness.
#[derive(Clone, Copy)]
pub(super) struct Dice<'a>(&'a dyn Entropy);

impl<'a> Dice<'a> {
    pub(super) fn new(entropy: &'a dyn Entropy) -> Self {
        Self(entropy)
    }

    /// A number below `end`, 0 when there is none.
    pub(super) fn below(self, end: usize) -> usize {
        u32::from_be_bytes(self.0.bytes()) as usize % end.max(1)
    }

    /// A number from `first` to `last`.
    pub(super) fn between(self, first: u32, last: u32) -> u32 {
        first + self.below((last.saturating_sub(first) + 1) as usize) as u32
    }

    /// True so many times in a hundred.
    pub(super) fn chance(self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of `all`, which is not empty.
    pub(super) fn pick<T: Copy>(self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// One of the words in `list`, which `between` separates.
    pub(super) fn of(self, list: &'static str, between: &str) -> &'static str {
        let all: Vec<&str> = list.split(between).collect();
        self.pick(&all)
    }

    /// Two different ones of the words in `list`.
    pub(super) fn two(self, list: &'static str, between: &str) -> [&'static str; 2] {
        let mut all: Vec<&str> = list.split(between).collect();
        let first = all.swap_remove(self.below(all.len()));
        [first, self.pick(&all)]
    }

    /// Another order (Fisher and Yates).
    pub(super) fn shuffle<T>(self, all: &mut [T]) {
        for at in (1..all.len()).rev() {
            all.swap(at, self.below(at + 1));
        }
    }
}
