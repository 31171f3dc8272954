//! Opened keys and secrets, kept for a short time so that a page of fifty rows does not ask the ring fifty
//! times.

use std::borrow::Borrow;
use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use kit_base::{MINUTE, Millis};

/// How long something stays opened, from when the ring was asked; looking at it does not prolong this.
pub(crate) const OPEN_FOR: Millis = 5 * MINUTE;

/// A bounded cache whose entries go after [`OPEN_FOR`], or at once when they are destroyed.
pub(crate) struct Cache<K, V> {
    bound: usize,
    state: Mutex<State<K, V>>,
}

struct State<K, V> {
    entries: HashMap<K, (V, Millis)>,
    /// Oldest first; an entry put again has a stale place here too.
    order: VecDeque<(K, Millis)>,
    /// How many destructions there were.
    destructions: u64,
    /// What is being destroyed right now.
    barred: HashSet<K>,
}

/// Taken before the ring is asked: what the ring said before a destruction is not kept after it.
#[derive(Clone, Copy)]
pub(crate) struct Ticket(u64);

impl<K: Clone + Eq + Hash, V: Clone> Cache<K, V> {
    pub(crate) fn new(bound: usize) -> Self {
        let state = State {
            entries: HashMap::new(),
            order: VecDeque::new(),
            destructions: 0,
            barred: HashSet::new(),
        };
        Self { bound, state: Mutex::new(state) }
    }

    pub(crate) fn ticket(&self) -> Ticket {
        Ticket(self.state().destructions)
    }

    pub(crate) fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q, now: Millis) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let mut state = self.state();
        state.drop_old(now);
        state.entries.get(key).map(|(value, _)| value.clone())
    }

    /// Tells `found` of each of `keys` what there is, all as of one moment.
    pub(crate) fn each(
        &self,
        keys: impl Iterator<Item = K>,
        now: Millis,
        mut found: impl FnMut(K, Option<V>),
    ) {
        let mut state = self.state();
        state.drop_old(now);
        for key in keys {
            let value = state.entries.get(&key).map(|(value, _)| value.clone());
            found(key, value);
        }
    }

    pub(crate) fn put(&self, ticket: Ticket, key: K, value: V, now: Millis) {
        let mut state = self.state();
        if state.destructions != ticket.0 || state.barred.contains(&key) {
            return;
        }
        state.drop_old(now);
        while state.entries.len() >= self.bound && state.drop_oldest() {}
        state.order.push_back((key.clone(), now));
        state.entries.insert(key, (value, now));
    }

    /// Drops entries and takes none for these keys until [`Cache::destroyed`].
    pub(crate) fn bar(&self, keys: &[K]) {
        let mut state = self.state();
        for key in keys {
            state.entries.remove(key);
            state.barred.insert(key.clone());
        }
    }

    /// The destruction is over, done or failed.
    pub(crate) fn destroyed(&self, keys: &[K]) {
        let mut state = self.state();
        state.destructions += 1;
        for key in keys {
            state.barred.remove(key);
        }
    }

    /// Drops entries that another process destroyed.
    pub(crate) fn forget(&self, keys: &[K]) {
        self.bar(keys);
        self.destroyed(keys);
    }

    /// Drops what is too old.
    pub(crate) fn drop_old(&self, now: Millis) {
        self.state().drop_old(now);
    }

    fn state(&self) -> MutexGuard<'_, State<K, V>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Eq + Hash, V> State<K, V> {
    fn drop_old(&mut self, now: Millis) {
        // An entry from the future means that the clock was set back: nobody knows how old it is.
        while self.order.front().is_some_and(|(_, put)| now - put >= OPEN_FOR || now < *put) {
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) -> bool {
        let Some((key, put)) = self.order.pop_front() else {
            return false;
        };
        if self.entries.get(&key).is_some_and(|(_, at)| *at == put) {
            self.entries.remove(&key);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(cache: &Cache<i64, char>, key: i64, value: char, now: Millis) {
        cache.put(cache.ticket(), key, value, now);
    }

    #[test]
    fn entries_go_after_five_minutes_however_often_they_are_used() {
        let cache = Cache::new(10);
        put(&cache, 1, 'a', 1_000);
        assert_eq!(cache.get(&1, 1_000 + OPEN_FOR - 1), Some('a'));
        assert_eq!(cache.get(&1, 1_000 + OPEN_FOR), None);
        put(&cache, 1, 'b', 500_000);
        assert_eq!(cache.get(&1, 499_999), None, "the clock was set back");
        assert!(cache.state().entries.is_empty() && cache.state().order.is_empty());
    }

    #[test]
    fn the_cache_is_bounded_and_the_oldest_go_first() {
        let cache = Cache::new(3);
        for key in 1..=5 {
            put(&cache, key, 'x', key);
        }
        let there: Vec<i64> = (1..=5).filter(|key| cache.get(key, 10).is_some()).collect();
        assert_eq!(there, [3, 4, 5]);
        put(&cache, 3, 'y', 11);
        put(&cache, 6, 'x', 12);
        assert_eq!(cache.get(&3, 12), Some('y'), "what was put again counts from then");
        assert!(cache.state().entries.len() <= 3);
    }

    // A read that began before a destruction does not bring the key back
    #[test]
    fn nothing_read_before_a_destruction_is_kept_after_it() {
        let cache = Cache::new(10);
        put(&cache, 1, 'a', 0);
        let before = cache.ticket();
        cache.bar(&[1]);
        assert_eq!(cache.get(&1, 0), None);
        cache.put(before, 1, 'a', 0);
        put(&cache, 1, 'a', 0);
        assert_eq!(cache.get(&1, 0), None, "while it is being destroyed");
        cache.destroyed(&[1]);
        cache.put(before, 1, 'a', 0);
        assert_eq!(cache.get(&1, 0), None, "after it was destroyed");
    }
}
