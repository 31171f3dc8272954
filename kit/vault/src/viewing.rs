//! Who opens what, and what for. Whoever opens a sealed value says so, and every opening is reported: there
//! is no way to read that leaves no record.

use kit_base::Millis;

use crate::{FieldId, KeyId};

/// Who opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    /// A member of staff, by row id.
    Staff(i64),
    /// A client, by row id.
    Client(i64),
    /// A background job, by name.
    Job(&'static str),
    /// The program itself, for nobody.
    System,
}

/// What for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Purpose {
    /// One line or name in a list.
    List,
    /// One request, read as a whole.
    Read,
    /// A client looks at what is theirs.
    Check,
    /// A mail is written or sent.
    Mail,
    /// An index is built: for looking up or for searching.
    Index,
    /// Names and addresses of staff are loaded.
    Directory,
    /// Data are handed out whole.
    Export,
    /// Upkeep: keys are changed, text is redacted.
    Maintain,
}

/// One opening, of one value or of a page of them. Only what did open is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewing {
    /// Who.
    pub actor: Actor,
    /// What for.
    pub purpose: Purpose,
    /// The keys that opened something, each once, by id: they stand for the persons, requests and files.
    pub keys: Vec<KeyId>,
    /// The columns that were opened, each once.
    pub fields: Vec<FieldId>,
    /// When.
    pub at: Millis,
}

/// Where viewings are reported to: before the caller gets what was opened. Must not block.
pub trait Viewings: Send + Sync {
    /// Takes note of a viewing.
    fn viewed(&self, viewing: Viewing);
}
