//! Limits for mails that a stranger can cause.
//!
//! Whoever fills in a form with somebody else's address has the desk write to them. Such a mail has nothing in it that
//! was typed; here it is seen to that one address gets one a day, that one network causes only its share of them, and
//! that neither one mail domain nor all of them together get more than the house allows, until the address was
//! confirmed; and then that it gets no more than one person may want. What is counted is kept as a keyed hash under a
//! secret of the day, like tries to sign in; networks are counted in memory, before ([`crate::guard::Crowds`]).

use kit_base::{DAY, EmailAddress};
use kit_db::Conn;

use crate::Ground;
use crate::guard::Bucket;
use crate::settings::registry;

/// What a mail that nobody of the staff has seen counts against: each with how many a day, and a code for why no more
/// leave. The address comes first: who writes to it at the same time waits for its row.
#[derive(Debug, Clone)]
pub struct Unasked {
    limits: Vec<(Bucket, i64, &'static str)>,
    confirmed: bool,
}

impl Unasked {
    /// The limits for a mail to `to` today: for an address that was never confirmed, and for one that was.
    ///
    /// # Errors
    /// Those of the key ring.
    pub async fn of(ground: &Ground, to: &EmailAddress, confirmed: bool) -> Result<Self, kit_vault::Error> {
        let mailbox = to.mailbox();
        let number = |parameter| ground.settings.number(parameter);
        let address = Bucket::of(ground, "mail/address", &mailbox, DAY).await?;
        if confirmed {
            let limits = vec![(address, number(&registry::CONFIRMED_PER_DAY), "had-many")];
            return Ok(Self { limits, confirmed });
        }
        let domain = mailbox.rsplit_once('@').map_or("", |(_, domain)| domain);
        let domain = Bucket::of(ground, "mail/domain", domain, DAY).await?;
        let site = Bucket::of(ground, "mail/site", "", DAY).await?;
        let limits = vec![
            (address, 1, "had-one"),
            (domain, number(&registry::UNASKED_PER_DOMAIN), "many-there"),
            (site, number(&registry::UNASKED_PER_DAY), "many-today"),
        ];
        Ok(Self { limits, confirmed })
    }

    /// Counts one mail in the caller's transaction, or tells by a code why it is not to leave: then nothing of it is
    /// counted. `crowded`: its network caused its share today.
    pub(super) fn count(&self, conn: &mut Conn, crowded: bool) -> kit_db::Result<Option<&'static str>> {
        if kit_base::fault::is_out("unasked") {
            return Ok(None);
        }
        if crowded && !self.confirmed {
            return Ok(Some("many-here"));
        }
        for (at, (bucket, most, reason)) in self.limits.iter().enumerate() {
            if !bucket.take_in(conn, *most)? {
                for (taken, _, _) in &self.limits[..at] {
                    taken.give_back_in(conn)?;
                }
                return Ok(Some(reason));
            }
        }
        Ok(None)
    }
}
