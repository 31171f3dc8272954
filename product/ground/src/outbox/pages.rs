//! Pages about outgoing mail that did not leave.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use http::HeaderMap;
use kit_base::Direction;
use kit_web::Say;
use kit_web::form::FormData;

use super::release::release_kept;
use super::store::{self, Counts, MailState, OutboxRow};
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
    kept: bool,
    counts: Counts,
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
    let query = FormData::parse(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let say = ui::say_for(&ground, &headers);
    let id = |name: &str| query.text(name).parse::<i64>().ok();
    let (cursor, direction) = match (id("after"), id("before")) {
        (Some(after), _) => (Some(after), Direction::Forward),
        (None, before) => (before, Direction::Back),
    };
    let asked = query.text("view").to_owned();
    let read = ground.db.read(move |conn| {
        let counts = store::counts(conn)?;
        let kept = asked == "kept" || (asked != "failed" && counts.failed == 0 && counts.kept > 0);
        let state = if kept { MailState::Kept } else { MailState::Failed };
        Ok((kept, counts, store::list(conn, state, cursor, direction, PAGE)?))
    });
    let (kept, counts, page) = read.await?;
    let dates = Dates::of(&ground, &person, &say).await?;
    ui::page(&ListPage {
        kept,
        counts,
        before: page.rows.first().map(|mail| mail.id).filter(|_| page.has_before),
        after: page.rows.last().map(|mail| mail.id).filter(|_| page.has_after),
        rows: page.rows.iter().map(|mail| MailRow::new(mail, &say, &dates)).collect(),
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
    let (id, job, now) = (id_of(&id)?, ground.id(), ground.now());
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
    let id = id_of(&id)?;
    let found = ground.db.read(move |conn| store::find(conn, id)).await?;
    let stands =
        |mail: &OutboxRow| [MailState::Kept.code(), MailState::Failed.code()].contains(&mail.state.as_str());
    let mail = found.filter(stands).ok_or(Stop::NotFound)?;
    let say = ui::say_for(&ground, &headers);
    let row = MailRow::new(&mail, &say, &Dates::of(&ground, &person, &say).await?);
    let shell = StaffShell::new(&ground, &person, say, Tab::Mail).await?;
    ui::page(&MailPage { shell, row, view: mail.state })
}

async fn drop_it(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(id): Path<String>,
    StaffForm(_): StaffForm,
) -> Result<Response, Stop> {
    let (id, now) = (id_of(&id)?, ground.now());
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

fn id_of(text: &str) -> Result<i64, Stop> {
    text.parse().map_err(|_| Stop::NotFound)
}

/// Words for times as the person's location has them.
impl ListPage {
    fn view(&self) -> &'static str {
        if self.kept { "kept" } else { "failed" }
    }

    fn name(&self) -> String {
        self.shell.say.t(format!("outbox-view-{}", self.view()))
    }

    fn count(&self) -> i64 {
        if self.kept { self.counts.kept } else { self.counts.failed }
    }
}

impl MailRow {
    fn new(mail: &OutboxRow, say: &Say, dates: &Dates) -> Self {
        let reason = mail.last_reason.as_deref().unwrap_or("none");
        Self {
            id: mail.id,
            number: mail.number.clone(),
            kind: say.t(format!("outbox-kind-{}", mail.kind)),
            iso: dates.iso(mail.created_at),
            at: dates.short_time(mail.created_at),
            why: say.t(format!("outbox-reason-{reason}")),
            code: mail.last_code.clone().unwrap_or_default(),
            attempts: mail.attempts,
        }
    }
}
