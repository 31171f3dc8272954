//! Locks that processes agree on, named by a number. They last until the transaction ends.
//!
//! On SQLite every write is alone anyway, so a lock is always had at once. Call these inside
//! [`Db::write`](crate::Db::write).

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::tables::pg_try_advisory_xact_lock;
use crate::{Conn, Result};

/// Takes the lock `key` if nobody else has it, and says whether it did.
pub fn try_advisory(conn: &mut Conn, key: i64) -> Result<bool> {
    match conn {
        Conn::Lite(_) => Ok(true),
        Conn::Pg(pg) => Ok(diesel::select(pg_try_advisory_xact_lock(key)).get_result(pg)?),
    }
}

/// Waits for the lock `key`.
///
/// # Errors
/// [`Error::Busy`](crate::Error::Busy) when another transaction holds it for longer than the session's
/// lock timeout.
pub fn advisory(conn: &mut Conn, key: i64) -> Result<()> {
    if let Conn::Pg(pg) = conn {
        diesel::sql_query("SELECT pg_advisory_xact_lock($1)").bind::<BigInt, _>(key).execute(pg)?;
    }
    Ok(())
}
