//! What a person sees of their own request after `/check`, and what they may do there.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Extension, State};
use axum::response::Response;
use ground::Ground;
use ground::guard::{self, Fields, LongFields};
use ground::settings::registry;
use ground::staff::LocationId;
use ground::ui::{self, Dates, PublicShell, Stop, Tab};
use http::{HeaderMap, StatusCode};
use kit_vault::{Actor, Purpose};
use kit_web::Say;

use super::pass::{self, Pass};
use crate::forms::{self, Markup, Shelf};
use crate::messages::{Kind, Letter};
use crate::requests::acts::{self, Done};
use crate::requests::agreements::{self, AgreementView};
use crate::requests::model::State as Where;
use crate::requests::open::RequestError;
use crate::requests::store::RequestRow;
use crate::requests::{number, read};

/// What the page begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// Nothing.
    None,
    /// The reply is kept.
    Replied,
    /// The reply is kept and the request open again.
    Reopened,
    /// What was agreed to is taken back.
    Withdrawn,
    /// There was nothing in it.
    Empty,
    /// There was too much in it.
    TooLong,
    /// There was HTML in it, which the settings say is not taken.
    Markup,
}

impl Note {
    /// What is wrong with the reply, as a text key.
    fn fault(self) -> Option<&'static str> {
        match self {
            Self::Empty => Some("requests-reply-empty"),
            Self::TooLong => Some("requests-reply-long"),
            Self::Markup => Some("requests-reply-markup"),
            Self::None | Self::Replied | Self::Reopened | Self::Withdrawn => None,
        }
    }
}

/// Most characters of a reply: a page shows many of them.
const LONGEST: usize = 50_000;

#[derive(Template)]
#[template(path = "requests/public/manage.html")]
struct ManagePage {
    shell: PublicShell,
    number: String,
    pass: String,
    title: String,
    kind: String,
    place: String,
    status: &'static str,
    due: String,
    sent: (String, String),
    letters: Vec<LetterView>,
    facts: Vec<(String, String)>,
    agreements: Vec<AgreementView>,
    stations: Vec<Station>,
    note: Note,
    fault: Option<&'static str>,
    reply: String,
    closed: bool,
    asked: bool,
    printed: String,
}

struct LetterView {
    own: bool,
    answer: bool,
    iso: String,
    at: String,
    text: Option<String>,
}

struct Station {
    key: &'static str,
    small: String,
    past: bool,
    now: bool,
}

/// Draws the manage page.
pub async fn draw(
    ground: &Ground,
    say: Say,
    shelf: &Shelf,
    row: &RequestRow,
    full_number: &str,
    note: Note,
    reply: &str,
) -> Result<Response, Stop> {
    let opened = read::whole(ground, &Actor::Client(row.client_id), Purpose::Check, row).await?;
    let book = ground.directory.book(ground).await?;
    let place = book.location(LocationId(row.location_id));
    let dates = Dates::new(place.map_or("UTC", |p| p.time_zone.as_str()), ground.now(), say.clone());
    let form = shelf.answered(&row.form_key, row.form_version);
    let letters: Vec<&Letter> = opened.letters.iter().filter(|letter| letter.kind.is_for_client()).collect();
    let state = row.state();
    let page = ManagePage {
        pass: pass::give(ground, full_number).await?,
        number: full_number.to_owned(),
        title: opened.line.map_or_else(|| say.t("requests-erased"), |line| line.subject),
        kind: form.map(|form| form.title.in_lang(say.tag()).to_owned()).unwrap_or_default(),
        place: place.map(|p| p.name.clone()).unwrap_or_default(),
        status: client_status(state, row.assignee_id != 0),
        due: dates.day(row.due_at),
        sent: (dates.iso(row.received_at), dates.day_time(row.received_at)),
        stations: stations(row, &letters, &dates),
        facts: form.map(|form| forms::facts(form, &opened.answers, &say)).unwrap_or_default(),
        agreements: agreements::views(ground, shelf, row, &dates).await?,
        letters: letters.iter().map(|letter| LetterView::of(letter, &dates)).collect(),
        note,
        fault: note.fault(),
        reply: reply.to_owned(),
        closed: state == Where::Closed,
        asked: state == Where::WithClient,
        printed: dates.day_time(ground.now()),
        shell: PublicShell::new(ground, say, Tab::Check),
    };
    let status = if note.fault().is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    ui::with_status(status, &page)
}

pub async fn reply(
    State(ground): State<Ground>,
    Extension(shelf): Extension<Arc<Shelf>>,
    headers: HeaderMap,
    LongFields(data): LongFields,
) -> Result<Response, Stop> {
    super::check::allowed(&ground)?;
    let say = ui::say_for(&ground, &headers);
    let full = data.text("number").to_owned();
    let nonce = match pass::read(&ground, data.text("pass"), &full).await? {
        Pass::Good(nonce) => nonce,
        Pass::Expired => return super::check::expired(&ground, say, &data),
        // Words somebody wrote are never thrown away: the way back is to open the request once more.
        Pass::Forged if !data.text("reply").trim().is_empty() => {
            return super::check::expired(&ground, say, &data);
        }
        Pass::Forged => return Ok(ui::see("/")),
    };
    let prefix = ground.settings.text(&registry::PREFIX);
    let (short, _) = number::parse_full(&prefix, &full).ok_or(Stop::NotFound)?;
    let mut row = read::by_number(&ground, short).await?.ok_or(Stop::NotFound)?;
    if row.is_erased() {
        // The pass outlives the person by some minutes and opens nothing.
        return Err(Stop::Gone);
    }
    let text = kit_base::clean_text(data.text("reply"));
    if text.is_empty() {
        return draw(&ground, say, &shelf, &row, &full, Note::Empty, "").await;
    }
    if text.chars().count() > LONGEST {
        return draw(&ground, say, &shelf, &row, &full, Note::TooLong, &text).await;
    }
    if Markup::of(&ground) == Markup::Reject && forms::looks_like_html(&text) {
        return draw(&ground, say, &shelf, &row, &full, Note::Markup, &text).await;
    }
    let mut used = ground.db.read_one(move |conn| guard::consumed(conn, &nonce)).await?.is_some();
    let note = if row.state() == Where::Closed { Note::Reopened } else { Note::Replied };
    // Staff may act at the same moment; what the client wrote is kept all the same.
    for _ in 0..5 {
        if row.is_erased() {
            return Err(Stop::Gone);
        }
        // A page gone back to and sent again with other words: they are not what was kept.
        if used && !says(&ground, &row, &text).await? {
            return super::check::expired(&ground, say, &data);
        }
        let kept = if used { Ok(Done::Yes) } else { acts::comment(&ground, &row, nonce, &text).await };
        row = read::by_number(&ground, short).await?.ok_or(Stop::NotFound)?;
        match kept {
            Ok(Done::Yes) => return draw(&ground, say, &shelf, &row, &full, note, "").await,
            Ok(Done::Stale) => {}
            Err(RequestError::Used) => used = true,
            Err(error) => return Err(error.into()),
        }
    }
    Err(Stop::Busy)
}

pub async fn withdraw(
    State(ground): State<Ground>,
    Extension(shelf): Extension<Arc<Shelf>>,
    headers: HeaderMap,
    Fields(data): Fields,
) -> Result<Response, Stop> {
    super::check::allowed(&ground)?;
    let say = ui::say_for(&ground, &headers);
    let full = data.text("number").to_owned();
    match pass::read(&ground, data.text("pass"), &full).await? {
        Pass::Good(_) => {}
        Pass::Expired | Pass::Forged => return super::check::expired(&ground, say, &data),
    }
    let prefix = ground.settings.text(&registry::PREFIX);
    let (short, _) = number::parse_full(&prefix, &full).ok_or(Stop::NotFound)?;
    let row = read::by_number(&ground, short).await?.ok_or(Stop::NotFound)?;
    if row.is_erased() {
        return Err(Stop::Gone);
    }
    let withdrawn = agreements::withdraw(&ground, &row, data.text("field")).await?;
    let note = if withdrawn { Note::Withdrawn } else { Note::None };
    draw(&ground, say, &shelf, &row, &full, note, "").await
}

/// Whether the client wrote this.
async fn says(ground: &Ground, row: &RequestRow, text: &str) -> Result<bool, RequestError> {
    let kept = read::whole(ground, &Actor::Client(row.client_id), Purpose::Check, row).await?;
    Ok(kept.letters.iter().any(|one| one.staff.is_none() && one.text.as_deref() == Some(text)))
}

impl LetterView {
    fn of(letter: &Letter, dates: &Dates) -> Self {
        Self {
            own: letter.staff.is_none(),
            answer: letter.kind == Kind::Answer,
            iso: dates.iso(letter.at),
            at: dates.short_time(letter.at),
            text: letter.text.clone(),
        }
    }
}

/// Where the request stands, in words for its client.
fn client_status(state: Where, held: bool) -> &'static str {
    match (state, held) {
        (Where::New, _) | (Where::InHand, false) => "requests-client-received",
        (Where::InHand, true) => "requests-client-in-hand",
        (Where::WithClient, _) => "requests-client-your-turn",
        (Where::Closed, _) => "requests-client-answered",
    }
}

/// The life line: received, with a librarian, perhaps the client's turn, answered.
fn stations(row: &RequestRow, letters: &[&Letter], dates: &Dates) -> Vec<Station> {
    let state = row.state();
    let answered = letters.iter().rev().find(|letter| letter.kind == Kind::Answer).map(|letter| letter.at);
    let mut all = vec![Station {
        key: "requests-life-received",
        small: dates.short(row.received_at),
        past: state != Where::New,
        now: state == Where::New,
    }];
    all.push(Station {
        key: "requests-life-in-hand",
        small: String::new(),
        past: matches!(state, Where::WithClient | Where::Closed),
        now: state == Where::InHand,
    });
    if state == Where::WithClient {
        all.push(Station { key: "requests-life-your-turn", small: String::new(), past: false, now: true });
    }
    let closed = state == Where::Closed;
    let small = match answered {
        Some(at) if closed => dates.short(at),
        _ => dates.short(row.due_at),
    };
    let key = if closed { "requests-life-answered" } else { "requests-life-answer-by" };
    all.push(Station { key, small, past: false, now: closed });
    all
}
