//! Who may see one request, and why: everybody on the staff, and what somebody of each level and role would see.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use ground::Ground;
use ground::guard::policy::{self, LEVELS, Object, Rights};
use ground::guard::{Permission, Scope};
use ground::settings::registry;
use ground::staff::LocationId;
use ground::ui::{self, StaffShell, Stop, Tab};
use http::HeaderMap;
use kit_web::Say;

use crate::requests::may::{May, Who};
use crate::requests::number;

#[derive(Template)]
#[template(path = "requests/staff/who.html")]
struct WhoPage {
    shell: StaffShell,
    number: String,
    /// Id, name, and why they may see it.
    people: Vec<(i64, String, String)>,
    /// A level or role, and when somebody with it would see the request.
    kinds: Vec<(String, String)>,
}

pub async fn show(State(ground): State<Ground>, may: May<Who>, headers: HeaderMap) -> Result<Response, Stop> {
    let May { person, row, .. } = may;
    let (say, now, object) = (ui::say_for(&ground, &headers), ground.now(), row.object());
    let book = ground.directory.book(&ground).await?;
    let enabled = book.enabled();
    let seeing = enabled.iter().filter_map(|card| Some((card, policy::why(card.subject(now), object)?)));
    let people = seeing.map(|(card, why)| (card.id.0, card.name.clone(), say.t(reason(why)))).collect();
    let place = book.location_name(LocationId(row.location_id)).to_owned();
    let kind = |name: String, rights: Rights| (name, when(&say, rights, object, &place));
    let levels = LEVELS.into_iter().map(|level| kind(say.t(format!("level-{}", level.code())), level.into()));
    let roles = book.roles().iter().map(|role| kind(role.name.clone(), Rights::of_role(&role.rights)));
    let kinds = levels.chain(roles).collect();
    let number = number::short(&ground.settings.text(&registry::PREFIX), row.number);
    let shell = StaffShell::new(&ground, &person, say, Tab::Queue).await?;
    ui::page(&WhoPage { shell, number, people, kinds })
}

/// The text that says why somebody may see a request, who is not the reader.
fn reason(why: Scope) -> &'static str {
    match why {
        Scope::Assigned => "requests-who-assigned",
        Scope::Team => "requests-who-team",
        Scope::Location => "requests-who-location",
        Scope::All | Scope::None => "requests-who-open",
    }
}

/// When somebody with these rights would see `object`, which is at `place`.
fn when(say: &Say, rights: Rights, object: Object, place: &str) -> String {
    match rights.reach(Permission::RequestView) {
        Scope::None => say.t("requests-when-never"),
        Scope::All if !object.confidential => say.t("requests-when-always"),
        Scope::All | Scope::Location => say.t1("requests-when-here", "place", place),
        Scope::Team => say.t("requests-when-team"),
        Scope::Assigned => say.t("requests-when-assigned"),
    }
}
