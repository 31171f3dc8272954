//! Which places backups go to, and how each stands.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use kit_base::Millis;
use kit_db::{Conn, Result};

diesel::table! {
    backup_target (id) {
        id -> BigInt,
        path -> Text,
        slot -> Text,
        added_at -> BigInt,
        last_at -> Nullable<BigInt>,
        slot_at -> Nullable<BigInt>,
        fault -> Nullable<Text>,
    }
}

/// A place that backups go to.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = backup_target)]
pub struct Standing {
    /// Row id.
    pub id: i64,
    /// The directory.
    pub path: String,
    /// The directory of its copy of the epochs.
    pub slot: String,
    /// When its last complete backup was taken.
    pub last_at: Option<Millis>,
    /// When its copy of the epochs was last renewed.
    pub slot_at: Option<Millis>,
    /// Why it could not be renewed since.
    pub fault: Option<String>,
}

/// All places that backups go to, oldest first.
///
/// # Errors
/// Those of the database.
pub fn standing(conn: &mut Conn) -> Result<Vec<Standing>> {
    Ok(backup_target::table.order(backup_target::id).select(Standing::as_select()).load(conn)?)
}

/// Notes a place.
pub(super) fn add(conn: &mut Conn, id: i64, path: &str, slot: &str, now: Millis) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO backup_target (id, path, slot, added_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (path) DO UPDATE SET slot = excluded.slot",
    )
    .bind::<BigInt, _>(id)
    .bind::<Text, _>(path)
    .bind::<Text, _>(slot)
    .bind::<BigInt, _>(now)
    .execute(conn)?;
    Ok(())
}

/// Notes that a complete backup was taken.
pub(super) fn taken(conn: &mut Conn, path: &str, now: Millis) -> Result<i64> {
    Ok(diesel::update(backup_target::table.filter(backup_target::path.eq(path)))
        .set(backup_target::last_at.eq(now))
        .returning(backup_target::id)
        .get_result(conn)?)
}

/// Notes how the renewal of a slot went.
pub(super) fn renewed(conn: &mut Conn, id: i64, now: Millis, fault: Option<&str>) -> Result<()> {
    let row = diesel::update(backup_target::table.find(id));
    match fault {
        None => row
            .set((backup_target::slot_at.eq(now), backup_target::fault.eq(None::<String>)))
            .execute(conn)?,
        Some(fault) => row.set(backup_target::fault.eq(fault)).execute(conn)?,
    };
    Ok(())
}

/// Forgets all places: a desk that goes on with copied keys must not write to those of the desk it was copied
/// from.
pub(super) fn forget_all(conn: &mut Conn) -> Result<usize> {
    Ok(diesel::delete(backup_target::table).execute(conn)?)
}
