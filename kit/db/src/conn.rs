#![expect(missing_docs, reason = "the derive makes public types and describes none of them")]

use diesel::SqliteConnection;

use crate::pg::PgConn;

/// A connection to either engine. Queries written in Diesel's language run on both.
///
/// What Diesel cannot say for both engines at once (`ON CONFLICT`, `FOR UPDATE`) is written as a
/// [`statement`](crate::statement) with bound values, the same text for both, or by matching on the variant;
/// several rows are inserted by [`insert_all!`](crate::insert_all).
///
/// In such a text, `$1`, `$2` … have to appear first in this order: SQLite takes them for names and numbers
/// them as it meets them.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// PostgreSQL.
    Pg(PgConn),
    /// SQLite.
    Lite(SqliteConnection),
}

impl Conn {
    /// Which engine this connection leads to.
    pub fn engine(&self) -> Engine {
        match self {
            Self::Pg(_) => Engine::Postgres,
            Self::Lite(_) => Engine::Sqlite,
        }
    }
}

/// The two databases that can lie behind a [`Db`](crate::Db).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file, embedded in the program.
    Sqlite,
    /// A server.
    Postgres,
}

/// Runs one query on whichever engine the connection leads to, written once and compiled for both:
/// `on_either!(conn, |conn| request::table.find(id).select(RequestRow::as_select()).first(conn))`.
///
/// It does what the same query does on a [`Conn`] itself, and costs less: there the text of the statement is put
/// together anew each time and every value passes through one more layer; here the statement is found by its type.
/// For what stands on the way of every page. A query in a box knows its engine and cannot be used.
#[macro_export]
macro_rules! on_either {
    ($conn:expr, |$each:ident| $query:expr) => {{
        let conn: &mut $crate::Conn = $conn;
        match conn {
            $crate::Conn::Lite($each) => $query,
            $crate::Conn::Pg($each) => $query,
        }
    }};
}
