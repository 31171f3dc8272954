//! Many who append, and one who looks on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use kit_ledger::{Error, LONGEST, begin_anew, copy};

use crate::bed::{Bed, STREAM, entry, fill};

/// Says when it goes that it is over.
struct End(Arc<AtomicBool>);

impl Drop for End {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_confirmed_is_there_while_many_append_and_nobody_cries_wolf() {
    let bed = Arc::new(Bed::new());
    let ledger = bed.open();
    let over = Arc::new(AtomicBool::new(false));
    let (eye, ended) = (Arc::clone(&bed), Arc::clone(&over));
    // Whatever fails: the one who looks on is told to stop, or nobody would hear of it.
    let end = End(Arc::clone(&over));
    let watching = tokio::task::spawn_blocking(move || {
        let mut looks = 0;
        while !ended.load(Ordering::SeqCst) {
            assert_eq!(eye.findings(), [], "look {looks}");
            looks += 1;
        }
        looks
    });
    let tasks: tokio::task::JoinSet<()> = (0..64_u64)
        .map(|who| {
            let (ledger, bed) = (ledger.clone(), Arc::clone(&bed));
            async move {
                for turn in 0..10_u64 {
                    let mine = format!("{who}/{turn}").into_bytes();
                    let index = ledger.append(STREAM, vec![mine.clone(), vec![]]).await.unwrap();
                    if turn % 4 == 0 {
                        assert_eq!(bed.reader().entry(index).unwrap(), mine);
                    }
                    if turn == 5 && who % 8 == 0 {
                        ledger.settle().await.unwrap();
                    }
                }
            }
        })
        .collect();
    tasks.join_all().await;
    drop(end);
    assert!(watching.await.unwrap() > 0);
    ledger.close().await.unwrap();
    assert_eq!(bed.findings(), []);
    assert_eq!(bed.reader().head().size, 64 * 10 * 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_beside_the_writer_opens_and_goes_on_under_a_new_name() {
    let bed = Bed::new();
    let ledger = bed.open();
    fill(&ledger, 0, 3_000).await;
    let target = Bed::new();
    let (from, to) = (bed.dir(), target.dir());
    let copying = tokio::task::spawn_blocking(move || copy(&from, &to));
    for n in 3_000..3_100 {
        fill(&ledger, n, n + 1).await;
        if n % 10 == 0 {
            ledger.settle().await.unwrap();
        }
    }
    copying.await.unwrap().unwrap();
    begin_anew(&target.dir(), 1).unwrap();
    let restored = target.open();
    assert_eq!(restored.name(STREAM).unwrap(), format!("{STREAM}.1"));
    assert_eq!(restored.append(STREAM, vec![entry(0)]).await.unwrap(), 0, "it begins anew");
    restored.close().await.unwrap();
    assert_eq!(target.findings(), []);
    let copied = target.reader().head().size;
    assert!((3_000..=3_100).contains(&copied), "{copied}");
    begin_anew(&target.dir(), 1).unwrap();
    let restored = target.open();
    assert_eq!(restored.name(STREAM).unwrap(), format!("{STREAM}.2"));
    restored.close().await.unwrap();
    ledger.close().await.unwrap();
}

#[tokio::test]
async fn what_is_left_to_be_written_is_written_in_time_and_at_the_end() {
    let bed = Bed::new();
    let ledger = bed.open();
    let started = Instant::now();
    ledger.enqueue(STREAM, entry(0), Duration::from_millis(300)).unwrap();
    assert_eq!(bed.reader().head().size, 0, "it may wait");
    while bed.reader().head().size == 0 {
        assert!(started.elapsed() < Duration::from_secs(20), "it was never written");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(started.elapsed() >= Duration::from_millis(290));
    ledger.enqueue(STREAM, entry(1), Duration::from_mins(1)).unwrap();
    ledger.durable(STREAM).await.unwrap();
    assert_eq!(bed.reader().head().size, 2, "whoever asks for it does not wait for its patience");
    ledger.enqueue(STREAM, entry(2), Duration::from_mins(1)).unwrap();
    ledger.close().await.unwrap();
    assert_eq!(bed.reader().head().size, 3, "at the end all is written");
}

#[tokio::test]
async fn what_does_not_fit_is_refused_alone() {
    let bed = Bed::new();
    let ledger = bed.open();
    let longest = vec![7; LONGEST];
    assert_eq!(ledger.append(STREAM, vec![longest.clone()]).await.unwrap(), 0);
    let refused = ledger.append(STREAM, vec![vec![7; LONGEST + 1]]).await.unwrap_err();
    assert!(matches!(refused, Error::TooLong(_)));
    assert!(matches!(ledger.append("other", vec![]).await, Err(Error::NoStream(_))));
    for _ in 0..100_000 {
        ledger.enqueue(STREAM, vec![1], Duration::from_mins(10)).unwrap_or(());
    }
    ledger.close().await.unwrap();
    assert_eq!(bed.findings(), []);
    assert_eq!(bed.reader().entry(0).unwrap(), longest);
}
