//! Workers as they run: several at once, beside bad jobs, stopped and started.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use kit_base::{Clock, DAY, MINUTE, ManualClock, SECOND, SystemClock};
use kit_db::testing::each_engine;

use super::*;

/// A pace at which a test need not wait.
const FAST: Pace = Pace {
    poll: Duration::from_millis(20),
    quick: Duration::from_millis(100),
    lease: 2 * SECOND,
    beat: Duration::from_millis(300),
    stop: Duration::from_secs(5),
};

/// Waits up to ten seconds for something to become true.
async fn until(what: &str, mut is: impl AsyncFnMut() -> bool) {
    for _ in 0..500 {
        if is().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{what} did not happen");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_workers_never_do_the_same_job() {
    each_engine(MIGRATIONS, async |db| {
        const JOBS: usize = 60;
        let (work, done) = counts(&COUNTING);
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let workers = ["a", "b", "c"].map(|node| worker(&db, vec![work.clone()], clock.clone(), node));
        let mut handles = Vec::new();
        for worker in workers.clone() {
            handles.push(worker.start_at_pace(Bell::default(), FAST).await.unwrap());
        }
        for _ in 0..JOBS {
            add(&workers[0], &COUNTING, None).await;
        }
        until("the end of all jobs", async || status_of(&db, &COUNTING).await.waiting == 0).await;
        for handle in handles {
            handle.stop().await;
        }
        assert_eq!(done.load(Ordering::SeqCst), JOBS);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn poison_delays_nobody() {
    each_engine(MIGRATIONS, async |db| {
        let (healthy, done) = counts(&HEALTHY);
        let works = vec![
            healthy,
            does(&PANICS, |_| async { panic!("with sian@example.org in its words") }),
            does(&FAILS, |_| async { Outcome::fail("always") }),
            does(&HANGS, |_| std::future::pending()),
            // Never comes to an await.
            does(&SPINS, |_| async {
                std::thread::sleep(Duration::from_secs(30));
                Outcome::done("")
            }),
        ];
        let worker = worker(&db, works, Arc::new(SystemClock), "a");
        for _ in 0..3 {
            for kind in [&PANICS, &FAILS, &HANGS, &SPINS] {
                add(&worker, kind, None).await;
            }
        }
        let bell = Bell::default();
        let handle = worker.clone().start_at_pace(bell.clone(), FAST).await.unwrap();
        for round in 1..=10 {
            add(&worker, &HEALTHY, None).await;
            bell.ring();
            let begun = std::time::Instant::now();
            until("a healthy job", async || done.load(Ordering::SeqCst) == round).await;
            assert!(begun.elapsed() < Duration::from_secs(2), "round {round} waited {:?}", begun.elapsed());
        }
        until("the end of what hangs", async || status_of(&db, &HANGS).await.failed == 3).await;
        let hung = &runs_of(&db, &HANGS).await[0];
        assert_eq!(hung.note, "took longer than 2 s");
        until("panics to be counted", async || !runs_of(&db, &PANICS).await.is_empty()).await;
        assert_eq!(runs_of(&db, &PANICS).await[0].note, "panicked");
        assert_eq!(status_of(&db, &FAILS).await.failed, 3);
        until("what spins to be given up", async || status_of(&db, &SPINS).await.failed == 3).await;
        handle.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_job_keeps_its_lease() {
    each_engine(MIGRATIONS, async |db| {
        let begun = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&begun);
        let work = does(&COUNTING, move |job| {
            counted.fetch_add(1, Ordering::SeqCst);
            async move {
                tokio::time::sleep(Duration::from_millis(2_500)).await;
                Outcome::done(format!("held: {}", job.lease.is_held()))
            }
        });
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let pace = Pace { lease: SECOND, ..FAST };
        let one = worker(&db, vec![work.clone()], clock.clone(), "a");
        let other = worker(&db, vec![work], clock, "b");
        add(&one, &COUNTING, None).await;
        let handles = [
            one.start_at_pace(Bell::default(), pace).await.unwrap(),
            other.start_at_pace(Bell::default(), pace).await.unwrap(),
        ];
        until("its end", async || status_of(&db, &COUNTING).await.waiting == 0).await;
        for handle in handles {
            handle.stop().await;
        }
        assert_eq!(begun.load(Ordering::SeqCst), 1);
        assert_eq!(runs_of(&db, &COUNTING).await[0].note, "held: true");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_lets_jobs_end_and_gives_back_what_does_not() {
    each_engine(MIGRATIONS, async |db| {
        let begun = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&begun);
        let quick = does(&COUNTING, move |_| {
            seen.fetch_add(1, Ordering::SeqCst);
            async {
                tokio::time::sleep(Duration::from_millis(400)).await;
                Outcome::done("")
            }
        });
        let seen = Arc::clone(&begun);
        let slow = does(&HEALTHY, move |_| {
            seen.fetch_add(1, Ordering::SeqCst);
            std::future::pending()
        });
        let worker = worker(&db, vec![quick, slow], Arc::new(SystemClock), "a");
        add(&worker, &COUNTING, None).await;
        add(&worker, &HEALTHY, None).await;
        let pace = Pace { stop: Duration::from_secs(1), ..FAST };
        let handle = worker.clone().start_at_pace(Bell::default(), pace).await.unwrap();
        until("both to begin", async || begun.load(Ordering::SeqCst) == 2).await;
        let waited = std::time::Instant::now();
        handle.stop().await;
        assert!(waited.elapsed() < Duration::from_secs(4));
        assert_eq!(status_of(&db, &COUNTING).await.waiting, 0, "it had time to end");
        let status = status_of(&db, &HEALTHY).await;
        assert!(!status.running && status.waiting == 1 && status.last.is_none(), "{status:?}");
        let again = worker.claim(Queue::Maintenance, 1, 0, MINUTE).await.unwrap();
        assert_eq!(again[0].attempt, 1, "the attempt that was cut short does not count");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_earlier_process_of_the_same_name_left_is_taken_back_at_once() {
    each_engine(MIGRATIONS, async |db| {
        let clock = Arc::new(ManualClock::at(NOW));
        let (work, done) = counts(&COUNTING);
        let worker = worker(&db, vec![work], clock.clone(), "a");
        worker.run_due().await.unwrap();
        for _ in 0..10 {
            add(&worker, &COUNTING, None).await;
        }
        assert_eq!(worker.claim(Queue::Mail, 10, 0, DAY).await.unwrap().len(), 10);
        let handle = worker.clone().start_at_pace(Bell::default(), FAST).await.unwrap();
        clock.advance(15 * SECOND);
        until("their end", async || done.load(Ordering::SeqCst) == 10).await;
        handle.stop().await;
        assert_eq!(status_of(&db, &COUNTING).await.waiting, 0);
    })
    .await;
}
