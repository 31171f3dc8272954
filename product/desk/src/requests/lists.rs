//! Lists of requests and the counts behind them, as one person sees them.
//!
//! The rule is that of `policy::may` for one object, from the same columns: [`seen`] as a condition. Whose right
//! to see requests reaches everything reads one index; whose right reaches less far reads one for each way they
//! may come to a request, and what comes of them is put together, so that no list reads what it does not show.

use std::collections::HashSet;

use diesel::dsl::not;
use diesel::prelude::*;
use ground::guard::Permission;
use ground::guard::policy::Scope;
use ground::staff::Person;
use kit_base::{Direction, Millis};
use kit_db::{Conn, MultiBackend, one_of};

use super::store::{self, Counts, ListRow, RequestRow, request};

/// A list of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Open, and this person has them.
    Mine,
    /// Open, and nobody has them.
    Unallocated,
    /// Open, and a team of this person has them.
    Team,
    /// Open at this person's location.
    Location,
    /// Open anywhere.
    All,
    /// Closed anywhere, newest first.
    Closed,
}

/// Where in a list to go on: the sort value and the id of the row at the edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// `due_at`, or `closed_at` in the list of closed ones.
    pub at: i64,
    /// Row id.
    pub id: i64,
}

/// How far the person's right to see requests reaches.
fn reach(person: &Person) -> Scope {
    person.rights.reach(Permission::RequestView)
}

/// The views that `person` has, in the order of the side list.
pub fn views(person: &Person) -> Vec<View> {
    let reach = reach(person);
    let has = |view: &View| match view {
        View::Mine | View::Closed => reach >= Scope::Assigned,
        View::Team => reach >= Scope::Team && !person.teams.is_empty(),
        View::Unallocated => reach >= Scope::Team,
        View::Location => reach >= Scope::Location,
        View::All => reach >= Scope::All,
    };
    View::ALL.into_iter().filter(has).collect()
}

/// Reads the counts `person` sees. The table has one row for each way requests are spread over locations,
/// teams, people and visibility, however many requests there are.
pub(super) fn counts(conn: &mut Conn, person: &Person) -> kit_db::Result<Counts> {
    // ` 12 15 `: what a team's id between two spaces is looked for in.
    let mut teams = person.teams.iter().fold(String::new(), |all, team| all + " " + &team.to_string());
    teams.push(' ');
    store::counts(conn, person.id.0, &teams, person.location.0, reach(person) as i64)
}

pub(super) type Boxed<'a> = request::BoxedQuery<'a, MultiBackend>;

/// Up to `limit` rows of `view` as `person` sees it, from `cursor` on in `direction`: in the list's order
/// when read forward, in reverse when read back.
pub(super) fn list(
    conn: &mut Conn,
    person: &Person,
    view: View,
    (cursor, direction): (Option<Cursor>, Direction),
    limit: i64,
) -> kit_db::Result<Vec<ListRow>> {
    // Closed ones are read newest first: forward is down.
    let up = (direction == Direction::Forward) != (view == View::Closed);
    let parts = seen(person, view).into_iter().map(|part| {
        let part = in_order(part, view != View::Closed, cursor, up).limit(limit);
        part.select(ListRow::as_select()).load(conn)
    });
    let parts = parts.collect::<Result<_, _>>()?;
    Ok(one_list(parts, up, limit, |row: &ListRow| (row.at(), row.id)))
}

/// The first `limit` of what several queries gave, each in its order, upwards or downwards by `key`. What several gave
/// is there once.
fn one_list<R>(mut parts: Vec<Vec<R>>, up: bool, limit: i64, key: impl Fn(&R) -> (i64, i64)) -> Vec<R> {
    if parts.len() == 1 {
        return parts.remove(0);
    }
    let mut all: Vec<R> = parts.into_iter().flatten().collect();
    all.sort_by(|a, b| if up { key(a).cmp(&key(b)) } else { key(b).cmp(&key(a)) });
    all.dedup_by_key(|row| key(row));
    all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    all
}

/// What a column says: the same of one and of the other, which are two types.
macro_rules! by {
    ($open:expr, |$at:ident| $query:expr) => {
        if $open {
            let $at = request::due_at;
            $query
        } else {
            let $at = request::closed_at;
            $query
        }
    };
}

/// The rows of `query`, open or closed ones, from `cursor` on, upwards or downwards: open ones by when the answer is
/// due, closed ones by when they were closed.
pub(super) fn in_order(
    query: Boxed<'static>,
    open: bool,
    cursor: Option<Cursor>,
    up: bool,
) -> Boxed<'static> {
    let query = match (cursor, up) {
        (None, _) => query,
        (Some(Cursor { at, id }), true) => {
            by!(open, |when| query.filter(when.ge(at)).filter(when.gt(at).or(request::id.gt(id))))
        }
        (Some(Cursor { at, id }), false) => {
            by!(open, |when| query.filter(when.le(at)).filter(when.lt(at).or(request::id.lt(id))))
        }
    };
    by!(open, |when| if up {
        query.order((when, request::id))
    } else {
        query.order((when.desc(), request::id.desc()))
    })
}

/// How many of an open `view` are past their date, as far as `most`: read from the index, never counted to the end.
pub(super) fn late(
    conn: &mut Conn,
    person: &Person,
    view: View,
    now: Millis,
    most: i64,
) -> kit_db::Result<usize> {
    let mut parts = seen(person, view);
    if parts.len() == 1
        && let Some(part) = parts.pop()
    {
        let some = part.filter(request::due_at.lt(now)).select(request::id).limit(most);
        let n: i64 = kit_db::count_of(some).get_result(conn)?;
        return Ok(usize::try_from(n).unwrap_or(usize::MAX));
    }
    // A request may be in several of them.
    let mut late = HashSet::new();
    for part in parts {
        let ids: Vec<i64> =
            part.filter(request::due_at.lt(now)).select(request::id).limit(most).load(conn)?;
        late.extend(ids);
    }
    Ok(late.len().min(usize::try_from(most).unwrap_or(usize::MAX)))
}

/// Up to `limit` requests that `person` sees, open ones by their date or closed ones by when they were closed, from
/// `from` on and before `until`, oldest first.
pub(crate) fn between(
    conn: &mut Conn,
    person: &Person,
    open: bool,
    (from, until): (Millis, Millis),
    limit: usize,
) -> kit_db::Result<Vec<RequestRow>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let parts = seen(person, if open { View::All } else { View::Closed }).into_iter().map(|part| {
        let part = by!(open, |when| part.filter(when.ge(from)).filter(when.lt(until)));
        in_order(part, open, None, true).limit(limit).select(RequestRow::as_select()).load(conn)
    });
    let parts = parts.collect::<Result<_, _>>()?;
    let at = |row: &RequestRow| if row.is_open() { row.due_at } else { row.closed_at };
    Ok(one_list(parts, true, limit, |row| (at(row), row.id)))
}

/// Open ones, or closed ones. Said without a value to be bound: each of the two has its indexes, which an engine takes
/// only when it can tell by the text of the statement.
fn standing(open: bool) -> Boxed<'static> {
    let all = request::table.into_boxed();
    if open { all.filter(request::is_open) } else { all.filter(not(request::is_open)) }
}

/// The requests of a view that `person` sees, as queries each of which follows one index. A request may be in
/// several of them.
fn seen(person: &Person, view: View) -> Vec<Boxed<'static>> {
    let (me, here, reach) = (person.id.0, person.location.0, reach(person));
    if reach == Scope::None {
        return Vec::new();
    }
    let all = || standing(view != View::Closed);
    let mine = || all().filter(request::assignee_id.eq(me));
    let of_teams = || person.teams.iter().map(|team| all().filter(request::team_id.eq(*team)));
    let at_location = || all().filter(request::location_id.eq(here));
    match view {
        View::Mine => vec![mine()],
        View::Team if reach >= Scope::Team => of_teams().collect(),
        View::Location if reach >= Scope::Location => vec![at_location()],
        View::Team | View::Location => Vec::new(),
        View::Unallocated | View::All | View::Closed => {
            let mut parts = Vec::new();
            if reach == Scope::All {
                let own = request::location_id.eq(here).or(request::assignee_id.eq(me));
                let plain = request::confidential.eq(false).or(own);
                parts.push(if person.teams.is_empty() {
                    all().filter(plain)
                } else {
                    let teams = one_of(request::team_id.assume_not_null(), person.teams.iter().copied());
                    all().filter(plain.or(teams))
                });
            } else {
                parts.push(mine());
                if reach >= Scope::Team {
                    parts.extend(of_teams());
                }
                if reach >= Scope::Location {
                    parts.push(at_location());
                }
            }
            if view == View::Unallocated {
                parts = parts.into_iter().map(|part| part.filter(request::assignee_id.eq(0))).collect();
            }
            parts
        }
    }
}

/// Every query that [`seen`] makes for a view, whoever looks.
#[cfg(test)]
pub(super) fn every_part(view: View) -> Vec<impl Fn() -> Boxed<'static>> {
    let people =
        tests::REACHES.iter().flat_map(|reach| [tests::person(reach, &[4, 5]), tests::person(reach, &[])]);
    let parts = move |person: Person| {
        let count = seen(&person, view).len();
        (0..count).map(move |at| {
            let person = person.clone();
            move || seen(&person, view).swap_remove(at)
        })
    };
    people.flat_map(parts).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use ground::guard::Level;
    use ground::guard::policy::Rights;
    use ground::staff::{LocationId, SessionId, StaffId};

    /// How far a right may reach.
    pub const REACHES: [&str; 5] = ["all", "location", "team", "assigned", "none"];

    pub fn person(scope: &str, teams: &[i64]) -> Person {
        Person {
            id: StaffId(7),
            level: Level::General,
            rights: Rights::of(Level::General, Some(&format!("request.view:{scope}")), "", 0),
            location: LocationId(1),
            teams: teams.to_vec(),
            lang: String::new(),
            password_at: 0,
            session: SessionId(1),
            confirmed_at: 0,
        }
    }

    #[test]
    fn nobody_has_a_view_of_what_their_right_does_not_reach() {
        let codes = |person: &Person| views(person).into_iter().map(View::code).collect::<Vec<_>>();
        assert_eq!(codes(&person("all", &[])), ["mine", "unallocated", "location", "all", "closed"]);
        assert_eq!(codes(&person("location", &[4])), ["mine", "unallocated", "team", "location", "closed"]);
        assert_eq!(codes(&person("team", &[4])), ["mine", "unallocated", "team", "closed"]);
        assert_eq!(codes(&person("assigned", &[4])), ["mine", "closed"]);
        assert_eq!(codes(&person("none", &[4])), [""; 0]);
        for view in View::ALL {
            assert!(seen(&person("none", &[4]), view).is_empty(), "{view:?}");
        }
        assert!(seen(&person("assigned", &[4]), View::Team).is_empty());
        assert!(seen(&person("team", &[4]), View::Location).is_empty());
    }
}
