//! The rules that decide who may do what, and who is signed in: no input or output, no clock, nothing of the rest of
//! the product. What they need is handed to them, so that every case can be tried and every mutation of them be
//! caught (`cargo xtask prove mutants`).

pub mod policy;
pub mod sessions;
