//! What waits for the thread that writes.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::{Error, Result};

/// Something to be done, in order.
pub(crate) struct Item {
    pub(crate) stream: usize,
    pub(crate) entries: Vec<Vec<u8>>,
    /// Who waits for it. Entries nobody waits for stay in line when the disk refuses them.
    pub(crate) ack: Option<oneshot::Sender<Result<u64>>>,
    pub(crate) work: Work,
}

/// What is asked besides writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    Write,
    Settle,
    /// Whether the stream can be written.
    Probe,
}

#[derive(Default)]
struct Waiting {
    items: VecDeque<Item>,
    /// Entries among them.
    entries: usize,
    /// When they must be begun with.
    due: Option<Instant>,
    closed: bool,
    asleep: Asleep,
}

/// How the writer waits.
#[derive(Debug, Clone, Copy, Default)]
enum Asleep {
    #[default]
    No,
    Until(Instant),
    UntilWoken,
}

/// The line.
pub(crate) struct Queue {
    waiting: Mutex<Waiting>,
    woken: Condvar,
    most: usize,
}

/// What the writer is told.
pub(crate) enum Next {
    Items(Vec<Item>),
    /// Nothing came until the time it asked for.
    Idle,
    Closed,
}

impl Queue {
    pub(crate) fn new(most: usize) -> Self {
        Self { waiting: Mutex::default(), woken: Condvar::new(), most }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts an item at the end; it is begun with after `patience` at the latest.
    pub(crate) fn push(&self, item: Item, patience: Duration) -> Result<()> {
        let mut waiting = self.lock();
        if waiting.closed {
            return Err(Error::Closed);
        }
        if waiting.entries + item.entries.len() > self.most {
            return Err(Error::Full);
        }
        waiting.entries += item.entries.len();
        waiting.items.push_back(item);
        let due = Instant::now() + patience;
        if waiting.due.is_none_or(|other| due < other) {
            waiting.due = Some(due);
        }
        // Waking costs more than everything else here, so only a writer that would sleep too long is woken.
        let wake = match waiting.asleep {
            Asleep::Until(until) => due < until || waiting.entries >= BATCH,
            Asleep::UntilWoken => true,
            Asleep::No => false,
        };
        drop(waiting);
        if wake {
            self.woken.notify_one();
        }
        Ok(())
    }

    /// Entries that wait.
    pub(crate) fn length(&self) -> usize {
        self.lock().entries
    }

    /// Lets nothing more in. What waits is still written.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.woken.notify_one();
    }

    /// Puts back what could not be written, before everything else; it is due again after `pause`.
    pub(crate) fn put_back(&self, items: Vec<Item>, pause: Duration) {
        let mut waiting = self.lock();
        for item in items.into_iter().rev() {
            waiting.entries += item.entries.len();
            waiting.items.push_front(item);
        }
        let due = Instant::now() + pause;
        waiting.due = Some(waiting.due.map_or(due, |other| other.min(due)));
    }

    /// Waits until something is due, or until `until`, and takes a batch.
    pub(crate) fn next(&self, until: Option<Instant>) -> Next {
        let mut waiting = self.lock();
        loop {
            let now = Instant::now();
            if waiting.closed && waiting.items.is_empty() {
                return Next::Closed;
            }
            let ready =
                waiting.closed || waiting.entries >= BATCH || waiting.due.is_some_and(|due| due <= now);
            if ready && !waiting.items.is_empty() {
                return Next::Items(take(&mut waiting));
            }
            if until.is_some_and(|until| until <= now) {
                return Next::Idle;
            }
            let sleep_until = match (waiting.due, until) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
            waiting.asleep = sleep_until.map_or(Asleep::UntilWoken, Asleep::Until);
            waiting = match sleep_until {
                Some(until) => {
                    let pause = until.saturating_duration_since(now);
                    self.woken.wait_timeout(waiting, pause).unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.woken.wait(waiting).unwrap_or_else(PoisonError::into_inner),
            };
            waiting.asleep = Asleep::No;
        }
    }
}

/// Entries written at once, unless one item alone has more.
const BATCH: usize = 1_000;

fn take(waiting: &mut Waiting) -> Vec<Item> {
    let mut taken = Vec::new();
    let mut entries = 0;
    while let Some(item) = waiting.items.front() {
        if entries > 0 && entries + item.entries.len() > BATCH {
            break;
        }
        entries += item.entries.len();
        taken.extend(waiting.items.pop_front());
    }
    waiting.entries -= entries;
    if waiting.items.is_empty() {
        waiting.due = None;
    } else {
        waiting.due = Some(Instant::now());
    }
    taken
}
