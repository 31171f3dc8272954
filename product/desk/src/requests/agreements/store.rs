//! The statements over the table of agreements.

use diesel::prelude::*;
use kit_base::Millis;
use kit_db::Conn;

diesel::table! {
    agreement (request_id, field_key) {
        request_id -> BigInt,
        field_key -> Text,
        form_key -> Text,
        form_version -> Integer,
        lang -> Text,
        agreed_at -> BigInt,
        withdrawn_at -> Nullable<BigInt>,
    }
}

/// What somebody agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = agreement)]
pub struct AgreementRow {
    /// Of which request.
    pub request_id: i64,
    /// The field of the form that asks for it.
    pub field_key: String,
    /// The form.
    pub form_key: String,
    /// Its version, which has the wording.
    pub form_version: i32,
    /// The language it was read in.
    pub lang: String,
    /// When.
    pub agreed_at: Millis,
    /// When it was taken back.
    pub withdrawn_at: Option<Millis>,
}

/// Writes one down, in the caller's transaction.
pub(in crate::requests) fn insert(conn: &mut Conn, row: &AgreementRow) -> kit_db::Result<()> {
    diesel::insert_into(agreement::table).values(row).execute(conn)?;
    Ok(())
}

/// Those of a request.
pub(super) fn of_request(conn: &mut Conn, request: i64) -> kit_db::Result<Vec<AgreementRow>> {
    let own = agreement::table.filter(agreement::request_id.eq(request)).order(agreement::field_key);
    Ok(own.select(AgreementRow::as_select()).load(conn)?)
}

/// Takes one back, in the caller's transaction. False when there is none, or it was taken back before.
pub(super) fn withdraw(conn: &mut Conn, request: i64, field: &str, now: Millis) -> kit_db::Result<bool> {
    let one = agreement::table
        .filter(agreement::request_id.eq(request))
        .filter(agreement::field_key.eq(field))
        .filter(agreement::withdrawn_at.is_null());
    Ok(diesel::update(one).set(agreement::withdrawn_at.eq(now)).execute(conn)? == 1)
}

/// Whether there is one, taken back or not.
pub(super) fn is_there(conn: &mut Conn, request: i64, field: &str) -> kit_db::Result<bool> {
    let one = agreement::table.find((request, field)).select(agreement::agreed_at);
    Ok(one.first::<Millis>(conn).optional()?.is_some())
}
