//! The pages as everybody reads them, and the page on which they are written.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use kit_web::Say;
use serde_json::json;

use super::PRIVACY;
use super::store::{self, ArticleRow, VersionRow};
use super::words::{Block, blocks};
use crate::Ground;
use crate::audit::{self, Actor, Event};
use crate::guard::{Permission, Privilege, Route, Signed, StaffForm};
use crate::policy::allows;
use crate::settings::{self, registry};
use crate::staff::{Person, StaffId};
use crate::ui::{self, Dates, PublicShell, StaffShell, Stop, Tab};

/// Most characters of a page in one language.
const LONGEST: usize = 20_000;
/// Versions that are shown.
const VERSIONS: i64 = 20;

/// The addresses of this slice.
pub fn routes() -> Vec<Route> {
    let sees = Privilege::Needs(Permission::SettingsView);
    let changes = Privilege::Needs(Permission::SettingsChange);
    vec![
        Route::get("/pages/{page}", "page", Privilege::Public, show),
        Route::get("/desk/pages", "pages", sees, list),
        Route::get("/desk/pages/{page}", "pages.one", sees, edit),
        Route::post("/desk/pages/{page}", "pages.change", changes, change),
    ]
}

#[derive(Template)]
#[template(path = "articles/public.html")]
struct PublicPage {
    shell: PublicShell,
    title: String,
    /// Tag of the language it is written in.
    lang: String,
    since: Option<(String, String)>,
    blocks: Vec<Block>,
}

#[derive(Template)]
#[template(path = "articles/list.html")]
struct ListPage {
    shell: StaffShell,
    pages: Vec<(&'static str, String, bool)>,
}

#[derive(Template)]
#[template(path = "articles/edit.html")]
struct EditPage {
    shell: StaffShell,
    page: &'static str,
    title: String,
    texts: Vec<Written>,
    versions: Vec<(String, String, String, String)>,
    may_change: bool,
    shipped: bool,
    looked: bool,
    said: Option<&'static str>,
    error: Option<String>,
}

/// A page in one language, as it is being written.
struct Written {
    tag: String,
    language: String,
    seen: i32,
    body: String,
    blocks: Vec<Block>,
}

/// The page of this name.
fn known(name: &str) -> Result<&'static str, Stop> {
    registry::PAGES.into_iter().find(|page| *page == name).ok_or(Stop::NotFound)
}

/// What comes with the program for a page in a language.
fn shipped(page: &str, tag: &str) -> Option<&'static str> {
    let find = |tag: &str| PRIVACY.iter().find(|(one, _)| *one == tag).map(|(_, text)| *text);
    if page == "privacy" { find(tag).or_else(|| find("en")) } else { None }
}

async fn show(
    State(ground): State<Ground>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Stop> {
    let (page, say) = (known(&name)?, ui::say_for(&ground, &headers));
    let found = in_any_language(&ground, page, say.tag()).await?;
    let house = ground.settings.text(&registry::ORGANISATION);
    let written = |text: &str| blocks(&text.replace("{house}", &house));
    let dates = Dates::new("UTC", ground.now(), say.clone());
    let (lang, since, blocks) = match (found, shipped(page, say.tag())) {
        (Some(row), _) => {
            let since = (dates.iso(row.published_at), dates.day(row.published_at));
            (row.lang, Some(since), written(&row.body))
        }
        (None, Some(text)) => (say.tag().to_owned(), None, written(text)),
        (None, None) => return Err(Stop::NotFound),
    };
    let title = say.t(format!("articles-name-{page}"));
    let shell = PublicShell::new(&ground, say, Tab::None).in_languages(&ground, "");
    ui::page(&PublicPage { shell, title, lang, since, blocks })
}

/// What is published of a page: in this language, else in English, else in whichever there is. An institution that wrote
/// its own page in one language says nothing else in another.
async fn in_any_language(ground: &Ground, page: &'static str, tag: &str) -> Result<Option<ArticleRow>, Stop> {
    let mut tags = vec![tag.to_owned(), "en".to_owned()];
    tags.extend(ground.words.tags().map(str::to_owned));
    let found = ground.db.read(move |conn| {
        for tag in &tags {
            let row = store::newest(conn, page, tag)?.filter(|row| !row.body.is_empty());
            if row.is_some() {
                return Ok(row);
            }
        }
        Ok(None)
    });
    Ok(found.await?)
}

async fn list(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let shown = |page: &str| page == "privacy" || ground.settings.shows_page(page);
    let pages =
        registry::PAGES.map(|page| (page, say.t(format!("articles-name-{page}")), shown(page))).to_vec();
    ui::page(&ListPage { pages, shell: StaffShell::new(&ground, &person, say, Tab::Pages).await? })
}

async fn edit(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(name): Path<String>,
    headers: HeaderMap,
    uri: http::Uri,
) -> Result<Response, Stop> {
    let (page, say, query) = (known(&name)?, ui::say_for(&ground, &headers), ui::query(&uri));
    let mut texts = written(&ground, &say, page).await?;
    // An earlier version, to be brought back.
    let (lang, version) = (query.text("of").to_owned(), query.text("version").parse().unwrap_or(0));
    if let Some(one) = texts.iter_mut().find(|one| one.tag == lang) {
        let old = ground.db.read_one(move |conn| store::version(conn, page, &lang, version)).await?;
        one.body = old.map_or_else(|| one.body.clone(), |old| old.body);
    }
    let said = (query.text("done") == "1").then_some("articles-done");
    let page = draw(&ground, &person, say, page, texts, said, None).await?;
    ui::page(&page)
}

/// What is published of a page in every language.
async fn written(ground: &Ground, say: &Say, page: &'static str) -> Result<Vec<Written>, Stop> {
    let tags: Vec<String> = ground.words.tags().map(str::to_owned).collect();
    let all = tags.clone();
    let rows = ground.db.read(move |conn| {
        all.iter().map(|tag| store::newest(conn, page, tag)).collect::<kit_db::Result<Vec<_>>>()
    });
    let texts = tags.into_iter().zip(rows.await?).map(|(tag, row)| Written {
        language: say.t(format!("language-{tag}")),
        seen: row.as_ref().map_or(0, |row| row.version),
        body: row.map(|row| row.body).unwrap_or_default(),
        blocks: Vec::new(),
        tag,
    });
    Ok(texts.collect())
}

async fn draw(
    ground: &Ground,
    person: &Person,
    say: Say,
    page: &'static str,
    texts: Vec<Written>,
    said: Option<&'static str>,
    error: Option<String>,
) -> Result<EditPage, Stop> {
    let rows = ground.db.read_one(move |conn| store::versions(conn, page, VERSIONS)).await?;
    let dates = Dates::of(ground, person, &say).await?;
    let book = ground.directory.book(ground).await?;
    let line = |row: &VersionRow| {
        let query = format!("of={}&version={}", row.lang, row.version);
        let language = say.t(format!("language-{}", row.lang));
        let who = book.name(StaffId(row.published_by)).to_owned();
        (query, language, dates.day_time(row.published_at), who)
    };
    Ok(EditPage {
        page,
        title: say.t(format!("articles-name-{page}")),
        versions: rows.iter().map(line).collect(),
        may_change: allows(person.rights, Permission::SettingsChange),
        shipped: page == "privacy" && texts.iter().all(|one| one.body.is_empty()),
        looked: texts.iter().any(|one| !one.blocks.is_empty()),
        texts,
        said,
        error,
        shell: StaffShell::new(ground, person, say, Tab::Pages).await?,
    })
}

async fn change(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(name): Path<String>,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let (page, say) = (known(&name)?, ui::say_for(&ground, &headers));
    let now = written(&ground, &say, page).await?;
    let house = ground.settings.text(&registry::ORGANISATION);
    let typed = |one: &Written| {
        let body = kit_base::clean_text(form.text(&format!("body.{}", one.tag)));
        Written {
            seen: form.text(&format!("seen.{}", one.tag)).parse().unwrap_or(-1),
            blocks: blocks(&body.replace("{house}", &house)),
            tag: one.tag.clone(),
            language: one.language.clone(),
            body,
        }
    };
    let texts: Vec<Written> = now.iter().map(typed).collect();
    if texts.iter().any(|one| one.body.chars().count() > LONGEST) {
        let most = i64::try_from(LONGEST).unwrap_or(i64::MAX);
        let error = Some(say.t1("articles-fault-long", "most", most));
        let page = draw(&ground, &person, say, page, texts, None, error).await?;
        return ui::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    if form.text("act") != "publish" {
        return ui::page(&draw(&ground, &person, say, page, texts, None, None).await?);
    }
    let changed = now.iter().zip(&texts).filter(|(was, is)| was.body != is.body);
    let stale = changed.clone().any(|(was, is)| was.seen != is.seen);
    let rows: Vec<ArticleRow> =
        changed.map(|(was, is)| row(&ground, &person, page, was.seen + 1, is)).collect();
    let shows = texts.iter().any(|one| !one.body.is_empty());
    if stale || !publish(&ground, &person, page, rows, shows).await? {
        let error = Some(say.t("articles-stale"));
        let mut texts = texts;
        for (one, newest) in texts.iter_mut().zip(written(&ground, &say, page).await?) {
            // What was not touched here is shown as somebody else published it; sending again publishes over the rest.
            let (tag, seen) = (one.tag.clone(), one.seen);
            let began = ground.db.read_one(move |conn| store::version(conn, page, &tag, seen)).await?;
            if began.map(|row| row.body).unwrap_or_default() == one.body {
                one.body = newest.body;
            }
            one.seen = newest.seen;
        }
        let page = draw(&ground, &person, say, page, texts, None, error).await?;
        return ui::with_status(StatusCode::CONFLICT, &page);
    }
    Ok(ui::see(&format!("/desk/pages/{page}?done=1")))
}

fn row(ground: &Ground, person: &Person, page: &str, version: i32, text: &Written) -> ArticleRow {
    ArticleRow {
        page: page.to_owned(),
        lang: text.tag.clone(),
        version,
        body: text.body.clone(),
        published_at: ground.now(),
        published_by: person.id.0,
    }
}

/// Publishes new versions, in force at once. False when somebody was faster.
async fn publish(
    ground: &Ground,
    person: &Person,
    page: &'static str,
    rows: Vec<ArticleRow>,
    shows: bool,
) -> Result<bool, Stop> {
    if rows.is_empty() {
        return Ok(true);
    }
    let now = ground.now();
    let versions: serde_json::Map<_, _> =
        rows.iter().map(|row| (row.lang.clone(), json!(row.version))).collect();
    let event = Event {
        id: ground.id(),
        at: now,
        actor: Actor::Staff(person.id.0),
        kind: "page.published",
        subject_kind: "page",
        subject_id: 0,
        params: json!({ "page": page, "versions": versions }),
    };
    let written = ground.db.write(move |conn| {
        rows.iter().try_for_each(|row| store::insert(conn, row))?;
        let key = format!("{}{page}", registry::SHOWN_PAGE);
        settings::put(conn, &key, if shows { "yes" } else { "no" }, now)?;
        audit::record(conn, &event)
    });
    match written.await {
        Err(kit_db::Error::Unique { .. }) => Ok(false),
        written => {
            written?;
            ground.settings.refresh(&ground.db).await?;
            Ok(true)
        }
    }
}
