//! Messages as data, and the way out for them.
//!
//! [`Outgoing`] is a message in parts that cannot be wrong; [`Outgoing::build`] turns it into the bytes that
//! go over the wire. [`SmtpSender`] hands those bytes to a mail server over TLS and says in an [`SendError`]
//! what a refusal means: try again, give up, or mend the settings.
//!
//! What this crate refuses to do: send without TLS to anything but this machine; put text into a header
//! except encoded; carry an address or a server's words inside an error (they would end up in logs).
//!
//! Sockets: [`SmtpSender`] opens its own connection to the one server the operator named. Once `kit/net`
//! exists, which is to open everything outgoing, `link::connect` moves there; nothing else here knows
//! how a connection is made.
//!
//! To add a header: write it in `outgoing.rs` through `header_text`, never as a pre-encoded value of your own.

mod failure;
mod header_text;
mod link;
mod outgoing;
mod smtp;

pub use failure::{Failure, Reply, SendError};
pub use outgoing::{BuildError, Built, Mailbox, MessageId, Outgoing};
pub use smtp::{Accepted, Credentials, Mode, SettingsError, SmtpOptions, SmtpSender, Timeouts};
