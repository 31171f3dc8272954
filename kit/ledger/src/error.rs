//! What can go wrong with a ledger.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The ledger cannot be opened, or an entry could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be read or written.
    #[error("cannot {doing} {path}")]
    File {
        /// What was tried.
        doing: &'static str,
        /// With which file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// What lies there does not fit its signed head: it was changed by somebody else than the ledger.
    #[error("the ledger's stream {stream} is broken at {place}: {what}")]
    Broken {
        /// The stream.
        stream: String,
        /// A file of it, and an entry where one can be told.
        place: String,
        /// What does not fit.
        what: String,
    },
    /// Another process writes this stream.
    #[error("another process writes the ledger's stream {0}")]
    Taken(String),
    /// The thread that writes has ended.
    #[error("the ledger is closed")]
    Closed,
    /// Too many entries wait for the disk.
    #[error("the ledger cannot keep up: too many entries wait")]
    Full,
    /// An entry is longer than [`crate::LONGEST`].
    #[error("an entry of {0} bytes is too long for the ledger")]
    TooLong(usize),
    /// No such stream was opened, or its name is none.
    #[error("the ledger has no stream {0:?}")]
    NoStream(String),
    /// There is no such entry.
    #[error("stream {stream} has no entry {index}")]
    NoEntry {
        /// The stream.
        stream: String,
        /// The entry asked for.
        index: u64,
    },
    /// The batch the entry was in could not be written. Nothing of it is in the ledger.
    #[error("the ledger could not write")]
    NotWritten(#[source] Arc<Error>),
}

impl Error {
    pub(crate) fn file(doing: &'static str, path: &Path, source: io::Error) -> Self {
        Self::File { doing, path: path.to_owned(), source }
    }

    pub(crate) fn broken(stream: &str, place: impl Into<String>, what: impl Into<String>) -> Self {
        Self::Broken { stream: stream.to_owned(), place: place.into(), what: what.into() }
    }
}
