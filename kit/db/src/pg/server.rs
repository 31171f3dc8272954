use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use kit_base::{ExposeSecret, SecretString};
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

use super::PgConn;
use super::session;
use crate::sqlite::Access;
use crate::{Engine, Error, Refusal, Result};

/// The oldest server this is tested against.
const OLDEST: u32 = 140_000;

/// Where a server is and how to know it: everything a new connection needs.
pub(crate) struct Server {
    config: Config,
    /// `None` for a unix socket only.
    tls: Option<ClientConfig>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Server").finish_non_exhaustive()
    }
}

impl Server {
    pub(crate) fn new(url: &SecretString, ca_file: Option<&Path>) -> Result<Self> {
        let mut config = read_url(url.expose_secret())?;
        let local = config.get_hosts().iter().all(|host| matches!(host, Host::Unix(_)));
        // `Require` is `verify-full` here: the TLS below has no way not to verify chain and name.
        config.ssl_mode(if local { SslMode::Disable } else { SslMode::Require });
        config.connect_timeout(Duration::from_secs(5));
        config.keepalives_idle(Duration::from_mins(1));
        config.tcp_user_timeout(Duration::from_secs(35));
        if config.get_application_name().is_none() {
            config.application_name("kit-db");
        }
        let tls = if local { None } else { Some(tls(ca_file)?) };
        Ok(Self { config, tls })
    }

    pub(crate) fn connect(&self, access: Access) -> Result<PgConn> {
        let mut conn = PgConn::connect(&self.config, self.tls.as_ref())?;
        conn.batch_execute(&session::opening(access))?;
        Ok(conn)
    }

    /// Connects once and looks whether this server will do.
    pub(crate) fn check(&self) -> Result<()> {
        let mut conn = self.connect(Access::Write)?;
        let mut shown = |setting: &str| -> Result<String> {
            Ok(diesel::dsl::sql::<Text>(&format!("SHOW {setting}")).get_result(&mut conn)?)
        };
        let version = shown("server_version_num")?;
        if version.parse().unwrap_or(0) < OLDEST {
            return Err(setting("server_version_num", version, "140000 or more"));
        }
        let words = shown("lc_messages")?;
        if !["C", "POSIX"].contains(&words.as_str()) && !words.starts_with("en") {
            // Only a superuser may change it for a session.
            tracing::warn!(
                lc_messages = words,
                "the database server's messages are not in English: a deadlock will not be recognised and tried \
                 again; set lc_messages = 'C' for this server"
            );
        }
        for (name, needed) in [("fsync", "on"), ("full_page_writes", "on"), ("server_encoding", "UTF8")] {
            let found = shown(name)?;
            if found != needed {
                return Err(setting(name, found, needed));
            }
        }
        Ok(())
    }
}

fn setting(setting: &'static str, found: String, needed: &'static str) -> Error {
    Refusal::Setting { engine: Engine::Postgres, setting, found, needed }.into()
}

/// Reads an address and refuses one that means a connection without a verified certificate.
pub(crate) fn read_url(url: &str) -> Result<Config> {
    let refused = |why: &str| Error::from(Refusal::Place { why: why.into() });
    // libpq's names for what happens here anyway; the parser knows only `require`.
    let url =
        url.replace("sslmode=verify-full", "sslmode=require").replace("sslmode=verify-ca", "sslmode=require");
    // The parser's message may quote the address.
    let config: Config = url.parse().map_err(|_| refused("the postgres:// address is not well formed"))?;
    let (sockets, hosts): (Vec<_>, Vec<_>) =
        config.get_hosts().iter().partition(|host| matches!(host, Host::Unix(_)));
    if sockets.is_empty() && hosts.is_empty() {
        return Err(refused("the postgres:// address names no host"));
    }
    if !sockets.is_empty() && !hosts.is_empty() {
        return Err(refused("the postgres:// address names both a unix socket and a host"));
    }
    if !hosts.is_empty() && config.get_ssl_mode() == SslMode::Disable {
        return Err(refused("sslmode=disable: a server is reached by TLS only"));
    }
    Ok(config)
}

fn tls(ca_file: Option<&Path>) -> Result<ClientConfig> {
    let mut roots = RootCertStore::empty();
    match ca_file {
        Some(file) => {
            let refused = |source| Refusal::CaFile { file: file.to_owned(), source };
            let certificates = CertificateDer::pem_file_iter(file).map_err(|error| refused(error.into()))?;
            for certificate in certificates {
                let certificate = certificate.map_err(|error| refused(error.into()))?;
                roots.add(certificate).map_err(|error| refused(error.into()))?;
            }
            if roots.is_empty() {
                return Err(refused("it holds no certificate".into()).into());
            }
        }
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Refusal::Tls)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}
