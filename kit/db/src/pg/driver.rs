use std::time::Duration;

use diesel::QueryResult;
use diesel::result::Error as Diesel;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

/// How long a connection may take to say goodbye.
const FAREWELL: Duration = Duration::from_secs(1);

/// The runtime of one connection: it works only while somebody waits for an answer, on the thread that waits.
pub(super) struct Driver {
    runtime: Quiet,
    /// What moves the connection's bytes. It ends when the client, the other half, is dropped.
    task: Option<JoinHandle<()>>,
}

impl Driver {
    pub(super) fn new() -> std::io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        Ok(Self { runtime: Quiet(Some(runtime)), task: None })
    }

    /// Drives `future` to its end on this thread.
    pub(super) fn drive<T>(&self, future: impl Future<Output = QueryResult<T>>) -> QueryResult<T> {
        self.within(future).unwrap_or(Err(Diesel::BrokenTransactionManager))
    }

    /// As [`Driver::drive`], for any kind of answer; `None` only while this is being dropped.
    pub(super) fn within<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        self.runtime.0.as_ref().map(|runtime| runtime.block_on(future))
    }

    /// Lets `connection` move its bytes whenever this driver is driven.
    pub(super) fn carry(&mut self, connection: impl Future<Output = ()> + Send + 'static) {
        self.task = self.runtime.0.as_ref().map(|runtime| runtime.spawn(connection));
    }
}

impl Drop for Driver {
    /// Lets the task tell the server that the connection ends, or the server's log would be full of lost ones.
    /// That takes a thread: this may be dropped in an async task, where nothing may wait.
    fn drop(&mut self) {
        let runtime = Quiet(self.runtime.0.take());
        if let Some(task) = self.task.take() {
            let farewell = move || {
                let wait = async { tokio::time::timeout(FAREWELL, task).await };
                runtime.0.as_ref().map(|runtime| runtime.block_on(wait))
            };
            // Without a thread the connection ends all the same, only without a word.
            let _ = std::thread::Builder::new().name("db-farewell".into()).spawn(farewell);
        }
    }
}

/// A runtime that does not wait when it is dropped (waiting panics in an async task).
struct Quiet(Option<Runtime>);

impl Drop for Quiet {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
