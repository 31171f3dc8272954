//! The pages on which parameters are seen, changed and taken back.
//!
//! What would change is shown before it is changed. A change is kept with who made it, why, and what was there
//! before, in the transaction that makes it; two who change the same at once do not overwrite each other. What
//! lowers security needs a reason.

use kit_db::{Migration, Step};

mod change;
mod pages;

pub use pages::routes;

/// The tables of this slice.
pub const MIGRATIONS: &[Migration] = &[Migration {
    number: 40,
    name: "setting_change",
    step: Step::Both(include_str!("migrations/0040_setting_change.sql")),
}];
