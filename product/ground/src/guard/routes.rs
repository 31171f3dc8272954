//! The route table: address, name, privilege and handler of everything the server answers.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use http::{HeaderValue, Method, header};

use super::networks;
use super::step_up::AskAgain;
use crate::Ground;
use crate::policy::{self, Permission};
use crate::staff::{self, Person};
use crate::traffic::Row;
use crate::ui::{self, Stop};

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Privilege {
    /// Anybody.
    Public,
    /// A client who carries a pass of their request; whoever answers the route asks for it.
    Client,
    /// Anybody signed in.
    SignedIn,
    /// Those whose level has the permission. The object, if there is one, is authorised where it is loaded.
    Needs(Permission),
}

impl Privilege {
    /// The name in listings.
    pub fn code(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Client => "client",
            Self::SignedIn => "signed in",
            Self::Needs(permission) => permission.code(),
        }
    }

    /// Whether a post asks again who it is, when that was proved some time ago.
    pub fn asks_again(self) -> bool {
        matches!(self, Self::Needs(permission) if permission.asks_again())
    }

    /// Whether one must be signed in.
    pub fn is_for_staff(self) -> bool {
        matches!(self, Self::SignedIn | Self::Needs(_))
    }
}

/// One row of the table.
#[derive(Clone)]
pub struct Route {
    /// HTTP method.
    pub method: Method,
    /// Address, with `{…}` for what varies.
    pub path: &'static str,
    /// Permanent name.
    pub name: &'static str,
    /// Who may call it.
    pub privilege: Privilege,
    /// Whether a post asks again who it is, when that was proved some time ago: acts of administration do.
    pub asks_again: bool,
    /// What answers.
    pub handler: MethodRouter<Ground>,
}

impl Route {
    /// A page that is opened.
    pub fn get<H, T>(path: &'static str, name: &'static str, privilege: Privilege, handler: H) -> Self
    where
        H: axum::handler::Handler<T, Ground>,
        T: 'static,
    {
        let handler = axum::routing::get(handler);
        Self { method: Method::GET, path, name, privilege, asks_again: false, handler }
    }

    /// A form that is posted.
    pub fn post<H, T>(path: &'static str, name: &'static str, privilege: Privilege, handler: H) -> Self
    where
        H: axum::handler::Handler<T, Ground>,
        T: 'static,
    {
        let (asks_again, handler) = (privilege.asks_again(), axum::routing::post(handler));
        Self { method: Method::POST, path, name, privilege, asks_again, handler }
    }

    /// The same, as one that asks again who it is although its privilege does not say so.
    #[must_use]
    pub fn asking_again(self) -> Self {
        Self { asks_again: true, ..self }
    }
}

/// The router of the table: every route behind its privilege, every answer with the headers of its audience
/// and, when it stopped short, with a page that says why.
pub fn router(ground: &Ground, routes: Vec<Route>) -> Router {
    let mut all = Router::new();
    let mut counted = Vec::with_capacity(routes.len());
    for route in routes {
        let row = Arc::new(Row::new(route.method.clone(), route.path));
        counted.push(Arc::clone(&row));
        let (privilege, asks_again) = (route.privilege, route.asks_again);
        let guarded = Guarded { ground: ground.clone(), privilege, asks_again, row };
        all = all.route(route.path, route.handler.layer(from_fn_with_state(guarded, admit)));
    }
    ground.traffic.keep(counted);
    all.fallback(|| async { Stop::NotFound })
        .method_not_allowed_fallback(|| async { Stop::NoSuchMethod })
        .layer(from_fn_with_state(ground.clone(), ui::finish))
        .with_state(ground.clone())
}

#[derive(Clone)]
struct Guarded {
    ground: Ground,
    privilege: Privilege,
    asks_again: bool,
    row: Arc<Row>,
}

async fn admit(State(guarded): State<Guarded>, request: Request, next: Next) -> Response {
    let begun = tokio::time::Instant::now();
    let row = Arc::clone(&guarded.row);
    let response = enter(&guarded, request, next).await.unwrap_or_else(Stop::into_response);
    row.count(response.status(), begun.elapsed());
    response
}

async fn enter(guarded: &Guarded, request: Request, next: Next) -> Result<Response, Stop> {
    let Guarded { ground, privilege, .. } = guarded;
    if privilege.is_for_staff() && !networks::may_come(ground, *privilege, request.extensions()) {
        return Err(Stop::WrongNetwork);
    }
    let token = ground.site.session_cookie().read(request.headers()).map(str::to_owned);
    let (person, mut renewed) = match signed_in(ground, token).await? {
        Some((person, renewed)) => (Some(person), renewed),
        None => (None, None),
    };
    let answer = serve(guarded, person.as_ref(), &mut renewed, request, next).await;
    // A session's new token reaches the browser whatever came of the request: the one before dies soon.
    let mut response = answer.unwrap_or_else(Stop::into_response);
    if let Some(person) = person {
        response.extensions_mut().insert(person);
    }
    // A handler that set the cookie itself (sign-in, sign-out) has the last word.
    let kind = ground.site.session_cookie();
    let start = format!("{}=", kind.full_name());
    let mut set = response.headers().get_all(header::SET_COOKIE).iter();
    let by_handler = set.any(|line: &HeaderValue| line.as_bytes().starts_with(start.as_bytes()));
    // Beside another cookie, that of a form for instance, not in its place.
    if let Some(cookie) = renewed.and_then(|token| kind.set(&token)).filter(|_| !by_handler) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Asks for the privilege and has the handler answer. A proof on the way may give the session another token: `renewed`.
async fn serve(
    guarded: &Guarded,
    person: Option<&Person>,
    renewed: &mut Option<String>,
    mut request: Request,
    next: Next,
) -> Result<Response, Stop> {
    let Guarded { ground, privilege, asks_again, .. } = guarded;
    let (privilege, asks_again) = (*privilege, *asks_again);
    let rights = person.map(|p| p.rights);
    match (privilege, rights) {
        (Privilege::Public | Privilege::Client, _) | (Privilege::SignedIn, Some(_)) => {}
        (Privilege::Needs(permission), Some(rights)) if policy::allows(rights, permission) => {}
        (_, Some(_)) if kit_base::fault::is_out("privilege") => {}
        (_, Some(_)) => return Err(Stop::Forbidden),
        (_, None) => return Ok(ui::to_sign_in(&request)),
    }
    let posted = request.method() != Method::GET && request.method() != Method::HEAD;
    if posted && privilege.is_for_staff() {
        let own = ground.site.origins();
        let taken_out = kit_base::fault::is_out("origin");
        if !taken_out && !kit_web::origin::is_own_post(request.headers(), &own) {
            return Err(Stop::NotOurPage);
        }
    }
    if let Some(person) = person {
        // The language a person chose stands in place of the one their browser asks for.
        if let Ok(lang) = HeaderValue::from_str(&person.lang)
            && !person.lang.is_empty()
        {
            request.headers_mut().insert(header::ACCEPT_LANGUAGE, lang);
        }
        request.extensions_mut().insert(person.clone());
    }
    let asking = AskAgain::new(privilege.asks_again());
    if asks_again {
        request.extensions_mut().insert(asking.clone());
    }
    let response = next.run(request).await;
    if let Some(token) = asking.renewed() {
        *renewed = Some(token);
    }
    Ok(response)
}

async fn signed_in(ground: &Ground, token: Option<String>) -> Result<Option<(Person, Option<String>)>, Stop> {
    match token {
        None => Ok(None),
        Some(token) => Ok(staff::person_of(ground, &token).await?),
    }
}
