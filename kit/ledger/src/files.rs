//! Files that are there whole or not at all, and names that are durable. Everything is its owner's alone.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// As many files are synchronised at once: the file system's own journal then takes them together.
const AT_ONCE: usize = 16;

/// Makes the directory and those above it that are missing; says whether one was.
pub(crate) fn make_dir(path: &Path) -> Result<bool> {
    if path.is_dir() {
        return Ok(false);
    }
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|source| Error::file("make the directory", path, source))?;
    Ok(true)
}

/// Makes the names in a directory durable.
pub(crate) fn sync_dir(path: &Path) -> Result<()> {
    let synced = File::open(path).and_then(|dir| dir.sync_all());
    synced.map_err(|source| Error::file("synchronise", path, source))
}

/// Opens for appending a file that must not be there yet.
pub(crate) fn create(path: &Path) -> Result<File> {
    let opened = OpenOptions::new().append(true).create_new(true).mode(0o600).open(path);
    opened.map_err(|source| Error::file("make", path, source))
}

/// A file's bytes; none when it is not there.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::file("read", path, source)),
    }
}

/// Removes a file; one that is gone already is as good.
pub(crate) fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(Error::file("remove", path, source)),
        _ => Ok(()),
    }
}

/// Removes files, and their directories when nothing else is in them; durable when this returns.
pub(crate) fn remove_all(paths: &[PathBuf]) -> Result<()> {
    let mut dirs = Vec::new();
    for path in paths {
        remove(path)?;
        let Some(parent) = path.parent() else { continue };
        // It stays where another file is in it.
        let gone = fs::remove_dir(parent).is_ok();
        dirs.push(if gone { parent.parent().unwrap_or(parent) } else { parent });
    }
    dirs.retain(|dir| dir.is_dir());
    dirs.sort_unstable();
    dirs.dedup();
    each(&dirs, |dir| sync_dir(dir))
}

/// The names in a directory, in order; none when it is not there.
pub(crate) fn names(dir: &Path) -> Result<Vec<String>> {
    let failed = |source| Error::file("list", dir, source);
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(failed(source)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.map_err(failed)?.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    Ok(names)
}

/// Files to be put in place together: written beside, synchronised, renamed, their directories synchronised.
pub(crate) struct Batch {
    scratch: PathBuf,
    label: String,
    files: Vec<(PathBuf, PathBuf, File)>,
}

impl Batch {
    /// A batch whose unfinished files lie in `scratch`, on the same file system as where they go, under names
    /// that begin with `label`.
    pub(crate) fn new(scratch: &Path, label: &str) -> Self {
        Self { scratch: scratch.to_owned(), label: label.to_owned(), files: Vec::new() }
    }

    /// Adds a file.
    pub(crate) fn write(&mut self, path: PathBuf, bytes: &[u8]) -> Result<()> {
        let temporary = self.scratch.join(format!("{}.{}.new", self.label, self.files.len()));
        // What a crash may have left there was never in use.
        remove(&temporary)?;
        let mut file = create(&temporary)?;
        file.write_all(bytes).map_err(|source| Error::file("write", &temporary, source))?;
        self.files.push((temporary, path, file));
        Ok(())
    }

    /// Puts the files in place. When this returns they are durable under their names; `root` is the directory
    /// down to which names may be new.
    pub(crate) fn finish(self, root: &Path) -> Result<()> {
        each(&self.files, |(temporary, _, file)| {
            file.sync_all().map_err(|source| Error::file("synchronise", temporary, source))
        })?;
        let mut dirs = Vec::new();
        for (temporary, path, _) in &self.files {
            let parent = path.parent().unwrap_or(root);
            if make_dir(parent)? {
                let above = parent.ancestors().take_while(|dir| dir.starts_with(root));
                dirs.extend(above.map(Path::to_owned));
            } else {
                dirs.push(parent.to_owned());
            }
            fs::rename(temporary, path).map_err(|source| Error::file("put in place", path, source))?;
        }
        dirs.sort_unstable();
        dirs.dedup();
        each(&dirs, |dir| sync_dir(dir))
    }
}

/// Does `work` with each of `items`, several at the same time.
fn each<T: Sync>(items: &[T], work: impl Fn(&T) -> Result<()> + Sync) -> Result<()> {
    let share = items.len().div_ceil(AT_ONCE).max(1);
    if items.len() <= 2 {
        return items.iter().try_for_each(work);
    }
    std::thread::scope(|scope| {
        let work = &work;
        let parts: Vec<_> =
            items.chunks(share).map(|part| scope.spawn(move || part.iter().try_for_each(work))).collect();
        parts.into_iter().try_for_each(|part| part.join().unwrap_or(Err(Error::Closed)))
    })
}
