//! What the ledger holds of a desk's doing, and that nobody changes it unseen.

mod commands;
mod cuts;
mod recorded;
mod sealed;
mod tampering;

use std::path::PathBuf;

use ground::audit::{RowFinding, compare_rows, look_through};
use kit_ledger::verify::{Finding, verify};
use kit_ledger::{Reader, VerifyingKey};
use serde_json::Value;

use crate::house::TestHouse;

/// The directory of a house's ledger.
pub fn dir(house: &TestHouse) -> PathBuf {
    house.places.data.join("ledger")
}

/// The key of its heads.
pub fn key(house: &TestHouse) -> VerifyingKey {
    house.ground().accounting.key().unwrap().clone()
}

/// The generations of a stream, the present one last: where several processes may be, a name has its time.
pub fn generations(house: &TestHouse, stream: &str) -> Vec<String> {
    kit_ledger::generations(&dir(house)).unwrap()[stream].clone()
}

/// A reader of what a stream has at this moment.
pub fn reader(house: &TestHouse, stream: &str) -> Reader {
    let name = generations(house, stream).pop().unwrap();
    Reader::open(&dir(house), &name, &key(house)).unwrap()
}

/// Everything in a stream, in order, once all that was reported is written.
pub async fn entries(house: &TestHouse, stream: &str) -> Vec<Value> {
    house.ground().accounting.durable().await.unwrap();
    let reader = reader(house, stream);
    (0..reader.head().size).map(|n| serde_json::from_slice(&reader.entry(n).unwrap()).unwrap()).collect()
}

/// What is wrong with the files.
pub fn in_files(house: &TestHouse) -> Vec<Finding> {
    verify(&dir(house), &key(house), &[]).unwrap().findings
}

/// What is wrong with the files, also by the heads noted in the audit.
pub async fn in_ledger(house: &TestHouse) -> Vec<Finding> {
    let looked = look_through(&house.ground().db, &dir(house), &key(house), Vec::new()).await;
    looked.unwrap().0.findings
}

/// What is wrong with sealed rows.
pub async fn in_rows(house: &TestHouse) -> Vec<RowFinding> {
    let streams = kit_ledger::generations(&dir(house)).unwrap().remove("audit-0").unwrap_or_default();
    compare_rows(&house.ground().db, &dir(house), &key(house), &streams).await.unwrap().findings
}
