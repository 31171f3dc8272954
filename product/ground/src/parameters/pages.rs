//! Pages about parameters: all of them with what they do, what would change, and how each was changed.

use std::net::SocketAddr;

use askama::Template;
use axum::extract::{ConnectInfo, Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use kit_base::{MINUTE, Millis};
use kit_web::Say;
use kit_web::form::{FormData, FormProblem};

use super::change::{self, Edit, Saved};
use crate::Ground;
use crate::guard::{Privilege, Route, Signed, StaffForm};
use crate::policy::{Permission, allows};
use crate::settings::{Group, Parameter, Refused, registry};
use crate::staff::{Person, StaffId};
use crate::ui::{self, Dates, StaffShell, Stop, Tab};

/// Changes of a parameter that its page shows.
const CHANGES: i64 = 50;
/// Most characters of a reason.
const REASON: usize = 500;
/// So long whoever made a change takes it back without a reason: they mistyped.
const OWN_MISTAKE: Millis = 15 * MINUTE;

/// The addresses of this slice.
pub fn routes() -> Vec<Route> {
    let sees = Privilege::Needs(Permission::SettingsView);
    let changes = Privilege::Needs(Permission::SettingsChange);
    vec![
        Route::get("/desk/settings", "settings", sees, list),
        Route::post("/desk/settings/review", "settings.review", changes, review),
        Route::post("/desk/settings", "settings.save", changes, save),
        Route::get("/desk/settings/{key}", "settings.one", sees, show),
        Route::post("/desk/settings/{key}/undo", "settings.undo", changes, undo),
    ]
}

#[derive(Template)]
#[template(path = "parameters/list.html")]
struct ListPage {
    shell: StaffShell,
    groups: Vec<GroupRows>,
    found: usize,
    sought: String,
    may_change: bool,
    said: Option<String>,
    /// Names and places of what cannot be taken.
    faults: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "parameters/review.html")]
struct ReviewPage {
    shell: StaffShell,
    edits: Vec<EditRow>,
    lowers: bool,
    reason: String,
    error: Option<String>,
}

#[derive(Template)]
#[template(path = "parameters/one.html")]
struct OnePage {
    shell: StaffShell,
    row: Row,
    changes: Vec<ChangeLine>,
    may_change: bool,
    fixed: bool,
    said: Option<String>,
}

struct GroupRows {
    name: String,
    code: &'static str,
    rows: Vec<Row>,
}

/// A parameter as a page shows it.
struct Row {
    key: &'static str,
    /// The key as part of an element's id.
    id: String,
    number: Option<&'static str>,
    name: String,
    help: String,
    control: Control,
    /// What stands in the control.
    value: String,
    /// What was in force when the page was made.
    was: String,
    in_words: String,
    is_default: bool,
    default: String,
    bounds: String,
    error: Option<String>,
}

impl Row {
    /// What is in force, in words.
    fn shown(&self) -> &str {
        &self.in_words
    }
}

/// How a value is typed.
enum Control {
    Line { max: usize },
    Number { min: i64, max: i64 },
    Pick(Vec<(&'static str, String)>),
    Lines,
}

struct EditRow {
    key: &'static str,
    name: String,
    before: String,
    after: String,
    shown_before: String,
    shown_after: String,
    lowers: bool,
}

struct ChangeLine {
    id: i64,
    iso: String,
    at: String,
    who: String,
    before: String,
    after: String,
    reason: Option<String>,
    /// Whether it is the one that can be taken back.
    newest: bool,
}

async fn list(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
    uri: http::Uri,
) -> Result<Response, Stop> {
    let query = ui::query(&uri);
    let say = ui::say_for(&ground, &headers);
    let said = query.get("done").map(|_| say.t("settings-done"));
    let rows = all_rows(&ground, &say, None);
    draw(&ground, &person, say, rows, query.text("q"), (StatusCode::OK, said)).await
}

async fn draw(
    ground: &Ground,
    person: &Person,
    say: Say,
    rows: Vec<(Group, Row)>,
    sought: &str,
    (status, said): (StatusCode, Option<String>),
) -> Result<Response, Stop> {
    let sought = kit_base::clean_line(sought);
    let low = sought.to_lowercase();
    let fits = |row: &Row| {
        let texts = [row.name.as_str(), &row.help, row.key, row.number.unwrap_or_default()];
        texts.iter().any(|text| text.to_lowercase().contains(&low))
    };
    let mut groups: Vec<GroupRows> = Vec::new();
    for (group, row) in rows.into_iter().filter(|(_, row)| fits(row)) {
        let code = group.code();
        match groups.last_mut() {
            Some(last) if last.code == code => last.rows.push(row),
            _ => groups.push(GroupRows {
                name: say.t(format!("settings-group-{code}")),
                code,
                rows: vec![row],
            }),
        }
    }
    let found = groups.iter().map(|group| group.rows.len()).sum();
    let faults = groups.iter().flat_map(|group| &group.rows).filter(|row| row.error.is_some());
    let faults = faults.map(|row| (row.id.clone(), row.name.clone())).collect();
    let may_change = allows(person.rights, Permission::SettingsChange);
    let shell = StaffShell::new(ground, person, say, Tab::Settings).await?;
    ui::with_status(status, &ListPage { shell, groups, found, sought, may_change, said, faults })
}

/// Shows what would change.
async fn review(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let (edits, bad) = edits_of(&form);
    if bad {
        let rows = all_rows(&ground, &say, Some(&form));
        let rows =
            rows.into_iter().filter(|(_, row)| form.get(&format!("v.{}", row.key)).is_some()).collect();
        return draw(&ground, &person, say, rows, "", (StatusCode::UNPROCESSABLE_ENTITY, None)).await;
    }
    if edits.is_empty() {
        let said = Some(say.t("settings-nothing"));
        let rows = all_rows(&ground, &say, None);
        return draw(&ground, &person, say, rows, "", (StatusCode::OK, said)).await;
    }
    draw_review(&ground, &person, say, &edits, String::new(), None).await
}

async fn draw_review(
    ground: &Ground,
    person: &Person,
    say: Say,
    edits: &[Edit],
    reason: String,
    error: Option<String>,
) -> Result<Response, Stop> {
    let rows: Vec<EditRow> = edits.iter().map(|edit| EditRow::new(edit, &say)).collect();
    let lowers = rows.iter().any(|row| row.lowers);
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let shell = StaffShell::new(ground, person, say, Tab::Settings).await?;
    ui::with_status(status, &ReviewPage { shell, edits: rows, lowers, reason, error })
}

async fn save(
    State(ground): State<Ground>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Signed(person): Signed,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let (edits, bad) = edits_of(&form);
    if bad || edits.is_empty() {
        return Err(Stop::BadPost(FormProblem::BrokeOff));
    }
    let reason: String = kit_base::clean_line(form.text("reason")).chars().take(REASON).collect();
    let needs_reason = edits.iter().any(Edit::lowers) && reason.is_empty();
    if needs_reason {
        let error = Some(say.t("settings-reason-needed"));
        return draw_review(&ground, &person, say, &edits, reason, error).await;
    }
    match change::save(&ground, (&person, peer.ip()), edits, &reason).await? {
        Saved::Done => Ok(ui::see("/desk/settings?done=1")),
        Saved::Moved(key) => refuse(&ground, &person, say, key, "settings-moved").await,
        Saved::Fixed(key) => refuse(&ground, &person, say, key, "settings-fixed").await,
        Saved::LocksOut(key) => refuse(&ground, &person, say, key, "settings-locks-out").await,
    }
}

/// Shows all parameters as they are, and says why nothing was changed.
async fn refuse(
    ground: &Ground,
    person: &Person,
    say: Say,
    key: &'static str,
    why: &'static str,
) -> Result<Response, Stop> {
    let name = registry::find(key).map(|parameter| say.t(parameter.words())).unwrap_or_default();
    let said = Some(say.t1(why, "name", name));
    let rows = all_rows(ground, &say, None);
    draw(ground, person, say, rows, "", (StatusCode::CONFLICT, said)).await
}

async fn show(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(key): Path<String>,
    headers: HeaderMap,
    uri: http::Uri,
) -> Result<Response, Stop> {
    let query = ui::query(&uri);
    let say = ui::say_for(&ground, &headers);
    let said = match query.text("said") {
        "undone" => Some(say.t("settings-undone")),
        "not-undone" => Some(say.t("settings-not-undone")),
        _ => None,
    };
    let parameter = registry::find(&key).ok_or(Stop::NotFound)?;
    let found = ground.db.read(move |conn| {
        Ok((change::history(conn, parameter.key(), CHANGES)?, change::is_fixed(conn, parameter)?))
    });
    let (rows, fixed) = found.await?;
    let reasons = change::reasons(&ground, person.id, &rows).await?;
    let book = ground.directory.book(&ground).await?;
    let zone = book.location(person.location).map_or("UTC", |place| place.time_zone.as_str());
    let dates = Dates::new(zone, ground.now(), say.clone());
    let lines = rows.iter().zip(reasons).enumerate().map(|(at, (row, reason))| ChangeLine {
        id: row.id,
        iso: dates.iso(row.at),
        at: dates.short_time(row.at),
        who: book.name(StaffId(row.staff_id)).to_owned(),
        before: in_words(parameter, &row.before, &say),
        after: in_words(parameter, &row.after, &say),
        reason,
        newest: at == 0,
    });
    let page = OnePage {
        changes: lines.collect(),
        row: Row::new(&ground, parameter, &say, None),
        may_change: allows(person.rights, Permission::SettingsChange),
        fixed,
        said,
        shell: StaffShell::new(&ground, &person, say, Tab::Settings).await?,
    };
    ui::page(&page)
}

/// Takes the newest change back, as a change of its own, in one press. Where that lowers security it is so for a while and
/// for whoever made the change; after that it is looked at and given a reason like any other.
async fn undo(
    State(ground): State<Ground>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Signed(person): Signed,
    Path(key): Path<String>,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let parameter = registry::find(&key).ok_or(Stop::NotFound)?;
    let id: i64 = form.text("change").parse().map_err(|_| Stop::BadPost(FormProblem::BrokeOff))?;
    let newest = ground.db.read(move |conn| change::history(conn, parameter.key(), 1)).await?;
    let Some(row) = newest.into_iter().next().filter(|row| row.id == id) else {
        return Ok(ui::see(&format!("/desk/settings/{}?said=not-undone", parameter.key())));
    };
    // What was allowed then may be out of bounds in a newer version of the program.
    let said = match parameter.judge(&row.before) {
        Ok(before) if before != row.after => {
            let edit = Edit { parameter, before: row.after, after: before };
            let own = row.staff_id == person.id.0 && ground.now() - row.at < OWN_MISTAKE;
            if edit.lowers() && !own && !kit_base::fault::is_out("undo") {
                let say = ui::say_for(&ground, &headers);
                return draw_review(&ground, &person, say, &[edit], String::new(), None).await;
            }
            let saved = change::save(&ground, (&person, peer.ip()), vec![edit], "").await?;
            if saved == Saved::Done { "undone" } else { "not-undone" }
        }
        _ => "not-undone",
    };
    Ok(ui::see(&format!("/desk/settings/{}?said={said}", parameter.key())))
}

/// What a form asks to be changed, and whether something in it cannot be taken.
fn edits_of(form: &FormData) -> (Vec<Edit>, bool) {
    let mut edits = Vec::new();
    let mut bad = false;
    for parameter in registry::ALL.iter().copied() {
        let (typed, was) = names(parameter);
        let (Some(typed), Some(before)) = (form.get(&typed), form.get(&was)) else { continue };
        let before = before.replace("\r\n", "\n");
        match parameter.judge(typed) {
            Ok(after) if after != before => edits.push(Edit { parameter, before, after }),
            Ok(_) => {}
            Err(_) => bad = true,
        }
    }
    (edits, bad)
}

/// The names of a parameter's fields: what is typed, and what was in force when the page was made.
fn names(parameter: Parameter) -> (String, String) {
    (format!("v.{}", parameter.key()), format!("was.{}", parameter.key()))
}

fn all_rows(ground: &Ground, say: &Say, form: Option<&FormData>) -> Vec<(Group, Row)> {
    let rows = registry::ALL.iter().copied();
    rows.map(|parameter| (parameter.about().group, Row::new(ground, parameter, say, form))).collect()
}

impl Row {
    /// As it is in force, or as `form` has it.
    fn new(ground: &Ground, parameter: Parameter, say: &Say, form: Option<&FormData>) -> Self {
        let words = parameter.words();
        let in_force = ground.settings.value(parameter);
        let (typed, was) = names(parameter);
        let typed = form.and_then(|form| form.get(&typed));
        let error = typed.and_then(|typed| parameter.judge(typed).err());
        let default = parameter.default();
        Self {
            key: parameter.key(),
            id: parameter.key().replace(['.', '_'], "-"),
            number: parameter.number(),
            name: say.t(&words),
            help: say.t(format!("{words}-help")),
            control: Control::of(parameter, say),
            value: typed.unwrap_or(&in_force).to_owned(),
            is_default: in_force == default,
            in_words: in_words(parameter, &in_force, say),
            was: form.and_then(|form| form.get(&was)).unwrap_or(&in_force).to_owned(),
            default: in_words(parameter, &default, say),
            bounds: bounds(parameter, say),
            error: error.map(|why| refusal(parameter, why, say)),
        }
    }
}

fn refusal(parameter: Parameter, why: Refused, say: &Say) -> String {
    say.t1(format!("settings-refused-{}", why.code()), "bounds", bounds(parameter, say))
}

impl Control {
    fn of(parameter: Parameter, say: &Say) -> Self {
        let pick = |values: &[&'static str]| {
            Self::Pick(values.iter().map(|value| (*value, in_words(parameter, value, say))).collect())
        };
        match parameter {
            Parameter::Text(p) => Self::Line { max: p.max },
            Parameter::Number(p) => Self::Number { min: p.min, max: p.max },
            Parameter::Flag(_) => pick(&["yes", "no"]),
            Parameter::Choice(p) => pick(p.values),
            Parameter::Lines(_) => Self::Lines,
        }
    }
}

impl EditRow {
    fn new(edit: &Edit, say: &Say) -> Self {
        Self {
            key: edit.parameter.key(),
            name: say.t(edit.parameter.words()),
            shown_before: in_words(edit.parameter, &edit.before, say),
            shown_after: in_words(edit.parameter, &edit.after, say),
            lowers: edit.lowers(),
            before: edit.before.clone(),
            after: edit.after.clone(),
        }
    }
}

/// A stored value as people read it.
fn in_words(parameter: Parameter, value: &str, say: &Say) -> String {
    match parameter {
        Parameter::Flag(_) => say.t(if value == "yes" { "settings-yes" } else { "settings-no" }),
        Parameter::Choice(_) => say.t(format!("{}-{value}", parameter.words())),
        Parameter::Number(p) => match value.parse::<i64>() {
            Ok(number) => say.t1(format!("settings-unit-{}", p.unit), "count", number),
            Err(_) => value.to_owned(),
        },
        Parameter::Text(_) | Parameter::Lines(_) if value.is_empty() => say.t("settings-empty"),
        Parameter::Text(_) | Parameter::Lines(_) => value.replace('\n', ", "),
    }
}

/// What may be typed, in words.
fn bounds(parameter: Parameter, say: &Say) -> String {
    match parameter {
        Parameter::Text(p) => say.t1("settings-bounds-text", "max", i64::try_from(p.max).unwrap_or(i64::MAX)),
        Parameter::Number(p) => {
            let most = say.t1(format!("settings-unit-{}", p.unit), "count", p.max);
            say.t2("settings-bounds-number", "min", p.min, "most", most)
        }
        Parameter::Flag(_) | Parameter::Choice(_) => String::new(),
        Parameter::Lines(p) => {
            say.t1("settings-bounds-lines", "most", i64::try_from(p.most).unwrap_or(i64::MAX))
        }
    }
}
