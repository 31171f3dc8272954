//! Who gets in: the route table, form keys and the counting of tries.
//!
//! Deny by default. A route exists only with a privilege beside its address ([`Route`]); an object is
//! authorised where it is loaded, by the policy table ([`policy`]); a post counts only with a key of its page.

use kit_db::{Migration, Step};

mod alarm;
mod crowd;
mod devices;
mod form_keys;
mod networks;
mod posts;
mod proof;
mod routes;
mod second_step;
mod sign_in;
mod step_up;
mod tries;

pub use crate::policy::{self, Level, Object, Permission, Scope, Subject};
pub use alarm::{Alarm, Told};
pub use crowd::{Crowd, Crowds};
pub use form_keys::{Checked, FormPage, consume, consumed, decoys, page_key, read_key, sweep_keys};
pub use networks::holds as networks_hold;
pub use posts::{Fields, LongFields, Signed, StaffForm};
pub use proof::{Guess, Proof, prove};
pub use routes::{Privilege, Route, router};
pub use second_step::Picture;
pub(crate) use second_step::{FIRST_CODE_HINT, must_have_factor};
pub use sign_in::routes as sign_in_routes;
pub use tries::{Bucket, Tries, network_name, network_of, sweep_tries, take_all};

/// The tables of this slice.
pub const MIGRATIONS: &[Migration] =
    &[Migration { number: 13, name: "guard", step: Step::Both(include_str!("migrations/0013_guard.sql")) }];
