//! Who is at the other end when a proxy stands between: the proxies that are believed, and what they say.
//!
//! **What it refuses.** A header that names an address is read only when the connection comes from a proxy that
//! was named, and only the one header that this proxy is said to write: the other may come from anybody. Of the
//! addresses in it the rightmost that is no trusted proxy counts, because only what trusted ones added is known
//! to be true. What cannot be read ends the search at the last address that was sure.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use http::{HeaderMap, HeaderName, header};

/// Hops looked at, from the right.
const HOPS: usize = 16;

/// Networks whose connections are believed about where a request comes from. By default nobody is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    networks: Vec<Network>,
    says: Says,
}

/// The header in which proxies write where a request comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Says {
    /// `X-Forwarded-For`: addresses with commas between, each proxy adds the one it saw.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// A network: `192.0.2.0/24`, `2001:db8::/32`, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u32,
}

/// Text that names no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no network like 10.0.0.0/8 or fd00::/8, and no address")]
pub struct NoNetwork;

impl FromStr for Network {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(a, p)| (a, Some(p)));
        let address: IpAddr = address.parse().map_err(|_| NoNetwork)?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => longest,
            Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => {
                digits.parse().ok().filter(|prefix| *prefix <= longest).ok_or(NoNetwork)?
            }
            Some(_) => return Err(NoNetwork),
        };
        Ok(Self { address, prefix })
    }
}

impl Network {
    /// Whether `ip` lies in it.
    pub fn holds(&self, ip: IpAddr) -> bool {
        match (self.address.to_canonical(), ip.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(ip)) => {
                let prefix =
                    if self.address.is_ipv4() { self.prefix } else { self.prefix.saturating_sub(96) };
                let mask = u32::MAX.checked_shl(32 - prefix).unwrap_or(0);
                u32::from(own) & mask == u32::from(ip) & mask
            }
            (IpAddr::V6(own), IpAddr::V6(ip)) => {
                let mask = u128::MAX.checked_shl(128 - self.prefix).unwrap_or(0);
                u128::from(own) & mask == u128::from(ip) & mask
            }
            _ => false,
        }
    }
}

impl Proxies {
    /// The proxies in these networks, which write this header.
    pub fn new(networks: Vec<Network>, says: Says) -> Self {
        Self { networks, says }
    }

    fn trusts(&self, ip: IpAddr) -> bool {
        self.networks.iter().any(|network| network.holds(ip))
    }

    /// The address a request comes from, which came over a connection from `peer`.
    pub fn client_of(&self, peer: SocketAddr, headers: &HeaderMap) -> SocketAddr {
        if !self.trusts(peer.ip()) && !kit_base::fault::is_out("proxies") {
            return peer;
        }
        let name = match self.says {
            Says::XForwardedFor => HeaderName::from_static("x-forwarded-for"),
            Says::Forwarded => header::FORWARDED,
        };
        // Several lines are one list (RFC 9110 §5.3).
        let lines: Vec<&str> =
            headers.get_all(name).iter().map(|line| line.to_str().unwrap_or("?")).collect();
        let hops = lines.iter().rev().flat_map(|line| line.rsplit(','));
        let mut sure = peer.ip();
        for hop in hops.take(HOPS) {
            let named = match self.says {
                Says::XForwardedFor => address(hop.trim()),
                Says::Forwarded => forwarded_for(hop),
            };
            let Some(ip) = named else { break };
            sure = ip;
            if !self.trusts(ip) {
                break;
            }
        }
        if sure == peer.ip() { peer } else { SocketAddr::new(sure, 0) }
    }
}

/// The address in `for=…` of one element.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let mut pairs = element.split(';').filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    let value = value.trim();
    address(value.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(value))
}

/// An address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let ip = bare.parse().or_else(|_| text.parse().map(|at: SocketAddr| at.ip())).ok()?;
    Some(IpAddr::to_canonical(&ip))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(says: Says) -> Proxies {
        let networks = ["10.0.0.0/8", "fd00::/8", "192.0.2.7"].map(|text| text.parse().unwrap());
        Proxies::new(networks.to_vec(), says)
    }

    fn client(says: Says, peer: &str, lines: &[&str]) -> String {
        let name = if says == Says::Forwarded { "forwarded" } else { "x-forwarded-for" };
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(name, line.parse().unwrap());
        }
        proxies(says).client_of(peer.parse().unwrap(), &headers).ip().to_string()
    }

    // proves: attack C1, attack E9
    #[test]
    fn an_address_is_believed_only_from_a_trusted_proxy_and_the_rightmost_untrusted_one_counts() {
        let x = |peer, lines: &[&str]| client(Says::XForwardedFor, peer, lines);
        assert_eq!(x("203.0.113.5:80", &["198.51.100.1"]), "203.0.113.5", "a stranger says so");
        assert_eq!(x("10.0.0.1:80", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(x("10.0.0.1:80", &["1.1.1.1, 198.51.100.1"]), "198.51.100.1", "the left one is anybody's");
        assert_eq!(x("10.0.0.1:80", &["1.1.1.1, 198.51.100.1, 10.9.9.9, 192.0.2.7"]), "198.51.100.1");
        assert_eq!(
            x("10.0.0.1:80", &["1.1.1.1", "198.51.100.1"]),
            "198.51.100.1",
            "several lines are a list"
        );
        assert_eq!(x("10.0.0.1:80", &["198.51.100.1:4711"]), "198.51.100.1");
        assert_eq!(x("[fd00::1]:80", &["[2001:db8::5]:9"]), "2001:db8::5");
        assert_eq!(x("[::ffff:10.0.0.1]:80", &["198.51.100.1"]), "198.51.100.1", "IPv4 inside IPv6");
    }

    // proves: attack C1, attack E9
    #[test]
    fn what_cannot_be_read_leaves_the_last_sure_address() {
        let x = |lines: &[&str]| client(Says::XForwardedFor, "10.0.0.1:80", lines);
        assert_eq!(x(&[]), "10.0.0.1");
        assert_eq!(x(&["unknown"]), "10.0.0.1");
        assert_eq!(x(&["198.51.100.1, ' OR 1=1, 10.2.2.2"]), "10.2.2.2");
        assert_eq!(x(&["198.51.100.1,"]), "10.0.0.1");
        assert_eq!(x(&["10.1.1.1, 10.2.2.2"]), "10.1.1.1", "all of them are ours");
        let long = vec!["10.1.1.1"; 1_000].join(", ");
        assert_eq!(x(&[&long]), "10.1.1.1");
    }

    #[test]
    fn of_the_two_headers_only_the_one_that_was_named_is_read() {
        let f = |lines: &[&str]| client(Says::Forwarded, "10.0.0.1:80", lines);
        assert_eq!(f(&["for=1.1.1.1, for=\"[2001:db8::5]:4711\";proto=https"]), "2001:db8::5");
        assert_eq!(f(&["proto=https;For=198.51.100.1;by=10.0.0.1"]), "198.51.100.1");
        assert_eq!(f(&["for=_hidden"]), "10.0.0.1");
        let mut headers = HeaderMap::new();
        headers.insert("forwarded", "for=1.1.1.1".parse().unwrap());
        let peer = "10.0.0.1:80".parse().unwrap();
        assert_eq!(proxies(Says::XForwardedFor).client_of(peer, &headers), peer);
        assert_eq!(Proxies::default().client_of(peer, &headers), peer);
    }

    #[test]
    fn networks_are_read_strictly() {
        for bad in
            ["", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "::/129", "10.0.0/8", "proxy", "10.0.0.1/"]
        {
            assert_eq!(bad.parse::<Network>(), Err(NoNetwork), "{bad}");
        }
        let all: Network = "0.0.0.0/0".parse().unwrap();
        assert!(all.holds("203.0.113.9".parse().unwrap()) && !all.holds("2001:db8::1".parse().unwrap()));
        let mapped: Network = "::ffff:10.0.0.0/104".parse().unwrap();
        assert!(mapped.holds("10.200.0.1".parse().unwrap()) && !mapped.holds("11.0.0.1".parse().unwrap()));
    }
}
