//! Where this installation's ledger lies, with which key, and whether it can be gone on with.

use std::path::PathBuf;

use ground::audit::{self, Accounting, Placing};
use ground::nodes::Node;
use kit_base::Millis;
use kit_ledger::VerifyingKey;
use kit_vault::{Vault, VaultOptions};

use crate::boot::BootError;
use crate::places::Places;

/// The ledger's directory.
pub fn dir(places: &Places) -> PathBuf {
    places.data.join("ledger")
}

/// Its locks and unfinished files.
fn scratch(places: &Places) -> PathBuf {
    places.data.join("cache/ledger")
}

/// Opens the ledger for writing, with the key that follows from the vault.
pub async fn open(
    accounting: &Accounting,
    vault: &Vault,
    places: &Places,
    node: &Node,
    at: Millis,
) -> Result<(), BootError> {
    let key = audit::signing_key(&vault.secret(audit::SIGNING).await?)
        .map_err(|error| BootError::Ledger(Box::new(error)))?;
    let placing = Placing {
        dir: dir(places),
        scratch: scratch(places),
        node: node.number(),
        shared: node.instance().is_some(),
        at,
    };
    let accounting = accounting.clone();
    let opened = tokio::task::spawn_blocking(move || accounting.open(placing, key)).await;
    let opened = opened.unwrap_or(Err(kit_ledger::Error::Closed));
    opened.map_err(|error| BootError::Ledger(Box::new(error)))
}

/// The key the ledger's heads are checked with, out of the key ring; none before the first start.
pub async fn key(places: &Places) -> Result<Option<VerifyingKey>, kit_vault::Error> {
    if !places.has_keys() {
        return Ok(None);
    }
    let options = VaultOptions {
        keys_dir: places.keys.clone(),
        root_key: places.root_key.clone(),
        ring: places.ring.clone(),
        node: 0,
    };
    let secret = Vault::look_up_secret(&options, audit::SIGNING).await?;
    Ok(secret.and_then(|secret| audit::signing_key(&secret).ok()).map(|key| key.verifying().clone()))
}

/// Why the ledger cannot be gone on with, if so: the newest tiles and heads do not fit together. Quick, and
/// changes nothing.
pub async fn fault(places: &Places) -> Option<String> {
    let dir = dir(places);
    if !dir.exists() {
        return None;
    }
    // That the keys are not there, or do not fit, is another finding.
    let Ok(Some(key)) = key(places).await else { return None };
    let looked = tokio::task::spawn_blocking(move || kit_ledger::verify::edge(&dir, &key)).await;
    looked.ok()?.err().map(|error| error.to_string())
}
