//! Where things lie: the data directory, the keys, the lock.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use kit_base::SecretString;
use kit_db::Place;

use crate::config::{Config, ConfigError};
use crate::record::Record;

/// The directories and files of one installation.
#[derive(Debug, Clone)]
pub struct Places {
    /// The data directory.
    pub data: PathBuf,
    /// The key ring and the epochs.
    pub keys: PathBuf,
    /// The root key's file.
    pub root_key: PathBuf,
    /// The main database.
    pub database: Place,
    /// The ring's database.
    pub ring: Place,
}

/// Why the data directory could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// A directory could not be made or used.
    #[error("cannot use {}: {source}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another process has it.
    #[error("another querist is running on {}; stop it first, or name another directory with --data", .0.display())]
    Taken(PathBuf),
    /// The configuration says something impossible.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database's address cannot be read.
    #[error(transparent)]
    Db(#[from] kit_db::Error),
    /// A restore has begun here and not ended.
    #[error(
        "a restore into {} was broken off, so this is no desk: remove the directory and restore again",
        .0.display()
    )]
    Unfinished(PathBuf),
    /// The file in which a restore notes where things lie was changed.
    #[error("{} cannot be read; set `keys_dir` and `root_key`, and remove it", .0.display())]
    Record(PathBuf),
    /// A restored desk has a database on a server, and nothing says which.
    #[error("the {what} of this desk is on a server: set `{key}` in the configuration to its address")]
    OnServer {
        /// What is there.
        what: &'static str,
        /// The configuration's key.
        key: &'static str,
    },
    /// Another desk goes on with these keys.
    #[error(
        "another desk holds the keys in {}; two desks cannot go on with one key ring. Stop the other one first",
        .0.display()
    )]
    KeysHeld(PathBuf),
    /// Somebody is there who does not hold the key directory.
    #[error(
        "the {what} is in use by a process that has another copy of the key directory than {}. All processes of a \
         desk need the same one (`keys_dir`), and two desks cannot go on with one key ring: stop the others, or \
         name their key directory. Nothing was changed",
        keys.display()
    )]
    KeysApart {
        /// The key directory of this process.
        keys: PathBuf,
        /// What is in use.
        what: &'static str,
    },
    /// Whoever holds the key directory is not where this process is.
    #[error(
        "the processes that hold the keys in {} use another {what} than this one. All of them need the same: set \
         `{key}` to theirs. Nothing was changed",
        keys.display()
    )]
    OtherServer {
        /// The key directory.
        keys: PathBuf,
        /// What is another one.
        what: &'static str,
        /// The configuration's key for it.
        key: &'static str,
    },
}

/// The hold on a data directory; given up when dropped, and by the system when the process ends however it
/// ends.
#[derive(Debug)]
pub struct Hold(#[expect(dead_code, reason = "the open file is the lock")] File);

impl Places {
    /// The places of `config`.
    pub fn of(config: &Config) -> Result<Self, PlaceError> {
        let data = config.path("data")?.unwrap_or_else(|| PathBuf::from("/var/lib/querist"));
        let recorded = Record::read(&data)?;
        let keys = config.path("keys_dir")?.or(recorded.keys_dir).unwrap_or_else(|| data.join("keys"));
        let root_key = config.path("root_key")?.or(recorded.root_key);
        let root_key = root_key.unwrap_or_else(|| keys.join("root.key"));
        for (on_server, what, key) in [
            (recorded.database_on_server, "database", "database"),
            (recorded.ring_on_server, "key ring", "ring_database"),
        ] {
            if on_server && config.get(key).is_none() {
                return Err(PlaceError::OnServer { what, key });
            }
        }
        let ca_file = config.path("database_ca")?;
        let place = |key, file: PathBuf| match config.get(key) {
            None => Place::Sqlite(file),
            Some(url) => {
                Place::Postgres { url: SecretString::from(url.to_owned()), ca_file: ca_file.clone() }
            }
        };
        let database = place("database", data.join("querist.db"));
        let ring = place("ring_database", keys.join("ring.db"));
        Ok(Self { data, keys, root_key, database, ring })
    }

    /// Whether the keys lie inside the data directory: then it must not be backed up as a whole.
    pub fn keys_inside(&self) -> bool {
        self.keys.starts_with(&self.data) || self.root_key.starts_with(&self.data)
    }

    /// Makes what is missing, with rights for nobody else. When this returns, the names of the directories
    /// are durable: what is kept in them cannot vanish with them when the power goes.
    pub fn make(&self) -> Result<(), PlaceError> {
        if self.data.join(ground::backups::UNFINISHED).exists() {
            return Err(PlaceError::Unfinished(self.data.clone()));
        }
        for dir in [&self.data, &self.keys, &self.data.join("cache"), &self.data.join("tmp")] {
            let failed = |source| PlaceError::Io { path: dir.clone(), source };
            let missing: Vec<&Path> = dir.ancestors().take_while(|path| !path.exists()).collect();
            fs::DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(failed)?;
            for made in &missing {
                sync_parent(made).map_err(failed)?;
            }
            if missing.is_empty() {
                // Whoever made it may have been killed before this. A directory that was given to us in a
                // place we cannot read is no fault.
                let _ = sync_parent(dir);
            }
        }
        Ok(())
    }

    /// Takes the data directory for this process.
    pub fn hold(&self) -> Result<Hold, PlaceError> {
        let path = self.data.join("lock");
        let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path);
        let file = file.map_err(|source| PlaceError::Io { path: path.clone(), source })?;
        match file.try_lock() {
            Ok(()) => Ok(Hold(file)),
            Err(fs::TryLockError::WouldBlock) => Err(PlaceError::Taken(self.data.clone())),
            Err(fs::TryLockError::Error(source)) => Err(PlaceError::Io { path, source }),
        }
    }

    /// The control socket.
    pub fn socket(&self) -> PathBuf {
        self.data.join("control.sock")
    }

    /// Whether there is a key ring: then this is no first start.
    pub fn has_keys(&self) -> bool {
        self.keys.join("epochs.json").exists()
    }
}

/// Makes the name of `path` in the directory it lies in durable.
fn sync_parent(path: &Path) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(parent)?.sync_all()
}

/// The mode bits of `path`.
pub fn mode(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    Some(fs::symlink_metadata(path).ok()?.permissions().mode() & 0o7777)
}
