//! `querist sample`: any number of invented requests, to see how the desk fares with many and to measure it.
//!
//! The same seed, count and day make the same rows in a new directory, but for what is sealed, hashed or
//! drawn from the key ring: keys, sealed bytes, keyed hashes and passwords are as random as in a real desk.
//! Texts are those of the demo, a deck of three hundred at a time; each deck is told, checked by its forms
//! and sealed on whichever core is free, and decks are written in their order, thousands of requests to a
//! commit. It refuses a database that holds a request.

use std::collections::VecDeque;
use std::sync::Arc;

use desk::requests::past::{self, Pile, Told};
use ground::{Ground, audit};
use kit_base::{DAY, Millis};
use kit_vault::{Domain, Key};

use crate::boot::House;
use crate::demo::{self, Account, DemoError};

mod deck;

use deck::{DECK, Deck, House as Deskful};

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// How many requests.
    pub requests: u32,
    /// What chance begins with.
    pub seed: u64,
}

/// What was made.
pub struct Made {
    /// Requests.
    pub requests: u64,
    /// Messages in them.
    pub messages: u64,
    /// Audit events in their order.
    pub events: u64,
    /// Accounts to sign in with.
    pub accounts: Vec<Account>,
}

/// The ids of one deck never meet those of another, as long as there are no more than this.
pub const MOST: u32 = 5_000_000;

/// How far back the sample goes.
const SPAN: Millis = 3 * 365 * DAY;
/// Decks in one commit.
const DECKS: usize = 8;
/// Events that are given their order in one commit.
const SEQUENCED: i64 = 20_000;

/// Whether the sample may be made here: there is no request yet.
pub async fn is_empty(house: &House) -> Result<bool, DemoError> {
    let used = |conn: &mut kit_db::Conn| Ok(past::any(conn)? || ground::staff::any(conn)?);
    Ok(!house.ground.db.read(used).await?)
}

/// Makes the sample. The house's clock stands at the end of the wished day's yesterday.
pub async fn make(house: &House, wish: Wish) -> Result<Made, DemoError> {
    let ground = &house.ground;
    demo::name_the_house(ground).await?;
    let people = demo::hire(ground).await?;
    let end = ground.now();
    let desk = Arc::new(Deskful::new(house, people, (end - SPAN, end), wish).await?);
    let mut waiting = VecDeque::new();
    let (mut requests, mut messages) = (0, 0);
    let all = wish.requests.div_ceil(DECK);
    let ahead = std::thread::available_parallelism().map_or(2, usize::from) + 1;
    let mut next = 0;
    while next < all || !waiting.is_empty() {
        while next < all && waiting.len() < ahead {
            let decks = next..all.min(next + DECKS as u32);
            next = decks.end;
            waiting.push_back(begin(ground, &desk, decks).await?);
        }
        let Some(task) = waiting.pop_front() else { break };
        let told = task.await.map_err(|_| DemoError::Misfit("a deck could not be told".to_owned()))??;
        requests += told.len() as u64;
        messages += told.iter().map(|one| one.messages() as u64).sum::<u64>();
        write(ground, told).await?;
    }
    let mut events = 0;
    loop {
        let placed = ground.db.write(|conn| audit::sequence(conn, SEQUENCED)).await?;
        events += placed as u64;
        if (placed as i64) < SEQUENCED {
            break;
        }
    }
    let accounts = demo::accounts(ground).await?;
    Ok(Made { requests, messages, events, accounts })
}

type Task = tokio::task::JoinHandle<Result<Vec<Told>, DemoError>>;

/// Takes the keys of some decks and has them told on another thread.
async fn begin(ground: &Ground, desk: &Arc<Deskful>, decks: std::ops::Range<u32>) -> Result<Task, DemoError> {
    let decks: Vec<Deck> = decks.map(|number| desk.deck(number)).collect();
    let count = decks.iter().map(|deck| deck.size() as usize).sum();
    let requests = ground.vault.take_many(Domain::Request, count).await.map_err(sealing)?;
    let clients = ground.vault.take_many(Domain::Client, count).await.map_err(sealing)?;
    let desk = Arc::clone(desk);
    Ok(tokio::task::spawn_blocking(move || {
        let mut keys = requests.into_iter().zip(clients);
        let mut told: Vec<Told> = Vec::with_capacity(count);
        for deck in decks {
            let keys: Vec<(Key, Key)> = keys.by_ref().take(deck.size() as usize).collect();
            told.extend(desk.tell(&deck, keys)?);
        }
        Ok(told)
    }))
}

fn sealing(error: kit_vault::Error) -> DemoError {
    DemoError::Request(error.into())
}

/// Writes requests, and makes their clients findable.
async fn write(ground: &Ground, told: Vec<Told>) -> Result<(), DemoError> {
    let mut rows = Vec::with_capacity(told.len());
    for one in &told {
        rows.push((ground.vault.blind(past::INDEX, &one.address).await.map_err(sealing)?, one.client_key));
    }
    let pile = Pile::of(told);
    ground.db.write(move |conn| pile.write(conn)).await?;
    ground.vault.index_put_all(past::INDEX, rows).await.map_err(sealing)
}
