//! Whose keys these are. Several processes of one desk share a key ring; two desks never do at once, because both
//! would give the same keys to different people: `custody` sees to that.
//!
//! A desk that finds keys another desk went on with last **takes over**: it is a restored one, or the old one
//! come back after a restored one was tried out. What the other did since is not in this database, so no key and
//! no number that it can have given is given again; and the erasure register is told, because what people wrote there
//! may lie in copies under keys that both have. The last step is to note that the keys are ours now: a crash before it
//! repeats all of them, and repeating them changes nothing.

use kit_base::Entropy;
use kit_db::Db;
use kit_vault::Vault;
use kit_vault::register::{Act, Register};

use crate::boot::BootError;
use crate::custody::KeysHold;
use crate::places::Places;

/// The counter of request numbers, and its mark in the ring.
const NUMBERS: &str = "request_number";

/// What is left of coming in when the register is open.
#[must_use = "the keys are not ours until it is settled"]
pub struct Claim {
    desk: i64,
    before: i64,
}

/// Takes the keys for the desk of `db`, alone or with other processes of it, and takes over what another desk
/// left. Before any key is handed out.
pub async fn enter(
    places: &Places,
    db: &Db,
    vault: &Vault,
    entropy: &dyn Entropy,
) -> Result<(KeysHold, Claim), BootError> {
    let identity = ground::nodes::desk_identity(db, entropy).await?;
    let held = KeysHold::take(places, &identity).await?;
    let desk = number_of(&identity);
    let before = vault.holder().await?;
    if before != desk {
        let retired = vault.retire_pool().await?;
        let given = vault.high_water(NUMBERS).await?;
        db.write(move |conn| kit_db::sequence::raise(conn, NUMBERS, given)).await?;
        if before != 0 {
            tracing::warn!(
                retired,
                given,
                "another desk went on with these keys last: {retired} unused keys are left out, and request numbers \
                 go on above {given}"
            );
        }
    }
    Ok((held, Claim { desk, before }))
}

impl Claim {
    /// Tells the register of a takeover, then the ring whose keys these are.
    pub async fn settle(self, vault: &Vault, register: &Register) -> Result<(), BootError> {
        if self.before == self.desk {
            return Ok(());
        }
        if self.before != 0 {
            register.append(Act::Takeover).await?;
        }
        Ok(vault.set_holder(self.desk).await?)
    }
}

/// The desk's random name as a number that is not 0.
fn number_of(identity: &str) -> i64 {
    let digits = identity.get(..15).unwrap_or(identity);
    i64::from_str_radix(digits, 16).unwrap_or(0) | 1
}
