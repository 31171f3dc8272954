//! How much has come from one network: counted in the memory of this process alone, so that nowhere is written who came
//! from where. Nobody is refused for it, since a school or a reading room is one address: what is beyond is looked at
//! once more by whoever sends it, and causes no mail to strangers.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use kit_base::{DAY, HOUR, Millis};
use kit_web::proxies::Network;

use super::tries::network_of;
use crate::settings::{Settings, registry};

/// Networks that are remembered; of more, those that sent least are forgotten.
const MOST: usize = 20_000;

/// What came from each network. Clones are the same one.
#[derive(Clone, Default)]
pub struct Crowds(Arc<Mutex<HashMap<String, Counted>>>);

/// Addresses show nothing of themselves.
impl std::fmt::Debug for Crowds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Crowds(…)")
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    hour: i64,
    in_hour: i64,
    day: i64,
    in_day: i64,
}

/// What the limits say of one network now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Crowd {
    /// So much came in this hour that each sender looks at what they send once more.
    pub looks_again: bool,
    /// So much came today that no more of it writes to addresses that never confirmed.
    pub writes_no_more: bool,
}

impl Crowds {
    /// What the limits say of whoever comes from `peer`; of the institution's own networks, nothing. This machine is one
    /// of them: behind a proxy that nobody declared, everybody seems to come from it.
    pub fn at(&self, settings: &Settings, peer: SocketAddr, now: Millis) -> Crowd {
        let own = settings.lines(&registry::OWN_NETWORKS);
        let mut own = own.iter().filter_map(|line| line.parse::<Network>().ok());
        let here = peer.ip().to_canonical().is_loopback();
        if here || own.any(|own| own.holds(peer.ip())) || kit_base::fault::is_out("crowds") {
            return Crowd::default();
        }
        let counted = self.with(|all| all.get(&network_of(peer)).copied()).unwrap_or_default().at(now);
        Crowd {
            looks_again: counted.in_hour >= settings.number(&registry::FROM_NETWORK),
            writes_no_more: counted.in_day >= settings.number(&registry::UNASKED_PER_NETWORK),
        }
    }

    /// Counts something that was kept.
    pub fn count(&self, peer: SocketAddr, now: Millis) {
        let network = network_of(peer);
        self.with(|all| {
            if all.len() >= MOST && !all.contains_key(&network) {
                make_room(all, now);
            }
            let counted = all.entry(network).or_default();
            *counted = counted.at(now);
            counted.in_hour += 1;
            counted.in_day += 1;
        });
    }

    fn with<T>(&self, look: impl FnOnce(&mut HashMap<String, Counted>) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

impl Counted {
    /// The same counts, without what is over at `now`.
    fn at(self, now: Millis) -> Self {
        let (hour, day) = (now.div_euclid(HOUR), now.div_euclid(DAY));
        Self {
            hour,
            in_hour: if self.hour == hour { self.in_hour } else { 0 },
            day,
            in_day: if self.day == day { self.in_day } else { 0 },
        }
    }
}

/// Forgets networks of other days, and then those that sent least, until a tenth of the room is free.
fn make_room(all: &mut HashMap<String, Counted>, now: Millis) {
    all.retain(|_, counted| counted.at(now).in_day > 0);
    let mut least = 1;
    while all.len() > MOST - MOST / 10 {
        all.retain(|_, counted| counted.in_day > least);
        least *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(a: u8, b: u8, c: u8) -> SocketAddr {
        SocketAddr::from(([10, a, b, c], 4711))
    }

    fn in_day(crowds: &Crowds, peer: SocketAddr, now: Millis) -> i64 {
        crowds.with(|all| all.get(&network_of(peer)).copied()).unwrap_or_default().at(now).in_day
    }

    // proves: attack D8
    #[test]
    fn a_network_is_counted_by_hour_and_day_whatever_its_last_part() {
        let (crowds, now) = (Crowds::default(), 40 * DAY);
        for c in 0..10 {
            crowds.count(peer(1, 1, c), now);
        }
        let one = |now| crowds.with(|all| all[&network_of(peer(1, 1, 99))]).at(now);
        assert_eq!((one(now).in_hour, one(now).in_day), (10, 10));
        assert_eq!((one(now + HOUR).in_hour, one(now + HOUR).in_day), (0, 10));
        assert_eq!(one(now + DAY).in_day, 0);
        assert_eq!(in_day(&crowds, peer(1, 2, 1), now), 0, "another network");
    }

    #[test]
    fn a_flood_of_networks_takes_bounded_room_and_does_not_hide_the_loudest() {
        let (crowds, now) = (Crowds::default(), 40 * DAY);
        for _ in 0..500 {
            crowds.count(peer(0, 0, 1), now);
        }
        for a in 1..=255 {
            for b in 0..=255 {
                crowds.count(peer(a, b, 1), now);
            }
        }
        assert!(crowds.with(|all| all.len()) <= MOST);
        assert_eq!(in_day(&crowds, peer(0, 0, 1), now), 500);
    }
}
