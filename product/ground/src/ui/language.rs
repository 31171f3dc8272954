//! The language somebody chose for the pages they see without signing in: by a link, and kept in a cookie of their
//! browser until they choose another. Whoever chose none gets what their browser asks for.

use axum::extract::Request;
use axum::response::Response;
use http::{HeaderValue, Method, header};
use kit_web::Words;

use crate::Ground;

/// How long a browser keeps the choice, in seconds: a year.
const KEPT: i64 = 365 * 24 * 60 * 60;

/// The language chosen for a request.
pub struct Chosen {
    tag: HeaderValue,
    /// Whether it was chosen by this very request.
    now: bool,
}

impl Chosen {
    /// What was chosen by the address of a page or, before, for this browser; one that we do not have is none.
    pub fn of(ground: &Ground, request: &Request) -> Option<Self> {
        let ours = |tag: &str| {
            let tag = ground.words.tag(ground.words.lang(tag)?).to_owned();
            HeaderValue::from_str(&tag).ok()
        };
        let asked = super::query(request.uri()).text("lang").to_owned();
        if request.method() == Method::GET
            && let Some(tag) = ours(&asked)
        {
            return Some(Self { tag, now: true });
        }
        let kept = ground.site.language_cookie().read(request.headers()).and_then(ours)?;
        Some(Self { tag: kept, now: false })
    }

    /// Has the handlers answer in it.
    pub fn speak(&self, request: &mut Request) {
        request.headers_mut().insert(header::ACCEPT_LANGUAGE, self.tag.clone());
    }

    /// Has the browser keep it, when it was chosen just now.
    pub fn keep(&self, ground: &Ground, response: &mut Response) {
        let cookie = self.tag.to_str().ok().and_then(|tag| ground.site.language_cookie().set_for(tag, KEPT));
        if let Some(cookie) = cookie.filter(|_| self.now) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
}

/// The languages there are beside `tag`: the tag of each, and its name in itself.
pub fn others(words: &Words, tag: &str) -> Vec<(String, String)> {
    let others = words.tags().filter(|other| *other != tag);
    let named = others.map(|other| {
        let lang = words.lang(other).unwrap_or_default();
        (other.to_owned(), words.say(lang, &format!("language-{other}"), &[]))
    });
    named.collect()
}
