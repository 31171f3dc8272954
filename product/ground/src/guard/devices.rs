//! Browsers at which somebody signed in before. Whoever guesses an address from elsewhere uses up the tries of
//! strangers; its owner, at a browser of theirs, has tries of their own, and a place of their own where passwords
//! are hashed. The cookie opens nothing: it names no account, and without the password it is worth some tries.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use http::{HeaderMap, HeaderValue};
use kit_base::{ConstantTimeEq, DAY, EmailAddress, SECOND};

use crate::Ground;

/// How long a browser stays known after the last sign-in.
const LIFE: i64 = 180 * DAY;
/// Random letters, then the time.
const TEXT: usize = 16 + 8;

/// The name of the browser, when `address` signed in there before; as what is counted.
pub(super) async fn known(
    ground: &Ground,
    headers: &HeaderMap,
    address: &str,
) -> Result<Option<String>, kit_vault::Error> {
    let Some(cookie) = ground.site.device_cookie().read(headers) else { return Ok(None) };
    let bytes = B64.decode(cookie).unwrap_or_default();
    let Some((text, given)) = bytes.split_at_checked(TEXT) else { return Ok(None) };
    let since = text.get(16..).and_then(|bytes| bytes.try_into().ok()).map_or(0, i64::from_be_bytes);
    let expected = tag(ground, address, text).await?;
    let fits = given.len() == expected.len() && bool::from(expected.ct_eq(given));
    let lives = (0..LIFE).contains(&(ground.now() - since));
    Ok((fits && lives).then(|| hex::encode(text)))
}

/// The cookie of a browser at which `address` has just signed in.
pub(super) async fn remember(
    ground: &Ground,
    address: &str,
) -> Result<Option<HeaderValue>, kit_vault::Error> {
    let mut text = ground.entropy.bytes::<16>().to_vec();
    text.extend_from_slice(&ground.now().to_be_bytes());
    let tag = tag(ground, address, &text).await?;
    text.extend_from_slice(&tag);
    Ok(ground.site.device_cookie().set_for(&B64.encode(text), LIFE / SECOND))
}

async fn tag(ground: &Ground, address: &str, text: &[u8]) -> Result<Vec<u8>, kit_vault::Error> {
    let normal = EmailAddress::parse(address).map_or_else(|_| address.to_lowercase(), |one| one.normal());
    let secret = ground.vault.secret("devices/1").await?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, &secret[..]);
    let all = [text, normal.as_bytes()].concat();
    Ok(hmac::sign(&key, &all).as_ref()[..16].to_vec())
}
