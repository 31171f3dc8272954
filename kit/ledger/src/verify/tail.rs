//! That the tail's records fit their signed heads and go on where the tiles end.

use super::{Finding, Look, What};
use crate::checkpoint::Checkpoint;
use crate::tail::{self, Record, Segment};
use crate::tree::{Edge, Subtrees, leaf_hash};
use crate::{Reader, Result};

/// Checks the tail of a stream whose tiles end at `edge`.
pub(super) fn check(look: &Look, mut edge: Edge, found: &mut Vec<Finding>) -> Result<()> {
    let (segments, _) = tail::segments(&look.dir)?;
    let settled = edge.size();
    for (at, segment) in segments.iter().enumerate() {
        let name = format!("tail/{}", tail::name(segment.start));
        if segment.start > edge.size() {
            let detail = format!("entries {} to {} are missing before it", edge.size(), segment.start - 1);
            found.push(look.finding(name, Some(edge.size()), What::Missing, detail));
            return Ok(());
        }
        let last = at + 1 == segments.len();
        if !segment_fits(look, segment, last, settled, &mut edge, found)? {
            return Ok(());
        }
    }
    Ok(())
}

/// Checks one file; gives whether it makes sense to go on.
fn segment_fits(
    look: &Look,
    segment: &Segment,
    last: bool,
    settled: u64,
    edge: &mut Edge,
    found: &mut Vec<Finding>,
) -> Result<bool> {
    let name = format!("tail/{}", tail::name(segment.start));
    let Some(bytes) = crate::files::read(&segment.path)? else { return Ok(true) };
    let (mut at, mut index) = (0, segment.start);
    while at < bytes.len() {
        let record = tail::record_at(&bytes, at);
        let why = match &record {
            None => Some("the record is not whole".to_owned()),
            Some(record) => fault(look, record, index, settled, edge)?,
        };
        if let Some(why) = why {
            let at_end = last && record.is_none_or(|record| record.end == bytes.len());
            let (what, detail) = if at_end {
                let rest = bytes.len() - at;
                let detail = format!(
                    "the last {rest} bytes have no signed head that fits ({why}): a crash left them, and the \
                     next start cuts them off, or the file was changed"
                );
                (What::Unconfirmed, detail)
            } else {
                (What::Changed, why)
            };
            found.push(look.finding(name, Some(index), what, detail));
            return Ok(false);
        }
        if let Some(record) = record {
            index += record.entries.len() as u64;
            at = record.end;
        }
    }
    Ok(true)
}

/// What is wrong with a record that begins with entry `index`; if nothing is, the edge grows by it.
fn fault(
    look: &Look,
    record: &Record<'_>,
    index: u64,
    settled: u64,
    edge: &mut Edge,
) -> Result<Option<String>> {
    let head = match Checkpoint::read_own(record.head, &look.key.origin(&look.stream), &look.key) {
        Ok(head) => head,
        Err(error) => return Ok(Some(error.to_string())),
    };
    let after = index + record.entries.len() as u64;
    if head.size != after {
        return Ok(Some(format!("its head is that of {} entries", head.size)));
    }
    if index < settled {
        // It is in tiles already: it has to say the same.
        let reader = Reader::open(&look.ledger, &look.stream, &look.key)?;
        for (entry, index) in record.entries.iter().zip(index..settled) {
            if reader.subtree(0, index)? != leaf_hash(entry) {
                return Ok(Some(format!("entry {index} is another one than in the tiles")));
            }
        }
    }
    let new = edge.size().saturating_sub(index) as usize;
    for entry in record.entries.iter().skip(new) {
        edge.push(leaf_hash(entry));
    }
    if after == edge.size() && edge.root() != head.root {
        return Ok(Some("its entries do not give the signed root".to_owned()));
    }
    Ok(None)
}
