use std::collections::HashSet;

use diesel::prelude::*;

use super::*;
use crate::Domain;
use crate::ring::ring_key;
use crate::stock::BATCH;

async fn take(vault: &Vault, domain: Domain, count: usize) -> Vec<KeyId> {
    let mut taken = Vec::new();
    for _ in 0..count {
        taken.push(vault.take(domain).await.unwrap().id());
    }
    taken
}

/// Keys that the ring says were handed to somebody.
async fn handed(vault: &Vault) -> HashSet<KeyId> {
    let handed = |conn: &mut kit_db::Conn| {
        Ok(ring_key::table.filter(ring_key::handed_at.is_not_null()).select(ring_key::id).load(conn)?)
    };
    vault.inner.db.read(handed).await.unwrap().into_iter().collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_processes_never_get_the_same_key() {
    each_ring(async |bed| {
        let vaults = [bed.again(1, 21).await.unwrap(), bed.again(2, 22).await.unwrap()];
        let takers: Vec<_> = (0..6)
            .map(|n| {
                let vault = vaults[n % 2].clone();
                std::thread::spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                    runtime.block_on(take(&vault, Domain::Request, 150))
                })
            })
            .collect();
        let all: Vec<KeyId> = takers.into_iter().flat_map(|taker| taker.join().unwrap()).collect();
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), 6 * 150);
    })
    .await;
}

#[tokio::test]
async fn a_key_is_marked_in_the_ring_before_anybody_gets_it() {
    each_ring(async |bed| {
        for domain in Domain::ALL {
            let key = bed.vault.take(domain).await.unwrap();
            let marked = handed(&bed.vault).await;
            assert!(marked.contains(&key.id()));
            assert_eq!(marked.len() % BATCH, 0, "whole batches");
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_killed_process_leaves_is_never_handed_out_again() {
    each_ring(async |bed| {
        let used = take(&bed.vault, Domain::Client, 3).await;
        let left = handed(&bed.vault).await;
        assert!(left.len() > used.len());
        // Nothing is told to anybody: the process is just gone.
        let again = bed.again(0, 31).await.unwrap();
        let next = take(&again, Domain::Client, 5 * BATCH).await;
        assert!(next.iter().all(|id| !left.contains(id)));
        assert_eq!(next.iter().collect::<HashSet<_>>().len(), next.len());

        let unsettled = again.unsettled(START + 1, None, 10_000).await.unwrap();
        assert!(left.iter().all(|id| unsettled.contains(id)), "but it is known to the sweeper");
        assert_eq!(again.unsettled(START, None, 10).await.unwrap(), [], "not too early");
        assert_eq!(again.settle(&used).await.unwrap(), 3);
        let unsettled = again.unsettled(START + 1, None, 10_000).await.unwrap();
        assert!(used.iter().all(|id| !unsettled.contains(id)));
        let page = again.unsettled(START + 1, Some(unsettled[4]), 2).await.unwrap();
        assert_eq!(page, unsettled[5..7]);
    })
    .await;
}

#[tokio::test]
async fn taking_asks_the_ring_only_when_the_batch_is_used_up() {
    each_ring(async |bed| {
        bed.vault.supply().await.unwrap();
        let marked = handed(&bed.vault).await.len();
        assert_eq!(marked, Domain::ALL.len() * BATCH);
        // The ring is out of reach: what was handed out is in memory.
        bed.vault.clone().close().await;
        let taken = take(&bed.vault, Domain::Request, BATCH).await;
        assert!(taken.is_sorted(), "the oldest first");
        tokio::time::timeout(std::time::Duration::from_secs(5), bed.vault.runs_low()).await.unwrap();
        assert!(bed.vault.take(Domain::Request).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn after_a_restore_of_the_ring_its_pool_is_not_used() {
    each_ring(async |bed| {
        bed.vault.supply().await.unwrap();
        let in_pool = |conn: &mut kit_db::Conn| {
            Ok(ring_key::table.filter(ring_key::state.eq(0)).select(ring_key::id).load::<KeyId>(conn)?)
        };
        let pool = bed.vault.inner.db.read(in_pool).await.unwrap();
        assert!(!pool.is_empty());
        assert_eq!(bed.vault.retire_pool().await.unwrap(), pool.len());
        let next = take(&bed.vault, Domain::Staff, 2 * BATCH).await;
        assert!(next.iter().all(|id| !pool.contains(id)));
    })
    .await;
}

#[tokio::test]
async fn ids_go_on_where_an_earlier_run_stopped_though_the_clock_was_set_back() {
    each_ring(async |bed| {
        let first = take(&bed.vault, Domain::Request, 1).await;
        bed.vault.supply().await.unwrap();
        bed.clock.advance(-3_600_000);
        let again = bed.again(0, 41).await.unwrap();
        again.retire_pool().await.unwrap();
        let next = take(&again, Domain::Request, 1).await;
        assert!(next[0] > first[0]);
    })
    .await;
}
