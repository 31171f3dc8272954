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

/// Facts about the site the headers depend on.
#[derive(Debug, Clone, Copy)]
pub struct Site {
    /// Whether the site's address is https: then HSTS and the upgrade of insecure requests are sent.
    pub https: bool,
}

const PERMISSIONS: &str = "accelerometer=(), camera=(), clipboard-read=(), display-capture=(), geolocation=(), \
    gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), \
    payment=(), publickey-credentials-get=(self), screen-wake-lock=(), serial=(), usb=(), \
    xr-spatial-tracking=()";

/// The content security policy for `audience`; `nonce` is the staff page's own (128 random bits, base64).
pub fn policy(audience: Audience, nonce: &str, site: Site) -> String {
    let script = match audience {
        Audience::Public => "script-src 'none'".to_owned(),
        Audience::Staff => format!("script-src 'nonce-{nonce}' 'strict-dynamic'; connect-src 'self'"),
    };
    let upgrade = if site.https { "; upgrade-insecure-requests" } else { "" };
    format!(
        "default-src 'none'; {script}; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; \
         frame-ancestors 'none'; frame-src 'none'; base-uri 'none'; object-src 'none'; manifest-src 'self'; \
         require-trusted-types-for 'script'; trusted-types 'none'{upgrade}"
    )
}

/// Puts the headers of a page that may hold data into `headers`; what is set already (a page's own cache
/// rule) stays.
pub fn protect(headers: &mut HeaderMap, audience: Audience, nonce: &str, site: Site) {
    let fixed: [(&str, &str); 11] = [
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
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
    if site.https {
        let hsts = HeaderValue::from_static("max-age=63072000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, hsts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves: attack E11, attack E14
    #[test]
    fn pages_cannot_be_framed_cached_or_scripted() {
        let mut headers = HeaderMap::new();
        protect(&mut headers, Audience::Public, "", Site { https: false });
        let csp = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(csp.contains("script-src 'none'") && csp.contains("frame-ancestors 'none'"));
        assert!(!csp.contains("unsafe") && !csp.contains("upgrade-insecure"));
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }

    #[test]
    fn https_sites_say_so() {
        let mut headers = HeaderMap::new();
        protect(&mut headers, Audience::Staff, "abc", Site { https: true });
        assert!(headers[header::STRICT_TRANSPORT_SECURITY].to_str().unwrap().starts_with("max-age=63072000"));
        let csp = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(csp.contains("'nonce-abc' 'strict-dynamic'") && csp.contains("upgrade-insecure-requests"));
    }
}
