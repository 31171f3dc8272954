use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::{Conn, Engine, Refusal, Result};

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
/// * a damaged page is noticed, and functions named by a damaged or foreign schema are not called.
const SETTINGS: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA secure_delete = ON;
    PRAGMA cell_size_check = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA journal_size_limit = 67108864;
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

/// Opens the file, making it (readable by its owner only) when it is missing.
pub(crate) fn open(file: &Path, access: Access) -> Result<Conn> {
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
    conn.batch_execute(SETTINGS)?;
    // In KiB. Pages of lists are spread over the file; the writer's are few.
    conn.batch_execute(match access {
        Access::Read => "PRAGMA cache_size = -32768",
        Access::Write => "PRAGMA cache_size = -4096",
    })?;
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
