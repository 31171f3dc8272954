use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;

use super::{INVITATION_LIFE, PasswordProblem, StaffError, StaffId, directory, judge, set_password, store};
use crate::Ground;

/// Why a password was not set by a link.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// The link was used, is too old, or never was one.
    #[error("the link is dead")]
    DeadLink,
    /// The password is refused.
    #[error("the password is refused")]
    Password(PasswordProblem),
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
    Ok(ground.db.read(move |conn| store::invited(conn, &hash, now)).await?)
}

/// Sets the password of the person the link was made for. The link dies with it.
pub async fn enrol(ground: &Ground, token: &str, password: &str) -> Result<StaffId, EnrolError> {
    let Some(id) = invited(ground, token).await? else { return Err(EnrolError::DeadLink) };
    let email = directory::email_of(ground, id).await?.unwrap_or_default();
    if let Some(problem) = judge(password, &email) {
        return Err(EnrolError::Password(problem));
    }
    let hash = hash_of(token);
    let taken = ground.db.write(move |conn| store::take_invitation(conn, &hash)).await;
    if !taken.map_err(StaffError::from)? {
        return Err(EnrolError::DeadLink);
    }
    set_password(ground, id, password).await?;
    Ok(id)
}

fn hash_of(token: &str) -> Vec<u8> {
    digest::digest(&digest::SHA256, token.as_bytes()).as_ref().to_vec()
}
