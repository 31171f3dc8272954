use diesel::prelude::*;
use kit_base::Millis;
use kit_db::Conn;

use super::{LocationId, NewLocation, StaffId};

diesel::table! {
    location (id) {
        id -> BigInt,
        code -> Text,
        name -> Text,
        time_zone -> Text,
        opens_minute -> Integer,
        closes_minute -> Integer,
        work_days -> Integer,
        created_at -> BigInt,
    }
}

diesel::table! {
    staff (id) {
        id -> BigInt,
        key_id -> BigInt,
        email_blind -> Binary,
        name_sealed -> Binary,
        email_sealed -> Binary,
        password_sealed -> Nullable<Binary>,
        level -> Text,
        location_id -> BigInt,
        enabled -> Bool,
        stamp -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    invitation (token_hash) {
        token_hash -> Binary,
        staff_id -> BigInt,
        expires_at -> BigInt,
    }
}

/// A location as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = location)]
pub struct LocationRow {
    /// Row id.
    pub id: i64,
    /// Up to four letters or digits.
    pub code: String,
    /// Name people know it by.
    pub name: String,
    /// IANA name of its time zone.
    pub time_zone: String,
    /// Minute of the day it opens.
    pub opens_minute: i32,
    /// Minute of the day it closes.
    pub closes_minute: i32,
    /// Bit 0 is Monday … bit 6 is Sunday.
    pub work_days: i32,
    created_at: i64,
}

impl LocationRow {
    /// A location open Monday to Friday, 9:00 to 17:00.
    pub fn new(id: LocationId, new: &NewLocation<'_>, now: Millis) -> Self {
        Self {
            id: id.0,
            code: new.code.to_owned(),
            name: new.name.to_owned(),
            time_zone: new.time_zone.to_owned(),
            opens_minute: 9 * 60,
            closes_minute: 17 * 60,
            work_days: 0b001_1111,
            created_at: now,
        }
    }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = staff)]
pub(super) struct StaffRow {
    pub id: i64,
    pub key_id: i64,
    pub email_blind: Vec<u8>,
    pub name_sealed: Vec<u8>,
    pub email_sealed: Vec<u8>,
    pub password_sealed: Option<Vec<u8>>,
    pub level: String,
    pub location_id: i64,
    pub enabled: bool,
    pub stamp: i64,
    pub created_at: i64,
}

/// What is needed to check somebody's password.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = staff)]
pub struct Credentials {
    /// The account.
    pub id: i64,
    pub(super) key_id: i64,
    pub(super) password_sealed: Option<Vec<u8>>,
    /// Whether it may sign in.
    pub enabled: bool,
    /// The account's stamp.
    pub stamp: i64,
    pub(super) level: String,
}

pub(super) fn insert_location(conn: &mut Conn, row: &LocationRow) -> kit_db::Result<()> {
    diesel::insert_into(location::table).values(row).execute(conn)?;
    Ok(())
}

pub(super) fn locations(conn: &mut Conn) -> kit_db::Result<Vec<LocationRow>> {
    Ok(location::table.order(location::name).select(LocationRow::as_select()).load(conn)?)
}

pub(super) fn insert_staff(conn: &mut Conn, row: &StaffRow) -> kit_db::Result<()> {
    diesel::insert_into(staff::table).values(row).execute(conn)?;
    Ok(())
}

pub(super) fn everyone(conn: &mut Conn) -> kit_db::Result<Vec<StaffRow>> {
    Ok(staff::table.order(staff::id).select(StaffRow::as_select()).load(conn)?)
}

pub(super) fn key_of(conn: &mut Conn, id: StaffId) -> kit_db::Result<Option<i64>> {
    Ok(staff::table.find(id.0).select(staff::key_id).first(conn).optional()?)
}

pub(super) fn credentials(conn: &mut Conn, blind: &[u8]) -> kit_db::Result<Option<Credentials>> {
    let by_address = staff::table.filter(staff::email_blind.eq(blind));
    Ok(by_address.select(Credentials::as_select()).first(conn).optional()?)
}

pub(super) fn credentials_of(conn: &mut Conn, id: StaffId) -> kit_db::Result<Option<Credentials>> {
    Ok(staff::table.find(id.0).select(Credentials::as_select()).first(conn).optional()?)
}

/// Sets the password of an account that is as it was when its stamp was `stamp`; false when it is not.
pub(super) fn change_password(
    conn: &mut Conn,
    id: StaffId,
    stamp: i64,
    sealed: &[u8],
) -> kit_db::Result<bool> {
    let same = staff::table.find(id.0).filter(staff::stamp.eq(stamp));
    let set = (staff::password_sealed.eq(Some(sealed)), staff::stamp.eq(staff::stamp + 1));
    Ok(diesel::update(same).set(set).execute(conn)? == 1)
}

pub(super) fn set_password(conn: &mut Conn, id: StaffId, sealed: &[u8]) -> kit_db::Result<()> {
    diesel::update(staff::table.find(id.0))
        .set((staff::password_sealed.eq(Some(sealed)), staff::stamp.eq(staff::stamp + 1)))
        .execute(conn)?;
    Ok(())
}

pub(super) fn bump_stamp(conn: &mut Conn, id: StaffId) -> kit_db::Result<()> {
    diesel::update(staff::table.find(id.0)).set(staff::stamp.eq(staff::stamp + 1)).execute(conn)?;
    Ok(())
}

pub(super) fn any(conn: &mut Conn) -> kit_db::Result<bool> {
    let first: Option<i64> = staff::table.select(staff::id).first(conn).optional()?;
    Ok(first.is_some())
}

pub(super) fn insert_invitation(
    conn: &mut Conn,
    hash: &[u8],
    id: StaffId,
    expires: Millis,
) -> kit_db::Result<()> {
    diesel::delete(invitation::table.filter(invitation::staff_id.eq(id.0))).execute(conn)?;
    diesel::insert_into(invitation::table)
        .values((
            invitation::token_hash.eq(hash),
            invitation::staff_id.eq(id.0),
            invitation::expires_at.eq(expires),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn invited(conn: &mut Conn, hash: &[u8], now: Millis) -> kit_db::Result<Option<StaffId>> {
    let live = invitation::table.find(hash).filter(invitation::expires_at.gt(now));
    let id: Option<i64> = live.select(invitation::staff_id).first(conn).optional()?;
    Ok(id.map(StaffId))
}

/// Takes an invitation: true for exactly one caller.
pub(super) fn take_invitation(conn: &mut Conn, hash: &[u8]) -> kit_db::Result<bool> {
    Ok(diesel::delete(invitation::table.find(hash)).execute(conn)? == 1)
}
