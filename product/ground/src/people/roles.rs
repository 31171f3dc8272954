//! Pages about roles: sets of rights an institution makes itself.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use kit_web::Say;
use kit_web::form::FormData;

use crate::Ground;
use crate::guard::{Signed, StaffForm};
use crate::policy::{self, LEVELS, Level, Permission, Rights, SCOPES, Scope, TABLE, allows};
use crate::staff::{self, Book, Changed, Person, Removed, RoleId, StaffError};
use crate::ui::{self, StaffShell, Stop, Tab};

/// Most characters of a name.
const NAME: usize = 50;

#[derive(Template)]
#[template(path = "people/roles.html")]
struct ListPage {
    shell: StaffShell,
    rows: Vec<Line>,
    levels: Vec<(&'static str, String)>,
    manages: bool,
    said: Option<String>,
}

struct Line {
    id: i64,
    name: String,
    rights: usize,
    people: usize,
}

#[derive(Template)]
#[template(path = "people/role.html")]
struct RolePage {
    shell: StaffShell,
    /// 0 for a new one.
    id: i64,
    title: String,
    form: Form,
    rows: Vec<RightRow>,
    scopes: Vec<(&'static str, String)>,
    people: Vec<(i64, String)>,
    fault: Option<String>,
    stale: bool,
    manages: bool,
    said: Option<String>,
}

struct RightRow {
    code: &'static str,
    id: String,
    name: String,
    scoped: bool,
    /// The code of how far it reaches.
    reach: &'static str,
    /// The same in words.
    words: String,
}

/// What stands in the fields.
struct Form {
    name: String,
    rights: Vec<(Permission, Scope)>,
    version: i64,
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
    let line = |role: &staff::RoleCard| Line {
        id: role.id,
        name: role.name.clone(),
        rights: policy::read_role(&role.rights).len(),
        people: holders(&book, RoleId(role.id)).count(),
    };
    let level = |level: Level| (level.code(), say.t(format!("level-{}", level.code())));
    let page = ListPage {
        rows: book.roles().iter().map(line).collect(),
        levels: LEVELS.into_iter().map(level).collect(),
        manages: allows(person.rights, Permission::StaffManage),
        said: query.get("removed").map(|_| say.t("people-role-removed")),
        shell: StaffShell::new(&ground, &person, say, Tab::Roles).await?,
    };
    ui::page(&page)
}

/// Those who have a role.
fn holders(book: &Book, id: RoleId) -> impl Iterator<Item = &staff::StaffCard> {
    let has = move |card: &&staff::StaffCard| card.role.as_ref().is_some_and(|(role, _)| *role == id);
    book.everybody().into_iter().filter(has)
}

/// The form of a new role: empty, or with the rights of a level or of a role that is there.
pub(super) async fn blank(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
    uri: http::Uri,
) -> Result<Response, Stop> {
    let query = ui::query(&uri);
    let say = ui::say_for(&ground, &headers);
    let book = ground.directory.book(&ground).await?;
    let like = query.text("like");
    let role = like.parse().ok().and_then(|id| book.role(RoleId(id)));
    let rights = match (Level::from_code(like), role) {
        (Some(level), _) => of_level(level),
        (None, Some(role)) => policy::read_role(&role.rights),
        (None, None) => Vec::new(),
    };
    let form = Form { name: String::new(), rights, version: 0 };
    ui::page(&RolePage::new(&ground, &person, say, 0, form).await?)
}

fn of_level(level: Level) -> Vec<(Permission, Scope)> {
    let rights = Rights::from(level);
    let all = TABLE.iter().map(|(permission, ..)| (*permission, rights.reach(*permission)));
    all.filter(|(_, reach)| *reach > Scope::None).collect()
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
    match staff::add_role(&ground, &person, &form.name, &form.rights).await {
        Ok(id) => Ok(ui::see(&format!("/desk/roles/{}?said=added", id.0))),
        Err(StaffError::NameTaken) => refuse(&ground, &person, say, 0, form, "people-fault-role-taken").await,
        Err(error) => Err(error.into()),
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
    let said = ["added", "changed", "in-use"].into_iter().find(|said| *said == query.text("said"));
    let said = said.map(|said| say.t(format!("people-role-{said}")));
    let form = stored(&ground, id).await?;
    let mut page = RolePage::new(&ground, &person, say, id.0, form).await?;
    page.said = said;
    ui::page(&page)
}

/// A role as it is kept.
async fn stored(ground: &Ground, id: RoleId) -> Result<Form, Stop> {
    let book = ground.directory.book(ground).await?;
    let card = book.role(id).ok_or(Stop::NotFound)?;
    Ok(Form { name: card.name.clone(), rights: policy::read_role(&card.rights), version: card.version })
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
    let at = (id, form.version);
    match staff::change_role(&ground, &person, at, &form.name, &form.rights).await {
        Ok(Changed::Done) => Ok(ui::see(&format!("/desk/roles/{}?said=changed", id.0))),
        Ok(Changed::Stale) => {
            ground.directory.forget();
            let now = stored(&ground, id).await?.version;
            let form = Form { version: now, ..form };
            let mut page = RolePage::new(&ground, &person, say, id.0, form).await?;
            page.stale = true;
            ui::with_status(StatusCode::CONFLICT, &page)
        }
        Ok(_) => Err(Stop::NotFound),
        Err(StaffError::NameTaken) => {
            refuse(&ground, &person, say, id.0, form, "people-fault-role-taken").await
        }
        Err(error) => Err(error.into()),
    }
}

/// Removes a role that nobody has.
pub(super) async fn remove(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(id): Path<String>,
    StaffForm(_): StaffForm,
) -> Result<Response, Stop> {
    let id = id_of(&id)?;
    match staff::remove_role(&ground, &person, id).await? {
        Removed::Done => Ok(ui::see("/desk/roles?removed=1")),
        Removed::InUse => Ok(ui::see(&format!("/desk/roles/{}?said=in-use", id.0))),
        Removed::Missing => Err(Stop::NotFound),
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
    let mut page = RolePage::new(ground, person, say, id, form).await?;
    page.fault = Some(page.shell.say.t(fault));
    ui::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn id_of(text: &str) -> Result<RoleId, Stop> {
    text.parse().map(RoleId).map_err(|_| Stop::NotFound)
}

impl Form {
    /// Reads it; what a field says that no page offers is no right.
    fn read(form: &FormData) -> Self {
        let one = |permission: Permission| {
            let scope = Scope::from_code(form.text(&format!("r.{}", permission.code())))?;
            Some((permission, scope))
        };
        Self {
            name: kit_base::clean_line(form.text("name")),
            rights: TABLE.iter().filter_map(|(permission, ..)| one(*permission)).collect(),
            version: form.text("version").parse().unwrap_or(0),
        }
    }

    /// What speaks against it.
    fn fault(&self) -> Option<&'static str> {
        let bad = self.name.is_empty() || self.name.chars().count() > NAME;
        bad.then_some("people-fault-role-name")
    }
}

impl RolePage {
    async fn new(ground: &Ground, person: &Person, say: Say, id: i64, form: Form) -> Result<Self, Stop> {
        let book = ground.directory.book(ground).await?;
        let role = book.role(RoleId(id));
        if id != 0 && role.is_none() {
            return Err(Stop::NotFound);
        }
        let row = |permission: Permission| {
            let reach =
                form.rights.iter().find(|(one, _)| *one == permission).map_or(Scope::None, |(_, s)| *s);
            let scoped = permission.has_scope();
            let words = match (scoped, reach) {
                (true, _) => say.t(format!("scope-{}", reach.code())),
                (false, Scope::None) => say.t("settings-no"),
                (false, _) => say.t("settings-yes"),
            };
            let id = permission.code().replace('.', "-");
            let name = say.t(format!("right-{id}"));
            RightRow { code: permission.code(), id, name, scoped, reach: reach.code(), words }
        };
        let scopes = std::iter::once(Scope::None).chain(SCOPES);
        Ok(Self {
            id,
            title: role.map(|role| role.name.clone()).unwrap_or_default(),
            rows: TABLE.iter().map(|(permission, ..)| row(*permission)).collect(),
            scopes: scopes.map(|scope| (scope.code(), say.t(format!("scope-{}", scope.code())))).collect(),
            people: holders(&book, RoleId(id)).map(|card| (card.id.0, card.name.clone())).collect(),
            fault: None,
            stale: false,
            manages: allows(person.rights, Permission::StaffManage),
            said: None,
            form,
            shell: StaffShell::new(ground, person, say, Tab::Roles).await?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves: attack B9
    #[test]
    fn a_form_gives_no_right_that_no_page_offers() {
        let pairs = [
            ("name", " Evening desk "),
            ("r.request.view", "location"),
            ("r.request.answer", "everything"),
            ("r.request.note", "none"),
            ("r.settings.change", ""),
            ("r.administrator", "all"),
            ("level", "administrator"),
        ];
        let form = Form::read(&FormData::from_pairs(pairs));
        assert_eq!(form.rights, [(Permission::RequestView, Scope::Location)]);
        assert_eq!((form.name.as_str(), form.fault()), ("Evening desk", None));
        assert!(Form::read(&FormData::default()).fault().is_some());
    }

    #[test]
    fn a_role_like_a_level_has_its_rights() {
        for level in LEVELS {
            let text = policy::write_role(&of_level(level));
            assert_eq!(Rights::of(Level::General, Some(&text), "", 0), Rights::from(level), "{level:?}");
        }
    }
}
