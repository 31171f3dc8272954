//! A request opened for somebody: its letters, who asked, and how it came about. Every opening goes through
//! the vault, which reports it.

use ground::Ground;
use ground::audit::{self, Recorded};
use ground::clients::{self, ClientId, ClientRow, Identity, IdentityError};
use kit_vault::{Actor, Cell, KeyId, Purpose, Sealed};
use serde_json::{Map, Value};

use super::open::{self, LINE, Line, RequestError};
use super::store::{self, RequestRow};
use crate::messages::{self, Letter};

/// Most letters and events a page shows: the newest.
const LETTERS: i64 = 200;
const EVENTS: i64 = 50;

/// A request, opened.
pub struct Opened {
    /// Subject; `None` when its key is gone.
    pub line: Option<Line>,
    /// Letters, oldest first.
    pub letters: Vec<Letter>,
    /// Who asked.
    pub identity: Result<Identity, IdentityError>,
    /// The form's answers.
    pub answers: Map<String, Value>,
}

/// Opens all of a request for `actor`.
pub async fn whole(
    ground: &Ground,
    actor: &Actor,
    purpose: Purpose,
    row: &RequestRow,
) -> Result<Opened, RequestError> {
    let (id, client) = (row.id, ClientId(row.client_id));
    let (messages, client) = ground
        .db
        .read(move |conn| Ok((messages::of_request(conn, id, LETTERS)?, clients::find(conn, client)?)))
        .await?;
    let identity = match client {
        None => Err(IdentityError::Erased),
        Some(client) => client.identity(&ground.vault, actor, purpose).await,
    };
    let letters = messages::open(&ground.vault, actor, purpose, KeyId(row.key_id), &messages).await?;
    let answers = open::answers_of(ground, actor, purpose, row, identity.as_ref().ok()).await?;
    let line =
        lines(ground, actor, purpose, std::slice::from_ref(row), &[]).await?.pop().and_then(|(line, _)| line);
    Ok(Opened { line, letters, identity, answers })
}

/// The newest events of a request, newest first.
pub async fn history(ground: &Ground, row: &RequestRow) -> Result<Vec<Recorded>, RequestError> {
    let id = row.id;
    Ok(ground.db.read(move |conn| audit::history(conn, "request", id, EVENTS)).await?)
}

/// Two cells a row, opened at once for a list: the line and the client's name. What cannot be opened is
/// `None`. `clients` need not hold a client for every row.
pub async fn lines(
    ground: &Ground,
    actor: &Actor,
    purpose: Purpose,
    rows: &[RequestRow],
    clients: &[ClientRow],
) -> Result<Vec<(Option<Line>, Option<String>)>, RequestError> {
    let mut sealed: Vec<Sealed<'_>> = Vec::with_capacity(rows.len() * 2);
    let mut places = Vec::with_capacity(rows.len());
    for row in rows {
        sealed.push(Sealed {
            key: KeyId(row.key_id),
            cell: Cell { field: LINE, row: row.id },
            bytes: &row.line_sealed,
        });
        let name = clients.iter().find(|client| client.id == row.client_id).and_then(ClientRow::name);
        places.push((sealed.len() - 1, name.is_some()));
        sealed.extend(name);
    }
    let opened = ground.vault.open_many(actor, purpose, &sealed).await?;
    let mut opened: Vec<Option<Vec<u8>>> =
        opened.into_iter().map(|one| one.ok().map(|bytes| bytes.to_vec())).collect();
    let mut taken = |at: usize| opened.get_mut(at).and_then(Option::take);
    Ok(places
        .into_iter()
        .map(|(at, named)| {
            let line = taken(at).and_then(|bytes| serde_json::from_slice(&bytes).ok());
            let name = named.then(|| taken(at + 1)).flatten().and_then(|bytes| String::from_utf8(bytes).ok());
            (line, name)
        })
        .collect())
}

/// The clients of `rows`.
pub async fn clients_of(ground: &Ground, rows: &[RequestRow]) -> Result<Vec<ClientRow>, RequestError> {
    let ids: Vec<i64> = rows.iter().map(|row| row.client_id).collect();
    Ok(ground.db.read(move |conn| clients::find_all(conn, &ids)).await?)
}

/// The request with this short number.
pub async fn by_number(ground: &Ground, number: i64) -> Result<Option<RequestRow>, RequestError> {
    Ok(ground.db.read(move |conn| store::by_number(conn, number)).await?)
}

/// The request with this row id.
pub async fn by_id(ground: &Ground, id: i64) -> Result<Option<RequestRow>, RequestError> {
    Ok(ground.db.read(move |conn| store::by_id(conn, id)).await?)
}
