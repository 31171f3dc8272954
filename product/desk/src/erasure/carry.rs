//! Doing what was decided: each effect is durable before the next begins. After a failure the next call looks
//! again at what is durable, and the same decision says what is left.

use std::collections::HashSet;

use ground::Ground;
use ground::audit::{self, Event as AuditEvent};
use ground::clients::{self, ClientId, ClientRow, Identity};
use ground::outbox;
use kit_base::Millis;
use kit_vault::register::{Act, Erasure};
use kit_vault::{Actor, Domain, KeyId, KeyState, Purpose};
use serde_json::json;

use super::known::Known;
use super::steps::{Effect, Event, Key, Ordered, Outcome, Rows, State, Words, step};
use super::store::{self, ReceiptRow};
use super::{ERASED, ErasureError, HELD, RELEASED, Way, WordsAre};
use crate::requests::erasing::{self, Anew, Opened};
use crate::requests::open::Line;
use crate::requests::{RequestRow, read};

/// So often somebody else may be faster.
const TRIES: usize = 20;

/// Who opens what is to be forgotten, to find the person in it.
const ACTOR: Actor = Actor::System;

/// An order of the register, and when it was given.
pub(super) type Order = (Erasure, Millis);

/// One request and its person, as everything durable tells.
struct Subject {
    row: RequestRow,
    client: ClientRow,
    /// What opened of the words, with the person blacked out.
    clean: Opened,
    /// Whether anything had to be.
    words: Words,
    orders: Vec<Order>,
    /// Keys that the ring has, of those that are to go.
    live: Vec<KeyId>,
    held: bool,
    /// Whether another past of it may lie in copies.
    taken_over: bool,
}

/// Lets `event` happen to the request, and carries out what follows. `orders` are those of the register that
/// this process did not write itself.
pub(super) async fn happen(
    ground: &Ground,
    request: i64,
    event: Event,
    way: Way,
    orders: &[Order],
) -> Result<Outcome, ErasureError> {
    within(ground, request, event, way, orders, usize::MAX).await
}

/// The same, but cut off before effect number `most`: as if the power went.
pub(super) async fn within(
    ground: &Ground,
    request: i64,
    event: Event,
    way: Way,
    orders: &[Order],
    most: usize,
) -> Result<Outcome, ErasureError> {
    let mut orders = orders.to_vec();
    for _ in 0..TRIES {
        let own = ground.register.open_of(request).into_iter().map(|erasure| (erasure, ground.now()));
        for one in own {
            if !orders.iter().any(|(known, _)| *known == one.0) {
                orders.push(one);
            }
        }
        let mut subject = Subject::look(ground, request, orders.clone()).await?;
        let (_, effects) = step(subject.state(), event);
        let mut stale = false;
        for effect in effects.into_iter().take(most) {
            match subject.carry(ground, effect, way).await? {
                Carried::On => {}
                Carried::Stale => {
                    stale = true;
                    break;
                }
                Carried::End(outcome) => return Ok(outcome),
            }
        }
        if !stale {
            return Ok(Outcome::Nothing);
        }
        orders = subject.orders;
    }
    Err(ErasureError::Busy)
}

/// How an effect went.
enum Carried {
    On,
    /// Somebody changed the request since it was looked at.
    Stale,
    End(Outcome),
}

impl Subject {
    async fn look(ground: &Ground, request: i64, orders: Vec<Order>) -> Result<Self, ErasureError> {
        let row = read::by_id(ground, request).await?.ok_or(ErasureError::NoSuchRequest)?;
        let id = ClientId(row.client_id);
        let client = ground.db.read(move |conn| clients::find(conn, id)).await?;
        let client = client.ok_or(ErasureError::NoSuchRequest)?;
        let identity = client.identity(&ground.vault, &ACTOR, Purpose::Maintain).await.ok();
        let opened = erasing::open(ground, &ACTOR, &row).await?;
        let (words, clean) = black_out(identity.as_ref(), opened);
        let mut keys = vec![KeyId(client.key_id), KeyId(row.key_id)];
        keys.extend(orders.iter().flat_map(|(order, _)| order.destroyed()));
        let states = ground.vault.keys(&keys).await?;
        let live = |key: &KeyId| matches!(states.get(key), Some(KeyState::Live(_) | KeyState::Damaged));
        keys.retain(live);
        let held = ground.register.is_held(request);
        let taken_over = ground.register.taken_over_since(row.received_at);
        Ok(Self { row, client, clean, words, orders, live: keys, held, taken_over })
    }

    fn state(&self) -> State {
        let marked = self.row.is_erased();
        let replaced = self.orders.iter().find_map(|(order, _)| order.replaced);
        let person_key = std::iter::once(KeyId(self.client.key_id))
            .chain(self.orders.iter().flat_map(|(order, _)| order.keys.clone()));
        let words_key = replaced.map_or(KeyId(self.row.key_id), |(old, _)| old);
        let any = |mut keys: Box<dyn Iterator<Item = KeyId> + '_>| {
            if keys.any(|key| self.live.contains(&key)) { Key::Live } else { Key::Gone }
        };
        State {
            held: self.held,
            ordered: match (self.orders.is_empty(), replaced) {
                (true, _) => Ordered::Nothing,
                (false, None) => Ordered::Person,
                (false, Some(_)) => Ordered::Words,
            },
            rows: if marked { Rows::Marked } else { Rows::Whole },
            words: if marked { Words::Clean } else { self.words },
            looked: self.was_looked_at(),
            taken_over: self.taken_over,
            person_key: any(Box::new(person_key)),
            words_key: any(Box::new(std::iter::once(words_key))),
        }
    }

    async fn carry(&mut self, ground: &Ground, effect: Effect, way: Way) -> Result<Carried, ErasureError> {
        match effect {
            Effect::Order(ordered) => return self.order(ground, ordered).await,
            Effect::Mark => return self.mark(ground, None, WordsAre::AsTheyWere, way).await,
            Effect::Redact => {
                let anew = self.anew(ground).await?;
                let words =
                    if self.words == Words::Named { WordsAre::BlackedOut } else { WordsAre::AsTheyWere };
                return self.mark(ground, Some(anew), words, way).await;
            }
            Effect::Blank => {
                self.clean.line = None;
                self.clean.letters.iter_mut().for_each(|(_, text)| *text = None);
                self.clean.documents.iter_mut().for_each(|(_, _, map)| *map = None);
                let anew = self.anew(ground).await?;
                return self.mark(ground, Some(anew), WordsAre::Gone, way).await;
            }
            Effect::Destroy => ground.vault.destroy(&self.ordered_keys()).await?,
            Effect::Forget => {
                ground.vault.forget(&self.ordered_keys());
                let (id, now) = (self.row.id, ground.now());
                ground.db.write(move |conn| store::complete(conn, id, now)).await?;
                ground.register.completed(self.row.id);
                ground.bell.ring();
            }
            Effect::PlaceHold => {
                self.tell(ground, HELD, way).await?;
                drop(ground.register.append(Act::Hold(self.row.id)).await?);
            }
            Effect::LiftHold => {
                self.tell(ground, RELEASED, way).await?;
                drop(ground.register.append(Act::Release(self.row.id)).await?);
            }
            Effect::Tell(outcome) => return Ok(Carried::End(outcome)),
        }
        Ok(Carried::On)
    }

    /// Tells of a hold before it is in the register: none is there of which nobody knows whose it is.
    async fn tell(&self, ground: &Ground, kind: &'static str, way: Way) -> Result<(), ErasureError> {
        let event = AuditEvent {
            id: ground.id(),
            at: ground.now(),
            actor: way.actor(self.row.client_id),
            kind,
            subject_kind: "request",
            subject_id: self.row.id,
            params: json!({}),
        };
        Ok(ground.db.write(move |conn| audit::record(conn, &event)).await?)
    }

    /// The letters there are.
    fn letters(&self) -> impl Iterator<Item = i64> {
        self.clean.letters.iter().map(|(id, _)| *id)
    }

    /// Whether every letter there is was looked at when the person's key was ordered to go, and found to say nothing
    /// of them.
    fn was_looked_at(&self) -> bool {
        let looked: HashSet<i64> =
            self.orders.iter().flat_map(|(order, _)| order.looked.iter().copied()).collect();
        self.letters().all(|id| looked.contains(&id))
    }

    /// Every key the register orders to be destroyed.
    fn ordered_keys(&self) -> Vec<KeyId> {
        self.orders.iter().flat_map(|(order, _)| order.destroyed()).collect()
    }

    async fn order(&mut self, ground: &Ground, ordered: Ordered) -> Result<Carried, ErasureError> {
        let replaced = match ordered {
            Ordered::Words => {
                let successor = ground.vault.take(Domain::Request).await?;
                Some((KeyId(self.row.key_id), successor.id()))
            }
            Ordered::Person | Ordered::Nothing => None,
        };
        let erasure = Erasure {
            subject: self.row.id,
            rows: vec![self.row.client_id],
            keys: vec![KeyId(self.client.key_id)],
            replaced,
            // What goes with its key needs no looking at.
            looked: if replaced.is_none() { self.letters().collect() } else { Vec::new() },
        };
        match ground.register.append(Act::Erase(erasure.clone())).await {
            Ok(_) => self.orders.push((erasure, ground.now())),
            Err(kit_vault::Error::Held) => return Ok(Carried::End(Outcome::OnHold)),
            Err(error) => return Err(error.into()),
        }
        Ok(Carried::On)
    }

    /// What stays, sealed under the successor that the register names; under a fresh key when the ring does
    /// not have that one, being older than it.
    async fn anew(&self, ground: &Ground) -> Result<Anew, ErasureError> {
        let named =
            self.orders.iter().filter_map(|(order, _)| order.replaced).map(|(_, new)| new).next_back();
        let named = match named {
            Some(id) => ground.vault.key(id).await.ok(),
            None => None,
        };
        let key = match named {
            Some(key) => key,
            None => ground.vault.take(Domain::Request).await?,
        };
        Ok(Anew::seal(ground, &key, &self.row, &self.clean))
    }

    /// The one transaction of an erasure.
    async fn mark(
        &self,
        ground: &Ground,
        anew: Option<Anew>,
        words: WordsAre,
        way: Way,
    ) -> Result<Carried, ErasureError> {
        let (row, client, now) = (self.row.clone(), self.row.client_id, ground.now());
        let at = self.orders.iter().map(|(_, at)| *at).min().unwrap_or(now);
        let keys: Vec<i64> = self.ordered_keys().iter().map(|key| key.0).collect();
        let event = AuditEvent {
            id: ground.id(),
            at: now,
            actor: way.actor(client),
            kind: ERASED,
            subject_kind: "request",
            subject_id: row.id,
            params: json!({ "keys": keys, "request": row.id, "client": client, "words": words.code() }),
        };
        let done = ground.db.write(move |conn| {
            if !erasing::mark(conn, &row, anew.as_ref(), at)? {
                return Ok(false);
            }
            clients::erase(conn, ClientId(client), at)?;
            let withdrawn = outbox::withdraw(conn, client)?;
            audit::record(conn, &event)?;
            let receipt = ReceiptRow {
                request_id: row.id,
                client_id: client,
                ordered_at: at,
                way: way.code().to_owned(),
                words: words.code().to_owned(),
                mails_withdrawn: withdrawn as i64,
                done_at: None,
            };
            store::begin(conn, &receipt)?;
            Ok(true)
        });
        Ok(if done.await? { Carried::On } else { Carried::Stale })
    }
}

/// The words without the person, and whether the person was in them.
fn black_out(identity: Option<&Identity>, opened: Opened) -> (Words, Opened) {
    let Some(identity) = identity.filter(|_| opened.is_whole()) else {
        return (Words::Unread, opened);
    };
    let known = Known::of(identity);
    let mut named = false;
    let mut clean = |text: &mut String| {
        if let Some(black) = known.black_out(text) {
            *text = black;
            named = true;
        }
    };
    let Opened { mut line, mut letters, mut documents } = opened;
    if let Some(Line { subject, words }) = &mut line {
        clean(subject);
        clean(words);
    }
    letters.iter_mut().filter_map(|(_, text)| text.as_mut()).for_each(&mut clean);
    for map in documents.iter_mut().filter_map(|(_, _, map)| map.as_mut()) {
        if let Some(black) = known.black_out_in(map) {
            *map = black;
            named = true;
        }
    }
    (if named { Words::Named } else { Words::Clean }, Opened { line, letters, documents })
}
