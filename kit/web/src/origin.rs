//! Whether a post comes from a page of ours, as far as the browser says so (security design 2.6).

use http::{HeaderMap, header};

/// Refuses a post that another site made the browser send.
///
/// `Sec-Fetch-Site`, where sent, must be `same-origin` (W3C Fetch Metadata); `Origin`, where sent and not
/// `null`, must be one of ours (RFC 6454). Text browsers send neither: then the form key decides.
pub fn is_own_post(headers: &HeaderMap, own: &[String]) -> bool {
    let text = |name| headers.get(name).map(|v: &http::HeaderValue| v.to_str().unwrap_or("?"));
    if text(http::HeaderName::from_static("sec-fetch-site")).is_some_and(|site| site != "same-origin") {
        return false;
    }
    match text(header::ORIGIN) {
        None | Some("null") => true,
        Some(origin) => own.iter().any(|ours| ours.eq_ignore_ascii_case(origin)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(k, v)| (http::HeaderName::from_static(k), v.parse().unwrap())).collect()
    }

    // proves: attack C11
    #[test]
    fn posts_from_elsewhere_are_refused() {
        let own = ["http://localhost:7070".to_owned()];
        assert!(is_own_post(&post(&[]), &own));
        assert!(is_own_post(&post(&[("origin", "null"), ("sec-fetch-site", "same-origin")]), &own));
        assert!(is_own_post(&post(&[("origin", "http://localhost:7070")]), &own));
        assert!(!is_own_post(&post(&[("origin", "http://evil.example")]), &own));
        assert!(!is_own_post(&post(&[("sec-fetch-site", "cross-site")]), &own));
        assert!(!is_own_post(&post(&[("sec-fetch-site", "same-site")]), &own));
        assert!(!is_own_post(&post(&[("sec-fetch-site", "none")]), &own));
        assert!(!is_own_post(&post(&[("origin", "null"), ("sec-fetch-site", "cross-site")]), &own));
    }
}
