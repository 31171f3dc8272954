//! All statements on the tables of requests. No decision is made here.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use ground::clients::{self, ClientId};
use ground::guard::policy::Object;
use ground::marks;
use kit_base::Millis;
use kit_db::Conn;
use kit_vault::{Cell, KeyId, Sealed};

use super::model::{Reason, State};

diesel::table! {
    request (id) {
        id -> BigInt,
        number -> BigInt,
        suffix_hash -> Binary,
        form_key -> Text,
        form_version -> Integer,
        client_id -> BigInt,
        key_id -> BigInt,
        location_id -> BigInt,
        assignee_id -> BigInt,
        state -> Text,
        reason -> Text,
        confidential -> Bool,
        is_open -> Bool,
        lang -> Text,
        received_at -> BigInt,
        due_at -> BigInt,
        due_rule -> Integer,
        last_message_at -> BigInt,
        last_message_by -> BigInt,
        closed_at -> BigInt,
        erased_at -> Nullable<BigInt>,
        version -> BigInt,
        line_sealed -> Binary,
        team_id -> Nullable<BigInt>,
        client_key_id -> BigInt,
        name_sealed -> Nullable<Binary>,
    }
}

diesel::table! {
    answer_document (request_id, class) {
        request_id -> BigInt,
        class -> Text,
        doc_id -> BigInt,
        doc_sealed -> Binary,
    }
}

diesel::table! {
    request_seen (staff_id, request_id) {
        staff_id -> BigInt,
        request_id -> BigInt,
        at -> BigInt,
    }
}

/// A request as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = request, treat_none_as_default_value = false)]
pub struct RequestRow {
    /// Row id.
    pub id: i64,
    /// Short number.
    pub number: i64,
    /// Keyed hash of the secret end of the number.
    pub suffix_hash: Vec<u8>,
    /// Request type.
    pub form_key: String,
    /// Version of the form that was answered.
    pub form_version: i32,
    /// Who asked.
    pub client_id: i64,
    /// The request's key.
    pub key_id: i64,
    /// Where it is worked on.
    pub location_id: i64,
    /// Who has it, 0 for nobody.
    pub assignee_id: i64,
    pub(super) state: String,
    pub(super) reason: String,
    /// Whether it is for its location and its owner alone.
    pub confidential: bool,
    pub(super) is_open: bool,
    /// Language to write to the client in.
    pub lang: String,
    /// When it came.
    pub received_at: i64,
    /// When the answer is due.
    pub due_at: i64,
    pub(super) due_rule: i32,
    /// When somebody last wrote.
    pub last_message_at: i64,
    /// Staff who last wrote, 0 for the client.
    pub last_message_by: i64,
    /// When it was closed, 0 while open.
    pub closed_at: i64,
    /// When its client was forgotten.
    pub erased_at: Option<i64>,
    /// Counts changes.
    pub version: i64,
    pub(super) line_sealed: Vec<u8>,
    /// The team that has it.
    pub team_id: Option<i64>,
    /// The key of who asked.
    pub client_key_id: i64,
    pub(super) name_sealed: Option<Vec<u8>>,
}

/// What a list shows of a request: sealed.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = request)]
pub struct ListRow {
    /// Row id.
    pub id: i64,
    /// Short number.
    pub number: i64,
    client_id: i64,
    key_id: i64,
    client_key_id: i64,
    /// Who has it, 0 for nobody.
    pub assignee_id: i64,
    state: String,
    reason: String,
    /// Whether it is for its location and its owner alone.
    pub confidential: bool,
    is_open: bool,
    /// When the answer is due.
    pub due_at: i64,
    closed_at: i64,
    /// When somebody last wrote.
    pub last_message_at: i64,
    /// Staff who last wrote, 0 for the client.
    pub last_message_by: i64,
    erased_at: Option<i64>,
    line_sealed: Vec<u8>,
    name_sealed: Option<Vec<u8>>,
}

impl ListRow {
    /// Where it stands.
    pub fn state(&self) -> State {
        State::from_code(&self.state).unwrap_or(State::New)
    }

    /// How it came there.
    pub fn reason(&self) -> Reason {
        Reason::from_code(&self.reason)
    }

    /// Whether its client was forgotten.
    pub fn is_erased(&self) -> bool {
        self.erased_at.is_some()
    }

    /// What it is in the order of: when the answer is due, or when it was closed.
    pub fn at(&self) -> i64 {
        if self.is_open { self.due_at } else { self.closed_at }
    }

    /// Its line, sealed.
    pub(super) fn line(&self) -> Sealed<'_> {
        line(self.key_id, self.id, &self.line_sealed)
    }

    /// The name of who asked, sealed, if one was given.
    pub(super) fn name(&self) -> Option<Sealed<'_>> {
        let bytes = self.name_sealed.as_deref()?;
        Some(clients::sealed_name(KeyId(self.client_key_id), ClientId(self.client_id), bytes))
    }
}

/// The line of lists of the request `row`, sealed.
fn line(key: i64, row: i64, bytes: &[u8]) -> Sealed<'_> {
    Sealed { key: KeyId(key), cell: Cell { field: super::open::LINE, row }, bytes }
}

impl RequestRow {
    /// Where it stands.
    pub fn state(&self) -> State {
        State::from_code(&self.state).unwrap_or(State::New)
    }

    /// How it came there.
    pub fn reason(&self) -> Reason {
        Reason::from_code(&self.reason)
    }

    /// Whether it is still worked on.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// Whether its client was forgotten.
    pub fn is_erased(&self) -> bool {
        self.erased_at.is_some()
    }

    /// Its line in lists, sealed.
    pub(crate) fn line(&self) -> Sealed<'_> {
        line(self.key_id, self.id, &self.line_sealed)
    }

    /// The columns that decide who may see it.
    pub fn object(&self) -> Object {
        Object {
            location: self.location_id,
            team: self.team_id.unwrap_or(0),
            assignee: self.assignee_id,
            confidential: self.confidential,
        }
    }
}

impl RequestRow {
    /// The row as `change` leaves it.
    pub(super) fn changed(mut self, to: &Change) -> Self {
        (self.last_message_at, self.last_message_by) =
            to.message.unwrap_or((self.last_message_at, self.last_message_by));
        to.state.code().clone_into(&mut self.state);
        to.reason.code().clone_into(&mut self.reason);
        self.is_open = to.state != State::Closed;
        (self.assignee_id, self.team_id, self.location_id) = (to.assignee, to.team, to.location);
        (self.closed_at, self.due_at) = (to.closed_at, to.due_at);
        self.version += 1;
        self
    }
}

/// What a change of a request sets; the rest stays.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    pub state: State,
    pub reason: Reason,
    pub assignee: i64,
    pub team: Option<i64>,
    pub location: i64,
    pub closed_at: Millis,
    pub due_at: Millis,
    /// When somebody wrote with it, and who.
    pub message: Option<(Millis, i64)>,
}

impl Change {
    /// A change that changes nothing yet.
    pub fn of(row: &RequestRow) -> Self {
        Self {
            state: row.state(),
            reason: row.reason(),
            assignee: row.assignee_id,
            team: row.team_id,
            location: row.location_id,
            closed_at: row.closed_at,
            due_at: row.due_at,
            message: None,
        }
    }
}

pub(super) fn insert(conn: &mut Conn, row: &RequestRow) -> kit_db::Result<()> {
    let new = diesel::insert_into(request::table).values(row);
    kit_db::on_either!(conn, |conn| new.execute(conn))?;
    count(conn, row.object(), row.is_open, 1)
}

/// Counts a change of the request that none of its columns tells, so that pages of it that are open are known to be old.
pub(super) fn touch(conn: &mut Conn, id: i64) -> kit_db::Result<()> {
    let one = diesel::update(request::table.find(id)).set(request::version.eq(request::version + 1));
    one.execute(conn)?;
    Ok(())
}

/// Many requests at once, and their place in the counts.
pub(super) fn insert_all(conn: &mut Conn, rows: &[RequestRow]) -> kit_db::Result<()> {
    let mut counts: BTreeMap<_, i64> = BTreeMap::new();
    for row in rows {
        *counts.entry(cell(row.object(), row.is_open)).or_default() += 1;
    }
    kit_db::insert_all!(conn, request::table, rows, |row: &RequestRow| row.clone())?;
    for ((location, team, assignee, confidential, is_open), by) in counts {
        count(conn, Object { location, team, assignee, confidential }, is_open, by)?;
    }
    Ok(())
}

/// A sealed document: of which request, class, row id, bytes.
pub(super) type NewDocument = (i64, &'static str, i64, Vec<u8>);

/// Many documents at once.
pub(super) fn insert_documents(conn: &mut Conn, all: &[NewDocument]) -> kit_db::Result<()> {
    kit_db::insert_all!(conn, answer_document::table, all, |one: &NewDocument| (
        answer_document::request_id.eq(one.0),
        answer_document::class.eq(one.1),
        answer_document::doc_id.eq(one.2),
        answer_document::doc_sealed.eq(one.3.clone()),
    ))
}

pub(super) fn insert_document(
    conn: &mut Conn,
    of: i64,
    class: &str,
    id: i64,
    sealed: &[u8],
) -> kit_db::Result<()> {
    let new = diesel::insert_into(answer_document::table).values((
        answer_document::request_id.eq(of),
        answer_document::class.eq(class),
        answer_document::doc_id.eq(id),
        answer_document::doc_sealed.eq(sealed),
    ));
    kit_db::on_either!(conn, |conn| new.execute(conn))?;
    Ok(())
}

/// A sealed document: class, row id, bytes.
pub(super) type Document = (String, i64, Vec<u8>);

/// The sealed documents of a request.
pub(super) fn documents(conn: &mut Conn, of: i64) -> kit_db::Result<Vec<Document>> {
    let all = answer_document::table
        .filter(answer_document::request_id.eq(of))
        .order(answer_document::class)
        .select((answer_document::class, answer_document::doc_id, answer_document::doc_sealed));
    Ok(kit_db::on_either!(conn, |conn| all.load(conn))?)
}

pub(super) fn by_number(conn: &mut Conn, number: i64) -> kit_db::Result<Option<RequestRow>> {
    let one = request::table.filter(request::number.eq(number));
    Ok(kit_db::on_either!(conn, |conn| one.select(RequestRow::as_select()).first(conn).optional())?)
}

/// Whether there is any.
pub(super) fn any(conn: &mut Conn) -> kit_db::Result<bool> {
    let first: Option<i64> = request::table.select(request::id).first(conn).optional()?;
    Ok(first.is_some())
}

pub(super) fn by_id(conn: &mut Conn, id: i64) -> kit_db::Result<Option<RequestRow>> {
    let one = request::table.find(id);
    Ok(kit_db::on_either!(conn, |conn| one.select(RequestRow::as_select()).first(conn).optional())?)
}

/// The columns that decide who may see each of these requests.
pub(super) fn objects(conn: &mut Conn, ids: &[i64]) -> kit_db::Result<Vec<(i64, Object)>> {
    let rows: Vec<(i64, i64, Option<i64>, i64, bool)> = request::table
        .filter(kit_db::one_of(request::id, ids.iter().copied()))
        .select((
            request::id,
            request::location_id,
            request::team_id,
            request::assignee_id,
            request::confidential,
        ))
        .load(conn)?;
    let object = |(id, location, team, assignee, confidential): (i64, i64, Option<i64>, i64, bool)| {
        (id, Object { location, team: team.unwrap_or(0), assignee, confidential })
    };
    Ok(rows.into_iter().map(object).collect())
}

/// Changes `row` if nobody changed it since it was read; false when somebody did, and nothing is changed.
pub(super) fn change(conn: &mut Conn, row: &RequestRow, to: &Change) -> kit_db::Result<bool> {
    let is_open = to.state != State::Closed;
    let (at, by) = to.message.unwrap_or((row.last_message_at, row.last_message_by));
    let same = request::table.find(row.id).filter(request::version.eq(row.version));
    let changed = diesel::update(same)
        .set((
            request::state.eq(to.state.code()),
            request::reason.eq(to.reason.code()),
            request::assignee_id.eq(to.assignee),
            request::team_id.eq(to.team),
            request::location_id.eq(to.location),
            request::is_open.eq(is_open),
            request::closed_at.eq(to.closed_at),
            request::due_at.eq(to.due_at),
            request::last_message_at.eq(at),
            request::last_message_by.eq(by),
            request::version.eq(row.version + 1),
        ))
        .execute(conn)?;
    if changed == 0 {
        return Ok(false);
    }
    let after = Object {
        location: to.location,
        team: to.team.unwrap_or(0),
        assignee: to.assignee,
        confidential: row.confidential,
    };
    let (from, to) = ((row.object(), row.is_open), (after, is_open));
    if from != to {
        // In key order, so that two changes never wait for each other crosswise.
        let mut steps = [(from, -1), (to, 1)];
        steps.sort_by_key(|((object, open), _)| cell(*object, *open));
        for ((object, open), by) in steps {
            count(conn, object, open, by)?;
        }
    }
    Ok(true)
}

/// The key of a kept count: location, team, holder, whether confidential, whether open.
fn cell(object: Object, is_open: bool) -> (i64, i64, i64, bool, bool) {
    (object.location, object.team, object.assignee, object.confidential, is_open)
}

/// Moves the kept count of one cell.
fn count(conn: &mut Conn, object: Object, is_open: bool, by: i64) -> kit_db::Result<()> {
    let counted = kit_db::statement(
        "INSERT INTO request_counter (location_id, team_id, assignee_id, confidential, is_open, n)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (location_id, team_id, assignee_id, confidential, is_open)
         DO UPDATE SET n = request_counter.n + $6",
    )
    .bind::<BigInt, _>(object.location)
    .bind::<BigInt, _>(object.team)
    .bind::<BigInt, _>(object.assignee)
    .bind::<Bool, _>(object.confidential)
    .bind::<Bool, _>(is_open)
    .bind::<BigInt, _>(by);
    kit_db::on_either!(conn, |conn| counted.execute(conn))?;
    Ok(())
}

/// The kept counts behind the views, as one person sees them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, QueryableByName)]
pub struct Counts {
    /// Open, and this person has them.
    #[diesel(sql_type = BigInt)]
    pub mine: i64,
    /// Open, and nobody has them.
    #[diesel(sql_type = BigInt)]
    pub unallocated: i64,
    /// Open, and a team of this person has them.
    #[diesel(sql_type = BigInt)]
    pub team: i64,
    /// Open at this person's location.
    #[diesel(sql_type = BigInt)]
    pub location: i64,
    /// Open anywhere.
    #[diesel(sql_type = BigInt)]
    pub all: i64,
    /// Closed anywhere.
    #[diesel(sql_type = BigInt)]
    pub closed: i64,
}

/// Reads the counts that `who` at `location` sees, whose teams' ids stand between spaces in `teams` and whose
/// right to see requests reaches as far as `reach`: 1 what is assigned, 2 also teams, 3 also the location, 4 all.
pub(super) fn counts(
    conn: &mut Conn,
    who: i64,
    teams: &str,
    location: i64,
    reach: i64,
) -> kit_db::Result<Counts> {
    Ok(kit_db::statement(
        "SELECT CAST(COALESCE(SUM(CASE WHEN is_open AND assignee_id = $1 THEN n END), 0) AS BIGINT) AS mine,
                CAST(COALESCE(SUM(CASE WHEN is_open AND assignee_id = 0 THEN n END), 0) AS BIGINT) AS unallocated,
                CAST(COALESCE(SUM(CASE WHEN is_open AND team_id <> 0
                     AND $2 LIKE '% ' || CAST(team_id AS TEXT) || ' %' THEN n END), 0) AS BIGINT) AS team,
                CAST(COALESCE(SUM(CASE WHEN is_open AND location_id = $3 THEN n END), 0) AS BIGINT) AS location,
                CAST(COALESCE(SUM(CASE WHEN is_open THEN n END), 0) AS BIGINT) AS \"all\",
                CAST(COALESCE(SUM(CASE WHEN NOT is_open THEN n END), 0) AS BIGINT) AS closed
           FROM request_counter
          WHERE ($4 >= 4 AND NOT confidential)
             OR ($4 >= 3 AND location_id = $3)
             OR ($4 >= 2 AND team_id <> 0 AND $2 LIKE '% ' || CAST(team_id AS TEXT) || ' %')
             OR ($4 >= 1 AND assignee_id = $1)",
    )
    .bind::<BigInt, _>(who)
    .bind::<Text, _>(teams)
    .bind::<BigInt, _>(location)
    .bind::<BigInt, _>(reach)
    .get_result(conn)?)
}

/// When `staff` last looked at each of `requests`.
pub(super) fn seen(conn: &mut Conn, staff: i64, requests: &[i64]) -> kit_db::Result<Vec<(i64, i64)>> {
    let looked = request_seen::table
        .filter(request_seen::staff_id.eq(staff))
        .filter(kit_db::one_of(request_seen::request_id, requests.iter().copied()))
        .select((request_seen::request_id, request_seen::at));
    Ok(kit_db::on_either!(conn, |conn| looked.load(conn))?)
}

/// That a member of staff looked at a request: (account, request).
pub(super) static SEEN: marks::Kind = marks::Kind { name: "seen", write: mark_seen };

pub(super) fn mark_seen(conn: &mut Conn, (staff, of): marks::Place, at: Millis) -> kit_db::Result<()> {
    kit_db::statement(
        "INSERT INTO request_seen (staff_id, request_id, at) VALUES ($1, $2, $3)
         ON CONFLICT (staff_id, request_id)
         DO UPDATE SET at = CASE WHEN request_seen.at < $3 THEN $3 ELSE request_seen.at END",
    )
    .bind::<BigInt, _>(staff)
    .bind::<BigInt, _>(of)
    .bind::<BigInt, _>(at)
    .execute(conn)?;
    Ok(())
}

/// Marks a request whose client was forgotten, if nobody changed it since it was read; `anew` is the key its
/// words are sealed under from now on and the line of lists. False, and nothing is changed, when somebody did.
pub(super) fn mark_erased(
    conn: &mut Conn,
    row: &RequestRow,
    at: Millis,
    anew: Option<(KeyId, &[u8])>,
) -> kit_db::Result<bool> {
    let same = || request::table.find(row.id).filter(request::version.eq(row.version));
    let state = match (row.state(), row.assignee_id) {
        // Nobody will answer: it comes back to the desk.
        (State::WithClient, 0) => State::New,
        (State::WithClient, _) => State::InHand,
        (state, _) => state,
    };
    if let Some((key, line)) = anew {
        let words = (request::key_id.eq(key.0), request::line_sealed.eq(line));
        if diesel::update(same()).set(words).execute(conn)? == 0 {
            return Ok(false);
        }
    }
    let marked = diesel::update(same())
        .set((
            request::suffix_hash.eq(Vec::new()),
            request::name_sealed.eq(None::<Vec<u8>>),
            request::state.eq(state.code()),
            request::erased_at.eq(at),
            request::version.eq(row.version + 1),
        ))
        .execute(conn)?;
    Ok(marked > 0)
}

/// Puts other bytes in place of a document.
pub(super) fn replace_document(conn: &mut Conn, of: i64, id: i64, bytes: &[u8]) -> kit_db::Result<()> {
    let one = answer_document::table
        .filter(answer_document::request_id.eq(of))
        .filter(answer_document::doc_id.eq(id));
    diesel::update(one).set(answer_document::doc_sealed.eq(bytes)).execute(conn)?;
    Ok(())
}

/// Those of `ids` that are there and whose client is not marked as forgotten.
pub(super) fn unmarked(conn: &mut Conn, ids: &[i64]) -> kit_db::Result<Vec<i64>> {
    Ok(request::table
        .filter(kit_db::one_of(request::id, ids.iter().copied()))
        .filter(request::erased_at.is_null())
        .select(request::id)
        .load(conn)?)
}
