//! High-water marks: how far a counter may have got, kept apart from the database that counts, so that a
//! restore of that database gives no number twice.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use kit_db::{Conn, Result};

use super::ring_mark;

#[derive(QueryableByName)]
struct Mark {
    #[diesel(sql_type = BigInt)]
    value: i64,
}

/// The mark, 0 when it was never raised.
pub(crate) fn get(conn: &mut Conn, name: &str) -> Result<i64> {
    let value: Option<i64> = ring_mark::table.find(name).select(ring_mark::value).first(conn).optional()?;
    Ok(value.unwrap_or(0))
}

/// Raises the mark to `to`, never lowers it, and gives where it stands then.
pub(crate) fn raise(conn: &mut Conn, name: &str, to: i64) -> Result<i64> {
    let mark: Mark = kit_db::statement(
        "INSERT INTO ring_mark (name, value) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET value =
             CASE WHEN excluded.value > ring_mark.value THEN excluded.value ELSE ring_mark.value END
         RETURNING value",
    )
    .bind::<Text, _>(name)
    .bind::<BigInt, _>(to)
    .get_result(conn)?;
    Ok(mark.value)
}

/// Sets the mark to `to`, wherever it stood.
pub(crate) fn set(conn: &mut Conn, name: &str, to: i64) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO ring_mark (name, value) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind::<Text, _>(name)
    .bind::<BigInt, _>(to)
    .execute(conn)?;
    Ok(())
}
