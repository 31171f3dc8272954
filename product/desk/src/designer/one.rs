//! The page of one form: its questions, its own words, publishing, its place in the list.

use askama::Template;
use axum::extract::{Extension, Path, State};
use axum::response::{IntoResponse, Response};
use ground::Ground;
use ground::guard::policy::allows;
use ground::guard::{Permission, Signed, StaffForm};
use ground::staff::{Person, StaffId};
use ground::ui::{self, Dates, StaffShell, Stop, Tab};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use kit_web::Say;
use kit_web::form::{FormData, FormProblem};

use super::drafts::{self, Draft, Outcome, Refused, Standing};
use super::field::{self, Worded};
use super::{library, list, sensitive};
use crate::forms::{self, Class, FormDocument, Forms, Text, VersionRow, is_key};

const CLASSES: [&str; 4] = [Class::D1.code(), Class::D2.code(), Class::D3.code(), Class::D4.code()];
/// Versions that the page shows.
const VERSIONS: i64 = 20;
/// Most characters of a paragraph.
const PARAGRAPH: usize = 1_000;

#[derive(Template)]
#[template(path = "designer/one.html")]
#[expect(clippy::struct_excessive_bools, reason = "what can be done with a form, each by itself")]
struct OnePage {
    shell: StaffShell,
    key: String,
    title: String,
    state: String,
    offered: bool,
    /// Whether there is something to publish.
    ahead: bool,
    newest: i32,
    next: i32,
    removable: bool,
    seen: i64,
    may_change: bool,
    fields: Vec<FieldRow>,
    kinds: Vec<(&'static str, String)>,
    library: Vec<(String, String)>,
    own: Own,
    faults: Vec<(Option<String>, String)>,
    careless: Vec<(String, String)>,
    versions: Vec<VersionLine>,
    stale: bool,
    refused: Vec<(&'static str, String)>,
    said: Option<String>,
}

struct FieldRow {
    key: String,
    label: String,
    kind: String,
    notes: Vec<String>,
    division: Option<String>,
    first: bool,
    last: bool,
}

/// What stands in the fields about the form itself.
struct Own {
    titles: Vec<Worded>,
    abouts: Vec<Worded>,
    groups: Vec<Worded>,
    ledes: Vec<Worded>,
    respond_within: String,
    confidential: bool,
}

struct VersionLine {
    version: i32,
    iso: String,
    at: String,
    who: String,
}

/// What else a page says.
#[derive(Default)]
struct Also {
    stale: bool,
    refused: Vec<(&'static str, String)>,
    said: Option<String>,
    typed: Option<FormData>,
}

pub(super) async fn show(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(key): Path<String>,
    headers: HeaderMap,
    uri: http::Uri,
) -> Result<Response, Stop> {
    const SAID: &[&str] =
        &["added", "changed", "published", "discarded", "offered", "withdrawn", "moved", "field", "gone"];
    let query = ui::query(&uri);
    let say = ui::say_for(&ground, &headers);
    let said = SAID.iter().find(|said| **said == query.text("said"));
    let said = said.map(|said| say.t(format!("designer-said-{said}")));
    let also = Also { said, ..Also::default() };
    ui::page(&draw(&ground, &person, say, &key, also).await?)
}

async fn draw(ground: &Ground, person: &Person, say: Say, key: &str, also: Also) -> Result<OnePage, Stop> {
    let draft = found(drafts::load(ground, key).await?)?;
    let of = key.to_owned();
    let versions = ground.db.read(move |conn| forms::versions(conn, &of, VERSIONS)).await?;
    let book = ground.directory.book(ground).await?;
    let place = book.location(person.location);
    let dates = Dates::new(place.map_or("UTC", |place| &place.time_zone), ground.now(), say.clone());
    let Draft { row, document } = &draft;
    let faults = match drafts::form(&draft) {
        Ok(_) => Vec::new(),
        Err(error) => error.faults.into_iter().map(|fault| (fault.field, fault.what)).collect(),
    };
    let careless = sensitive::careless(ground, document).into_iter();
    let line = |one: VersionRow| VersionLine {
        version: one.version,
        iso: dates.iso(one.published_at),
        at: dates.day_time(one.published_at),
        who: match one.published_by {
            0 => say.t("designer-by-program"),
            id => book.name(StaffId(id)).to_owned(),
        },
    };
    let read = |text: &Text| text.in_lang(say.tag()).to_owned();
    Ok(OnePage {
        key: row.form_key.clone(),
        title: read(&document.title),
        state: say.t(list::state_of(row)),
        offered: row.offered,
        ahead: row.draft.is_some(),
        newest: row.newest,
        next: row.newest + 1,
        removable: row.newest == 0,
        seen: row.version,
        may_change: allows(person.rights, Permission::SettingsChange),
        fields: field_rows(document, &say),
        kinds: library::KINDS.iter().map(|kind| (*kind, say.t(format!("designer-kind-{kind}")))).collect(),
        library: library::library()?.iter().map(|field| (field.key.clone(), read(&field.label))).collect(),
        own: Own::of(ground, &say, document, also.typed.as_ref()),
        faults,
        careless: careless.map(|field| (field.key.clone(), read(&field.label))).collect(),
        versions: versions.into_iter().map(line).collect(),
        stale: also.stale,
        refused: also.refused,
        said: also.said,
        shell: StaffShell::new(ground, person, say, Tab::Forms).await?,
    })
}

fn field_rows(document: &FormDocument, say: &Say) -> Vec<FieldRow> {
    let last = document.fields.len().saturating_sub(1);
    let label_of = |key: &str| {
        let found = document.fields.iter().find(|field| field.key == key);
        found.map_or_else(|| key.to_owned(), |field| field.label.in_lang(say.tag()).to_owned())
    };
    let row = |(at, field): (usize, &crate::forms::FieldDocument)| {
        let mut notes = Vec::new();
        if field.required.as_deref() == Some("open") {
            notes.push(say.t("designer-note-required"));
        }
        if field.required.as_deref() == Some("close") {
            notes.push(say.t("designer-note-close"));
        }
        if field.hidden {
            notes.push(say.t("designer-note-hidden"));
        }
        if let Some(condition) = &field.shown_when {
            notes.push(say.t1("designer-note-condition", "field", label_of(&condition.field)));
        }
        if CLASSES.contains(&field.class.as_str()) {
            notes.push(say.t(format!("designer-class-{}", field.class.to_lowercase())));
        }
        let heading = field.begins.as_ref().map(|division| {
            let words = division.heading.as_ref().or(division.note.as_ref());
            words.map(|words| words.in_lang(say.tag()).to_owned()).unwrap_or_default()
        });
        FieldRow {
            key: field.key.clone(),
            label: field.label.in_lang(say.tag()).to_owned(),
            kind: if library::KINDS.contains(&field.kind.as_str()) {
                say.t(format!("designer-kind-{}", field.kind))
            } else {
                field.kind.clone()
            },
            notes,
            division: heading,
            first: at == 0,
            last: at == last,
        }
    };
    document.fields.iter().enumerate().map(row).collect()
}

impl Own {
    fn of(ground: &Ground, say: &Say, document: &FormDocument, typed: Option<&FormData>) -> Self {
        let worded = |name: &str, text: Option<&Text>| field::worded(ground, say, name, text, typed);
        let typed_text = |name: &str| typed.map(|typed| typed.text(name).to_owned());
        let within = document.respond_within.map(|days| days.to_string()).unwrap_or_default();
        Self {
            titles: worded("title", Some(&document.title)),
            abouts: worded("about", Some(&document.about)),
            groups: worded("group", document.group.as_ref()),
            ledes: worded("lede", document.lede.as_ref()),
            respond_within: typed_text("respond_within").unwrap_or(within),
            confidential: typed.map_or(document.confidential, |typed| typed.text("confidential") == "yes"),
        }
    }
}

/// Changes what the form says of itself.
pub(super) async fn change(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(key): Path<String>,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let draft = found(drafts::load(&ground, &key).await?)?;
    let mut document = draft.document;
    let mut refused = Vec::new();
    let too_long = |id: &'static str, most: usize| {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        (id, say.t1("designer-fault-long", "most", most))
    };
    let texts = [("title", list::TITLE), ("about", PARAGRAPH), ("group", list::TITLE), ("lede", PARAGRAPH)];
    for (name, most) in texts {
        let mut text = match name {
            "title" => document.title.clone(),
            "about" => document.about.clone(),
            "group" => document.group.clone().unwrap_or_default(),
            _ => document.lede.clone().unwrap_or_default(),
        };
        if !field::take(&ground, &form, name, &mut text, most) {
            refused.push(too_long(id_of(name), most));
        }
        match name {
            "title" => document.title = text,
            "about" => document.about = text,
            "group" => document.group = Some(text).filter(|text| !text.is_empty()),
            _ => document.lede = Some(text).filter(|text| !text.is_empty()),
        }
    }
    match form.text("respond_within").trim() {
        "" => document.respond_within = None,
        typed => match typed.parse().ok().filter(|days| (1..=250).contains(days)) {
            Some(days) => document.respond_within = Some(days),
            None => refused.push(("f-respond_within", say.t("designer-fault-within"))),
        },
    }
    document.confidential = form.text("confidential") == "yes";
    if !refused.is_empty() {
        let also = Also { refused, typed: Some(form), ..Also::default() };
        let page = draw(&ground, &person, say, &key, also).await?;
        return ui::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let done = drafts::change(&ground, &person, (&key, seen(&form)), "form", &document).await?;
    answer(&ground, &person, say, &key, done, "changed").await
}

fn id_of(name: &str) -> &'static str {
    match name {
        "title" => "f-title",
        "about" => "f-about",
        "group" => "f-group",
        _ => "f-lede",
    }
}

/// Moves a question up or down, or takes it out.
pub(super) async fn arrange(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(key): Path<String>,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let mut document = found(drafts::load(&ground, &key).await?)?.document;
    let (act, of) = form.text("act").split_once(':').ok_or(Stop::BadPost(FormProblem::BrokeOff))?;
    let at = document.fields.iter().position(|field| field.key == of);
    let Some(at) = at else {
        // Somebody else took it out, or this press came twice.
        return answer(&ground, &person, say, &key, Err(Refused::Stale), "").await;
    };
    let (what, said) = match act {
        "up" if at > 0 => {
            document.fields.swap(at, at - 1);
            ("order", "moved")
        }
        "down" if at + 1 < document.fields.len() => {
            document.fields.swap(at, at + 1);
            ("order", "moved")
        }
        "remove" => {
            document.fields.remove(at);
            (of, "gone")
        }
        _ => return Err(Stop::BadPost(FormProblem::BrokeOff)),
    };
    let done = drafts::change(&ground, &person, (&key, seen(&form)), what, &document).await?;
    answer(&ground, &person, say, &key, done, said).await
}

/// Publishes the draft, or gives it up.
pub(super) async fn publish(
    State(ground): State<Ground>,
    Extension(shelves): Extension<Forms>,
    Signed(person): Signed,
    Path(key): Path<String>,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    if form.text("act") == "discard" {
        let done = drafts::discard(&ground, &person, (&key, seen(&form))).await?;
        return answer(&ground, &person, say, &key, done, "discarded").await;
    }
    let done = drafts::publish(&ground, &shelves, &person, (&key, seen(&form))).await?;
    answer(&ground, &person, say, &key, done.map(drop), "published").await
}

/// Moves the form in the list, puts it there or takes it out, or removes it.
pub(super) async fn standing(
    State(ground): State<Ground>,
    Extension(shelves): Extension<Forms>,
    Signed(person): Signed,
    Path(key): Path<String>,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let to = Standing::from_code(form.text("act")).ok_or(Stop::BadPost(FormProblem::BrokeOff))?;
    let done = drafts::stand(&ground, &shelves, &person, (&key, seen(&form)), to).await?;
    if to == Standing::Remove && done.is_ok() {
        return Ok(ui::see("/desk/forms?removed=1"));
    }
    let said = match to {
        Standing::Offer => "offered",
        Standing::Withdraw => "withdrawn",
        Standing::Up | Standing::Down | Standing::Remove => "moved",
    };
    answer(&ground, &person, say, &key, done, said).await
}

/// The document as a file: the draft, or the version that is asked for.
pub(super) async fn file(
    State(ground): State<Ground>,
    Signed(_): Signed,
    Path(key): Path<String>,
    uri: http::Uri,
) -> Result<Response, Stop> {
    let (text, version) = if let Some(version) = ui::query(&uri).get("version") {
        let version: i32 = version.parse().map_err(|_| Stop::NotFound)?;
        let of = Some(key.clone()).filter(|key| is_key(key, '-')).ok_or(Stop::NotFound)?;
        let text = ground.db.read(move |conn| forms::stored_document(conn, &of, version)).await?;
        (text.ok_or(Stop::NotFound)?, version.to_string())
    } else {
        let draft = found(drafts::load(&ground, &key).await?)?;
        let name = if draft.row.draft.is_some() { "draft".to_owned() } else { draft.row.newest.to_string() };
        (draft.document.text(), name)
    };
    let disposition = format!("attachment; filename=\"{key}.{version}.json\"");
    let disposition = HeaderValue::from_str(&disposition).map_err(|_| Stop::NotFound)?;
    let json = HeaderValue::from_static("application/json");
    Ok(([(header::CONTENT_TYPE, json), (header::CONTENT_DISPOSITION, disposition)], text).into_response())
}

/// What the page showed of the form.
pub(super) fn seen(form: &FormData) -> i64 {
    form.text("seen").parse().unwrap_or(0)
}

/// What was looked for, or the page that says that there is none.
pub(super) fn found(outcome: Outcome<Draft>) -> Result<Draft, Stop> {
    match outcome {
        Ok(draft) => Ok(draft),
        Err(Refused::Faults(error)) => Err(Stop::internal(error)),
        Err(_) => Err(Stop::NotFound),
    }
}

/// The form's page again after a change, with what was done or why not.
pub(super) async fn answer(
    ground: &Ground,
    person: &Person,
    say: Say,
    key: &str,
    done: Outcome<()>,
    said: &str,
) -> Result<Response, Stop> {
    let mut also = Also::default();
    let status = match done {
        Ok(()) => return Ok(ui::see(&format!("/desk/forms/{key}?said={said}"))),
        Err(Refused::Missing) => return Err(Stop::NotFound),
        Err(Refused::Stale) => {
            also.stale = true;
            StatusCode::CONFLICT
        }
        Err(Refused::Faults(_)) => {
            also.refused.push(("h-publish", say.t("designer-fault-publish")));
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(Refused::InUse) => {
            also.refused.push(("h-standing", say.t("designer-fault-in-use")));
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(Refused::TooMany | Refused::Taken) => {
            also.refused.push(("h-fields", say.t("designer-fault-many")));
            StatusCode::UNPROCESSABLE_ENTITY
        }
    };
    ui::with_status(status, &draw(ground, person, say, key, also).await?)
}
