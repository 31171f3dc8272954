//! Questions taken in at 64 connections, each durable before it is answered.
//!
//! Pages with their one-time keys and cookies are fetched before the clock starts. Jobs are written with each
//! question and wait, as they do when mail rests; what doing them costs is told apart.

use std::path::Path;
use std::time::{Duration, Instant};

use diesel::prelude::*;

use crate::client::{self, Line, send};
use crate::figures::{Round, Size, promise, tell};
use crate::server::{Sample, Server, number, open};

/// Connections at a time.
const LINES: usize = 64;
/// Questions there are before.
const BEFORE: u32 = 600;

/// `cargo xtask bench intake`
pub fn run(size: Size) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(measure(size));
}

async fn measure(size: Size) {
    let (rounds, each) = size.of((2, 64), (7, 3_000));
    let sample = Sample::of(BEFORE);
    let (_ours, data) = sample.copy();
    Server::product(&data).stop();
    pause(&data, true);
    let product = Server::product(&data);
    ask(&product, 64).await;
    // The limit begins with the same tables in the same state.
    let theirs = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let file = theirs.path().join("querist.db");
    diesel::sql_query("VACUUM INTO $1")
        .bind::<diesel::sql_types::Text, _>(file.to_str().unwrap())
        .execute(&mut open(&data.join("querist.db")))
        .unwrap();
    let limit = Server::limit("intake", &[theirs.path().to_str().unwrap()]);
    let files = [data.join("querist.db"), file];
    let before = files.each_ref().map(|file| contents(file));
    let mut all = Vec::new();
    for _ in 0..rounds {
        all.push((ask(&product, each).await, bare(&limit, each).await));
    }
    let after = files.each_ref().map(|file| contents(file));
    let grown: Vec<Vec<i64>> =
        (0..2).map(|side| after[side].iter().zip(&before[side]).map(|(a, b)| a - b).collect()).collect();
    assert_eq!(grown[0][..2], [(rounds * each) as i64 * 9, (rounds * each) as i64], "rows and requests");
    assert_eq!(grown[0], grown[1], "rows, requests and sealed bytes of product and limit");
    let (ratio, cpu) = tell("intake", &all);
    promise(size, "intake at half the limit or more", ratio, ratio >= 0.5);
    promise(size, "intake in 0.5 ms of CPU or less", cpu, cpu <= 0.5);
    product.stop();
    drain(&data, rounds * each + 64).await;
}

/// One round of the product: `count` questions.
async fn ask(server: &Server, count: usize) -> Round {
    let host = server.host();
    let mut lines = Vec::new();
    let mut posts = Vec::new();
    for n in 0..LINES {
        let mut line = Line::to(server.addr).await;
        let mut cookie = String::new();
        for _ in 0..count.div_ceil(LINES).min(count - posts.len()) {
            let page = line.ask(&client::get(&host, "/ask/general", &cookie)).await;
            cookie = page.cookie().unwrap_or(cookie);
            posts.push(post(&host, &cookie, &key_in(&page.body), n));
        }
        lines.push(line);
    }
    // As long as people need for a form, at the least.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let cpu = server.cpu();
    let sum = send(&mut lines, &posts, 200).await;
    Round { requests: sum.good, seconds: sum.seconds, cpu: server.cpu() - cpu, bytes: sum.bytes }
}

/// The same of the limit.
async fn bare(server: &Server, count: usize) -> Round {
    let mut lines = Vec::new();
    for _ in 0..LINES {
        lines.push(Line::to(server.addr).await);
    }
    let posts: Vec<_> =
        (0..count).map(|n| post(&server.host(), "form=0", &"0".repeat(120), n % LINES)).collect();
    let cpu = server.cpu();
    let sum = send(&mut lines, &posts, 200).await;
    Round { requests: sum.good, seconds: sum.seconds, cpu: server.cpu() - cpu, bytes: sum.bytes }
}

/// A question of some two hundred characters. No two are alike, or they would be held; all are of one length.
fn post(host: &str, cookie: &str, key: &str, n: usize) -> Vec<u8> {
    let mut state = key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let mut letter = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + u8::try_from((state >> 33) % 26).unwrap())
    };
    let words: Vec<String> = (0..34).map(|_| (0..5).map(|_| letter()).collect()).collect();
    let question = words.join(" ");
    let email = format!("reader{n:02}@example.org");
    let fields = [("key", key), ("question", question.as_str()), ("name", "Ada Pell"), ("email", &email)];
    client::post(host, "/ask/general", cookie, &fields)
}

/// The one-time key in a page.
fn key_in(page: &[u8]) -> String {
    let page = String::from_utf8_lossy(page);
    let begin = page.find("name=\"key\" value=\"").unwrap() + 18;
    page[begin..].split('"').next().unwrap().to_owned()
}

/// Switches all kinds of job off or on, while no server runs.
fn pause(data: &Path, off: bool) {
    let mut conn = open(&data.join("querist.db"));
    let changed = diesel::sql_query("UPDATE job_kind SET enabled = $1")
        .bind::<diesel::sql_types::Bool, _>(!off)
        .execute(&mut conn)
        .unwrap();
    assert!(changed > 0);
}

/// Rows of a question, requests, and bytes sealed in them.
fn contents(file: &Path) -> Vec<i64> {
    let mut conn = open(file);
    let rows = [
        "client",
        "request",
        "message",
        "answer_document",
        "audit_event",
        "outbox_mail",
        "job",
        "used_key",
        "seen_sign",
    ];
    let count = |conn: &mut SqliteConnection, table: &str| {
        number(conn, &format!("SELECT COUNT(*) AS n FROM {table}"))
    };
    let all: i64 = rows.iter().map(|table| count(&mut conn, table)).sum();
    let last = number(&mut conn, "SELECT last AS n FROM sequence_counter WHERE name = 'request_number'");
    let counted = number(&mut conn, "SELECT SUM(waiting) AS n FROM job_count");
    let sealed = "SELECT (SELECT SUM(length(identity_sealed)) FROM client)
                       + (SELECT SUM(length(line_sealed) + length(name_sealed) + length(suffix_hash)) FROM request)
                       + (SELECT SUM(length(body_sealed)) FROM message) AS n";
    let requests = number(&mut conn, "SELECT SUM(n) AS n FROM request_counter");
    vec![all, requests, last, counted, number(&mut conn, sealed)]
}

/// Lets the jobs of all rounds be done, and tells what each question's took.
async fn drain(data: &Path, questions: usize) {
    pause(data, false);
    let server = Server::product(data);
    let (cpu, began) = (server.cpu(), Instant::now());
    let mut conn = open(&data.join("querist.db"));
    let left =
        "SELECT COUNT(*) AS n FROM job WHERE kind IN ('mail.send', 'clients.index') AND state <> 'failed'";
    while number(&mut conn, left) > 0 {
        assert!(began.elapsed() < Duration::from_mins(5), "the jobs were not done");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let each = (server.cpu() - cpu) * 1_000.0 / questions as f64;
    println!("proof: bench intake: jobs afterwards: {each:.3} ms of CPU a request, {questions} requests");
}
