//! The road between the engines: a restore into the other one, and back, keeps every row.

use std::collections::BTreeMap;

use kit_db::{Db, Engine};

use super::{New, back_up};
use crate::asking::{ask, ask_in_private};
use crate::house::{TestHouse, rows};

/// Tables that every start or backup changes, or that are left out on purpose.
const OTHER: [&str; 11] = [
    "audit_event",
    "backup_target",
    "desk",
    "node",
    "session",
    "invitation",
    "job",
    "job_kind",
    "job_count",
    "job_run",
    "audit_seal",
];

async fn kept(db: &Db) -> BTreeMap<String, Vec<String>> {
    let mut all = rows(db).await;
    all.retain(|table, _| !OTHER.contains(&table.as_str()));
    all
}

// proves: RF-187
#[tokio::test(flavor = "multi_thread")]
async fn from_sqlite_to_postgresql_and_back_every_row_is_kept() {
    let house = TestHouse::on(Engine::Sqlite).await;
    for n in 0..3 {
        ask(&house, &format!("Question {n} \u{1f426}?")).await;
    }
    ask_in_private(&house, "And this?").await;
    let before = kept(&house.ground().db).await;
    assert_eq!((before["request"].len(), before["client"].len()), (4, 4));
    let events = house.number("SELECT COUNT(*) AS n FROM audit_event").await;

    let there = New::with_keys_of(&house, Engine::Postgres);
    there.restore(&back_up(&house, "backup").await.unwrap().dir, None).await.unwrap();
    let there = there.start(&house).await;
    let back = New::with_keys_of(&there, Engine::Sqlite);
    back.restore(&back_up(&there, "backup").await.unwrap().dir, None).await.unwrap();
    let place = back.places.database.clone();
    let db = tokio::task::spawn_blocking(move || Db::open(&place)).await.unwrap().unwrap();
    let after = kept(&db).await;
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (table, rows) in &before {
        assert_eq!(rows, &after[table], "{table}");
    }
    db.close().await;
    let back = back.start(&there).await;
    assert!(back.number("SELECT COUNT(*) AS n FROM audit_event").await >= events);
    crate::main_job::counts::are_right(&back).await;
}
