//! Pages about teams: some of the staff, whatever their location, who work on the same requests.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use kit_web::Say;
use kit_web::form::FormData;

use crate::Ground;
use crate::guard::{Signed, StaffForm};
use crate::policy::{Permission, allows};
use crate::staff::{self, Changed, MOST_TEAMS, Person, Removed, StaffError, StaffId, TeamId};
use crate::ui::{self, StaffShell, Stop, Tab};

/// Most characters of a name.
const NAME: usize = 50;

#[derive(Template)]
#[template(path = "people/teams.html")]
struct ListPage {
    shell: StaffShell,
    /// Id, name, how many are in it.
    rows: Vec<(i64, String, usize)>,
    manages: bool,
    said: Option<String>,
}

#[derive(Template)]
#[template(path = "people/team.html")]
struct TeamPage {
    shell: StaffShell,
    /// 0 for a new one.
    id: i64,
    title: String,
    name: String,
    seen: String,
    people: Vec<Member>,
    stale: bool,
    fault: Option<String>,
    manages: bool,
    said: Option<String>,
}

struct Member {
    id: i64,
    name: String,
    place: String,
    is_in: bool,
}

/// What stands in the fields.
struct Form {
    name: String,
    members: Vec<StaffId>,
    /// What the page showed of the team: see [`staff::seen_of`].
    seen: String,
}

pub(super) async fn list(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
    uri: http::Uri,
) -> Result<Response, Stop> {
    let query = ui::query(&uri);
    let say = ui::say_for(&ground, &headers);
    let book = ground.directory.book(&ground).await?;
    let all = book.everybody();
    let size = |id: i64| all.iter().filter(|card| card.teams.contains(&id)).count();
    let page = ListPage {
        rows: book.teams().iter().map(|team| (team.id, team.name.clone(), size(team.id))).collect(),
        manages: allows(person.rights, Permission::StaffManage),
        said: query.get("removed").map(|_| say.t("people-team-removed")),
        shell: StaffShell::new(&ground, &person, say, Tab::Teams).await?,
    };
    ui::page(&page)
}

pub(super) async fn blank(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let form = Form { name: String::new(), members: Vec::new(), seen: String::new() };
    ui::page(&TeamPage::new(&ground, &person, say, 0, form).await?)
}

pub(super) async fn add(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let form = Form::read(&form);
    if let Some(fault) = form.fault() {
        return refuse(&ground, &person, say, 0, form, fault).await;
    }
    match staff::add_team(&ground, &person, &form.name, &form.members).await {
        Ok(id) => Ok(ui::see(&format!("/desk/teams/{}?said=added", id.0))),
        Err(error) => refuse(&ground, &person, say, 0, form, fault_of(error)?).await,
    }
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
    let id = id_of(&id)?;
    let said = ["added", "changed"].into_iter().find(|said| *said == query.text("said"));
    let said = said.map(|said| say.t(format!("people-team-{said}")));
    let form = stored(&ground, id).await?;
    let mut page = TeamPage::new(&ground, &person, say, id.0, form).await?;
    page.said = said;
    ui::page(&page)
}

/// A team as it is kept.
async fn stored(ground: &Ground, id: TeamId) -> Result<Form, Stop> {
    let book = ground.directory.book(ground).await?;
    let members = book.everybody().into_iter().filter(|card| card.teams.contains(&id.0));
    let name = book.team(id.0).ok_or(Stop::NotFound)?.name.clone();
    let members: Vec<StaffId> = members.map(|card| card.id).collect();
    let seen = staff::seen_of(&name, members.iter().map(|member| member.0));
    Ok(Form { name, members, seen })
}

pub(super) async fn change(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(id): Path<String>,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let (id, form) = (id_of(&id)?, Form::read(&form));
    if let Some(fault) = form.fault() {
        return refuse(&ground, &person, say, id.0, form, fault).await;
    }
    match staff::change_team(&ground, &person, (id, &form.seen), &form.name, &form.members).await {
        Ok(Changed::Done) => Ok(ui::see(&format!("/desk/teams/{}?said=changed", id.0))),
        Ok(Changed::Stale) => {
            let form = stored(&ground, id).await?;
            let mut page = TeamPage::new(&ground, &person, say, id.0, form).await?;
            page.stale = true;
            ui::with_status(StatusCode::CONFLICT, &page)
        }
        Ok(_) => Err(Stop::NotFound),
        Err(error) => refuse(&ground, &person, say, id.0, form, fault_of(error)?).await,
    }
}

pub(super) async fn remove(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(id): Path<String>,
    StaffForm(_): StaffForm,
) -> Result<Response, Stop> {
    match staff::remove_team(&ground, &person, id_of(&id)?).await? {
        Removed::Done => Ok(ui::see("/desk/teams?removed=1")),
        Removed::InUse | Removed::Missing => Err(Stop::NotFound),
    }
}

/// What the form says of an error that is the form's.
fn fault_of(error: StaffError) -> Result<&'static str, Stop> {
    match error {
        StaffError::NameTaken => Ok("people-fault-team-taken"),
        StaffError::TooManyTeams => Ok("people-fault-team-many"),
        other => Err(other.into()),
    }
}

async fn refuse(
    ground: &Ground,
    person: &Person,
    say: Say,
    id: i64,
    form: Form,
    fault: &'static str,
) -> Result<Response, Stop> {
    let mut page = TeamPage::new(ground, person, say, id, form).await?;
    page.fault = Some(page.shell.say.t1(fault, "most", MOST_TEAMS));
    ui::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn id_of(text: &str) -> Result<TeamId, Stop> {
    text.parse().map(TeamId).map_err(|_| Stop::NotFound)
}

impl Form {
    fn read(form: &FormData) -> Self {
        let members = form.all("member").filter_map(|id| id.parse().ok().map(StaffId));
        let seen = form.text("seen").to_owned();
        Self { name: kit_base::clean_line(form.text("name")), members: members.collect(), seen }
    }

    /// What speaks against it.
    fn fault(&self) -> Option<&'static str> {
        let bad = self.name.is_empty() || self.name.chars().count() > NAME;
        bad.then_some("people-fault-team-name")
    }
}

impl TeamPage {
    async fn new(ground: &Ground, person: &Person, say: Say, id: i64, form: Form) -> Result<Self, Stop> {
        let book = ground.directory.book(ground).await?;
        let team = book.team(id);
        if id != 0 && team.is_none() {
            return Err(Stop::NotFound);
        }
        let member = |card: &staff::StaffCard| Member {
            id: card.id.0,
            name: card.name.clone(),
            place: book.location_name(card.location).to_owned(),
            is_in: form.members.contains(&card.id),
        };
        // Whoever left is not offered, but is not put out by the way either.
        let shown = |card: &&staff::StaffCard| card.enabled || form.members.contains(&card.id);
        Ok(Self {
            id,
            seen: form.seen.clone(),
            stale: false,
            title: team.map(|team| team.name.clone()).unwrap_or_default(),
            people: book.everybody().into_iter().filter(shown).map(member).collect(),
            name: form.name,
            fault: None,
            manages: allows(person.rights, Permission::StaffManage),
            said: None,
            shell: StaffShell::new(ground, person, say, Tab::Teams).await?,
        })
    }
}
