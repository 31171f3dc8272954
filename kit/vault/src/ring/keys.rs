//! Rows of keys.
//!
//! A key is pooled, then handed to one process, then settled (a row of the main database names it) or
//! destroyed; it never goes back.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Integer};
use kit_base::Millis;
use kit_db::{Conn, Result};

use super::{ring_index, ring_key};
use crate::KeyId;
use crate::wrap::Wrapped;

/// Made, durable, and given to nobody.
const POOLED: i32 = 0;
/// Given to a process, which may or may not have used it.
const HANDED: i32 = 1;
/// Known to be in use.
const SETTLED: i32 = 2;
/// Overwritten.
const DESTROYED: i32 = 3;
/// The epoch of what is wrapped under none: destroyed keys.
const NO_EPOCH: i64 = 0;

/// A key as the ring holds it.
#[derive(Debug, Clone, Queryable, QueryableByName)]
pub(crate) struct KeyRow {
    #[diesel(sql_type = BigInt)]
    pub(crate) id: KeyId,
    #[diesel(sql_type = Integer)]
    pub(crate) domain: i32,
    #[diesel(sql_type = BigInt)]
    pub(crate) epoch: i64,
    #[diesel(sql_type = Binary)]
    pub(crate) wrapped: Vec<u8>,
    #[diesel(sql_type = Binary)]
    pub(crate) commitment: Vec<u8>,
    #[diesel(sql_type = Integer)]
    state: i32,
}

impl KeyRow {
    pub(crate) fn is_destroyed(&self) -> bool {
        self.state == DESTROYED
    }

    pub(crate) fn wrap(&self) -> Wrapped {
        Wrapped { bytes: self.wrapped.clone(), commitment: self.commitment.clone() }
    }
}

/// A key wrapped and ready to be stored.
#[derive(Debug, Clone)]
pub(crate) struct NewKey {
    pub(crate) id: KeyId,
    pub(crate) domain: i32,
    pub(crate) epoch: i64,
    pub(crate) wrap: Wrapped,
}

/// Puts new keys into the pool.
pub(crate) fn pool(conn: &mut Conn, keys: &[NewKey], now: Millis) -> Result<()> {
    add(conn, keys, (POOLED, None, None), now)
}

/// Adds new keys that are handed to `process` at once.
pub(crate) fn add_handed(conn: &mut Conn, keys: &[NewKey], process: i64, now: Millis) -> Result<()> {
    add(conn, keys, (HANDED, Some(now), Some(process)), now)
}

type Handed = (i32, Option<Millis>, Option<i64>);

fn add(conn: &mut Conn, keys: &[NewKey], (state, at, to): Handed, now: Millis) -> Result<()> {
    kit_db::insert_all!(conn, ring_key::table, keys, |key: &NewKey| (
        ring_key::id.eq(key.id),
        ring_key::domain.eq(key.domain),
        ring_key::epoch.eq(key.epoch),
        ring_key::wrapped.eq(key.wrap.bytes.clone()),
        ring_key::commitment.eq(key.wrap.commitment.clone()),
        ring_key::state.eq(state),
        ring_key::created_at.eq(now),
        ring_key::handed_at.eq(at),
        ring_key::handed_to.eq(to),
    ))
}

/// How many keys of a domain are in the pool. The pool is small, so counting it is cheap.
pub(crate) fn pooled(conn: &mut Conn, domain: i32) -> Result<i64> {
    let pool = ring_key::table.filter(ring_key::state.eq(POOLED)).filter(ring_key::domain.eq(domain));
    Ok(pool.count().get_result(conn)?)
}

/// Marks up to `count` keys of the pool as handed to `process` and gives them. What two processes ask for at
/// the same moment goes to one of them: the other gets fewer.
pub(crate) fn hand_out(
    conn: &mut Conn,
    domain: i32,
    count: i64,
    process: i64,
    now: Millis,
) -> Result<Vec<KeyRow>> {
    let rows = kit_db::statement(
        "UPDATE ring_key SET state = 1, handed_at = $1, handed_to = $2
         WHERE state = 0 AND id IN
             (SELECT id FROM ring_key WHERE state = 0 AND domain = $3 ORDER BY id LIMIT $4)
         RETURNING id, domain, epoch, wrapped, commitment, state",
    )
    .bind::<BigInt, _>(now)
    .bind::<BigInt, _>(process)
    .bind::<Integer, _>(domain)
    .bind::<BigInt, _>(count)
    .load(conn)?;
    Ok(rows)
}

/// Marks the whole pool as handed to nobody. Gives how many keys that were.
pub(crate) fn retire_pool(conn: &mut Conn, now: Millis) -> Result<usize> {
    Ok(diesel::update(ring_key::table.filter(ring_key::state.eq(POOLED)))
        .set((ring_key::state.eq(HANDED), ring_key::handed_at.eq(now)))
        .execute(conn)?)
}

/// The condition that a key is one of these.
fn among(ids: &[KeyId]) -> kit_db::OneOf<ring_key::id> {
    kit_db::one_of(ring_key::id, ids.iter().map(|id| id.0))
}

/// The keys with these ids, in no order.
pub(crate) fn load(conn: &mut Conn, ids: &[KeyId]) -> Result<Vec<KeyRow>> {
    let found = ring_key::table.filter(among(ids)).select((
        ring_key::id,
        ring_key::domain,
        ring_key::epoch,
        ring_key::wrapped,
        ring_key::commitment,
        ring_key::state,
    ));
    Ok(kit_db::on_either!(conn, |conn| found.load(conn))?)
}

/// Those of `ids` that are there and not destroyed.
pub(crate) fn live(conn: &mut Conn, ids: &[KeyId]) -> Result<Vec<KeyId>> {
    let live = ring_key::table.filter(among(ids)).filter(ring_key::epoch.gt(NO_EPOCH));
    Ok(live.select(ring_key::id).load(conn)?)
}

/// Keys handed out before `before` of which it is not known whether they are in use, after `after`, by id.
pub(crate) fn unsettled(
    conn: &mut Conn,
    before: Millis,
    after: Option<KeyId>,
    limit: i64,
) -> Result<Vec<KeyId>> {
    Ok(ring_key::table
        .filter(ring_key::state.eq(HANDED))
        .filter(ring_key::handed_at.lt(before))
        .filter(ring_key::id.gt(after.unwrap_or(KeyId(i64::MIN))))
        .order(ring_key::id)
        .limit(limit)
        .select(ring_key::id)
        .load(conn)?)
}

/// Notes that these keys are in use.
pub(crate) fn settle(conn: &mut Conn, ids: &[KeyId]) -> Result<usize> {
    let handed = ring_key::table.filter(ring_key::state.eq(HANDED)).filter(among(ids));
    Ok(diesel::update(handed).set(ring_key::state.eq(SETTLED)).execute(conn)?)
}

/// Overwrites keys with the given noise and removes what leads to them. A key that the ring does not have
/// gets a row that says it was destroyed: a ring put back from a copy learns of it that way.
pub(crate) fn destroy(conn: &mut Conn, noise: &[(KeyId, Wrapped)], now: Millis) -> Result<()> {
    for (id, noise) in noise {
        let overwritten = diesel::update(ring_key::table.find(*id))
            .set((
                ring_key::wrapped.eq(&noise.bytes),
                ring_key::commitment.eq(&noise.commitment),
                ring_key::epoch.eq(NO_EPOCH),
                ring_key::state.eq(DESTROYED),
                ring_key::destroyed_at.eq(now),
            ))
            .execute(conn)?;
        if overwritten == 0 {
            diesel::insert_into(ring_key::table)
                .values((
                    ring_key::id.eq(*id),
                    ring_key::domain.eq(0),
                    ring_key::epoch.eq(NO_EPOCH),
                    ring_key::wrapped.eq(&noise.bytes),
                    ring_key::commitment.eq(&noise.commitment),
                    ring_key::state.eq(DESTROYED),
                    ring_key::created_at.eq(now),
                    ring_key::destroyed_at.eq(now),
                ))
                .execute(conn)?;
        }
        diesel::delete(ring_index::table.filter(ring_index::key_id.eq(*id))).execute(conn)?;
    }
    Ok(())
}

/// When the newest key was made, by id.
pub(crate) fn newest(conn: &mut Conn) -> Result<Option<Millis>> {
    let newest = ring_key::table.order(ring_key::id.desc()).select(ring_key::created_at);
    Ok(newest.first(conn).optional()?)
}

/// The oldest and the newest epoch that wrap a key; nothing when there are no keys.
pub(crate) fn epochs(conn: &mut Conn) -> Result<BTreeSet<i64>> {
    let wrapped = || ring_key::table.filter(ring_key::epoch.gt(NO_EPOCH)).select(ring_key::epoch);
    let oldest: Option<i64> = wrapped().order(ring_key::epoch.asc()).first(conn).optional()?;
    let newest: Option<i64> = wrapped().order(ring_key::epoch.desc()).first(conn).optional()?;
    Ok(oldest.into_iter().chain(newest).collect())
}

/// Keys wrapped under an epoch before `epoch`.
pub(crate) fn behind(conn: &mut Conn, epoch: i64, limit: i64) -> Result<Vec<KeyRow>> {
    Ok(ring_key::table
        .filter(ring_key::epoch.gt(NO_EPOCH))
        .filter(ring_key::epoch.lt(epoch))
        .order(ring_key::epoch)
        .limit(limit)
        .select((
            ring_key::id,
            ring_key::domain,
            ring_key::epoch,
            ring_key::wrapped,
            ring_key::commitment,
            ring_key::state,
        ))
        .load(conn)?)
}

/// Puts a key under another epoch, unless it was destroyed or rewrapped since it was read.
pub(crate) fn rewrap(conn: &mut Conn, from: i64, key: &NewKey) -> Result<usize> {
    Ok(diesel::update(ring_key::table.find(key.id).filter(ring_key::epoch.eq(from)))
        .set((
            ring_key::epoch.eq(key.epoch),
            ring_key::wrapped.eq(&key.wrap.bytes),
            ring_key::commitment.eq(&key.wrap.commitment),
        ))
        .execute(conn)?)
}
