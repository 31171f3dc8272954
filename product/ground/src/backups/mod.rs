//! Backups: everything the desk is, taken while it runs, and put back.
//!
//! **What a backup is.** A folder (`manifest` says what lies where): the database as files of neither engine,
//! the ledger and the files byte for byte, all from one moment; the ring beside them, taken a little later, so
//! that it has every key the database names; the register of the forgotten, which every erasure adds to from
//! then on. The wrapping keys (epochs) are never in it: each place has a slot for them elsewhere, with one
//! copy, which each backup and a daily job overwrite. So an old backup opens less and less, as it should.
//!
//! **What it refuses.** A place inside the data or the keys. To overwrite a complete backup before the next one
//! is complete. To put back anything of which a byte is another. To go on with keys that another desk holds.
//!
//! **How to add one more.** Something else that must be carried along: copied in `take`, listed by `trees`, put
//! back in `put_back`; tables come along by themselves, unless they are named in `LEFT_OUT`.

mod manifest;
mod place;
mod put_back;
mod slots;
mod store;
mod take;
mod trees;

use std::io;
use std::path::{Path, PathBuf};

use kit_db::copy::CopyError;
use kit_db::{Migration, Step};

pub use manifest::{Manifest, Registered};
pub use put_back::{Restore, Restored, UNFINISHED, restore};
pub use slots::{Slots, kinds};
pub use store::{Standing, standing};
pub use take::{Here, Taken, take};

/// The tables of this slice.
pub const MIGRATIONS: &[Migration] = &[Migration {
    number: 36,
    name: "backups",
    step: Step::Both(include_str!("migrations/0036_backups.sql")),
}];

/// Tables of which no rows are carried along: which processes run, which desk this is, and what lets somebody in:
/// a session that was ended and a link that was used after the backup must not come back.
const LEFT_OUT: &[&str] = &["node", "desk", "session", "invitation"];

/// Why no backup was taken, or none put back. Messages are for those who run the desk.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A directory that will not do.
    #[error("{0}")]
    Place(String),
    /// A file or directory could not be used.
    #[error("cannot {doing} {}", path.display())]
    File {
        /// What was tried.
        doing: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The disk of the backup is full.
    #[error(
        "the disk of {} is full: nothing was replaced, and the last complete backup there is as it was; make \
         room or name another place",
        .0.display()
    )]
    DiskFull(PathBuf),
    /// There is no backup, or not a whole one.
    #[error("{} holds no complete backup: {why}", path.display())]
    NoBackup {
        /// Where.
        path: PathBuf,
        /// What is missing.
        why: String,
    },
    /// A file of the backup is not the one that was written.
    #[error("{} is damaged: {why}. Nothing was made; use another backup", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Tables could not be copied.
    #[error("the database could not be copied")]
    Copy(#[from] CopyError),
    /// The database failed.
    #[error("the database: {0}")]
    Db(#[from] kit_db::Error),
    /// The keys refused or failed.
    #[error("the keys: {0}")]
    Vault(#[from] kit_vault::Error),
    /// The ledger could not be copied.
    #[error("the ledger: {0}")]
    Ledger(#[from] kit_ledger::Error),
    /// A thread of the program died.
    #[error("a fault in the program; nothing was replaced")]
    Fault,
}

impl BackupError {
    fn file(doing: &'static str, path: &Path, source: io::Error) -> Self {
        Self::File { doing, path: path.to_owned(), source }
    }

    /// The same, but says so when the disk of `target` is full.
    fn at(self, target: &Path) -> Self {
        let full = match &self {
            Self::File { source, .. } => source.kind() == io::ErrorKind::StorageFull,
            Self::Copy(error) => error.is_disk_full(),
            _ => false,
        };
        if full { Self::DiskFull(target.to_owned()) } else { self }
    }
}

type Result<T> = std::result::Result<T, BackupError>;

/// Runs what waits for files on a thread that may.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(BackupError::Fault))
}
