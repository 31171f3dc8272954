//! How many requests were answered, and how long they took: by row of the route table, method and class of status.
//!
//! **What it is for.** A request costs a few atomic additions. [`crate::metrics`] shows the sums.
//!
//! **What it refuses.** No label holds anything that came with a request: labels are addresses of the route table
//! with `{…}` for what varies, methods and classes of status.
//!
//! To count something more of every request: a field of [`Row`], and its lines in [`Traffic::write`].

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::{Method, StatusCode};

/// Upper bounds of the histogram, in microseconds.
const BOUNDS: [u64; 11] =
    [500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 500_000, 2_500_000, 10_000_000];
/// What the classes of status are called.
const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

/// What became of a form that somebody, or something, sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// It was kept: a request.
    Kept,
    /// It was kept and is held, because it looks automatic.
    Held,
    /// The same was kept before with the same key: its number was shown again.
    Again,
    /// A decoy was filled in.
    Decoy,
    /// It was filled in faster than people do.
    TooFast,
    /// Its network sent so much this hour that it is looked at once more.
    Crowded,
    /// It came without the cookie of its page, or what was sent changed since it was looked at.
    LookAgain,
    /// "Check and send" was pressed before anybody can have looked.
    TooSoon,
    /// The page was too old.
    Expired,
    /// Its key was not ours.
    Forged,
}

impl Sent {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Kept,
        Self::Held,
        Self::Again,
        Self::Decoy,
        Self::TooFast,
        Self::Crowded,
        Self::LookAgain,
        Self::TooSoon,
        Self::Expired,
        Self::Forged,
    ];

    /// What the figure and the log call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Held => "held",
            Self::Again => "again",
            Self::Decoy => "decoy",
            Self::TooFast => "too_fast",
            Self::Crowded => "crowded",
            Self::LookAgain => "look_again",
            Self::TooSoon => "too_soon",
            Self::Expired => "expired",
            Self::Forged => "forged",
        }
    }
}

/// What is counted for one row of the route table.
#[derive(Debug)]
pub struct Row {
    method: Method,
    path: &'static str,
    classes: [AtomicU64; 5],
    buckets: [AtomicU64; 12],
    micros: AtomicU64,
}

/// The figures of this process. Clones are the same ones.
#[derive(Debug, Clone, Default)]
pub struct Traffic(Arc<Rows>);

#[derive(Debug, Default)]
struct Rows {
    rows: OnceLock<Vec<Arc<Row>>>,
    sent: [AtomicU64; Sent::ALL.len()],
}

impl Row {
    /// A row with nothing counted.
    pub fn new(method: Method, path: &'static str) -> Self {
        let zero = || AtomicU64::new(0);
        Self {
            method,
            path,
            classes: std::array::from_fn(|_| zero()),
            buckets: std::array::from_fn(|_| zero()),
            micros: zero(),
        }
    }

    /// Counts an answer.
    pub fn count(&self, status: StatusCode, took: Duration) {
        let class = usize::from(status.as_u16() / 100).clamp(1, 5) - 1;
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let bucket = BOUNDS.iter().position(|bound| micros <= *bound).unwrap_or(BOUNDS.len());
        for (counter, by) in [(&self.classes[class], 1), (&self.buckets[bucket], 1), (&self.micros, micros)] {
            counter.fetch_add(by, Ordering::Relaxed);
        }
    }
}

impl Traffic {
    /// Keeps the rows of the router of this process; a second router of the same ground counts for itself.
    pub fn keep(&self, rows: Vec<Arc<Row>>) {
        let _kept_already = self.0.rows.set(rows);
    }

    /// Writes all of it in the Prometheus text format.
    pub fn write(&self, out: &mut String) {
        requests(out, self.0.rows.get().map_or(&[], Vec::as_slice));
        head(out, "querist_intake_total", "counter", "Forms that were sent, by what became of them.");
        for (sent, counted) in Sent::ALL.iter().zip(&self.0.sent) {
            let (label, counted) = (sent.label(), counted.load(Ordering::Relaxed));
            let _ = writeln!(out, "querist_intake_total{{became=\"{label}\"}} {counted}");
        }
    }

    /// Counts what became of a form that was sent.
    pub fn sent(&self, sent: Sent) {
        self.0.sent[sent as usize].fetch_add(1, Ordering::Relaxed);
    }
}

fn requests(out: &mut String, rows: &[Arc<Row>]) {
    head(out, "querist_http_requests_total", "counter", "Answers by route, method and class of status.");
    for row in rows {
        for (class, counted) in CLASSES.iter().zip(&row.classes) {
            let counted = counted.load(Ordering::Relaxed);
            if counted > 0 {
                let (path, method) = (row.path, &row.method);
                let _ = writeln!(
                    out,
                    "querist_http_requests_total{{route=\"{path}\",method=\"{method}\",class=\"{class}\"}} {counted}"
                );
            }
        }
    }
    head(out, "querist_http_request_seconds", "histogram", "How long answers took.");
    for row in rows {
        let label = format!("route=\"{}\",method=\"{}\"", row.path, row.method);
        let buckets: Vec<u64> = row.buckets.iter().map(|bucket| bucket.load(Ordering::Relaxed)).collect();
        let all: u64 = buckets.iter().sum();
        if all == 0 {
            continue;
        }
        let mut below = 0;
        for (bound, bucket) in BOUNDS.iter().zip(&buckets) {
            below += bucket;
            let seconds = *bound as f64 / 1e6;
            let _ = writeln!(out, "querist_http_request_seconds_bucket{{{label},le=\"{seconds}\"}} {below}");
        }
        let _ = writeln!(out, "querist_http_request_seconds_bucket{{{label},le=\"+Inf\"}} {all}");
        let sum = row.micros.load(Ordering::Relaxed) as f64 / 1e6;
        let _ = writeln!(out, "querist_http_request_seconds_sum{{{label}}} {sum}");
        let _ = writeln!(out, "querist_http_request_seconds_count{{{label}}} {all}");
    }
}

/// The two lines before a figure: what it is, and of which kind.
pub(crate) fn head(out: &mut String, name: &str, kind: &str, about: &str) {
    let _ = writeln!(out, "# HELP {name} {about}\n# TYPE {name} {kind}");
}
