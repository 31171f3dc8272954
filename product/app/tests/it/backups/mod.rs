//! Backups of the running house and what comes of them: whole, refused when damaged, never a key or a number
//! twice, and somebody who was forgotten stays forgotten.

mod damaged;
mod forgetting;
mod ledger;
mod road;
pub mod run;
mod whole;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ground::backups::{self, BackupError, Here, Restore, Restored, Taken};
use kit_base::SeededEntropy;
use kit_db::testing::TestPlace;
use kit_db::{Engine, Place};
use querist::boot;
use querist::places::Places;

use crate::house::{self, TestHouse, URL};

/// A backup of the house into `name` below its folder.
async fn back_up(house: &TestHouse, name: &str) -> Result<Taken, BackupError> {
    let here = Here {
        data: house.places.data.clone(),
        keys: house.places.keys.clone(),
        settings: String::new(),
        migrations: boot::migrations(),
    };
    backups::take(house.ground(), &here, &house.folder().join(name), None).await
}

/// A place for a restored desk.
struct New {
    at: [TestPlace; 2],
    places: Places,
}

impl New {
    /// On `engine`, with the ring and keys of `house`, but for the lock on them: it still runs.
    fn with_keys_of(house: &TestHouse, engine: Engine) -> Self {
        let mut new = Self::alone(engine);
        copy_dir(&house.places.keys, &new.places.keys);
        new.places.root_key.clone_from(&house.places.root_key);
        new.places.ring = house.places.ring.clone();
        new
    }

    /// On `engine`, without keys.
    fn alone(engine: Engine) -> Self {
        let at = [TestPlace::on(engine), TestPlace::on(engine)];
        let root = at[0].folder();
        let (data, keys) = (root.join("data"), root.join("keys"));
        let (database, ring) = match engine {
            Engine::Sqlite => (Place::Sqlite(data.join("querist.db")), Place::Sqlite(keys.join("ring.db"))),
            Engine::Postgres => (at[0].place.clone(), at[1].place.clone()),
        };
        let places = Places { root_key: root.join("root.key"), data, keys, database, ring };
        Self { at, places }
    }

    async fn restore(&self, from: &Path, epochs: Option<PathBuf>) -> Result<Restored, BackupError> {
        let what = Restore {
            from: from.to_owned(),
            data: self.places.data.clone(),
            keys: self.places.keys.clone(),
            root_key: self.places.root_key.clone(),
            database: self.places.database.clone(),
            ring: self.places.ring.clone(),
            epochs,
            migrations: boot::migrations(),
            record: ("desk.toml", String::new()),
        };
        let clock = Arc::new(kit_base::ManualClock::at(house::NOW));
        backups::restore(&what, clock, Arc::new(SeededEntropy::new(77))).await
    }

    /// The first start, with the people of the house it came from, which is no desk any more.
    async fn start(self, from: &TestHouse) -> TestHouse {
        // Time goes on while a backup is put back.
        from.clock.advance(kit_base::MINUTE);
        from.house.give_up_keys();
        let house = house::open(&self.places, Some(URL), &from.clock, 78).await;
        from.moved(house, self.places, self.at)
    }
}

/// Copies the files of a directory, but for those that SQLite keeps beside a database in use.
fn copy_dir(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (path, name) = {
            let entry = entry.unwrap();
            (entry.path(), entry.file_name())
        };
        if path.is_dir() {
            copy_dir(&path, &to.join(name));
        } else if !["ring.db", "ring.db-wal", "ring.db-shm", "desk.lock"].iter().any(|other| name == *other) {
            std::fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

/// Every file below `dir`.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}
