//! Heads of a tree, as C2SP tlog-checkpoint says: origin, size, root, signed as a note.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::note::{self, NoteError, SigningKey, VerifyingKey};
use crate::tree::{Edge, Hash};

/// What a stream was like at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: the key's name, a slash, the stream.
    pub origin: String,
    /// Entries in the tree.
    pub size: u64,
    /// Its root.
    pub root: Hash,
}

impl Checkpoint {
    pub(crate) fn of(origin: &str, edge: &Edge) -> Self {
        Self { origin: origin.to_owned(), size: edge.size(), root: edge.root() }
    }

    /// The stream's name: the origin's last part.
    pub fn stream(&self) -> &str {
        self.origin.rsplit('/').next().unwrap_or(&self.origin)
    }

    /// The text that is signed.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root))
    }

    /// The signed note.
    pub(crate) fn signed(&self, key: &SigningKey) -> String {
        key.sign(&self.origin, &self.text())
    }

    /// Reads a note signed by `key` as any of its streams. Witnesses may have added lines.
    ///
    /// # Errors
    /// [`NoteError`].
    pub fn read(note: &str, key: &VerifyingKey) -> Result<Self, NoteError> {
        let (text, _) = note::parts(note)?;
        let read = Self::parse(text)?;
        if !key.covers(&read.origin) {
            return Err(NoteError::Unsigned(key.name().to_owned()));
        }
        key.check(&read.origin, note)?;
        Ok(read)
    }

    /// Reads a note of the ledger's own files: of this origin, in exactly the form the ledger writes.
    pub(crate) fn read_own(note: &[u8], origin: &str, key: &VerifyingKey) -> Result<Self, NoteError> {
        let note = std::str::from_utf8(note).map_err(|_| NoteError::Shape("it is not UTF-8"))?;
        let read = Self::read(note, key)?;
        let (text, signatures) = note::parts(note)?;
        if read.origin != origin || text != read.text() || signatures.lines().count() != 1 {
            return Err(NoteError::Shape("it is not as the ledger writes it"));
        }
        Ok(read)
    }

    fn parse(text: &str) -> Result<Self, NoteError> {
        let shape = NoteError::Shape("it is no head of a tree");
        let mut lines = text.lines();
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return Err(shape);
        };
        let number: u64 = size.parse().map_err(|_| shape.clone())?;
        let root = STANDARD.decode(root).ok().and_then(|bytes| bytes.try_into().ok()).ok_or(shape.clone())?;
        if origin.is_empty() || number.to_string() != size {
            return Err(shape);
        }
        Ok(Self { origin: origin.to_owned(), size: number, root })
    }
}

/// The notes of a file that holds several one after another.
pub fn split(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let (mut one, mut signed) = (String::new(), false);
    for line in text.lines() {
        let signature = line.starts_with('\u{2014}');
        if signed && !signature {
            all.push(std::mem::take(&mut one));
            signed = false;
            if line.is_empty() {
                continue;
            }
        }
        signed |= signature;
        one.push_str(line);
        one.push('\n');
    }
    if !one.trim().is_empty() {
        all.push(one);
    }
    all
}
