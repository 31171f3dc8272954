use std::fmt;
use std::time::{Duration, UNIX_EPOCH};

use kit_base::{EmailAddress, Millis, clean_text};
use lettre::Address;
use lettre::address::Envelope;
use lettre::message::header::{Date, HeaderName, HeaderValue};
use lettre::message::{Message, SinglePart};

use crate::header_text::{address_header, text_header};

/// The last millisecond of the year 9999: a `Date` header has four digits for the year.
const LAST_DATE: Millis = 253_402_300_799_000;

/// An address and, where known, the name of whom it belongs to.
#[derive(Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The name shown beside the address.
    pub name: Option<String>,
    /// Where mail goes.
    pub address: EmailAddress,
}

/// Personal data: neither name nor address is printed.
impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mailbox(…)")
    }
}

/// The name of a message for ever (RFC 5322 §3.6.4): `<token@domain>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MessageId(String);

impl MessageId {
    /// A message id from a `token` of ASCII letters, digits, `.`, `-` and `_` that nobody else uses within
    /// `domain`. `None` when either has another character, or is empty, or both are longer than 200.
    pub fn new(token: &str, domain: &str) -> Option<Self> {
        let plain = |part: &str| {
            !part.is_empty()
                && part.len() <= 200
                && !part.starts_with('.')
                && !part.ends_with('.')
                && !part.contains("..")
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
        };
        (plain(token) && plain(domain)).then(|| Self(format!("<{token}@{domain}>")))
    }

    /// The id as it stands in a header, angle brackets included.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A message to one person, before it is bytes.
#[derive(Clone)]
pub struct Outgoing {
    /// Whom the message is from; also where a bounce goes.
    pub from: Mailbox,
    /// Whom it is for.
    pub to: EmailAddress,
    /// That person's name.
    pub to_name: Option<String>,
    /// Where an answer shall go, when not to `from`.
    pub reply_to: Option<EmailAddress>,
    /// The subject; line breaks become spaces.
    pub subject: String,
    /// The text, in plain words, lines ended by LF.
    pub text: String,
    /// The message's own id, the same at every attempt.
    pub message_id: MessageId,
    /// The message this one answers.
    pub in_reply_to: Option<MessageId>,
    /// The messages before this one, oldest first.
    pub references: Vec<MessageId>,
    /// Whether a program wrote it (RFC 3834): then nobody's holiday notice answers it.
    pub auto_submitted: bool,
}

/// Personal data: only the message id is printed.
impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing").field("message_id", &self.message_id).finish_non_exhaustive()
    }
}

/// Why a message could not be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// The recipient's address is none that mail servers know.
    #[error("the recipient's address cannot be used in a mail")]
    To,
    /// The sender's or reply address is none that mail servers know: a matter of settings.
    #[error("the sender's address cannot be used in a mail")]
    From,
}

/// A message as it goes over the wire.
#[derive(Clone)]
pub struct Built {
    pub(crate) from: Address,
    pub(crate) to: Address,
    bytes: Vec<u8>,
}

impl Built {
    /// Header and body, lines ended by CR LF.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Personal data: only the size is printed.
impl fmt::Debug for Built {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Built").field("size", &self.bytes.len()).finish_non_exhaustive()
    }
}

impl Outgoing {
    /// Builds the message, dated `now`.
    ///
    /// Whatever the parts contain, the result has exactly the headers written here: values are parsed types
    /// or encoded text.
    pub fn build(&self, now: Millis) -> Result<Built, BuildError> {
        let from = wire_address(&self.from.address).ok_or(BuildError::From)?;
        let to = wire_address(&self.to).ok_or(BuildError::To)?;
        let envelope = Envelope::new(Some(from.clone()), vec![to.clone()]).map_err(|_| BuildError::To)?;
        let date = UNIX_EPOCH + Duration::from_millis(now.clamp(0, LAST_DATE).unsigned_abs());
        let mut builder = Message::builder()
            .envelope(envelope)
            .header(Date::new(date))
            .raw_header(address_header(name("From"), self.from.name.as_deref(), &self.from.address))
            .raw_header(address_header(name("To"), self.to_name.as_deref(), &self.to))
            .raw_header(text_header(name("Subject"), &self.subject))
            .raw_header(ids_header("Message-ID", std::slice::from_ref(&self.message_id)));
        if let Some(address) = &self.reply_to {
            wire_address(address).ok_or(BuildError::From)?;
            builder = builder.raw_header(address_header(name("Reply-To"), None, address));
        }
        if let Some(answered) = &self.in_reply_to {
            builder = builder.raw_header(ids_header("In-Reply-To", std::slice::from_ref(answered)));
        }
        if !self.references.is_empty() {
            builder = builder.raw_header(ids_header("References", &self.references));
        }
        if self.auto_submitted {
            // The second is for Exchange, which asks for it ([MS-OXCMAIL] 2.1.3.2.4).
            builder = builder
                .raw_header(text_header(name("Auto-Submitted"), "auto-generated"))
                .raw_header(text_header(name("X-Auto-Response-Suppress"), "All"));
        }
        // lettre looks at `From` once more, and knows fewer addresses than we take.
        let message =
            builder.singlepart(SinglePart::plain(clean_text(&self.text))).map_err(|_| BuildError::From)?;
        Ok(Built { from, to, bytes: message.formatted() })
    }
}

fn name(name: &'static str) -> HeaderName {
    HeaderName::new_from_ascii_str(name)
}

/// One id a line: ids have no space to fold at.
fn ids_header(header: &'static str, ids: &[MessageId]) -> HeaderValue {
    let list: Vec<&str> = ids.iter().map(MessageId::as_str).collect();
    HeaderValue::dangerous_new_pre_encoded(name(header), list.join(" "), list.join("\r\n "))
}

fn wire_address(address: &EmailAddress) -> Option<Address> {
    address.written().parse().ok()
}
