//! What people agreed to when they asked: privacy, terms of use, being written to later.
//!
//! A form asks by a field of the kind `agreement`, whose wording stands in the form. What is kept is that it was agreed
//! to, when, in which language and in which version of the form: versions are never changed, so the wording can be
//! shown word for word, whatever the form says today. It can be taken back by whoever opens the request, as easily as
//! it was given; that it once was there stays on record. It names nobody, and outlives the person's being forgotten.

use ground::Ground;
use ground::audit::{self, Actor, Event};
use ground::ui::Dates;
use serde_json::json;

use super::open::RequestError;
use super::store::RequestRow;
use crate::forms::{Form, Kind, Shelf, is_key};

pub(in crate::requests) mod store;

pub(in crate::requests) use store::{AgreementRow, insert};

/// An agreement as a page shows it.
pub(in crate::requests) struct AgreementView {
    /// The field it is known by.
    pub field: String,
    /// What the box said that was ticked.
    pub label: String,
    /// The wording, by paragraphs.
    pub wording: Vec<String>,
    /// Tag of the language of both.
    pub lang: String,
    /// The version of the form.
    pub version: i64,
    /// When it was agreed to.
    pub agreed: String,
    /// When it was taken back.
    pub withdrawn: Option<String>,
}

/// What the answers to a form agree to.
pub(in crate::requests) fn rows(
    request: i64,
    (form, version): (&str, i32),
    lang: &str,
    at: i64,
    fields: &[String],
) -> Vec<AgreementRow> {
    let row = |field: &String| AgreementRow {
        request_id: request,
        field_key: field.clone(),
        form_key: form.to_owned(),
        form_version: version,
        lang: lang.to_owned(),
        agreed_at: at,
        withdrawn_at: None,
    };
    fields.iter().map(row).collect()
}

/// What was agreed to with a request, in the words it was agreed to in.
pub(in crate::requests) async fn views(
    ground: &Ground,
    shelf: &Shelf,
    row: &RequestRow,
    dates: &Dates,
) -> Result<Vec<AgreementView>, RequestError> {
    // Only the version that was read has the words that were read.
    let version = u32::try_from(row.form_version).unwrap_or(0);
    let Some(form) = shelf.version(&row.form_key, version) else { return Ok(Vec::new()) };
    // Most forms ask for none: nothing is read then.
    if !form.fields.iter().any(|field| matches!(field.kind, Kind::Agreement { .. })) {
        return Ok(Vec::new());
    }
    let id = row.id;
    let rows = ground.db.read_one(move |conn| store::of_request(conn, id)).await?;
    // In the order in which they were read.
    let of = |key: &str| rows.iter().find(|row| row.field_key == key).cloned();
    let asked = form.fields.iter().filter_map(|field| of(&field.key));
    Ok(asked.filter_map(|row| AgreementView::of(row, form, dates)).collect())
}

impl AgreementView {
    /// What the language is called, as a text key.
    pub fn language(&self) -> String {
        format!("language-{}", self.lang)
    }

    fn of(row: AgreementRow, form: &Form, dates: &Dates) -> Option<Self> {
        let field = form.field(&row.field_key)?;
        let Kind::Agreement { wording } = &field.kind else { return None };
        Some(Self {
            label: field.label.in_lang(&row.lang).to_owned(),
            wording: crate::forms::paragraphs(wording.in_lang(&row.lang)),
            version: i64::from(row.form_version),
            agreed: dates.day_time(row.agreed_at),
            withdrawn: row.withdrawn_at.map(|at| dates.day_time(at)),
            field: row.field_key,
            lang: row.lang,
        })
    }
}

/// Takes back what was agreed to under `field`, for the client. Whether it is taken back now: false when nothing was
/// agreed to there.
pub(in crate::requests) async fn withdraw(
    ground: &Ground,
    row: &RequestRow,
    field: &str,
) -> Result<bool, RequestError> {
    if !is_key(field, '_') {
        return Ok(false);
    }
    let (id, now, field) = (row.id, ground.now(), field.to_owned());
    let event = Event {
        id: ground.id(),
        at: now,
        actor: Actor::Client(row.client_id),
        kind: "agreement.withdrawn",
        subject_kind: "request",
        subject_id: id,
        params: json!({ "form": row.form_key, "field": field }),
    };
    let written = ground.db.write(move |conn| {
        if !store::withdraw(conn, id, &field, now)? {
            // Pressed twice, it was taken back before.
            return store::is_there(conn, id, &field);
        }
        super::store::touch(conn, id)?;
        audit::record(conn, &event)?;
        Ok(true)
    });
    Ok(written.await?)
}
