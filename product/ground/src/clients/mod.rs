//! Clients: who asked, apart from what was asked, each under a key of their own.
//!
//! A client belongs to one request (domain, Decisions 14). Name, address and the secret end of the request
//! number are sealed under the client's key; destroying that key forgets them here and in every backup. The name
//! alone, sealed under the same key, lies in the row of the request, where lists read it.

use diesel::prelude::*;
use kit_base::{EmailAddress, Millis};
use kit_db::{Conn, Migration, Step};
use kit_vault::{Actor, Cell, FieldId, Key, KeyId, OpenError, Padding, Purpose, Sealed, Vault};
use serde::{Deserialize, Serialize};

/// The tables of this slice.
pub const MIGRATIONS: &[Migration] = &[Migration {
    number: 16,
    name: "clients",
    step: Step::Both(include_str!("migrations/0016_clients.sql")),
}];

kit_db::id_type!(pub ClientId, "A client.");

/// The display name of a client, wherever it lies.
const NAME: FieldId = FieldId(111);
/// All that names the client, as one document.
const IDENTITY: FieldId = FieldId(112);

mod tables {
    diesel::table! {
        client (id) {
            id -> BigInt,
            key_id -> BigInt,
            identity_sealed -> Binary,
            created_at -> BigInt,
            erased_at -> Nullable<BigInt>,
        }
    }
}

use tables::client;

/// Who a client is.
#[derive(Clone, Serialize, Deserialize)]
pub struct Identity {
    /// Name as given.
    pub name: Option<String>,
    /// Address as given; always a valid one.
    pub email: String,
    /// The secret end of the request number, for mails and for a form sent twice.
    pub suffix: String,
    /// Whatever else the form asked that names the person, by field key.
    #[serde(default)]
    pub more: serde_json::Map<String, serde_json::Value>,
}

impl Identity {
    /// What came of opening [`ClientRow::whole`], as an identity.
    pub fn of(opened: Result<impl AsRef<[u8]>, OpenError>) -> Result<Self, IdentityError> {
        serde_json::from_slice(opened?.as_ref()).map_err(|_| IdentityError::Damaged)
    }

    /// The address, parsed.
    pub fn address(&self) -> Option<EmailAddress> {
        EmailAddress::parse(&self.email).ok()
    }
}

/// Personal data shows nothing of itself.
impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity(…)")
    }
}

/// A client ready to be written: sealed already, so that the transaction only executes statements.
#[derive(Debug, Clone)]
pub struct NewClient {
    /// Row id.
    pub id: ClientId,
    key: KeyId,
    identity: Vec<u8>,
    at: Millis,
}

/// Why an identity could not be shown.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The row is not there, or its key was destroyed: the person is forgotten.
    #[error("the client is erased")]
    Erased,
    /// The sealed bytes are damaged.
    #[error("the client's sealed data is damaged")]
    Damaged,
    /// The key ring or the database failed.
    #[error("the client could not be opened")]
    Storage(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<OpenError> for IdentityError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Destroyed => Self::Erased,
            OpenError::Damaged => Self::Damaged,
            OpenError::Ring(cause) => Self::Storage(Box::new(cause)),
        }
    }
}

/// Seals `identity` under `key`, which becomes the client's.
pub fn seal(vault: &Vault, key: &Key, id: ClientId, identity: &Identity, at: Millis) -> NewClient {
    let cell = Cell { field: IDENTITY, row: id.0 };
    let document = serde_json::to_vec(identity).unwrap_or_default();
    NewClient { id, key: key.id(), identity: vault.seal(key, cell, &document, Padding::Padme), at }
}

/// Seals how the client `id` is called under `key`, which is the client's: for the row of what they asked.
pub fn seal_name(vault: &Vault, key: &Key, id: ClientId, name: &str) -> Vec<u8> {
    vault.seal(key, Cell { field: NAME, row: id.0 }, name.as_bytes(), Padding::Short)
}

/// What [`seal_name`] made for the client `id`, ready to be opened together with other things.
pub fn sealed_name(key: KeyId, id: ClientId, bytes: &[u8]) -> Sealed<'_> {
    Sealed { key, cell: Cell { field: NAME, row: id.0 }, bytes }
}

/// Writes a sealed client, in the caller's transaction.
pub fn insert(conn: &mut Conn, new: &NewClient) -> kit_db::Result<()> {
    insert_all(conn, std::slice::from_ref(new))
}

/// Writes sealed clients, in the caller's transaction.
pub fn insert_all(conn: &mut Conn, all: &[NewClient]) -> kit_db::Result<()> {
    kit_db::insert_all!(conn, client::table, all, |new: &NewClient| (
        client::id.eq(new.id.0),
        client::key_id.eq(new.key.0),
        client::identity_sealed.eq(new.identity.clone()),
        client::created_at.eq(new.at),
    ))
}

/// A client's row: sealed.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = client)]
pub struct ClientRow {
    /// Row id.
    pub id: i64,
    /// The client's key.
    pub key_id: i64,
    identity_sealed: Vec<u8>,
    erased_at: Option<i64>,
}

impl ClientRow {
    /// All that names the client, sealed: for who opens it together with other things. Nothing when the
    /// client is erased.
    pub fn whole(&self) -> Option<Sealed<'_>> {
        let cell = Cell { field: IDENTITY, row: self.id };
        let sealed = Sealed { key: KeyId(self.key_id), cell, bytes: &self.identity_sealed };
        self.erased_at.is_none().then_some(sealed)
    }

    /// Opens who the client is.
    pub async fn identity(
        &self,
        vault: &Vault,
        actor: &Actor,
        purpose: Purpose,
    ) -> Result<Identity, IdentityError> {
        let sealed = self.whole().ok_or(IdentityError::Erased)?;
        Identity::of(vault.open(actor, purpose, &sealed).await)
    }
}

/// Blanks what names a client here, and says that they were forgotten at `at`. The row of their request is for who
/// marks that.
pub fn erase(conn: &mut Conn, id: ClientId, at: Millis) -> kit_db::Result<()> {
    diesel::update(client::table.find(id.0))
        .set((client::identity_sealed.eq(Vec::new()), client::erased_at.eq(at)))
        .execute(conn)?;
    Ok(())
}

/// The client with this id.
pub fn find(conn: &mut Conn, id: ClientId) -> kit_db::Result<Option<ClientRow>> {
    Ok(kit_db::on_either!(conn, |conn| client::table
        .find(id.0)
        .select(ClientRow::as_select())
        .first(conn)
        .optional())?)
}

/// The clients with these ids, in no order.
pub fn all(conn: &mut Conn, ids: &[i64]) -> kit_db::Result<Vec<ClientRow>> {
    let found = client::table.filter(kit_db::one_of(client::id, ids.iter().copied()));
    Ok(found.select(ClientRow::as_select()).load(conn)?)
}
