//! Many accounts at once, from a table: shown line by line first, made afterwards.

use std::collections::HashSet;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use kit_base::EmailAddress;
use kit_web::Say;

use super::accounts::{Form, send_link};
use crate::Ground;
use crate::guard::{Signed, StaffForm};
use crate::staff::{self, AccountChange, Book, NewStaff, Person, StaffError};
use crate::ui::{self, StaffShell, Stop, Tab};

/// Most accounts at once.
const MOST: usize = 500;

#[derive(Template)]
#[template(path = "people/import.html")]
struct ImportPage {
    shell: StaffShell,
    text: String,
    lines: Vec<Line>,
    /// How many lines say an account that can be made.
    good: usize,
    error: Option<String>,
    /// How many were made, once they were.
    made: Option<usize>,
}

/// A line of the table, and what becomes of it.
struct Line {
    number: usize,
    name: String,
    email: String,
    /// What speaks against it.
    fault: Option<String>,
}

/// A line as it is read.
struct Read {
    form: Form,
    account: Result<AccountChange, &'static str>,
}

pub(super) async fn blank(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let page = ImportPage::new(&ground, &person, say, String::new()).await?;
    ui::page(&page)
}

pub(super) async fn send(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let text = form.text("text").to_owned();
    let book = ground.directory.book(&ground).await?;
    let mut page = ImportPage::new(&ground, &person, say, text).await?;
    let read = match read(&page.text, &book) {
        Ok(read) => read,
        Err(why) => {
            page.error = Some(page.shell.say.t1(why, "most", MOST));
            return ui::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let really = form.text("really") == "yes";
    let mut made = 0;
    for (at, one) in read.into_iter().enumerate() {
        let mut fault = one.account.as_ref().err().copied();
        if let Ok(account) = &one.account {
            // Looked up too when nothing is made yet, so that the list tells what will become of each.
            let taken = staff::credentials(&ground, &account.email).await?.is_some();
            if taken {
                fault = Some("people-fault-taken");
            } else if really {
                fault = add(&ground, &person, account, &page.shell.say).await?;
                made += usize::from(fault.is_none());
            }
        }
        let fault = fault.map(|key| page.shell.say.t(key));
        page.good += usize::from(fault.is_none());
        page.lines.push(Line { number: at + 1, name: one.form.name, email: one.form.email, fault });
    }
    page.made = really.then_some(made);
    ui::page(&page)
}

async fn add(
    ground: &Ground,
    person: &Person,
    account: &AccountChange,
    say: &Say,
) -> Result<Option<&'static str>, Stop> {
    let AccountChange { name, email, level, location, role, .. } = account;
    let (level, location, role) = (*level, *location, *role);
    let new = NewStaff { name, email, level, location, role, teams: Vec::new() };
    match staff::add_by(ground, person, &new).await {
        Ok(id) => {
            send_link(ground, person, id, say, true).await?;
            Ok(None)
        }
        Err(StaffError::AddressTaken) => Ok(Some("people-fault-taken")),
        Err(error) => Err(error.into()),
    }
}

/// Reads name, address, level and code of the location from each line (RFC 4180); a first line of headings is
/// passed over.
fn read(text: &str, book: &Book) -> Result<Vec<Read>, &'static str> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut all = Vec::new();
    let mut seen = HashSet::new();
    for record in reader.records() {
        let record = record.map_err(|_| "people-import-unreadable")?;
        let field = |at: usize| record.get(at).map(kit_base::clean_line).unwrap_or_default();
        if all.is_empty() && !field(1).contains('@') && record.len() == 4 && seen.is_empty() {
            seen.insert(String::new());
            continue;
        }
        if record.iter().all(str::is_empty) {
            continue;
        }
        let code = field(3);
        let place = book.locations().iter().find(|place| place.code.eq_ignore_ascii_case(&code));
        let form = Form {
            name: field(0),
            email: field(1),
            level: field(2).to_lowercase(),
            location: place.map_or(0, |place| place.id),
            enabled: true,
            ..Form::default()
        };
        let mut account = form.judge(book).map_err(|faults| faults.first().map_or("", |(_, key)| *key));
        let normal = EmailAddress::parse(&form.email).map(|email| email.normal());
        if normal.is_ok_and(|email| !seen.insert(email)) {
            account = Err("people-fault-twice");
        }
        all.push(Read { form, account });
        if all.len() > MOST {
            return Err("people-import-long");
        }
    }
    if all.is_empty() { Err("people-import-empty") } else { Ok(all) }
}

impl ImportPage {
    async fn new(ground: &Ground, person: &Person, say: Say, text: String) -> Result<Self, Stop> {
        let shell = StaffShell::new(ground, person, say, Tab::People).await?;
        Ok(Self { shell, text, lines: Vec::new(), good: 0, error: None, made: None })
    }
}
