//! Pages about jobs: what there is, how it went, switches.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use http::HeaderMap;
use kit_base::{DAY, Direction, HOUR, MINUTE, Millis, SECOND};
use kit_web::Say;
use kit_web::form::FormProblem;

use super::listing::{self, FailedJob, KindStatus, Run};
use super::model::{JobId, Schedule};
use crate::Ground;
use crate::audit::{self, Actor, Event};
use crate::guard::{Privilege, Route, Signed, StaffForm};
use crate::policy::{Permission, allows};
use crate::staff::Person;
use crate::ui::{self, Dates, StaffShell, Stop, Tab};

/// Jobs given up that are shown at once.
const PAGE: usize = 20;
/// Runs shown.
const RUNS: i64 = 20;

/// The addresses of this slice.
pub fn routes() -> Vec<Route> {
    let sees = Privilege::Needs(Permission::JobsView);
    let manages = Privilege::Needs(Permission::JobsManage);
    vec![
        Route::get("/desk/jobs", "jobs", sees, list),
        Route::get("/desk/jobs/{kind}", "jobs.kind", sees, show),
        Route::post("/desk/jobs/{kind}/run", "jobs.run", manages, run),
        Route::post("/desk/jobs/{kind}/switch", "jobs.switch", manages, switch),
        Route::get("/desk/jobs/{kind}/failed/{id}", "jobs.failed", manages, show_failed),
        Route::post("/desk/jobs/{kind}/failed/{id}/again", "jobs.again", manages, again),
        Route::post("/desk/jobs/{kind}/failed/{id}/drop", "jobs.drop", manages, drop_it),
    ]
}

#[derive(Template)]
#[template(path = "jobs/list.html")]
struct ListPage {
    shell: StaffShell,
    rows: Vec<KindRow>,
}

#[derive(Template)]
#[template(path = "jobs/job.html")]
struct JobPage {
    shell: StaffShell,
    row: KindRow,
    about: String,
    queue: String,
    manages: bool,
    runs: Vec<RunRow>,
    failed: Vec<FailedRow>,
    before: Option<i64>,
    after: Option<i64>,
    paged: bool,
    done: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "jobs/failed.html")]
struct FailedPage {
    shell: StaffShell,
    name: String,
    title: String,
    job: FailedRow,
}

struct KindRow {
    name: String,
    title: String,
    schedule: String,
    enabled: bool,
    running: bool,
    waiting: i64,
    failed: i64,
    next: Option<(String, String)>,
    last: Option<RunRow>,
}

struct RunRow {
    iso: String,
    at: String,
    outcome: String,
    bad: bool,
    note: String,
    took: String,
    attempt: i64,
}

struct FailedRow {
    id: i64,
    iso: String,
    at: String,
    why: String,
    attempts: i64,
}

async fn list(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let kinds = ground.db.read(listing::kinds).await?;
    let dates = Dates::of(&ground, &person, &say).await?;
    let rows = kinds.into_iter().map(|kind| KindRow::new(kind, &say, &dates)).collect();
    let shell = StaffShell::new(&ground, &person, say, Tab::Jobs).await?;
    ui::page(&ListPage { shell, rows })
}

async fn show(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(kind): Path<String>,
    headers: HeaderMap,
    uri: http::Uri,
) -> Result<Response, Stop> {
    let kind = name_of(kind)?;
    let query = ui::query(&uri);
    let say = ui::say_for(&ground, &headers);
    let id = |name: &str| query.text(name).parse().ok().map(JobId);
    let (cursor, direction) = match (id("after"), id("before")) {
        (Some(after), _) => (Some(after), Direction::Forward),
        (None, before) => (before, Direction::Back),
    };
    let found = ground.db.read(move |conn| {
        let Some(status) = listing::status(conn, &kind)? else { return Ok(None) };
        let runs = listing::runs(conn, &kind, RUNS)?;
        Ok(Some((status, runs, listing::failed(conn, &kind, cursor, direction, PAGE)?)))
    });
    let (status, runs, failed) = found.await?.ok_or(Stop::NotFound)?;
    let dates = Dates::of(&ground, &person, &say).await?;
    let page = JobPage {
        about: say.t(format!("job-{}-about", slug(&status.name))),
        queue: status.queue.map(|queue| say.t(format!("jobs-queue-{}", queue.code()))).unwrap_or_default(),
        row: KindRow::new(status, &say, &dates),
        manages: allows(person.rights, Permission::JobsManage),
        runs: runs.iter().map(|run| RunRow::new(run, &say, &dates)).collect(),
        before: failed.rows.first().map(|job| job.id.0).filter(|_| failed.has_before),
        after: failed.rows.last().map(|job| job.id.0).filter(|_| failed.has_after),
        failed: failed.rows.iter().map(|job| FailedRow::new(job, &dates)).collect(),
        paged: cursor.is_some(),
        done: DONE.into_iter().find(|done| *done == query.text("done")),
        shell: StaffShell::new(&ground, &person, say, Tab::Jobs).await?,
    };
    ui::page(&page)
}

/// What a page may say was done: texts `jobs-done-…`.
const DONE: [&str; 6] = ["run", "on", "off", "again", "not-again", "dropped"];

async fn run(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(kind): Path<String>,
    StaffForm(_): StaffForm,
) -> Result<Response, Stop> {
    let kind = name_of(kind)?;
    let (event, now, name) = (event(&ground, &person, "job.run_now", 0, &kind), ground.now(), kind.clone());
    let known = ground.db.write(move |conn| {
        let known = listing::status(conn, &name)?.is_some();
        if known {
            listing::run_now(conn, &name, now)?;
            audit::record(conn, &event)?;
        }
        Ok(known)
    });
    done(&ground, &kind, known.await?, "run")
}

async fn switch(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(kind): Path<String>,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let kind = name_of(kind)?;
    let on = match form.text("on") {
        "yes" => true,
        "no" => false,
        _ => return Err(Stop::BadPost(FormProblem::BrokeOff)),
    };
    let what = if on { "job.switched_on" } else { "job.switched_off" };
    let (event, name) = (event(&ground, &person, what, 0, &kind), kind.clone());
    let known = ground.db.write(move |conn| {
        let known = listing::set_enabled(conn, &name, on)?;
        if known { audit::record(conn, &event).map(|()| true) } else { Ok(false) }
    });
    done(&ground, &kind, known.await?, if on { "on" } else { "off" })
}

async fn again(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path((kind, id)): Path<(String, String)>,
    StaffForm(_): StaffForm,
) -> Result<Response, Stop> {
    let (id, now, name) = (id_of(&id)?, ground.now(), kind.clone());
    let event = event(&ground, &person, "job.tried_again", id.0, &kind);
    let waits = ground.db.write(move |conn| {
        let waits = is_of(conn, id, &name)? && listing::try_again(conn, id, now)?;
        if waits { audit::record(conn, &event).map(|()| true) } else { Ok(false) }
    });
    let word = if waits.await? { "again" } else { "not-again" };
    done(&ground, &kind, is_name(&kind), word)
}

async fn show_failed(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path((kind, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Stop> {
    let id = id_of(&id)?;
    let found = ground.db.read(move |conn| listing::failed_one(conn, id)).await?;
    let job = found.filter(|job| job.kind == kind).ok_or(Stop::NotFound)?;
    let say = ui::say_for(&ground, &headers);
    let dates = Dates::of(&ground, &person, &say).await?;
    let title = say.t(format!("job-{}-title", slug(&kind)));
    let job = FailedRow::new(&job, &dates);
    let shell = StaffShell::new(&ground, &person, say, Tab::Jobs).await?;
    ui::page(&FailedPage { shell, name: kind, title, job })
}

async fn drop_it(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path((kind, id)): Path<(String, String)>,
    StaffForm(_): StaffForm,
) -> Result<Response, Stop> {
    let (id, name) = (id_of(&id)?, kind.clone());
    let event = event(&ground, &person, "job.dropped", id.0, &kind);
    let gone = ground.db.write(move |conn| {
        let gone = is_of(conn, id, &name)? && listing::drop_failed(conn, id)?;
        if gone { audit::record(conn, &event).map(|()| true) } else { Ok(false) }
    });
    let word = if gone.await? { "dropped" } else { "not-again" };
    done(&ground, &kind, is_name(&kind), word)
}

/// Wakes the workers and goes back to the kind's page, which says what was done.
fn done(ground: &Ground, kind: &str, known: bool, word: &str) -> Result<Response, Stop> {
    if !known {
        return Err(Stop::NotFound);
    }
    ground.bell.ring();
    Ok(ui::see(&format!("/desk/jobs/{kind}?done={word}")))
}

fn event(ground: &Ground, person: &Person, what: &'static str, job: i64, kind: &str) -> Event {
    Event {
        id: ground.id(),
        at: ground.now(),
        actor: Actor::Staff(person.id.0),
        kind: what,
        subject_kind: "job",
        subject_id: job,
        params: serde_json::json!({ "kind": kind }),
    }
}

fn is_of(conn: &mut kit_db::Conn, id: JobId, kind: &str) -> kit_db::Result<bool> {
    Ok(listing::failed_one(conn, id)?.is_some_and(|job| job.kind == kind))
}

fn id_of(text: &str) -> Result<JobId, Stop> {
    text.parse().map(JobId).map_err(|_| Stop::NotFound)
}

/// A text that may name a kind. A server takes no NUL, so what cannot be a name never gets there.
fn name_of(text: String) -> Result<String, Stop> {
    if is_name(&text) { Ok(text) } else { Err(Stop::NotFound) }
}

/// Whether a text can be the name of a kind: it becomes part of an address.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'.' | b'_'))
}

fn slug(name: &str) -> String {
    name.replace(['.', '_'], "-")
}

/// Words for times as the person's location has them.
impl KindRow {
    fn new(kind: KindStatus, say: &Say, dates: &Dates) -> Self {
        Self {
            title: say.t(format!("job-{}-title", slug(&kind.name))),
            schedule: in_words(kind.schedule, say),
            enabled: kind.enabled,
            running: kind.running,
            waiting: kind.waiting,
            failed: kind.failed,
            next: kind.next_at.map(|at| (dates.iso(at), dates.short_time(at))),
            last: kind.last.map(|run| RunRow::new(&run, say, dates)),
            name: kind.name,
        }
    }
}

impl RunRow {
    fn new(run: &Run, say: &Say, dates: &Dates) -> Self {
        let millis = (run.ended_at - run.started_at).max(0);
        Self {
            iso: dates.iso(run.started_at),
            at: dates.short_time(run.started_at),
            outcome: say.t(format!("jobs-outcome-{}", run.outcome)),
            bad: run.outcome != "done",
            note: run.note.clone(),
            took: if millis < SECOND {
                say.t1("jobs-took-millis", "count", millis)
            } else {
                say.t1("jobs-took-seconds", "count", millis / SECOND)
            },
            attempt: run.attempt,
        }
    }
}

impl FailedRow {
    fn new(job: &FailedJob, dates: &Dates) -> Self {
        Self {
            id: job.id.0,
            iso: dates.iso(job.failed_at),
            at: dates.short_time(job.failed_at),
            why: job.reason.clone().unwrap_or_default(),
            attempts: job.attempts,
        }
    }
}

fn in_words(schedule: Option<Schedule>, say: &Say) -> String {
    match schedule {
        None => say.t("jobs-when-asked"),
        Some(Schedule::Daily { hour, minute }) => {
            say.t1("jobs-when-daily", "time", format!("{hour:02}:{minute:02}"))
        }
        Some(Schedule::Every(pause)) => {
            let units: [(&str, Millis); 3] =
                [("jobs-when-days", DAY), ("jobs-when-hours", HOUR), ("jobs-when-minutes", MINUTE)];
            let whole = units.into_iter().find(|(_, unit)| pause % unit == 0);
            let (key, unit) = whole.unwrap_or(("jobs-when-seconds", SECOND));
            say.t1(key, "count", pause / unit)
        }
    }
}
