//! PostgreSQL without a system library: connection, TLS, session settings, and how a write is run.

mod connection;
mod driver;
mod server;
mod session;
mod write;

pub use connection::PgConn;
pub(crate) use server::{Server, read_url};
pub(crate) use write::write;
