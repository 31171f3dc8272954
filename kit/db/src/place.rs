use std::path::{Path, PathBuf};

use kit_base::{ExposeSecret, SecretString};

use crate::{Engine, Refusal, Result};

/// Where a database is.
#[derive(Debug, Clone)]
pub enum Place {
    /// A SQLite file. It is made when it is missing, its folder is not.
    Sqlite(PathBuf),
    /// A PostgreSQL server, reached by TLS with a verified certificate, or by a unix socket.
    Postgres {
        /// `postgres://user:password@host:port/database`. A host that is an absolute path (percent-encoded,
        /// or as `?host=/run/postgresql`) is the folder of a unix socket.
        url: SecretString,
        /// PEM file of the certificate authorities to trust; without it, the public ones (Mozilla's list).
        ca_file: Option<PathBuf>,
    },
}

impl Place {
    /// Reads `postgres://…` or `postgresql://…` as a server, everything else as the path of a SQLite file
    /// (with or without `sqlite:` before it).
    pub fn parse(text: &str) -> Result<Self> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            let place = Self::Postgres { url: SecretString::from(text), ca_file: None };
            place.check()?;
            return Ok(place);
        }
        let path = text.strip_prefix("sqlite:").unwrap_or(text);
        let why = if path.trim().is_empty() {
            "it is empty"
        } else if path.contains("://") {
            "it is neither a path nor a postgres:// address"
        } else {
            return Ok(Self::Sqlite(PathBuf::from(path)));
        };
        Err(Refusal::Place { why: why.into() }.into())
    }

    /// The same place, trusting the authorities in `ca_file`. A SQLite file has no use for them.
    #[must_use]
    pub fn trusting(self, ca_file: impl AsRef<Path>) -> Self {
        match self {
            Self::Postgres { url, .. } => Self::Postgres { url, ca_file: Some(ca_file.as_ref().to_owned()) },
            sqlite @ Self::Sqlite(_) => sqlite,
        }
    }

    /// Which engine is there.
    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres { .. } => Engine::Postgres,
        }
    }

    fn check(&self) -> Result<()> {
        if let Self::Postgres { url, .. } = self {
            crate::pg::read_url(url.expose_secret())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_places() {
        assert!(
            matches!(Place::parse("data/a.db").unwrap(), Place::Sqlite(p) if p == Path::new("data/a.db"))
        );
        assert!(matches!(Place::parse("sqlite:a.db").unwrap(), Place::Sqlite(p) if p == Path::new("a.db")));
        assert_eq!(Place::parse("postgres://u@h/d").unwrap().engine(), Engine::Postgres);
        assert_eq!(Place::parse("postgresql://u@h/d").unwrap().engine(), Engine::Postgres);
        for bad in ["", " ", "mysql://h/d", "postgres://", "postgres://u@h:99999/d"] {
            assert!(Place::parse(bad).is_err(), "{bad}");
        }
    }

    // proves: v5.0.0-16.2.5
    #[test]
    fn a_password_is_never_shown() {
        let place = Place::parse("postgres://u:hunter22@h/d").unwrap().trusting("/ca.pem");
        assert!(!format!("{place:?}").contains("hunter22"));
        let refused = Place::parse("postgres://u:hunter22@h/d?nonsense=1").unwrap_err();
        assert!(!format!("{refused:?} {refused}").contains("hunter22"));
    }
}
