//! Whose keys these are. Several processes of one desk share a key directory; two desks never do, because both
//! would give the same keys to different people.
//!
//! A desk that finds keys another desk went on with last **takes over**: it is a restored one, or the old one
//! come back after a restored one was tried out. What the other did since is not in this database, so no key and
//! no number that it can have given is given again. The last step is to note that the keys are ours now: a
//! crash before it repeats all of them, and repeating them changes nothing.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use kit_base::Entropy;
use kit_db::Db;
use kit_vault::Vault;

use crate::boot::BootError;
use crate::places::{PlaceError, Places};

/// The counter of request numbers, and its mark in the ring.
const NUMBERS: &str = "request_number";

/// The hold on a key directory; given up when dropped, and by the system when the process ends however it ends.
#[derive(Debug)]
pub struct KeysHold(#[expect(dead_code, reason = "the open file is the lock")] File);

/// Takes the keys for the desk of `db`, alone or with other processes of it, and takes over what another desk
/// left. Before any key is handed out.
pub async fn enter(
    places: &Places,
    db: &Db,
    vault: &Vault,
    entropy: &dyn Entropy,
) -> Result<KeysHold, BootError> {
    let identity = ground::nodes::desk_identity(db, entropy).await?;
    let keys = places.keys.clone();
    let name = identity.clone();
    let held = tokio::task::spawn_blocking(move || hold(&keys, &name)).await;
    let held = held.map_err(|_| kit_db::Error::Panicked)??;
    let desk = number_of(&identity);
    let before = vault.holder().await?;
    if before != desk {
        let retired = vault.retire_pool().await?;
        let given = vault.high_water(NUMBERS).await?;
        db.write(move |conn| kit_db::sequence::raise(conn, NUMBERS, given)).await?;
        vault.set_holder(desk).await?;
        if before != 0 {
            tracing::warn!(
                retired,
                given,
                "another desk went on with these keys last: {retired} unused keys are left out, and request numbers \
                 go on above {given}"
            );
        }
    }
    Ok(held)
}

/// The desk's random name as a number that is not 0.
fn number_of(identity: &str) -> i64 {
    let digits = identity.get(..15).unwrap_or(identity);
    i64::from_str_radix(digits, 16).unwrap_or(0) | 1
}

/// Takes the lock on the key directory for the desk called `identity`.
///
/// `desk.lock` holds the name of the desk whose processes hold it, each with a shared lock; whoever writes
/// another name into it must have it alone. `desk.claim` lets one process at a time do this.
fn hold(keys: &Path, identity: &str) -> Result<KeysHold, PlaceError> {
    let io = |path: &Path, source| PlaceError::Io { path: path.to_owned(), source };
    let open = |name: &str| {
        let path = keys.join(name);
        let file =
            OpenOptions::new().create(true).truncate(false).read(true).write(true).mode(0o600).open(&path);
        file.map_err(|source| io(&path, source))
    };
    let claim = open("desk.claim")?;
    claim.lock().map_err(|source| io(keys, source))?;
    let mut file = open("desk.lock")?;
    let mut holder = String::new();
    file.read_to_string(&mut holder).map_err(|source| io(keys, source))?;
    if holder.trim() != identity {
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(PlaceError::KeysHeld(keys.to_owned())),
            Err(TryLockError::Error(source)) => return Err(io(keys, source)),
        }
        let written = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(identity.as_bytes()))
            .and_then(|()| file.sync_all());
        written.map_err(|source| io(keys, source))?;
    }
    // Nobody takes it alone but under the claim, which is ours.
    file.lock_shared().map_err(|source| io(keys, source))?;
    Ok(KeysHold(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processes_of_one_desk_share_the_keys_and_another_desk_is_refused_until_all_have_gone() {
        let dir = tempfile::tempdir().unwrap();
        let (one, other) = ("a".repeat(32), "b".repeat(32));
        let first = hold(dir.path(), &one).unwrap();
        let second = hold(dir.path(), &one).unwrap();
        assert!(matches!(hold(dir.path(), &other), Err(PlaceError::KeysHeld(_))));
        drop(first);
        assert!(matches!(hold(dir.path(), &other), Err(PlaceError::KeysHeld(_))));
        drop(second);
        let taken = hold(dir.path(), &other).unwrap();
        assert!(matches!(hold(dir.path(), &one), Err(PlaceError::KeysHeld(_))));
        drop(taken);
        hold(dir.path(), &one).unwrap();
    }
}
