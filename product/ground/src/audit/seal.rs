//! Sealing audit rows in the ledger, in the order followers read.
//!
//! A row's leaf is its canonical JSON with its position: who changes, drops or adds a sealed row changes what
//! no longer fits a signed head. The table `audit_seal` says which positions lie in which stream: whoever
//! takes over the sealing goes on after them. It is written after the ledger; what a crash left between is
//! read back from there.

use diesel::prelude::*;
use kit_db::Conn;

use super::accounting::Accounting;
use super::tables::audit_event;
use crate::Ground;

diesel::table! {
    audit_seal (stream, first_entry) {
        stream -> Text,
        first_entry -> BigInt,
        first_pos -> BigInt,
        size -> BigInt,
    }
}

/// Rows sealed at once.
const BATCH: i64 = 1_000;

/// Rows that lie in a stream one after another.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Span {
    /// The stream, with its generation.
    pub stream: String,
    /// The entry of the first of them.
    pub first_entry: i64,
    /// Its position.
    pub first_pos: i64,
    /// How many.
    pub size: i64,
}

/// A row as it is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = audit_event)]
pub struct Row {
    id: i64,
    pos: Option<i64>,
    at: i64,
    actor_kind: String,
    actor_id: i64,
    kind: String,
    subject_kind: String,
    subject_id: i64,
    params: String,
}

/// Why rows could not be sealed. They wait.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The database.
    #[error("the database")]
    Db(#[from] kit_db::Error),
    /// The ledger.
    #[error("the ledger")]
    Ledger(#[from] kit_ledger::Error),
    /// The ledger is shorter than the database says.
    #[error(
        "the ledger's stream {stream} has {has} entries and had {had}: it was cut or put back from a copy; \
         look with `querist audit verify`"
    )]
    Shorter {
        /// Which.
        stream: String,
        /// Entries there.
        has: i64,
        /// Entries there were.
        had: i64,
    },
}

impl Row {
    /// Its place in the order.
    pub fn pos(&self) -> i64 {
        self.pos.unwrap_or(0)
    }

    /// What is sealed: canonical JSON (RFC 8785) of the whole row. Ids are text, since they may be larger than
    /// what the standard lets a number be. Parameters too long for an entry stand as their hash.
    pub fn leaf(&self) -> Vec<u8> {
        let mut leaf = serde_json::json!({
            "v": 1,
            "id": self.id.to_string(),
            "pos": self.pos(),
            "at": self.at,
            "actor_kind": self.actor_kind,
            "actor_id": self.actor_id.to_string(),
            "kind": self.kind,
            "subject_kind": self.subject_kind,
            "subject_id": self.subject_id.to_string(),
            "params": self.params,
        });
        let mut text = leaf.to_string();
        if text.len() > kit_ledger::LONGEST {
            leaf["params"] = serde_json::json!({ "sha256": sha256_of(self.params.as_bytes()) });
            text = leaf.to_string();
        }
        text.into_bytes()
    }
}

fn sha256_of(bytes: &[u8]) -> String {
    hex::encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes).as_ref())
}

/// The position that an entry of a stream of rows is about.
pub fn pos_of(leaf: &[u8]) -> Option<i64> {
    let value: serde_json::Value = serde_json::from_slice(leaf).ok()?;
    value.get("pos")?.as_i64()
}

/// Seals all rows that have a position and are not sealed; gives how many. Only whoever holds the job does
/// this; were it done twice at once, rows would be sealed twice, which hides nothing.
///
/// # Errors
/// [`SealError`].
pub async fn seal(ground: &Ground) -> Result<usize, SealError> {
    let accounting = &ground.accounting;
    catch_up(ground).await?;
    let stream = accounting.stream_of_rows()?;
    let mut all = 0;
    loop {
        let rows = ground.db.read(waiting).await?;
        if rows.is_empty() {
            return Ok(all);
        }
        let leaves = rows.iter().map(Row::leaf).collect();
        let first = accounting.append_rows(leaves).await?;
        let positions: Vec<i64> = rows.iter().map(Row::pos).collect();
        let spans = spans(&stream, first as i64, &positions);
        ground.db.write(move |conn| spans.iter().try_for_each(|span| note(conn, span))).await?;
        accounting.set_known(first + rows.len() as u64);
        all += rows.len();
    }
}

/// Reads back from the ledger what a crash kept from being noted.
async fn catch_up(ground: &Ground) -> Result<(), SealError> {
    let accounting = &ground.accounting;
    let size = accounting.size_of_rows()?;
    if accounting.known() == size {
        return Ok(());
    }
    let stream = accounting.stream_of_rows()?;
    let named = stream.clone();
    let noted = ground.db.read(move |conn| end_of(conn, &named)).await?;
    if noted > size as i64 {
        return Err(SealError::Shorter { stream, has: size as i64, had: noted });
    }
    let reader = read_again(accounting, size).await?;
    let mut at = noted as u64;
    while at < size {
        let entries = reader.entries(at)?;
        let mut positions = Vec::new();
        for entry in &entries {
            positions.push(pos_of(entry).unwrap_or(0));
        }
        if entries.is_empty() {
            break;
        }
        let spans = spans(&stream, at as i64, &positions);
        ground.db.write(move |conn| spans.iter().try_for_each(|span| note(conn, span))).await?;
        at += entries.len() as u64;
    }
    accounting.set_known(size);
    Ok(())
}

/// A reader that sees at least `size` entries; tiles may be being made meanwhile.
async fn read_again(accounting: &Accounting, size: u64) -> kit_ledger::Result<kit_ledger::Reader> {
    let mut last = kit_ledger::Error::Closed;
    for _ in 0..20 {
        match accounting.reader() {
            Ok(reader) if reader.head().size >= size => return Ok(reader),
            Ok(_) => {}
            Err(error) => last = error,
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    Err(last)
}

/// Positions that stand one after another, as spans.
fn spans(stream: &str, first_entry: i64, positions: &[i64]) -> Vec<Span> {
    let mut all: Vec<Span> = Vec::new();
    for (entry, pos) in (first_entry..).zip(positions) {
        match all.last_mut() {
            Some(span) if span.first_pos + span.size == *pos => span.size += 1,
            _ => all.push(Span { stream: stream.to_owned(), first_entry: entry, first_pos: *pos, size: 1 }),
        }
    }
    all
}

/// Notes a span; one that goes on where the last of its stream ends makes that longer.
fn note(conn: &mut Conn, span: &Span) -> kit_db::Result<()> {
    let last: Option<Span> = audit_seal::table
        .filter(audit_seal::stream.eq(&span.stream))
        .order(audit_seal::first_entry.desc())
        .first(conn)
        .optional()?;
    if let Some(last) = last
        && last.first_entry + last.size == span.first_entry
        && last.first_pos + last.size == span.first_pos
    {
        diesel::update(audit_seal::table.find((&span.stream, last.first_entry)))
            .set(audit_seal::size.eq(last.size + span.size))
            .execute(conn)?;
        return Ok(());
    }
    diesel::insert_into(audit_seal::table)
        .values((
            audit_seal::stream.eq(&span.stream),
            audit_seal::first_entry.eq(span.first_entry),
            audit_seal::first_pos.eq(span.first_pos),
            audit_seal::size.eq(span.size),
        ))
        .execute(conn)?;
    Ok(())
}

/// The rows to be sealed next.
fn waiting(conn: &mut Conn) -> kit_db::Result<Vec<Row>> {
    let sealed = sealed_to(conn)?;
    Ok(audit_event::table
        .filter(audit_event::pos.gt(sealed))
        .order(audit_event::pos)
        .limit(BATCH)
        .select(Row::as_select())
        .load(conn)?)
}

/// The last position that is sealed anywhere; 0 when none is.
pub fn sealed_to(conn: &mut Conn) -> kit_db::Result<i64> {
    let last: Option<Span> = audit_seal::table.order(audit_seal::first_pos.desc()).first(conn).optional()?;
    Ok(last.map_or(0, |span| span.first_pos + span.size - 1))
}

/// Up to which entry of a stream the database knows what is sealed.
pub fn end_of(conn: &mut Conn, stream: &str) -> kit_db::Result<i64> {
    let last: Option<Span> = audit_seal::table
        .filter(audit_seal::stream.eq(stream))
        .order(audit_seal::first_entry.desc())
        .first(conn)
        .optional()?;
    Ok(last.map_or(0, |span| span.first_entry + span.size))
}

/// All spans, by stream.
pub fn all_spans(conn: &mut Conn) -> kit_db::Result<Vec<Span>> {
    Ok(audit_seal::table.order((audit_seal::stream, audit_seal::first_entry)).load(conn)?)
}

/// Forgets what is said of entries that a stream does not have: after a restore, whose copy of the ledger is
/// a little older than its database. What was sealed in them is sealed anew.
pub fn clip(conn: &mut Conn, stream: &str, size: i64) -> kit_db::Result<()> {
    let ours = audit_seal::table.filter(audit_seal::stream.eq(stream));
    diesel::delete(ours.filter(audit_seal::first_entry.ge(size))).execute(conn)?;
    let over: Option<Span> = ours.order(audit_seal::first_entry.desc()).first(conn).optional()?;
    if let Some(span) = over.filter(|span| span.first_entry + span.size > size) {
        diesel::update(audit_seal::table.find((stream, span.first_entry)))
            .set(audit_seal::size.eq(size - span.first_entry))
            .execute(conn)?;
    }
    Ok(())
}

/// Up to `limit` rows with positions from `from` to `to`, in their order.
pub(super) fn page(conn: &mut Conn, from: i64, to: i64, limit: i64) -> kit_db::Result<Vec<Row>> {
    Ok(audit_event::table
        .filter(audit_event::pos.between(from, to))
        .order(audit_event::pos)
        .limit(limit)
        .select(Row::as_select())
        .load(conn)?)
}

impl Span {
    /// Whether a row of this position lies in it.
    pub fn holds(&self, pos: i64) -> bool {
        (self.first_pos..self.first_pos + self.size).contains(&pos)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(params: String) -> Row {
        Row {
            id: 9_007_199_254_740_993,
            pos: Some(12),
            at: 1_795_512_600_000,
            actor_kind: "staff".to_owned(),
            actor_id: 5,
            kind: "request.taken".to_owned(),
            subject_kind: "request".to_owned(),
            subject_id: 6,
            params,
        }
    }

    #[test]
    fn a_leaf_is_canonical_and_names_its_position() {
        let leaf = row("{\"to\":\"7\"}".to_owned()).leaf();
        let text = String::from_utf8(leaf.clone()).unwrap();
        assert_eq!(
            text,
            r#"{"actor_id":"5","actor_kind":"staff","at":1795512600000,"id":"9007199254740993","kind":"request.taken","params":"{\"to\":\"7\"}","pos":12,"subject_id":"6","subject_kind":"request","v":1}"#
        );
        assert_eq!(pos_of(&leaf), Some(12));
    }

    #[test]
    fn parameters_too_long_for_an_entry_are_sealed_by_their_hash() {
        let (a, b) = (row("x".repeat(70_000)), row("y".repeat(70_000)));
        assert!(a.leaf().len() < 1_000);
        assert_ne!(a.leaf(), b.leaf());
    }

    #[test]
    fn positions_become_spans() {
        let span = |first_entry, first_pos, size| Span {
            stream: "audit-0".to_owned(),
            first_entry,
            first_pos,
            size,
        };
        assert_eq!(
            spans("audit-0", 10, &[4, 5, 6, 9, 10, 2]),
            [span(10, 4, 3), span(13, 9, 2), span(15, 2, 1)]
        );
        assert_eq!(spans("audit-0", 0, &[]), []);
    }
}
