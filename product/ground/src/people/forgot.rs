//! A new password for whoever forgot theirs.

use std::net::SocketAddr;

use askama::Template;
use axum::extract::{ConnectInfo, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use kit_base::{EmailAddress, HOUR};

use super::letters;
use crate::Ground;
use crate::guard::{Fields, network_of, take_all};
use crate::staff::{self, StaffId};
use crate::ui::{self, Dates, PublicShell, Stop, Tab};

/// Mails to one address in an hour (attack C6).
const MAILS: i64 = 3;
/// And asked for from one network.
const ASKED: i64 = 30;

#[derive(Template)]
#[template(path = "people/forgot.html")]
struct ForgotPage {
    shell: PublicShell,
    css: String,
    css_integrity: String,
    email: String,
    error: Option<String>,
    sent: bool,
    mail: bool,
}

pub(super) async fn show(State(ground): State<Ground>, headers: HeaderMap) -> Result<Response, Stop> {
    ui::page(&ForgotPage::new(&ground, &headers, String::new()))
}

pub(super) async fn send(
    State(ground): State<Ground>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Fields(form): Fields,
) -> Result<Response, Stop> {
    if !kit_web::origin::is_own_post(&headers, &ground.site.origins()) {
        return Err(Stop::NotOurPage);
    }
    let typed = kit_base::clean_line(form.text("email"));
    let mut page = ForgotPage::new(&ground, &headers, typed.clone());
    let Ok(address) = EmailAddress::parse(&typed) else {
        page.error = Some(page.shell.say.t("people-forgot-address"));
        return ui::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let limits = [("forgot/network", network_of(peer), ASKED), ("forgot/address", address.normal(), MAILS)];
    let limits = if kit_base::fault::is_out("few-mails") { &limits[..0] } else { &limits[..] };
    if let Err(until) = take_all(&ground, limits, HOUR).await? {
        let until = Dates::utc(ground.now(), page.shell.say.clone()).time(until);
        page.error = Some(page.shell.say.t1("people-forgot-often", "until", until));
        return ui::with_status(StatusCode::TOO_MANY_REQUESTS, &page);
    }
    if !ground.site.mail {
        // Nothing would ever leave, and a queue that anybody can fill is not begun.
        return ui::page(&page);
    }
    let found = staff::credentials(&ground, &address).await?.filter(|account| account.enabled);
    let who = found.map(|account| StaffId(account.id));
    let (ids, now) = ((ground.id(), ground.id()), ground.now());
    let lang = page.shell.say.tag().to_owned();
    let queued = ground.db.write(move |conn| letters::queue(conn, ids, who, (letters::RESET, &lang), now));
    queued.await?;
    ground.bell.ring();
    page.sent = true;
    ui::page(&page)
}

impl ForgotPage {
    fn new(ground: &Ground, headers: &HeaderMap, email: String) -> Self {
        let css = ground.assets.get("staff.css");
        let (css, css_integrity) =
            css.map(|asset| (asset.path.clone(), asset.integrity.clone())).unwrap_or_default();
        let shell = PublicShell::new(ground, ui::say_for(ground, headers), Tab::None);
        Self { shell, css, css_integrity, email, error: None, sent: false, mail: ground.site.mail }
    }
}
