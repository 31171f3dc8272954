//! The key ring's database: keys, named secrets, blind-index rows, high-water marks, the register's head. Every statement of
//! the ring is in this module; what is sealed and opened is decided outside it.
//!
//! The ring is a database of its own, not part of the main one: its copies are short-lived, so that a
//! destroyed key is soon gone from all of them, while the main database's may be kept for years.

pub(crate) mod index;
pub(crate) mod keys;
pub(crate) mod marks;
pub(crate) mod register;
pub(crate) mod secrets;

use kit_db::{Migration, Step};

diesel::table! {
    /// One row for each key that was ever made. Rows stay when keys are destroyed.
    ring_key (id) {
        id -> BigInt,
        domain -> Integer,
        epoch -> BigInt,
        wrapped -> Binary,
        commitment -> Binary,
        state -> Integer,
        created_at -> BigInt,
        handed_at -> Nullable<BigInt>,
        handed_to -> Nullable<BigInt>,
        destroyed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// Named secrets.
    ring_secret (name) {
        name -> Text,
        epoch -> BigInt,
        wrapped -> Binary,
        commitment -> Binary,
        created_at -> BigInt,
    }
}

diesel::table! {
    /// Which keys belong to a blinded value.
    ring_index (name, blind, key_id) {
        name -> Text,
        blind -> Binary,
        key_id -> BigInt,
    }
}

diesel::table! {
    /// Numbers that were given out up to here.
    ring_mark (name) {
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    /// How far the erasure register goes.
    ring_register (id) {
        id -> BigInt,
        seq -> BigInt,
        hash -> Binary,
    }
}

diesel::allow_tables_to_appear_in_same_query!(ring_key, ring_index);

/// The ring's own migrations; it shares no database with any other list.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 1,
        name: "key_ring",
        step: Step::Both(
            "CREATE TABLE ring_key (
             id {id},
             domain INTEGER NOT NULL,
             epoch BIGINT NOT NULL,
             wrapped {bytes} NOT NULL,
             commitment {bytes} NOT NULL,
             state INTEGER NOT NULL,
             created_at BIGINT NOT NULL,
             handed_at BIGINT,
             handed_to BIGINT,
             destroyed_at BIGINT
         );
         CREATE INDEX ring_key_state ON ring_key (state, domain, id);
         CREATE INDEX ring_key_epoch ON ring_key (epoch, destroyed_at);
         CREATE TABLE ring_secret (
             name TEXT NOT NULL PRIMARY KEY,
             epoch BIGINT NOT NULL,
             wrapped {bytes} NOT NULL,
             commitment {bytes} NOT NULL,
             created_at BIGINT NOT NULL
         );
         CREATE TABLE ring_index (
             name TEXT NOT NULL,
             blind {bytes} NOT NULL,
             key_id BIGINT NOT NULL,
             PRIMARY KEY (name, blind, key_id)
         );
         CREATE INDEX ring_index_key ON ring_index (key_id);
         CREATE TABLE ring_mark (
             name TEXT NOT NULL PRIMARY KEY,
             value BIGINT NOT NULL
         );",
        ),
    },
    Migration {
        number: 2,
        name: "register_head",
        step: Step::Both(
            "CREATE TABLE ring_register (
             id {id},
             seq BIGINT NOT NULL,
             hash {bytes} NOT NULL
         );",
        ),
    },
];
