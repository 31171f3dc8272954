//! Tests of the whole program in one process: the router, both databases, the jobs.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]
#![expect(clippy::print_stdout, reason = "a proof tells its counts")]

mod access;
mod administration;
mod asking;
mod backups;
mod bad_input;
mod bots;
mod canary;
mod concurrency;
mod figures;
mod forgetting;
mod house;
mod ledger;
mod main_job;
mod power;
mod processes;
mod sample;
mod sign_in;
mod structure;
mod surroundings;
