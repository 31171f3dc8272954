//! Bringing a stream into order that a crash, or nobody, ended.

use std::fs::{self, OpenOptions};

use crate::checkpoint::Checkpoint;
use crate::files;
use crate::settle::{Place, Settled, settle};
use crate::tail::{self, Segment};
use crate::tiles::{Level, Tile};
use crate::tree::{Edge, leaf_hash};
use crate::{Error, Result, tiles};

/// Brings a stream nobody writes into order: cuts off what has no signed head, makes tiles of the rest.
pub(crate) fn recover(place: &Place) -> Result<(Settled, Edge)> {
    let (settled, mut edge) = Settled::load(place)?;
    let (segments, others) = tail::segments(&place.dir)?;
    if let Some(other) = others.first() {
        return Err(Error::broken(&place.stream, format!("tail/{other}"), "it is no file of the ledger"));
    }
    for (at, segment) in segments.iter().enumerate() {
        replay(place, segment, at + 1 == segments.len(), &mut edge)?;
    }
    let from = segments.first().map_or(settled.size, |segment| segment.start.min(settled.size));
    let settled = settle(place, settled, &segments, &[])?;
    sweep(place, from, settled.size)?;
    Ok((settled, edge))
}

/// Checks the records of one tail file against their heads. What has none, at the end of the last file, was
/// never confirmed: it is set aside and cut off.
fn replay(place: &Place, segment: &Segment, last: bool, edge: &mut Edge) -> Result<()> {
    let name = format!("tail/{}", tail::name(segment.start));
    if segment.start > edge.size() {
        let what = format!("entries from {} on are missing", edge.size());
        return Err(Error::broken(&place.stream, name, what));
    }
    let bytes = files::read(&segment.path)?.unwrap_or_default();
    let (mut at, mut index) = (0, segment.start);
    while at < bytes.len() {
        let Some(end) = replay_record(place, &bytes, at, &mut index, edge) else {
            let more = tail::record_at(&bytes, at).is_some_and(|record| record.end < bytes.len());
            if last && !more {
                return cut(place, segment, &bytes, at);
            }
            let what = format!("the record of entry {index} does not fit its signed head");
            return Err(Error::broken(&place.stream, format!("{name}, entry {index}"), what));
        };
        at = end;
    }
    Ok(())
}

fn replay_record(place: &Place, bytes: &[u8], at: usize, index: &mut u64, edge: &mut Edge) -> Option<usize> {
    let record = tail::record_at(bytes, at)?;
    let head = Checkpoint::read_own(record.head, &place.origin(), &place.key).ok()?;
    let after = *index + record.entries.len() as u64;
    if head.size != after {
        return None;
    }
    if after > edge.size() {
        let mut grown = edge.clone();
        let known = grown.size().checked_sub(*index)? as usize;
        record.entries.get(known..)?.iter().for_each(|entry| grown.push(leaf_hash(entry)));
        if grown.root() != head.root {
            return None;
        }
        *edge = grown;
    }
    *index = after;
    Some(record.end)
}

fn cut(place: &Place, segment: &Segment, bytes: &[u8], at: usize) -> Result<()> {
    let aside = place.scratch.join(format!("{}.{}.cut", place.stream, tail::name(segment.start)));
    fs::write(&aside, &bytes[at..]).map_err(|source| Error::file("write", &aside, source))?;
    tracing::warn!(
        stream = place.stream,
        bytes = bytes.len() - at,
        "what was being written at the end of the last run, and never confirmed, is cut off"
    );
    let file = OpenOptions::new().write(true).open(&segment.path);
    let cut = file.and_then(|file| file.set_len(at as u64).and_then(|()| file.sync_all()));
    cut.map_err(|source| Error::file("cut", &segment.path, source))
}

/// Removes partial tiles that a crash left between two steps of making those after `from`.
fn sweep(place: &Place, from: u64, size: u64) -> Result<()> {
    let kept = tiles::partial(size);
    let mut levels = vec![Level::Entries];
    levels.extend((0..8).map(Level::Hashes));
    for level in levels {
        let high = if let Level::Hashes(level) = level { u32::from(level) } else { 0 };
        let tiles_of = |size: u64| size.checked_shr(8 * (high + 1)).unwrap_or(0);
        for n in tiles_of(from)..=tiles_of(size) {
            let widest = Tile { level, n, width: 1 }.path();
            let dir = place.dir.join(widest.strip_suffix("/1").unwrap_or(&widest));
            let names = files::names(&dir)?;
            let stray = |name: &&String| {
                let width = name.parse().unwrap_or(0);
                !kept.contains(&Tile { level, n, width })
            };
            let strays: Vec<_> = names.iter().filter(stray).map(|name| dir.join(name)).collect();
            files::remove_all(&strays)?;
        }
    }
    Ok(())
}
