use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use kit_base::Millis;
use kit_web::{Arg, Say};

use crate::Ground;
use crate::staff::{Person, StaffError};

/// Puts times into words, in a zone and a language, as seen from now.
#[derive(Debug, Clone)]
pub struct Dates {
    zone: Tz,
    now: Millis,
    say: Say,
}

impl Dates {
    /// Words for a reader in the IANA time zone `zone`; UTC when it has no such name.
    pub fn new(zone: &str, now: Millis, say: Say) -> Self {
        Self { zone: zone.parse().unwrap_or(Tz::UTC), now, say }
    }

    /// Words for `person`, in the time zone of their location.
    ///
    /// # Errors
    /// Those of the databases.
    pub async fn of(ground: &Ground, person: &Person, say: &Say) -> Result<Self, StaffError> {
        let book = ground.directory.book(ground).await?;
        let zone = book.location(person.location).map_or("UTC", |place| place.time_zone.as_str());
        Ok(Self::new(zone, ground.now(), say.clone()))
    }

    /// Words for a reader whose zone nobody knows.
    pub fn utc(now: Millis, say: Say) -> Self {
        Self { zone: Tz::UTC, now, say }
    }

    /// For the `datetime` attribute: `2026-11-24T09:14Z`.
    pub fn iso(&self, at: Millis) -> String {
        let at = utc(at);
        let (date, time) = (at.date_naive(), at.time());
        let year = u32::try_from(date.year()).unwrap_or(0);
        // Fifty rows of a list want a hundred of them: without the machinery of `format!`.
        let mut all = String::with_capacity(17);
        two(&mut all, year / 100);
        two(&mut all, year % 100);
        for (mark, value) in
            [('-', date.month()), ('-', date.day()), ('T', time.hour()), (':', time.minute())]
        {
            all.push(mark);
            two(&mut all, value);
        }
        all.push('Z');
        all
    }

    /// `Tuesday 24 November 2026`.
    pub fn day(&self, at: Millis) -> String {
        self.words("date-day", at, &["weekday", "day", "month", "year"])
    }

    /// `Tuesday 24 November 2026, 9:14`.
    pub fn day_time(&self, at: Millis) -> String {
        self.words("date-day-time", at, &["weekday", "day", "month", "year", "hour", "minute"])
    }

    /// `24 Nov 2026, 9:14`.
    pub fn short_time(&self, at: Millis) -> String {
        self.words("date-short-time", at, &["day", "mon", "year", "hour", "minute"])
    }

    /// `24 Nov, 9:14`, with the year when it is another one.
    pub fn brief(&self, at: Millis) -> String {
        let same = self.local(at).year() == self.local(self.now).year();
        if same {
            self.words("date-brief", at, &["day", "mon", "hour", "minute"])
        } else {
            self.short_time(at)
        }
    }

    /// `24 Nov`, with the year when it is another one.
    pub fn short(&self, at: Millis) -> String {
        let same = self.local(at).year() == self.local(self.now).year();
        if same {
            self.words("date-short", at, &["day", "mon"])
        } else {
            self.words("date-short-year", at, &["day", "mon", "year"])
        }
    }

    /// `9:14`.
    pub fn time(&self, at: Millis) -> String {
        self.words("date-time", at, &["hour", "minute"])
    }

    /// For a list: the time today, `yesterday`, else the short date.
    pub fn near(&self, at: Millis) -> String {
        match self.days_from_today(at) {
            0 => self.time(at),
            -1 => self.say.t("date-yesterday"),
            _ => self.short(at),
        }
    }

    /// Whole days from today to the day of `at`, in the reader's zone: 0 today, 1 tomorrow.
    pub fn days_from_today(&self, at: Millis) -> i64 {
        (self.local(at).date_naive() - self.local(self.now).date_naive()).num_days()
    }

    /// The end of a day that is written as `2026-12-31`; none where it is written otherwise, or lies before 1970.
    pub fn end_of(&self, day: &str) -> Option<Millis> {
        let next = day.parse::<NaiveDate>().ok()?.succ_opt()?.and_hms_opt(0, 0, 0)?;
        // Where the clock skips midnight, the day begins an hour later.
        let later = next + chrono::Duration::hours(1);
        let begins = |at| self.zone.from_local_datetime(&at).earliest();
        let at = begins(next).or_else(|| begins(later))?.timestamp_millis();
        (at > 0).then_some(at)
    }

    /// The last day before `end`, written as in `2026-12-31`.
    pub fn last_before(&self, end: Millis) -> String {
        self.local(end - 1).date_naive().to_string()
    }

    /// Now.
    pub fn now(&self) -> Millis {
        self.now
    }

    fn local(&self, at: Millis) -> DateTime<Tz> {
        utc(at).with_timezone(&self.zone)
    }

    /// The text `key` with the parts of the time that it may name.
    fn words(&self, key: &str, at: Millis, parts: &[&'static str]) -> String {
        let local = self.local(at);
        let part = |name: &str| match name {
            "weekday" => self.say.t(format!("weekday-{}", local.weekday().number_from_monday())),
            "month" => self.say.t(format!("month-{}", local.month())),
            "mon" => self.say.t(format!("mon-{}", local.month())),
            "day" => local.day().to_string(),
            "year" => local.year().to_string(),
            "hour" => local.hour().to_string(),
            _ => format!("{:02}", local.minute()),
        };
        let args: Vec<(&str, Arg)> = parts.iter().map(|name| (*name, part(name).into())).collect();
        self.say.with(key, &args)
    }
}

fn utc(at: Millis) -> DateTime<Utc> {
    Utc.timestamp_millis_opt(at).single().unwrap_or_default()
}

/// The last two digits of `value`.
fn two(all: &mut String, value: u32) {
    all.extend([value / 10 % 10, value % 10].into_iter().filter_map(|digit| char::from_digit(digit, 10)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use kit_web::{Lang, Words};
    use std::sync::Arc;

    #[test]
    fn times_are_told_in_the_readers_zone() {
        let words = Arc::new(Words::new(&[("en", vec![include_str!("en.ftl")])]).unwrap());
        // 2026-11-24T23:30:00Z is already the 25th in Berlin.
        let at = 1_795_563_000_000;
        let dates = Dates::new("Europe/Berlin", at + 1_000, Say::new(words, Lang::default()));
        assert_eq!(dates.day(at), "Wednesday 25 November 2026");
        assert_eq!(dates.near(at), "0:30");
        assert_eq!(dates.near(at - kit_base::HOUR), "yesterday");
        assert_eq!(dates.near(at - 40 * kit_base::DAY), "16 Oct");
        assert_eq!(dates.iso(at), "2026-11-24T23:30Z");
        let end = dates.end_of("2026-12-31").unwrap();
        assert_eq!(end, 1_798_758_000_000, "2027-01-01T00:00 there");
        assert_eq!(dates.last_before(end), "2026-12-31");
        assert_eq!(dates.end_of("31.12.2026"), None);
        assert_eq!(dates.end_of("1950-01-01"), None);
    }
}
