//! Destroying keys.
//!
//! A destroyed key's bytes are overwritten in its row; SQLite's `secure_delete` clears what the row left
//! behind, and its write-ahead log, which still holds old pages, is emptied. On PostgreSQL old row versions
//! stay until the server has vacuumed them and recycled its log; there, and in copies of either, it is the
//! next turns of the epoch that end them ([`Vault::upkeep`]).

use std::sync::atomic::Ordering;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};
use kit_db::Conn;

use crate::ring::keys;
use crate::wrap::Wrapped;
use crate::{KeyId, Result, Vault};

#[derive(QueryableByName)]
struct File {
    #[diesel(sql_type = Text)]
    file: String,
}

#[derive(QueryableByName)]
struct Checkpoint {
    #[diesel(sql_type = Integer)]
    busy: i32,
}

impl Vault {
    /// Destroys keys: what was sealed under them opens no more, from the moment this returns, and the index
    /// rows that led to them are gone. Destroying a key again, or one that the ring does not have, is fine:
    /// it will be known as destroyed. All of them or, when this fails, none.
    ///
    /// Write down elsewhere that they are to be destroyed before calling this; a copy of the ring knows
    /// nothing of it.
    ///
    /// # Errors
    /// Those of the ring's database.
    pub async fn destroy(&self, ids: &[KeyId]) -> Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let inner = &self.inner;
        let mut sorted = ids.to_vec();
        // One order for all, so that two destructions do not wait for each other.
        sorted.sort_unstable();
        sorted.dedup();
        let noise = sorted.iter().map(|id| (*id, Wrapped::noise(&*inner.entropy)));
        let noise: Vec<(KeyId, Wrapped)> = noise.collect();
        let now = self.now();
        inner.stock.forget(&sorted);
        inner.keys.bar(&sorted);
        let done = inner.db.write(move |conn| keys::destroy(conn, &noise, now)).await;
        inner.keys.destroyed(&sorted);
        done?;
        self.clear_log().await;
        Ok(())
    }

    /// Drops opened keys that another process destroyed.
    pub fn forget(&self, ids: &[KeyId]) {
        self.inner.stock.forget(ids);
        self.inner.keys.forget(ids);
    }

    /// Empties SQLite's write-ahead log, in which overwritten rows still lie as they were. When somebody
    /// reads or writes all the while, this is left to the next [`Vault::upkeep`].
    pub(crate) async fn clear_log(&self) {
        self.inner.log_is_stale.store(true, Ordering::SeqCst);
        match self.try_clear_log().await {
            Ok(true) => self.inner.log_is_stale.store(false, Ordering::SeqCst),
            Ok(false) => tracing::info!("the key ring's log is in use and is emptied later"),
            Err(error) => tracing::warn!(%error, "the key ring's log could not be emptied; later again"),
        }
    }

    async fn try_clear_log(&self) -> Result<bool> {
        let found = self.inner.db.read(file_of).await?;
        let Some(file) = found else { return Ok(true) };
        let cleared = tokio::task::spawn_blocking(move || checkpoint(&file)).await;
        Ok(cleared.unwrap_or(Err(kit_db::Error::Panicked))?)
    }
}

/// The ring's file, when it is one.
fn file_of(conn: &mut Conn) -> kit_db::Result<Option<String>> {
    let Conn::Lite(lite) = conn else { return Ok(None) };
    let found: File =
        diesel::sql_query("SELECT file FROM pragma_database_list WHERE name = 'main'").get_result(lite)?;
    Ok(Some(found.file))
}

/// Moves the log into the file and cuts it to nothing; gives whether it could. On a connection of its own,
/// since this cannot be done inside a transaction.
fn checkpoint(file: &str) -> kit_db::Result<bool> {
    let mut lite = SqliteConnection::establish(file).map_err(kit_db::Error::other)?;
    lite.batch_execute("PRAGMA busy_timeout = 1500; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON")?;
    let done: Checkpoint = diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(&mut lite)?;
    Ok(done.busy == 0)
}
