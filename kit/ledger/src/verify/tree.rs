//! That entries, tiles and the signed root agree, from the entries upwards.
//!
//! Where two levels do not agree, the level above says which of them was changed: it has the hash of one.

use super::{Finding, Look, What};
use crate::Result;
use crate::tail::split_entries;
use crate::tiles::{Level, Tile, WIDTH, full};
use crate::tree::{Edge, Hash, complete_roots, leaf_hash};

/// A tile that does not agree with what is below it.
struct Quarrel {
    tile: Tile,
    /// The first hash that differs.
    at: usize,
    /// What is below says this,
    below: Vec<Hash>,
    /// and the tile this.
    own: Vec<Hash>,
}

/// One level as the tiles have it: the roots of its full tiles, and the hashes of the unfinished one.
#[derive(Default)]
struct Row {
    roots: Vec<Hash>,
    rest: Vec<Hash>,
    quarrels: Vec<Quarrel>,
}

/// Checks the tree of `size` entries against its signed root. Gives the right edge to go on from, unless so
/// much is wrong that there is none.
pub(super) fn check(look: &Look, size: u64, root: &Hash, found: &mut Vec<Finding>) -> Result<Option<Edge>> {
    let mut rows: Vec<Row> = Vec::new();
    let mut hashes = size;
    let mut level: u8 = 0;
    while hashes > 0 {
        let below = rows.last().map(|row| row.roots.clone());
        let row = row(look, level, hashes, below.as_deref(), found)?;
        resolve_below(look, &mut rows, &row, found);
        rows.push(row);
        hashes = full(level, size);
        level += 1;
    }
    resolve_edge(look, size, root, &mut rows, found);
    let edge = edge_of(&rows, size).filter(|edge| edge.root() == *root);
    if edge.is_none() && found.is_empty() {
        found.push(look.finding("tile", None, What::Changed, "the tree does not give the signed root"));
    }
    Ok(edge)
}

/// Reads one level and compares it with the roots below it, or with the entries.
fn row(look: &Look, level: u8, hashes: u64, below: Option<&[Hash]>, found: &mut Vec<Finding>) -> Result<Row> {
    let mut row = Row::default();
    for n in 0..hashes.div_ceil(WIDTH) {
        let width = (hashes - n * WIDTH).min(WIDTH);
        let tile = Tile { level: Level::Hashes(level), n, width };
        let beneath = match below {
            Some(roots) => roots.get((n * WIDTH) as usize..).map(|rest| rest[..width as usize].to_vec()),
            None => leaves(look, n, width, found)?,
        };
        let own = hashes_of(look, tile, found)?;
        let kept = match (beneath, own) {
            (Some(below), Some(own)) => {
                if let Some(at) = below.iter().zip(&own).position(|(a, b)| a != b) {
                    row.quarrels.push(Quarrel { tile, at, below, own: own.clone() });
                }
                own
            }
            (Some(one), None) | (None, Some(one)) => one,
            // Both are told already; nothing above can be right.
            (None, None) => vec![[0; 32]; width as usize],
        };
        if width == WIDTH {
            row.roots.push(root_of(&kept));
        } else {
            row.rest = kept;
        }
    }
    Ok(row)
}

fn root_of(hashes: &[Hash]) -> Hash {
    complete_roots(hashes).first().copied().unwrap_or_default()
}

/// The hashes of a bundle's entries.
fn leaves(look: &Look, n: u64, width: u64, found: &mut Vec<Finding>) -> Result<Option<Vec<Hash>>> {
    let tile = Tile { level: Level::Entries, n, width };
    let (path, first) = (tile.path(), Some(n * WIDTH));
    let Some(bytes) = look.read(&path)? else {
        found.push(look.finding(path, first, What::Missing, "these entries are missing"));
        return Ok(None);
    };
    let entries = split_entries(&bytes).filter(|entries| entries.len() as u64 == width);
    if entries.is_none() {
        found.push(look.finding(path, first, What::Changed, "it does not hold the entries it should"));
    }
    Ok(entries.map(|entries| entries.iter().map(|entry| leaf_hash(entry)).collect()))
}

fn hashes_of(look: &Look, tile: Tile, found: &mut Vec<Finding>) -> Result<Option<Vec<Hash>>> {
    let (path, first) = (tile.path(), Some(first_entry(tile, 0)));
    let Some(bytes) = look.read(&path)? else {
        found.push(look.finding(path, first, What::Missing, "these hashes are missing"));
        return Ok(None);
    };
    if bytes.len() as u64 != tile.width * 32 {
        found.push(look.finding(path, first, What::Changed, "it does not hold the hashes it should"));
        return Ok(None);
    }
    Ok(Some(bytes.chunks_exact(32).filter_map(|hash| hash.try_into().ok()).collect()))
}

/// The first entry under hash number `at` of a tile.
fn first_entry(tile: Tile, at: usize) -> u64 {
    let level = if let Level::Hashes(level) = tile.level { u32::from(level) } else { 0 };
    (tile.n * WIDTH + at as u64) << (8 * level)
}

/// Settles the quarrels of full tiles by what the level above has.
fn resolve_below(look: &Look, rows: &mut [Row], above: &Row, found: &mut Vec<Finding>) {
    let Some(row) = rows.last_mut() else { return };
    let (full, rest): (Vec<_>, Vec<_>) =
        std::mem::take(&mut row.quarrels).into_iter().partition(|quarrel| quarrel.tile.width == WIDTH);
    row.quarrels = rest;
    for quarrel in full {
        let n = quarrel.tile.n as usize;
        // The hash the level above has for this tile: in a quarrel with its own children, the tile's.
        let stored = stored(above, n);
        if stored == Some(root_of(&quarrel.below)) {
            tell_tile(look, &quarrel, found);
        } else if stored == Some(root_of(&quarrel.own)) {
            tell_below(look, &quarrel, found);
        } else {
            tell_below(look, &quarrel, found);
            tell_tile(look, &quarrel, found);
        }
    }
}

/// Hash number `n` of a row, as its tiles have it.
fn stored(row: &Row, n: usize) -> Option<Hash> {
    let (tile, at) = (n as u64 / WIDTH, n % WIDTH as usize);
    if let Some(quarrel) = row.quarrels.iter().find(|quarrel| quarrel.tile.n == tile) {
        return quarrel.own.get(at).copied();
    }
    (tile as usize == row.roots.len()).then(|| row.rest.get(at).copied()).flatten()
}

/// Settles the quarrels of unfinished tiles by the signed root.
fn resolve_edge(look: &Look, size: u64, root: &Hash, rows: &mut [Row], found: &mut Vec<Finding>) {
    let open: Vec<usize> = (0..rows.len()).filter(|at| !rows[*at].quarrels.is_empty()).collect();
    let own_is_right = edge_of(rows, size).is_some_and(|edge| edge.root() == *root);
    for at in open {
        let quarrels = std::mem::take(&mut rows[at].quarrels);
        for quarrel in quarrels {
            if own_is_right {
                tell_below(look, &quarrel, found);
                continue;
            }
            let kept = std::mem::replace(&mut rows[at].rest, quarrel.below.clone());
            let below_is_right = edge_of(rows, size).is_some_and(|edge| edge.root() == *root);
            if !below_is_right {
                rows[at].rest = kept;
                tell_below(look, &quarrel, found);
            }
            tell_tile(look, &quarrel, found);
        }
    }
}

fn edge_of(rows: &[Row], size: u64) -> Option<Edge> {
    Edge::of(size, rows.iter().rev().flat_map(|row| complete_roots(&row.rest)).collect())
}

fn tell_tile(look: &Look, quarrel: &Quarrel, found: &mut Vec<Finding>) {
    let entry = first_entry(quarrel.tile, quarrel.at);
    let detail = "a hash is not that of what is below it";
    found.push(look.finding(quarrel.tile.path(), Some(entry), What::Changed, detail));
}

fn tell_below(look: &Look, quarrel: &Quarrel, found: &mut Vec<Finding>) {
    let entry = first_entry(quarrel.tile, quarrel.at);
    let (tile, detail) = match quarrel.tile.level {
        Level::Hashes(0) | Level::Entries => {
            let tile = Tile { level: Level::Entries, ..quarrel.tile };
            (tile, "the entry is not the one that was hashed")
        }
        Level::Hashes(level) => {
            let n = quarrel.tile.n * WIDTH + quarrel.at as u64;
            let tile = Tile { level: Level::Hashes(level - 1), n, width: WIDTH };
            (tile, "these entries are not those that were hashed")
        }
    };
    found.push(look.finding(tile.path(), Some(entry), What::Changed, detail));
}
