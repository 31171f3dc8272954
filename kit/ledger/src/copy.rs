//! Copying a ledger beside the process that writes it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::{Error, Result, files, tail};

/// How often a stream is begun anew when its writer made tiles while it was copied.
const TRIES: u32 = 50;

/// Copies every stream of the ledger at `from` into `to`, which must not have them yet, and synchronises the
/// copy. Each stream is as it was at one moment during the copying; a record that was being written may be cut
/// short, as after a crash. Blocks.
///
/// # Errors
/// Those of files.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    files::make_dir(to)?;
    for stream in files::names(from)? {
        copy_stream(&from.join(&stream), &to.join(&stream))?;
    }
    files::sync_dir(to)
}

fn copy_stream(from: &Path, to: &Path) -> Result<()> {
    let mut last = None;
    for _ in 0..TRIES {
        if to.exists() {
            fs::remove_dir_all(to).map_err(|source| Error::file("remove", to, source))?;
        }
        let before = files::read(&from.join("checkpoint"))?;
        // The tail first: what of it is made into tiles meanwhile changes the checkpoint.
        let copied = copy_dir(&from.join("tail"), &to.join("tail"))
            .and_then(|()| copy_dir(&from.join("tile"), &to.join("tile")))
            .and_then(|()| match &before {
                Some(note) => write(&to.join("checkpoint"), note),
                None => Ok(()),
            });
        let same = files::read(&from.join("checkpoint"))? == before;
        match copied {
            Ok(()) if same => return sync_all(to),
            Ok(()) => last = None,
            Err(error) => last = Some(error),
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Err(last.unwrap_or(Error::Full))
}

fn copy_dir(from: &Path, to: &Path) -> Result<()> {
    files::make_dir(to)?;
    for name in files::names(from)? {
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_dir() {
            copy_dir(&from, &to)?;
        } else {
            let bytes = files::read(&from)?;
            let gone = || Error::file("read", &from, std::io::ErrorKind::NotFound.into());
            write(&to, &bytes.ok_or_else(gone)?)?;
        }
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write;
    let mut file = files::create(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.map_err(|source| Error::file("write", path, source))
}

fn sync_all(dir: &Path) -> Result<()> {
    for name in files::names(dir)? {
        let path = dir.join(name);
        if path.is_dir() {
            sync_all(&path)?;
        }
    }
    files::sync_dir(dir)
}

/// How many entries each stream of a ledger has by its own account: no signature is checked. For those who
/// have no key, such as a restore.
///
/// # Errors
/// [`Error::Broken`] when a stream does not tell, and those of files.
pub fn sizes(ledger: &Path) -> Result<Vec<(String, u64)>> {
    let mut all = Vec::new();
    for stream in files::names(ledger)? {
        let size = size(&ledger.join(&stream), &stream)?;
        all.push((stream, size));
    }
    Ok(all)
}

fn size(dir: &Path, stream: &str) -> Result<u64> {
    let told = |place: String, note: &[u8]| {
        let size = std::str::from_utf8(note).ok().and_then(|note| note.lines().nth(1)?.parse().ok());
        size.ok_or_else(|| Error::broken(stream, place, "it cannot be read as a signed head"))
    };
    let segments = tail::segments(dir)?.0;
    let mut newest = match files::read(&dir.join("checkpoint"))? {
        Some(note) => told("checkpoint".to_owned(), &note)?,
        // Begun, and never written.
        None if segments.is_empty() && files::names(&dir.join("tile"))?.is_empty() => 0,
        None => return Err(Error::broken(stream, "checkpoint", "it is missing")),
    };
    for segment in segments {
        let bytes = files::read(&segment.path)?.unwrap_or_default();
        let mut at = 0;
        while let Some(record) = tail::record_at(&bytes, at) {
            newest = newest.max(told(format!("tail/{}", tail::name(segment.start)), record.head)?);
            at = record.end;
        }
    }
    Ok(newest)
}
