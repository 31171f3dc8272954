//! Limits for mails that a stranger can cause.
//!
//! Whoever fills in a form with somebody else's address has the desk write to them. Such a mail has nothing in it that
//! was typed; here it is seen to that one address gets one a day, and that neither one mail domain nor all of them
//! together get more than the house allows, until the address was confirmed. What is counted is kept as a keyed hash
//! under a secret of the day, like tries to sign in.

use kit_base::{DAY, EmailAddress};
use kit_db::Conn;

use crate::Ground;
use crate::guard::Bucket;
use crate::settings::registry;

/// What a mail that nobody of the staff has seen counts against.
#[derive(Debug, Clone)]
pub struct Unasked {
    address: Bucket,
    domain: Bucket,
    site: Bucket,
    per_domain: i64,
    per_site: i64,
}

impl Unasked {
    /// The limits for a mail to `to` today.
    ///
    /// # Errors
    /// Those of the key ring.
    pub async fn of(ground: &Ground, to: &EmailAddress) -> Result<Self, kit_vault::Error> {
        let address = to.normal();
        let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
        Ok(Self {
            address: Bucket::of(ground, "mail/address", &address, DAY).await?,
            domain: Bucket::of(ground, "mail/domain", domain, DAY).await?,
            site: Bucket::of(ground, "mail/site", "", DAY).await?,
            per_domain: ground.settings.number(&registry::UNASKED_PER_DOMAIN),
            per_site: ground.settings.number(&registry::UNASKED_PER_DAY),
        })
    }

    /// Counts one mail in the caller's transaction, or tells by a code why it is not to leave: then nothing of it is
    /// counted against others.
    pub(super) fn count(&self, conn: &mut Conn) -> kit_db::Result<Option<&'static str>> {
        if kit_base::fault::is_out("unasked") {
            return Ok(None);
        }
        if self.address.taken(conn)? > 0 {
            return Ok(Some("had-one"));
        }
        if self.site.taken(conn)? >= self.per_site {
            return Ok(Some("many-today"));
        }
        if !self.domain.take_in(conn, self.per_domain)? {
            return Ok(Some("many-there"));
        }
        if !self.site.take_in(conn, self.per_site)? {
            return Ok(Some("many-today"));
        }
        Ok((!self.address.take_in(conn, 1)?).then_some("had-one"))
    }
}
