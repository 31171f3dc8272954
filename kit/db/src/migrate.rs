//! Numbered steps that bring the tables to the shape the program expects.
//!
//! Up only; a step that was released is never edited. What ran is kept in the table `schema_migration` with a
//! checksum of its text, and a database that does not fit the program is refused, not repaired.

use aws_lc_rs::digest;
use diesel::connection::{Connection, SimpleConnection};
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::tables::schema_migration;
use crate::{Conn, Engine, Error, Refusal, Result, lock};

/// One step.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Its place in the order. Numbers need not follow each other closely.
    pub number: u32,
    /// What it does, in a few words.
    pub name: &'static str,
    /// How.
    pub step: Step,
}

/// The SQL of a migration: any number of statements, each ended by a semicolon.
///
/// In it, `{id}` stands for a primary key of 64 bits (`INTEGER PRIMARY KEY` on SQLite, `BIGINT PRIMARY KEY` on
/// PostgreSQL) and `{bytes}` for the type of bytes (`BLOB`, `BYTEA`). The other types both engines share are
/// `BIGINT`, `INTEGER`, `TEXT` and `BOOLEAN`.
#[derive(Debug, Clone, Copy)]
pub enum Step {
    /// The same text for both engines.
    Both(&'static str),
    /// A text for each, where they must differ.
    Each {
        /// For SQLite.
        sqlite: &'static str,
        /// For PostgreSQL.
        postgres: &'static str,
    },
}

/// How far a database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Numbers that ran, ascending.
    pub applied: Vec<u32>,
    /// Numbers still to run, ascending.
    pub pending: Vec<u32>,
}

/// "kit-db" as a number: the lock that lets one process migrate at a time.
const LOCK: i64 = 0x6b69_742d_6462;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migration \
     (number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)";

/// Compares the database with the list and changes nothing.
///
/// # Errors
/// A [`Refusal`] when they do not fit together.
pub fn check(conn: &mut Conn, list: &[Migration]) -> Result<State> {
    compare(&ran(conn)?, &sorted(list)?)
}

/// Whether every step of the list was done as it is written there. Newer steps do not matter: while processes
/// are exchanged one after the other, those of the old version go on beside the first of the new one.
///
/// # Errors
/// When the database cannot be asked.
pub fn covers(conn: &mut Conn, list: &[Migration]) -> Result<bool> {
    let ran = ran(conn)?;
    let done = |one: &Migration| {
        let (number, checksum) = (i64::from(one.number), one.step.checksum());
        ran.iter().any(|(ran, _, text)| *ran == number && *text == checksum)
    };
    Ok(list.iter().all(done))
}

/// Runs what is missing, all in one transaction, and returns the numbers that ran. Several processes may do
/// this at once: one does the work, the others find it done.
///
/// # Errors
/// A [`Refusal`] when database and list do not fit together or a step fails; then nothing was changed.
pub fn run(conn: &mut Conn, list: &[Migration]) -> Result<Vec<u32>> {
    let list = sorted(list)?;
    conn.transaction(|conn| {
        if conn.engine() == Engine::Postgres {
            // A new index on a large table takes its time.
            conn.batch_execute("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")?;
        }
        lock::advisory(conn, LOCK)?;
        conn.batch_execute(TABLE)?;
        let state = compare(&ran(conn)?, &list)?;
        for migration in list.iter().filter(|migration| state.pending.contains(&migration.number)) {
            apply(conn, migration)?;
        }
        Ok(state.pending)
    })
}

fn apply(conn: &mut Conn, migration: &Migration) -> Result<()> {
    let Migration { number, name, step } = *migration;
    let text = step.text(conn.engine());
    conn.batch_execute(&text).map_err(|source| match Error::from(source) {
        Error::Query(source) => Refusal::MigrationFailed { number, name, source }.into(),
        passing => passing,
    })?;
    diesel::insert_into(schema_migration::table)
        .values((
            schema_migration::number.eq(i64::from(number)),
            schema_migration::name.eq(name),
            schema_migration::checksum.eq(step.checksum()),
        ))
        .execute(conn)?;
    Ok(())
}

impl Step {
    fn text(self, engine: Engine) -> String {
        let (text, id, bytes) = match (self, engine) {
            (Self::Both(text) | Self::Each { sqlite: text, .. }, Engine::Sqlite) => {
                (text, "INTEGER PRIMARY KEY", "BLOB")
            }
            (Self::Both(text) | Self::Each { postgres: text, .. }, Engine::Postgres) => {
                (text, "BIGINT PRIMARY KEY", "BYTEA")
            }
        };
        text.replace("{id}", id).replace("{bytes}", bytes)
    }

    /// Over the texts for both engines, so that it is the same on both and a change to either is noticed.
    fn checksum(self) -> String {
        let text = match self {
            Self::Both(text) => format!("both\0{text}"),
            Self::Each { sqlite, postgres } => format!("each\0{sqlite}\0{postgres}"),
        };
        hex::encode(digest::digest(&digest::SHA256, text.as_bytes()))
    }
}

pub(crate) type Ran = (i64, String, String);

pub(crate) fn ran(conn: &mut Conn) -> Result<Vec<Ran>> {
    let there = match conn.engine() {
        Engine::Sqlite => {
            "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migration'"
        }
        Engine::Postgres => "SELECT COUNT(*) FROM pg_class WHERE oid = to_regclass('schema_migration')",
    };
    if diesel::dsl::sql::<BigInt>(there).get_result::<i64>(conn)? == 0 {
        return Ok(Vec::new());
    }
    Ok(schema_migration::table.order(schema_migration::number).load(conn)?)
}

pub(crate) fn sorted(list: &[Migration]) -> Result<Vec<Migration>> {
    let mut list = list.to_vec();
    list.sort_by_key(|migration| migration.number);
    match list.windows(2).find(|pair| pair[0].number == pair[1].number) {
        Some(pair) => Err(Refusal::MigrationTwice { number: pair[0].number }.into()),
        None => Ok(list),
    }
}

pub(crate) fn compare(ran: &[Ran], list: &[Migration]) -> Result<State> {
    let known = list.last().map_or(0, |migration| migration.number);
    let mut applied = Vec::new();
    for (number, name, checksum) in ran {
        let found = u32::try_from(*number).unwrap_or(u32::MAX);
        let Some(migration) = list.iter().find(|migration| migration.number == found) else {
            let name = name.clone();
            return Err(if found > known {
                Refusal::MigrationNewer { found, name, known }.into()
            } else {
                Refusal::MigrationUnknown { number: found, name }.into()
            });
        };
        if *checksum != migration.step.checksum() {
            return Err(Refusal::MigrationChanged { number: found, name: migration.name }.into());
        }
        applied.push(found);
    }
    let pending: Vec<&Migration> = list.iter().filter(|one| !applied.contains(&one.number)).collect();
    if let (Some(first), Some(later)) = (pending.first(), applied.last().copied())
        && first.number < later
    {
        return Err(Refusal::MigrationGap { number: first.number, name: first.name, later }.into());
    }
    let pending = pending.iter().map(|migration| migration.number).collect();
    Ok(State { applied, pending })
}
