//! Background work: what is to be done later, or again and again, stands in a table and is done by workers.
//!
//! **The way of a job.** [`enqueue`] writes it in the transaction that made it necessary. A worker of its
//! queue claims it: the row is leased for a minute, and the lease renewed while the work goes on. Ending it,
//! the record of the run and the counters are one commit. A job that failed is tried again after a growing
//! pause, and after its last attempt stays as `failed`, with its reason, until a person decides. A worker
//! that dies leaves leases that run out; another takes the jobs over. So a job may be done twice and is never
//! lost: whoever writes one makes doing it twice the same as doing it once.
//!
//! **Nobody waits for a bad job.** Each attempt has a thread of its own and a time limit; a panic, a hang and
//! a failure are all just counted. A job that takes longer than a few seconds moves aside and gives its place
//! in the queue free. Kinds take turns.
//!
//! **Recurring jobs** are one row each, which is given its next time when it ends: it cannot exist twice, and
//! times missed are made up for once.
//!
//! Clocks: leases are compared with the clock of the process. Processes of one installation must agree on
//! the time within half a minute, or two may do the same job.
//!
//! To add a kind: a `const` [`Kind`], a type that is [`Work`], its place in the list that `boot` gives to
//! [`Registry::new`], and the texts `job-…-title` and `job-…-about`.

use std::sync::Arc;

use kit_db::{Migration, Step};

mod attempt;
mod ending;
mod line;
mod listing;
mod model;
mod pages;
mod store;
mod tables;
#[cfg(test)]
mod tests;
mod worker;

pub use listing::{
    FailedJob, KindStatus, Run, depths, drop_failed, failed, failed_one, forget_failed, hurry, kinds,
    run_now, runs, set_enabled, status, try_again,
};
pub use model::{BoxFuture, Job, JobId, Kind, Lease, Outcome, Queue, Schedule, Work, pause};
pub use pages::routes;
pub use store::{NewJob, enqueue};
pub use worker::{Bell, Pace, Ran, Worker, WorkerHandle};

/// The tables of this slice.
pub const MIGRATIONS: &[Migration] =
    &[Migration { number: 14, name: "jobs", step: Step::Both(include_str!("migrations/0014_jobs.sql")) }];

/// Everything that can be done, by kind.
#[derive(Clone)]
pub struct Registry {
    works: Arc<[Arc<dyn Work>]>,
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.kinds().map(|kind| kind.name)).finish()
    }
}

impl Registry {
    /// The registry of these works.
    ///
    /// # Panics
    /// When two do the same kind: the program is put together wrongly.
    pub fn new(works: Vec<Arc<dyn Work>>) -> Self {
        let mut names: Vec<&str> = works.iter().map(|work| work.kind().name).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all, "two works do the same kind of job: {names:?}");
        Self { works: works.into() }
    }

    /// All kinds, in the order they were given.
    pub fn kinds(&self) -> impl Iterator<Item = &'static Kind> {
        self.works.iter().map(|work| work.kind())
    }

    /// The kind with this name.
    pub fn kind(&self, name: &str) -> Option<&'static Kind> {
        self.kinds().find(|kind| kind.name == name)
    }

    fn work(&self, name: &str) -> Option<Arc<dyn Work>> {
        self.works.iter().find(|work| work.kind().name == name).cloned()
    }

    fn names(&self, queue: Queue) -> Vec<&'static str> {
        self.kinds().filter(|kind| kind.queue == queue).map(|kind| kind.name).collect()
    }
}
