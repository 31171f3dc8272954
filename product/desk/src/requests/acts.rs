//! What is done with a request after it came: by staff and by its client. Each act is one transaction.

use ground::Ground;
use ground::audit::{self, Actor, Event};
use ground::guard;
use ground::outbox;
use ground::settings::registry;
use ground::staff::{LocationCard, LocationId, Person};
use kit_base::Millis;
use kit_vault::{Key, KeyId};
use serde_json::{Value, json};

use super::model::{Reason, State};
use super::open::RequestError;
use super::store::{self, Change, RequestRow};
use super::{calendar, mails, number};
use crate::messages::{self, Kind, NewMessage};

/// How an act ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// It is done.
    Yes,
    /// Somebody else acted since the page was made; nothing was changed.
    Stale,
}

/// Everything an act writes, sealed before the transaction.
#[derive(Clone)]
pub(super) struct Written {
    row: RequestRow,
    pub change: Change,
    pub event: Event,
    pub message: Option<NewMessage>,
    pub mail: Option<outbox::NewMail>,
    nonce: Option<[u8; 16]>,
    seen_by: Option<i64>,
    now: Millis,
}

impl Written {
    fn new(ground: &Ground, row: &RequestRow, actor: Actor, kind: &'static str, params: Value) -> Self {
        let now = ground.now();
        let event = Event {
            id: ground.id(),
            at: now,
            actor,
            kind,
            subject_kind: "request",
            subject_id: row.id,
            params,
        };
        let seen_by = if let Actor::Staff(id) = actor { Some(id) } else { None };
        Self {
            row: row.clone(),
            change: Change::of(row),
            event,
            message: None,
            mail: None,
            nonce: None,
            seen_by,
            now,
        }
    }

    /// Adds words: sealed under the request's key.
    fn say(&mut self, ground: &Ground, key: &Key, kind: Kind, text: &str) {
        let at = (ground.id(), self.now);
        let message = NewMessage::seal(&ground.vault, key, at, self.row.id, (kind, self.event.actor), text);
        self.message = Some(message);
        let by = if let Actor::Staff(id) = self.event.actor { id } else { 0 };
        self.change.message = Some((self.now, by));
    }

    /// Adds a mail to the client with the words just said; none to somebody who was forgotten.
    fn mail(&mut self, ground: &Ground, kind: &'static str) {
        if self.row.is_erased() {
            return;
        }
        let prefix = ground.settings.text(&registry::PREFIX);
        self.mail = Some(outbox::NewMail {
            id: ground.id(),
            job_id: ground.id(),
            request_id: self.row.id,
            client_id: self.row.client_id,
            staff_id: 0,
            message_id: self.message.as_ref().map(|message| message.id),
            kind: kind.to_owned(),
            lang: self.row.lang.clone(),
            number: number::short(&prefix, self.row.number),
            crowded: false,
            now: self.now,
        });
    }

    async fn commit(self, ground: &Ground) -> Result<Done, RequestError> {
        let done = ground
            .db
            .write(move |conn| {
                if !store::change(conn, &self.row, &self.change)? {
                    return Ok(Done::Stale);
                }
                if let Some(nonce) = &self.nonce {
                    guard::consume(conn, nonce, self.row.id, self.now)?;
                }
                if let Some(message) = &self.message {
                    messages::insert(conn, message)?;
                }
                audit::record(conn, &self.event)?;
                if let Some(mail) = &self.mail {
                    outbox::queue(conn, mail)?;
                }
                if let Some(staff) = self.seen_by {
                    store::mark_seen(conn, (staff, self.row.id), self.now)?;
                }
                Ok(Done::Yes)
            })
            .await?;
        ground.bell.ring();
        Ok(done)
    }
}

fn staff(person: &Person) -> Actor {
    Actor::Staff(person.id.0)
}

/// The key of the request's words; nothing when they were sealed anew since it was read, and the key is gone.
async fn key_of(ground: &Ground, row: &RequestRow) -> Result<Option<Key>, RequestError> {
    let gone = match ground.vault.key(KeyId(row.key_id)).await {
        Err(gone @ kit_vault::Error::KeyDestroyed(_)) => gone,
        key => return Ok(Some(key?)),
    };
    let id = row.id;
    let now = ground.db.read(move |conn| store::by_id(conn, id)).await?;
    if now.is_some_and(|now| now.version != row.version) { Ok(None) } else { Err(gone.into()) }
}

/// Makes the request the person's own.
pub async fn take(ground: &Ground, person: &Person, row: &RequestRow) -> Result<Done, RequestError> {
    taken(ground, person, row).commit(ground).await
}

pub(super) fn taken(ground: &Ground, person: &Person, row: &RequestRow) -> Written {
    let mut act =
        Written::new(ground, row, staff(person), "request.taken", json!({ "from": row.assignee_id }));
    hold(&mut act.change, person.id.0);
    act
}

/// Where a request is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// Who shall have it, 0 for nobody.
    pub to: i64,
    /// The team that shall have it.
    pub team: Option<i64>,
    /// Where.
    pub location: i64,
}

/// Gives the request to `target`.
pub async fn reallocate(
    ground: &Ground,
    person: &Person,
    row: &RequestRow,
    target: Target,
) -> Result<Done, RequestError> {
    let Target { to, team, location } = target;
    let params = json!({ "from": row.assignee_id, "to": to, "team": team, "location": location });
    let mut act = Written::new(ground, row, staff(person), "request.reallocated", params);
    (act.change.location, act.change.team) = (location, team);
    hold(&mut act.change, to);
    act.commit(ground).await
}

/// Whoever has it, has it in hand; with nobody it is new again. What rests with the client stays there.
fn hold(change: &mut Change, who: i64) {
    change.assignee = who;
    if change.state != State::WithClient {
        change.state = if who == 0 { State::New } else { State::InHand };
    }
}

/// Keeps a note for colleagues.
pub async fn note(
    ground: &Ground,
    person: &Person,
    row: &RequestRow,
    text: &str,
) -> Result<Done, RequestError> {
    let Some(key) = key_of(ground, row).await? else { return Ok(Done::Stale) };
    noted(ground, &key, person, row, text).commit(ground).await
}

pub(super) fn noted(ground: &Ground, key: &Key, person: &Person, row: &RequestRow, text: &str) -> Written {
    let mut act = Written::new(ground, row, staff(person), "request.noted", json!({}));
    act.say(ground, key, Kind::Note, text);
    act
}

/// Asks the client something. Who asks, has the request.
pub async fn query(
    ground: &Ground,
    person: &Person,
    row: &RequestRow,
    text: &str,
) -> Result<Done, RequestError> {
    let Some(key) = key_of(ground, row).await? else { return Ok(Done::Stale) };
    queried(ground, &key, person, row, text).commit(ground).await
}

pub(super) fn queried(ground: &Ground, key: &Key, person: &Person, row: &RequestRow, text: &str) -> Written {
    let mut act = Written::new(ground, row, staff(person), "request.queried", json!({}));
    act.say(ground, key, Kind::Query, text);
    act.change.assignee = holder(row, person);
    act.change.state = State::WithClient;
    act.change.reason = Reason::None;
    act.mail(ground, mails::QUERY);
    act
}

/// Answers and closes. Answering takes a request that nobody has. The client can read it from the commit on.
pub async fn answer(
    ground: &Ground,
    person: &Person,
    row: &RequestRow,
    text: &str,
) -> Result<Done, RequestError> {
    let Some(key) = key_of(ground, row).await? else { return Ok(Done::Stale) };
    answered(ground, &key, person, row, text).commit(ground).await
}

pub(super) fn answered(ground: &Ground, key: &Key, person: &Person, row: &RequestRow, text: &str) -> Written {
    let mut act =
        Written::new(ground, row, staff(person), "request.answered", json!({ "from": row.assignee_id }));
    act.say(ground, key, Kind::Answer, text);
    act.change.assignee = holder(row, person);
    act.change.state = State::Closed;
    act.change.reason = Reason::Answered;
    act.change.closed_at = act.now;
    act.mail(ground, mails::ANSWER);
    act
}

/// Opens a closed request again, for the one who had it.
pub async fn reopen(ground: &Ground, person: &Person, row: &RequestRow) -> Result<Done, RequestError> {
    let mut act = Written::new(ground, row, staff(person), "request.reopened", json!({}));
    let book = ground.directory.book(ground).await?;
    again(ground, &mut act.change, row, book.location(LocationId(row.location_id)));
    act.commit(ground).await
}

/// The client writes: on an open request a comment, on a closed one it opens again. `nonce` is the one-time
/// key of the page: [`RequestError::Used`] when something was kept with it before.
pub async fn comment(
    ground: &Ground,
    row: &RequestRow,
    nonce: [u8; 16],
    text: &str,
) -> Result<Done, RequestError> {
    let Some(key) = key_of(ground, row).await? else { return Ok(Done::Stale) };
    let book = ground.directory.book(ground).await?;
    let mut act = commented(ground, &key, row, book.location(LocationId(row.location_id)), text);
    act.nonce = Some(nonce);
    match act.commit(ground).await {
        Err(RequestError::Db(error)) if error.is_unique("used_key.nonce") => Err(RequestError::Used),
        other => other,
    }
}

pub(super) fn commented(
    ground: &Ground,
    key: &Key,
    row: &RequestRow,
    place: Option<&LocationCard>,
    text: &str,
) -> Written {
    let closed = row.state() == State::Closed;
    let kind = if closed { "request.reopened_by_client" } else { "request.commented" };
    let mut act = Written::new(ground, row, Actor::Client(row.client_id), kind, json!({}));
    act.say(ground, key, Kind::Comment, text);
    if closed {
        again(ground, &mut act.change, row, place);
    } else {
        act.change.state = if row.assignee_id == 0 { State::New } else { State::InHand };
        act.change.reason = Reason::Replied;
    }
    act
}

/// Working days in which an answer is due after a request was opened again.
const AGAIN: u32 = 2;

fn again(ground: &Ground, change: &mut Change, row: &RequestRow, place: Option<&LocationCard>) {
    if let Some(place) = place {
        change.due_at = calendar::due(ground.now(), AGAIN, place);
    }
    change.state = if row.assignee_id == 0 { State::New } else { State::InHand };
    change.reason = Reason::Reopened;
    change.closed_at = 0;
}

fn holder(row: &RequestRow, person: &Person) -> i64 {
    if row.assignee_id == 0 { person.id.0 } else { row.assignee_id }
}
