//! The configuration: a TOML file, then the environment, then the command line; the later wins. The only
//! place that reads the environment.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ground::outbox::{Smtp, SmtpMode};
use kit_base::SecretString;
use kit_web::proxies::{Proxies, Says};

/// Every key, with whether its value is a path. In the environment a key is `QUERIST_` and its letters in
/// capitals, with `_` for the dot: `QUERIST_SMTP_HOST`.
const KEYS: &[(&str, bool)] = &[
    ("listen", false),
    ("only", false),
    ("drain_seconds", false),
    ("trusted_proxies", false),
    ("proxy_header", false),
    ("metrics", false),
    ("data", true),
    ("public_url", false),
    ("insecure_http", false),
    ("keys_dir", true),
    ("root_key", true),
    ("database", false),
    ("database_ca", true),
    ("ring_database", false),
    ("smtp.host", false),
    ("smtp.port", false),
    ("smtp.mode", false),
    ("smtp.username", false),
    ("smtp.password", false),
    ("smtp.password_file", true),
    ("smtp.ca_file", true),
    ("smtp.from", false),
    ("smtp.from_name", false),
];

/// What the program was told.
#[derive(Debug, Clone, Default)]
pub struct Config {
    values: BTreeMap<String, String>,
}

/// Why a configuration was refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration file {}: {source}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is no TOML. The message does not quote the file: it may hold a password.
    #[error("the configuration file {} is no TOML: look at line {line}", file.display())]
    Syntax {
        /// The file.
        file: PathBuf,
        /// Line of the fault, counted from 1.
        line: usize,
    },
    /// A key nobody knows.
    #[error("the configuration has an unknown key `{key}`; the nearest known one is `{nearest}`")]
    Unknown {
        /// The key.
        key: String,
        /// The known key most like it.
        nearest: &'static str,
    },
    /// A value that cannot be meant.
    #[error("the configuration key `{key}` {why}")]
    Value {
        /// The key.
        key: &'static str,
        /// What is wrong with its value, without the value.
        why: String,
    },
}

impl Config {
    /// Reads `file`, if one is named, and the environment.
    pub fn read(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut config = Self::default();
        if let Some(file) = file {
            let text = std::fs::read_to_string(file)
                .map_err(|source| ConfigError::Unreadable { file: file.to_owned(), source })?;
            let base = file.parent().unwrap_or(Path::new(".")).to_owned();
            let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
                let at = error.span().map_or(0, |span| span.start);
                let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
                ConfigError::Syntax { file: file.to_owned(), line }
            })?;
            config.take_table("", &table, &base)?;
        }
        for (name, value) in environment {
            if let Some(key) = known(|key| name == environment_name(key)) {
                config.values.insert(key.to_owned(), value);
            }
        }
        Ok(config)
    }

    fn take_table(&mut self, prefix: &str, table: &toml::Table, base: &Path) -> Result<(), ConfigError> {
        for (name, value) in table {
            let key = format!("{prefix}{name}");
            if let toml::Value::Table(inner) = value {
                self.take_table(&format!("{key}."), inner, base)?;
                continue;
            }
            let Some(known) = known(|k| k == key) else {
                return Err(ConfigError::Unknown { nearest: nearest(&key), key });
            };
            let text = match value {
                toml::Value::String(text) => text.clone(),
                toml::Value::Integer(number) => number.to_string(),
                toml::Value::Boolean(flag) => flag.to_string(),
                toml::Value::Array(list) if list.iter().all(toml::Value::is_str) => {
                    list.iter().filter_map(toml::Value::as_str).collect::<Vec<_>>().join(",")
                }
                _ => {
                    return Err(ConfigError::Value {
                        key: known,
                        why: "is no text, number, yes-or-no or list of texts".into(),
                    });
                }
            };
            let is_path = KEYS.iter().any(|(key, path)| *key == known && *path);
            // A path in a file is meant from where the file lies.
            let text = if is_path { base.join(text).to_string_lossy().into_owned() } else { text };
            self.values.insert(known.to_owned(), text);
        }
        Ok(())
    }

    /// Sets a value from the command line.
    pub fn set(&mut self, key: &'static str, value: Option<String>) {
        if let Some(value) = value {
            self.values.insert(key.to_owned(), value);
        }
    }

    /// The value of `key`.
    pub fn get(&self, key: &'static str) -> Option<&str> {
        self.values.get(key).map(String::as_str)
    }

    /// The value of `key` as a path from the root of the file system.
    pub fn path(&self, key: &'static str) -> Result<Option<PathBuf>, ConfigError> {
        let absolute = |text: &str| {
            std::path::absolute(text)
                .map_err(|error| ConfigError::Value { key, why: format!("is no path: {error}") })
        };
        self.get(key).map(absolute).transpose()
    }

    /// Whether `key` says yes.
    pub fn flag(&self, key: &'static str) -> bool {
        matches!(self.get(key), Some("true" | "yes" | "1"))
    }

    /// How long a stop goes on answering while `/readyz` already says no, so that a proxy sends nothing more.
    pub fn drain(&self) -> Result<std::time::Duration, ConfigError> {
        let seconds = self.get("drain_seconds").unwrap_or("0").parse::<u64>().ok().filter(|n| *n <= 300);
        let why = "is no number of seconds from 0 to 300";
        let seconds = seconds.ok_or_else(|| ConfigError::Value { key: "drain_seconds", why: why.into() })?;
        Ok(std::time::Duration::from_secs(seconds))
    }

    /// The proxies that are believed about where a request comes from; by default none.
    pub fn proxies(&self) -> Result<Proxies, ConfigError> {
        let value = |key, why: String| ConfigError::Value { key, why };
        let listed = self.get("trusted_proxies").unwrap_or_default();
        let listed = listed.split(',').map(str::trim).filter(|text| !text.is_empty());
        let networks = listed.map(|text| {
            text.parse().map_err(|why| value("trusted_proxies", format!("has an entry that {why}")))
        });
        let says = match self.get("proxy_header").unwrap_or("x-forwarded-for") {
            "x-forwarded-for" => Says::XForwardedFor,
            "forwarded" => Says::Forwarded,
            _ => {
                return Err(value("proxy_header", "is neither x-forwarded-for nor forwarded".into()));
            }
        };
        Ok(Proxies::new(networks.collect::<Result<_, _>>()?, says))
    }

    /// What was told, as a TOML text, without passwords and without addresses that may hold one.
    pub fn without_secrets(&self) -> String {
        const SECRET: [&str; 3] = ["smtp.password", "database", "ring_database"];
        let told = self.values.iter().filter(|(key, _)| !SECRET.contains(&key.as_str()));
        let lines: toml::Table =
            told.map(|(key, value)| (key.clone(), toml::Value::String(value.clone()))).collect();
        format!("# The configuration at the time of the backup, without its secrets.\n{lines}")
    }

    /// The address people use, without a slash at its end.
    pub fn public_url(&self) -> Result<Option<String>, ConfigError> {
        let Some(url) = self.get("public_url") else { return Ok(None) };
        let url = url.trim_end_matches('/');
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        let fine = rest.is_some_and(|host| {
            !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b))
        });
        let why = "must be like https://ask.library.example, without a path";
        if fine {
            Ok(Some(url.to_owned()))
        } else {
            Err(ConfigError::Value { key: "public_url", why: why.into() })
        }
    }

    /// The mail server, if one is named.
    pub fn smtp(&self) -> Result<Option<Smtp>, ConfigError> {
        let Some(host) = self.get("smtp.host") else { return Ok(None) };
        let value = |key, why: &str| ConfigError::Value { key, why: why.into() };
        let mode = match self.get("smtp.mode").unwrap_or("starttls") {
            "starttls" => SmtpMode::StartTls,
            "tls" => SmtpMode::Tls,
            "plain" => SmtpMode::Plain,
            _ => return Err(value("smtp.mode", "is none of starttls, tls, plain")),
        };
        let standard = if matches!(mode, SmtpMode::Tls) { "465" } else { "587" };
        let port = self.get("smtp.port").unwrap_or(standard).parse();
        let port = port.map_err(|_| value("smtp.port", "is no port number"))?;
        let from = self
            .get("smtp.from")
            .ok_or_else(|| value("smtp.from", "is missing: whom shall mails come from?"))?;
        let from = kit_base::EmailAddress::parse(from).map_err(|why| value("smtp.from", &why.to_string()))?;
        let password = match self.path("smtp.password_file")? {
            Some(file) => {
                let text = std::fs::read_to_string(&file);
                let text = text.map_err(|source| ConfigError::Unreadable { file, source })?;
                Some(SecretString::from(text.trim_end().to_owned()))
            }
            None => self.get("smtp.password").map(|text| SecretString::from(text.to_owned())),
        };
        Ok(Some(Smtp {
            host: host.to_owned(),
            port,
            mode,
            username: self.get("smtp.username").map(str::to_owned),
            password,
            ca_file: self.path("smtp.ca_file")?,
            from,
            from_name: self.get("smtp.from_name").map(str::to_owned),
        }))
    }
}

fn known(fits: impl Fn(&str) -> bool) -> Option<&'static str> {
    KEYS.iter().map(|(key, _)| *key).find(|key| fits(key))
}

fn environment_name(key: &str) -> String {
    format!("QUERIST_{}", key.replace('.', "_").to_uppercase())
}

/// The known key that takes the fewest changes of letters to make of `key`.
fn nearest(key: &str) -> &'static str {
    KEYS.iter().map(|(known, _)| *known).min_by_key(|known| distance(known, key)).unwrap_or("data")
}

/// Levenshtein distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = if x == *y { diagonal } else { diagonal + 1 };
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("querist.toml");
        std::fs::write(&path, text).unwrap();
        (dir, path)
    }

    #[test]
    fn the_later_source_wins_and_paths_are_meant_from_the_file() {
        let (dir, path) = file("listen = \"127.0.0.1:1\"\nkeys_dir = \"keys\"\n[smtp]\nport = 25\n");
        let environment = [("QUERIST_LISTEN".to_owned(), "127.0.0.1:2".to_owned())];
        let mut config = Config::read(Some(&path), environment).unwrap();
        assert_eq!(config.get("listen"), Some("127.0.0.1:2"));
        assert_eq!(config.path("keys_dir").unwrap().unwrap(), dir.path().join("keys"));
        assert_eq!(config.get("smtp.port"), Some("25"));
        config.set("listen", Some("127.0.0.1:3".into()));
        assert_eq!(config.get("listen"), Some("127.0.0.1:3"));
    }

    #[test]
    fn an_unknown_key_names_the_nearest_and_a_fault_shows_no_secret() {
        let (_dir, path) = file("lissen = \"x\"\n");
        let error = Config::read(Some(&path), []).unwrap_err().to_string();
        assert!(error.contains("lissen") && error.contains("`listen`"), "{error}");
        let (_dir, path) = file("[smtp]\npassword = \"hunter2 and more\n");
        let error = Config::read(Some(&path), []).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        let (_dir, path) =
            file("trusted_proxies = [\"10.0.0.0/8\", \"::1\"]\nproxy_header = \"forwarded\"\n");
        assert_ne!(Config::read(Some(&path), []).unwrap().proxies().unwrap(), Proxies::default());
        let (_dir, path) = file("trusted_proxies = \"10.0.0.0/80\"\n");
        assert!(Config::read(Some(&path), []).unwrap().proxies().is_err());
        let (_dir, path) = file("public_url = \"ask.library.example/x\"\n");
        assert!(Config::read(Some(&path), []).unwrap().public_url().is_err());
    }
}
