//! The daily job that renews every copy of the epochs.

use std::path::{Path, PathBuf};

use kit_base::DAY;

use super::{blocking, store};
use crate::Ground;
use crate::jobs::{BoxFuture, Job, Kind, Outcome, Queue, Schedule, Work};

static SLOTS: Kind = Kind::new("backups.slots", Queue::Maintenance).recurring(Schedule::Every(DAY));

/// The kinds of job of this slice.
pub fn kinds() -> Vec<&'static Kind> {
    vec![&SLOTS]
}

/// Renews every copy of the epochs, so that none outlives the turning of the epochs by more than a day.
pub struct Slots(pub Ground);

impl Work for Slots {
    fn kind(&self) -> &'static Kind {
        &SLOTS
    }

    fn run(&self, _: Job) -> BoxFuture<'_, Outcome> {
        Box::pin(async move {
            match self.renew().await {
                // A place that is away is no fault of the job: the doctor says how long it has been away.
                Ok((renewed, failed)) => {
                    Outcome::done(format!("{renewed} renewed, {failed} could not be reached"))
                }
                Err(error) => Outcome::retry(error.to_string()),
            }
        })
    }
}

impl Slots {
    /// How many were renewed, and how many could not be.
    async fn renew(&self) -> kit_db::Result<(usize, usize)> {
        let Self(ground) = self;
        let (mut renewed, mut failed) = (0, 0);
        for place in ground.db.read(store::standing).await? {
            let (vault, slot) = (ground.vault.clone(), PathBuf::from(&place.slot));
            let done = blocking(move || {
                // A disk that is not plugged in leaves an empty mount point: nothing is made there.
                if !Path::new(&slot).is_dir() {
                    let source = std::io::ErrorKind::NotFound.into();
                    return Err(super::BackupError::file("reach", &slot, source));
                }
                Ok(vault.write_slot(&slot)?)
            });
            let fault = done.await.err().map(|error| error.to_string());
            let (id, now) = (place.id, ground.now());
            if let Some(fault) = &fault {
                tracing::warn!(fault, "a copy of the wrapping keys could not be renewed");
                failed += 1;
            } else {
                renewed += 1;
            }
            ground.db.write(move |conn| store::renewed(conn, id, now, fault.as_deref())).await?;
        }
        Ok((renewed, failed))
    }
}
