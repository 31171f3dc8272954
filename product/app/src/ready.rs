//! What has to hold so that requests should be sent to this process.

use std::sync::Arc;

use ground::Ground;

use crate::boot;
use crate::places::Places;

/// The least room on the disk of the data directory, in bytes: below it, what happens can no longer be written
/// down.
const ROOM: u64 = 16 << 20;

/// Gives the conditions to the ground's health.
pub fn conditions(ground: &Ground, places: &Places) {
    let db = ground.db.clone();
    let list: Arc<[kit_db::Migration]> = boot::migrations().into();
    let database = move || -> ground::jobs::BoxFuture<'static, bool> {
        let (db, list) = (db.clone(), Arc::clone(&list));
        Box::pin(async move {
            db.read(move |conn| kit_db::migrate::covers(conn, &list)).await.is_ok_and(|covers| covers)
        })
    };
    ground.health.check("the database, with this version's tables", Arc::new(database));
    let vault = ground.vault.clone();
    let ring = move || -> ground::jobs::BoxFuture<'static, bool> {
        let vault = vault.clone();
        Box::pin(async move { vault.is_open().await })
    };
    ground.health.check("the key ring", Arc::new(ring));
    let accounting = ground.accounting.clone();
    let ledger = move || -> ground::jobs::BoxFuture<'static, bool> {
        let accounting = accounting.clone();
        Box::pin(async move { accounting.writable().await })
    };
    ground.health.check("the ledger", Arc::new(ledger));
    let data = places.data.clone();
    let room = move || -> ground::jobs::BoxFuture<'static, bool> {
        let data = data.clone();
        Box::pin(async move {
            let may = rustix::fs::access(&data, rustix::fs::Access::WRITE_OK).is_ok();
            may && rustix::fs::statvfs(&data).is_ok_and(|about| about.f_bavail * about.f_frsize >= ROOM)
        })
    };
    ground.health.check("room in the data directory", Arc::new(room));
}
