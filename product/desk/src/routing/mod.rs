//! Where the requests of each form go: the page on which administrators set it.
//!
//! A form may name a location; what is set here comes before that, and the first location after it. What was sent
//! already stays where it is.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Extension, State};
use axum::response::Response;
use ground::Ground;
use ground::audit::{self, Actor, Event};
use ground::guard::policy::allows;
use ground::guard::{Permission, Privilege, Route, Signed, StaffForm};
use ground::settings::{self, registry};
use ground::staff::{Book, LocationCard};
use ground::ui::{self, StaffShell, Stop, Tab};
use http::HeaderMap;
use kit_web::form::FormProblem;

use crate::forms::{Form, Shelf};

/// The addresses of this slice.
pub fn routes() -> Vec<Route> {
    let sees = Privilege::Needs(Permission::SettingsView);
    let changes = Privilege::Needs(Permission::SettingsChange);
    vec![
        Route::get("/desk/routing", "forms.places", sees, show),
        Route::post("/desk/routing", "forms.places.change", changes, change),
    ]
}

#[derive(Template)]
#[template(path = "routing/page.html")]
struct PlacesPage {
    shell: StaffShell,
    rows: Vec<FormRow>,
    places: Vec<(String, String)>,
    may_change: bool,
    done: bool,
}

struct FormRow {
    key: String,
    title: String,
    /// Code of the location its requests go to.
    place: String,
    name: String,
}

async fn show(
    State(ground): State<Ground>,
    Extension(shelf): Extension<Arc<Shelf>>,
    Signed(person): Signed,
    headers: HeaderMap,
    uri: http::Uri,
) -> Result<Response, Stop> {
    let query = ui::query(&uri);
    let say = ui::say_for(&ground, &headers);
    let book = ground.directory.book(&ground).await?;
    let row = |form: &Form| {
        let named = place_of(&ground, &book, form);
        FormRow {
            key: form.key.clone(),
            title: form.title.in_lang(say.tag()).to_owned(),
            place: named.map(|place| place.code.clone()).unwrap_or_default(),
            name: named.map(|place| place.name.clone()).unwrap_or_default(),
        }
    };
    let page = PlacesPage {
        rows: shelf.every().map(row).collect(),
        places: book.locations().iter().map(|place| (place.code.clone(), place.name.clone())).collect(),
        may_change: allows(person.rights, Permission::SettingsChange),
        done: query.get("done").is_some(),
        shell: StaffShell::new(&ground, &person, say, Tab::Forms).await?,
    };
    ui::page(&page)
}

/// The location the requests of `form` go to now: the one the institution set for it, else the one it names, else the
/// first one made; none when there is none.
pub(crate) fn place_of<'a>(ground: &Ground, book: &'a Book, form: &Form) -> Option<&'a LocationCard> {
    let code = ground.settings.form_location(&form.key).or_else(|| form.location.clone());
    let named = code.and_then(|code| book.locations().iter().find(|place| place.code == code));
    named.or_else(|| book.locations().iter().min_by_key(|place| place.id))
}

async fn change(
    State(ground): State<Ground>,
    Extension(shelf): Extension<Arc<Shelf>>,
    Signed(person): Signed,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let book = ground.directory.book(&ground).await?;
    let now = ground.now();
    let mut changes = Vec::new();
    for one in shelf.every() {
        let Some(code) = form.get(&format!("place.{}", one.key)) else { continue };
        if !book.locations().iter().any(|place| place.code == code) {
            return Err(Stop::BadPost(FormProblem::BrokeOff));
        }
        // What nobody set stays unset as long as it goes where it goes.
        let before = place_of(&ground, &book, one).map(|place| place.code.clone());
        if before.as_deref() != Some(code) {
            let key = format!("{}{}", registry::FORM_LOCATION, one.key);
            let params = serde_json::json!({ "key": key, "from": before, "to": code });
            let event = Event {
                id: ground.id(),
                at: now,
                actor: Actor::Staff(person.id.0),
                kind: "setting.changed",
                subject_kind: "setting",
                subject_id: 0,
                params,
            };
            changes.push((key, code.to_owned(), event));
        }
    }
    ground
        .db
        .write(move |conn| {
            for (key, code, event) in &changes {
                settings::put(conn, key, code, now)?;
                audit::record(conn, event)?;
            }
            Ok(())
        })
        .await?;
    ground.settings.refresh(&ground.db).await?;
    Ok(ui::see("/desk/routing?done=1"))
}
