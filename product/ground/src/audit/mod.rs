//! Accountability: every change inserts its event in the same transaction, so that nothing changed can be
//! unaccounted for.
//!
//! Events are written without a position. One sequencer gives the committed ones their place in the one
//! order that followers read ([`sequence`]); a follower asks for `pos > cursor`, never for ids. An event
//! holds codes and ids, no words of a person and no name: history is put into words when it is shown.
//!
//! Whoever gives them their order also seals them in the ledger ([`seal`]). What was opened and who signed in
//! goes there directly ([`Accounting`]); where those streams end is noted as an event of its own ([`note_heads`]).
//! [`compare_rows`] finds sealed rows that were changed, [`look_through`] what was changed in the ledger.

use diesel::prelude::*;
use kit_base::Millis;
use kit_db::{Conn, Migration, Step};

/// The tables of this slice.
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 11, name: "audit", step: Step::Both(include_str!("migrations/0011_audit.sql")) },
    Migration {
        number: 30,
        name: "audit_seal",
        step: Step::Both(include_str!("migrations/0030_audit_seal.sql")),
    },
];

mod accounting;
mod check;
mod heads;
mod news;
mod seal;

pub use accounting::{Accounting, Placing, SIGNING, SignIn, signing_key};
pub use check::{RowFinding, RowReport, rows as compare_rows};
pub use heads::{EVERY as HEADS_EVERY, look as look_through, note_heads};
pub use news::{News, news, waiting, waits};
pub use seal::{SealError, Span, all_spans as spans, clip, seal};

mod tables {
    diesel::table! {
        audit_event (id) {
            id -> BigInt,
            pos -> Nullable<BigInt>,
            at -> BigInt,
            actor_kind -> Text,
            actor_id -> BigInt,
            kind -> Text,
            subject_kind -> Text,
            subject_id -> BigInt,
            params -> Text,
        }
    }
}

use tables::audit_event;

/// Who did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A member of staff.
    Staff(i64),
    /// The client of the request concerned.
    Client(i64),
    /// The program itself, by a job or the command line.
    System,
}

impl Actor {
    /// The kind as it is stored.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Staff(_) => "staff",
            Self::Client(_) => "client",
            Self::System => "system",
        }
    }

    /// The id as it is stored: 0 for the program itself.
    pub fn id(self) -> i64 {
        match self {
            Self::Staff(id) | Self::Client(id) => id,
            Self::System => 0,
        }
    }
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Event {
    /// Row id.
    pub id: i64,
    /// When.
    pub at: Millis,
    /// Who did it.
    pub actor: Actor,
    /// What, as a permanent code: `request.taken`.
    pub kind: &'static str,
    /// What kind of thing it was done to: `request`, `staff`, `job`.
    pub subject_kind: &'static str,
    /// Its id.
    pub subject_id: i64,
    /// Codes and ids that complete the sentence, never words of a person.
    pub params: serde_json::Value,
}

/// An event read back.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = audit_event)]
pub struct Recorded {
    /// Row id.
    pub id: i64,
    /// When, in milliseconds UTC.
    pub at: i64,
    /// Kind of actor.
    pub actor_kind: String,
    /// Actor, 0 for the program.
    pub actor_id: i64,
    /// What happened.
    pub kind: String,
    /// Parameters as JSON.
    pub params: String,
}

impl Recorded {
    /// The number called `name` among the parameters.
    pub fn number(&self, name: &str) -> Option<i64> {
        let params: serde_json::Value = serde_json::from_str(&self.params).ok()?;
        params.get(name)?.as_i64()
    }

    /// The code called `name` among the parameters.
    pub fn code(&self, name: &str) -> Option<String> {
        let params: serde_json::Value = serde_json::from_str(&self.params).ok()?;
        params.get(name)?.as_str().map(str::to_owned)
    }
}

/// Records `event` in the caller's transaction.
pub fn record(conn: &mut Conn, event: &Event) -> kit_db::Result<()> {
    record_all(conn, std::slice::from_ref(event))
}

/// Records events in the caller's transaction.
pub fn record_all(conn: &mut Conn, events: &[Event]) -> kit_db::Result<()> {
    kit_db::insert_all!(conn, audit_event::table, events, |event: &Event| (
        audit_event::id.eq(event.id),
        audit_event::at.eq(event.at),
        audit_event::actor_kind.eq(event.actor.kind()),
        audit_event::actor_id.eq(event.actor.id()),
        audit_event::kind.eq(event.kind),
        audit_event::subject_kind.eq(event.subject_kind),
        audit_event::subject_id.eq(event.subject_id),
        audit_event::params.eq(event.params.to_string()),
    ))
}

/// The newest `limit` events of one thing, newest first, without viewings.
pub fn history(
    conn: &mut Conn,
    subject_kind: &str,
    subject_id: i64,
    limit: i64,
) -> kit_db::Result<Vec<Recorded>> {
    let newest = audit_event::table
        .filter(audit_event::subject_kind.eq(subject_kind))
        .filter(audit_event::subject_id.eq(subject_id))
        .order(audit_event::id.desc())
        .limit(limit);
    Ok(kit_db::on_either!(conn, |conn| newest.select(Recorded::as_select()).load(conn))?)
}

/// Gives up to `limit` committed events without a position their place in the order; returns how many.
///
/// Only one runs at a time: the holder of the job's lease, and on PostgreSQL of a transaction lock besides.
pub fn sequence(conn: &mut Conn, limit: i64) -> kit_db::Result<usize> {
    if !kit_db::lock::try_advisory(conn, SEQUENCER_LOCK)? {
        return Ok(0);
    }
    let waiting: Vec<i64> = audit_event::table
        .filter(audit_event::pos.is_null())
        .order(audit_event::id)
        .limit(limit)
        .select(audit_event::id)
        .load(conn)?;
    let last: Option<i64> = audit_event::table.select(diesel::dsl::max(audit_event::pos)).first(conn)?;
    for (pos, id) in (last.unwrap_or(0) + 1..).zip(&waiting) {
        diesel::update(audit_event::table.find(id)).set(audit_event::pos.eq(pos)).execute(conn)?;
    }
    Ok(waiting.len())
}

/// The lock of the one sequencer: the letters "audit" as a number.
const SEQUENCER_LOCK: i64 = 0x61_75_64_69_74;
