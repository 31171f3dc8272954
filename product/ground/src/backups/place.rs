//! Where a backup may lie.

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::trees::make_dir;
use super::{BackupError, Result};

/// The place of a backup, checked and made.
pub(super) struct Target {
    pub(super) dir: PathBuf,
    pub(super) slot: PathBuf,
    /// Whether it lies on the disk it is to protect against the loss of.
    pub(super) same_disk: bool,
    #[expect(dead_code, reason = "the open file is the lock")]
    lock: File,
}

impl Target {
    /// Checks and makes the places, and holds them for this backup.
    pub(super) fn take(to: &Path, slot: Option<&Path>, data: &Path, keys: &Path) -> Result<Self> {
        let slot = slot.map_or_else(|| beside(to), Path::to_owned);
        for (what, place) in [("--to", to), ("--epochs-to", &slot)] {
            for (whose, own) in [("data", data), ("key", keys)] {
                if lies_in(place, own) || lies_in(own, place) {
                    return Err(BackupError::Place(format!(
                        "{what} must lie apart from the {whose} directory {}: name another place",
                        own.display()
                    )));
                }
            }
        }
        if lies_in(&slot, to) || lies_in(to, &slot) {
            return Err(BackupError::Place(
                "--epochs-to must lie apart from --to: whoever copies the backup must not copy the wrapping \
                 keys with it"
                    .into(),
            ));
        }
        make_dir(to)?;
        make_dir(&to.join("ring"))?;
        make_dir(&slot)?;
        let path = to.join("lock");
        let lock = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path);
        let lock = lock.map_err(|source| BackupError::file("use", &path, source))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(BackupError::Place(format!(
                    "another backup to {} is being taken; wait for it",
                    to.display()
                )));
            }
            Err(TryLockError::Error(source)) => return Err(BackupError::file("lock", &path, source)),
        }
        let disk = |path: &Path| std::fs::metadata(path).map(|about| about.dev()).ok();
        let same_disk = disk(to) == disk(data);
        Ok(Self { dir: to.to_owned(), slot, same_disk, lock })
    }
}

/// `DIR-epochs` for `DIR`.
fn beside(dir: &Path) -> PathBuf {
    let mut name: OsString = dir.file_name().unwrap_or_default().to_owned();
    name.push("-epochs");
    dir.with_file_name(name)
}

/// Whether `inner` is `outer` or lies below it, whatever links lead there.
pub(super) fn lies_in(inner: &Path, outer: &Path) -> bool {
    real(inner).starts_with(real(outer))
}

/// The path without links, as far as it exists.
fn real(path: &Path) -> PathBuf {
    let mut rest = Vec::new();
    for above in path.ancestors() {
        if let Ok(found) = above.canonicalize() {
            return rest.iter().rev().fold(found, |path, name| path.join(name));
        }
        rest.push(above.file_name().unwrap_or_default());
    }
    path.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_inside_data_or_keys_is_refused_also_by_a_link() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        std::fs::create_dir_all(at("data")).unwrap();
        std::fs::create_dir_all(at("keys")).unwrap();
        std::os::unix::fs::symlink(at("data"), at("link")).unwrap();
        let take = |to: &str, slot: Option<&str>| {
            let slot = slot.map(at);
            Target::take(&at(to), slot.as_deref(), &at("data"), &at("keys"))
        };
        for to in ["data", "data/b", "keys/x/y", "link/b", "."] {
            assert!(matches!(take(to, None), Err(BackupError::Place(_))), "{to}");
        }
        for slot in ["data/e", "keys", "b/e", "."] {
            assert!(matches!(take("b", Some(slot)), Err(BackupError::Place(_))), "{slot}");
        }
        assert!(!at("b").exists(), "a refused place was made");
        let taken = take("b", None).unwrap();
        assert_eq!(taken.slot, at("b-epochs"));
        assert!(taken.same_disk);
        assert!(matches!(take("b", None), Err(BackupError::Place(_))), "two backups at once");
        drop(taken);
        take("b", Some("elsewhere/e")).unwrap();
    }
}
