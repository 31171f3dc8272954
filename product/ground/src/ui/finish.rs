use std::panic::AssertUnwindSafe;
use std::time::Duration;

use askama::Template;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use http::{HeaderValue, StatusCode, header};
use kit_web::Say;
use kit_web::headers::{self, Audience, Hsts};

use super::site::ANY_HOST;
use super::{Chosen, Dates, PublicShell, StaffShell, Stop, Tab, say_for, with_status};
use crate::Ground;
use crate::settings::registry;
use crate::staff::{self, Person};

#[derive(Template)]
#[template(path = "ui/stop_public.html")]
struct PublicStopPage {
    shell: PublicShell,
    key: &'static str,
    code: String,
    until: String,
}

#[derive(Template)]
#[template(path = "ui/stop_staff.html")]
struct StaffStopPage {
    shell: StaffShell,
    key: &'static str,
    code: String,
    until: String,
}

/// How long a request may take from its head to its answer, the sending of its body included.
const LIMIT: Duration = Duration::from_mins(1);

/// The outermost layer: refuses other hosts, catches panics, turns a [`Stop`] into a page, and puts the
/// security headers on every answer.
pub async fn finish(State(ground): State<Ground>, mut request: Request, next: Next) -> Response {
    let chosen = Chosen::of(&ground, &request);
    if let Some(chosen) = &chosen {
        chosen.speak(&mut request);
    }
    let mut response = answered(&ground, request, next).await;
    if let Some(chosen) = chosen {
        chosen.keep(&ground, &mut response);
    }
    response
}

async fn answered(ground: &Ground, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let staff_side = ["/desk", "/sign-in", "/sign-out", "/enrol"].iter().any(|start| path.starts_with(start));
    // A form asks and shows nothing of anybody; what shows a request, or is for staff, is in nobody else's frame.
    let asked = request.method() == http::Method::GET;
    let may_be_framed = path.starts_with("/ask/");
    let shows_requests = staff_side || path.starts_with("/check");
    let say = say_for(ground, request.headers());
    let token = ground.site.session_cookie().read(request.headers()).map(str::to_owned);
    let host = request.headers().get(header::HOST).map(|v| v.to_str().unwrap_or("?"));
    let own = ANY_HOST.contains(&path) || host.is_none_or(|host| ground.site.is_own_host(host));
    let mut response = if own {
        let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
        match tokio::time::timeout(LIMIT, answer).await {
            Ok(Ok(response)) => response,
            Err(_) => Stop::TookTooLong.into_response(),
            Ok(Err(_)) => Stop::internal(std::io::Error::other("a handler panicked")).into_response(),
        }
    } else {
        Stop::WrongHost.into_response()
    };
    // What the framework refuses by itself, such as an address that is no text, becomes a page as well.
    let bare = response.status().is_client_error() && !is_page(&response);
    let stop = response.extensions_mut().remove::<Stop>().or_else(|| bare.then_some(Stop::NotFound));
    if let Some(stop) = stop {
        // Whom the guard let in; their cookie may have been renewed with this very answer.
        let admitted = response.extensions_mut().remove::<Person>();
        let cookies: Vec<HeaderValue> =
            response.headers().get_all(header::SET_COOKIE).iter().cloned().collect();
        let person = match admitted {
            Some(person) if staff_side => Some(person),
            // From where staff may not come, and under another name, nobody's frame is shown.
            None if staff_side && !matches!(stop, Stop::WrongNetwork | Stop::WrongHost) => {
                look(ground, token.as_deref()).await
            }
            _ => None,
        };
        let drawn = draw(ground, &stop, say, person, asked).await;
        response = drawn.unwrap_or_else(|_| stop.status().into_response());
        for cookie in cookies {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        if matches!(
            stop,
            Stop::Busy
                | Stop::Uncertain
                | Stop::TookTooLong
                | Stop::NoRoom
                | Stop::NotRecorded
                | Stop::TooMany(_)
        ) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        }
    }
    let settings = &ground.settings;
    let frames = if may_be_framed { settings.lines(&registry::FRAMES) } else { Vec::new() };
    let hsts = match settings.choice(&registry::HSTS).as_str() {
        "off" => Hsts::Off,
        "host" => Hsts::Host,
        _ => Hsts::Subdomains,
    };
    let (https, store) = (ground.site.https(), settings.flag(&registry::STORE) && !shows_requests);
    let site = headers::Site { https, hsts, store, frames: &frames };
    headers::protect(response.headers_mut(), Audience::Public, "", site);
    response
}

fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}

/// Where a person without a session is sent: to sign in, and after that back to the page asked for.
pub fn to_sign_in(request: &Request) -> Response {
    let back = if request.method() == http::Method::GET { request.uri().path() } else { "/desk" };
    let target = if back == "/desk" { "/sign-in".to_owned() } else { format!("/sign-in?next={back}") };
    let target = HeaderValue::from_str(&target).unwrap_or(HeaderValue::from_static("/sign-in"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, target)]).into_response()
}

/// Whose page it is that stopped: only looked up, so that the session goes on as it was.
async fn look(ground: &Ground, token: Option<&str>) -> Option<Person> {
    staff::look(ground, token?).await.ok()?
}

async fn draw(
    ground: &Ground,
    stop: &Stop,
    mut say: Say,
    person: Option<Person>,
    asked: bool,
) -> Result<Response, Stop> {
    // The language a person chose, as on every page of theirs.
    if let Some(lang) = person.as_ref().and_then(|person| ground.words.lang(&person.lang)) {
        say.lang = lang;
    }
    let key = stop.key();
    let code = if let Stop::Internal(code) = stop { code.clone() } else { String::new() };
    let until = match stop {
        Stop::TooMany(until) => Dates::utc(ground.now(), say.clone()).time(*until),
        _ => String::new(),
    };
    if let Some(person) = person {
        let shell = StaffShell::new(ground, &person, say, Tab::None).await?;
        with_status(stop.status(), &StaffStopPage { shell, key, code, until })
    } else {
        let shell = PublicShell::new(ground, say, Tab::None);
        let shell = if asked { shell.in_languages(ground, "") } else { shell };
        with_status(stop.status(), &PublicStopPage { shell, key, code, until })
    }
}
