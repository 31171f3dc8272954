//! Looking for what was changed. Files are only read; a writer may go on beside it.
//!
//! Beside a writer files come and go while they are looked at. A finding counts only when it is found again
//! and again, until nothing moved between two looks.

mod anchor;
mod files;
mod tail;
mod tree;

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::checkpoint::Checkpoint;
use crate::note::VerifyingKey;
use crate::{Error, Reader, Result};

pub use anchor::Anchor;

/// How often a stream that moves is looked at.
const LOOKS: u32 = 12;
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(5);
/// Between two looks when the last record is not whole: it may be being written.
const LONG_PAUSE: Duration = Duration::from_millis(200);

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// A file or directory that does not belong there.
    Foreign,
    /// A file that should be there is not.
    Missing,
    /// Bytes are not what was hashed and signed.
    Changed,
    /// The end of the newest tail file has no signed head: a crash left it, or somebody cut the file. The
    /// next start of the writer cuts it off.
    Unconfirmed,
    /// The stream is shorter than a signed head of it that stands elsewhere.
    RolledBack,
    /// The stream has another history than a signed head of it that stands elsewhere.
    Rewritten,
    /// A signed head that stands elsewhere is signed by another key than the stream.
    OtherKey,
}

/// Something that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Finding {
    /// The stream; empty for the ledger's directory itself.
    pub stream: String,
    /// The file, below the stream.
    pub file: String,
    /// The first entry concerned, where one can be told.
    pub entry: Option<u64>,
    /// What.
    pub what: What,
    /// The same in words.
    pub detail: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.stream.is_empty() { "ledger" } else { &self.stream })?;
        if !self.file.is_empty() {
            write!(f, " {}", self.file)?;
        }
        if let Some(entry) = self.entry {
            write!(f, ", entry {entry}")?;
        }
        write!(f, ": {}", self.detail)
    }
}

/// What one stream is like.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Its name.
    pub stream: String,
    /// Its newest signed head; none when there is no valid one, or nothing yet.
    pub head: Option<Checkpoint>,
    /// Up to how many entries a checkpoint kept outside vouches for it.
    pub anchored: Option<u64>,
    /// Up to how many entries a head vouches for it that the installation noted itself.
    pub noted: Option<u64>,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What is wrong, in order.
    pub findings: Vec<Finding>,
    /// The streams.
    pub streams: Vec<Seen>,
}

/// Looks through all streams of the ledger at `dir`, and compares them with signed heads that stand elsewhere.
/// Blocks.
///
/// # Errors
/// [`Error::File`] when something cannot be read at all.
pub fn verify(dir: &Path, key: &VerifyingKey, anchors: &[Anchor]) -> Result<Report> {
    let mut report = Report::default();
    for name in crate::files::names(dir)? {
        if !dir.join(&name).is_dir() || dir.join(&name).is_symlink() || !is_stream(&name) {
            let detail = "it is no stream of the ledger".to_owned();
            let stream = String::new();
            report.findings.push(Finding { stream, file: name, entry: None, what: What::Foreign, detail });
            continue;
        }
        let look =
            Look { ledger: dir.to_owned(), dir: dir.join(&name), stream: name.clone(), key: key.clone() };
        let findings = look.settle_on()?;
        let head = newest(dir, &name, key);
        report.findings.extend(findings);
        report.streams.push(Seen { stream: name, head, anchored: None, noted: None });
    }
    anchor::compare(dir, key, anchors, &mut report)?;
    report.findings.sort();
    report.findings.dedup();
    Ok(report)
}

/// The newest head, if the stream has a valid one. Beside a writer, a file may go while it is looked for.
fn newest(dir: &Path, stream: &str, key: &VerifyingKey) -> Option<Checkpoint> {
    for _ in 0..LOOKS {
        match Reader::open(dir, stream, key) {
            Ok(reader) => return Some(reader.head().clone()),
            Err(_) if !dir.join(stream).join("checkpoint").exists() => return None,
            Err(_) => std::thread::sleep(PAUSE),
        }
    }
    None
}

/// Checks only what the next open needs: the signed heads, the newest tiles, the tail. Quick however long
/// the ledger is. What an open would cut off is no error.
///
/// # Errors
/// [`Error::Broken`] and those of files.
pub fn edge(dir: &Path, key: &VerifyingKey) -> Result<()> {
    for stream in crate::files::names(dir)? {
        let path = dir.join(&stream);
        let place = crate::settle::Place {
            stream: stream.clone(),
            dir: path.clone(),
            scratch: PathBuf::new(),
            key: key.clone(),
        };
        if !place.is_untouched()? {
            crate::settle::Settled::load(&place)?;
        }
    }
    Ok(())
}

fn is_stream(name: &str) -> bool {
    let (base, generation) = name.split_once('.').unwrap_or((name, "0"));
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !base.is_empty() && base.chars().all(plain) && generation.parse::<u64>().is_ok()
}

/// The bytes of `checkpoint`, and start and length of each tail file.
type Moment = (Option<Vec<u8>>, Vec<(u64, u64)>);

/// One stream being looked at.
struct Look {
    ledger: PathBuf,
    dir: PathBuf,
    stream: String,
    key: VerifyingKey,
}

impl Look {
    /// Looks until nothing is wrong, or nothing moves; gives what stayed wrong.
    fn settle_on(&self) -> Result<Vec<Finding>> {
        let mut lasting: Option<BTreeSet<Finding>> = None;
        for _ in 0..LOOKS {
            let before = self.moment()?;
            let found: BTreeSet<Finding> = match self.once() {
                Ok(found) => found.into_iter().collect(),
                Err(Error::File { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            if found.is_empty() {
                return Ok(Vec::new());
            }
            let first = lasting.is_none();
            let still = match lasting.take() {
                Some(before) => before.intersection(&found).cloned().collect(),
                None => found,
            };
            if !first && self.moment()? == before {
                return Ok(still.into_iter().collect());
            }
            let writing = still.iter().any(|finding| finding.what == What::Unconfirmed);
            lasting = Some(still);
            std::thread::sleep(if writing { LONG_PAUSE } else { PAUSE });
        }
        Ok(lasting.unwrap_or_default().into_iter().collect())
    }

    /// What a writer changes whenever it does something.
    fn moment(&self) -> Result<Moment> {
        let checkpoint = crate::files::read(&self.dir.join("checkpoint"))?;
        let segments = crate::tail::segments(&self.dir)?.0;
        let length = |path: &Path| std::fs::metadata(path).map_or(0, |about| about.len());
        Ok((checkpoint, segments.iter().map(|one| (one.start, length(&one.path))).collect()))
    }

    fn once(&self) -> Result<Vec<Finding>> {
        let there = files::walk(&self.dir)?;
        if there.is_empty() {
            // Begun, and nothing in it yet.
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        let head = match self.checkpoint() {
            Ok(head) => head,
            Err(finding) => return Ok(vec![finding]),
        };
        let tree = tree::check(self, head.size, &head.root, &mut found)?;
        if let Some(edge) = tree {
            tail::check(self, edge, &mut found)?;
        }
        files::check(self, &there, head.size, &mut found)?;
        Ok(found)
    }

    fn checkpoint(&self) -> std::result::Result<Checkpoint, Finding> {
        let origin = self.key.origin(&self.stream);
        match crate::files::read(&self.dir.join("checkpoint")) {
            Ok(Some(note)) => Checkpoint::read_own(&note, &origin, &self.key)
                .map_err(|error| self.finding("checkpoint", None, What::Changed, error.to_string())),
            _ => Err(self.finding("checkpoint", None, What::Missing, "it is missing")),
        }
    }

    fn finding(
        &self,
        file: impl Into<String>,
        entry: Option<u64>,
        what: What,
        detail: impl Into<String>,
    ) -> Finding {
        Finding { stream: self.stream.clone(), file: file.into(), entry, what, detail: detail.into() }
    }

    fn read(&self, file: &str) -> Result<Option<Vec<u8>>> {
        crate::files::read(&self.dir.join(file))
    }
}
