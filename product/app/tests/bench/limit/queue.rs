//! The limit of `bench queue`: the statements of a page of the queue, raw, in one visit; its two cells a row
//! opened with keys that are in memory; and as many bytes for an answer as the product gives.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use aws_lc_rs::aead::LessSafeKey;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::routing::get;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use kit_db::statement;

use super::{Epochs, KeyRow, open_cell, read, whose, word};

#[derive(Clone)]
struct Bare {
    data: PathBuf,
    epochs: Arc<Epochs>,
    /// Keys met before: the product keeps those of its pages open too.
    keys: Arc<Mutex<HashMap<i64, Arc<LessSafeKey>>>>,
}

/// What the product reads of a request for a list.
#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite))]
#[expect(
    dead_code,
    reason = "the columns are read as the product reads them; the bytes of the answer need only some"
)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = BigInt)]
    client_id: i64,
    #[diesel(sql_type = BigInt)]
    key_id: i64,
    #[diesel(sql_type = BigInt)]
    client_key_id: i64,
    #[diesel(sql_type = BigInt)]
    assignee_id: i64,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Text)]
    reason: String,
    #[diesel(sql_type = Bool)]
    confidential: bool,
    #[diesel(sql_type = Bool)]
    is_open: bool,
    #[diesel(sql_type = BigInt)]
    due_at: i64,
    #[diesel(sql_type = BigInt)]
    closed_at: i64,
    #[diesel(sql_type = BigInt)]
    last_message_at: i64,
    #[diesel(sql_type = BigInt)]
    last_message_by: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    erased_at: Option<i64>,
    #[diesel(sql_type = Binary)]
    line_sealed: Vec<u8>,
    #[diesel(sql_type = Nullable<Binary>)]
    name_sealed: Option<Vec<u8>>,
}

#[derive(QueryableByName)]
#[expect(dead_code, reason = "only how many there are is of use")]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

#[derive(QueryableByName)]
#[expect(dead_code, reason = "reading it is the work")]
struct Seen {
    #[diesel(sql_type = BigInt)]
    request_id: i64,
    #[diesel(sql_type = BigInt)]
    at: i64,
}

pub fn router(data: &Path) -> Router {
    let epochs = Arc::new(Epochs::read(&data.join("keys")));
    let bare = Bare { data: data.to_owned(), epochs, keys: Arc::default() };
    Router::new().route("/desk", get(page)).with_state(bare)
}

async fn page(State(bare): State<Bare>, RawQuery(query): RawQuery) -> Vec<u8> {
    let data = bare.data.clone();
    read(&data, move |main, ring| show(&bare, &query.unwrap(), main, ring)).await
}

fn show(bare: &Bare, query: &str, main: &mut SqliteConnection, ring: &mut SqliteConnection) -> Vec<u8> {
    let value = |name: &str| word(query, name).parse::<i64>().unwrap();
    let (me, here, at, id) = (value("me"), value("here"), value("at"), value("id"));
    whose(main);
    // Read from where the page begins; the product's own condition on who sees what is the last line.
    let rows: Vec<Row> = statement(LIST)
        .bind::<BigInt, _>(at)
        .bind::<BigInt, _>(id)
        .bind::<BigInt, _>(here)
        .bind::<BigInt, _>(me)
        .load(main)
        .unwrap();
    statement(
        "SELECT COUNT(*) AS id FROM (SELECT id FROM request
          WHERE is_open AND (confidential = 0 OR location_id = $1 OR assignee_id = $2) AND due_at < $3 LIMIT 101)",
    )
    .bind::<BigInt, _>(here)
    .bind::<BigInt, _>(me)
    .bind::<BigInt, _>(value("now"))
    .load::<Id>(main)
    .unwrap();
    statement("SELECT SUM(CASE WHEN assignee_id = $1 THEN n END), SUM(CASE WHEN assignee_id = 0 THEN n END), SUM(n) FROM request_counter")
        .bind::<BigInt, _>(me)
        .execute(main)
        .unwrap();
    let ids = |all: Vec<i64>| serde_json::to_string(&all).unwrap();
    statement("SELECT request_id, at FROM request_seen WHERE staff_id = $1 AND request_id IN (SELECT value FROM json_each($2))")
        .bind::<BigInt, _>(me)
        .bind::<Text, _>(ids(rows.iter().map(|row| row.id).collect()))
        .load::<Seen>(main)
        .unwrap();
    let mut opened = 0;
    for row in rows.iter().filter(|row| !row.confidential) {
        opened += open_cell(&key(bare, ring, row.key_id), 201, row.id, row.key_id, &row.line_sealed);
        if let Some(name) = &row.name_sealed {
            let key = key(bare, ring, row.client_key_id);
            opened += open_cell(&key, 111, row.client_id, row.client_key_id, name);
        }
    }
    assert!(opened > 0 || rows.is_empty());
    vec![b'x'; value("bytes") as usize]
}

const LIST: &str =
    "SELECT id, number, client_id, key_id, client_key_id, assignee_id, state, reason, confidential, is_open,
            due_at, closed_at, last_message_at, last_message_by, erased_at, line_sealed, name_sealed
       FROM request
      WHERE is_open AND due_at >= $1 AND (due_at > $1 OR id > $2)
        AND (confidential = 0 OR location_id = $3 OR assignee_id = $4)
      ORDER BY due_at, id LIMIT 51";

fn key(bare: &Bare, ring: &mut SqliteConnection, id: i64) -> Arc<LessSafeKey> {
    if let Some(key) = bare.keys.lock().unwrap().get(&id) {
        return Arc::clone(key);
    }
    let row: KeyRow = statement("SELECT id, domain, epoch, wrapped, commitment FROM ring_key WHERE id = $1")
        .bind::<BigInt, _>(id)
        .get_result(ring)
        .unwrap();
    let key = Arc::new(bare.epochs.unwrap(row));
    bare.keys.lock().unwrap().insert(id, Arc::clone(&key));
    key
}
