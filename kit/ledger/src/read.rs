//! Reading a stream's files: entries, hashes, proofs. Nothing is written and no lock is taken.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::checkpoint::Checkpoint;
use crate::note::VerifyingKey;
use crate::proof::Proof;
use crate::tail;
use crate::tiles::{Level, Tile, WIDTH};
use crate::tree::{self, Edge, Hash, Subtrees, complete_roots, leaf_hash};
use crate::{Error, Result, files};

/// Tiles kept while reading.
const KEPT: usize = 512;

/// A stream as it was at one moment: what lies in tiles, and the tail in memory.
#[derive(Debug)]
pub struct Reader {
    stream: String,
    dir: PathBuf,
    settled: u64,
    /// The signed head of the tiles.
    settled_note: Vec<u8>,
    tail: Vec<Vec<u8>>,
    head: Checkpoint,
    note: String,
    tiles: RefCell<HashMap<Tile, Vec<u8>>>,
}

impl Reader {
    /// Reads the head of `stream` in the ledger at `ledger`, whose heads `key` signs. What lies in the tail
    /// counts as far as its signed heads go.
    ///
    /// # Errors
    /// [`Error::Broken`] and those of files. Beside a running writer a file may go while it is looked for:
    /// then trying again helps.
    pub fn open(ledger: &Path, stream: &str, key: &VerifyingKey) -> Result<Self> {
        let checkpoint = ledger.join(stream).join("checkpoint");
        let mut reader = Self::once(ledger, stream, key)?;
        for _ in 0..LOOKS {
            let note = files::read(&checkpoint)?;
            if note.is_none_or(|note| note == reader.settled_note) {
                break;
            }
            // Tiles were made meanwhile: what had been in the tail may have been looked for when it had gone.
            reader = Self::once(ledger, stream, key)?;
        }
        Ok(reader)
    }

    fn once(ledger: &Path, stream: &str, key: &VerifyingKey) -> Result<Self> {
        let dir = ledger.join(stream);
        let origin = key.origin(stream);
        let broken = |what: String| Error::broken(stream, "checkpoint", what);
        let note = files::read(&dir.join("checkpoint"))?.ok_or_else(|| broken("it is missing".to_owned()))?;
        let mut head =
            Checkpoint::read_own(&note, &origin, key).map_err(|error| broken(error.to_string()))?;
        let settled_note = note;
        let mut note = String::from_utf8_lossy(&settled_note).into_owned();
        let settled = head.size;
        let mut entries = Vec::new();
        for segment in tail::segments(&dir)?.0 {
            let bytes = files::read(&segment.path)?.unwrap_or_default();
            let (mut at, mut index) = (0, segment.start);
            while let Some(record) = tail::record_at(&bytes, at) {
                let Ok(after) = Checkpoint::read_own(record.head, &origin, key) else { break };
                for entry in record.entries {
                    if index == settled + entries.len() as u64 {
                        entries.push(entry.to_vec());
                    }
                    index += 1;
                }
                if after.size > head.size && after.size == settled + entries.len() as u64 {
                    head = after;
                    note = String::from_utf8_lossy(record.head).into_owned();
                }
                at = record.end;
            }
        }
        entries.truncate((head.size - settled) as usize);
        Ok(Self {
            stream: stream.to_owned(),
            dir,
            settled,
            settled_note,
            tail: entries,
            head,
            note,
            tiles: RefCell::default(),
        })
    }

    /// The newest head.
    pub fn head(&self) -> &Checkpoint {
        &self.head
    }

    /// The newest head, signed.
    pub fn note(&self) -> &str {
        &self.note
    }

    /// One entry.
    ///
    /// # Errors
    /// [`Error::NoEntry`], [`Error::Broken`] and those of files.
    pub fn entry(&self, index: u64) -> Result<Vec<u8>> {
        let none = || Error::NoEntry { stream: self.stream.clone(), index };
        if index >= self.settled {
            return self.tail.get((index - self.settled) as usize).cloned().ok_or_else(none);
        }
        let bundle = self.tile(Level::Entries, index / WIDTH, self.settled)?;
        let entries = tail::split_entries(&bundle).unwrap_or_default();
        entries.get((index % WIDTH) as usize).map(|entry| entry.to_vec()).ok_or_else(none)
    }

    /// Up to 256 entries from `index` on: the rest of a bundle, or of the tail.
    ///
    /// # Errors
    /// As [`Reader::entry`].
    pub fn entries(&self, index: u64) -> Result<Vec<Vec<u8>>> {
        if index >= self.settled {
            let rest = self.tail.get((index - self.settled) as usize..).unwrap_or_default();
            return Ok(rest.iter().take(WIDTH as usize).cloned().collect());
        }
        let bundle = self.tile(Level::Entries, index / WIDTH, self.settled)?;
        let entries = tail::split_entries(&bundle).unwrap_or_default();
        Ok(entries.into_iter().skip((index % WIDTH) as usize).map(<[u8]>::to_vec).collect())
    }

    /// The proof that this entry is in the stream, under the newest head.
    ///
    /// # Errors
    /// As [`Reader::entry`].
    pub fn prove(&self, index: u64) -> Result<Proof> {
        if index >= self.head.size {
            return Err(Error::NoEntry { stream: self.stream.clone(), index });
        }
        let path = tree::inclusion(self, index, self.head.size)?;
        Ok(Proof { index, path, extra: Some(self.entry(index)?), note: self.note.clone() })
    }

    /// The proof that the stream as it was at `old` entries is the beginning of what it is now.
    ///
    /// # Errors
    /// As [`Reader::entry`].
    pub fn prove_consistency(&self, old: u64) -> Result<Vec<Hash>> {
        if old > self.head.size {
            return Err(Error::NoEntry { stream: self.stream.clone(), index: old });
        }
        tree::consistency(self, old, self.head.size)
    }

    /// The root when the stream had `size` entries.
    ///
    /// # Errors
    /// As [`Reader::entry`].
    pub fn root_at(&self, size: u64) -> Result<Hash> {
        if size == 0 {
            return Ok(Edge::default().root());
        }
        if size > self.head.size {
            return Err(Error::NoEntry { stream: self.stream.clone(), index: size });
        }
        tree::range_root(self, 0, size)
    }

    /// The bytes of a tile at this size of the stream, full or partial.
    fn tile(&self, level: Level, n: u64, size: u64) -> Result<Vec<u8>> {
        let high = if let Level::Hashes(level) = level { u32::from(level) } else { 0 };
        let hashes = size.checked_shr(8 * high).unwrap_or(0);
        let width = hashes.saturating_sub(n * WIDTH).min(WIDTH);
        let tile = Tile { level, n, width };
        if let Some(bytes) = self.tiles.borrow().get(&tile) {
            return Ok(bytes.clone());
        }
        let path = tile.path();
        let missing = || Error::broken(&self.stream, &path, "it is missing");
        let bytes = match files::read(&self.dir.join(&path))? {
            Some(bytes) => bytes,
            None => self.out_of_wider(&tile)?.ok_or_else(missing)?,
        };
        let mut kept = self.tiles.borrow_mut();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(tile, bytes.clone());
        Ok(bytes)
    }
}

impl Reader {
    /// What a partial tile held, out of one that came in its place: a writer removes it once a wider one or the
    /// full one lies there.
    fn out_of_wider(&self, tile: &Tile) -> Result<Option<Vec<u8>>> {
        // While one is looked for, the next may come in its place.
        for _ in 0..LOOKS {
            let wider = (tile.width + 1..=WIDTH).map(|width| Tile { width, ..*tile });
            for wider in wider {
                if let Some(bytes) = files::read(&self.dir.join(wider.path()))? {
                    return Ok(beginning(tile, &bytes));
                }
            }
        }
        Ok(None)
    }
}

/// How often what has gone is looked for again.
const LOOKS: usize = 3;

/// What `tile` holds, out of the bytes of a wider one.
fn beginning(tile: &Tile, bytes: &[u8]) -> Option<Vec<u8>> {
    let width = usize::try_from(tile.width).ok()?;
    if tile.level != Level::Entries {
        return bytes.get(..width * 32).map(<[u8]>::to_vec);
    }
    let entries = tail::split_entries(bytes).filter(|all| all.len() >= width)?;
    let mut kept = Vec::new();
    entries.into_iter().take(width).try_for_each(|entry| tail::push_entry(&mut kept, entry)).ok()?;
    Some(kept)
}

impl Subtrees for Reader {
    type Error = Error;

    fn subtree(&self, level: u32, index: u64) -> Result<Hash> {
        let end = (index + 1) << level;
        if end <= self.settled {
            let (tile_level, within) = (level / 8, level % 8);
            let first = index << within;
            let bytes = self.tile(Level::Hashes(tile_level as u8), first / WIDTH, self.settled)?;
            let from = (first % WIDTH) as usize;
            let hashes: Vec<Hash> = bytes
                .chunks_exact(32)
                .skip(from)
                .take(1 << within)
                .filter_map(|hash| hash.try_into().ok())
                .collect();
            let whole = hashes.len() == 1 << within;
            let root = complete_roots(&hashes).first().copied().filter(|_| whole);
            return root
                .ok_or_else(|| Error::broken(&self.stream, format!("tile/{tile_level}"), "it is too short"));
        }
        if level == 0 {
            return Ok(leaf_hash(&self.entry(index)?));
        }
        let (left, right) = (self.subtree(level - 1, 2 * index)?, self.subtree(level - 1, 2 * index + 1)?);
        Ok(tree::node_hash(&left, &right))
    }
}
