//! How fast the ledger takes entries, against a bare program that appends the same batches of the same sizes to
//! a file, with one `fdatasync` each. The two take turns on the same disk; each round gives one ratio.
//!
//! `cargo bench -p kit-ledger`; with `PROVE=full` it takes longer.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement stops where something fails, and tells what it measured"
)]

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use kit_ledger::{Ledger, Options, SigningKey};

/// Bytes of an entry: what a viewing or a row of the audit takes.
const ENTRY: usize = 290;

fn main() {
    #[expect(clippy::disallowed_methods, reason = "a proof's size is asked of the environment")]
    let full = std::env::var("PROVE").is_ok_and(|wanted| wanted == "full");
    let rounds = if full { 11 } else { 5 };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    // The first is what a burst makes, the others what a busy and a quiet desk make.
    for (batch, batches) in [(1_000, if full { 400 } else { 100 }), (20, 300), (1, 300)] {
        let folder = tempfile::tempdir().unwrap();
        let (mut ratios, mut with_end, mut speeds) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..rounds {
            let place = folder.path().join(format!("round-{round}"));
            let (product, ended) = runtime.block_on(product(&place, batch, batches));
            let limit = limit(&place, batch, batches);
            ratios.push(limit.as_secs_f64() / product.as_secs_f64());
            with_end.push(limit.as_secs_f64() / ended.as_secs_f64());
            speeds.push((batch * batches) as f64 / product.as_secs_f64());
        }
        println!(
            "proof: ledger, {batches} batches of {batch}: {} of the bare program ({rounds} rounds); \
             with all tiles made at the end {}; {:.0} entries/s",
            told(&mut ratios),
            told(&mut with_end),
            middle(&mut speeds),
        );
    }
}

/// The ledger: until the last batch was confirmed, and until it was closed with all tiles made.
async fn product(place: &Path, batch: usize, batches: usize) -> (Duration, Duration) {
    let ledger = Ledger::open(Options {
        dir: place.join("ledger"),
        scratch: place.join("cache"),
        key: SigningKey::from_seed("bench", &[1; 32]).unwrap(),
        streams: vec!["events-0".to_owned()],
    });
    let ledger = ledger.unwrap();
    let work: Vec<Vec<Vec<u8>>> = (0..batches).map(|turn| entries(turn, batch)).collect();
    let started = Instant::now();
    for entries in work {
        ledger.append("events-0", entries).await.unwrap();
    }
    let confirmed = started.elapsed();
    ledger.close().await.unwrap();
    (confirmed, started.elapsed())
}

/// The limit: one write and one `fdatasync` a batch.
fn limit(place: &Path, batch: usize, batches: usize) -> Duration {
    let work: Vec<Vec<u8>> = (0..batches).map(|turn| entries(turn, batch).concat()).collect();
    let mut file = OpenOptions::new().append(true).create_new(true).open(place.join("bare")).unwrap();
    let started = Instant::now();
    for bytes in work {
        file.write_all(&bytes).unwrap();
        file.sync_data().unwrap();
    }
    started.elapsed()
}

fn entries(turn: usize, batch: usize) -> Vec<Vec<u8>> {
    (0..batch).map(|n| format!("{:0>ENTRY$}", turn * batch + n).into_bytes()).collect()
}

fn middle(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The median with the smallest and the largest.
fn told(values: &mut [f64]) -> String {
    let median = middle(values);
    format!("{median:.2} ({:.2} to {:.2})", values[0], values[values.len() - 1])
}
