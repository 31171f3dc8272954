//! The limits: the least that does the same. What they share: a server, SQLite as the product sets it,
//! one writer that commits all that waits together, and opening sealed cells.

use std::collections::HashMap;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use axum::Router;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;

mod intake;
mod queue;
mod view;

/// Runs the limit of this name until it is told to stop.
pub fn serve(name: &str, words: &[String]) {
    let data = Path::new(&words[0]);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let router: Router = match name {
            "intake" => intake::router(data),
            "queue" => queue::router(data),
            "view" => view::router(data),
            other => panic!("there is no limit {other}"),
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("Port: {}", listener.local_addr().unwrap().port());
        println!("Ready");
        axum::serve(listener, router).await.unwrap();
    });
}

/// A connection with the product's settings for durability and size.
fn connect(file: &Path) -> SqliteConnection {
    let mut conn = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    let settings = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
                    PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;";
    conn.batch_execute(settings).unwrap();
    conn
}

type Work = Box<dyn FnOnce(&mut SqliteConnection) + Send>;
type Job = (Work, tokio::sync::oneshot::Sender<()>);

/// Queues work for the one writer.
#[derive(Clone)]
struct Writer(Sender<Job>);

impl Writer {
    fn start(file: &Path) -> Self {
        let mut conn = connect(file);
        let (send, jobs): (Sender<Job>, Receiver<Job>) = channel();
        std::thread::spawn(move || {
            while let Ok(first) = jobs.recv() {
                let mut answers = Vec::new();
                conn.batch_execute("BEGIN IMMEDIATE").unwrap();
                for (work, answer) in std::iter::once(first).chain(jobs.try_iter().take(255)) {
                    work(&mut conn);
                    answers.push(answer);
                }
                conn.batch_execute("COMMIT").unwrap();
                for answer in answers {
                    let _ = answer.send(());
                }
            }
        });
        Self(send)
    }

    /// Returns when `work` is committed and synced.
    async fn write(&self, work: impl FnOnce(&mut SqliteConnection) + Send + 'static) {
        let (answer, answered) = tokio::sync::oneshot::channel();
        self.0.send((Box::new(work), answer)).unwrap();
        answered.await.unwrap();
    }
}

/// One reading connection a thread.
async fn read<T: Send + 'static>(
    file: &Path,
    work: impl FnOnce(&mut SqliteConnection, &mut SqliteConnection) -> T + Send + 'static,
) -> T {
    thread_local! {
        static OPEN: std::cell::RefCell<Option<(SqliteConnection, SqliteConnection)>> =
            const { std::cell::RefCell::new(None) };
    }
    let data = file.to_owned();
    let on_thread = move || {
        OPEN.with_borrow_mut(|open| {
            let (main, ring) = open.get_or_insert_with(|| {
                (connect(&data.join("querist.db")), connect(&data.join("keys/ring.db")))
            });
            main.batch_execute("BEGIN").unwrap();
            let value = work(main, ring);
            main.batch_execute("COMMIT").unwrap();
            value
        })
    };
    tokio::task::spawn_blocking(on_thread).await.unwrap()
}

/// Looks for a session as the product does at every request.
fn whose(main: &mut SqliteConnection) {
    kit_db::statement(
        "SELECT s.id, s.staff_id, s.stamp, s.created_at, s.seen_at, s.renewed_at, s.confirmed_at, p.level, p.rights,
                p.role_id, r.rights, p.teams, p.lang, p.password_at, p.location_id, p.enabled, p.stamp
           FROM session s JOIN staff p ON p.id = s.staff_id LEFT JOIN role r ON r.id = p.role_id
          WHERE s.token_hash = $1 OR (s.old_hash = $2 AND s.old_until > $3) LIMIT 1",
    )
    .bind::<diesel::sql_types::Binary, _>(vec![7; 32])
    .bind::<diesel::sql_types::Binary, _>(vec![7; 32])
    .bind::<diesel::sql_types::BigInt, _>(0)
    .execute(main)
    .unwrap();
}

/// A row of the ring.
#[derive(QueryableByName)]
struct KeyRow {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    id: i64,
    #[diesel(sql_type = diesel::sql_types::Integer)]
    domain: i32,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    epoch: i64,
    #[diesel(sql_type = diesel::sql_types::Binary)]
    wrapped: Vec<u8>,
    #[diesel(sql_type = diesel::sql_types::Binary)]
    commitment: Vec<u8>,
}

/// The wrapping keys of the epochs file, by epoch and domain.
struct Epochs(HashMap<(i64, i32), LessSafeKey>);

impl Epochs {
    fn read(keys: &Path) -> Self {
        let root =
            cipher(&hex::decode(std::fs::read_to_string(keys.join("root.key")).unwrap().trim()).unwrap());
        let text = std::fs::read_to_string(keys.join("epochs.json")).unwrap();
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut all = HashMap::new();
        for entry in document["epochs"].as_array().unwrap() {
            let epoch = entry["number"].as_i64().unwrap();
            for (domain, name) in (1..).zip(["client", "request"]) {
                let mut bytes = hex::decode(entry["keys"][name].as_str().unwrap()).unwrap();
                let commitment = bytes.split_off(60);
                let secret = open(&root, &bound(1, domain, epoch, 0, &commitment), bytes).unwrap();
                all.insert((epoch, domain), cipher(&secret));
            }
        }
        Self(all)
    }

    fn unwrap(&self, row: KeyRow) -> LessSafeKey {
        let bound = bound(2, row.domain, row.epoch, row.id, &row.commitment);
        cipher(&open(&self.0[&(row.epoch, row.domain)], &bound, row.wrapped).unwrap())
    }
}

fn bound(kind: u8, domain: i32, epoch: i64, id: i64, commitment: &[u8]) -> Vec<u8> {
    [&[1, kind][..], &domain.to_be_bytes(), &epoch.to_be_bytes(), &id.to_be_bytes(), commitment].concat()
}

fn cipher(secret: &[u8]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, secret).unwrap())
}

/// Opens `nonce ‖ ciphertext ‖ tag`.
fn open(key: &LessSafeKey, bound: &[u8], mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    let nonce = Nonce::try_assume_unique_for_key(&bytes[..12]).ok()?;
    let length = key.open_in_place(nonce, Aad::from(bound), &mut bytes[12..]).ok()?.len();
    bytes.truncate(12 + length);
    Some(bytes.split_off(12))
}

/// Opens a sealed cell; gives how long its padded words are.
fn open_cell(key: &LessSafeKey, field: u32, row: i64, key_id: i64, bytes: &[u8]) -> usize {
    let bound = [&field.to_be_bytes()[..], &row.to_be_bytes(), &key_id.to_be_bytes(), &[1]].concat();
    open(key, &bound, bytes[10..].to_vec()).unwrap().len()
}

/// The value of `name` in a query string.
fn word<'a>(query: &'a str, name: &str) -> &'a str {
    query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).unwrap().1
}
