//! Whether what was shown of confidential requests is in the ledger.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use kit_ledger::Reader;
use querist::boot::House;
use serde_json::Value;

use super::load::Done;
use crate::house::lines;

/// How often the ledger is read again.
const TRIES: usize = 10;
const PAUSE: Duration = Duration::from_millis(300);

/// Whether every showing of a confidential request is in the ledger in `dir`. Not looked for are those of requests
/// that were sealed anew since: the ledger names the key.
pub async fn recorded(house: &House, dir: &Path, told: &[Done]) -> Result<(), String> {
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    for done in told {
        if let Done::Shown { short } = done {
            *shown.entry(short).or_default() += 1;
        }
    }
    // What the desk opens meanwhile is written, and partial tiles give way to wider ones under the reader's hands.
    let mut found = read(house, dir);
    for _ in 0..TRIES {
        if found.is_err() {
            tokio::time::sleep(PAUSE).await;
            found = read(house, dir);
        }
    }
    let read = found.map_err(|error| format!("the ledger: {error:?}"))?;
    for (short, times) in shown {
        let number = short.rsplit_once('-').unwrap().1;
        let key = format!(
            "SELECT CAST(key_id AS TEXT) AS line FROM request WHERE number = {number} AND erased_at IS NULL"
        );
        for key in lines(&house.ground.db, &key).await {
            let found = read.iter().filter(|keys| keys.split(' ').any(|one| one == key)).count();
            if found < times {
                return Err(format!("{short} was shown {times} times, and {found} are in the ledger"));
            }
        }
    }
    Ok(())
}

/// The keys of each viewing by staff for reading.
fn read(house: &House, dir: &Path) -> kit_ledger::Result<Vec<String>> {
    let key = house.ground.accounting.key().ok_or(kit_ledger::Error::Closed)?;
    let mut read = Vec::new();
    let streams = kit_ledger::generations(dir)?.into_iter().filter(|(base, _)| base.starts_with("views-"));
    for stream in streams.flat_map(|(_, streams)| streams) {
        let reader = Reader::open(dir, &stream, key)?;
        for n in 0..reader.head().size {
            let entry: Value = serde_json::from_slice(&reader.entry(n)?).unwrap();
            if entry["actor_kind"] == "staff" && entry["purpose"] == "read" {
                read.push(entry["keys"].as_str().unwrap_or_default().to_owned());
            }
        }
    }
    Ok(read)
}
