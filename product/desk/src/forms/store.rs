//! All statements on the tables of forms. No decision is made here.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};
use kit_base::Millis;
use kit_db::{Conn, Result};

diesel::table! {
    form (form_key) {
        form_key -> Text,
        place -> BigInt,
        offered -> Bool,
        newest -> Integer,
        shipped -> Integer,
        draft -> Nullable<Text>,
        withdrawn_at -> BigInt,
        version -> BigInt,
        changed_at -> BigInt,
        changed_by -> BigInt,
    }
}

diesel::table! {
    form_version (form_key, version) {
        form_key -> Text,
        version -> Integer,
        document -> Text,
        published_at -> BigInt,
        published_by -> BigInt,
    }
}

/// A form as the institution has it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = form)]
pub struct FormRow {
    /// Permanent name.
    pub form_key: String,
    /// Where it stands in the list; the smallest comes first.
    pub place: i64,
    /// Whether it stands in the list.
    pub offered: bool,
    /// The version it is asked with; 0: it was never published.
    pub newest: i32,
    /// The newest version that came with the program; 0: it was made here.
    pub shipped: i32,
    /// The document while it is being changed; none: as published.
    pub draft: Option<String>,
    /// When it was last taken out of the list; 0: never.
    pub withdrawn_at: Millis,
    /// Counts changes.
    pub version: i64,
    /// When it was last changed.
    pub changed_at: Millis,
    /// Who changed it; 0: the program.
    pub changed_by: i64,
}

/// A published version, without its document.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = form_version)]
pub struct VersionRow {
    /// Counts from 1.
    pub version: i32,
    /// Since when it is asked with.
    pub published_at: Millis,
    /// Who published it; 0: it came with the program.
    pub published_by: i64,
}

/// How a form stands in the list: what a running desk keeps of it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = form)]
pub struct Standing {
    pub(super) form_key: String,
    pub(super) place: i64,
    pub(super) offered: bool,
    pub(super) newest: i32,
    pub(super) withdrawn_at: Millis,
}

/// Every form, without documents.
pub(super) fn standings(conn: &mut Conn) -> Result<Vec<Standing>> {
    Ok(form::table.order(form::form_key).select(Standing::as_select()).load(conn)?)
}

/// The documents of the form `key` from the version after `after` on: version, when it was published, and text.
pub(super) fn documents(conn: &mut Conn, key: &str, after: i32) -> Result<Vec<(i32, Millis, String)>> {
    Ok(form_version::table
        .filter(form_version::form_key.eq(key))
        .filter(form_version::version.gt(after))
        .order(form_version::version)
        .select((form_version::version, form_version::published_at, form_version::document))
        .load(conn)?)
}

/// The document of one version.
pub fn document(conn: &mut Conn, key: &str, version: i32) -> Result<Option<String>> {
    let one = form_version::table.find((key, version)).select(form_version::document);
    Ok(one.first(conn).optional()?)
}

/// The newest `limit` versions of a form, newest first.
pub fn versions(conn: &mut Conn, key: &str, limit: i64) -> Result<Vec<VersionRow>> {
    Ok(form_version::table
        .filter(form_version::form_key.eq(key))
        .order(form_version::version.desc())
        .limit(limit)
        .select(VersionRow::as_select())
        .load(conn)?)
}

/// Every form, in the order of the list.
pub fn all(conn: &mut Conn) -> Result<Vec<FormRow>> {
    Ok(form::table.order((form::place, form::form_key)).select(FormRow::as_select()).load(conn)?)
}

/// One form.
pub fn find(conn: &mut Conn, key: &str) -> Result<Option<FormRow>> {
    Ok(form::table.find(key).select(FormRow::as_select()).first(conn).optional()?)
}

/// Writes a new form; false when there is one of this key.
pub fn insert(conn: &mut Conn, new: &FormRow) -> Result<bool> {
    let added = kit_db::statement(
        "INSERT INTO form (form_key, place, offered, newest, shipped, draft, withdrawn_at, version, changed_at,
             changed_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (form_key) DO NOTHING",
    )
    .bind::<Text, _>(&new.form_key)
    .bind::<BigInt, _>(new.place)
    .bind::<diesel::sql_types::Bool, _>(new.offered)
    .bind::<Integer, _>(new.newest)
    .bind::<Integer, _>(new.shipped)
    .bind::<diesel::sql_types::Nullable<Text>, _>(&new.draft)
    .bind::<BigInt, _>(new.withdrawn_at)
    .bind::<BigInt, _>(new.version)
    .bind::<BigInt, _>(new.changed_at)
    .bind::<BigInt, _>(new.changed_by)
    .execute(conn)?;
    Ok(added == 1)
}

/// Writes `to`, but for its place, over the form as it was in `version`; false when somebody changed it since.
pub fn change(conn: &mut Conn, version: i64, to: &FormRow) -> Result<bool> {
    let same = form::table.find(&to.form_key).filter(form::version.eq(version));
    let all_but_place = (
        form::offered.eq(to.offered),
        form::newest.eq(to.newest),
        form::shipped.eq(to.shipped),
        form::draft.eq(&to.draft),
        form::withdrawn_at.eq(to.withdrawn_at),
        form::version.eq(to.version),
        form::changed_at.eq(to.changed_at),
        form::changed_by.eq(to.changed_by),
    );
    Ok(diesel::update(same).set(all_but_place).execute(conn)? == 1)
}

/// Gives a form its place in the list. Whoever works on the form is not disturbed.
pub fn put(conn: &mut Conn, key: &str, place: i64) -> Result<()> {
    diesel::update(form::table.find(key)).set(form::place.eq(place)).execute(conn)?;
    Ok(())
}

/// Takes a form away that nobody has changed since `version`.
pub fn remove(conn: &mut Conn, key: &str, version: i64) -> Result<bool> {
    Ok(diesel::delete(form::table.find(key).filter(form::version.eq(version))).execute(conn)? == 1)
}

/// Writes a published version.
pub fn publish(conn: &mut Conn, key: &str, new: &VersionRow, document: &str) -> Result<()> {
    diesel::insert_into(form_version::table)
        .values((
            form_version::form_key.eq(key),
            form_version::version.eq(new.version),
            form_version::document.eq(document),
            form_version::published_at.eq(new.published_at),
            form_version::published_by.eq(new.published_by),
        ))
        .execute(conn)?;
    Ok(())
}
