//! Several processes of one desk on one PostgreSQL: the real program, in processes of its own.

mod desk;
mod proxied;
mod rolling;
mod seen;
