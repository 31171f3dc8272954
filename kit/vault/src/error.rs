//! What can go wrong with the vault as a whole. What goes wrong with one sealed value is [`crate::OpenError`].

use std::io;
use std::path::{Path, PathBuf};

use crate::KeyId;

/// The vault cannot be opened, or cannot do its work. Messages are for those who run the service: they name
/// the file and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No root key file.
    #[error(
        "there is no root key at {path}: set `root_key` to where it lies, or put it back from its safe copy; \
         without it nothing sealed can be read"
    )]
    RootKeyMissing {
        /// Where it should be.
        path: PathBuf,
    },
    /// The file holds something else.
    #[error("the root key file {path} does not hold 64 hexadecimal digits: put it back from its safe copy")]
    RootKeyShape {
        /// The file.
        path: PathBuf,
    },
    /// A root key, but of another installation.
    #[error(
        "the root key {root_key} does not belong to {epochs}: one of the two is of another installation or \
         another time; put back the one that belongs to the other"
    )]
    RootKeyWrong {
        /// The root key file.
        root_key: PathBuf,
        /// The epochs file.
        epochs: PathBuf,
    },
    /// No epochs file.
    #[error(
        "there is no epochs file at {path}: set `keys_dir` to where it lies, or put it back from the newest \
         copy of the keys directory; without it nothing sealed can be read"
    )]
    EpochsMissing {
        /// Where it should be.
        path: PathBuf,
    },
    /// The epochs file is cut off or changed.
    #[error("the epochs file {path} is damaged: put it back from the newest copy of the keys directory")]
    EpochsDamaged {
        /// The file.
        path: PathBuf,
    },
    /// The epochs file was written by a newer version of the program.
    #[error(
        "the epochs file {path} has version {version}, which this program does not know: use a newer one"
    )]
    EpochsVersion {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: u32,
    },
    /// The ring uses an epoch that the file does not have.
    #[error(
        "the key ring uses epoch {epoch}, which {path} does not have: the file is older than the ring or of \
         another installation; put back the newest copy of the keys directory"
    )]
    EpochUnknown {
        /// The epoch's number.
        epoch: i64,
        /// The epochs file.
        path: PathBuf,
    },
    /// The ring does not open with these epochs.
    #[error(
        "the key ring does not belong to {path}: it is of another installation; set `ring_database` and `keys_dir` to \
         places that belong together"
    )]
    RingForeign {
        /// The epochs file.
        path: PathBuf,
    },
    /// The epochs file says that there was a ring, and this one is empty.
    #[error(
        "the key ring is empty, though {path} belongs to one that was in use: put back the newest copy of \
         the ring; a new one could not read anything sealed before"
    )]
    RingEmpty {
        /// The epochs file.
        path: PathBuf,
    },
    /// A slot for epochs holds those of another ring.
    #[error(
        "{path} holds the epochs of another desk and is not overwritten: give each desk and each backup \
         a place of its own"
    )]
    SlotForeign {
        /// The file.
        path: PathBuf,
    },
    /// Keys were to be made where there are some.
    #[error("{path} is there already and is not overwritten: keys are made once, for a new installation")]
    KeysExist {
        /// The file.
        path: PathBuf,
    },
    /// A file could not be read or written.
    #[error("cannot {doing} {path}")]
    File {
        /// What was tried.
        doing: &'static str,
        /// With which file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The key was destroyed: what it sealed is forgotten.
    #[error("key {0:?} was destroyed")]
    KeyDestroyed(KeyId),
    /// The ring has never had this key, or is older than it.
    #[error("key {0:?} is not in the key ring")]
    KeyMissing(KeyId),
    /// The key's row in the ring was changed.
    #[error("key {0:?} is damaged in the key ring: put back a copy of the ring")]
    KeyDamaged(KeyId),
    /// Batch after batch held no key that opens, or was gone at once.
    #[error("the key ring gave no key: see what was logged about damaged keys")]
    NoKeys,
    /// A named secret's row in the ring was changed.
    #[error("the secret {0:?} is damaged in the key ring: put back a copy of the ring")]
    SecretDamaged(String),
    /// A line of the erasure register was changed, or lines are missing before it.
    #[error(
        "line {line} of the erasure register {path} was changed: put a whole copy in its place, from the keys \
         directory, the data directory or a backup; without a whole one nobody knows who is to stay forgotten"
    )]
    RegisterDamaged {
        /// The file.
        path: PathBuf,
        /// The line, from 1 on.
        line: u64,
    },
    /// Two places hold registers that went different ways.
    #[error(
        "the erasure registers {one} and {other} say different things: one of the two is of another desk or \
         was made up; move away the wrong one, and it is written anew from the right one"
    )]
    RegisterForked {
        /// The longer one.
        one: PathBuf,
        /// The other.
        other: PathBuf,
    },
    /// Every register that was found is older than the ring.
    #[error(
        "the erasure register {path} is older than the key ring: it has {has} entries, and the ring knows of \
         {needs}; put back the newest copy, from the keys directory, the data directory or a backup: an older \
         one would bring back people who were forgotten"
    )]
    RegisterOlder {
        /// The longest one there is.
        path: PathBuf,
        /// How many entries it has.
        has: u64,
        /// How many the ring knows of.
        needs: u64,
    },
    /// The register was not written with this ring.
    #[error(
        "the erasure register {path} does not belong to this key ring: put back the one that was written with \
         it, from the keys directory, the data directory or a backup"
    )]
    RegisterForeign {
        /// The file.
        path: PathBuf,
    },
    /// Nothing of this row may be forgotten now.
    #[error("it is on hold: nothing of it may be erased until the hold is lifted")]
    Held,
    /// The ring's database refused.
    #[error("the key ring's database failed")]
    Ring(#[from] kit_db::Error),
}

impl Error {
    pub(crate) fn file(doing: &'static str, path: &Path, source: io::Error) -> Self {
        Self::File { doing, path: path.to_owned(), source }
    }
}
