//! A browser without a screen, for tests: talks to the router in the same process, keeps cookies, and fills
//! in the forms it was shown.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tower::ServiceExt;

/// A person at a browser.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    /// Cookies by name.
    pub cookies: BTreeMap<String, String>,
    /// Whether cookies are kept.
    pub keeps_cookies: bool,
    /// The address requests come from.
    pub peer: SocketAddr,
}

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Status code.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// The body as text; bytes that are no UTF-8 are replaced.
    pub body: String,
}

impl Browser {
    /// A browser in front of `router`.
    pub fn new(router: Router) -> Self {
        let peer = SocketAddr::from(([127, 0, 0, 1], 50_000));
        Self { router, cookies: BTreeMap::new(), keeps_cookies: true, peer }
    }

    /// Opens an address.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], Body::empty()).await
    }

    /// Posts fields to an address, as a form.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = encode(fields);
        let kind = [("content-type", "application/x-www-form-urlencoded")];
        self.send(Method::POST, path, &kind, Body::from(body)).await
    }

    /// Fills in the form of `page` that posts to `action` and sends it; hidden fields go along.
    pub async fn submit(&mut self, page: &Answer, action: &str, fields: &[(&str, &str)]) -> Answer {
        let form =
            page.form(action).unwrap_or_else(|| panic!("no form posts to {action} on:\n{}", page.body));
        // In the order of the page, as browsers send them; several values of one name take the place of one.
        let mut all: Vec<(&str, &str)> = Vec::new();
        for (name, value) in &form {
            let given = fields.iter().any(|(n, _)| n == name);
            if !given {
                all.push((name, value));
            } else if !all.iter().any(|(n, _)| n == name) {
                all.extend(fields.iter().filter(|(n, _)| n == name));
            }
        }
        let further = fields.iter().filter(|(n, _)| !form.iter().any(|(name, _)| n == name));
        all.extend(further);
        self.post(action, &all).await
    }

    /// Sends any request.
    pub async fn send(&mut self, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !self.cookies.is_empty() {
            let line: Vec<String> = self.cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
            request = request.header(header::COOKIE, line.join("; "));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(body).unwrap();
        request.extensions_mut().insert(ConnectInfo(self.peer));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        self.remember(&parts.headers);
        let bytes = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    fn remember(&mut self, headers: &HeaderMap) {
        for line in headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else if self.keeps_cookies {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

impl Answer {
    /// Where a redirect points.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |v| v.to_str().unwrap())
    }

    /// The fields of the form that posts to `action`, as a browser would send them untouched.
    pub fn form(&self, action: &str) -> Option<Vec<(String, String)>> {
        let start = self.body.match_indices("<form").find(|(at, _)| {
            let tag = &self.body[*at..*at + self.body[*at..].find('>').unwrap_or(0)];
            attribute(tag, "action").as_deref() == Some(action)
        })?;
        let form = &self.body[start.0..];
        let form = &form[..form.find("</form").unwrap_or(form.len())];
        Some(fields_of(form))
    }

    /// The page's words without its markup, white space folded.
    pub fn words(&self) -> String {
        let mut out = String::new();
        let mut in_tag = false;
        for c in self.body.chars() {
            match c {
                '<' => in_tag = true,
                '>' => {
                    in_tag = false;
                    out.push(' ');
                }
                c if !in_tag => out.push(c),
                _ => {}
            }
        }
        unescape(&out.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

fn fields_of(form: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for (at, _) in form.match_indices('<') {
        let rest = &form[at..];
        let Some(end) = rest.find('>') else { continue };
        let tag = &rest[..end];
        let Some(name) = attribute(tag, "name") else { continue };
        if tag.starts_with("<input") {
            let kind = attribute(tag, "type").unwrap_or_default();
            let ticked = tag.contains(" checked");
            if ticked || !matches!(kind.as_str(), "radio" | "checkbox") {
                fields.push((name, attribute(tag, "value").unwrap_or_default()));
            }
        } else if tag.starts_with("<textarea") {
            let text = &rest[end + 1..rest.find("</textarea").unwrap_or(rest.len())];
            fields.push((name, unescape(text.strip_prefix('\n').unwrap_or(text))));
        } else if tag.starts_with("<select") {
            let options = &rest[..rest.find("</select").unwrap_or(rest.len())];
            let chosen = options.match_indices("<option").find_map(|(at, _)| {
                let tag = &options[at..at + options[at..].find('>')?];
                tag.contains(" selected").then(|| attribute(tag, "value").unwrap_or_default())
            });
            fields.push((name, chosen.unwrap_or_default()));
        }
    }
    fields
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let value = &tag[start..];
    Some(unescape(&value[..value.find('"')?]))
}

fn unescape(text: &str) -> String {
    let named = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
    ];
    let text = named.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    text.replace("&#38;", "&").replace("&amp;", "&")
}

/// Fields as a browser sends them in the body of a form.
pub fn encode(fields: &[(&str, &str)]) -> String {
    let one = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    fields.iter().map(|(k, v)| format!("{}={}", one(k), one(v))).collect::<Vec<_>>().join("&")
}
