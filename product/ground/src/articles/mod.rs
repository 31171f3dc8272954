//! Pages that the institution writes: privacy, about, hints.
//!
//! Each is Markdown, in every language of the program, and shown to everybody under `/pages/…`; the foot of public pages
//! links to those there are. What was published stays as a version, so that what was said on a day can be shown later.
//! The page on privacy comes with the program, true of what it does, and is there until an institution writes its own.

use kit_db::{Migration, Step};

mod pages;
mod store;
mod words;

pub use pages::routes;
pub use words::{Block, Inline, blocks};

/// The tables of this slice.
pub const MIGRATIONS: &[Migration] = &[Migration {
    number: 65,
    name: "articles",
    step: Step::Both(include_str!("migrations/0065_articles.sql")),
}];

/// What the page on privacy says until somebody writes another, by language.
const PRIVACY: [(&str, &str); 2] =
    [("en", include_str!("privacy.en.md")), ("de", include_str!("privacy.de.md"))];
