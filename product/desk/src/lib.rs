//! The work itself: forms, requests, and what is written back and forth.
//!
//! Each folder is a slice, entered through its `mod.rs`; see `ground` for what all of them stand on.

use ground::guard::Route;
use kit_db::Migration;

pub mod designer;
pub mod erasure;
pub mod export;
pub mod forms;
pub mod messages;
pub mod requests;
pub mod routing;

/// The steps of every slice of this tier.
pub fn migrations() -> Vec<Migration> {
    [forms::MIGRATIONS, requests::MIGRATIONS, messages::MIGRATIONS, erasure::MIGRATIONS, export::MIGRATIONS]
        .concat()
}

/// The texts of every slice of this tier: English, which is complete.
pub fn english() -> Vec<&'static str> {
    vec![
        include_str!("forms/en.ftl"),
        include_str!("requests/en.ftl"),
        include_str!("requests/mails.ftl"),
        include_str!("erasure/en.ftl"),
        include_str!("routing/en.ftl"),
        include_str!("designer/en.ftl"),
        include_str!("export/en.ftl"),
    ]
}

/// The same in German.
pub fn german() -> Vec<&'static str> {
    vec![
        include_str!("forms/de.ftl"),
        include_str!("requests/de.ftl"),
        include_str!("requests/mails.de.ftl"),
        include_str!("erasure/de.ftl"),
        include_str!("routing/de.ftl"),
        include_str!("designer/de.ftl"),
        include_str!("export/de.ftl"),
    ]
}

/// The data-class tables of every slice of this tier, with the name of each for messages.
pub fn classes() -> Vec<(&'static str, &'static str)> {
    vec![
        ("forms", include_str!("forms/classes.toml")),
        ("requests", include_str!("requests/classes.toml")),
        ("messages", include_str!("messages/classes.toml")),
        ("erasure", include_str!("erasure/classes.toml")),
        ("export", include_str!("export/classes.toml")),
    ]
}

/// The addresses of every slice of this tier.
pub fn routes() -> Vec<Route> {
    [requests::routes(), erasure::routes(), routing::routes(), designer::routes(), export::routes()].concat()
}
