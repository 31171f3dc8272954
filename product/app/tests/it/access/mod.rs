//! Who may do what. What is expected stands in text files beside this one, written by hand; the program's own
//! tables are only asked which routes there are.

mod calls;
mod ids;
mod matrix;
mod objects;
mod posts;

pub use calls::{Call, KIND, call, key_of, prepare};
pub use matrix::ASIDE;
