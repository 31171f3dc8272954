use askama::Template;
use axum::extract::State;
use axum::response::Response;
use ground::Ground;
use ground::guard::Signed;
use ground::outbox;
use ground::ui::{self, Dates, StaffShell, Stop, Tab};
use http::HeaderMap;
use kit_base::Direction;

use super::row::{Lines, Row, rows};
use crate::requests::held::store as quarantine;
use crate::requests::lists::{self, View};
use crate::requests::store::Counts;

/// Lines of each list on the page.
const LINES: i64 = 10;

#[derive(Template)]
#[template(path = "requests/staff/home.html")]
struct HomePage {
    shell: StaffShell,
    day: (String, String),
    counts: Counts,
    late: usize,
    mine: Vec<Row>,
    unallocated: Vec<Row>,
    views: Vec<View>,
    mail: outbox::Counts,
    /// Questions that look automatic, as far as this person may decide about them.
    held: i64,
}

pub async fn show(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let (who, now) = (person.clone(), ground.now());
    let (mine, unallocated, late, (counts, mail, held)) = ground
        .db
        .read(move |conn| {
            let start = (None, Direction::Forward);
            let mine = lists::list(conn, &who, View::Mine, start, LINES)?;
            let mine = Lines::gather(conn, &who, mine)?;
            let unallocated = lists::list(conn, &who, View::Unallocated, start, LINES)?;
            let unallocated = Lines::gather(conn, &who, unallocated)?;
            let late = lists::late(conn, &who, View::Mine, now, 101)?;
            let counts =
                (lists::counts(conn, &who)?, outbox::counts(conn)?, quarantine::counted(conn, &who)?);
            Ok((mine, unallocated, late, counts))
        })
        .await?;
    let dates = Dates::of(&ground, &person, &say).await?;
    let day = (dates.iso(now), dates.day(now));
    let mine = rows(&ground, &person, &say, &dates, &mine).await?;
    let unallocated = rows(&ground, &person, &say, &dates, &unallocated).await?;
    let shell = StaffShell::new(&ground, &person, say, Tab::Home).await?;
    let views = lists::views(&person);
    ui::page(&HomePage { shell, day, counts, late, mine, unallocated, views, mail, held })
}

impl HomePage {
    fn has(&self, view: View) -> bool {
        self.views.contains(&view)
    }

    fn late_words(&self) -> String {
        if self.late > 100 { "100+".to_owned() } else { self.late.to_string() }
    }
}
