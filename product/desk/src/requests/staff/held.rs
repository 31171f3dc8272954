//! What looks automatic and is held: the list, one of them with all that was written, and what may be done with it.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Extension, Path, State};
use axum::response::Response;
use ground::Ground;
use ground::audit::Actor;
use ground::guard::{Permission, Signed, StaffForm, policy};
use ground::settings::registry;
use ground::staff::{LocationId, Person};
use ground::ui::{self, Dates, StaffShell, Stop, Tab};
use http::HeaderMap;
use kit_base::{Direction, KeysetPage};
use kit_vault::{OpenError, Purpose};
use kit_web::Say;

use crate::forms::{self, Shelf};
use crate::requests::held::store::{self, HeldRow};
use crate::requests::held::{self, Came};
use crate::requests::number;

/// Rows on a page.
const PAGE: usize = 50;
/// Characters of the first words in the list.
const WORDS: usize = 160;

/// What was just done, as the address of the list says it: texts `held-done-…`.
const DONE: [&str; 6] = ["released", "all", "discarded", "all-discarded", "not-again", "unreadable"];

#[derive(Template)]
#[template(path = "requests/staff/held.html")]
struct ListPage {
    shell: StaffShell,
    count: i64,
    rows: Vec<Row>,
    before: Option<i64>,
    after: Option<i64>,
    paged: bool,
    done: Option<&'static str>,
}

struct Row {
    id: i64,
    words: String,
    confidential: bool,
    form: String,
    iso: String,
    at: String,
    /// What is the same of all that are alike.
    alike: String,
}

#[derive(Template)]
#[template(path = "requests/staff/held_one.html")]
struct OnePage {
    shell: StaffShell,
    id: i64,
    number: String,
    place: String,
    form: String,
    iso: String,
    at: String,
    /// When it is let in by itself.
    until: String,
    sign: String,
    alike: String,
    confidential: bool,
    /// What was written; none when it cannot be opened.
    written: Option<Written>,
}

struct Written {
    subject: String,
    question: String,
    name: String,
    email: String,
    answers: Vec<(String, String)>,
}

/// The held question an address names, loaded and authorised in one step: an unknown one and one that the person may
/// not know of are the same.
async fn one(ground: &Ground, person: &Person, id: &str) -> Result<HeldRow, Stop> {
    let id: i64 = id.parse().map_err(|_| Stop::NotFound)?;
    let row = ground.db.read(move |conn| store::find(conn, id)).await?;
    let row = row.filter(|row| !row.discarded).ok_or(Stop::NotFound)?;
    let may = |permission| policy::may(person.subject(), permission, row.object());
    if !may(Permission::RequestView) {
        return Err(Stop::NotFound);
    }
    if !may(Permission::RequestReallocate) {
        return Err(Stop::Forbidden);
    }
    Ok(row)
}

/// The same for a decision: somebody else may have decided meanwhile, and then there is nothing to do.
async fn to_decide(ground: &Ground, person: &Person, id: &str) -> Result<Option<HeldRow>, Stop> {
    match one(ground, person, id).await {
        Ok(row) => Ok(Some(row)),
        Err(Stop::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

pub async fn list(
    State(ground): State<Ground>,
    Extension(shelf): Extension<Arc<Shelf>>,
    Signed(person): Signed,
    headers: HeaderMap,
    uri: http::Uri,
) -> Result<Response, Stop> {
    let query = ui::query(&uri);
    let say = ui::say_for(&ground, &headers);
    let id = |name: &str| query.text(name).parse::<i64>().ok();
    let (cursor, direction) = match (id("after"), id("before")) {
        (None, Some(before)) => (Some(before), Direction::Back),
        (after, _) => (after, Direction::Forward),
    };
    let reader = person.clone();
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX) + 1;
    let read = ground.db.read(move |conn| {
        let rows = store::list(conn, &reader, (cursor, direction), limit)?;
        let page = KeysetPage::from_read(rows, PAGE, direction, cursor.is_some());
        Ok((page, store::counted(conn, &reader)?))
    });
    let (page, count) = read.await?;
    let dates = Dates::of(&ground, &person, &say).await?;
    ui::page(&ListPage {
        count,
        before: page.rows.first().map(|row| row.id).filter(|_| page.has_before),
        after: page.rows.last().map(|row| row.id).filter(|_| page.has_after),
        rows: rows(&ground, &shelf, &person, &say, &dates, &page.rows).await?,
        paged: cursor.is_some(),
        done: DONE.into_iter().find(|done| *done == query.text("done")),
        shell: StaffShell::new(&ground, &person, say, Tab::Queue).await?,
    })
}

/// Opens and words the lines of a list: what was asked, and nothing of a confidential one.
async fn rows(
    ground: &Ground,
    shelf: &Shelf,
    person: &Person,
    say: &Say,
    dates: &Dates,
    rows: &[HeldRow],
) -> Result<Vec<Row>, Stop> {
    let plain: Vec<&HeldRow> = rows.iter().filter(|row| !row.confidential).collect();
    let opened = held::open_words(ground, &kit_vault::Actor::Staff(person.id.0), &plain).await?;
    let mut opened: HashMap<i64, _> = plain.iter().map(|row| row.id).zip(opened).collect();
    let line = |row: &HeldRow| Row {
        id: row.id,
        words: match (row.confidential, opened.remove(&row.id).flatten()) {
            (true, _) => say.t("requests-confidential-line"),
            (false, Some(kept)) => kit_base::first_words(&kept.question, WORDS),
            (false, None) => say.t("held-unreadable"),
        },
        confidential: row.confidential,
        form: title(shelf, row, say),
        iso: dates.iso(row.received_at),
        at: dates.short_time(row.received_at),
        alike: alike(row),
    };
    Ok(rows.iter().map(line).collect())
}

pub async fn show(
    State(ground): State<Ground>,
    Extension(shelf): Extension<Arc<Shelf>>,
    Signed(person): Signed,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Stop> {
    let row = one(&ground, &person, &id).await?;
    let opened = held::read(&ground, &kit_vault::Actor::Staff(person.id.0), Purpose::Read, &row).await?;
    if row.confidential {
        // That it was opened is on disk before anything of it is shown; else it is not shown.
        ground.accounting.durable().await?;
    }
    let say = ui::say_for(&ground, &headers);
    let written = match opened {
        Ok(opened) => Some(Written::of(opened, &shelf, &row, &say)),
        Err(OpenError::Ring(error)) => return Err(error.into()),
        Err(OpenError::Destroyed | OpenError::Damaged) => None,
    };
    let dates = Dates::of(&ground, &person, &say).await?;
    let book = ground.directory.book(&ground).await?;
    ui::page(&OnePage {
        id: row.id,
        number: number::short(&ground.settings.text(&registry::PREFIX), row.number),
        place: book.location_name(LocationId(row.location_id)).to_owned(),
        form: title(&shelf, &row, &say),
        iso: dates.iso(row.received_at),
        at: dates.day_time(row.received_at),
        until: dates.day_time(row.release_at),
        sign: say.t(format!("held-sign-{}", row.sign)),
        alike: alike(&row),
        confidential: row.confidential,
        written,
        shell: StaffShell::new(&ground, &person, say, Tab::Queue).await?,
    })
}

pub async fn release(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(id): Path<String>,
    StaffForm(_): StaffForm,
) -> Result<Response, Stop> {
    let Some(row) = to_decide(&ground, &person, &id).await? else { return Ok(told(Came::Late, "")) };
    let (opener, by) = (kit_vault::Actor::Staff(person.id.0), Actor::Staff(person.id.0));
    Ok(told(held::release(&ground, &opener, by, &row).await?, "released"))
}

pub async fn release_alike(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(id): Path<String>,
    StaffForm(_): StaffForm,
) -> Result<Response, Stop> {
    let Some(row) = to_decide(&ground, &person, &id).await? else { return Ok(told(Came::Late, "")) };
    Ok(told(held::release_alike(&ground, &person, &row).await?, "all"))
}

pub async fn discard(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(id): Path<String>,
    StaffForm(_): StaffForm,
) -> Result<Response, Stop> {
    let Some(row) = to_decide(&ground, &person, &id).await? else { return Ok(told(Came::Late, "")) };
    Ok(told(held::discard(&ground, &person, &row).await?, "discarded"))
}

/// The list, with a word about what was done.
fn told(came: Came, done: &'static str) -> Response {
    let word = match came {
        Came::Done => done,
        Came::Late => "not-again",
        Came::Unreadable => "unreadable",
    };
    ui::see(&format!("/desk/held?done={word}"))
}

/// What the form is called that a question came by.
fn title(shelf: &Shelf, row: &HeldRow, say: &Say) -> String {
    let form = shelf.answered(&row.form_key, row.form_version);
    form.map_or_else(|| row.form_key.clone(), |form| form.title.in_lang(say.tag()).to_owned())
}

/// Four signs that all have in common that are alike, on every page and in every process.
fn alike(row: &HeldRow) -> String {
    let digest = kit_web::form_key::digest16(&[b"alike", &row.group_id.to_be_bytes()]);
    format!("{:02X}{:02X}", digest[0], digest[1])
}

impl Written {
    fn of(opened: held::Read, shelf: &Shelf, row: &HeldRow, say: &Say) -> Self {
        let held::Read { kept, identity } = opened;
        let form = shelf.answered(&row.form_key, row.form_version);
        let mut all = identity.more.clone();
        all.extend(kept.documents.into_iter().flat_map(|(_, map)| map));
        Self {
            subject: kept.subject,
            question: kept.question,
            name: identity.name.clone().unwrap_or_else(|| say.t("requests-client-no-name")),
            email: identity.email,
            answers: form.map(|form| forms::facts(form, &all, say)).unwrap_or_default(),
        }
    }
}
