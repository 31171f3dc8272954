//! The mails a request sends to its client: composed when they are sent, so that an erased person gets none.

use ground::Ground;
use ground::clients::{self, ClientId, IdentityError};
use ground::outbox::{BoxFuture, ComposeError, Composed, Composer, OutboxRow, Unasked};
use ground::settings::registry;
use kit_base::EmailAddress;
use kit_vault::{Actor, KeyId, Purpose};
use kit_web::Say;

use super::{address, number, read};
use crate::messages;

/// Kind of mail: your question is here, with the full number.
pub const ACKNOWLEDGEMENT: &str = "acknowledgement";
/// Kind of mail: staff asks something.
pub const QUERY: &str = "query";
/// Kind of mail: the answer.
pub const ANSWER: &str = "answer";

/// Who opens a client's address to write to it.
const JOB: Actor = Actor::Job("mail.send");

/// Composes mails about requests.
pub struct Mails(pub Ground);

impl Composer for Mails {
    fn compose<'a>(&'a self, mail: &'a OutboxRow) -> BoxFuture<'a, Result<Composed, ComposeError>> {
        Box::pin(self.write(mail))
    }
}

impl Mails {
    async fn write(&self, mail: &OutboxRow) -> Result<Composed, ComposeError> {
        let ground = &self.0;
        let later = |_| ComposeError::Later;
        let (client, request) = (ClientId(mail.client_id), mail.request_id);
        let client = ground.db.read(move |conn| clients::find(conn, client)).await.map_err(later)?;
        let identity = match client {
            None => return Err(ComposeError::Gone),
            Some(client) => client.identity(&ground.vault, &JOB, Purpose::Mail).await,
        };
        let identity = identity.map_err(|error| match error {
            IdentityError::Storage(_) => ComposeError::Later,
            IdentityError::Erased | IdentityError::Damaged => ComposeError::Gone,
        })?;
        let row =
            read::by_id(ground, request).await.map_err(|_| ComposeError::Later)?.ok_or(ComposeError::Gone)?;
        let to = identity.address().ok_or(ComposeError::Gone)?;
        let say = Say::new(ground.words.clone(), ground.words.lang(&mail.lang).unwrap_or_default());
        let text = self.words_of(mail, KeyId(row.key_id)).await?;
        let prefix = ground.settings.text(&registry::PREFIX);
        let house = ground.settings.text(&registry::ORGANISATION);
        let full = number::full(&prefix, row.number, &identity.suffix);
        let short = number::short(&prefix, row.number);
        let args = [
            ("short", short.into()),
            ("number", full.into()),
            ("house", house.into()),
            ("text", text.into()),
        ];
        // Whoever filled in the form may have put words into somebody else's letter box: the mail that no member
        // of staff has seen carries nothing they typed, the name too (attack D8).
        let name = identity.name.filter(|_| mail.kind != ACKNOWLEDGEMENT);
        let greeting = match &name {
            Some(name) => say.t1("mail-greeting", "name", name),
            None => say.t("mail-greeting-nobody"),
        };
        let code = address::code(ground, mail.client_id).await.map_err(|_| ComposeError::Later)?;
        let check = match ground.site.link(&format!("/check?letter={code}")) {
            Some(link) => say.t1("mail-check-link", "link", link),
            None => say.t("mail-check"),
        };
        let unasked = match mail.kind.as_str() {
            ACKNOWLEDGEMENT => Some(self.limits(&to).await.map_err(|_| ComposeError::Later)?),
            _ => None,
        };
        let body = say.with(format!("mail-{}-body", mail.kind), &args);
        let sign = say.with("mail-sign", &args);
        Ok(Composed {
            to,
            name,
            subject: say.with(format!("mail-{}-subject", mail.kind), &args),
            text: format!("{greeting}\n\n{body}\n\n{check}\n\n{sign}\n"),
            unasked,
        })
    }

    /// What an acknowledgement to `to` counts against.
    async fn limits(&self, to: &EmailAddress) -> Result<Unasked, kit_vault::Error> {
        let confirmed = address::is_confirmed(&self.0, to).await?;
        Unasked::of(&self.0, to, confirmed).await
    }

    /// The words of staff the mail carries; an acknowledgement carries none, and nothing the sender typed
    /// (attack D8).
    async fn words_of(&self, mail: &OutboxRow, key: KeyId) -> Result<String, ComposeError> {
        let (ground, request) = (&self.0, mail.request_id);
        let Some(id) = mail.message_id else { return Ok(String::new()) };
        let found = ground.db.read(move |conn| messages::find(conn, request, id)).await;
        let row = found.map_err(|_| ComposeError::Later)?.ok_or(ComposeError::Gone)?;
        let letters = messages::open(&ground.vault, &JOB, Purpose::Mail, key, &[row]).await;
        let mut letters = letters.map_err(|_| ComposeError::Later)?;
        letters.pop().and_then(|letter| letter.text).ok_or(ComposeError::Gone)
    }
}
