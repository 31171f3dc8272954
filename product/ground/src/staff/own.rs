//! What people do to their own account: its password and its sessions.

use kit_base::{HOUR, MINUTE, Millis};
use kit_vault::KeyId;

use super::sessions::{self, hash_of, keep_only, new_token};
use super::{
    Cost, Credentials, Person, SessionId, StaffError, StaffId, changed_by, directory, groups,
    sealed_password, store,
};
use crate::Ground;
use crate::audit;
use crate::policy::{Level, Rights};
use crate::settings::registry;

/// An account that may sign in.
pub struct Account {
    /// What is needed to check its password.
    pub credentials: Credentials,
    /// The level of its person.
    pub level: Level,
    /// What its person may do.
    pub rights: Rights,
    /// Where the person wants to begin, empty for the usual page.
    pub start_page: String,
    /// The address it signs in with.
    pub email: String,
}

/// A live session of one's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionCard {
    /// The session.
    pub id: SessionId,
    /// When it began.
    pub began: Millis,
    /// When it was last used, to the minute.
    pub used: Millis,
    /// Whether it is the one that asks.
    pub this: bool,
}

/// The account of `id`, while it may sign in.
pub async fn account(ground: &Ground, id: StaffId) -> Result<Option<Account>, StaffError> {
    let found = ground
        .db
        .read(move |conn| {
            let Some(row) = store::find(conn, id)? else { return Ok(None) };
            let role = groups::rights_of(conn, row.role_id)?;
            Ok(store::credentials_of(conn, id)?.map(|credentials| (credentials, row, role)))
        })
        .await?;
    let Some((credentials, row, role)) = found.filter(|(found, ..)| found.enabled) else { return Ok(None) };
    let Some(level) = Level::from_code(&credentials.level) else { return Ok(None) };
    let email = email_of(ground, id).await?.unwrap_or_default();
    let role = role.as_deref().filter(|_| level.takes_roles());
    let rights = Rights::of(level, role, &row.rights, ground.now());
    Ok(Some(Account { credentials, level, rights, start_page: row.start_page, email }))
}

/// What people choose for themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferences {
    /// Language of the pages, empty for that of the browser.
    pub lang: String,
    /// Where they begin after signing in, empty for the usual page.
    pub start_page: String,
    /// Until when they are away, 0 for not at all.
    pub away_until: Millis,
}

/// What `person` chose.
///
/// # Errors
/// Those of the database.
pub async fn preferences(ground: &Ground, person: &Person) -> Result<Preferences, StaffError> {
    let id = person.id;
    let row = ground.db.read(move |conn| store::find(conn, id)).await?;
    let none = Preferences { lang: String::new(), start_page: String::new(), away_until: 0 };
    Ok(row.map_or(none, |row| Preferences {
        lang: row.lang,
        start_page: row.start_page,
        away_until: row.away_until,
    }))
}

/// Keeps what `person` chose.
///
/// # Errors
/// Those of the database.
pub async fn set_preferences(ground: &Ground, person: &Person, to: Preferences) -> Result<(), StaffError> {
    let (id, mut event) = (person.id, changed_by(ground, person.id, "staff.preferences_changed"));
    event.params = serde_json::json!({ "lang": to.lang, "start": to.start_page, "away": to.away_until });
    let written = ground.db.write(move |conn| {
        store::set_preferences(conn, id, &to)?;
        audit::record(conn, &event)
    });
    written.await?;
    ground.directory.forget();
    Ok(())
}

/// The address of `id`.
pub async fn email_of(ground: &Ground, id: StaffId) -> Result<Option<String>, StaffError> {
    directory::email_of(ground, id).await
}

/// Gives `person`, who proved it with the password of `before`, another password, which the caller has judged.
/// Returns the session's new token; the person's other sessions end. `None` when the account was changed in
/// the meantime.
pub async fn change_own_password(
    ground: &Ground,
    person: &Person,
    before: &Credentials,
    password: &str,
) -> Result<Option<String>, StaffError> {
    let hash = ground.hashing.hash(password, Cost::of(&ground.settings), &*ground.entropy).await?;
    let key = ground.vault.key(KeyId(before.key_id)).await?;
    let new = sealed_password(ground, &key, person.id, &hash);
    let (token, now, stamp, person) = (new_token(ground), ground.now(), before.stamp, person.clone());
    let token_hash = hash_of(&token);
    let event = changed_by(ground, person.id, "staff.password_changed");
    let changed = ground.db.write(move |conn| {
        let changed = store::change_password(conn, person.id, stamp, &new)?;
        if changed {
            keep_only(conn, &person, &token_hash, now)?;
            audit::record(conn, &event)?;
        }
        Ok(changed)
    });
    Ok(changed.await?.then_some(token))
}

/// The live sessions of `person`, newest first.
pub async fn own_sessions(ground: &Ground, person: &Person) -> Result<Vec<SessionCard>, StaffError> {
    let id = person.id;
    let found = ground.db.read(move |conn| {
        Ok((sessions::sessions_of(conn, id)?, store::credentials_of(conn, id)?.map(|found| found.stamp)))
    });
    let (rows, stamp) = found.await?;
    let now = ground.now();
    let idle = ground.settings.number(&registry::SESSION_IDLE) * MINUTE;
    let longest = ground.settings.number(&registry::SESSION_LIFE) * HOUR;
    let live = rows
        .into_iter()
        .filter(|row| Some(row.stamp) == stamp && now - row.used < idle && now - row.began < longest);
    let card = |row: sessions::SessionRow| SessionCard {
        id: SessionId(row.id),
        began: row.began,
        used: row.used,
        this: row.id == person.session.0,
    };
    Ok(live.map(card).collect())
}

/// Ends one of the person's own sessions; false when it is none of theirs.
pub async fn end_own_session(ground: &Ground, person: &Person, id: SessionId) -> kit_db::Result<bool> {
    let (who, event) = (person.id, changed_by(ground, person.id, "staff.session_ended"));
    ground
        .db
        .write(move |conn| {
            let ended = sessions::end_one(conn, who, id)?;
            if ended { audit::record(conn, &event).map(|()| true) } else { Ok(false) }
        })
        .await
}

/// Ends every session of the person but this one.
pub async fn end_other_sessions(ground: &Ground, person: &Person) -> kit_db::Result<()> {
    let (who, this) = (person.id, person.session);
    let event = changed_by(ground, who, "staff.sessions_ended");
    ground
        .db
        .write(move |conn| {
            sessions::end_others(conn, who, this)?;
            audit::record(conn, &event)
        })
        .await
}
