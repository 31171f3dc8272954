//! Telling the owner of an account that somebody tries passwords: once for each pause, by mail, and with the same
//! work for an address that nobody has.

use kit_base::{EmailAddress, MINUTE, Millis};
use kit_db::Conn;

use super::tries::{Bucket, Tries};
use crate::Ground;
use crate::settings::registry;
use crate::staff::{self, StaffId};
use crate::ui::Stop;

/// Puts a mail into the queue, in the caller's transaction: two new row ids, whom to tell (nobody: nothing is ever
/// sent), in which language, when. Filled in at the start, because mail stands above this slice.
pub type Alarm = fn(&mut Conn, (i64, i64), Option<StaffId>, &str, Millis) -> kit_db::Result<()>;

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
    let (ids, now, alarm, lang) = ((ground.id(), ground.id()), ground.now(), ground.alarm, lang.to_owned());
    ground.db.write(move |conn| alarm(conn, ids, who, &lang, now)).await?;
    ground.bell.ring();
    Ok(())
}
