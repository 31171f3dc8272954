use std::cmp::Ordering;
use std::fmt;

use super::super::notation::Notation;
use super::fault::Problem;

/// Most digits of a number, those after the decimal mark included (domain F39).
pub const MOST_DIGITS: usize = 8;

/// A decimal number of at most eight digits, exact: `units` × 10^-`scale`, without trailing zeros.
#[derive(Debug, Clone, Copy, Default)]
pub struct Decimal {
    units: i64,
    scale: u32,
}

impl Decimal {
    /// Reads the canonical form, as documents and form documents have it: `12.5`, `-3`.
    pub fn canonical(text: &str) -> Option<Self> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, f)| (whole, Some(f)));
        let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
        if !plain(whole) || !fraction.is_none_or(plain) {
            return None;
        }
        Self::from_digits(negative, whole, fraction.unwrap_or_default())
    }

    /// Reads what a person typed, as their language writes numbers: grouping marks and spaces are passed
    /// over, and the other language's decimal mark is understood where it cannot be a grouping mark.
    pub(super) fn typed(typed: &str, notation: &Notation) -> Result<Self, Problem> {
        let unreadable = || Problem::new("number-unreadable");
        if typed.chars().any(|c| MARK.contains(c)) {
            return Err(unreadable());
        }
        let plain = notation.plain_digits(typed).replace(notation.decimal(), MARK).replace(['−', '–'], "-");
        let plain: String = plain.chars().filter(|c| !c.is_whitespace() && !"'’٬".contains(*c)).collect();
        let (negative, digits) = plain.strip_prefix('-').map_or((false, plain.as_str()), |rest| (true, rest));
        let other = if notation.decimal() == '.' { ',' } else { '.' };
        let (whole, fraction) = split(digits, other).ok_or_else(unreadable)?;
        let is_number = |part: &str| part.chars().all(|c| c.is_ascii_digit());
        if !is_number(&whole) || !is_number(&fraction) || (whole.is_empty() && fraction.is_empty()) {
            return Err(unreadable());
        }
        Self::from_digits(negative, &whole, &fraction).ok_or_else(|| Problem::new("number-digits"))
    }

    fn from_digits(negative: bool, whole: &str, fraction: &str) -> Option<Self> {
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        if whole.len() + fraction.len() > MOST_DIGITS {
            return None;
        }
        let units: i64 = format!("0{whole}{fraction}").parse().ok()?;
        Some(Self { units: if negative { -units } else { units }, scale: fraction.len() as u32 })
    }

    /// Digits after the decimal mark.
    pub fn decimals(self) -> u32 {
        self.scale
    }

    /// The number in units of 10^-`scale`; `None` when it is finer than that.
    pub fn at_scale(self, scale: u32) -> Option<i64> {
        self.units.checked_mul(10_i64.checked_pow(scale.checked_sub(self.scale)?)?)
    }

    /// The number of `minor` units of 10^-`scale`, as kept in a document; `None` beyond eight digits.
    pub fn of_minor(minor: i64, scale: u32) -> Option<Self> {
        let digits = format!("{:0width$}", minor.unsigned_abs(), width = scale as usize + 1);
        let (whole, fraction) = digits.split_at_checked(digits.len().checked_sub(scale as usize)?)?;
        Self::from_digits(minor < 0, whole, fraction)
    }

    /// The number as people of this language write it, with at least `decimals` digits after the mark.
    pub fn written(self, notation: &Notation, decimals: u32) -> String {
        let text = self.to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let fraction = format!("{fraction:0<width$}", width = decimals as usize);
        if fraction.is_empty() {
            return notation.digits(whole);
        }
        format!("{}{}{}", notation.digits(whole), notation.decimal(), notation.digits(&fraction))
    }
}

/// Stands for the language's decimal mark while a number is read; nobody types it.
const MARK: &str = "\u{1}";

/// Whole part and fraction. `other` is the mark that groups thousands here and is the decimal mark elsewhere.
fn split(digits: &str, other: char) -> Option<(String, String)> {
    let (whole, fraction) = match digits.split_once(MARK) {
        Some((whole, fraction)) => (whole, fraction),
        None => match digits.split_once(other) {
            Some((whole, rest)) if !rest.contains(other) && !is_group(whole, rest) => (whole, rest),
            _ => (digits, ""),
        },
    };
    let mut groups = whole.split(other);
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.is_empty() || (!first.is_empty() && is_grouping(&rest));
    grouped.then(|| (format!("{first}{}", rest.concat()), fraction.to_owned()))
}

/// Groups of three; in India those before the last have two.
fn is_grouping(groups: &[&str]) -> bool {
    groups.last().is_some_and(|last| last.len() == 3)
        && groups.iter().all(|group| matches!(group.len(), 2 | 3))
}

/// `1,250`: a mark before exactly three digits groups thousands.
fn is_group(before: &str, after: &str) -> bool {
    after.len() == 3 && (1..=3).contains(&before.len()) && !before.starts_with('0')
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.units < 0 { "-" } else { "" };
        let digits = format!("{:0width$}", self.units.unsigned_abs(), width = self.scale as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - self.scale as usize);
        if fraction.is_empty() { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{fraction}") }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        let at = |number: &Self| i128::from(number.units) * 10_i128.pow(scale - number.scale);
        at(self).cmp(&at(other))
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

#[cfg(test)]
mod tests {
    use super::super::super::tests::{english, say_in};
    use super::*;
    use proptest::prelude::*;

    fn read(typed: &str, notation: &Notation) -> String {
        Decimal::typed(typed, notation).map_or_else(|_| "refused".to_owned(), |number| number.to_string())
    }

    #[test]
    fn numbers_are_read_as_the_language_writes_them() {
        let english = Notation::of(&english());
        for (typed, number) in [
            ("12", "12"),
            ("0012", "12"),
            ("12.50", "12.5"),
            ("12,50", "12.5"),
            ("1,250", "1250"),
            ("1 250", "1250"),
            ("1,250,000.5", "1250000.5"),
            (".5", "0.5"),
            ("5.", "5"),
            ("-3", "-3"),
            ("−3", "-3"),
            ("0", "0"),
            ("-0", "0"),
            ("0,500", "0.5"),
            ("12345678", "12345678"),
            ("0.00000001", "0.00000001"),
            ("123456789", "refused"),
            ("1.2345678901", "refused"),
            ("", "refused"),
            ("-", "refused"),
            (".", "refused"),
            ("1.2.3", "refused"),
            ("1,2,3", "refused"),
            ("twelve", "refused"),
            ("1e3", "refused"),
            ("0x1F", "refused"),
            ("NaN", "refused"),
            ("--1", "refused"),
            ("1,25,000", "125000"),
            ("1\u{1}5", "refused"),
        ] {
            assert_eq!(read(typed, &english), number, "{typed:?}");
        }
        let german = Notation::of(&say_in("de", "forms-notation-decimal = ,\n"));
        for (typed, number) in [("12,50", "12.5"), ("1.250", "1250"), ("1.250,5", "1250.5"), ("12.5", "12.5")]
        {
            assert_eq!(read(typed, &german), number, "{typed:?}");
        }
        assert_eq!(Decimal::canonical("1250.5").unwrap().written(&german, 2), "1250,50");
    }

    #[test]
    fn numbers_compare_and_scale_exactly() {
        let number = |text| Decimal::canonical(text).unwrap();
        assert!(
            number("0.1") < number("0.11") && number("-2") < number("-1.5") && number("1.0") == number("1")
        );
        assert_eq!(number("12.5").at_scale(2), Some(1_250));
        assert_eq!(number("12.555").at_scale(2), None);
        assert_eq!(Decimal::of_minor(5, 2).unwrap().to_string(), "0.05");
        assert_eq!(Decimal::of_minor(-1_250, 2).unwrap().to_string(), "-12.5");
        assert_eq!(Decimal::of_minor(i64::MAX, 2), None);
        for text in ["", "-", "1.", ".5", "1,5", "+1", " 1", "1.2.3", "123456789"] {
            assert_eq!(Decimal::canonical(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn reading_never_panics_and_what_is_read_comes_back(typed in "\\PC{0,20}", plain in "-?[0-9]{1,5}(\\.[0-9]{1,3})?") {
            let notation = Notation::of(&english());
            let _ = Decimal::typed(&typed, &notation);
            let number = Decimal::canonical(&plain).unwrap();
            prop_assert_eq!(Decimal::canonical(&number.to_string()), Some(number));
            prop_assert_eq!(Decimal::typed(&plain, &notation).unwrap(), number);
        }
    }
}
