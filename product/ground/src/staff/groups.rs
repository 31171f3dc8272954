//! Roles and teams: what an institution makes of its own levels, and who works on what together.
//!
//! A role is a set of rights in place of those of a level; whoever has it acts by it at their next request. A team
//! is some of the staff, whatever their location; which teams somebody is in stands on their account.

use diesel::prelude::*;
use kit_base::Millis;
use kit_db::Conn;

use super::store::staff;
use super::{Changed, Person, StaffError, StaffId, manage, store};
use crate::Ground;
use crate::audit;
use crate::policy::{self, Permission, Scope};

diesel::table! {
    role (id) {
        id -> BigInt,
        name -> Text,
        rights -> Text,
        version -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    team (id) {
        id -> BigInt,
        name -> Text,
        created_at -> BigInt,
    }
}

kit_db::id_type!(pub RoleId, "A role: a set of rights in place of those of a level.");
kit_db::id_type!(pub TeamId, "A team.");

/// Most teams somebody is in: they are read with every request of that person.
pub const MOST_TEAMS: usize = 20;

/// A role as everybody sees it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct RoleCard {
    /// Row id.
    pub id: i64,
    /// Name people know it by.
    pub name: String,
    /// Its rights, as [`policy::read_role`] reads them.
    pub rights: String,
    /// Counts changes.
    pub version: i64,
}

/// A team as everybody sees it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct TeamCard {
    /// Row id.
    pub id: i64,
    /// Name people know it by.
    pub name: String,
}

/// What came of removing a role or a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removed {
    /// It is gone.
    Done,
    /// There is none.
    Missing,
    /// Somebody has it.
    InUse,
}

/// Roles, by name.
pub(super) fn roles(conn: &mut Conn) -> kit_db::Result<Vec<RoleCard>> {
    Ok(role::table
        .order(role::name)
        .select((role::id, role::name, role::rights, role::version))
        .load(conn)?)
}

/// The rights of a role as they are stored, for somebody who has one: none where it is not there any more.
pub(super) fn rights_of(conn: &mut Conn, id: Option<i64>) -> kit_db::Result<Option<String>> {
    let Some(id) = id else { return Ok(None) };
    let found: Option<String> = role::table.find(id).select(role::rights).first(conn).optional()?;
    Ok(Some(found.unwrap_or_default()))
}

/// Teams, by name.
pub(super) fn teams(conn: &mut Conn) -> kit_db::Result<Vec<TeamCard>> {
    Ok(team::table.order(team::name).select((team::id, team::name)).load(conn)?)
}

/// What a page about a team shows of it: its name, and who is in it.
pub fn seen_of(name: &str, members: impl IntoIterator<Item = i64>) -> String {
    let mut members: Vec<i64> = members.into_iter().collect();
    members.sort_unstable();
    let members: Vec<u8> = members.into_iter().flat_map(i64::to_be_bytes).collect();
    super::seen(&[name.as_bytes(), &members])
}

/// The teams in a text such as `12 15`.
pub(super) fn read_teams(text: &str) -> Vec<i64> {
    text.split(' ').filter_map(|id| id.parse().ok()).collect()
}

/// The same, to be stored.
pub(super) fn write_teams(teams: &[i64]) -> String {
    teams.iter().map(i64::to_string).collect::<Vec<_>>().join(" ")
}

/// Makes a role.
///
/// # Errors
/// [`StaffError::NameTaken`], and those of the database.
pub async fn add_role(
    ground: &Ground,
    by: &Person,
    name: &str,
    rights: &[(Permission, Scope)],
) -> Result<RoleId, StaffError> {
    let (id, now) = (RoleId(ground.id()), ground.now());
    let (name, rights) = (name.to_owned(), policy::write_role(rights));
    let params = serde_json::json!({ "name": name, "to": rights });
    let event = manage::event(ground, by, "role.added", "role", id.0, params);
    let written = ground.db.write(move |conn| {
        let (name, rights) = (role::name.eq(&name), role::rights.eq(&rights));
        diesel::insert_into(role::table)
            .values((role::id.eq(id.0), name, rights, role::version.eq(1_i64), role::created_at.eq(now)))
            .execute(conn)?;
        audit::record(conn, &event)
    });
    named(ground, written.await)?;
    Ok(id)
}

/// Changes a role that is as it was at `version`; everybody who has it acts by it at their next request.
///
/// # Errors
/// [`StaffError::NameTaken`], and those of the database.
pub async fn change_role(
    ground: &Ground,
    by: &Person,
    (id, version): (RoleId, i64),
    name: &str,
    rights: &[(Permission, Scope)],
) -> Result<Changed, StaffError> {
    let before = ground.db.read(roles).await?.into_iter().find(|card| card.id == id.0);
    let Some(before) = before else { return Ok(Changed::Missing) };
    let (name, rights) = (name.to_owned(), policy::write_role(rights));
    let params = serde_json::json!({ "name": name, "from": before.rights, "to": rights });
    let event = manage::event(ground, by, "role.changed", "role", id.0, params);
    let written = ground.db.write(move |conn| {
        let same = role::table.find(id.0).filter(role::version.eq(version));
        let to = (role::name.eq(&name), role::rights.eq(&rights), role::version.eq(version + 1));
        if diesel::update(same).set(to).execute(conn)? == 0 {
            return Ok(Changed::Stale);
        }
        audit::record(conn, &event)?;
        Ok(Changed::Done)
    });
    named(ground, written.await)
}

/// Removes a role that nobody has.
///
/// # Errors
/// Those of the database.
pub async fn remove_role(ground: &Ground, by: &Person, id: RoleId) -> kit_db::Result<Removed> {
    let event = manage::event(ground, by, "role.removed", "role", id.0, serde_json::json!({}));
    let removed = ground.db.write(move |conn| {
        let holder = staff::table.filter(staff::role_id.eq(id.0)).select(staff::id);
        if holder.first::<i64>(conn).optional()?.is_some() {
            return Ok(Removed::InUse);
        }
        if diesel::delete(role::table.find(id.0)).execute(conn)? == 0 {
            return Ok(Removed::Missing);
        }
        audit::record(conn, &event)?;
        Ok(Removed::Done)
    });
    let removed = removed.await?;
    ground.directory.forget();
    Ok(removed)
}

/// Makes a team of `members`.
///
/// # Errors
/// [`StaffError::NameTaken`], and those of the database.
pub async fn add_team(
    ground: &Ground,
    by: &Person,
    name: &str,
    members: &[StaffId],
) -> Result<TeamId, StaffError> {
    let id = TeamId(ground.id());
    write_team(ground, by, id, (name, members), State::New(ground.now())).await?;
    Ok(id)
}

/// Changes who is in a team that is as the page showed it, [`seen_of`]. What the team has, they see at their next
/// request, and those who left no more.
///
/// # Errors
/// [`StaffError::NameTaken`], and those of the database.
pub async fn change_team(
    ground: &Ground,
    by: &Person,
    (id, seen): (TeamId, &str),
    name: &str,
    members: &[StaffId],
) -> Result<Changed, StaffError> {
    write_team(ground, by, id, (name, members), State::Seen(seen.to_owned())).await
}

/// How a team stands before it is written.
enum State {
    /// It is made at this time.
    New(Millis),
    /// It is there, and was shown like this.
    Seen(String),
}

async fn write_team(
    ground: &Ground,
    by: &Person,
    id: TeamId,
    (name, members): (&str, &[StaffId]),
    state: State,
) -> Result<Changed, StaffError> {
    let kind = if matches!(state, State::New(_)) { "team.added" } else { "team.changed" };
    let ids: Vec<i64> = members.iter().map(|member| member.0).collect();
    let params = serde_json::json!({ "name": name, "members": ids });
    let event = manage::event(ground, by, kind, "team", id.0, params);
    let name = name.to_owned();
    let written = ground.db.write(move |conn| {
        let to = team::name.eq(&name);
        store::lock_teams(conn)?;
        match &state {
            State::New(at) => {
                let row = (team::id.eq(id.0), to, team::created_at.eq(*at));
                diesel::insert_into(team::table).values(row).execute(conn)?;
            }
            State::Seen(seen) => {
                let now: Option<String> = team::table.find(id.0).select(team::name).first(conn).optional()?;
                let Some(now) = now else { return Ok(Changed::Missing) };
                if seen_of(&now, members_of(conn, id)?) != *seen && !kit_base::fault::is_out("stale") {
                    return Ok(Changed::Stale);
                }
                diesel::update(team::table.find(id.0)).set(to).execute(conn)?;
            }
        }
        join(conn, id, &ids)?;
        audit::record(conn, &event)?;
        Ok(Changed::Done)
    });
    named(ground, written.await)
}

/// Who is in a team.
fn members_of(conn: &mut Conn, id: TeamId) -> kit_db::Result<Vec<i64>> {
    let all: Vec<(i64, String)> = staff::table.select((staff::id, staff::teams)).load(conn)?;
    Ok(all.into_iter().filter(|(_, teams)| read_teams(teams).contains(&id.0)).map(|(who, _)| who).collect())
}

/// Puts exactly `members` into the team.
fn join(conn: &mut Conn, id: TeamId, members: &[i64]) -> kit_db::Result<()> {
    let all: Vec<(i64, String)> =
        staff::table.order(staff::id).select((staff::id, staff::teams)).load(conn)?;
    for (who, text) in all {
        let mut teams = read_teams(&text);
        let (is_in, shall) = (teams.contains(&id.0), members.contains(&who));
        if is_in == shall {
            continue;
        }
        if shall {
            if teams.len() >= MOST_TEAMS {
                return Err(kit_db::Error::other(TooManyTeams));
            }
            teams.push(id.0);
        } else {
            teams.retain(|team| *team != id.0);
        }
        let to = staff::teams.eq(write_teams(&teams));
        diesel::update(staff::table.find(who)).set(to).execute(conn)?;
    }
    Ok(())
}

/// Somebody would be in more teams than are read with every request.
#[derive(Debug, thiserror::Error)]
#[error("somebody would be in more than {MOST_TEAMS} teams")]
struct TooManyTeams;

/// Removes a team. What it had goes on at its location, for those who see that.
///
/// # Errors
/// Those of the database.
pub async fn remove_team(ground: &Ground, by: &Person, id: TeamId) -> kit_db::Result<Removed> {
    let event = manage::event(ground, by, "team.removed", "team", id.0, serde_json::json!({}));
    let removed = ground.db.write(move |conn| {
        if diesel::delete(team::table.find(id.0)).execute(conn)? == 0 {
            return Ok(Removed::Missing);
        }
        store::lock_teams(conn)?;
        join(conn, id, &[])?;
        audit::record(conn, &event)?;
        Ok(Removed::Done)
    });
    let removed = removed.await?;
    ground.directory.forget();
    Ok(removed)
}

/// What a write of something with a name came to.
fn named<T>(ground: &Ground, written: kit_db::Result<T>) -> Result<T, StaffError> {
    match written {
        Err(kit_db::Error::Unique { .. }) => Err(StaffError::NameTaken),
        Err(kit_db::Error::Other(error)) if error.is::<TooManyTeams>() => Err(StaffError::TooManyTeams),
        other => {
            let value = other?;
            ground.directory.forget();
            Ok(value)
        }
    }
}
