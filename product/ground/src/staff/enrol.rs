use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;

use kit_base::EmailAddress;

use super::{
    Cost, INVITATION_LIFE, LocationId, NewStaff, PasswordProblem, StaffError, StaffId, add, directory,
    set_hash, store, weigh,
};
use crate::Ground;
use crate::policy::Level;

/// Stands in an invitation for the first administrator, who has no account yet.
const FIRST: StaffId = StaffId(0);

/// Why a password was not set by a link.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// The link was used, is too old, or never was one.
    #[error("the link is dead")]
    DeadLink,
    /// The password is refused.
    #[error("the password is refused")]
    Password(PasswordProblem),
    /// The first administrator gave no name, or no address.
    #[error("name or address is missing")]
    Incomplete,
    /// Storage failed.
    #[error(transparent)]
    Staff(#[from] StaffError),
}

/// Makes a one-time link for `id` and returns its token: 256 random bits, of which only a hash is kept. An
/// earlier link of the person dies.
pub async fn invite(ground: &Ground, id: StaffId) -> Result<String, StaffError> {
    let token = B64.encode(ground.entropy.bytes::<32>());
    let (hash, expires) = (hash_of(&token), ground.now() + INVITATION_LIFE);
    ground.db.write(move |conn| store::insert_invitation(conn, &hash, id, expires)).await?;
    Ok(token)
}

/// Whose link this is, while it lives.
pub async fn invited(ground: &Ground, token: &str) -> Result<Option<StaffId>, StaffError> {
    let (hash, now) = (hash_of(token), ground.now());
    let found =
        ground.db.read(move |conn| Ok((store::invited(conn, &hash, now)?, store::any(conn)?))).await?;
    // The first administrator's link is dead once anybody has an account.
    let (id, any) = found;
    Ok(id.filter(|id| !(any && is_first(*id))))
}

/// A link for the first administrator, while there is no account at all; an earlier one dies.
pub async fn first_invitation(ground: &Ground) -> Result<Option<String>, StaffError> {
    if ground.db.read(store::any).await? && !kit_base::fault::is_out("first-link") {
        return Ok(None);
    }
    invite(ground, FIRST).await.map(Some)
}

/// Whether the link is the first administrator's, who has to say who they are.
pub fn is_first(id: StaffId) -> bool {
    id == FIRST
}

/// What a person says of themselves with their password; only the first administrator says more than that.
#[derive(Debug, Clone, Copy)]
pub struct Enrolment<'a> {
    /// The password.
    pub password: &'a str,
    /// Full name.
    pub name: &'a str,
    /// Address.
    pub email: &'a str,
}

/// Sets the password of the person the link was made for. The link dies with it.
pub async fn enrol(ground: &Ground, token: &str, given: Enrolment<'_>) -> Result<StaffId, EnrolError> {
    let Some(id) = invited(ground, token).await? else { return Err(EnrolError::DeadLink) };
    let (password, name) = (given.password, kit_base::clean_line(given.name));
    let first = EmailAddress::parse(given.email).ok().filter(|_| !name.is_empty());
    if is_first(id) && first.is_none() {
        return Err(EnrolError::Incomplete);
    }
    let email = match &first {
        Some(email) if is_first(id) => email.written(),
        _ => directory::email_of(ground, id).await?.unwrap_or_default(),
    };
    let book = ground.directory.book(ground).await?;
    if !is_first(id) && !book.staff(id).is_some_and(|card| card.enabled) {
        return Err(EnrolError::DeadLink);
    }
    let own_name = if is_first(id) { name.as_str() } else { book.name(id) };
    if let Some(problem) = weigh(ground, id, password, &[own_name, &email]).await? {
        return Err(EnrolError::Password(problem));
    }
    // Before the link is taken: when too many passwords are being hashed, it must still be good afterwards.
    let hashed = ground
        .hashing
        .hash(password, Cost::of(&ground.settings), &*ground.entropy)
        .await
        .map_err(StaffError::from)?;
    let hash = hash_of(token);
    let was_live = ground.db.write(move |conn| store::take_invitation(conn, &hash)).await;
    if !was_live.map_err(StaffError::from)? {
        return Err(EnrolError::DeadLink);
    }
    let id = match first {
        Some(email) if is_first(id) => {
            let place = book.locations().iter().map(|place| place.id).min().unwrap_or(0);
            let level = Level::Administrator;
            let (location, role, teams) = (LocationId(place), None, Vec::new());
            add(ground, &NewStaff { name: &name, email: &email, level, location, role, teams }).await?
        }
        _ => id,
    };
    set_hash(ground, id, &hashed).await?;
    Ok(id)
}

fn hash_of(token: &str) -> Vec<u8> {
    digest::digest(&digest::SHA256, token.as_bytes()).as_ref().to_vec()
}
