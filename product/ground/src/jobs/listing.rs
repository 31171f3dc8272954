//! What the pages about jobs show, and what people do there. Handlers record the event beside the change.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use kit_base::{Direction, KeysetPage, Millis};
use kit_db::{Conn, Result};

use super::model::{JobId, Queue, Schedule};
use super::store::count;
use super::tables::{FAILED, RUNNING, WAITING, alive, job, job_count, job_kind, job_run};

/// Jobs that "run now" makes due at once, at most.
const NOW_AT_ONCE: i64 = 1_000;

/// A kind as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindStatus {
    /// Its name.
    pub name: String,
    /// Where it stands in line.
    pub queue: Option<Queue>,
    /// When it recurs.
    pub schedule: Option<Schedule>,
    /// Whether it is switched on.
    pub enabled: bool,
    /// Jobs neither done nor given up, without the row of the schedule.
    pub waiting: i64,
    /// Jobs given up.
    pub failed: i64,
    /// Whether one is running.
    pub running: bool,
    /// When the next one is due; past when it is late or switched off.
    pub next_at: Option<Millis>,
    /// The latest run.
    pub last: Option<Run>,
}

/// One attempt in the past.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Run {
    /// Row id.
    pub id: i64,
    /// Which job.
    pub job: JobId,
    /// Which attempt of it, from 1.
    pub attempt: i64,
    /// The process that made it.
    pub node: String,
    /// When it began.
    pub started_at: Millis,
    /// When it ended.
    pub ended_at: Millis,
    /// `done`, `retry`, `failed` or `lost` (its worker ended without a word).
    pub outcome: String,
    /// What it said, in technical words.
    pub note: String,
}

/// A job that was given up.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct FailedJob {
    /// Which.
    pub id: JobId,
    /// Its kind.
    pub kind: String,
    /// How often it was tried.
    pub attempts: i64,
    /// Why the last attempt failed, in technical words.
    pub reason: Option<String>,
    /// When it was asked for.
    pub created_at: Millis,
    /// When it was given up.
    pub failed_at: Millis,
}

/// All kinds of the program, by name.
pub fn kinds(conn: &mut Conn) -> Result<Vec<KindStatus>> {
    let names: Vec<String> = job_kind::table.order(job_kind::kind).select(job_kind::kind).load(conn)?;
    let mut list = Vec::with_capacity(names.len());
    for name in &names {
        list.extend(status(conn, name)?);
    }
    Ok(list)
}

/// How many jobs wait and how many were given up, of each kind the program has, from the kept counters.
pub fn depths(conn: &mut Conn) -> Result<Vec<(String, i64, i64)>> {
    let names: Vec<String> = job_kind::table.order(job_kind::kind).select(job_kind::kind).load(conn)?;
    let counted: Vec<(String, i64, i64)> =
        job_count::table.select((job_count::kind, job_count::waiting, job_count::failed)).load(conn)?;
    let sum = |name: String| {
        let own = counted.iter().filter(|(kind, _, _)| *kind == name);
        let (waiting, failed) = own.fold((0, 0), |(w, f), (_, waiting, failed)| (w + waiting, f + failed));
        (name, waiting, failed)
    };
    Ok(names.into_iter().map(sum).collect())
}

/// One kind; `None` when the program has no such kind.
pub fn status(conn: &mut Conn, kind: &str) -> Result<Option<KindStatus>> {
    let row: Option<(String, String, bool)> = job_kind::table
        .find(kind)
        .select((job_kind::queue, job_kind::schedule, job_kind::enabled))
        .first(conn)
        .optional()?;
    let Some((queue, schedule, enabled)) = row else { return Ok(None) };
    let counted: Vec<(i64, i64)> = job_count::table
        .filter(job_count::kind.eq(kind))
        .select((job_count::waiting, job_count::failed))
        .load(conn)?;
    let in_state = |state| job::table.filter(job::kind.eq(kind.to_owned())).filter(job::state.eq(state));
    let next_at = in_state(WAITING).order(job::run_at).select(job::run_at).first(conn).optional()?;
    let running: Option<i64> = in_state(RUNNING).select(job::id).first(conn).optional()?;
    Ok(Some(KindStatus {
        name: kind.to_owned(),
        queue: Queue::from_code(&queue),
        schedule: Schedule::from_code(&schedule),
        enabled,
        waiting: counted.iter().map(|(waiting, _)| waiting).sum(),
        failed: counted.iter().map(|(_, failed)| failed).sum(),
        running: running.is_some(),
        next_at,
        last: runs(conn, kind, 1)?.pop(),
    }))
}

/// The latest runs of a kind, newest first. The last twenty are kept.
pub fn runs(conn: &mut Conn, kind: &str, most: i64) -> Result<Vec<Run>> {
    Ok(job_run::table
        .filter(job_run::kind.eq(kind))
        .order(job_run::id.desc())
        .limit(most)
        .select((
            job_run::id,
            job_run::job_id,
            job_run::attempt,
            job_run::node,
            job_run::started_at,
            job_run::ended_at,
            job_run::outcome,
            job_run::note,
        ))
        .load(conn)?)
}

/// A page of the jobs of a kind that were given up, newest first, from the one after (or, going back, before)
/// `cursor` on.
pub fn failed(
    conn: &mut Conn,
    kind: &str,
    cursor: Option<JobId>,
    direction: Direction,
    size: usize,
) -> Result<KeysetPage<FailedJob>> {
    let columns = (job::id, job::kind, job::attempt, job::reason, job::created_at, job::run_at);
    let mut query = job::table
        .filter(job::kind.eq(kind))
        // The condition of the small index `job_failed`.
        .filter(kit_db::condition("job.state = 'failed'"))
        .select(columns)
        .limit(size as i64 + 1)
        .into_boxed();
    query = match (cursor, direction) {
        (Some(cursor), Direction::Forward) => query.filter(job::id.lt(cursor)).order(job::id.desc()),
        (Some(cursor), Direction::Back) => query.filter(job::id.gt(cursor)).order(job::id.asc()),
        (None, _) => query.order(job::id.desc()),
    };
    let direction = if cursor.is_some() { direction } else { Direction::Forward };
    Ok(KeysetPage::from_read(query.load(conn)?, size, direction, cursor.is_some()))
}

/// One job that was given up.
pub fn failed_one(conn: &mut Conn, id: JobId) -> Result<Option<FailedJob>> {
    Ok(job::table
        .find(id)
        .filter(job::state.eq(FAILED))
        .select((job::id, job::kind, job::attempt, job::reason, job::created_at, job::run_at))
        .first(conn)
        .optional()?)
}

/// Switches a kind on or off. Off, its jobs are not begun; they and its schedule wait. Says whether there is
/// such a kind.
pub fn set_enabled(conn: &mut Conn, kind: &str, enabled: bool) -> Result<bool> {
    let row = job_kind::table.find(kind);
    Ok(diesel::update(row).set(job_kind::enabled.eq(enabled)).execute(conn)? == 1)
}

/// Makes what waits of a kind due now: the next run of a recurring one, and jobs that pause between attempts.
/// One that is running is run once more. Returns how many were hurried; ring the [`Bell`](super::Bell).
pub fn run_now(conn: &mut Conn, kind: &str, now: Millis) -> Result<usize> {
    let again = diesel::update(job::table)
        .filter(job::dedup_key.eq(format!("schedule/{kind}")))
        .filter(alive())
        .filter(job::state.eq(RUNNING))
        .set(job::again.eq(true))
        .execute(conn)?;
    let hurried = diesel::sql_query(
        "UPDATE job SET run_at = $1 WHERE id IN (
             SELECT id FROM job WHERE kind = $2 AND state = 'waiting' AND run_at > $1
              ORDER BY run_at, id LIMIT $3)",
    )
    .bind::<BigInt, _>(now)
    .bind::<Text, _>(kind)
    .bind::<BigInt, _>(NOW_AT_ONCE)
    .execute(conn)?;
    Ok(again + hurried)
}

/// Makes the next run of a recurring kind due now. One that runs, or pauses after a failure, is left alone. Says
/// whether there was something to hurry; ring the [`Bell`](super::Bell) then.
pub fn hurry(conn: &mut Conn, kind: &str, now: Millis) -> Result<bool> {
    let next = job::table
        .filter(job::dedup_key.eq(format!("schedule/{kind}")))
        .filter(alive())
        .filter(job::state.eq(WAITING))
        .filter(job::attempt.eq(0))
        .filter(job::run_at.gt(now));
    Ok(diesel::update(next).set(job::run_at.eq(now)).execute(conn)? == 1)
}

/// Lets a job that was given up wait again, due now, with all its attempts before it. Says `false` when it is
/// not there, or when another with its key lives already.
pub fn try_again(conn: &mut Conn, id: JobId, now: Millis) -> Result<bool> {
    let row: Option<(String, Option<String>)> = job::table
        .find(id)
        .filter(job::state.eq(FAILED))
        .select((job::kind, job::dedup_key))
        .first(conn)
        .optional()?;
    let Some((kind, key)) = row else { return Ok(false) };
    if let Some(key) = key {
        let lives: Option<i64> = job::table
            .filter(job::dedup_key.eq(key))
            .filter(alive())
            .select(job::id)
            .first(conn)
            .optional()?;
        if lives.is_some() {
            return Ok(false);
        }
    }
    let changed = diesel::update(job::table.find(id).filter(job::state.eq(FAILED)))
        .set((job::state.eq(WAITING), job::run_at.eq(now), job::attempt.eq(0)))
        .execute(conn)?;
    if changed == 1 {
        count(conn, &kind, id, 1, -1)?;
    }
    Ok(changed == 1)
}

/// Removes a job that was given up. Says whether it was there.
pub fn drop_failed(conn: &mut Conn, id: JobId) -> Result<bool> {
    let kind: Option<String> =
        job::table.find(id).filter(job::state.eq(FAILED)).select(job::kind).first(conn).optional()?;
    let Some(kind) = kind else { return Ok(false) };
    let gone = diesel::delete(job::table.find(id).filter(job::state.eq(FAILED))).execute(conn)?;
    if gone == 1 {
        count(conn, &kind, id, 0, -1)?;
    }
    Ok(gone == 1)
}

/// Removes up to `most` jobs that were given up before `before`; returns how many. For housekeeping.
pub fn forget_failed(conn: &mut Conn, before: Millis, most: i64) -> Result<usize> {
    let mut gone = 0;
    let names: Vec<String> = job_kind::table.order(job_kind::kind).select(job_kind::kind).load(conn)?;
    for kind in names {
        let old: Vec<JobId> = job::table
            .filter(job::kind.eq(&kind))
            .filter(job::state.eq(FAILED))
            .filter(job::run_at.lt(before))
            .limit(most)
            .select(job::id)
            .load(conn)?;
        for id in old {
            gone += usize::from(drop_failed(conn, id)?);
        }
    }
    Ok(gone)
}
