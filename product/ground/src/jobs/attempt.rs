//! One attempt at one job, kept apart from everything else.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{oneshot, watch};
use tokio::time::timeout;

use super::model::{Job, Outcome, Work};

/// How long a job whose time is over has to come to an `await`, where it can be dropped.
const GRACE: Duration = Duration::from_secs(5);

/// How an attempt ended.
#[derive(Debug)]
pub enum Ended {
    /// It came to an end by itself, or was ended because its time was over.
    By(Outcome),
    /// It was dropped because the worker is stopping, and has let go of everything.
    Dropped,
    /// Its time is over and it does not let go: its thread goes on, unheeded.
    Stuck,
}

/// Tells attempts to end: `true` once they must.
pub type Halt = watch::Receiver<bool>;

/// Does `job` on a thread of its own, so that neither a panic nor a loop that never waits takes anything from
/// other work. Ends when the work ends, when `limit` is over, or when `halt` says so.
pub async fn attempt(work: Arc<dyn Work>, job: Job, limit: Duration, mut halt: Halt) -> Ended {
    let (tell, told) = oneshot::channel();
    let runtime = Handle::current();
    let halted_too = halt.clone();
    let name = format!("job {}", work.kind().name);
    let thread = std::thread::Builder::new().name(name).spawn(move || {
        let done =
            catch_unwind(AssertUnwindSafe(|| runtime.block_on(within(&*work, job, limit, halted_too))));
        // A panic's words may quote what the job was working on, so they are not kept.
        let _ = tell.send(done.unwrap_or_else(|_| Ended::By(Outcome::retry("panicked"))));
    });
    if let Err(error) = thread {
        return Ended::By(Outcome::retry(format!("no thread for it: {error}")));
    }
    let overdue = async {
        let _ = timeout(limit, halted(&mut halt)).await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        ended = told => ended.unwrap_or(Ended::Stuck),
        () = overdue => Ended::Stuck,
    }
}

/// The same on the thread of the caller: for tests, which are to fail where the work does.
pub async fn attempt_here(work: &dyn Work, job: Job, limit: Duration) -> Ended {
    let (_go_on, halt) = watch::channel(false);
    let attempt = AssertUnwindSafe(within(work, job, limit, halt));
    let ended = futures_util::FutureExt::catch_unwind(attempt).await;
    ended.unwrap_or_else(|_| Ended::By(Outcome::retry("panicked")))
}

async fn within(work: &dyn Work, job: Job, limit: Duration, mut halt: Halt) -> Ended {
    tokio::select! {
        ended = timeout(limit, work.run(job)) => {
            Ended::By(ended.unwrap_or_else(|_| Outcome::retry(format!("took longer than {} s", limit.as_secs()))))
        }
        () = halted(&mut halt) => Ended::Dropped,
    }
}

/// Returns once `halt` says so, or once nobody is left to say it.
pub async fn halted(halt: &mut Halt) {
    let _ = halt.wait_for(|halt| *halt).await;
}
