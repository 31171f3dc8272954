use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use ground::backups::{self, Restore, Restored};
use kit_base::{SystemClock, SystemEntropy};

use super::{Ended, Where, configure, places};
use crate::boot;
use crate::places::Places;
use crate::record::{self, Record};

/// What to put back, and where.
#[derive(Args)]
pub struct Wanted {
    /// The backup
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    #[command(flatten)]
    at: Where,
    /// The key directory to go on with, which is only read [with --ring-from-backup: where to make one]
    #[arg(long, value_name = "DIR")]
    keys: Option<PathBuf>,
    /// Database to restore into: a postgres:// address [default: the configuration's, else a file in --data]
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Certificate authority of the database
    #[arg(long, value_name = "FILE")]
    database_ca: Option<PathBuf>,
    /// The root key [default: the configuration's, else root.key in the key directory]
    #[arg(long, value_name = "FILE")]
    root_key: Option<PathBuf>,
    /// The desk's own keys are lost: use the ring of the backup
    #[arg(long, requires = "epochs", requires = "root_key")]
    ring_from_backup: bool,
    /// The wrapping keys kept beside the backup: their directory or file
    #[arg(long, value_name = "PATH", requires = "ring_from_backup")]
    epochs: Option<PathBuf>,
}

/// `querist restore`
pub async fn run(wanted: Wanted) -> Result<(), Ended> {
    let data = wanted.at.data.clone();
    let Some(data) = data else {
        return Err(Ended::misuse("--data names the new data directory; it must be empty or not there"));
    };
    if wanted.keys.is_none() && !wanted.ring_from_backup {
        return Err(Ended::misuse(
            "--keys names the key directory to go on with. Where it is lost, use --ring-from-backup with --root-key \
             and --epochs",
        ));
    }
    let mut config = configure(&wanted.at)?;
    let words = |path: &Path| path.to_string_lossy().into_owned();
    config.set("keys_dir", wanted.keys.as_deref().map(words));
    config.set("root_key", wanted.root_key.as_deref().map(words));
    config.set("database", wanted.database.clone());
    config.set("database_ca", wanted.database_ca.as_deref().map(words));
    let places = places(&config)?;
    let record = Record {
        keys_dir: Some(places.keys.clone()),
        root_key: Some(places.root_key.clone()),
        database_on_server: matches!(places.database, kit_db::Place::Postgres { .. }),
        ring_on_server: matches!(places.ring, kit_db::Place::Postgres { .. }),
    };
    let absolute = |path: &Path| {
        std::path::absolute(path).map_err(|error| Ended::misuse(format!("{}: {error}", path.display())))
    };
    let restore = Restore {
        from: absolute(&wanted.from)?,
        data: absolute(&data)?,
        keys: places.keys.clone(),
        root_key: places.root_key.clone(),
        database: places.database.clone(),
        ring: places.ring.clone(),
        epochs: wanted.epochs.as_deref().map(absolute).transpose()?,
        migrations: boot::migrations(),
        record: (record::FILE, record.text()?),
    };
    let done = backups::restore(&restore, Arc::new(SystemClock), Arc::new(SystemEntropy)).await?;
    say(&done, &restore, &places);
    Ok(())
}

fn say(done: &Restored, restore: &Restore, places: &Places) {
    let requests = done.manifest.database.rows_of("request").unwrap_or(0);
    println!(
        "Restored: {requests} requests, {} rows, of {} (UTC)",
        done.manifest.database.rows(),
        super::time(done.manifest.taken_at)
    );
    println!("Keys: {} (they stay where they are)", places.keys.display());
    if done.register > 0 {
        println!(
            "Erasures since then are carried out again at the first start: the register has {}",
            done.register
        );
    }
    println!(
        "Start it, when no other desk holds these keys: querist serve --data {}",
        restore.data.display()
    );
}
