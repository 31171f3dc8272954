//! A request's page: summary, correspondence, history, and the forms of what may be done.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Extension, State};
use axum::response::Response;
use ground::Ground;
use ground::audit::Recorded;
use ground::guard::policy::{self, Scope};
use ground::outbox::OutboxRow;
use ground::settings::registry;
use ground::staff::{Book, LocationCard, LocationId, Person, StaffCard, StaffId, TeamCard};
use ground::ui::{self, Dates, StaffShell, Stop, Tab};
use http::{HeaderMap, StatusCode};
use kit_web::Say;

use super::row::DueView;
use super::told::told;
use crate::forms::{self, Shelf};
use crate::messages::{Kind, Letter};
use crate::requests::agreements::{self, AgreementView};
use crate::requests::may::{May, Open};
use crate::requests::model::{self, Offers};
use crate::requests::number;
use crate::requests::open::{RequestError, why_hidden};
use crate::requests::read::{self, ClosedPage};
use crate::requests::store::{self, RequestRow};

/// What a person typed into a form of the page that could not be carried out.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// Which form: `answer`, `query`, `note`, `reallocate`, or none.
    pub form: &'static str,
    /// The words.
    pub text: String,
    /// What is wrong with them, as a text key; none when somebody else was faster.
    pub error: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "requests/staff/show.html")]
struct ShowPage {
    shell: StaffShell,
    path: String,
    number: String,
    version: i64,
    subject: String,
    state: (&'static str, String),
    due: DueView,
    due_long: String,
    received: (String, String),
    confidential: bool,
    holder: Holder,
    place: String,
    /// The team that has it.
    team: Option<String>,
    /// Why the reader may see it.
    why: String,
    offers: Offers,
    letters: Vec<LetterView>,
    client: Result<ClientView, &'static str>,
    /// When the client was forgotten.
    erased: Option<String>,
    answers: Vec<(String, String)>,
    agreements: Vec<AgreementView>,
    kind: String,
    history: Vec<(String, String, String)>,
    mails: Vec<(String, String, String)>,
    people: Vec<Choice>,
    places: Vec<Choice>,
    teams: Vec<Choice>,
    kept: Kept,
    stale: Option<String>,
    done: Option<&'static str>,
}

struct Holder {
    name: String,
    me: bool,
}

struct ClientView {
    name: String,
    local: String,
    domain: String,
}

struct LetterView {
    id: i64,
    who: String,
    own: bool,
    note: bool,
    way: String,
    iso: String,
    at: String,
    unread: bool,
    text: Option<String>,
}

struct Choice {
    id: i64,
    words: String,
    chosen: bool,
}

pub async fn show(
    State(ground): State<Ground>,
    Extension(shelf): Extension<Arc<Shelf>>,
    may: May<Open>,
    headers: HeaderMap,
    uri: http::Uri,
) -> Result<Response, Stop> {
    let query = ui::query(&uri);
    let done = DONE.iter().find(|done| **done == query.text("done")).copied();
    let say = ui::say_for(&ground, &headers);
    let May { person, row, more } = may;
    draw(&ground, &shelf, say, &person, (&row, more), Kept::default(), done).await
}

/// What was just done, as the address of the next page says it.
const DONE: [&str; 7] = ["taken", "reallocated", "noted", "queried", "answered", "answer-kept", "reopened"];

/// Draws the page of a request as it is now, with what could not be carried out.
pub async fn draw(
    ground: &Ground,
    shelf: &Shelf,
    say: Say,
    person: &Person,
    (row, closed): (&RequestRow, ClosedPage),
    kept: Kept,
    done: Option<&'static str>,
) -> Result<Response, Stop> {
    let read::Page { opened, seen, history, mails } = closed.open(ground, person.id.0, row).await?;
    if row.confidential {
        // That it was opened is on disk before anything of it is shown; else it is not shown.
        ground.accounting.durable().await?;
    }
    if seen < row.last_message_at {
        ground.marks.make(&store::SEEN, (person.id.0, row.id), ground.now());
    }
    let dates = Dates::of(ground, person, &say).await?;
    let book = ground.directory.book(ground).await?;
    let form = shelf.answered(&row.form_key, row.form_version);
    let client_name = match &opened.identity {
        Ok(who) => who.name.clone().unwrap_or_else(|| say.t("requests-client-unnamed")),
        Err(_) => say.t("requests-client"),
    };
    let letters = opened.letters.iter().map(|letter| {
        let name = letter.staff.map_or_else(|| client_name.clone(), |id| book.name(StaffId(id)).to_owned());
        LetterView::of(letter, name, person, seen, &dates, &say)
    });
    let stale = if kept.form.is_empty() || kept.error.is_some() {
        None
    } else {
        Some(stale_words(ground, &say, person, row).await?)
    };
    let status = match (&stale, kept.error) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, Some(_)) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, None) => StatusCode::OK,
    };
    let (glyph, key) = model::shown(row.state(), row.reason());
    let prefix = ground.settings.text(&registry::PREFIX);
    let number = number::short(&prefix, row.number);
    let page = ShowPage {
        path: format!("/desk/requests/{number}"),
        number,
        version: row.version,
        subject: opened.line.map_or_else(|| say.t("requests-erased"), |line| line.subject),
        state: (glyph, say.t(key)),
        due: DueView::of(row.state(), row.due_at, &dates, &say),
        due_long: dates.day_time(row.due_at),
        received: (dates.iso(row.received_at), dates.day_time(row.received_at)),
        confidential: row.confidential,
        holder: Holder {
            name: book.name(StaffId(row.assignee_id)).to_owned(),
            me: row.assignee_id == person.id.0,
        },
        erased: row.erased_at.map(|at| dates.day(at)),
        place: book.location_name(LocationId(row.location_id)).to_owned(),
        team: row.team_id.and_then(|id| book.team(id)).map(|team| team.name.clone()),
        why: say.t(why(person, row)),
        offers: Offers::of(person, row.state(), row.object(), row.is_erased()),
        letters: letters.collect(),
        client: opened.identity.as_ref().map(|who| ClientView::of(who, &say)).map_err(why_hidden),
        answers: form.map(|form| forms::facts(form, &opened.answers, &say)).unwrap_or_default(),
        agreements: agreements::views(ground, shelf, row, &dates).await?,
        kind: form.map_or_else(|| row.form_key.clone(), |form| form.title.in_lang(say.tag()).to_owned()),
        history: words_of(ground, &say, &dates, &history).await?,
        mails: mails.iter().map(|mail| mail_words(&say, &dates, mail)).collect(),
        people: people(&book, row, &say, ground.now()),
        places: places(&book, row),
        teams: teams(&book, row),
        kept,
        stale,
        done,
        shell: StaffShell::new(ground, person, say, Tab::Queue).await?,
    };
    ui::with_status(status, &page)
}

/// Who changed the request after the page was opened, in words.
async fn stale_words(
    ground: &Ground,
    say: &Say,
    person: &Person,
    row: &RequestRow,
) -> Result<String, RequestError> {
    let last = read::history(ground, row).await?;
    let book = ground.directory.book(ground).await?;
    let Some(event) = last.first().filter(|event| event.actor_id != person.id.0) else {
        return Ok(say.t("requests-stale-unknown"));
    };
    let who = match event.actor_kind.as_str() {
        "staff" => book.name(StaffId(event.actor_id)).to_owned(),
        _ if event.kind == "agreement.withdrawn" => return Ok(say.t("requests-stale-withdrawn")),
        other => other.to_owned(),
    };
    Ok(say.t1("requests-stale", "who", who))
}

async fn words_of(
    ground: &Ground,
    say: &Say,
    dates: &Dates,
    history: &[Recorded],
) -> Result<Vec<(String, String, String)>, RequestError> {
    let mut all = Vec::with_capacity(history.len());
    for event in history {
        all.push((dates.iso(event.at), dates.brief(event.at), told(ground, say, event).await?));
    }
    Ok(all)
}

/// A mail of a request: when, what, how it stands.
fn mail_words(say: &Say, dates: &Dates, mail: &OutboxRow) -> (String, String, String) {
    let kind = say.t(format!("requests-mail-kind-{}", mail.kind));
    (dates.brief(mail.created_at), kind, say.t(format!("requests-mail-{}", mail.state)))
}

/// The text that says why `person` may see a request.
fn why(person: &Person, row: &RequestRow) -> &'static str {
    match policy::why(person.subject(), row.object()) {
        Some(Scope::Assigned) => "requests-why-assigned",
        Some(Scope::Team) => "requests-why-team",
        Some(Scope::Location) => "requests-why-location",
        Some(Scope::All | Scope::None) | None => "requests-why-open",
    }
}

fn people(book: &Book, row: &RequestRow, say: &Say, now: i64) -> Vec<Choice> {
    let all = book.enabled();
    let able = all.iter().filter(|card| model::can_hold(card.rights(now)));
    // Whoever is away is given nothing, but keeps what they have.
    let here = able.filter(|card| !card.is_away(now) || card.id.0 == row.assignee_id);
    let choice = |card: &&StaffCard| {
        let words = format!("{}, {}", card.name, book.location_name(card.location));
        let words = if card.is_away(now) { say.t1("requests-away", "name", words) } else { words };
        Choice { id: card.id.0, words, chosen: card.id.0 == row.assignee_id }
    };
    here.map(choice).collect()
}

fn teams(book: &Book, row: &RequestRow) -> Vec<Choice> {
    let choice = |team: &TeamCard| Choice {
        id: team.id,
        words: team.name.clone(),
        chosen: Some(team.id) == row.team_id,
    };
    book.teams().iter().map(choice).collect()
}

fn places(book: &Book, row: &RequestRow) -> Vec<Choice> {
    let choice = |place: &LocationCard| Choice {
        id: place.id,
        words: place.name.clone(),
        chosen: place.id == row.location_id,
    };
    book.locations().iter().map(choice).collect()
}

impl ClientView {
    fn of(who: &ground::clients::Identity, say: &Say) -> Self {
        let (local, domain) = who.email.rsplit_once('@').unwrap_or((&who.email, ""));
        let name = who.name.clone().unwrap_or_else(|| say.t("requests-client-no-name"));
        Self { name, local: local.to_owned(), domain: domain.to_owned() }
    }
}

impl LetterView {
    fn of(letter: &Letter, who: String, person: &Person, seen: i64, dates: &Dates, say: &Say) -> Self {
        let way = match letter.kind {
            Kind::Query => say.t("requests-letter-query"),
            Kind::Answer => say.t("requests-letter-answer"),
            Kind::Question | Kind::Comment | Kind::Note => String::new(),
        };
        let own = letter.staff == Some(person.id.0);
        Self {
            id: letter.id,
            who,
            own,
            note: letter.kind == Kind::Note,
            way,
            iso: dates.iso(letter.at),
            at: dates.short_time(letter.at),
            // On a first visit everything is new: then no mark says anything.
            unread: !own && seen > 0 && letter.at > seen,
            text: letter.text.clone(),
        }
    }
}

impl ShowPage {
    /// What was typed into `form`.
    fn typed(&self, form: &str) -> &str {
        if self.kept.form == form { &self.kept.text } else { "" }
    }

    /// What is wrong with what was typed into `form`.
    fn error(&self, form: &str) -> Option<&'static str> {
        self.kept.error.filter(|_| self.kept.form == form)
    }

    /// Whether the menu holding `form` stands open.
    fn stands_open(&self, form: &str) -> bool {
        self.kept.form == form
    }

    /// Whether what was typed has no form to go back to: the request was closed meanwhile.
    fn homeless(&self) -> bool {
        let has_form = match self.kept.form {
            "answer" => self.offers.answer,
            "query" => self.offers.query,
            "note" => self.offers.note,
            _ => true,
        };
        !has_form && !self.kept.text.is_empty()
    }
}
