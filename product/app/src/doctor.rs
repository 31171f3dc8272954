//! Checks of the installation: what refuses the start, what is only said. Each finding has a number that
//! stays, and the command that mends it.

mod register;

use std::fmt;
use std::path::Path;

use kit_base::{Clock, SystemClock};
use kit_db::{Db, Place};

use crate::boot;
use crate::config::Config;
use crate::places::{Places, mode};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// As it should be.
    Fine,
    /// Better changed.
    Warning,
    /// `serve` does not start.
    Wrong,
}

/// What a check found.
#[derive(Debug)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    number: u32,
    text: String,
    mend: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.severity {
            Severity::Fine => "ok  ",
            Severity::Warning => "warn",
            Severity::Wrong => "WRONG",
        };
        write!(f, "{word} {:>2}. {}", self.number, self.text)?;
        if self.mend.is_empty() { Ok(()) } else { write!(f, "\n          {}", self.mend) }
    }
}

fn fine(number: u32, text: impl Into<String>) -> Finding {
    Finding { severity: Severity::Fine, number, text: text.into(), mend: String::new() }
}

fn warning(number: u32, text: impl Into<String>, mend: impl Into<String>) -> Finding {
    Finding { severity: Severity::Warning, number, text: text.into(), mend: mend.into() }
}

fn wrong(number: u32, text: impl Into<String>, mend: impl Into<String>) -> Finding {
    Finding { severity: Severity::Wrong, number, text: text.into(), mend: mend.into() }
}

/// The least room on the disk, in bytes.
const ROOM: u64 = 512 << 20;
/// 2026-01-01: a clock before that is wrong.
const EARLIEST: i64 = 1_767_225_600_000;

/// Runs every check. Nothing is changed.
pub async fn examine(config: &Config, places: &Places) -> Vec<Finding> {
    let mut found = vec![
        directory(1, &places.data, 0o700),
        directory(2, &places.keys, 0o700),
        key_file(3, &places.root_key),
        key_file(4, &places.keys.join("epochs.json")),
        owner(5, places),
        disk(6, &places.data),
        clock(7),
        migrations(8, &places.database).await,
        ring(9, places).await,
        ledger(10, places).await,
    ];
    found.push(register::examine(12, places).await);
    found.push(if places.keys_inside() {
        let mend =
            "set `keys_dir` and `root_key` to a place outside it, and move the keys there while nothing runs";
        warning(20, "the keys lie inside the data directory: it must not be backed up as a whole", mend)
    } else {
        fine(20, "the keys lie apart from the data")
    });
    let https = config.public_url().ok().flatten().is_some_and(|url| url.starts_with("https://"));
    found.push(if https {
        fine(21, "people reach the desk by https")
    } else {
        let mend = "set `public_url` to the https address of the proxy before it";
        warning(21, "people reach the desk by plain http: right for a trial on this machine only", mend)
    });
    found.push(if rustix::process::geteuid().is_root() {
        warning(
            22,
            "running as root",
            "make a user for it: `useradd --system --home-dir /var/lib/querist querist`",
        )
    } else {
        fine(22, "not running as root")
    });
    found.push(mail(24, config).await);
    found.push(backup(23, &places.database).await);
    found
}

/// The ledger is gone on with only where its newest files fit its signed heads. It is never repaired.
async fn ledger(number: u32, places: &Places) -> Finding {
    match crate::ledger::fault(places).await {
        None => fine(number, "the ledger can be gone on with"),
        Some(fault) => {
            let mend = format!("look with `querist audit verify --data {}`", places.data.display());
            wrong(number, format!("the ledger was changed from outside: {fault}"), mend)
        }
    }
}

/// A directory that is ours alone. One that is not there yet will be made.
fn directory(number: u32, dir: &Path, most: u32) -> Finding {
    let name = dir.display();
    match std::fs::symlink_metadata(dir) {
        Err(_) => fine(number, format!("{name} will be made")),
        Ok(about) if about.is_symlink() => {
            wrong(number, format!("{name} is a symbolic link"), "name the directory it points to instead")
        }
        Ok(about) if !about.is_dir() => {
            wrong(number, format!("{name} is no directory"), "name another place")
        }
        Ok(_) => match mode(dir) {
            Some(bits) if bits & !most & 0o777 != 0 => wrong(
                number,
                format!("{name} is open to others (mode {bits:o})"),
                format!("chmod 700 {name}"),
            ),
            _ => fine(number, format!("{name} is for its owner alone")),
        },
    }
}

fn key_file(number: u32, file: &Path) -> Finding {
    let name = file.display();
    match mode(file) {
        None => fine(number, format!("{name} will be made at the first start")),
        Some(bits) if bits & 0o077 != 0 => {
            wrong(number, format!("{name} is open to others (mode {bits:o})"), format!("chmod 600 {name}"))
        }
        Some(_) => fine(number, format!("{name} is for its owner alone")),
    }
}

fn owner(number: u32, places: &Places) -> Finding {
    use std::os::unix::fs::MetadataExt;
    let me = rustix::process::geteuid().as_raw();
    let foreign = [&places.data, &places.keys, &places.root_key]
        .into_iter()
        .find(|path| std::fs::metadata(path).is_ok_and(|about| about.uid() != me));
    match foreign {
        None => fine(number, "directories and keys belong to the user that runs the desk"),
        Some(path) => {
            let name = path.display();
            wrong(number, format!("{name} belongs to another user"), format!("chown -R $(id -u) {name}"))
        }
    }
}

fn disk(number: u32, dir: &Path) -> Finding {
    let existing = dir.ancestors().find(|path| path.exists()).unwrap_or(Path::new("/"));
    let Ok(about) = rustix::fs::statvfs(existing) else {
        return warning(number, "cannot tell how much room there is", "look with `df -h`");
    };
    let free = about.f_bavail * about.f_frsize;
    if free < ROOM {
        let text = format!("only {} MiB are free on the disk of {}", free >> 20, dir.display());
        wrong(number, text, format!("make room: `df -h {}` shows the disk", existing.display()))
    } else {
        fine(number, format!("{} MiB are free on the disk", free >> 20))
    }
}

fn clock(number: u32) -> Finding {
    if SystemClock.now() < EARLIEST {
        wrong(number, "the clock of this machine stands before 2026", "set it: `timedatectl set-ntp true`")
    } else {
        fine(number, "the clock is plausible")
    }
}

async fn migrations(number: u32, place: &Place) -> Finding {
    if let Place::Sqlite(file) = place
        && !file.exists()
    {
        return fine(number, "the database will be made at the first start");
    }
    let place = place.clone();
    let checked = tokio::task::spawn_blocking(move || Db::open(&place)).await;
    let db = match checked {
        Ok(Ok(db)) => db,
        Ok(Err(error)) => {
            return wrong(
                number,
                format!("the database: {}", kit_base::causes(&error)),
                "see the admin book, \"Database\"",
            );
        }
        Err(_) => return wrong(number, "the database could not be looked at", "try again"),
    };
    let list = boot::migrations();
    let state = db.read(move |conn| kit_db::migrate::check(conn, &list)).await;
    db.close().await;
    match state {
        Ok(state) if state.pending.is_empty() => fine(number, "the database has this version's shape"),
        Ok(state) => fine(number, format!("{} steps will be done at the next start", state.pending.len())),
        Err(error) => {
            let mend = "start the version that wrote it, or restore a backup made by this one";
            wrong(
                number,
                format!("the database was not written by this version: {}", kit_base::causes(&error)),
                mend,
            )
        }
    }
}

/// Whether the mail server answers and takes the user name.
async fn mail(number: u32, config: &Config) -> Finding {
    let smtp = match config.smtp() {
        Ok(Some(smtp)) => smtp,
        Ok(None) => {
            let text = "no mail server is set: mails to clients are kept and shown, nothing leaves";
            return warning(number, text, "set `smtp.host`, `smtp.from` and what the server asks for");
        }
        Err(error) => return wrong(number, error.to_string(), "see the admin book, \"Mail\""),
    };
    match smtp.try_out().await {
        Ok(()) => fine(number, "the mail server answers"),
        Err(error) => {
            let text = format!("the mail server cannot be used: {}", kit_base::causes(&*error));
            warning(
                number,
                text,
                "mails are kept until it can; look at `smtp.host`, `smtp.port` and `smtp.mode`",
            )
        }
    }
}

/// Whether a backup was taken within a day, and every copy of the epochs is kept fresh.
async fn backup(number: u32, place: &Place) -> Finding {
    let mend =
        "take one: `querist backup --data DIR --to DIR2`, daily; see the admin book, \"Keys and backups\"";
    let none = || warning(number, "no backup was taken yet", mend);
    if matches!(place, Place::Sqlite(file) if !file.exists()) {
        return none();
    }
    let place = place.clone();
    let Ok(Ok(db)) = tokio::task::spawn_blocking(move || Db::open(&place)).await else { return none() };
    // A database that was not migrated yet has no such table.
    let standing = db.read(ground::backups::standing).await.unwrap_or_default();
    db.close().await;
    let now = SystemClock.now();
    let hours = |at: i64| (now - at).max(0) / kit_base::HOUR;
    let stale = |at: Option<i64>| at.is_none_or(|at| now - at > 7 * kit_base::DAY);
    let Some(last) = standing.iter().filter_map(|place| place.last_at).max() else { return none() };
    if now - last > kit_base::DAY {
        return warning(number, format!("the last backup was taken {} hours ago", hours(last)), mend);
    }
    if let Some(place) = standing.iter().find(|place| place.last_at.is_some() && stale(place.slot_at)) {
        let text = format!(
            "the copy of the wrapping keys in {} was not renewed for a week: what was erased since could be read \
             with it",
            place.slot
        );
        return warning(number, text, "connect that place, or destroy the copy there");
    }
    fine(number, format!("the last backup was taken {} hours ago", hours(last)))
}

/// A database that has accounts needs the ring they were sealed with. One without any is from a first start
/// that was cut short before it made the keys: the next start goes on from there.
async fn ring(number: u32, places: &Places) -> Finding {
    let Place::Sqlite(file) = &places.database else {
        return fine(number, "the key ring is a database of its own");
    };
    if !file.exists() || places.has_keys() {
        return fine(number, "database and key ring belong together");
    }
    if !has_accounts(&places.database).await {
        return fine(number, "the key ring will be made at the first start");
    }
    let (data, keys) = (places.data.display(), places.keys.display());
    wrong(
        number,
        format!("there is a database in {data} but no key ring in {keys}"),
        "set `keys_dir` and `root_key` to where the keys are; without them nothing can be read",
    )
}

/// Whether anybody works here; yes also when that cannot be told.
async fn has_accounts(place: &Place) -> bool {
    let place = place.clone();
    let Ok(Ok(db)) = tokio::task::spawn_blocking(move || Db::open(&place)).await else { return true };
    let found = db
        .read(|conn| {
            let tables = kit_db::schema::columns(conn)?;
            Ok(tables.iter().any(|(table, _)| table == "staff") && ground::staff::any(conn)?)
        })
        .await;
    db.close().await;
    found.unwrap_or(true)
}
