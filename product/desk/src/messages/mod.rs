//! What is written back and forth about a request: questions, comments, queries, answers, notes. Each is
//! sealed under the request's key.

use diesel::prelude::*;
use ground::audit::Actor;
use kit_base::Millis;
use kit_db::{Conn, Migration, Step};
use kit_vault::{Cell, FieldId, Key, KeyId, OpenError, Padding, Purpose, Sealed, Vault};

/// The tables of this slice.
pub const MIGRATIONS: &[Migration] = &[Migration {
    number: 21,
    name: "messages",
    step: Step::Both(include_str!("migrations/0021_messages.sql")),
}];

/// The words of a message.
const BODY: FieldId = FieldId(211);

mod tables {
    diesel::table! {
        message (id) {
            id -> BigInt,
            request_id -> BigInt,
            kind -> Text,
            author_kind -> Text,
            author_id -> BigInt,
            at -> BigInt,
            body_sealed -> Binary,
        }
    }
}

use tables::message;

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The client's first words.
    Question,
    /// The client's later words.
    Comment,
    /// Staff asks the client something.
    Query,
    /// Staff answers; the client sees it from the commit on.
    Answer,
    /// Staff writes to staff; it is never sent.
    Note,
}

impl Kind {
    const ALL: [Self; 5] = [Self::Question, Self::Comment, Self::Query, Self::Answer, Self::Note];

    /// The code it is stored by.
    pub fn code(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Comment => "comment",
            Self::Query => "query",
            Self::Answer => "answer",
            Self::Note => "note",
        }
    }

    /// Whether the client may read it.
    pub fn is_for_client(self) -> bool {
        self != Self::Note
    }
}

/// A message ready to be written: sealed already.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// Row id.
    pub id: i64,
    request: i64,
    kind: Kind,
    author: Actor,
    at: Millis,
    body: Vec<u8>,
}

impl NewMessage {
    /// Seals `text` under the request's key.
    pub fn seal(
        vault: &Vault,
        key: &Key,
        at: (i64, Millis),
        request: i64,
        (kind, author): (Kind, Actor),
        text: &str,
    ) -> Self {
        let (id, at) = at;
        let body = seal_again(vault, key, id, text);
        Self { id, request, kind, author, at, body }
    }
}

/// A message as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = message)]
pub struct MessageRow {
    /// Row id.
    pub id: i64,
    kind: String,
    /// Kind of author, as in the audit.
    pub author_kind: String,
    /// Author, 0 for the program.
    pub author_id: i64,
    /// When it was written.
    pub at: i64,
    body_sealed: Vec<u8>,
}

/// A message opened for somebody.
#[derive(Clone)]
pub struct Letter {
    /// Row id.
    pub id: i64,
    /// What it is.
    pub kind: Kind,
    /// The member of staff who wrote it; `None` for the client.
    pub staff: Option<i64>,
    /// When.
    pub at: Millis,
    /// Its words; `None` when its key is gone or its bytes are damaged.
    pub text: Option<String>,
}

/// Writes a message, in the caller's transaction.
pub fn insert(conn: &mut Conn, new: &NewMessage) -> kit_db::Result<()> {
    insert_all(conn, std::slice::from_ref(new))
}

/// Writes messages, in the caller's transaction.
pub fn insert_all(conn: &mut Conn, all: &[NewMessage]) -> kit_db::Result<()> {
    kit_db::insert_all!(conn, message::table, all, |new: &NewMessage| (
        message::id.eq(new.id),
        message::request_id.eq(new.request),
        message::kind.eq(new.kind.code()),
        message::author_kind.eq(new.author.kind()),
        message::author_id.eq(new.author.id()),
        message::at.eq(new.at),
        message::body_sealed.eq(new.body.clone()),
    ))
}

/// The words of message `id`, sealed under another key of the request.
pub fn seal_again(vault: &Vault, key: &Key, id: i64, text: &str) -> Vec<u8> {
    vault.seal(key, Cell { field: BODY, row: id }, text.as_bytes(), Padding::Padme)
}

/// Puts other bytes in place of a message's words.
pub fn replace(conn: &mut Conn, id: i64, bytes: &[u8]) -> kit_db::Result<()> {
    diesel::update(message::table.find(id)).set(message::body_sealed.eq(bytes)).execute(conn)?;
    Ok(())
}

/// The newest `limit` messages of a request, oldest first.
pub fn of_request(conn: &mut Conn, request: i64, limit: i64) -> kit_db::Result<Vec<MessageRow>> {
    let newest =
        message::table.filter(message::request_id.eq(request)).order(message::id.desc()).limit(limit);
    let mut rows: Vec<MessageRow> =
        kit_db::on_either!(conn, |conn| newest.select(MessageRow::as_select()).load(conn))?;
    rows.reverse();
    Ok(rows)
}

/// One message of a request.
pub fn find(conn: &mut Conn, request: i64, id: i64) -> kit_db::Result<Option<MessageRow>> {
    let one = message::table.find(id).filter(message::request_id.eq(request));
    Ok(one.select(MessageRow::as_select()).first(conn).optional()?)
}

/// Opens messages of the request whose key is `key`, for `actor`.
pub async fn open(
    vault: &Vault,
    actor: &kit_vault::Actor,
    purpose: Purpose,
    key: KeyId,
    rows: &[MessageRow],
) -> Result<Vec<Letter>, kit_vault::Error> {
    let sealed: Vec<Sealed<'_>> = rows.iter().map(|row| row.sealed(key)).collect();
    let opened = vault.open_many(actor, purpose, &sealed).await?;
    Ok(rows.iter().zip(opened).map(|(row, text)| row.letter(text)).collect())
}

impl MessageRow {
    /// Its words, sealed under the request's key: for who opens them together with other things.
    pub fn sealed(&self, key: KeyId) -> Sealed<'_> {
        Sealed { key, cell: Cell { field: BODY, row: self.id }, bytes: &self.body_sealed }
    }

    /// The message with what came of opening [`MessageRow::sealed`].
    pub fn letter(&self, opened: Result<impl AsRef<[u8]>, OpenError>) -> Letter {
        let text = opened.ok().and_then(|bytes| String::from_utf8(bytes.as_ref().to_vec()).ok());
        let kind = Kind::ALL.into_iter().find(|kind| kind.code() == self.kind).unwrap_or(Kind::Note);
        let staff = (self.author_kind == "staff").then_some(self.author_id);
        Letter { id: self.id, kind, staff, at: self.at, text }
    }
}
