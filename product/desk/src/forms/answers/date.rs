use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime};

use super::super::model::When;
use super::super::notation::{Notation, Part};
use super::fault::Problem;

/// The parts of a date as typed.
pub(super) struct Typed<'a> {
    pub(super) day: &'a str,
    pub(super) month: &'a str,
    pub(super) year: &'a str,
}

impl Typed<'_> {
    /// Whether nothing was typed at all.
    pub(super) fn is_empty(&self) -> bool {
        [self.day, self.month, self.year].iter().all(|part| part.trim().is_empty())
    }

    /// The day, which the calendar has and `when` allows.
    pub(super) fn read(
        &self,
        when: When,
        today: NaiveDate,
        notation: &Notation,
    ) -> Result<NaiveDate, Problem> {
        self.complete()?;
        let day = digits(self.day, notation, 1..=2).filter(|day| (1..=31).contains(day));
        let day = day.ok_or_else(|| Problem::new("date-day").at(&[Part::Day]))?;
        let month =
            notation.month(self.month).ok_or_else(|| Problem::new("date-month").at(&[Part::Month]))?;
        let year = digits(self.year, notation, 4..=4).filter(|year| *year >= 1_000);
        let year = year.ok_or_else(|| Problem::new("date-year").at(&[Part::Year]))? as i32;
        let date = NaiveDate::from_ymd_opt(year, month, day);
        let date = date.ok_or_else(|| not_in_month(year, month, notation))?;
        let all = [Part::Day, Part::Month, Part::Year];
        match when {
            When::Coming if date < today => Err(Problem::new("date-past").at(&all)),
            When::Past if date > today => Err(Problem::new("date-future").at(&all)),
            _ => Ok(date),
        }
    }

    fn complete(&self) -> Result<(), Problem> {
        let parts = [(Part::Day, self.day), (Part::Month, self.month), (Part::Year, self.year)];
        let empty: Vec<Part> =
            parts.iter().filter(|(_, typed)| typed.trim().is_empty()).map(|(part, _)| *part).collect();
        match empty.as_slice() {
            [] => Ok(()),
            [Part::Day] => Err(Problem::new("date-no-day").at(&empty)),
            [Part::Month] => Err(Problem::new("date-no-month").at(&empty)),
            [Part::Year] => Err(Problem::new("date-no-year").at(&empty)),
            _ => Err(Problem::new("date-incomplete").at(&empty)),
        }
    }
}

/// A time of day: `14:30`, `14.30`, `1430`, `9`, `2 pm`, `2.30 p.m.`
pub(super) fn time(typed: &str, notation: &Notation) -> Result<NaiveTime, Problem> {
    if typed.trim().is_empty() {
        return Err(Problem::new("date-no-time").at(&[Part::Time]));
    }
    clock(typed, notation).ok_or_else(|| Problem::new("date-time").at(&[Part::Time]))
}

fn clock(typed: &str, notation: &Notation) -> Option<NaiveTime> {
    let plain = notation.plain_digits(typed).to_lowercase();
    let plain: String = plain.chars().filter(|c| !c.is_whitespace()).collect();
    let (plain, half) = ["a.m.", "am", "p.m.", "pm"]
        .into_iter()
        .find_map(|end| plain.strip_suffix(end).map(|rest| (rest.to_owned(), Some(end.starts_with('p')))))
        .unwrap_or((plain, None));
    let (hour, minute) = match plain.split_once([':', '.', 'h']) {
        Some((hour, minute)) if minute.len() == 2 => (hour.to_owned(), minute.to_owned()),
        Some(_) => return None,
        None if (3..=4).contains(&plain.len()) && plain.is_ascii() => {
            let (hour, minute) = plain.split_at(plain.len() - 2);
            (hour.to_owned(), minute.to_owned())
        }
        None => (plain, "00".to_owned()),
    };
    let hour = digits(&hour, notation, 1..=2)?;
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
    };
    NaiveTime::from_hms_opt(hour, digits(&minute, notation, 2..=2)?, 0)
}

fn digits(typed: &str, notation: &Notation, length: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let plain = notation.plain_digits(typed.trim().trim_end_matches('.'));
    let fits = length.contains(&plain.len()) && plain.chars().all(|c| c.is_ascii_digit());
    if fits { plain.parse().ok() } else { None }
}

fn not_in_month(year: i32, month: u32, notation: &Notation) -> Problem {
    let first = NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default();
    let last = (first + Months::new(1)).checked_sub_days(Days::new(1)).unwrap_or(first).day();
    Problem::new("date-not-in-month")
        .at(&[Part::Day])
        .with("month", notation.month_name(month))
        .with("year", notation.digits(&year.to_string()))
        .with("last", notation.digits(&last.to_string()))
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::english;
    use super::*;
    use proptest::prelude::*;

    fn read(day: &str, month: &str, year: &str, when: When) -> Result<String, String> {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let typed = Typed { day, month, year };
        let date = typed.read(when, today, &Notation::of(&english()));
        date.map(|date| date.to_string())
            .map_err(|p| p.of(&super::super::super::tests::a_date(), "en").code.to_owned())
    }

    #[test]
    fn dates_are_read_and_the_part_that_is_wrong_is_named() {
        let any = |day, month, year| read(day, month, year, When::Any);
        assert_eq!(any("14", "12", "2026"), Ok("2026-12-14".to_owned()));
        assert_eq!(any(" 4.", "dec", "2026 "), Ok("2026-12-04".to_owned()));
        assert_eq!(any("04", "February", "1903"), Ok("1903-02-04".to_owned()));
        assert_eq!(any("29", "2", "2024"), Ok("2024-02-29".to_owned()));
        for (day, month, year, code) in [
            ("29", "2", "2026", "date-not-in-month"),
            ("31", "4", "2026", "date-not-in-month"),
            ("", "2", "2026", "date-no-day"),
            ("1", " ", "2026", "date-no-month"),
            ("1", "2", "", "date-no-year"),
            ("1", "", "", "date-incomplete"),
            ("0", "2", "2026", "date-day"),
            ("32", "1", "2026", "date-day"),
            ("1st", "1", "2026", "date-day"),
            ("1", "13", "2026", "date-month"),
            ("1", "Smarch", "2026", "date-month"),
            ("1", "1", "26", "date-year"),
            ("1", "1", "0026", "date-year"),
            ("1", "1", "20266", "date-year"),
            ("-1", "1", "2026", "date-day"),
            ("1", "1", "-202", "date-year"),
        ] {
            assert_eq!(any(day, month, year), Err(code.to_owned()), "{day} {month} {year}");
        }
    }

    #[test]
    fn today_is_neither_past_nor_to_come() {
        assert!(
            read("24", "11", "2026", When::Coming).is_ok() && read("24", "11", "2026", When::Past).is_ok()
        );
        assert_eq!(read("23", "11", "2026", When::Coming), Err("date-past".to_owned()));
        assert_eq!(read("25", "11", "2026", When::Past), Err("date-future".to_owned()));
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        let notation = Notation::of(&english());
        let read = |typed| time(typed, &notation).map(|t| t.format("%H:%M").to_string()).unwrap_or_default();
        for (typed, expected) in [
            ("14:30", "14:30"),
            ("14.30", "14:30"),
            ("1430", "14:30"),
            ("930", "09:30"),
            ("9", "09:00"),
            ("9 am", "09:00"),
            ("2.30 p.m.", "14:30"),
            ("12 pm", "12:00"),
            ("12am", "00:00"),
            ("14h30", "14:30"),
            ("24:00", ""),
            ("14:60", ""),
            ("14:3", ""),
            ("13 pm", ""),
            ("0 am", ""),
            ("noon", ""),
            ("", ""),
            ("é0", ""),
            ("1é0", ""),
            ("12345", ""),
            (":30", ""),
        ] {
            assert_eq!(read(typed), expected, "{typed:?}");
        }
    }

    proptest! {
        #[test]
        fn reading_never_panics(a in "\\PC{0,6}", b in "\\PC{0,12}", c in "\\PC{0,6}", t in "\\PC{0,10}") {
            let _ = read(&a, &b, &c, When::Coming);
            let _ = time(&t, &Notation::of(&english()));
        }
    }
}
