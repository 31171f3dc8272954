//! What becomes of a held question: it is let in, by staff or by time, or thrown away.

use std::sync::Arc;

use ground::Ground;
use ground::audit::{self, Actor};
use ground::jobs::{self, BoxFuture, Job, Kind, Outcome, Queue, Schedule, Work};
use ground::settings::registry;
use ground::staff::Person;
use kit_base::{DAY, HOUR};
use kit_vault::{KeyState, OpenError, Purpose};

use super::store::{self, HeldRow};
use super::{SECRET, event, read};
use crate::requests::open::{self, Frame, Keys, Origin, RequestError};

/// So many are let in while somebody waits for it; the rest follows at once, in the background.
const AT_ONCE: i64 = 100;
/// Rows read or removed at a time.
const BATCH: i64 = 200;
/// Signs older than this are compared with nothing.
const SIGNS_LIVE: i64 = 2 * DAY;
/// Nor are the secrets of such days needed.
const SECRETS_LIVE: i64 = 3 * DAY;

/// Lets in what nobody decided about.
pub(in crate::requests) static KIND: Kind =
    Kind::new("questions.release", Queue::Maintenance).recurring(Schedule::Every(HOUR));

/// What came of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::requests) enum Came {
    /// It is carried out.
    Done,
    /// Somebody else, or time, was faster.
    Late,
    /// It cannot be opened, so it stays.
    Unreadable,
}

/// Makes a held question the request it would have been, with the number it has; the answer is due as if it had been a
/// request from the start. Twice is once.
pub(in crate::requests) async fn release(
    ground: &Ground,
    reader: &kit_vault::Actor,
    by: Actor,
    row: &HeldRow,
) -> Result<Came, RequestError> {
    let opened = match read(ground, reader, Purpose::Read, row).await? {
        Ok(opened) => opened,
        Err(OpenError::Ring(error)) => return Err(error.into()),
        Err(OpenError::Destroyed | OpenError::Damaged) => return unreadable(ground, row).await,
    };
    let (identity, crowded) = (opened.identity, opened.kept.crowded);
    let Some(answers) = opened.kept.answers(row, &identity) else { return Ok(Came::Unreadable) };
    let mut states = ground.vault.keys(&row.keys()).await?;
    let [request, client] = row.keys().map(|key| states.remove(&key));
    let (Some(KeyState::Live(request)), Some(KeyState::Live(client))) = (request, client) else {
        return unreadable(ground, row).await;
    };
    let keys = Keys { request, client, suffix: open::suffix_secret(ground).await? };
    let frame = Frame {
        id: row.id,
        at: row.received_at,
        form: (&row.form_key, row.form_version),
        confidential: row.confidential,
        location: row.location_id,
        due_at: row.due_at,
        lang: &row.lang,
    };
    let told = event(ground, by, "question.released", row.id, &row.form_key, &row.sign);
    let origin = Origin::Held(Box::new(row.clone()), told);
    let mut prepared = open::seal(ground, &frame, &answers, &identity, &keys, origin);
    prepared.mail.crowded = crowded;
    let (number, prefix) = (row.number, ground.settings.text(&registry::PREFIX));
    let written = ground.db.write(move |conn| open::write(conn, &prepared, &prefix, number)).await?;
    ground.bell.ring();
    Ok(if written { Came::Done } else { Came::Late })
}

/// Why a question does not open: somebody else is just throwing it away, or its keys or bytes are damaged.
async fn unreadable(ground: &Ground, row: &HeldRow) -> Result<Came, RequestError> {
    let id = row.id;
    let now = ground.db.read(move |conn| store::find(conn, id)).await?;
    Ok(if now.is_some_and(|row| !row.discarded) { Came::Unreadable } else { Came::Late })
}

/// Lets in all that are alike and `person` may decide about. The decision is durable first: what is not let in when
/// this returns, or when it is cut off, follows in the background.
pub(in crate::requests) async fn release_alike(
    ground: &Ground,
    person: &Person,
    row: &HeldRow,
) -> Result<Came, RequestError> {
    let (who, group, now) = (person.clone(), row.group_id, ground.now());
    let marked = ground.db.write(move |conn| {
        let (mut first, mut last) = (Vec::new(), 0);
        loop {
            let rows = store::group(conn, &who, group, last, BATCH)?;
            let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
            let Some(end) = ids.last() else { break };
            last = *end;
            store::hurry(conn, &ids, who.id.0, now)?;
            if first.is_empty() {
                first = rows;
            }
        }
        if !first.is_empty() {
            store::know(conn, group, now)?;
        }
        jobs::hurry(conn, KIND.name, now)?;
        Ok(first)
    });
    let marked = marked.await?;
    let by = (kit_vault::Actor::Staff(person.id.0), Actor::Staff(person.id.0));
    let mut came = Came::Late;
    for row in marked.iter().take(usize::try_from(AT_ONCE).unwrap_or(usize::MAX)) {
        match release(ground, &by.0, by.1, row).await? {
            Came::Done => came = Came::Done,
            Came::Unreadable if came == Came::Late => came = Came::Unreadable,
            Came::Late | Came::Unreadable => {}
        }
    }
    ground.bell.ring();
    Ok(came)
}

/// Throws a held question away: that it is to go is durable first, then its keys go, then its row.
pub(in crate::requests) async fn discard(
    ground: &Ground,
    person: &Person,
    row: &HeldRow,
) -> Result<Came, RequestError> {
    let by = person.id.0;
    let told = event(ground, Actor::Staff(by), "question.discarded", row.id, &row.form_key, &row.sign);
    let one = Arc::new(row.clone());
    let marked = ground.db.write(move |conn| {
        let marked = store::discard(conn, &one, by)?;
        // What is thrown away is let in by itself no more.
        store::know_no_more(conn, one.group_id)?;
        if marked { audit::record(conn, &told).map(|()| true) } else { Ok(false) }
    });
    if !marked.await? {
        return Ok(Came::Late);
    }
    remove(ground, row).await?;
    Ok(Came::Done)
}

/// Destroys the keys of a question that was thrown away, and removes its row.
async fn remove(ground: &Ground, row: &HeldRow) -> Result<(), RequestError> {
    ground.vault.destroy(&row.keys()).await?;
    let id = row.id;
    Ok(ground.db.write(move |conn| store::remove_discarded(conn, id)).await?)
}

/// The job's worker.
pub struct Release(pub Ground);

impl Work for Release {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn run(&self, _: Job) -> BoxFuture<'_, Outcome> {
        Box::pin(async move {
            match self.all().await {
                Ok(note) => Outcome::done(note),
                Err(error) => Outcome::retry(kit_base::causes(&error)),
            }
        })
    }
}

impl Release {
    /// Everything that is due; then what nothing is compared with any more is swept up.
    async fn all(&self) -> Result<String, RequestError> {
        let Self(ground) = self;
        let now = ground.now();
        let (mut released, mut removed, mut stay, mut last) = (0, 0, 0, 0);
        loop {
            let rows = ground.db.read(move |conn| store::due(conn, now, last, BATCH)).await?;
            let Some(end) = rows.last() else { break };
            last = end.id;
            for row in &rows {
                if row.discarded {
                    remove(ground, row).await?;
                    removed += 1;
                    continue;
                }
                let by = if row.decided_by == 0 { Actor::System } else { Actor::Staff(row.decided_by) };
                match release(ground, &kit_vault::Actor::Job(KIND.name), by, row).await? {
                    Came::Done => released += 1,
                    Came::Late => {}
                    Came::Unreadable => stay += 1,
                }
            }
        }
        if stay > 0 {
            tracing::warn!(held = stay, "held questions cannot be opened, and stay until somebody decides");
        }
        ground.db.write(move |conn| store::sweep_known(conn, now - SIGNS_LIVE)).await?;
        while ground.db.write(move |conn| store::sweep_signs(conn, now - SIGNS_LIVE, BATCH)).await? > 0 {}
        ground.vault.drop_secrets(SECRET, now - SECRETS_LIVE).await?;
        Ok(format!("{released} let in, {removed} thrown away, {stay} cannot be opened"))
    }
}
