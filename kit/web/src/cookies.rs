//! Cookies: read from a request, written with every attribute that narrows them.

use http::{HeaderMap, HeaderValue, header};

/// A cookie's name and attributes, which depend on whether the site is reached by https.
///
/// On https the name carries the `__Host-` prefix and the cookie is `Secure` (RFC 6265bis §4.1.3); on plain
/// http, which is for trials and closed networks, browsers would drop such a cookie, so it has a plain name.
#[derive(Debug, Clone, Copy)]
pub struct CookieKind {
    /// Name without prefix.
    pub name: &'static str,
    /// Whether the site's address is https.
    pub https: bool,
}

impl CookieKind {
    /// The name as browsers see it.
    pub fn full_name(&self) -> String {
        if self.https { format!("__Host-{}", self.name) } else { self.name.to_owned() }
    }

    /// The cookie's value in `headers`, if there is one and it is short enough to be ours.
    pub fn read<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let wanted = self.full_name();
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, value)| *name == wanted && value.len() <= 128)
            .map(|(_, value)| value)
    }

    /// A `Set-Cookie` value that lives until the browser is closed. `value` must be plain letters, digits,
    /// `-` and `_`.
    pub fn set(&self, value: &str) -> Option<HeaderValue> {
        let secure = if self.https { "; Secure" } else { "" };
        let line = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}", self.full_name());
        HeaderValue::from_str(&line).ok()
    }

    /// A `Set-Cookie` value that lives for so many seconds. `value` as for [`CookieKind::set`].
    pub fn set_for(&self, value: &str, seconds: i64) -> Option<HeaderValue> {
        let secure = if self.https { "; Secure" } else { "" };
        let name = self.full_name();
        let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
        HeaderValue::from_str(&text).ok()
    }

    /// A `Set-Cookie` value that removes the cookie.
    pub fn clear(&self) -> Option<HeaderValue> {
        let secure = if self.https { "; Secure" } else { "" };
        let line = format!("{}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{secure}", self.full_name());
        HeaderValue::from_str(&line).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves: v5.0.0-3.3.1
    #[test]
    fn https_cookies_are_secure_and_bound_to_the_host() {
        let kind = CookieKind { name: "sid", https: true };
        let line = kind.set("abc").unwrap();
        assert_eq!(line, "__Host-sid=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, "sid=no; other=1; __Host-sid=yes".parse().unwrap());
        assert_eq!(kind.read(&headers), Some("yes"));
    }

    #[test]
    fn damaged_cookies_are_no_cookies() {
        let kind = CookieKind { name: "sid", https: false };
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_bytes(b"sid=\xff\xfe").unwrap());
        assert_eq!(kind.read(&headers), None);
        headers.insert(header::COOKIE, format!("sid={}", "x".repeat(4_000)).parse().unwrap());
        assert_eq!(kind.read(&headers), None);
    }
}
