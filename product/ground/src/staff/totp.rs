//! Codes that change every half minute (RFC 6238): SHA-1, six digits, what every program for it can.

use aws_lc_rs::hmac;
use kit_base::{ConstantTimeEq, Millis, SECOND};
use zeroize::Zeroizing;

/// How long a code is shown.
const STEP: Millis = 30 * SECOND;
/// Steps before and after this one whose code is good: clocks differ, and typing takes time.
const LEEWAY: i64 = 1;
/// RFC 4648 §6.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The secret that somebody's codes come from: 160 bits (RFC 4226 §4, R6).
pub struct Totp(Zeroizing<Vec<u8>>);

impl Totp {
    /// From its bytes.
    pub fn new(secret: impl Into<Vec<u8>>) -> Self {
        Self(Zeroizing::new(secret.into()))
    }

    /// From the text it is typed in by; `None` when that is none.
    pub fn from_text(text: &str) -> Option<Self> {
        let mut secret = Vec::new();
        let (mut held, mut bits) = (0_u32, 0);
        for letter in text.bytes().filter(|byte| *byte != b' ') {
            let value = BASE32.iter().position(|known| *known == letter.to_ascii_uppercase())?;
            held = (held << 5 | u32::try_from(value).ok()?) & 0xfff;
            bits += 5;
            if bits >= 8 {
                bits -= 8;
                secret.push((held >> bits).to_le_bytes()[0]);
            }
        }
        Some(Self::new(secret))
    }

    /// The text it is typed in by: base 32, in groups of four.
    pub fn text(&self) -> String {
        in_fours(&base32(&self.0))
    }

    /// The address that programs for codes read from a picture.
    pub fn address(&self, issuer: &str, account: &str) -> String {
        let [issuer, account] = [issuer, account].map(encode);
        let secret = base32(&self.0);
        format!(
            "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30"
        )
    }

    /// The code of the half minute of `at`.
    pub fn code(&self, at: Millis) -> String {
        self.of_step(step_of(at))
    }

    /// The newest step after `last` whose code this is, if it is one of those that are good at `now`.
    pub(super) fn fits(&self, code: &str, now: Millis, last: i64) -> Option<i64> {
        let here = step_of(now);
        let mut found = None;
        for step in here - LEEWAY..=here + LEEWAY {
            let same = bool::from(self.of_step(step).as_bytes().ct_eq(code.as_bytes()));
            if same && step > last {
                found = Some(step);
            }
        }
        found
    }

    /// RFC 4226 §5.3.
    fn of_step(&self, step: i64) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let tag = tag.as_ref();
        let start = usize::from(tag.last().copied().unwrap_or_default() & 0xf);
        let part = tag.iter().skip(start).take(4).fold(0_u32, |all, byte| all << 8 | u32::from(*byte));
        format!("{:06}", (part & 0x7fff_ffff) % 1_000_000)
    }
}

/// Bytes in base 32, without padding.
pub(super) fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    for five in bytes.chunks(5) {
        let held = (0..5).fold(0_u64, |all, at| all << 8 | u64::from(five.get(at).copied().unwrap_or(0)));
        for at in 0..(five.len() * 8).div_ceil(5) {
            let value = (held >> (35 - 5 * at)) & 31;
            text.push(char::from(BASE32[usize::try_from(value).unwrap_or(0)]));
        }
    }
    text
}

/// A long text in groups of four, to be read and typed.
pub(super) fn in_fours(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|four| four.iter().collect()).collect();
    groups.join(" ")
}

fn step_of(at: Millis) -> i64 {
    at.div_euclid(STEP)
}

fn encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 6238, appendix B, for SHA-1: the last six of the eight digits there.
    #[test]
    fn codes_are_those_of_the_standard() {
        let totp = Totp::new(*b"12345678901234567890");
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(totp.code(seconds * SECOND), code);
        }
    }

    #[test]
    fn a_secret_is_read_as_it_is_written() {
        // RFC 4648 §10.
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
        let totp = Totp::new([0x9d; 20]);
        assert_eq!(totp.text().len(), 39);
        let again = Totp::from_text(&totp.text().to_lowercase()).unwrap();
        assert_eq!(again.0, totp.0);
        assert!(Totp::from_text("0189").is_none());
    }

    #[test]
    fn a_code_is_good_one_step_early_and_late_and_never_twice() {
        let totp = Totp::new([7; 20]);
        let now = 1_795_512_600_000;
        let here = step_of(now);
        for (steps, good) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let code = totp.code(now + steps * STEP);
            assert_eq!(totp.fits(&code, now, 0), good.then_some(here + steps), "{steps}");
        }
        assert_eq!(totp.fits(&totp.code(now), now, here), None, "used");
        assert_eq!(totp.fits(&totp.code(now - STEP), now, here), None, "an older one after a newer one");
        for odd in ["", "12345", "1234567", "abcdef", "００００００"] {
            assert_eq!(totp.fits(odd, now, 0), None, "{odd}");
        }
    }

    #[test]
    fn the_address_holds_any_name() {
        let address = Totp::new([0; 20]).address("Bücher & mehr", "a@b.example");
        assert!(address.starts_with("otpauth://totp/B%C3%BCcher%20%26%20mehr:a%40b.example?secret=AAAA"));
    }
}
