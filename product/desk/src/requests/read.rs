//! A request opened for somebody: its letters, who asked, and how it came about. Every opening goes through
//! the vault, which reports it.

use ground::Ground;
use ground::audit::{self, Recorded};
use ground::clients::{self, ClientId, ClientRow, Identity, IdentityError};
use ground::outbox::{self, OutboxRow};
use kit_base::Millis;
use kit_db::Conn;
use kit_vault::{Actor, Cell, KeyId, Purpose, Sealed};
use serde_json::{Map, Value};

use super::open::{DOCUMENT, Line, RequestError};
use super::store::{self, ListRow, RequestRow};
use crate::messages::{self, Letter, MessageRow};

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

/// A request as it is read in one visit: still sealed.
pub(super) struct Closed {
    messages: Vec<MessageRow>,
    client: Option<ClientRow>,
    documents: Vec<store::Document>,
}

impl Closed {
    /// Reads everything that belongs to `row`.
    pub(super) fn gather(conn: &mut Conn, row: &RequestRow) -> kit_db::Result<Self> {
        Ok(Self {
            messages: messages::of_request(conn, row.id, LETTERS)?,
            client: clients::find(conn, ClientId(row.client_id))?,
            documents: store::documents(conn, row.id)?,
        })
    }

    /// Opens all of it for `actor`, as one viewing.
    pub(super) async fn open(
        self,
        ground: &Ground,
        actor: &Actor,
        purpose: Purpose,
        row: &RequestRow,
    ) -> Result<Opened, RequestError> {
        let key = KeyId(row.key_id);
        let cell = |field, row| Cell { field, row };
        let mut sealed = vec![row.line()];
        let client = self.client.as_ref().and_then(ClientRow::whole);
        sealed.extend(client);
        sealed.extend(self.messages.iter().map(|one| one.sealed(key)));
        let documents = self.documents.iter();
        sealed.extend(documents.map(|(_, id, bytes)| Sealed { key, cell: cell(DOCUMENT, *id), bytes }));
        let mut opened = ground.vault.open_many(actor, purpose, &sealed).await?.into_iter();
        let line = opened.next().and_then(Result::ok).and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let identity = match client {
            None => Err(IdentityError::Erased),
            Some(_) => opened.next().map_or(Err(IdentityError::Damaged), Identity::of),
        };
        let letters = self.messages.iter().zip(opened.by_ref()).map(|(one, text)| one.letter(text)).collect();
        let mut answers = identity.as_ref().map(|who| who.more.clone()).unwrap_or_default();
        for plain in opened.flatten() {
            if let Ok(map) = serde_json::from_slice::<Map<String, Value>>(&plain) {
                answers.extend(map);
            }
        }
        Ok(Opened { line, letters, identity, answers })
    }
}

/// Opens all of a request for `actor`.
pub async fn whole(
    ground: &Ground,
    actor: &Actor,
    purpose: Purpose,
    row: &RequestRow,
) -> Result<Opened, RequestError> {
    let of = row.clone();
    let closed = ground.db.read(move |conn| Closed::gather(conn, &of)).await?;
    closed.open(ground, actor, purpose, row).await
}

/// Everything that the page of a request shows a member of staff.
pub(super) struct Page {
    pub opened: Opened,
    /// When this person last looked, 0 for never.
    pub seen: Millis,
    /// The newest events, newest first.
    pub history: Vec<Recorded>,
    /// Its mails, oldest first.
    pub mails: Vec<OutboxRow>,
}

/// The same as it is read in one visit: still sealed.
pub struct ClosedPage {
    closed: Closed,
    seen: Millis,
    history: Vec<Recorded>,
    mails: Vec<OutboxRow>,
}

impl ClosedPage {
    /// Reads the page of `row` for the member of staff `staff`.
    pub(super) fn gather(conn: &mut Conn, staff: i64, row: &RequestRow) -> kit_db::Result<Self> {
        Ok(Self {
            closed: Closed::gather(conn, row)?,
            seen: store::seen(conn, staff, &[row.id])?.first().map_or(0, |(_, at)| *at),
            history: audit::history(conn, "request", row.id, EVENTS)?,
            mails: outbox::of_request(conn, row.id)?,
        })
    }

    /// Opens all of it for `staff`, as one viewing.
    pub(super) async fn open(
        self,
        ground: &Ground,
        staff: i64,
        row: &RequestRow,
    ) -> Result<Page, RequestError> {
        let Self { closed, seen, history, mails } = self;
        let opened = closed.open(ground, &Actor::Staff(staff), Purpose::Read, row).await?;
        let seen = ground.marks.of(&store::SEEN, (staff, row.id)).map_or(seen, |mark| mark.max(seen));
        Ok(Page { opened, seen, history, mails })
    }
}

/// The newest events of a request, newest first.
pub async fn history(ground: &Ground, row: &RequestRow) -> Result<Vec<Recorded>, RequestError> {
    let id = row.id;
    Ok(ground.db.read(move |conn| audit::history(conn, "request", id, EVENTS)).await?)
}

/// Two cells a row, opened at once for a list: the line and the client's name. What cannot be opened is
/// `None`.
pub async fn lines(
    ground: &Ground,
    actor: &Actor,
    purpose: Purpose,
    rows: &[&ListRow],
) -> Result<Vec<(Option<Line>, Option<String>)>, RequestError> {
    let mut sealed: Vec<Sealed<'_>> = Vec::with_capacity(rows.len() * 2);
    let mut places = Vec::with_capacity(rows.len());
    for row in rows {
        let name = row.name();
        places.push((sealed.len(), name.is_some()));
        sealed.push(row.line());
        sealed.extend(name);
    }
    let opened = ground.vault.open_many(actor, purpose, &sealed).await?;
    let mut opened: Vec<_> = opened.into_iter().map(Result::ok).collect();
    let mut taken = |at: usize| opened.get_mut(at).and_then(Option::take);
    Ok(places
        .into_iter()
        .map(|(at, named)| {
            let line = taken(at).and_then(|bytes| serde_json::from_slice(&bytes).ok());
            let name = named
                .then(|| taken(at + 1))
                .flatten()
                .and_then(|bytes| String::from_utf8(bytes.to_vec()).ok());
            (line, name)
        })
        .collect())
}

/// The request with this short number.
pub async fn by_number(ground: &Ground, number: i64) -> Result<Option<RequestRow>, RequestError> {
    Ok(ground.db.read_one(move |conn| store::by_number(conn, number)).await?)
}

/// The request with this row id.
pub async fn by_id(ground: &Ground, id: i64) -> Result<Option<RequestRow>, RequestError> {
    Ok(ground.db.read_one(move |conn| store::by_id(conn, id)).await?)
}
