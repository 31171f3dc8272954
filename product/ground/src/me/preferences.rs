//! What people choose for themselves: their language, where they begin, and until when they are away.

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use super::page::{self, Form, Wrong, done};
use crate::Ground;
use crate::guard::{Signed, StaffForm};
use crate::policy::{Permission, Rights, allows};
use crate::staff::{self, Preferences};
use crate::ui::{self, Dates, Stop};

/// The pages somebody can begin at: address, end of the text's key, the right it needs.
const PAGES: [(&str, &str, Permission); 5] = [
    ("/desk/home", "home", Permission::RequestView),
    ("/desk?view=mine", "mine", Permission::RequestView),
    ("/desk?view=unallocated", "unallocated", Permission::RequestView),
    ("/desk/settings", "settings", Permission::SettingsView),
    ("/desk/staff", "staff", Permission::StaffView),
];

/// The pages somebody with these rights can begin at: address and end of the text's key.
pub(super) fn pages(rights: Rights) -> impl Iterator<Item = (&'static str, &'static str)> {
    PAGES.into_iter().filter(move |(.., right)| allows(rights, *right)).map(|(path, key, _)| (path, key))
}

pub(super) async fn change(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let dates = Dates::of(&ground, &person, &say).await?;
    let away = kit_base::clean_line(form.text("away"));
    let away_until = if away.is_empty() { Some(0) } else { dates.end_of(&away) };
    let Some(away_until) = away_until else {
        let text = say.t("me-away-fault");
        let wrong = Wrong { form: Form::Preferences, status: StatusCode::UNPROCESSABLE_ENTITY, text };
        return page::draw(&ground, &person, &headers, None, Some(wrong)).await;
    };
    // What no page offers is no choice.
    let start = pages(person.rights).find(|(path, _)| *path == form.text("start"));
    let lang = ground.words.tags().find(|tag| *tag == form.text("lang"));
    let to = Preferences {
        lang: lang.unwrap_or_default().to_owned(),
        start_page: start.map(|(path, _)| path.to_owned()).unwrap_or_default(),
        away_until,
    };
    staff::set_preferences(&ground, &person, to).await?;
    Ok(done(&ground, "preferences", None))
}
