//! The register, done again: at every start, before anybody is served.

use std::collections::BTreeMap;

use ground::Ground;
use kit_vault::KeyId;
use kit_vault::register::Act;

use super::carry::{self, Order};
use super::steps::Event;
use super::{ErasureError, Way};
use crate::requests::erasing;

/// Requests looked at in one statement.
const PAGE: usize = 500;

/// What a replay did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Replayed {
    /// Entries of the register.
    pub entries: usize,
    /// People who were forgotten again or to the end.
    pub completed: usize,
}

/// Completes what the register orders and what is not so: rows that a restore or a crash left unmarked, keys
/// that an older ring still has. Doing it again does nothing.
///
/// # Errors
/// [`ErasureError`]: nobody may be served then.
pub async fn replay(ground: &Ground) -> Result<Replayed, ErasureError> {
    let chain = ground.register.read().await?;
    let entries = chain.entries();
    let mut orders: BTreeMap<i64, Vec<Order>> = BTreeMap::new();
    for entry in entries {
        if let Act::Erase(erasure) = &entry.act {
            orders.entry(erasure.subject).or_default().push((erasure.clone(), entry.at));
        }
    }
    let orders: Vec<(i64, Vec<Order>)> = orders.into_iter().collect();
    let mut completed = 0;
    for page in orders.chunks(PAGE) {
        let ids: Vec<i64> = page.iter().map(|(id, _)| *id).collect();
        let keys = page.iter().flat_map(|(_, orders)| orders).flat_map(|(order, _)| order.destroyed());
        let live = ground.vault.surviving(keys.collect()).await?;
        let unmarked = ground.db.read(move |conn| erasing::unmarked(conn, &ids)).await?;
        for (id, orders) in page {
            let keys: Vec<KeyId> = orders.iter().flat_map(|(order, _)| order.destroyed()).collect();
            let lives = keys.iter().any(|key| live.contains(key));
            if !lives && !unmarked.contains(id) {
                continue;
            }
            match carry::happen(ground, *id, Event::Start, Way::Register, orders).await {
                Ok(_) => {}
                // The rows are older than the request, or were never there: the keys go all the same.
                Err(ErasureError::NoSuchRequest) => ground.vault.destroy(&keys).await?,
                Err(error) => return Err(error),
            }
            completed += 1;
        }
    }
    if completed > 0 {
        tracing::info!("{completed} people of the erasure register were forgotten again or to the end");
    }
    Ok(Replayed { entries: entries.len(), completed })
}
