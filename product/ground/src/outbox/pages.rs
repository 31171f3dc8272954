//! Pages about outgoing mail that did not leave.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use http::HeaderMap;
use kit_base::Direction;
use kit_web::Say;

use super::release::release_kept;
use super::store::{self, MailState, OutboxRow};
use crate::Ground;
use crate::audit::{self, Actor, Event};
use crate::guard::{Privilege, Route, Signed, StaffForm};
use crate::policy::{Permission, allows};
use crate::staff::Person;
use crate::ui::{self, Dates, StaffShell, Stop, Tab};

/// Mails shown at once.
const PAGE: usize = 50;

/// The addresses of this slice.
pub fn routes() -> Vec<Route> {
    let sees = Privilege::Needs(Permission::MailView);
    let manages = Privilege::Needs(Permission::JobsManage);
    vec![
        Route::get("/desk/mail", "mail", sees, list),
        Route::post("/desk/mail/release", "mail.release", manages, release),
        Route::get("/desk/mail/{id}", "mail.one", manages, show),
        Route::post("/desk/mail/{id}/again", "mail.again", manages, again),
        Route::post("/desk/mail/{id}/drop", "mail.drop", manages, drop_it),
    ]
}

#[derive(Template)]
#[template(path = "outbox/list.html")]
struct ListPage {
    shell: StaffShell,
    state: MailState,
    /// Code of each list and how many are in it.
    views: Vec<(&'static str, i64)>,
    rows: Vec<MailRow>,
    before: Option<i64>,
    after: Option<i64>,
    paged: bool,
    manages: bool,
    done: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "outbox/mail.html")]
struct MailPage {
    shell: StaffShell,
    row: MailRow,
    view: String,
}

struct MailRow {
    id: i64,
    number: String,
    /// Whether the reader may know what it is about.
    open: bool,
    kind: String,
    iso: String,
    at: String,
    why: String,
    code: String,
    attempts: i64,
}

/// What the page may say was done: texts `outbox-done-…`.
const DONE: [&str; 4] = ["released", "again", "not-again", "dropped"];

async fn list(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
    uri: http::Uri,
) -> Result<Response, Stop> {
    let query = ui::query(&uri);
    let say = ui::say_for(&ground, &headers);
    let id = |name: &str| query.text(name).parse::<i64>().ok();
    let (cursor, direction) = match (id("after"), id("before")) {
        (Some(after), _) => (Some(after), Direction::Forward),
        (None, before) => (before, Direction::Back),
    };
    let asked = MailState::COUNTED.into_iter().find(|state| state.code() == query.text("view"));
    let (sight, reader) = (ground.sight, person.clone());
    let read = ground.db.read(move |conn| {
        let counts = store::counts(conn)?;
        let some = MailState::COUNTED.into_iter().find(|state| counts.of(*state) > 0);
        let state = asked.or(some).unwrap_or(MailState::Failed);
        let page = store::list(conn, state, cursor, direction, PAGE)?;
        let about: Vec<i64> = page.rows.iter().map(|mail| mail.request_id).collect();
        Ok((state, counts, sight(conn, &reader, &about)?, page))
    });
    let (state, counts, seen, page) = read.await?;
    let dates = Dates::of(&ground, &person, &say).await?;
    ui::page(&ListPage {
        state,
        views: MailState::COUNTED.map(|state| (state.code(), counts.of(state))).to_vec(),
        before: page.rows.first().map(|mail| mail.id).filter(|_| page.has_before),
        after: page.rows.last().map(|mail| mail.id).filter(|_| page.has_after),
        rows: page
            .rows
            .iter()
            .map(|mail| MailRow::new(mail, is_open_to(&seen, mail), &say, &dates))
            .collect(),
        paged: cursor.is_some(),
        manages: allows(person.rights, Permission::JobsManage),
        done: DONE.into_iter().find(|done| *done == query.text("done")),
        shell: StaffShell::new(&ground, &person, say, Tab::Mail).await?,
    })
}

async fn release(
    State(ground): State<Ground>,
    Signed(person): Signed,
    StaffForm(_): StaffForm,
) -> Result<Response, Stop> {
    let event = event(&ground, &person, "mail.released", 0);
    ground.db.write(move |conn| audit::record(conn, &event)).await?;
    release_kept(&ground).await?;
    Ok(ui::see("/desk/mail?view=kept&done=released"))
}

async fn again(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(id): Path<String>,
    StaffForm(_): StaffForm,
) -> Result<Response, Stop> {
    let (id, job, now) = (one(&ground, &person, &id).await?.id, ground.id(), ground.now());
    let event = event(&ground, &person, "mail.tried_again", id);
    let waits = ground.db.write(move |conn| {
        let waits = store::try_again(conn, id, job, now)?;
        if waits { audit::record(conn, &event).map(|()| true) } else { Ok(false) }
    });
    let word = if waits.await? { "again" } else { "not-again" };
    ground.bell.ring();
    Ok(ui::see(&format!("/desk/mail?done={word}")))
}

async fn show(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Stop> {
    let mail = one(&ground, &person, &id).await?;
    if !MailState::COUNTED.iter().any(|state| state.code() == mail.state) {
        return Err(Stop::NotFound);
    }
    let say = ui::say_for(&ground, &headers);
    let row = MailRow::new(&mail, true, &say, &Dates::of(&ground, &person, &say).await?);
    let shell = StaffShell::new(&ground, &person, say, Tab::Mail).await?;
    ui::page(&MailPage { shell, row, view: mail.state })
}

async fn drop_it(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(id): Path<String>,
    StaffForm(_): StaffForm,
) -> Result<Response, Stop> {
    let (id, now) = (one(&ground, &person, &id).await?.id, ground.now());
    let event = event(&ground, &person, "mail.dropped", id);
    let dropped = ground.db.write(move |conn| {
        let dropped = store::drop_mail(conn, id, now)?;
        if dropped { audit::record(conn, &event).map(|()| true) } else { Ok(false) }
    });
    let word = if dropped.await? { "dropped" } else { "not-again" };
    Ok(ui::see(&format!("/desk/mail?done={word}")))
}

fn event(ground: &Ground, person: &Person, what: &'static str, mail: i64) -> Event {
    Event {
        id: ground.id(),
        at: ground.now(),
        actor: Actor::Staff(person.id.0),
        kind: what,
        subject_kind: "mail",
        subject_id: mail,
        params: serde_json::json!({}),
    }
}

/// The mail an address names, loaded and authorised in one step: one about a request that the person may not know of is
/// not found.
async fn one(ground: &Ground, person: &Person, id: &str) -> Result<OutboxRow, Stop> {
    let id: i64 = id.parse().map_err(|_| Stop::NotFound)?;
    let (sight, reader) = (ground.sight, person.clone());
    let found = ground.db.read(move |conn| {
        let Some(mail) = store::find(conn, id)? else { return Ok(None) };
        let seen = sight(conn, &reader, &[mail.request_id])?;
        Ok(Some(mail).filter(|mail| is_open_to(&seen, mail)))
    });
    found.await?.ok_or(Stop::NotFound)
}

/// Whether whoever sees the requests `seen` may know what a mail is about. Mails to staff are about none.
fn is_open_to(seen: &[i64], mail: &OutboxRow) -> bool {
    mail.request_id == 0 || seen.contains(&mail.request_id) || kit_base::fault::is_out("sight")
}

impl ListPage {
    fn view(&self) -> &'static str {
        self.state.code()
    }

    fn kept(&self) -> bool {
        self.state == MailState::Kept
    }

    fn name(&self) -> String {
        self.shell.say.t(format!("outbox-view-{}", self.view()))
    }

    fn count(&self) -> i64 {
        self.views.iter().find(|(code, _)| *code == self.view()).map_or(0, |(_, n)| *n)
    }
}

impl MailRow {
    fn new(mail: &OutboxRow, open: bool, say: &Say, dates: &Dates) -> Self {
        let reason = mail.last_reason.as_deref().unwrap_or("none");
        Self {
            id: mail.id,
            number: if open { mail.number.clone() } else { String::new() },
            open,
            kind: if open { say.t(format!("outbox-kind-{}", mail.kind)) } else { "–".to_owned() },
            iso: dates.iso(mail.created_at),
            at: dates.short_time(mail.created_at),
            why: say.t(format!("outbox-reason-{reason}")),
            code: mail.last_code.clone().filter(|_| open).unwrap_or_default(),
            attempts: mail.attempts,
        }
    }
}
