//! Time that passes only while nobody acts: whoever waits four seconds waits exactly those, however long the machine
//! takes over what is done meanwhile.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use kit_base::{Clock, ManualClock, Millis, SECOND};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinSet;

/// So many act at the same time.
const MOST: usize = 16;

/// What everybody in a story waits by.
pub struct Time {
    clock: Arc<ManualClock>,
    all: Mutex<Waiting>,
    changed: Notify,
}

#[derive(Default)]
struct Waiting {
    acting: usize,
    /// Who waits until when, in the order they came.
    until: BTreeMap<(Millis, u64), oneshot::Sender<()>>,
    came: u64,
}

/// Somebody who acts, until this goes: also when their story breaks off.
struct Acting(Arc<Time>);

impl Drop for Acting {
    fn drop(&mut self) {
        self.0.all().acting -= 1;
        self.0.changed.notify_one();
    }
}

impl Time {
    /// The time of `clock`.
    pub fn of(clock: &Arc<ManualClock>) -> Arc<Self> {
        let (clock, all) = (Arc::clone(clock), Mutex::new(Waiting::default()));
        Arc::new(Self { clock, all, changed: Notify::new() })
    }

    /// What time it is.
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    fn all(&self) -> MutexGuard<'_, Waiting> {
        self.all.lock().unwrap()
    }

    /// Waits so long, and until the next whole second: whoever waits for one second acts together.
    pub async fn wait(&self, by: Millis) {
        let (go, told) = oneshot::channel();
        let until = (self.clock.now() + by + SECOND - 1) / SECOND * SECOND;
        {
            let mut all = self.all();
            all.came += 1;
            let place = (until, all.came);
            all.until.insert(place, go);
            all.acting -= 1;
        }
        self.changed.notify_one();
        told.await.unwrap();
    }

    /// Lets all of `stories` happen, each from its own moment on; what came of them.
    pub async fn pass<T: Send + 'static>(
        self: &Arc<Self>,
        stories: impl IntoIterator<Item = (Millis, impl Future<Output = T> + Send + 'static)>,
    ) -> Vec<T> {
        let mut set = JoinSet::new();
        for (from, story) in stories {
            self.all().acting += 1;
            let acting = Acting(Arc::clone(self));
            set.spawn(async move {
                acting.0.wait(from).await;
                story.await
            });
        }
        while !self.is_over() {
            self.changed.notified().await;
        }
        set.join_all().await
    }

    /// Lets those go on whose time has come, and time go on when nobody acts. Whether nobody is left.
    fn is_over(&self) -> bool {
        let mut all = self.all();
        loop {
            let Some((until, _)) = all.until.first_key_value().map(|(place, _)| *place) else {
                return all.acting == 0;
            };
            let left = until - self.clock.now();
            if left > 0 && all.acting > 0 || all.acting >= MOST {
                return false;
            }
            if left > 0 {
                self.clock.advance(left);
            }
            let (_, go) = all.until.pop_first().unwrap();
            all.acting += 1;
            go.send(()).unwrap();
        }
    }
}
