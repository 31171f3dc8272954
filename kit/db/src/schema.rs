//! The tables as they really are.

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::{Conn, Engine, Result};

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
}

/// The tables this crate keeps for itself. They hold nothing about anybody.
const OWN: [&str; 2] = ["schema_migration", "sequence_counter"];

const SQLITE: &str = "
    SELECT t.name AS table_name, c.name AS column_name
      FROM sqlite_schema t, pragma_table_xinfo(t.name) c
     WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
     ORDER BY t.name, c.cid";

const POSTGRES: &str = "
    SELECT CAST(c.table_name AS TEXT) AS table_name, CAST(c.column_name AS TEXT) AS column_name
      FROM information_schema.columns c
      JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
     ORDER BY c.table_name COLLATE \"C\", c.ordinal_position";

/// Every (table, column) of the database, by table and in the table's order, without the tables of the engine
/// and of this crate. A test compares them with the columns whose data class is declared.
pub fn columns(conn: &mut Conn) -> Result<Vec<(String, String)>> {
    let text = match conn.engine() {
        Engine::Sqlite => SQLITE,
        Engine::Postgres => POSTGRES,
    };
    let found: Vec<Column> = diesel::sql_query(text).load(conn)?;
    let others = found.into_iter().filter(|column| !OWN.contains(&column.table_name.as_str()));
    Ok(others.map(|column| (column.table_name, column.column_name)).collect())
}
