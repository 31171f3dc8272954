//! Audit rows in the ledger, in their order.

use ground::audit;
use ground::guard::Level;

use super::{dir, entries, generations, in_files, in_rows, key, reader};
use crate::asking::{act, ask};
use crate::house::{TestHouse, each_engine};

/// Something happens, and is sealed.
pub async fn some_days_work(house: &TestHouse) {
    let mut rosa = house.signed_in(Level::Regular).await;
    for question in ["Where do swifts sleep?", "Is this yew older than the church?"] {
        let asked = ask(house, question).await;
        act(&mut rosa, &asked.path(), "take", &[]).await;
        act(&mut rosa, &asked.path(), "answer", &[("text", "On the wing.")]).await;
    }
    // What the first run of jobs does is sealed by the second.
    for _ in 0..2 {
        house.run_due().await;
        house.clock.advance(60_000);
    }
    house.run_due().await;
}

// proves: XT-151, v5.0.0-16.4.2
#[tokio::test(flavor = "multi_thread")]
async fn every_audit_row_is_sealed_whole_and_in_order() {
    each_engine(async |house| {
        some_days_work(house).await;
        let rows = house.number("SELECT COUNT(*) AS n FROM audit_event").await;
        let all = entries(house, "audit-0").await;
        assert_eq!(all.len() as i64, rows);
        for (pos, leaf) in (1..).zip(&all) {
            assert_eq!(leaf["pos"], pos);
        }
        let statement = "SELECT CAST(id AS TEXT) AS line FROM audit_event ORDER BY pos";
        let ids: Vec<String> = all.iter().map(|leaf| leaf["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(house.lines(statement).await, ids);
        assert!(all.iter().any(|leaf| leaf["kind"] == "request.answered"), "{all:?}");
        assert_eq!(house.number("SELECT CAST(SUM(size) AS BIGINT) AS n FROM audit_seal").await, rows);
        assert_eq!((in_files(house), in_rows(house).await), (vec![], vec![]));
        // Nothing new: nothing is sealed twice.
        house.clock.advance(60_000);
        house.run_due().await;
        assert_eq!(entries(house, "audit-0").await.len() as i64, rows);
    })
    .await;
}

// proves: v5.0.0-16.4.2
#[tokio::test(flavor = "multi_thread")]
async fn what_was_sealed_before_a_crash_is_read_back_and_not_sealed_again() {
    each_engine(async |house| {
        some_days_work(house).await;
        let rows = house.number("SELECT COUNT(*) AS n FROM audit_event").await;
        // As if the program had died after the ledger was written and before the database was.
        house.tamper("UPDATE audit_seal SET size = 3").await;
        house.house.ground.accounting.close().await.unwrap();
        let again = crate::house::reopened(house).await;
        audit::seal(&again.ground).await.unwrap();
        assert_eq!(house.number("SELECT CAST(SUM(size) AS BIGINT) AS n FROM audit_seal").await, rows);
        let size = reader(house, "audit-0").head().size;
        assert_eq!(size as i64, rows);
        assert_eq!((in_files(house), in_rows(house).await), (vec![], vec![]));
        // A ledger that is shorter than the database knows is not gone on with.
        house.tamper("UPDATE audit_seal SET size = size + 5").await;
        again.ground.accounting.close().await.unwrap();
        let again = crate::house::reopened(house).await;
        assert!(matches!(audit::seal(&again.ground).await, Err(audit::SealError::Shorter { .. })));
        assert!(!in_rows(house).await.is_empty());
        again.ground.accounting.close().await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restore_rows_go_on_in_a_new_stream() {
    each_engine(async |house| {
        some_days_work(house).await;
        let before = house.number("SELECT COUNT(*) AS n FROM audit_event").await;
        // The copy of the ledger is a little older than that of the database.
        house.house.ground.accounting.close().await.unwrap();
        house.tamper("UPDATE audit_seal SET size = size + 2").await;
        kit_ledger::begin_anew(&dir(house), 1_795_512_700_000).unwrap();
        let (old, size) = (generations(house, "audit-0").remove(0), before);
        house.ground().db.write(move |conn| audit::clip(conn, &old, size)).await.unwrap();
        let again = crate::house::reopened(house).await;
        some_days_work(house).await;
        audit::seal(&again.ground).await.unwrap();
        let after = house.number("SELECT COUNT(*) AS n FROM audit_event WHERE pos IS NOT NULL").await;
        assert!(after > before);
        let streams = generations(house, "audit-0");
        assert_eq!((streams.len(), streams[1].as_str()), (2, "audit-0.1795512700000"));
        assert_eq!(reader(house, "audit-0").head().size as i64, after - before);
        let report =
            audit::compare_rows(&house.ground().db, &dir(house), &key(house), &streams).await.unwrap();
        assert_eq!((report.findings, report.rows as i64), (vec![], after));
        assert_eq!(in_files(house), []);
        again.ground.accounting.close().await.unwrap();
    })
    .await;
}
