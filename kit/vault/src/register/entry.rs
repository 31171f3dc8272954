//! One entry: what it says, and how it lies on disk.
//!
//! A line is `{json} {signature}\n`. The signature (Ed25519, RFC 8032, in hexadecimal digits) is over
//! [`CONTEXT`] and the JSON as it stands in the line. The JSON names, as `before`, the SHA-256 of the line
//! before it without its line feed: so the last signature answers for every line.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, UnparsedPublicKey};
use kit_base::Millis;
use serde::{Deserialize, Serialize};

use crate::KeyId;

/// What a signature is over besides the JSON: no other signature of this key can be taken for one of these.
const CONTEXT: &[u8] = b"querist erasure register v1\0";

/// How far a register goes: the number of its last entry, and the hash of that line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Head {
    /// Entries so far.
    pub seq: u64,
    /// SHA-256 of the last line, without its line feed.
    pub hash: [u8; 32],
}

impl Head {
    /// Of a register without entries.
    pub const EMPTY: Self = Self { seq: 0, hash: [0; 32] };
}

/// What is to be forgotten: ids only, nothing that names anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// The row it is about, by which holds name it too.
    pub subject: i64,
    /// Other rows that are marked with it.
    pub rows: Vec<i64>,
    /// Keys that are destroyed.
    pub keys: Vec<KeyId>,
    /// A key that is destroyed once what stays is sealed under its successor.
    pub replaced: Option<(KeyId, KeyId)>,
    /// Rows of words that were looked at and found to say nothing of the person. What a restore brings back besides
    /// was never looked at.
    pub looked: Vec<i64>,
}

impl Erasure {
    /// Every key this destroys.
    pub fn destroyed(&self) -> Vec<KeyId> {
        self.keys.iter().copied().chain(self.replaced.map(|(old, _)| old)).collect()
    }
}

/// What an entry orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// To forget.
    Erase(Erasure),
    /// To forget nothing of this row until it is released.
    Hold(i64),
    /// The hold on this row is over.
    Release(i64),
    /// Nothing: it says that from here on the ring serves a database that is not the one it served before, for
    /// instance one that was put back. What the other held since the two parted may lie in copies, and nobody here
    /// sees it.
    Takeover,
}

impl Act {
    /// The row it is about; 0 for none.
    pub fn subject(&self) -> i64 {
        match self {
            Self::Erase(erasure) => erasure.subject,
            Self::Hold(subject) | Self::Release(subject) => *subject,
            Self::Takeover => 0,
        }
    }
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 1 on without a gap.
    pub seq: u64,
    /// When it was written.
    pub at: Millis,
    /// What it orders.
    pub act: Act,
}

#[derive(Serialize, Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Code {
    Erase,
    Hold,
    Release,
    Takeover,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    seq: u64,
    at: Millis,
    act: Code,
    subject: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rows: Vec<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    keys: Vec<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replaced: Option<[i64; 2]>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    looked: Vec<i64>,
    before: String,
}

/// The first line: which key signs the others.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    register: u32,
    key: String,
}

/// The version of the file that this program writes, and the only one it reads.
const VERSION: u32 = 1;

/// The first line, with its line feed.
pub(super) fn header(pair: &Ed25519KeyPair) -> Vec<u8> {
    use aws_lc_rs::signature::KeyPair;
    let header = Header { register: VERSION, key: hex::encode(pair.public_key().as_ref()) };
    line(pair, &serde_json::to_vec(&header).unwrap_or_default())
}

/// The key named in a first line, if it is one that this key signed.
pub(super) fn read_header(line: &[u8]) -> Option<[u8; 32]> {
    let (json, _) = split(line)?;
    let header: Header = serde_json::from_slice(json).ok()?;
    let mut key = [0; 32];
    hex::decode_to_slice(&header.key, &mut key).ok()?;
    (header.register == VERSION && is_signed(line, &key)).then_some(key)
}

/// An entry's line after the one whose hash is `before`, with its line feed.
pub(super) fn write(pair: &Ed25519KeyPair, entry: &Entry, before: &[u8; 32]) -> Vec<u8> {
    let mut wire = Wire {
        seq: entry.seq,
        at: entry.at,
        act: Code::Erase,
        subject: entry.act.subject(),
        rows: Vec::new(),
        keys: Vec::new(),
        replaced: None,
        looked: Vec::new(),
        before: hex::encode(before),
    };
    match &entry.act {
        Act::Erase(Erasure { rows, keys, replaced, looked, .. }) => {
            (wire.rows, wire.looked) = (rows.clone(), looked.clone());
            wire.keys = keys.iter().map(|key| key.0).collect();
            wire.replaced = replaced.map(|(old, new)| [old.0, new.0]);
        }
        Act::Hold(_) => wire.act = Code::Hold,
        Act::Release(_) => wire.act = Code::Release,
        Act::Takeover => wire.act = Code::Takeover,
    }
    line(pair, &serde_json::to_vec(&wire).unwrap_or_default())
}

fn line(pair: &Ed25519KeyPair, json: &[u8]) -> Vec<u8> {
    let signature = hex::encode(pair.sign(&[CONTEXT, json].concat()));
    [json, b" ", signature.as_bytes(), b"\n"].concat()
}

/// Reads an entry's line, without its line feed, if it follows the one whose hash is `before` and has the
/// number `seq`. Its signature is not looked at.
pub(super) fn read(line: &[u8], seq: u64, before: &[u8; 32]) -> Option<Entry> {
    let (json, _) = split(line)?;
    let wire: Wire = serde_json::from_slice(json).ok()?;
    if wire.seq != seq || wire.before != hex::encode(before) {
        return None;
    }
    let Wire { at, subject, rows, looked, .. } = wire;
    let bare = rows.is_empty() && wire.keys.is_empty() && wire.replaced.is_none() && looked.is_empty();
    let act = match wire.act {
        Code::Erase => Act::Erase(Erasure {
            subject,
            rows,
            keys: wire.keys.into_iter().map(KeyId).collect(),
            replaced: wire.replaced.map(|[old, new]| (KeyId(old), KeyId(new))),
            looked,
        }),
        Code::Hold if bare => Act::Hold(subject),
        Code::Release if bare => Act::Release(subject),
        Code::Takeover if bare && subject == 0 => Act::Takeover,
        Code::Hold | Code::Release | Code::Takeover => return None,
    };
    Some(Entry { seq, at, act })
}

/// Whether the line, without its line feed, is signed with `key`.
pub(super) fn is_signed(line: &[u8], key: &[u8; 32]) -> bool {
    let Some((json, signature)) = split(line) else { return false };
    let Ok(signature) = hex::decode(signature) else { return false };
    UnparsedPublicKey::new(&ED25519, key).verify(&[CONTEXT, json].concat(), &signature).is_ok()
}

/// JSON and signature of a line.
fn split(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = line.iter().rposition(|byte| *byte == b' ')?;
    Some((&line[..at], &line[at + 1..]))
}

/// The hash of a line, without its line feed.
pub(super) fn hash(line: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, line).as_ref());
    hash
}
