use std::sync::Arc;

use askama::Template;
use axum::extract::{Extension, Path, State};
use axum::response::Response;
use ground::Ground;
use ground::guard::{self, Checked, FormPage, LongFields};
use ground::settings::registry;
use ground::ui::{self, Dates, PublicShell, Stop, Tab};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use kit_web::Say;
use kit_web::form::FormData;

use crate::forms::{self, Context, Form, FormView, Markup, Shelf};
use crate::requests::open::{self, Before, Opened, Submission};
use crate::requests::{calendar, number};

#[derive(Template)]
#[template(path = "requests/public/list.html")]
struct ListPage {
    shell: PublicShell,
    forms: Vec<Entry>,
}

struct Entry {
    key: String,
    title: String,
    about: String,
    within: String,
}

#[derive(Template)]
#[template(path = "requests/public/form.html")]
struct FormPageView {
    shell: PublicShell,
    form: FormView,
    action: String,
    key: String,
    /// Names of the decoys; none on a page whose key is bound to what was sent.
    decoys: Vec<String>,
    stage: Stage,
    within: String,
    life: i64,
}

impl FormPageView {
    /// Whether the button says that what was looked at is sent.
    fn looked_at(&self) -> bool {
        matches!(self.stage, Stage::CheckAndSend | Stage::TooSoon)
    }

    /// Whether the page says, or said before, that HTML-like text is shown as typed.
    fn said_as_typed(&self) -> bool {
        self.stage == Stage::AsTyped || self.form.as_typed
    }
}

/// What a form page is shown for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stage {
    /// To be filled in, or put right.
    Fill,
    /// It was open for too long: everything is kept, one press sends it.
    Expired,
    /// What was answered leads to more questions: the id of the first one.
    More(String),
    /// There is text in it that looks like HTML, and is shown as typed.
    AsTyped,
    /// To be looked at once more and sent.
    CheckAndSend,
    /// The same, pressed so soon that nobody can have looked.
    TooSoon,
    /// It could not be kept, for a reason that passes.
    NotKept,
    /// Whether it was kept is not known.
    NotSure,
}

#[derive(Template)]
#[template(path = "requests/public/confirm.html")]
struct ConfirmPage {
    shell: PublicShell,
    title: String,
    number: String,
    name: String,
    place: String,
    due: String,
    printed: String,
    at: String,
    email: String,
    confidential: bool,
}

pub async fn list(
    State(ground): State<Ground>,
    Extension(shelf): Extension<Arc<Shelf>>,
    headers: HeaderMap,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let forms = shelf.listed().map(|form| Entry {
        key: form.key.clone(),
        title: form.title.in_lang(say.tag()).to_owned(),
        about: form.about.in_lang(say.tag()).to_owned(),
        within: within(&say, form),
    });
    let forms = forms.collect();
    ui::page(&ListPage { shell: PublicShell::new(&ground, say, Tab::Ask), forms })
}

pub async fn show(
    State(ground): State<Ground>,
    Extension(shelf): Extension<Arc<Shelf>>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Stop> {
    let form = shelf.offered(&key).ok_or(Stop::NotFound)?;
    let say = ui::say_for(&ground, &headers);
    let (cookie, fresh) = browser(&ground, &headers);
    let view = FormView::blank(form, &say);
    let mut response = draw(&ground, say, form, view, Stage::Fill, FormPage::WithCookie(&cookie)).await?;
    if fresh && let Some(line) = ground.site.form_cookie().set(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, line);
    }
    Ok(response)
}

pub async fn send(
    State(ground): State<Ground>,
    Extension(shelf): Extension<Arc<Shelf>>,
    Path(key): Path<String>,
    headers: HeaderMap,
    LongFields(data): LongFields,
) -> Result<Response, Stop> {
    let decoys = guard::decoys(data.text("key"));
    let is_decoy = |name: &str| decoys.iter().any(|decoy| decoy == name);
    let caught = data.pairs().iter().any(|(name, value)| is_decoy(name) && !value.trim().is_empty())
        && !kit_base::fault::is_out("decoys");
    let data = FormData::from_pairs(data.pairs().iter().filter(|(name, _)| !is_decoy(name)).cloned());
    let version = data.text("version").parse().ok();
    let form = shelf.filled_in(&key, version, ground.now()).ok_or(Stop::NotFound)?;
    let say = ui::say_for(&ground, &headers);
    let own = kit_web::origin::is_own_post(&headers, &ground.site.origins());
    let cookie = ground.site.form_cookie().read(&headers).filter(|_| own).map(str::to_owned);
    let checked =
        guard::read_key(&ground, &scope(form), data.text("key"), cookie.as_deref(), data.pairs()).await?;
    if caught {
        tracing::warn!(form = form.key, "a decoy was filled in: nothing was taken, the form was shown again");
    }
    if checked == Checked::Forged && !has_words(form, &data) {
        return Ok(ui::see("/"));
    }
    let place = place_today(&ground).await?;
    let context =
        Context { today: calendar::today(ground.now(), &place), say: &say, markup: Markup::of(&ground) };
    let page = match &cookie {
        Some(cookie) => FormPage::WithCookie(cookie),
        None => FormPage::CheckAndSend(data.pairs()),
    };
    let more = form.not_shown(&data);
    if let Some(first) = more.first() {
        let stage = Stage::More(format!("f-{}", first.key));
        let view = FormView::filled(form, &data, &say);
        return draw(&ground, say, form, view, stage, page).await;
    }
    let answers = match forms::check(form, &data, &context) {
        Err(refusal) => {
            let view = FormView::refused(form, &refusal, &say);
            let mut response = draw(&ground, say, form, view, Stage::Fill, page).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(response);
        }
        Ok(answers) => answers,
    };
    if forms::warns_of_markup(form, &data, &context) {
        let view = FormView::filled(form, &data, &say);
        return draw(&ground, say, form, view, Stage::AsTyped, page).await;
    }
    let (stage, nonce) = match checked {
        // A browser that fills in whatever it can is somebody's: they see what they wrote once more.
        _ if caught => (Stage::CheckAndSend, None),
        Checked::Good(nonce) => (Stage::CheckAndSend, Some(nonce)),
        Checked::Expired(nonce) => (Stage::Expired, nonce),
        Checked::TooSoon => (Stage::TooSoon, None),
        Checked::LookAgain | Checked::Forged => (Stage::CheckAndSend, None),
    };
    if let Some(nonce) = nonce {
        let submission = Submission { form, answers, nonce, lang: say.tag() };
        match keep(&ground, submission, stage != Stage::Expired).await {
            Ok(Some(opened)) => return confirm(&ground, say, form, &opened),
            Ok(None) => {}
            Err(error) if error.passes() => return not_kept(&ground, say, form, &data, error),
            Err(error) => return Err(error.into()),
        }
    }
    // What could not be tied to a cookie is tied to what was sent, after the person has seen it once more.
    let page = if stage == Stage::Expired { page } else { FormPage::CheckAndSend(data.pairs()) };
    let view = FormView::filled(form, &data, &say);
    draw(&ground, say, form, view, stage, page).await
}

/// Keeps a question, or finds it kept before with the same key. Nothing when something else was kept with that
/// key, or nothing and it is too late for a `new` one.
async fn keep(
    ground: &Ground,
    submission: Submission<'_>,
    new: bool,
) -> Result<Option<Opened>, open::RequestError> {
    match open::before(ground, submission.nonce, &submission.answers).await? {
        Before::Nothing if new => open::open_new(ground, submission).await.map(Some),
        Before::Same => open::open(ground, submission).await.map(Some),
        Before::Nothing | Before::Other => Ok(None),
    }
}

/// The form again with everything typed, when it could not be kept for a reason that passes, or nobody knows
/// whether it was. It has the key it came with, so that one press more keeps it once at most. Whoever runs the
/// desk reads the reason in the log.
fn not_kept(
    ground: &Ground,
    say: Say,
    form: &Form,
    data: &FormData,
    error: open::RequestError,
) -> Result<Response, Stop> {
    let stage = if error.is_uncertain() { Stage::NotSure } else { Stage::NotKept };
    let stop = Stop::from(error);
    let view = FormView::filled(form, data, &say);
    let mut response = with_key(ground, say, form, view, stage, data.text("key").to_owned())?;
    *response.status_mut() = stop.status();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    Ok(response)
}

fn confirm(ground: &Ground, say: Say, form: &Form, opened: &Opened) -> Result<Response, Stop> {
    let prefix = ground.settings.text(&registry::PREFIX);
    let dates = Dates::new(&opened.place.time_zone, ground.now(), say.clone());
    let email = opened.identity.address().map(|address| address.masked()).unwrap_or_default();
    ui::page(&ConfirmPage {
        title: form.title.in_lang(say.tag()).to_owned(),
        number: number::full(&prefix, opened.number, &opened.suffix),
        name: opened.identity.name.clone().unwrap_or_default(),
        place: opened.place.name.clone(),
        due: dates.day(opened.due_at),
        printed: dates.day_time(ground.now()),
        at: dates.day_time(opened.at),
        email,
        confidential: opened.confidential,
        shell: PublicShell::new(ground, say, Tab::Ask),
    })
}

async fn draw(
    ground: &Ground,
    say: Say,
    form: &Form,
    view: FormView,
    stage: Stage,
    page: FormPage<'_>,
) -> Result<Response, Stop> {
    let key = guard::page_key(ground, &scope(form), page).await?;
    with_key(ground, say, form, view, stage, key)
}

fn with_key(
    ground: &Ground,
    say: Say,
    form: &Form,
    view: FormView,
    stage: Stage,
    key: String,
) -> Result<Response, Stop> {
    let within = within(&say, form);
    ui::page(&FormPageView {
        form: view,
        action: format!("/ask/{}", form.key),
        decoys: match stage {
            Stage::CheckAndSend | Stage::TooSoon => Vec::new(),
            _ => guard::decoys(&key).to_vec(),
        },
        key,
        stage,
        within,
        life: ground.settings.number(&registry::FORM_LIFE),
        shell: PublicShell::new(ground, say, Tab::Ask),
    })
}

/// The cookie of this browser, and whether it was made just now.
fn browser(ground: &Ground, headers: &HeaderMap) -> (String, bool) {
    match ground.site.form_cookie().read(headers) {
        Some(cookie) if cookie.len() >= 32 => (cookie.to_owned(), false),
        _ => (hex(&ground.entropy.bytes::<16>()), true),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |all, byte| format!("{all}{byte:02x}"))
}

/// What form keys are bound to.
fn scope(form: &Form) -> String {
    format!("ask/{}", form.key)
}

/// Whether a post carries anything a person wrote into this form.
fn has_words(form: &Form, data: &FormData) -> bool {
    let own = |name: &str| form.fields.iter().any(|field| name.starts_with(&field.key));
    data.pairs().iter().any(|(name, value)| own(name) && !value.trim().is_empty())
}

fn within(say: &Say, form: &Form) -> String {
    form.respond_within.map(|days| say.t1("requests-within", "days", i64::from(days))).unwrap_or_default()
}

async fn place_today(ground: &Ground) -> Result<ground::staff::LocationCard, Stop> {
    let book = ground.directory.book(ground).await?;
    let first = book.locations().iter().min_by_key(|place| place.id).cloned();
    first.ok_or_else(|| open::RequestError::NoLocation.into())
}
