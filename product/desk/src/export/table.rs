//! The file: comma-separated values (RFC 4180) in UTF-8, with a mark at its beginning by which spreadsheets know that.

use ground::Ground;
use ground::clients::Identity;
use ground::settings::registry;
use ground::staff::{LocationId, Person, StaffId};
use ground::ui::{Dates, Stop};
use kit_vault::OpenError;
use kit_web::{Lang, Say};
use zeroize::Zeroizing;

use crate::requests::{self, Line, RequestRow};

/// The mark.
const BOM: &[u8] = b"\xef\xbb\xbf";
/// Headings. They are names for programs, not words for people: the same in every language.
const HEADINGS: [&str; 11] =
    ["number", "form", "location", "state", "with", "received", "due", "closed", "subject", "name", "email"];

/// What came of opening one value.
type Opened = Result<Zeroizing<Vec<u8>>, OpenError>;

/// The file of export `id`: a row a request. `places` says where the line of each stands among what was opened, and
/// whether its client follows.
pub(super) async fn of(
    ground: &Ground,
    person: &Person,
    id: i64,
    rows: &[RequestRow],
    (opened, places): (&[Opened], &[(usize, bool)]),
) -> Result<Vec<u8>, Stop> {
    let book = ground.directory.book(ground).await?;
    let dates = Dates::of(ground, person, &Say::new(ground.words.clone(), Lang::default())).await?;
    let prefix = ground.settings.text(&registry::PREFIX);
    let mut file = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(BOM.to_vec());
    let mut write = |cells: Vec<String>| {
        let cells: Vec<String> = cells.iter().map(|cell| harmless(cell)).collect();
        file.write_record(cells).map_err(Stop::internal)
    };
    write(HEADINGS.iter().chain(&["export"]).map(|name| (*name).to_owned()).collect())?;
    let when = |at: i64| if at == 0 { String::new() } else { dates.iso(at) };
    let plain = |at: usize| opened.get(at).and_then(|one| one.as_ref().ok());
    for (row, (at, has_client)) in rows.iter().zip(places) {
        let line: Option<Line> = plain(*at).and_then(|bytes| serde_json::from_slice(bytes).ok());
        let who = has_client.then(|| plain(at + 1)).flatten();
        let who: Option<Identity> = who.and_then(|bytes| serde_json::from_slice(bytes).ok());
        write(vec![
            requests::number::short(&prefix, row.number),
            row.form_key.clone(),
            book.location_name(LocationId(row.location_id)).to_owned(),
            row.state().code().to_owned(),
            book.name(StaffId(row.assignee_id)).to_owned(),
            when(row.received_at),
            when(row.due_at),
            when(row.closed_at),
            line.map(|line| line.subject).unwrap_or_default(),
            who.as_ref().and_then(|who| who.name.clone()).unwrap_or_default(),
            who.map(|who| who.email.clone()).unwrap_or_default(),
            super::code_of(id),
        ])?;
    }
    file.into_inner().map_err(|error| Stop::internal(error.into_error()))
}

/// A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it (OWASP, "CSV
/// Injection").
fn harmless(cell: &str) -> String {
    let starts = ['=', '+', '-', '@', '\t', '\r'];
    if cell.starts_with(starts) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves: v5.0.0-1.2.10
    #[test]
    fn what_begins_like_a_formula_is_none() {
        for bad in ["=1+1", "+44 20", "-2", "@SUM(A1)", "\t=1", "\r=1", "=cmd|'/C calc'!A0"] {
            assert_eq!(harmless(bad), format!("'{bad}"));
        }
        for good in ["", "Ada", "a=b", "ada@reader.example", "1-2"] {
            assert_eq!(harmless(good), good);
        }
    }
}
