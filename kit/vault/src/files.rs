//! Files that hold keys: only their owner reads them, and a crash leaves the old or the new one, never half.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::Error;

/// Makes the directory and those above it that are missing, for their owner only, and their names durable.
pub(crate) fn make_private_dir(path: &Path) -> Result<(), Error> {
    let missing: Vec<&Path> = path.ancestors().take_while(|dir| !dir.exists()).collect();
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|source| Error::file("make the directory", path, source))?;
    for made in missing.iter().filter(|dir| !dir.as_os_str().is_empty()) {
        sync_parent(made)?;
    }
    if missing.is_empty() {
        // Whoever made it may have been killed before this. A directory given to us in a place that we cannot
        // read is no fault: then it was not this program that made it.
        let _ = sync_parent(path);
    }
    Ok(())
}

/// Writes a file that is not there yet; refuses when it is.
pub(crate) fn write_new(path: &Path, contents: &[u8]) -> Result<(), Error> {
    let temporary = write_beside(path, contents)?;
    // A link, unlike a rename, never replaces what is there.
    let linked = fs::hard_link(&temporary, path);
    fs::remove_file(&temporary).map_err(|source| Error::file("remove", &temporary, source))?;
    match linked {
        Ok(()) => sync_parent(path),
        Err(source) if source.kind() == io::ErrorKind::AlreadyExists => {
            Err(Error::KeysExist { path: path.to_owned() })
        }
        Err(source) => Err(Error::file("write", path, source)),
    }
}

/// Replaces a file, then overwrites the bytes of the old one where they lay, as far as the file system lets.
pub(crate) fn replace(path: &Path, contents: &[u8]) -> Result<(), Error> {
    let old =
        OpenOptions::new().write(true).open(path).map_err(|source| Error::file("open", path, source))?;
    let temporary = write_beside(path, contents)?;
    fs::rename(&temporary, path).map_err(|source| Error::file("replace", path, source))?;
    sync_parent(path)?;
    blank(old).map_err(|source| Error::file("clear the old bytes of", path, source))
}

/// Overwrites and removes what unfinished writings of `path` left beside it.
pub(crate) fn clear_unfinished(path: &Path) -> Result<(), Error> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Ok(()) };
    let failed = |source| Error::file("clear", folder, source);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let found = entry.map_err(failed)?.path();
        let left = found.file_name().map(std::ffi::OsStr::as_encoded_bytes).unwrap_or_default();
        let begins = left.strip_prefix(name.as_encoded_bytes()).is_some_and(|rest| rest.starts_with(b"."));
        if begins && left.ends_with(b".new") {
            let file = OpenOptions::new().write(true).open(&found);
            file.and_then(blank)
                .and_then(|()| fs::remove_file(&found))
                .map_err(|source| Error::file("clear", &found, source))?;
        }
    }
    Ok(())
}

fn blank(mut old: File) -> io::Result<()> {
    let length = old.metadata()?.len();
    old.rewind()?;
    io::copy(&mut io::Read::take(io::repeat(0), length), &mut old)?;
    old.sync_all()
}

/// Puts `contents` at `at`, which is the end of the file but for what a crash left there; makes the file when
/// it is missing. Durable when this returns, its name too.
pub(crate) fn append(path: &Path, at: u64, contents: &[u8]) -> Result<(), Error> {
    let write = || {
        let mut file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)?;
        if file.metadata()?.len() > at {
            file.set_len(at)?;
        }
        file.seek(io::SeekFrom::Start(at))?;
        file.write_all(contents)?;
        file.sync_all()
    };
    write().map_err(|source| Error::file("write", path, source))?;
    sync_parent(path)?;
    // The directory itself may be new as well.
    path.parent().map_or(Ok(()), sync_parent)
}

/// Takes the lock of this name, waiting for it; given up when the file is dropped.
pub(crate) fn lock(path: &Path) -> Result<File, Error> {
    let lock = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path);
    lock.and_then(|file| file.lock().map(|()| file)).map_err(|source| Error::file("lock", path, source))
}

/// Reads a small file whole.
pub(crate) fn read(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    fs::read(path).map(Zeroizing::new)
}

fn write_beside(path: &Path, contents: &[u8]) -> Result<PathBuf, Error> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let temporary = path.with_file_name(name);
    // What a crash may have left there was never in use.
    let _ = fs::remove_file(&temporary);
    let write = || {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
        file.write_all(contents)?;
        file.sync_all()
    };
    write().map_err(|source| Error::file("write", &temporary, source))?;
    Ok(temporary)
}

/// Makes the names in the directory of `path` durable.
fn sync_parent(path: &Path) -> Result<(), Error> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(parent)
        .and_then(|directory| directory.sync_all())
        .map_err(|source| Error::file("write", parent, source))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::MetadataExt;

    #[test]
    fn files_and_directories_are_their_owners_alone() {
        let dir = tempfile::tempdir().unwrap();
        let (inner, file) = (dir.path().join("a/b"), dir.path().join("a/b/key"));
        make_private_dir(&inner).unwrap();
        make_private_dir(&inner).unwrap();
        write_new(&file, b"one").unwrap();
        replace(&file, b"two").unwrap();
        assert_eq!(fs::metadata(&inner).unwrap().mode() & 0o777, 0o700);
        assert_eq!(fs::metadata(&file).unwrap().mode() & 0o777, 0o600);
        assert_eq!(fs::read(&file).unwrap(), b"two");
        assert_eq!(fs::read_dir(&inner).unwrap().count(), 1, "nothing temporary stays");
    }

    #[test]
    fn a_new_file_never_replaces_one() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("key");
        write_new(&file, b"one").unwrap();
        assert!(matches!(write_new(&file, b"two"), Err(Error::KeysExist { path }) if path == file));
        assert_eq!(fs::read(&file).unwrap(), b"one");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing temporary stays");
    }

    #[test]
    fn the_old_bytes_are_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let (file, other_name) = (dir.path().join("key"), dir.path().join("kept-open"));
        write_new(&file, b"old secret").unwrap();
        fs::hard_link(&file, &other_name).unwrap();
        replace(&file, b"new").unwrap();
        assert_eq!(fs::read(&other_name).unwrap(), [0; 10]);
        assert_eq!(fs::read(&file).unwrap(), b"new");
    }
}
