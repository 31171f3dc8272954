//! The database's own clock: the one that all processes on it have in common, however their own clocks go.
//! For who was seen when; what happened when is told by the clock that is passed in.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::{Conn, Engine, Result};

#[derive(QueryableByName)]
struct Now {
    #[diesel(sql_type = BigInt)]
    now: i64,
}

/// Milliseconds since 1970 by the database's clock, at this moment and not when the transaction began.
pub fn now(conn: &mut Conn) -> Result<i64> {
    let text = match conn.engine() {
        Engine::Sqlite => "SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) AS now",
        Engine::Postgres => "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS now",
    };
    let now: Now = diesel::sql_query(text).get_result(conn)?;
    Ok(now.now)
}
