//! Taking a backup.
//!
//! The order matters. The ledger first: all that it holds is then in the database copied after it. The ring
//! after the database: it has every key the database names. The register after both: it is as new as either.
//! What is written under a temporary name counts only when `backup.json` names it.

use std::path::{Path, PathBuf};

use kit_db::Migration;
use kit_db::copy::Copy;
use kit_vault::register;

use super::manifest::{Manifest, Registered};
use super::place::Target;
use super::{BackupError, LEFT_OUT, Result, blocking, store, trees};
use crate::audit::{self, Actor, Event};
use crate::{Ground, backups};

/// What a backup is taken of, beside what [`Ground`] holds.
#[derive(Debug, Clone)]
pub struct Here {
    /// The data directory.
    pub data: PathBuf,
    /// The keys directory.
    pub keys: PathBuf,
    /// The configuration without its secrets, as a TOML text.
    pub settings: String,
    /// What the program knows of migrations.
    pub migrations: Vec<Migration>,
}

/// A backup that was taken.
#[derive(Debug)]
pub struct Taken {
    /// What it holds.
    pub manifest: Manifest,
    /// Where it lies.
    pub dir: PathBuf,
    /// Where its copy of the epochs lies.
    pub slot: PathBuf,
    /// Bytes of all its files.
    pub bytes: u64,
    /// Whether it lies on the disk of the data.
    pub same_disk: bool,
}

/// Takes a backup into the directory `to`, with the epochs in the directory `epochs_to` (`to` with `-epochs`
/// at its end when nothing is said). The one that lies there stays until this one is complete.
///
/// # Errors
/// [`BackupError`]; then nothing was replaced.
pub async fn take(ground: &Ground, here: &Here, to: &Path, epochs_to: Option<&Path>) -> Result<Taken> {
    let (dir, slot) = (to.to_owned(), epochs_to.map(Path::to_owned));
    let (data, keys) = (here.data.clone(), here.keys.clone());
    let target = blocking(move || Target::take(&dir, slot.as_deref(), &data, &keys)).await?;
    let generation = name(ground);
    let taken = Run { ground, here, target: &target, generation: &generation }.run().await;
    match taken {
        Ok(taken) => Ok(taken),
        Err(error) => {
            let (dir, current) = (target.dir.clone(), None);
            // What is left behind is removed by the next backup at the latest.
            let _ = blocking(move || tidy(&dir, current)).await;
            Err(error.at(&target.dir))
        }
    }
}

/// A name that sorts by time.
fn name(ground: &Ground) -> String {
    let time = chrono::DateTime::from_timestamp_millis(ground.now()).unwrap_or_default();
    format!("{}-{}", time.format("%Y%m%dT%H%M%SZ"), hex::encode(ground.entropy.bytes::<4>()))
}

struct Run<'a> {
    ground: &'a Ground,
    here: &'a Here,
    target: &'a Target,
    generation: &'a str,
}

impl Run<'_> {
    async fn run(&self) -> Result<Taken> {
        self.remember().await?;
        let (dir, generation) = (self.target.dir.clone(), self.generation.to_owned());
        let (work, ring_work) = unfinished(&dir, self.generation);
        let heads = self.ground.accounting.heads_noted().lock().await;
        self.files(&work, &ring_work).await?;
        let taken_at = self.ground.now();
        let database = self.tables(&work).await?;
        drop(heads);
        let ring = self.ground.vault.copy_ring(&ring_work).await?;
        let numbers_to = self.ground.vault.high_water("request_number").await?;
        let register = self.register().await?;
        self.slot().await?;
        let settings = self.here.settings.clone();
        let ring_name = self.ground.vault.ring_name();
        let program = self.ground.site.version.to_owned();
        let manifest = blocking(move || {
            trees::write(&work.join("settings.toml"), settings.as_bytes())?;
            let files = trees::list(&work, &["tables"])?;
            let version = Manifest::version();
            let manifest = Manifest {
                version,
                program,
                taken_at,
                generation,
                ring_name,
                numbers_to,
                register,
                database,
                ring,
                files,
            };
            complete(&dir, &work, &ring_work, &manifest)?;
            Ok(manifest)
        });
        self.end(manifest.await?).await
    }

    /// Notes the place before the database is copied, so that the copy knows of it.
    async fn remember(&self) -> Result<()> {
        let (id, now) = (self.ground.id(), self.ground.now());
        let (path, slot) = (text(&self.target.dir)?, text(&self.target.slot)?);
        Ok(self.ground.db.write(move |conn| store::add(conn, id, &path, &slot, now)).await?)
    }

    /// Ledger and files.
    async fn files(&self, work: &Path, ring_work: &Path) -> Result<()> {
        let (work, ring_work, data) = (work.to_owned(), ring_work.to_owned(), self.here.data.clone());
        let dir = self.target.dir.clone();
        blocking(move || {
            tidy(&dir, None)?;
            trees::make_dir(&work.join("tables"))?;
            trees::make_dir(&ring_work)?;
            copy_ledger(&data.join("ledger"), &work.join("ledger"))?;
            trees::copy(&data.join("files"), &work.join("files"))
        })
        .await
    }

    async fn tables(&self, work: &Path) -> Result<Copy> {
        let (db, migrations) = (&self.ground.db, self.here.migrations.clone());
        Ok(kit_db::copy::dump(db, migrations, LEFT_OUT, &work.join("tables")).await?)
    }

    async fn register(&self) -> Result<Registered> {
        let (keys, dir) = (self.here.keys.clone(), self.target.dir.clone());
        blocking(move || {
            let chain = register::read(&keys)?;
            register::copy_to(&chain, &dir)?;
            let head = chain.head();
            Ok(Registered { entries: head.seq, head: hex::encode(head.hash) })
        })
        .await
    }

    async fn slot(&self) -> Result<()> {
        let (vault, slot) = (self.ground.vault.clone(), self.target.slot.clone());
        blocking(move || Ok(vault.write_slot(&slot)?)).await
    }

    /// From here on erasures are written to this place as well; then those that came in between.
    async fn end(&self, manifest: Manifest) -> Result<Taken> {
        let (keys, dir) = (self.here.keys.clone(), self.target.dir.clone());
        blocking(move || {
            register::add_target(&keys, &dir)?;
            Ok(register::copy_to(&register::read(&keys)?, &dir)?)
        })
        .await?;
        let (event, now) = (self.ground.id(), self.ground.now());
        let path = text(&self.target.dir)?;
        let rows = manifest.database.rows();
        self.ground
            .db
            .write(move |conn| {
                let id = store::taken(conn, &path, now)?;
                store::renewed(conn, id, now, None)?;
                let params = serde_json::json!({ "rows": rows });
                let (kind, subject_kind) = ("backup.taken", "backup");
                let event = Event {
                    id: event,
                    at: now,
                    actor: Actor::System,
                    kind,
                    subject_kind,
                    subject_id: id,
                    params,
                };
                audit::record(conn, &event)
            })
            .await?;
        let files: u64 = manifest.files.iter().map(|file| file.bytes).sum();
        Ok(Taken {
            bytes: manifest.database.bytes() + manifest.ring.bytes() + files,
            dir: self.target.dir.clone(),
            slot: self.target.slot.clone(),
            same_disk: self.target.same_disk,
            manifest,
        })
    }
}

/// A path as it is stored.
fn text(path: &Path) -> Result<String> {
    let text = path.to_str().map(str::to_owned);
    text.ok_or_else(|| BackupError::Place("the name of the directory is no text: use another".into()))
}

/// Where a backup is put together.
fn unfinished(dir: &Path, generation: &str) -> (PathBuf, PathBuf) {
    let name = format!(".new-{generation}");
    (dir.join(&name), dir.join("ring").join(&name))
}

/// Gives the parts their names, then says in `backup.json` that they are the backup, then removes the last one.
fn complete(dir: &Path, work: &Path, ring_work: &Path, manifest: &Manifest) -> Result<()> {
    trees::sync_dir(work)?;
    for (from, to) in [(work, manifest.folder(dir)), (ring_work, manifest.ring_folder(dir))] {
        std::fs::rename(from, &to).map_err(|source| BackupError::file("write", &to, source))?;
    }
    trees::sync_dir(&dir.join("ring"))?;
    trees::sync_dir(dir)?;
    manifest.write(dir)?;
    tidy(dir, Some(&manifest.generation))
}

/// Removes what unfinished backups left, and every complete one but `current` (the one that `backup.json`
/// names when nothing is said).
fn tidy(dir: &Path, current: Option<&str>) -> Result<()> {
    let named = match current {
        Some(current) => current.to_owned(),
        // Without one, everything that looks like ours is left from a backup that never was complete.
        None => backups::Manifest::read(dir).map(|found| found.generation).unwrap_or_default(),
    };
    if named.is_empty() && super::manifest::file(dir).exists() {
        // There was one and it cannot be read: a person may want to look at it.
        return Ok(());
    }
    for parent in [dir.to_owned(), dir.join("ring")] {
        for (name, kind) in trees::entries(&parent)? {
            let ours = name.to_str().filter(|name| is_ours(name) && *name != named);
            if let (Some(name), true) = (ours, kind.is_dir()) {
                trees::remove(&parent.join(name))?;
            }
        }
    }
    Ok(())
}

/// Whether a folder's name is one that a backup gives.
fn is_ours(name: &str) -> bool {
    let name = name.strip_prefix(".new-").unwrap_or(name);
    let Some((time, end)) = name.split_once('-') else { return false };
    let time = time.len() == 16
        && time.bytes().enumerate().all(|(at, byte)| match at {
            8 => byte == b'T',
            15 => byte == b'Z',
            _ => byte.is_ascii_digit(),
        });
    time && end.len() == 8 && end.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The ledger, which may be written to meanwhile.
fn copy_ledger(from: &Path, to: &Path) -> Result<()> {
    if from.exists() { Ok(kit_ledger::copy(from, to)?) } else { Ok(()) }
}
