//! What any server-rendered site needs and no framework gives in the shape we want: a bounded server, forms
//! read with limits, one-time form keys, cookies, the response headers of every page, texts by language, and
//! a client for tests that talks to the router in the same process.
//!
//! It knows nothing of the product: no page, no sentence for people, no storage. What must be remembered
//! (that a key was used, that a limit was reached) is remembered by the caller.

pub mod assets;
pub mod cookies;
pub mod form;
pub mod form_key;
pub mod headers;
pub mod origin;
mod patient;
pub mod proxies;
pub mod serve;
#[cfg(feature = "testing")]
pub mod testing;
mod words;

pub use words::{Arg, Html, Lang, Say, Words};
