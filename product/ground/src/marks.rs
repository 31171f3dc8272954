//! Marks of when somebody last did something, written down a moment later and many at once.
//!
//! **What it is for.** That a page was looked at is worth remembering and not worth a sync of the disk before
//! the page is shown. A mark is in force in this process when it is made ([`Marks::of`] tells it) and in the
//! database within half a second, all marks of that time in one transaction.
//!
//! **What it refuses.** It keeps nothing that anybody was promised: a process that is killed takes the marks
//! of its last half second with it, and on a full disk they are not written. What must not be lost is written
//! with [`kit_db::Db::write`].
//!
//! To add one: a `static` [`Kind`] in the slice whose table it is. Its statement never sets a mark back: another
//! process, or an act of the same person, may have written a later one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kit_base::Millis;
use kit_db::{Conn, Db};

/// How long a mark waits for others: whoever runs the process calls [`Marks::write`] so often.
pub const EVERY: Duration = Duration::from_millis(500);
/// Most marks that wait; further ones are not made until these are written.
const MOST: usize = 10_000;

/// Whose mark, and on what: row ids.
pub type Place = (i64, i64);

/// A kind of mark, and the statement that writes one.
pub struct Kind {
    /// What it is called in messages.
    pub name: &'static str,
    /// Writes that `place` has the mark of a time.
    pub write: fn(&mut Conn, Place, Millis) -> kit_db::Result<()>,
}

/// The marks of this process that are not written yet. Clones are the same ones.
#[derive(Clone, Default)]
pub struct Marks(Arc<Mutex<Waiting>>);

#[derive(Default)]
struct Waiting {
    kinds: Vec<(&'static Kind, HashMap<Place, Millis>)>,
}

impl Marks {
    /// Makes a mark. It is written when [`Marks::write`] is called next.
    pub fn make(&self, kind: &'static Kind, place: Place, at: Millis) {
        let mut waiting = self.waiting();
        if waiting.len() < MOST {
            waiting.of(kind).insert(place, at);
        }
    }

    /// When `place` was marked, if that is not written yet.
    pub fn of(&self, kind: &'static Kind, place: Place) -> Option<Millis> {
        let waiting = self.waiting();
        let mut kinds = waiting.kinds.iter();
        kinds.find(|(there, _)| std::ptr::eq(*there, kind)).and_then(|(_, marks)| marks.get(&place).copied())
    }

    /// Writes all that wait, in one transaction; returns when it is durable, or when it is known that it will
    /// not be.
    pub async fn write(&self, db: &Db) {
        let taken: Vec<_> = {
            let waiting = self.waiting();
            let marks = waiting.kinds.iter();
            marks.filter(|(_, marks)| !marks.is_empty()).map(|(kind, marks)| (*kind, marks.clone())).collect()
        };
        if taken.is_empty() {
            return;
        }
        let written = taken.clone();
        let outcome = db
            .write(move |conn| {
                for (kind, marks) in &taken {
                    // In key order, so that two processes never wait for each other crosswise.
                    let mut marks: Vec<(Place, Millis)> = marks.iter().map(|(p, at)| (*p, *at)).collect();
                    marks.sort_unstable();
                    for (place, at) in marks {
                        (kind.write)(conn, place, at)?;
                    }
                }
                Ok(())
            })
            .await;
        if let Err(error) = outcome {
            let names: Vec<&str> = written.iter().map(|(kind, _)| kind.name).collect();
            tracing::warn!(%error, kinds = ?names, "marks could not be written and are dropped");
        }
        let mut waiting = self.waiting();
        for (kind, marks) in written {
            // One made anew meanwhile waits for the next time.
            waiting.of(kind).retain(|place, at| marks.get(place) != Some(at));
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn len(&self) -> usize {
        self.kinds.iter().map(|(_, marks)| marks.len()).sum()
    }

    fn of(&mut self, kind: &'static Kind) -> &mut HashMap<Place, Millis> {
        let at = self.kinds.iter().position(|(there, _)| std::ptr::eq(*there, kind));
        let at = at.unwrap_or_else(|| {
            self.kinds.push((kind, HashMap::new()));
            self.kinds.len() - 1
        });
        &mut self.kinds[at].1
    }
}
