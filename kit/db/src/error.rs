use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error as Diesel};

use crate::Refusal;

/// What a closure given to [`Db::read`](crate::Db::read) or [`Db::write`](crate::Db::write) returns.
pub type Result<T> = std::result::Result<T, Error>;

/// Why the database did not do what was asked.
///
/// The message never holds a value from a row; the engine's own error is the `source()`.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A row with these values exists already.
    #[error("a row with the same {constraint} exists already")]
    Unique {
        /// The columns that must be unique, the same on both engines: `table.column`, several joined by
        /// `", "`. For an index over an expression, whatever name the engine gives it.
        constraint: String,
        /// The engine's error.
        source: Diesel,
    },
    /// Others held the rows or the file for too long, or the engine chose this transaction as the victim of
    /// a deadlock. Nothing was changed. `write` returns this only after its last run.
    #[error("the database was busy")]
    Busy(#[source] Diesel),
    /// There is no room left for what was to be written. Nothing was changed; reading goes on.
    #[error("the disk of the database is full")]
    Full(#[source] Diesel),
    /// The connection was lost before the commit was sent. Nothing was changed.
    #[error("the connection to the database was lost")]
    Lost(#[source] Diesel),
    /// The disk of the database failed in the middle of its work. Nothing was changed.
    #[error("the disk of the database failed")]
    Disk(#[source] Diesel),
    /// The connection was lost, or the disk failed, while the commit was on its way: it may or may not have
    /// happened. On SQLite it shows no effect as long as the program runs, and may show it after a crash.
    #[error("the commit broke off; its outcome is not known")]
    Uncertain(#[source] Diesel),
    /// No connection could be had.
    #[error("could not reach the database")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Something tried to change data inside `read`.
    #[error("a read tried to change data")]
    ReadOnly(#[source] Diesel),
    /// [`Db::close`](crate::Db::close) was called before.
    #[error("the database is closed")]
    Closed,
    /// The closure panicked; what it had changed was rolled back.
    #[error("a database closure panicked")]
    Panicked,
    /// The closure began a transaction of its own by hand and did not end it, or ended one it did not begin.
    /// What it had changed was rolled back.
    #[error("a database closure left a transaction open")]
    Unbalanced,
    /// This database cannot be used, and trying again will not help.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Any other failure of a statement.
    #[error("a database statement failed")]
    Query(#[source] Diesel),
    /// An error of the closure's own, made with [`Error::other`] to roll its changes back.
    #[error("a database closure gave up")]
    Other(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// Wraps an error of another kind, so that a closure can give up with it.
    pub fn other(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Other(error.into())
    }

    /// Whether this is [`Error::Unique`] on exactly these columns, as in `is_unique("client.number")`.
    pub fn is_unique(&self, columns: &str) -> bool {
        matches!(self, Self::Unique { constraint, .. } if constraint == columns)
    }

    /// Whether running the same closure again may succeed, and surely repeats nothing.
    pub(crate) fn may_run_again(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::Lost(_))
    }

    /// Whether it may be the connection's own and stay with it: a file that the disk refused to open for writing
    /// once, SQLite goes on to read only, and what it read wrongly once, it may have kept.
    pub(crate) fn may_stay(&self) -> bool {
        match self {
            Self::Disk(_) | Self::ReadOnly(_) | Self::Uncertain(_) => true,
            Self::Query(Diesel::DatabaseError(_, info)) => {
                info.message() == "database disk image is malformed"
            }
            _ => false,
        }
    }

    /// What an error means that came back from the statement that ends a transaction.
    pub(crate) fn from_commit(error: Diesel) -> Self {
        match Self::from(error) {
            Self::Lost(source) | Self::Disk(source) => Self::Uncertain(source),
            other => other,
        }
    }
}

impl From<Diesel> for Error {
    fn from(error: Diesel) -> Self {
        match &error {
            Diesel::RollbackErrorOnCommit { .. } => match error {
                Diesel::RollbackErrorOnCommit { commit_error, .. } => Self::from(*commit_error),
                other => Self::Query(other),
            },
            Diesel::DatabaseError(kind, info) => match sort(*kind, info.as_ref()) {
                Sort::Unique => Self::Unique { constraint: constraint(info.as_ref()), source: error },
                Sort::Busy => Self::Busy(error),
                Sort::Lost => Self::Lost(error),
                Sort::Full => Self::Full(error),
                Sort::Disk => Self::Disk(error),
                Sort::ReadOnly => Self::ReadOnly(error),
                Sort::Other => Self::Query(error),
            },
            Diesel::BrokenTransactionManager => Self::Lost(error),
            _ => Self::Query(error),
        }
    }
}

enum Sort {
    Unique,
    Busy,
    Lost,
    Full,
    Disk,
    ReadOnly,
    Other,
}

fn sort(kind: DatabaseErrorKind, info: &dyn DatabaseErrorInformation) -> Sort {
    match kind {
        DatabaseErrorKind::UniqueViolation => Sort::Unique,
        DatabaseErrorKind::SerializationFailure => Sort::Busy,
        DatabaseErrorKind::ReadOnlyTransaction => Sort::ReadOnly,
        DatabaseErrorKind::UnableToSendCommand | DatabaseErrorKind::ClosedConnection => Sort::Lost,
        _ => sort_by_message(info.message()),
    }
}

/// Diesel passes no code on for these, so the words decide. SQLite's are compiled in; PostgreSQL's are asked
/// for in English when a connection is made (`pg::session`).
fn sort_by_message(message: &str) -> Sort {
    const BUSY: [&str; 4] = [
        "database is locked",
        "database table is locked",
        "deadlock detected",
        "canceling statement due to lock timeout",
    ];
    const LOST: [&str; 4] = [
        "terminating connection due to ",
        "the database system is shutting down",
        "the database system is starting up",
        "the database system is in recovery mode",
    ];
    const DISK: [&str; 2] = ["disk I/O error", "unable to open database file"];
    if BUSY.iter().any(|words| message.starts_with(words)) {
        Sort::Busy
    } else if LOST.iter().any(|words| message.starts_with(words)) {
        Sort::Lost
    } else if message == "database or disk is full" || message.ends_with(": No space left on device") {
        Sort::Full
    } else if DISK.contains(&message) || message.ends_with(": Input/output error") {
        Sort::Disk
    } else if message == "attempt to write a readonly database" {
        Sort::ReadOnly
    } else {
        Sort::Other
    }
}

/// The unique columns. SQLite names them in its message (`UNIQUE constraint failed: client.number`),
/// PostgreSQL names the constraint and shows the columns in the details (`Key (number)=(5) already exists.`).
fn constraint(info: &dyn DatabaseErrorInformation) -> String {
    if let Some(columns) = info.message().strip_prefix("UNIQUE constraint failed: ") {
        return columns.to_owned();
    }
    let columns = info.details().and_then(|details| {
        let (_, from) = details.split_once('(')?;
        let (columns, _) = from.split_once(")=(")?;
        // An expression has brackets of its own: only plain columns are told apart.
        (!columns.contains('(')).then_some(columns)
    });
    match (info.table_name(), columns) {
        (Some(table), Some(columns)) => {
            let named: Vec<String> = columns.split(", ").map(|column| format!("{table}.{column}")).collect();
            named.join(", ")
        }
        _ => info.constraint_name().unwrap_or_default().to_owned(),
    }
}

/// Whether the connection that gave this error leads nowhere any more.
pub(crate) fn is_lost(error: &Diesel) -> bool {
    matches!(error, Diesel::DatabaseError(kind, info) if matches!(sort(*kind, info.as_ref()), Sort::Lost))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(message: &str) -> Diesel {
        Diesel::DatabaseError(DatabaseErrorKind::Unknown, Box::new(message.to_owned()))
    }

    #[test]
    fn a_disk_that_fails_changed_nothing_but_at_a_commit_nobody_knows() {
        for message in ["disk I/O error", "could not read block 5 in file \"base/1/2\": Input/output error"] {
            assert!(matches!(Error::from(said(message)), Error::Disk(_)), "{message}");
            let commit = Error::from_commit(said(message));
            assert!(matches!(commit, Error::Uncertain(_)) && !commit.may_run_again(), "{message}");
        }
        let full = Error::from_commit(said("database or disk is full"));
        assert!(matches!(full, Error::Full(_)), "the last part of a commit is what did not fit");
    }
}
