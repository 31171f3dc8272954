use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use diesel::connection::{DefaultLoadingMode, SimpleConnection};
use diesel::prelude::*;

use super::catalogue::{self, Found};
use super::rows::RowWriter;
use super::value::Cells;
use super::{Applied, Copy, CopyError, Table, statements};
use crate::{Conn, Db, Migration, PgConn, migrate};

/// Rows fetched from a server at once.
const PAGE: usize = 256;
/// After so many rows somebody who waits no longer is noticed.
const LOOK_UP: u64 = 1024;

/// Writes all tables into the folder `dir`, which is there and empty, as they are at one moment while others
/// write; every file is durable when this returns. `list` is what the program knows of migrations: a
/// database that does not fit is refused. Of the tables in `without`, no rows are taken. When the returned
/// future is dropped, the work stops soon.
///
/// # Errors
/// [`CopyError::File`] when a file cannot be written, those of the database.
pub async fn dump(
    db: &Db,
    list: Vec<Migration>,
    without: &'static [&'static str],
    dir: &Path,
) -> Result<Copy, CopyError> {
    let (dir, stop) = (dir.to_owned(), Stop::default());
    let told = Arc::clone(&stop.0);
    // The error of a copy passes through the database's own.
    let done = db.snapshot(move |conn| Ok(write_all(conn, &list, without, &dir, &told))).await;
    drop(stop);
    done?
}

/// Says to stop when it is dropped.
#[derive(Default)]
struct Stop(Arc<AtomicBool>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn write_all(
    conn: &mut Conn,
    list: &[Migration],
    without: &[&str],
    dir: &Path,
    stop: &AtomicBool,
) -> Result<Copy, CopyError> {
    migrate::check(conn, list)?;
    let ran = migrate::ran(conn)?.into_iter();
    let migrations = ran.map(|(number, name, checksum)| Applied { number, name, checksum }).collect();
    let mut tables = Vec::new();
    for found in catalogue::tables(conn)? {
        let wanted = !without.contains(&found.name.as_str());
        tables.push(write_table(conn, found, wanted, dir, stop)?);
    }
    let sequences = catalogue::sequences(conn)?;
    sync(dir)?;
    Ok(Copy { migrations, tables, sequences })
}

fn write_table(
    conn: &mut Conn,
    found: Found,
    wanted: bool,
    dir: &Path,
    stop: &AtomicBool,
) -> Result<Table, CopyError> {
    let Found { name, columns, key } = found;
    let select = statements::select(&name, &columns, &key)?;
    let mut table = Table { name, columns, rows: 0, bytes: 0, sha256: String::new() };
    let mut writer = RowWriter::create(&dir.join(table.file()))?;
    let mut rows = 0;
    let mut row = |Cells(values): Cells| -> Result<(), CopyError> {
        rows += 1;
        if rows % LOOK_UP == 0 && stop.load(Ordering::Relaxed) {
            return Err(CopyError::Stopped);
        }
        writer.write(&table.fit(values)?)
    };
    match conn {
        _ if !wanted => {}
        Conn::Lite(lite) => {
            let found = diesel::sql_query(select).load_iter::<Cells, DefaultLoadingMode>(lite)?;
            for cells in found {
                row(cells?)?;
            }
        }
        Conn::Pg(pg) => fetch(pg, &select, row)?,
    }
    let written = writer.finish()?;
    (table.rows, table.bytes, table.sha256) = (written.rows, written.bytes, written.sha256);
    Ok(table)
}

/// Reads a query's rows in pages, by a cursor of the server.
fn fetch(
    pg: &mut PgConn,
    select: &str,
    mut row: impl FnMut(Cells) -> Result<(), CopyError>,
) -> Result<(), CopyError> {
    pg.batch_execute(&format!("DECLARE copied NO SCROLL CURSOR FOR {select}"))?;
    let next = format!("FETCH FORWARD {PAGE} FROM copied");
    loop {
        let page: Vec<Cells> = diesel::sql_query(&next).load(pg)?;
        let last = page.len() < PAGE;
        for cells in page {
            row(cells)?;
        }
        if last {
            break;
        }
    }
    pg.batch_execute("CLOSE copied")?;
    Ok(())
}

/// Makes the names in a folder durable.
fn sync(dir: &Path) -> Result<(), CopyError> {
    let synced = std::fs::File::open(dir).and_then(|folder| folder.sync_all());
    synced.map_err(|source| CopyError::file("write", dir, source))
}
