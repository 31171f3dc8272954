//! What the writer counts of its work.

use std::sync::atomic::{AtomicU64, Ordering};

/// Sizes of batches are told apart by these: up to so many entries.
pub const BATCHES: [u64; 5] = [1, 10, 100, 1_000, 10_000];

/// What was written since the ledger was opened, and what waits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Entries that wait to be written.
    pub waiting: usize,
    /// Batches written, each with one synchronisation: how many had up to as many entries as [`BATCHES`] says.
    pub batches: [u64; BATCHES.len()],
    /// All batches written.
    pub all: u64,
    /// Entries in them.
    pub entries: u64,
    /// Batches that could not be written. Their entries were refused, or tried again.
    pub failed: u64,
}

/// The same while it is being counted.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    batches: [AtomicU64; BATCHES.len()],
    all: AtomicU64,
    entries: AtomicU64,
    failed: AtomicU64,
}

impl Counted {
    /// Counts a batch; one without entries is none.
    pub(crate) fn batch(&self, entries: usize, written: bool) {
        let entries = entries as u64;
        if entries == 0 {
            return;
        }
        if !written {
            self.failed.fetch_add(1, Ordering::Relaxed);
            return;
        }
        for (most, count) in BATCHES.iter().zip(&self.batches) {
            if entries <= *most {
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
        self.all.fetch_add(1, Ordering::Relaxed);
        self.entries.fetch_add(entries, Ordering::Relaxed);
    }

    pub(crate) fn stats(&self, waiting: usize) -> Stats {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let batches = self.batches.each_ref().map(of);
        let (all, entries, failed) = (of(&self.all), of(&self.entries), of(&self.failed));
        Stats { waiting, batches, all, entries, failed }
    }
}
