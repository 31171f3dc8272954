use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use diesel::prelude::*;
use kit_base::{MINUTE, Millis};
use kit_db::Conn;
use rules::sessions::{self, Account, Limits, OVERLAP, Session};

use super::groups::{self, role};
use super::store::staff;
use super::{LocationId, StaffId};
use crate::Ground;
use crate::policy::{Level, Rights, Subject};
use crate::settings::registry;

diesel::table! {
    session (id) {
        id -> BigInt,
        token_hash -> Binary,
        old_hash -> Nullable<Binary>,
        old_until -> BigInt,
        staff_id -> BigInt,
        stamp -> BigInt,
        created_at -> BigInt,
        seen_at -> BigInt,
        renewed_at -> BigInt,
        confirmed_at -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(session, staff, role);

kit_db::id_type!(pub SessionId, "A signed-in browser.");

/// A signed-in person, as every request reads them: nothing here is older than the request.
#[derive(Debug, Clone)]
pub struct Person {
    /// The account.
    pub id: StaffId,
    /// What they are trusted with.
    pub level: Level,
    /// What they may do: the rights of the level, and what was given to or taken from them alone.
    pub rights: Rights,
    /// Where they work.
    pub location: LocationId,
    /// The teams they are in.
    pub teams: Vec<i64>,
    /// The language they want, empty for that of their browser.
    pub lang: String,
    /// When they set their password, 0 for long ago.
    pub password_at: Millis,
    /// The session.
    pub session: SessionId,
    /// When they last proved that it is them, in this session.
    pub confirmed_at: Millis,
}

impl Person {
    /// What decides which objects their rights reach.
    pub fn subject(&self) -> Subject<'_> {
        Subject { id: self.id.0, location: self.location.0, teams: &self.teams, rights: self.rights }
    }
}

/// What came of a confirmation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confirmed {
    /// The session has a new token, this one; the one before is dead.
    Renewed(String),
    /// Another request of the session confirmed it at the same moment.
    Already,
    /// The session has ended.
    Gone,
}

#[derive(Queryable)]
struct Row {
    id: i64,
    staff_id: i64,
    stamp: i64,
    created_at: i64,
    seen_at: i64,
    renewed_at: i64,
    confirmed_at: i64,
    level: String,
    rights: String,
    role_id: Option<i64>,
    role_rights: Option<String>,
    teams: String,
    lang: String,
    password_at: i64,
    location_id: i64,
    enabled: bool,
    staff_stamp: i64,
}

impl Row {
    /// What the rules ask for.
    fn session(&self) -> Session {
        Session {
            began: self.created_at,
            used: self.seen_at,
            renewed: self.renewed_at,
            confirmed: self.confirmed_at,
            stamp: self.stamp,
        }
    }

    /// Whose it is.
    fn person(self, level: Level, now: Millis) -> Person {
        // A role that cannot be read gives nothing.
        let role = self.role_id.map(|_| self.role_rights.as_deref().unwrap_or_default());
        Person {
            id: StaffId(self.staff_id),
            level,
            rights: Rights::of(level, role.filter(|_| level.takes_roles()), &self.rights, now),
            location: LocationId(self.location_id),
            teams: groups::read_teams(&self.teams),
            // A clock that was set back makes no confirmation last longer: it is forgotten.
            confirmed_at: if self.session().is_ahead(now) { 0 } else { self.confirmed_at },
            session: SessionId(self.id),
            lang: self.lang,
            password_at: self.password_at,
        }
    }
}

/// Begins a session; the token goes into the cookie, only its hash is kept.
pub async fn begin_session(ground: &Ground, who: StaffId, stamp: i64) -> kit_db::Result<String> {
    let (token, id, now) = (new_token(ground), ground.id(), ground.now());
    let hash = hash_of(&token);
    let event = super::changed_by(ground, who, "staff.signed_in");
    ground
        .db
        .write(move |conn| {
            diesel::insert_into(session::table)
                .values((
                    session::id.eq(id),
                    session::token_hash.eq(&hash),
                    session::old_until.eq(0_i64),
                    session::staff_id.eq(who.0),
                    session::stamp.eq(stamp),
                    session::created_at.eq(now),
                    session::seen_at.eq(now),
                    session::renewed_at.eq(now),
                    session::confirmed_at.eq(now),
                ))
                .execute(conn)?;
            crate::audit::record(conn, &event)
        })
        .await?;
    Ok(token)
}

/// Who is signed in with `token`, and the new token to set when it was time to renew it.
///
/// One indexed statement, never cached: a removed right, a disabled account or an ended session act at the
/// very next request.
pub async fn person_of(ground: &Ground, token: &str) -> kit_db::Result<Option<(Person, Option<String>)>> {
    let now = ground.now();
    let Some((row, level)) = find(ground, token, now).await? else { return Ok(None) };
    let (kept, session) = (row.session(), SessionId(row.id));
    if kept.is_ahead(now) {
        let forgotten = ground.db.write(move |conn| forget_confirmation(conn, session, now)).await;
        if !matches!(forgotten, Err(kit_db::Error::Full(_))) {
            forgotten?;
        }
    }
    let renewed = if kept.wants_renewal(now) {
        renew(ground, session, hash_of(token)).await?
    } else {
        if kept.wants_touch(now) {
            let touched = ground.db.write(move |conn| touch(conn, session, now)).await;
            // Reading goes on while the disk is full: only the time of the last use is not noted.
            if !matches!(touched, Err(kit_db::Error::Full(_))) {
                touched?;
            }
        }
        None
    };
    Ok(Some((row.person(level, now), renewed)))
}

/// The same, only looked up: the session is neither renewed nor used by it.
pub async fn look(ground: &Ground, token: &str) -> kit_db::Result<Option<Person>> {
    let now = ground.now();
    Ok(find(ground, token, now).await?.map(|(row, level)| row.person(level, now)))
}

/// The live session of `token`, and the level of its person.
async fn find(ground: &Ground, token: &str, now: Millis) -> kit_db::Result<Option<(Row, Level)>> {
    let hash = hash_of(token);
    let Some(row) = ground.db.read(move |conn| load(conn, &hash, now)).await? else { return Ok(None) };
    let limits = Limits {
        idle: ground.settings.number(&registry::SESSION_IDLE) * MINUTE,
        life: ground.settings.number(&registry::SESSION_LIFE) * kit_base::HOUR,
    };
    let account = Account { enabled: row.enabled, stamp: row.staff_stamp };
    let level = Level::from_code(&row.level).filter(|_| row.session().is_alive(account, limits, now));
    Ok(level.map(|level| (row, level)))
}

/// Whether the person has to prove once more that it is them before an act of administration.
pub fn must_confirm(ground: &Ground, person: &Person) -> bool {
    is_stale(ground, person.confirmed_at) && !kit_base::fault::is_out("step-up")
}

fn is_stale(ground: &Ground, confirmed_at: Millis) -> bool {
    sessions::is_stale(confirmed_at, ground.settings.number(&registry::STEP_UP) * MINUTE, ground.now())
}

/// Notes that the person proved that it is them, and gives the session a new token; the one before dies. Of
/// several requests at the same moment one does it.
pub async fn confirm(ground: &Ground, person: &Person) -> kit_db::Result<Confirmed> {
    let (token, now) = (new_token(ground), ground.now());
    let (hash, id, before) = (hash_of(&token), person.session.0, person.confirmed_at);
    let event = super::changed_by(ground, person.id, "staff.confirmed");
    let found: Option<Millis> = ground
        .db
        .write(move |conn| {
            let same = session::table.find(id).filter(session::confirmed_at.eq(before));
            let changed = diesel::update(same)
                .set((
                    session::token_hash.eq(&hash),
                    session::old_hash.eq(None::<Vec<u8>>),
                    session::old_until.eq(0_i64),
                    session::renewed_at.eq(now),
                    session::seen_at.eq(now),
                    session::confirmed_at.eq(now),
                ))
                .execute(conn)?;
            if changed == 1 {
                crate::audit::record(conn, &event)?;
                return Ok(None);
            }
            let at = session::table.find(id).select(session::confirmed_at).first(conn).optional()?;
            Ok(Some(at.unwrap_or_default()))
        })
        .await?;
    Ok(match found {
        None => Confirmed::Renewed(token),
        Some(at) if !is_stale(ground, at) => Confirmed::Already,
        Some(_) => Confirmed::Gone,
    })
}

/// Ends every session of the person but this one, which goes on under a new token whose hash is given, with
/// the account's stamp as it is now. In the caller's transaction. False when this one has ended.
pub(super) fn keep_only(conn: &mut Conn, person: &Person, hash: &[u8], now: Millis) -> kit_db::Result<bool> {
    let (id, who) = (person.session.0, person.id.0);
    let others = session::table.filter(session::staff_id.eq(who)).filter(session::id.ne(id));
    diesel::delete(others).execute(conn)?;
    let stamp: i64 = staff::table.find(who).select(staff::stamp).first(conn)?;
    let kept = diesel::update(session::table.find(id))
        .set((
            session::token_hash.eq(hash),
            session::old_hash.eq(None::<Vec<u8>>),
            session::old_until.eq(0_i64),
            session::stamp.eq(stamp),
            session::renewed_at.eq(now),
            session::seen_at.eq(now),
            session::confirmed_at.eq(now),
        ))
        .execute(conn)?;
    Ok(kept == 1)
}

/// A session as its person sees it.
#[derive(Debug, Clone, Queryable)]
pub struct SessionRow {
    /// The session.
    pub id: i64,
    /// State of the account when it began.
    pub(super) stamp: i64,
    /// When it began.
    pub began: Millis,
    /// When it was last used, to the minute.
    pub used: Millis,
}

/// The sessions of `who`, newest first.
pub(super) fn sessions_of(conn: &mut Conn, who: StaffId) -> kit_db::Result<Vec<SessionRow>> {
    Ok(session::table
        .filter(session::staff_id.eq(who.0))
        .order(session::id.desc())
        .select((session::id, session::stamp, session::created_at, session::seen_at))
        .load(conn)?)
}

/// Ends one session of `who`; false when they have no such session.
pub(super) fn end_one(conn: &mut Conn, who: StaffId, id: SessionId) -> kit_db::Result<bool> {
    if kit_base::fault::is_out("own-sessions") {
        return Ok(diesel::delete(session::table.find(id.0)).execute(conn)? == 1);
    }
    let own = session::table.find(id.0).filter(session::staff_id.eq(who.0));
    Ok(diesel::delete(own).execute(conn)? == 1)
}

/// Ends every session of `who` but `this`; returns how many.
pub(super) fn end_others(conn: &mut Conn, who: StaffId, this: SessionId) -> kit_db::Result<usize> {
    let others = session::table.filter(session::staff_id.eq(who.0)).filter(session::id.ne(this.0));
    Ok(diesel::delete(others).execute(conn)?)
}

/// Ends one session.
pub async fn end_session(ground: &Ground, person: &Person) -> kit_db::Result<()> {
    let (id, event) = (person.session.0, super::changed_by(ground, person.id, "staff.signed_out"));
    ground
        .db
        .write(move |conn| {
            diesel::delete(session::table.find(id)).execute(conn)?;
            crate::audit::record(conn, &event)
        })
        .await
}

/// Ends every session of a person, in the caller's transaction.
pub fn end_sessions_of(conn: &mut Conn, who: StaffId) -> kit_db::Result<()> {
    diesel::delete(session::table.filter(session::staff_id.eq(who.0))).execute(conn)?;
    Ok(())
}

/// Removes up to `limit` sessions nobody used since `before`; returns how many.
pub fn sweep_sessions(conn: &mut Conn, before: Millis, limit: i64) -> kit_db::Result<usize> {
    let old: Vec<i64> =
        session::table.filter(session::seen_at.lt(before)).select(session::id).limit(limit).load(conn)?;
    Ok(diesel::delete(session::table.filter(session::id.eq_any(old))).execute(conn)?)
}

fn load(conn: &mut Conn, hash: &[u8], now: Millis) -> kit_db::Result<Option<Row>> {
    let current = session::token_hash.eq(hash);
    let before = session::old_hash.eq(hash).and(session::old_until.gt(now));
    let found = session::table
        .inner_join(staff::table.on(staff::id.eq(session::staff_id)))
        .left_join(role::table.on(role::id.nullable().eq(staff::role_id)))
        .filter(current.nullable().or(before))
        .select((
            session::id,
            session::staff_id,
            session::stamp,
            session::created_at,
            session::seen_at,
            session::renewed_at,
            session::confirmed_at,
            staff::level,
            staff::rights,
            staff::role_id,
            role::rights.nullable(),
            staff::teams,
            staff::lang,
            staff::password_at,
            staff::location_id,
            staff::enabled,
            staff::stamp,
        ));
    Ok(kit_db::on_either!(conn, |conn| found.first(conn).optional())?)
}

/// Gives the session a new token. Of several requests at the same time one wins; the others keep the old
/// token, which stays good for a while.
async fn renew(ground: &Ground, id: SessionId, current: Vec<u8>) -> kit_db::Result<Option<String>> {
    let (token, now) = (new_token(ground), ground.now());
    let hash = hash_of(&token);
    let changed = ground
        .db
        .write(move |conn| {
            let changed = diesel::update(session::table.find(id.0).filter(session::token_hash.eq(&current)))
                .set((
                    session::old_hash.eq(Some(&current)),
                    session::old_until.eq(now + OVERLAP),
                    session::token_hash.eq(&hash),
                    session::renewed_at.eq(now),
                    session::seen_at.eq(now),
                ))
                .execute(conn)?;
            Ok(changed == 1)
        })
        .await?;
    Ok(changed.then_some(token))
}

fn touch(conn: &mut Conn, id: SessionId, now: Millis) -> kit_db::Result<()> {
    diesel::update(session::table.find(id.0)).set(session::seen_at.eq(now)).execute(conn)?;
    Ok(())
}

fn forget_confirmation(conn: &mut Conn, id: SessionId, now: Millis) -> kit_db::Result<()> {
    diesel::update(session::table.find(id.0))
        .set((session::confirmed_at.eq(0_i64), session::seen_at.eq(now)))
        .execute(conn)?;
    Ok(())
}

pub(super) fn new_token(ground: &Ground) -> String {
    B64.encode(ground.entropy.bytes::<32>())
}

pub(super) fn hash_of(token: &str) -> Vec<u8> {
    digest::digest(&digest::SHA256, token.as_bytes()).as_ref().to_vec()
}

/// The key in every form of a signed-in person's pages: an HMAC of the session under a secret of the ring.
pub(crate) async fn form_key(ground: &Ground, person: &Person) -> Result<String, kit_vault::Error> {
    let secret = ground.vault.secret("staff-forms/1").await?;
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &secret[..]);
    let tag = aws_lc_rs::hmac::sign(&key, &person.session.0.to_be_bytes());
    Ok(hex::encode(&tag.as_ref()[..16]))
}
