//! An append-only log on disk in which nothing can be changed, dropped, added or put in another order
//! unnoticed by somebody who does not have the signing key.
//!
//! **What it is for.** A [`Ledger`] takes entries (bytes, at most 65,535 each) into named streams. Each stream
//! is a Merkle tree (RFC 6962, SHA-256) kept as files in the layout C2SP tlog-tiles, whose heads are signed
//! notes (C2SP tlog-checkpoint, Ed25519). One thread holds the signing key and the open files; it writes what
//! has gathered as one record, entries and signed head together, and synchronises once. [`Ledger::append`]
//! resolves after that; [`Ledger::enqueue`] leaves an entry to be written within its patience.
//!
//! **How it lies on disk.** Under the ledger's directory, one directory a stream:
//!
//! ```text
//! checkpoint                    the signed head of what lies in tiles
//! tile/<level>/<n>[.p/<width>]  hashes, 256 to a tile        tile/entries/<n>[.p/<width>]  entries, 256 to a bundle
//! tail/<first entry>            records written since: entries and the signed head after them
//! ```
//!
//! A record counts when its head is signed and fits; what lacks that at the end of the newest tail file was
//! never confirmed to anybody and is cut off at the next open. Full tiles, partial tiles and `checkpoint` are
//! made from the tail when it has grown, when nothing came for a moment, and at the end of the program, by
//! files that are renamed into place whole. Nothing else lies there: locks and unfinished files have a
//! directory of their own beside it.
//!
//! **What it refuses.** To change, remove or reorder; to open a stream whose signed heads do not fit what lies
//! there ([`Error::Broken`]); to repair. [`verify`] reads files only and works beside a running writer.
//!
//! **How to add one more.** A stream needs only a name. A kind of finding: a variant of [`verify::What`].

mod checkpoint;
mod copy;
mod error;
mod files;
mod generations;
mod note;
mod proof;
mod queue;
mod read;
mod recover;
mod settle;
mod stats;
mod stream;
mod tail;
mod tiles;
mod tree;
pub mod verify;
mod writer;

pub use checkpoint::{Checkpoint, split};
pub use copy::{copy, sizes};
pub use error::Error;
pub use generations::{begin, begin_anew, generations};
pub use note::{NoteError, SigningKey, VerifyingKey};
pub use proof::{Proof, ProofError};
pub use read::Reader;
pub use stats::{BATCHES, Stats};
pub use tree::{Edge, Hash, leaf_hash, verify_consistency, verify_inclusion};
pub use writer::{Ledger, Options};

/// What the functions of this crate return.
pub type Result<T> = std::result::Result<T, Error>;

/// The longest entry, in bytes: what two bytes of length can say (C2SP tlog-tiles).
pub const LONGEST: usize = 65_535;
