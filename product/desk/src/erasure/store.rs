//! The statements over the receipts.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use kit_base::Millis;
use kit_db::Conn;

diesel::table! {
    erasure (request_id) {
        request_id -> BigInt,
        client_id -> BigInt,
        ordered_at -> BigInt,
        way -> Text,
        words -> Text,
        mails_withdrawn -> BigInt,
        done_at -> Nullable<BigInt>,
    }
}

/// What a receipt is made from.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = erasure)]
pub(super) struct ReceiptRow {
    pub request_id: i64,
    pub client_id: i64,
    pub ordered_at: Millis,
    pub way: String,
    pub words: String,
    pub mails_withdrawn: i64,
    pub done_at: Option<Millis>,
}

/// Writes a receipt that is not complete yet, unless there is one.
pub(super) fn begin(conn: &mut Conn, row: &ReceiptRow) -> kit_db::Result<()> {
    diesel::sql_query(
        "INSERT INTO erasure (request_id, client_id, ordered_at, way, words, mails_withdrawn)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (request_id) DO NOTHING",
    )
    .bind::<BigInt, _>(row.request_id)
    .bind::<BigInt, _>(row.client_id)
    .bind::<BigInt, _>(row.ordered_at)
    .bind::<Text, _>(&row.way)
    .bind::<Text, _>(&row.words)
    .bind::<BigInt, _>(row.mails_withdrawn)
    .execute(conn)?;
    Ok(())
}

/// Completes a receipt: the keys are gone.
pub(super) fn complete(conn: &mut Conn, request: i64, now: Millis) -> kit_db::Result<()> {
    let open = erasure::table.find(request).filter(erasure::done_at.is_null());
    diesel::update(open).set(erasure::done_at.eq(now)).execute(conn)?;
    Ok(())
}

pub(super) fn find(conn: &mut Conn, request: i64) -> kit_db::Result<Option<ReceiptRow>> {
    Ok(erasure::table.find(request).select(ReceiptRow::as_select()).first(conn).optional()?)
}
