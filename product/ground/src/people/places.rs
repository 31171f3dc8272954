//! Pages about locations.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use http::{HeaderMap, StatusCode};
use kit_web::Say;
use kit_web::form::FormData;

use crate::Ground;
use crate::guard::{Signed, StaffForm};
use crate::policy::{Permission, allows};
use crate::staff::{self, Changed, LocationCard, LocationId, Person, Place, StaffError};
use crate::ui::{self, StaffShell, Stop, Tab};

/// Most characters of a code and of a name.
const CODE: usize = 4;
const NAME: usize = 50;
/// Most holidays.
const HOLIDAYS: usize = 400;
/// The days of a week, as ends of the keys of their names.
const WEEK: [u8; 7] = [1, 2, 3, 4, 5, 6, 7];

#[derive(Template)]
#[template(path = "people/places.html")]
struct ListPage {
    shell: StaffShell,
    rows: Vec<Line>,
    manages: bool,
}

struct Line {
    id: i64,
    code: String,
    name: String,
    zone: String,
    hours: String,
}

#[derive(Template)]
#[template(path = "people/place.html")]
struct PlacePage {
    shell: StaffShell,
    /// 0 for a new one.
    id: i64,
    title: String,
    form: Form,
    /// Number of the day, its name, whether it is a working day.
    days: Vec<(u8, String, bool)>,
    zones: Vec<&'static str>,
    faults: Vec<(&'static str, String)>,
    manages: bool,
    said: Option<String>,
}

/// What stands in the fields.
struct Form {
    code: String,
    name: String,
    zone: String,
    opens: String,
    closes: String,
    days: i32,
    holidays: String,
}

pub(super) async fn list(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let book = ground.directory.book(&ground).await?;
    let line = |place: &LocationCard| Line {
        id: place.id,
        code: place.code.clone(),
        name: place.name.clone(),
        zone: place.time_zone.clone(),
        hours: format!("{}–{}", clock(place.opens_minute), clock(place.closes_minute)),
    };
    let rows = book.locations().iter().map(line).collect();
    let manages = allows(person.rights, Permission::StaffManage);
    let shell = StaffShell::new(&ground, &person, say, Tab::Locations).await?;
    ui::page(&ListPage { shell, rows, manages })
}

pub(super) async fn blank(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let book = ground.directory.book(&ground).await?;
    // A new branch is likely to keep the hours of the one its administrator works at.
    let form = match book.location(person.location) {
        Some(like) => Form { code: String::new(), name: String::new(), ..Form::of(like) },
        None => Form::read(&FormData::default()),
    };
    let page = PlacePage::new(&ground, &person, say, 0, form).await?;
    ui::page(&page)
}

pub(super) async fn show(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(id): Path<String>,
    headers: HeaderMap,
    uri: http::Uri,
) -> Result<Response, Stop> {
    let query = ui::query(&uri);
    let say = ui::say_for(&ground, &headers);
    let id = id_of(&id)?;
    let said = ["added", "changed"].into_iter().find(|said| *said == query.text("said"));
    let said = said.map(|said| say.t(format!("people-place-{said}")));
    let book = ground.directory.book(&ground).await?;
    let form = Form::of(book.location(id).ok_or(Stop::NotFound)?);
    let mut page = PlacePage::new(&ground, &person, say, id.0, form).await?;
    page.said = said;
    ui::page(&page)
}

pub(super) async fn add(
    State(ground): State<Ground>,
    Signed(person): Signed,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let form = Form::read(&form);
    let place = match form.judge() {
        Ok(place) => place,
        Err(faults) => return refuse(&ground, &person, say, 0, form, faults).await,
    };
    match staff::add_place(&ground, &person, &place).await {
        Ok(id) => Ok(ui::see(&format!("/desk/locations/{}?said=added", id.0))),
        Err(StaffError::CodeTaken) => {
            let faults = vec![("code", "people-fault-code-taken")];
            refuse(&ground, &person, say, 0, form, faults).await
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn change(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(id): Path<String>,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let (id, mut form) = (id_of(&id)?, Form::read(&form));
    let book = ground.directory.book(&ground).await?;
    // Settings and figures name locations by their code: it stays.
    form.code.clone_from(&book.location(id).ok_or(Stop::NotFound)?.code);
    let place = match form.judge() {
        Ok(place) => place,
        Err(faults) => return refuse(&ground, &person, say, id.0, form, faults).await,
    };
    match staff::change_place(&ground, &person, id, &place).await {
        Ok(Changed::Done) => Ok(ui::see(&format!("/desk/locations/{}?said=changed", id.0))),
        Ok(_) => Err(Stop::NotFound),
        Err(StaffError::CodeTaken) => {
            let faults = vec![("code", "people-fault-code-taken")];
            refuse(&ground, &person, say, id.0, form, faults).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn refuse(
    ground: &Ground,
    person: &Person,
    say: Say,
    id: i64,
    form: Form,
    faults: Vec<(&'static str, &'static str)>,
) -> Result<Response, Stop> {
    let faults = faults.into_iter().map(|(field, key)| (field, say.t(key))).collect();
    let mut page = PlacePage::new(ground, person, say, id, form).await?;
    page.faults = faults;
    ui::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn id_of(text: &str) -> Result<LocationId, Stop> {
    text.parse().map(LocationId).map_err(|_| Stop::NotFound)
}

/// A minute of the day as `9:30`.
fn clock(minute: i32) -> String {
    format!("{}:{:02}", minute / 60, minute % 60)
}

/// The minute of the day that `9:30` or `09:30` names.
fn minute(text: &str) -> Option<i32> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
}

impl Form {
    fn of(place: &LocationCard) -> Self {
        let day = |number: &i32| {
            let days = u64::try_from(*number).ok()?;
            NaiveDate::default().checked_add_days(Days::new(days)).map(|date| date.to_string())
        };
        Self {
            code: place.code.clone(),
            name: place.name.clone(),
            zone: place.time_zone.clone(),
            opens: clock(place.opens_minute),
            closes: clock(place.closes_minute),
            days: place.work_days,
            holidays: place.holidays.iter().filter_map(day).collect::<Vec<_>>().join("\n"),
        }
    }

    fn read(form: &FormData) -> Self {
        let line = |name: &str| kit_base::clean_line(form.text(name));
        let days = form.all("day").filter_map(|day| day.parse::<u8>().ok());
        let days = days.filter(|day| WEEK.contains(day)).fold(0, |all, day| all | 1 << (day - 1));
        Self {
            code: line("code").to_uppercase(),
            name: line("name"),
            zone: line("zone"),
            opens: line("opens"),
            closes: line("closes"),
            days,
            holidays: form.text("holidays").replace("\r\n", "\n"),
        }
    }

    /// The location it says, or which fields cannot be taken, and why.
    fn judge(&self) -> Result<Place, Vec<(&'static str, &'static str)>> {
        let mut faults = Vec::new();
        let letters = self.code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if self.code.is_empty() || self.code.len() > CODE || !letters {
            faults.push(("code", "people-fault-code"));
        }
        if self.name.is_empty() || self.name.chars().count() > NAME {
            faults.push(("name", "people-fault-place-name"));
        }
        let zone: Option<Tz> = self.zone.parse().ok();
        if zone.is_none() {
            faults.push(("zone", "people-fault-zone"));
        }
        let hours = minute(&self.opens).zip(minute(&self.closes)).filter(|(opens, closes)| opens < closes);
        if hours.is_none() {
            faults.push(("opens", "people-fault-hours"));
        }
        if self.days == 0 {
            faults.push(("days", "people-fault-days"));
        }
        let lines = self.holidays.lines().map(str::trim).filter(|line| !line.is_empty());
        let day = |line: &str| {
            let date: NaiveDate = line.parse().ok()?;
            let number = date.signed_duration_since(NaiveDate::default()).num_days();
            i32::try_from(number).ok().filter(|number| *number >= 0)
        };
        let mut holidays: Vec<i32> = Vec::new();
        let all: Option<Vec<i32>> = lines.map(day).collect();
        match all {
            Some(all) if all.len() <= HOLIDAYS => holidays = all,
            _ => faults.push(("holidays", "people-fault-holidays")),
        }
        holidays.sort_unstable();
        holidays.dedup();
        match (zone, hours) {
            (Some(time_zone), Some(hours)) if faults.is_empty() => Ok(Place {
                code: self.code.clone(),
                name: self.name.clone(),
                time_zone,
                hours,
                work_days: self.days,
                holidays,
            }),
            _ => Err(faults),
        }
    }
}

impl PlacePage {
    async fn new(ground: &Ground, person: &Person, say: Say, id: i64, form: Form) -> Result<Self, Stop> {
        let book = ground.directory.book(ground).await?;
        if id != 0 && book.location(LocationId(id)).is_none() {
            return Err(Stop::NotFound);
        }
        let day =
            |number: u8| (number, say.t(format!("weekday-{number}")), form.days & (1 << (number - 1)) != 0);
        Ok(Self {
            id,
            title: book.location_name(LocationId(id)).to_owned(),
            days: WEEK.into_iter().map(day).collect(),
            zones: chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).collect(),
            faults: Vec::new(),
            manages: allows(person.rights, Permission::StaffManage),
            said: None,
            form,
            shell: StaffShell::new(ground, person, say, Tab::Locations).await?,
        })
    }

    /// What is wrong with a field.
    fn fault(&self, field: &str) -> Option<&str> {
        self.faults.iter().find(|(at, _)| *at == field).map(|(_, words)| words.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(holidays: &str, opens: &str, closes: &str) -> Form {
        let pairs =
            [("code", "MAIN"), ("name", "Main"), ("zone", "Europe/Berlin"), ("day", "1"), ("day", "7")];
        let more = [("opens", opens), ("closes", closes), ("holidays", holidays)];
        Form::read(&FormData::from_pairs(pairs.into_iter().chain(more)))
    }

    #[test]
    fn hours_and_holidays_are_read_as_people_write_them() {
        let place = form("2026-12-25\r\n\r\n 1970-01-02\r\n2026-12-25", "9:30", "17:00").judge().unwrap();
        assert_eq!((place.hours, place.work_days), ((570, 1020), 0b100_0001));
        assert_eq!(place.holidays, [1, 20_812]);
        for (holidays, opens, closes, field) in [
            ("25.12.2026", "9:00", "17:00", "holidays"),
            ("1960-01-01", "9:00", "17:00", "holidays"),
            ("", "17:00", "9:00", "opens"),
            ("", "9", "17:00", "opens"),
            ("", "9:00", "24:00", "opens"),
        ] {
            let faults = form(holidays, opens, closes).judge().unwrap_err();
            assert_eq!(faults.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [field]);
        }
    }
}
