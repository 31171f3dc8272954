use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lettre::transport::smtp::authentication;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, timeout};

use crate::failure::{Failure, SendError, Step};
use crate::link::{self, Protection};
use crate::outgoing::Built;

/// Idle connections kept for the next message.
const KEPT: usize = 4;
/// How long an idle connection is kept; servers close theirs after a minute or more.
const KEPT_FOR: Duration = Duration::from_secs(20);
/// How long a kept connection has to show that it is still there, and a finished one to say good-bye.
const SMALL_TALK: Duration = Duration::from_secs(5);

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// In the clear until STARTTLS, which is required (usually port 587).
    StartTls,
    /// TLS from the start (usually port 465).
    Tls,
    /// No protection: only to a server on this machine.
    Plain,
}

/// User name and password at the mail server.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// User name.
    pub username: String,
    /// Password.
    pub password: SecretString,
}

/// How long the server may take.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// To connect, agree on TLS, greet and sign in, all together.
    pub open: Duration,
    /// To answer one command.
    pub reply: Duration,
    /// To accept a whole message. Long, since giving up early is what makes duplicates.
    pub accept: Duration,
}

impl Default for Timeouts {
    /// 30 seconds, 60 seconds, 5 minutes.
    fn default() -> Self {
        Self { open: Duration::from_secs(30), reply: Duration::from_mins(1), accept: Duration::from_mins(5) }
    }
}

/// Everything needed to reach the mail server.
#[derive(Debug, Clone)]
pub struct SmtpOptions {
    /// Name or IP address; the certificate must be for it.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Protection of the connection.
    pub mode: Mode,
    /// Sign-in at the server, where it wants one.
    pub credentials: Option<Credentials>,
    /// A PEM file of certificate authorities trusted instead of the public ones.
    pub ca_file: Option<PathBuf>,
    /// The name to introduce ourselves by (EHLO): the domain mail is sent from, so that no machine's name
    /// shows in a mail's trace.
    pub hello: String,
    /// How long the server may take.
    pub timeouts: Timeouts,
}

/// Why the options cannot work.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Plain SMTP beyond this machine.
    #[error("mail without TLS is sent to this machine only (localhost, 127.0.0.1 or ::1)")]
    PlainBeyondLoopback,
    /// The host is neither a name nor an IP address.
    #[error("the mail server's name is neither a host name nor an IP address")]
    Host,
    /// The name for EHLO is no domain.
    #[error("the name to introduce ourselves by to the mail server is no domain name")]
    Hello,
    /// The CA file cannot be read.
    #[error("the file of the mail server's certificate authority cannot be read")]
    CaFile(#[source] std::io::Error),
    /// The CA file has no usable certificate.
    #[error("the file of the mail server's certificate authority holds no certificate")]
    CaFileEmpty,
    /// The TLS library cannot be set up.
    #[error("TLS could not be set up")]
    Tls(#[source] rustls::Error),
}

/// That the server took the message over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// The three digits it said so with.
    pub code: u16,
}

/// Hands messages to one mail server. Share it: it keeps a few connections open between messages.
///
/// A message cut off by a time limit leaves its connection closed, never kept: whatever the server still says
/// on it would be taken for the answer to the next message.
pub struct SmtpSender {
    options: SmtpOptions,
    protection: Protection,
    kept: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
}

impl std::fmt::Debug for SmtpSender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmtpSender").field("options", &self.options).finish_non_exhaustive()
    }
}

impl SmtpSender {
    /// A sender for these options. Opens no connection yet; reads the CA file.
    pub fn new(options: SmtpOptions) -> Result<Self, SettingsError> {
        if !is_domain(&options.hello) {
            return Err(SettingsError::Hello);
        }
        let address: Option<IpAddr> = options.host.parse().ok();
        if address.is_none() && !is_domain(&options.host) {
            return Err(SettingsError::Host);
        }
        let here = address.map_or(options.host == "localhost", |ip| ip.is_loopback());
        let protection = match options.mode {
            Mode::Plain if here => Protection::None,
            Mode::Plain => return Err(SettingsError::PlainBeyondLoopback),
            Mode::StartTls | Mode::Tls => {
                let name = ServerName::try_from(options.host.clone()).map_err(|_| SettingsError::Host)?;
                let config = tls_config(options.ca_file.as_deref())?;
                if options.mode == Mode::Tls {
                    Protection::Tls(config, name)
                } else {
                    Protection::StartTls(config, name)
                }
            }
        };
        Ok(Self { options, protection, kept: Mutex::default() })
    }

    /// Hands over one message. `Ok` means that the server has taken responsibility for it.
    pub async fn send(&self, mail: &Built) -> Result<Accepted, SendError> {
        let mut connection = self.connection().await?;
        let outcome = self.dialogue(&mut connection, mail).await;
        match outcome {
            Ok(_) => self.keep(connection),
            // An answer came, so the two sides still understand each other.
            Err(SendError { reply: Some(_), .. }) => {
                let _ = timeout(SMALL_TALK, connection.abort()).await;
            }
            Err(_) => drop(connection),
        }
        outcome
    }

    /// Connects, signs in and says good-bye: whether the settings work.
    pub async fn check(&self) -> Result<(), SendError> {
        let mut connection = self.open().await?;
        let _ = timeout(SMALL_TALK, connection.abort()).await;
        Ok(())
    }

    async fn dialogue(
        &self,
        connection: &mut AsyncSmtpConnection,
        mail: &Built,
    ) -> Result<Accepted, SendError> {
        let offers = |extension| connection.server_info().supports_feature(extension);
        let mut parameters = Vec::new();
        if !(mail.from.as_ref() as &str).is_ascii() || !(mail.to.as_ref() as &str).is_ascii() {
            if !offers(Extension::SmtpUtfEight) {
                return Err(SendError::new(Failure::Address));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let limits = &self.options.timeouts;
        let from = Mail::new(Some(mail.from.clone()), parameters);
        within(limits.reply, Step::Mail, connection.command(from)).await?;
        let to = Rcpt::new(mail.to.clone(), Vec::new());
        within(limits.reply, Step::Recipient, connection.command(to)).await?;
        within(limits.reply, Step::Data, connection.command(Data)).await?;
        let reply = within(limits.accept, Step::Message, connection.message(mail.bytes())).await?;
        Ok(Accepted { code: reply.code().into() })
    }

    /// A kept connection that still answers, or a new one.
    async fn connection(&self) -> Result<AsyncSmtpConnection, SendError> {
        loop {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let Some((mut connection, since)) = kept else {
                return self.open().await;
            };
            if since.elapsed() < KEPT_FOR
                && timeout(SMALL_TALK, connection.test_connected()).await == Ok(true)
            {
                return Ok(connection);
            }
        }
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(_, since)| since.elapsed() < KEPT_FOR);
        if kept.len() < KEPT {
            kept.push((connection, Instant::now()));
        }
    }

    async fn open(&self) -> Result<AsyncSmtpConnection, SendError> {
        match timeout(self.options.timeouts.open, self.open_unlimited()).await {
            Ok(outcome) => outcome,
            Err(_) => Err(SendError::new(Failure::Timeout)),
        }
    }

    async fn open_unlimited(&self) -> Result<AsyncSmtpConnection, SendError> {
        let SmtpOptions { host, port, hello, credentials, .. } = &self.options;
        let link = link::connect(host, *port, &self.protection, hello).await?;
        let name = ClientId::Domain(hello.clone());
        let mut connection = AsyncSmtpConnection::connect_with_transport(link, &name)
            .await
            .map_err(|error| SendError::from_lettre(Step::Greeting, &error))?;
        if let Some(Credentials { username, password }) = credentials {
            let secret = password.expose_secret().to_owned();
            let both = authentication::Credentials::new(username.clone(), secret);
            connection
                .auth(authentication::DEFAULT_MECHANISMS, &both)
                .await
                .map_err(|error| SendError::from_lettre(Step::Auth, &error))?;
        }
        Ok(connection)
    }
}

/// Runs one step of the dialogue within its time.
async fn within<T>(
    limit: Duration,
    step: Step,
    work: impl Future<Output = Result<T, lettre::transport::smtp::Error>>,
) -> Result<T, SendError> {
    match timeout(limit, work).await {
        Ok(outcome) => outcome.map_err(|error| SendError::from_lettre(step, &error)),
        Err(_) if step == Step::Message => Err(SendError::new(Failure::Unanswered)),
        Err(_) => Err(SendError::new(Failure::Timeout)),
    }
}

/// TLS 1.2 or 1.3 by aws-lc, trusting the authorities of `ca_file` or, without one, the public ones.
fn tls_config(ca_file: Option<&Path>) -> Result<Arc<ClientConfig>, SettingsError> {
    let mut roots = RootCertStore::empty();
    if let Some(path) = ca_file {
        let pem = std::fs::read(path).map_err(SettingsError::CaFile)?;
        let found = CertificateDer::pem_slice_iter(&pem).filter_map(Result::ok);
        if roots.add_parsable_certificates(found).0 == 0 {
            return Err(SettingsError::CaFileEmpty);
        }
    } else {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(SettingsError::Tls)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// Whether a name is made of letters, digits, hyphens and dots only: it goes into a command as it stands.
fn is_domain(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 253
        && name.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}
