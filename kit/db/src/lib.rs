//! One door to SQLite and PostgreSQL: [`Db::read`], [`Db::write`], migrations, and a database per test.
//!
//! **What it is for.** The same queries, in Diesel's language, run on an embedded file and on a server. Code
//! above this crate never learns which one it is talking to, with a few named exceptions (`match` on
//! [`Conn`]). A write is one durable transaction: when it is answered, it survives a power cut.
//!
//! **What it refuses.** A read cannot change data, on either engine. A server is reached only by TLS with a
//! verified certificate or by a unix socket; no word in the address turns that off. A database that a newer
//! or a different program has migrated, or that would lose what it confirms, is not opened. There is no way
//! to hold a transaction open between two calls, to wait for anything inside one, or to get at a connection
//! outside a closure.
//!
//! **How to write a closure.** It only executes statements: times, ids, random values and sealed bytes are
//! made before it, because it may run up to three times. A refusal of the domain is an `Ok` value: the closure
//! checks it with its first conditional statement and returns, for instance, `Ok(Outcome::Stale)` before it
//! has changed anything. `Err` rolls everything back. To go on after a statement that failed, put it into
//! `conn.transaction(…)`, which makes a savepoint.
//!
//! **How to add one more.** A migration is a [`Migration`] in the program's one list, with the next number. An
//! id type is [`id_type!`]. A counter is [`sequence_migration!`] and [`sequence::next`]. A third engine would
//! be a variant of [`Conn`], an arm in `Db::open` and in every `match` the compiler then points at.

mod condition;
mod conn;
pub mod copy;
mod count_of;
mod db;
mod error;
mod id;
pub mod lock;
mod many;
pub mod migrate;
mod one_of;
mod pg;
mod place;
mod pool;
pub mod presence;
mod refusal;
pub mod schema;
pub mod sequence;
mod sqlite;
mod statement;
mod tables;
#[cfg(feature = "testing")]
pub mod testing;
pub mod time;
mod transaction;

pub use condition::{Condition, condition};
pub use conn::{Conn, Engine, MultiBackend, MultiField, MultiRawValue, MultiRow};
pub use count_of::{CountOf, count_of};
pub use db::{Db, Reading, Stats};
pub use error::{Error, Result};
#[doc(hidden)]
pub use many::ROWS_AT_ONCE;
pub use migrate::{Migration, Step};
pub use one_of::{OneOf, one_of};
pub use pg::PgConn;
pub use place::Place;
pub use refusal::Refusal;
pub use statement::{Bound, Statement, statement};

/// How often a closure given to [`Db::write`] may run.
const RUNS: u32 = 3;
