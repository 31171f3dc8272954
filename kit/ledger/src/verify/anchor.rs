//! Comparing with checkpoints that were kept elsewhere.

use std::path::Path;

use super::{Finding, Report, What};
use crate::checkpoint::{Checkpoint, split};
use crate::note::{NoteError, VerifyingKey};
use crate::{Error, Reader, Result};

/// A signed head kept elsewhere, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor(String);

impl Anchor {
    /// All signed heads in a text that holds one or more.
    pub fn all(text: &str) -> Vec<Self> {
        split(text).into_iter().map(Self).collect()
    }
}

/// Compares the streams with what is kept elsewhere.
pub(super) fn compare(dir: &Path, key: &VerifyingKey, anchors: &[Anchor], report: &mut Report) -> Result<()> {
    for Anchor(note) in anchors {
        let mut found = |stream: &str, entry, what, detail: String| {
            let (stream, file) = (stream.to_owned(), String::new());
            report.findings.push(Finding { stream, file, entry, what, detail });
        };
        let head = match Checkpoint::read(note, key) {
            Ok(head) => head,
            Err(error @ (NoteError::Unsigned(_) | NoteError::Forged(_))) => {
                let stream =
                    note.lines().next().and_then(|origin| origin.rsplit('/').next()).unwrap_or_default();
                let detail = format!(
                    "the checkpoint kept elsewhere does not go with the key this ledger is signed with: {error}"
                );
                found(stream, None, What::OtherKey, detail);
                continue;
            }
            Err(error) => {
                found(
                    "",
                    None,
                    What::OtherKey,
                    format!("the checkpoint kept elsewhere cannot be read: {error}"),
                );
                continue;
            }
        };
        let stream = head.stream().to_owned();
        let size =
            report.streams.iter().find(|seen| seen.stream == stream).and_then(|seen| seen.head.as_ref());
        let size = size.map_or(0, |head| head.size);
        if size < head.size {
            let detail = format!(
                "it has {size} entries, and had {} when the checkpoint kept elsewhere was signed: it was rolled back",
                head.size
            );
            found(&stream, Some(size), What::RolledBack, detail);
            continue;
        }
        match root(dir, &stream, key, head.size) {
            Ok(root) if root == head.root => {
                if let Some(seen) = report.streams.iter_mut().find(|seen| seen.stream == stream) {
                    seen.anchored = seen.anchored.max(Some(head.size));
                }
            }
            Ok(_) => {
                let detail = format!(
                    "its first {} entries are not those of the checkpoint kept elsewhere: history was written anew",
                    head.size
                );
                found(&stream, None, What::Rewritten, detail);
            }
            // What is missing or changed is told already.
            Err(Error::Broken { .. } | Error::NoEntry { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn root(dir: &Path, stream: &str, key: &VerifyingKey, size: u64) -> Result<crate::Hash> {
    if size == 0 {
        return Ok(crate::Edge::default().root());
    }
    Reader::open(dir, stream, key)?.root_at(size)
}
