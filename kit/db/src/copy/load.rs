use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, Text};

use super::catalogue;
use super::rows::{RowReader, fingerprint};
use super::{Column, Copy, CopyError, Kind, Table, Value, statements};
use crate::{Conn, Db, Migration, migrate};

/// Rows in one transaction …
const CHUNK_ROWS: usize = 10_000;
/// … and their bytes in memory, roughly.
const CHUNK_BYTES: usize = 8 << 20;
/// Values in one statement; the engines take 32,766 and 65,535.
const VALUES: usize = 8_000;
/// Rows in one statement.
const ROWS: usize = 500;

/// Binds a value as a column's type; the macro, since the two engines' queries are two types.
macro_rules! bind {
    ($query:expr, $value:expr, $column:expr) => {
        match ($column.kind, $value) {
            (Kind::Bigint, Value::Number(number)) => $query.bind::<BigInt, _>(*number),
            // It was seen to fit when it was read.
            (Kind::Integer, Value::Number(number)) => $query.bind::<Integer, _>(*number as i32),
            (Kind::Text, Value::Text(text)) => $query.bind::<Text, _>(text.as_str()),
            (Kind::Bytes, Value::Bytes(bytes)) => $query.bind::<Binary, _>(bytes.as_slice()),
            (Kind::Boolean, Value::Truth(truth)) => $query.bind::<Bool, _>(*truth),
            (Kind::Bigint, _) => $query.bind::<Nullable<BigInt>, _>(None::<i64>),
            (Kind::Integer, _) => $query.bind::<Nullable<Integer>, _>(None::<i32>),
            (Kind::Text, _) => $query.bind::<Nullable<Text>, _>(None::<&str>),
            (Kind::Bytes, _) => $query.bind::<Nullable<Binary>, _>(None::<&[u8]>),
            (Kind::Boolean, _) => $query.bind::<Nullable<Bool>, _>(None::<bool>),
        }
    };
}

/// Checks that the files in `dir` are those that were written, and that this program knows the migrations.
/// Reads everything and changes nothing.
///
/// # Errors
/// [`CopyError::Damaged`] with the file, [`CopyError::Db`] with a refusal for unknown migrations.
pub async fn verify(list: &[Migration], dir: &Path, copy: &Copy) -> Result<(), CopyError> {
    known(list, copy)?;
    for table in &copy.tables {
        statements::name(&table.name)?;
        let (path, expected) = (dir.join(table.file()), (table.sha256.clone(), table.bytes));
        let file = path.clone();
        let found = blocking(move || {
            fingerprint(&file).map_err(|source| match source.kind() {
                std::io::ErrorKind::NotFound => CopyError::Damaged { path: file, why: "it is missing" },
                _ => CopyError::file("read", &file, source),
            })
        });
        if found.await? != expected {
            return Err(CopyError::Damaged { path, why: "it is not the file that was written" });
        }
    }
    Ok(())
}

/// Puts a copy into an empty database of either engine: its files are checked first, then the migrations it
/// was made with run, then its rows and sequences come in. Later migrations of `list` are left to
/// [`Db::migrate`]. When this fails, the database is to be thrown away.
///
/// # Errors
/// [`CopyError::NotEmpty`] when there are rows already; those of [`verify`] and of the database.
pub async fn load(db: &Db, list: &[Migration], dir: &Path, copy: &Copy) -> Result<(), CopyError> {
    verify(list, dir, copy).await?;
    let list = known(list, copy)?;
    db.read(|conn| Ok(empty(conn))).await??;
    db.migrate(Cow::Owned(list)).await?;
    let found = db.read(|conn| Ok(catalogue::tables(conn))).await??;
    if found.len() != copy.tables.len() {
        return Err(CopyError::Unfit("it has other tables than its migrations make".into()));
    }
    for table in &copy.tables {
        let into = found.iter().find(|found| found.name == table.name);
        let into = into.filter(|found| same(&found.columns, &table.columns));
        if into.is_none() {
            return Err(CopyError::Unfit(format!(
                "{} has other columns than its migrations make",
                table.name
            )));
        }
        load_table(db, dir, table).await?;
    }
    let sequences = copy.sequences.clone();
    db.write(move |conn| sequences.iter().try_for_each(|found| set_sequence(conn, &found.name, found.last)))
        .await?;
    Ok(())
}

/// The migrations of `list` that the copy was made with.
fn known(list: &[Migration], copy: &Copy) -> Result<Vec<Migration>, CopyError> {
    let ran: Vec<_> =
        copy.migrations.iter().map(|ran| (ran.number, ran.name.clone(), ran.checksum.clone())).collect();
    let state = migrate::compare(&ran, &migrate::sorted(list)?)?;
    Ok(list.iter().filter(|step| state.applied.contains(&step.number)).copied().collect())
}

fn same(found: &[Column], copied: &[Column]) -> bool {
    let has = |column: &Column| found.contains(column);
    found.len() == copied.len() && copied.iter().all(has)
}

fn empty(conn: &mut Conn) -> Result<(), CopyError> {
    for table in catalogue::tables(conn)? {
        let found: Found = diesel::sql_query(statements::any(&table.name)?).get_result(conn)?;
        if found.found != 0 {
            return Err(CopyError::NotEmpty { table: table.name });
        }
    }
    Ok(())
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Integer)]
    found: i32,
}

async fn load_table(db: &Db, dir: &Path, table: &Table) -> Result<(), CopyError> {
    let path: PathBuf = dir.join(table.file());
    let mut reader = blocking(move || RowReader::open(&path)).await?;
    let shared = Arc::new(table.clone());
    let mut rows = 0;
    loop {
        let table = Arc::clone(&shared);
        let chunk;
        (reader, chunk) = blocking(move || {
            let chunk = next_chunk(&mut reader, &table)?;
            Ok((reader, chunk))
        })
        .await?;
        if chunk.is_empty() {
            break;
        }
        rows += chunk.len() as u64;
        let table = Arc::clone(&shared);
        db.write(move |conn| insert(conn, &table, &chunk)).await?;
    }
    if rows == table.rows {
        Ok(())
    } else {
        Err(CopyError::Damaged { path: dir.join(table.file()), why: "its number of rows is another" })
    }
}

fn next_chunk(reader: &mut RowReader, table: &Table) -> Result<Vec<Vec<Value>>, CopyError> {
    let (mut chunk, mut bytes) = (Vec::new(), 0);
    while chunk.len() < CHUNK_ROWS && bytes < CHUNK_BYTES {
        let Some(row) = reader.next(table.columns.len())? else { break };
        let row = table.fit(row)?;
        bytes += row.iter().map(Value::size).sum::<usize>();
        chunk.push(row);
    }
    Ok(chunk)
}

fn insert(conn: &mut Conn, table: &Table, rows: &[Vec<Value>]) -> crate::Result<()> {
    let most = (VALUES / table.columns.len().max(1)).clamp(1, ROWS);
    for rows in rows.chunks(most) {
        let text = statements::insert(&table.name, &table.columns, rows.len());
        let text = text.map_err(crate::Error::other)?;
        match conn {
            Conn::Lite(lite) => {
                let mut query = diesel::sql_query(text).into_boxed::<diesel::sqlite::Sqlite>();
                for (value, column) in rows.iter().flat_map(|row| row.iter().zip(&table.columns)) {
                    query = bind!(query, value, column);
                }
                query.execute(lite)?;
            }
            Conn::Pg(pg) => {
                let mut query = diesel::sql_query(text).into_boxed::<diesel::pg::Pg>();
                for (value, column) in rows.iter().flat_map(|row| row.iter().zip(&table.columns)) {
                    query = bind!(query, value, column);
                }
                query.execute(pg)?;
            }
        }
    }
    Ok(())
}

fn set_sequence(conn: &mut Conn, name: &str, last: i64) -> crate::Result<()> {
    let set = match conn {
        // A sequence that never gave a number stays as it was made.
        Conn::Pg(_) if last == 0 => 1,
        Conn::Pg(pg) => diesel::sql_query("SELECT setval(CAST($1 AS regclass), $2)")
            .bind::<Text, _>(format!("{name}_sequence"))
            .bind::<BigInt, _>(last)
            .execute(pg)?,
        Conn::Lite(lite) => diesel::sql_query("UPDATE sequence_counter SET last = $1 WHERE name = $2")
            .bind::<BigInt, _>(last)
            .bind::<Text, _>(name)
            .execute(lite)?,
    };
    if set == 1 { Ok(()) } else { Err(crate::Error::other(format!("there is no sequence {name}"))) }
}

/// Runs what waits for files on a thread that may.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, CopyError> + Send + 'static,
) -> Result<T, CopyError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(CopyError::Db(crate::Error::Panicked)))
}
