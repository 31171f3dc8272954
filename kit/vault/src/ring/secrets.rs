//! Rows of named secrets.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use kit_base::Millis;
use kit_db::{Conn, Result};

use super::ring_secret;
use crate::wrap::Wrapped;

/// A named secret as the ring holds it.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct SecretRow {
    pub(crate) name: String,
    pub(crate) epoch: i64,
    pub(crate) wrapped: Vec<u8>,
    pub(crate) commitment: Vec<u8>,
    pub(crate) created_at: Millis,
}

impl SecretRow {
    pub(crate) fn wrap(&self) -> Wrapped {
        Wrapped { bytes: self.wrapped.clone(), commitment: self.commitment.clone() }
    }
}

/// The secret with this name.
pub(crate) fn find(conn: &mut Conn, name: &str) -> Result<Option<SecretRow>> {
    Ok(ring_secret::table.find(name).first(conn).optional()?)
}

/// Stores a secret unless there is one with its name, and gives the one that is there then.
pub(crate) fn add(conn: &mut Conn, new: &SecretRow) -> Result<Option<SecretRow>> {
    kit_db::statement(
        "INSERT INTO ring_secret (name, epoch, wrapped, commitment, created_at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO NOTHING",
    )
    .bind::<Text, _>(&new.name)
    .bind::<BigInt, _>(new.epoch)
    .bind::<Binary, _>(&new.wrapped)
    .bind::<Binary, _>(&new.commitment)
    .bind::<BigInt, _>(new.created_at)
    .execute(conn)?;
    find(conn, &new.name)
}

/// All names, with the time each secret was made.
pub(crate) fn names(conn: &mut Conn) -> Result<Vec<(String, Millis)>> {
    Ok(ring_secret::table.select((ring_secret::name, ring_secret::created_at)).load(conn)?)
}

/// Overwrites secrets with noise and removes their rows. Gives how many there were.
pub(crate) fn destroy(conn: &mut Conn, noise: &[(String, Wrapped)]) -> Result<usize> {
    let mut gone = 0;
    for (name, noise) in noise {
        diesel::update(ring_secret::table.find(name))
            .set((ring_secret::wrapped.eq(&noise.bytes), ring_secret::commitment.eq(&noise.commitment)))
            .execute(conn)?;
        gone += diesel::delete(ring_secret::table.find(name)).execute(conn)?;
    }
    Ok(gone)
}

/// Secrets wrapped under an epoch before `epoch`.
pub(crate) fn behind(conn: &mut Conn, epoch: i64, limit: i64) -> Result<Vec<SecretRow>> {
    Ok(ring_secret::table
        .filter(ring_secret::epoch.lt(epoch))
        .order(ring_secret::name)
        .limit(limit)
        .load(conn)?)
}

/// The oldest epoch that wraps a secret; nothing when there are no secrets.
pub(crate) fn oldest_epoch(conn: &mut Conn) -> Result<Option<i64>> {
    Ok(ring_secret::table.select(ring_secret::epoch).order(ring_secret::epoch).first(conn).optional()?)
}

/// Puts a secret under another epoch, unless it was destroyed or rewrapped since it was read.
pub(crate) fn rewrap(conn: &mut Conn, from: i64, to: &SecretRow) -> Result<usize> {
    Ok(diesel::update(ring_secret::table.find(&to.name).filter(ring_secret::epoch.eq(from)))
        .set((
            ring_secret::epoch.eq(to.epoch),
            ring_secret::wrapped.eq(&to.wrapped),
            ring_secret::commitment.eq(&to.commitment),
        ))
        .execute(conn)?)
}
