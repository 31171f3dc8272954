//! What followers read: events that make something stale that a process may keep in memory.

use diesel::prelude::*;
use kit_db::Conn;

use super::tables::audit_event;

/// An event, as far as followers need it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct News {
    /// Its place in the one order, when it has one yet.
    pub pos: Option<i64>,
    /// What happened.
    pub kind: String,
    /// What kind of thing it happened to.
    pub subject_kind: String,
    /// Its id.
    pub subject_id: i64,
    params: String,
}

impl News {
    /// Ids of keys that were destroyed with it: those under `keys` of an event that says something was erased
    /// or redacted.
    pub fn destroyed_keys(&self) -> Vec<i64> {
        if !(self.kind.ends_with(".erased") || self.kind.ends_with(".redacted")) {
            return Vec::new();
        }
        let params: serde_json::Value = serde_json::from_str(&self.params).unwrap_or_default();
        let keys = params.get("keys").and_then(serde_json::Value::as_array);
        keys.into_iter().flatten().filter_map(serde_json::Value::as_i64).collect()
    }
}

/// Kinds of thing that processes keep something of.
const KEPT: [&str; 2] = ["staff", "location"];

/// What is new after place `after`, in order, up to `limit` events; and the newest events without a place. Of
/// the first, also the last event read, whatever it is about, so that its place can be gone on from. Without
/// `after`, only where the order ends now.
pub fn news(conn: &mut Conn, after: Option<i64>, limit: i64) -> kit_db::Result<(Vec<News>, Vec<News>)> {
    let columns = (
        audit_event::pos,
        audit_event::kind,
        audit_event::subject_kind,
        audit_event::subject_id,
        audit_event::params,
    );
    let last = audit_event::table.filter(audit_event::pos.is_not_null()).order(audit_event::pos.desc());
    let Some(after) = after else {
        let last: Option<News> = last.select(columns).first(conn).optional()?;
        return Ok((last.into_iter().collect(), Vec::new()));
    };
    let read: Vec<News> = audit_event::table
        .filter(audit_event::pos.gt(after))
        .order(audit_event::pos)
        .limit(limit)
        .select(columns)
        .load(conn)?;
    let waiting: Vec<News> = audit_event::table
        .filter(audit_event::pos.is_null())
        .order(audit_event::id.desc())
        .limit(limit)
        .select(columns)
        .load(conn)?;
    let concerns =
        |news: &News| KEPT.contains(&news.subject_kind.as_str()) || !news.destroyed_keys().is_empty();
    let end = read.last().and_then(|news| news.pos);
    let kept = read.into_iter().filter(|news| news.pos == end || concerns(news)).collect();
    Ok((kept, waiting.into_iter().filter(concerns).collect()))
}

/// How many events wait for their place, counted to 1,000.
pub fn waiting(conn: &mut Conn) -> kit_db::Result<usize> {
    let first: Vec<i64> = audit_event::table
        .filter(audit_event::pos.is_null())
        .limit(1_000)
        .select(audit_event::id)
        .load(conn)?;
    Ok(first.len())
}

/// Whether events wait for their place.
pub fn waits(conn: &mut Conn) -> kit_db::Result<bool> {
    let first: Option<i64> = audit_event::table
        .filter(audit_event::pos.is_null())
        .select(audit_event::id)
        .first(conn)
        .optional()?;
    Ok(first.is_some())
}
