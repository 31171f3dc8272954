//! That nothing else lies there.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Finding, Look, What};
use crate::tiles::{Level, Tile, WIDTH};
use crate::tree::Subtrees;
use crate::{Error, Reader, Result, tail, tiles};

/// Everything below a directory: its path, and whether it is a plain file. Directories that hold something
/// are not listed themselves.
pub(super) fn walk(dir: &Path) -> Result<BTreeMap<String, bool>> {
    let mut all = BTreeMap::new();
    let mut below = vec![String::new()];
    while let Some(prefix) = below.pop() {
        for name in crate::files::names(&dir.join(&prefix))? {
            let path = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
            let about = std::fs::symlink_metadata(dir.join(&path));
            let Ok(about) = about else { continue };
            if about.is_dir() {
                below.push(path.clone());
                if path != "tail" && path != "tile" && crate::files::names(&dir.join(&path))?.is_empty() {
                    all.insert(path, false);
                }
            } else {
                all.insert(path, about.is_file());
            }
        }
    }
    Ok(all)
}

/// Finds what does not belong to a stream whose tiles hold `size` entries.
pub(super) fn check(
    look: &Look,
    there: &BTreeMap<String, bool>,
    size: u64,
    found: &mut Vec<Finding>,
) -> Result<()> {
    let partial = tiles::partial(size);
    let mut reader = None;
    for (path, plain) in there {
        let belongs = *plain
            && (path == "checkpoint"
                || is_tail(path)
                || Tile::parse(path).is_some_and(|tile| is_of(&tile, size, &partial)));
        if belongs {
            continue;
        }
        // Between two steps of making tiles, or after a crash there, those of another size of the stream lie
        // beside them: they have to fit the tree all the same.
        if reader.is_none() {
            reader = Some(in_between(look)?);
        }
        let fits = reader.as_ref().and_then(Option::as_ref).is_some_and(|reader| fits(look, reader, path));
        if !*plain || !fits {
            found.push(look.finding(path, None, What::Foreign, "it is no file of the ledger"));
        }
    }
    Ok(())
}

fn is_tail(path: &str) -> bool {
    path.strip_prefix("tail/")
        .is_some_and(|name| name.parse::<u64>().is_ok_and(|start| tail::name(start) == name))
}

fn is_of(tile: &Tile, size: u64, partial: &[Tile]) -> bool {
    if tile.width < WIDTH {
        return partial.contains(tile);
    }
    let level = if let Level::Hashes(level) = tile.level { level } else { 0 };
    tile.n < tiles::full(level, size)
}

/// A reader of the whole stream, when it has a tail.
fn in_between(look: &Look) -> Result<Option<Reader>> {
    let (segments, _) = tail::segments(&look.dir)?;
    if segments.iter().all(|segment| std::fs::metadata(&segment.path).is_ok_and(|about| about.len() == 0)) {
        return Ok(None);
    }
    match Reader::open(&look.ledger, &look.stream, &look.key) {
        Ok(reader) => Ok(Some(reader)),
        Err(Error::Broken { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether a tile holds what the tree has there.
fn fits(look: &Look, reader: &Reader, path: &str) -> bool {
    let Some(tile) = Tile::parse(path) else { return false };
    let Ok(Some(bytes)) = look.read(path) else { return false };
    let mut wanted = Vec::new();
    for index in tile.n * WIDTH..tile.n * WIDTH + tile.width {
        let pushed = match tile.level {
            Level::Entries => {
                reader.entry(index).ok().and_then(|entry| tail::push_entry(&mut wanted, &entry).ok())
            }
            Level::Hashes(level) => {
                let over = (index + 1).checked_shl(8 * u32::from(level));
                let known = over.is_some_and(|end| end <= reader.head().size);
                let hash = known.then(|| reader.subtree(8 * u32::from(level), index).ok()).flatten();
                hash.map(|hash| wanted.extend_from_slice(&hash))
            }
        };
        if pushed.is_none() {
            return false;
        }
    }
    wanted == bytes
}
