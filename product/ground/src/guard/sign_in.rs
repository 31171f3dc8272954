//! Signing in and out, and the one-time page where a new account gets its password.

use std::net::SocketAddr;

use askama::Template;
use axum::extract::{ConnectInfo, Extension, Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode, header};
use kit_base::EmailAddress;
use kit_web::Say;

use super::alarm;
use super::devices;
use super::networks;
use super::proof::{Guess, note};
use super::second_step;
use super::{Fields, Privilege, Route, Signed, StaffForm, network_of};
use crate::Ground;
use crate::audit::SignIn;
use crate::staff::{self, Account, EnrolError, Enrolment, HashingError, Person, StaffId, Turn};
use crate::ui::{self, Dates, PublicShell, Stop, Tab};

/// The addresses of this slice.
pub fn routes() -> Vec<Route> {
    use Privilege::{Public, SignedIn};
    vec![
        Route::get("/sign-in", "sign-in", Public, show),
        Route::post("/sign-in", "sign-in.send", Public, sign_in),
        Route::post("/sign-in/code", "sign-in.code", Public, second_step::code),
        Route::post("/sign-in/factor", "sign-in.factor", Public, second_step::set_up),
        Route::post("/sign-out", "sign-out", SignedIn, sign_out),
        Route::get("/enrol/{token}", "enrol", Public, show_enrol),
        Route::post("/enrol/{token}", "enrol.send", Public, enrol),
    ]
}

#[derive(Template)]
#[template(path = "guard/sign_in.html")]
struct SignInPage {
    shell: PublicShell,
    css: String,
    css_integrity: String,
    email: String,
    next: String,
    error: Option<String>,
    enrolled: bool,
    late: bool,
}

#[derive(Template)]
#[template(path = "guard/enrol.html")]
struct EnrolPage {
    shell: PublicShell,
    css: String,
    css_integrity: String,
    token: String,
    error: Option<String>,
    dead: bool,
    first: bool,
    /// Whether the person is here because the password is too old.
    old: bool,
    /// Fewest characters of a password.
    min: i64,
    name: String,
    email: String,
}

async fn show(State(ground): State<Ground>, headers: HeaderMap, uri: http::Uri) -> Result<Response, Stop> {
    let query = ui::query(&uri);
    let say = ui::say_for(&ground, &headers);
    let mut page = SignInPage::new(&ground, say, "", own_path(query.text("next")));
    page.enrolled = query.get("enrolled").is_some();
    page.late = query.get("late").is_some();
    ui::page(&page)
}

async fn sign_in(
    State(ground): State<Ground>,
    before: Option<Extension<Person>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Fields(form): Fields,
) -> Result<Response, Stop> {
    if !kit_web::origin::is_own_post(&headers, &ground.site.origins()) {
        return Err(Stop::NotOurPage);
    }
    if !networks::may_sign_in(&ground, peer) {
        return Err(Stop::WrongNetwork);
    }
    let say = ui::say_for(&ground, &headers);
    let next = own_path(form.text("next"));
    let typed = kit_base::clean_line(form.text("email"));
    let refused = |key: &str, until: Option<i64>| {
        let mut page = SignInPage::new(&ground, say.clone(), &typed, next.clone());
        let until = until.map(|at| Dates::utc(ground.now(), say.clone()).time(at)).unwrap_or_default();
        page.error = Some(say.t1(key, "until", until));
        let status = if key == "guard-wrong" {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::TOO_MANY_REQUESTS
        };
        ui::with_status(status, &page)
    };
    let address = EmailAddress::parse(&typed).ok();
    let network = network_of(peer);
    let device = devices::known(&ground, &headers, &typed).await?;
    let turn = if device.is_some() { Turn::Known } else { Turn::Stranger };
    let guess = match Guess::take(&ground, &typed, &network, device).await? {
        Ok(guess) => guess,
        Err(until) => {
            note(&ground, SignIn::Paused, StaffId(0), &network).await?;
            alarm::tell_owner(&ground, &typed, say.tag()).await?;
            return refused("guard-pause", Some(until));
        }
    };
    if is_odd(form.text("email")) {
        // Not processed any further, and not shown again.
        note(&ground, SignIn::Odd, StaffId(0), &network).await?;
        let mut page = SignInPage::new(&ground, say, "", next);
        page.error = Some(page.shell.say.t("guard-odd"));
        return ui::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let found = match &address {
        Some(address) => staff::credentials(&ground, address).await?,
        None => None,
    };
    let fits = match staff::is_password(&ground, found.as_ref(), form.text("password"), turn).await {
        Err(HashingError::Busy) => return Err(Stop::Busy),
        other => other.map_err(Stop::internal)?,
    };
    let found_nobody = found.is_none();
    let tried = found.as_ref().map_or(StaffId(0), |account| StaffId(account.id));
    let account = if found.is_some_and(|found| fits && found.enabled) {
        staff::account(&ground, tried).await?
    } else {
        None
    };
    if found_nobody && kit_base::fault::is_out("unknown") {
        return refused("guard-odd", None);
    }
    let Some(account) = account else {
        note(&ground, SignIn::Wrong, tried, &network).await?;
        return refused("guard-wrong", None);
    };
    if let Some(step) = second_step::step_of(&ground, &account).await? {
        // Wrong codes count together with wrong passwords: the right password takes none of them back.
        guess.half_right(&ground).await?;
        return second_step::first_page(&ground, say, step, &account, next).await;
    }
    guess.right(&ground).await?;
    let stamp = account.credentials.stamp;
    begin(&ground, before.as_deref(), &account, stamp, &network, &next).await
}

/// Begins the session of somebody who did all that is asked for, and goes to `next`.
pub(super) async fn begin(
    ground: &Ground,
    before: Option<&Person>,
    account: &Account,
    stamp: i64,
    network: &str,
    next: &str,
) -> Result<Response, Stop> {
    let id = StaffId(account.credentials.id);
    if let Some(before) = before.filter(|_| !kit_base::fault::is_out("fresh-session")) {
        // Whoever signs in anew at the same browser leaves no session behind.
        staff::end_session(ground, before).await?;
    }
    if staff::has_expired(ground, id).await? {
        // All that is asked for was right: only the password is too old to go on with.
        let token = staff::invite(ground, id).await?;
        return Ok(ui::see(&format!("/enrol/{token}?old=1")));
    }
    let token = staff::begin_session(ground, id, stamp).await?;
    note(ground, SignIn::Done, id, network).await?;
    let own = if account.start_page.is_empty() { ui::start_of(account.rights) } else { &account.start_page };
    let mut response = ui::see(if next.is_empty() { own } else { next });
    if let Some(cookie) = ground.site.session_cookie().set(&token) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    if let Some(cookie) = devices::remember(ground, &account.email).await? {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

async fn sign_out(
    State(ground): State<Ground>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Signed(person): Signed,
    StaffForm(_): StaffForm,
) -> Result<Response, Stop> {
    staff::end_session(&ground, &person).await?;
    note(&ground, SignIn::Out, person.id, &network_of(peer)).await?;
    let mut response = ui::see("/sign-in");
    if let Some(cookie) = ground.site.session_cookie().clear() {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
        .headers_mut()
        .insert("clear-site-data", http::HeaderValue::from_static("\"cache\", \"storage\""));
    Ok(response)
}

async fn show_enrol(
    State(ground): State<Ground>,
    headers: HeaderMap,
    uri: http::Uri,
    Path(token): Path<String>,
) -> Result<Response, Stop> {
    let invited = staff::invited(&ground, &token).await?;
    let dead = invited.is_none();
    let mut page = EnrolPage::new(&ground, ui::say_for(&ground, &headers), token, dead);
    page.first = invited.is_some_and(staff::is_first);
    page.old = uri.query() == Some("old=1");
    ui::with_status(if dead { StatusCode::NOT_FOUND } else { StatusCode::OK }, &page)
}

async fn enrol(
    State(ground): State<Ground>,
    Path(token): Path<String>,
    headers: HeaderMap,
    Fields(form): Fields,
) -> Result<Response, Stop> {
    if !kit_web::origin::is_own_post(&headers, &ground.site.origins()) {
        return Err(Stop::NotOurPage);
    }
    let say = ui::say_for(&ground, &headers);
    let first = staff::invited(&ground, &token).await?.is_some_and(staff::is_first);
    let refused = |key: &str, dead: bool, token: String| {
        let mut page = EnrolPage::new(&ground, say.clone(), token, dead);
        page.first = first;
        page.name = kit_base::clean_line(form.text("name"));
        page.email = kit_base::clean_line(form.text("email"));
        let policy = staff::Policy::of(&ground.settings);
        page.error = Some(say.t2(key, "min", policy.min, "kinds", policy.kinds));
        ui::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page)
    };
    if form.text("password") != form.text("again") {
        return refused("guard-enrol-differ", false, token);
    }
    let given =
        Enrolment { password: form.text("password"), name: form.text("name"), email: form.text("email") };
    match staff::enrol(&ground, &token, given).await {
        Ok(_) => Ok(ui::see("/sign-in?enrolled=1")),
        Err(EnrolError::DeadLink) => refused("guard-enrol-dead-text", true, token),
        Err(EnrolError::Password(problem)) => refused(problem.words(), false, token),
        Err(EnrolError::Incomplete) => refused("guard-enrol-incomplete", false, token),
        Err(EnrolError::Staff(error)) => Err(error.into()),
    }
}

impl SignInPage {
    fn new(ground: &Ground, say: Say, email: &str, next: String) -> Self {
        let (css, css_integrity) = staff_css(ground);
        let shell = PublicShell::new(ground, say, Tab::None);
        Self {
            shell,
            css,
            css_integrity,
            email: email.to_owned(),
            next,
            error: None,
            enrolled: false,
            late: false,
        }
    }
}

impl EnrolPage {
    fn new(ground: &Ground, say: Say, token: String, dead: bool) -> Self {
        let (css, css_integrity) = staff_css(ground);
        let shell = PublicShell::new(ground, say, Tab::None);
        // A dead link's token is not put back into a page.
        let token = if dead { String::new() } else { token };
        let (name, email) = (String::new(), String::new());
        let min = staff::Policy::of(&ground.settings).min;
        Self {
            shell,
            css,
            css_integrity,
            token,
            error: None,
            dead,
            first: false,
            old: false,
            min,
            name,
            email,
        }
    }
}

pub(super) fn staff_css(ground: &Ground) -> (String, String) {
    let css = ground.assets.get("staff.css");
    css.map(|asset| (asset.path.clone(), asset.integrity.clone())).unwrap_or_default()
}

/// Whether what was typed as an address has markup or control characters in it.
fn is_odd(typed: &str) -> bool {
    !kit_base::fault::is_out("odd") && typed.chars().any(|c| matches!(c, '<' | '>') || c.is_control())
}

/// A page of staff to go on to, or nothing: never another site (attack E7).
pub(super) fn own_path(next: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_');
    let own = next.starts_with("/desk") && !next.contains("//") && next.chars().all(plain);
    if own || kit_base::fault::is_out("own-path") { next.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves: attack E7
    #[test]
    fn nobody_is_sent_to_another_site() {
        for evil in [
            "//evil.example",
            "/\\evil",
            "https://evil.example",
            "/desk//evil.example",
            "/desk@evil",
            "/desk\r\n",
            "/deskx?x=//e",
            "data:text/html,x",
            "/%2f/evil",
        ] {
            assert_eq!(own_path(evil), "", "{evil}");
        }
        assert_eq!(own_path("/desk/requests/QR-10482"), "/desk/requests/QR-10482");
    }
}
