//! `querist`: a confidential enquiry desk, in one program.

mod boot;
mod cli;
mod config;
mod control;
mod demo;
mod doctor;
mod generated;
mod places;
mod routes;


fn main() -> std::process::ExitCode {
    cli::run()
}
