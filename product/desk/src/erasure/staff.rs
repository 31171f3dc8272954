//! Forgetting a person by staff: a page that says what will go and what will stay, and then the receipt.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use ground::Ground;
use ground::guard::{Permission, Privilege, Route, StaffForm};
use ground::settings::registry;
use ground::ui::{self, Dates, StaffShell, Stop, Tab};
use http::{HeaderMap, StatusCode};
use kit_vault::Purpose;
use kit_web::Say;

use super::{Outcome, Receipt, Way, erase, receipt};
use crate::requests::{Erase, May, RequestRow, number, read, why_hidden};

pub(super) fn routes() -> Vec<Route> {
    let needs = Privilege::Needs(Permission::RequestErase);
    vec![
        Route::get("/desk/requests/{number}/erase", "request.erase.ask", needs, show),
        Route::post("/desk/requests/{number}/erase", "request.erase", needs, send).asking_again(),
    ]
}

/// What the page begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Note {
    None,
    /// Somebody changed the request since the page was opened.
    Stale,
    /// It is on hold.
    OnHold,
}

#[derive(Template)]
#[template(path = "erasure/staff.html")]
struct ErasePage {
    shell: StaffShell,
    path: String,
    number: String,
    version: i64,
    open: bool,
    /// Subject, and who asked, so that nobody forgets the wrong person.
    whose: Option<(String, String)>,
    note: Note,
    receipt: Option<ReceiptView>,
}

/// A receipt in words.
pub(super) struct ReceiptView {
    pub(super) at: String,
    /// The text key of what became of the words.
    pub(super) words: &'static str,
    pub(super) mails: i64,
    pub(super) closed: String,
}

impl ReceiptView {
    pub(super) fn of(receipt: &Receipt, dates: &Dates) -> Self {
        Self {
            at: dates.day_time(receipt.at),
            words: receipt.words.key(),
            mails: receipt.mails,
            closed: dates.day(receipt.backups_closed),
        }
    }
}

async fn show(State(ground): State<Ground>, may: May<Erase>, headers: HeaderMap) -> Result<Response, Stop> {
    draw(&ground, ui::say_for(&ground, &headers), &may, &may.row, Note::None).await
}

async fn send(
    State(ground): State<Ground>,
    may: May<Erase>,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let row = &may.row;
    if form.text("version").parse() != Ok(row.version) && !row.is_erased() {
        return draw(&ground, say, &may, row, Note::Stale).await;
    }
    match erase(&ground, row.id, Way::Staff(may.person.id.0)).await? {
        Outcome::OnHold => draw(&ground, say, &may, row, Note::OnHold).await,
        _ => Ok(ui::see(&path_of(&ground, row))),
    }
}

fn path_of(ground: &Ground, row: &RequestRow) -> String {
    let short = number::short(&ground.settings.text(&registry::PREFIX), row.number);
    format!("/desk/requests/{short}/erase")
}

async fn draw(
    ground: &Ground,
    say: Say,
    may: &May<Erase>,
    row: &RequestRow,
    note: Note,
) -> Result<Response, Stop> {
    let dates = Dates::of(ground, &may.person, &say).await?;
    let found = if row.is_erased() { receipt(ground, row.id).await? } else { None };
    let whose = if row.is_erased() { None } else { Some(whose(ground, &say, may).await?) };
    let page = ErasePage {
        whose,
        path: path_of(ground, row),
        number: number::short(&ground.settings.text(&registry::PREFIX), row.number),
        version: row.version,
        open: row.is_open(),
        note,
        receipt: found.map(|receipt| ReceiptView::of(&receipt, &dates)),
        shell: StaffShell::new(ground, &may.person, say, Tab::Queue).await?,
    };
    let status = if note == Note::None { StatusCode::OK } else { StatusCode::CONFLICT };
    ui::with_status(status, &page)
}

async fn whose(ground: &Ground, say: &Say, may: &May<Erase>) -> Result<(String, String), Stop> {
    let actor = kit_vault::Actor::Staff(may.person.id.0);
    let opened = read::whole(ground, &actor, Purpose::Read, &may.row).await?;
    let subject = opened.line.map_or_else(|| say.t("requests-erased"), |line| line.subject);
    let name = opened.identity.map_or_else(
        |error| say.t(why_hidden(&error)),
        |who| who.name.unwrap_or_else(|| say.t("requests-client-unnamed")),
    );
    Ok((subject, name))
}
