//! Forgetting who asked a request, while question, answer and every figure stay.
//!
//! **What it is for.** [`erase`] forgets the person of one request, for staff, for the client, for the command
//! line; it returns when it is done in every store. [`replay`] does again, or to the end, what the erasure
//! register orders: before anybody is served, after a crash and after every restore. [`hold`] and [`release`]
//! keep something from being forgotten. [`heard`] is for other processes, which still have keys in memory.
//!
//! **How it holds together.** `steps` decides, without input or output; `carry` does what it decides, one
//! effect after the other, each durable before the next. `known` finds the person in words. The register
//! (`kit_vault::register`) lies outside every database and is written first.
//!
//! **What it refuses.** To erase what is on hold; to destroy a key before the register names it; to leave words
//! that name the person under a key that opens old copies.
//!
//! **How to add one more.** Something else that knows a client: its `erase` in `carry`, inside the one
//! transaction. A value that is known of people: `known`.

use ground::Ground;
use ground::audit::{Actor, Recorded};
use ground::guard::Route;
use kit_base::{DAY, Millis};
use kit_db::{Migration, Step};
use kit_vault::{KeyId, Vault};

mod carry;
mod client;
mod known;
mod replaying;
mod staff;
mod steps;
mod store;
#[cfg(test)]
mod tests;

pub use replaying::{Replayed, replay};
pub use steps::Outcome;

use crate::requests::open::RequestError;
use steps::Event;

/// The tables of this slice.
pub const MIGRATIONS: &[Migration] = &[Migration {
    number: 34,
    name: "erasure",
    step: Step::Both(include_str!("migrations/0034_erasure.sql")),
}];

/// The addresses of this slice.
pub fn routes() -> Vec<Route> {
    [staff::routes(), client::routes()].concat()
}

/// After so long no copy of the keys opens any more: copies live no longer than the wrapping keys do.
const COPIES_LIVE: Millis = 14 * DAY;

/// Who asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The client, on the page of the request.
    Client,
    /// A member of staff, by row id.
    Staff(i64),
    /// Somebody at the machine.
    Command,
    /// The register, after a restore or a crash.
    Register,
}

impl Way {
    fn code(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Staff(_) => "staff",
            Self::Command => "command",
            Self::Register => "register",
        }
    }

    fn actor(self, client: i64) -> Actor {
        match self {
            Self::Client => Actor::Client(client),
            Self::Staff(id) => Actor::Staff(id),
            Self::Command | Self::Register => Actor::System,
        }
    }
}

/// What became of the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordsAre {
    /// As they were: nothing known of the person was in them.
    AsTheyWere,
    /// Sealed anew with the person blacked out.
    BlackedOut,
    /// Gone: they could not be read any more, so nobody could take the person out of them.
    Gone,
}

impl WordsAre {
    /// The key of its text.
    pub fn key(self) -> &'static str {
        match self {
            Self::AsTheyWere => "erasure-words-kept",
            Self::BlackedOut => "erasure-words-blacked-out",
            Self::Gone => "erasure-words-gone",
        }
    }

    /// The code it is stored by.
    pub fn code(self) -> &'static str {
        match self {
            Self::AsTheyWere => "kept",
            Self::BlackedOut => "blacked-out",
            Self::Gone => "gone",
        }
    }

    fn from_code(code: &str) -> Self {
        match code {
            "kept" => Self::AsTheyWere,
            "blacked-out" => Self::BlackedOut,
            _ => Self::Gone,
        }
    }
}

/// What a receipt says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// When it was asked for.
    pub at: Millis,
    /// What became of the words.
    pub words: WordsAre,
    /// Mails that did not leave any more.
    pub mails: i64,
    /// From when on no backup opens.
    pub backups_closed: Millis,
}

/// Why a person could not be forgotten. Nothing was half done: the register knows what is left.
#[derive(Debug, thiserror::Error)]
pub enum ErasureError {
    /// There is no request with this number.
    #[error("there is no such request")]
    NoSuchRequest,
    /// Others changed the request again and again.
    #[error("the request changes all the time; try again")]
    Busy,
    /// The register, the key ring or a place of either.
    #[error("the erasure register or the keys cannot be used")]
    Vault(#[from] kit_vault::Error),
    /// The database.
    #[error("the database failed")]
    Db(#[from] kit_db::Error),
    /// The request could not be read or written.
    #[error("the request could not be read or written")]
    Request(#[from] RequestError),
}

impl From<ErasureError> for ground::ui::Stop {
    fn from(error: ErasureError) -> Self {
        match error {
            ErasureError::NoSuchRequest => Self::NotFound,
            ErasureError::Busy => Self::Busy,
            ErasureError::Db(error) => error.into(),
            ErasureError::Request(error) => error.into(),
            ErasureError::Vault(error) => error.into(),
        }
    }
}

/// Forgets who asked the request with this row id. When this returns [`Outcome::Erased`], it is done in every
/// store; twice is the same as once.
///
/// # Errors
/// [`ErasureError`]; what was begun is completed by the next call or the next start.
pub async fn erase(ground: &Ground, request: i64, way: Way) -> Result<Outcome, ErasureError> {
    carry::happen(ground, request, Event::Ask, way, &[]).await
}

/// Forgets as [`erase`] does, but stops before effect number `most`, as if the power went: for tests of what
/// the next start makes of it. Gives [`Outcome::Nothing`] when it was cut off.
///
/// # Errors
/// [`ErasureError`].
#[cfg(any(test, feature = "testing"))]
pub async fn erase_cut_off(
    ground: &Ground,
    request: i64,
    way: Way,
    most: usize,
) -> Result<Outcome, ErasureError> {
    carry::within(ground, request, Event::Ask, way, &[], most).await
}

/// Keeps the person of a request from being forgotten until [`release`].
///
/// # Errors
/// [`ErasureError`].
pub async fn hold(ground: &Ground, request: i64, way: Way) -> Result<Outcome, ErasureError> {
    carry::happen(ground, request, Event::Hold, way, &[]).await
}

/// Ends a hold.
///
/// # Errors
/// [`ErasureError`].
pub async fn release(ground: &Ground, request: i64, way: Way) -> Result<Outcome, ErasureError> {
    carry::happen(ground, request, Event::Release, way, &[]).await
}

/// What the receipt of a request says, once its person is forgotten.
///
/// # Errors
/// Those of the database.
pub async fn receipt(ground: &Ground, request: i64) -> Result<Option<Receipt>, kit_db::Error> {
    let row = ground.db.read(move |conn| store::find(conn, request)).await?;
    Ok(row.map(|row| Receipt {
        at: row.ordered_at,
        words: WordsAre::from_code(&row.words),
        mails: row.mails_withdrawn,
        backups_closed: row.done_at.unwrap_or(row.ordered_at) + COPIES_LIVE,
    }))
}

/// The kind of the event that says so.
const ERASED: &str = "request.erased";
/// The kinds of the events that a hold was placed and that it was lifted.
const HELD: &str = "request.held";
const RELEASED: &str = "request.released";

/// For a process that reads the events of others: drops the keys an erasure destroyed from memory.
pub fn heard(vault: &Vault, event: &Recorded) {
    if event.kind != ERASED {
        return;
    }
    let params: serde_json::Value = serde_json::from_str(&event.params).unwrap_or_default();
    let keys = params["keys"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_i64);
    let keys: Vec<KeyId> = keys.map(KeyId).collect();
    vault.forget(&keys);
}
