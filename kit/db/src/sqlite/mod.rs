//! The embedded engine: opening a file, and the one thread that writes to it.

mod open;
mod writer;

pub(crate) use open::{Access, open};
pub(crate) use writer::{WRITER_CACHE, Writer};
