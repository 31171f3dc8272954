//! What is done to a form, each with its event in the same transaction.

use ground::Ground;
use ground::audit::{self, Actor, Event};
use ground::staff::Person;
use kit_base::Millis;
use kit_db::Conn;
use serde_json::json;

use crate::forms::{self, DocumentError, Form, FormDocument, FormRow, Forms, VersionRow, is_key};

/// The largest document, in bytes of JSON.
pub(super) const LARGEST: usize = 256 * 1024;
/// Most forms of a desk.
pub(super) const MOST_FORMS: usize = 200;
/// Most fields of a form.
pub(super) const MOST_FIELDS: usize = 150;

/// A form and the document that is being worked on.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub row: FormRow,
    /// The draft, or what is published when there is none.
    pub document: FormDocument,
}

/// Why nothing was changed.
#[derive(Debug)]
pub(super) enum Refused {
    /// Somebody else changed the form meanwhile.
    Stale,
    /// There is no such form.
    Missing,
    /// There is a form of this key.
    Taken,
    /// There are as many forms or fields as there can be, or the document is too large.
    TooMany,
    /// The document is not one that can be asked with.
    Faults(DocumentError),
    /// A form that somebody answered, or that came with the program, stays.
    InUse,
}

/// Either what was done, or why not.
pub(super) type Outcome<T> = Result<T, Refused>;

/// The form `key`, which came with an address and may be anything.
fn row(conn: &mut Conn, key: &str) -> kit_db::Result<Option<FormRow>> {
    if is_key(key, '-') { forms::row(conn, key) } else { Ok(None) }
}

/// The form `key` and its document.
pub(super) fn find(conn: &mut Conn, key: &str) -> kit_db::Result<Outcome<Draft>> {
    let Some(row) = row(conn, key)? else { return Ok(Err(Refused::Missing)) };
    let text = match &row.draft {
        Some(draft) => draft.clone(),
        None => forms::stored_document(conn, key, row.newest)?.unwrap_or_default(),
    };
    Ok(match FormDocument::read(key, &text) {
        Ok(document) => Ok(Draft { row, document }),
        Err(error) => Err(Refused::Faults(error)),
    })
}

/// The form `key` and its document.
pub(super) async fn load(ground: &Ground, key: &str) -> kit_db::Result<Outcome<Draft>> {
    let key = key.to_owned();
    ground.db.read(move |conn| find(conn, &key)).await
}

/// An event about a form.
fn event(
    ground: &Ground,
    person: &Person,
    kind: &'static str,
    key: &str,
    more: serde_json::Value,
) -> (Event, Millis) {
    let now = ground.now();
    let mut params = json!({ "form": key });
    if let (Some(all), serde_json::Value::Object(more)) = (params.as_object_mut(), more) {
        all.extend(more);
    }
    let event = Event {
        id: ground.id(),
        at: now,
        actor: Actor::Staff(person.id.0),
        kind,
        subject_kind: "form",
        subject_id: 0,
        params,
    };
    (event, now)
}

/// Adds a form with a draft and nothing published.
pub(super) async fn add(
    ground: &Ground,
    person: &Person,
    document: &FormDocument,
) -> kit_db::Result<Outcome<()>> {
    let (event, now) = event(ground, person, "form.added", &document.key, json!({}));
    let (key, text, by) = (document.key.clone(), document.text(), person.id.0);
    if text.len() > LARGEST || document.fields.len() > MOST_FIELDS {
        return Ok(Err(Refused::TooMany));
    }
    ground
        .db
        .write(move |conn| {
            let all = forms::rows(conn)?;
            if all.len() >= MOST_FORMS {
                return Ok(Err(Refused::TooMany));
            }
            let row = FormRow {
                form_key: key.clone(),
                place: all.iter().map(|one| one.place).max().unwrap_or(0) + 10,
                offered: false,
                newest: 0,
                shipped: 0,
                draft: Some(text.clone()),
                withdrawn_at: 0,
                version: 1,
                changed_at: now,
                changed_by: by,
            };
            if !forms::insert_row(conn, &row)? {
                return Ok(Err(Refused::Taken));
            }
            audit::record(conn, &event)?;
            Ok(Ok(()))
        })
        .await
}

/// Changes the draft of the form `key`, if the form is still as it was in `version`.
pub(super) async fn change(
    ground: &Ground,
    person: &Person,
    (key, version): (&str, i64),
    what: &str,
    document: &FormDocument,
) -> kit_db::Result<Outcome<()>> {
    let (event, now) = event(ground, person, "form.changed", key, json!({ "what": what }));
    let (key, text, by) = (key.to_owned(), document.text(), person.id.0);
    if text.len() > LARGEST || document.fields.len() > MOST_FIELDS {
        return Ok(Err(Refused::TooMany));
    }
    ground
        .db
        .write(move |conn| {
            let Some(row) = row(conn, &key)? else { return Ok(Err(Refused::Missing)) };
            let to = FormRow {
                draft: Some(text.clone()),
                version: version + 1,
                changed_at: now,
                changed_by: by,
                ..row
            };
            write(conn, version, &to, &event)
        })
        .await
}

/// Gives the draft up: the form is again what is published.
pub(super) async fn discard(
    ground: &Ground,
    person: &Person,
    (key, version): (&str, i64),
) -> kit_db::Result<Outcome<()>> {
    let (event, now) = event(ground, person, "form.draft_discarded", key, json!({}));
    let (key, by) = (key.to_owned(), person.id.0);
    ground
        .db
        .write(move |conn| {
            let Some(row) = row(conn, &key)? else { return Ok(Err(Refused::Missing)) };
            if row.newest == 0 {
                return Ok(Err(Refused::InUse));
            }
            let to = FormRow { draft: None, version: version + 1, changed_at: now, changed_by: by, ..row };
            write(conn, version, &to, &event)
        })
        .await
}

/// Makes the draft the next version, which is asked with from now on; says which.
pub(super) async fn publish(
    ground: &Ground,
    shelves: &Forms,
    person: &Person,
    (key, version): (&str, i64),
) -> kit_db::Result<Outcome<i32>> {
    let draft = match load(ground, key).await? {
        Ok(draft) if draft.row.version == version && draft.row.draft.is_some() => draft,
        Ok(_) => return Ok(Err(Refused::Stale)),
        Err(refused) => return Ok(Err(refused)),
    };
    let next = draft.row.newest + 1;
    let document = FormDocument { version: u32::try_from(next).unwrap_or(u32::MAX), ..draft.document };
    let text = document.text();
    if let Err(error) = document.form(key) {
        return Ok(Err(Refused::Faults(error)));
    }
    let (event, now) = event(ground, person, "form.published", key, json!({ "version": next }));
    let (row, by) = (draft.row, person.id.0);
    let published = ground
        .db
        .write(move |conn| {
            let to = FormRow {
                newest: next,
                draft: None,
                // A new form is offered when it is first published.
                offered: row.offered || row.newest == 0,
                version: version + 1,
                changed_at: now,
                changed_by: by,
                ..row.clone()
            };
            let new = VersionRow { version: next, published_at: now, published_by: by };
            let written = write(conn, version, &to, &event)?;
            if written.is_ok() {
                forms::insert_version(conn, &row.form_key, &new, &text)?;
            }
            Ok(written)
        })
        .await?;
    see_now(ground, shelves).await;
    Ok(published.map(|()| next))
}

/// What can be done to how a form stands in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Up,
    Down,
    Offer,
    Withdraw,
    Remove,
}

impl Standing {
    pub(super) fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "up" => Self::Up,
            "down" => Self::Down,
            "offer" => Self::Offer,
            "withdraw" => Self::Withdraw,
            "remove" => Self::Remove,
            _ => return None,
        })
    }

    const fn event(self) -> &'static str {
        match self {
            Self::Up | Self::Down => "form.moved",
            Self::Offer => "form.offered",
            Self::Withdraw => "form.withdrawn",
            Self::Remove => "form.removed",
        }
    }
}

/// Moves a form in the list, puts it there, takes it out, or removes one that was never published.
pub(super) async fn stand(
    ground: &Ground,
    shelves: &Forms,
    person: &Person,
    (key, version): (&str, i64),
    to: Standing,
) -> kit_db::Result<Outcome<()>> {
    let (event, now) = event(ground, person, to.event(), key, json!({}));
    let (key, by) = (key.to_owned(), person.id.0);
    let done = ground
        .db
        .write(move |conn| {
            let all = forms::rows(conn)?;
            let Some(at) = all.iter().position(|one| one.form_key == key) else {
                return Ok(Err(Refused::Missing));
            };
            let row = all[at].clone();
            let changed = FormRow { version: version + 1, changed_at: now, changed_by: by, ..row.clone() };
            match to {
                Standing::Up | Standing::Down => move_in(conn, &all, at, to, (version, &changed), &event),
                Standing::Offer | Standing::Withdraw if row.newest == 0 => Ok(Err(Refused::InUse)),
                // It is so already, and since when stays.
                Standing::Offer if row.offered => Ok(Ok(())),
                Standing::Withdraw if !row.offered => Ok(Ok(())),
                Standing::Offer => write(conn, version, &FormRow { offered: true, ..changed }, &event),
                Standing::Withdraw => {
                    let to = FormRow { offered: false, withdrawn_at: now, ..changed };
                    write(conn, version, &to, &event)
                }
                Standing::Remove if row.newest != 0 => Ok(Err(Refused::InUse)),
                Standing::Remove => {
                    if !forms::remove_row(conn, &key, version)? {
                        return Ok(Err(Refused::Stale));
                    }
                    audit::record(conn, &event)?;
                    Ok(Ok(()))
                }
            }
        })
        .await?;
    see_now(ground, shelves).await;
    Ok(done)
}

/// Numbers the places anew, with the form at `at` one further up or down.
fn move_in(
    conn: &mut Conn,
    all: &[FormRow],
    at: usize,
    to: Standing,
    (version, changed): (i64, &FormRow),
    event: &Event,
) -> kit_db::Result<Outcome<()>> {
    let other =
        if to == Standing::Up { at.checked_sub(1) } else { Some(at + 1).filter(|to| *to < all.len()) };
    let Some(other) = other else { return Ok(Ok(())) };
    if !forms::change_row(conn, version, changed)? {
        return Ok(Err(Refused::Stale));
    }
    let mut order: Vec<&FormRow> = all.iter().collect();
    order.swap(at, other);
    for (number, row) in order.into_iter().enumerate() {
        let place = i64::try_from(number + 1).unwrap_or(i64::MAX).saturating_mul(10);
        if row.place != place {
            forms::put_row(conn, &row.form_key, place)?;
        }
    }
    audit::record(conn, event)?;
    Ok(Ok(()))
}

fn write(conn: &mut Conn, version: i64, to: &FormRow, event: &Event) -> kit_db::Result<Outcome<()>> {
    if !forms::change_row(conn, version, to)? {
        return Ok(Err(Refused::Stale));
    }
    audit::record(conn, event)?;
    Ok(Ok(()))
}

/// Has this process see what was just changed; others see it within a second.
async fn see_now(ground: &Ground, shelves: &Forms) {
    if let Err(error) = shelves.refresh(&ground.db).await {
        tracing::warn!(%error, "the forms could not be read again yet");
    }
}

/// The form a draft describes, as far as it can be drawn: in the version it will have.
pub(super) fn form(draft: &Draft) -> Result<Form, DocumentError> {
    let next = u32::try_from(draft.row.newest + 1).unwrap_or(u32::MAX);
    let version = if draft.row.draft.is_some() { next } else { draft.document.version };
    FormDocument { version, ..draft.document.clone() }.form(&draft.row.form_key)
}
