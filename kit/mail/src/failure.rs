use std::error::Error as _;
use std::fmt;

/// What went wrong, as far as it decides what to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Failure {
    /// No connection to the server: name, network, or nobody listening.
    Unreachable,
    /// The server took too long before the message was handed over.
    Timeout,
    /// The TLS handshake failed; most often the certificate is not one we trust.
    Tls,
    /// The server offers no STARTTLS, and without it nothing is sent.
    NoStartTls,
    /// The server refused user name and password, or wants some, or takes none of the kinds we have.
    Credentials,
    /// The server refused our own address (5xx to `MAIL FROM`).
    Sender,
    /// The server asked to come again later (4xx).
    Temporary,
    /// The server refused this recipient or this message for good (5xx).
    Permanent,
    /// The recipient's address has letters outside ASCII, and the server does not know SMTPUTF8 (RFC 6531).
    Address,
    /// The server said something that is no SMTP, or hung up.
    Protocol,
    /// The whole message was handed over, but the answer never came: it may have been accepted. Sending it
    /// again is right (RFC 5321 §4.5.3.2.6) and may deliver it twice, under one message id.
    Unanswered,
}

impl Failure {
    /// Whether trying the same message again is of no use.
    pub fn is_permanent(self) -> bool {
        matches!(self, Self::Permanent | Self::Address)
    }

    /// Whether it is for the operator to mend: every message would fail the same way.
    pub fn is_settings(self) -> bool {
        matches!(self, Self::Tls | Self::NoStartTls | Self::Credentials | Self::Sender)
    }

    /// A stable word for it, to store.
    pub fn key(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Timeout => "timeout",
            Self::Tls => "tls",
            Self::NoStartTls => "no-starttls",
            Self::Credentials => "credentials",
            Self::Sender => "sender",
            Self::Temporary => "temporary",
            Self::Permanent => "permanent",
            Self::Address => "address",
            Self::Protocol => "protocol",
            Self::Unanswered => "unanswered",
        }
    }
}

/// The numbers of a server's reply; its words are left out, since they repeat addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reply {
    /// The three digits (RFC 5321 §4.2).
    pub code: u16,
    /// The enhanced status code (RFC 3463), such as 5.1.1.
    pub enhanced: Option<[u16; 3]>,
}

impl Reply {
    /// The reply that begins with `code` and goes on with `text`.
    pub(crate) fn read(code: u16, text: &str) -> Self {
        Self { code, enhanced: enhanced(text) }
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        match self.enhanced {
            Some([class, subject, detail]) => write!(f, " {class}.{subject}.{detail}"),
            None => Ok(()),
        }
    }
}

/// Reads `5.1.1` at the start of a reply's text.
fn enhanced(text: &str) -> Option<[u16; 3]> {
    let word = text.split([' ', '\r', '\n']).next()?;
    let mut parts = word.split('.').map(|part| (part.len() <= 3).then(|| part.parse().ok()).flatten());
    let code = [parts.next()??, parts.next()??, parts.next()??];
    (parts.next().is_none() && matches!(code[0], 2 | 4 | 5)).then_some(code)
}

/// Why a message was not sent. Holds no address and none of the server's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SendError {
    /// What went wrong.
    pub failure: Failure,
    /// What the server replied, where it did.
    pub reply: Option<Reply>,
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the mail server did not take the message: {}", self.failure.key())?;
        match self.reply {
            Some(reply) => write!(f, " ({reply})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for SendError {}

/// Where in the dialogue a reply came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Greeting and EHLO.
    Greeting,
    Auth,
    Mail,
    Recipient,
    /// `DATA` before the message.
    Data,
    /// After the message's final dot.
    Message,
}

impl SendError {
    pub(crate) fn new(failure: Failure) -> Self {
        Self { failure, reply: None }
    }

    /// What a refusing reply means at this step.
    pub(crate) fn refused(step: Step, reply: Reply) -> Self {
        let failure = match (step, reply.code) {
            // 530 is "authentication required", the others tell what was wrong with it (RFC 4954 §6).
            (_, 530 | 534 | 535 | 538) | (Step::Auth, 500..) => Failure::Credentials,
            (Step::Mail, 500..) => Failure::Sender,
            (Step::Recipient | Step::Data | Step::Message, 500..) => Failure::Permanent,
            // A server that refuses everybody in its greeting may serve again tomorrow.
            _ => Failure::Temporary,
        };
        Self { failure, reply: Some(reply) }
    }

    /// What lettre's error means at this step.
    pub(crate) fn from_lettre(step: Step, error: &lettre::transport::smtp::Error) -> Self {
        if let Some(code) = error.status() {
            let text = error.source().map(ToString::to_string).unwrap_or_default();
            return Self::refused(step, Reply::read(code.into(), &text));
        }
        Self::new(match step {
            // lettre's own refusal: the server offers no kind of sign-in we have.
            Step::Auth if error.is_client() => Failure::Credentials,
            Step::Message => Failure::Unanswered,
            _ => Failure::Protocol,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_words_are_not() {
        let reply = Reply::read(550, "5.1.1 <sian@example.org>: no such person");
        assert_eq!(reply.enhanced, Some([5, 1, 1]));
        assert_eq!(reply.to_string(), "550 5.1.1");
        assert_eq!(Reply::read(550, "mailbox 5.1.1").enhanced, None);
        assert_eq!(Reply::read(550, "5.1.1.1 x").enhanced, None);
        assert_eq!(Reply::read(550, "9.9999.1 x").enhanced, None);
        assert_eq!(Reply::read(550, "").enhanced, None);
    }

    #[test]
    fn the_same_number_means_different_things_at_different_steps() {
        let at = |step, code| SendError::refused(step, Reply { code, enhanced: None }).failure;
        assert_eq!(at(Step::Recipient, 550), Failure::Permanent);
        assert_eq!(at(Step::Recipient, 450), Failure::Temporary);
        assert_eq!(at(Step::Mail, 550), Failure::Sender);
        assert_eq!(at(Step::Greeting, 554), Failure::Temporary);
        assert_eq!(at(Step::Auth, 535), Failure::Credentials);
        assert_eq!(at(Step::Auth, 454), Failure::Temporary);
        assert_eq!(at(Step::Mail, 530), Failure::Credentials);
    }
}
