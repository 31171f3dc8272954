use std::io;
use std::path::{Path, PathBuf};

/// Why a copy could not be made or put back. The message holds no value of a row.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The database failed or refused.
    #[error(transparent)]
    Db(#[from] crate::Error),
    /// A file could not be written or read.
    #[error("cannot {doing} {}", path.display())]
    File {
        /// What was tried.
        doing: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is missing, cut off or not the one that was written.
    #[error("{} is damaged: {why}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The description of the copy does not fit its files or the program.
    #[error("the copy cannot be used: {0}")]
    Unfit(String),
    /// The database is in use already.
    #[error("the database is not empty: the table {table} has rows")]
    NotEmpty {
        /// A table with rows.
        table: String,
    },
    /// The database has a table or column that the copy cannot carry.
    #[error("{table}.{column} cannot be copied: {why}")]
    Column {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// Why.
        why: String,
    },
    /// Whoever wanted the copy waits no longer.
    #[error("the copy was broken off")]
    Stopped,
}

impl CopyError {
    pub(super) fn file(doing: &'static str, path: &Path, source: io::Error) -> Self {
        Self::File { doing, path: path.to_owned(), source }
    }

    /// Whether the disk was full.
    pub fn is_disk_full(&self) -> bool {
        matches!(self, Self::File { source, .. } if source.kind() == io::ErrorKind::StorageFull)
    }
}

impl From<diesel::result::Error> for CopyError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Db(error.into())
    }
}
