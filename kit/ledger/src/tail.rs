//! Records of the tail: what has been appended since tiles were last made.
//!
//! ```text
//! record = "qlr1" | entries u32 | length of them u32 | length of head u32
//!        | entries, each with its length before it (u16) | the signed head of the tree after them
//! ```
//! All numbers are big-endian. The entries stand as they will in bundles.

use std::path::{Path, PathBuf};

use crate::{Error, Result, files};

const MAGIC: &[u8; 4] = b"qlr1";
const HEADER: usize = 16;
/// A head is three lines and a signature.
const LONGEST_HEAD: usize = 4096;

/// One record, read.
#[derive(Debug, Clone)]
pub(crate) struct Record<'b> {
    pub(crate) entries: Vec<&'b [u8]>,
    pub(crate) head: &'b [u8],
    /// Where the next one begins.
    pub(crate) end: usize,
}

/// Adds an entry as it stands in records and bundles.
pub(crate) fn push_entry(body: &mut Vec<u8>, entry: &[u8]) -> Result<()> {
    let length = u16::try_from(entry.len()).map_err(|_| Error::TooLong(entry.len()))?;
    body.extend_from_slice(&length.to_be_bytes());
    body.extend_from_slice(entry);
    Ok(())
}

/// The entries of a bundle or record; nothing when the bytes are not whole entries.
pub(crate) fn split_entries(mut body: &[u8]) -> Option<Vec<&[u8]>> {
    let mut entries = Vec::new();
    while !body.is_empty() {
        let (length, rest) = body.split_first_chunk::<2>()?;
        let (entry, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        entries.push(entry);
        body = rest;
    }
    Some(entries)
}

/// Puts into `record` one of these entries with room for the head, which is not known yet; [`end_record`] adds it.
pub(crate) fn begin_record(record: &mut Vec<u8>, entries: &[&[u8]]) -> Result<()> {
    let length: usize = entries.iter().map(|entry| entry.len() + 2).sum();
    record.clear();
    record.reserve(HEADER + length + LONGEST_HEAD);
    record.extend_from_slice(MAGIC);
    for number in [entries.len() as u32, length as u32, 0] {
        record.extend_from_slice(&number.to_be_bytes());
    }
    entries.iter().try_for_each(|entry| push_entry(record, entry))
}

/// Adds the head after the entries.
pub(crate) fn end_record(record: &mut Vec<u8>, head: &str) {
    record[HEADER - 4..HEADER].copy_from_slice(&(head.len() as u32).to_be_bytes());
    record.extend_from_slice(head.as_bytes());
}

/// The record that begins at `at`; nothing when there is no whole one.
pub(crate) fn record_at(bytes: &[u8], at: usize) -> Option<Record<'_>> {
    let rest = bytes.get(at..)?;
    let (header, rest) = rest.split_at_checked(HEADER)?;
    let number = |place: usize| {
        let bytes: Option<[u8; 4]> = header.get(place..place + 4).and_then(|part| part.try_into().ok());
        bytes.map(|bytes| u32::from_be_bytes(bytes) as usize)
    };
    let (count, length, head_length) = (number(4)?, number(8)?, number(12)?);
    if &header[..4] != MAGIC || count == 0 || head_length > LONGEST_HEAD {
        return None;
    }
    let (body, rest) = rest.split_at_checked(length)?;
    let (head, _) = rest.split_at_checked(head_length)?;
    let entries = split_entries(body)?;
    let end = at + HEADER + length + head_length;
    (entries.len() == count).then_some(Record { entries, head, end })
}

/// The name of the tail file that begins with this entry.
pub(crate) fn name(start: u64) -> String {
    format!("{start:020}")
}

/// A file of the tail.
#[derive(Debug, Clone)]
pub(crate) struct Segment {
    pub(crate) start: u64,
    pub(crate) path: PathBuf,
}

/// The tail files of a stream, in order, and the names there that are none.
pub(crate) fn segments(stream: &Path) -> Result<(Vec<Segment>, Vec<String>)> {
    let dir = stream.join("tail");
    let (mut all, mut others) = (Vec::new(), Vec::new());
    for found in files::names(&dir)? {
        match found.parse::<u64>().ok().filter(|start| name(*start) == found) {
            Some(start) => all.push(Segment { start, path: dir.join(found) }),
            None => others.push(found),
        }
    }
    Ok((all, others))
}
