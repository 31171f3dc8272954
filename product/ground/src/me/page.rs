use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode, header};
use kit_base::Millis;

use super::preferences;
use crate::Ground;
use crate::guard::{Proof, Signed, must_have_factor};
use crate::staff::{self, Account, Person};
use crate::ui::{self, Dates, StaffShell, Stop, Tab};

/// What the page may say was done: texts `me-done-…`.
const DONE: [&str; 6] = ["preferences", "password", "session", "sessions", "factor-on", "factor-off"];

/// The form that something is wrong with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Language, first page, absence.
    Preferences,
    /// The new password.
    Password,
    /// The second factor.
    Factor,
}

/// Something wrong, in words, and where.
pub(super) struct Wrong {
    pub form: Form,
    pub status: StatusCode,
    pub text: String,
}

#[derive(Template)]
#[template(path = "me/me.html")]
struct MePage {
    shell: StaffShell,
    email: String,
    done: Option<&'static str>,
    preferences_error: Option<String>,
    /// Tag and name of each language there is, whether it is chosen.
    languages: Vec<(String, String, bool)>,
    /// Address and name of each page to begin at, whether it is chosen.
    starts: Vec<(&'static str, String, bool)>,
    /// The last day of absence.
    away: String,
    teams: Vec<String>,
    password_error: Option<String>,
    factor_error: Option<String>,
    has_factor: bool,
    /// Whether the person must have one.
    must_have_factor: bool,
    codes_left: i64,
    sessions: Vec<SessionRow>,
    others: usize,
    /// Fewest characters of a password.
    min: i64,
}

struct SessionRow {
    id: i64,
    began: (String, String),
    used: (String, String),
    this: bool,
}

pub(super) async fn show(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
    uri: http::Uri,
) -> Result<Response, Stop> {
    let query = ui::query(&uri);
    let done = DONE.into_iter().find(|done| *done == query.text("done"));
    draw(&ground, &person, &headers, done, None).await
}

/// The page, perhaps with what was done or what is wrong.
pub(super) async fn draw(
    ground: &Ground,
    person: &Person,
    headers: &HeaderMap,
    done: Option<&'static str>,
    wrong: Option<Wrong>,
) -> Result<Response, Stop> {
    let say = ui::say_for(ground, headers);
    let dates = Dates::of(ground, person, &say).await?;
    let (own, book) = (staff::preferences(ground, person).await?, ground.directory.book(ground).await?);
    let cards = staff::own_sessions(ground, person).await?;
    let sessions: Vec<SessionRow> = cards
        .into_iter()
        .map(|card| SessionRow {
            id: card.id.0,
            began: (dates.iso(card.began), dates.short_time(card.began)),
            used: (dates.iso(card.used), dates.short_time(card.used)),
            this: card.this,
        })
        .collect();
    let status = wrong.as_ref().map_or(StatusCode::OK, |wrong| wrong.status);
    let at = |form| wrong.as_ref().filter(|wrong| wrong.form == form).map(|wrong| wrong.text.clone());
    let page = MePage {
        email: staff::email_of(ground, person.id).await?.unwrap_or_default(),
        done,
        preferences_error: at(Form::Preferences),
        languages: ground
            .words
            .tags()
            .map(|tag| (tag.to_owned(), say.t(format!("language-{tag}")), tag == own.lang))
            .collect(),
        starts: preferences::pages(person.rights)
            .map(|(path, key)| (path, say.t(format!("me-start-{key}")), path == own.start_page))
            .collect(),
        away: if own.away_until > dates.now() { dates.last_before(own.away_until) } else { String::new() },
        teams: person.teams.iter().filter_map(|id| book.team(*id)).map(|team| team.name.clone()).collect(),
        password_error: at(Form::Password),
        factor_error: at(Form::Factor),
        has_factor: staff::has_factor(ground, person.id).await?,
        must_have_factor: must_have_factor(ground, person.level, person.rights),
        codes_left: staff::recovery_codes_left(ground, person.id).await?,
        others: sessions.iter().filter(|row| !row.this).count(),
        sessions,
        min: staff::Policy::of(&ground.settings).min,
        shell: StaffShell::new(ground, person, say, Tab::Me).await?,
    };
    ui::with_status(status, &page)
}

/// The account of a proof that was right; or the page that says what is wrong with it.
pub(super) async fn account_of(
    ground: &Ground,
    person: &Person,
    headers: &HeaderMap,
    form: Form,
    proof: Option<Proof>,
) -> Result<Result<Account, Response>, Stop> {
    let (key, until, status) = match proof.ok_or(Stop::NotFound)? {
        Proof::Right(account) => return Ok(Ok(account)),
        Proof::Wrong if form == Form::Password => {
            ("me-password-wrong", None, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Proof::Wrong => ("me-factor-wrong", None, StatusCode::UNPROCESSABLE_ENTITY),
        Proof::Paused(until) => ("guard-pause", Some(until), StatusCode::TOO_MANY_REQUESTS),
    };
    let text = words(ground, headers, key, until);
    draw(ground, person, headers, None, Some(Wrong { form, status, text })).await.map(Err)
}

/// The text `key`, in which a time may stand.
pub(super) fn words(ground: &Ground, headers: &HeaderMap, key: &str, until: Option<Millis>) -> String {
    let say = ui::say_for(ground, headers);
    let until = until.map(|at| Dates::utc(ground.now(), say.clone()).time(at)).unwrap_or_default();
    let policy = staff::Policy::of(&ground.settings);
    say.with(key, &[("until", until.into()), ("min", policy.min.into()), ("kinds", policy.kinds.into())])
}

/// To the page where one signs in, without a session.
pub(super) fn signed_out(ground: &Ground) -> Response {
    let mut response = ui::see("/sign-in");
    if let Some(cookie) = ground.site.session_cookie().clear() {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// Back to the page, which says what was done, under the session's new token if it has one.
pub(super) fn done(ground: &Ground, word: &str, token: Option<&str>) -> Response {
    let mut response = ui::see(&format!("/desk/me?done={word}"));
    if let Some(cookie) = token.and_then(|token| ground.site.session_cookie().set(token)) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}
