//! Keys handed to this process and not yet taken: in memory only, so that taking one writes nothing.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use kit_base::{Millis, SECOND};
use tokio::sync::Notify;

use crate::{Domain, Key, KeyId};

/// How many keys of a domain a process is handed at a time while little happens.
pub(crate) const BATCH: usize = 64;
/// The most it is handed at a time while much happens.
const LARGEST: usize = 16 * BATCH;
/// A batch that lasts less than this is too small.
const SHORT: Millis = SECOND;
/// A batch that lasts longer than this may be smaller.
const LONG: Millis = 10 * SECOND;

/// The keys of this process, by domain.
pub(crate) struct Stock {
    racks: Mutex<HashMap<Domain, Rack>>,
    /// One hand-out at a time, so that a rush of takers is served by one batch.
    turn: tokio::sync::Mutex<()>,
    low: Notify,
}

/// The keys of one domain.
struct Rack {
    keys: Vec<Key>,
    /// How many there are when it is full.
    size: usize,
    /// When it was last filled.
    filled: Millis,
}

impl Stock {
    pub(crate) fn new() -> Self {
        Self { racks: Mutex::default(), turn: tokio::sync::Mutex::new(()), low: Notify::new() }
    }

    /// A key, if there is one left.
    pub(crate) fn take(&self, domain: Domain) -> Option<Key> {
        let mut all = self.racks();
        let rack = all.entry(domain).or_default();
        let taken = rack.keys.pop();
        if rack.keys.len() < rack.size / 2 {
            self.low.notify_one();
        }
        taken
    }

    /// Adds keys that were handed to this process; the one handed first is taken first.
    pub(crate) fn add(&self, domain: Domain, mut new: Vec<Key>) {
        let mut all = self.racks();
        let left = &mut all.entry(domain).or_default().keys;
        new.sort_by_key(|key| std::cmp::Reverse(key.id()));
        new.append(left);
        *left = new;
    }

    /// How many more keys make a domain's batch full at `now`. A batch that did not last gets larger, so that however
    /// much happens, the ring is written a few times a second at most.
    pub(crate) fn wanted(&self, domain: Domain, now: Millis) -> usize {
        let mut all = self.racks();
        let rack = all.entry(domain).or_default();
        if rack.keys.len() < rack.size / 2 {
            let lasted = now - rack.filled;
            if (0..SHORT).contains(&lasted) {
                rack.size = LARGEST.min(rack.size * 2);
            } else if lasted > LONG {
                rack.size = BATCH.max(rack.size / 2);
            }
            rack.filled = now;
        }
        rack.size.saturating_sub(rack.keys.len())
    }

    /// Whether nothing is left of a domain.
    pub(crate) fn is_empty(&self, domain: Domain) -> bool {
        self.racks().get(&domain).is_none_or(|rack| rack.keys.is_empty())
    }

    /// Drops keys that were destroyed.
    pub(crate) fn forget(&self, ids: &[KeyId]) {
        for rack in self.racks().values_mut() {
            rack.keys.retain(|key| !ids.contains(&key.id()));
        }
    }

    pub(crate) async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Waits until some domain runs low.
    pub(crate) async fn low(&self) {
        self.low.notified().await;
    }

    fn racks(&self) -> MutexGuard<'_, HashMap<Domain, Rack>> {
        self.racks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Rack {
    fn default() -> Self {
        Self { keys: Vec::new(), size: BATCH, filled: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Secret;

    fn fill(stock: &Stock, now: Millis) -> usize {
        let secret = Secret::from_slice(&[7; 32]).unwrap();
        let wanted = stock.wanted(Domain::Client, now);
        let keys = (0..wanted as i64).map(|id| Key::new(KeyId(now * 10_000 + id), &secret));
        stock.add(Domain::Client, keys.collect());
        wanted
    }

    fn empty(stock: &Stock) -> usize {
        std::iter::from_fn(|| stock.take(Domain::Client)).count()
    }

    #[test]
    fn a_batch_grows_while_it_does_not_last_and_shrinks_again() {
        let stock = Stock::new();
        let begin = 1_000_000;
        assert_eq!((fill(&stock, begin), empty(&stock)), (64, 64));
        for (at, size) in [(100, 128), (200, 256), (300, 512), (400, 1_024), (500, 1_024), (4_000, 1_024)] {
            assert_eq!((fill(&stock, begin + at), empty(&stock)), (size, size), "{at}");
        }
        for (at, size) in [(20_000, 512), (40_000, 256), (60_000, 128), (80_000, 64), (99_000, 64)] {
            assert_eq!((fill(&stock, begin + at), empty(&stock)), (size, size), "{at}");
        }
        // A clock that was set back is no reason for anything.
        assert_eq!(fill(&stock, 0), 64);
        assert!(!stock.is_empty(Domain::Client) && stock.is_empty(Domain::Request));
        assert_eq!(stock.wanted(Domain::Client, 1), 0);
    }
}
