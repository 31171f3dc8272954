//! The mail server, and a composed mail as that server gets it.

use std::path::PathBuf;

use kit_base::{EmailAddress, Millis, SecretString};
use kit_mail::{
    BuildError, Built, Credentials, Mailbox, MessageId, Mode, Outgoing, SettingsError, SmtpOptions,
    SmtpSender, Timeouts,
};

use super::Composed;

/// The mail server as the configuration names it.
#[derive(Debug, Clone)]
pub struct Smtp {
    /// Name or IP address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How the connection is protected.
    pub mode: Mode,
    /// User name there, if it wants one.
    pub username: Option<String>,
    /// Password there.
    pub password: Option<SecretString>,
    /// Certificate authorities trusted instead of the public ones.
    pub ca_file: Option<PathBuf>,
    /// The address mails come from.
    pub from: EmailAddress,
    /// The name beside it.
    pub from_name: Option<String>,
}

impl Smtp {
    /// Whether these settings can work at all. Opens no connection.
    pub fn judge(&self) -> Result<(), SettingsError> {
        Relay::new(self).map(drop)
    }

    /// Connects and signs in, without sending anything: `doctor` asks this.
    pub async fn try_out(&self) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        Ok(Relay::new(self)?.sender.check().await?)
    }
}

/// The way out.
pub enum Way {
    /// There is none: no mail server is named.
    None,
    /// What is named cannot work.
    Blocked,
    /// This one.
    Open(Box<Relay>),
}

impl Way {
    pub fn new(smtp: Option<Smtp>) -> Self {
        match smtp.map(|smtp| Relay::new(&smtp)) {
            None => Self::None,
            Some(Ok(relay)) => Self::Open(Box::new(relay)),
            Some(Err(error)) => {
                tracing::error!(%error, "mail cannot be sent with these settings; it is kept");
                Self::Blocked
            }
        }
    }
}

/// A mail server and whom mails are from.
pub struct Relay {
    pub sender: SmtpSender,
    from: Mailbox,
    domain: String,
}

impl Relay {
    pub fn new(smtp: &Smtp) -> Result<Self, SettingsError> {
        let written = smtp.from.written();
        let domain = written.rsplit('@').next().unwrap_or_default().to_owned();
        let credentials = match (&smtp.username, &smtp.password) {
            (Some(username), Some(password)) => {
                Some(Credentials { username: username.clone(), password: password.clone() })
            }
            _ => None,
        };
        let sender = SmtpSender::new(SmtpOptions {
            host: smtp.host.clone(),
            port: smtp.port,
            mode: smtp.mode,
            credentials,
            ca_file: smtp.ca_file.clone(),
            hello: domain.clone(),
            timeouts: Timeouts::default(),
        })?;
        let from = Mailbox { name: smtp.from_name.clone(), address: smtp.from.clone() };
        Ok(Self { sender, from, domain })
    }

    /// The mail as bytes. `token` names it for ever; `earlier` are those of the mails before it.
    pub fn build(
        &self,
        mail: Composed,
        token: &str,
        earlier: &[String],
        automatic: bool,
        now: Millis,
    ) -> Result<Built, BuildError> {
        let id = |token: &str| MessageId::new(token, &self.domain);
        let references: Vec<MessageId> = earlier.iter().filter_map(|token| id(token)).collect();
        let outgoing = Outgoing {
            from: self.from.clone(),
            to: mail.to,
            to_name: mail.name,
            reply_to: None,
            subject: mail.subject,
            text: mail.text,
            message_id: id(token).ok_or(BuildError::From)?,
            in_reply_to: references.last().cloned(),
            references,
            auto_submitted: automatic,
        };
        outgoing.build(now)
    }
}
