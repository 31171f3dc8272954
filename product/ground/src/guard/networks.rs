//! Where staff may come from.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use http::Extensions;
use kit_web::proxies::Network;

use super::Privilege;
use crate::Ground;
use crate::settings::{Lines, registry};

/// Whether a call of a route for staff may come from where it comes from. `extensions` has the address it truly
/// comes from: proxies are asked only where they were declared.
pub(super) fn may_come(ground: &Ground, privilege: Privilege, extensions: &Extensions) -> bool {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let may = |parameter: &Lines| holds(&ground.settings.lines(parameter), peer);
    let administers = matches!(privilege, Privilege::Needs(permission) if permission.asks_again());
    may(&registry::STAFF_NETWORKS) && (!administers || may(&registry::ADMIN_NETWORKS))
}

/// Whether staff may sign in from `peer`.
pub(super) fn may_sign_in(ground: &Ground, peer: SocketAddr) -> bool {
    holds(&ground.settings.lines(&registry::STAFF_NETWORKS), Some(peer.ip()))
}

/// Whether one of the networks in `lines` holds `peer`, or there are none. An address that is not known is in no
/// network.
pub fn holds(lines: &[String], peer: Option<IpAddr>) -> bool {
    let mut networks = lines.iter().filter_map(|line| line.parse::<Network>().ok());
    lines.is_empty()
        || kit_base::fault::is_out("networks")
        || peer.is_some_and(|peer| networks.any(|network| network.holds(peer)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_list_holds_everybody_and_a_list_its_networks_alone() {
        let lines = |all: &[&str]| all.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        let at = |text: &str| Some(text.parse().unwrap());
        assert!(holds(&[], None) && holds(&[], at("198.51.100.7")));
        let own = lines(&["192.0.2.0/24", "2001:db8::/32", "203.0.113.9"]);
        for inside in ["192.0.2.200", "2001:db8:1::7", "203.0.113.9", "::ffff:192.0.2.1"] {
            assert!(holds(&own, at(inside)), "{inside}");
        }
        for outside in ["192.0.3.1", "203.0.113.8", "::1", "2001:db9::1"] {
            assert!(!holds(&own, at(outside)), "{outside}");
        }
        assert!(!holds(&own, None), "an address that is not known");
        assert!(!holds(&lines(&["nonsense"]), at("192.0.2.1")), "a list that cannot be read lets nobody in");
    }
}
