//! Measurements of the whole program against the least that could do the same: `cargo xtask bench NAME`.
//!
//! The product is the real `querist serve`, a process of its own behind a real socket. Each limit is a bare
//! axum handler in a process of its own: `limit/intake.rs`, `limit/queue.rs`, `limit/view.rs`, with what they
//! share in `limit/mod.rs`. Product and limit take turns, A-B-A-B, in one run on the same cores, so that
//! whatever else the machine does weighs on both; what is told is the median of the rounds' ratios with
//! the least and the greatest, and the CPU time that each server took for a request. The client's is not in it.
//!
//! Without `PROVE=full` the counts are tiny, and only what must be equal is asserted: that both sides did the
//! same. With it, the ratios and times promised are asserted too.
//!
//! One more: a file here with a `run`, and a line in [`BENCHES`].

#![expect(clippy::print_stdout, reason = "a measurement tells its figures")]
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on stops")]
#![expect(clippy::disallowed_methods, reason = "a measurement reads its own environment")]

mod client;
mod figures;
mod growth;
mod intake;
mod limit;
mod pages;
mod server;

use figures::Size;

/// A measurement: its name and how it is run.
type Bench = (&'static str, fn(Size));

/// Every measurement, by name.
const BENCHES: [Bench; 4] =
    [("intake", intake::run), ("queue", pages::queue), ("view", pages::view), ("growth", growth::run)];

/// Speaks as much of the test runner's language as cargo-nextest asks of a harness.
fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let has = |word: &str| words.iter().any(|one| one == word);
    if let [first, name, rest @ ..] = &words[..]
        && first == "limit"
    {
        return limit::serve(name, rest);
    }
    if has("--list") {
        if !has("--ignored") {
            for (name, _) in BENCHES {
                println!("{name}: test");
            }
        }
        return;
    }
    let wanted: Vec<&String> = words.iter().filter(|word| !word.starts_with('-')).collect();
    let size = Size::from_environment();
    for (name, run) in BENCHES {
        if wanted.is_empty() || wanted.iter().any(|wanted| **wanted == name) {
            run(size);
        }
    }
}
