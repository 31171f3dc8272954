use std::net::SocketAddr;

use askama::Template;
use axum::extract::{ConnectInfo, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use super::page::{Form, account_of, done, signed_out, words};
use crate::Ground;
use crate::guard::{FIRST_CODE_HINT, Picture, Signed, StaffForm, must_have_factor, prove};
use crate::staff::{self, Person, SetUp, SwitchedOn};
use crate::ui::{self, StaffShell, Stop, Tab};

#[derive(Template)]
#[template(path = "me/factor.html")]
struct FactorPage {
    shell: StaffShell,
    picture: Picture,
    secret: String,
    codes: Vec<String>,
    mark: String,
    error: Option<String>,
    hint: &'static str,
    focus: bool,
}

/// Begins to set a second factor up, after the password: its page is next.
pub(super) async fn begin(
    State(ground): State<Ground>,
    Signed(person): Signed,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let proof = prove(&ground, person.id, peer, form.text("password"), form.text("code")).await?;
    if let Err(page) = account_of(&ground, &person, &headers, Form::Factor, proof).await? {
        return Ok(page);
    }
    let begun = staff::begin_factor(&ground, person.id).await?;
    Ok(ui::see(if begun { "/desk/me/factor" } else { "/desk/me" }))
}

/// What is being set up: shown until it is switched on, and never again.
pub(super) async fn show(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
) -> Result<Response, Stop> {
    draw(&ground, &person, &headers, None).await
}

/// Switches it on, with one code that shows that it works.
pub(super) async fn switch_on(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let (mark, code) = (form.text("mark"), form.text("code"));
    match staff::switch_factor_on(&ground, person.id, Some(&person), mark, code).await? {
        SwitchedOn::Done(token) => Ok(done(&ground, "factor-on", token.as_deref())),
        SwitchedOn::Wrong => {
            let error = words(&ground, &headers, "guard-code-wrong", None);
            draw(&ground, &person, &headers, Some(error)).await
        }
        SwitchedOn::Nothing => Ok(ui::see("/desk/me")),
    }
}

/// Switches it off, with password and code. Whoever must have one is signed out with it, and sets another up at the next
/// sign-in.
pub(super) async fn switch_off(
    State(ground): State<Ground>,
    Signed(person): Signed,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let proof = prove(&ground, person.id, peer, form.text("password"), form.text("code")).await?;
    if let Err(page) = account_of(&ground, &person, &headers, Form::Factor, proof).await? {
        return Ok(page);
    }
    let token = staff::switch_factor_off(&ground, &person).await?;
    if must_have_factor(&ground, person.level, person.rights) {
        staff::end_session(&ground, &person).await?;
        return Ok(signed_out(&ground));
    }
    Ok(done(&ground, "factor-off", Some(&token)))
}

async fn draw(
    ground: &Ground,
    person: &Person,
    headers: &HeaderMap,
    error: Option<String>,
) -> Result<Response, Stop> {
    let Some(SetUp { totp, codes, mark }) = staff::pending_factor(ground, person.id).await? else {
        return Ok(ui::see("/desk/me"));
    };
    let email = staff::email_of(ground, person.id).await?.unwrap_or_default();
    let shell = StaffShell::new(ground, person, ui::say_for(ground, headers), Tab::Me).await?;
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let picture = Picture::of(&totp.address(&shell.organisation, &email));
    let secret = totp.text();
    let (hint, focus) = (FIRST_CODE_HINT, false);
    ui::with_status(status, &FactorPage { shell, picture, secret, codes, mark, error, hint, focus })
}
