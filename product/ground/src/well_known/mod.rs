//! What programs look for at a known place (RFC 8615): whom to tell of a hole in the security (`security.txt`, RFC 9116),
//! and which build this is (`build.json`), so that anybody can compare the files their browser got with those of a
//! release.
//!
//! Both are public, the same for everybody, and tell nothing of the machine.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat};
use http::{HeaderValue, header};
use kit_base::{DAY, EmailAddress, Millis};
use serde_json::json;

use crate::Ground;
use crate::guard::{Privilege, Route};
use crate::settings::registry;
use crate::ui::Stop;

const SECURITY: &str = "/.well-known/security.txt";
const BUILD: &str = "/.well-known/build.json";

/// How long what `security.txt` says is to be believed; RFC 9116 advises less than a year.
const BELIEVED: Millis = 90 * DAY;

/// The addresses of this slice.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get(SECURITY, "security.txt", Privilege::Public, security),
        Route::get(BUILD, "build.json", Privilege::Public, build),
    ]
}

/// Whom to tell; not found while nobody is named.
async fn security(State(ground): State<Ground>) -> Result<Response, Stop> {
    let contact = ground.settings.text(&registry::SECURITY_CONTACT);
    if contact.is_empty() {
        return Err(Stop::NotFound);
    }
    let canonical = ground.site.link(SECURITY);
    let languages: Vec<&str> = ground.words.tags().collect();
    let text = security_text(&contact, canonical.as_deref(), &languages, ground.now());
    Ok(answer("text/plain; charset=utf-8", text))
}

fn security_text(contact: &str, canonical: Option<&str>, languages: &[&str], now: Millis) -> String {
    let contact = match EmailAddress::parse(contact) {
        Ok(_) => format!("mailto:{contact}"),
        Err(_) => contact.to_owned(),
    };
    // By the day, so that everybody who asks on one day gets the same bytes.
    let expires = DateTime::from_timestamp_millis(now - now.rem_euclid(DAY) + BELIEVED).unwrap_or_default();
    let canonical = canonical.map(|link| format!("Canonical: {link}\n")).unwrap_or_default();
    format!(
        "Contact: {contact}\nExpires: {}\nPreferred-Languages: {}\n{canonical}",
        expires.to_rfc3339_opts(SecondsFormat::Secs, true),
        languages.join(", ")
    )
}

/// Which build this is: its release, the commit that was named when it was built (`QUERIST_COMMIT`), and each file of the
/// program that browsers get, with the value its pages name it by.
async fn build(State(ground): State<Ground>) -> Response {
    let files: serde_json::Map<_, _> =
        ground.assets.all().map(|file| (file.path.clone(), json!(file.integrity))).collect();
    let commit = option_env!("QUERIST_COMMIT").unwrap_or("unknown");
    let text = json!({
        "release": ground.site.version,
        "commit": commit,
        "files": files,
        "signature": "unsigned",
    });
    answer("application/json", format!("{text:#}\n"))
}

fn answer(kind: &'static str, text: String) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static(kind))], text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_told_as_the_standard_has_it() {
        let now = 1_795_512_600_000;
        let text = security_text(
            "security@library.example",
            Some("https://ask.library.example/.well-known/security.txt"),
            &["en"],
            now,
        );
        assert_eq!(
            text,
            "Contact: mailto:security@library.example\nExpires: 2027-02-22T00:00:00Z\nPreferred-Languages: en\n\
             Canonical: https://ask.library.example/.well-known/security.txt\n"
        );
        let page = security_text("https://library.example/report", None, &["en", "qx"], now);
        assert!(page.starts_with("Contact: https://library.example/report\nExpires: 2027-"), "{page}");
        assert!(page.ends_with("Preferred-Languages: en, qx\n"), "{page}");
    }
}
