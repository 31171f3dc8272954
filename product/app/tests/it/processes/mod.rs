//! Several processes of one desk on one PostgreSQL: the real program, in processes of its own.

mod apart;
mod desk;
mod erased;
mod leases;
mod proxied;
mod rolling;
mod seen;
