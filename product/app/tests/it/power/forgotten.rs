//! Whether people who were to be forgotten are.

use kit_vault::register::Act;
use kit_vault::{KeyId, KeyState};
use querist::boot::House;

use super::load::Done;
use crate::house::lines;

/// What is to be known of the person who asked something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// All they said.
    Known,
    /// Nothing.
    Forgotten,
    /// All or nothing: somebody asked for them to be forgotten and got no answer.
    Either,
}

/// What is to be known of the person of `asked`, by all that was told.
pub fn fate(told: &[Done], asked: &Done) -> Fate {
    let Done::Asked { full, .. } = asked else { return Fate::Known };
    let same = |short: &String| full.rsplit_once('-').is_some_and(|(number, _)| number == short);
    let forgotten = |done: &Done| matches!(done, Done::Forgotten { short } if same(short));
    let forgetting = |done: &Done| matches!(done, Done::Forgetting { short } if same(short));
    if told.iter().any(forgotten) {
        Fate::Forgotten
    } else if told.iter().any(forgetting) {
        Fate::Either
    } else {
        Fate::Known
    }
}

/// Whether the register orders it, and no key of the person is left.
pub async fn is_forgotten(house: &House, short: &str) -> Result<(), String> {
    let number = short.rsplit_once('-').unwrap().1;
    let of = |column: &str| {
        format!(
            "SELECT CAST({column} AS TEXT) AS line FROM request r JOIN client c ON c.id = r.client_id
              WHERE r.number = {number}"
        )
    };
    let db = &house.ground.db;
    let (ids, keys) = (lines(db, &of("r.id")).await, lines(db, &of("c.key_id")).await);
    let (Some(id), Some(key)) = (ids.first(), keys.first()) else {
        // A backup that is older than the request.
        return Ok(());
    };
    let (id, key): (i64, KeyId) = (id.parse().unwrap(), KeyId(key.parse().unwrap()));
    let chain = house.ground.register.read().await.map_err(|error| format!("{error:?}"))?;
    let ordered = |act: &Act| matches!(act, Act::Erase(erasure) if erasure.subject == id);
    if !chain.entries().iter().any(|entry| ordered(&entry.act)) {
        return Err(format!("{short}: it is not in the register"));
    }
    let states = house.ground.vault.keys(&[key]).await.map_err(|error| format!("{error:?}"))?;
    match &states[&key] {
        KeyState::Destroyed => Ok(()),
        other => Err(format!("{short}: the key of the person is {other:?}")),
    }
}

/// Whether the client of the request `full` is found by their address.
pub async fn is_found(house: &House, full: &str, email: &str) -> Result<(), String> {
    let number = full.rsplit('-').nth(1).unwrap();
    let key = format!(
        "SELECT CAST(c.key_id AS TEXT) AS line FROM request r JOIN client c ON c.id = r.client_id
          WHERE r.number = {number}"
    );
    let key = lines(&house.ground.db, &key).await;
    let key = KeyId(key.first().ok_or_else(|| format!("{full} has no client"))?.parse().unwrap());
    let vault = &house.ground.vault;
    let blind = vault.blind("client-email", email).await.map_err(|error| format!("{error:?}"))?;
    let found = vault.index_find("client-email", blind).await.map_err(|error| format!("{error:?}"))?;
    if found.contains(&key) { Ok(()) } else { Err(format!("{full} is not found by address")) }
}
