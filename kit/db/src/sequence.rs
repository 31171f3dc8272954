//! Numbers that grow and are given once.
//!
//! On PostgreSQL a sequence, which no transaction waits for; on SQLite a row, which the one writer counts up.
//! A number taken by a transaction that is rolled back may be left out (PostgreSQL) or given to the next
//! (SQLite): either way no two committed rows have the same.
//!
//! A sequence comes into being by a migration: `kit_db::sequence_migration!(7, "request_number")`.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::tables::{nextval, sequence_counter};
use crate::{Conn, Error, Result, statement};

/// The [`Migration`](crate::Migration) with this number that makes the sequence of this name. The name is a
/// literal of lower-case letters and underscores. The first number given is 1.
#[macro_export]
macro_rules! sequence_migration {
    ($number:expr, $name:literal) => {
        $crate::Migration {
            number: $number,
            name: concat!("sequence ", $name),
            step: $crate::Step::Each {
                sqlite: concat!(
                    "CREATE TABLE IF NOT EXISTS sequence_counter (name TEXT PRIMARY KEY, last BIGINT NOT NULL);",
                    "INSERT INTO sequence_counter (name, last) VALUES ('",
                    $name,
                    "', 0);"
                ),
                postgres: concat!("CREATE SEQUENCE ", $name, "_sequence;"),
            },
        }
    };
}

/// The next number. Call it inside [`Db::write`](crate::Db::write).
///
/// # Errors
/// When no migration made this sequence.
pub fn next(conn: &mut Conn, name: &'static str) -> Result<i64> {
    match conn {
        Conn::Pg(pg) => Ok(diesel::select(nextval(format!("{name}_sequence"))).get_result(pg)?),
        // Diesel would have its own update planned anew each time.
        Conn::Lite(lite) => {
            let next: Option<Last> =
                statement("UPDATE sequence_counter SET last = last + 1 WHERE name = $1 RETURNING last")
                    .bind::<Text, _>(name)
                    .get_result(lite)
                    .optional()?;
            next.map(|next| next.last).ok_or_else(|| missing(name))
        }
    }
}

/// The last number that was given, 0 when none was.
///
/// # Errors
/// When no migration made this sequence.
pub fn last(conn: &mut Conn, name: &'static str) -> Result<i64> {
    match conn {
        Conn::Pg(pg) => {
            let last: Last =
                diesel::sql_query("SELECT COALESCE(pg_sequence_last_value(CAST($1 AS regclass)), 0) AS last")
                    .bind::<Text, _>(format!("{name}_sequence"))
                    .get_result(pg)?;
            Ok(last.last)
        }
        Conn::Lite(lite) => sequence_counter::table
            .find(name)
            .select(sequence_counter::last)
            .first(lite)
            .optional()?
            .ok_or_else(|| missing(name)),
    }
}

#[derive(QueryableByName)]
struct Last {
    #[diesel(sql_type = BigInt)]
    last: i64,
}

/// Makes sure that the next number is above `floor`: after a restore, numbers may have been given that the
/// restored database knows nothing of.
///
/// # Errors
/// When no migration made this sequence.
pub fn raise(conn: &mut Conn, name: &'static str, floor: i64) -> Result<()> {
    let changed = match conn {
        // Taking a number first and comparing with it makes two raises at once keep the higher floor.
        Conn::Pg(pg) => diesel::sql_query(
            "SELECT setval(CAST($1 AS regclass), GREATEST($2, nextval(CAST($1 AS regclass))))",
        )
        .bind::<Text, _>(format!("{name}_sequence"))
        .bind::<BigInt, _>(floor)
        .execute(pg)?,
        Conn::Lite(lite) => {
            diesel::sql_query("UPDATE sequence_counter SET last = MAX(last, $1) WHERE name = $2")
                .bind::<BigInt, _>(floor)
                .bind::<Text, _>(name)
                .execute(lite)?
        }
    };
    if changed == 0 { Err(missing(name)) } else { Ok(()) }
}

fn missing(name: &str) -> Error {
    Error::other(format!("there is no sequence {name}"))
}
