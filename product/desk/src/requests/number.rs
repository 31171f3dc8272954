//! Request numbers: `QR-10482` for staff and in mail subjects, `QR-10482-7KM4T` for the client alone.

use kit_base::crockford_fold;

/// Letters in the secret end.
const SUFFIX: usize = 5;

/// The short number as people see it.
pub fn short(prefix: &str, number: i64) -> String {
    format!("{prefix}-{number}")
}

/// The client's own number.
pub fn full(prefix: &str, number: i64, suffix: &str) -> String {
    format!("{prefix}-{number}-{suffix}")
}

/// Reads a short number, with or without its prefix: `QR-10482`, `qr10482`, `10482`.
pub fn parse_short(typed: &str) -> Option<i64> {
    let digits = typed
        .trim()
        .trim_start_matches(|c: char| c.is_ascii_alphabetic())
        .trim_start_matches(['-', ' ', '#']);
    let whole = !digits.is_empty() && digits.len() <= 15 && digits.bytes().all(|b| b.is_ascii_digit());
    whole.then(|| digits.parse().ok()).flatten()
}

/// Reads a full number however people write it: lower case, spaces or nothing for the hyphens, O for 0, I or
/// L for 1. `None` when it has no number and secret end.
pub fn parse_full(prefix: &str, typed: &str) -> Option<(i64, String)> {
    let bare: String =
        typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let bare = bare.strip_prefix(&prefix.to_ascii_uppercase()).unwrap_or(&bare);
    if bare.len() <= SUFFIX || bare.len() > 15 + SUFFIX {
        return None;
    }
    let (digits, suffix) = bare.split_at(bare.len() - SUFFIX);
    let digits = crockford_fold(digits);
    let number = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()?;
    Some((number, crockford_fold(suffix)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_however_people_write_them() {
        let right = Some((10_482, "7KM4T".to_owned()));
        for typed in ["QR-10482-7KM4T", " qr 10482 7km4t ", "10482-7KM4T", "QR‑10482‑7KM4T", "qr-1o482-7km4t"]
        {
            assert_eq!(parse_full("QR", typed), right, "{typed}");
        }
        for typed in ["", "QR", "7KM4T", "QR-10482", "QR-abc-7KM4T", "QR-99999999999999999999-7KM4T", "\u{0}"]
        {
            assert!(
                parse_full("QR", typed).is_none_or(|found| found != (10_482, "7KM4T".to_owned())),
                "{typed}"
            );
        }
        assert_eq!(parse_short("QR-10482"), Some(10_482));
        assert_eq!(parse_short("10482"), Some(10_482));
        assert_eq!(parse_short("QR-10482-7KM4T"), None);
        assert_eq!(parse_short("99999999999999999999"), None);
    }
}
