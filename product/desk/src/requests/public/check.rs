use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::{ConnectInfo, Extension, State};
use axum::response::Response;
use ground::Ground;
use ground::clients::{self, ClientId, ClientRow};
use ground::guard::{Bucket, Fields, network_of, take_all};
use ground::settings::registry;
use ground::ui::{self, PublicShell, Stop, Tab};
use http::{HeaderMap, StatusCode};
use kit_base::{ConstantTimeEq, EmailAddress, HOUR};
use kit_vault::Purpose;
use kit_web::Say;
use kit_web::form::FormData;
use std::net::SocketAddr;

use super::manage;
use crate::forms::Shelf;
use crate::requests::address;
use crate::requests::number;
use crate::requests::open::{RequestError, suffix_hash};
use crate::requests::read;
use crate::requests::store::RequestRow;

/// How long every refused look-up takes at least: longer than the work of one that finds something, so that
/// the time tells nothing about which part was wrong.
const REFUSED: Duration = Duration::from_millis(400);

#[derive(Template)]
#[template(path = "requests/public/check.html")]
struct CheckPage {
    shell: PublicShell,
    number: String,
    email: String,
    reply: String,
    /// The code of the mail whose link led here.
    letter: String,
    number_error: Option<String>,
    email_error: Option<String>,
    errors: Vec<(&'static str, String)>,
    expired: bool,
}

pub async fn show(
    State(ground): State<Ground>,
    headers: HeaderMap,
    uri: http::Uri,
) -> Result<Response, Stop> {
    allowed(&ground)?;
    let letter = ui::query(&uri).text("letter").to_owned();
    let data = FormData::from_pairs([("letter".to_owned(), letter)]);
    let mut page = CheckPage::new(&ground, ui::say_for(&ground, &headers), &data);
    let plain = page.letter.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let keep =
        if plain && !page.letter.is_empty() { format!("letter={}", page.letter) } else { String::new() };
    page.shell = page.shell.in_languages(&ground, &keep);
    ui::page(&page)
}

pub async fn send(
    State(ground): State<Ground>,
    Extension(shelf): Extension<Arc<Shelf>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Fields(data): Fields,
) -> Result<Response, Stop> {
    allowed(&ground)?;
    if ["number", "email"].into_iter().any(|name| crate::forms::looks_like_html(data.text(name))) {
        return Ok(ui::see("/"));
    }
    let say = ui::say_for(&ground, &headers);
    let mut page = CheckPage::new(&ground, say.clone(), &data);
    let prefix = ground.settings.text(&registry::PREFIX);
    let typed = number::parse_full(&prefix, data.text("number"));
    let email = EmailAddress::parse(data.text("email"));
    page.number_error = number_problem(&say, data.text("number"), typed.is_some());
    page.email_error = email.as_ref().err().map(|problem| crate::forms::email_problem(&say, *problem));
    let (Some((number, suffix)), Ok(email), false) = (typed, email, page.has_errors()) else {
        return page.refuse();
    };
    let tries = count(&ground, number, peer).await?;
    let started = tokio::time::Instant::now();
    if let Some((row, full, client)) = find(&ground, number, &suffix, &email).await? {
        if let Err(error) = address::confirm(&ground, &client, &email, data.text("letter")).await {
            tracing::warn!(%error, "an address could not be confirmed; the request is shown all the same");
        }
        for one in tries {
            one.give_back(&ground).await?;
        }
        let reply = kit_base::clean_text(data.text("reply"));
        return manage::draw(&ground, say, &shelf, &row, &full, manage::Note::None, &reply).await;
    }
    tokio::time::sleep_until(started + REFUSED).await;
    page.number_error = Some(say.t("requests-check-none"));
    page.refuse()
}

/// The request that number and address open together, its number as it is written, and who asked; neither part alone
/// does, and a wrong answer does not tell which part was wrong.
async fn find(
    ground: &Ground,
    number: i64,
    suffix: &str,
    email: &EmailAddress,
) -> Result<Option<(RequestRow, String, ClientRow)>, RequestError> {
    let Some(row) = read::by_number(ground, number).await? else { return Ok(None) };
    let hash = suffix_hash(ground, row.id, suffix).await?;
    let suffix_fits = bool::from(hash.ct_eq(&row.suffix_hash));
    let id = ClientId(row.client_id);
    let client = ground.db.read_one(move |conn| clients::find(conn, id)).await?;
    let (Some(client), true) = (client, suffix_fits) else { return Ok(None) };
    let actor = kit_vault::Actor::Client(row.client_id);
    let Ok(identity) = client.identity(&ground.vault, &actor, Purpose::Check).await else { return Ok(None) };
    let address = identity.address().map(|address| address.normal()).unwrap_or_default();
    let fits = bool::from(address.as_bytes().ct_eq(email.normal().as_bytes()));
    let prefix = ground.settings.text(&registry::PREFIX);
    let full = number::full(&prefix, row.number, &identity.suffix);
    Ok(fits.then_some((row, full, client)))
}

/// Counts a try: for this request from this network, for the request from anywhere, for the network. Past a
/// limit nobody gets in for a while. A stranger's tries alone cannot keep a client out, because those from
/// one network count together first; and a network has room for many people, for it may be a reading room.
async fn count(ground: &Ground, number: i64, peer: SocketAddr) -> Result<Vec<Bucket>, Stop> {
    let most = ground.settings.number(&registry::CHECK_TRIES);
    let (number, network) = (number.to_string(), network_of(peer));
    let limits = [
        ("check/network", network.clone(), most * 30),
        ("check/request-network", format!("{number} {network}"), most),
        ("check/request", number, most * 6),
    ];
    take_all(ground, &limits, HOUR).await?.map_err(Stop::TooMany)
}

fn number_problem(say: &Say, typed: &str, fits: bool) -> Option<String> {
    if typed.trim().is_empty() {
        Some(say.t("requests-check-no-number"))
    } else if fits {
        None
    } else {
        Some(say.t("requests-check-bad-number"))
    }
}

pub fn allowed(ground: &Ground) -> Result<(), Stop> {
    if ground.settings.flag(&registry::CHECK_ALLOWED) { Ok(()) } else { Err(Stop::NotFound) }
}

/// The page again for somebody whose manage page was open for too long: what they wrote goes along.
pub fn expired(ground: &Ground, say: Say, data: &FormData) -> Result<Response, Stop> {
    let mut page = CheckPage::new(ground, say, data);
    page.expired = true;
    ui::page(&page)
}

impl CheckPage {
    fn new(ground: &Ground, say: Say, data: &FormData) -> Self {
        Self {
            number: kit_base::clean_line(data.text("number")),
            email: kit_base::clean_line(data.text("email")),
            reply: kit_base::clean_text(data.text("reply")),
            letter: kit_base::clean_line(data.text("letter")),
            number_error: None,
            email_error: None,
            errors: Vec::new(),
            expired: false,
            shell: PublicShell::new(ground, say, Tab::Check),
        }
    }

    fn has_errors(&self) -> bool {
        self.number_error.is_some() || self.email_error.is_some()
    }

    fn refuse(mut self) -> Result<Response, Stop> {
        self.errors = [("f-number", &self.number_error), ("f-email", &self.email_error)]
            .into_iter()
            .filter_map(|(id, error)| error.clone().map(|text| (id, text)))
            .collect();
        ui::with_status(StatusCode::UNPROCESSABLE_ENTITY, &self)
    }
}
