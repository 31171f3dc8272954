//! The main job, end to end: a person asks, staff find the request, answer it, the person reads the answer
//! and goes on from there. On both engines.

pub mod counts;
mod framed;
mod held;
mod language;
mod once;
mod pages;
mod private;
mod queue;
mod quick;
mod relay;
mod stale;
mod story;
mod whole;
