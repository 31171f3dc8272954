//! The end of an attempt: what becomes of the job, and the record of the run.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use kit_base::Millis;
use kit_db::{Conn, Result};

use super::model::{Kind, Verdict};
use super::store::{Held, count};
use super::tables::{FAILED, WAITING, job, job_run};

/// Runs kept of each kind.
const RUNS_KEPT: i64 = 20;

/// How an attempt ended.
#[derive(Debug, Clone)]
pub struct Ending {
    /// Id of the run's record.
    pub run: i64,
    pub held: Held,
    pub kind: &'static Kind,
    pub verdict: Verdict,
    pub node: String,
    pub started_at: Millis,
    pub ended_at: Millis,
    /// The word for the run: `done`, `retry`, `failed`, `lost`.
    pub outcome: &'static str,
}

/// The row after an attempt, when it stays.
#[derive(AsChangeset)]
#[diesel(table_name = job, treat_none_as_null = true)]
struct After {
    state: &'static str,
    run_at: Millis,
    attempt: i64,
    again: bool,
    reason: Option<String>,
    lease: Option<i64>,
    lease_node: Option<String>,
    lease_until: Option<Millis>,
}

impl After {
    fn waiting(run_at: Millis, attempt: i64, reason: Option<&str>) -> Self {
        let reason = reason.map(str::to_owned);
        let (lease, lease_node, lease_until) = (None, None, None);
        Self { state: WAITING, run_at, attempt, again: false, reason, lease, lease_node, lease_until }
    }

    fn failed(at: Millis, attempt: i64, reason: &str) -> Self {
        Self { state: FAILED, ..Self::waiting(at, attempt, Some(reason)) }
    }
}

/// Ends an attempt: the job's row, the counters and the record of the run. Does nothing and says `false` when
/// the lease is no longer ours.
pub fn end(conn: &mut Conn, ending: &Ending) -> Result<bool> {
    let ours = match &ending.verdict {
        Verdict::Again { at, why } => {
            let after = After::waiting(*at, ending.held.attempt, Some(why));
            leave(conn, ending, &after)?
        }
        Verdict::Done { .. } => done(conn, ending)? || asked_again(conn, ending)?,
        Verdict::Failed { why } => failed(conn, ending, why)? || asked_again(conn, ending)?,
    };
    if ours {
        record(conn, ending)?;
    }
    Ok(ours)
}

/// The next time of the row, when it is the one of a schedule.
fn next_time(ending: &Ending) -> Option<Millis> {
    let schedule = ending.kind.schedule?;
    let is_its_row = ending.held.dedup_key == Some(ending.kind.schedule_key());
    is_its_row.then(|| schedule.next(ending.ended_at))
}

/// Says `false` when the job was asked for again meanwhile.
fn done(conn: &mut Conn, ending: &Ending) -> Result<bool> {
    if let Some(next) = next_time(ending) {
        return leave_unless_asked(conn, ending, &After::waiting(next, 0, None));
    }
    let Held { id, lease, .. } = ending.held;
    let ours = job::table.filter(job::id.eq(id)).filter(job::lease.eq(lease)).filter(job::again.eq(false));
    let gone = diesel::delete(ours).execute(conn)? == 1;
    if gone {
        count(conn, ending.kind.name, id, -1, 0)?;
    }
    Ok(gone)
}

/// Says `false` when the job was asked for again meanwhile. A recurring job that failed is tried again when it
/// is next due: giving it up would switch it off.
fn failed(conn: &mut Conn, ending: &Ending, why: &str) -> Result<bool> {
    if let Some(next) = next_time(ending) {
        return leave_unless_asked(conn, ending, &After::waiting(next, 0, Some(why)));
    }
    let given_up = After::failed(ending.ended_at, ending.held.attempt, why);
    let changed = leave_unless_asked(conn, ending, &given_up)?;
    if changed {
        count(conn, ending.kind.name, ending.held.id, -1, 1)?;
    }
    Ok(changed)
}

/// What was asked for again while it ran is done again at once.
fn asked_again(conn: &mut Conn, ending: &Ending) -> Result<bool> {
    leave(conn, ending, &After::waiting(ending.ended_at, 0, None))
}

fn leave(conn: &mut Conn, ending: &Ending, after: &After) -> Result<bool> {
    let Held { id, lease, .. } = ending.held;
    let ours = job::table.filter(job::id.eq(id)).filter(job::lease.eq(lease));
    Ok(diesel::update(ours).set(after).execute(conn)? == 1)
}

/// Looking and changing are one statement: asking may happen at this very moment.
fn leave_unless_asked(conn: &mut Conn, ending: &Ending, after: &After) -> Result<bool> {
    let Held { id, lease, .. } = ending.held;
    let ours = job::table.filter(job::id.eq(id)).filter(job::lease.eq(lease)).filter(job::again.eq(false));
    Ok(diesel::update(ours).set(after).execute(conn)? == 1)
}

fn record(conn: &mut Conn, ending: &Ending) -> Result<()> {
    let note = match &ending.verdict {
        Verdict::Done { note } => note,
        Verdict::Again { why, .. } | Verdict::Failed { why } => why,
    };
    diesel::insert_into(job_run::table)
        .values((
            job_run::id.eq(ending.run),
            job_run::kind.eq(ending.kind.name),
            job_run::job_id.eq(ending.held.id.0),
            job_run::attempt.eq(ending.held.attempt),
            job_run::node.eq(&ending.node),
            job_run::started_at.eq(ending.started_at),
            job_run::ended_at.eq(ending.ended_at),
            job_run::outcome.eq(ending.outcome),
            job_run::note.eq(note),
        ))
        .execute(conn)?;
    kit_db::statement(
        "DELETE FROM job_run WHERE kind = $1 AND id < (SELECT MIN(id) FROM (
             SELECT id FROM job_run WHERE kind = $1 ORDER BY id DESC LIMIT $2) AS kept)",
    )
    .bind::<Text, _>(ending.kind.name)
    .bind::<BigInt, _>(RUNS_KEPT)
    .execute(conn)?;
    Ok(())
}
