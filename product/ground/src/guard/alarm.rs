//! Telling the owner of an account, by mail, that somebody tries passwords: once for each pause, and with the same work
//! for an address that nobody has. And that somebody who has the password tries codes: once a day.

use kit_base::{DAY, EmailAddress, MINUTE, Millis};
use kit_db::Conn;

use super::tries::{Bucket, Tries};
use crate::Ground;
use crate::settings::registry;
use crate::staff::{self, StaffId};
use crate::ui::Stop;

/// What the owner of an account is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// So many wrong passwords came that trying is paused.
    Passwords,
    /// The right password came, and then wrong codes.
    Codes,
}

/// Puts a mail into the queue, in the caller's transaction: two new row ids, whom to tell (nobody: nothing is ever
/// sent) what, in which language, when. Filled in at the start, because mail stands above this slice.
pub type Alarm = fn(&mut Conn, (i64, i64), Option<StaffId>, (Told, &str), Millis) -> kit_db::Result<()>;

/// Tells the owner of `typed`, if there is one, that tries for it are paused.
pub(super) async fn tell_owner(ground: &Ground, typed: &str, lang: &str) -> Result<(), Stop> {
    let Ok(address) = EmailAddress::parse(typed) else { return Ok(()) };
    if !ground.site.mail {
        return Ok(());
    }
    let pause = ground.settings.number(&registry::SIGN_IN_PAUSE) * MINUTE;
    let told = Bucket::of(ground, "sign-in/told", &address.normal(), pause).await?;
    if let Tries::Until(_) = told.take(ground, 1).await? {
        return Ok(());
    }
    let found = staff::credentials(ground, &address).await?.filter(|account| account.enabled);
    let who = found.map(|account| StaffId(account.id));
    queue(ground, who, Told::Passwords, lang).await
}

/// Tells the owner of `id` that somebody who has the password tries codes.
pub(super) async fn tell_of_codes(ground: &Ground, id: StaffId, lang: &str) -> Result<(), Stop> {
    if !ground.site.mail {
        return Ok(());
    }
    let told = Bucket::of(ground, "second-step/told", &id.0.to_string(), DAY).await?;
    if let Tries::Until(_) = told.take(ground, 1).await? {
        return Ok(());
    }
    queue(ground, Some(id), Told::Codes, lang).await
}

async fn queue(ground: &Ground, who: Option<StaffId>, what: Told, lang: &str) -> Result<(), Stop> {
    let (ids, now, alarm, lang) = ((ground.id(), ground.id()), ground.now(), ground.alarm, lang.to_owned());
    ground.db.write(move |conn| alarm(conn, ids, who, (what, &lang), now)).await?;
    ground.bell.ring();
    Ok(())
}
