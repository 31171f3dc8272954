//! Comparing with signed heads that stand elsewhere than in the stream itself.

use std::collections::HashMap;
use std::path::Path;

use super::{Finding, Report, What};
use crate::checkpoint::{Checkpoint, split};
use crate::note::{NoteError, VerifyingKey};
use crate::{Edge, Error, Hash, Reader, Result};

/// How often a stream is opened anew for one head.
const TRIES: u32 = 3;

/// A signed head that stands elsewhere, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    note: String,
    /// In which record of the same installation; none when it was kept outside.
    within: Option<String>,
}

impl Anchor {
    /// All signed heads in a text that was kept outside and holds one or more.
    pub fn all(text: &str) -> Vec<Self> {
        split(text).into_iter().map(|note| Self { note, within: None }).collect()
    }

    /// A signed head that the installation itself wrote down, in the record that `place` names. It says how long
    /// the stream was at least; it is no anchor against somebody who has the key.
    pub fn within(note: String, place: String) -> Self {
        Self { note, within: Some(place) }
    }

    /// The head, as far as it says so itself: no signature is checked.
    pub fn stream(&self) -> &str {
        self.note.lines().next().and_then(|origin| origin.rsplit('/').next()).unwrap_or_default()
    }

    fn told(&self) -> String {
        match &self.within {
            None => "the checkpoint kept elsewhere".to_owned(),
            Some(place) => format!("the head noted in {place}"),
        }
    }
}

/// Compares the streams with those heads.
pub(super) fn compare(dir: &Path, key: &VerifyingKey, anchors: &[Anchor], report: &mut Report) -> Result<()> {
    let mut roots = Roots { dir, key, readers: HashMap::new() };
    let mut checked: HashMap<&str, bool> = HashMap::new();
    for anchor in anchors {
        // What never grows any more is noted again and again.
        let outside = anchor.within.is_none();
        match checked.get(anchor.note.as_str()) {
            Some(was_outside) if *was_outside || !outside => continue,
            _ => checked.insert(&anchor.note, outside),
        };
        match Checkpoint::read(&anchor.note, key) {
            Ok(head) => one(&mut roots, anchor, &head, report)?,
            Err(error @ (NoteError::Unsigned(_) | NoteError::Forged(_))) => {
                let told = anchor.told();
                let detail = format!("{told} does not go with the key this ledger is signed with: {error}");
                report.findings.push(finding(anchor.stream(), None, What::OtherKey, detail));
            }
            Err(error) => {
                let detail = format!("{} cannot be read: {error}", anchor.told());
                report.findings.push(finding("", None, What::OtherKey, detail));
            }
        }
    }
    Ok(())
}

fn finding(stream: &str, entry: Option<u64>, what: What, detail: String) -> Finding {
    Finding { stream: stream.to_owned(), file: String::new(), entry, what, detail }
}

/// Compares one stream with one head of it.
fn one(roots: &mut Roots, anchor: &Anchor, head: &Checkpoint, report: &mut Report) -> Result<()> {
    let (stream, told) = (head.stream(), anchor.told());
    let Some(seen) = report.streams.iter_mut().find(|seen| seen.stream == stream) else {
        let detail = format!("the stream is gone, and had {} entries when {told} was signed", head.size);
        report.findings.push(finding(stream, Some(0), What::Missing, detail));
        return Ok(());
    };
    let size = seen.head.as_ref().map_or(0, |head| head.size);
    if size < head.size {
        let detail = format!(
            "it has {size} entries, and had {} when {told} was signed: it was cut or rolled back",
            head.size
        );
        report.findings.push(finding(stream, Some(size), What::RolledBack, detail));
        return Ok(());
    }
    match roots.at(stream, head.size) {
        Ok(root) if root == head.root => {
            let reached = if anchor.within.is_none() { &mut seen.anchored } else { &mut seen.noted };
            *reached = (*reached).max(Some(head.size));
        }
        Ok(_) => {
            let detail =
                format!("its first {} entries are not those of {told}: history was written anew", head.size);
            report.findings.push(finding(stream, None, What::Rewritten, detail));
        }
        // What is missing or changed is told already.
        Err(Error::Broken { .. } | Error::NoEntry { .. }) => {}
        Err(error) => return Err(error),
    }
    Ok(())
}

/// Roots of streams at earlier sizes, each stream opened once.
struct Roots<'a> {
    dir: &'a Path,
    key: &'a VerifyingKey,
    readers: HashMap<String, Reader>,
}

impl Roots<'_> {
    fn at(&mut self, stream: &str, size: u64) -> Result<Hash> {
        if size == 0 {
            return Ok(Edge::default().root());
        }
        // A writer may put other tiles in the place of those that a reader knows of.
        let mut tries = 0;
        loop {
            let root = match self.readers.get(stream).filter(|reader| reader.head().size >= size) {
                Some(reader) => reader.root_at(size),
                None => Err(Error::NoEntry { stream: stream.to_owned(), index: size }),
            };
            if root.is_ok() || tries == TRIES {
                return root;
            }
            tries += 1;
            self.readers.insert(stream.to_owned(), Reader::open(self.dir, stream, self.key)?);
        }
    }
}
