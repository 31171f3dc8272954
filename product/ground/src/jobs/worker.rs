//! What a process does with jobs: claiming, ending, taking back what others left.

use std::sync::Arc;
use std::time::Duration;

use kit_base::{Clock, Entropy, IdSource, Millis};
use kit_db::Db;
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::Registry;
use super::attempt::{Ended, attempt_here};
use super::ending::{self, Ending};
use super::line::Line;
use super::model::{Job, JobId, Kind, Lease, Outcome, Queue, Verdict, Work, verdict};
use super::store::{self, Claim, Held};

/// Leases of dead workers ended in one go, per kind.
const ABANDONED_AT_ONCE: usize = 8;
/// How often the end of an attempt is written before it is left to the lease to run out.
const END_TRIES: u32 = 5;
/// How long a stop waits for jobs that were told to end.
const LAST_WAIT: Duration = Duration::from_secs(10);

/// How fast everything goes. The default is what the program uses.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How often each queue looks for due jobs when nobody rings.
    pub poll: Duration,
    /// After how long a job moves aside and frees its place in the queue.
    pub quick: Duration,
    /// How long a claim holds without being renewed, in milliseconds.
    pub lease: Millis,
    /// How often a claim is renewed.
    pub beat: Duration,
    /// How long a stop lets running jobs go on.
    pub stop: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            poll: Duration::from_millis(500),
            quick: Duration::from_secs(5),
            lease: kit_base::MINUTE,
            beat: Duration::from_secs(20),
            stop: Duration::from_secs(20),
        }
    }
}

/// Wakes the workers of this process. Ring it after the commit that enqueued something; forgetting it costs
/// half a second.
#[derive(Debug, Clone, Default)]
pub struct Bell(Arc<[Notify; 4]>);

impl Bell {
    /// Wakes them.
    pub fn ring(&self) {
        for notify in self.0.iter() {
            notify.notify_one();
        }
    }

    pub(super) async fn rung(&self, queue: Queue) {
        self.0[queue as usize].notified().await;
    }
}

/// What jobs are done with.
#[derive(Clone)]
pub struct Worker {
    /// Where jobs stand.
    pub db: Db,
    /// What can be done.
    pub registry: Registry,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Scatters pauses.
    pub entropy: Arc<dyn Entropy>,
    /// Makes ids.
    pub ids: Arc<IdSource>,
    /// The name of this process, which no other running one of the installation has.
    pub node: String,
}

/// Running workers. Dropping it ends their jobs at once; [`WorkerHandle::stop`] does it properly.
#[must_use]
pub struct WorkerHandle {
    lines: JoinSet<()>,
    close: watch::Sender<bool>,
    halt: watch::Sender<bool>,
    pace: Pace,
}

/// What [`Worker::run_due`] did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ran {
    /// Attempts that did their work.
    pub done: usize,
    /// Attempts that failed and will be made again.
    pub retried: usize,
    /// Attempts that failed for good.
    pub failed: usize,
}

impl Worker {
    /// Starts the workers of this process: writes down the kinds and the rows of recurring ones, takes back
    /// what an earlier process of the same name left, and begins.
    pub async fn start(self, bell: Bell) -> kit_db::Result<WorkerHandle> {
        self.start_at_pace(bell, Pace::default()).await
    }

    /// The same, faster or slower.
    pub async fn start_at_pace(self, bell: Bell, pace: Pace) -> kit_db::Result<WorkerHandle> {
        self.register().await?;
        for kind in self.registry.kinds() {
            while self.take_back(kind, Some(self.node.clone())).await? == ABANDONED_AT_ONCE {}
        }
        let (close, closed) = watch::channel(false);
        let (halt, halted) = watch::channel(false);
        let mut lines = JoinSet::new();
        for queue in Queue::ALL {
            let line = Line::new(self.clone(), queue, pace, bell.clone(), halted.clone());
            lines.spawn(line.run(closed.clone()));
        }
        Ok(WorkerHandle { lines, close, halt, pace })
    }

    /// Does everything that is due now, one after the other, on the caller's thread, and what those jobs
    /// bring about; then returns. For tests and the command line.
    pub async fn run_due(&self) -> kit_db::Result<Ran> {
        self.run_due_in(&Queue::ALL).await
    }

    /// The same with what is due in these queues alone.
    pub async fn run_due_in(&self, queues: &[Queue]) -> kit_db::Result<Ran> {
        self.register().await?;
        let mut ran = Ran::default();
        loop {
            let mut claimed = Vec::new();
            for queue in queues.iter().copied() {
                claimed.extend(self.claim(queue, queue.width(), 0, Pace::default().lease).await?);
            }
            if claimed.is_empty() {
                return Ok(ran);
            }
            for held in claimed {
                match self.do_here(held).await {
                    Some(Verdict::Done { .. }) => ran.done += 1,
                    Some(Verdict::Again { .. }) => ran.retried += 1,
                    Some(Verdict::Failed { .. }) => ran.failed += 1,
                    None => {}
                }
            }
        }
    }

    async fn do_here(&self, held: Held) -> Option<Verdict> {
        let work = self.registry.work(&held.kind)?;
        let started_at = self.clock.now();
        let limit = time_limit(&*work);
        match attempt_here(&*work, Self::job(&held, &Lease::default()), limit).await {
            Ended::By(outcome) => Some(self.end(held, &*work, outcome, started_at).await),
            Ended::Dropped | Ended::Stuck => None,
        }
    }

    /// Writes down the kinds and the rows of recurring ones: for a process that does no jobs itself.
    pub async fn register(&self) -> kit_db::Result<()> {
        let now = self.clock.now();
        let kinds: Vec<_> = self.registry.kinds().collect();
        let ids: Vec<JobId> = kinds.iter().map(|_| JobId(self.ids.next(now))).collect();
        self.db.write(move |conn| store::register(conn, &kinds, &ids, now)).await
    }

    /// Ends the leases of dead workers on one kind: those that ran out, or all of the process `dead`.
    async fn take_back(&self, kind: &'static Kind, dead: Option<String>) -> kit_db::Result<usize> {
        let now = self.clock.now();
        let made: Vec<(i64, [u8; 4])> =
            (0..ABANDONED_AT_ONCE).map(|_| (self.ids.next(now), self.entropy.bytes())).collect();
        let me = self.node.clone();
        let write = move |conn: &mut kit_db::Conn| {
            let held = store::abandoned(conn, kind.name, dead.as_deref(), now, ABANDONED_AT_ONCE as i64)?;
            let found = held.len();
            for (held, (run, chance)) in held.into_iter().zip(&made) {
                let outcome = Outcome::retry("the worker ended without a word");
                let verdict = verdict(kind, held.attempt as u32, outcome, now, *chance);
                let (node, started_at, ended_at) = (me.clone(), now, now);
                let ending =
                    Ending { run: *run, held, kind, verdict, node, started_at, ended_at, outcome: "lost" };
                ending::end(conn, &ending)?;
            }
            Ok(found)
        };
        self.db.write(write).await
    }

    /// Claims up to `most` due jobs of a queue; kinds take turns, beginning with number `turn`.
    pub(super) async fn claim(
        &self,
        queue: Queue,
        most: usize,
        turn: usize,
        lease: Millis,
    ) -> kit_db::Result<Vec<Held>> {
        let now = self.clock.now();
        let names = self.registry.names(queue);
        let store::Due { waiting: mut due, abandoned } =
            self.db.read(move |conn| store::due(conn, &names, now)).await?;
        for kind in abandoned.iter().filter_map(|kind| self.registry.kind(kind)) {
            self.take_back(kind, None).await?;
        }
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let first = turn % due.len();
        due.rotate_left(first);
        let claim = Claim { lease: self.ids.next(now), node: self.node.clone(), until: now + lease };
        let share = most.div_ceil(due.len());
        let write = move |conn: &mut kit_db::Conn| {
            let mut claimed = Vec::new();
            for kind in &due {
                let room = share.min(most - claimed.len());
                if room > 0 {
                    claimed.extend(store::claim(conn, kind, &claim, now, room as i64)?);
                }
            }
            Ok(claimed)
        };
        self.db.write(write).await
    }

    /// Writes down how an attempt ended, and says what becomes of the job. A database that cannot be written to
    /// now may be a moment later.
    pub(super) async fn end(
        &self,
        held: Held,
        work: &dyn Work,
        outcome: Outcome,
        started_at: Millis,
    ) -> Verdict {
        let ended_at = self.clock.now();
        let kind = work.kind();
        let verdict = verdict(kind, held.attempt as u32, outcome, ended_at, self.entropy.bytes());
        let (run, id) = (self.ids.next(ended_at), held.id.0);
        if let Verdict::Failed { why } = &verdict {
            tracing::error!(job.id = id, job.kind = kind.name, why, "job {id} was given up");
        }
        let outcome = verdict.word();
        let node = self.node.clone();
        let ending =
            Ending { run, held, kind, verdict: verdict.clone(), node, started_at, ended_at, outcome };
        for tries in 1..=END_TRIES {
            let ending = ending.clone();
            match self.db.write(move |conn| ending::end(conn, &ending)).await {
                Ok(true) => break,
                Ok(false) => {
                    tracing::warn!(
                        job.id = id,
                        job.kind = kind.name,
                        "job {id} ended after its lease was lost"
                    );
                    break;
                }
                Err(error) if tries == END_TRIES => {
                    tracing::error!(%error, job.id = id, "the end of job {id} could not be written");
                }
                Err(_) => sleep(Duration::from_millis(200) * tries).await,
            }
        }
        verdict
    }

    /// Gives a job back as if it had not been begun.
    pub(super) async fn give_back(&self, held: &Held) {
        let (id, Some(lease)) = (held.id, held.lease) else { return };
        if let Err(error) = self.db.write(move |conn| store::give_back(conn, id, lease)).await {
            tracing::warn!(%error, job.id = id.0, "job {} could not be given back; its lease will run out", id.0);
        }
    }

    pub(super) fn job(held: &Held, lease: &Lease) -> Job {
        Job {
            id: held.id,
            payload: serde_json::from_str(&held.payload).unwrap_or_default(),
            attempt: held.attempt as u32,
            lease: lease.clone(),
        }
    }
}

pub(super) fn time_limit(work: &dyn Work) -> Duration {
    Duration::from_millis(work.time_limit().unsigned_abs())
}

impl WorkerHandle {
    /// Claims nothing more, lets running jobs come to their end for a while, then ends them and gives them
    /// back. Nothing is lost: what was not done stands in the table.
    pub async fn stop(mut self) {
        let _ = self.close.send(true);
        if timeout(self.pace.stop, self.all_ended()).await.is_err() {
            let _ = self.halt.send(true);
            if timeout(LAST_WAIT, self.all_ended()).await.is_err() {
                tracing::warn!("some jobs did not end; their leases will run out");
            }
        }
    }

    async fn all_ended(&mut self) {
        while self.lines.join_next().await.is_some() {}
    }
}
