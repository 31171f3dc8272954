//! The signs of the newest questions, kept in memory so that a question that comes can be compared with all of them
//! and costs one row. What other processes took in is read from the table, once a second at most and only when a
//! question comes; in that second each process counts its own, so that a few more may pass than the setting says.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ground::Ground;
use kit_base::{DAY, Millis, SECOND};

use super::signs::{Sign, Signs, bytes_of, values_of};
use super::store::{self, SignRow};

/// For so long a question is remembered.
const LONG: Millis = DAY;
/// So many are, whatever comes.
const MOST: usize = 20_000;
/// So many of the newest are known by one sign: more than are ever asked for.
const MOST_BY_SIGN: usize = 1_500;
/// How often the table is read at most.
const PAUSE: Millis = SECOND;
/// Rows can be seen so much later than they say they were written.
const LATE: Millis = 10 * SECOND;

/// The signs of the newest questions, for all who share this process.
#[derive(Clone, Default)]
pub struct Seen(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    all: BTreeMap<Place, Mark>,
    /// Where each sign is found, the newest last.
    by_sign: HashMap<u64, VecDeque<Place>>,
    read_at: Option<Millis>,
}

/// When a question came, and its row id.
type Place = (Millis, i64);

struct Mark {
    day: i64,
    group: i64,
    signs: Signs,
}

/// A question that came: its signs under the secrets of the days that questions are remembered of.
pub(super) struct Came {
    pub id: i64,
    pub at: Millis,
    /// The day it came on, first, and those before.
    pub days: Vec<(i64, Signs)>,
}

/// What a question was found to have in common with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// With how many it shares a link.
    pub links: i64,
    /// With how many others it shares the text.
    pub texts: i64,
    /// The first of all these, or the question itself.
    pub group: i64,
    /// What the first of those with the same text belongs to.
    pub text_group: Option<i64>,
}

impl Found {
    /// With how many it has something in common.
    pub fn alike(&self) -> i64 {
        self.links + self.texts
    }

    /// What most of them share with it.
    pub fn sign(&self) -> Sign {
        if self.links >= self.texts { Sign::Link } else { Sign::Text }
    }
}

/// A question that is remembered as long as it turns out to be kept: else dropping this forgets it.
pub(super) struct Entered {
    seen: Seen,
    place: Option<Place>,
    /// What is stored of it.
    pub row: SignRow,
}

impl Seen {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads what was written since the table was last read.
    pub(super) async fn refresh(&self, ground: &Ground) -> kit_db::Result<()> {
        let now = ground.now();
        let before = self.kept().read_at;
        let knows_all = |at: Millis| !ground.db.is_shared() || (at..at + PAUSE).contains(&now);
        if before.is_some_and(knows_all) {
            return Ok(());
        }
        let since = before.map_or(now - LONG, |at| (at - LATE).max(now - LONG));
        let most = i64::try_from(MOST).unwrap_or(i64::MAX);
        let rows = ground.db.read(move |conn| store::signs_since(conn, since, most)).await?;
        let mut kept = self.kept();
        kept.read_at = Some(now);
        for row in rows.into_iter().rev() {
            let signs = Signs { sketch: values_of(&row.sketch), hosts: values_of(&row.hosts) };
            kept.put((row.at, row.id), Mark { day: row.day, group: row.group_id, signs });
        }
        kept.bound(now);
        Ok(())
    }

    /// Compares `came` with what is remembered, and remembers it.
    pub(super) fn enter(&self, came: Came) -> (Entered, Found) {
        let mut kept = self.kept();
        kept.bound(came.at);
        let found = kept.look(&came);
        let (day, signs) = came.days.into_iter().next().unwrap_or_default();
        let row = SignRow {
            at: came.at,
            id: came.id,
            day,
            group_id: found.group,
            sketch: bytes_of(&signs.sketch),
            hosts: bytes_of(&signs.hosts),
        };
        let place = (came.at, came.id);
        kept.put(place, Mark { day, group: found.group, signs });
        drop(kept);
        (Entered { seen: self.clone(), place: Some(place), row }, found)
    }
}

impl Kept {
    /// Remembers a question, unless it is remembered already.
    fn put(&mut self, place: Place, mark: Mark) {
        if self.all.contains_key(&place) {
            return;
        }
        for sign in mark.signs.all() {
            let places = self.by_sign.entry(sign).or_default();
            places.push_back(place);
            if places.len() > MOST_BY_SIGN {
                places.pop_front();
            }
        }
        self.all.insert(place, mark);
    }

    /// Forgets a question.
    fn forget(&mut self, place: Place) {
        let Some(mark) = self.all.remove(&place) else { return };
        for sign in mark.signs.all() {
            let Entry::Occupied(mut entry) = self.by_sign.entry(sign) else { continue };
            let places = entry.get_mut();
            // It is one of the oldest or one of the newest.
            if places.front() == Some(&place) {
                places.pop_front();
            } else if let Some(at) = places.iter().rposition(|one| *one == place) {
                places.remove(at);
            }
            if places.is_empty() {
                entry.remove();
            }
        }
    }

    /// Forgets what is too old, and what is too much.
    fn bound(&mut self, now: Millis) {
        while let Some((place, _)) = self.all.first_key_value() {
            let place = *place;
            if place.0 >= now - LONG && self.all.len() <= MOST {
                return;
            }
            self.forget(place);
        }
    }

    /// What `came` has in common with what is remembered.
    fn look(&self, came: &Came) -> Found {
        let signs = came.days.iter().flat_map(|(_, signs)| signs.all());
        let near: BTreeSet<Place> =
            signs.filter_map(|sign| self.by_sign.get(&sign)).flatten().copied().collect();
        let shared = |place: &Place| {
            let mark = self.all.get(place)?;
            let (_, signs) = came.days.iter().find(|(day, _)| *day == mark.day)?;
            Some((signs.shared(&mark.signs)?, mark.group))
        };
        let (mut links, mut texts, mut group, mut text_group) = (0, 0, None, None);
        for (sign, of) in near.iter().filter_map(shared) {
            group = group.or(Some(of));
            match sign {
                Sign::Link => links += 1,
                Sign::Text => {
                    texts += 1;
                    text_group = text_group.or(Some(of));
                }
            }
        }
        Found { links, texts, group: group.unwrap_or(came.id), text_group }
    }
}

impl Entered {
    /// The question was kept.
    pub fn stays(mut self) {
        self.place = None;
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            self.seen.kept().forget(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn came(id: i64, at: Millis, host: u64) -> Came {
        let signs = Signs { sketch: Vec::new(), hosts: vec![host] };
        Came { id, at, days: vec![(at.div_euclid(DAY), signs.clone()), (at.div_euclid(DAY) - 1, signs)] }
    }

    #[test]
    fn what_came_is_counted_for_a_day_and_what_was_not_kept_is_not() {
        let seen = Seen::default();
        for id in 0..4 {
            let (entered, found) = seen.enter(came(id, id * 1_000, 7));
            assert_eq!((found.alike(), found.group), (id, 0));
            entered.stays();
        }
        drop(seen.enter(came(4, 4_000, 7)));
        assert_eq!(seen.enter(came(5, 5_000, 7)).1.alike(), 4, "the one before was not kept");
        let none = Found { links: 0, texts: 0, group: 6, text_group: None };
        assert_eq!(seen.enter(came(6, 6_000, 8)).1, none);
        let (_, later) = seen.enter(came(7, DAY + 1_500, 7));
        assert_eq!(later.alike(), 2, "two came in the last day");
    }

    #[test]
    fn only_so_many_are_remembered() {
        let seen = Seen::default();
        let most = MOST as i64 + 10;
        for id in 0..most {
            let signs = Signs { sketch: Vec::new(), hosts: vec![7] };
            seen.kept().put((id, id), Mark { day: 0, group: 0, signs });
        }
        let (entered, found) = seen.enter(came(most, most, 7));
        assert_eq!((found.alike(), found.group), (MOST_BY_SIGN as i64, 0));
        drop(entered);
        let mut kept = seen.kept();
        assert_eq!(kept.all.len(), MOST);
        assert_eq!(
            kept.by_sign[&7].len(),
            MOST_BY_SIGN - 1,
            "the oldest gave its place to the one that did not stay"
        );
        kept.bound(2 * DAY);
        assert!(kept.all.is_empty() && kept.by_sign.is_empty());
    }
}
