//! Where the streams of the ledger end, written down as audit rows.
//!
//! A stream's own files cannot say that their end was cut off when what is left ends in an older signed head. So
//! each process writes an event with the signed heads of all streams in its ledger: every [`EVERY`] when something
//! was added to what it saw and did, and last of all at an orderly end. The event is sealed like every other, in
//! the stream of whoever seals; and a stream of rows is checked by it in turn. Whoever looks compares every
//! stream with every head that was ever noted: it must reach it, with the same root.
//!
//! An event speaks of the ledger it was written beside: of one that has any of the streams it names. So the
//! streams of other processes are not missed, and of two that lie together neither can go unnoticed.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use diesel::prelude::*;
use kit_db::{Conn, Db};
use kit_ledger::VerifyingKey;
use kit_ledger::verify::{Anchor, Finding, Report, What};

use super::tables::audit_event;
use super::{Actor, Event, SealError};
use crate::Ground;

/// How often heads are noted, when something was added.
pub const EVERY: Duration = Duration::from_mins(5);

const KIND: &str = "ledger.heads";
const SUBJECT: &str = "ledger";

/// Notes the heads of this process's ledger, if what it saw and did has grown since they were noted last; says
/// whether. While a backup is being taken nothing is noted: its copy of the ledger is older than that of the
/// database, and must reach every head in it.
///
/// # Errors
/// [`SealError`].
pub async fn note_heads(ground: &Ground) -> Result<bool, SealError> {
    let Ok(_alone) = ground.accounting.heads_noted().try_lock() else { return Ok(false) };
    ground.accounting.durable().await?;
    let heads = ground.accounting.all_heads()?;
    let node = i64::from(ground.node.number());
    let last = ground.db.read(move |conn| super::history(conn, SUBJECT, node, 1)).await?;
    let last = last.first().map(|event| heads_of(&event.params)).unwrap_or_default();
    let grown = heads.iter().any(|head| tells_something(head) && !last.contains(head));
    if !grown {
        return Ok(false);
    }
    let event = Event {
        id: ground.id(),
        at: ground.now(),
        actor: Actor::System,
        kind: KIND,
        subject_kind: SUBJECT,
        subject_id: node,
        params: serde_json::json!({ "heads": heads }),
    };
    ground.db.write(move |conn| super::record(conn, &event)).await?;
    Ok(true)
}

fn heads_of(params: &str) -> Vec<String> {
    let params: serde_json::Value = serde_json::from_str(params).unwrap_or_default();
    let heads = params.get("heads").and_then(serde_json::Value::as_array);
    heads.into_iter().flatten().filter_map(|head| head.as_str().map(str::to_owned)).collect()
}

/// Whether it is worth an event: streams of rows grow by the very event, and an empty stream cannot be cut.
fn tells_something(head: &str) -> bool {
    let mut lines = head.lines();
    let (origin, size) = (lines.next().unwrap_or_default(), lines.next());
    let stream = origin.rsplit('/').next().unwrap_or_default();
    !stream.starts_with("audit-") && size != Some("0")
}

/// Looks through the files of the ledger at `dir`, and compares its streams with the heads that were noted in the
/// database and with those in `kept`, from outside. Blocks for as long as reading the ledger takes.
///
/// # Errors
/// [`SealError`].
pub async fn look(
    db: &Db,
    dir: &Path,
    key: &VerifyingKey,
    kept: Vec<Anchor>,
) -> Result<(Report, BTreeSet<String>), SealError> {
    // Before the files, which then are at least as new.
    let noted = db.read(noted).await?;
    let (dir, key) = (dir.to_owned(), key.clone());
    let looked = tokio::task::spawn_blocking(move || compare(&dir, &key, kept, noted)).await;
    Ok(looked.unwrap_or(Err(kit_ledger::Error::Closed))?)
}

/// Compares, and names the streams that are spoken of and lie in other ledgers.
fn compare(
    dir: &Path,
    key: &VerifyingKey,
    kept: Vec<Anchor>,
    noted: Vec<(String, Vec<String>)>,
) -> kit_ledger::Result<(Report, BTreeSet<String>)> {
    let here: BTreeSet<String> = kit_ledger::generations(dir)?.into_values().flatten().collect();
    let (mut anchors, mut elsewhere) = (kept, BTreeSet::new());
    let any = !noted.is_empty();
    for (place, heads) in noted {
        let heads: Vec<Anchor> = heads.into_iter().map(|head| Anchor::within(head, place.clone())).collect();
        if heads.iter().any(|head| here.contains(head.stream())) {
            anchors.extend(heads);
        } else {
            elsewhere.extend(heads.iter().map(|head| head.stream().to_owned()));
        }
    }
    let mut report = kit_ledger::verify::verify(dir, key, &anchors)?;
    if here.is_empty() && any {
        report.findings.push(Finding {
            stream: String::new(),
            file: String::new(),
            entry: Some(0),
            what: What::Missing,
            detail: "no stream is there, and the database tells of some".to_owned(),
        });
    }
    Ok((report, elsewhere))
}

/// All events that note heads, each with what it is called in a finding.
fn noted(conn: &mut Conn) -> kit_db::Result<Vec<(String, Vec<String>)>> {
    let rows: Vec<(i64, Option<i64>, String)> = audit_event::table
        .filter(audit_event::subject_kind.eq(SUBJECT))
        .filter(audit_event::kind.eq(KIND))
        .order((audit_event::subject_id, audit_event::id))
        .select((audit_event::id, audit_event::pos, audit_event::params))
        .load(conn)?;
    let place = |id, pos: Option<i64>| match pos {
        Some(pos) => format!("audit row {pos}"),
        None => format!("the audit row with id {id}"),
    };
    Ok(rows.into_iter().map(|(id, pos, params)| (place(id, pos), heads_of(&params))).collect())
}
