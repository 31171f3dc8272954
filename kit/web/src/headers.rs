//! The response headers of every page (security design 2.1).

use http::{HeaderMap, HeaderName, HeaderValue, header};

/// Who a page is for: decides its content security policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The public: no script at all.
    Public,
    /// Staff: scripts only with this page's nonce, and what those load.
    Staff,
}

/// What browsers are told to reach by https alone (RFC 6797).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hsts {
    /// Nothing.
    Off,
    /// This host.
    Host,
    /// This host and all below it.
    Subdomains,
}

/// Facts about the site the headers depend on.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// Whether the site's address is https: then HSTS and the upgrade of insecure requests are sent.
    pub https: bool,
    /// What is to be reached by https alone.
    pub hsts: Hsts,
    /// Whether browsers may keep the page, for themselves.
    pub store: bool,
    /// Origins whose pages may show this one in a frame.
    pub frames: &'a [String],
}

impl Site<'_> {
    /// The safest there is, for a site whose address is https or not.
    pub fn safest(https: bool) -> Self {
        Self { https, hsts: Hsts::Subdomains, store: false, frames: &[] }
    }
}

const PERMISSIONS: &str = "accelerometer=(), camera=(), clipboard-read=(), display-capture=(), geolocation=(), \
    gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), \
    payment=(), publickey-credentials-get=(self), screen-wake-lock=(), serial=(), usb=(), \
    xr-spatial-tracking=()";

/// The content security policy for `audience`; `nonce` is the staff page's own (128 random bits, base64).
pub fn policy(audience: Audience, nonce: &str, site: Site<'_>) -> String {
    let script = match audience {
        Audience::Public => "script-src 'none'".to_owned(),
        Audience::Staff => format!("script-src 'nonce-{nonce}' 'strict-dynamic'; connect-src 'self'"),
    };
    let frames = if site.frames.is_empty() { "'none'".to_owned() } else { site.frames.join(" ") };
    let upgrade = if site.https { "; upgrade-insecure-requests" } else { "" };
    format!(
        "default-src 'none'; {script}; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; \
         frame-ancestors {frames}; frame-src 'none'; base-uri 'none'; object-src 'none'; manifest-src 'self'; \
         require-trusted-types-for 'script'; trusted-types 'none'{upgrade}"
    )
}

/// Puts the headers of a page that may hold data into `headers`; what is set already (a page's own cache
/// rule) stays.
pub fn protect(headers: &mut HeaderMap, audience: Audience, nonce: &str, site: Site<'_>) {
    let fixed: [(&str, &str); 10] = [
        ("cache-control", if site.store { "private, no-cache" } else { "no-store" }),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("origin-agent-cluster", "?1"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", PERMISSIONS),
        ("integrity-policy", "blocked-destinations=(script)"),
        ("x-robots-tag", "noindex"),
    ];
    for (name, value) in fixed {
        let name = HeaderName::from_static(name);
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if let Ok(value) = HeaderValue::from_str(&policy(audience, nonce, site)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, value);
    }
    // The older header cannot name a site; browsers that know the policy above go by that.
    if site.frames.is_empty() {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    let hsts = match site.hsts {
        Hsts::Off => None,
        Hsts::Host => Some("max-age=63072000"),
        Hsts::Subdomains => Some("max-age=63072000; includeSubDomains"),
    };
    if let Some(hsts) = hsts.filter(|_| site.https) {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(hsts));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves: attack E11, attack E14
    #[test]
    fn pages_cannot_be_framed_cached_or_scripted() {
        let mut headers = HeaderMap::new();
        protect(&mut headers, Audience::Public, "", Site::safest(false));
        let csp = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(csp.contains("script-src 'none'") && csp.contains("frame-ancestors 'none'"));
        assert!(!csp.contains("unsafe") && !csp.contains("upgrade-insecure"));
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }

    // proves: RF-112, RF-113, RF-115
    #[test]
    fn framing_https_and_keeping_are_as_the_site_says_and_no_further() {
        let frames = ["https://www.town.example".to_owned(), "https://a.example:8443".to_owned()];
        let site = Site { hsts: Hsts::Host, store: true, frames: &frames, ..Site::safest(true) };
        let mut headers = HeaderMap::new();
        protect(&mut headers, Audience::Public, "", site);
        let csp = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(
            csp.contains("frame-ancestors https://www.town.example https://a.example:8443; frame-src 'none'")
        );
        assert!(csp.contains("default-src 'none'; script-src 'none'"));
        assert!(!headers.contains_key(header::X_FRAME_OPTIONS));
        assert_eq!(headers[header::CACHE_CONTROL], "private, no-cache");
        assert_eq!(headers[header::STRICT_TRANSPORT_SECURITY], "max-age=63072000");
        let mut headers = HeaderMap::new();
        protect(&mut headers, Audience::Public, "", Site { hsts: Hsts::Off, ..Site::safest(true) });
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
        assert_eq!(headers[header::X_FRAME_OPTIONS], "DENY");
    }

    #[test]
    fn https_sites_say_so() {
        let mut headers = HeaderMap::new();
        protect(&mut headers, Audience::Staff, "abc", Site::safest(true));
        assert!(headers[header::STRICT_TRANSPORT_SECURITY].to_str().unwrap().starts_with("max-age=63072000"));
        let csp = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(csp.contains("'nonce-abc' 'strict-dynamic'") && csp.contains("upgrade-insecure-requests"));
    }
}
