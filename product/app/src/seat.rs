//! This process's place among those of the desk: which number it has, kept across restarts by a file in the
//! data directory's cache, and what it does.

use std::path::PathBuf;

use ground::nodes::{Newcomer, Node, NodeError, SILENCE};
use kit_base::{Clock, Entropy};
use kit_db::{Db, Engine};

use crate::config::{Config, ConfigError};
use crate::places::Places;

/// What a process does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    All,
    /// Answers people, and leaves background work to others.
    Web,
    /// Does background work only.
    Worker,
}

impl Role {
    /// The role that the configuration asks for.
    pub fn of(config: &Config) -> Result<Self, ConfigError> {
        match config.get("only") {
            None => Ok(Self::All),
            Some("web") => Ok(Self::Web),
            Some("worker") => Ok(Self::Worker),
            Some(_) => Err(ConfigError::Value { key: "only", why: "is neither web nor worker".into() }),
        }
    }

    /// The word for it.
    pub fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Web => "web",
            Self::Worker => "worker",
        }
    }

    /// Whether it answers people.
    pub fn answers(self) -> bool {
        self != Self::Worker
    }

    /// Whether it does background work.
    pub fn works(self) -> bool {
        self != Self::Web
    }
}

/// Claims this process's number. The lock on the data directory is held, so the last run on it is over, and
/// its number can be had at once.
pub async fn claim(
    places: &Places,
    db: &Db,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
) -> Result<Node, NodeError> {
    if db.engine() == Engine::Sqlite {
        return Ok(Node::alone());
    }
    let file = note(places);
    let last = std::fs::read_to_string(&file).ok().and_then(|text| text.trim().parse().ok());
    let machine = rustix::system::uname().nodename().to_string_lossy().into_owned();
    let name = format!("{machine}:{}", places.data.display());
    let node = Node::claim(db, Newcomer { name, last, silence: SILENCE }, clock.now(), entropy).await?;
    if let Some(instance) = node.instance()
        && let Err(error) = std::fs::write(&file, format!("{instance}\n"))
    {
        tracing::warn!(%error, "the number of this process could not be noted; a restart takes another one");
    }
    Ok(node)
}

fn note(places: &Places) -> PathBuf {
    places.data.join("cache/node")
}
