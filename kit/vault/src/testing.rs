//! A vault of its own for every test.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use kit_base::{Clock, Entropy};
use kit_db::Engine;
use kit_db::testing::TestPlace;

use crate::{Vault, VaultOptions, Viewing, Viewings};

/// An open vault with new keys, whose ring and files are removed when this is dropped.
pub struct TestVault {
    /// The vault.
    pub vault: Vault,
    /// What was viewed.
    pub viewings: Arc<Recorded>,
    /// Where its parts are: for opening it a second time.
    pub options: VaultOptions,
    /// The ring's database and the folder of the keys.
    pub at: TestPlace,
}

/// Viewings, kept in memory.
#[derive(Debug, Default)]
pub struct Recorded(Mutex<Vec<Viewing>>);

impl Recorded {
    /// All viewings since this was last asked.
    pub fn take(&self) -> Vec<Viewing> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Viewings for Recorded {
    fn viewed(&self, viewing: Viewing) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(viewing);
    }
}

impl TestVault {
    /// A vault whose ring is on `engine`.
    pub async fn on(engine: Engine, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        let at = TestPlace::on(engine);
        let options = VaultOptions {
            keys_dir: at.folder().join("keys"),
            root_key: at.folder().join("root/root.key"),
            ring: at.place.clone(),
            node: 0,
        };
        let VaultOptions { keys_dir, root_key, .. } = &options;
        or_stop(Vault::create_keys(keys_dir, root_key, &*clock, &*entropy), "make keys");
        let viewings = Arc::new(Recorded::default());
        let started = Vault::start(options.clone(), clock, entropy, viewings.clone()).await;
        Self { vault: or_stop(started, "start the vault"), viewings, options, at }
    }

    /// The epochs file.
    pub fn epochs(&self) -> PathBuf {
        self.options.keys_dir.join("epochs.json")
    }
}

/// Tries to open every key and every named secret of the ring at `place` with the wrapping keys of every epoch
/// in `epochs`, as somebody would who pays no heed to which epoch a row names. Gives how many were tried and how
/// many opened.
pub async fn open_everything(
    place: &kit_db::Place,
    epochs: &[PathBuf],
    root_key: &std::path::Path,
) -> (usize, usize) {
    use crate::domain::Wraps;
    use crate::epochs::Epochs;
    use crate::ring::{keys, secrets};
    use crate::wrap::Bound;

    let place = place.clone();
    let db = match tokio::task::spawn_blocking(move || kit_db::Db::open(&place)).await {
        Ok(Ok(db)) => db,
        other => panic!("could not open the ring: {other:?}"),
    };
    let read = |conn: &mut kit_db::Conn| {
        Ok((keys::behind(conn, i64::MAX, i64::MAX)?, secrets::behind(conn, i64::MAX, i64::MAX)?))
    };
    let (keys, secrets) = or_stop(db.read(read).await.map_err(Into::into), "read the ring");
    db.close().await;
    let (mut tried, mut opened) = (0, 0);
    for file in epochs {
        for epoch in or_stop(Epochs::load(file, root_key), "open the epochs").all() {
            for row in &keys {
                let bound = Bound::Key { id: row.id.0, domain: row.domain, epoch: row.epoch };
                let cipher = epoch.cipher(Wraps::Keys(row.domain));
                tried += 1;
                opened += usize::from(cipher.is_some_and(|cipher| row.wrap().open(cipher, bound).is_some()));
            }
            for row in &secrets {
                let bound = Bound::Secret { name: &row.name, epoch: row.epoch };
                let cipher = epoch.cipher(Wraps::Secrets);
                tried += 1;
                opened += usize::from(cipher.is_some_and(|cipher| row.wrap().open(cipher, bound).is_some()));
            }
        }
    }
    (tried, opened)
}

fn or_stop<T>(result: crate::Result<T>, doing: &str) -> T {
    result.unwrap_or_else(|error| panic!("could not {doing}: {error:?}"))
}
