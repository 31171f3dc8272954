//! One closure inside one transaction or savepoint, with panics caught.

use std::panic::{AssertUnwindSafe, catch_unwind};

use diesel::connection::{AnsiTransactionManager, Connection, TransactionManager};
use diesel::{QueryResult, RunQueryDsl};

use crate::{Conn, Error, Result};

type Manager = <Conn as Connection>::TransactionManager;

/// What came of a closure.
pub(crate) struct Tried<T> {
    /// What the closure returned, or why its work was undone.
    pub value: Result<T>,
    /// Whether the connection, and the transaction around a savepoint, are as they were before. If not, the
    /// connection is to be thrown away, which also undoes whatever it had not committed.
    pub sound: bool,
}

/// Begins a transaction that will write, or a savepoint inside one.
///
/// SQLite takes the write lock at once: a transaction that began by reading could not wait for it later.
pub(crate) fn begin_write(conn: &mut Conn) -> QueryResult<()> {
    let outermost = depth(conn) == Some(0);
    match conn {
        Conn::Lite(lite) if outermost => {
            AnsiTransactionManager::begin_transaction_sql(lite, "BEGIN IMMEDIATE")
        }
        other => Manager::begin_transaction(other),
    }
}

/// Begins a transaction that only reads. What it sees does not change while it lasts.
pub(crate) fn begin_read(conn: &mut Conn) -> QueryResult<()> {
    Manager::begin_transaction(conn)
}

/// Runs `f` in the transaction or savepoint that was just begun, and keeps its work when it returns `Ok`.
pub(crate) fn finish<T>(conn: &mut Conn, f: impl FnOnce(&mut Conn) -> Result<T>) -> Tried<T> {
    let Some(level) = depth(conn) else {
        return Tried { value: Err(Error::Unbalanced), sound: false };
    };
    let value = run(conn, f);
    let value = match value {
        Ok(value) if depth(conn) == Some(level) => match Manager::commit_transaction(conn) {
            Ok(()) => {
                return Tried { value: Ok(value), sound: true };
            }
            Err(error) => Err(Error::from_commit(error)),
        },
        Ok(_) => Err(Error::Unbalanced),
        Err(error) => Err(error),
    };
    let sound = unwind_to(conn, level - 1) && leave_worn(conn, &value);
    Tried { value, sound }
}

/// Runs `f` in the transaction that was just begun and undoes it, whatever `f` returns.
pub(crate) fn look<T>(conn: &mut Conn, f: impl FnOnce(&mut Conn) -> Result<T>) -> Tried<T> {
    let value = run(conn, f);
    let sound = undo(conn, &value);
    Tried { value, sound }
}

/// Runs `f` inside the open transaction with nothing of its own around it. After an error the transaction holds
/// half of `f`'s work and has to be undone: [`undo`].
pub(crate) fn within<T>(conn: &mut Conn, f: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
    let level = depth(conn);
    let value = run(conn, f)?;
    if level.is_some() && depth(conn) == level { Ok(value) } else { Err(Error::Unbalanced) }
}

/// Whether the transaction that SQLite was told to begin is still open. It ends one by itself when, for instance, the disk
/// is full; whatever comes after it would be committed at once, statement by statement.
pub(crate) fn is_still_open(conn: &mut Conn) -> bool {
    match conn {
        // Refused inside a transaction, which it leaves as it is.
        Conn::Lite(lite) => crate::statement("BEGIN").execute(lite).is_err(),
        Conn::Pg(_) => true,
    }
}

/// Undoes the open transaction after `value` came of its work. Says whether the connection can be kept.
pub(crate) fn undo<T>(conn: &mut Conn, value: &Result<T>) -> bool {
    unwind_to(conn, 0) && leave_worn(conn, value)
}

/// Gives a connection up after an error that may stay with it. Says whether it can be kept.
fn leave_worn<T>(conn: &mut Conn, value: &Result<T>) -> bool {
    let worn = value.as_ref().is_err_and(Error::may_stay);
    if worn {
        Manager::transaction_manager_status_mut(conn).set_in_error();
    }
    !worn
}

/// Commits the outermost transaction.
pub(crate) fn commit(conn: &mut Conn) -> QueryResult<()> {
    Manager::commit_transaction(conn)
}

fn run<T>(conn: &mut Conn, f: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
    // Nothing of the connection is looked at after a panic before it was rolled back or thrown away.
    catch_unwind(AssertUnwindSafe(|| f(conn))).unwrap_or(Err(Error::Panicked))
}

/// Rolls back until `level` transactions are open; says whether that worked.
fn unwind_to(conn: &mut Conn, level: u32) -> bool {
    while let Some(open) = depth(conn) {
        if open == level {
            return true;
        }
        if open < level || Manager::rollback_transaction(conn).is_err() {
            return false;
        }
    }
    false
}

/// How many transactions and savepoints are open; `None` when the connection is known to be broken.
fn depth(conn: &mut Conn) -> Option<u32> {
    let status = Manager::transaction_manager_status_mut(conn);
    status.transaction_depth().ok().map(|depth| depth.map_or(0, std::num::NonZeroU32::get))
}
