//! Letting kept mails go again.

use std::sync::Arc;

use kit_base::{Clock, DAY, IdSource, MINUTE};
use kit_db::Db;

use super::relay::Way;
use super::send::Send;
use super::{BoxFuture, store};
use crate::Ground;
use crate::jobs::{Job, Kind, Outcome, Queue, Schedule, Work};

pub(super) static KIND: Kind =
    Kind::new("mail.release", Queue::Mail).recurring(Schedule::Every(15 * MINUTE)).attempts(1);

/// Kept mails released in one transaction.
const AT_ONCE: usize = 100;

/// Tries the mail server while mails are kept, and lets them wait again once it can be used.
pub struct Release {
    db: Db,
    clock: Arc<dyn Clock>,
    ids: Arc<IdSource>,
    way: Arc<Way>,
}

impl Release {
    /// The job beside `send`, for the same mail server.
    pub fn beside(send: &Send) -> Self {
        let Send { db, clock, ids, way, .. } = send;
        Self { db: db.clone(), clock: Arc::clone(clock), ids: Arc::clone(ids), way: Arc::clone(way) }
    }

    async fn release(&self) -> kit_db::Result<Outcome> {
        let counts = self.db.read(store::counts).await?;
        if counts.withheld > 0 {
            self.release_withheld().await?;
        }
        if counts.kept == 0 {
            return Ok(Outcome::done("no mail is kept"));
        }
        let relay = match &*self.way {
            Way::Open(relay) => relay,
            Way::None => return Ok(Outcome::done("no mail server is set")),
            Way::Blocked => return Ok(Outcome::fail("the mail server's settings cannot work")),
        };
        if let Err(error) = relay.sender.check().await {
            return Ok(Outcome::fail(error.to_string()));
        }
        let released = release(&self.db, &*self.clock, &self.ids).await?;
        Ok(Outcome::done(format!("{released} kept mails wait again")))
    }
}

impl Release {
    /// On a new day mails count anew that were withheld because others had so many.
    async fn release_withheld(&self) -> kit_db::Result<()> {
        let now = self.clock.now();
        let today = now - now.rem_euclid(DAY);
        let jobs: Vec<i64> = (0..AT_ONCE).map(|_| self.ids.next(now)).collect();
        self.db.write(move |conn| store::release_withheld(conn, &jobs, today, now)).await?;
        Ok(())
    }
}

impl Work for Release {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn run(&self, _: Job) -> BoxFuture<'_, Outcome> {
        Box::pin(async move {
            let released = self.release().await;
            released
                .unwrap_or_else(|error| Outcome::fail(format!("the outbox could not be changed: {error}")))
        })
    }
}

/// Lets all kept mails wait again, whatever the mail server says: for staff who know that it was mended.
/// Returns how many.
pub async fn release_kept(ground: &Ground) -> kit_db::Result<usize> {
    let released = release(&ground.db, &*ground.clock, &ground.ids).await?;
    ground.bell.ring();
    Ok(released)
}

async fn release(db: &Db, clock: &dyn Clock, ids: &IdSource) -> kit_db::Result<usize> {
    let mut all = 0;
    loop {
        let now = clock.now();
        let jobs: Vec<i64> = (0..AT_ONCE).map(|_| ids.next(now)).collect();
        let released = db.write(move |conn| store::release(conn, &jobs, now)).await?;
        all += released;
        if released < AT_ONCE {
            return Ok(all);
        }
    }
}
