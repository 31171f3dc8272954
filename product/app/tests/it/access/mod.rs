//! Who may do what. What is expected stands in `policy.csv` beside this file, written by hand; which routes there
//! are is read from the listing. The program's own table of who may what is asked nowhere here.

mod calls;
mod extra_fields;
mod ids;
mod matrix;
mod policy;
mod posts;
mod rights;
mod unknown;

pub use calls::{Call, KIND, call, key_of, prepare};

/// Who looked, when a session was last used, and how often something was tried: what a refused call may touch.
pub const ASIDE: [&str; 3] = ["request_seen", "session", "tries"];
