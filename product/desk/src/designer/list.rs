//! The forms of the desk, and making a new one.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use ground::Ground;
use ground::guard::policy::allows;
use ground::guard::{Permission, Signed, StaffForm};
use ground::staff::Person;
use ground::ui::{self, StaffShell, Stop, Tab};
use http::{HeaderMap, StatusCode};
use kit_web::Say;
use kit_web::form::FormData;

use super::drafts::{self, Refused};
use super::{library, lines};
use crate::forms::{self, FormDocument, FormRow, is_key};

/// Most characters of a title.
pub(super) const TITLE: usize = 200;
/// Addresses under `/desk/forms/` that are no form.
const RESERVED: &[&str] = &["new"];

#[derive(Template)]
#[template(path = "designer/list.html")]
struct ListPage {
    shell: StaffShell,
    rows: Vec<Row>,
    may_change: bool,
    said: Option<String>,
}

struct Row {
    key: String,
    title: String,
    state: String,
    /// Whether the draft is ahead of what is published.
    ahead: bool,
    version: i32,
}

#[derive(Template)]
#[template(path = "designer/new.html")]
struct NewPage {
    shell: StaffShell,
    title: String,
    key: String,
    of: String,
    forms: Vec<(String, String)>,
    document: String,
    /// Id of the control and what is wrong.
    faults: Vec<(&'static str, String)>,
}

impl NewPage {
    /// What is wrong with the control `id`.
    fn fault(&self, id: &str) -> Option<&str> {
        self.faults.iter().find(|(at, _)| *at == id).map(|(_, words)| words.as_str())
    }
}

/// How a form stands, as a text key.
pub(super) fn state_of(row: &FormRow) -> &'static str {
    match (row.newest, row.offered) {
        (0, _) => "designer-state-new",
        (_, true) => "designer-state-offered",
        (_, false) => "designer-state-withdrawn",
    }
}

/// Every form with its document, in the order of the list.
async fn all(ground: &Ground) -> Result<Vec<(FormRow, FormDocument)>, Stop> {
    let found = ground
        .db
        .read(|conn| {
            let keys: Vec<String> = forms::rows(conn)?.into_iter().map(|row| row.form_key).collect();
            keys.iter().map(|key| drafts::find(conn, key)).collect::<kit_db::Result<Vec<_>>>()
        })
        .await?;
    Ok(found.into_iter().flatten().map(|draft| (draft.row, draft.document)).collect())
}

pub(super) async fn list(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
    uri: http::Uri,
) -> Result<Response, Stop> {
    let query = ui::query(&uri);
    let say = ui::say_for(&ground, &headers);
    let row = |(row, document): (FormRow, FormDocument)| Row {
        title: document.title.in_lang(say.tag()).to_owned(),
        state: say.t(state_of(&row)),
        ahead: row.draft.is_some() && row.newest != 0,
        version: row.newest,
        key: row.form_key,
    };
    ui::page(&ListPage {
        rows: all(&ground).await?.into_iter().map(row).collect(),
        may_change: allows(person.rights, Permission::SettingsChange),
        said: query.get("removed").map(|_| say.t("designer-removed")),
        shell: StaffShell::new(&ground, &person, say, Tab::Forms).await?,
    })
}

pub(super) async fn blank(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
    uri: http::Uri,
) -> Result<Response, Stop> {
    let mut of = ui::query(&uri);
    let copied = of.text("of").to_owned();
    of = FormData::from_pairs([("of", copied)]);
    let say = ui::say_for(&ground, &headers);
    ui::page(&new_page(&ground, &person, say, &of, Vec::new()).await?)
}

async fn new_page(
    ground: &Ground,
    person: &Person,
    say: Say,
    form: &FormData,
    faults: Vec<(&'static str, String)>,
) -> Result<NewPage, Stop> {
    let forms = all(ground).await?;
    let named = |(row, document): (FormRow, FormDocument)| {
        let title = document.title.in_lang(say.tag()).to_owned();
        (row.form_key, title)
    };
    Ok(NewPage {
        title: form.text("title").to_owned(),
        key: form.text("in_address").to_owned(),
        of: form.text("of").to_owned(),
        document: form.text("file").to_owned(),
        forms: forms.into_iter().map(named).collect(),
        faults,
        shell: StaffShell::new(ground, person, say, Tab::Forms).await?,
    })
}

pub(super) async fn add(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let faults = match begin(&ground, &say, &form).await? {
        Err(faults) => faults,
        Ok(document) => match drafts::add(&ground, &person, &document).await? {
            Ok(()) => return Ok(ui::see(&format!("/desk/forms/{}?said=added", document.key))),
            Err(Refused::Taken) => vec![("f-name", say.t("designer-fault-key-taken"))],
            Err(_) => vec![("f-title", say.t("designer-fault-many"))],
        },
    };
    let page = new_page(&ground, &person, say, &form, faults).await?;
    ui::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// The document a new form begins with: a file, a copy of another form, or the least there can be.
async fn begin(
    ground: &Ground,
    say: &Say,
    form: &FormData,
) -> Result<Result<FormDocument, Vec<(&'static str, String)>>, Stop> {
    let title = kit_base::clean_line(form.text("title"));
    let typed = kit_base::clean_line(form.text("in_address"));
    let (of, text) = (form.text("of"), form.text("file").trim());
    let mut document = if !text.is_empty() {
        if text.len() > drafts::LARGEST {
            return Ok(Err(vec![("f-document", say.t("designer-fault-large"))]));
        }
        match FormDocument::read("document", text) {
            Ok(document) => document,
            Err(error) => {
                let why = error.faults.iter().map(|fault| fault.what.as_str()).collect::<Vec<_>>().join("; ");
                return Ok(Err(vec![("f-document", say.t1("designer-fault-document", "why", why))]));
            }
        }
    } else if of.is_empty() {
        least(say)?
    } else {
        let Ok(draft) = drafts::load(ground, of).await? else { return Err(Stop::NotFound) };
        draft.document
    };
    let mut faults = Vec::new();
    if title.chars().count() > TITLE || (title.is_empty() && text.is_empty()) {
        faults.push(("f-title", say.t1("designer-fault-title", "most", i64::try_from(TITLE).unwrap_or(0))));
    }
    if !title.is_empty() {
        document.title.set(say.tag(), &title);
        if say.tag() != "en" && of.is_empty() && text.is_empty() {
            document.title.set("en", &title);
        }
    }
    document.version = 1;
    let odd =
        |key: &str| !is_key(key, '_') || document.fields.iter().filter(|one| one.key == key).count() > 1;
    if let Some(field) = document.fields.iter().find(|field| odd(&field.key)) {
        let name: String = field.key.chars().take(60).collect();
        faults.push(("f-document", say.t1("designer-fault-document-key", "name", name)));
    }
    document.key = match (typed.is_empty(), text.is_empty()) {
        (false, _) => typed,
        (true, false) => document.key,
        (true, true) => {
            let used = ground.db.read(forms::rows).await?;
            lines::new_key(&title, "form", '-', |key| {
                RESERVED.contains(&key) || used.iter().any(|row| row.form_key == key)
            })
        }
    };
    if !is_key(&document.key, '-') || RESERVED.contains(&document.key.as_str()) {
        faults.push(("f-name", say.t("designer-fault-key")));
    }
    Ok(if faults.is_empty() { Ok(document) } else { Err(faults) })
}

/// A form that asks for an address and a question.
fn least(say: &Say) -> Result<FormDocument, Stop> {
    let library = library::library()?;
    let field = |key: &str| library.iter().find(|field| field.key == key).cloned();
    let mut about = crate::forms::Text::default();
    for say in say.in_every_language() {
        about.set(say.tag(), &say.t("designer-example-about"));
    }
    Ok(FormDocument {
        about,
        respond_within: Some(5),
        fields: ["question", "email"].into_iter().filter_map(field).collect(),
        ..FormDocument::default()
    })
}
