//! That somebody is there: a lock that lasts as long as a connection of its own.
//!
//! **What it is for.** Whoever must not use a server's database beside others finds out whether anybody is there,
//! and is seen by everybody who comes later, without a clock and without a word written down. A process that dies
//! leaves nothing behind.
//!
//! **What it refuses.** To tell who the others are, and to keep anybody out: what follows from their being there
//! is for the caller to decide. A file has no server that could tell; there is nothing to enter.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::pg::{PgConn, Server};
use crate::sqlite::Access;
use crate::tables::{pg_advisory_unlock, pg_try_advisory_lock};
use crate::{Place, Result};

/// The server asks after a process whose machine went away without a word, and has forgotten it within half a
/// minute. Nothing ends a connection that only waits.
const SETTINGS: &str = "
    SET tcp_keepalives_idle = 10;
    SET tcp_keepalives_interval = 5;
    SET tcp_keepalives_count = 3;
    SET idle_session_timeout = 0;
";

/// Being there, until dropped.
pub struct Presence {
    server: Server,
    key: i64,
    conn: PgConn,
}

impl std::fmt::Debug for Presence {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Presence").field("key", &self.key).finish_non_exhaustive()
    }
}

impl Presence {
    /// Enters the database at `place` under the name `key`, and says whether nobody else was there. Of two who
    /// enter at once, at most one was alone. `None` for a file.
    ///
    /// Blocks; not for async tasks.
    ///
    /// # Errors
    /// Those of a connection; [`Error::Busy`](crate::Error::Busy) when others enter all the time.
    pub fn enter(place: &Place, key: i64) -> Result<Option<(Self, bool)>> {
        let Place::Postgres { url, ca_file } = place else { return Ok(None) };
        let server = Server::new(url, ca_file.as_deref())?;
        let mut conn = connect(&server)?;
        let alone: bool = diesel::select(pg_try_advisory_lock(key)).get_result(&mut conn)?;
        share(&mut conn, key)?;
        if alone {
            let _: bool = diesel::select(pg_advisory_unlock(key)).get_result(&mut conn)?;
        }
        Ok(Some((Self { server, key, conn }, alone)))
    }

    /// Sees to it that this is still there: enters again when the server was restarted or ended the connection.
    ///
    /// Blocks; not for async tasks.
    ///
    /// # Errors
    /// Those of a connection: try again later.
    pub fn renew(&mut self) -> Result<()> {
        if diesel::sql_query("SELECT 1").execute(&mut self.conn).is_ok() {
            return Ok(());
        }
        let mut conn = connect(&self.server)?;
        share(&mut conn, self.key)?;
        self.conn = conn;
        Ok(())
    }
}

fn connect(server: &Server) -> Result<PgConn> {
    use diesel::connection::SimpleConnection;
    let mut conn = server.connect(Access::Write)?;
    conn.batch_execute(SETTINGS)?;
    Ok(conn)
}

fn share(conn: &mut PgConn, key: i64) -> Result<()> {
    diesel::sql_query("SELECT pg_advisory_lock_shared($1)").bind::<BigInt, _>(key).execute(conn)?;
    Ok(())
}
