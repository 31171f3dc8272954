//! Changing parameters: each change with who made it, why, and what it was before.

use std::net::IpAddr;

use diesel::prelude::*;
use kit_base::Millis;
use kit_db::Conn;
use kit_vault::{Actor as Opener, Cell, FieldId, KeyId, Padding, Purpose, Sealed};

use crate::audit::{self, Actor, Event};
use crate::guard::networks_hold;
use crate::settings::{self, Parameter, registry};
use crate::staff::{Person, StaffId};
use crate::{Ground, numbers};

diesel::table! {
    setting_change (id) {
        id -> BigInt,
        key -> Text,
        before -> Text,
        after -> Text,
        staff_id -> BigInt,
        key_id -> BigInt,
        reason_sealed -> Nullable<Binary>,
        at -> BigInt,
    }
}

/// Why a parameter was changed, in words.
const REASON: FieldId = FieldId(110);
/// Values up to so many bytes stand in the event; of a longer one, its beginning.
const IN_EVENT: usize = 1_000;

/// The lock that one who changes parameters holds.
const LOCK: i64 = 0x7365_7474;

/// A change that somebody asks for.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    pub parameter: Parameter,
    /// The value they saw.
    pub before: String,
    /// The value they want.
    pub after: String,
}

impl Edit {
    /// Whether it lowers security.
    pub fn lowers(&self) -> bool {
        self.parameter.lowers(&self.before, &self.after)
    }
}

/// What came of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Saved {
    /// All of them are in force.
    Done,
    /// None: somebody changed this one meanwhile.
    Moved(&'static str),
    /// None: this one is fixed.
    Fixed(&'static str),
    /// None: this one would keep out whoever changes it.
    LocksOut(&'static str),
}

/// A change that was made.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = setting_change)]
pub(super) struct ChangeRow {
    pub id: i64,
    pub key: String,
    pub before: String,
    pub after: String,
    pub staff_id: i64,
    pub key_id: i64,
    pub reason_sealed: Option<Vec<u8>>,
    pub at: Millis,
}

/// Makes all of `edits`, or none. `peer` is where they come from.
pub(super) async fn save(
    ground: &Ground,
    (person, peer): (&Person, IpAddr),
    edits: Vec<Edit>,
    reason: &str,
) -> Result<Saved, crate::ui::Stop> {
    if let Some(edit) = edits.iter().find(|edit| locks_out(edit, peer)) {
        return Ok(Saved::LocksOut(edit.parameter.key()));
    }
    let key = crate::staff::key_of(ground, person.id).await?;
    let now = ground.now();
    let mut rows = Vec::with_capacity(edits.len());
    for edit in &edits {
        let id = ground.id();
        let cell = Cell { field: REASON, row: id };
        let sealed =
            (!reason.is_empty()).then(|| ground.vault.seal(&key, cell, reason.as_bytes(), Padding::Short));
        rows.push(ChangeRow {
            id,
            key: edit.parameter.key().to_owned(),
            before: edit.before.clone(),
            after: edit.after.clone(),
            staff_id: person.id.0,
            key_id: key.id().0,
            reason_sealed: sealed,
            at: now,
        });
    }
    let events: Vec<Event> = rows.iter().map(|row| event(ground, person.id, row)).collect();
    let saved = ground.db.write(move |conn| write(conn, &edits, &rows, &events)).await?;
    ground.settings.refresh(&ground.db).await?;
    Ok(saved)
}

fn write(conn: &mut Conn, edits: &[Edit], rows: &[ChangeRow], events: &[Event]) -> kit_db::Result<Saved> {
    // Of two who change at the same moment the second waits here, and then sees what the first did.
    kit_db::lock::advisory(conn, LOCK)?;
    for edit in edits {
        let key = edit.parameter.key();
        if settings::value_in(conn, edit.parameter)? != edit.before {
            return Ok(Saved::Moved(key));
        }
        if is_fixed(conn, edit.parameter)? {
            return Ok(Saved::Fixed(key));
        }
    }
    for (edit, row) in edits.iter().zip(rows) {
        if edit.after == edit.parameter.default() {
            settings::reset(conn, edit.parameter)?;
        } else {
            settings::put(conn, edit.parameter.key(), &edit.after, row.at)?;
        }
        diesel::insert_into(setting_change::table).values(row.clone()).execute(conn)?;
    }
    audit::record_all(conn, events)?;
    Ok(Saved::Done)
}

/// Whether an edit of a list of networks leaves out the one it comes from.
fn locks_out(edit: &Edit, peer: IpAddr) -> bool {
    let lists = [registry::STAFF_NETWORKS.about.key, registry::ADMIN_NETWORKS.about.key];
    let lines: Vec<String> = edit.after.lines().map(str::to_owned).collect();
    lists.contains(&edit.parameter.key()) && !networks_hold(&lines, Some(peer))
}

/// Whether a parameter cannot be changed any more: the letters of numbers that people have in their mails.
pub(super) fn is_fixed(conn: &mut Conn, parameter: Parameter) -> kit_db::Result<bool> {
    Ok(parameter.key() == registry::PREFIX.about.key && numbers::any_given(conn)?)
}

/// The newest changes of a parameter, newest first.
pub(super) fn history(conn: &mut Conn, key: &str, limit: i64) -> kit_db::Result<Vec<ChangeRow>> {
    Ok(setting_change::table
        .filter(setting_change::key.eq(key))
        .order(setting_change::id.desc())
        .limit(limit)
        .select(ChangeRow::as_select())
        .load(conn)?)
}

/// The reasons given for `rows`, opened for `reader`; none where none was given or its key is gone.
pub(super) async fn reasons(
    ground: &Ground,
    reader: StaffId,
    rows: &[ChangeRow],
) -> Result<Vec<Option<String>>, kit_vault::Error> {
    let sealed = |row: &ChangeRow| {
        let bytes = row.reason_sealed.clone()?;
        Some((KeyId(row.key_id), Cell { field: REASON, row: row.id }, bytes))
    };
    let all: Vec<_> = rows.iter().map(sealed).collect();
    let some: Vec<Sealed<'_>> =
        all.iter().flatten().map(|(key, cell, bytes)| Sealed { key: *key, cell: *cell, bytes }).collect();
    let mut opened =
        ground.vault.open_many(&Opener::Staff(reader.0), Purpose::Read, &some).await?.into_iter();
    let text = |bytes: zeroize::Zeroizing<Vec<u8>>| String::from_utf8(bytes.to_vec()).ok();
    Ok(all.iter().map(|one| one.as_ref().and_then(|_| opened.next()?.ok().and_then(text))).collect())
}

fn event(ground: &Ground, who: StaffId, row: &ChangeRow) -> Event {
    let params = serde_json::json!({ "key": row.key, "from": short(&row.before), "to": short(&row.after) });
    Event {
        id: ground.id(),
        at: row.at,
        actor: Actor::Staff(who.0),
        kind: "setting.changed",
        subject_kind: "setting",
        subject_id: row.id,
        params,
    }
}

fn short(value: &str) -> &str {
    let mut end = value.len().min(IN_EVENT);
    while !value.is_char_boundary(end) {
        end -= 1;
    }
    value.get(..end).unwrap_or_default()
}
