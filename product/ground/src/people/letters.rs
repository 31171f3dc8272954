//! Mails about accounts: composed, and their links made, when they are sent.

use kit_base::EmailAddress;
use kit_db::Conn;
use kit_vault::{Actor, Purpose};
use kit_web::Say;

use crate::Ground;
use crate::guard::Told;
use crate::outbox::{self, BoxFuture, ComposeError, Composed, Composer, NewMail, OutboxRow};
use crate::settings::registry;
use crate::staff::{self, StaffId};

/// Kind of mail: your account is here, set its password.
pub const WELCOME: &str = "welcome";
/// Kind of mail: set a new password.
pub const RESET: &str = "reset";
/// Kind of mail: somebody tried too many passwords of yours.
pub const PAUSED: &str = "paused";

/// Kind of mail: somebody has your password and tries codes.
pub const CODES: &str = "codes";

/// Kind of mail: your password is soon too old.
pub const EXPIRY: &str = "expiry";

/// Kind of mail: client data was taken out in bulk.
pub const EXPORT: &str = "export";

/// Has `who` told that client data was taken out, in the caller's transaction.
///
/// # Errors
/// Those of the database.
pub fn tell_of_export(
    conn: &mut Conn,
    ids: (i64, i64),
    who: StaffId,
    now: kit_base::Millis,
) -> kit_db::Result<()> {
    queue(conn, ids, Some(who), (EXPORT, ""), now)
}

/// Has the owner of an account told what somebody tries with it; nobody (`None`) by the same work. See
/// [`crate::guard::Alarm`].
///
/// # Errors
/// Those of the database.
pub fn tell_owner(
    conn: &mut Conn,
    ids: (i64, i64),
    who: Option<StaffId>,
    (what, lang): (Told, &str),
    now: kit_base::Millis,
) -> kit_db::Result<()> {
    let kind = match what {
        Told::Passwords => PAUSED,
        Told::Codes => CODES,
    };
    queue(conn, ids, who, (kind, lang), now)
}

/// Who opens an address to write to it.
const JOB: Actor = Actor::Job("mail.send");

/// Composes mails to staff, and leaves those to clients to another.
pub struct Letters<C> {
    /// The house.
    pub ground: Ground,
    /// Whoever composes mails to clients.
    pub clients: C,
}

impl<C: Composer> Composer for Letters<C> {
    fn compose<'a>(&'a self, mail: &'a OutboxRow) -> BoxFuture<'a, Result<Composed, ComposeError>> {
        if mail.request_id == 0 { Box::pin(write(&self.ground, mail)) } else { self.clients.compose(mail) }
    }
}

/// Has a mail of this kind sent to `who`, in the caller's transaction; nobody (`None`) gets a mail that is never
/// sent, by the same work.
pub(super) fn queue(
    conn: &mut Conn,
    (id, job_id): (i64, i64),
    who: Option<StaffId>,
    (kind, lang): (&'static str, &str),
    now: kit_base::Millis,
) -> kit_db::Result<()> {
    let staff_id = who.map_or(0, |who| who.0);
    let (kind, lang) = (kind.to_owned(), lang.to_owned());
    outbox::queue(conn, &NewMail { id, job_id, staff_id, kind, lang, now, ..NewMail::default() })
}

async fn write(ground: &Ground, mail: &OutboxRow) -> Result<Composed, ComposeError> {
    let who = StaffId(mail.staff_id);
    let book = ground.directory.book(ground).await.map_err(|_| ComposeError::Later)?;
    let card = book.staff(who).filter(|card| card.enabled).ok_or(ComposeError::Gone)?;
    let address = staff::address_of(ground, &JOB, Purpose::Mail, who).await;
    let address = address.map_err(|_| ComposeError::Later)?.ok_or(ComposeError::Gone)?;
    let to = EmailAddress::parse(&address).map_err(|_| ComposeError::Gone)?;
    let link = if [WELCOME, RESET].contains(&mail.kind.as_str()) {
        let token = staff::invite(ground, who).await.map_err(|_| ComposeError::Later)?;
        link(ground, &token)
    } else {
        String::new()
    };
    let say = Say::new(ground.words.clone(), ground.words.lang(&mail.lang).unwrap_or_default());
    let house = ground.settings.text(&registry::ORGANISATION);
    let args = [("name", card.name.clone().into()), ("link", link.into()), ("house", house.into())];
    let (subject, body) = match mail.kind.as_str() {
        WELCOME => ("people-letter-welcome-subject", "people-letter-welcome-body"),
        PAUSED => ("people-letter-paused-subject", "people-letter-paused-body"),
        CODES => ("people-letter-codes-subject", "people-letter-codes-body"),
        EXPORT => ("people-letter-export-subject", "people-letter-export-body"),
        EXPIRY => ("people-letter-expiry-subject", "people-letter-expiry-body"),
        _ => ("people-letter-reset-subject", "people-letter-reset-body"),
    };
    Ok(Composed {
        to,
        name: Some(card.name.clone()),
        subject: say.with(subject, &args),
        text: format!("{}\n", say.with(body, &args)),
        unasked: None,
    })
}

/// The full address of a one-time link: on the site's own address, whatever a request called it.
pub(super) fn link(ground: &Ground, token: &str) -> String {
    let path = format!("/enrol/{token}");
    let trial = || format!("http://localhost:{}{path}", ground.site.port);
    ground.site.link(&path).unwrap_or_else(trial)
}
