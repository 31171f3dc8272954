//! Registers as they lie in their places: read, checked, compared, copied. Nothing here needs a ring.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use kit_base::Millis;

use super::entry::{self, Entry, Head};
use super::{Act, file_in};
use crate::{Error, Result, files};

/// A register that was read and found whole.
#[derive(Debug)]
pub struct Chain {
    dir: PathBuf,
    entries: Vec<Entry>,
    hashes: Vec<[u8; 32]>,
    /// The bytes of its whole lines.
    bytes: Vec<u8>,
    key: Option<[u8; 32]>,
    /// Whether bytes followed that are no whole entry: what a crash left.
    torn: bool,
}

impl Chain {
    fn empty(dir: &Path) -> Self {
        let dir = dir.to_owned();
        Self { dir, entries: Vec::new(), hashes: Vec::new(), bytes: Vec::new(), key: None, torn: false }
    }

    /// The directory it was read in.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// How far it goes.
    pub fn head(&self) -> Head {
        self.hashes.last().map_or(Head::EMPTY, |hash| Head { seq: self.hashes.len() as u64, hash: *hash })
    }

    /// Whether it has the entry that `head` names, and everything before it.
    pub fn contains(&self, head: &Head) -> bool {
        let at = |seq: u64| usize::try_from(seq).ok()?.checked_sub(1).and_then(|at| self.hashes.get(at));
        head.seq == 0 || at(head.seq) == Some(&head.hash)
    }

    /// Its entries, oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The rows that are held at its end.
    pub fn held(&self) -> HashSet<i64> {
        let mut held = HashSet::new();
        for entry in &self.entries {
            match &entry.act {
                Act::Hold(subject) => drop(held.insert(*subject)),
                Act::Release(subject) => drop(held.remove(subject)),
                Act::Erase(_) | Act::Takeover => {}
            }
        }
        held
    }

    /// When the ring came to serve another database the last time.
    pub(super) fn taken_over(&self) -> Option<Millis> {
        self.entries.iter().rev().find(|entry| entry.act == Act::Takeover).map(|entry| entry.at)
    }

    pub(super) fn key(&self) -> Option<&[u8; 32]> {
        self.key.as_ref()
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn is_torn(&self) -> bool {
        self.torn
    }
}

/// Reads the register that lies in `dir` and checks it: every link, and the signature of the last line,
/// which answers for all before it. A missing file is an empty register; a last line that is not whole is
/// what a crash left and is passed over.
///
/// # Errors
/// [`Error::RegisterDamaged`] with file and line.
pub fn read(dir: &Path) -> Result<Chain> {
    let path = file_in(dir);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Chain::empty(dir)),
        Err(source) => return Err(Error::file("read the erasure register", &path, source)),
    };
    check(dir, bytes)
}

fn check(dir: &Path, mut bytes: Vec<u8>) -> Result<Chain> {
    let mut chain = Chain::empty(dir);
    let damaged = |line: usize| Error::RegisterDamaged { path: file_in(dir), line: line as u64 + 1 };
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let last = lines.len().saturating_sub(1);
    let (mut whole, mut before) = (0, [0; 32]);
    for (number, line) in lines.iter().enumerate() {
        let good = line.strip_suffix(b"\n").and_then(|line| {
            if number == 0 {
                chain.key = Some(entry::read_header(line)?);
            } else {
                let entry = entry::read(line, number as u64, &before)?;
                // The last signature is looked at; the others are covered by it through the links.
                if number == last && !entry::is_signed(line, chain.key.as_ref()?) {
                    return None;
                }
                chain.entries.push(entry);
            }
            Some(entry::hash(line))
        });
        match good {
            Some(hash) => {
                if number > 0 {
                    chain.hashes.push(hash);
                }
                (before, whole) = (hash, whole + line.len());
            }
            None if number == last => chain.torn = true,
            None => return Err(damaged(number)),
        }
    }
    // Without the last line it is the one before that answers for all.
    if chain.torn && last > 1 {
        let line = lines[last - 1].strip_suffix(b"\n").unwrap_or_default();
        if !chain.key.as_ref().is_some_and(|key| entry::is_signed(line, key)) {
            return Err(damaged(last - 1));
        }
    }
    bytes.truncate(whole);
    chain.bytes = bytes;
    Ok(chain)
}

/// The longest of the registers in `dirs`, when they are one register and it holds `at_least`.
///
/// # Errors
/// [`Error::RegisterDamaged`], [`Error::RegisterForked`] with both places, [`Error::RegisterOlder`] when none
/// goes as far as `at_least`.
pub fn longest(dirs: &[PathBuf], at_least: Option<Head>) -> Result<Chain> {
    let mut all = dirs.iter().map(|dir| read(dir)).collect::<Result<Vec<_>>>()?;
    all.sort_by_key(|chain| std::cmp::Reverse(chain.head().seq));
    let mut all = all.into_iter();
    let best = all.next().unwrap_or_else(|| Chain::empty(Path::new("")));
    for other in all {
        agree(&best, &other)?;
    }
    if let Some(head) = at_least {
        reaches(&best, &head)?;
    }
    Ok(best)
}

/// Whether `other` is the same register as `best`, or its beginning.
pub(super) fn agree(best: &Chain, other: &Chain) -> Result<()> {
    let same_key = best.key.is_none() || other.key.is_none() || best.key == other.key;
    if same_key && best.contains(&other.head()) {
        return Ok(());
    }
    Err(Error::RegisterForked { one: file_in(&best.dir), other: file_in(&other.dir) })
}

/// Whether the register goes as far as the ring's `head`.
pub(super) fn reaches(best: &Chain, head: &Head) -> Result<()> {
    if best.head().seq < head.seq {
        let (path, has, needs) = (file_in(&best.dir), best.head().seq, head.seq);
        return Err(Error::RegisterOlder { path, has, needs });
    }
    if best.contains(head) {
        return Ok(());
    }
    Err(Error::RegisterForeign { path: file_in(&best.dir) })
}

/// Makes the register in `dir` as long as `chain`: writes what is missing, durable when this returns. Never
/// shortens one, and leaves another register as it is.
///
/// # Errors
/// [`Error::RegisterForked`] when there is another register, and those of files.
pub fn copy_to(chain: &Chain, dir: &Path) -> Result<()> {
    let there = read(dir)?;
    if there.head().seq > chain.head().seq {
        return agree(&there, chain);
    }
    agree(chain, &there)?;
    let missing = &chain.bytes[there.bytes.len()..];
    if missing.is_empty() && !there.torn {
        return Ok(());
    }
    let path = file_in(dir);
    if let Some(parent) = path.parent() {
        files::make_private_dir(parent)?;
    }
    files::append(&path, there.bytes.len() as u64, missing)
}
