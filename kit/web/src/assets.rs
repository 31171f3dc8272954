//! Files that are part of the program: served under an address that changes with their content, so that they
//! may be kept for ever, and named with their SHA-512 so that a browser refuses a changed one (W3C SRI).

use aws_lc_rs::digest;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use http::{HeaderValue, StatusCode, header};

/// A file compiled into the program.
#[derive(Debug, Clone)]
pub struct Asset {
    /// The address, `/static/{12 hex digits}/{name}`.
    pub path: String,
    /// The value of the `integrity` attribute.
    pub integrity: String,
    name: &'static str,
    content_type: &'static str,
    bytes: &'static [u8],
}

/// The files of the program.
#[derive(Debug, Clone, Default)]
pub struct Assets(Vec<Asset>);

impl Asset {
    /// A file with its name, MIME type and content.
    pub fn new(name: &'static str, content_type: &'static str, bytes: &'static [u8]) -> Self {
        let hash = digest::digest(&digest::SHA512, bytes);
        let short: String =
            hash.as_ref().iter().take(6).fold(String::new(), |all, byte| format!("{all}{byte:02x}"));
        let integrity = format!("sha512-{}", base64::engine::general_purpose::STANDARD.encode(hash.as_ref()));
        Self { path: format!("/static/{short}/{name}"), integrity, name, content_type, bytes }
    }
}

impl Assets {
    /// The files in `list`.
    pub fn new(list: Vec<Asset>) -> Self {
        Self(list)
    }

    /// The file called `name`.
    pub fn get(&self, name: &str) -> Option<&Asset> {
        self.0.iter().find(|asset| asset.name == name)
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Asset> {
        self.0.iter()
    }

    /// Answers a request for `/static/{hash}/{name}`; another hash than today's is not found, so that an old
    /// page in an old browser can never mix with new files.
    pub fn serve(&self, hash: &str, name: &str) -> Response {
        let wanted = format!("/static/{hash}/{name}");
        match self.0.iter().find(|asset| asset.path == wanted) {
            None => StatusCode::NOT_FOUND.into_response(),
            Some(asset) => {
                let mut response = asset.bytes.into_response();
                let headers = response.headers_mut();
                headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
                let keep = HeaderValue::from_static("public, max-age=31536000, immutable");
                headers.insert(header::CACHE_CONTROL, keep);
                response
            }
        }
    }
}
