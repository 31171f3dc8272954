//! The second factor: codes of a program that a person has, and recovery codes for when it is lost.
//!
//! A row of `staff_factor` is either being set up or on. While it is set up its person sees the secret and the
//! recovery codes; when it is switched on, what the codes were made of goes, and only their hashes stay.

use aws_lc_rs::{digest, hmac};
use diesel::prelude::*;
use kit_base::{MINUTE, Millis};
use kit_db::Conn;
use kit_vault::{Actor, Cell, FieldId, KeyId, Padding, Purpose, Sealed};
use zeroize::Zeroizing;

use super::sessions::{hash_of, keep_only, new_token};
use super::totp::{Totp, base32, in_fours};
use super::{Person, SECRET, SEED, StaffError, StaffId, changed_by, store};
use crate::Ground;
use crate::audit;

diesel::table! {
    staff_factor (staff_id) {
        staff_id -> BigInt,
        secret_sealed -> Binary,
        seed_sealed -> Nullable<Binary>,
        is_on -> Bool,
        last_step -> BigInt,
        begun_at -> BigInt,
    }
}

diesel::table! {
    recovery_code (code_hash) {
        code_hash -> Binary,
        staff_id -> BigInt,
    }
}

/// Recovery codes made at once.
const CODES: u8 = 10;
/// How long setting up may take.
const SETTING_UP: Millis = 30 * MINUTE;

#[derive(Queryable)]
struct Row {
    secret_sealed: Vec<u8>,
    seed_sealed: Option<Vec<u8>>,
    is_on: bool,
    last_step: i64,
    begun_at: Millis,
}

/// What a person sees while a second factor is being set up.
pub struct SetUp {
    /// The secret.
    pub totp: Totp,
    /// The recovery codes, in groups of four.
    pub codes: Vec<String>,
    /// Tells it from every other: the page that shows it sends this back.
    pub mark: String,
}

/// What came of switching it on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SwitchedOn {
    /// It is on. With the new token of the session that did it, when there was one.
    Done(Option<String>),
    /// The code is not one of this secret.
    Wrong,
    /// Nothing is being set up, or it began too long ago.
    Nothing,
}

/// Whether a second factor of `id` is asked for.
pub async fn has_factor(ground: &Ground, id: StaffId) -> kit_db::Result<bool> {
    Ok(ground.db.read(move |conn| load(conn, id)).await?.is_some_and(|row| row.is_on))
}

/// How many recovery codes `id` has left.
pub async fn recovery_codes_left(ground: &Ground, id: StaffId) -> kit_db::Result<i64> {
    let own = move |conn: &mut Conn| {
        Ok(recovery_code::table.filter(recovery_code::staff_id.eq(id.0)).count().get_result(conn)?)
    };
    ground.db.read(own).await
}

/// Begins to set one up, with a new secret; one that was begun before is dropped. False when one is on.
pub async fn begin_factor(ground: &Ground, id: StaffId) -> Result<bool, StaffError> {
    let Some(key_id) = ground.db.read(move |conn| store::key_of(conn, id)).await? else { return Ok(false) };
    let key = ground.vault.key(KeyId(key_id)).await?;
    let secret = Zeroizing::new(ground.entropy.bytes::<20>());
    let seed = Zeroizing::new(ground.entropy.bytes::<32>());
    let seal = |field: FieldId, plain: &[u8]| {
        ground.vault.seal(&key, Cell { field, row: id.0 }, plain, Padding::Short)
    };
    let (secret, seed, now) = (seal(SECRET, &*secret), seal(SEED, &*seed), ground.now());
    let event = changed_by(ground, id, "staff.factor_begun");
    let begun = ground.db.write(move |conn| {
        let own = staff_factor::table.find(id.0);
        if own.filter(staff_factor::is_on.eq(true)).count().get_result::<i64>(conn)? > 0 {
            return Ok(false);
        }
        diesel::delete(own).execute(conn)?;
        diesel::insert_into(staff_factor::table)
            .values((
                staff_factor::staff_id.eq(id.0),
                staff_factor::secret_sealed.eq(&secret),
                staff_factor::seed_sealed.eq(Some(&seed)),
                staff_factor::is_on.eq(false),
                staff_factor::last_step.eq(0_i64),
                staff_factor::begun_at.eq(now),
            ))
            .execute(conn)?;
        audit::record(conn, &event)?;
        Ok(true)
    });
    match begun.await {
        // Somebody else began at the same moment: that one stands.
        Err(kit_db::Error::Unique { .. }) => Ok(true),
        other => Ok(other?),
    }
}

/// What is being set up for `id`.
pub async fn pending_factor(ground: &Ground, id: StaffId) -> Result<Option<SetUp>, StaffError> {
    Ok(pending(ground, id).await?.map(|(_, set_up)| set_up))
}

async fn pending(ground: &Ground, id: StaffId) -> Result<Option<(Row, SetUp)>, StaffError> {
    let Some((row, key)) = read(ground, id).await? else { return Ok(None) };
    let age = ground.now() - row.begun_at;
    let Some(seed) = row.seed_sealed.as_deref().filter(|_| !row.is_on && age < SETTING_UP) else {
        return Ok(None);
    };
    let secret = open(ground, id, key, SECRET, &row.secret_sealed).await;
    let Some((secret, seed)) = secret.zip(open(ground, id, key, SEED, seed).await) else { return Ok(None) };
    let seed = hmac::Key::new(hmac::HMAC_SHA256, &seed);
    // 128 bits each.
    let codes = (0..CODES).map(|n| in_fours(&base32(&hmac::sign(&seed, &[n]).as_ref()[..16]).to_lowercase()));
    let mark = hex::encode(&hash(&hex::encode(&row.secret_sealed))[..8]);
    let set_up = SetUp { totp: Totp::new(secret.to_vec()), codes: codes.collect(), mark };
    Ok(Some((row, set_up)))
}

/// Switches on what is being set up, when it is the one of this mark, so that nobody takes a secret for theirs
/// that another had begun with, and `code` is one of its secret. The account's stamp changes: other
/// sessions end. The one of `person`, when it is done in a session, goes on under a new token.
pub async fn switch_factor_on(
    ground: &Ground,
    id: StaffId,
    person: Option<&Person>,
    mark: &str,
    code: &str,
) -> Result<SwitchedOn, StaffError> {
    let found = pending(ground, id).await?.filter(|(_, set_up)| set_up.mark == mark);
    let Some((row, set_up)) = found else { return Ok(SwitchedOn::Nothing) };
    let now = ground.now();
    let Some(step) = set_up.totp.fits(&letters(code), now, row.last_step) else {
        return Ok(SwitchedOn::Wrong);
    };
    let hashes: Vec<Vec<u8>> = set_up.codes.iter().map(|code| hash(&letters(code))).collect();
    let (token, person) = (new_token(ground), person.cloned());
    let token_hash = hash_of(&token);
    let event = changed_by(ground, id, "staff.factor_on");
    let in_session = person.is_some();
    let done = ground.db.write(move |conn| {
        let same = staff_factor::table
            .find(id.0)
            .filter(staff_factor::is_on.eq(false))
            .filter(staff_factor::secret_sealed.eq(&row.secret_sealed));
        let set = (
            staff_factor::is_on.eq(true),
            staff_factor::seed_sealed.eq(None::<Vec<u8>>),
            staff_factor::last_step.eq(step),
        );
        if diesel::update(same).set(set).execute(conn)? != 1 {
            return Ok(false);
        }
        drop_codes(conn, id)?;
        for hash in &hashes {
            let code = (recovery_code::code_hash.eq(hash), recovery_code::staff_id.eq(id.0));
            diesel::insert_into(recovery_code::table).values(code).execute(conn)?;
        }
        ended_elsewhere(conn, id, person.as_ref(), &token_hash, now)?;
        audit::record(conn, &event)?;
        Ok(true)
    });
    Ok(if done.await? { SwitchedOn::Done(in_session.then_some(token)) } else { SwitchedOn::Nothing })
}

/// Switches the second factor of `person` off, who has just proved that it is them. Returns the session's new
/// token; the person's other sessions end.
pub async fn switch_factor_off(ground: &Ground, person: &Person) -> Result<String, StaffError> {
    let (token, now, person) = (new_token(ground), ground.now(), person.clone());
    let hash = hash_of(&token);
    let event = changed_by(ground, person.id, "staff.factor_off");
    ground
        .db
        .write(move |conn| {
            drop_factor(conn, person.id)?;
            ended_elsewhere(conn, person.id, Some(&person), &hash, now)?;
            audit::record(conn, &event)
        })
        .await?;
    Ok(token)
}

/// Removes the second factor of `id` and its recovery codes, in the caller's transaction, which records it and
/// changes the account's stamp.
pub fn drop_factor(conn: &mut Conn, id: StaffId) -> kit_db::Result<()> {
    drop_codes(conn, id)?;
    diesel::delete(staff_factor::table.find(id.0)).execute(conn)?;
    Ok(())
}

/// Whether `typed` is as short as a code of the half minute: recovery codes are longer.
pub fn is_short_code(typed: &str) -> bool {
    letters(typed).len() <= 6
}

/// Whether `typed` is a code of `id` that is good now: one of the half minute, or a recovery code. It is used up
/// by that: of several requests with the same code one is told yes.
pub async fn is_code(ground: &Ground, id: StaffId, typed: &str) -> Result<bool, StaffError> {
    let typed = letters(typed);
    let Some((row, key)) = read(ground, id).await?.filter(|(row, _)| row.is_on) else { return Ok(false) };
    if typed.len() > 6 {
        // Digits that base 32 does not have are letters that look like them.
        let typed = typed.replace('0', "o").replace('1', "l").replace('8', "b");
        return Ok(take_recovery_code(ground, id, hash(&typed)).await?);
    }
    let Some(secret) = open(ground, id, key, SECRET, &row.secret_sealed).await else { return Ok(false) };
    let fits = Totp::new(secret.to_vec()).fits(&typed, ground.now(), row.last_step);
    let Some(step) = fits else { return Ok(false) };
    let taken = ground.db.write(move |conn| {
        let newer = staff_factor::table
            .find(id.0)
            .filter(staff_factor::is_on.eq(true))
            .filter(staff_factor::secret_sealed.eq(&row.secret_sealed))
            .filter(staff_factor::last_step.lt(step));
        Ok(diesel::update(newer).set(staff_factor::last_step.eq(step)).execute(conn)? == 1)
    });
    Ok(taken.await?)
}

async fn take_recovery_code(ground: &Ground, id: StaffId, hash: Vec<u8>) -> kit_db::Result<bool> {
    let event = changed_by(ground, id, "staff.recovery_code_used");
    ground
        .db
        .write(move |conn| {
            let own = recovery_code::table.find(&hash).filter(recovery_code::staff_id.eq(id.0));
            let taken = diesel::delete(own).execute(conn)? == 1;
            if taken { audit::record(conn, &event).map(|()| true) } else { Ok(false) }
        })
        .await
}

/// The account is another from now on: sessions and half-done sign-ins end, but for the one of `person`.
fn ended_elsewhere(
    conn: &mut Conn,
    id: StaffId,
    person: Option<&Person>,
    token_hash: &[u8],
    now: Millis,
) -> kit_db::Result<()> {
    store::bump_stamp(conn, id)?;
    if let Some(person) = person {
        keep_only(conn, person, token_hash, now)?;
    }
    Ok(())
}

fn drop_codes(conn: &mut Conn, id: StaffId) -> kit_db::Result<()> {
    diesel::delete(recovery_code::table.filter(recovery_code::staff_id.eq(id.0))).execute(conn)?;
    Ok(())
}

fn load(conn: &mut Conn, id: StaffId) -> kit_db::Result<Option<Row>> {
    Ok(staff_factor::table
        .find(id.0)
        .select((
            staff_factor::secret_sealed,
            staff_factor::seed_sealed,
            staff_factor::is_on,
            staff_factor::last_step,
            staff_factor::begun_at,
        ))
        .first(conn)
        .optional()?)
}

async fn read(ground: &Ground, id: StaffId) -> kit_db::Result<Option<(Row, i64)>> {
    ground.db.read(move |conn| Ok(load(conn, id)?.zip(store::key_of(conn, id)?))).await
}

async fn open(
    ground: &Ground,
    id: StaffId,
    key: i64,
    field: FieldId,
    bytes: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let sealed = Sealed { key: KeyId(key), cell: Cell { field, row: id.0 }, bytes };
    ground.vault.open(&Actor::System, Purpose::Maintain, &sealed).await.ok()
}

/// A code without the signs that part its groups.
fn letters(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>().to_lowercase()
}

fn hash(code: &str) -> Vec<u8> {
    digest::digest(&digest::SHA256, code.as_bytes()).as_ref().to_vec()
}
