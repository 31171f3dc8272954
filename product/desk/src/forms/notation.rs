use std::sync::OnceLock;

use kit_web::{Lang, Say};

/// A part of a date a person types in a control of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Day of the month.
    Day,
    /// Month, as a number or by name.
    Month,
    /// Year of four digits.
    Year,
    /// Time of day.
    Time,
}

impl Part {
    /// What follows the field's key and a full stop in the name of the control: `by.day`. No field key has
    /// a full stop, so no two controls of a form can have the same name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
            Self::Time => "time",
        }
    }
}

/// How a language writes numbers and dates, and reads them: digits, marks, the order of a date, months.
///
/// It comes from the language's text files, so a new language brings its own without a change here.
#[derive(Debug, Clone)]
pub struct Notation {
    digits: Vec<char>,
    decimal: char,
    group: char,
    order: [Part; 3],
    say: Say,
    /// Most pages ask for no date: the names are read when one does.
    months: OnceLock<Vec<[String; 2]>>,
}

impl Notation {
    /// The notation of the language `say` speaks. Months are read in the fallback language as well.
    pub fn of(say: &Say) -> Self {
        let digits: Vec<char> = say.t("forms-notation-digits").chars().collect();
        Self {
            digits: if digits.len() == 10 { digits } else { ('0'..='9').collect() },
            decimal: say.t("forms-notation-decimal").chars().next().unwrap_or('.'),
            group: say.t("forms-notation-group").chars().next().unwrap_or(','),
            order: order(&say.t("forms-notation-date")),
            say: say.clone(),
            months: OnceLock::new(),
        }
    }

    fn months(&self) -> &[[String; 2]] {
        self.months.get_or_init(|| months(&self.say))
    }

    /// The order in which day, month and year are asked and named.
    pub fn order(&self) -> [Part; 3] {
        self.order
    }

    /// The mark before a fraction.
    pub fn decimal(&self) -> char {
        self.decimal
    }

    /// `text` with its ASCII digits as this language writes them.
    pub fn digits(&self, text: &str) -> String {
        text.chars().map(|c| c.to_digit(10).map_or(c, |d| self.digits[d as usize])).collect()
    }

    /// A count with marks between thousands, in this language's digits.
    pub fn count(&self, number: usize) -> String {
        let ascii = number.to_string();
        let mut out = String::new();
        for (at, digit) in ascii.chars().enumerate() {
            if at > 0 && (ascii.len() - at).is_multiple_of(3) {
                out.push(self.group);
            }
            out.push(digit);
        }
        self.digits(&out)
    }

    /// `typed` with this language's digits turned into ASCII ones.
    pub fn plain_digits(&self, typed: &str) -> String {
        let plain = |c: char| {
            let place = self.digits.iter().position(|digit| *digit == c);
            place.and_then(|value| char::from_digit(value as u32, 10)).unwrap_or(c)
        };
        typed.chars().map(plain).collect()
    }

    /// The name of a month, 1 to 12.
    pub fn month_name(&self, month: u32) -> &str {
        let names = (month as usize).checked_sub(1).and_then(|at| self.months().get(at));
        names.map_or("", |[full, _]| full.as_str())
    }

    /// The number of the month a person typed: its number, its name, its short name, or the beginning of a
    /// name, at least three letters of it and of no other month's.
    pub fn month(&self, typed: &str) -> Option<u32> {
        let typed = self.plain_digits(typed.trim().trim_end_matches('.')).to_lowercase();
        if (1..=2).contains(&typed.len()) && typed.chars().all(|c| c.is_ascii_digit()) {
            return typed.parse().ok().filter(|month| (1..=12).contains(month));
        }
        let fallback = || {
            let mut say = self.say.clone();
            say.lang = Lang::default();
            named(&months(&say), &typed)
        };
        named(self.months(), &typed).or_else(fallback)
    }
}

fn named(months: &[[String; 2]], typed: &str) -> Option<u32> {
    let exact = months.iter().position(|names| names.iter().any(|name| name.to_lowercase() == typed));
    let begun = || {
        let begins = |names: &[String; 2]| names[0].to_lowercase().starts_with(typed);
        let mut found = months.iter().enumerate().filter(|(_, names)| begins(names));
        let first = found.next().filter(|_| typed.chars().count() >= 3)?;
        found.next().is_none().then_some(first.0)
    };
    exact.or_else(begun).map(|at| at as u32 + 1)
}

fn months(say: &Say) -> Vec<[String; 2]> {
    (1..=12).map(|n| [format!("month-{n}"), format!("mon-{n}")].map(|key| say.t(&key))).collect()
}

fn order(words: &str) -> [Part; 3] {
    let mut parts = words
        .split_whitespace()
        .filter_map(|word| [Part::Day, Part::Month, Part::Year].into_iter().find(|part| part.name() == word));
    match (parts.next(), parts.next(), parts.next()) {
        (Some(a), Some(b), Some(c)) if a != b && b != c && a != c => [a, b, c],
        _ => [Part::Day, Part::Month, Part::Year],
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{english, say_in};
    use super::*;

    #[test]
    fn months_are_read_by_number_name_and_beginning() {
        let notation = Notation::of(&english());
        for (typed, month) in [("1", 1), ("01", 1), ("12", 12), ("December", 12), (" dec. ", 12), ("SEPT", 9)]
        {
            assert_eq!(notation.month(typed), Some(month), "{typed}");
        }
        for typed in ["", "0", "13", "001", "ma", "Smarch", "ju", "é", "1a"] {
            assert_eq!(notation.month(typed), None, "{typed}");
        }
        assert_eq!(notation.month("may"), Some(5));
    }

    #[test]
    fn another_language_brings_its_own_writing() {
        let arabic = "forms-notation-digits = ٠١٢٣٤٥٦٧٨٩\nforms-notation-decimal = ٫\nforms-notation-group = ٬\n\
                      forms-notation-date = year month day\nmonth-3 = مارس\n";
        let notation = Notation::of(&say_in("ar", arabic));
        assert_eq!(notation.digits("QR 24"), "QR ٢٤");
        assert_eq!(notation.count(2_000_000), "٢٬٠٠٠٬٠٠٠");
        assert_eq!(notation.plain_digits("١٤x"), "14x");
        assert_eq!(notation.order(), [Part::Year, Part::Month, Part::Day]);
        assert_eq!(
            (notation.month("مارس"), notation.month("March"), notation.month("٠٣")),
            (Some(3), Some(3), Some(3))
        );
        assert_eq!(order("day day year"), [Part::Day, Part::Month, Part::Year]);
    }
}
