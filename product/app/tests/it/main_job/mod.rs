//! The main job, end to end: a person asks, staff find the request, answer it, the person reads the answer
//! and goes on from there. On both engines.

pub mod counts;
mod held;
mod once;
mod pages;
mod private;
mod queue;
mod stale;
mod story;
mod whole;
