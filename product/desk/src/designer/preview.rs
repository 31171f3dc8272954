//! A form as people will see it, with the names of its fields; and what would become of what they send. Nothing is
//! kept.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::DateTime;
use ground::Ground;
use ground::guard::{Signed, StaffForm};
use ground::staff::Person;
use ground::ui::{self, StaffShell, Stop, Tab};
use http::{HeaderMap, StatusCode};
use kit_web::Say;
use kit_web::form::FormData;

use super::{drafts, one};
use crate::forms::{self, Context, DocumentError, Form, FormView};

#[derive(Template)]
#[template(path = "designer/preview.html")]
struct PreviewPage {
    shell: StaffShell,
    key: String,
    form: FormView,
    names: Vec<Name>,
    version: u32,
    note: Note,
}

/// What a page says of what was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Note {
    None,
    More,
    Refused,
    Taken,
}

/// A field as programs name it.
struct Name {
    key: String,
    label: String,
    kind: String,
    class: &'static str,
    codes: String,
}

#[derive(Template)]
#[template(path = "designer/broken.html")]
struct BrokenPage {
    shell: StaffShell,
    key: String,
    title: String,
    faults: Vec<(Option<String>, String)>,
}

pub(super) async fn show(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    match read(&ground, &key).await? {
        Ok(form) => {
            let view = FormView::blank(&form, &say);
            ui::page(&page(&ground, &person, say, &form, view, Note::None).await?)
        }
        Err((title, error)) => broken(&ground, &person, say, (key, title), error).await,
    }
}

pub(super) async fn answer(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(key): Path<String>,
    headers: HeaderMap,
    StaffForm(data): StaffForm,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let form = match read(&ground, &key).await? {
        Ok(form) => form,
        Err((title, error)) => return broken(&ground, &person, say, (key, title), error).await,
    };
    let (view, note) = judge(&ground, &form, &data, &say);
    let status = if note == Note::Refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    ui::with_status(status, &page(&ground, &person, say, &form, view, note).await?)
}

fn judge(ground: &Ground, form: &Form, data: &FormData, say: &Say) -> (FormView, Note) {
    if !form.not_shown(data).is_empty() {
        return (FormView::filled(form, data, say), Note::More);
    }
    let today = DateTime::from_timestamp_millis(ground.now()).unwrap_or_default().date_naive();
    match forms::check(form, data, &Context { today, say, markup: forms::Markup::of(ground) }) {
        Ok(_) => (FormView::filled(form, data, say), Note::Taken),
        Err(refusal) => (FormView::refused(form, &refusal, say), Note::Refused),
    }
}

/// The form, or its title and what is wrong with it.
async fn read(ground: &Ground, key: &str) -> Result<Result<Form, (String, DocumentError)>, Stop> {
    let draft = one::found(drafts::load(ground, key).await?)?;
    let title = draft.document.title.in_lang("en").to_owned();
    Ok(drafts::form(&draft).map_err(|error| (title, error)))
}

async fn broken(
    ground: &Ground,
    person: &Person,
    say: Say,
    (key, title): (String, String),
    error: DocumentError,
) -> Result<Response, Stop> {
    ui::page(&BrokenPage {
        key,
        title,
        faults: error.faults.into_iter().map(|fault| (fault.field, fault.what)).collect(),
        shell: StaffShell::new(ground, person, say, Tab::Forms).await?,
    })
}

async fn page(
    ground: &Ground,
    person: &Person,
    say: Say,
    form: &Form,
    view: FormView,
    note: Note,
) -> Result<PreviewPage, Stop> {
    let name = |field: &forms::Field| Name {
        key: field.key.clone(),
        label: field.label.in_lang(say.tag()).to_owned(),
        kind: say.t(format!("designer-kind-{}", field.kind.code())),
        class: field.class.code(),
        codes: field.codes().unwrap_or_default().join(", "),
    };
    Ok(PreviewPage {
        key: form.key.clone(),
        version: form.version,
        names: form.fields.iter().map(name).collect(),
        form: view,
        note,
        shell: StaffShell::new(ground, person, say, Tab::Forms).await?,
    })
}
