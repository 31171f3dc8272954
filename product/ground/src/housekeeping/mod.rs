//! Work the program does for itself: giving events their order, removing what has expired, looking after keys.
//!
//! To add something that expires: a `sweep_…` function in its slice, and a line in [`Sweep`].

use kit_base::{DAY, HOUR, MINUTE, SECOND};

use crate::jobs::{BoxFuture, Job, Kind, Outcome, Queue, Schedule, Work};
use crate::{Ground, audit, guard, jobs, outbox, staff};

/// Rows removed or numbered in one transaction, so that nobody waits long.
const BATCH: i64 = 500;
/// Batches in one run; the next run goes on.
const BATCHES: usize = 40;
/// Batches of sweeping: a flood of tries makes more rows in an hour than forty of them remove.
const SWEEPS: usize = 2_000;
/// Jobs given up stay this long for a person to decide about.
const FAILED_LIVE: i64 = 180 * DAY;
/// So many of them go in one batch.
const FAILED_BATCH: i64 = 100;
/// Mails to staff that left stay this long, for whoever asks what became of a link.
const STAFF_MAILS_LIVE: i64 = 30 * DAY;
/// Secrets of past days are destroyed when no page and no count can need them any more.
const SECRETS_LIVE: i64 = 3 * DAY;

static SEQUENCE: Kind = Kind::new("audit.sequence", Queue::Sequence).recurring(Schedule::Every(5 * SECOND));
static SWEEP: Kind = Kind::new("housekeeping", Queue::Maintenance).recurring(Schedule::Every(HOUR));
static KEYS: Kind = Kind::new("keys.upkeep", Queue::Maintenance).recurring(Schedule::Every(DAY));

/// The name of the job that gives events their place.
pub const SEQUENCER: &str = SEQUENCE.name;

/// The kinds of job of this slice.
pub fn kinds() -> Vec<&'static Kind> {
    vec![&SEQUENCE, &SWEEP, &KEYS]
}

/// Gives committed audit events their place in the one order followers read, and seals them in the ledger.
pub struct Sequence(pub Ground);

/// Removes what has expired: sessions, used form keys, counts of tries, mails to staff that left, secrets of past
/// days.
pub struct Sweep(pub Ground);

/// Turns the wrapping keys' epoch when it is a week old and destroys the one before the last.
pub struct Keys(pub Ground);

impl Work for Sequence {
    fn kind(&self) -> &'static Kind {
        &SEQUENCE
    }

    fn run(&self, _: Job) -> BoxFuture<'_, Outcome> {
        Box::pin(async move { ended(self.number().await) })
    }
}

impl Sequence {
    async fn number(&self) -> Result<String, Failure> {
        let mut all = 0;
        for _ in 0..BATCHES {
            let batch = self.0.db.write(|conn| audit::sequence(conn, BATCH)).await?;
            all += batch;
            if (batch as i64) < BATCH {
                break;
            }
        }
        // Followers do not wait for the ledger: events have their order whether or not it can be written.
        Ok(match audit::seal(&self.0).await {
            Ok(sealed) => format!("{all} events numbered, {sealed} sealed"),
            Err(error) => {
                let cause = kit_base::causes(&error);
                tracing::error!(%cause, "events cannot be sealed in the ledger; they wait");
                format!("{all} events numbered; sealing waits: {cause}")
            }
        })
    }
}

impl Work for Sweep {
    fn kind(&self) -> &'static Kind {
        &SWEEP
    }

    fn run(&self, _: Job) -> BoxFuture<'_, Outcome> {
        Box::pin(async move { ended(self.sweep().await) })
    }
}

impl Sweep {
    async fn sweep(&self) -> Result<String, Failure> {
        let Self(ground) = self;
        let now = ground.now();
        let mut all = 0;
        for _ in 0..SWEEPS {
            let removed = ground.db.write(move |conn| {
                Ok(staff::sweep_sessions(conn, now - DAY, BATCH)?
                    + guard::sweep_keys(conn, now, BATCH)?
                    + guard::sweep_tries(conn, now, BATCH)?
                    + outbox::sweep_staff_mails(conn, now - STAFF_MAILS_LIVE, BATCH)?
                    + jobs::forget_failed(conn, now - FAILED_LIVE, FAILED_BATCH)?)
            });
            let removed = removed.await?;
            all += removed;
            if removed == 0 {
                break;
            }
        }
        let mut secrets = 0;
        for prefix in ["form/", "manage/", "tries/"] {
            secrets += ground.vault.drop_secrets(prefix, now - SECRETS_LIVE).await?;
        }
        Ok(format!("{all} expired rows and {secrets} secrets removed"))
    }
}

impl Work for Keys {
    fn kind(&self) -> &'static Kind {
        &KEYS
    }

    fn run(&self, _: Job) -> BoxFuture<'_, Outcome> {
        Box::pin(async move { ended(self.upkeep().await) })
    }
}

impl Keys {
    async fn upkeep(&self) -> Result<String, Failure> {
        let done = self.0.vault.upkeep().await?;
        Ok(format!("{done:?}"))
    }
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn ended(result: Result<String, Failure>) -> Outcome {
    match result {
        Ok(note) => Outcome::done(note),
        Err(error) => Outcome::retry(kit_base::causes(&*error)),
    }
}

/// How often the pool of minted keys is looked after, in milliseconds.
pub const SUPPLY: i64 = MINUTE;
