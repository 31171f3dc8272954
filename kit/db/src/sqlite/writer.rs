use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

use super::{Access, open};
use crate::transaction::{Tried, begin_write, commit, finish, is_still_open, undo, within};
use crate::{Conn, Error, RUNS, Result};

/// How many closures can wait for the writer before `write` itself waits.
const QUEUE: usize = 1024;
/// KiB of pages it keeps: what is written together lies together.
pub(crate) const WRITER_CACHE: u32 = 4_096;
/// A commit takes at most this many closures …
const BATCH: usize = 256;
/// … and begins no further one after this time, so that the first does not wait long for its answer.
const BATCH_TIME: Duration = Duration::from_millis(20);
/// Batches that have savepoints from the start after one in which a closure failed: who sends what fails does not
/// make every batch run twice.
const CAREFUL: u32 = 64;

/// The one thread that writes to a SQLite file.
///
/// Closures that wait together are committed together: one flush to disk for all of them. When one of them
/// fails, all are undone and run again, each in a savepoint, so the one that fails takes nothing else with it;
/// the next batches then have savepoints at once. When a batch as a whole cannot be committed, each of its
/// closures is run again on its own, so the one at fault is the only one to hear of it.
pub(crate) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Box<dyn Job>>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    counts: Arc<Counts>,
}

/// What the writer did so far.
#[derive(Default)]
struct Counts {
    writes: AtomicU64,
    commits: AtomicU64,
}

impl Writer {
    /// Starts the thread on an open connection.
    pub(crate) fn start(file: PathBuf, conn: Conn) -> Result<Self> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let counts = Arc::new(Counts::default());
        let seat = Seat { file, conn: Some(conn), left: None, careful: 0, counts: Arc::clone(&counts) };
        let thread = std::thread::Builder::new()
            .name("db-writer".into())
            .spawn(move || work(seat, jobs))
            .map_err(|error| Error::Unreachable(error.into()))?;
        Ok(Self { queue: Mutex::new(Some(queue)), thread: Mutex::new(Some(thread)), counts })
    }

    /// Writes asked for so far, and the commits made for them.
    pub(crate) fn counted(&self) -> (u64, u64) {
        let Counts { writes, commits } = &*self.counts;
        (writes.load(Ordering::Relaxed), commits.load(Ordering::Relaxed))
    }

    /// Queues `f` and waits for its commit. Once queued it runs, even when nobody waits any more.
    pub(crate) async fn write<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> Result<T> + Send + 'static,
    {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or(Error::Closed)?;
        let (answer, answered) = oneshot::channel();
        let job = Write { f, value: None, answer, runs: 0 };
        queue.send(Box::new(job)).await.map_err(|_| Error::Closed)?;
        drop(queue);
        self.counts.writes.fetch_add(1, Ordering::Relaxed);
        answered.await.unwrap_or(Err(Error::Closed))
    }

    /// Takes no more, and waits until all that was queued is committed and answered.
    pub(crate) async fn close(&self) {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let joined = tokio::task::spawn_blocking(move || thread.join()).await;
            if !matches!(joined, Ok(Ok(()))) {
                tracing::error!("the database writer did not end as it should");
            }
        }
    }
}

/// A queued closure, whatever it returns.
trait Job: Send {
    /// Runs the closure once and keeps its value for [`Job::succeed`].
    fn run(&mut self, conn: &mut Conn) -> Result<()>;
    /// How often it has run.
    fn runs(&self) -> u32;
    /// Answers with the kept value.
    fn succeed(self: Box<Self>);
    /// Answers with an error.
    fn fail(self: Box<Self>, error: Error);
}

struct Write<T, F> {
    f: F,
    value: Option<T>,
    answer: oneshot::Sender<Result<T>>,
    runs: u32,
}

// A caller that no longer waits has dropped its end of `answer`: then nobody is left to be told.
impl<T: Send, F: Fn(&mut Conn) -> Result<T> + Send> Job for Write<T, F> {
    fn run(&mut self, conn: &mut Conn) -> Result<()> {
        self.runs += 1;
        self.value = Some((self.f)(conn)?);
        Ok(())
    }

    fn runs(&self) -> u32 {
        self.runs
    }

    fn succeed(self: Box<Self>) {
        let _ = self.answer.send(self.value.ok_or(Error::Closed));
    }

    fn fail(self: Box<Self>, error: Error) {
        let _ = self.answer.send(Err(error));
    }
}

/// The writer's connection, opened again when it was thrown away.
struct Seat {
    file: PathBuf,
    conn: Option<Conn>,
    /// The one thrown away, until there is another. When SQLite's last connection goes, the next one reads the
    /// log anew, and would find in it a commit whose flush to disk failed: seen by all, and on disk or not.
    left: Option<Conn>,
    /// How many batches still have savepoints from the start.
    careful: u32,
    counts: Arc<Counts>,
}

impl Seat {
    fn conn(&mut self) -> Result<&mut Conn> {
        let conn = if let Some(conn) = self.conn.take() {
            conn
        } else {
            let opened = open(&self.file, Access::Write, WRITER_CACHE);
            let conn = opened.map_err(|error| Error::Unreachable(error.into()))?;
            // What it had not committed is undone here.
            self.left = None;
            conn
        };
        Ok(self.conn.insert(conn))
    }

    /// Throws the connection away.
    fn leave(&mut self) {
        self.left = self.conn.take().or(self.left.take());
    }

    /// Runs `f` in a transaction of its own.
    fn alone(&mut self, f: impl FnOnce(&mut Conn) -> Result<()>) -> Result<()> {
        let conn = self.conn()?;
        let begun = begin_write(conn).map_err(Error::from);
        if let Err(error) = begun {
            if !error.may_run_again() {
                self.leave();
            }
            return Err(error);
        }
        let conn = self.conn()?;
        let Tried { value, sound } = finish(conn, f);
        if !sound {
            self.leave();
        }
        if value.is_ok() {
            self.counts.commits.fetch_add(1, Ordering::Relaxed);
        }
        value
    }
}

fn work(mut seat: Seat, mut jobs: mpsc::Receiver<Box<dyn Job>>) {
    while let Some(first) = jobs.blocking_recv() {
        match jobs.try_recv() {
            Ok(second) => group(&mut seat, [first, second], &mut jobs),
            Err(_) => solo(&mut seat, first),
        }
    }
}

/// Runs one job in a transaction of its own (no savepoint), again when the file was busy.
fn solo(seat: &mut Seat, mut job: Box<dyn Job>) {
    let mut left = RUNS.saturating_sub(job.runs()).max(1);
    loop {
        left -= 1;
        match seat.alone(|conn| job.run(conn)) {
            Ok(()) => return job.succeed(),
            Err(error) if error.may_run_again() && left > 0 => {}
            // The next run has a connection of its own.
            Err(Error::ReadOnly(_)) if left > 0 => {}
            Err(error) => return job.fail(error),
        }
    }
}

/// Runs the jobs that wait and commits them together.
fn group(seat: &mut Seat, first: [Box<dyn Job>; 2], jobs: &mut mpsc::Receiver<Box<dyn Job>>) {
    let began = Instant::now();
    let mut taken = 0;
    let mut first = first.into_iter();
    let next = || {
        taken += 1;
        first.next().or_else(|| {
            let more = taken <= BATCH && began.elapsed() < BATCH_TIME;
            if more { jobs.try_recv().ok() } else { None }
        })
    };
    let mut ran = Vec::new();
    let whole = together(seat, next, &mut ran);
    if whole {
        seat.counts.commits.fetch_add(1, Ordering::Relaxed);
    } else {
        seat.leave();
    }
    for (job, value) in ran {
        match value {
            _ if !whole => solo(seat, job),
            Ok(()) => job.succeed(),
            Err(error) if error.may_run_again() => solo(seat, job),
            Err(error) => job.fail(error),
        }
    }
    // Those of the first two that a broken batch did not come to.
    for job in first {
        solo(seat, job);
    }
}

/// A job that was taken, and what came of it.
type Ran = (Box<dyn Job>, Result<()>);

/// Whether everything in `ran` that returned `Ok`, and nothing else, is now committed.
fn together(seat: &mut Seat, next: impl FnMut() -> Option<Box<dyn Job>>, ran: &mut Vec<Ran>) -> bool {
    let careful = seat.careful > 0;
    seat.careful = seat.careful.saturating_sub(1);
    let Ok(conn) = seat.conn() else { return false };
    if careful {
        return in_savepoints(conn, next, ran);
    }
    match at_once(conn, next, ran) {
        AtOnce::Committed => true,
        AtOnce::Broken => false,
        AtOnce::Undone => {
            let mut again = std::mem::take(ran).into_iter().map(|(job, _)| job);
            let whole = in_savepoints(conn, || again.next(), ran);
            ran.extend(again.map(|job| (job, Ok(()))));
            seat.careful = CAREFUL;
            whole
        }
    }
}

/// How a batch without savepoints ended.
enum AtOnce {
    /// All of it is committed.
    Committed,
    /// One failed, and nothing of the batch is left.
    Undone,
    /// The connection is to be thrown away.
    Broken,
}

/// Runs jobs one after the other without savepoints, until one fails. A savepoint costs a copy of every page
/// written in it.
fn at_once(conn: &mut Conn, mut next: impl FnMut() -> Option<Box<dyn Job>>, ran: &mut Vec<Ran>) -> AtOnce {
    if begin_write(conn).is_err() {
        return AtOnce::Broken;
    }
    while let Some(mut job) = next() {
        let value = within(conn, |conn| job.run(conn));
        ran.push((job, Ok(())));
        if value.is_err() {
            return if undo(conn, &value) { AtOnce::Undone } else { AtOnce::Broken };
        }
        if !is_still_open(conn) {
            return AtOnce::Broken;
        }
    }
    if commit(conn).is_ok() { AtOnce::Committed } else { AtOnce::Broken }
}

/// Runs each job in a savepoint. Whether everything in `ran` that returned `Ok`, and nothing else, is now
/// committed.
fn in_savepoints(
    conn: &mut Conn,
    mut next: impl FnMut() -> Option<Box<dyn Job>>,
    ran: &mut Vec<Ran>,
) -> bool {
    if begin_write(conn).is_err() {
        return false;
    }
    while let Some(mut job) = next() {
        if begin_write(conn).is_err() {
            ran.push((job, Ok(())));
            return false;
        }
        let Tried { value, sound } = finish(conn, |conn| job.run(conn));
        ran.push((job, value));
        if !sound {
            return false;
        }
    }
    commit(conn).is_ok()
}
