//! The tables and engine functions this crate uses itself.

use diesel::sql_types::{BigInt, Text};

diesel::table! {
    schema_migration (number) {
        number -> BigInt,
        name -> Text,
        checksum -> Text,
    }
}

diesel::table! {
    sequence_counter (name) {
        name -> Text,
        last -> BigInt,
    }
}

#[diesel::declare_sql_function]
extern "SQL" {
    fn nextval(sequence: Text) -> BigInt;
    fn pg_try_advisory_xact_lock(key: BigInt) -> Bool;
    fn pg_try_advisory_lock(key: BigInt) -> Bool;
    fn pg_advisory_unlock(key: BigInt) -> Bool;
}
