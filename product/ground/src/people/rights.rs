//! The page about the rights of one person: why each is there, and what is given or taken for a time.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use kit_web::Say;
use kit_web::form::{FormData, FormProblem};

use super::accounts::id_of;
use crate::Ground;
use crate::guard::{Signed, StaffForm};
use crate::policy::{self, Exception, Permission, Rights, TABLE, allows};
use crate::staff::{self, Changed, Person, StaffId};
use crate::ui::{self, Dates, StaffShell, Stop, Tab};

#[derive(Template)]
#[template(path = "people/rights.html")]
struct RightsPage {
    shell: StaffShell,
    id: i64,
    name: String,
    level: String,
    rows: Vec<RightRow>,
    manages: bool,
    own: bool,
    /// What the page shows of the exceptions: see [`staff::seen`].
    seen: String,
    said: Option<String>,
    error: Option<String>,
}

struct RightRow {
    code: &'static str,
    /// The code as part of an element's id.
    id: String,
    name: String,
    has: bool,
    /// How far it reaches, where it is about requests.
    reach: Option<String>,
    why: String,
    /// `level`, `given` or `taken`.
    choice: &'static str,
    until: String,
    bad: bool,
}

/// What is typed for one right.
struct Typed {
    permission: Permission,
    choice: String,
    until: String,
}

pub(super) async fn show(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(id): Path<String>,
    headers: HeaderMap,
    uri: http::Uri,
) -> Result<Response, Stop> {
    let query = ui::query(&uri);
    let say = ui::say_for(&ground, &headers);
    let mut page = RightsPage::new(&ground, &person, say, id_of(&id)?, None).await?;
    page.said = query.get("done").map(|_| page.shell.say.t("people-rights-done"));
    ui::page(&page)
}

pub(super) async fn change(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(id): Path<String>,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let id = id_of(&id)?;
    let book = ground.directory.book(&ground).await?;
    book.staff(id)
        .filter(|card| card.id != person.id || kit_base::fault::is_out("own-rights"))
        .ok_or(Stop::NotFound)?;
    let dates = Dates::of(&ground, &person, &say).await?;
    let typed = Typed::all(&form);
    let mut exceptions = Vec::new();
    for one in &typed {
        match one.exception(&dates) {
            Ok(exception) => exceptions.extend(exception),
            Err(FormProblem::BrokeOff) => return Err(Stop::BadPost(FormProblem::BrokeOff)),
            Err(_) => {
                let mut page = RightsPage::new(&ground, &person, say, id, Some(&typed)).await?;
                form.text("seen").clone_into(&mut page.seen);
                page.error = Some(page.shell.say.t("people-rights-fault"));
                return ui::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page);
            }
        }
    }
    match staff::set_rights(&ground, &person, (id, form.text("seen")), &exceptions).await? {
        Changed::Done => Ok(ui::see(&format!("/desk/staff/{}/rights?done=1", id.0))),
        Changed::LastAdministrator => {
            let mut page = RightsPage::new(&ground, &person, say, id, Some(&typed)).await?;
            form.text("seen").clone_into(&mut page.seen);
            page.error = Some(page.shell.say.t("people-fault-last-rights"));
            ui::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Changed::Stale => {
            let mut page = RightsPage::new(&ground, &person, say, id, None).await?;
            let say = &page.shell.say;
            page.error = Some(format!("{} {}", say.t("people-stale"), say.t("people-stale-text")));
            ui::with_status(StatusCode::CONFLICT, &page)
        }
        Changed::Missing => Err(Stop::NotFound),
    }
}

impl Typed {
    /// What a form says of every right it has.
    fn all(form: &FormData) -> Vec<Self> {
        let one = |permission: Permission| {
            let choice = form.get(&format!("r.{}", permission.code()))?;
            let until = form.text(&format!("u.{}", permission.code()));
            Some(Self { permission, choice: choice.to_owned(), until: kit_base::clean_line(until) })
        };
        TABLE.iter().filter_map(|(permission, ..)| one(*permission)).collect()
    }

    /// The exception it makes, if any. It ends with the day that is typed.
    fn exception(&self, dates: &Dates) -> Result<Option<Exception>, FormProblem> {
        let given = match self.choice.as_str() {
            "level" => return Ok(None),
            "given" => true,
            "taken" => false,
            _ => return Err(FormProblem::BrokeOff),
        };
        let until = match self.until.as_str() {
            "" => 0,
            day => dates.end_of(day).ok_or(FormProblem::NotAForm)?,
        };
        Ok(Some(Exception { permission: self.permission, given, until }))
    }
}

impl RightsPage {
    async fn new(
        ground: &Ground,
        person: &Person,
        say: Say,
        id: StaffId,
        typed: Option<&[Typed]>,
    ) -> Result<Self, Stop> {
        let (book, dates, now) =
            (ground.directory.book(ground).await?, Dates::of(ground, person, &say).await?, ground.now());
        let card = book.staff(id).ok_or(Stop::NotFound)?;
        // What the person has without the exceptions: by the role, else by the level.
        let role = card.role.as_ref().filter(|_| card.level.takes_roles());
        let base = Rights::of(card.level, role.map(|(_, rights)| rights.as_str()), "", now);
        let rights = card.rights(now);
        let exceptions = policy::read_exceptions(&card.exceptions);
        let level_name = match role.and_then(|(role, _)| book.role(*role)) {
            Some(role) => role.name.clone(),
            None => say.t(format!("level-{}", card.level.code())),
        };
        let row = |permission: Permission| {
            let stands =
                |one: &&Exception| one.permission == permission && (one.until == 0 || now < one.until);
            let own = exceptions.iter().find(stands);
            let until = own.filter(|one| one.until > 0).map(|one| dates.last_before(one.until));
            let why = match (own, &until) {
                (None, _) if allows(base, permission) => say.t1("people-why-level", "level", &level_name),
                (None, _) => say.t1("people-why-not-level", "level", &level_name),
                (Some(one), None) if one.given => say.t("people-why-given"),
                (Some(_), None) => say.t("people-why-taken"),
                (Some(one), Some(day)) if one.given => say.t1("people-why-given-until", "day", day),
                (Some(_), Some(day)) => say.t1("people-why-taken-until", "day", day),
            };
            let again = typed.and_then(|all| all.iter().find(|one| one.permission == permission));
            let choice = match again.map(|one| one.choice.as_str()) {
                Some("given") => "given",
                Some("taken") => "taken",
                Some(_) => "level",
                None => own.map_or("level", |one| if one.given { "given" } else { "taken" }),
            };
            RightRow {
                code: permission.code(),
                id: permission.code().replace('.', "-"),
                name: say.t(format!("right-{}", permission.code().replace('.', "-"))),
                has: rights.has(permission),
                reach: permission
                    .has_scope()
                    .then(|| say.t(format!("scope-{}", rights.reach(permission).code()))),
                why,
                choice,
                bad: again.is_some_and(|one| one.exception(&dates).is_err()),
                until: again.map(|one| one.until.clone()).or(until).unwrap_or_default(),
            }
        };
        Ok(Self {
            id: id.0,
            name: card.name.clone(),
            rows: TABLE.iter().map(|(permission, ..)| row(*permission)).collect(),
            level: level_name.clone(),
            manages: allows(person.rights, Permission::StaffManage),
            own: id == person.id,
            seen: staff::seen(&[card.exceptions.as_bytes()]),
            said: None,
            error: None,
            shell: StaffShell::new(ground, person, say, Tab::People).await?,
        })
    }
}
