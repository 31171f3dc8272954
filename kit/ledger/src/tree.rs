//! The Merkle tree of RFC 6962, section 2.1, with SHA-256: hashes, the growing right edge, inclusion and
//! consistency proofs and their verification (as in RFC 9162, sections 2.1.3.2 and 2.1.4.2).

use aws_lc_rs::digest::{self, SHA256};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// The hash of an entry.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    leaf_hash_in(entry, &mut Vec::with_capacity(entry.len() + 1))
}

/// The same, in a buffer that is used again and again.
fn leaf_hash_in(entry: &[u8], buffer: &mut Vec<u8>) -> Hash {
    buffer.clear();
    buffer.push(0);
    buffer.extend_from_slice(entry);
    hash(buffer)
}

/// So many entries are worth a second thread: to begin one takes as long as hashing a hundred.
const BURST: usize = 512;
/// What the second thread makes of a burst: complete subtrees of this level, and what is left at its end.
const CHUNK: u32 = 8;

/// The complete subtrees over `entries`, of which the first begins a subtree of level [`CHUNK`], each with its level.
fn subtrees(entries: &[&[u8]]) -> Vec<(u32, Hash)> {
    let mut buffer = Vec::new();
    let mut all = Vec::with_capacity(entries.len() >> CHUNK);
    for chunk in entries.chunks(1 << CHUNK) {
        let mut edge = Edge::default();
        for entry in chunk {
            edge.push(leaf_hash_in(entry, &mut buffer));
        }
        let levels = (0..=CHUNK).rev().filter(|level| chunk.len() >> level & 1 == 1);
        all.extend(levels.zip(edge.roots));
    }
    all
}

/// The hash of a node over its two children.
pub(crate) fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut both = [1; 65];
    both[1..33].copy_from_slice(left);
    both[33..].copy_from_slice(right);
    hash(&both)
}

/// In one go: a hash that is fed in parts costs as much again for an entry's length.
fn hash(bytes: &[u8]) -> Hash {
    let mut out = [0; 32];
    out.copy_from_slice(digest::digest(&SHA256, bytes).as_ref());
    out
}

/// The right edge of a tree: the roots of its complete subtrees, largest first. It is all one needs to add
/// entries and to tell the root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edge {
    size: u64,
    roots: Vec<Hash>,
}

impl Edge {
    /// The edge of a tree of `size` entries whose complete subtrees have these roots, largest first.
    pub(crate) fn of(size: u64, roots: Vec<Hash>) -> Option<Self> {
        (u64::from(size.count_ones()) == roots.len() as u64).then_some(Self { size, roots })
    }

    /// Adds the hash of one more entry.
    pub fn push(&mut self, leaf: Hash) {
        self.push_subtree(0, leaf);
    }

    /// Adds the root of a complete subtree, before which there are only such of its level.
    fn push_subtree(&mut self, level: u32, root: Hash) {
        let mut hash = root;
        let mut full = self.size >> level;
        while full & 1 == 1 {
            if let Some(left) = self.roots.pop() {
                hash = node_hash(&left, &hash);
            }
            full >>= 1;
        }
        self.roots.push(hash);
        self.size += 1 << level;
    }

    /// Adds entries; a burst of them with the help of a second thread.
    pub(crate) fn extend(&mut self, entries: &[&[u8]]) {
        let mut buffer = Vec::new();
        let mut add = |edge: &mut Self, entries: &[&[u8]]| {
            for entry in entries {
                edge.push(leaf_hash_in(entry, &mut buffer));
            }
        };
        if entries.len() < BURST {
            return add(self, entries);
        }
        // About half, up to where a subtree of the chunk's level begins.
        let before = self.size & ((1 << CHUNK) - 1);
        let here = ((before as usize + entries.len() / 2) >> CHUNK << CHUNK) - before as usize;
        let (first, second) = entries.split_at(here);
        std::thread::scope(|scope| {
            let beside = std::thread::Builder::new().spawn_scoped(scope, || subtrees(second));
            add(self, first);
            // Without another thread, or one that gave up, this one does it.
            let rest = beside.ok().and_then(|beside| beside.join().ok());
            for (level, root) in rest.unwrap_or_else(|| subtrees(second)) {
                self.push_subtree(level, root);
            }
        });
    }

    /// How many entries the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root; that of the empty tree is the hash of nothing.
    pub fn root(&self) -> Hash {
        let mut roots = self.roots.iter().rev();
        match roots.next() {
            None => hash(&[]),
            Some(last) => roots.fold(*last, |right, left| node_hash(left, &right)),
        }
    }
}

/// The roots of the complete subtrees among `hashes`, largest first, and so the edge of a partial tile.
pub(crate) fn complete_roots(hashes: &[Hash]) -> Vec<Hash> {
    let mut edge = Edge::default();
    for hash in hashes {
        edge.push(*hash);
    }
    edge.roots
}

/// Where roots of complete subtrees come from.
pub(crate) trait Subtrees {
    type Error;
    /// The root over the entries `index << level .. (index + 1) << level`.
    fn subtree(&self, level: u32, index: u64) -> Result<Hash, Self::Error>;
}

/// The largest power of two below `n`, for `n` of two and more.
fn split_at(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// The root over the entries `start..end`, where `start` is a multiple of the power of two at or above the
/// length.
pub(crate) fn range_root<S: Subtrees>(from: &S, start: u64, end: u64) -> Result<Hash, S::Error> {
    let length = end - start;
    if length.is_power_of_two() {
        let level = length.trailing_zeros();
        return from.subtree(level, start >> level);
    }
    let middle = start + split_at(length);
    Ok(node_hash(&range_root(from, start, middle)?, &range_root(from, middle, end)?))
}

/// The proof that the entry `index` is in the tree of `size` entries.
pub(crate) fn inclusion<S: Subtrees>(from: &S, index: u64, size: u64) -> Result<Vec<Hash>, S::Error> {
    let (mut start, mut end) = (0, size);
    let mut path = Vec::new();
    while end - start > 1 {
        let middle = start + split_at(end - start);
        if index < middle {
            path.push(range_root(from, middle, end)?);
            end = middle;
        } else {
            path.push(range_root(from, start, middle)?);
            start = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The proof that the tree of `old` entries is the beginning of the tree of `new` entries.
pub(crate) fn consistency<S: Subtrees>(from: &S, old: u64, new: u64) -> Result<Vec<Hash>, S::Error> {
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let (mut start, mut end, mut known) = (0, new, true);
    let mut path = Vec::new();
    while end != old {
        let middle = start + split_at(end - start);
        if old <= middle {
            path.push(range_root(from, middle, end)?);
            end = middle;
        } else {
            path.push(range_root(from, start, middle)?);
            start = middle;
            known = false;
        }
    }
    if !known {
        path.push(range_root(from, start, end)?);
    }
    path.reverse();
    Ok(path)
}

/// Whether `path` proves that the tree of `size` entries with this root has an entry of hash `leaf` at
/// `index`.
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, path: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut place, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            hash = node_hash(sibling, &hash);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        place >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether `path` proves that the tree `old` (entries, root) is the beginning of the tree `new`.
pub fn verify_consistency(old: (u64, &Hash), new: (u64, &Hash), path: &[Hash]) -> bool {
    let ((old_size, old_root), (new_size, new_root)) = (old, new);
    if old_size > new_size {
        return false;
    }
    if old_size == new_size {
        return path.is_empty() && old_root == new_root;
    }
    if old_size == 0 {
        return path.is_empty() && *old_root == Edge::default().root();
    }
    let mut path = path.iter();
    let first = if old_size.is_power_of_two() { Some(old_root) } else { path.next() };
    let Some(first) = first else { return false };
    let (mut place, mut last) = (old_size - 1, new_size - 1);
    while place & 1 == 1 {
        place >>= 1;
        last >>= 1;
    }
    let (mut was, mut is) = (*first, *first);
    for hash in path {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            was = node_hash(hash, &was);
            is = node_hash(hash, &is);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            is = node_hash(&is, hash);
        }
        place >>= 1;
        last >>= 1;
    }
    last == 0 && was == *old_root && is == *new_root
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_hashed_as_its_entries_are() {
        for before in [0, 1, 255, 256, 700] {
            for count in [0, 1, BURST - 1, BURST, BURST + 1, 3 * BURST + 7] {
                let entries: Vec<Vec<u8>> =
                    (0..before + count).map(|n| n.to_be_bytes().repeat(n % 40)).collect();
                let all: Vec<&[u8]> = entries.iter().map(Vec::as_slice).collect();
                let mut each = Edge::default();
                for entry in &all {
                    each.push(leaf_hash(entry));
                }
                let mut burst = Edge::default();
                burst.extend(&all[..before]);
                burst.extend(&all[before..]);
                assert_eq!(burst, each, "{count} after {before}");
            }
        }
    }
}
