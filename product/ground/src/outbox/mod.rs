//! Outgoing mail: what is to be sent, and how it stands.
//!
//! A row says that a mail of some kind about some request is to go to its client, or a mail about an account to
//! a member of staff. It holds no address and no text: the mail is composed at the moment it is sent, by a [`Composer`] of a higher slice, so that whoever
//! was erased meanwhile gets none, and no copy of anybody's words lies in a queue.
//!
//! **States.** `waiting` → `sending` → `sent`. `kept`: it could not leave for a reason that is not its own
//! (no mail server is set, or it cannot be used); the job [`Release`] lets all of them wait again once it can,
//! and [`release_kept`] does so for staff. `failed`: the server refused it for good, or put it off for two
//! days; staff may try again. `dropped`: staff decided that it need not leave. `withheld`: a stranger may have caused
//! it, and its address, its domain or the house has had as many today as it may ([`Unasked`]); staff may let it go.
//!
//! **Once, as far as SMTP allows.** The row is marked `sending` before the server hears of it and `sent` after
//! the server has taken it over; [`Send`] does nothing with a row that is `sent`. When the program dies, or
//! the answer is lost, between those two, the mail is sent once more, at most once per such accident, under
//! the same `Message-ID`, by which mail programs know it for the same.
//!
//! To add a kind of mail: its texts in the composer's slice, and its name `outbox-kind-…` here.

use std::sync::Arc;

use kit_base::EmailAddress;
use kit_db::{Migration, Step};

use crate::staff::Person;

mod pages;
mod relay;
mod release;
mod send;
mod store;
#[cfg(test)]
mod tests;
mod unasked;

pub use crate::jobs::BoxFuture;
pub use kit_mail::{Mode as SmtpMode, SettingsError};
pub use pages::routes;
pub use relay::Smtp;
pub use release::{Release, release_kept};
pub use send::Send;
pub use store::{
    Counts, MailState, NewMail, OutboxRow, counts, drop_mail, insert_sent, list, of_request, queue,
    sweep_staff_mails, try_again, was_told, withdraw,
};
pub use unasked::Unasked;

/// The kinds of job of this slice.
pub fn kinds() -> Vec<&'static crate::jobs::Kind> {
    vec![&send::KIND, &release::KIND]
}

/// The tables of this slice.
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 15, name: "outbox", step: Step::Both(include_str!("migrations/0015_outbox.sql")) },
    Migration {
        number: 42,
        name: "mail_to_staff",
        step: Step::Both(include_str!("migrations/0042_mail_to_staff.sql")),
    },
];

/// Tells which of these requests somebody may know of. Filled in at the start, because requests stand above this slice.
pub type Sight = fn(&mut kit_db::Conn, &Person, &[i64]) -> kit_db::Result<Vec<i64>>;

/// A mail as it is to be sent.
#[derive(Clone)]
pub struct Composed {
    /// Whom it is for.
    pub to: EmailAddress,
    /// That person's name.
    pub name: Option<String>,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The limits it counts against, when no member of staff has seen it.
    pub unasked: Option<Unasked>,
}

/// Personal data shows nothing of itself.
impl std::fmt::Debug for Composed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Composed(…)")
    }
}

/// Why a mail could not be composed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    /// There is nobody to write to or nothing to say any more: erased or withdrawn.
    #[error("there is nobody to write to any more")]
    Gone,
    /// Not now: what it is made of could not be read.
    #[error("the mail could not be composed now")]
    Later,
}

/// Turns a row into a mail.
pub trait Composer: std::marker::Send + Sync + 'static {
    /// Composes the mail, at the moment it is sent.
    fn compose<'a>(&'a self, mail: &'a OutboxRow) -> BoxFuture<'a, Result<Composed, ComposeError>>;
}

impl<C: Composer> Composer for Arc<C> {
    fn compose<'a>(&'a self, mail: &'a OutboxRow) -> BoxFuture<'a, Result<Composed, ComposeError>> {
        C::compose(self, mail)
    }
}
