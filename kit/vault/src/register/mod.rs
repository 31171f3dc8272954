//! The erasure register: who is to stay forgotten, outside every database.
//!
//! **What it is for.** An erasure is written here, durable in every place, before a key is destroyed. What a
//! restore brings back is forgotten again from it. It is a file of lines that is only ever added to; the
//! same in the keys directory (which leads), the data directory and each backup target that can be reached.
//! The ring keeps its head, so that an older register is noticed.
//!
//! **What it refuses.** To name a person or a request number: there are ids of rows and keys, nothing else.
//! To open when it was changed, when it is older than the ring, when two places disagree. To write down an
//! erasure of what is on hold. It is never shortened and never restored to an earlier state.
//!
//! **How to add one more.** An act: a variant of [`Act`] and its code in `entry`. A place: its directory in
//! what [`Register::open`] is given; a backup target: [`add_target`].

mod chain;
mod entry;
mod targets;

use std::collections::{HashMap, HashSet};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_lc_rs::signature::Ed25519KeyPair;
use kit_base::Millis;
use kit_db::{Db, Place};

pub use chain::{Chain, copy_to, longest, read};
pub use entry::{Act, Entry, Erasure, Head};
pub use targets::{add_target, drop_target, targets};

use crate::{Error, Result, Vault, files, ring};

/// The folder of the register in each of its places.
const FOLDER: &str = "register";
/// The named secret the signing key follows from: as old as the ring, so every copy of the ring has it.
const SECRET: &str = "ring/register";

/// The register's file in the place `dir`.
pub fn file_in(dir: &Path) -> PathBuf {
    dir.join(FOLDER).join("erasures")
}

/// The register, open. Cloning it opens nothing again.
#[derive(Clone)]
pub struct Register {
    inner: Arc<Inner>,
}

struct Inner {
    /// The keys directory first: where it is longest, and where the lock is.
    keys_dir: PathBuf,
    /// The other places of this process.
    dirs: Vec<PathBuf>,
    pair: Ed25519KeyPair,
    vault: Vault,
    known: Mutex<Known>,
}

/// What is known of the file in the keys directory.
struct Known {
    head: Head,
    /// Hash of the last line, which is the first one while there is no entry.
    last: [u8; 32],
    /// Bytes of its whole lines.
    length: u64,
    held: HashSet<i64>,
    /// When the ring came to serve another database the last time.
    taken_over: Option<Millis>,
    /// Erasures written since this was opened and not known to be complete, by their subject.
    open: HashMap<i64, Vec<Erasure>>,
}

impl std::fmt::Debug for Register {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Register").field("head", &self.head()).finish_non_exhaustive()
    }
}

/// An entry that is written.
#[derive(Debug)]
pub struct Appended {
    /// How far the register goes now.
    pub head: Head,
    /// Backup targets that could not be reached: the next entry brings them up to date.
    pub missed: Vec<PathBuf>,
}

impl Register {
    /// Opens the register of a vault: reads it in the keys directory, in `dirs` and in the backup targets,
    /// takes the longest, and makes the others as long. Gives it with all its entries, which are to be
    /// [replayed](Entry) before anybody is served.
    ///
    /// A backup target that cannot be reached or holds something else is passed over; a log line says so.
    ///
    /// # Errors
    /// [`Error::RegisterDamaged`], [`Error::RegisterForked`], [`Error::RegisterOlder`],
    /// [`Error::RegisterForeign`], and those of files and the ring's database.
    pub async fn open(vault: &Vault, keys_dir: &Path, dirs: &[PathBuf]) -> Result<(Self, Chain)> {
        let secret = vault.secret(SECRET).await?;
        let pair = Ed25519KeyPair::from_seed_unchecked(&secret.derive("sign")[..])
            .map_err(|_| Error::SecretDamaged(SECRET.to_owned()))?;
        let head = vault.inner.db.read(ring::register::head).await?;
        let (keys, dirs) = (keys_dir.to_owned(), dirs.to_vec());
        let opened = blocking(move || {
            let chain = gather(&keys, &dirs, &pair, &head)?;
            Ok((keys, dirs, pair, chain))
        });
        let (keys_dir, dirs, pair, chain) = opened.await?;
        let known = Known {
            head: chain.head(),
            last: last_hash(&chain),
            length: chain.bytes().len() as u64,
            held: chain.held(),
            taken_over: chain.taken_over(),
            open: HashMap::new(),
        };
        let head = known.head;
        vault.inner.db.write(move |conn| ring::register::raise(conn, &head)).await?;
        let inner = Inner { keys_dir, dirs, pair, vault: vault.clone(), known: Mutex::new(known) };
        Ok((Self { inner: Arc::new(inner) }, chain))
    }

    /// Reads it once more, as it lies in the keys directory: for a replay.
    ///
    /// # Errors
    /// Those of [`read`].
    pub async fn read(&self) -> Result<Chain> {
        let inner = self.inner.clone();
        blocking(move || read(&inner.keys_dir)).await
    }

    /// How far it goes, as far as this process knows.
    pub fn head(&self) -> Head {
        self.inner.known().head
    }

    /// Whether nothing of this row may be forgotten, as far as this process knows.
    pub fn is_held(&self, subject: i64) -> bool {
        self.inner.known().held.contains(&subject)
    }

    /// Whether the ring came to serve another database at `at` or later: what came before may lie in copies as it never
    /// was here.
    pub fn taken_over_since(&self, at: Millis) -> bool {
        self.inner.known().taken_over.is_some_and(|taken| taken >= at)
    }

    /// Erasures of this row that were written and are not known to be complete.
    pub fn open_of(&self, subject: i64) -> Vec<Erasure> {
        self.inner.known().open.get(&subject).cloned().unwrap_or_default()
    }

    /// Notes that every erasure of this row is complete.
    pub fn completed(&self, subject: i64) {
        self.inner.known().open.remove(&subject);
    }

    /// Writes an entry without making anything durable or telling the ring: for tests of many entries.
    ///
    /// # Errors
    /// Those of the file.
    #[cfg(any(test, feature = "testing"))]
    pub fn append_unsynced(&self, act: Act) -> std::io::Result<()> {
        use std::io::Write;
        let mut known = self.inner.known();
        let path = file_in(&self.inner.keys_dir);
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
        if known.length == 0 {
            let header = entry::header(&self.inner.pair);
            (known.last, known.length) = (entry::hash(&header[..header.len() - 1]), header.len() as u64);
            file.write_all(&header)?;
        }
        let entry = Entry { seq: known.head.seq + 1, at: self.inner.vault.now(), act };
        let line = entry::write(&self.inner.pair, &entry, &known.last);
        file.write_all(&line)?;
        known.take(&line, entry);
        Ok(())
    }

    /// Writes one entry: to the keys directory, to the other places, to each backup target that can be
    /// reached, then its head to the ring; each durable before the next. When this fails, the entry may be
    /// there already; writing it again is fine.
    ///
    /// # Errors
    /// [`Error::Held`] when an erasure meets a hold; those of files and of the ring's database. Nothing may
    /// be destroyed then.
    pub async fn append(&self, act: Act) -> Result<Appended> {
        let (inner, at) = (self.inner.clone(), self.inner.vault.now());
        let appended = blocking(move || inner.append(at, act)).await?;
        let head = appended.head;
        self.inner.vault.inner.db.write(move |conn| ring::register::raise(conn, &head)).await?;
        for target in &appended.missed {
            tracing::warn!("the erasure register was not written to the backup target {}", target.display());
        }
        Ok(appended)
    }
}

impl Inner {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The part that is files only.
    fn append(&self, at: Millis, act: Act) -> Result<Appended> {
        let path = file_in(&self.keys_dir);
        let _locked = files::lock(&self.keys_dir.join(FOLDER).join("lock"))?;
        let mut known = self.known();
        self.catch_up(&mut known)?;
        if matches!(&act, Act::Erase(erasure) if known.held.contains(&erasure.subject)) {
            return Err(Error::Held);
        }
        let mut new = Vec::new();
        let mut before = known.last;
        if known.length == 0 {
            new = entry::header(&self.pair);
            before = entry::hash(&new[..new.len() - 1]);
        }
        let entry = Entry { seq: known.head.seq + 1, at, act };
        let line = entry::write(&self.pair, &entry, &before);
        new.extend_from_slice(&line);
        files::append(&path, known.length, &new)?;
        known.take(&line, entry);
        known.length += (new.len() - line.len()) as u64;
        for dir in &self.dirs {
            self.follow(dir, &known, &new)?;
        }
        let mut missed = Vec::new();
        for target in targets(&self.keys_dir)? {
            if !target.is_dir() {
                missed.push(target);
            } else if let Err(error) = self.follow(&target, &known, &new) {
                tracing::warn!(%error, "a backup target does not take the erasure register");
                missed.push(target);
            }
        }
        Ok(Appended { head: known.head, missed })
    }

    /// Reads what other processes wrote since.
    fn catch_up(&self, known: &mut Known) -> Result<()> {
        let path = file_in(&self.keys_dir);
        let mut more = Vec::new();
        match std::fs::File::open(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && known.length == 0 => return Ok(()),
            opened => opened
                .and_then(|mut file| {
                    if file.metadata()?.len() < known.length {
                        return Err(std::io::Error::other("it was cut off"));
                    }
                    file.seek(SeekFrom::Start(known.length))?;
                    file.read_to_end(&mut more)
                })
                .map_err(|source| Error::file("read the erasure register", &path, source))?,
        };
        for line in more.split_inclusive(|byte| *byte == b'\n') {
            // What is not whole was never confirmed to anybody, and is overwritten.
            let Some(bare) = line.strip_suffix(b"\n") else { break };
            if known.length == 0 {
                if entry::read_header(bare).is_none() {
                    break;
                }
                (known.last, known.length) = (entry::hash(bare), line.len() as u64);
                continue;
            }
            match entry::read(bare, known.head.seq + 1, &known.last) {
                Some(entry) => known.take(line, entry),
                None => break,
            }
        }
        Ok(())
    }

    /// Brings the register in `dir` up to the one in the keys directory, whose last bytes are `new`.
    fn follow(&self, dir: &Path, known: &Known, new: &[u8]) -> Result<()> {
        let path = file_in(dir);
        let from = known.length - new.len() as u64;
        if std::fs::metadata(&path).is_ok_and(|about| about.len() == from) || from == 0 && !path.exists() {
            files::make_private_dir(&dir.join(FOLDER))?;
            return files::append(&path, from, new);
        }
        // It missed some, or has what a crash left.
        copy_to(&read(&self.keys_dir)?, dir)
    }
}

impl Known {
    /// Takes note of an entry whose line, with its line feed, is `line`.
    fn take(&mut self, line: &[u8], entry: Entry) {
        let hash = entry::hash(&line[..line.len() - 1]);
        self.head = Head { seq: entry.seq, hash };
        self.last = hash;
        self.length += line.len() as u64;
        match entry.act {
            Act::Takeover => self.taken_over = Some(entry.at),
            Act::Erase(erasure) => self.open.entry(erasure.subject).or_default().push(erasure),
            Act::Hold(subject) => drop(self.held.insert(subject)),
            Act::Release(subject) => drop(self.held.remove(&subject)),
        }
    }
}

/// The register of these places: found whole, of this key, as new as the ring, and the same in all of them.
fn gather(keys_dir: &Path, dirs: &[PathBuf], pair: &Ed25519KeyPair, head: &Head) -> Result<Chain> {
    use aws_lc_rs::signature::KeyPair;
    files::make_private_dir(&keys_dir.join(FOLDER))?;
    let _locked = files::lock(&keys_dir.join(FOLDER).join("lock"))?;
    let own: Vec<PathBuf> = std::iter::once(keys_dir.to_owned()).chain(dirs.iter().cloned()).collect();
    let mut best = longest(&own, None)?;
    let mut reached = Vec::new();
    for target in targets(keys_dir)?.into_iter().filter(|target| target.is_dir()) {
        // Somebody who can write to a backup must not be able to stop the desk with it.
        match read(&target)
            .and_then(|chain| chain::agree(longer(&best, &chain), shorter(&best, &chain)).map(|()| chain))
        {
            Ok(chain) => {
                reached.push(target);
                if chain.head().seq > best.head().seq {
                    best = chain;
                }
            }
            Err(error) => tracing::error!(%error, "the register in a backup target is passed over"),
        }
    }
    if best.key().is_some_and(|key| key != pair.public_key().as_ref()) {
        return Err(Error::RegisterForeign { path: file_in(best.dir()) });
    }
    chain::reaches(&best, head)?;
    for dir in &own {
        copy_to(&best, dir)?;
    }
    for target in reached {
        if let Err(error) = copy_to(&best, &target) {
            tracing::warn!(%error, "a backup target does not take the erasure register");
        }
    }
    if best.is_torn() {
        tracing::info!("the last entry of the erasure register was not whole and is left out");
    }
    Ok(best)
}

fn longer<'a>(one: &'a Chain, other: &'a Chain) -> &'a Chain {
    if one.head().seq >= other.head().seq { one } else { other }
}

fn shorter<'a>(one: &'a Chain, other: &'a Chain) -> &'a Chain {
    if one.head().seq >= other.head().seq { other } else { one }
}

fn last_hash(chain: &Chain) -> [u8; 32] {
    let mut lines = chain.bytes().rsplit(|byte| *byte == b'\n');
    // After the last line feed comes nothing; before it, the last line.
    lines.nth(1).map_or([0; 32], entry::hash)
}

/// How far the erasure register goes, as the ring at `place` knows it; nothing when the ring keeps no head
/// yet. Only looks: for a restore, which must not touch the ring. Waits for the database.
///
/// # Errors
/// Those of the ring's database.
pub async fn head_of_ring(place: &Place) -> Result<Option<Head>> {
    let place = place.clone();
    let opened = tokio::task::spawn_blocking(move || Db::open(&place)).await;
    let db = opened.unwrap_or(Err(kit_db::Error::Panicked))?;
    let found = db.read(|conn| {
        let columns = kit_db::schema::columns(conn)?;
        if !columns.iter().any(|(table, _)| table == "ring_register") {
            return Ok(None);
        }
        ring::register::head(conn).map(Some)
    });
    let found = found.await;
    db.close().await;
    Ok(found?)
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(Error::Ring(kit_db::Error::Panicked)))
}
