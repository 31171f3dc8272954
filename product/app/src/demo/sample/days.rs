//! Days of the calendar, as far as letters need them: counting, weekdays, and how a day is written.

/// A day, counted from 1970-01-01 in the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day(i64);

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// No form of ours allows as many days as these.
const MOST_CALM: i64 = 60;

/// Days in four hundred years, after which the calendar repeats itself.
const CYCLE: i64 = 146_097;

impl Day {
    /// The day with this year, month (1 to 12) and day of the month.
    pub(super) fn new((year, month, day): (i32, u32, u32)) -> Self {
        // The year is begun in March, so that a leap day comes last and moves nothing.
        let (year, month, day) = (i64::from(year), i64::from(month), i64::from(day));
        let year = if month <= 2 { year - 1 } else { year };
        let in_cycle = year.rem_euclid(400);
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let of_cycle = in_cycle * 365 + in_cycle / 4 - in_cycle / 100 + of_year;
        Self(year.div_euclid(400) * CYCLE + of_cycle - 719_468)
    }

    /// The day `days` later, or earlier when negative.
    pub(super) fn plus(self, days: i64) -> Self {
        Self(self.0 + days)
    }

    /// Year, month and day of the month.
    pub(super) fn parts(self) -> (i64, usize, i64) {
        let shifted = self.0 + 719_468;
        let of_cycle = shifted.rem_euclid(CYCLE);
        let in_cycle = (of_cycle - of_cycle / 1_460 + of_cycle / 36_524 - of_cycle / (CYCLE - 1)) / 365;
        let of_year = of_cycle - (365 * in_cycle + in_cycle / 4 - in_cycle / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = in_cycle + shifted.div_euclid(CYCLE) * 400 + i64::from(month <= 2);
        (year, month as usize, day)
    }

    /// 0 is Monday, 6 is Sunday.
    fn weekday(self) -> usize {
        (self.0 + 3).rem_euclid(7) as usize
    }

    /// Whether the desk works on it: Monday to Friday.
    fn is_worked(self) -> bool {
        self.weekday() < 5
    }

    /// This day or the next one on which every house is open: Tuesday to Friday, not at the turn of the year.
    pub(super) fn open(self) -> Self {
        let mut day = self;
        while !(1..=4).contains(&day.weekday()) || day.is_feast() {
            day = day.plus(1);
        }
        day
    }

    /// This day or the next one that is the weekday `wanted` (0 is Monday), not at the turn of the year.
    pub(super) fn next(self, wanted: usize) -> Self {
        let mut day = self;
        while day.weekday() != wanted || day.is_feast() {
            day = day.plus(1);
        }
        day
    }

    /// From Christmas Eve to New Year's Day.
    fn is_feast(self) -> bool {
        matches!(self.parts(), (_, 12, 24..) | (_, 1, 1))
    }

    /// The day as a letter has it: "Tuesday 1 December".
    pub(super) fn words(self) -> String {
        let (_, month, day) = self.parts();
        format!("{} {day} {}", WEEKDAYS[self.weekday()], MONTHS[month - 1])
    }

    /// The end of the `count`-th working day after this one, as the desk counts what is due.
    pub(super) fn due(self, count: u32) -> Self {
        let (mut day, mut left) = (self, count);
        while left > 0 {
            day = day.plus(1);
            left -= u32::from(day.is_worked());
        }
        day
    }

    /// The greatest number of days before this one on which something due in `within` working days can have
    /// come without being late today.
    pub(super) fn calm(self, within: u32) -> i64 {
        let late = (1..=MOST_CALM).find(|days| self.plus(-days).due(within) < self);
        late.unwrap_or(1) - 1
    }
}
