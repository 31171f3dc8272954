//! Numbers that are never given twice, not even after a restore of the database that counts them.
//!
//! The key ring, which is restored apart from that database, keeps a mark that no number may pass. It is
//! raised in steps, ahead of use, by a loop beside the workers: whoever takes a number writes nothing to the
//! ring. A number above the mark as it is known here is not given; taking one waits until the mark is raised.
//!
//! A restore begins above the mark ([`pass`]). To add another counter: a [`Numbers`] of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::sync::watch;

use crate::Ground;

/// The sequence of request numbers, and the mark of the same name.
pub const REQUEST: &str = "request_number";

/// Numbers begin above this, so that the first one does not say that it is the first.
pub const ABOVE: i64 = 10_000;

/// The mark is raised to a multiple of this.
const STEP: i64 = 1_000;
/// So many steps lie between the last number and the mark at least, when nothing is in the way.
const AHEAD: i64 = 2;
/// How often the loop looks by itself.
const LOOK: Duration = Duration::from_secs(5);
/// How long somebody waits for the loop to raise the mark, before raising it themselves.
const PATIENCE: Duration = Duration::from_secs(3);

/// How far numbers may go, as this process knows it. Cloning it shares it.
#[derive(Clone)]
pub struct Numbers(Arc<Inner>);

struct Inner {
    /// The mark in the ring was at least here.
    mark: watch::Sender<i64>,
    /// The highest number this process has seen.
    seen: AtomicI64,
    low: Notify,
}

/// How far numbers went could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum NumbersError {
    /// The database that counts them.
    #[error("the database could not be asked")]
    Db(#[from] kit_db::Error),
    /// The ring that keeps the mark.
    #[error("the key ring could not be asked")]
    Ring(#[from] kit_vault::Error),
}

impl Default for Numbers {
    fn default() -> Self {
        Self(Arc::new(Inner { mark: watch::Sender::new(0), seen: AtomicI64::new(0), low: Notify::new() }))
    }
}

impl Numbers {
    /// Whether `number` may be given. Called inside a transaction: it asks nobody.
    pub fn covers(&self, number: i64) -> bool {
        let mark = *self.0.mark.borrow();
        self.0.seen.fetch_max(number, Ordering::Relaxed);
        if number > mark - STEP {
            self.0.low.notify_one();
        }
        number <= mark
    }

    /// Waits until numbers up to `number` may be given. Without a loop that raises the mark, as in a command
    /// that works alone, this does it after a while.
    ///
    /// # Errors
    /// Those of the ring.
    pub async fn wait_for(&self, ground: &Ground, number: i64) -> Result<(), kit_vault::Error> {
        self.covers(number);
        let mut mark = self.0.mark.subscribe();
        let waited = tokio::time::timeout(PATIENCE, mark.wait_for(|mark| *mark >= number)).await.is_ok();
        if !waited {
            tracing::warn!("the mark of request numbers was not raised ahead");
            self.raise(ground).await?;
        }
        Ok(())
    }

    /// Raises the mark when it is near: in the ring first.
    async fn raise(&self, ground: &Ground) -> Result<(), kit_vault::Error> {
        let seen = self.0.seen.load(Ordering::Relaxed);
        let mark = *self.0.mark.borrow();
        if seen <= mark - STEP {
            return Ok(());
        }
        let wanted = (seen.div_euclid(STEP) + 1 + AHEAD) * STEP;
        let raised = ground.vault.raise_high_water(REQUEST, wanted).await?;
        self.0.mark.send_replace(raised);
        Ok(())
    }
}

/// Before anything is taken in: reads how far numbers went and raises the mark above it.
///
/// # Errors
/// Those of the database and the ring.
pub async fn begin(ground: &Ground) -> Result<(), NumbersError> {
    let last = ground.db.read(|conn| kit_db::sequence::last(conn, REQUEST)).await?;
    let mark = ground.vault.high_water(REQUEST).await?;
    ground.numbers.0.mark.send_replace(mark);
    ground.numbers.0.seen.fetch_max(last, Ordering::Relaxed);
    ground.numbers.raise(ground).await?;
    Ok(())
}

/// Whether a request ever got a number.
pub fn any_given(conn: &mut kit_db::Conn) -> kit_db::Result<bool> {
    Ok(kit_db::sequence::last(conn, REQUEST)? > ABOVE)
}

/// After a restore: numbers begin above every one that can have been given. `extra` is for a ring that was
/// restored as well, whose mark is old too.
///
/// # Errors
/// Those of the database and the ring.
pub async fn pass(ground: &Ground, extra: i64) -> Result<(), NumbersError> {
    let last = ground.db.read(|conn| kit_db::sequence::last(conn, REQUEST)).await?;
    let floor = ground.vault.high_water(REQUEST).await?.max(last) + extra;
    // The ring first: whatever comes between, no number is given that it does not know of.
    ground.vault.raise_high_water(REQUEST, floor).await?;
    ground.db.write(move |conn| kit_db::sequence::raise(conn, REQUEST, floor)).await?;
    begin(ground).await
}

/// Keeps the mark ahead until told to stop.
pub async fn keep_ahead(ground: Ground, mut stopped: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = ground.numbers.0.low.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
            _ = stopped.changed() => return,
        }
        if let Err(error) = ground.numbers.raise(&ground).await {
            tracing::warn!(%error, "the mark of request numbers could not be raised");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}
