//! The processes of one desk: which number each has, and that no two have the same.
//!
//! **What it is for.** Several processes can share one PostgreSQL. Each claims a number from 0 to 63, which is
//! part of every row id it makes and of the name under which it holds jobs; while it runs it says so every two
//! seconds. A process that ended properly gives its number back; one that died leaves it to whoever starts on
//! the same data directory, and to anybody after [`SILENCE`]. Who was seen when is told by the database's clock
//! alone; and ids begin after the last that the number can have been used for, so no clock that is wrong makes
//! an id twice.
//!
//! **What it refuses.** A sixty-fifth process. A process whose number was taken by another meanwhile is told so
//! by [`Node::beat`] and has to stop.
//!
//! On an embedded database there is one process, held by the lock on its data directory: it is number 0 and
//! writes nothing here ([`Node::alone`]).

use std::sync::Arc;

use kit_base::{Entropy, MINUTE, Millis, SECOND};
use kit_db::{Conn, Db, Migration, Step};

mod store;
#[cfg(test)]
mod tests;

/// The tables of this slice.
pub const MIGRATIONS: &[Migration] =
    &[Migration { number: 32, name: "nodes", step: Step::Both(include_str!("migrations/0032_nodes.sql")) }];

/// How many processes there can be: a row id has six bits for the number.
pub const MOST: u8 = 64;
/// How often a process says that it is there, in milliseconds.
pub const BEAT: Millis = 2 * SECOND;
/// After how long without a word anybody may take a number, in milliseconds.
pub const SILENCE: Millis = 5 * MINUTE;
/// A process writes down that it may make ids up to so far ahead of each beat.
const AHEAD: Millis = 10 * SECOND;
/// How often a claim is tried when others claim at the same moment.
const TRIES: usize = 2 * MOST as usize;

/// What a process is called among those of the desk. Clones are the same one.
#[derive(Debug, Clone)]
pub struct Node(Arc<Seat>);

#[derive(Debug)]
struct Seat {
    number: u8,
    name: String,
    instance: Option<i64>,
    ids_from: Millis,
}

/// Who wants a number.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// Machine and data directory, for those who run the desk.
    pub name: String,
    /// The instance of the last run on the same data directory, which is surely over.
    pub last: Option<i64>,
    /// After how long without a word a number is free: [`SILENCE`], but for tests.
    pub silence: Millis,
}

/// Why a process got no number.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// All are taken.
    #[error(
        "64 processes of this desk are running already; stop one, or wait five minutes if some have died"
    )]
    AllTaken,
    /// The database failed.
    #[error("no number could be claimed for this process")]
    Db(#[from] kit_db::Error),
}

impl Node {
    /// The only process of an embedded database.
    pub fn alone() -> Self {
        Self(Arc::new(Seat { number: 0, name: name_of(0), instance: None, ids_from: 0 }))
    }

    /// Claims a number: the one that the last run on the same data directory had, else one that nobody ever
    /// had, else the one that has been free for longest.
    pub async fn claim(
        db: &Db,
        newcomer: Newcomer,
        now: Millis,
        entropy: &dyn Entropy,
    ) -> Result<Self, NodeError> {
        // Zero would be no name for anybody.
        let instance = i64::from_be_bytes(entropy.bytes()) | 1;
        for _ in 0..TRIES {
            let newcomer = newcomer.clone();
            let claimed = db.write(move |conn| store::claim(conn, &newcomer, instance, now + AHEAD)).await?;
            match claimed {
                store::Claimed::Seat { number, ids_from } => {
                    let (name, instance) = (name_of(number), Some(instance));
                    return Ok(Self(Arc::new(Seat { number, name, instance, ids_from })));
                }
                store::Claimed::Beaten => {}
                store::Claimed::Full => return Err(NodeError::AllTaken),
            }
        }
        Err(NodeError::AllTaken)
    }

    /// The number, 0 to 63.
    pub fn number(&self) -> u8 {
        self.0.number
    }

    /// `node-` and the number: no other running process of the desk has this name.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The random number of this run; `None` for the process of an embedded database.
    pub fn instance(&self) -> Option<i64> {
        self.0.instance
    }

    /// Ids of this number begin after this time, in milliseconds UTC.
    pub fn ids_from(&self) -> Millis {
        self.0.ids_from
    }

    /// Says that this process is there, and what it does (`web`, `worker`, `all`). `false`: another process has
    /// taken the number, and this one must stop.
    pub async fn beat(&self, db: &Db, kind: &'static str, now: Millis) -> kit_db::Result<bool> {
        let (number, Some(instance)) = (self.number(), self.instance()) else { return Ok(true) };
        db.write(move |conn| store::beat(conn, number, instance, kind, now + AHEAD)).await
    }

    /// Gives the number back, at the end, when no more ids are made.
    pub async fn leave(&self, db: &Db, now: Millis) -> kit_db::Result<()> {
        let (number, Some(instance)) = (self.number(), self.instance()) else { return Ok(()) };
        // Behind a clock that was ahead, ids began ahead too; so many in a millisecond make them run further.
        let until = now.max(self.ids_from()) + SECOND;
        db.write(move |conn| store::leave(conn, number, instance, until)).await
    }
}

fn name_of(number: u8) -> String {
    format!("node-{number}")
}

/// The random name of this desk, 32 hexadecimal digits; made by the first start. Two desks never share one key
/// ring: who holds the keys' directory says so by this name.
pub async fn desk_identity(db: &Db, entropy: &dyn Entropy) -> kit_db::Result<String> {
    let new = hex::encode(entropy.bytes::<16>());
    db.write(move |conn| store::identity(conn, &new)).await
}

/// Gives the desk another name, in the caller's transaction: a restored desk is not the one it was copied from.
pub fn renew_desk_identity(conn: &mut Conn, identity: &str) -> kit_db::Result<()> {
    store::rename(conn, identity)
}
