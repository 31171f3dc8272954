//! When an answer is due: working days of a location, in its own time zone. The only place that does
//! arithmetic with days and hours.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;
use ground::staff::LocationCard;
use kit_base::Millis;

/// The version of the rule below, stored beside every date it made.
pub const RULE: i32 = 1;

/// The end of the `days`-th working day after the day of `received`: the closing time of `place`.
///
/// What comes in on a day off counts from the next day on, like everything else; so nobody is ever due at
/// night or on a Sunday.
pub fn due(received: Millis, days: u32, place: &LocationCard) -> Millis {
    let zone: Tz = place.time_zone.parse().unwrap_or(Tz::UTC);
    let mut day = local(received, zone).date_naive();
    let mut left = days.max(1);
    // A location without a working day would never end: then every day counts.
    let works = |date: NaiveDate| {
        let day = 1 << date.weekday().num_days_from_monday();
        let open = place.work_days == 0 || place.work_days & day != 0;
        open && place.holidays.binary_search(&day_number(date)).is_err()
    };
    while left > 0 {
        day = day.checked_add_days(Days::new(1)).unwrap_or(day);
        if works(day) {
            left -= 1;
        }
    }
    let minute = u32::try_from(place.closes_minute).unwrap_or(17 * 60).min(24 * 60 - 1);
    let at = day.and_hms_opt(minute / 60, minute % 60, 0).unwrap_or_default();
    // An hour that a change of the clock skips is taken an hour later.
    let exact = zone.from_local_datetime(&at).latest();
    exact.map_or_else(|| at.and_utc().timestamp_millis(), |time| time.timestamp_millis())
}

/// A day as holidays are kept: days since 1970-01-01.
fn day_number(date: NaiveDate) -> i32 {
    i32::try_from(date.signed_duration_since(NaiveDate::default()).num_days()).unwrap_or(i32::MAX)
}

/// The day it is at `now` in the location's zone.
pub fn today(now: Millis, place: &LocationCard) -> NaiveDate {
    local(now, place.time_zone.parse().unwrap_or(Tz::UTC)).date_naive()
}

fn local(at: Millis, zone: Tz) -> DateTime<Tz> {
    Utc.timestamp_millis_opt(at).single().unwrap_or_default().with_timezone(&zone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ground::staff::{LocationId, LocationRow, NewLocation};

    fn place(zone: &str) -> LocationCard {
        let new = NewLocation { code: "L", name: "L", time_zone: zone };
        LocationCard::new(LocationRow::new(LocationId(1), &new, 0), Vec::new())
    }

    #[test]
    fn a_holiday_is_no_working_day() {
        let mut london = place("Europe/London");
        // Christmas Day and the day after, a Friday and a Saturday; and the Monday instead of it.
        let day = |text: &str| day_number(text.parse().unwrap());
        london.holidays = vec![day("2026-12-25"), day("2026-12-26"), day("2026-12-28")];
        assert_eq!(due(at("2026-12-24T09:00:00Z"), 1, &london), at("2026-12-29T17:00:00Z"));
        assert_eq!(day("1970-01-01"), 0);
    }

    fn at(text: &str) -> Millis {
        DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis()
    }

    #[test]
    fn working_days_are_counted_in_the_locations_zone() {
        let london = place("Europe/London");
        // A Tuesday morning: one working day later is Wednesday 17:00.
        assert_eq!(due(at("2026-11-24T09:14:00Z"), 1, &london), at("2026-11-25T17:00:00Z"));
        // A Friday: five working days later is the next Friday.
        assert_eq!(due(at("2026-11-27T18:00:00Z"), 5, &london), at("2026-12-04T17:00:00Z"));
        // A Saturday counts from Monday on.
        assert_eq!(due(at("2026-11-28T12:00:00Z"), 1, &london), at("2026-11-30T17:00:00Z"));
        // Late evening in London is already the next day in Auckland.
        assert_eq!(
            due(at("2026-11-24T20:00:00Z"), 1, &place("Pacific/Auckland")),
            at("2026-11-26T04:00:00Z")
        );
        // Over the change to winter time: closing time stays 17:00 by the clock on the wall.
        assert_eq!(due(at("2026-10-23T08:00:00Z"), 1, &london), at("2026-10-26T17:00:00Z"));
        assert_eq!(due(at("2026-10-22T08:00:00Z"), 1, &london), at("2026-10-23T16:00:00Z"));
    }
}
