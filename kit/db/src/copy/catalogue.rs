//! What tables there are, by the engine's own account.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::{Column, CopyError, Kind, Sequence};
use crate::{Conn, Engine};

/// A table as it is in the database.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    /// Columns of the primary key, in its order.
    pub(super) key: Vec<String>,
}

#[derive(QueryableByName)]
struct ColumnRow {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    /// Its place in the primary key, from 1; 0 for none.
    #[diesel(sql_type = BigInt)]
    place: i64,
}

#[derive(QueryableByName)]
struct Reference {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    other: String,
}

#[derive(QueryableByName)]
struct SequenceRow {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    last: i64,
}

/// Tables whose content is carried over by other means.
const OWN: [&str; 2] = ["schema_migration", "sequence_counter"];

const SQLITE: &str = "
    SELECT t.name AS table_name, c.name AS column_name, lower(c.type) AS kind, c.pk AS place
      FROM sqlite_schema t, pragma_table_xinfo(t.name) c
     WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND c.hidden = 0
     ORDER BY t.name, c.cid";

const POSTGRES: &str = "
    SELECT CAST(t.relname AS TEXT) AS table_name, CAST(c.attname AS TEXT) AS column_name,
           format_type(c.atttypid, NULL) AS kind, COALESCE(k.place, 0) AS place
      FROM pg_class t
      JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped AND c.attgenerated = ''
      LEFT JOIN (SELECT i.indrelid, u.number, u.place FROM pg_index i
                  CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS u (number, place)
                  WHERE i.indisprimary) k ON k.indrelid = t.oid AND k.number = c.attnum
     WHERE t.relkind IN ('r', 'p') AND t.relnamespace = to_regnamespace(current_schema())
     ORDER BY t.relname COLLATE \"C\", c.attnum";

const SQLITE_REFERENCES: &str = "
    SELECT t.name AS table_name, f.\"table\" AS other
      FROM sqlite_schema t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table'";

const POSTGRES_REFERENCES: &str = "
    SELECT CAST(t.relname AS TEXT) AS table_name, CAST(o.relname AS TEXT) AS other
      FROM pg_constraint f JOIN pg_class t ON t.oid = f.conrelid JOIN pg_class o ON o.oid = f.confrelid
     WHERE f.contype = 'f' AND t.relnamespace = to_regnamespace(current_schema())";

const SQLITE_SEQUENCES: &str = "SELECT name, last FROM sequence_counter ORDER BY name";

/// Not part of any snapshot: a sequence may be ahead of the rows, which is what it is for.
const POSTGRES_SEQUENCES: &str = "
    SELECT left(CAST(sequencename AS TEXT), -9) AS name, COALESCE(last_value, 0) AS last
      FROM pg_sequences WHERE schemaname = current_schema() AND sequencename LIKE '%\\_sequence'
     ORDER BY sequencename COLLATE \"C\"";

/// The tables, each after those it refers to.
pub(super) fn tables(conn: &mut Conn) -> Result<Vec<Found>, CopyError> {
    let (columns, references) = match conn.engine() {
        Engine::Sqlite => (SQLITE, SQLITE_REFERENCES),
        Engine::Postgres => (POSTGRES, POSTGRES_REFERENCES),
    };
    let columns: Vec<ColumnRow> = diesel::sql_query(columns).load(conn)?;
    let references: Vec<Reference> = diesel::sql_query(references).load(conn)?;
    let mut rows: BTreeMap<String, Vec<ColumnRow>> = BTreeMap::new();
    for row in columns.into_iter().filter(|row| !OWN.contains(&row.table_name.as_str())) {
        rows.entry(row.table_name.clone()).or_default().push(row);
    }
    let found = rows.into_iter().map(|(name, rows)| table(name, &rows)).collect::<Result<Vec<_>, _>>()?;
    in_order(found, &references)
}

fn table(name: String, rows: &[ColumnRow]) -> Result<Found, CopyError> {
    let mut key: Vec<&ColumnRow> = rows.iter().filter(|row| row.place > 0).collect();
    key.sort_by_key(|row| row.place);
    let alone = key.len() == 1;
    let column = |row: &ColumnRow| {
        let kind = match row.kind.as_str() {
            "bigint" => Kind::Bigint,
            // SQLite's name for a key of 64 bits.
            "integer" if alone && row.place == 1 => Kind::Bigint,
            "integer" => Kind::Integer,
            "text" => Kind::Text,
            "blob" | "bytea" => Kind::Bytes,
            "boolean" => Kind::Boolean,
            other => {
                let (table, column, why) = (name.clone(), row.column_name.clone(), format!("it is {other}"));
                return Err(CopyError::Column { table, column, why });
            }
        };
        Ok(Column { name: row.column_name.clone(), kind })
    };
    let columns = rows.iter().map(column).collect::<Result<_, _>>()?;
    let key = key.iter().map(|row| row.column_name.clone()).collect();
    Ok(Found { name, columns, key })
}

fn in_order(mut left: Vec<Found>, references: &[Reference]) -> Result<Vec<Found>, CopyError> {
    let mut ordered: Vec<Found> = Vec::new();
    let mut waiting: BTreeSet<String> = left.iter().map(|table| table.name.clone()).collect();
    while !left.is_empty() {
        let free = |table: &Found| {
            let mut others = references.iter().filter(|reference| reference.table_name == table.name);
            !others.any(|reference| reference.other != table.name && waiting.contains(&reference.other))
        };
        let (now, later): (Vec<Found>, Vec<Found>) = left.into_iter().partition(free);
        if now.is_empty() {
            return Err(CopyError::Unfit("tables refer to each other in a circle".into()));
        }
        for table in &now {
            waiting.remove(&table.name);
        }
        ordered.extend(now);
        left = later;
    }
    Ok(ordered)
}

/// The sequences.
pub(super) fn sequences(conn: &mut Conn) -> Result<Vec<Sequence>, CopyError> {
    let text = match conn.engine() {
        Engine::Sqlite if !has_counters(conn)? => return Ok(Vec::new()),
        Engine::Sqlite => SQLITE_SEQUENCES,
        Engine::Postgres => POSTGRES_SEQUENCES,
    };
    let rows: Vec<SequenceRow> = diesel::sql_query(text).load(conn)?;
    Ok(rows.into_iter().map(|row| Sequence { name: row.name, last: row.last }).collect())
}

/// Whether any migration made a sequence.
fn has_counters(conn: &mut Conn) -> Result<bool, CopyError> {
    let found = "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'sequence_counter'";
    Ok(diesel::dsl::sql::<BigInt>(found).get_result::<i64>(conn)? > 0)
}
