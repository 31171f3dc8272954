//! What this crate promises, seen from outside: messages parsed by another reader of mail, delivery through a
//! real Postfix, and servers that misbehave.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]
#![expect(clippy::disallowed_methods, reason = "tests stand between the program and its mail server")]

mod built;
mod odd_servers;
mod postfix;

use kit_base::EmailAddress;
use kit_mail::{Mailbox, MessageId, Outgoing};

/// 24 November 2026, 09:30:00 UTC.
const NOW: i64 = 1_795_512_600_000;

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// A plain message to `to`, under the message id `token`.
fn letter(to: &str, token: &str) -> Outgoing {
    Outgoing {
        from: Mailbox { name: Some("Enquiry desk".into()), address: address("answers@desk.example") },
        to: address(to),
        to_name: None,
        reply_to: None,
        subject: "QR-10482: your enquiry".into(),
        text: "Dear reader,\n\nwe found it.\n".into(),
        message_id: MessageId::new(token, "desk.example").unwrap(),
        in_reply_to: None,
        references: Vec::new(),
        auto_submitted: false,
    }
}
