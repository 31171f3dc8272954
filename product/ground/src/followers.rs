//! How a process learns what others changed: one small loop that reads what is new and drops what it kept.
//!
//! **What it is for.** What a process keeps in memory may be changed by another one. Four times a second this
//! reads the events that have come in since, and lets go of what they made stale: names of staff and locations,
//! opened keys that were destroyed. Parameters are read again, and the epochs file when it was written. Whatever
//! the database is asked for with every request (sessions, levels, limits, which kinds of job are on) needs no
//! follower.
//!
//! **What it refuses.** It never follows by id: an event that was committed late has an older id than events
//! seen long ago. It follows the order that the sequencer gives, and besides looks at the newest events that
//! have no place in it yet; dropping something twice does no harm.
//!
//! To add one more: a line in `Followers::let_go`, or a closure given to [`Followers::on`] by who starts it.

use std::time::Duration;

use kit_vault::KeyId;

use crate::Ground;
use crate::audit::{self, News};

/// How often to look.
pub const PAUSE: Duration = Duration::from_millis(250);
/// Events read in one look; the next look goes on.
const MOST: i64 = 1_000;

/// For so many looks destroyed keys are dropped again: ten seconds.
const AGAIN: u32 = 40;

type Hook = Box<dyn Fn(&News) + Send + Sync>;

/// Follows the events of all processes, for one process.
pub struct Followers {
    ground: Ground,
    cursor: Option<i64>,
    hooks: Vec<Hook>,
    /// Keys that are dropped again for a while, with the looks left.
    gone: Vec<(u32, Vec<KeyId>)>,
}

impl Followers {
    /// Followers of this ground, which begin with what is new from their first look on.
    pub fn new(ground: Ground) -> Self {
        Self { ground, cursor: None, hooks: Vec::new(), gone: Vec::new() }
    }

    /// Has `hook` called with every event that concerns staff, locations or destroyed keys; with some of them
    /// twice.
    #[must_use]
    pub fn on(mut self, hook: impl Fn(&News) + Send + Sync + 'static) -> Self {
        self.hooks.push(Box::new(hook));
        self
    }

    /// Looks once.
    ///
    /// # Errors
    /// Those of the database and the epochs file; what was not read is read by the next look.
    pub async fn look(&mut self) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let cursor = self.cursor;
        self.forget_again();
        let (read, waiting) = self.ground.db.read(move |conn| audit::news(conn, cursor, MOST)).await?;
        for news in read.iter().chain(&waiting) {
            self.let_go(news);
            self.hooks.iter().for_each(|hook| hook(news));
        }
        // A first look that finds no place given yet begins at the very start.
        let last = read.iter().filter_map(|news| news.pos).max();
        self.cursor = last.or(cursor).or(Some(0));
        self.ground.settings.refresh(&self.ground.db).await?;
        self.ground.vault.notice_epochs()?;
        Ok(())
    }

    /// An erasure is told of before its keys are destroyed: what was opened in between is dropped as well.
    fn forget_again(&mut self) {
        for (left, keys) in &mut self.gone {
            self.ground.vault.forget(keys);
            *left -= 1;
        }
        self.gone.retain(|(left, _)| *left > 0);
    }

    fn let_go(&mut self, news: &News) {
        // Who signs in and out changes nobody's name.
        let about_names = matches!(news.subject_kind.as_str(), "staff" | "location" | "role" | "team");
        if about_names && !news.kind.starts_with("staff.signed_") {
            self.ground.directory.forget();
        }
        let keys: Vec<KeyId> = news.destroyed_keys().into_iter().map(KeyId).collect();
        if !keys.is_empty() {
            self.ground.vault.forget(&keys);
            self.gone.push((AGAIN, keys));
        }
    }
}
