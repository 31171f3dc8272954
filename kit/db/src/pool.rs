use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use diesel::QueryResult;
use diesel::r2d2::{HandleError, ManageConnection, Pool, PooledConnection, R2D2Connection};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::pg::Server;
use crate::sqlite::{self, Access};
use crate::{Conn, Error, Result};

/// How long to go on trying to connect: a restart of the server is bridged.
const PATIENCE: Duration = Duration::from_secs(10);

/// Makes the connections of one pool.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// A file, and how many KiB of it a reader keeps in memory.
    Sqlite(PathBuf, u32),
    Postgres(Arc<Server>, Access),
}

impl ManageConnection for Source {
    type Connection = Conn;
    type Error = Error;

    fn connect(&self) -> Result<Conn> {
        match self {
            Self::Sqlite(file, cache) => sqlite::open(file, Access::Read, *cache),
            Self::Postgres(server, access) => server.connect(*access).map(Conn::Pg),
        }
    }

    /// Never asked: the `BEGIN` of the next visit finds a dead connection without a trip of its own.
    fn is_valid(&self, _conn: &mut Conn) -> Result<()> {
        Ok(())
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        std::thread::panicking() || conn.is_broken()
    }
}

/// A bounded number of connections of one kind.
///
/// Callers wait in the async world for their turn, so no blocking thread ever waits for a connection.
#[derive(Clone)]
pub(crate) struct Lane {
    pool: Arc<Mutex<Option<Pool<Source>>>>,
    turns: Arc<Semaphore>,
    width: u32,
}

impl Lane {
    pub(crate) fn new(source: Source, width: u32) -> Self {
        let pool = Pool::builder()
            .max_size(width)
            .min_idle(Some(0))
            .test_on_check_out(false)
            .connection_timeout(PATIENCE)
            .error_handler(Box::new(Complaint))
            .build_unchecked(source);
        let turns = Arc::new(Semaphore::new(width as usize));
        Self { pool: Arc::new(Mutex::new(Some(pool))), turns, width }
    }

    /// Runs `f` on a thread that may block, when it is this caller's turn.
    pub(crate) async fn turn<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Visit) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| Error::Closed)?;
        let pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or(Error::Closed)?;
        Self::aside(turn, Visit { pool, width: self.width }, f).await
    }

    /// Runs `f` on the thread that asks, when it is this caller's turn and a connection is open; else as [`Lane::turn`].
    pub(crate) async fn here<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Visit) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| Error::Closed)?;
        let pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or(Error::Closed)?;
        let is_open = pool.state().idle_connections > 0;
        let visit = Visit { pool, width: self.width };
        if is_open {
            return f(&visit);
        }
        Self::aside(turn, visit, f).await
    }

    /// Runs `f` on a thread that may block.
    async fn aside<T: Send + 'static>(
        turn: OwnedSemaphorePermit,
        visit: Visit,
        f: impl FnOnce(&Visit) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let ran = tokio::task::spawn_blocking(move || {
            let value = f(&visit);
            drop(turn);
            value
        });
        match ran.await {
            Ok(value) => value,
            Err(lost) if lost.is_panic() => Err(Error::Panicked),
            Err(_) => Err(Error::Closed),
        }
    }

    /// Connections in use now, and how many there can be.
    pub(crate) fn used(&self) -> (u32, u32) {
        (self.width.saturating_sub(self.turns.available_permits() as u32), self.width)
    }

    /// Waits for those inside, lets nobody in any more, and closes the connections.
    pub(crate) async fn close(&self) {
        let all = self.turns.acquire_many(self.width).await;
        self.turns.close();
        let pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(all);
        // Ending a connection may block for a moment.
        let _ = tokio::task::spawn_blocking(move || drop(pool)).await;
    }
}

/// A turn at a pool.
pub(crate) struct Visit {
    pool: Pool<Source>,
    width: u32,
}

impl Visit {
    /// A connection on which `begin` has worked. Dead ones are thrown away and replaced; there can be as many
    /// of them as the pool is wide.
    pub(crate) fn begun(
        &self,
        begin: impl Fn(&mut Conn) -> QueryResult<()>,
    ) -> Result<PooledConnection<Source>> {
        let mut dead = 0;
        loop {
            let mut conn = self.pool.get().map_err(|error| Error::Unreachable(error.into()))?;
            match begin(&mut conn).map_err(Error::from) {
                Ok(()) => return Ok(conn),
                Err(Error::Lost(_)) if dead < self.width => dead += 1,
                Err(error) => return Err(error),
            }
        }
    }
}

/// Notes failed attempts to connect; whoever waited hears of them as [`Error::Unreachable`].
#[derive(Debug)]
struct Complaint;

impl HandleError<Error> for Complaint {
    fn handle_error(&self, error: Error) {
        let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
        tracing::warn!(%error, cause, "no connection to the database");
    }
}
