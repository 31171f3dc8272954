//! How far the erasure register goes, as the ring knows it: so that an older register is noticed.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use kit_db::{Conn, Result};

use super::ring_register;
use crate::register::Head;

/// The head, [`Head::EMPTY`] when there was no entry yet.
pub(crate) fn head(conn: &mut Conn) -> Result<Head> {
    let row = ring_register::table.find(1).select((ring_register::seq, ring_register::hash));
    let row: Option<(i64, Vec<u8>)> = row.first(conn).optional()?;
    Ok(row.map_or(Head::EMPTY, |(seq, bytes)| {
        let mut hash = [0; 32];
        let length = bytes.len().min(32);
        hash[..length].copy_from_slice(&bytes[..length]);
        Head { seq: u64::try_from(seq).unwrap_or(0), hash }
    }))
}

/// Raises the head to `to`; never lowers it.
pub(crate) fn raise(conn: &mut Conn, to: &Head) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO ring_register (id, seq, hash) VALUES (1, $1, $2)
         ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash
          WHERE ring_register.seq < excluded.seq",
    )
    .bind::<BigInt, _>(i64::try_from(to.seq).unwrap_or(i64::MAX))
    .bind::<Binary, _>(&to.hash[..])
    .execute(conn)?;
    Ok(())
}
