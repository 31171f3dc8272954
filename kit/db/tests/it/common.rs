//! One small schema that all tests of this crate share.

use diesel::prelude::*;
use kit_db::{Conn, Db, Migration, Result, Step, sequence_migration};

kit_db::id_type!(pub NoteId, "Names a note.");

diesel::table! {
    note (id) {
        id -> BigInt,
        text -> Text,
        raw -> Nullable<Binary>,
        done -> Nullable<Bool>,
    }
}

pub const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 1,
        name: "notes",
        step: Step::Both(
            "CREATE TABLE note (id {id}, text TEXT NOT NULL UNIQUE, raw {bytes}, done BOOLEAN);
             CREATE TABLE pair (id {id}, a INTEGER NOT NULL, b INTEGER NOT NULL, UNIQUE (a, b));",
        ),
    },
    sequence_migration!(2, "note_number"),
    sequence_migration!(3, "other_number"),
];

pub fn insert(conn: &mut Conn, id: i64, text: &str) -> Result<()> {
    diesel::insert_into(note::table).values((note::id.eq(id), note::text.eq(text))).execute(conn)?;
    Ok(())
}

pub async fn count(db: &Db) -> i64 {
    db.read(|conn| Ok(note::table.count().get_result(conn)?)).await.unwrap()
}

pub async fn texts(db: &Db) -> Vec<String> {
    db.read(|conn| Ok(note::table.select(note::text).order(note::id).load(conn)?)).await.unwrap()
}
