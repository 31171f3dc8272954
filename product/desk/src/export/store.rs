//! The statements over the table of exports.

use diesel::prelude::*;
use kit_base::Millis;
use kit_db::{Conn, Result};

diesel::table! {
    client_export (id) {
        id -> BigInt,
        staff_id -> BigInt,
        key_id -> BigInt,
        at -> BigInt,
        is_open -> Bool,
        from_at -> BigInt,
        until_at -> BigInt,
        clients -> BigInt,
        reason_sealed -> Binary,
    }
}

/// One export.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = client_export)]
pub(super) struct ExportRow {
    pub id: i64,
    pub staff_id: i64,
    pub key_id: i64,
    pub at: Millis,
    pub is_open: bool,
    pub from_at: Millis,
    pub until_at: Millis,
    pub clients: i64,
    pub reason_sealed: Vec<u8>,
}

pub(super) fn insert(conn: &mut Conn, row: &ExportRow) -> Result<()> {
    diesel::insert_into(client_export::table).values(row.clone()).execute(conn)?;
    Ok(())
}

/// The newest exports, newest first.
pub(super) fn newest(conn: &mut Conn, limit: i64) -> Result<Vec<ExportRow>> {
    Ok(client_export::table
        .order(client_export::id.desc())
        .limit(limit)
        .select(ExportRow::as_select())
        .load(conn)?)
}
