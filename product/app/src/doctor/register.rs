//! Whether the erasure register is whole and as new as the key ring.

use kit_db::Place;
use kit_vault::Error;
use kit_vault::register::{self, Head};

use super::{Finding, fine, warning, wrong};
use crate::places::Places;

/// Looks at the register in the keys directory and the data directory. Nothing is changed.
pub(super) async fn examine(number: u32, places: &Places) -> Finding {
    let head = match head(&places.ring).await {
        Ok(head) => head,
        Err(error) => {
            let text =
                format!("the key ring could not be asked about the register: {}", kit_base::causes(&error));
            return warning(number, text, "see what is said about the keys and the database");
        }
    };
    let dirs = [places.keys.clone(), places.data.clone()];
    let mut all = dirs.to_vec();
    let targets = register::targets(&places.keys).unwrap_or_default();
    let own = tokio::task::spawn_blocking(move || {
        register::longest(&dirs, None)?;
        // A backup target may have what was lost here, and may not stop the desk.
        all.extend(targets.into_iter().filter(|target| register::read(target).is_ok()));
        register::longest(&all, head).or_else(|error| match error {
            Error::RegisterForked { .. } => register::longest(&dirs, head),
            error => Err(error),
        })
    });
    match own.await {
        Ok(Ok(chain)) if chain.entries().is_empty() => fine(number, "nobody was forgotten yet"),
        Ok(Ok(chain)) => {
            fine(number, format!("the erasure register is whole: {} entries", chain.entries().len()))
        }
        Ok(Err(error)) => {
            let mend = "see the admin book, \"Forgetting\"; with an older register people would come back";
            wrong(number, kit_base::causes(&error), mend)
        }
        Err(_) => warning(number, "the erasure register could not be looked at", "try again"),
    }
}

/// The head as the ring knows it; nothing before the first start.
async fn head(ring: &Place) -> Result<Option<Head>, Error> {
    if matches!(ring, Place::Sqlite(file) if !file.exists()) {
        return Ok(None);
    }
    register::head_of_ring(ring).await
}
