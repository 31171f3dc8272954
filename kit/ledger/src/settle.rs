//! Making tiles of the tail.

use std::path::{Path, PathBuf};

use crate::checkpoint::Checkpoint;
use crate::files::{self, Batch};
use crate::note::VerifyingKey;
use crate::tail::{self, Segment};
use crate::tiles::{Level, Tile, WIDTH};
use crate::tree::{Edge, Hash, complete_roots, leaf_hash};
use crate::{Error, Result, tiles};

/// Where one stream lies and how its heads are checked.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) stream: String,
    pub(crate) dir: PathBuf,
    pub(crate) scratch: PathBuf,
    pub(crate) key: VerifyingKey,
}

/// What the tiles say: the unfinished tile of each level and the unfinished bundle.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settled {
    pub(crate) size: u64,
    levels: Vec<Vec<Hash>>,
    bundle: Vec<u8>,
}

impl Place {
    pub(crate) fn origin(&self) -> String {
        self.key.origin(&self.stream)
    }

    pub(crate) fn tail(&self) -> PathBuf {
        self.dir.join("tail")
    }

    /// Whether nothing was ever written: a power cut may leave a stream that was being made with its directories
    /// and no head yet.
    pub(crate) fn is_untouched(&self) -> Result<bool> {
        Ok(!self.dir.join("checkpoint").exists()
            && !self.dir.join("tile").exists()
            && files::names(&self.tail())?.is_empty())
    }

    /// The signed head of the tiles.
    pub(crate) fn checkpoint(&self) -> Result<Checkpoint> {
        let broken = |what: &str| Error::broken(&self.stream, "checkpoint", what);
        let note = files::read(&self.dir.join("checkpoint"))?.ok_or_else(|| broken("it is missing"))?;
        let read = Checkpoint::read_own(&note, &self.origin(), &self.key);
        read.map_err(|error| broken(&error.to_string()))
    }
}

impl Settled {
    /// Reads what is unfinished at the signed head's size, and checks it against that.
    pub(crate) fn load(place: &Place) -> Result<(Self, Edge)> {
        let head = place.checkpoint()?;
        let mut settled = Self { size: head.size, ..Self::default() };
        for tile in tiles::partial(head.size) {
            let path = tile.path();
            let broken = |what: &str| Error::broken(&place.stream, &path, what);
            let bytes = files::read(&place.dir.join(&path))?.ok_or_else(|| broken("it is missing"))?;
            match tile.level {
                Level::Entries => {
                    let entries = tail::split_entries(&bytes).filter(|all| all.len() as u64 == tile.width);
                    entries.ok_or_else(|| broken("it does not hold the entries it should"))?;
                    settled.bundle = bytes;
                }
                Level::Hashes(level) => {
                    if bytes.len() as u64 != tile.width * 32 {
                        return Err(broken("it does not hold the hashes it should"));
                    }
                    let hashes = bytes.chunks_exact(32).filter_map(|hash| hash.try_into().ok()).collect();
                    *settled.level(level) = hashes;
                }
            }
        }
        let edge = settled.edge().filter(|edge| edge.root() == head.root);
        let edge = edge.ok_or_else(|| {
            Error::broken(&place.stream, "tile", "the newest tiles do not give the signed root")
        })?;
        let leaves = settled.levels.first().cloned().unwrap_or_default();
        let entries = tail::split_entries(&settled.bundle).unwrap_or_default();
        if entries.len() != leaves.len()
            || entries.iter().zip(&leaves).any(|(entry, leaf)| leaf_hash(entry) != *leaf)
        {
            return Err(Error::broken(
                &place.stream,
                "tile/entries",
                "the newest entries are not those that were hashed",
            ));
        }
        Ok((settled, edge))
    }

    fn level(&mut self, level: u8) -> &mut Vec<Hash> {
        let at = usize::from(level);
        if self.levels.len() <= at {
            self.levels.resize(at + 1, Vec::new());
        }
        &mut self.levels[at]
    }

    fn edge(&self) -> Option<Edge> {
        let roots = self.levels.iter().rev().flat_map(|level| complete_roots(level)).collect();
        Edge::of(self.size, roots)
    }

    /// Adds an entry; what became full goes into the batch.
    fn push(&mut self, entry: &[u8], dir: &Path, batch: &mut Batch) -> Result<()> {
        tail::push_entry(&mut self.bundle, entry)?;
        let mut hash = leaf_hash(entry);
        let mut n = self.size / WIDTH;
        self.size += 1;
        if self.size.is_multiple_of(WIDTH) {
            let bundle = std::mem::take(&mut self.bundle);
            batch.write(dir.join(Tile { level: Level::Entries, n, width: WIDTH }.path()), &bundle)?;
        }
        for level in 0.. {
            let hashes = self.level(level);
            hashes.push(hash);
            if (hashes.len() as u64) < WIDTH {
                break;
            }
            let full = std::mem::take(hashes);
            batch.write(
                dir.join(Tile { level: Level::Hashes(level), n, width: WIDTH }.path()),
                &full.concat(),
            )?;
            hash = complete_roots(&full).first().copied().unwrap_or_default();
            n /= WIDTH;
        }
        Ok(())
    }

    /// The bytes of a partial tile at the present size.
    fn bytes_of(&self, tile: Tile) -> Vec<u8> {
        match tile.level {
            Level::Entries => self.bundle.clone(),
            Level::Hashes(level) => {
                self.levels.get(usize::from(level)).map(|all| all.concat()).unwrap_or_default()
            }
        }
    }
}

/// Makes tiles of all records in `segments`, then the checkpoint, then removes what it replaces. Crashing
/// between any two steps loses nothing: the segments go last. Records already in tiles are passed over. `tried` are
/// sizes for which this was begun before and not finished: their partial tiles go as well.
pub(crate) fn settle(
    place: &Place,
    mut settled: Settled,
    segments: &[Segment],
    tried: &[u64],
) -> Result<Settled> {
    let before = settled.size;
    let mut batch = Batch::new(&place.scratch, &place.stream);
    let mut head = None;
    for segment in segments {
        let bytes = files::read(&segment.path)?.unwrap_or_default();
        let (mut at, mut index) = (0, segment.start);
        while let Some(record) = tail::record_at(&bytes, at) {
            for entry in record.entries {
                if index >= settled.size {
                    settled.push(entry, &place.dir, &mut batch)?;
                }
                index += 1;
            }
            if index > before {
                head = Some(record.head.to_vec());
            }
            at = record.end;
        }
        if at != bytes.len() {
            let name = format!("tail/{}", tail::name(segment.start));
            return Err(Error::broken(&place.stream, name, "a record cannot be read"));
        }
        // After each: so only so many files are open at once.
        let full = std::mem::replace(&mut batch, Batch::new(&place.scratch, &place.stream));
        full.finish(&place.dir)?;
    }
    if let Some(head) = head {
        for tile in tiles::partial(settled.size) {
            batch.write(place.dir.join(tile.path()), &settled.bytes_of(tile))?;
        }
        batch.finish(&place.dir)?;
        let mut batch = Batch::new(&place.scratch, &place.stream);
        batch.write(place.dir.join("checkpoint"), &head)?;
        batch.finish(&place.dir)?;
        for old in tried.iter().chain([&before]) {
            remove_partial(&place.dir, *old, settled.size)?;
        }
    }
    for segment in segments {
        files::remove(&segment.path)?;
    }
    if !segments.is_empty() {
        files::sync_dir(&place.tail())?;
    }
    Ok(settled)
}

/// Removes the partial tiles of a tree of `before` entries that one of `now` entries does not have.
fn remove_partial(dir: &Path, before: u64, now: u64) -> Result<()> {
    let kept = tiles::partial(now);
    let old = tiles::partial(before).into_iter().filter(|tile| !kept.contains(tile));
    files::remove_all(&old.map(|tile| dir.join(tile.path())).collect::<Vec<_>>())
}
