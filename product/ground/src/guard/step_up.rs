//! Acts of administration ask again who it is, when that was proved some time ago. What was posted is carried
//! through the page that asks, so that nothing is typed twice.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use askama::Template;
use axum::extract::ConnectInfo;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::request::Parts;
use kit_base::Millis;
use kit_web::form::FormData;

use super::proof::{Proof, prove};
use super::second_step::must_have_factor;
use crate::Ground;
use crate::staff::{self, Confirmed, Person};
use crate::ui::{self, Dates, StaffShell, Stop, Tab};

/// The fields of the page that asks; no other form has any of these names.
const PASSWORD: &str = "confirm_password";
const CODE: &str = "confirm_code";

/// Says that a post to this route asks again, and takes the new token of the session back to the guard.
#[derive(Debug, Clone)]
pub(super) struct AskAgain {
    token: Arc<Mutex<Option<Token>>>,
    /// Whether the act is one of administration.
    administers: bool,
}

/// A session's token: nothing that is written down.
struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

impl AskAgain {
    /// For a route that is an act of administration, or another that asks again.
    pub(super) fn new(administers: bool) -> Self {
        Self { token: Arc::default(), administers }
    }

    /// The token that the session has from now on, if it has a new one.
    pub(super) fn renewed(&self) -> Option<String> {
        self.token.lock().unwrap_or_else(PoisonError::into_inner).take().map(|token| token.0)
    }

    fn renew(&self, token: String) {
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = Some(Token(token));
    }
}

#[derive(Template)]
#[template(path = "guard/confirm.html")]
struct ConfirmPage {
    shell: StaffShell,
    address: String,
    fields: Vec<(String, String)>,
    has_factor: bool,
    error: Option<String>,
}

/// What came of asking.
enum Asked {
    /// Go on.
    Fine,
    /// The page comes, with this status and perhaps an error and when the pause ends.
    Again(StatusCode, Option<(&'static str, Option<Millis>)>),
}

/// The fields as the handler gets them; or the page that asks again, when this route does and it is time to.
pub(super) async fn ask(
    ground: &Ground,
    parts: &Parts,
    person: &Person,
    posted: FormData,
) -> Result<FormData, Response> {
    let own = posted.pairs().iter().filter(|(name, _)| name != PASSWORD && name != CODE).cloned();
    let fields = FormData::from_pairs(own);
    let Some(asking) = parts.extensions.get::<AskAgain>() else { return Ok(fields) };
    // Rights are given and settings change while a session lasts: what the sign-in asked for may not be enough now.
    if asking.administers && lacks_factor(ground, person).await.map_err(Stop::into_response)? {
        return Err(Stop::NeedsFactor.into_response());
    }
    if !staff::must_confirm(ground, person) {
        return Ok(fields);
    }
    match confirm(ground, parts, person, &posted, asking).await.map_err(Stop::into_response)? {
        Asked::Fine => Ok(fields),
        Asked::Again(status, error) => {
            let page = page(ground, parts, person, &fields, status, error).await;
            Err(page.unwrap_or_else(Stop::into_response))
        }
    }
}

/// Whether the person must have a second factor and has none.
async fn lacks_factor(ground: &Ground, person: &Person) -> Result<bool, Stop> {
    if !must_have_factor(ground, person.level, person.rights) || kit_base::fault::is_out("second-step") {
        return Ok(false);
    }
    Ok(!staff::has_factor(ground, person.id).await?)
}

async fn confirm(
    ground: &Ground,
    parts: &Parts,
    person: &Person,
    posted: &FormData,
    asking: &AskAgain,
) -> Result<Asked, Stop> {
    let Some(password) = posted.get(PASSWORD) else { return Ok(Asked::Again(StatusCode::FORBIDDEN, None)) };
    let Some(ConnectInfo(peer)) = parts.extensions.get::<ConnectInfo<SocketAddr>>() else {
        return Err(Stop::NotOurPage);
    };
    let proof = prove(ground, person.id, *peer, password, posted.text(CODE)).await?;
    match proof.ok_or(Stop::NotOurPage)? {
        Proof::Right(_) => {}
        Proof::Wrong => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(Asked::Again(status, Some(("guard-confirm-wrong", None))));
        }
        Proof::Paused(until) => {
            let status = StatusCode::TOO_MANY_REQUESTS;
            return Ok(Asked::Again(status, Some(("guard-pause", Some(until)))));
        }
    }
    match staff::confirm(ground, person).await? {
        Confirmed::Renewed(token) => asking.renew(token),
        Confirmed::Already => {}
        // Ended while this was on its way: nothing is carried out in its name.
        Confirmed::Gone => return Err(Stop::NotOurPage),
    }
    Ok(Asked::Fine)
}

async fn page(
    ground: &Ground,
    parts: &Parts,
    person: &Person,
    fields: &FormData,
    status: StatusCode,
    error: Option<(&'static str, Option<Millis>)>,
) -> Result<Response, Stop> {
    let say = ui::say_for(ground, &parts.headers);
    let error = error.map(|(key, until)| {
        let until = until.map(|at| Dates::utc(ground.now(), say.clone()).time(at)).unwrap_or_default();
        say.t1(key, "until", until)
    });
    let address = parts.uri.path_and_query().map_or_else(|| parts.uri.path().to_owned(), ToString::to_string);
    let page = ConfirmPage {
        address,
        fields: fields.pairs().to_vec(),
        has_factor: staff::has_factor(ground, person.id).await?,
        error,
        shell: StaffShell::new(ground, person, say, Tab::None).await?,
    };
    ui::with_status(status, &page)
}
