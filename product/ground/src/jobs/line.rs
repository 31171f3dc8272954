//! The workers of one queue.

use std::sync::Arc;
use std::time::Duration;

use kit_base::Millis;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use super::attempt::{Ended, Halt, attempt, halted};
use super::model::{Lease, Outcome, Queue};
use super::store::{self, Held};
use super::worker::{Bell, Pace, Worker, time_limit};

/// Jobs that took long and moved aside, at most. Further long ones keep their place in the queue.
const ASIDE: usize = 32;
/// The least time from a look that found nothing to the next one.
const BREATH: Duration = Duration::from_millis(20);

/// Looks for due jobs of a queue, and does as many at once as it has places.
pub struct Line {
    worker: Worker,
    queue: Queue,
    pace: Pace,
    bell: Bell,
    halt: Halt,
    places: Arc<Semaphore>,
    aside: Arc<Semaphore>,
    turn: usize,
}

impl Line {
    pub fn new(worker: Worker, queue: Queue, pace: Pace, bell: Bell, halt: Halt) -> Self {
        let places = Arc::new(Semaphore::new(queue.width()));
        let aside = Arc::new(Semaphore::new(ASIDE));
        Self { worker, queue, pace, bell, halt, places, aside, turn: 0 }
    }

    /// Goes on until `closed` says so, and then until what runs has ended.
    pub async fn run(mut self, mut closed: watch::Receiver<bool>) {
        let mut running = JoinSet::new();
        loop {
            while running.try_join_next().is_some() {}
            let looked = Instant::now();
            let claimed = self.claim(self.places.available_permits()).await;
            let found = !claimed.is_empty();
            for held in claimed {
                // There are as many places as were counted: nobody else takes any.
                let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else { break };
                running.spawn(self.turn_of(held, place).run());
            }
            tokio::select! {
                biased;
                _ = closed.wait_for(|closed| *closed) => break,
                () = self.something_to_do(found, looked) => {}
            }
        }
        while running.join_next().await.is_some() {}
    }

    async fn claim(&mut self, most: usize) -> Vec<Held> {
        if most == 0 {
            return Vec::new();
        }
        self.turn = self.turn.wrapping_add(1);
        match self.worker.claim(self.queue, most, self.turn, self.pace.lease).await {
            Ok(claimed) => claimed,
            Err(error) => {
                tracing::warn!(%error, queue = self.queue.code(), "could not look for jobs");
                Vec::new()
            }
        }
    }

    /// Returns at once after a look that found something, else when it is time to look again. However often the bell
    /// rings, for instance for jobs of a kind that is switched off, one look follows another only after a [`BREATH`].
    async fn something_to_do(&self, found: bool, looked: Instant) {
        if self.places.available_permits() == 0 {
            drop(self.places.acquire().await);
        } else if !found {
            tokio::select! {
                () = self.bell.rung(self.queue) => {}
                () = sleep(self.pace.poll) => {}
            }
            sleep_until(looked + BREATH).await;
        }
    }

    fn turn_of(&self, held: Held, place: OwnedSemaphorePermit) -> Turn {
        let until = self.worker.clock.now() + self.pace.lease;
        Turn {
            worker: self.worker.clone(),
            pace: self.pace,
            bell: self.bell.clone(),
            halt: self.halt.clone(),
            aside: Arc::clone(&self.aside),
            place: Some(place),
            lease: Lease::default(),
            held,
            until,
        }
    }
}

/// One job's turn.
struct Turn {
    worker: Worker,
    pace: Pace,
    bell: Bell,
    halt: Halt,
    aside: Arc<Semaphore>,
    place: Option<OwnedSemaphorePermit>,
    held: Held,
    lease: Lease,
    until: Millis,
}

impl Turn {
    /// Does the job, renewing its lease, and writes down how it ended.
    async fn run(mut self) {
        let Some(work) = self.worker.registry.work(&self.held.kind) else { return };
        let started_at = self.worker.clock.now();
        let (let_go, told) = watch::channel(false);
        let job = Worker::job(&self.held, &self.lease);
        let attempt = attempt(Arc::clone(&work), job, time_limit(&*work), told);
        tokio::pin!(attempt);
        let mut halt = self.halt.clone();
        let begun = Instant::now();
        let mut beat = tokio::time::interval_at(begun + self.pace.beat, self.pace.beat);
        let mut moved = false;
        let ended = loop {
            tokio::select! {
                ended = &mut attempt => break ended,
                () = halted(&mut halt), if !*let_go.borrow() => drop(let_go.send(true)),
                () = sleep_until(begun + self.pace.quick), if !moved => {
                    moved = true;
                    self.move_aside();
                }
                _ = beat.tick() => {
                    self.renew().await;
                    if !self.lease.is_held() {
                        let _ = let_go.send(true);
                    }
                }
            }
        };
        match ended {
            Ended::By(outcome) => drop(self.worker.end(self.held, &*work, outcome, started_at).await),
            Ended::Stuck => {
                let outcome = Outcome::retry("took too long and did not let go");
                drop(self.worker.end(self.held, &*work, outcome, started_at).await);
            }
            Ended::Dropped => self.worker.give_back(&self.held).await,
        }
        // The end of one job is often the beginning of another.
        self.bell.ring();
    }

    /// Gives the place in the queue free, so that quick jobs never wait for long ones.
    fn move_aside(&mut self) {
        if let Ok(aside) = Arc::clone(&self.aside).try_acquire_owned() {
            self.place = Some(aside);
        }
    }

    /// Renews the lease; one that another has taken, or that ran out unrenewed, is lost.
    async fn renew(&mut self) {
        let (id, Some(lease)) = (self.held.id, self.held.lease) else { return };
        let now = self.worker.clock.now();
        let until = now + self.pace.lease;
        match self.worker.db.write(move |conn| store::renew(conn, id, lease, until)).await {
            Ok(true) => self.until = until,
            Ok(false) => self.lease.lose(),
            Err(_) if now < self.until => {}
            Err(error) => {
                tracing::warn!(%error, job.id = id.0, "the lease of job {} could not be renewed", id.0);
                self.lease.lose();
            }
        }
    }
}
