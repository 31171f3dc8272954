//! The limit of `bench intake`: for each post, the same rows of the same sizes as the product writes for a
//! question, by raw statements in one transaction with whatever else waits, and an answer after the sync.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use kit_db::statement;

use super::{Writer, connect};
use crate::server::number;

#[derive(Clone)]
struct Bare {
    writer: Writer,
    id: Arc<AtomicI64>,
    sizes: Arc<Sizes>,
}

/// Bytes as long as those that the product wrote for the newest question.
struct Sizes {
    name: Vec<u8>,
    identity: Vec<u8>,
    line: Vec<u8>,
    body: Vec<u8>,
    location: i64,
}

pub fn router(data: &Path) -> Router {
    let file: PathBuf = data.join("querist.db");
    let mut conn = connect(&file);
    let mut long = |text| vec![7; number(&mut conn, text) as usize];
    let sizes = Sizes {
        name: long("SELECT COALESCE(length(name_sealed), 0) AS n FROM request ORDER BY id DESC LIMIT 1"),
        identity: long("SELECT length(identity_sealed) AS n FROM client ORDER BY id DESC LIMIT 1"),
        line: long("SELECT length(line_sealed) AS n FROM request ORDER BY id DESC LIMIT 1"),
        body: long("SELECT length(body_sealed) AS n FROM message ORDER BY id DESC LIMIT 1"),
        location: number(&mut conn, "SELECT location_id AS n FROM request ORDER BY id DESC LIMIT 1"),
    };
    let id = number(&mut conn, "SELECT MAX(id) AS n FROM audit_event") + (1 << 32);
    let bare =
        Bare { writer: Writer::start(&file), id: Arc::new(AtomicI64::new(id)), sizes: Arc::new(sizes) };
    Router::new().route("/ask/general", post(take)).with_state(bare)
}

async fn take(State(bare): State<Bare>, body: Bytes) -> String {
    let (id, sizes) = (bare.id.fetch_add(16, Ordering::Relaxed), Arc::clone(&bare.sizes));
    bare.writer.write(move |conn| insert(conn, id, &sizes).unwrap()).await;
    format!("kept {} bytes", body.len())
}

fn insert(conn: &mut SqliteConnection, id: i64, sizes: &Sizes) -> QueryResult<()> {
    const NOW: i64 = 1_795_512_600_000;
    let nonce = [&id.to_be_bytes()[..], &[0; 8]].concat();
    statement("UPDATE sequence_counter SET last = last + 1 WHERE name = 'request_number'").execute(conn)?;
    statement("INSERT INTO used_key (nonce, outcome, expires_at) VALUES ($1, $2, $3)")
        .bind::<Binary, _>(nonce)
        .bind::<BigInt, _>(id)
        .bind::<BigInt, _>(NOW)
        .execute(conn)?;
    // By what it is recognised when it is sent again and again; these questions link nowhere.
    statement("INSERT INTO seen_sign (at, id, day, group_id, sketch, hosts) VALUES ($1, $2, 0, $3, $4, $5)")
        .bind::<BigInt, _>(NOW)
        .bind::<BigInt, _>(id)
        .bind::<BigInt, _>(id)
        .bind::<Binary, _>(vec![7; 64])
        .bind::<Binary, _>(Vec::new())
        .execute(conn)?;
    statement("INSERT INTO client (id, key_id, identity_sealed, created_at) VALUES ($1, $2, $3, $4)")
        .bind::<BigInt, _>(id)
        .bind::<BigInt, _>(id)
        .bind::<Binary, _>(&sizes.identity)
        .bind::<BigInt, _>(NOW)
        .execute(conn)?;
    statement(
        "INSERT INTO request (id, number, suffix_hash, form_key, form_version, client_id, key_id, location_id,
                              assignee_id, state, reason, confidential, is_open, lang, received_at, due_at,
                              due_rule, last_message_at, last_message_by, closed_at, version, line_sealed,
                              client_key_id, name_sealed)
         VALUES ($1, $2, $3, 'general', 1, $4, $5, $6, 0, 'new', '', 0, 1, 'en', $7, $8, 1, $9, 0, 0, 1, $10,
                 $11, $12)",
    )
    .bind::<BigInt, _>(id)
    .bind::<BigInt, _>(id)
    .bind::<Binary, _>(vec![7; 32])
    .bind::<BigInt, _>(id)
    .bind::<BigInt, _>(id)
    .bind::<BigInt, _>(sizes.location)
    .bind::<BigInt, _>(NOW)
    // As the product's: all of one day are due at the same time, so that they lie together in the indexes.
    .bind::<BigInt, _>(NOW)
    .bind::<BigInt, _>(NOW)
    .bind::<Binary, _>(&sizes.line)
    .bind::<BigInt, _>(id)
    .bind::<Binary, _>(&sizes.name)
    .execute(conn)?;
    statement("UPDATE request_counter SET n = n + 1 WHERE location_id = $1 AND assignee_id = 0 AND confidential = 0 AND is_open = 1")
        .bind::<BigInt, _>(sizes.location)
        .execute(conn)?;
    statement("INSERT INTO message (id, request_id, kind, author_kind, author_id, at, body_sealed) VALUES ($1, $2, 'question', 'client', $3, $4, $5)")
        .bind::<BigInt, _>(id)
        .bind::<BigInt, _>(id)
        .bind::<BigInt, _>(id)
        .bind::<BigInt, _>(NOW)
        .bind::<Binary, _>(&sizes.body)
        .execute(conn)?;
    statement(
        "INSERT INTO audit_event (id, at, actor_kind, actor_id, kind, subject_kind, subject_id, params)
         VALUES ($1, $2, 'client', $3, 'request.opened', 'request', $4, $5)",
    )
    .bind::<BigInt, _>(id)
    .bind::<BigInt, _>(NOW)
    .bind::<BigInt, _>(id)
    .bind::<BigInt, _>(id)
    .bind::<Text, _>(format!("{{\"form\":\"general\",\"location\":{}}}", sizes.location))
    .execute(conn)?;
    statement(
        "INSERT INTO outbox_mail (id, request_id, client_id, kind, lang, number, state, attempts, created_at, changed_at)
         VALUES ($1, $2, $3, 'acknowledgement', 'en', $4, 'waiting', 0, $5, $6)",
    )
    .bind::<BigInt, _>(id)
    .bind::<BigInt, _>(id)
    .bind::<BigInt, _>(id)
    .bind::<Text, _>("QR-10482")
    .bind::<BigInt, _>(NOW)
    .bind::<BigInt, _>(NOW)
    .execute(conn)?;
    job(conn, id, "mail.send", format!("{{\"mail\":{id}}}"), Some(format!("mail/{id}")))?;
    job(conn, id + 1, "clients.index", format!("{{\"client\":{id}}}"), None)
}

fn job(
    conn: &mut SqliteConnection,
    id: i64,
    kind: &str,
    payload: String,
    once: Option<String>,
) -> QueryResult<()> {
    statement(
        "INSERT INTO job (id, kind, payload, state, run_at, attempt, again, dedup_key, created_at)
         VALUES ($1, $2, $3, 'waiting', 0, 0, 0, $4, 0)",
    )
    .bind::<BigInt, _>(id)
    .bind::<Text, _>(kind)
    .bind::<Text, _>(payload)
    .bind::<diesel::sql_types::Nullable<Text>, _>(once)
    .execute(conn)?;
    statement("UPDATE job_count SET waiting = waiting + 1 WHERE kind = $1 AND slot = (SELECT MIN(slot) FROM job_count WHERE kind = $1)")
        .bind::<Text, _>(kind)
        .execute(conn)?;
    Ok(())
}
