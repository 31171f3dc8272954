//! What is confirmed stays, whatever happens to the machine: the power goes, the process is killed, the disk
//! is full, the disk fails. How it is shown, and how to read a failure, stands in `README.md` beside this file.

pub mod chance;
mod check;
mod cut;
mod disk;
mod faults;
mod forgotten;
mod full;
mod kill;
mod ledger;
pub mod load;
mod log;
mod planted;
mod postgres;
mod postgres_full;
mod recorder;
mod room;
pub mod server;
mod shown;
pub mod wire;
