//! The file of one table: a gzip stream of `kit-db rows 1\n`, rows, an empty row, and the number of rows.
//!
//! A row is its length in bytes (32 bits) and its values; a value is a byte that says what it is, and what
//! follows from that. All numbers are little-endian.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use aws_lc_rs::digest;
use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;

use super::{CopyError, Value};

/// What a file begins with, unpacked.
const MAGIC: &[u8] = b"kit-db rows 1\n";
/// Bytes read or written at once.
const BUFFER: usize = 128 * 1024;

const NULL: u8 = 0;
const NUMBER: u8 = 1;
const TEXT: u8 = 2;
const BYTES: u8 = 3;
const NO: u8 = 4;
const YES: u8 = 5;

/// Writes through to a file and reckons its SHA-256 and length.
struct Hashed {
    file: File,
    hash: digest::Context,
    bytes: u64,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The file of one table while it is written.
pub(super) struct RowWriter {
    path: PathBuf,
    out: GzEncoder<BufWriter<Hashed>>,
    row: Vec<u8>,
    rows: u64,
}

/// What was written.
pub(super) struct Written {
    pub(super) rows: u64,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

impl RowWriter {
    pub(super) fn create(path: &Path) -> Result<Self, CopyError> {
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
        let file = file.map_err(|source| CopyError::file("write", path, source))?;
        let hashed = Hashed { file, hash: digest::Context::new(&digest::SHA256), bytes: 0 };
        // Most bytes are sealed and do not pack at all: more than the quickest packing is not worth its time.
        let out = GzEncoder::new(BufWriter::with_capacity(BUFFER, hashed), Compression::fast());
        let mut writer = Self { path: path.to_owned(), out, row: Vec::new(), rows: 0 };
        writer.raw(MAGIC)?;
        Ok(writer)
    }

    pub(super) fn write(&mut self, values: &[Value]) -> Result<(), CopyError> {
        let mut row = std::mem::take(&mut self.row);
        row.clear();
        for value in values {
            put(&mut row, value);
        }
        self.raw(&(row.len() as u32).to_le_bytes())?;
        self.raw(&row)?;
        self.row = row;
        self.rows += 1;
        Ok(())
    }

    /// Ends the file and makes it durable.
    pub(super) fn finish(mut self) -> Result<Written, CopyError> {
        let (rows, path) = (self.rows, self.path.clone());
        self.raw(&0_u32.to_le_bytes())?;
        self.raw(&rows.to_le_bytes())?;
        let ended = || -> io::Result<Written> {
            let hashed = self.out.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
            hashed.file.sync_all()?;
            Ok(Written { rows, bytes: hashed.bytes, sha256: hex::encode(hashed.hash.finish()) })
        };
        ended().map_err(|source| CopyError::file("write", &path, source))
    }

    fn raw(&mut self, bytes: &[u8]) -> Result<(), CopyError> {
        self.out.write_all(bytes).map_err(|source| CopyError::file("write", &self.path, source))
    }
}

fn put(row: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => row.push(NULL),
        Value::Number(number) => {
            row.push(NUMBER);
            row.extend(number.to_le_bytes());
        }
        Value::Text(text) => {
            row.push(TEXT);
            row.extend((text.len() as u32).to_le_bytes());
            row.extend(text.as_bytes());
        }
        Value::Bytes(bytes) => {
            row.push(BYTES);
            row.extend((bytes.len() as u32).to_le_bytes());
            row.extend(bytes);
        }
        Value::Truth(truth) => row.push(if *truth { YES } else { NO }),
    }
}

/// The file of one table while it is read.
pub(super) struct RowReader {
    path: PathBuf,
    from: GzDecoder<BufReader<File>>,
    rows: u64,
    ended: bool,
}

impl RowReader {
    pub(super) fn open(path: &Path) -> Result<Self, CopyError> {
        let file = File::open(path).map_err(|source| CopyError::file("read", path, source))?;
        let from = GzDecoder::new(BufReader::with_capacity(BUFFER, file));
        let mut reader = Self { path: path.to_owned(), from, rows: 0, ended: false };
        let mut magic = [0; MAGIC.len()];
        reader.exact(&mut magic)?;
        if magic == *MAGIC { Ok(reader) } else { Err(reader.damaged("it is no file of rows")) }
    }

    /// The next row, which has `columns` values; nothing at the end.
    pub(super) fn next(&mut self, columns: usize) -> Result<Option<Vec<Value>>, CopyError> {
        if self.ended {
            return Ok(None);
        }
        let mut length = [0; 4];
        self.exact(&mut length)?;
        let length = u32::from_le_bytes(length);
        if length == 0 {
            return self.end();
        }
        // Not allocated beforehand: a length that lies costs no memory.
        let mut row = Vec::new();
        let read = (&mut self.from).take(u64::from(length)).read_to_end(&mut row);
        if read.is_err() || row.len() != length as usize {
            return Err(self.damaged("a row is cut off"));
        }
        let values = values(&row, columns).ok_or_else(|| self.damaged("a row makes no sense"))?;
        self.rows += 1;
        Ok(Some(values))
    }

    fn end(&mut self) -> Result<Option<Vec<Value>>, CopyError> {
        let mut rows = [0; 8];
        self.exact(&mut rows)?;
        self.ended = true;
        let at_end = matches!(self.from.read(&mut [0]), Ok(0));
        if u64::from_le_bytes(rows) == self.rows && at_end {
            Ok(None)
        } else {
            Err(self.damaged("its number of rows is another"))
        }
    }

    fn exact(&mut self, bytes: &mut [u8]) -> Result<(), CopyError> {
        self.from.read_exact(bytes).map_err(|_| self.damaged("it is cut off"))
    }

    fn damaged(&self, why: &'static str) -> CopyError {
        CopyError::Damaged { path: self.path.clone(), why }
    }
}

fn values(row: &[u8], columns: usize) -> Option<Vec<Value>> {
    let mut rest = row;
    let mut values = Vec::with_capacity(columns.min(row.len()));
    while !rest.is_empty() {
        let (kind, after) = rest.split_first()?;
        rest = after;
        let sized = |rest: &mut &[u8]| -> Option<Vec<u8>> {
            let (length, after) = rest.split_first_chunk()?;
            let (bytes, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize)?;
            *rest = after;
            Some(bytes.to_vec())
        };
        values.push(match *kind {
            NULL => Value::Null,
            NUMBER => {
                let (number, after) = rest.split_first_chunk()?;
                rest = after;
                Value::Number(i64::from_le_bytes(*number))
            }
            TEXT => Value::Text(String::from_utf8(sized(&mut rest)?).ok()?),
            BYTES => Value::Bytes(sized(&mut rest)?),
            NO => Value::Truth(false),
            YES => Value::Truth(true),
            _ => return None,
        });
    }
    (values.len() == columns).then_some(values)
}

/// SHA-256 and length of a file.
pub(super) fn fingerprint(path: &Path) -> io::Result<(String, u64)> {
    let mut file = File::open(path)?;
    let (mut hash, mut bytes) = (digest::Context::new(&digest::SHA256), 0);
    let mut buffer = vec![0; BUFFER];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok((hex::encode(hash.finish()), bytes)),
            read => {
                hash.update(&buffer[..read]);
                bytes += read as u64;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves: attack E5
    #[test]
    fn a_file_of_rows_changed_or_cut_anywhere_is_an_error_and_never_a_panic() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("one.rows.gz");
        let mut writer = RowWriter::create(&path).unwrap();
        let row = [
            Value::Null,
            Value::Number(i64::MIN),
            Value::Text("\u{1f426} bird".into()),
            Value::Bytes(vec![0, 255, 7]),
            Value::Truth(true),
        ];
        for _ in 0..20 {
            writer.write(&row).unwrap();
        }
        let written = writer.finish().unwrap();
        assert_eq!(written.rows, 20);
        assert_eq!(fingerprint(&path).unwrap(), (written.sha256, written.bytes));
        let whole = std::fs::read(&path).unwrap();
        let read = |bytes: &[u8]| -> Result<u64, CopyError> {
            std::fs::write(&path, bytes).unwrap();
            let mut reader = RowReader::open(&path)?;
            let mut rows = 0;
            while let Some(values) = reader.next(row.len())? {
                rows += u64::from(values == row);
            }
            Ok(rows)
        };
        assert_eq!(read(&whole).unwrap(), 20);
        for length in 0..whole.len() {
            assert!(read(&whole[..length]).is_err(), "cut to {length}");
        }
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut bytes = whole.clone();
                bytes[at] ^= 1 << bit;
                // The packing's own header has bits that mean nothing; the SHA-256 sees those.
                let _ = read(&bytes);
            }
        }
    }
}
