//! The second step of a sign-in: a code of the person's second factor; or, for those who have to have one, the
//! page to set it up. Until it is done there is no session, only a pass that opens nothing but this step.

use std::net::SocketAddr;

use askama::Template;
use aws_lc_rs::hmac;
use axum::extract::{ConnectInfo, Extension, State};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use http::{HeaderMap, StatusCode};
use kit_base::{ConstantTimeEq, MINUTE, Millis};
use kit_web::Say;
use kit_web::form::FormData;
use qrcode::{Color, QrCode};

use super::devices;
use super::networks;
use super::proof::{Code, Guess, note, try_code};
use super::sign_in::{begin, own_path, staff_css};
use super::{Fields, network_of};
use crate::Ground;
use crate::audit::SignIn;
use crate::policy::{Level, Rights};
use crate::settings::registry;
use crate::staff::{self, Account, Person, SetUp, StaffId, SwitchedOn};
use crate::ui::{self, Dates, PublicShell, Stop, Tab};

/// What is left to do after the right password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A code is asked for.
    Code,
    /// A second factor is set up.
    SetUp,
}

impl Step {
    /// How long its pass is good.
    fn life(self) -> Millis {
        match self {
            Self::Code => 5 * MINUTE,
            Self::SetUp => 15 * MINUTE,
        }
    }

    fn purpose(self) -> &'static str {
        match self {
            Self::Code => "second-step/code",
            Self::SetUp => "second-step/set-up",
        }
    }
}

/// The step that the person has to take before a session begins, if there is one. Whoever may do an act of
/// administration, by a role or by a right of their own, is asked for what administrators are.
pub(super) async fn step_of(ground: &Ground, account: &Account) -> Result<Option<Step>, Stop> {
    if kit_base::fault::is_out("second-step") {
        return Ok(None);
    }
    if staff::has_factor(ground, StaffId(account.credentials.id)).await? {
        return Ok(Some(Step::Code));
    }
    Ok(must_have_factor(ground, account.level, account.rights).then_some(Step::SetUp))
}

/// Whether whoever has this level and these rights must have a second factor.
pub(crate) fn must_have_factor(ground: &Ground, level: Level, rights: Rights) -> bool {
    let has_to = match ground.settings.choice(&registry::SECOND_FACTOR).as_str() {
        "administrators" => level == Level::Administrator || rights.administers(),
        "supervisors" => {
            !matches!(level, Level::General | Level::Probation | Level::Regular) || rights.administers()
        }
        "everybody" => true,
        _ => false,
    };
    // Whoever tries the demo has no program for codes at hand.
    has_to && !ground.site.demo
}

#[derive(Template)]
#[template(path = "guard/code.html")]
struct CodePage {
    shell: PublicShell,
    css: String,
    css_integrity: String,
    pass: String,
    next: String,
    error: Option<String>,
    hint: &'static str,
    focus: bool,
}

#[derive(Template)]
#[template(path = "guard/set_up.html")]
struct SetUpPage {
    shell: PublicShell,
    css: String,
    css_integrity: String,
    pass: String,
    next: String,
    error: Option<String>,
    picture: Picture,
    secret: String,
    codes: Vec<String>,
    mark: String,
    hint: &'static str,
    focus: bool,
}

/// Hint at a field for a code that signs in.
const CODE_HINT: &str = "guard-code-hint";
/// Hint at the field for the first code of a secret.
pub(crate) const FIRST_CODE_HINT: &str = "guard-set-up-hint";

/// The page of `step` for an account whose password was right.
pub(super) async fn first_page(
    ground: &Ground,
    say: Say,
    step: Step,
    account: &Account,
    next: String,
) -> Result<Response, Stop> {
    let id = StaffId(account.credentials.id);
    if step == Step::SetUp {
        // Always a new secret: one that was begun before may have been seen by somebody else.
        staff::begin_factor(ground, id).await?;
    }
    let pass = pass(ground, step, id, account.credentials.stamp).await?;
    page(ground, say, step, account, Again { pass, next, status: StatusCode::OK, error: None }).await
}

/// What a page of the second step is drawn with.
struct Again {
    pass: String,
    next: String,
    status: StatusCode,
    error: Option<String>,
}

async fn page(
    ground: &Ground,
    say: Say,
    step: Step,
    account: &Account,
    again: Again,
) -> Result<Response, Stop> {
    let Again { pass, next, status, error } = again;
    let (css, css_integrity) = staff_css(ground);
    let shell = PublicShell::new(ground, say, Tab::None);
    if step == Step::Code {
        let (hint, focus) = (CODE_HINT, true);
        let page = CodePage { shell, css, css_integrity, pass, next, error, hint, focus };
        return ui::with_status(status, &page);
    }
    let id = StaffId(account.credentials.id);
    let Some(SetUp { totp, codes, mark }) = staff::pending_factor(ground, id).await? else {
        return Ok(ui::see("/sign-in"));
    };
    let picture = Picture::of(&totp.address(&shell.organisation, &account.email));
    let secret = totp.text();
    // What is to be read comes first: the field is not jumped to.
    let (hint, focus) = (FIRST_CODE_HINT, false);
    let page =
        SetUpPage { shell, css, css_integrity, pass, next, error, picture, secret, codes, mark, hint, focus };
    ui::with_status(status, &page)
}

/// What both steps get.
pub(super) type Sent = (Option<Extension<Person>>, ConnectInfo<SocketAddr>, HeaderMap);

pub(super) async fn code(
    State(ground): State<Ground>,
    before: Option<Extension<Person>>,
    peer: ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Stop> {
    take(&ground, Step::Code, (before, peer, headers), fields).await
}

pub(super) async fn set_up(
    State(ground): State<Ground>,
    before: Option<Extension<Person>>,
    peer: ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Stop> {
    take(&ground, Step::SetUp, (before, peer, headers), fields).await
}

async fn take(ground: &Ground, step: Step, sent: Sent, Fields(form): Fields) -> Result<Response, Stop> {
    let (before, ConnectInfo(peer), headers) = sent;
    if !kit_web::origin::is_own_post(&headers, &ground.site.origins()) {
        return Err(Stop::NotOurPage);
    }
    if !networks::may_sign_in(ground, peer) {
        return Err(Stop::WrongNetwork);
    }
    let (say, next) = (ui::say_for(ground, &headers), own_path(form.text("next")));
    let pass = form.text("pass");
    let Some(account) = passed(ground, step, pass).await? else {
        return Ok(ui::see("/sign-in?late=1"));
    };
    let (id, network) = (StaffId(account.credentials.id), network_of(peer));
    let again = |key: &str, until: Option<Millis>| {
        let until_text = until.map(|at| Dates::utc(ground.now(), say.clone()).time(at)).unwrap_or_default();
        let error = Some(say.t1(key, "until", until_text));
        let status = match until {
            None => StatusCode::UNPROCESSABLE_ENTITY,
            Some(_) => StatusCode::TOO_MANY_REQUESTS,
        };
        Again { pass: pass.to_owned(), next: next.clone(), status, error }
    };
    let device = devices::known(ground, &headers, &account.email).await?;
    let guess = match Guess::take(ground, &account.email, &network, device).await? {
        Ok(guess) => guess,
        Err(until) => {
            note(ground, SignIn::Paused, id, &network).await?;
            return page(ground, say.clone(), step, &account, again("guard-pause", Some(until))).await;
        }
    };
    let stamp = match step {
        Step::Code => match try_code(ground, &account, form.text("code"), say.tag()).await? {
            Code::Right => Some(account.credentials.stamp),
            Code::Wrong => None,
            Code::Spent => {
                note(ground, SignIn::Paused, id, &network).await?;
                let refused =
                    Again { status: StatusCode::TOO_MANY_REQUESTS, ..again("guard-codes-spent", None) };
                return page(ground, say.clone(), step, &account, refused).await;
            }
        },
        // Switching on counts as a change of the account.
        Step::SetUp => match switch_on(ground, id, &form).await? {
            SwitchedOn::Done(_) => Some(account.credentials.stamp + 1),
            SwitchedOn::Wrong => None,
            SwitchedOn::Nothing => return Ok(ui::see("/sign-in?late=1")),
        },
    };
    let Some(stamp) = stamp else {
        note(ground, SignIn::Wrong, id, &network).await?;
        return page(ground, say.clone(), step, &account, again("guard-code-wrong", None)).await;
    };
    guess.right(ground).await?;
    begin(ground, before.as_deref(), &account, stamp, &network, &next).await
}

async fn switch_on(ground: &Ground, id: StaffId, form: &FormData) -> Result<SwitchedOn, staff::StaffError> {
    staff::switch_factor_on(ground, id, None, form.text("mark"), form.text("code")).await
}

/// Text that says: `id` gave the right password, now, while the account had this stamp; good for `step` alone.
async fn pass(ground: &Ground, step: Step, id: StaffId, stamp: i64) -> Result<String, kit_vault::Error> {
    let mut text = [id.0, stamp, ground.now()].map(i64::to_be_bytes).concat();
    let tag = tag(ground, step, &text).await?;
    text.extend_from_slice(&tag);
    Ok(B64.encode(text))
}

/// Whose pass this is, if it is one for `step`, in time, and the account is as it was.
async fn passed(ground: &Ground, step: Step, pass: &str) -> Result<Option<Account>, Stop> {
    let Some(bytes) = B64.decode(pass).ok().filter(|bytes| bytes.len() == 24 + 32) else { return Ok(None) };
    let (text, given) = bytes.split_at(24);
    let expected = tag(ground, step, text).await?;
    if !bool::from(expected.ct_eq(given)) {
        return Ok(None);
    }
    let number = |at: usize| {
        let bytes = text.get(at..at + 8).and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, i64::from_be_bytes)
    };
    let age = ground.now() - number(16);
    if !(0..step.life()).contains(&age) {
        return Ok(None);
    }
    let account = staff::account(ground, StaffId(number(0))).await?;
    let Some(account) = account.filter(|account| account.credentials.stamp == number(8)) else {
        return Ok(None);
    };
    // What is left to do may have changed as well: another browser has set a second factor up.
    let left = step_of(ground, &account).await?;
    Ok((left == Some(step)).then_some(account))
}

async fn tag(ground: &Ground, step: Step, text: &[u8]) -> Result<[u8; 32], kit_vault::Error> {
    let secret = ground.vault.secret("second-step/1").await?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, &secret[..]);
    let message = [step.purpose().as_bytes(), b"\0", text].concat();
    let mut out = [0; 32];
    out.copy_from_slice(hmac::sign(&key, &message).as_ref());
    Ok(out)
}

/// A picture that a telephone's camera reads (ISO/IEC 18004), as one path.
pub struct Picture {
    /// How many dots it is wide, its quiet border included.
    pub size: usize,
    /// The dark dots: `d` of an SVG path.
    pub path: String,
}

impl Picture {
    /// The picture of `text`; without dots when it is too long for one.
    pub fn of(text: &str) -> Self {
        use std::fmt::Write;
        const QUIET: usize = 4;
        let Ok(code) = QrCode::new(text) else { return Self { size: 1, path: String::new() } };
        let width = code.width();
        let mut path = String::new();
        let colors = code.to_colors();
        let dark = colors.iter().enumerate().filter(|(_, color)| **color == Color::Dark);
        for (at, _) in dark {
            let _ = write!(path, "M{},{}h1v1h-1z", at % width + QUIET, at / width + QUIET);
        }
        Self { size: width + 2 * QUIET, path }
    }
}
