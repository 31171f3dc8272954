//! Requests: from the public form to the answer. This door names what may be done with one; the order of
//! things (what is taken, sealed, written together, and when it counts as done) stands in `open` and `acts`; what
//! looks automatic waits in `held`.
//!
//! Everything is sealed before the transaction; in one `write` go rows, counters, audit event, mail and jobs;
//! an answer that confirms is given after the commit. An act on a request names the version of the page it
//! was done on: when somebody was faster, nothing is changed and the page is shown again
//! ([`acts::Done::Stale`]).

use ground::guard::Route;
use kit_db::{Migration, Step};

pub mod acts;
mod address;
mod agreements;
mod blind;
mod calendar;
pub mod erasing;
mod held;
mod lists;
mod mails;
mod may;
pub mod model;
pub mod number;
pub mod open;
pub mod past;
mod public;
pub mod read;
mod staff;
mod store;
#[cfg(test)]
mod tests;

pub use blind::IndexClients;
pub use held::{Release, Seen};
pub use lists::View;
pub(crate) use lists::between;
pub use mails::Mails;
pub use may::known_to;
pub(crate) use may::{Erase, May};
pub(crate) use open::{Line, why_hidden};
pub(crate) use public::{check, pass};
pub use store::{Counts, RequestRow};

/// The tables of this slice.
pub const MIGRATIONS: &[Migration] = &[
    kit_db::sequence_migration!(19, "request_number"),
    Migration {
        number: 20,
        name: "requests",
        step: Step::Both(include_str!("migrations/0020_requests.sql")),
    },
    Migration {
        number: 53,
        name: "request_teams",
        step: Step::Each {
            sqlite: include_str!("migrations/0053_teams.sqlite.sql"),
            postgres: include_str!("migrations/0053_teams.postgres.sql"),
        },
    },
    Migration {
        number: 54,
        name: "request_lists",
        step: Step::Both(include_str!("migrations/0054_lists.sql")),
    },
    Migration {
        number: 56,
        name: "request_names",
        step: Step::Both(include_str!("migrations/0056_names.sql")),
    },
    Migration {
        number: 57,
        name: "request_open",
        step: Step::Each {
            sqlite: include_str!("migrations/0057_open.sqlite.sql"),
            postgres: include_str!("migrations/0057_open.postgres.sql"),
        },
    },
    Migration { number: 61, name: "held", step: Step::Both(include_str!("migrations/0061_held.sql")) },
    Migration {
        number: 66,
        name: "held_known",
        step: Step::Both(include_str!("migrations/0066_held_known.sql")),
    },
    Migration {
        number: 63,
        name: "agreements",
        step: Step::Both(include_str!("migrations/0063_agreements.sql")),
    },
];

/// The kinds of job of this slice.
pub fn kinds() -> Vec<&'static ground::jobs::Kind> {
    vec![&blind::KIND, &held::KIND]
}

/// The addresses of this slice.
pub fn routes() -> Vec<Route> {
    [public::routes(), staff::routes()].concat()
}
