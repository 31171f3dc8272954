//! `querist`: a confidential enquiry desk, in one program. This crate joins the slices and holds no feature.

pub mod boot;
pub mod cli;
pub mod config;
pub mod control;
mod custody;
mod demo;
mod doctor;
mod figures;
mod ledger;
pub mod listings;
pub mod places;
mod ready;
mod record;
mod rounds;
pub mod routes;
mod sample;
pub mod seat;
mod takeover;
