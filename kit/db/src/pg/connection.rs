use std::any::Any;

use diesel::connection::{
    AnsiTransactionManager, CacheSize, Connection, Instrumentation, LoadConnection, SimpleConnection,
    TransactionManager,
};
use diesel::expression::QueryMetadata;
use diesel::internal::derives::multiconnection::{ConnectionSealed, MultiConnectionHelper};
use diesel::migration::{CREATE_MIGRATIONS_TABLE, MigrationConnection};
use diesel::pg::{Pg, PgMetadataLookup, PgTypeMetadata};
use diesel::query_builder::{Query, QueryFragment, QueryId};
use diesel::r2d2::R2D2Connection;
use diesel::result::{DatabaseErrorKind, Error as Diesel};
use diesel::sql_types::TypeMetadata;
use diesel::{ConnectionError, ConnectionResult, QueryResult};
use diesel_async::{AsyncConnection, AsyncConnectionCore, AsyncPgConnection, SimpleAsyncConnection};
use futures_util::StreamExt;
use rustls::ClientConfig;
use tokio_postgres::{Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::driver::Driver;
use crate::{Error, Result};

/// A blocking connection to PostgreSQL.
///
/// It drives an asynchronous one on a runtime of its own, on the thread that calls it, so it panics when it
/// is used in an async task. That is a bug in the caller: only closures on blocking threads get one.
pub struct PgConn {
    // Before the driver, so that it is dropped first: that is what ends the driver's task.
    conn: Box<AsyncPgConnection>,
    driver: Driver,
    transactions: AnsiTransactionManager,
    /// A statement of the open transaction has failed, so the server will not commit it.
    spoiled: bool,
    /// The server is not there any more.
    lost: bool,
}

impl PgConn {
    /// Connects; with `tls`, the server's certificate has to be valid for its name.
    pub(super) fn connect(config: &Config, tls: Option<&ClientConfig>) -> Result<Self> {
        let mut driver = Driver::new().map_err(unreachable)?;
        let client = if let Some(tls) = tls {
            let connecting = config.connect(MakeRustlsConnect::new(tls.clone()));
            let (client, connection) =
                driver.within(connecting).ok_or(Error::Closed)?.map_err(unreachable)?;
            driver.carry(async { drop(connection.await) });
            client
        } else {
            let connecting = config.connect(NoTls);
            let (client, connection) =
                driver.within(connecting).ok_or(Error::Closed)?.map_err(unreachable)?;
            driver.carry(async { drop(connection.await) });
            client
        };
        let setting_up = AsyncPgConnection::try_from(client);
        let conn = driver.within(setting_up).ok_or(Error::Closed)?.map_err(unreachable)?;
        let transactions = AnsiTransactionManager::default();
        Ok(Self { conn: Box::new(conn), driver, transactions, spoiled: false, lost: false })
    }

    /// Remembers what an error means for the transaction and for the connection.
    fn note<T>(&mut self, outcome: QueryResult<T>) -> QueryResult<T> {
        if let Err(error @ Diesel::DatabaseError(kind, _)) = &outcome {
            self.lost |= crate::error::is_lost(error);
            let status = AnsiTransactionManager::transaction_manager_status_mut(self);
            if status.transaction_depth().is_ok_and(|depth| depth.is_some()) {
                if matches!(kind, DatabaseErrorKind::SerializationFailure) {
                    status.set_requires_rollback_maybe_up_to_top_level(true);
                }
                self.spoiled = true;
            }
        }
        outcome
    }
}

fn unreachable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::Unreachable(error.into())
}

impl SimpleConnection for PgConn {
    fn batch_execute(&mut self, query: &str) -> QueryResult<()> {
        if self.spoiled && query == "COMMIT" {
            // PostgreSQL answers this COMMIT with a rollback and no error.
            let why = "a statement failed and its error was kept from the transaction".to_owned();
            return Err(Diesel::DatabaseError(DatabaseErrorKind::Unknown, Box::new(why)));
        }
        let done = self.driver.drive(SimpleAsyncConnection::batch_execute(&mut *self.conn, query));
        if done.is_ok() && query.starts_with("ROLLBACK") {
            self.spoiled = false;
        }
        self.note(done)
    }
}

impl ConnectionSealed for PgConn {}

impl Connection for PgConn {
    type Backend = Pg;
    type TransactionManager = AnsiTransactionManager;

    fn establish(_url: &str) -> ConnectionResult<Self> {
        Err(ConnectionError::BadConnection("connections come from kit_db::Db".into()))
    }

    fn execute_returning_count<T>(&mut self, source: &T) -> QueryResult<usize>
    where
        T: QueryFragment<Pg> + QueryId,
    {
        let done = self.driver.drive(self.conn.execute_returning_count(source));
        self.note(done)
    }

    fn transaction_state(&mut self) -> &mut AnsiTransactionManager {
        &mut self.transactions
    }

    fn instrumentation(&mut self) -> &mut dyn Instrumentation {
        AsyncConnection::instrumentation(&mut *self.conn)
    }

    fn set_instrumentation(&mut self, instrumentation: impl Instrumentation) {
        AsyncConnection::set_instrumentation(&mut *self.conn, instrumentation);
    }

    fn set_prepared_statement_cache_size(&mut self, size: CacheSize) {
        AsyncConnection::set_prepared_statement_cache_size(&mut *self.conn, size);
    }
}

impl LoadConnection for PgConn {
    type Cursor<'conn, 'query> = std::vec::IntoIter<QueryResult<Self::Row<'conn, 'query>>>;
    type Row<'conn, 'query> = <AsyncPgConnection as AsyncConnectionCore>::Row<'conn, 'query>;

    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> QueryResult<Self::Cursor<'conn, 'query>>
    where
        T: Query + QueryFragment<Pg> + QueryId + 'query,
        Pg: QueryMetadata<T::SqlType>,
    {
        let conn = &mut self.conn;
        let loaded = self.driver.drive(async move {
            let mut rows = conn.load(source).await?;
            let mut all = Vec::new();
            while let Some(row) = rows.next().await {
                all.push(Ok(row?));
            }
            Ok(all)
        });
        Ok(self.note(loaded)?.into_iter())
    }
}

impl R2D2Connection for PgConn {
    fn ping(&mut self) -> QueryResult<()> {
        self.batch_execute("SELECT 1")
    }

    fn is_broken(&mut self) -> bool {
        self.lost || AnsiTransactionManager::is_broken_transaction_manager(self)
    }
}

impl MigrationConnection for PgConn {
    fn setup(&mut self) -> QueryResult<usize> {
        self.batch_execute(CREATE_MIGRATIONS_TABLE).map(|()| 0)
    }
}

/// Diesel asks for a way to look up types the server made up. The types both engines share are all built in,
/// so nobody ever asks this one.
struct NoLookup;

impl PgMetadataLookup for NoLookup {
    fn lookup_type(&mut self, _name: &str, _schema: Option<&str>) -> PgTypeMetadata {
        PgTypeMetadata::new(0, 0)
    }

    fn as_any<'a>(&mut self) -> &mut (dyn Any + 'a)
    where
        Self: 'a,
    {
        self
    }
}

impl MultiConnectionHelper for PgConn {
    fn to_any<'a>(_lookup: &mut <Pg as TypeMetadata>::MetadataLookup) -> &mut (dyn Any + 'a) {
        // The lookup of the asynchronous connection cannot be turned into `Any` (its default panics), so
        // another takes its place. It has no size: nothing is allocated, nothing leaks.
        Box::leak(Box::new(NoLookup))
    }

    fn from_any(lookup: &mut dyn Any) -> Option<&mut <Pg as TypeMetadata>::MetadataLookup> {
        lookup.downcast_mut::<NoLookup>().map(|lookup| lookup as &mut dyn PgMetadataLookup)
    }
}
