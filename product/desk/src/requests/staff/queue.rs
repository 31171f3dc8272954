use askama::Template;
use axum::extract::State;
use axum::response::Response;
use ground::Ground;
use ground::guard::{Permission, Signed, policy};
use ground::staff::Person;
use ground::ui::{self, Dates, StaffShell, Stop, Tab};
use http::{HeaderMap, StatusCode};
use kit_base::{Direction, KeysetPage};
use kit_web::Say;
use kit_web::form::FormData;

use super::row::{Lines, Row, rows};
use crate::requests::held::store as quarantine;
use crate::requests::lists::{self, Cursor, View};
use crate::requests::open::RequestError;
use crate::requests::store::{Counts, ListRow, RequestRow};
use crate::requests::{number, read};

/// Rows on a page.
const PAGE: usize = 50;
/// Late ones are told up to this many.
const MOST_LATE: i64 = 101;

#[derive(Template)]
#[template(path = "requests/staff/queue.html")]
struct QueuePage {
    shell: StaffShell,
    view: View,
    counts: Counts,
    late: usize,
    rows: Vec<Row>,
    before: Option<String>,
    after: Option<String>,
    paged: bool,
    not_found: bool,
    open_views: Vec<View>,
    /// Questions that look automatic, as far as this person may decide about them.
    held: i64,
}

pub async fn show(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
    uri: http::Uri,
) -> Result<Response, Stop> {
    let query = ui::query(&uri);
    let say = ui::say_for(&ground, &headers);
    draw(&ground, &person, say, &query, false).await
}

/// Opens the request whose number was typed into the bar.
pub async fn go(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
    uri: http::Uri,
) -> Result<Response, Stop> {
    let query = ui::query(&uri);
    let found = match number::parse_short(query.text("number")) {
        Some(number) => read::by_number(&ground, number).await?,
        None => None,
    };
    let prefix = ground.settings.text(&ground::settings::registry::PREFIX);
    let may = |row: &RequestRow| policy::may(person.subject(), Permission::RequestView, row.object());
    match found.filter(may) {
        Some(row) => Ok(ui::see(&format!("/desk/requests/{}", number::short(&prefix, row.number)))),
        None => draw(&ground, &person, ui::say_for(&ground, &headers), &FormData::default(), true).await,
    }
}

async fn draw(
    ground: &Ground,
    person: &Person,
    say: Say,
    query: &FormData,
    not_found: bool,
) -> Result<Response, Stop> {
    let mut open_views = lists::views(person);
    let view = View::of(query.text("view"), &open_views);
    open_views.retain(|view| *view != View::Closed);
    let (cursor, direction) = match (cursor(query.text("after")), cursor(query.text("before"))) {
        (Some(after), _) => (Some(after), Direction::Forward),
        (None, Some(before)) => (Some(before), Direction::Back),
        (None, None) => (None, Direction::Forward),
    };
    let (lines, (has_before, has_after), (counts, held), late) =
        read_page(ground, person, view, cursor, direction).await?;
    let edge = |row: Option<&ListRow>| row.map(View::edge);
    let before = edge(lines.rows.first()).filter(|_| has_before);
    let after = edge(lines.rows.last()).filter(|_| has_after);
    let dates = Dates::of(ground, person, &say).await?;
    let rows = rows(ground, person, &say, &dates, &lines).await?;
    let shell = StaffShell::new(ground, person, say, Tab::Queue).await?;
    let paged = cursor.is_some();
    let status = if not_found { StatusCode::NOT_FOUND } else { StatusCode::OK };
    ui::with_status(
        status,
        &QueuePage { shell, view, counts, late, rows, before, after, paged, not_found, open_views, held },
    )
}

async fn read_page(
    ground: &Ground,
    person: &Person,
    view: View,
    cursor: Option<Cursor>,
    direction: Direction,
) -> Result<(Lines, (bool, bool), (Counts, i64), usize), RequestError> {
    let (person, now) = (person.clone(), ground.now());
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX) + 1;
    Ok(ground
        .db
        .read(move |conn| {
            let rows = lists::list(conn, &person, view, (cursor, direction), limit)?;
            let page = KeysetPage::from_read(rows, PAGE, direction, cursor.is_some());
            let late =
                if view == View::Closed { 0 } else { lists::late(conn, &person, view, now, MOST_LATE)? };
            let counts = (lists::counts(conn, &person)?, quarantine::counted(conn, &person)?);
            let around = (page.has_before, page.has_after);
            Ok((Lines::gather(conn, &person, page.rows)?, around, counts, late))
        })
        .await?)
}

fn cursor(text: &str) -> Option<Cursor> {
    let (at, id) = text.split_once('.')?;
    Some(Cursor { at: at.parse().ok()?, id: id.parse().ok()? })
}

impl View {
    /// All of them, in the order of the side list.
    pub const ALL: [Self; 6] =
        [Self::Mine, Self::Unallocated, Self::Team, Self::Location, Self::All, Self::Closed];

    /// The code in the address.
    pub fn code(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Unallocated => "unallocated",
            Self::Team => "team",
            Self::Location => "location",
            Self::All => "all",
            Self::Closed => "closed",
        }
    }

    /// The view of an address, out of those somebody has; without one, what nobody has yet.
    fn of(code: &str, all: &[Self]) -> Self {
        let asked = all.iter().find(|view| view.code() == code);
        let usual = || all.iter().find(|view| **view == Self::Unallocated);
        asked.or_else(usual).copied().unwrap_or(Self::Mine)
    }

    fn edge(row: &ListRow) -> String {
        format!("{}.{}", row.at(), row.id)
    }
}

impl QueuePage {
    fn name(&self, view: View) -> String {
        if view == View::Location && !self.shell.location.is_empty() {
            return self.shell.location.clone();
        }
        self.shell.say.t(format!("requests-view-{}", view.code()))
    }

    fn count(&self, view: View) -> i64 {
        match view {
            View::Mine => self.counts.mine,
            View::Unallocated => self.counts.unallocated,
            View::Team => self.counts.team,
            View::Location => self.counts.location,
            View::All => self.counts.all,
            View::Closed => self.counts.closed,
        }
    }

    fn is_closed(&self) -> bool {
        self.view == View::Closed
    }

    fn late_words(&self) -> String {
        if self.late > 100 { "100+".to_owned() } else { self.late.to_string() }
    }

    fn caption(&self) -> String {
        let key = if self.is_closed() { "requests-caption-closed" } else { "requests-caption-open" };
        self.shell.say.t1(key, "view", self.name(self.view))
    }
}
