//! Rows of blind indexes: blinded value → keys. They lie in the ring so that an old copy of the main
//! database cannot even confirm that somebody was a client.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use kit_base::Millis;
use kit_db::{Conn, Result};

use super::{ring_index, ring_key};
use crate::KeyId;

/// Adds a row, unless it is there or its key was destroyed.
pub(crate) fn put(conn: &mut Conn, name: &str, blind: &[u8; 16], key: KeyId) -> Result<()> {
    kit_db::statement(
        "INSERT INTO ring_index (name, blind, key_id)
         SELECT $1, $2, id FROM ring_key WHERE id = $3 AND epoch > 0
         ON CONFLICT (name, blind, key_id) DO NOTHING",
    )
    .bind::<Text, _>(name)
    .bind::<Binary, _>(&blind[..])
    .bind::<BigInt, _>(key)
    .execute(conn)?;
    Ok(())
}

/// Adds many rows of live keys at once.
pub(crate) fn put_all(conn: &mut Conn, name: &str, rows: &[([u8; 16], KeyId)]) -> Result<()> {
    kit_db::insert_all!(conn, ring_index::table, rows, |row: &([u8; 16], KeyId)| (
        ring_index::name.eq(name.to_owned()),
        ring_index::blind.eq(row.0.to_vec()),
        ring_index::key_id.eq(row.1),
    ))
}

/// The keys of a blinded value, by id. A row whose key was destroyed while the row was being written leads
/// nowhere; [`sweep`] removes it.
pub(crate) fn find(conn: &mut Conn, name: &str, blind: &[u8; 16]) -> Result<Vec<KeyId>> {
    Ok(ring_index::table
        .inner_join(ring_key::table.on(ring_key::id.eq(ring_index::key_id)))
        .filter(ring_index::name.eq(name))
        .filter(ring_index::blind.eq(&blind[..]))
        .filter(ring_key::epoch.gt(0))
        .order(ring_index::key_id)
        .select(ring_key::id)
        .load(conn)?)
}

/// Removes one row.
pub(crate) fn remove(conn: &mut Conn, name: &str, blind: &[u8; 16], key: KeyId) -> Result<usize> {
    Ok(diesel::delete(ring_index::table.find((name, &blind[..], key))).execute(conn)?)
}

/// Removes the rows of keys destroyed since `since`.
pub(crate) fn sweep(conn: &mut Conn, since: Millis) -> Result<usize> {
    let destroyed = ring_key::table
        .filter(ring_key::epoch.eq(0))
        .filter(ring_key::destroyed_at.ge(since))
        .select(ring_key::id);
    Ok(diesel::delete(ring_index::table.filter(ring_index::key_id.eq_any(destroyed))).execute(conn)?)
}
