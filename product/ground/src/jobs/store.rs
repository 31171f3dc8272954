//! The statements over the tables of jobs.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use kit_base::Millis;
use kit_db::{Conn, Engine, Error, Result};

use super::model::{JobId, Kind, Schedule};
use super::tables::{RUNNING, WAITING, alive, job, job_kind};

/// Rows a kind's counters are spread over, so that writers seldom wait for each other.
const SLOTS: i64 = 8;

/// A job to be written.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// Row id.
    pub id: i64,
    /// Name of its [`Kind`].
    pub kind: &'static str,
    /// Ids of what it is to be done to; whole numbers only.
    pub payload: serde_json::Value,
    /// When it is due.
    pub run_at: Millis,
    /// Of jobs with the same key only one lives.
    pub dedup_key: Option<String>,
    /// Now.
    pub now: Millis,
}

impl NewJob {
    /// A job that is due at once and of which many may live.
    pub fn now(id: i64, kind: &'static str, payload: serde_json::Value, now: Millis) -> Self {
        Self { id, kind, payload, run_at: now, dedup_key: None, now }
    }

    /// The same, of which only one lives under this key.
    #[must_use]
    pub fn once(self, dedup_key: impl Into<String>) -> Self {
        Self { dedup_key: Some(dedup_key.into()), ..self }
    }
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Writes the job in the caller's transaction. Returns whether it is a new one.
///
/// With a `dedup_key` that a waiting job has, nothing happens. When a running job has it, that one is done
/// once more after it ended: it may have looked before what made this one necessary.
///
/// # Errors
/// When the payload holds anything but whole numbers, or the statement fails.
pub fn enqueue(conn: &mut Conn, new: &NewJob) -> Result<bool> {
    if !holds_ids_only(&new.payload) {
        return Err(Error::other(format!("the payload of a {} job may hold ids only", new.kind)));
    }
    let job = kit_db::statement(
        "INSERT INTO job (id, kind, payload, state, run_at, attempt, again, dedup_key, created_at)
         VALUES ($1, $2, $3, 'waiting', $4, 0, FALSE, $5, $6)
         ON CONFLICT (dedup_key) WHERE dedup_key IS NOT NULL AND state <> 'failed'
         DO UPDATE SET again = (job.state = 'running')
         RETURNING id",
    )
    .bind::<BigInt, _>(new.id)
    .bind::<Text, _>(new.kind)
    .bind::<Text, _>(new.payload.to_string())
    .bind::<BigInt, _>(new.run_at)
    .bind::<Nullable<Text>, _>(&new.dedup_key)
    .bind::<BigInt, _>(new.now);
    let found: Id = kit_db::on_either!(conn, |conn| job.get_result(conn))?;
    if found.id != new.id {
        return Ok(false);
    }
    count(conn, new.kind, JobId(new.id), 1, 0)?;
    Ok(true)
}

fn holds_ids_only(payload: &serde_json::Value) -> bool {
    use serde_json::Value;
    match payload {
        Value::Null => true,
        Value::Number(number) => number.is_i64(),
        Value::Array(list) => list.iter().all(holds_ids_only),
        Value::Object(fields) => fields.values().all(holds_ids_only),
        Value::Bool(_) | Value::String(_) => false,
    }
}

/// Adds to a kind's counters.
pub fn count(conn: &mut Conn, kind: &str, job: JobId, waiting: i64, failed: i64) -> Result<()> {
    // Ids of one millisecond differ at the low end, ids of different ones above it.
    let slot = (job.0 ^ (job.0 >> 21)) % SLOTS;
    let counted = kit_db::statement(
        "INSERT INTO job_count (kind, slot, waiting, failed) VALUES ($1, $2, $3, $4)
         ON CONFLICT (kind, slot) DO UPDATE
         SET waiting = job_count.waiting + excluded.waiting, failed = job_count.failed + excluded.failed",
    )
    .bind::<Text, _>(kind)
    .bind::<BigInt, _>(slot)
    .bind::<BigInt, _>(waiting)
    .bind::<BigInt, _>(failed);
    kit_db::on_either!(conn, |conn| counted.execute(conn))?;
    Ok(())
}

/// Writes down the kinds of the program, and the row of every recurring one that has none yet. `ids` has an
/// id for each. Kinds the program no longer has, and nothing waits for, go.
pub fn register(conn: &mut Conn, kinds: &[&'static Kind], ids: &[JobId], now: Millis) -> Result<()> {
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name).collect();
    let used = job::table.filter(job::kind.eq(job_kind::kind)).select(job::id);
    diesel::delete(
        job_kind::table
            .filter(job_kind::kind.ne_all(names))
            .filter(diesel::dsl::not(diesel::dsl::exists(used))),
    )
    .execute(conn)?;
    for (kind, id) in kinds.iter().zip(ids) {
        let schedule = kind.schedule.map(Schedule::code).unwrap_or_default();
        kit_db::statement(
            "INSERT INTO job_kind (kind, queue, schedule, enabled) VALUES ($1, $2, $3, TRUE)
             ON CONFLICT (kind) DO UPDATE SET queue = excluded.queue, schedule = excluded.schedule",
        )
        .bind::<Text, _>(kind.name)
        .bind::<Text, _>(kind.queue.code())
        .bind::<Text, _>(schedule)
        .execute(conn)?;
        if kind.schedule.is_some() {
            schedule_once(conn, kind, *id, now)?;
        }
    }
    Ok(())
}

/// Makes sure that a recurring kind has its row, due no later than its schedule says now. The row is always
/// there and so is not counted as waiting.
fn schedule_once(conn: &mut Conn, kind: &Kind, id: JobId, now: Millis) -> Result<()> {
    let Some(schedule) = kind.schedule else { return Ok(()) };
    let key = kind.schedule_key();
    let made = kit_db::statement(
        "INSERT INTO job (id, kind, payload, state, run_at, attempt, again, dedup_key, created_at)
         VALUES ($1, $2, '{}', 'waiting', $3, 0, FALSE, $4, $5)
         ON CONFLICT (dedup_key) WHERE dedup_key IS NOT NULL AND state <> 'failed' DO NOTHING",
    )
    .bind::<BigInt, _>(id)
    .bind::<Text, _>(kind.name)
    .bind::<BigInt, _>(schedule.first(now))
    .bind::<Text, _>(&key)
    .bind::<BigInt, _>(now)
    .execute(conn)?;
    if made == 1 {
        return Ok(());
    }
    let next = schedule.next(now);
    diesel::update(job::table.filter(job::dedup_key.eq(&key)))
        .filter(alive())
        .filter(job::state.eq(WAITING))
        .filter(job::attempt.eq(0))
        .filter(job::run_at.gt(next))
        .set(job::run_at.eq(next))
        .execute(conn)?;
    Ok(())
}

/// Kinds with something to do.
#[derive(Debug, Clone, Default)]
pub struct Due {
    /// Switched on, with a job that is due.
    pub waiting: Vec<String>,
    /// With a job whose worker has let its lease run out.
    pub abandoned: Vec<String>,
}

/// Which of these kinds have something to do.
pub fn due(conn: &mut Conn, kinds: &[&'static str], now: Millis) -> Result<Due> {
    let waiting = job::table
        .filter(job::kind.eq(job_kind::kind))
        .filter(job::state.eq(WAITING))
        .filter(job::run_at.le(now))
        .select(job::id);
    let abandoned = job::table
        .filter(job::kind.eq(job_kind::kind))
        .filter(job::state.eq(RUNNING))
        .filter(job::lease_until.le(now))
        .select(job::id);
    let of_ours = || {
        job_kind::table
            .filter(job_kind::kind.eq_any(kinds.iter().copied()))
            .order(job_kind::kind)
            .select(job_kind::kind)
    };
    Ok(Due {
        waiting: of_ours()
            .filter(job_kind::enabled.eq(true))
            .filter(diesel::dsl::exists(waiting))
            .load(conn)?,
        abandoned: of_ours().filter(diesel::dsl::exists(abandoned)).load(conn)?,
    })
}

/// A claim: under which number, by whom, until when.
#[derive(Debug, Clone)]
pub struct Claim {
    pub lease: i64,
    pub node: String,
    pub until: Millis,
}

/// A job that was claimed, or whose claim is to be ended.
#[derive(Debug, Clone, QueryableByName, Queryable)]
#[diesel(table_name = job)]
pub struct Held {
    pub id: JobId,
    pub kind: String,
    pub payload: String,
    pub attempt: i64,
    pub lease: Option<i64>,
    pub dedup_key: Option<String>,
}

/// Leases up to `most` due jobs of one kind, oldest first. Jobs that another process is claiming at this
/// moment are passed over.
pub fn claim(conn: &mut Conn, kind: &str, claim: &Claim, now: Millis, most: i64) -> Result<Vec<Held>> {
    let text = match conn.engine() {
        Engine::Postgres => {
            "WITH due AS MATERIALIZED (
                 SELECT id FROM job WHERE kind = $1 AND state = 'waiting' AND run_at <= $2
                  ORDER BY run_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)
             UPDATE job SET state = 'running', attempt = attempt + 1,
                            lease = $4, lease_node = $5, lease_until = $6
               FROM due WHERE job.id = due.id
             RETURNING job.id, kind, payload, attempt, lease, dedup_key"
        }
        // SQLite numbers `$4` by where it first stands; `?4` is the fourth wherever it stands.
        Engine::Sqlite => {
            "UPDATE job SET state = 'running', attempt = attempt + 1,
                            lease = ?4, lease_node = ?5, lease_until = ?6
              WHERE id IN (
                 SELECT id FROM job WHERE kind = ?1 AND state = 'waiting' AND run_at <= ?2
                  ORDER BY run_at, id LIMIT ?3)
             RETURNING id, kind, payload, attempt, lease, dedup_key"
        }
    };
    let mut claimed: Vec<Held> = kit_db::statement(text)
        .bind::<Text, _>(kind)
        .bind::<BigInt, _>(now)
        .bind::<BigInt, _>(most)
        .bind::<BigInt, _>(claim.lease)
        .bind::<Text, _>(&claim.node)
        .bind::<BigInt, _>(claim.until)
        .load(conn)?;
    claimed.sort_by_key(|held| held.id);
    Ok(claimed)
}

/// Jobs whose lease has run out, or that a process of this name held when it ended.
pub fn abandoned(
    conn: &mut Conn,
    kind: &str,
    dead: Option<&str>,
    now: Millis,
    most: i64,
) -> Result<Vec<Held>> {
    let columns = (job::id, job::kind, job::payload, job::attempt, job::lease, job::dedup_key);
    let of_kind = job::table.filter(job::kind.eq(kind)).filter(job::state.eq(RUNNING)).limit(most);
    Ok(match dead {
        Some(node) => of_kind.filter(job::lease_node.eq(node)).select(columns).load(conn)?,
        None => of_kind.filter(job::lease_until.le(now)).select(columns).load(conn)?,
    })
}

/// Renews a lease; says whether it is still ours.
pub fn renew(conn: &mut Conn, id: JobId, lease: i64, until: Millis) -> Result<bool> {
    let ours = job::table.filter(job::id.eq(id)).filter(job::lease.eq(lease)).filter(job::state.eq(RUNNING));
    Ok(diesel::update(ours).set(job::lease_until.eq(until)).execute(conn)? == 1)
}

/// Gives a job back as if it had not been begun.
pub fn give_back(conn: &mut Conn, id: JobId, lease: i64) -> Result<()> {
    let ours = job::table.filter(job::id.eq(id)).filter(job::lease.eq(lease)).filter(job::state.eq(RUNNING));
    diesel::update(ours)
        .set((
            job::state.eq(WAITING),
            job::attempt.eq(job::attempt - 1),
            job::lease.eq(None::<i64>),
            job::lease_node.eq(None::<String>),
            job::lease_until.eq(None::<i64>),
        ))
        .execute(conn)?;
    Ok(())
}
