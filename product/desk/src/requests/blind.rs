//! The job that makes a new client findable by address: the blind index lies in the key ring, apart from the
//! requests, and is derived after the request is kept. Finding by number never waits for it.

use ground::Ground;
use ground::clients::{self, ClientId, IdentityError};
use ground::jobs::{self, Job, Kind, Outcome, Queue, Work};
use kit_base::Millis;
use kit_vault::{Actor, KeyId, Purpose};
use serde_json::json;

/// The index clients are found by.
pub const CLIENT_EMAIL: &str = "client-email";

pub(super) static KIND: Kind = Kind::new("clients.index", Queue::Bulk).attempts(8);

/// The job's worker.
pub struct IndexClients(pub Ground);

/// A job for one client.
pub(super) fn job(id: i64, client: ClientId, now: Millis) -> jobs::NewJob {
    let payload = json!({ "client": client.0 });
    jobs::NewJob::now(id, KIND.name, payload, now)
}

impl Work for IndexClients {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn run(&self, job: Job) -> jobs::BoxFuture<'_, Outcome> {
        Box::pin(async move {
            let Some(client) = job.id_of("client") else { return Outcome::fail("the job names no client") };
            match self.index(ClientId(client)).await {
                Ok(note) => Outcome::done(note),
                Err(why) => Outcome::retry(why),
            }
        })
    }
}

impl IndexClients {
    async fn index(&self, id: ClientId) -> Result<&'static str, String> {
        let Self(ground) = self;
        let row = ground.db.read(move |conn| clients::find(conn, id)).await.map_err(|e| e.to_string())?;
        let Some(row) = row else { return Ok("the client is gone") };
        let identity = match row.identity(&ground.vault, &Actor::Job(KIND.name), Purpose::Index).await {
            Err(IdentityError::Erased) => return Ok("the client is erased"),
            other => other.map_err(|e| e.to_string())?,
        };
        let Some(address) = identity.address() else { return Ok("the client has no address") };
        let blind = ground.vault.blind(CLIENT_EMAIL, &address.normal()).await.map_err(|e| e.to_string())?;
        ground.vault.index_put(CLIENT_EMAIL, blind, KeyId(row.key_id)).await.map_err(|e| e.to_string())?;
        Ok("one client indexed")
    }
}
