//! The frame of every page: shells, words for time, icons, and the page that says why something stopped.
//!
//! A page is a struct with a template beside it; it carries a [`PublicShell`] or a [`StaffShell`] and extends
//! `ui/public.html` or `ui/staff.html`. A handler that cannot go on returns a [`Stop`]; [`finish`] turns it
//! into a page and puts the security headers on every answer.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, Uri, header};
use kit_web::assets::{Asset, Assets};
use kit_web::form::FormData;

use crate::policy::{Permission, Rights, allows};

mod dates;
mod finish;
mod language;
mod shell;
mod site;
mod stop;

pub use dates::Dates;
pub use finish::{finish, to_sign_in};
pub(crate) use language::Chosen;
pub use shell::{PublicShell, SOON, StaffShell, Tab, say_for};
pub use site::{LIVE, READY, Site};
pub use stop::Stop;

/// What every public page weighs at most is measured by a test; so the styles are two files.
pub fn assets() -> Assets {
    const PUBLIC: &str = concat!(
        include_str!("../../../../assets/tokens.css"),
        include_str!("../../../../assets/shared.css"),
        include_str!("../../../../assets/public.css")
    );
    const STAFF: &str = concat!(
        include_str!("../../../../assets/tokens.css"),
        include_str!("../../../../assets/shared.css"),
        include_str!("../../../../assets/staff.css")
    );
    Assets::new(vec![
        Asset::new("public.css", "text/css; charset=utf-8", PUBLIC.as_bytes()),
        Asset::new("staff.css", "text/css; charset=utf-8", STAFF.as_bytes()),
        Asset::new("favicon.svg", "image/svg+xml", include_bytes!("../../../../assets/favicon.svg")),
    ])
}

/// Room for a full page of the queue, in bytes, so that writing one moves nothing.
const PAGE: usize = 80 * 1024;

/// A rendered page.
pub fn page(template: &impl Template) -> Result<Response, Stop> {
    with_status(StatusCode::OK, template)
}

/// A rendered page with another status than 200.
pub fn with_status(status: StatusCode, template: &impl Template) -> Result<Response, Stop> {
    let mut body = String::with_capacity(PAGE);
    template.render_into(&mut body).map_err(Stop::internal)?;
    let mut response = (status, body).into_response();
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, html);
    Ok(response)
}

/// Where the pages of somebody with these rights begin.
pub fn start_of(rights: Rights) -> &'static str {
    let first = [
        (Permission::RequestView, "/desk/home"),
        (Permission::SettingsView, "/desk/settings"),
        (Permission::StaffView, "/desk/staff"),
        (Permission::JobsView, "/desk/jobs"),
        (Permission::MailView, "/desk/mail"),
    ];
    let found = first.into_iter().find(|(permission, _)| allows(rights, *permission));
    found.map_or("/desk/me", |(_, path)| path)
}

/// What stands after the question mark of an address; nothing of it when it cannot be read.
pub fn query(uri: &Uri) -> FormData {
    FormData::parse(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default()
}

/// A redirect to one of our own addresses after a post (303).
pub fn see(path: &str) -> Response {
    let target = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, target)]).into_response()
}
