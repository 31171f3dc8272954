//! What any institution's service stands on: settings, accountability, people, access, background work and
//! the frame of every page. The work itself (requests, answers) is built on top, in `desk`.
//!
//! Each folder is a slice: its tables, rules, pages and texts together, entered through its `mod.rs`. Other
//! slices call those functions and never touch its tables. To add one, follow `docs/howto/add-a-feature.md`.

use std::ops::Deref;
use std::sync::Arc;

use kit_base::{Clock, Entropy, IdSource, Millis};
use kit_db::{Db, Migration};
use kit_vault::Vault;
use kit_vault::register::Register;
use kit_web::Words;
use kit_web::assets::Assets;

pub mod articles;
pub mod audit;
pub mod backups;
pub mod clients;
pub mod followers;
pub mod guard;
pub mod health;
pub mod housekeeping;
pub mod jobs;
pub mod marks;
pub mod me;
pub mod metrics;
pub mod nodes;
pub mod numbers;
pub mod outbox;
pub mod parameters;
pub mod people;
pub mod settings;
pub mod staff;
pub mod traffic;
pub mod ui;
pub mod well_known;

pub use rules::policy;

/// The house a handler stands in. Cloning it is free: it is one thing, shared.
#[derive(Clone)]
pub struct Ground(Arc<Parts>);

/// What it has: everything with a state, and where time and chance come from.
#[derive(Clone)]
pub struct Parts {
    /// The main database.
    pub db: Db,
    /// Keys; the only way to what people wrote and who they are.
    pub vault: Vault,
    /// Who is to stay forgotten.
    pub register: Register,
    /// How far request numbers may go.
    pub numbers: numbers::Numbers,
    /// Where this process writes down what is opened and who signs in.
    pub accounting: audit::Accounting,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where random bytes come from.
    pub entropy: Arc<dyn Entropy>,
    /// Makes row ids.
    pub ids: Arc<IdSource>,
    /// Parameters with their values in force.
    pub settings: settings::Settings,
    /// Texts in every language.
    pub words: Arc<Words>,
    /// Stylesheets and pictures of the program.
    pub assets: Arc<Assets>,
    /// How the site is reached.
    pub site: ui::Site,
    /// Names of staff and locations, opened once and kept in memory.
    pub directory: staff::Directory,
    /// Bounds how many passwords are hashed at once.
    pub hashing: staff::Hashing,
    /// What was marked and is not written yet.
    pub marks: marks::Marks,
    /// Whether this process can do its work.
    pub health: health::Health,
    /// What this process counts.
    pub traffic: traffic::Traffic,
    /// What this process is called among those of the desk.
    pub node: nodes::Node,
    /// Which requests somebody may know of.
    pub sight: outbox::Sight,
    /// How much came from each network.
    pub crowds: guard::Crowds,
    /// Has somebody told by mail of what happened at the sign-in.
    pub alarm: guard::Alarm,
    /// Wakes the workers of this process after a commit that left them something to do.
    pub bell: jobs::Bell,
}

impl Ground {
    /// A house of these parts.
    pub fn of(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// The same house but for what `change` puts in place of a part: another clock, for instance.
    #[must_use]
    pub fn but(&self, change: impl FnOnce(&mut Parts)) -> Self {
        let mut parts = Parts::clone(&self.0);
        change(&mut parts);
        Self::of(parts)
    }

    /// Now.
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// A new row id.
    pub fn id(&self) -> i64 {
        self.ids.next(self.now())
    }
}

impl Deref for Ground {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// The steps of every slice of this tier.
pub fn migrations() -> Vec<Migration> {
    [
        settings::MIGRATIONS,
        parameters::MIGRATIONS,
        audit::MIGRATIONS,
        staff::MIGRATIONS,
        guard::MIGRATIONS,
        nodes::MIGRATIONS,
        jobs::MIGRATIONS,
        outbox::MIGRATIONS,
        clients::MIGRATIONS,
        backups::MIGRATIONS,
        articles::MIGRATIONS,
    ]
    .concat()
}

/// The texts of every slice of this tier: English, which is complete.
pub fn english() -> Vec<&'static str> {
    vec![
        include_str!("ui/en.ftl"),
        include_str!("settings/en.ftl"),
        include_str!("parameters/en.ftl"),
        include_str!("guard/en.ftl"),
        include_str!("staff/en.ftl"),
        include_str!("me/en.ftl"),
        include_str!("housekeeping/en.ftl"),
        include_str!("jobs/en.ftl"),
        include_str!("outbox/en.ftl"),
        include_str!("people/en.ftl"),
        include_str!("backups/en.ftl"),
        include_str!("articles/en.ftl"),
    ]
}

/// The same in German.
pub fn german() -> Vec<&'static str> {
    vec![
        include_str!("ui/de.ftl"),
        include_str!("settings/de.ftl"),
        include_str!("parameters/de.ftl"),
        include_str!("guard/de.ftl"),
        include_str!("staff/de.ftl"),
        include_str!("me/de.ftl"),
        include_str!("housekeeping/de.ftl"),
        include_str!("jobs/de.ftl"),
        include_str!("outbox/de.ftl"),
        include_str!("people/de.ftl"),
        include_str!("backups/de.ftl"),
        include_str!("articles/de.ftl"),
    ]
}

/// The data-class tables of every slice of this tier, with the name of each for messages.
pub fn classes() -> Vec<(&'static str, &'static str)> {
    vec![
        ("settings", include_str!("settings/classes.toml")),
        ("parameters", include_str!("parameters/classes.toml")),
        ("audit", include_str!("audit/classes.toml")),
        ("staff", include_str!("staff/classes.toml")),
        ("guard", include_str!("guard/classes.toml")),
        ("nodes", include_str!("nodes/classes.toml")),
        ("jobs", include_str!("jobs/classes.toml")),
        ("outbox", include_str!("outbox/classes.toml")),
        ("clients", include_str!("clients/classes.toml")),
        ("backups", include_str!("backups/classes.toml")),
        ("articles", include_str!("articles/classes.toml")),
    ]
}
