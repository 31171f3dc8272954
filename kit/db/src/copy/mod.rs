//! A database as plain files that belong to neither engine: taken from one moment of a running database,
//! put into an empty one of either engine. It is how a backup is taken, and the road between the engines.
//!
//! **What a copy is.** A folder with one file a table, and a description ([`struct@Copy`]) that its maker keeps where
//! it likes: which migrations had run, each table's columns, how many rows there were, the SHA-256 of each
//! file, and how far each sequence had got. A file is a gzip stream; in it come the words `kit-db rows 1`, then
//! rows (a length of four bytes, then the values), then an empty row and the number of rows. See `rows`.
//!
//! **What it refuses.** A file that is not the one that was written, byte for byte; a copy with a migration
//! that the program has not or has otherwise; a database that holds anything already; a column of a type
//! that the two engines do not share. It never holds a table in memory: rows come and go in pages.
//!
//! **Statements.** This is the one place where statements are put together from text, because it must read
//! tables it knows nothing of. Names come from the engine's own catalogue, are letters, digits and
//! underscores only, and are quoted; values are always bound.
//!
//! **How to add one more.** A type of column: a [`Kind`], its names in `catalogue`, and a [`Value`] if none fits.

mod catalogue;
mod dump;
mod failure;
mod load;
mod rows;
mod statements;
mod value;

use std::path::Path;

use serde::{Deserialize, Serialize};

pub use dump::dump;
pub use failure::CopyError;
pub use load::{load, verify};
pub use value::Value;

/// What lies in the folder of a copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Copy {
    /// The migrations that had run, by number.
    pub migrations: Vec<Applied>,
    /// The tables, each after those it refers to.
    pub tables: Vec<Table>,
    /// The sequences.
    pub sequences: Vec<Sequence>,
}

impl Copy {
    /// Rows of all tables together.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }

    /// Bytes of all files together.
    pub fn bytes(&self) -> u64 {
        self.tables.iter().map(|table| table.bytes).sum()
    }

    /// The rows of one table; nothing when there is no such table.
    pub fn rows_of(&self, table: &str) -> Option<u64> {
        self.tables.iter().find(|found| found.name == table).map(|found| found.rows)
    }
}

/// A migration that had run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Applied {
    /// Its number.
    pub number: i64,
    /// Its name.
    pub name: String,
    /// SHA-256 of its text, as [`crate::migrate`] keeps it.
    pub checksum: String,
}

/// A table and the file with its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its name; the file's is this and `.rows.gz`.
    pub name: String,
    /// Its columns, in the order in which each row has them.
    pub columns: Vec<Column>,
    /// How many rows.
    pub rows: u64,
    /// The file's length.
    pub bytes: u64,
    /// The file's SHA-256, in hexadecimal digits.
    pub sha256: String,
}

impl Table {
    /// The name of the file in the copy's folder.
    pub fn file(&self) -> String {
        format!("{}.rows.gz", self.name)
    }

    /// The values as this table's columns hold them.
    fn fit(&self, values: Vec<Value>) -> Result<Vec<Value>, CopyError> {
        let fit = |(value, column): (Value, &Column)| {
            value.fit(column.kind).ok_or_else(|| CopyError::Column {
                table: self.name.clone(),
                column: column.name.clone(),
                why: "a row holds something of another type".into(),
            })
        };
        values.into_iter().zip(&self.columns).map(fit).collect()
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// What a column holds: the types both engines share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// 64 bits with a sign.
    Bigint,
    /// 32 bits with a sign.
    Integer,
    /// UTF-8.
    Text,
    /// Bytes.
    Bytes,
    /// Yes or no.
    Boolean,
}

/// How far a sequence had got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sequence {
    /// Its name, as in [`crate::sequence::next`].
    pub name: String,
    /// The last number it gave; 0 for none.
    pub last: i64,
}

/// The SHA-256 of a file's bytes, in hexadecimal digits, and its length.
///
/// # Errors
/// What the system says when the file cannot be read.
pub fn fingerprint(file: &Path) -> std::io::Result<(String, u64)> {
    rows::fingerprint(file)
}
