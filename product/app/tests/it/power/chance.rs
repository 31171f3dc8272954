//! Chance that can be had again: the same for the same seed.

use kit_base::{Entropy, SeededEntropy};

/// A source of chance.
pub struct Chance(SeededEntropy);

impl Chance {
    /// The source of `seed`.
    pub fn new(seed: u64) -> Self {
        Self(SeededEntropy::new(seed))
    }

    /// Any number below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        u64::from_le_bytes((&self.0 as &dyn Entropy).bytes()) % bound.max(1)
    }

    /// Yes, `often` times in a hundred.
    pub fn one_in_hundred(&mut self, often: u64) -> bool {
        self.below(100) < often
    }
}

/// How often something is done: the small count in ordinary runs, the full one with `PROVE=full`.
pub fn times(small: usize, full: usize) -> usize {
    if std::env::var_os("PROVE").is_some_and(|value| value == "full") { full } else { small }
}
