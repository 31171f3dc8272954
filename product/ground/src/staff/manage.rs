//! Changes that administrators make: accounts, and locations.

use chrono_tz::Tz;
use kit_base::{EmailAddress, Millis};
use kit_vault::{Cell, KeyId, Padding};

use super::store::{self, HolidayRow};
use super::{
    EMAIL, LocationId, LocationRow, NAME, Person, RoleId, STAFF_EMAIL, StaffError, StaffId, end_sessions_of,
};
use crate::Ground;
use crate::audit::{self, Actor, Event};
use crate::policy::{self, Exception, Level};

/// What an account is to be like.
#[derive(Debug, Clone)]
pub struct AccountChange {
    /// Full name.
    pub name: String,
    /// Address to sign in with and to write to.
    pub email: EmailAddress,
    /// What the person may do.
    pub level: Level,
    /// Where they work.
    pub location: LocationId,
    /// The role they have in place of the level's rights.
    pub role: Option<RoleId>,
    /// Whether they may sign in.
    pub enabled: bool,
}

/// What came of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// It is in force.
    Done,
    /// There is no such account or location.
    Missing,
    /// Nobody would be left who can administer the desk.
    LastAdministrator,
    /// Somebody else changed it in the meantime; nothing was changed.
    Stale,
}

/// Nobody would be left who can administer the desk.
#[derive(Debug, thiserror::Error)]
#[error("nobody would be left who can administer the desk")]
struct NobodyLeft;

/// Makes an account of what `by` said of it. See [`super::add`].
///
/// # Errors
/// [`StaffError::AddressTaken`], and those of the databases.
pub async fn add_by(ground: &Ground, by: &Person, new: &super::NewStaff<'_>) -> Result<StaffId, StaffError> {
    super::make(ground, Actor::Staff(by.id.0), new).await
}

/// Changes an account that is as the page showed it, [`super::StaffCard::seen`], as `by` says. A new level or location
/// acts at the person's next request; whoever is disabled, or has a new address, is signed out at once and has no living
/// link.
///
/// # Errors
/// [`StaffError::AddressTaken`], and those of the databases.
pub async fn change(
    ground: &Ground,
    by: &Person,
    (id, seen): (StaffId, &str),
    to: &AccountChange,
) -> Result<Changed, StaffError> {
    let Some(row) = ground.db.read(move |conn| store::find(conn, id)).await? else {
        return Ok(Changed::Missing);
    };
    let key = ground.vault.key(KeyId(row.key_id)).await?;
    let blind = ground.vault.blind(STAFF_EMAIL, &to.email.normal()).await?.to_vec();
    let cell = |field| Cell { field, row: id.0 };
    let moved = blind != row.email_blind;
    let shut = row.enabled && !to.enabled;
    let change = store::StaffChange {
        name_sealed: ground.vault.seal(&key, cell(NAME), to.name.as_bytes(), Padding::Short),
        email_sealed: ground.vault.seal(&key, cell(EMAIL), to.email.written().as_bytes(), Padding::Short),
        email_blind: blind,
        level: to.level.code().to_owned(),
        location_id: to.location.0,
        role_id: to.role.filter(|_| to.level.takes_roles()).map(|role| role.0),
        enabled: to.enabled,
    };
    let params = serde_json::json!({
        "level": [row.level, change.level], "location": [row.location_id, change.location_id],
        "role": [row.role_id, change.role_id], "enabled": [row.enabled, change.enabled], "address": moved,
    });
    let event = event(ground, by, "staff.changed", "staff", id.0, params);
    let seen = seen.to_owned();
    let written = ground.db.write(move |conn| {
        let able = administered(conn)?;
        // A page opened earlier must not undo what somebody did since: let a leaver in again, for instance.
        let other = store::lock(conn, id)?.is_none_or(|row| row.seen() != seen);
        if other && !kit_base::fault::is_out("stale") {
            return Ok(Changed::Stale);
        }
        store::change(conn, id, &change)?;
        still_administered(conn, able)?;
        if moved || shut {
            // Counted up where it stands now: another change may have counted since it was read.
            store::bump_stamp(conn, id)?;
            end_sessions_of(conn, id)?;
            store::end_invitations(conn, id)?;
        }
        audit::record(conn, &event)?;
        Ok(Changed::Done)
    });
    match written.await {
        Err(kit_db::Error::Unique { .. }) => Err(StaffError::AddressTaken),
        Err(kit_db::Error::Other(error)) if error.is::<NobodyLeft>() => Ok(Changed::LastAdministrator),
        other => {
            ground.directory.forget();
            Ok(other?)
        }
    }
}

/// Whether somebody can administer the desk; whoever else takes rights from administrators waits from here on.
fn administered(conn: &mut kit_db::Conn) -> kit_db::Result<bool> {
    store::lock_administrators(conn)?;
    store::any_administrator(conn)
}

/// Undoes the whole when somebody could administer the desk, and nobody can any more.
fn still_administered(conn: &mut kit_db::Conn, before: bool) -> kit_db::Result<()> {
    if before && !store::any_administrator(conn)? { Err(kit_db::Error::other(NobodyLeft)) } else { Ok(()) }
}

/// Puts these exceptions in place of those a person has, where they are as the page showed them: [`seen`](super::seen)
/// of the text. They act at the person's next request. Nobody changes their own.
///
/// # Errors
/// Those of the database.
pub async fn set_rights(
    ground: &Ground,
    by: &Person,
    (id, seen): (StaffId, &str),
    exceptions: &[Exception],
) -> kit_db::Result<Changed> {
    let rights = policy::write_exceptions(exceptions);
    let Some(row) = ground
        .db
        .read(move |conn| store::find(conn, id))
        .await?
        .filter(|_| id != by.id || kit_base::fault::is_out("own-rights"))
    else {
        return Ok(Changed::Missing);
    };
    let params = serde_json::json!({ "from": row.rights, "to": rights });
    let event = event(ground, by, "staff.rights_changed", "staff", id.0, params);
    let seen = seen.to_owned();
    let written = ground.db.write(move |conn| {
        let able = administered(conn)?;
        let same = store::lock(conn, id)?.is_some_and(|row| super::seen(&[row.rights.as_bytes()]) == seen);
        if !same && !kit_base::fault::is_out("stale") {
            return Ok(Changed::Stale);
        }
        store::set_rights(conn, id, &rights)?;
        still_administered(conn, able)?;
        audit::record(conn, &event)?;
        Ok(Changed::Done)
    });
    match written.await {
        Err(kit_db::Error::Other(error)) if error.is::<NobodyLeft>() => Ok(Changed::LastAdministrator),
        other => {
            ground.directory.forget();
            Ok(other?)
        }
    }
}

/// Signs a person out everywhere: sessions, half-done sign-ins, and links that would let somebody in.
///
/// # Errors
/// Those of the database.
pub async fn sign_out_everywhere(ground: &Ground, by: &Person, id: StaffId) -> kit_db::Result<()> {
    let event = event(ground, by, "staff.sessions_ended", "staff", id.0, serde_json::json!({}));
    ground
        .db
        .write(move |conn| {
            store::bump_stamp(conn, id)?;
            end_sessions_of(conn, id)?;
            store::end_invitations(conn, id)?;
            audit::record(conn, &event)
        })
        .await
}

/// Removes the second factor of somebody who lost it, and signs them out everywhere.
///
/// # Errors
/// Those of the database.
pub async fn remove_factor(ground: &Ground, by: Actor, id: StaffId) -> kit_db::Result<()> {
    let event = Event {
        id: ground.id(),
        at: ground.now(),
        actor: by,
        kind: "staff.factor_removed",
        subject_kind: "staff",
        subject_id: id.0,
        params: serde_json::json!({}),
    };
    ground
        .db
        .write(move |conn| {
            super::drop_factor(conn, id)?;
            store::bump_stamp(conn, id)?;
            end_sessions_of(conn, id)?;
            store::end_invitations(conn, id)?;
            audit::record(conn, &event)
        })
        .await
}

/// What a location is to be like.
#[derive(Debug, Clone)]
pub struct Place {
    /// Up to four letters or digits.
    pub code: String,
    /// Name people know it by.
    pub name: String,
    /// IANA name of its time zone.
    pub time_zone: Tz,
    /// Minutes of the day it opens and closes.
    pub hours: (i32, i32),
    /// Bit 0 is Monday … bit 6 is Sunday.
    pub work_days: i32,
    /// Days it is closed on, as days since 1970-01-01.
    pub holidays: Vec<i32>,
}

/// Makes a location.
///
/// # Errors
/// [`StaffError::CodeTaken`], and those of the database.
pub async fn add_place(ground: &Ground, by: &Person, place: &Place) -> Result<LocationId, StaffError> {
    let id = LocationId(ground.id());
    write_place(ground, by, id, place, true).await?;
    Ok(id)
}

/// Changes a location.
///
/// # Errors
/// [`StaffError::CodeTaken`], and those of the database.
pub async fn change_place(
    ground: &Ground,
    by: &Person,
    id: LocationId,
    place: &Place,
) -> Result<Changed, StaffError> {
    let found = ground.db.read(store::locations).await?;
    if !found.iter().any(|row| row.id == id.0) {
        return Ok(Changed::Missing);
    }
    write_place(ground, by, id, place, false).await?;
    Ok(Changed::Done)
}

async fn write_place(
    ground: &Ground,
    by: &Person,
    id: LocationId,
    place: &Place,
    is_new: bool,
) -> Result<(), StaffError> {
    let now: Millis = ground.now();
    let kind = if is_new { "location.added" } else { "location.changed" };
    let params = serde_json::json!({
        "code": place.code, "zone": place.time_zone.name(), "hours": [place.hours.0, place.hours.1],
        "days": place.work_days, "holidays": place.holidays.len(),
    });
    let event = event(ground, by, kind, "location", id.0, params);
    let row = LocationRow::of(id, place, now);
    let holidays: Vec<HolidayRow> =
        place.holidays.iter().map(|day| HolidayRow { location_id: id.0, day: *day }).collect();
    let written = ground.db.write(move |conn| {
        if is_new {
            store::insert_location(conn, &row)?;
        } else {
            store::change_location(conn, &row)?;
        }
        store::set_holidays(conn, id, &holidays)?;
        audit::record(conn, &event)
    });
    match written.await {
        Err(kit_db::Error::Unique { .. }) => Err(StaffError::CodeTaken),
        other => {
            other?;
            ground.directory.forget();
            Ok(())
        }
    }
}

pub(super) fn event(
    ground: &Ground,
    by: &Person,
    kind: &'static str,
    subject_kind: &'static str,
    subject_id: i64,
    params: serde_json::Value,
) -> Event {
    let (id, at) = (ground.id(), ground.now());
    Event { id, at, actor: Actor::Staff(by.id.0), kind, subject_kind, subject_id, params }
}
