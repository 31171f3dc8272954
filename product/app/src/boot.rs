//! Puts the house together: opens what there is, makes what is missing at the first start, starts the workers.

use std::sync::Arc;

use desk::forms::{self, Forms};
use desk::requests::{IndexClients, Mails, Release};
use ground::audit::{self, Accounting};
use ground::backups::Slots;
use ground::health::Health;
use ground::housekeeping::{Keys, SEQUENCER, Sequence, Sweep};
use ground::jobs::{self, Queue, Registry, Work, Worker, WorkerHandle};
use ground::marks::Marks;
use ground::numbers::{self, Numbers};
use ground::settings::Settings;
use ground::staff::{self, Directory, Hashing, NewLocation};
use ground::traffic::Traffic;
use ground::ui::{self, Site};
use ground::{Ground, Parts, outbox};
use kit_base::{Clock, Entropy, IdSource};
use kit_db::{Db, Migration};
use kit_vault::register::Register;
use kit_vault::{Vault, VaultOptions};
use kit_web::Words;

use crate::config::{Config, ConfigError};
use crate::custody::KeysHold;
use crate::ledger;
use crate::places::{PlaceError, Places};
use crate::seat::{self, Role};
use crate::{ready, rounds, takeover};

/// Why the house could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum BootError {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A directory or file cannot be used.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// The database refuses or fails.
    #[error("the database: {0}")]
    Db(#[from] kit_db::Error),
    /// The database holds accounts, and its keys are not there.
    #[error(
        "there is a database with accounts but no keys in {}; set `keys_dir` and `root_key` to where they are",
        .0.display()
    )]
    KeysMissing(std::path::PathBuf),
    /// There is no number for this process.
    #[error(transparent)]
    Node(#[from] ground::nodes::NodeError),
    /// The keys refuse or fail.
    #[error("the keys: {0}")]
    Vault(#[from] kit_vault::Error),
    /// How far request numbers went could not be read.
    #[error("request numbers: {0}")]
    Numbers(#[from] numbers::NumbersError),
    /// What the erasure register orders could not be completed.
    #[error("the erasure register could not be replayed, so nobody is served: {0}")]
    Erasure(#[from] desk::erasure::ErasureError),
    /// The ledger refuses or fails.
    #[error("the ledger: {0}; look with `querist audit verify`, nothing is repaired")]
    Ledger(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The texts of the program do not fit together.
    #[error("the texts: {0}")]
    Words(String),
    /// The forms of the program do not fit together.
    #[error("the forms: {0}")]
    Forms(#[from] forms::FormsError),
    /// Password hashing does not work here.
    #[error("password hashing: {0}")]
    Hashing(#[from] staff::HashingError),
    /// An account or location could not be made.
    #[error(transparent)]
    Staff(#[from] staff::StaffError),
}

/// The house and what runs in it.
pub struct House {
    /// What handlers get.
    pub ground: Ground,
    /// The forms.
    pub forms: Forms,
    keys_hold: KeysHold,
}

/// Workers and the small loops beside them.
pub struct Running {
    workers: Option<WorkerHandle>,
    loops: tokio::task::JoinSet<()>,
    stop: tokio::sync::watch::Sender<bool>,
    lost: tokio::sync::watch::Receiver<bool>,
}

/// Every step of every slice, by number.
pub fn migrations() -> Vec<Migration> {
    let mut all = [ground::migrations(), desk::migrations()].concat();
    all.sort_by_key(|migration| migration.number);
    all
}

/// All texts.
pub fn words() -> Result<Arc<Words>, BootError> {
    let english = [ground::english(), desk::english()].concat();
    let german = [ground::german(), desk::german()].concat();
    let words = Words::new(&[("en", english), ("de", german)])
        .map_err(|error| BootError::Words(error.to_string()))?;
    Ok(Arc::new(words))
}

/// Opens everything under `places`, with time and chance from outside.
pub async fn open(
    places: &Places,
    site: Site,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
) -> Result<House, BootError> {
    places.make()?;
    let place = places.database.clone();
    let db =
        tokio::task::spawn_blocking(move || Db::open(&place)).await.map_err(|_| kit_db::Error::Closed)??;
    db.migrate(migrations()).await?;
    let node = seat::claim(places, &db, &*clock, &*entropy).await?;
    if !places.has_keys() {
        // New keys would open nothing of what is there.
        if db.read(staff::any).await? {
            return Err(BootError::KeysMissing(places.keys.clone()));
        }
        make_keys(places, &*clock, &*entropy)?;
    }
    let accounting = Accounting::default();
    let options = VaultOptions {
        keys_dir: places.keys.clone(),
        root_key: places.root_key.clone(),
        ring: places.ring.clone(),
        node: node.number(),
    };
    let ids = Arc::new(IdSource::after(node.number(), node.ids_from()));
    let viewings: Arc<dyn kit_vault::Viewings> = Arc::new(accounting.clone());
    let vault = Vault::start(options, clock.clone(), entropy.clone(), viewings).await?;
    let (keys_hold, claim) = takeover::enter(places, &db, &vault, &*entropy).await?;
    let (register, _) = Register::open(&vault, &places.keys, std::slice::from_ref(&places.data)).await?;
    claim.settle(&vault, &register).await?;
    ledger::open(&accounting, &vault, places, &node, clock.now()).await?;
    vault.supply().await?;
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let ground = Ground::of(Parts {
        settings: Settings::load(&db).await?,
        words: words()?,
        assets: Arc::new(ui::assets()),
        directory: Directory::default(),
        hashing: Hashing::new(cores),
        alarm: ground::people::tell_owner,
        crowds: ground::guard::Crowds::default(),
        sight: desk::requests::known_to,
        bell: jobs::Bell::default(),
        db,
        vault,
        register,
        numbers: Numbers::default(),
        accounting,
        clock,
        entropy,
        ids,
        node,
        marks: Marks::default(),
        health: Health::default(),
        traffic: Traffic::default(),
        site,
    });
    ready::conditions(&ground, places);
    first_start(&ground).await?;
    numbers::begin(&ground).await?;
    // Before anybody is served: whoever was forgotten stays so, whatever was put back.
    desk::erasure::replay(&ground).await?;
    forms::settle(&ground).await?;
    let forms = Forms::load(&ground.db).await?;
    Ok(House { ground, forms, keys_hold })
}

/// Makes the keys of a new desk. Another process of it may do the same at this moment: then its keys are used.
fn make_keys(places: &Places, clock: &dyn Clock, entropy: &dyn Entropy) -> Result<(), BootError> {
    let made = if places.root_key.exists() {
        Vault::create_epochs(&places.keys, &places.root_key, clock, entropy)
    } else {
        Vault::create_keys(&places.keys, &places.root_key, clock, entropy)
    };
    match made {
        Err(kit_vault::Error::KeysExist { .. }) if places.has_keys() => Ok(()),
        other => Ok(other?),
    }
}

/// What a desk needs before anything else: one location, and request numbers that do not begin at one.
async fn first_start(ground: &Ground) -> Result<(), BootError> {
    let book = ground.directory.book(ground).await?;
    if book.locations().is_empty() && !ground.site.demo {
        ground
            .db
            .write(|conn| kit_db::sequence::raise(conn, ground::numbers::REQUEST, ground::numbers::ABOVE))
            .await?;
        let first = NewLocation { code: "MAIN", name: "Enquiry desk", time_zone: "UTC" };
        staff::add_location(ground, &first).await?;
    }
    Ok(())
}

impl House {
    /// Starts the workers and the loops beside them.
    pub async fn start(&self, config: &Config) -> Result<Running, BootError> {
        let ground = &self.ground;
        let role = Role::of(config)?;
        let smtp = config.smtp()?;
        let worker = self.worker(smtp);
        let workers = if role.works() {
            Some(worker.start(ground.bell.clone()).await?)
        } else {
            worker.register().await?;
            None
        };
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let (lost, is_lost) = tokio::sync::watch::channel(false);
        let loops = rounds::start(ground, &self.forms, role, &self.keys_hold, &stopped, lost);
        Ok(Running { workers, loops, stop, lost: is_lost })
    }

    fn worker(&self, smtp: Option<outbox::Smtp>) -> Worker {
        let ground = &self.ground;
        Worker {
            db: ground.db.clone(),
            registry: registry(ground, smtp),
            clock: ground.clock.clone(),
            entropy: ground.entropy.clone(),
            ids: ground.ids.clone(),
            node: ground.node.name().to_owned(),
        }
    }

    /// Seals where the streams of the ledger end now. Whoever else seals at this moment, in another process, seals
    /// that too.
    ///
    /// # Errors
    /// Those of the ledger and the database.
    pub async fn account(&self) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        if audit::note_heads(&self.ground).await? {
            let now = self.ground.now();
            self.ground.db.write(move |conn| jobs::run_now(conn, SEQUENCER, now)).await?;
            self.worker(None).run_due_in(&[Queue::Sequence]).await?;
        }
        Ok(())
    }

    /// Seals where the ledger ends, writes down what waits and closes. Nothing accepted is lost.
    pub async fn close(self) {
        self.ground.marks.write(&self.ground.db).await;
        if let Err(error) = self.account().await {
            let cause = kit_base::causes(&*error);
            tracing::warn!(%cause, "where the ledger ends could not be sealed; `querist audit verify` finds no cut there");
        }
        self.abandon().await;
    }

    /// Closes without another word in the database: for a process that has lost its number.
    pub async fn abandon(self) {
        if let Err(error) = self.ground.accounting.close().await {
            tracing::error!(%error, "the ledger could not be closed in order; the next start goes on from what it has");
        }
        self.ground.vault.clone().close().await;
        if let Err(error) = self.ground.node.leave(&self.ground.db, self.ground.now()).await {
            tracing::warn!(%error, "the number of this process could not be given back; it will be free later");
        }
        self.ground.db.clone().close().await;
        self.give_up_keys();
    }

    /// Lets others have the keys: nothing here may use them after this.
    pub fn give_up_keys(&self) {
        self.keys_hold.give_up();
    }
}

impl Running {
    /// Told when another process has taken the number of this one, which then has to stop.
    pub fn lost(&self) -> tokio::sync::watch::Receiver<bool> {
        self.lost.clone()
    }

    /// Lets running jobs end and stops.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        if let Some(workers) = self.workers {
            workers.stop().await;
        }
        while self.loops.join_next().await.is_some() {}
    }
}

/// Everything that can be done in the background.
pub fn registry(ground: &Ground, smtp: Option<outbox::Smtp>) -> Registry {
    let letters = ground::people::Letters { ground: ground.clone(), clients: Mails(ground.clone()) };
    let send = outbox::Send::new(ground, smtp, letters);
    let works: Vec<Arc<dyn Work>> = vec![
        Arc::new(outbox::Release::beside(&send)),
        Arc::new(send),
        Arc::new(IndexClients(ground.clone())),
        Arc::new(Release(ground.clone())),
        Arc::new(Sequence(ground.clone())),
        Arc::new(Sweep(ground.clone())),
        Arc::new(ground::people::Remind(ground.clone())),
        Arc::new(Keys(ground.clone())),
        Arc::new(Slots(ground.clone())),
    ];
    Registry::new(works)
}
