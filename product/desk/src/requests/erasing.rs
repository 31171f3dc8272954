//! What an erasure needs of requests: reading all that is sealed under a request's key, and putting something
//! else in its place. When and why is decided in `erasure`.

use ground::Ground;
use kit_base::Millis;
use kit_db::Conn;
use kit_vault::{Cell, Key, KeyId, Padding, Purpose, Sealed};
use serde_json::{Map, Value};

use super::open::{DOCUMENT, LINE, Line, RequestError};
use super::store::{self, RequestRow};
use crate::messages;

/// A document: class, row id, and its answers as far as it opened.
type Document = (String, i64, Option<Map<String, Value>>);

/// Everything sealed under a request's key, opened. What does not open is left out.
pub(crate) struct Opened {
    /// Subject and first words.
    pub line: Option<Line>,
    /// Message id and words.
    pub letters: Vec<(i64, Option<String>)>,
    /// The documents of the form.
    pub documents: Vec<Document>,
}

impl Opened {
    /// Whether all of it opened.
    pub(crate) fn is_whole(&self) -> bool {
        let letters = self.letters.iter().all(|(_, text)| text.is_some());
        self.line.is_some() && letters && self.documents.iter().all(|(_, _, map)| map.is_some())
    }
}

/// Everything that is to stand under `key` from now on: sealed, before the transaction.
#[derive(Clone)]
pub(crate) struct Anew {
    key: KeyId,
    line: Vec<u8>,
    letters: Vec<(i64, Vec<u8>)>,
    documents: Vec<(i64, Vec<u8>)>,
}

/// Opens everything that is sealed under the key of `row`.
pub(crate) async fn open(
    ground: &Ground,
    actor: &kit_vault::Actor,
    row: &RequestRow,
) -> Result<Opened, RequestError> {
    let (id, key) = (row.id, KeyId(row.key_id));
    let (rows, documents) = ground
        .db
        .read(move |conn| Ok((messages::of_request(conn, id, i64::MAX)?, store::documents(conn, id)?)))
        .await?;
    let letters = messages::open(&ground.vault, actor, Purpose::Maintain, key, &rows).await?;
    let cells = documents.iter().map(|(_, id, bytes)| {
        let cell = Cell { field: DOCUMENT, row: *id };
        Sealed { key, cell, bytes }
    });
    let sealed: Vec<Sealed<'_>> = std::iter::once(row.line()).chain(cells).collect();
    let opened = ground.vault.open_many(actor, Purpose::Maintain, &sealed).await?;
    let mut opened = opened.into_iter().map(Result::ok);
    let line = opened.next().flatten().and_then(|plain| serde_json::from_slice(&plain).ok());
    let maps = opened.map(|plain| plain.and_then(|plain| serde_json::from_slice(&plain).ok()));
    Ok(Opened {
        line,
        letters: letters.into_iter().map(|letter| (letter.id, letter.text)).collect(),
        documents: documents
            .iter()
            .zip(maps)
            .map(|((class, id, _), map)| (class.clone(), *id, map))
            .collect(),
    })
}

impl Anew {
    /// Seals what stays under `key`. What is not there is sealed as nothing, which does not open.
    pub(crate) fn seal(ground: &Ground, key: &Key, row: &RequestRow, stays: &Opened) -> Self {
        let seal = |field, row, plain: Option<Vec<u8>>| {
            let cell = Cell { field, row };
            plain.map_or_else(Vec::new, |plain| ground.vault.seal(key, cell, &plain, Padding::Padme))
        };
        let json = |map: &Map<String, Value>| serde_json::to_vec(map).unwrap_or_default();
        let line = stays.line.as_ref().map(|line| serde_json::to_vec(line).unwrap_or_default());
        let letter = |(id, text): &(i64, Option<String>)| {
            let bytes = text.as_ref().map(|text| messages::seal_again(&ground.vault, key, *id, text));
            (*id, bytes.unwrap_or_default())
        };
        Self {
            key: key.id(),
            line: seal(LINE, row.id, line),
            letters: stays.letters.iter().map(letter).collect(),
            documents: stays
                .documents
                .iter()
                .map(|(_, id, map)| (*id, seal(DOCUMENT, *id, map.as_ref().map(json))))
                .collect(),
        }
    }
}

/// Marks the request as one whose client was forgotten at `at`, and puts `anew` in place of its words; false,
/// and nothing is changed, when somebody changed it since it was read. A request that rested with its client
/// comes back to the desk: nobody will answer.
pub(crate) fn mark(
    conn: &mut Conn,
    row: &RequestRow,
    anew: Option<&Anew>,
    at: Millis,
) -> kit_db::Result<bool> {
    if !store::mark_erased(conn, row, at, anew.map(|anew| (anew.key, anew.line.as_slice())))? {
        return Ok(false);
    }
    for (id, bytes) in anew.iter().flat_map(|anew| &anew.letters) {
        messages::replace(conn, *id, bytes)?;
    }
    for (id, bytes) in anew.iter().flat_map(|anew| &anew.documents) {
        store::replace_document(conn, row.id, *id, bytes)?;
    }
    Ok(true)
}

/// Those of `ids` that are there and not marked.
pub(crate) fn unmarked(conn: &mut Conn, ids: &[i64]) -> kit_db::Result<Vec<i64>> {
    store::unmarked(conn, ids)
}
