//! The limit of `bench view`: the statements of a request's page, raw, in one visit; its two keys read from
//! the ring and unwrapped, its cells opened; the marks that requests were seen written twice a second, in one
//! transaction, as the product does; and as many bytes for an answer as the product gives.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::routing::get;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use kit_db::statement;

use super::{Epochs, KeyRow, Writer, open_cell, read, whose, word};

#[derive(Clone)]
struct Bare {
    data: PathBuf,
    epochs: Arc<Epochs>,
    /// By whom, which request, when.
    marks: Arc<Mutex<Vec<(i64, i64, i64)>>>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    client_id: i64,
    #[diesel(sql_type = BigInt)]
    key_id: i64,
    #[diesel(sql_type = BigInt)]
    last_message_at: i64,
    #[diesel(sql_type = Binary)]
    line_sealed: Vec<u8>,
}

/// A sealed cell and its row.
#[derive(QueryableByName)]
struct Cell {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    key_id: i64,
    #[diesel(sql_type = Binary)]
    sealed: Vec<u8>,
}

#[derive(QueryableByName)]
struct Seen {
    #[diesel(sql_type = BigInt)]
    at: i64,
}

pub fn router(data: &Path) -> Router {
    let epochs = Arc::new(Epochs::read(&data.join("keys")));
    let writer = Writer::start(&data.join("querist.db"));
    let marks = Arc::default();
    tokio::spawn(write_marks(Arc::clone(&marks), writer));
    Router::new().route("/view", get(page)).with_state(Bare { data: data.to_owned(), epochs, marks })
}

async fn page(State(bare): State<Bare>, RawQuery(query): RawQuery) -> Vec<u8> {
    let query = query.unwrap();
    let value = |name: &str| word(&query, name).parse::<i64>().unwrap();
    let (me, number, bytes) = (value("me"), value("number"), value("bytes"));
    let (data, epochs) = (bare.data.clone(), Arc::clone(&bare.epochs));
    let (id, last, seen) = read(&data, move |main, ring| show(&epochs, me, number, main, ring)).await;
    if seen < last {
        bare.marks.lock().unwrap().push((me, id, last));
    }
    vec![b'x'; bytes as usize]
}

async fn write_marks(marks: Arc<Mutex<Vec<(i64, i64, i64)>>>, writer: Writer) {
    loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let taken = std::mem::take(&mut *marks.lock().unwrap());
        let write = move |conn: &mut SqliteConnection| {
            for (me, id, at) in taken {
                let upsert = "INSERT INTO request_seen (staff_id, request_id, at) VALUES ($1, $2, $3)
                              ON CONFLICT (staff_id, request_id) DO UPDATE SET at = $3";
                let upsert = statement(upsert).bind::<BigInt, _>(me).bind::<BigInt, _>(id);
                upsert.bind::<BigInt, _>(at).execute(conn).unwrap();
            }
        };
        writer.write(write).await;
    }
}

fn show(
    epochs: &Epochs,
    me: i64,
    number: i64,
    main: &mut SqliteConnection,
    ring: &mut SqliteConnection,
) -> (i64, i64, i64) {
    whose(main);
    let row: Row = statement("SELECT * FROM request WHERE number = $1")
        .bind::<BigInt, _>(number)
        .get_result(main)
        .unwrap();
    let letters: Vec<Cell> = statement(
        "SELECT id, request_id AS key_id, body_sealed AS sealed, kind, author_kind, author_id, at
           FROM message WHERE request_id = $1 ORDER BY id DESC LIMIT 200",
    )
    .bind::<BigInt, _>(row.id)
    .load(main)
    .unwrap();
    let client: Cell = statement("SELECT id, key_id, identity_sealed AS sealed FROM client WHERE id = $1")
        .bind::<BigInt, _>(row.client_id)
        .get_result(main)
        .unwrap();
    let documents: Vec<Cell> = statement(
        "SELECT doc_id AS id, request_id AS key_id, doc_sealed AS sealed FROM answer_document WHERE request_id = $1",
    )
    .bind::<BigInt, _>(row.id)
    .load(main)
    .unwrap();
    let seen: Option<Seen> = statement("SELECT at FROM request_seen WHERE staff_id = $1 AND request_id = $2")
        .bind::<BigInt, _>(me)
        .bind::<BigInt, _>(row.id)
        .get_result(main)
        .optional()
        .unwrap();
    for text in [
        "SELECT * FROM audit_event WHERE subject_kind = 'request' AND subject_id = $1 ORDER BY id DESC LIMIT 50",
        "SELECT * FROM outbox_mail WHERE request_id = $1 ORDER BY id",
    ] {
        let _: Vec<Whole> = statement(text).bind::<BigInt, _>(row.id).load(main).unwrap();
    }
    let mut key = |id| {
        let text = "SELECT id, domain, epoch, wrapped, commitment FROM ring_key WHERE id = $1";
        epochs.unwrap(statement(text).bind::<BigInt, _>(id).get_result::<KeyRow>(ring).unwrap())
    };
    let (request_key, client_key) = (key(row.key_id), key(client.key_id));
    let mut opened = open_cell(&request_key, 201, row.id, row.key_id, &row.line_sealed);
    opened += open_cell(&client_key, 112, client.id, client.key_id, &client.sealed);
    for letter in &letters {
        opened += open_cell(&request_key, 211, letter.id, row.key_id, &letter.sealed);
    }
    for document in &documents {
        opened += open_cell(&request_key, 221, document.id, row.key_id, &document.sealed);
    }
    assert!(opened > 0);
    (row.id, row.last_message_at, seen.map_or(0, |seen| seen.at))
}

/// A row that is read and of which nothing is needed.
#[derive(QueryableByName)]
struct Whole {
    #[diesel(sql_type = BigInt)]
    #[expect(dead_code, reason = "reading it is the work")]
    id: i64,
}
