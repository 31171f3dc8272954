//! The ledger against independent implementations, crashes and edits.

#![expect(clippy::unwrap_used, reason = "a test stops where something fails")]

mod bed;
mod crash;
mod proofs;
mod standard;
mod tampering;
mod together;
