//! The posts of a request's page.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::Response;
use ground::Ground;
use ground::guard::policy::{self, Object};
use ground::guard::{Permission, StaffForm};
use ground::settings::registry;
use ground::staff::{LocationId, Person, StaffCard, StaffId};
use ground::ui::{self, Stop};
use http::HeaderMap;
use kit_web::form::FormData;

use super::show::{self, Kept};
use crate::forms::Shelf;
use crate::requests::acts::{self, Done, Target};
use crate::requests::may::{Answer, May, Note, Open, Query, Reallocate, Reopen, Take};
use crate::requests::model;
use crate::requests::number;
use crate::requests::open::RequestError;
use crate::requests::store::RequestRow;

/// What every post of the page needs.
struct Desk {
    ground: Ground,
    shelf: Arc<Shelf>,
    headers: HeaderMap,
    person: Person,
    row: RequestRow,
}

impl Desk {
    /// Whether the page the post came from is not the newest any more.
    fn is_stale(&self, form: &FormData) -> bool {
        form.text("version").parse() != Ok(self.row.version)
    }

    /// The request as it is now, as long as this person may know of it: it may have gone elsewhere since it
    /// was authorised.
    async fn reload(&self) -> Result<May<Open>, Stop> {
        May::load(&self.ground, self.person.clone(), self.row.number).await
    }

    /// Whether the request's state allows it.
    fn fits(&self, permission: Permission) -> bool {
        policy::fits(permission, self.row.is_open())
    }

    fn sees(&self, object: Object) -> bool {
        policy::may(self.person.subject(), Permission::RequestView, object)
    }

    /// The page again, with what was typed.
    async fn again(self, kept: Kept) -> Result<Response, Stop> {
        let May { person, row, more } = self.reload().await?;
        let say = ui::say_for(&self.ground, &self.headers);
        show::draw(&self.ground, &self.shelf, say, &person, (&row, more), kept, None).await
    }

    /// The next page after an act: the request, with a word about what was done; or the page again.
    async fn finish(
        self,
        done: Result<Done, RequestError>,
        word: &'static str,
        kept: Kept,
    ) -> Result<Response, Stop> {
        match done? {
            Done::Stale => self.again(kept).await,
            Done::Yes => {
                let prefix = self.ground.settings.text(&registry::PREFIX);
                let number = number::short(&prefix, self.row.number);
                Ok(ui::see(&format!("/desk/requests/{number}?done={word}")))
            }
        }
    }
}

/// Most characters of an answer, a query or a note: a page shows many of them.
const LONGEST: usize = 100_000;

/// Words typed into `form`, or the error for having written none.
fn words(form: &'static str, data: &FormData) -> Kept {
    let text = kit_base::clean_text(data.text("text"));
    let missing = match form {
        "answer" => "requests-error-answer",
        "query" => "requests-error-query",
        _ => "requests-error-note",
    };
    let error = if text.is_empty() {
        Some(missing)
    } else {
        (text.chars().count() > LONGEST).then_some("requests-error-long")
    };
    Kept { form, text, error }
}

macro_rules! desk {
    ($ground:ident, $shelf:ident, $headers:ident, $may:ident) => {
        Desk { ground: $ground, shelf: $shelf, headers: $headers, person: $may.person, row: $may.row }
    };
}

pub async fn take(
    State(ground): State<Ground>,
    Extension(shelf): Extension<Arc<Shelf>>,
    may: May<Take>,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let desk = desk!(ground, shelf, headers, may);
    let kept = Kept { form: "take", ..Kept::default() };
    if desk.is_stale(&form) || !desk.fits(Permission::RequestTake) {
        return desk.again(kept).await;
    }
    let done = acts::take(&desk.ground, &desk.person, &desk.row).await;
    desk.finish(done, "taken", kept).await
}

pub async fn reallocate(
    State(ground): State<Ground>,
    Extension(shelf): Extension<Arc<Shelf>>,
    may: May<Reallocate>,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let desk = desk!(ground, shelf, headers, may);
    let stale = Kept { form: "reallocate", ..Kept::default() };
    if desk.is_stale(&form) || !desk.fits(Permission::RequestReallocate) {
        return desk.again(stale).await;
    }
    let Some(target) = target(&desk, &form).await? else {
        return desk.again(Kept { error: Some("requests-error-reallocate"), ..stale }).await;
    };
    let done = acts::reallocate(&desk.ground, &desk.person, &desk.row, target).await?;
    let Target { to, team, location } = target;
    let after = Object { assignee: to, team: team.unwrap_or(0), location, ..desk.row.object() };
    if done == Done::Yes && !desk.sees(after) {
        // Who gives away a request that their right does not reach there cannot be shown it any more.
        return Ok(ui::see("/desk"));
    }
    desk.finish(Ok(done), "reallocated", stale).await
}

/// Who shall have it, which team, and where; nothing unless all exist, and the person can hold requests and is not
/// away.
async fn target(desk: &Desk, form: &FormData) -> Result<Option<Target>, Stop> {
    let (book, now) = (desk.ground.directory.book(&desk.ground).await?, desk.ground.now());
    let place = match form.get("place") {
        Some(id) => id.parse().ok().and_then(|id| book.location(LocationId(id))).map(|place| place.id),
        None => Some(desk.row.location_id),
    };
    let team = match form.get("team") {
        Some("0") => Some(None),
        Some(id) => id.parse().ok().and_then(|id| book.team(id)).map(|team| Some(team.id)),
        None => Some(desk.row.team_id),
    };
    let to = match form.get("to") {
        Some("0") => Some(0),
        Some(id) => {
            let card = id.parse().ok().and_then(|id| book.staff(StaffId(id)));
            let able = |card: &&StaffCard| {
                let stays = card.id.0 == desk.row.assignee_id;
                card.enabled && model::can_hold(card.rights(now)) && (stays || !card.is_away(now))
            };
            card.filter(able).map(|card| card.id.0)
        }
        None => None,
    };
    let (Some(to), Some(team), Some(location)) = (to, team, place) else { return Ok(None) };
    Ok(Some(Target { to, team, location }))
}

pub async fn note(
    State(ground): State<Ground>,
    Extension(shelf): Extension<Arc<Shelf>>,
    may: May<Note>,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let mut desk = desk!(ground, shelf, headers, may);
    let kept = words("note", &form);
    if kept.error.is_some() {
        return desk.again(kept).await;
    }
    // A note overwrites nobody's work, so it is kept whatever happened meanwhile.
    for _ in 0..5 {
        if acts::note(&desk.ground, &desk.person, &desk.row, &kept.text).await? == Done::Yes {
            return desk.finish(Ok(Done::Yes), "noted", kept).await;
        }
        desk.row = desk.reload().await?.row;
    }
    Err(Stop::Busy)
}

pub async fn query(
    State(ground): State<Ground>,
    Extension(shelf): Extension<Arc<Shelf>>,
    may: May<Query>,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let desk = desk!(ground, shelf, headers, may);
    let kept = words("query", &form);
    let over = !desk.fits(Permission::RequestQuery) || desk.row.is_erased();
    if kept.error.is_some() || desk.is_stale(&form) || over {
        return desk.again(kept).await;
    }
    let done = acts::query(&desk.ground, &desk.person, &desk.row, &kept.text).await;
    desk.finish(done, "queried", kept).await
}

pub async fn answer(
    State(ground): State<Ground>,
    Extension(shelf): Extension<Arc<Shelf>>,
    may: May<Answer>,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let desk = desk!(ground, shelf, headers, may);
    let kept = words("answer", &form);
    if kept.error.is_some() || desk.is_stale(&form) || !desk.fits(Permission::RequestAnswer) {
        return desk.again(kept).await;
    }
    // Whoever asked was forgotten: there is nobody to send it to.
    let word = if desk.row.is_erased() { "answer-kept" } else { "answered" };
    let done = acts::answer(&desk.ground, &desk.person, &desk.row, &kept.text).await;
    desk.finish(done, word, kept).await
}

pub async fn reopen(
    State(ground): State<Ground>,
    Extension(shelf): Extension<Arc<Shelf>>,
    may: May<Reopen>,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let desk = desk!(ground, shelf, headers, may);
    let kept = Kept { form: "reopen", ..Kept::default() };
    if desk.is_stale(&form) || !desk.fits(Permission::RequestReopen) {
        return desk.again(kept).await;
    }
    let done = acts::reopen(&desk.ground, &desk.person, &desk.row).await;
    desk.finish(done, "reopened", kept).await
}
