use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use kit_base::{Clock, DAY, Direction, IdSource, MINUTE, ManualClock, Millis, SECOND, SeededEntropy};
use kit_db::Db;
use kit_db::testing::each_engine;

use super::*;

mod workers;

/// 24 November 2026, 09:30:00 UTC.
const NOW: Millis = 1_795_512_600_000;

const COUNTING: Kind = Kind::new("test.count", Queue::Mail);
const OTHER: Kind = Kind::new("test.other", Queue::Mail);
const HEALTHY: Kind = Kind::new("test.healthy", Queue::Maintenance);
const PANICS: Kind = Kind::new("test.panics", Queue::Maintenance).attempts(2);
const FAILS: Kind = Kind::new("test.fails", Queue::Maintenance).attempts(3);
const HANGS: Kind = Kind::new("test.hangs", Queue::Maintenance).attempts(1);
const SPINS: Kind = Kind::new("test.spins", Queue::Maintenance).attempts(1);
const MINUTELY: Kind = Kind::new("test.minutely", Queue::Bulk).recurring(Schedule::Every(MINUTE)).attempts(2);
const NIGHTLY: Kind =
    Kind::new("test.nightly", Queue::Bulk).recurring(Schedule::Daily { hour: 3, minute: 0 });

type Doing = dyn Fn(Job) -> BoxFuture<'static, Outcome> + Send + Sync;

/// Work that does what a closure says.
struct Does(&'static Kind, Box<Doing>);

impl Work for Does {
    fn kind(&self) -> &'static Kind {
        self.0
    }

    fn time_limit(&self) -> Millis {
        match self.0.name {
            "test.hangs" => 2 * SECOND,
            "test.spins" => 300,
            _ => MINUTE,
        }
    }

    fn run(&self, job: Job) -> BoxFuture<'_, Outcome> {
        (self.1)(job)
    }
}

fn does<F>(kind: &'static Kind, run: impl Fn(Job) -> F + Send + Sync + 'static) -> Arc<dyn Work>
where
    F: Future<Output = Outcome> + Send + 'static,
{
    Arc::new(Does(kind, Box::new(move |job| Box::pin(run(job)))))
}

/// Work that counts how often it was done.
fn counts(kind: &'static Kind) -> (Arc<dyn Work>, Arc<AtomicUsize>) {
    let done = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&done);
    let work = does(kind, move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        async { Outcome::done("counted") }
    });
    (work, done)
}

fn worker(db: &Db, works: Vec<Arc<dyn Work>>, clock: Arc<dyn Clock>, node: &str) -> Worker {
    let number = node.bytes().last().unwrap_or(0) & 63;
    Worker {
        db: db.clone(),
        registry: Registry::new(works),
        clock,
        entropy: Arc::new(SeededEntropy::new(7)),
        ids: Arc::new(IdSource::new(number)),
        node: node.to_owned(),
    }
}

async fn add(worker: &Worker, kind: &'static Kind, key: Option<&str>) -> bool {
    let now = worker.clock.now();
    let mut new = NewJob::now(worker.ids.next(now), kind.name, serde_json::json!({ "request": 7 }), now);
    new.dedup_key = key.map(str::to_owned);
    worker.db.write(move |conn| enqueue(conn, &new)).await.unwrap()
}

async fn status_of(db: &Db, kind: &'static Kind) -> KindStatus {
    db.read(|conn| status(conn, kind.name)).await.unwrap().unwrap()
}

async fn runs_of(db: &Db, kind: &'static Kind) -> Vec<Run> {
    db.read(|conn| runs(conn, kind.name, 100)).await.unwrap()
}

#[tokio::test]
async fn a_job_is_done_once_and_leaves_a_record() {
    each_engine(MIGRATIONS, async |db| {
        let (work, done) = counts(&COUNTING);
        let worker = worker(&db, vec![work], Arc::new(ManualClock::at(NOW)), "a");
        assert!(add(&worker, &COUNTING, None).await);
        assert_eq!(worker.run_due().await.unwrap(), Ran { done: 1, retried: 0, failed: 0 });
        assert_eq!(worker.run_due().await.unwrap(), Ran::default());
        assert_eq!(done.load(Ordering::SeqCst), 1);
        let status = status_of(&db, &COUNTING).await;
        assert_eq!((status.waiting, status.failed, status.next_at), (0, 0, None));
        let run = status.last.unwrap();
        assert_eq!((run.outcome.as_str(), run.note.as_str(), run.attempt), ("done", "counted", 1));
    })
    .await;
}

#[tokio::test]
async fn a_job_belongs_to_the_transaction_that_made_it_necessary() {
    each_engine(MIGRATIONS, async |db| {
        let new = NewJob::now(1, COUNTING.name, serde_json::json!({}), NOW);
        let given_up = db.write(move |conn| {
            enqueue(conn, &new)?;
            Err::<(), _>(kit_db::Error::other("the request could not be written"))
        });
        assert!(given_up.await.is_err());
        let (work, done) = counts(&COUNTING);
        let worker = worker(&db, vec![work], Arc::new(ManualClock::at(NOW)), "a");
        assert_eq!(worker.run_due().await.unwrap(), Ran::default());
        assert_eq!(done.load(Ordering::SeqCst), 0);
        assert_eq!(status_of(&db, &COUNTING).await.waiting, 0);
    })
    .await;
}

#[tokio::test]
async fn payloads_hold_ids_and_nothing_else() {
    each_engine(MIGRATIONS, async |db| {
        let allowed = serde_json::json!({ "request": 7, "messages": [8, 9], "client": null });
        let refused = [
            serde_json::json!({ "to": "sian@example.org" }),
            serde_json::json!(["x"]),
            serde_json::json!(1.5),
        ];
        let job = |payload| NewJob::now(1, COUNTING.name, payload, NOW);
        for payload in refused {
            let new = job(payload);
            assert!(db.write(move |conn| enqueue(conn, &new)).await.is_err());
        }
        let new = job(allowed);
        assert!(db.write(move |conn| enqueue(conn, &new)).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn of_one_key_only_one_lives_and_asking_while_it_runs_is_not_lost() {
    each_engine(MIGRATIONS, async |db| {
        let asks = Arc::new(AtomicUsize::new(0));
        let (database, asked) = (db.clone(), Arc::clone(&asks));
        let work = does(&COUNTING, move |job| {
            let (db, first) = (database.clone(), asked.fetch_add(1, Ordering::SeqCst) == 0);
            async move {
                if first {
                    // Something changes after this job has looked.
                    let id = job.id.0 + 1;
                    let new = NewJob::now(id, COUNTING.name, serde_json::json!({}), NOW).once("one");
                    assert!(!db.write(move |conn| enqueue(conn, &new)).await.unwrap());
                }
                Outcome::done("")
            }
        });
        let worker = worker(&db, vec![work], Arc::new(ManualClock::at(NOW)), "a");
        assert!(add(&worker, &COUNTING, Some("one")).await);
        assert!(!add(&worker, &COUNTING, Some("one")).await);
        assert!(add(&worker, &COUNTING, Some("two")).await);
        assert_eq!(worker.run_due().await.unwrap().done, 3);
        assert_eq!(asks.load(Ordering::SeqCst), 3);
        assert_eq!(status_of(&db, &COUNTING).await.waiting, 0);
        assert!(add(&worker, &COUNTING, Some("one")).await, "the key is free again");
    })
    .await;
}

#[tokio::test]
async fn a_failing_job_pauses_longer_each_time_and_is_kept_in_the_end() {
    each_engine(MIGRATIONS, async |db| {
        let clock = Arc::new(ManualClock::at(NOW));
        let work =
            does(&FAILS, |job| async move { Outcome::retry(format!("no answer, try {}", job.attempt)) });
        let worker = worker(&db, vec![work], clock.clone(), "a");
        add(&worker, &FAILS, Some("key")).await;
        for whole_pause in [10 * SECOND, 20 * SECOND] {
            assert_eq!(worker.run_due().await.unwrap(), Ran { done: 0, retried: 1, failed: 0 });
            let pause = status_of(&db, &FAILS).await.next_at.unwrap() - clock.now();
            assert!((whole_pause * 3 / 4..=whole_pause * 5 / 4).contains(&pause), "{pause}");
            assert_eq!(worker.run_due().await.unwrap(), Ran::default(), "not before its time");
            clock.advance(pause);
        }
        assert_eq!(worker.run_due().await.unwrap(), Ran { done: 0, retried: 0, failed: 1 });
        clock.advance(DAY);
        assert_eq!(worker.run_due().await.unwrap(), Ran::default());
        let status = status_of(&db, &FAILS).await;
        assert_eq!((status.waiting, status.failed), (0, 1));
        let kept = db.read(|conn| failed(conn, FAILS.name, None, Direction::Forward, 10)).await.unwrap().rows;
        assert_eq!(kept[0].reason.as_deref(), Some("no answer, try 3"));
        assert_eq!(kept[0].attempts, 3);
    })
    .await;
}

#[tokio::test]
async fn a_job_given_up_is_tried_again_or_dropped_by_a_person() {
    each_engine(MIGRATIONS, async |db| {
        let clock = Arc::new(ManualClock::at(NOW));
        let well = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&well);
        let work = does(&FAILS, move |_| {
            let well = flag.load(Ordering::SeqCst);
            async move { if well { Outcome::done("") } else { Outcome::fail("never") } }
        });
        let worker = worker(&db, vec![work], clock, "a");
        for key in ["one", "two", "three"] {
            add(&worker, &FAILS, Some(key)).await;
        }
        assert_eq!(worker.run_due().await.unwrap().failed, 3);
        let page = db.read(|conn| failed(conn, FAILS.name, None, Direction::Forward, 2)).await.unwrap();
        assert!(page.has_after && page.rows.len() == 2);
        let (newest, second) = (page.rows[0].id, page.rows[1].id);
        let rest =
            db.read(move |conn| failed(conn, FAILS.name, Some(second), Direction::Forward, 2)).await.unwrap();
        let oldest = rest.rows[0].id;
        assert!(!rest.has_after && rest.has_before);
        let back =
            db.read(move |conn| failed(conn, FAILS.name, Some(oldest), Direction::Back, 2)).await.unwrap();
        assert_eq!(back.rows, page.rows);

        assert!(add(&worker, &FAILS, Some("three")).await, "the key of a job given up is free");
        assert!(!db.write(move |conn| try_again(conn, newest, NOW)).await.unwrap(), "one lives");
        assert!(db.write(move |conn| try_again(conn, oldest, NOW)).await.unwrap());
        assert!(!db.write(move |conn| try_again(conn, oldest, NOW)).await.unwrap(), "twice is once");
        assert!(db.write(move |conn| drop_failed(conn, second)).await.unwrap());
        assert!(!db.write(move |conn| drop_failed(conn, second)).await.unwrap());
        well.store(true, Ordering::SeqCst);
        assert_eq!(worker.run_due().await.unwrap().done, 2);
        assert_eq!(db.write(move |conn| forget_failed(conn, NOW, 100)).await.unwrap(), 0);
        assert_eq!(db.write(move |conn| forget_failed(conn, NOW + 1, 100)).await.unwrap(), 1);
        let status = status_of(&db, &FAILS).await;
        assert_eq!((status.waiting, status.failed), (0, 0));
    })
    .await;
}

#[tokio::test]
async fn a_recurring_job_exists_once_and_makes_up_for_missed_times_once() {
    each_engine(MIGRATIONS, async |db| {
        let clock = Arc::new(ManualClock::at(NOW));
        let (minutely, minutes) = counts(&MINUTELY);
        let (nightly, nights) = counts(&NIGHTLY);
        let one = worker(&db, vec![minutely, nightly], clock.clone(), "a");
        for _ in 0..3 {
            one.run_due().await.unwrap();
        }
        assert_eq!(minutes.load(Ordering::SeqCst), 1);
        assert_eq!(nights.load(Ordering::SeqCst), 0);
        assert_eq!(status_of(&db, &MINUTELY).await.next_at, Some(NOW + MINUTE));
        let three = NOW.div_euclid(DAY) * DAY + DAY + 3 * kit_base::HOUR;
        assert_eq!(status_of(&db, &NIGHTLY).await.next_at, Some(three));
        // The program was down for five days.
        clock.advance(5 * DAY);
        for _ in 0..3 {
            one.run_due().await.unwrap();
        }
        assert_eq!((minutes.load(Ordering::SeqCst), nights.load(Ordering::SeqCst)), (2, 1));
        let status = status_of(&db, &NIGHTLY).await;
        assert_eq!((status.waiting, status.next_at), (0, Some(three + 5 * DAY)));
        // Run now, though it is not its time; its time stays.
        let now = clock.now();
        assert_eq!(db.write(move |conn| run_now(conn, NIGHTLY.name, now)).await.unwrap(), 1);
        one.run_due().await.unwrap();
        assert_eq!(nights.load(Ordering::SeqCst), 2);
        assert_eq!(status_of(&db, &NIGHTLY).await.next_at, Some(three + 5 * DAY));
    })
    .await;
}

#[tokio::test]
async fn a_recurring_job_that_fails_comes_back_at_its_next_time() {
    each_engine(MIGRATIONS, async |db| {
        let clock = Arc::new(ManualClock::at(NOW));
        let work = does(&MINUTELY, |_| async { Outcome::fail("broken") });
        let worker = worker(&db, vec![work], clock.clone(), "a");
        assert_eq!(worker.run_due().await.unwrap().failed, 1);
        let status = status_of(&db, &MINUTELY).await;
        assert_eq!((status.waiting, status.failed, status.next_at), (0, 0, Some(NOW + MINUTE)));
        assert_eq!(status.last.unwrap().outcome, "failed");
        clock.advance(MINUTE);
        assert_eq!(worker.run_due().await.unwrap().failed, 1);
    })
    .await;
}

#[tokio::test]
async fn a_kind_switched_off_waits_until_it_is_on() {
    each_engine(MIGRATIONS, async |db| {
        let (work, done) = counts(&COUNTING);
        let (other, others) = counts(&OTHER);
        let worker = worker(&db, vec![work, other], Arc::new(ManualClock::at(NOW)), "a");
        worker.run_due().await.unwrap();
        assert!(db.write(|conn| set_enabled(conn, COUNTING.name, false)).await.unwrap());
        assert!(!db.write(|conn| set_enabled(conn, "no.such", false)).await.unwrap());
        add(&worker, &COUNTING, None).await;
        add(&worker, &OTHER, None).await;
        assert_eq!(worker.run_due().await.unwrap().done, 1);
        assert_eq!((done.load(Ordering::SeqCst), others.load(Ordering::SeqCst)), (0, 1));
        assert!(!status_of(&db, &COUNTING).await.enabled);
        db.write(|conn| set_enabled(conn, COUNTING.name, true)).await.unwrap();
        assert_eq!(worker.run_due().await.unwrap().done, 1);
        let names: Vec<String> = db.read(kinds).await.unwrap().into_iter().map(|kind| kind.name).collect();
        assert_eq!(names, ["test.count", "test.other"]);
    })
    .await;
}

#[tokio::test]
async fn run_now_ends_the_pause_of_a_job() {
    each_engine(MIGRATIONS, async |db| {
        let work = does(&FAILS, |job| async move {
            if job.attempt == 1 { Outcome::retry("busy") } else { Outcome::done("") }
        });
        let worker = worker(&db, vec![work], Arc::new(ManualClock::at(NOW)), "a");
        add(&worker, &FAILS, None).await;
        assert_eq!(worker.run_due().await.unwrap().retried, 1);
        assert_eq!(db.write(|conn| run_now(conn, FAILS.name, NOW)).await.unwrap(), 1);
        assert_eq!(worker.run_due().await.unwrap().done, 1);
    })
    .await;
}

#[tokio::test]
async fn twenty_runs_of_a_kind_are_kept() {
    each_engine(MIGRATIONS, async |db| {
        let (work, _) = counts(&COUNTING);
        let (other, _) = counts(&OTHER);
        let worker = worker(&db, vec![work, other], Arc::new(ManualClock::at(NOW)), "a");
        add(&worker, &OTHER, None).await;
        for _ in 0..25 {
            add(&worker, &COUNTING, None).await;
        }
        assert_eq!(worker.run_due().await.unwrap().done, 26);
        let runs = runs_of(&db, &COUNTING).await;
        assert_eq!(runs.len(), 20);
        assert!(runs.windows(2).all(|pair| pair[0].id > pair[1].id));
        assert_eq!(runs_of(&db, &OTHER).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_lease_of_a_dead_worker_is_taken_over() {
    each_engine(MIGRATIONS, async |db| {
        let clock = Arc::new(ManualClock::at(NOW));
        let (work, done) = counts(&COUNTING);
        let dead = worker(&db, vec![work.clone()], clock.clone(), "a");
        let heir = worker(&db, vec![work], clock.clone(), "b");
        dead.run_due().await.unwrap();
        add(&dead, &COUNTING, None).await;
        // The first worker claims the job and is never heard of again.
        assert_eq!(dead.claim(Queue::Mail, 4, 0, MINUTE).await.unwrap().len(), 1);
        assert_eq!(heir.run_due().await.unwrap(), Ran::default(), "while the lease holds it is not taken");
        clock.advance(MINUTE - 1);
        assert_eq!(heir.run_due().await.unwrap(), Ran::default());
        clock.advance(1);
        assert_eq!(heir.run_due().await.unwrap(), Ran::default(), "the lost attempt counts: first a pause");
        assert_eq!(runs_of(&db, &COUNTING).await[0].outcome, "lost");
        clock.advance(15 * SECOND);
        assert_eq!(heir.run_due().await.unwrap().done, 1);
        assert_eq!(done.load(Ordering::SeqCst), 1);
        assert_eq!(runs_of(&db, &COUNTING).await[0].attempt, 2);
        assert_eq!(status_of(&db, &COUNTING).await.waiting, 0);
    })
    .await;
}

#[tokio::test]
async fn a_job_that_kills_its_worker_is_given_up_in_the_end() {
    each_engine(MIGRATIONS, async |db| {
        let clock = Arc::new(ManualClock::at(NOW));
        let (work, _) = counts(&PANICS);
        let worker = worker(&db, vec![work], clock.clone(), "a");
        worker.run_due().await.unwrap();
        add(&worker, &PANICS, None).await;
        for _ in 0..2 {
            assert_eq!(worker.claim(Queue::Maintenance, 1, 0, MINUTE).await.unwrap().len(), 1);
            clock.advance(10 * MINUTE);
            worker.claim(Queue::Maintenance, 1, 0, 0).await.unwrap();
            clock.advance(10 * MINUTE);
        }
        assert_eq!(status_of(&db, &PANICS).await.failed, 1);
    })
    .await;
}

#[tokio::test]
async fn what_ended_too_late_changes_nothing() {
    each_engine(MIGRATIONS, async |db| {
        let clock = Arc::new(ManualClock::at(NOW));
        let (work, _) = counts(&COUNTING);
        let slow = worker(&db, vec![work.clone()], clock.clone(), "a");
        let heir = worker(&db, vec![work.clone()], clock.clone(), "b");
        slow.run_due().await.unwrap();
        add(&slow, &COUNTING, None).await;
        let held = slow.claim(Queue::Mail, 1, 0, MINUTE).await.unwrap().remove(0);
        clock.advance(2 * MINUTE);
        heir.run_due().await.unwrap();
        clock.advance(MINUTE);
        assert_eq!(heir.claim(Queue::Mail, 1, 0, MINUTE).await.unwrap().len(), 1);
        slow.end(held, &*work, Outcome::done("too late"), NOW).await;
        let status = status_of(&db, &COUNTING).await;
        assert!(status.running && status.waiting == 1);
        assert!(runs_of(&db, &COUNTING).await.iter().all(|run| run.note != "too late"));
    })
    .await;
}
