//! Comparing the sealed rows of the database with their leaves in the ledger. Only reads.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use kit_db::Db;
use kit_ledger::{Reader, VerifyingKey, leaf_hash};

use super::seal::{self, SealError, Span};

/// Positions looked at together.
const PAGE: i64 = 1_000;

/// A row that is not as it was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFinding {
    /// The stream it is sealed in; empty when it never was.
    pub stream: String,
    /// Which entry of it.
    pub entry: Option<u64>,
    /// The row's position.
    pub pos: i64,
    /// What is wrong.
    pub detail: &'static str,
}

impl fmt::Display for RowFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.entry {
            Some(entry) => {
                write!(f, "{}, entry {entry} (audit row {}): {}", self.stream, self.pos, self.detail)
            }
            None => write!(f, "database, audit row {}: {}", self.pos, self.detail),
        }
    }
}

/// What the rows were compared with.
#[derive(Debug, Default)]
pub struct RowReport {
    /// What is wrong.
    pub findings: Vec<RowFinding>,
    /// Sealed rows looked at.
    pub rows: u64,
    /// Rows sealed in streams of other processes, which lie with them.
    pub elsewhere: i64,
}

/// One sealed position: its stream, entry and the hash of its leaf.
type Leaf = (usize, u64, kit_ledger::Hash);

/// Compares every leaf of the streams of rows in the ledger at `dir` with its row, and looks for rows among
/// them that were never sealed. Rows without a position, or after the last sealed one, are not looked at.
///
/// # Errors
/// [`SealError`].
pub async fn rows(
    db: &Db,
    dir: &Path,
    key: &VerifyingKey,
    streams: &[String],
) -> Result<RowReport, SealError> {
    let mut report = RowReport::default();
    // Before the ledger, which then is at least as new.
    let before = db.read(seal::all_spans).await?;
    let (mut leaves, mut sizes) = (BTreeMap::new(), Vec::new());
    for (number, stream) in streams.iter().enumerate() {
        let reader = Reader::open(dir, stream, key)?;
        let mut at = 0;
        while at < reader.head().size {
            let entries = reader.entries(at)?;
            if entries.is_empty() {
                break;
            }
            for entry in &entries {
                if let Some(pos) = seal::pos_of(entry) {
                    leaves.insert(pos, (number, at, leaf_hash(entry)));
                }
                at += 1;
            }
        }
        sizes.push(reader.head().size);
    }
    ends(&before, streams, &sizes, &mut report);
    let spans = db.read(seal::all_spans).await?;
    let others: Vec<Span> = spans.into_iter().filter(|span| !streams.contains(&span.stream)).collect();
    report.elsewhere = others.iter().map(|span| span.size).sum();
    compare(db, streams, &leaves, &others, &mut report).await?;
    Ok(report)
}

/// Finds what the database says is sealed in a stream after its end.
fn ends(spans: &[Span], streams: &[String], sizes: &[u64], report: &mut RowReport) {
    for (stream, size) in streams.iter().zip(sizes) {
        let of_it = spans.iter().filter(|span| span.stream == *stream);
        let after = |span: &&Span| (span.first_entry + span.size) as u64 > *size;
        let Some(span) = of_it.filter(after).min_by_key(|span| span.first_entry) else { continue };
        let entry = (*size).max(span.first_entry as u64);
        report.findings.push(RowFinding {
            stream: stream.clone(),
            entry: Some(entry),
            pos: span.first_pos + entry as i64 - span.first_entry,
            detail: "it was sealed here and the entry is gone: the stream was cut or rolled back",
        });
    }
}

async fn compare(
    db: &Db,
    streams: &[String],
    leaves: &BTreeMap<i64, Leaf>,
    others: &[Span],
    report: &mut RowReport,
) -> Result<(), SealError> {
    let Some(last) = leaves.keys().next_back().copied() else { return Ok(()) };
    let finding = |leaf: Option<&Leaf>, pos, detail| RowFinding {
        stream: leaf.map(|(number, ..)| streams[*number].clone()).unwrap_or_default(),
        entry: leaf.map(|(_, entry, _)| *entry),
        pos,
        detail,
    };
    let mut from = i64::MIN;
    let mut pending = leaves.iter().peekable();
    loop {
        let page = db.read(move |conn| seal::page(conn, from, last, PAGE)).await?;
        let end = if (page.len() as i64) < PAGE { last } else { page.last().map_or(last, seal::Row::pos) };
        for row in &page {
            while let Some((pos, leaf)) = pending.next_if(|(pos, _)| **pos < row.pos()) {
                report.findings.push(finding(Some(leaf), *pos, "the row is gone"));
            }
            let leaf = pending.next_if(|(pos, _)| **pos == row.pos()).map(|(_, leaf)| leaf);
            match leaf {
                Some(leaf) if leaf.2 == leaf_hash(&row.leaf()) => report.rows += 1,
                Some(_) => {
                    report.findings.push(finding(leaf, row.pos(), "the row is not the one that was sealed"));
                }
                None if others.iter().any(|span| span.holds(row.pos())) => {}
                None => report.findings.push(finding(
                    None,
                    row.pos(),
                    "the row stands among sealed ones and never was sealed",
                )),
            }
        }
        while let Some((pos, leaf)) = pending.next_if(|(pos, _)| **pos <= end) {
            report.findings.push(finding(Some(leaf), *pos, "the row is gone"));
        }
        if end >= last {
            return Ok(());
        }
        from = end + 1;
    }
}
