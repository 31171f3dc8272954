//! Tests of the whole crate from outside, on real databases.

#![cfg(test)]

mod both_engines;
mod common;
mod copying;
mod migrations;
mod postgres;
mod sqlite;
mod statements;
