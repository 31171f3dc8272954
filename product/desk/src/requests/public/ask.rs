use std::net::SocketAddr;
use std::sync::Arc;

use askama::Template;
use axum::extract::{ConnectInfo, Extension, Path, State};
use axum::response::Response;
use ground::Ground;
use ground::guard::{self, Checked, FormPage, LongFields};
use ground::settings::registry;
use ground::traffic::Sent;
use ground::ui::{self, Dates, PublicShell, Stop, Tab};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use kit_web::Say;
use kit_web::form::FormData;

use crate::forms::{self, Context, Form, FormView, Forms, Kind, Markup, Shelf};
use crate::requests::open::{self, Before, Opened, Submission};
use crate::requests::{Seen, calendar, held, number};

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
    /// To be filled in.
    New,
    /// To be put right.
    Fill,
    /// It was open for too long: everything is kept, one press sends it.
    Expired,
    /// What was answered leads to more questions: the id of the first one.
    More(String),
    /// The form is another one since the page was made: questions that are not asked any more, with what was written.
    Changed(Vec<(String, String)>),
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
    kept: Confirmed,
}

#[derive(Template)]
#[template(path = "requests/public/held.html")]
struct HeldPage {
    shell: PublicShell,
    kept: Confirmed,
    /// After so many days it is let in if nobody has looked.
    days: i64,
}

/// What a page says of a question that is kept.
struct Confirmed {
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
    ui::page(&ListPage { shell: PublicShell::new(&ground, say, Tab::Ask).in_languages(&ground, ""), forms })
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
    let mut response = draw(&ground, say, form, view, Stage::New, FormPage::Fresh(&cookie)).await?;
    if fresh && let Some(line) = ground.site.form_cookie().set(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, line);
    }
    Ok(response)
}

pub async fn send(
    State(ground): State<Ground>,
    Extension(shelf): Extension<Arc<Shelf>>,
    Extension(forms): Extension<Forms>,
    Extension(seen): Extension<Seen>,
    (Path(key), ConnectInfo(peer)): (Path<String>, ConnectInfo<SocketAddr>),
    headers: HeaderMap,
    LongFields(data): LongFields,
) -> Result<Response, Stop> {
    let (data, caught) = without_decoys(&data);
    let version = data.text("version").parse().ok();
    let shelf = if shelf.is_behind(&key, version) { newest(&ground, &forms).await } else { shelf };
    let form = shelf.filled_in(&key, version, ground.now()).ok_or(Stop::NotFound)?;
    let say = ui::say_for(&ground, &headers);
    let own = kit_web::origin::is_own_post(&headers, &ground.site.origins())
        || kit_base::fault::is_out("page-site");
    let cookie = ground.site.form_cookie().read(&headers).filter(|_| own).map(str::to_owned);
    let checked =
        guard::read_key(&ground, &scope(form), data.text("key"), cookie.as_deref(), data.pairs()).await?;
    if checked == Checked::Forged && !has_words(form, &data) {
        ground.traffic.sent(Sent::Forged);
        return Ok(ui::see("/"));
    }
    let place = place_today(&ground).await?;
    let context =
        Context { today: calendar::today(ground.now(), &place), say: &say, markup: Markup::of(&ground) };
    let page = match &cookie {
        // Whoever had the form before them long enough may correct it as fast as they like.
        Some(cookie) if matches!(checked, Checked::Good(_) | Checked::Expired(Some(_))) => {
            FormPage::WithCookie(cookie)
        }
        Some(cookie) => FormPage::Fresh(cookie),
        None => FormPage::CheckAndSend(data.pairs()),
    };
    if shelf.cannot_read(&key, version) {
        return unreadable(&ground, say, form, &data, version);
    }
    if let Some(stage) = not_yet_asked(&shelf, (form, version), &data, &say) {
        // What the form asks to agree to may be something else now: nobody has agreed to that.
        let kept =
            if matches!(stage, Stage::Changed(_)) { without_agreements(form, &data) } else { data.clone() };
        let view = FormView::filled(form, &kept, &say);
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
    let crowd = ground.crowds.at(&ground.settings, peer, ground.now());
    let (stage, nonce) = match checked {
        // A browser that fills in whatever it can is somebody's: they see what they wrote once more.
        _ if caught => (Stage::CheckAndSend, None),
        Checked::Good(nonce) | Checked::LookedAt(nonce) => (Stage::CheckAndSend, Some(nonce)),
        Checked::Expired(nonce) => (Stage::Expired, nonce),
        Checked::TooSoon => (Stage::TooSoon, None),
        Checked::LookAgain | Checked::TooFast | Checked::Forged => (Stage::CheckAndSend, None),
    };
    if let Some(nonce) = nonce {
        let crowded = crowd.writes_no_more;
        let submission = Submission { form, answers, nonce, lang: say.tag(), crowded };
        let waits = crowd.looks_again && !matches!(checked, Checked::LookedAt(_));
        match keep(&ground, &seen, submission, stage != Stage::Expired && !waits).await {
            Ok(Some((opened, kept))) => {
                count(&ground, peer, &opened, kept);
                return confirm(&ground, say, form, &opened);
            }
            Ok(None) => {}
            Err(error) if error.passes() => return not_kept(&ground, say, form, &data, error),
            Err(error) => return Err(error.into()),
        }
    }
    looks_again(&ground, form, checked, caught);
    // What could not be tied to a cookie is tied to what was sent, after the person has seen it once more.
    let page = if stage == Stage::Expired { page } else { FormPage::CheckAndSend(data.pairs()) };
    let view = FormView::filled(form, &data, &say);
    draw(&ground, say, form, view, stage, page).await
}

/// Counts a form that was not taken as it was sent, and writes down what looks automatic.
fn looks_again(ground: &Ground, form: &Form, checked: Checked, caught: bool) {
    let sent = match checked {
        _ if caught => Sent::Decoy,
        Checked::Good(_) | Checked::LookedAt(_) => Sent::Crowded,
        Checked::Expired(_) => Sent::Expired,
        Checked::LookAgain => Sent::LookAgain,
        Checked::TooFast => Sent::TooFast,
        Checked::TooSoon => Sent::TooSoon,
        Checked::Forged => Sent::Forged,
    };
    ground.traffic.sent(sent);
    if matches!(sent, Sent::Decoy | Sent::TooFast | Sent::TooSoon | Sent::Forged) {
        tracing::warn!(
            form = form.key,
            sign = sent.label(),
            "a form looks automatic: it was shown again, filled"
        );
    }
}

/// When a question was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// With this post.
    Now,
    /// With one before, which was the same.
    Before,
}

/// Counts a question that is kept: once for its network, however often it is sent.
fn count(ground: &Ground, peer: SocketAddr, opened: &Opened, kept: Kept) {
    ground.traffic.sent(match kept {
        Kept::Before => Sent::Again,
        Kept::Now if opened.held => Sent::Held,
        Kept::Now => Sent::Kept,
    });
    if kept == Kept::Now {
        ground.crowds.count(peer, ground.now());
    }
}

/// Keeps a question, or finds it kept before with the same key. Nothing when something else was kept with that
/// key, or nothing and it is too late for a `new` one.
async fn keep(
    ground: &Ground,
    seen: &Seen,
    submission: Submission<'_>,
    new: bool,
) -> Result<Option<(Opened, Kept)>, open::RequestError> {
    let mut before = open::before(ground, submission.nonce, &submission.answers).await?;
    if before == Before::Nothing && new {
        match held::take(ground, seen, submission.clone()).await {
            // The page came twice at the same time, perhaps with other words: the other post was kept.
            Err(open::RequestError::Used) => {
                before = open::before(ground, submission.nonce, &submission.answers).await?;
            }
            kept => return kept.map(|opened| Some((opened, Kept::Now))),
        }
    }
    match before {
        Before::Same => open::open(ground, submission).await.map(|opened| Some((opened, Kept::Before))),
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
    let status = Stop::from(error).status();
    let view = FormView::filled(form, data, &say);
    kept_back(ground, say, form, view, data.text("key"), (stage, status))
}

/// The form again, when it was made by a newer release beside this one: another process takes it.
fn unreadable(
    ground: &Ground,
    say: Say,
    form: &Form,
    data: &FormData,
    version: Option<u32>,
) -> Result<Response, Stop> {
    let view = FormView { version: version.unwrap_or(form.version), ..FormView::filled(form, data, &say) };
    let status = (Stage::NotKept, StatusCode::SERVICE_UNAVAILABLE);
    kept_back(ground, say, form, view, data.text("key"), status)
}

/// The form with the key it came with, to be sent again a moment later.
fn kept_back(
    ground: &Ground,
    say: Say,
    form: &Form,
    view: FormView,
    key: &str,
    (stage, status): (Stage, StatusCode),
) -> Result<Response, Stop> {
    let mut response = with_key(ground, say, form, view, stage, key.to_owned())?;
    *response.status_mut() = status;
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    Ok(response)
}

/// That a question is kept: as a request, or in the quarantine.
fn confirm(ground: &Ground, say: Say, form: &Form, opened: &Opened) -> Result<Response, Stop> {
    let prefix = ground.settings.text(&registry::PREFIX);
    let dates = Dates::new(&opened.place.time_zone, ground.now(), say.clone());
    let kept = Confirmed {
        title: form.title.in_lang(say.tag()).to_owned(),
        number: number::full(&prefix, opened.number, &opened.suffix),
        name: opened.identity.name.clone().unwrap_or_default(),
        place: opened.place.name.clone(),
        due: dates.day(opened.due_at),
        printed: dates.day_time(ground.now()),
        at: dates.day_time(opened.at),
        email: opened.identity.address().map(|address| address.masked()).unwrap_or_default(),
        confidential: opened.confidential,
    };
    let shell = PublicShell::new(ground, say, Tab::Ask);
    if !opened.held {
        return ui::page(&ConfirmPage { shell, kept });
    }
    let days = ground.settings.number(&registry::HELD_DAYS);
    ui::page(&HeldPage { shell, kept, days })
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
    let shell = PublicShell::new(ground, say, Tab::Ask);
    let shell = if stage == Stage::New { shell.in_languages(ground, "") } else { shell };
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
        shell,
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

/// What was sent without the decoys, and whether one of them was filled in.
fn without_decoys(data: &FormData) -> (FormData, bool) {
    let decoys = guard::decoys(data.text("key"));
    let is_decoy = |name: &str| decoys.iter().any(|decoy| decoy == name);
    let filled = data.pairs().iter().any(|(name, value)| is_decoy(name) && !value.trim().is_empty());
    let own = data.pairs().iter().filter(|(name, _)| !is_decoy(name)).cloned();
    (FormData::from_pairs(own), filled && !kit_base::fault::is_out("decoys"))
}

/// The forms as they are stored now.
async fn newest(ground: &Ground, forms: &Forms) -> Arc<Shelf> {
    if let Err(error) = forms.refresh(&ground.db).await {
        tracing::warn!(%error, "the forms could not be read again yet");
    }
    forms.shelf()
}

/// What the form is shown again for when there are questions that the page of `version` did not have: the form is another
/// one since, or what was answered leads to more.
fn not_yet_asked(
    shelf: &Shelf,
    (form, version): (&Form, Option<u32>),
    data: &FormData,
    say: &Say,
) -> Option<Stage> {
    let old = version.filter(|old| *old != form.version).and_then(|old| shelf.version(&form.key, old));
    if let Some(old) = old {
        return Some(Stage::Changed(no_longer_asked(old, form, data, say)));
    }
    form.not_shown(data).first().map(|first| Stage::More(format!("f-{}", first.key)))
}

/// What was sent, without what was agreed to.
fn without_agreements(form: &Form, data: &FormData) -> FormData {
    let is_one =
        |name: &str| form.field(name).is_some_and(|field| matches!(field.kind, Kind::Agreement { .. }));
    FormData::from_pairs(data.pairs().iter().filter(|(name, _)| !is_one(name)).cloned())
}

/// What was written where `old` asked and `form` does not: the question and the words.
fn no_longer_asked(old: &Form, form: &Form, data: &FormData, say: &Say) -> Vec<(String, String)> {
    let gone = old.fields.iter().filter(|field| form.field(&field.key).is_none());
    let written = gone.map(|field| {
        let words =
            data.all(&field.key).filter(|word| !word.trim().is_empty()).collect::<Vec<_>>().join(", ");
        (field.label.in_lang(say.tag()).to_owned(), words)
    });
    written.filter(|(_, words)| !words.is_empty()).collect()
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
