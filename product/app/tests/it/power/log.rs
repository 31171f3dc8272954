//! What the recorder wrote: one record for each change of a file, each sync and each send, in the order in
//! which they happened.

use std::path::Path;

/// One record.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// `O` open, `C` close, `2` another descriptor of the same file; `P` bytes at a place, `T` `t` another
    /// length (by descriptor, by name), `A` at least that length, `X` `x` another mode; `M` `D` a directory
    /// made and removed, `R` renamed, `L` linked, `U` unlinked, `K` a socket's name; `S` synced; `W` sent;
    /// `F` the recorder gave up.
    pub kind: u8,
    /// The descriptor, or for `t` the length.
    pub a: i64,
    /// For `P` where, for `T` and `A` the length, for `2` the new descriptor, for `W` the other end's IPv4
    /// address, for `O` 1 when it was emptied and 2 when it was made.
    pub b: i64,
    /// The mode.
    pub c: i64,
    /// The name, or the bytes.
    pub text: &'a [u8],
    /// The second name.
    pub other: &'a [u8],
}

/// A whole log.
pub struct Log {
    bytes: Vec<u8>,
    starts: Vec<usize>,
}

impl Log {
    /// Reads the log of a program that has ended.
    pub fn read(file: &Path) -> Self {
        let bytes = std::fs::read(file).unwrap();
        let mut starts = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            starts.push(at);
            at += 4 + u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        }
        assert_eq!(at, bytes.len(), "the last record is whole");
        let log = Self { bytes, starts };
        if let Some(gave_up) = log.records().find(|record| record.kind == b'F') {
            panic!("the recorder gave up: {} {}", name(gave_up.text), name(gave_up.other));
        }
        log
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// One of them.
    pub fn get(&self, index: usize) -> Record<'_> {
        let record = &self.bytes[self.starts[index] + 4..];
        let number = |at: usize| i64::from_le_bytes(record[at..at + 8].try_into().unwrap());
        let length = |at: usize| u32::from_le_bytes(record[at..at + 4].try_into().unwrap()) as usize;
        let first = 29 + length(25);
        let second = first + 4 + length(first);
        Record {
            kind: record[0],
            a: number(1),
            b: number(9),
            c: number(17),
            text: &record[29..first],
            other: &record[first + 4..second],
        }
    }

    /// All of them in order.
    pub fn records(&self) -> impl Iterator<Item = Record<'_>> {
        (0..self.len()).map(|index| self.get(index))
    }
}

/// A name of the recorder as text.
pub fn name(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}
