//! Pages about accounts.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use kit_base::EmailAddress;
use kit_vault::{Actor, Purpose};
use kit_web::Say;
use kit_web::form::FormData;

use super::letters;
use crate::Ground;
use crate::audit;
use crate::guard::{Signed, StaffForm};
use crate::policy::{LEVELS, Level, Permission, allows};
use crate::staff::{
    self, AccountChange, Book, Changed, LocationId, MOST_TEAMS, NewStaff, Person, RoleId, StaffError, StaffId,
};
use crate::ui::{self, StaffShell, Stop, Tab};

/// Most characters of a name.
const NAME: usize = 100;

#[derive(Template)]
#[template(path = "people/list.html")]
struct ListPage {
    shell: StaffShell,
    rows: Vec<Line>,
    manages: bool,
}

struct Line {
    id: i64,
    name: String,
    level: String,
    location: String,
    enabled: bool,
}

/// An account to be made or changed.
#[derive(Template)]
#[template(path = "people/account.html")]
#[expect(clippy::struct_excessive_bools, reason = "what a page shows or leaves out, each by itself")]
struct AccountPage {
    shell: StaffShell,
    /// 0 for a new one.
    id: i64,
    /// The name it has now, for the heading.
    title: String,
    form: Form,
    levels: Vec<(&'static str, String, bool)>,
    places: Vec<(i64, String, bool)>,
    roles: Vec<(i64, String, bool)>,
    /// The teams the person is in.
    teams: Vec<(i64, String)>,
    faults: Vec<(&'static str, String)>,
    manages: bool,
    own: bool,
    has_factor: bool,
    /// Somebody else changed it in the meantime.
    stale: bool,
    said: Option<String>,
    /// A one-time link, shown once, where no mail can carry it.
    link: Option<String>,
}

/// What stands in the fields.
#[derive(Default)]
pub(super) struct Form {
    pub name: String,
    pub email: String,
    pub level: String,
    pub location: i64,
    /// The role in place of the level's rights, 0 for none.
    pub role: i64,
    /// The teams a new account is put into.
    pub teams: Vec<i64>,
    pub enabled: bool,
    /// What the page showed of the account: see [`staff::change`].
    pub seen: String,
}

pub(super) async fn list(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let book = ground.directory.book(&ground).await?;
    let line = |card: &staff::StaffCard| Line {
        id: card.id.0,
        name: card.name.clone(),
        level: level_words(&say, &book, card),
        location: book.location_name(card.location).to_owned(),
        enabled: card.enabled,
    };
    let rows = book.everybody().into_iter().map(line).collect();
    let manages = allows(person.rights, Permission::StaffManage);
    let shell = StaffShell::new(&ground, &person, say, Tab::People).await?;
    ui::page(&ListPage { shell, rows, manages })
}

/// The level, and the role in place of its rights.
fn level_words(say: &Say, book: &Book, card: &staff::StaffCard) -> String {
    let level = say.t(format!("level-{}", card.level.code()));
    match card.role.as_ref().and_then(|(role, _)| book.role(*role)) {
        Some(role) => say.t2("people-level-role", "level", level, "role", role.name.as_str()),
        None => level,
    }
}

/// The form of a new account: empty, or like that of somebody who is there.
pub(super) async fn blank(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
    uri: http::Uri,
) -> Result<Response, Stop> {
    let query = ui::query(&uri);
    let say = ui::say_for(&ground, &headers);
    let book = ground.directory.book(&ground).await?;
    let like = query.text("like").parse().ok().and_then(|id| book.staff(StaffId(id)));
    let form = Form {
        level: like.map_or(Level::Regular, |card| card.level).code().to_owned(),
        location: like.map_or(person.location, |card| card.location).0,
        role: like.and_then(|card| card.role.as_ref()).map_or(0, |(role, _)| role.0),
        teams: like.map(|card| card.teams.clone()).unwrap_or_default(),
        enabled: true,
        ..Form::default()
    };
    let page = AccountPage::new(&ground, &person, say, 0, form).await?;
    ui::page(&page)
}

pub(super) async fn add(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let book = ground.directory.book(&ground).await?;
    let fields = Form { enabled: true, ..Form::read(&form) };
    let account = match fields.judge(&book) {
        Ok(account) => account,
        Err(faults) => return refuse(&ground, &person, say, 0, fields, faults).await,
    };
    let new = NewStaff {
        name: &account.name,
        email: &account.email,
        level: account.level,
        location: account.location,
        role: account.role,
        teams: fields.teams.clone(),
    };
    match staff::add_by(&ground, &person, &new).await {
        Ok(id) => {
            send_link(&ground, &person, id, &say, true).await?;
            Ok(ui::see(&format!("/desk/staff/{}?said=added", id.0)))
        }
        Err(StaffError::AddressTaken) => {
            let faults = vec![("email", "people-fault-taken")];
            refuse(&ground, &person, say, 0, fields, faults).await
        }
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
    let said = SAID.into_iter().find(|said| *said == query.text("said"));
    // Without a mail server nobody gets the mail that page speaks of.
    let said = said.map(|said| match (said, ground.site.mail) {
        ("added" | "linked", false) => say.t("people-said-no-mail"),
        _ => say.t(format!("people-said-{said}")),
    });
    let mut page = stored(&ground, &person, say, id).await?;
    page.said = said;
    ui::page(&page)
}

/// What a page may say was done: texts `people-said-…`.
const SAID: [&str; 6] = ["added", "changed", "linked", "ended", "factor", "unchanged"];

/// The page of an account as it is kept.
async fn stored(ground: &Ground, person: &Person, say: Say, id: StaffId) -> Result<AccountPage, Stop> {
    let book = ground.directory.book(ground).await?;
    let card = book.staff(id).ok_or(Stop::NotFound)?;
    let address = staff::address_of(ground, &Actor::Staff(person.id.0), Purpose::Read, id).await?;
    let form = Form {
        name: card.name.clone(),
        email: address.unwrap_or_default(),
        level: card.level.code().to_owned(),
        location: card.location.0,
        role: card.role.as_ref().map_or(0, |(role, _)| role.0),
        teams: card.teams.clone(),
        enabled: card.enabled,
        seen: card.seen.clone(),
    };
    AccountPage::new(ground, person, say, id.0, form).await
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
    let fields = Form::read(&form);
    let account = match fields.judge(&book) {
        Ok(account) => account,
        Err(faults) => return refuse(&ground, &person, say, id.0, fields, faults).await,
    };
    match staff::change(&ground, &person, (id, &fields.seen), &account).await {
        Ok(Changed::Done) => Ok(ui::see(&format!("/desk/staff/{}?said=changed", id.0))),
        Ok(Changed::Stale) => {
            let mut page = stored(&ground, &person, say, id).await?;
            page.stale = true;
            ui::with_status(StatusCode::CONFLICT, &page)
        }
        Ok(Changed::Missing) => Err(Stop::NotFound),
        Ok(Changed::LastAdministrator) => {
            let faults = vec![("level", "people-fault-last")];
            refuse(&ground, &person, say, id.0, fields, faults).await
        }
        Err(StaffError::AddressTaken) => {
            let faults = vec![("email", "people-fault-taken")];
            refuse(&ground, &person, say, id.0, fields, faults).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Sends a new link; an earlier one dies.
pub(super) async fn link(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(id): Path<String>,
    headers: HeaderMap,
    StaffForm(_): StaffForm,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let id = id_of(&id)?;
    let book = ground.directory.book(&ground).await?;
    let card = book.staff(id).ok_or(Stop::NotFound)?;
    if !card.enabled {
        return Ok(ui::see(&format!("/desk/staff/{}?said=unchanged", id.0)));
    }
    let link = send_link(&ground, &person, id, &say, false).await?;
    if link.is_none() {
        return Ok(ui::see(&format!("/desk/staff/{}?said=linked", id.0)));
    }
    let mut page = stored(&ground, &person, say, id).await?;
    page.link = link;
    ui::page(&page)
}

/// Has a mail with a link sent; where no mail server is set, and it was asked for by itself, gives the link to
/// be handed over.
pub(super) async fn send_link(
    ground: &Ground,
    by: &Person,
    id: StaffId,
    say: &Say,
    is_new: bool,
) -> Result<Option<String>, Stop> {
    let event = audit::Event {
        id: ground.id(),
        at: ground.now(),
        actor: audit::Actor::Staff(by.id.0),
        kind: "staff.link_made",
        subject_kind: "staff",
        subject_id: id.0,
        params: serde_json::json!({ "mail": ground.site.mail }),
    };
    if !ground.site.mail {
        if is_new {
            return Ok(None);
        }
        ground.db.write(move |conn| audit::record(conn, &event)).await?;
        let token = staff::invite(ground, id).await?;
        return Ok(Some(letters::link(ground, &token)));
    }
    let (ids, now, lang) = ((ground.id(), ground.id()), ground.now(), say.tag().to_owned());
    let kind = if is_new { letters::WELCOME } else { letters::RESET };
    let queued = ground.db.write(move |conn| {
        letters::queue(conn, ids, Some(id), (kind, &lang), now)?;
        audit::record(conn, &event)
    });
    queued.await?;
    ground.bell.ring();
    Ok(None)
}

/// Signs the person out everywhere.
pub(super) async fn end(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(id): Path<String>,
    StaffForm(_): StaffForm,
) -> Result<Response, Stop> {
    let id = id_of(&id)?;
    let book = ground.directory.book(&ground).await?;
    book.staff(id).ok_or(Stop::NotFound)?;
    staff::sign_out_everywhere(&ground, &person, id).await?;
    Ok(ui::see(&format!("/desk/staff/{}?said=ended", id.0)))
}

/// Removes the second factor of somebody who lost it.
pub(super) async fn remove_factor(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(id): Path<String>,
    StaffForm(_): StaffForm,
) -> Result<Response, Stop> {
    let id = id_of(&id)?;
    let book = ground.directory.book(&ground).await?;
    book.staff(id).ok_or(Stop::NotFound)?;
    staff::remove_factor(&ground, audit::Actor::Staff(person.id.0), id).await?;
    Ok(ui::see(&format!("/desk/staff/{}?said=factor", id.0)))
}

/// The account an address names.
pub(super) fn id_of(text: &str) -> Result<StaffId, Stop> {
    text.parse().map(StaffId).map_err(|_| Stop::NotFound)
}

async fn refuse(
    ground: &Ground,
    person: &Person,
    say: Say,
    id: i64,
    form: Form,
    faults: Vec<(&'static str, &'static str)>,
) -> Result<Response, Stop> {
    let faults = faults.into_iter().map(|(field, key)| (field, say.t(key))).collect();
    let mut page = AccountPage::new(ground, person, say, id, form).await?;
    page.faults = faults;
    ui::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

impl Form {
    fn read(form: &FormData) -> Self {
        Self {
            name: kit_base::clean_line(form.text("name")),
            email: kit_base::clean_line(form.text("email")),
            level: form.text("level").to_owned(),
            location: form.text("location").parse().unwrap_or(0),
            role: form.text("role").parse().unwrap_or(0),
            teams: form.all("team").filter_map(|id| id.parse().ok()).take(MOST_TEAMS).collect(),
            enabled: form.text("enabled") == "yes",
            seen: form.text("seen").to_owned(),
        }
    }

    /// The account it says, or which fields cannot be taken, and why.
    pub fn judge(&self, book: &Book) -> Result<AccountChange, Vec<(&'static str, &'static str)>> {
        let mut faults = Vec::new();
        if self.name.is_empty() {
            faults.push(("name", "people-fault-name"));
        } else if self.name.chars().count() > NAME {
            faults.push(("name", "people-fault-name-long"));
        }
        let email = EmailAddress::parse(&self.email).ok();
        if email.is_none() {
            faults.push(("email", "people-fault-email"));
        }
        let level = Level::from_code(&self.level);
        if level.is_none() {
            faults.push(("level", "people-fault-level"));
        }
        let location = LocationId(self.location);
        if book.location(location).is_none() {
            faults.push(("location", "people-fault-location"));
        }
        let role = (self.role != 0).then_some(RoleId(self.role));
        if role.is_some_and(|role| book.role(role).is_none()) {
            faults.push(("role", "people-fault-role"));
        } else if role.is_some() && level.is_some_and(|level| !level.takes_roles()) {
            faults.push(("role", "people-fault-role-administrator"));
        }
        match (email, level) {
            (Some(email), Some(level)) if faults.is_empty() => {
                let (name, enabled) = (self.name.clone(), self.enabled);
                Ok(AccountChange { name, email, level, location, role, enabled })
            }
            _ => Err(faults),
        }
    }
}

impl AccountPage {
    async fn new(ground: &Ground, person: &Person, say: Say, id: i64, form: Form) -> Result<Self, Stop> {
        let book = ground.directory.book(ground).await?;
        if id != 0 && book.staff(StaffId(id)).is_none() {
            return Err(Stop::NotFound);
        }
        let level = |level: Level| {
            (level.code(), say.t(format!("level-{}", level.code())), level.code() == form.level)
        };
        Ok(Self {
            id,
            title: book.name(StaffId(id)).to_owned(),
            levels: LEVELS.into_iter().map(level).collect(),
            places: book
                .locations()
                .iter()
                .map(|place| (place.id, place.name.clone(), place.id == form.location))
                .collect(),
            roles: book
                .roles()
                .iter()
                .map(|role| (role.id, role.name.clone(), role.id == form.role))
                .collect(),
            teams: book
                .teams()
                .iter()
                .filter(|team| form.teams.contains(&team.id))
                .map(|team| (team.id, team.name.clone()))
                .collect(),
            faults: Vec::new(),
            manages: allows(person.rights, Permission::StaffManage),
            own: id == person.id.0,
            has_factor: id != 0 && staff::has_factor(ground, StaffId(id)).await?,
            stale: false,
            said: None,
            link: None,
            form,
            shell: StaffShell::new(ground, person, say, Tab::People).await?,
        })
    }

    /// What is wrong with a field.
    fn fault(&self, field: &str) -> Option<&str> {
        self.faults.iter().find(|(at, _)| *at == field).map(|(_, words)| words.as_str())
    }
}
