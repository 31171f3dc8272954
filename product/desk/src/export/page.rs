//! The page: what to take out and why, and what was taken out before.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use ground::Ground;
use ground::guard::policy::allows;
use ground::guard::{Permission, Privilege, Route, Signed, StaffForm};
use ground::staff::{Person, StaffId};
use ground::ui::{self, Dates, StaffShell, Stop, Tab};
use http::{HeaderMap, StatusCode, header};
use kit_base::{DAY, HOUR};
use kit_vault::{Actor, Cell, KeyId, Purpose, Sealed};
use kit_web::form::{FormData, FormProblem};

use super::store::{self, ExportRow};
use super::{MOST, REASON, Taken, Wish, code_of, take};

/// Exports that the page shows.
const SHOWN: i64 = 50;
/// Most characters of a reason.
const LONGEST: usize = 500;

pub(super) fn routes() -> Vec<Route> {
    let sees = Privilege::Needs(Permission::StaffView);
    let takes = Privilege::Needs(Permission::ClientExport);
    vec![
        Route::get("/desk/export", "export", sees, show),
        Route::post("/desk/export", "export.take", takes, send),
    ]
}

#[derive(Template)]
#[template(path = "export/page.html")]
struct ExportPage {
    shell: StaffShell,
    may_take: bool,
    /// `open` or `closed`.
    which: String,
    from: String,
    until: String,
    reason: String,
    /// Field and what is wrong with it.
    fault: Option<(&'static str, String)>,
    rows: Vec<Row>,
}

struct Row {
    code: String,
    iso: String,
    at: String,
    who: String,
    which: String,
    reason: String,
}

async fn show(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
) -> Result<Response, Stop> {
    ui::page(&ExportPage::new(&ground, &person, &headers, &FormData::default(), None).await?)
}

async fn send(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let dates = Dates::of(&ground, &person, &say).await?;
    let refuse = async |fault| {
        let page = ExportPage::new(&ground, &person, &headers, &form, Some(fault)).await?;
        ui::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page)
    };
    let day = |name: &str| dates.end_of(&kit_base::clean_line(form.text(name)));
    let Some(from) = day("from") else { return refuse(("from", "export-fault-day")).await };
    let Some(until) = day("until") else { return refuse(("until", "export-fault-day")).await };
    // The first day counts as a whole: it begins where the day before it ends. A day has up to 25 hours.
    let from = dates.end_of(&dates.last_before(from - DAY - 2 * HOUR)).unwrap_or(from - DAY);
    if until <= from {
        return refuse(("until", "export-fault-order")).await;
    }
    let reason: String = kit_base::clean_line(form.text("reason")).chars().take(LONGEST).collect();
    if reason.is_empty() {
        return refuse(("reason", "export-fault-reason")).await;
    }
    let open = match form.text("which") {
        "open" => true,
        "closed" => false,
        _ => return Err(Stop::BadPost(FormProblem::BrokeOff)),
    };
    let wish = Wish { open, from, until };
    match take(&ground, &person, wish, &reason).await? {
        Taken::TooMany => refuse(("from", "export-fault-many")).await,
        Taken::Nothing => refuse(("from", "export-fault-none")).await,
        Taken::File(id, bytes) => {
            let name = format!("attachment; filename=\"{}.csv\"", code_of(id));
            let kind = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                (header::CONTENT_DISPOSITION, name),
            ];
            Ok((kind, bytes).into_response())
        }
    }
}

impl ExportPage {
    async fn new(
        ground: &Ground,
        person: &Person,
        headers: &HeaderMap,
        form: &FormData,
        fault: Option<(&'static str, &'static str)>,
    ) -> Result<Self, Stop> {
        let say = ui::say_for(ground, headers);
        let (book, dates) = (ground.directory.book(ground).await?, Dates::of(ground, person, &say).await?);
        let found = ground.db.read(|conn| store::newest(conn, SHOWN)).await?;
        let sealed: Vec<Sealed<'_>> = found
            .iter()
            .map(|row| Sealed {
                key: KeyId(row.key_id),
                cell: Cell { field: REASON, row: row.id },
                bytes: &row.reason_sealed,
            })
            .collect();
        let opened = ground.vault.open_many(&Actor::Staff(person.id.0), Purpose::Read, &sealed).await?;
        let text = |at: usize| {
            let bytes = opened.get(at).and_then(|one| one.as_ref().ok());
            bytes.and_then(|bytes| String::from_utf8(bytes.to_vec()).ok()).unwrap_or_default()
        };
        let line = |(at, row): (usize, &ExportRow)| Row {
            code: code_of(row.id),
            iso: dates.iso(row.at),
            at: dates.short_time(row.at),
            who: book.name(StaffId(row.staff_id)).to_owned(),
            which: say.with(
                if row.is_open { "export-was-open" } else { "export-was-closed" },
                &[
                    ("from", dates.last_before(row.from_at + 1).into()),
                    ("until", dates.last_before(row.until_at).into()),
                    ("count", row.clients.into()),
                ],
            ),
            reason: text(at),
        };
        let today = dates.last_before(dates.now() + 1);
        let typed =
            |name: &str, usual: &str| form.get(name).map_or_else(|| usual.to_owned(), kit_base::clean_line);
        Ok(Self {
            may_take: allows(person.rights, Permission::ClientExport),
            which: typed("which", "closed"),
            from: typed("from", &today),
            until: typed("until", &today),
            reason: typed("reason", ""),
            fault: fault.map(|(field, key)| (field, say.t1(key, "most", MOST))),
            rows: found.iter().enumerate().map(line).collect(),
            shell: StaffShell::new(ground, person, say, Tab::Export).await?,
        })
    }

    /// What is wrong with a field.
    fn fault(&self, field: &str) -> Option<&str> {
        self.fault.as_ref().filter(|(at, _)| *at == field).map(|(_, words)| words.as_str())
    }
}
