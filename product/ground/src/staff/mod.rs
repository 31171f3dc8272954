//! Staff and locations: who answers, and where.
//!
//! Names and addresses are sealed under a key per person; an address is found by its blind index. Accounts
//! are made by administrators on their pages (`people`), by `querist staff add`, by the first administrator's
//! link, and by the demo.

use kit_base::{EmailAddress, Millis};
use kit_db::{Conn, Migration, Step};
use kit_vault::{Cell, FieldId, KeyId, Padding, Sealed};

use crate::Ground;
use crate::audit::{self, Actor, Event};
use crate::policy::Level;

mod cost;
mod directory;
mod enrol;
mod factors;
mod groups;
mod manage;
mod own;
mod password;
mod sessions;
mod store;
mod totp;

pub use cost::{Cost, calibrate};
pub use directory::{Book, Directory, LocationCard, StaffCard, address_of};
pub use enrol::{EnrolError, Enrolment, enrol, first_invitation, invite, invited, is_first};
pub use factors::{
    SetUp, SwitchedOn, begin_factor, drop_factor, has_factor, is_code, is_short_code, pending_factor,
    recovery_codes_left, switch_factor_off, switch_factor_on,
};
pub use groups::{
    MOST_TEAMS, Removed, RoleCard, RoleId, TeamCard, TeamId, add_role, add_team, change_role, change_team,
    remove_role, remove_team, seen_of,
};
pub use manage::{
    AccountChange, Changed, Place, add_by, add_place, change, change_place, remove_factor, set_rights,
    sign_out_everywhere,
};
pub use own::{
    Account, Preferences, SessionCard, account, change_own_password, email_of, end_other_sessions,
    end_own_session, own_sessions, preferences, set_preferences,
};
pub use password::{Hashing, HashingError, PasswordProblem, Policy, Turn};
pub(crate) use sessions::form_key;
pub use sessions::{
    Confirmed, Person, SessionId, begin_session, confirm, end_session, end_sessions_of, look, must_confirm,
    person_of, sweep_sessions,
};
pub use store::{Credentials, LocationRow, passwords_set_between};
pub use totp::Totp;

/// A short text for what a page shows of something, so that a change made on that page undoes nothing that somebody
/// else did since.
pub fn seen(parts: &[&[u8]]) -> String {
    hex::encode(kit_web::form_key::digest16(parts))
}

/// The tables of this slice.
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 12, name: "staff", step: Step::Both(include_str!("migrations/0012_staff.sql")) },
    Migration {
        number: 41,
        name: "holidays",
        step: Step::Both(include_str!("migrations/0041_holidays.sql")),
    },
    Migration {
        number: 43,
        name: "old_passwords",
        step: Step::Both(include_str!("migrations/0043_old_passwords.sql")),
    },
    Migration { number: 44, name: "rights", step: Step::Both(include_str!("migrations/0044_rights.sql")) },
    Migration {
        number: 50,
        name: "session_confirmed",
        step: Step::Both(include_str!("migrations/0050_session_confirmed.sql")),
    },
    Migration { number: 51, name: "factors", step: Step::Both(include_str!("migrations/0051_factors.sql")) },
    Migration {
        number: 52,
        name: "roles_teams",
        step: Step::Both(include_str!("migrations/0052_roles_teams.sql")),
    },
];

kit_db::id_type!(pub StaffId, "A member of staff.");
kit_db::id_type!(pub LocationId, "A location: a branch or service point.");

/// A staff member's name.
const NAME: FieldId = FieldId(101);
/// A staff member's address.
const EMAIL: FieldId = FieldId(102);
/// A staff member's password hash.
const PASSWORD: FieldId = FieldId(103);
/// The secret of a staff member's second factor.
const SECRET: FieldId = FieldId(105);
/// What the recovery codes are made of while a second factor is being set up.
const SEED: FieldId = FieldId(106);

/// The hash of an earlier password of a staff member.
const OLD_PASSWORD: FieldId = FieldId(115);

/// The blind index staff addresses are found by.
const STAFF_EMAIL: &str = "staff-email";

/// A location to be made.
#[derive(Debug, Clone)]
pub struct NewLocation<'a> {
    /// Up to four letters or digits.
    pub code: &'a str,
    /// Up to fifty characters.
    pub name: &'a str,
    /// IANA name of its time zone.
    pub time_zone: &'a str,
}

/// A person to be made a member of staff.
#[derive(Debug)]
pub struct NewStaff<'a> {
    /// Full name.
    pub name: &'a str,
    /// Address to sign in with.
    pub email: &'a EmailAddress,
    /// What they may do.
    pub level: Level,
    /// Where they work.
    pub location: LocationId,
    /// The role they have in place of the level's rights.
    pub role: Option<RoleId>,
    /// The teams they are in.
    pub teams: Vec<i64>,
}

/// Why an account could not be made.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    /// Somebody has that address.
    #[error("there is an account with that address already")]
    AddressTaken,
    /// Another role or team has that name.
    #[error("there is one with that name already")]
    NameTaken,
    /// Somebody would be in more teams than [`MOST_TEAMS`].
    #[error("somebody would be in too many teams")]
    TooManyTeams,
    /// Another location has that code.
    #[error("there is a location with that code already")]
    CodeTaken,
    /// The database failed.
    #[error("the account could not be written")]
    Db(#[from] kit_db::Error),
    /// The key ring failed.
    #[error("the account could not be sealed")]
    Vault(#[from] kit_vault::Error),
    /// The password could not be hashed.
    #[error("the password could not be hashed")]
    Hashing(#[from] HashingError),
}

/// Makes a location.
pub async fn add_location(ground: &Ground, new: &NewLocation<'_>) -> kit_db::Result<LocationId> {
    let id = LocationId(ground.id());
    let row = LocationRow::new(id, new, ground.now());
    let event = changed(ground, "location.added", "location", id.0);
    ground
        .db
        .write(move |conn| {
            store::insert_location(conn, &row)?;
            audit::record(conn, &event)
        })
        .await?;
    ground.directory.forget();
    Ok(id)
}

/// Makes an account without a password: it cannot sign in until one is set by its enrolment link.
pub async fn add(ground: &Ground, new: &NewStaff<'_>) -> Result<StaffId, StaffError> {
    make(ground, Actor::System, new).await
}

async fn make(ground: &Ground, by: Actor, new: &NewStaff<'_>) -> Result<StaffId, StaffError> {
    let id = StaffId(ground.id());
    let key = ground.vault.take(kit_vault::Domain::Staff).await?;
    let blind = ground.vault.blind(STAFF_EMAIL, &new.email.normal()).await?;
    let cell = |field| Cell { field, row: id.0 };
    let row = store::StaffRow {
        id: id.0,
        key_id: key.id().0,
        email_blind: blind.to_vec(),
        name_sealed: ground.vault.seal(&key, cell(NAME), new.name.as_bytes(), Padding::Short),
        email_sealed: ground.vault.seal(&key, cell(EMAIL), new.email.written().as_bytes(), Padding::Short),
        password_sealed: None,
        level: new.level.code().to_owned(),
        location_id: new.location.0,
        enabled: true,
        stamp: 1,
        created_at: ground.now(),
        password_at: 0,
        rights: String::new(),
        role_id: new.role.filter(|_| new.level.takes_roles()).map(|role| role.0),
        teams: groups::write_teams(&new.teams),
        lang: String::new(),
        start_page: String::new(),
        away_until: 0,
    };
    let event = Event { actor: by, ..changed(ground, "staff.added", "staff", id.0) };
    let written = ground
        .db
        .write(move |conn| {
            store::insert_staff(conn, &row)?;
            audit::record(conn, &event)
        })
        .await;
    match written {
        Err(kit_db::Error::Unique { .. }) => Err(StaffError::AddressTaken),
        other => {
            other?;
            ground.directory.forget();
            Ok(id)
        }
    }
}

/// Sets a password, ends every session of the person, and records it. The caller has judged the password.
pub async fn set_password(ground: &Ground, id: StaffId, password: &str) -> Result<(), StaffError> {
    let hash = ground.hashing.hash(password, Cost::of(&ground.settings), &*ground.entropy).await?;
    set_hash(ground, id, &hash).await
}

/// The same with the password's hash.
async fn set_hash(ground: &Ground, id: StaffId, hash: &str) -> Result<(), StaffError> {
    let key_id = ground.db.read(move |conn| store::key_of(conn, id)).await?;
    let Some(key_id) = key_id else { return Ok(()) };
    let key = ground.vault.key(KeyId(key_id)).await?;
    let new = sealed_password(ground, &key, id, hash);
    let event = changed(ground, "staff.password_set", "staff", id.0);
    ground
        .db
        .write(move |conn| {
            store::set_password(conn, id, &new)?;
            end_sessions_of(conn, id)?;
            audit::record(conn, &event)
        })
        .await?;
    Ok(())
}

/// A hash as it is stored: for the account itself, and in the list of those it had.
fn sealed_password(ground: &Ground, key: &kit_vault::Key, id: StaffId, hash: &str) -> store::NewPassword {
    let seal = |field, row| ground.vault.seal(key, Cell { field, row }, hash.as_bytes(), Padding::Short);
    let old = ground.id();
    let old = (old, seal(OLD_PASSWORD, old));
    store::NewPassword { sealed: seal(PASSWORD, id.0), at: ground.now(), old }
}

/// What speaks against `password` as the next one of `id`, whose name and address are `own`: the policy in force,
/// or that they had it before.
///
/// # Errors
/// Those of the databases, and [`HashingError::Busy`].
pub async fn weigh(
    ground: &Ground,
    id: StaffId,
    password: &str,
    own: &[&str],
) -> Result<Option<PasswordProblem>, StaffError> {
    if let Some(problem) = Policy::of(&ground.settings).judge(password, own) {
        return Ok(Some(problem));
    }
    let most = ground.settings.number(&crate::settings::registry::PASSWORD_HISTORY);
    if most == 0 {
        return Ok(None);
    }
    // The one in use is in the list too.
    let found =
        ground.db.read(move |conn| Ok((store::key_of(conn, id)?, store::old_passwords(conn, id, most + 1)?)));
    let (key, rows) = found.await?;
    let key = KeyId(key.unwrap_or(0));
    for (row, bytes) in &rows {
        let sealed = Sealed { key, cell: Cell { field: OLD_PASSWORD, row: *row }, bytes };
        let actor = kit_vault::Actor::System;
        let Ok(hash) = ground.vault.open(&actor, kit_vault::Purpose::Maintain, &sealed).await else {
            continue;
        };
        let text = std::str::from_utf8(&hash).ok();
        if text.is_some()
            && ground.hashing.verify(password, text, Cost::of(&ground.settings), Turn::Known).await?
        {
            return Ok(Some(PasswordProblem::UsedBefore));
        }
    }
    Ok(None)
}

/// Whether the password of `id` is older than the institution allows.
///
/// # Errors
/// Those of the database.
pub async fn has_expired(ground: &Ground, id: StaffId) -> Result<bool, StaffError> {
    let days = ground.settings.number(&crate::settings::registry::PASSWORD_EXPIRY);
    if days == 0 {
        return Ok(false);
    }
    let found = ground.db.read(move |conn| store::credentials_of(conn, id)).await?;
    // When a password was set before that was noted, nobody knows how old it is.
    let since = found.map_or(0, |found| found.password_at);
    Ok(since > 0 && ground.now() - since >= days * kit_base::DAY)
}

/// The account with this address and what is needed to check its password; `None` where there is none.
pub async fn credentials(ground: &Ground, email: &EmailAddress) -> Result<Option<Credentials>, StaffError> {
    let blind = ground.vault.blind(STAFF_EMAIL, &email.normal()).await?;
    Ok(ground.db.read(move |conn| store::credentials(conn, &blind)).await?)
}

/// Whether `password` is the one of the account. For nobody (`None`) the same work is done, so that the time
/// taken tells nothing about who has an account.
pub async fn is_password(
    ground: &Ground,
    found: Option<&Credentials>,
    password: &str,
    turn: Turn,
) -> Result<bool, HashingError> {
    let hash = match found.and_then(|c| c.password_sealed.as_deref().map(|bytes| (c, bytes))) {
        None => None,
        Some((c, bytes)) => {
            let cell = Cell { field: PASSWORD, row: c.id };
            let sealed = Sealed { key: KeyId(c.key_id), cell, bytes };
            let actor = kit_vault::Actor::System;
            ground.vault.open(&actor, kit_vault::Purpose::Maintain, &sealed).await.ok()
        }
    };
    let text = hash.as_ref().and_then(|bytes| std::str::from_utf8(bytes).ok());
    let cost = Cost::of(&ground.settings);
    let fits = ground.hashing.verify(password, text, cost, turn).await?;
    let old = found.filter(|found| {
        fits && found.enabled && text.is_some_and(|text| password::is_of_another_cost(text, cost))
    });
    if let Some(found) = old
        && let Err(error) = hash_anew(ground, found, password).await
    {
        // The hash there is stays good: this can be done another time.
        tracing::warn!(%error, "a password's hash was not renewed");
    }
    Ok(fits)
}

/// Hashes a password that was right at the cost now in force, as long as the account is as it was.
async fn hash_anew(ground: &Ground, found: &Credentials, password: &str) -> Result<(), StaffError> {
    let hash = ground.hashing.hash(password, Cost::of(&ground.settings), &*ground.entropy).await?;
    let key = ground.vault.key(KeyId(found.key_id)).await?;
    let cell = Cell { field: PASSWORD, row: found.id };
    let sealed = ground.vault.seal(&key, cell, hash.as_bytes(), Padding::Short);
    let (id, stamp) = (StaffId(found.id), found.stamp);
    let event = changed(ground, "staff.password_hashed_anew", "staff", found.id);
    let written = ground.db.write(move |conn| {
        if store::set_hash(conn, id, stamp, &sealed)? {
            audit::record(conn, &event)?;
        }
        Ok(())
    });
    Ok(written.await?)
}

/// The key that what a member of staff writes about the desk is sealed under.
///
/// # Errors
/// [`StaffError::Vault`] when it is destroyed, and those of the databases.
pub async fn key_of(ground: &Ground, id: StaffId) -> Result<kit_vault::Key, StaffError> {
    let key = ground.db.read(move |conn| store::key_of(conn, id)).await?;
    Ok(ground.vault.key(KeyId(key.unwrap_or(0))).await?)
}

/// How many accounts there are, up to two: whether this desk was ever set up.
pub fn any(conn: &mut Conn) -> kit_db::Result<bool> {
    store::any(conn)
}

/// Removes the level, the state and everything derived from it at the person's very next request.
pub fn bump_stamp(conn: &mut Conn, id: StaffId) -> kit_db::Result<()> {
    store::bump_stamp(conn, id)
}

fn changed(ground: &Ground, kind: &'static str, subject_kind: &'static str, subject_id: i64) -> Event {
    let (id, at) = (ground.id(), ground.now());
    Event { id, at, actor: Actor::System, kind, subject_kind, subject_id, params: serde_json::json!({}) }
}

/// An event of a person about their own account.
fn changed_by(ground: &Ground, who: StaffId, kind: &'static str) -> Event {
    Event { actor: Actor::Staff(who.0), ..changed(ground, kind, "staff", who.0) }
}

/// Milliseconds a one-time link of a new account lives: 24 hours (security design 2.5).
pub const INVITATION_LIFE: Millis = kit_base::DAY;
