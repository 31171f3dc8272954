//! The job that sends one mail.

use std::sync::Arc;
use std::time::Duration;

use kit_base::{Clock, Entropy, IdSource, MINUTE, Millis};
use kit_db::Db;
use kit_mail::{BuildError, Failure};

use super::relay::{Relay, Way};
use super::store::{self, Left, MailState, OutboxRow};
use super::{BoxFuture, ComposeError, Composed, Composer, Smtp};
use crate::audit::{self, Actor, Event};
use crate::jobs::{Job, Kind, Outcome, Queue, Work};
use crate::{Ground, Parts};

/// Pauses double from 10 s to 6 h: eighteen attempts take about two days.
pub(super) static KIND: Kind = Kind::new("mail.send", Queue::Mail).attempts(18);

/// How often a fact is written down before the mail is left to be sent again.
const WRITE_TRIES: u32 = 6;
/// Attempts before a mail is kept that no mail server can be found for: some five minutes, in which a server
/// is started again or a name is found.
const TRIES_OF_THE_WAY: u32 = 6;

/// Sends the mails of the outbox.
pub struct Send {
    pub(super) db: Db,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) entropy: Arc<dyn Entropy>,
    pub(super) ids: Arc<IdSource>,
    pub(super) way: Arc<Way>,
    pub(super) composer: Arc<dyn Composer>,
}

/// What an attempt came to.
enum Attempt {
    Sent,
    /// It failed; whether the mail itself is refused, or mails in general.
    Failed(Trouble),
    /// There is nobody to write to, or nothing to send any more.
    Nothing,
    /// Today there were enough like it; the code says of what. That is written down.
    Withheld(&'static str),
}

/// What came of beginning with a mail.
enum Begun {
    /// It is not to be sent any more.
    Gone,
    /// It is not to leave today.
    Withheld(&'static str),
    /// The random part of its message id, and those of earlier ones.
    With(String, Vec<String>),
}

#[derive(Debug, Clone)]
struct Trouble {
    reason: &'static str,
    code: Option<String>,
    weight: Weight,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// This mail is refused for good.
    Final,
    /// This mail is put off; should that go on for two days, it is refused.
    PutOff,
    /// No mail can leave; should that go on for minutes, it is kept until that is mended.
    Everybodys,
    /// There is no way out at all.
    NoWay,
}

impl Send {
    /// The job for this configuration. Settings that cannot work are logged, and mails are kept.
    pub fn new(ground: &Ground, smtp: Option<Smtp>, composer: impl Composer) -> Self {
        let way = Arc::new(Way::new(smtp));
        let Parts { db, clock, entropy, ids, .. } = Parts::clone(ground);
        Self { db, clock, entropy, ids, way, composer: Arc::new(composer) }
    }

    async fn send(&self, job: &Job) -> Outcome {
        let Some(id) = job.id_of("mail") else { return Outcome::fail("the job names no mail") };
        let mail = match self.db.read(move |conn| store::find(conn, id)).await {
            Ok(Some(mail)) if mail.is_open() => mail,
            Ok(_) => return Outcome::done("there was nothing to send"),
            Err(error) => return Outcome::retry(format!("the outbox could not be read: {error}")),
        };
        let crowded = job.payload.get(store::CROWDED).is_some();
        let written = match self.attempt(&mail, crowded).await {
            Ok(Attempt::Nothing) => return self.give_up_silently(&mail).await,
            Ok(Attempt::Withheld(reason)) => {
                tracing::warn!(mail.id = mail.id, reason, "mail {} was withheld", mail.id);
                return Outcome::done(format!("withheld: {reason}"));
            }
            Ok(Attempt::Sent) => self.sent(&mail).await,
            Ok(Attempt::Failed(trouble)) => self.failed(&mail, trouble, job.attempt).await,
            Err(error) => Err(error),
        };
        written.unwrap_or_else(|error| Outcome::retry(format!("the outbox could not be written: {error}")))
    }

    async fn attempt(&self, mail: &OutboxRow, crowded: bool) -> kit_db::Result<Attempt> {
        let relay = match &*self.way {
            Way::Open(relay) => relay,
            Way::None => return Ok(Attempt::kept("no-server")),
            Way::Blocked => return Ok(Attempt::kept("settings")),
        };
        let composed = match self.composer.compose(mail).await {
            Ok(composed) => composed,
            Err(ComposeError::Gone) => return Ok(Attempt::Nothing),
            Err(ComposeError::Later) => return Ok(Attempt::put_off("compose")),
        };
        let (id, now, token) = (mail.id, self.clock.now(), hex::encode(self.entropy.bytes::<16>()));
        let unasked = composed.unasked.clone();
        let (row, event) = (mail.clone(), self.event("mail.withheld", mail));
        let begun = self.db.write(move |conn| {
            let Some(begun) = store::begin(conn, id, &token, now)? else { return Ok(Begun::Gone) };
            // What was begun before was counted then, or staff let it go.
            let unasked = unasked.as_ref().filter(|_| begun.attempts == 1);
            if let Some(reason) = unasked.map_or(Ok(None), |limits| limits.count(conn, crowded))? {
                let left = Left { state: MailState::Withheld, code: None, reason: Some(reason), at: now };
                store::leave(conn, id, &left)?;
                audit::record(conn, &event)?;
                return Ok(Begun::Withheld(reason));
            }
            Ok(Begun::With(begun.token, store::earlier(conn, &row)?))
        });
        Ok(match begun.await? {
            Begun::Gone => Attempt::Nothing,
            Begun::Withheld(reason) => Attempt::Withheld(reason),
            Begun::With(token, earlier) => self.hand_over(relay, mail, composed, &token, &earlier).await,
        })
    }

    async fn hand_over(
        &self,
        relay: &Relay,
        mail: &OutboxRow,
        composed: Composed,
        token: &str,
        earlier: &[String],
    ) -> Attempt {
        // Only what carries a person's words was written by a person.
        let automatic = mail.message_id.is_none();
        let built = match relay.build(composed, token, earlier, automatic, self.clock.now()) {
            Ok(built) => built,
            Err(BuildError::To) => return Attempt::failed(Failure::Address, None),
            Err(BuildError::From) => return Attempt::failed(Failure::Sender, None),
        };
        match relay.sender.send(&built).await {
            Ok(_) => Attempt::Sent,
            Err(error) => Attempt::failed(error.failure, error.reply.map(|reply| reply.to_string())),
        }
    }

    /// Somebody was erased, or the mail withdrawn: nothing is left of it but the event.
    async fn give_up_silently(&self, mail: &OutboxRow) -> Outcome {
        let event = self.event("mail.withdrawn", mail);
        let mail = mail.id;
        let removed = self.db.write(move |conn| {
            let gone = store::remove(conn, mail, MailState::Waiting.code())?
                || store::remove(conn, mail, MailState::Sending.code())?;
            if gone { audit::record(conn, &event) } else { Ok(()) }
        });
        match removed.await {
            Ok(()) => Outcome::done("there was nobody to write to"),
            Err(error) => Outcome::retry(format!("the outbox could not be written: {error}")),
        }
    }

    async fn sent(&self, mail: &OutboxRow) -> kit_db::Result<Outcome> {
        let left = Left { state: MailState::Sent, code: None, reason: None, at: self.clock.now() };
        self.leave(mail, left, Some("mail.sent")).await?;
        Ok(Outcome::done("sent"))
    }

    async fn failed(&self, mail: &OutboxRow, trouble: Trouble, attempt: u32) -> kit_db::Result<Outcome> {
        let Trouble { reason, code, weight } = trouble;
        let words = code.as_ref().map_or_else(|| reason.to_owned(), |code| format!("{reason} ({code})"));
        let (state, event) = match weight {
            Weight::Final => (MailState::Failed, Some("mail.failed")),
            Weight::PutOff if attempt >= KIND.max_attempts => (MailState::Failed, Some("mail.failed")),
            Weight::NoWay => (MailState::Kept, Some("mail.kept")),
            Weight::Everybodys if attempt >= TRIES_OF_THE_WAY => (MailState::Kept, Some("mail.kept")),
            Weight::PutOff | Weight::Everybodys => (MailState::Waiting, None),
        };
        let left = Left { state, code, reason: Some(reason), at: self.clock.now() };
        self.leave(mail, left, event).await?;
        tracing::info!(mail.id = mail.id, reason, state = state.code(), "mail {} did not leave", mail.id);
        Ok(match state {
            MailState::Waiting => Outcome::retry(words),
            other => Outcome::done(format!("{}: {words}", other.code())),
        })
    }

    /// Writes down how the attempt left the mail, with its event. What the mail server has taken over must be
    /// remembered: a database that cannot be written to now is asked again for some seconds.
    async fn leave(&self, mail: &OutboxRow, left: Left, event: Option<&'static str>) -> kit_db::Result<()> {
        let (id, event) = (mail.id, event.map(|kind| self.event(kind, mail)));
        let mut tries = 1;
        loop {
            let (left, event) = (left.clone(), event.clone());
            let written = self.db.write(move |conn| {
                let open = store::leave(conn, id, &left)?;
                event.as_ref().filter(|_| open).map_or(Ok(()), |event| audit::record(conn, event))
            });
            match written.await {
                Err(_) if tries < WRITE_TRIES => tokio::time::sleep(Duration::from_millis(250) * tries).await,
                outcome => return outcome,
            }
            tries += 1;
        }
    }

    fn event(&self, kind: &'static str, mail: &OutboxRow) -> Event {
        let at = self.clock.now();
        Event {
            id: self.ids.next(at),
            at,
            actor: Actor::System,
            kind,
            subject_kind: "mail",
            subject_id: mail.id,
            params: serde_json::json!({ "request": mail.request_id, "kind": mail.kind }),
        }
    }
}

impl Work for Send {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    /// Longer than the mail server may take for everything together.
    fn time_limit(&self) -> Millis {
        11 * MINUTE
    }

    fn run(&self, job: Job) -> BoxFuture<'_, Outcome> {
        Box::pin(async move { self.send(&job).await })
    }
}

impl Attempt {
    fn failed(failure: Failure, code: Option<String>) -> Self {
        let weight = match failure {
            Failure::Permanent | Failure::Address => Weight::Final,
            Failure::Temporary | Failure::Protocol | Failure::Unanswered => Weight::PutOff,
            Failure::Unreachable
            | Failure::Timeout
            | Failure::Tls
            | Failure::NoStartTls
            | Failure::Credentials
            | Failure::Sender => Weight::Everybodys,
        };
        Self::Failed(Trouble { reason: failure.key(), code, weight })
    }

    fn kept(reason: &'static str) -> Self {
        Self::Failed(Trouble { reason, code: None, weight: Weight::NoWay })
    }

    fn put_off(reason: &'static str) -> Self {
        Self::Failed(Trouble { reason, code: None, weight: Weight::PutOff })
    }
}
