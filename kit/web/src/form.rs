//! Reading what a browser posts: bounded, strict about the encoding, and without losing repeated fields.

use bytes::Bytes;
use http::{HeaderMap, header};
use http_body_util::BodyExt;
use tokio::sync::Semaphore;

/// Fields of a posted form (`application/x-www-form-urlencoded`, WHATWG URL §5) or of a query, in order.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FormData(Vec<(String, String)>);

/// Why a post could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormProblem {
    /// More bytes or fields than the form may have.
    #[error("the post is larger than {0} bytes")]
    TooLarge(usize),
    /// Another content type than a form's.
    #[error("the post is no form")]
    NotAForm,
    /// Bytes that are no UTF-8.
    #[error("the post is no UTF-8")]
    NotUtf8,
    /// The sender went away before the end.
    #[error("the post broke off")]
    BrokeOff,
}

/// More fields than any form of ours has.
const MAX_FIELDS: usize = 2_000;

/// A refused post is read on, up to this many bytes, so that the sender sees the answer and not a reset.
const DRAIN: usize = 32 << 20;

impl FormData {
    /// Fields given one by one.
    pub fn from_pairs<K: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        Self(pairs.into_iter().map(|(k, v)| (k.into(), v.into())).collect())
    }

    /// Reads a body of at most `limit` bytes.
    pub async fn read(
        headers: &HeaderMap,
        body: axum::body::Body,
        limit: usize,
    ) -> Result<Self, FormProblem> {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let is_form =
            kind.split(';').next().unwrap_or_default().trim() == "application/x-www-form-urlencoded";
        let bytes = collect(body, limit).await?;
        if !is_form {
            return Err(FormProblem::NotAForm);
        }
        Self::parse(&bytes)
    }

    /// Reads an encoded form or query. A malformed percent sign stands for itself, as browsers have it.
    pub fn parse(encoded: &[u8]) -> Result<Self, FormProblem> {
        let mut fields = Vec::new();
        for part in encoded.split(|byte| *byte == b'&').filter(|part| !part.is_empty()) {
            if fields.len() == MAX_FIELDS {
                return Err(FormProblem::TooLarge(encoded.len()));
            }
            let split = part.iter().position(|byte| *byte == b'=');
            let (name, value) = split.map_or((part, &b""[..]), |at| (&part[..at], &part[at + 1..]));
            fields.push((decode(name)?, decode(value)?));
        }
        Ok(Self(fields))
    }

    /// The first value of `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(k, _)| k == name).map(|(_, v)| v.as_str())
    }

    /// The first value of `name`, or nothing.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// Every value of `name`.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(k, _)| k == name).map(|(_, v)| v.as_str())
    }

    /// All fields in order.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

/// What people typed is theirs: a form shows how many fields it has, nothing more.
impl std::fmt::Debug for FormData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FormData({} fields)", self.0.len())
    }
}

/// Posts larger than this are read by few at a time.
const LARGE: usize = 1 << 20;
/// So many large posts are read at once; further ones wait, small ones never.
static LARGE_ONES: Semaphore = Semaphore::const_new(8);

async fn collect(mut body: axum::body::Body, limit: usize) -> Result<Bytes, FormProblem> {
    let mut bytes = Vec::new();
    let mut seen = 0_usize;
    let mut turn = None;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return Err(FormProblem::BrokeOff) };
        let Some(data) = frame.data_ref() else { continue };
        seen += data.len();
        if seen > LARGE && seen <= limit && turn.is_none() {
            turn = LARGE_ONES.acquire().await.ok();
        }
        if seen <= limit {
            bytes.extend_from_slice(data);
        } else if seen > DRAIN {
            break;
        }
    }
    if seen > limit { Err(FormProblem::TooLarge(limit)) } else { Ok(bytes.into()) }
}

fn decode(part: &[u8]) -> Result<String, FormProblem> {
    let spaced: Vec<u8> = part.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let bytes = percent_encoding::percent_decode(&spaced).collect::<Vec<u8>>();
    String::from_utf8(bytes).map_err(|_| FormProblem::NotUtf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_browsers_write_them() {
        let form = FormData::parse("a=1&b=x+y%21&a=2&c&d=%C3%A9&e=100%".as_bytes()).unwrap();
        assert_eq!(form.get("b"), Some("x y!"));
        assert_eq!(form.all("a").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!((form.text("c"), form.text("d"), form.text("e"), form.text("z")), ("", "é", "100%", ""));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(FormData::parse(b"a=%ff%fe"), Err(FormProblem::NotUtf8));
        assert!(matches!(FormData::parse("a=1&".repeat(3_000).as_bytes()), Err(FormProblem::TooLarge(_))));
    }

    #[test]
    fn debug_tells_nothing_that_was_typed() {
        let form = FormData::from_pairs([("question", "my secret")]);
        assert_eq!(format!("{form:?}"), "FormData(1 fields)");
    }
}
