use diesel::prelude::*;
use kit_base::Millis;
use kit_db::Conn;

use crate::policy;

use super::{LocationId, NewLocation, Preferences, StaffId};

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
    location_holiday (location_id, day) {
        location_id -> BigInt,
        day -> Integer,
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
        password_at -> BigInt,
        rights -> Text,
        role_id -> Nullable<BigInt>,
        teams -> Text,
        lang -> Text,
        start_page -> Text,
        away_until -> BigInt,
    }
}

diesel::table! {
    old_password (id) {
        id -> BigInt,
        staff_id -> BigInt,
        hash_sealed -> Binary,
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

/// A day a location is closed on.
#[derive(Debug, Clone, Copy, Queryable, Selectable, Insertable)]
#[diesel(table_name = location_holiday)]
pub(super) struct HolidayRow {
    pub location_id: i64,
    pub day: i32,
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

    pub(super) fn of(id: LocationId, place: &super::Place, now: Millis) -> Self {
        let time_zone = place.time_zone.name();
        Self {
            opens_minute: place.hours.0,
            closes_minute: place.hours.1,
            work_days: place.work_days,
            ..Self::new(id, &NewLocation { code: &place.code, name: &place.name, time_zone }, now)
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
    pub password_at: i64,
    pub rights: String,
    pub role_id: Option<i64>,
    pub teams: String,
    pub lang: String,
    pub start_page: String,
    pub away_until: i64,
}

impl StaffRow {
    /// What a page about this account shows of it, so that a change made there undoes nothing that came since.
    pub fn seen(&self) -> String {
        let role = self.role_id.unwrap_or(0).to_be_bytes();
        super::seen(&[
            &self.name_sealed,
            &self.email_sealed,
            self.level.as_bytes(),
            &self.location_id.to_be_bytes(),
            &role,
            &[u8::from(self.enabled)],
        ])
    }
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
    /// When the password was set, 0 for long ago.
    pub password_at: i64,
    pub(super) level: String,
}

pub(super) fn insert_location(conn: &mut Conn, row: &LocationRow) -> kit_db::Result<()> {
    diesel::insert_into(location::table).values(row).execute(conn)?;
    Ok(())
}

pub(super) fn locations(conn: &mut Conn) -> kit_db::Result<Vec<LocationRow>> {
    Ok(location::table.order(location::name).select(LocationRow::as_select()).load(conn)?)
}

/// Changes everything of a location but when it was made.
pub(super) fn change_location(conn: &mut Conn, row: &LocationRow) -> kit_db::Result<()> {
    diesel::update(location::table.find(row.id))
        .set((
            location::code.eq(&row.code),
            location::name.eq(&row.name),
            location::time_zone.eq(&row.time_zone),
            location::opens_minute.eq(row.opens_minute),
            location::closes_minute.eq(row.closes_minute),
            location::work_days.eq(row.work_days),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn holidays(conn: &mut Conn) -> kit_db::Result<Vec<HolidayRow>> {
    let all = location_holiday::table.order((location_holiday::location_id, location_holiday::day));
    Ok(all.select(HolidayRow::as_select()).load(conn)?)
}

/// Puts these days in place of those a location has.
pub(super) fn set_holidays(conn: &mut Conn, id: LocationId, days: &[HolidayRow]) -> kit_db::Result<()> {
    diesel::delete(location_holiday::table.filter(location_holiday::location_id.eq(id.0))).execute(conn)?;
    kit_db::insert_all!(conn, location_holiday::table, days, |row: &HolidayRow| *row)
}

/// What an administrator sets of an account.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = staff, treat_none_as_null = true)]
pub(super) struct StaffChange {
    pub name_sealed: Vec<u8>,
    pub email_sealed: Vec<u8>,
    pub email_blind: Vec<u8>,
    pub level: String,
    pub location_id: i64,
    pub role_id: Option<i64>,
    pub enabled: bool,
}

pub(super) fn change(conn: &mut Conn, id: StaffId, to: &StaffChange) -> kit_db::Result<()> {
    diesel::update(staff::table.find(id.0)).set(to).execute(conn)?;
    Ok(())
}

pub(super) fn find(conn: &mut Conn, id: StaffId) -> kit_db::Result<Option<StaffRow>> {
    Ok(staff::table.find(id.0).select(StaffRow::as_select()).first(conn).optional()?)
}

/// Puts these exceptions in place of those a person has.
pub(super) fn set_rights(conn: &mut Conn, id: StaffId, rights: &str) -> kit_db::Result<()> {
    diesel::update(staff::table.find(id.0)).set(staff::rights.eq(rights)).execute(conn)?;
    Ok(())
}

/// Keeps what a person chose for themselves.
pub(super) fn set_preferences(conn: &mut Conn, id: StaffId, to: &Preferences) -> kit_db::Result<()> {
    let set =
        (staff::lang.eq(&to.lang), staff::start_page.eq(&to.start_page), staff::away_until.eq(to.away_until));
    diesel::update(staff::table.find(id.0)).set(set).execute(conn)?;
    Ok(())
}

/// Whose password was set after `from` and not after `to`, when, and the language they chose; of those who may sign in.
pub fn passwords_set_between(
    conn: &mut Conn,
    from: Millis,
    to: Millis,
) -> kit_db::Result<Vec<(StaffId, Millis, String)>> {
    let able = staff::table.filter(staff::enabled.eq(true)).filter(staff::password_sealed.is_not_null());
    // When a password was set before that was noted (0), nobody knows how old it is.
    let aged = able.filter(staff::password_at.gt(from.max(0))).filter(staff::password_at.le(to));
    let rows: Vec<(i64, Millis, String)> =
        aged.select((staff::id, staff::password_at, staff::lang)).load(conn)?;
    Ok(rows.into_iter().map(|(id, at, lang)| (StaffId(id), at, lang)).collect())
}

/// Makes whoever else changes an administrator wait until this transaction ends: two who take the right from each other
/// at the same moment would each see the other still there.
pub(super) fn lock_administrators(conn: &mut Conn) -> kit_db::Result<()> {
    let all = staff::table.filter(staff::level.eq("administrator"));
    diesel::update(all).set(staff::stamp.eq(staff::stamp)).execute(conn)?;
    Ok(())
}

/// Makes whoever else changes this account wait until this transaction ends, and reads it as it is now.
pub(super) fn lock(conn: &mut Conn, id: StaffId) -> kit_db::Result<Option<StaffRow>> {
    diesel::update(staff::table.find(id.0)).set(staff::stamp.eq(staff::stamp)).execute(conn)?;
    find(conn, id)
}

/// Makes whoever else changes who is in a team wait until this transaction ends.
pub(super) fn lock_teams(conn: &mut Conn) -> kit_db::Result<()> {
    diesel::update(staff::table).set(staff::teams.eq(staff::teams)).execute(conn)?;
    Ok(())
}

/// Whether somebody who can sign in is an administrator from whom no right of one was taken for good.
pub(super) fn any_administrator(conn: &mut Conn) -> kit_db::Result<bool> {
    let able = staff::table
        .filter(staff::enabled.eq(true))
        .filter(staff::level.eq("administrator"))
        .filter(staff::password_sealed.is_not_null());
    let rights: Vec<String> = able.select(staff::rights).load(conn)?;
    let whole = |text: &String| {
        let taken = |one: &policy::Exception| !one.given && one.permission.asks_again();
        !policy::read_exceptions(text).iter().any(taken)
    };
    Ok(rights.iter().any(whole))
}

/// Ends the links of a person.
pub(super) fn end_invitations(conn: &mut Conn, id: StaffId) -> kit_db::Result<()> {
    diesel::delete(invitation::table.filter(invitation::staff_id.eq(id.0))).execute(conn)?;
    Ok(())
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

/// A password's hash sealed twice over: for the account itself, and for the list of those it had.
pub(super) struct NewPassword {
    pub sealed: Vec<u8>,
    pub at: Millis,
    /// Row id and sealed hash in the list.
    pub old: (i64, Vec<u8>),
}

/// Most earlier passwords that are kept of anybody.
pub(super) const OLD: i64 = 25;

pub(super) fn credentials_of(conn: &mut Conn, id: StaffId) -> kit_db::Result<Option<Credentials>> {
    Ok(staff::table.find(id.0).select(Credentials::as_select()).first(conn).optional()?)
}

/// Sets the password of an account that is as it was when its stamp was `stamp`; false when it is not.
pub(super) fn change_password(
    conn: &mut Conn,
    id: StaffId,
    stamp: i64,
    new: &NewPassword,
) -> kit_db::Result<bool> {
    let now: Option<i64> = staff::table.find(id.0).select(staff::stamp).first(conn).optional()?;
    let same = now == Some(stamp);
    if same {
        set_password(conn, id, new)?;
    }
    Ok(same)
}

/// Puts another hash of the same password in place of the one of an account whose stamp is `stamp`; false when the
/// account has changed.
pub(super) fn set_hash(conn: &mut Conn, id: StaffId, stamp: i64, sealed: &[u8]) -> kit_db::Result<bool> {
    let same = staff::table.find(id.0).filter(staff::stamp.eq(stamp));
    Ok(diesel::update(same).set(staff::password_sealed.eq(Some(sealed))).execute(conn)? == 1)
}

/// Sets a password; links that could set another die with it.
pub(super) fn set_password(conn: &mut Conn, id: StaffId, new: &NewPassword) -> kit_db::Result<()> {
    if !kit_base::fault::is_out("one-time-link") {
        end_invitations(conn, id)?;
    }
    diesel::update(staff::table.find(id.0))
        .set((
            staff::password_sealed.eq(Some(&new.sealed)),
            staff::password_at.eq(new.at),
            staff::stamp.eq(staff::stamp + 1),
        ))
        .execute(conn)?;
    diesel::insert_into(old_password::table)
        .values((
            old_password::id.eq(new.old.0),
            old_password::staff_id.eq(id.0),
            old_password::hash_sealed.eq(&new.old.1),
        ))
        .execute(conn)?;
    let own = || old_password::table.filter(old_password::staff_id.eq(id.0));
    let last: Option<i64> =
        own().order(old_password::id.desc()).offset(OLD).select(old_password::id).first(conn).optional()?;
    if let Some(last) = last {
        diesel::delete(own().filter(old_password::id.le(last))).execute(conn)?;
    }
    Ok(())
}

/// The newest passwords of somebody, the one in use first: row id and sealed hash.
pub(super) fn old_passwords(conn: &mut Conn, id: StaffId, most: i64) -> kit_db::Result<Vec<(i64, Vec<u8>)>> {
    let own = old_password::table.filter(old_password::staff_id.eq(id.0));
    let newest = own.order(old_password::id.desc()).limit(most);
    Ok(newest.select((old_password::id, old_password::hash_sealed)).load(conn)?)
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
    if kit_base::fault::is_out("one-time-link") {
        return Ok(invitation::table
            .find(hash)
            .select(invitation::staff_id)
            .first::<i64>(conn)
            .optional()?
            .is_some());
    }
    Ok(diesel::delete(invitation::table.find(hash)).execute(conn)? == 1)
}
