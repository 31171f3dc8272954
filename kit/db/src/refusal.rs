use std::path::PathBuf;

use crate::Engine;

/// Why a database is not opened or not migrated. Trying again does not help; somebody has to change something.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The words that say where the database is could not be understood.
    #[error("cannot tell where the database is: {why}")]
    Place {
        /// What is wrong, without any part of the words (they may hold a password).
        why: String,
    },
    /// The database file's folder is missing, or the file cannot be made or opened.
    #[error("cannot open the database file {}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The file of trusted certificates cannot be read or holds none.
    #[error("cannot use the certificate file {}", file.display())]
    CaFile {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// TLS could not be set up.
    #[error("cannot set up TLS to the database")]
    Tls(#[source] rustls::Error),
    /// The engine does not work as asked: it would lose what it has confirmed, or mangle text.
    #[error("the {engine:?} database has {setting} = {found}, but {needed} is needed")]
    Setting {
        /// Which engine.
        engine: Engine,
        /// The engine's name of the setting.
        setting: &'static str,
        /// Its value.
        found: String,
        /// What it has to be.
        needed: &'static str,
    },
    /// Two migrations of the program's list have the same number.
    #[error("the program has two migrations with number {number}")]
    MigrationTwice {
        /// The number.
        number: u32,
    },
    /// The database has a migration newer than all the program knows: a newer program was here.
    #[error(
        "the database has migration {found} ({name}), this program knows only up to {known}: \
         start the newer version that wrote it, or restore a backup"
    )]
    MigrationNewer {
        /// The number found.
        found: u32,
        /// Its name in the database.
        name: String,
        /// The highest number the program has.
        known: u32,
    },
    /// The database has a migration that the program has not, below the highest the program has.
    #[error("the database has migration {number} ({name}), which this program does not have")]
    MigrationUnknown {
        /// The number found.
        number: u32,
        /// Its name in the database.
        name: String,
    },
    /// A migration was changed after it ran here.
    #[error("migration {number} ({name}) is not the one that ran on this database: its text was changed")]
    MigrationChanged {
        /// Its number.
        number: u32,
        /// Its name in the program.
        name: &'static str,
    },
    /// A migration was put in below one that ran already.
    #[error("migration {number} ({name}) has not run on this database, but the later {later} has")]
    MigrationGap {
        /// The number that did not run.
        number: u32,
        /// Its name in the program.
        name: &'static str,
        /// A later one that did.
        later: u32,
    },
    /// A migration failed. Nothing of this and of the migrations before it in the same run was kept.
    #[error("migration {number} ({name}) failed")]
    MigrationFailed {
        /// Its number.
        number: u32,
        /// Its name in the program.
        name: &'static str,
        /// What the engine said.
        source: diesel::result::Error,
    },
}
