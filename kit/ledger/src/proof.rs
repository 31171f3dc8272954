//! Offline proofs that an entry is in a stream: text files as C2SP tlog-proof says. The entry itself stands
//! in the line `extra`, so that one file is enough.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::checkpoint::Checkpoint;
use crate::note::{NoteError, VerifyingKey};
use crate::tree::{Hash, leaf_hash, verify_inclusion};

const FIRST: &str = "c2sp.org/tlog-proof@v1";

/// A proof, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Which entry.
    pub index: u64,
    /// From the entry's sibling to the root's child.
    pub path: Vec<Hash>,
    /// The entry, where the file has it.
    pub extra: Option<Vec<u8>>,
    /// The signed head.
    pub note: String,
}

/// Why a proof does not prove.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// It is not in the form of the standard.
    #[error("this is no proof as c2sp.org/tlog-proof says")]
    Shape,
    /// Its head is not signed by the key.
    #[error("the head in it cannot be trusted: {0}")]
    Head(#[from] NoteError),
    /// It has no entry with it.
    #[error("the entry is not with it")]
    NoEntry,
    /// The entry is not in the tree of the head.
    #[error("the entry is not what stands at this place of the ledger")]
    Foreign,
}

impl Proof {
    /// Checks the proof of the entry that is with it; gives the head it is under, and the entry.
    ///
    /// # Errors
    /// [`ProofError`].
    pub fn check(&self, key: &VerifyingKey) -> Result<(Checkpoint, &[u8]), ProofError> {
        let entry = self.extra.as_deref().ok_or(ProofError::NoEntry)?;
        let head = Checkpoint::read(&self.note, key)?;
        if !verify_inclusion(&leaf_hash(entry), self.index, head.size, &self.path, &head.root) {
            return Err(ProofError::Foreign);
        }
        Ok((head, entry))
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.path {
            writeln!(f, "{}", STANDARD.encode(hash))?;
        }
        write!(f, "\n{}", self.note)
    }
}

impl FromStr for Proof {
    type Err = ProofError;

    fn from_str(text: &str) -> Result<Self, ProofError> {
        let (proof, note) = text.split_once("\n\n").ok_or(ProofError::Shape)?;
        let mut lines = proof.lines();
        if lines.next() != Some(FIRST) {
            return Err(ProofError::Shape);
        }
        let mut line = lines.next().ok_or(ProofError::Shape)?;
        let mut extra = None;
        if let Some(encoded) = line.strip_prefix("extra ") {
            extra = Some(STANDARD.decode(encoded).map_err(|_| ProofError::Shape)?);
            line = lines.next().ok_or(ProofError::Shape)?;
        }
        let number = line.strip_prefix("index ").ok_or(ProofError::Shape)?;
        let index: u64 = number.parse().map_err(|_| ProofError::Shape)?;
        if index.to_string() != number {
            return Err(ProofError::Shape);
        }
        let hash = |line: &str| STANDARD.decode(line).ok().and_then(|bytes| Hash::try_from(bytes).ok());
        let path: Option<Vec<Hash>> = lines.map(hash).collect();
        Ok(Self { index, path: path.ok_or(ProofError::Shape)?, extra, note: note.to_owned() })
    }
}
