use std::sync::{Arc, Mutex, PoisonError};

use diesel::prelude::*;
use kit_base::{Clock, IdSource};
use kit_db::Db;
use kit_vault::{Actor, Purpose, Viewing, Viewings};

diesel::table! {
    viewing (id) {
        id -> BigInt,
        at -> BigInt,
        actor_kind -> Text,
        actor_id -> BigInt,
        purpose -> Text,
        keys -> Text,
        fields -> Text,
    }
}

/// More viewings than this are never held in memory: the writer is woken long before.
const MOST: usize = 100_000;

/// Takes what the vault reports as opened, and holds it until [`ViewingWriter`] writes it down, within a
/// second. The tamper-evident ledger takes its place later; the vault's side stays as it is.
#[derive(Default)]
pub struct ViewingLog(Mutex<Vec<Viewing>>);

impl Viewings for ViewingLog {
    fn viewed(&self, viewing: Viewing) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < MOST {
            waiting.push(viewing);
        } else {
            tracing::error!("viewings cannot be written down and are lost: the database does not answer");
        }
    }
}

/// Writes viewings down.
pub struct ViewingWriter {
    log: Arc<ViewingLog>,
    db: Db,
    ids: Arc<IdSource>,
    clock: Arc<dyn Clock>,
}

impl ViewingWriter {
    /// Writes what `log` takes into `db`.
    pub fn new(log: Arc<ViewingLog>, db: Db, ids: Arc<IdSource>, clock: Arc<dyn Clock>) -> Self {
        Self { log, db, ids, clock }
    }

    /// Writes all that waits, in one transaction. What cannot be written waits on.
    pub async fn flush(&self) -> kit_db::Result<usize> {
        let taken = std::mem::take(&mut *self.log.0.lock().unwrap_or_else(PoisonError::into_inner));
        if taken.is_empty() {
            return Ok(0);
        }
        let now = self.clock.now();
        let rows: Arc<Vec<(i64, Viewing)>> =
            Arc::new(taken.into_iter().map(|viewing| (self.ids.next(now), viewing)).collect());
        let copy = Arc::clone(&rows);
        let written = self
            .db
            .write(move |conn| {
                for (id, seen) in copy.iter() {
                    insert(conn, *id, seen)?;
                }
                Ok(copy.len())
            })
            .await;
        if written.is_err() {
            let back = rows.iter().map(|(_, viewing)| viewing.clone());
            self.log.0.lock().unwrap_or_else(PoisonError::into_inner).splice(0..0, back);
        }
        written
    }
}

fn insert(conn: &mut kit_db::Conn, id: i64, seen: &Viewing) -> kit_db::Result<()> {
    let list = |numbers: Vec<String>| numbers.join(" ");
    let (kind, actor) = match seen.actor {
        Actor::Staff(id) => ("staff", id),
        Actor::Client(id) => ("client", id),
        Actor::Job(_) | Actor::System => ("system", 0),
    };
    diesel::insert_into(viewing::table)
        .values((
            viewing::id.eq(id),
            viewing::at.eq(seen.at),
            viewing::actor_kind.eq(kind),
            viewing::actor_id.eq(actor),
            viewing::purpose.eq(purpose(seen.purpose)),
            viewing::keys.eq(list(seen.keys.iter().map(|key| key.0.to_string()).collect())),
            viewing::fields.eq(list(seen.fields.iter().map(|field| field.0.to_string()).collect())),
        ))
        .execute(conn)?;
    Ok(())
}

fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::List => "list",
        Purpose::Read => "read",
        Purpose::Check => "check",
        Purpose::Mail => "mail",
        Purpose::Index => "index",
        Purpose::Directory => "directory",
        Purpose::Export => "export",
        Purpose::Maintain => "maintain",
    }
}
