//! All statements on the tables of the quarantine. No decision is made here.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use ground::guard::Permission;
use ground::guard::policy::{Object, Scope};
use ground::staff::Person;
use kit_base::{Direction, Millis};
use kit_db::{Conn, MultiBackend};
use kit_vault::{Cell, FieldId, KeyId, Sealed};

/// What was asked, and all answers but those that name the person.
pub(super) const WORDS: FieldId = FieldId(222);
/// Who asked.
pub(super) const WHO: FieldId = FieldId(113);

diesel::table! {
    held_question (id) {
        id -> BigInt,
        number -> BigInt,
        form_key -> Text,
        form_version -> Integer,
        location_id -> BigInt,
        confidential -> Bool,
        lang -> Text,
        received_at -> BigInt,
        due_at -> BigInt,
        sign -> Text,
        group_id -> BigInt,
        release_at -> BigInt,
        decided_by -> BigInt,
        discarded -> Bool,
        key_id -> BigInt,
        client_key_id -> BigInt,
        words_sealed -> Binary,
        who_sealed -> Binary,
    }
}

diesel::table! {
    seen_sign (at, id) {
        at -> BigInt,
        id -> BigInt,
        day -> BigInt,
        group_id -> BigInt,
        sketch -> Binary,
        hosts -> Binary,
    }
}

diesel::table! {
    held_known (group_id) {
        group_id -> BigInt,
        at -> BigInt,
    }
}

/// A held question as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = held_question, treat_none_as_default_value = false)]
pub(in crate::requests) struct HeldRow {
    /// Row id, also of the request it becomes.
    pub id: i64,
    /// Short number, also of the request it becomes.
    pub number: i64,
    /// Request type.
    pub form_key: String,
    /// Version of the form that was answered.
    pub form_version: i32,
    /// Where it would be worked on.
    pub location_id: i64,
    /// Whether it is for its location alone.
    pub confidential: bool,
    /// Language to write to the person in.
    pub lang: String,
    /// When it came.
    pub received_at: i64,
    /// When the answer is due.
    pub due_at: i64,
    /// What it shares with others: the code of a sign.
    pub sign: String,
    /// The first of those that are alike.
    pub group_id: i64,
    /// When it is let in by itself.
    pub release_at: i64,
    /// Who decided, 0 for nobody.
    pub decided_by: i64,
    /// Whether it was thrown away, and only its keys are still to go.
    pub discarded: bool,
    /// The request's key.
    pub key_id: i64,
    /// The key of who asked.
    pub client_key_id: i64,
    /// What was asked.
    pub words_sealed: Vec<u8>,
    /// Who asked.
    pub who_sealed: Vec<u8>,
}

impl HeldRow {
    /// What was asked, sealed.
    pub fn words(&self) -> Sealed<'_> {
        let cell = Cell { field: WORDS, row: self.id };
        Sealed { key: KeyId(self.key_id), cell, bytes: &self.words_sealed }
    }

    /// Who asked, sealed.
    pub fn who(&self) -> Sealed<'_> {
        let cell = Cell { field: WHO, row: self.id };
        Sealed { key: KeyId(self.client_key_id), cell, bytes: &self.who_sealed }
    }

    /// Both keys.
    pub fn keys(&self) -> [KeyId; 2] {
        [KeyId(self.key_id), KeyId(self.client_key_id)]
    }

    /// The columns that decide who may see it: nobody has it yet, and no team.
    pub fn object(&self) -> Object {
        Object { location: self.location_id, team: 0, assignee: 0, confidential: self.confidential }
    }
}

/// The signs of one question as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = seen_sign, treat_none_as_default_value = false)]
pub(in crate::requests) struct SignRow {
    /// When it came.
    pub at: i64,
    /// Row id.
    pub id: i64,
    /// Under the secret of which day the signs were hashed.
    pub day: i64,
    /// The first of those that are alike.
    pub group_id: i64,
    /// Of the text.
    pub sketch: Vec<u8>,
    /// Of the links.
    pub hosts: Vec<u8>,
}

/// Keeps a held question, and counts it.
pub(super) fn insert(conn: &mut Conn, row: &HeldRow) -> kit_db::Result<()> {
    let new = diesel::insert_into(held_question::table).values(row);
    kit_db::on_either!(conn, |conn| new.execute(conn))?;
    count(conn, row, 1)
}

/// The held question with this id.
pub(in crate::requests) fn find(conn: &mut Conn, id: i64) -> kit_db::Result<Option<HeldRow>> {
    let one = held_question::table.find(id);
    Ok(kit_db::on_either!(conn, |conn| one.select(HeldRow::as_select()).first(conn).optional())?)
}

/// Takes a question that waits out of the quarantine; false when somebody was faster.
pub(in crate::requests) fn take_out(conn: &mut Conn, row: &HeldRow) -> kit_db::Result<bool> {
    let waiting = held_question::table.find(row.id).filter(held_question::discarded.eq(false));
    if diesel::delete(waiting).execute(conn)? == 0 {
        return Ok(false);
    }
    count(conn, row, -1)?;
    Ok(true)
}

/// Marks a question that waits as one that was thrown away, due at once; false when somebody was faster.
pub(super) fn discard(conn: &mut Conn, row: &HeldRow, by: i64) -> kit_db::Result<bool> {
    let waiting = held_question::table.find(row.id).filter(held_question::discarded.eq(false));
    let gone = (
        held_question::discarded.eq(true),
        held_question::release_at.eq(0),
        held_question::decided_by.eq(by),
    );
    if diesel::update(waiting).set(gone).execute(conn)? == 0 {
        return Ok(false);
    }
    count(conn, row, -1)?;
    Ok(true)
}

/// Remembers that staff let in all of a group.
pub(super) fn know(conn: &mut Conn, group: i64, now: Millis) -> kit_db::Result<()> {
    kit_db::statement(
        "INSERT INTO held_known (group_id, at) VALUES ($1, $2) ON CONFLICT (group_id) DO UPDATE SET at = $2",
    )
    .bind::<BigInt, _>(group)
    .bind::<BigInt, _>(now)
    .execute(conn)?;
    Ok(())
}

/// Forgets that staff let in all of a group.
pub(super) fn know_no_more(conn: &mut Conn, group: i64) -> kit_db::Result<()> {
    diesel::delete(held_known::table.find(group)).execute(conn)?;
    Ok(())
}

/// Whether staff let in all of a group.
pub(super) fn is_known(conn: &mut Conn, group: i64) -> kit_db::Result<bool> {
    let one = held_known::table.find(group).select(held_known::group_id);
    Ok(one.first::<i64>(conn).optional()?.is_some())
}

/// Forgets which groups were let in before then.
pub(super) fn sweep_known(conn: &mut Conn, before: Millis) -> kit_db::Result<()> {
    diesel::delete(held_known::table.filter(held_known::at.lt(before))).execute(conn)?;
    Ok(())
}

/// Removes a question that was thrown away.
pub(super) fn remove_discarded(conn: &mut Conn, id: i64) -> kit_db::Result<()> {
    let gone = held_question::table.find(id).filter(held_question::discarded.eq(true));
    diesel::delete(gone).execute(conn)?;
    Ok(())
}

/// Moves the kept count of held questions.
fn count(conn: &mut Conn, row: &HeldRow, by: i64) -> kit_db::Result<()> {
    let counted = kit_db::statement(
        "INSERT INTO held_counter (location_id, confidential, n) VALUES ($1, $2, $3)
         ON CONFLICT (location_id, confidential) DO UPDATE SET n = held_counter.n + $3",
    )
    .bind::<BigInt, _>(row.location_id)
    .bind::<Bool, _>(row.confidential)
    .bind::<BigInt, _>(by);
    kit_db::on_either!(conn, |conn| counted.execute(conn))?;
    Ok(())
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// How far `person` may decide about what is held: as far as about requests that nobody has.
fn reach(person: &Person) -> Scope {
    let reach = |permission| person.rights.reach(permission);
    reach(Permission::RequestView).min(reach(Permission::RequestReallocate))
}

/// How many held questions `person` may decide about, as kept.
pub(in crate::requests) fn counted(conn: &mut Conn, person: &Person) -> kit_db::Result<i64> {
    let found: Count = kit_db::statement(
        "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) AS n FROM held_counter
          WHERE ($1 >= 4 AND NOT confidential) OR ($1 >= 3 AND location_id = $2)",
    )
    .bind::<BigInt, _>(reach(person) as i64)
    .bind::<BigInt, _>(person.location.0)
    .get_result(conn)?;
    Ok(found.n)
}

type Boxed<'a> = held_question::BoxedQuery<'a, MultiBackend>;

/// What waits and `person` may decide about; the rule of `policy::may` as a condition.
fn seen(person: &Person) -> Option<Boxed<'static>> {
    let waiting = held_question::table.filter(held_question::discarded.eq(false)).into_boxed();
    let here = held_question::location_id.eq(person.location.0);
    match reach(person) {
        Scope::All => Some(waiting.filter(held_question::confidential.eq(false).or(here))),
        Scope::Location => Some(waiting.filter(here)),
        Scope::Team | Scope::Assigned | Scope::None => None,
    }
}

/// Up to `limit` of what `person` may decide about, newest first, from `cursor` on; in reverse when read back.
pub(in crate::requests) fn list(
    conn: &mut Conn,
    person: &Person,
    (cursor, direction): (Option<i64>, Direction),
    limit: i64,
) -> kit_db::Result<Vec<HeldRow>> {
    let Some(all) = seen(person) else { return Ok(Vec::new()) };
    let part = match (cursor, direction) {
        (Some(id), Direction::Forward) => all.filter(held_question::id.lt(id)),
        (Some(id), Direction::Back) => all.filter(held_question::id.gt(id)),
        (None, _) => all,
    };
    let part = match direction {
        Direction::Forward => part.order(held_question::id.desc()),
        Direction::Back => part.order(held_question::id),
    };
    Ok(part.limit(limit).select(HeldRow::as_select()).load(conn)?)
}

/// Up to `limit` of those of a group that `person` may decide about, oldest first, after `id`.
pub(super) fn group(
    conn: &mut Conn,
    person: &Person,
    group: i64,
    id: i64,
    limit: i64,
) -> kit_db::Result<Vec<HeldRow>> {
    let Some(all) = seen(person) else { return Ok(Vec::new()) };
    let part = all.filter(held_question::group_id.eq(group)).filter(held_question::id.gt(id));
    Ok(part.order(held_question::id).limit(limit).select(HeldRow::as_select()).load(conn)?)
}

/// Makes these due at once, as `by` decided.
pub(super) fn hurry(conn: &mut Conn, ids: &[i64], by: i64, now: Millis) -> kit_db::Result<()> {
    let these = held_question::table
        .filter(kit_db::one_of(held_question::id, ids.iter().copied()))
        .filter(held_question::discarded.eq(false));
    let due = (held_question::release_at.eq(now), held_question::decided_by.eq(by));
    diesel::update(these).set(due).execute(conn)?;
    Ok(())
}

/// Up to `limit` that are due at `now`, after `id`: to be let in, or, once thrown away, to be removed.
pub(super) fn due(conn: &mut Conn, now: Millis, id: i64, limit: i64) -> kit_db::Result<Vec<HeldRow>> {
    let all = held_question::table
        .filter(held_question::release_at.le(now))
        .filter(held_question::id.gt(id))
        .order(held_question::id)
        .limit(limit);
    Ok(kit_db::on_either!(conn, |conn| all.select(HeldRow::as_select()).load(conn))?)
}

/// Keeps the signs of a question.
pub(in crate::requests) fn insert_sign(conn: &mut Conn, row: &SignRow) -> kit_db::Result<()> {
    let new = diesel::insert_into(seen_sign::table).values(row);
    kit_db::on_either!(conn, |conn| new.execute(conn))?;
    Ok(())
}

/// Up to `limit` of the signs of questions that came since then, newest first.
pub(super) fn signs_since(conn: &mut Conn, since: Millis, limit: i64) -> kit_db::Result<Vec<SignRow>> {
    let newest = seen_sign::table
        .filter(seen_sign::at.ge(since))
        .order((seen_sign::at.desc(), seen_sign::id.desc()))
        .limit(limit);
    Ok(kit_db::on_either!(conn, |conn| newest.select(SignRow::as_select()).load(conn))?)
}

/// Removes up to `limit` signs of questions that came before then; returns how many.
pub(super) fn sweep_signs(conn: &mut Conn, before: Millis, limit: i64) -> kit_db::Result<usize> {
    let old: Vec<i64> = seen_sign::table
        .filter(seen_sign::at.lt(before))
        .order(seen_sign::at)
        .limit(limit)
        .select(seen_sign::id)
        .load(conn)?;
    let these = seen_sign::table
        .filter(seen_sign::at.lt(before))
        .filter(kit_db::one_of(seen_sign::id, old.iter().copied()));
    Ok(diesel::delete(these).execute(conn)?)
}
