use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordVerifier, Version};
use kit_base::Entropy;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::settings::{Settings, registry};

/// Memory in KiB and passes: 64 MiB and 3 (security design 2.5). Builds for tests use OWASP's floor, 19 MiB
/// and 2, because a test signs in hundreds of times; a release build has no such feature.
const COST: (u32, u32) = if cfg!(feature = "testing") { (19 * 1024, 2) } else { (64 * 1024, 3) };

/// How many may wait for a place before people are asked to come back.
const QUEUE: usize = 32;

/// Longest password taken, in characters. A longer one is refused, never cut.
const LONGEST: usize = 256;

/// Hashes and checks passwords with Argon2id (RFC 9106), as many at once as there are cores, so that a flood
/// of sign-ins costs a bounded amount of memory.
#[derive(Clone)]
pub struct Hashing {
    /// For whoever comes.
    strangers: Line,
    /// For those who are known already: a flood of strangers does not make them wait.
    known: Line,
    nobody: Arc<str>,
}

/// Places, and how many may wait for one.
#[derive(Clone)]
struct Line {
    places: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

/// In which line somebody stands whose password is hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Whoever comes.
    Stranger,
    /// Somebody signed in, with a link of ours, or at a browser where they signed in before.
    Known,
}

impl Line {
    fn new(places: usize) -> Self {
        let queue = Arc::new(Semaphore::new(QUEUE + places));
        Self { places: Arc::new(Semaphore::new(places)), queue }
    }
}

/// Why a password could not be hashed or checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HashingError {
    /// Too many are waiting already.
    #[error("too many sign-ins are waiting")]
    Busy,
    /// The hash function refused its parameters or the stored text is no hash.
    #[error("a password hash could not be computed")]
    Failed,
}

/// What is wrong with a new password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordProblem {
    /// Fewer characters than the policy wants.
    TooShort,
    /// More than 256 characters.
    TooLong,
    /// Fewer kinds of characters than the policy wants.
    TooFewKinds,
    /// One of those everybody tries first, or built around the person, the institution or the word for what it
    /// is.
    TooPlain,
    /// The person had it before.
    UsedBefore,
}

impl PasswordProblem {
    /// The key of what is said of it, with `{ $min }` and `{ $kinds }` of the policy.
    pub fn words(self) -> &'static str {
        match self {
            Self::TooShort => "guard-enrol-short",
            Self::TooLong => "guard-enrol-long",
            Self::TooFewKinds => "guard-enrol-kinds",
            Self::TooPlain => "guard-enrol-plain",
            Self::UsedBefore => "guard-enrol-used",
        }
    }
}

/// What the institution wants of passwords.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Fewest characters.
    pub min: i64,
    /// Fewest kinds of characters.
    pub kinds: i64,
    /// Whether those that are easily guessed are refused.
    guessed: bool,
    /// What no password may be built around.
    words: Vec<String>,
}

impl Policy {
    /// The one in force.
    pub fn of(settings: &Settings) -> Self {
        let mut words = settings.lines(&registry::PASSWORD_WORDS);
        words.push(settings.text(&registry::ORGANISATION));
        Self {
            min: settings.number(&registry::PASSWORD_LENGTH),
            kinds: settings.number(&registry::PASSWORD_CLASSES),
            guessed: settings.flag(&registry::PASSWORD_COMMON),
            words,
        }
    }

    /// Looks at a password that somebody chose who has these names and addresses.
    pub fn judge(&self, password: &str, own: &[&str]) -> Option<PasswordProblem> {
        let letters = password.chars().count();
        if i64::try_from(letters).unwrap_or(i64::MAX) < self.min {
            return Some(PasswordProblem::TooShort);
        }
        if letters > LONGEST {
            return Some(PasswordProblem::TooLong);
        }
        if kinds(password) < self.kinds {
            return Some(PasswordProblem::TooFewKinds);
        }
        (self.guessed && self.is_plain(password, own)).then_some(PasswordProblem::TooPlain)
    }

    fn is_plain(&self, password: &str, own: &[&str]) -> bool {
        let low = password.to_lowercase();
        let mut different: Vec<char> = low.chars().collect();
        different.sort_unstable();
        different.dedup();
        // Of an address what stands before the @; of a name each of its parts.
        let words = self.words.iter().map(String::as_str).chain(own.iter().copied());
        let parts: Vec<String> = words
            .flat_map(|text| text.split('@').next().unwrap_or_default().split_whitespace())
            .map(str::to_lowercase)
            .filter(|part| part.chars().count() > 3)
            .collect();
        if different.len() < 5 || low.contains("password") || own_word(&low, own) {
            return true;
        }
        let rest = parts.iter().fold(low, |text, part| text.replace(part.as_str(), ""));
        if rest.chars().filter(|c| c.is_alphanumeric()).count() < OF_ITS_OWN {
            return true;
        }
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let start: String = password.chars().take(SCORED).collect();
        zxcvbn::zxcvbn(&start, &parts).score() < zxcvbn::Score::Three
    }
}

/// Without the words of the house and of the person, a password has so many letters and digits left.
const OF_ITS_OWN: usize = 8;
/// So much of a password is looked at for how it is built: a longer one is not easier to guess.
const SCORED: usize = 100;

/// Whether a password holds what stands before the @ of an address.
fn own_word(password: &str, own: &[&str]) -> bool {
    let mut locals =
        own.iter().filter_map(|text| text.split_once('@')).map(|(local, _)| local.to_lowercase());
    locals.any(|local| local.chars().count() > 3 && password.contains(&local))
}

/// Kinds of characters: small letters, capital letters, digits, others.
fn kinds(password: &str) -> i64 {
    let has = |of: fn(char) -> bool| i64::from(password.chars().any(of));
    has(char::is_lowercase) + has(char::is_uppercase) + has(char::is_numeric) + has(|c| !c.is_alphanumeric())
}

impl Hashing {
    /// A bound for `cores` hashes of strangers at once, and one of somebody known.
    pub fn new(cores: usize, entropy: &dyn Entropy) -> Result<Self, HashingError> {
        let nobody = compute("nobody has this password", &entropy.bytes())?;
        Ok(Self { strangers: Line::new(cores.max(1)), known: Line::new(1), nobody: nobody.into() })
    }

    /// The PHC string of `password`, with a fresh salt.
    pub async fn hash(&self, password: &str, entropy: &dyn Entropy) -> Result<String, HashingError> {
        let salt = entropy.bytes::<16>();
        let password = Zeroizing::new(password.to_owned());
        self.in_turn(Turn::Known, move || compute(&password, &salt)).await
    }

    /// Whether `password` fits `hash`. Without a hash the same work is done and the answer is no.
    pub async fn verify(&self, password: &str, hash: Option<&str>, turn: Turn) -> Result<bool, HashingError> {
        if password.chars().count() > LONGEST {
            return Ok(false);
        }
        let exists = hash.is_some();
        let hash = hash.map_or_else(|| self.nobody.to_string(), str::to_owned);
        let password = Zeroizing::new(password.to_owned());
        let fits = self
            .in_turn(turn, move || {
                let parsed = PasswordHash::new(&hash).map_err(|_| HashingError::Failed)?;
                Ok(argon2()?.verify_password(password.as_bytes(), &parsed).is_ok())
            })
            .await?;
        Ok(fits && exists)
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        turn: Turn,
        work: impl FnOnce() -> Result<T, HashingError> + Send + 'static,
    ) -> Result<T, HashingError> {
        let line = if turn == Turn::Known { &self.known } else { &self.strangers };
        let _queued = line.queue.try_acquire().map_err(|_| HashingError::Busy)?;
        let _place = line.places.acquire().await.map_err(|_| HashingError::Busy)?;
        tokio::task::spawn_blocking(work).await.map_err(|_| HashingError::Failed)?
    }
}

fn argon2() -> Result<Argon2<'static>, HashingError> {
    let params = Params::new(COST.0, COST.1, 1, Some(32)).map_err(|_| HashingError::Failed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn compute(password: &str, salt: &[u8; 16]) -> Result<String, HashingError> {
    use argon2::PasswordHasher;
    let hash =
        argon2()?.hash_password_with_salt(password.as_bytes(), salt).map_err(|_| HashingError::Failed)?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kit_base::SeededEntropy;

    // proves: v5.0.0-11.4.2
    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let entropy = SeededEntropy::new(1);
        let hashing = Hashing::new(2, &entropy).unwrap();
        let hash = hashing.hash("correct horse battery", &entropy).await.unwrap();
        // OWASP's floor; a build for tests stands on it, one for people above it.
        let parts: Vec<&str> = hash.split(['$', ',', '=']).collect();
        let number = |name: &str| {
            let at = parts.iter().position(|part| *part == name).unwrap();
            parts[at + 1].parse::<u32>().unwrap()
        };
        assert!(hash.starts_with("$argon2id$v=19$m="), "{hash}");
        assert!(number("m") >= 19 * 1024 && number("t") >= 2, "{hash}");
        assert!(hashing.verify("correct horse battery", Some(&hash), Turn::Stranger).await.unwrap());
        assert!(!hashing.verify("correct horse batterx", Some(&hash), Turn::Stranger).await.unwrap());
        assert!(!hashing.verify("nobody has this password", None, Turn::Stranger).await.unwrap());
    }

    // proves: v5.0.0-6.2.4, v5.0.0-6.2.11, XT-45
    #[test]
    fn plain_passwords_are_told() {
        let policy = Policy { min: 15, kinds: 0, guessed: true, words: vec!["Aldermoor Library".into()] };
        let own = ["Maya Okafor", "m.okafor@b.example"];
        let judge = |password: &str| policy.judge(password, &own);
        assert_eq!(judge("short"), Some(PasswordProblem::TooShort));
        assert_eq!(judge(&"é".repeat(300)), Some(PasswordProblem::TooLong));
        for plain in [
            "aaaaaaaaaaaaaaaa",
            "my m.okafor secret",
            "qwertyuiopasdfghjkl",
            "1234567890123456",
            "letmeinletmeinletmein",
            "Aldermoor Library",
            "aldermoor2026!!",
            "Maya Okafor 2026",
            "PasswordPassword1!",
        ] {
            assert_eq!(judge(plain), Some(PasswordProblem::TooPlain), "{plain}");
        }
        for good in ["seven pale herons wade", "nine grey otters sleep", "bnqj-40zkw-hr2vt-x9f"] {
            assert_eq!(judge(good), None, "{good}");
        }
    }

    #[test]
    fn kinds_are_counted_where_they_are_asked_for() {
        let policy = |kinds| Policy { min: 9, kinds, guessed: false, words: Vec::new() };
        assert_eq!(policy(3).judge("seven pale herons", &[]), Some(PasswordProblem::TooFewKinds));
        assert_eq!(policy(2).judge("seven pale herons", &[]), None);
        assert_eq!(policy(4).judge("Seven pale herons 7", &[]), None);
        assert_eq!(policy(0).judge("aaaaaaaaa", &[]), None);
    }
}
