use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::{Conn, Engine, Error, Refusal, Result};

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Write,
    Read,
}

/// How long a statement waits for another program that holds the file, in each of a write's runs.
/// The program's own writes never meet: they all go through one thread.
const BUSY_TIMEOUT: &str = "PRAGMA busy_timeout = 1500";

/// Says what is durable and what is trusted:
/// * FULL: a commit that was answered survives a power cut, not only a crash of the program;
/// * a deleted value is overwritten, and no temporary copy goes to disk;
/// * the log is carried into the file every 32 MiB: pages that every commit changes are carried once for many commits;
/// * a damaged page is noticed, and functions named by a damaged or foreign schema are not called.
const SETTINGS: &str = "
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA secure_delete = ON;
    PRAGMA cell_size_check = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA journal_size_limit = 67108864;
    PRAGMA wal_autocheckpoint = 4000;
";

/// Makes the file when it is missing. One that is there is not even opened: to close it again would end the
/// locks that SQLite holds on it in this process, and then another program that looks into the database removes
/// the log under our hands when it has finished, with all that is committed later.
fn make(file: &Path) -> std::io::Result<()> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(file) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Turns the write-ahead log on. Of several that do so on a new file at once, SQLite refuses all but one right
/// away, whatever the time-out says: waiting with a lock in the hand could last for ever. So the others ask again.
fn write_ahead(conn: &mut SqliteConnection) -> Result<()> {
    const TRIES: u32 = 150;
    const PAUSE: Duration = Duration::from_millis(10);
    for _ in 1..TRIES {
        match conn.batch_execute("PRAGMA journal_mode = WAL").map_err(Error::from) {
            Err(Error::Busy(_)) => std::thread::sleep(PAUSE),
            other => return other,
        }
    }
    Ok(conn.batch_execute("PRAGMA journal_mode = WAL")?)
}

/// Opens the file, making it (readable by its owner only) when it is missing. `cache` KiB of it are kept in memory.
pub(crate) fn open(file: &Path, access: Access, cache: u32) -> Result<Conn> {
    let refused =
        |source: Box<dyn std::error::Error + Send + Sync>| Refusal::File { file: file.to_owned(), source };
    // An absolute path, so that no name can be taken for one of SQLite's URIs.
    let full = std::path::absolute(file).map_err(|error| refused(error.into()))?;
    let name = full.to_str().ok_or_else(|| refused("its name is not UTF-8".into()))?;
    make(&full).map_err(|error| refused(error.into()))?;
    let mut conn = SqliteConnection::establish(name).map_err(|error| refused(error.into()))?;
    conn.batch_execute(BUSY_TIMEOUT)?;
    // Only a new, still empty file takes the page size.
    conn.batch_execute("PRAGMA page_size = 8192")?;
    write_ahead(&mut conn)?;
    conn.batch_execute(SETTINGS)?;
    conn.batch_execute(&format!("PRAGMA cache_size = -{cache}"))?;
    let mode: String = diesel::dsl::sql::<Text>("PRAGMA journal_mode").get_result(&mut conn)?;
    if mode != "wal" {
        // Some network file systems cannot share memory; WAL would not be safe there.
        let (engine, setting, needed) = (Engine::Sqlite, "journal_mode", "wal");
        return Err(Refusal::Setting { engine, setting, found: mode, needed }.into());
    }
    if access == Access::Read {
        conn.batch_execute("PRAGMA query_only = ON")?;
    }
    Ok(Conn::Lite(conn))
}
