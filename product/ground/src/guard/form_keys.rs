//! Form keys of public pages: minted with the page, read with the post, consumed in the transaction that does
//! the work.

use diesel::prelude::*;
use kit_base::{DAY, MINUTE, Millis, SECOND};
use kit_db::Conn;
use kit_web::form_key::{Bound, FormKey, day_of, digest16};

use crate::Ground;
use crate::settings::registry;

diesel::table! {
    used_key (nonce) {
        nonce -> Binary,
        outcome -> BigInt,
        expires_at -> BigInt,
    }
}

/// How the page of a key was made.
#[derive(Debug, Clone, Copy)]
pub enum FormPage<'a> {
    /// With a cookie, whose value this is, to be filled in: nobody fills it in within seconds.
    Fresh(&'a str),
    /// With a cookie, filled in already by somebody who had the form before them long enough.
    WithCookie(&'a str),
    /// As "Check and send", for these fields.
    CheckAndSend(&'a [(String, String)]),
}

/// What a posted key says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// Good: go on, and consume the nonce.
    Good([u8; 16]),
    /// The same, and what was sent was looked at once more.
    LookedAt([u8; 16]),
    /// Ours, but the page is too old: nothing is done with it any more. With the nonce, if it is for this cookie
    /// or these fields, to find what was done before.
    Expired(Option<[u8; 16]>),
    /// Ours, but not for this cookie or these fields: show what was sent once more.
    LookAgain,
    /// Ours, for this cookie, but filled in faster than people do.
    TooFast,
    /// Ours, for these fields, but pressed in the first three seconds of "Check and send".
    TooSoon,
    /// Not ours.
    Forged,
}

/// What a form page sends beside what a reader wrote: its key, the button, the form's version, and which questions it
/// showed.
const OURS: &[&str] = &["key", "press", "version", "shown"];

/// "Check and send" pressed sooner than this was not pressed by a reader.
const READING: Millis = 3 * SECOND;

/// A key for a page with the form `form`.
pub async fn page_key(ground: &Ground, form: &str, page: FormPage<'_>) -> Result<String, kit_vault::Error> {
    let now = ground.now();
    let bound = match page {
        FormPage::Fresh(cookie) => Bound::Fresh(digest16(&[cookie.as_bytes()])),
        FormPage::WithCookie(cookie) => Bound::Cookie(digest16(&[cookie.as_bytes()])),
        FormPage::CheckAndSend(fields) => Bound::Sent(digest_of(fields)),
    };
    let secret = ground.vault.secret(&secret_name(day_of(now))).await?;
    Ok(FormKey { nonce: ground.entropy.bytes(), issued: now, bound }.sign(form, &secret[..]))
}

/// Reads the key `text` posted with `fields` and perhaps `cookie` to `form`.
pub async fn read_key(
    ground: &Ground,
    form: &str,
    text: &str,
    cookie: Option<&str>,
    fields: &[(String, String)],
) -> Result<Checked, kit_vault::Error> {
    let now = ground.now();
    let Some(day) = FormKey::claimed_day(text) else { return Ok(Checked::Forged) };
    if !(day_of(now) - 1..=day_of(now) + 1).contains(&day) {
        // The secrets of other days are destroyed: nothing can be said about it but that it is old.
        return Ok(if day < day_of(now) { Checked::Expired(None) } else { Checked::Forged });
    }
    let secret = ground.vault.secret(&secret_name(day)).await?;
    let Some(key) = FormKey::verify(text, form, &secret[..]) else { return Ok(Checked::Forged) };
    let age = now - key.issued;
    let fits = match key.bound {
        Bound::Cookie(hash) | Bound::Fresh(hash) => {
            cookie.is_some_and(|cookie| digest16(&[cookie.as_bytes()]) == hash)
        }
        Bound::Sent(digest) => digest_of(fields) == digest,
    };
    if age > ground.settings.number(&registry::FORM_LIFE) * MINUTE && !kit_base::fault::is_out("page-age") {
        return Ok(Checked::Expired(fits.then_some(key.nonce)));
    }
    if !fits && !kit_base::fault::is_out("page-browser") {
        return Ok(Checked::LookAgain);
    }
    let filling = ground.settings.number(&registry::FILLING) * SECOND;
    Ok(match key.bound {
        Bound::Sent(_) if age < READING => Checked::TooSoon,
        Bound::Sent(_) => Checked::LookedAt(key.nonce),
        Bound::Fresh(_) if age < filling && !kit_base::fault::is_out("filling") => Checked::TooFast,
        Bound::Fresh(_) | Bound::Cookie(_) => Checked::Good(key.nonce),
    })
}

/// Names of the two decoys of the page with this key: fields that people do not see, and programs that fill in
/// whatever there is do. They are others on every page.
pub fn decoys(key: &str) -> [String; 2] {
    [b"1".as_slice(), b"2"].map(|which| {
        let digest = digest16(&[b"decoy", key.as_bytes(), which]);
        digest[..6].iter().fold(String::from("n"), |name, byte| format!("{name}{byte:02x}"))
    })
}

/// What was made with this key before, if it was used.
pub fn consumed(conn: &mut Conn, nonce: &[u8]) -> kit_db::Result<Option<i64>> {
    let used = used_key::table.find(nonce).select(used_key::outcome);
    Ok(kit_db::on_either!(conn, |conn| used.first(conn).optional())?)
}

/// Uses the key up for `outcome`, in the caller's transaction. `Unique` when somebody was faster.
pub fn consume(conn: &mut Conn, nonce: &[u8], outcome: i64, now: Millis) -> kit_db::Result<()> {
    if kit_base::fault::is_out("page-once") {
        return Ok(());
    }
    let new = diesel::insert_into(used_key::table).values((
        used_key::nonce.eq(nonce),
        used_key::outcome.eq(outcome),
        used_key::expires_at.eq(now + 2 * DAY),
    ));
    kit_db::on_either!(conn, |conn| new.execute(conn))?;
    Ok(())
}

/// Removes up to `limit` used keys that no page can carry any more; returns how many.
pub fn sweep_keys(conn: &mut Conn, now: Millis, limit: i64) -> kit_db::Result<usize> {
    let old: Vec<Vec<u8>> = used_key::table
        .filter(used_key::expires_at.lt(now))
        .select(used_key::nonce)
        .limit(limit)
        .load(conn)?;
    Ok(diesel::delete(used_key::table.filter(used_key::nonce.eq_any(old))).execute(conn)?)
}

/// The fields a reader wrote: all but those the page itself sends. Line ends are folded, because a
/// browser sends what it shows, and it shows CR LF as LF.
fn digest_of(fields: &[(String, String)]) -> [u8; 16] {
    let mut parts: Vec<String> = Vec::new();
    for (name, value) in fields.iter().filter(|(name, _)| !OURS.contains(&name.as_str())) {
        if !value.trim().is_empty() {
            parts.push(name.clone());
            parts.push(kit_base::clean_text(value));
        }
    }
    let bytes: Vec<&[u8]> = parts.iter().map(String::as_bytes).collect();
    digest16(&bytes)
}

fn secret_name(day: i64) -> String {
    format!("form/{day}")
}
