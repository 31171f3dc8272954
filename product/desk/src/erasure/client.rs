//! Forgetting a person at their own wish, from the page of their request: a page to think it over, and then
//! the receipt. Both are reached by POST with the pass of that page only.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use ground::Ground;
use ground::guard::{Fields, Privilege, Route};
use ground::settings::registry;
use ground::staff::LocationId;
use ground::ui::{self, Dates, PublicShell, Stop, Tab};
use http::{HeaderMap, StatusCode};
use kit_web::Say;

use super::staff::ReceiptView;
use super::{Outcome, Way, erase, receipt};
use crate::requests::check;
use crate::requests::pass::{self, Pass};
use crate::requests::{RequestRow, number, read};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::post("/check/forget", "check.forget", Privilege::Client, send)]
}

#[derive(Template)]
#[template(path = "erasure/client.html")]
struct ForgetPage {
    shell: PublicShell,
    number: String,
    pass: String,
    open: bool,
    on_hold: bool,
    receipt: Option<ReceiptView>,
}

async fn send(
    State(ground): State<Ground>,
    headers: HeaderMap,
    Fields(data): Fields,
) -> Result<Response, Stop> {
    check::allowed(&ground)?;
    let say = ui::say_for(&ground, &headers);
    let full = data.text("number").to_owned();
    match pass::read(&ground, data.text("pass"), &full).await? {
        Pass::Good(_) => {}
        Pass::Expired | Pass::Forged => return check::expired(&ground, say, &data),
    }
    let prefix = ground.settings.text(&registry::PREFIX);
    let (short, _) = number::parse_full(&prefix, &full).ok_or(Stop::NotFound)?;
    let row = read::by_number(&ground, short).await?.ok_or(Stop::NotFound)?;
    let mut on_hold = false;
    if data.text("sure") == "yes" && !row.is_erased() {
        on_hold = erase(&ground, row.id, Way::Client).await? == Outcome::OnHold;
    }
    let row = read::by_number(&ground, short).await?.ok_or(Stop::NotFound)?;
    draw(&ground, say, &row, &full, on_hold).await
}

/// The page: what will go and stay, or, once it is done, what went and stayed. The pass of somebody who was
/// forgotten opens nothing but this.
pub(crate) async fn draw(
    ground: &Ground,
    say: Say,
    row: &RequestRow,
    full: &str,
    on_hold: bool,
) -> Result<Response, Stop> {
    let book = ground.directory.book(ground).await?;
    let zone = book.location(LocationId(row.location_id)).map_or("UTC", |place| place.time_zone.as_str());
    let dates = Dates::new(zone, ground.now(), say.clone());
    let found = if row.is_erased() { receipt(ground, row.id).await? } else { None };
    let prefix = ground.settings.text(&registry::PREFIX);
    let page = ForgetPage {
        number: if row.is_erased() { number::short(&prefix, row.number) } else { full.to_owned() },
        pass: if row.is_erased() { String::new() } else { pass::give(ground, full).await? },
        open: row.is_open(),
        on_hold,
        receipt: found.map(|receipt| ReceiptView::of(&receipt, &dates)),
        shell: PublicShell::new(ground, say, Tab::Check),
    };
    ui::with_status(if on_hold { StatusCode::CONFLICT } else { StatusCode::OK }, &page)
}
