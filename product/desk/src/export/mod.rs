//! Taking client data out in bulk: a permission of its own, with a proof of who one is, a reason, a bound and a trace.
//!
//! Who, when, why, which and how many is committed before anything is opened; that it was opened is in the ledger
//! before the file is given; the privacy officers are told by mail. What a person may not see is not in their file, and
//! what was forgotten is nowhere. Every row of a file carries the number of its export, so that a file that turns up can
//! be told.

mod page;
mod store;
mod table;

use ground::Ground;
use ground::audit::{self, Actor, Event};
use ground::clients::{self, ClientRow};
use ground::guard::policy::{self, Level};
use ground::guard::{Permission, Route};
use ground::people;
use ground::staff::{self, Person, StaffId};
use ground::ui::Stop;
use kit_base::Millis;
use kit_db::{Migration, Step};
use kit_vault::{Actor as Opener, Cell, FieldId, Padding, Purpose, Sealed};

use crate::requests::{self, RequestRow};
use store::ExportRow;

/// The tables of this slice.
pub const MIGRATIONS: &[Migration] = &[Migration {
    number: 55,
    name: "client_export",
    step: Step::Both(include_str!("migrations/0055_export.sql")),
}];

/// The addresses of this slice.
pub fn routes() -> Vec<Route> {
    page::routes()
}

/// Why data was taken out, in words.
const REASON: FieldId = FieldId(231);
/// Most requests of one file.
const MOST: usize = 1_000;

/// The number of an export as a file and the page have it: no spreadsheet takes it for a number and rounds it.
fn code_of(id: i64) -> String {
    format!("export-{id:x}")
}

/// What is to be taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wish {
    /// Open requests by their date, or closed ones by when they were closed.
    open: bool,
    /// From then on,
    from: Millis,
    /// and before then.
    until: Millis,
}

/// What came of it.
enum Taken {
    /// The file: its number and its bytes.
    File(i64, Vec<u8>),
    /// More than [`MOST`]: nothing was opened.
    TooMany,
    /// There is nothing.
    Nothing,
}

/// Takes out what `person` may see of `wish`.
async fn take(ground: &Ground, person: &Person, wish: Wish, reason: &str) -> Result<Taken, Stop> {
    let reader = person.clone();
    let found = ground.db.read(move |conn| {
        let rows = requests::between(conn, &reader, wish.open, (wish.from, wish.until), MOST + 1)?;
        let many = rows.len() > MOST;
        let visible = |row: &RequestRow| policy::may(reader.subject(), Permission::RequestView, row.object());
        let seen: Vec<RequestRow> = rows.into_iter().filter(|row| visible(row) && !row.is_erased()).collect();
        let clients = clients::all(conn, &seen.iter().map(|row| row.client_id).collect::<Vec<_>>())?;
        Ok((many, seen, clients))
    });
    let (many, rows, clients) = found.await?;
    if many {
        return Ok(Taken::TooMany);
    }
    if rows.is_empty() {
        return Ok(Taken::Nothing);
    }
    let id = note(ground, person, wish, reason, rows.len()).await?;
    let mut sealed: Vec<Sealed<'_>> = Vec::with_capacity(rows.len() * 2);
    let mut places = Vec::with_capacity(rows.len());
    for row in &rows {
        let client = clients.iter().find(|client| client.id == row.client_id).and_then(ClientRow::whole);
        places.push((sealed.len(), client.is_some()));
        sealed.push(row.line());
        sealed.extend(client);
    }
    let opened = ground.vault.open_many(&Opener::Staff(person.id.0), Purpose::Export, &sealed).await?;
    // That it was opened is on disk before anything of it is given; else nothing is.
    ground.accounting.durable().await?;
    Ok(Taken::File(id, table::of(ground, person, id, &rows, (&opened, &places)).await?))
}

/// Commits who takes out what and why, and has the privacy officers told.
async fn note(
    ground: &Ground,
    person: &Person,
    wish: Wish,
    reason: &str,
    clients: usize,
) -> Result<i64, Stop> {
    let key = staff::key_of(ground, person.id).await?;
    let (id, now) = (ground.id(), ground.now());
    let row = ExportRow {
        id,
        staff_id: person.id.0,
        key_id: key.id().0,
        at: now,
        is_open: wish.open,
        from_at: wish.from,
        until_at: wish.until,
        clients: clients as i64,
        reason_sealed: ground.vault.seal(
            &key,
            Cell { field: REASON, row: id },
            reason.as_bytes(),
            Padding::Short,
        ),
    };
    let event = Event {
        id: ground.id(),
        at: now,
        actor: Actor::Staff(person.id.0),
        kind: "clients.exported",
        subject_kind: "export",
        subject_id: id,
        params: serde_json::json!({ "clients": clients, "open": wish.open, "from": wish.from, "until": wish.until }),
    };
    let book = ground.directory.book(ground).await?;
    let officers = book.enabled().into_iter().filter(|card| card.level == Level::PrivacyOfficer);
    let mails: Vec<((i64, i64), StaffId)> = if ground.site.mail {
        officers.map(|card| ((ground.id(), ground.id()), card.id)).collect()
    } else {
        Vec::new()
    };
    let written = ground.db.write(move |conn| {
        store::insert(conn, &row)?;
        for (ids, who) in &mails {
            people::tell_of_export(conn, *ids, *who, now)?;
        }
        audit::record(conn, &event)
    });
    written.await?;
    ground.bell.ring();
    Ok(id)
}
