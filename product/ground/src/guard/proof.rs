//! Proving who one is: by password, and by a code where there is a second factor. All tries count together,
//! whichever page they were made on.

use std::net::SocketAddr;

use kit_base::{DAY, EmailAddress, HOUR, MINUTE, Millis};

use super::alarm;
use super::tries::{Bucket, Tries, network_name, network_of, take_all};
use crate::Ground;
use crate::audit::SignIn;
use crate::settings::registry;
use crate::staff::{self, Account, HashingError, StaffId, Turn};
use crate::ui::Stop;

/// Most tries for one address in an hour, from everywhere together, whatever the settings say.
const HOURLY: i64 = 100;
/// Most wrong codes for one account in a day, from everywhere together: whoever makes them knows the password. Three of a
/// million are right at any moment, so one in so many is found in eighteen years.
const CODES: i64 = 50;
/// After so many of them in a day the owner is told.
const TELL_AFTER: i64 = 3;

/// One try, taken before anything is looked at.
pub struct Guess {
    taken: Vec<Bucket>,
    /// So many of them, from the first, are counted for others too.
    shared: usize,
}

/// What came of a proof.
pub enum Proof {
    /// It is them.
    Right(Account),
    /// It is not, or not with this code.
    Wrong,
    /// Too many were tried; the next is possible then.
    Paused(Millis),
}

impl Guess {
    /// Takes a try for `address` from `network`, or says until when there is none. A stranger's tries alone
    /// cannot keep a person out: those from one network count together first, and a browser where the person
    /// signed in before, `device`, has tries of its own.
    pub async fn take(
        ground: &Ground,
        address: &str,
        network: &str,
        device: Option<String>,
    ) -> Result<std::result::Result<Self, Millis>, Stop> {
        if kit_base::fault::is_out("tries") {
            return Ok(Ok(Self { taken: Vec::new(), shared: 0 }));
        }
        let parsed = EmailAddress::parse(address).ok();
        let counted = parsed.as_ref().map_or_else(|| address.to_lowercase(), EmailAddress::normal);
        let pause = ground.settings.number(&registry::SIGN_IN_PAUSE) * MINUTE;
        let most = ground.settings.number(&registry::SIGN_IN_TRIES);
        if let Some(device) = device {
            let taken = take_all(ground, &[("sign-in/device", device, most)], pause).await?;
            return Ok(taken.map(|taken| Self { taken, shared: 0 }));
        }
        let limits = [
            ("sign-in/network", network.to_owned(), most * 30),
            ("sign-in/address-network", format!("{counted} {network}"), most),
            ("sign-in/address", counted.clone(), most * 6),
        ];
        let mut taken = match take_all(ground, &limits, pause).await? {
            Ok(taken) => taken,
            Err(until) => return Ok(Err(until)),
        };
        match take_all(ground, &[("sign-in/hour", counted, HOURLY)], HOUR).await? {
            Ok(hour) => taken.extend(hour),
            Err(until) => {
                for one in taken {
                    one.give_back(ground).await?;
                }
                return Ok(Err(until));
            }
        }
        Ok(Ok(Self { taken, shared: 1 }))
    }

    /// It was right: the tries before are forgotten. What one person got right says nothing about the others
    /// of the network.
    pub async fn right(self, ground: &Ground) -> kit_db::Result<()> {
        for (place, one) in self.taken.into_iter().enumerate() {
            if place < self.shared { one.give_back(ground).await? } else { one.clear(ground).await? }
        }
        Ok(())
    }

    /// It was right and not the whole of it: it does not count, and the tries before stay.
    pub async fn half_right(self, ground: &Ground) -> kit_db::Result<()> {
        for one in self.taken {
            one.give_back(ground).await?;
        }
        Ok(())
    }
}

/// Asks whether it is `id`: by `password`, and by `code` when they have a second factor. `None` when the account
/// is no longer there to prove anything about.
pub async fn prove(
    ground: &Ground,
    id: StaffId,
    peer: SocketAddr,
    password: &str,
    code: &str,
) -> Result<Option<Proof>, Stop> {
    let Some(account) = staff::account(ground, id).await? else { return Ok(None) };
    let network = network_of(peer);
    // Whoever is signed in has tries of their own: a stranger who guesses cannot use them up.
    let own = Some(format!("account {}", id.0));
    let guess = match Guess::take(ground, &account.email, &network, own).await? {
        Ok(guess) => guess,
        Err(until) => {
            note(ground, SignIn::Paused, id, &network).await?;
            return Ok(Some(Proof::Paused(until)));
        }
    };
    // A code is used up by asking: so the password comes first.
    let fits = is_password(ground, &account, password).await?
        && (!staff::has_factor(ground, id).await?
            || try_code(ground, &account, code, "").await? == Code::Right);
    if !fits {
        note(ground, SignIn::Wrong, id, &network).await?;
        return Ok(Some(Proof::Wrong));
    }
    guess.right(ground).await?;
    Ok(Some(Proof::Right(account)))
}

/// What came of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    /// It is the person's.
    Right,
    /// It is not.
    Wrong,
    /// Too many were wrong today: until tomorrow only a recovery code is taken.
    Spent,
}

/// Tries a code of somebody who gave the right password. Wrong ones count over the day, wherever they come from, and the
/// owner is told of several in the language `lang`. Recovery codes are too long to be guessed and are taken always.
pub(super) async fn try_code(
    ground: &Ground,
    account: &Account,
    typed: &str,
    lang: &str,
) -> Result<Code, Stop> {
    let id = StaffId(account.credentials.id);
    let counted = Bucket::of(ground, "second-step/code", &id.0.to_string(), DAY).await?;
    let mut left = CODES;
    if staff::is_short_code(typed) && !kit_base::fault::is_out("codes") {
        match counted.clone().take(ground, CODES).await? {
            Tries::Left(more) => left = more,
            Tries::Until(_) => return Ok(Code::Spent),
        }
    }
    if staff::is_code(ground, id, typed).await? {
        counted.clear(ground).await?;
        return Ok(Code::Right);
    }
    if CODES - left == TELL_AFTER {
        alarm::tell_of_codes(ground, id, lang).await?;
    }
    Ok(Code::Wrong)
}

async fn is_password(ground: &Ground, account: &Account, password: &str) -> Result<bool, Stop> {
    if kit_base::fault::is_out("old-password") {
        return Ok(true);
    }
    match staff::is_password(ground, Some(&account.credentials), password, Turn::Known).await {
        Err(HashingError::Busy) => Err(Stop::Busy),
        other => other.map_err(Stop::internal),
    }
}

/// Notes in the ledger how a sign-in or a proof ended, with the network as it is named for today.
pub(super) async fn note(ground: &Ground, how: SignIn, staff: StaffId, network: &str) -> Result<(), Stop> {
    let named = network_name(ground, network).await?;
    ground.accounting.signed(how, staff.0, &named, ground.now());
    Ok(())
}
