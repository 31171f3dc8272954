//! The pass a manage page carries: good for acting on one request for a short time, by POST only, never in an
//! address. It is a one-time form key bound to the full number.

use ground::Ground;
use ground::settings::registry;
use kit_base::MINUTE;
use kit_web::form_key::{Bound, FormKey, day_of, digest16};

const FORM: &str = "manage";

/// What a posted pass says.
pub enum Pass {
    /// Good: the nonce to consume with the act.
    Good([u8; 16]),
    /// Ours, but too old.
    Expired,
    /// Not ours, or for another request.
    Forged,
}

/// A pass for the request with this full number.
pub async fn give(ground: &Ground, full_number: &str) -> Result<String, kit_vault::Error> {
    let issued = ground.now();
    let secret = ground.vault.secret(&format!("manage/{}", day_of(issued))).await?;
    let bound = Bound::Sent(digest16(&[full_number.as_bytes()]));
    Ok(FormKey { nonce: ground.entropy.bytes(), issued, bound }.sign(FORM, &secret[..]))
}

/// Reads the pass posted for `full_number`.
pub async fn read(ground: &Ground, text: &str, full_number: &str) -> Result<Pass, kit_vault::Error> {
    let (now, Some(day)) = (ground.now(), FormKey::claimed_day(text)) else { return Ok(Pass::Forged) };
    if !(day_of(now) - 1..=day_of(now)).contains(&day) {
        return Ok(if day < day_of(now) { Pass::Expired } else { Pass::Forged });
    }
    let secret = ground.vault.secret(&format!("manage/{day}")).await?;
    let Some(key) = FormKey::verify(text, FORM, &secret[..]) else { return Ok(Pass::Forged) };
    if key.bound != Bound::Sent(digest16(&[full_number.as_bytes()])) {
        return Ok(Pass::Forged);
    }
    let life = ground.settings.number(&registry::MANAGE_LIFE) * MINUTE;
    Ok(if now - key.issued > life { Pass::Expired } else { Pass::Good(key.nonce) })
}
