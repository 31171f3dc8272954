//! Keys handed to this process and not yet taken: in memory only, so that taking one writes nothing.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::{Domain, Key, KeyId};

/// How many keys of a domain a process is handed at a time.
pub(crate) const BATCH: usize = 64;
/// With fewer than this it is time to be handed more.
const LOW: usize = BATCH / 2;

/// The keys of this process, by domain.
pub(crate) struct Stock {
    keys: Mutex<HashMap<Domain, Vec<Key>>>,
    /// One hand-out at a time, so that a rush of takers is served by one batch.
    turn: tokio::sync::Mutex<()>,
    low: Notify,
}

impl Stock {
    pub(crate) fn new() -> Self {
        Self { keys: Mutex::default(), turn: tokio::sync::Mutex::new(()), low: Notify::new() }
    }

    /// A key, if there is one left.
    pub(crate) fn take(&self, domain: Domain) -> Option<Key> {
        let mut keys = self.keys();
        let left = keys.entry(domain).or_default();
        let taken = left.pop();
        if left.len() < LOW {
            self.low.notify_one();
        }
        taken
    }

    /// Adds keys that were handed to this process; the one handed first is taken first.
    pub(crate) fn add(&self, domain: Domain, mut new: Vec<Key>) {
        let mut keys = self.keys();
        let left = keys.entry(domain).or_default();
        new.sort_by_key(|key| std::cmp::Reverse(key.id()));
        new.append(left);
        *left = new;
    }

    /// How many more keys make a domain's batch full.
    pub(crate) fn wanted(&self, domain: Domain) -> usize {
        BATCH.saturating_sub(self.keys().get(&domain).map_or(0, Vec::len))
    }

    /// Drops keys that were destroyed.
    pub(crate) fn forget(&self, ids: &[KeyId]) {
        for left in self.keys().values_mut() {
            left.retain(|key| !ids.contains(&key.id()));
        }
    }

    pub(crate) async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Waits until some domain runs low.
    pub(crate) async fn low(&self) {
        self.low.notified().await;
    }

    fn keys(&self) -> MutexGuard<'_, HashMap<Domain, Vec<Key>>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
