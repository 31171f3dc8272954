//! The tables of jobs, for the files of this slice only.

diesel::table! {
    job (id) {
        id -> BigInt,
        kind -> Text,
        payload -> Text,
        state -> Text,
        run_at -> BigInt,
        attempt -> BigInt,
        again -> Bool,
        dedup_key -> Nullable<Text>,
        lease -> Nullable<BigInt>,
        lease_node -> Nullable<Text>,
        lease_until -> Nullable<BigInt>,
        reason -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    job_kind (kind) {
        kind -> Text,
        queue -> Text,
        schedule -> Text,
        enabled -> Bool,
    }
}

diesel::table! {
    job_count (kind, slot) {
        kind -> Text,
        slot -> BigInt,
        waiting -> BigInt,
        failed -> BigInt,
    }
}

diesel::table! {
    job_run (id) {
        id -> BigInt,
        kind -> Text,
        job_id -> BigInt,
        attempt -> BigInt,
        node -> Text,
        started_at -> BigInt,
        ended_at -> BigInt,
        outcome -> Text,
        note -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(job, job_kind);

/// The states of a row; a job that is done has none.
pub const WAITING: &str = "waiting";
pub const RUNNING: &str = "running";
pub const FAILED: &str = "failed";

/// The condition of the unique index `job_once`, with a `dedup_key` beside it: not given up.
pub fn alive() -> kit_db::Condition {
    kit_db::condition("job.state <> 'failed'")
}
