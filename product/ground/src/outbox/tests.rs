use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use diesel::RunQueryDsl;
use kit_base::{Clock, Direction, EmailAddress, HOUR, IdSource, ManualClock, Millis, SystemEntropy};
use kit_db::Db;
use kit_db::testing::{TestDb, each_engine};

use super::relay::Way;
use super::*;
use crate::jobs::{self, Ran, Registry, Worker};

/// 24 November 2026, 09:30:00 UTC.
const NOW: Millis = 1_795_512_600_000;

fn migrations() -> Vec<Migration> {
    [crate::audit::MIGRATIONS, jobs::MIGRATIONS, MIGRATIONS].concat()
}

#[expect(clippy::disallowed_methods, reason = "a test's servers are named by the environment")]
fn setting(name: &str) -> String {
    std::env::var(name)
        .unwrap_or_else(|_| panic!("{name} is not set: run `cargo xtask test`, which starts Postfix"))
}

/// The test's Postfix.
fn postfix() -> Smtp {
    let place = setting("QUERIST_TEST_SMTP");
    let (host, port) = place.rsplit_once(':').unwrap();
    Smtp {
        host: host.into(),
        port: port.parse().unwrap(),
        mode: SmtpMode::StartTls,
        username: None,
        password: None,
        ca_file: Some(setting("QUERIST_TEST_SMTP_CA").into()),
        from: EmailAddress::parse("answers@desk.example").unwrap(),
        from_name: Some("Enquiry desk".into()),
    }
}

/// A mail server that is not there.
fn nowhere() -> Smtp {
    // Nobody listens on the discard port.
    Smtp { host: "127.0.0.1".into(), port: 9, mode: SmtpMode::Plain, ca_file: None, ..postfix() }
}

/// A composer that knows one client; `None` once the client is erased.
#[derive(Clone)]
struct Book(Arc<Mutex<Result<String, ComposeError>>>);

impl Book {
    fn of(to: &str) -> Self {
        Self(Arc::new(Mutex::new(Ok(to.to_owned()))))
    }

    fn becomes(&self, now: Result<&str, ComposeError>) {
        *self.0.lock().unwrap() = now.map(str::to_owned);
    }
}

impl Composer for Book {
    fn compose<'a>(&'a self, mail: &'a OutboxRow) -> BoxFuture<'a, Result<Composed, ComposeError>> {
        let to = self.0.lock().unwrap().clone();
        let subject = format!("{}: {}", mail.number, mail.kind);
        Box::pin(async move {
            let to = EmailAddress::parse(&to?).unwrap();
            Ok(Composed { to, name: Some("Siân".into()), subject, text: "Words.\n".into(), unasked: None })
        })
    }
}

/// A desk with an outbox and nothing else.
struct House {
    db: Db,
    clock: Arc<ManualClock>,
    ids: Arc<IdSource>,
    worker: Worker,
}

impl House {
    fn new(db: Db, smtp: Option<Smtp>, book: &Book) -> Self {
        let clock = Arc::new(ManualClock::at(NOW));
        let (ids, entropy) = (Arc::new(IdSource::new(0)), Arc::new(SystemEntropy));
        let send = Send {
            db: db.clone(),
            clock: clock.clone(),
            entropy: entropy.clone(),
            ids: ids.clone(),
            way: Arc::new(Way::new(smtp)),
            composer: Arc::new(book.clone()),
        };
        let release = Release::beside(&send);
        let registry = Registry::new(vec![Arc::new(send), Arc::new(release)]);
        let node = "test".to_owned();
        let worker =
            Worker { db: db.clone(), registry, clock: clock.clone(), entropy, ids: ids.clone(), node };
        Self { db, clock, ids, worker }
    }

    /// Another process of the same desk, with another mail server.
    fn restarted(&self, smtp: Option<Smtp>, book: &Book) -> Self {
        let other = Self::new(self.db.clone(), smtp, book);
        other.clock.advance(self.clock.now() - other.clock.now() + HOUR);
        other
    }

    async fn queue(&self, kind: &str) -> i64 {
        let (id, job_id, now) = (self.ids.next(NOW), self.ids.next(NOW), self.clock.now());
        let new = NewMail {
            id,
            job_id,
            request_id: 7,
            client_id: 8,
            staff_id: 0,
            message_id: (kind != "acknowledgement").then_some(9),
            kind: kind.to_owned(),
            lang: "en".into(),
            number: "QR-10482".into(),
            crowded: false,
            now,
        };
        self.db.write(move |conn| queue(conn, &new)).await.unwrap();
        id
    }

    /// Runs what is due now.
    async fn run(&self) -> Ran {
        self.worker.run_due().await.unwrap()
    }

    async fn mail(&self, id: i64) -> OutboxRow {
        self.db.read(move |conn| store::find(conn, id)).await.unwrap().unwrap()
    }

    async fn counts(&self) -> Counts {
        self.db.read(counts).await.unwrap()
    }

    async fn events(&self, mail: i64) -> Vec<String> {
        let events = self.db.read(move |conn| crate::audit::history(conn, "mail", mail, 10)).await.unwrap();
        events.into_iter().map(|event| event.kind).collect()
    }
}

/// A recipient nobody had before: mailboxes outlive a test run.
fn somebody() -> String {
    let chance: [u8; 8] = (&SystemEntropy as &dyn kit_base::Entropy).bytes();
    format!("outbox-{}@reader.example", hex::encode(chance))
}

/// The mails that `to` has got, waiting up to 20 s for as many as `wanted`.
async fn delivered(to: &str, wanted: usize) -> Vec<String> {
    let folder = PathBuf::from(setting("QUERIST_TEST_MAILDIR")).join("reader/new");
    let mut found = Vec::new();
    for _ in 0..200 {
        found.clear();
        for file in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let mail = std::fs::read(file.path()).unwrap_or_default();
            let mail = String::from_utf8_lossy(&mail).into_owned();
            if mail.contains(&format!("X-Original-To: {to}\n")) {
                found.push(mail);
            }
        }
        if found.len() >= wanted {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    found
}

fn header<'a>(mail: &'a str, name: &str) -> Option<&'a str> {
    mail.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[tokio::test]
async fn a_mail_is_sent_and_remembered_and_never_sent_again() {
    each_engine(migrations(), async |db| {
        let to = somebody();
        let house = House::new(db, Some(postfix()), &Book::of(&to));
        let first = house.queue("acknowledgement").await;
        house.run().await;
        let row = house.mail(first).await;
        assert_eq!((row.state.as_str(), row.attempts, row.sent_at), ("sent", 1, Some(NOW)));
        assert_eq!(house.events(first).await, ["mail.sent"]);
        // The job comes back, as after a crash before its end was written.
        let again =
            jobs::NewJob::now(house.ids.next(NOW), "mail.send", serde_json::json!({ "mail": first }), NOW);
        house.db.write(move |conn| jobs::enqueue(conn, &again)).await.unwrap();
        house.run().await;
        let second = house.queue("answer").await;
        house.run().await;
        let mut mails = delivered(&to, 2).await;
        assert_eq!(mails.len(), 2);
        mails.sort_by_key(|mail| mail.contains("Subject: QR-10482: answer"));
        let (acknowledgement, answer) = (&mails[0], &mails[1]);
        assert_eq!(header(acknowledgement, "Auto-Submitted"), Some("auto-generated"));
        assert_eq!(header(answer, "Auto-Submitted"), None, "a person wrote the answer");
        let id = header(acknowledgement, "Message-ID");
        assert!(id.is_some_and(|id| id.ends_with("@desk.example>") && !id.contains(&first.to_string())));
        assert_eq!(header(answer, "In-Reply-To"), id, "mail programs show both as one conversation");
        assert!(answer.contains("From: \"Enquiry desk\"\n <answers@desk.example>"), "{answer}");
        assert_eq!(house.mail(second).await.state, "sent");
        let of_request = house.db.read(|conn| of_request(conn, 7)).await.unwrap();
        assert_eq!(of_request.iter().map(|mail| mail.id).collect::<Vec<_>>(), [first, second]);
    })
    .await;
}

#[tokio::test]
async fn after_a_crash_in_the_middle_the_same_message_goes_out_again() {
    each_engine(migrations(), async |db| {
        let to = somebody();
        let house = House::new(db, Some(postfix()), &Book::of(&to));
        let mail = house.queue("answer").await;
        house.run().await;
        // The server has it, but that was not written down: the row and the job stand as while sending.
        let again =
            jobs::NewJob::now(house.ids.next(NOW), "mail.send", serde_json::json!({ "mail": mail }), NOW);
        house
            .db
            .write(move |conn| {
                diesel::sql_query("UPDATE outbox_mail SET state = 'sending', sent_at = NULL")
                    .execute(conn)?;
                jobs::enqueue(conn, &again)
            })
            .await
            .unwrap();
        house.run().await;
        house.run().await;
        let mails = delivered(&to, 2).await;
        assert_eq!(mails.len(), 2, "once more, and only once");
        assert_eq!(header(&mails[0], "Message-ID"), header(&mails[1], "Message-ID"));
        assert_eq!(house.mail(mail).await.state, "sent");
    })
    .await;
}

#[tokio::test]
async fn without_a_mail_server_mails_are_kept_and_leave_once_there_is_one() {
    each_engine(migrations(), async |db| {
        let to = somebody();
        let book = Book::of(&to);
        let house = House::new(db, None, &book);
        let mails = [house.queue("acknowledgement").await, house.queue("answer").await];
        house.run().await;
        let row = house.mail(mails[0]).await;
        assert_eq!(
            (row.state.as_str(), row.last_reason.as_deref(), row.attempts),
            ("kept", Some("no-server"), 0)
        );
        assert_eq!(house.counts().await, Counts { kept: 2, ..Counts::default() });
        let page =
            house.db.read(|conn| list(conn, MailState::Kept, None, Direction::Forward, 1)).await.unwrap();
        assert!(page.has_after && page.rows[0].id == mails[1], "newest first");
        let house = house.restarted(Some(postfix()), &book);
        house.run().await;
        assert_eq!(house.counts().await, Counts::default());
        assert_eq!(delivered(&to, 2).await.len(), 2);
        assert_eq!(house.mail(mails[1]).await.state, "sent");
    })
    .await;
}

#[tokio::test]
async fn while_the_mail_server_is_away_mails_are_kept_and_none_is_lost() {
    each_engine(migrations(), async |db| {
        let to = somebody();
        let book = Book::of(&to);
        let house = House::new(db, Some(nowhere()), &book);
        let mail = house.queue("answer").await;
        assert_eq!(house.run().await.retried, 1);
        let row = house.mail(mail).await;
        assert_eq!((row.state.as_str(), row.last_reason.as_deref()), ("waiting", Some("unreachable")));
        for _ in 0..5 {
            house.clock.advance(HOUR);
            house.run().await;
        }
        assert_eq!(house.mail(mail).await.state, "kept");
        assert_eq!(house.events(mail).await, ["mail.kept"]);
        // The server is still away: what is kept stays kept.
        house.clock.advance(HOUR);
        house.run().await;
        assert_eq!(house.counts().await.kept, 1);
        let house = house.restarted(Some(postfix()), &book);
        house.run().await;
        assert_eq!(delivered(&to, 1).await.len(), 1);
        assert_eq!(house.counts().await, Counts::default());
    })
    .await;
}

#[tokio::test]
async fn a_refusal_for_good_is_told_at_once_and_can_be_tried_again() {
    each_engine(migrations(), async |db| {
        let book = Book::of("nobody@gone.example");
        let house = House::new(db, Some(postfix()), &book);
        let mail = house.queue("answer").await;
        house.run().await;
        let row = house.mail(mail).await;
        assert_eq!((row.state.as_str(), row.last_code.as_deref()), ("failed", Some("550 5.1.1")));
        assert_eq!(row.last_reason.as_deref(), Some("permanent"));
        assert_eq!(house.counts().await, Counts { failed: 1, ..Counts::default() });
        house.clock.advance(100 * HOUR);
        house.run().await;
        assert_eq!(house.mail(mail).await.attempts, 1, "nobody tries again by himself");
        let to = somebody();
        book.becomes(Ok(&to));
        let (job, now) = (house.ids.next(NOW), house.clock.now());
        assert!(house.db.write(move |conn| try_again(conn, mail, job, now)).await.unwrap());
        assert!(
            !house.db.write(move |conn| try_again(conn, mail, job + 1, now)).await.unwrap(),
            "it waits already"
        );
        house.run().await;
        assert_eq!(delivered(&to, 1).await.len(), 1);
        assert_eq!(house.counts().await, Counts::default());
    })
    .await;
}

#[tokio::test]
async fn a_refusal_for_now_is_tried_for_two_days() {
    each_engine(migrations(), async |db| {
        let house = House::new(db, Some(postfix()), &Book::of("busy@slow.example"));
        let mail = house.queue("answer").await;
        let mut tries = 0;
        while house.mail(mail).await.state == "waiting" {
            house.run().await;
            tries += 1;
            let next = house.db.read(|conn| jobs::status(conn, "mail.send")).await.unwrap().unwrap().next_at;
            if let Some(next) = next {
                house.clock.advance(next - house.clock.now());
            }
            assert!(tries < 30);
        }
        let row = house.mail(mail).await;
        assert_eq!((row.state.as_str(), row.last_code.as_deref()), ("failed", Some("450 4.2.0")));
        let days = (house.clock.now() - NOW) as f64 / kit_base::DAY as f64;
        assert!((1.4..2.6).contains(&days), "tried for {days} days");
        assert_eq!(house.events(mail).await, ["mail.failed"]);
        let jobs = house.db.read(|conn| jobs::status(conn, "mail.send")).await.unwrap().unwrap();
        assert_eq!((jobs.waiting, jobs.failed), (0, 0), "the mail says that it failed, not the job");
    })
    .await;
}

#[tokio::test]
async fn whoever_is_erased_before_it_leaves_gets_nothing() {
    each_engine(migrations(), async |db| {
        let to = somebody();
        let book = Book::of(&to);
        let house = House::new(db, Some(postfix()), &book);
        let mail = house.queue("answer").await;
        book.becomes(Err(ComposeError::Gone));
        house.run().await;
        assert!(house.db.read(move |conn| store::find(conn, mail)).await.unwrap().is_none());
        assert_eq!(house.events(mail).await, ["mail.withdrawn"]);
        // Erasing takes kept and failed mails away too, with their place in the counts.
        book.becomes(Ok("nobody@gone.example"));
        house.queue("answer").await;
        house.run().await;
        house.queue("query").await;
        assert_eq!(house.counts().await.failed, 1);
        assert_eq!(house.db.write(|conn| withdraw(conn, 8)).await.unwrap(), 2);
        assert_eq!(house.counts().await, Counts::default());
        book.becomes(Ok(&to));
        house.run().await;
        assert!(delivered(&to, 0).await.is_empty());
    })
    .await;
}

// Only PostgreSQL lets two write at the same moment: a worker moves a mail on while its client is being erased.
#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_is_moved_on_while_its_client_is_erased_goes_as_well() {
    let test = TestDb::postgres(migrations()).await;
    let house = House::new(test.db.clone(), None, &Book::of("somebody@gone.example"));
    let mail = house.queue("answer").await;
    let (moved, mut told) = tokio::sync::mpsc::unbounded_channel();
    let worker = house.db.write(move |conn| {
        let left = store::Left { state: MailState::Kept, code: None, reason: Some("unset"), at: NOW };
        assert!(store::leave(conn, mail, &left)?);
        moved.send(()).unwrap();
        // Until the other waits for this row.
        std::thread::sleep(Duration::from_millis(500));
        Ok(())
    });
    let erasing = async {
        told.recv().await.unwrap();
        house.db.write(|conn| withdraw(conn, 8)).await
    };
    let (worker, gone) = tokio::join!(worker, erasing);
    worker.unwrap();
    assert_eq!(gone.unwrap(), 1);
    assert!(house.db.read(move |conn| store::find(conn, mail)).await.unwrap().is_none());
    assert_eq!(house.counts().await, Counts::default());
}

#[tokio::test]
async fn what_cannot_be_composed_now_is_composed_later() {
    each_engine(migrations(), async |db| {
        let to = somebody();
        let book = Book::of(&to);
        book.becomes(Err(ComposeError::Later));
        let house = House::new(db, Some(postfix()), &book);
        let mail = house.queue("answer").await;
        assert_eq!(house.run().await.retried, 1);
        assert_eq!(house.mail(mail).await.last_reason.as_deref(), Some("compose"));
        book.becomes(Ok(&to));
        house.clock.advance(HOUR);
        house.run().await;
        assert_eq!(delivered(&to, 1).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn staff_may_decide_that_a_mail_need_not_leave() {
    each_engine(migrations(), async |db| {
        let house = House::new(db, None, &Book::of("x@reader.example"));
        let mail = house.queue("answer").await;
        assert!(
            !house.db.write(move |conn| drop_mail(conn, mail, NOW)).await.unwrap(),
            "it may be leaving now"
        );
        house.run().await;
        assert!(house.db.write(move |conn| drop_mail(conn, mail, NOW)).await.unwrap());
        assert!(!house.db.write(move |conn| drop_mail(conn, mail, NOW)).await.unwrap());
        assert_eq!(
            (house.mail(mail).await.state.as_str(), house.counts().await),
            ("dropped", Counts::default())
        );
    })
    .await;
}

#[tokio::test]
async fn settings_that_cannot_work_keep_mails_and_are_told() {
    each_engine(migrations(), async |db| {
        let open = Smtp { host: "mx.example.org".into(), mode: SmtpMode::Plain, ..postfix() };
        assert!(matches!(open.judge(), Err(SettingsError::PlainBeyondLoopback)));
        assert!(postfix().judge().is_ok() && postfix().try_out().await.is_ok());
        assert!(nowhere().try_out().await.is_err());
        let house = House::new(db, Some(open), &Book::of("x@reader.example"));
        let mail = house.queue("answer").await;
        house.run().await;
        assert_eq!(house.mail(mail).await.last_reason.as_deref(), Some("settings"));
    })
    .await;
}
