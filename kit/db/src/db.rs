use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use diesel::connection::SimpleConnection;
use diesel::r2d2::ManageConnection;

use crate::pg::{self, Server};
use crate::pool::{Lane, Source};
use crate::sqlite::{self, Access, WRITER_CACHE, Writer};
use crate::transaction::{begin_read, look};
use crate::{Conn, Engine, Error, Migration, Place, Result, migrate};

/// Connections per process and kind on PostgreSQL.
const POSTGRES_WIDTH: u32 = 16;
/// Readers of a SQLite file: one a core, within these bounds.
const SQLITE_WIDTH: std::ops::RangeInclusive<usize> = 2..=16;
/// No statement of a slow reader is too slow, and it may wait between two for the disk it writes to.
const PATIENT: &str = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0";

/// An open database. Clones are the same one.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    readers: Lane,
    writers: Writers,
    /// Makes the connections of readers that take their time.
    slow: Source,
    /// Writes asked for on PostgreSQL, where each is a commit of its own.
    writes: AtomicU64,
}

/// How busy a database is, as seen by this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stats {
    /// Reading connections in use now.
    pub readers_used: u32,
    /// Reading connections there can be.
    pub readers_most: u32,
    /// Writing connections in use now; 0 on SQLite, whose writer is a thread.
    pub writers_used: u32,
    /// Writing connections there can be.
    pub writers_most: u32,
    /// Writes asked for so far.
    pub writes: u64,
    /// Commits made for them; on SQLite one carries those that waited together.
    pub commits: u64,
}

enum Writers {
    Sqlite(Writer),
    Postgres(Lane),
}

/// What is read from a database, and so how much of it is worth keeping in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Rows from everywhere, found in many ways. The inner pages of all its trees stay in memory, up to some millions
    /// of rows.
    Wide,
    /// Short rows, found by their id.
    Narrow,
}

impl Reading {
    /// How many KiB each of `readers` keeps: what is right for one, as long as they do not have too much together.
    fn cache(self, readers: u32) -> u32 {
        let (one, all) = match self {
            Self::Wide => (131_072, 524_288),
            Self::Narrow => (8_192, 32_768),
        };
        one.min(all / readers)
    }
}

impl std::fmt::Debug for Db {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Db").field("engine", &self.inner.engine).finish_non_exhaustive()
    }
}

impl Db {
    /// Opens the database and checks that it keeps what it confirms. It may still be empty: see
    /// [`Db::migrate`]. Blocks for as long as connecting takes, so call it before the runtime is busy.
    ///
    /// # Errors
    /// [`Error::Refused`](crate::Error::Refused) when the place or the engine's settings will not do,
    /// [`Error::Unreachable`](crate::Error::Unreachable) when the server does not answer or its certificate is
    /// not trusted.
    pub fn open(place: &Place) -> Result<Self> {
        Self::open_for(place, Reading::Wide)
    }

    /// The same, for what is read from it. PostgreSQL has memory of its own, and does not ask.
    ///
    /// # Errors
    /// Those of [`Db::open`].
    pub fn open_for(place: &Place, reading: Reading) -> Result<Self> {
        match place {
            Place::Sqlite(file) => Self::open_sqlite(file.clone(), reading),
            Place::Postgres { url, ca_file } => Self::open_postgres(Server::new(url, ca_file.as_deref())?),
        }
    }

    fn open_sqlite(file: PathBuf, reading: Reading) -> Result<Self> {
        let conn = sqlite::open(&file, Access::Write, WRITER_CACHE)?;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
        let width = cores.clamp(*SQLITE_WIDTH.start(), *SQLITE_WIDTH.end()) as u32;
        let slow = Source::Sqlite(file.clone(), reading.cache(width));
        let readers = Lane::new(slow.clone(), width);
        let writers = Writers::Sqlite(Writer::start(file, conn)?);
        Ok(Self {
            inner: Arc::new(Inner {
                engine: Engine::Sqlite,
                readers,
                writers,
                slow,
                writes: AtomicU64::new(0),
            }),
        })
    }

    fn open_postgres(server: Server) -> Result<Self> {
        server.check()?;
        let server = Arc::new(server);
        let lane = |access| Lane::new(Source::Postgres(Arc::clone(&server), access), POSTGRES_WIDTH);
        let (readers, writers) = (lane(Access::Read), Writers::Postgres(lane(Access::Write)));
        let slow = Source::Postgres(server, Access::Read);
        Ok(Self {
            inner: Arc::new(Inner {
                engine: Engine::Postgres,
                readers,
                writers,
                slow,
                writes: AtomicU64::new(0),
            }),
        })
    }

    /// How busy it is.
    pub fn stats(&self) -> Stats {
        let (readers_used, readers_most) = self.inner.readers.used();
        let (writers_used, writers_most) = match &self.inner.writers {
            Writers::Sqlite(_) => (0, 1),
            Writers::Postgres(lane) => lane.used(),
        };
        let (writes, commits) = match &self.inner.writers {
            Writers::Sqlite(writer) => writer.counted(),
            Writers::Postgres(_) => {
                let writes = self.inner.writes.load(Ordering::Relaxed);
                (writes, writes)
            }
        };
        Stats { readers_used, readers_most, writers_used, writers_most, writes, commits }
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        self.inner.engine
    }

    /// Whether other processes may write to it beside this one. A file of SQLite has one that does.
    pub fn is_shared(&self) -> bool {
        self.inner.engine == Engine::Postgres
    }

    /// Runs `f` on a connection that cannot change data. All its statements see the same moment.
    ///
    /// `f` may block its thread, but has to be quick (under 100 ms): it holds one of few connections. On SQLite it
    /// runs on the thread that asks: most reads take less than to wake another. No more than one a core does so at a
    /// time, so a runtime with more threads than cores always has one that does not wait for a disk.
    ///
    /// # Errors
    /// What `f` returns, and those of [`Error`](crate::Error) that say why it could not run.
    pub async fn read<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    {
        let visit = |visit: &crate::pool::Visit| look(&mut *visit.begun(begin_read)?, f).value;
        match self.inner.engine {
            // A server is a trip away.
            Engine::Postgres => self.inner.readers.turn(visit).await,
            Engine::Sqlite => self.inner.readers.here(visit).await,
        }
    }

    /// Runs `f`, which makes one statement and no more, as [`Db::read`] does: on SQLite without the transaction around it
    /// that would let several see the same moment, and would cost more than a short statement does.
    ///
    /// # Errors
    /// Those of [`Db::read`].
    pub async fn read_one<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    {
        match self.inner.engine {
            // There the transaction's beginning tells a dead connection before `f` is used up.
            Engine::Postgres => self.read(f).await,
            Engine::Sqlite => {
                let visit = |visit: &crate::pool::Visit| look(&mut *visit.begun(|_| Ok(()))?, f).value;
                self.inner.readers.here(visit).await
            }
        }
    }

    /// Runs `f` on a connection made for it, which cannot change data and may take its time: minutes, for
    /// instance, while it copies everything. All its statements see the same moment. It takes no turn of
    /// those that [`Db::read`] shares, and [`Db::close`] does not wait for it. For a backup and the like: on
    /// SQLite the log grows while it lasts.
    ///
    /// # Errors
    /// What `f` returns, and those of [`Error`](crate::Error) that say why it could not run.
    pub async fn snapshot<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    {
        let slow = self.inner.slow.clone();
        let ran = tokio::task::spawn_blocking(move || {
            let mut conn = slow.connect()?;
            begin_read(&mut conn)?;
            let patient = |conn: &mut Conn| match conn {
                Conn::Pg(pg) => pg.batch_execute(PATIENT),
                Conn::Lite(_) => Ok(()),
            };
            look(&mut conn, |conn| {
                patient(conn)?;
                f(conn)
            })
            .value
        });
        ran.await.unwrap_or(Err(Error::Panicked))
    }

    /// Runs `f` in a transaction. When this returns `Ok`, its changes are durable; when it returns an error,
    /// none of them was made (but see [`Error::Uncertain`](crate::Error::Uncertain)).
    ///
    /// `f` may run up to three times, so it does nothing but execute statements: times, ids, random values
    /// and sealing are made before. Once begun, it is carried out even when the returned future is dropped.
    ///
    /// A statement that fails and whose error `f` does not return undoes the whole transaction on PostgreSQL:
    /// `write` then fails. To go on after an error, put the statement into `conn.transaction(…)`.
    ///
    /// # Errors
    /// What `f` returns, and those of [`Error`](crate::Error) that say why it could not run or commit.
    pub async fn write<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> Result<T> + Send + 'static,
    {
        match &self.inner.writers {
            Writers::Sqlite(writer) => writer.write(f).await,
            Writers::Postgres(lane) => {
                self.inner.writes.fetch_add(1, Ordering::Relaxed);
                lane.turn(move |visit| pg::write(visit, f)).await
            }
        }
    }

    /// Brings the tables up to the list: all that is missing, in one transaction. Returns the numbers that
    /// ran now.
    ///
    /// # Errors
    /// [`Error::Refused`](crate::Error::Refused) when list and database do not fit together.
    pub async fn migrate(&self, list: impl Into<Cow<'static, [Migration]>>) -> Result<Vec<u32>> {
        let list = list.into();
        self.write(move |conn| migrate::run(conn, &list)).await
    }

    /// Lets nothing new in, waits for everything that was accepted, and closes the connections. Clones
    /// answer [`Error::Closed`](crate::Error::Closed) from then on.
    pub async fn close(self) {
        // Readers first: SQLite tidies its log away when the last connection, the writer's, goes.
        self.inner.readers.close().await;
        match &self.inner.writers {
            Writers::Sqlite(writer) => writer.close().await,
            Writers::Postgres(lane) => lane.close().await,
        }
    }
}
