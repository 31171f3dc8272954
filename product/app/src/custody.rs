//! Who has the keys. The processes of one desk have the same key directory, the same ring and the same database;
//! another desk, or a process with a copy of one of them, is not let in beside them: it would write another
//! erasure register, or give the same keys to different people.
//!
//! Three things tell who is there: a lock on the key directory, and on a server a presence in each of the two
//! databases. Whoever has the directory to itself must be alone in the databases too; whoever shares it must meet
//! the others there. Anything else is a copy somewhere.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kit_db::presence::Presence;

use crate::places::{PlaceError, Places};

/// The names of the presences.
const MAIN: i64 = 0x6465_736b_2d64_6200;
const RING: i64 = 0x6465_736b_2d6b_6579;

/// Somebody may be on the way out, or a server just restarted: so often it is looked again.
const LOOKS: u32 = 6;
const PAUSE: Duration = Duration::from_millis(500);

/// The hold on the keys of a desk; given up when the last clone is dropped, and by the system when the process
/// ends however it ends.
#[derive(Debug, Clone)]
pub struct KeysHold(Arc<Mutex<Option<Held>>>);

#[derive(Debug)]
struct Held {
    /// Locked while it is open.
    _lock: File,
    present: Vec<Presence>,
}

impl KeysHold {
    /// Takes the keys for the desk called `identity`, alone or with other processes of it.
    pub async fn take(places: &Places, identity: &str) -> Result<Self, PlaceError> {
        let mut looks = 0;
        loop {
            let (places, identity) = (places.clone(), identity.to_owned());
            let taken = tokio::task::spawn_blocking(move || take(&places, &identity)).await;
            looks += 1;
            match taken.map_err(|_| kit_db::Error::Panicked)? {
                Err(PlaceError::KeysApart { .. } | PlaceError::OtherServer { .. }) if looks < LOOKS => {
                    tokio::time::sleep(PAUSE).await;
                }
                other => return other.map(|held| Self(Arc::new(Mutex::new(Some(held))))),
            }
        }
    }

    /// Sees to it that others still notice this process, after a server was away.
    pub async fn renew(&self) -> kit_db::Result<()> {
        let held = self.clone();
        let renewed = tokio::task::spawn_blocking(move || match held.held().as_mut() {
            Some(held) => held.present.iter_mut().try_for_each(Presence::renew),
            None => Ok(()),
        });
        renewed.await.map_err(|_| kit_db::Error::Panicked)?
    }

    /// Whether anything of the desk is on a server, where others have to notice this process.
    pub fn is_on_server(&self) -> bool {
        self.held().as_ref().is_some_and(|held| !held.present.is_empty())
    }

    /// Gives the keys up.
    pub fn give_up(&self) {
        drop(self.held().take());
    }

    fn held(&self) -> MutexGuard<'_, Option<Held>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Looks once.
fn take(places: &Places, identity: &str) -> Result<Held, PlaceError> {
    // Until this returns, nobody else takes the same directory.
    let (_claim, lock, alone) = lock(&places.keys, identity)?;
    let mut present = Vec::new();
    for (place, name, what, key) in
        [(&places.database, MAIN, "database", "database"), (&places.ring, RING, "key ring", "ring_database")]
    {
        match (Presence::enter(place, name)?, alone) {
            (None, _) => {}
            (Some((one, true)), true) | (Some((one, false)), false) => present.push(one),
            (Some(_), true) => return Err(PlaceError::KeysApart { keys: places.keys.clone(), what }),
            (Some(_), false) => {
                return Err(PlaceError::OtherServer { keys: places.keys.clone(), what, key });
            }
        }
    }
    Ok(Held { _lock: lock, present })
}

/// Takes the lock on the key directory for the desk called `identity`, and says whether nobody else has it.
///
/// `desk.lock` holds the name of the desk whose processes hold it, each with a shared lock; whoever writes
/// another name into it must have it alone. `desk.claim` lets one process at a time do this.
fn lock(keys: &Path, identity: &str) -> Result<(File, File, bool), PlaceError> {
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
    let alone = match file.try_lock() {
        Ok(()) => true,
        Err(TryLockError::WouldBlock) => false,
        Err(TryLockError::Error(source)) => return Err(io(keys, source)),
    };
    let mut holder = String::new();
    file.read_to_string(&mut holder).map_err(|source| io(keys, source))?;
    if holder.trim() != identity {
        if !alone {
            return Err(PlaceError::KeysHeld(keys.to_owned()));
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
    Ok((claim, file, alone))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hold(keys: &Path, identity: &str) -> Result<(File, bool), PlaceError> {
        lock(keys, identity).map(|(_, file, alone)| (file, alone))
    }

    #[test]
    fn processes_of_one_desk_share_the_keys_and_another_desk_is_refused_until_all_have_gone() {
        let dir = tempfile::tempdir().unwrap();
        let (one, other) = ("a".repeat(32), "b".repeat(32));
        let first = hold(dir.path(), &one).unwrap();
        let second = hold(dir.path(), &one).unwrap();
        assert!(first.1 && !second.1, "the first was alone");
        assert!(matches!(hold(dir.path(), &other), Err(PlaceError::KeysHeld(_))));
        drop(first);
        assert!(matches!(hold(dir.path(), &other), Err(PlaceError::KeysHeld(_))));
        drop(second);
        let taken = hold(dir.path(), &other).unwrap();
        assert!(taken.1);
        assert!(matches!(hold(dir.path(), &one), Err(PlaceError::KeysHeld(_))));
        drop(taken);
        hold(dir.path(), &one).unwrap();
    }
}
