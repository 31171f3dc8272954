//! Signed notes as C2SP signed-note says, with Ed25519 (signature type 1), and the keys that make and check
//! them.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The signature type of Ed25519.
const ED25519_TYPE: u8 = 1;
/// How a signature line begins.
const SIGNATURE: &str = "\u{2014} ";

/// Why a note or a key is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// It is not in the form of the standard.
    #[error("it is not in the form of a signed note: {0}")]
    Shape(&'static str),
    /// No signature of the key is on it.
    #[error("it is not signed by the key {0}")]
    Unsigned(String),
    /// The signature of the key does not fit the text.
    #[error("the signature by {0} does not fit the text")]
    Forged(String),
    /// A verifying key cannot be read.
    #[error("this is no verifying key: it should look like NAME+HASH+BASE64")]
    Key,
}

/// The secret half of an installation's key. It prints nothing of itself.
pub struct SigningKey {
    pair: Ed25519KeyPair,
    public: VerifyingKey,
}

/// The public half: what a verifier must know, from elsewhere than the ledger's directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyingKey {
    name: String,
    public: [u8; 32],
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.public)
    }
}

impl SigningKey {
    /// The key that follows from 32 secret bytes (RFC 8032, section 5.1.5). Its name is `prefix`, a slash and
    /// the beginning of the public key's hash.
    pub fn from_seed(prefix: &str, seed: &[u8; 32]) -> Result<Self, NoteError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| NoteError::Key)?;
        let public: [u8; 32] = pair.public_key().as_ref().try_into().map_err(|_| NoteError::Key)?;
        let name = format!("{prefix}/{}", hex::encode(&digest(&SHA256, &public).as_ref()[..8]));
        Ok(Self { pair, public: VerifyingKey { name, public } })
    }

    /// The public half.
    pub fn verifying(&self) -> &VerifyingKey {
        &self.public
    }

    /// `text`, which ends in a line feed, signed as the stream `origin` of this key.
    pub(crate) fn sign(&self, origin: &str, text: &str) -> String {
        let mut signature = key_id(origin, &self.public.public).to_vec();
        signature.extend_from_slice(self.pair.sign(text.as_bytes()).as_ref());
        format!("{text}\n{SIGNATURE}{origin} {}\n", STANDARD.encode(signature))
    }
}

impl VerifyingKey {
    /// The key's name: the beginning of the origin of each of its streams.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The origin of the stream of this name.
    pub fn origin(&self, stream: &str) -> String {
        format!("{}/{stream}", self.name)
    }

    /// The key as that of one stream: for programs that expect a note to be signed by its origin.
    #[must_use]
    pub fn of_stream(&self, stream: &str) -> Self {
        Self { name: self.origin(stream), public: self.public }
    }

    /// Whether `origin` is this key's name or a stream's of it.
    pub(crate) fn covers(&self, origin: &str) -> bool {
        origin == self.name
            || origin
                .strip_prefix(&self.name)
                .is_some_and(|rest| rest.starts_with('/') && !rest[1..].contains('/'))
    }

    /// The text of `note`, when it is signed by this key as `origin`. Lines of other keys are passed over.
    ///
    /// # Errors
    /// [`NoteError`].
    pub(crate) fn check<'n>(&self, origin: &str, note: &'n str) -> Result<&'n str, NoteError> {
        let (text, signatures) = parts(note)?;
        let id = key_id(origin, &self.public);
        let mut found = false;
        for line in signatures.lines() {
            let (name, signature) = signature_line(line)?;
            if name != origin || signature[..4] != id {
                continue;
            }
            let forged = || NoteError::Forged(origin.to_owned());
            let key = UnparsedPublicKey::new(&ED25519, &self.public);
            key.verify(text.as_bytes(), &signature[4..]).map_err(|_| forged())?;
            found = true;
        }
        if found { Ok(text) } else { Err(NoteError::Unsigned(origin.to_owned())) }
    }
}

/// Text and signature lines of a note.
pub(crate) fn parts(note: &str) -> Result<(&str, &str), NoteError> {
    let control = |c: char| c < ' ' && c != '\n';
    if note.contains(control) || !note.ends_with('\n') {
        return Err(NoteError::Shape("it has control characters or no last line feed"));
    }
    let at = note.rfind("\n\n").ok_or(NoteError::Shape("it has no blank line"))?;
    let (text, signatures) = (&note[..=at], &note[at + 2..]);
    if signatures.is_empty() {
        return Err(NoteError::Shape("it has no signature line"));
    }
    Ok((text, signatures))
}

fn signature_line(line: &str) -> Result<(&str, Vec<u8>), NoteError> {
    let shape = NoteError::Shape("a signature line is malformed");
    let rest = line.strip_prefix(SIGNATURE).ok_or(shape.clone())?;
    let (name, encoded) = rest.split_once(' ').ok_or(shape.clone())?;
    let signature = STANDARD.decode(encoded).map_err(|_| shape.clone())?;
    if is_name(name) && signature.len() > 4 { Ok((name, signature)) } else { Err(shape) }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '+')
}

fn key_id(name: &str, public: &[u8; 32]) -> [u8; 4] {
    let bytes = [name.as_bytes(), b"\n", &[ED25519_TYPE], public].concat();
    let mut id = [0; 4];
    id.copy_from_slice(&digest(&SHA256, &bytes).as_ref()[..4]);
    id
}

/// `NAME+HASH+BASE64`, as C2SP signed-note's programs write verifying keys.
impl fmt::Display for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [&[ED25519_TYPE][..], &self.public].concat();
        let id = hex::encode(key_id(&self.name, &self.public));
        write!(f, "{}+{id}+{}", self.name, STANDARD.encode(key))
    }
}

impl FromStr for VerifyingKey {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let mut parts = text.trim().splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::Key);
        };
        let key = STANDARD.decode(key).map_err(|_| NoteError::Key)?;
        let public: [u8; 32] = match key.split_first() {
            Some((&ED25519_TYPE, public)) => public.try_into().map_err(|_| NoteError::Key)?,
            _ => return Err(NoteError::Key),
        };
        if !is_name(name) || hex::encode(key_id(name, &public)) != id {
            return Err(NoteError::Key);
        }
        Ok(Self { name: name.to_owned(), public })
    }
}
