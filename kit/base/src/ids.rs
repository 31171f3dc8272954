use std::sync::atomic::{AtomicI64, Ordering};

use crate::Millis;

/// 2024-01-01T00:00:00Z: the program's own beginning of time keeps ids short.
const BEGINNING: Millis = 1_704_067_200_000;
const NODE_BITS: u32 = 6;
const COUNTER_BITS: u32 = 15;

/// Makes row ids: positive `i64`s that grow with time.
///
/// An id is 42 bits of milliseconds since 2024, 6 bits of node and 15 bits of counter (32,768 ids a
/// millisecond; the counter runs over into the time, so ids of one node never repeat and never fall, even
/// when the clock is set back). Ids are made by the program, so that what refers to a row can be sealed and
/// written together with it. They tell when a row was made: never show one to the public.
#[derive(Debug)]
pub struct IdSource {
    node: i64,
    last: AtomicI64,
}

impl IdSource {
    /// A source for process number `node` (0 to 63) of the installation.
    pub fn new(node: u8) -> Self {
        Self::after(node, BEGINNING)
    }

    /// A source whose ids all come after those that the same number made up to `until`, whatever the clock
    /// says: another process had the number before, and its clock may have been ahead.
    pub fn after(node: u8, until: Millis) -> Self {
        let last = ((until - BEGINNING).max(0) << COUNTER_BITS) | ((1 << COUNTER_BITS) - 1);
        let last = if until > BEGINNING { last } else { 0 };
        Self { node: i64::from(node & ((1 << NODE_BITS) - 1)), last: AtomicI64::new(last) }
    }

    /// The next id, for something that happens at `now`.
    pub fn next(&self, now: Millis) -> i64 {
        // `last` holds milliseconds and counter without the node between them.
        let floor = (now - BEGINNING).max(0) << COUNTER_BITS;
        let step = |last: i64| Some(floor.max(last + 1));
        let last = self.last.fetch_update(Ordering::SeqCst, Ordering::SeqCst, step).unwrap_or(floor);
        let tick = floor.max(last + 1);
        let (millis, counter) = (tick >> COUNTER_BITS, tick & ((1 << COUNTER_BITS) - 1));
        (millis << (NODE_BITS + COUNTER_BITS)) | (self.node << COUNTER_BITS) | counter
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_even_when_the_clock_falls() {
        let ids = IdSource::new(3);
        let start = BEGINNING + 1_000;
        let made: Vec<i64> =
            (0..100_000).map(|n| ids.next(if n % 7 == 0 { start - 500 } else { start })).collect();
        assert!(made.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(made[0] > 0);
    }

    #[test]
    fn a_number_taken_over_goes_on_after_the_ids_of_the_one_before() {
        let (before, now) = (IdSource::new(5), BEGINNING + 90_000);
        let made: Vec<i64> = (0..1_000).map(|n| before.next(now + n)).collect();
        let after = IdSource::after(5, now + 1_000);
        // Its clock is a minute behind.
        let first = after.next(now - 60_000);
        assert!(made.iter().all(|id| *id < first), "{first} was given before");
        assert_eq!((first >> COUNTER_BITS) & 63, 5);
    }

    #[test]
    fn two_nodes_never_make_the_same_id() {
        let (a, b) = (IdSource::new(0), IdSource::new(1));
        let now = BEGINNING + 5;
        let mut all: Vec<i64> = (0..1_000).flat_map(|_| [a.next(now), b.next(now)]).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 2_000);
    }
}
