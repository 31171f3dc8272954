//! The vault as a whole, on both engines.

mod destroying;
mod finding;
mod opening;
mod registering;
mod sharing;
mod starting;
mod supplying;
mod turning;

use std::sync::Arc;

use kit_base::{ManualClock, SeededEntropy};
use kit_db::Engine;

use crate::testing::TestVault;
use crate::{Cell, FieldId, Key, KeyId, Padding, Sealed, Vault, VaultOptions, testing::Recorded};

const START: i64 = 1_760_000_000_000;
const CELL: Cell = Cell { field: FieldId(201), row: 77 };

/// A vault, and the clock it looks at.
struct Bed {
    test: TestVault,
    vault: Vault,
    clock: Arc<ManualClock>,
}

impl Bed {
    async fn on(engine: Engine) -> Self {
        Self::seeded(engine, 11).await
    }

    async fn seeded(engine: Engine, seed: u64) -> Self {
        let clock = Arc::new(ManualClock::at(START));
        let test = TestVault::on(engine, clock.clone(), Arc::new(SeededEntropy::new(seed))).await;
        Self { vault: test.vault.clone(), test, clock }
    }

    /// Starts the vault again from its files, as process `node`; chance differs by `seed`.
    async fn again(&self, node: u8, seed: u64) -> crate::Result<Vault> {
        let options = VaultOptions { node, ..self.test.options.clone() };
        let entropy = Arc::new(SeededEntropy::new(seed));
        Vault::start(options, self.clock.clone(), entropy, Arc::new(Recorded::default())).await
    }
}

async fn each_ring(test: impl AsyncFn(Bed)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        test(Bed::on(engine).await).await;
    }
}

fn seal(vault: &Vault, key: &Key, plain: &str) -> Vec<u8> {
    vault.seal(key, CELL, plain.as_bytes(), Padding::Short)
}

fn sealed(key: KeyId, bytes: &[u8]) -> Sealed<'_> {
    Sealed { key, cell: CELL, bytes }
}
