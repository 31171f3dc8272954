use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordVerifier, Version};
use kit_base::Entropy;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use super::Cost;
use crate::settings::{Settings, registry};

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
    /// How many were computed.
    computed: Arc<AtomicU64>,
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
    pub fn new(cores: usize) -> Self {
        Self { strangers: Line::new(cores.max(1)), known: Line::new(1), computed: Arc::default() }
    }

    /// How many hashes were computed, to make one or to compare with one.
    pub fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    /// The PHC string of `password`, with a fresh salt.
    pub async fn hash(
        &self,
        password: &str,
        cost: Cost,
        entropy: &dyn Entropy,
    ) -> Result<String, HashingError> {
        let salt = entropy.bytes::<16>();
        let password = Zeroizing::new(password.to_owned());
        self.in_turn(Turn::Known, move || compute(&password, &salt, cost)).await
    }

    /// Whether `password` fits `hash`. Without a hash one is computed at `cost` all the same, and the answer is
    /// no.
    pub async fn verify(
        &self,
        password: &str,
        hash: Option<&str>,
        cost: Cost,
        turn: Turn,
    ) -> Result<bool, HashingError> {
        if password.chars().count() > LONGEST {
            return Ok(false);
        }
        let (password, hash) = (Zeroizing::new(password.to_owned()), hash.map(str::to_owned));
        self.in_turn(turn, move || {
            let Some(hash) = hash else {
                return compute(&password, &[0; 16], cost).map(|_| false);
            };
            let parsed = PasswordHash::new(&hash).map_err(|_| HashingError::Failed)?;
            let fits = argon2(cost)?.verify_password(password.as_bytes(), &parsed).is_ok();
            if !fits {
                make_up(&password, &parsed, cost)?;
            }
            Ok(fits)
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        turn: Turn,
        work: impl FnOnce() -> Result<T, HashingError> + Send + 'static,
    ) -> Result<T, HashingError> {
        let line = if turn == Turn::Known { &self.known } else { &self.strangers };
        let _queued = line.queue.try_acquire().map_err(|_| HashingError::Busy)?;
        let _place = line.places.acquire().await.map_err(|_| HashingError::Busy)?;
        self.computed.fetch_add(1, Ordering::Relaxed);
        tokio::task::spawn_blocking(work).await.map_err(|_| HashingError::Failed)?
    }
}

fn argon2(cost: Cost) -> Result<Argon2<'static>, HashingError> {
    let params = Params::new(cost.memory * 1024, cost.passes, 1, Some(32));
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params.map_err(|_| HashingError::Failed)?))
}

/// The PHC string of `password`.
pub(super) fn compute(password: &str, salt: &[u8; 16], cost: Cost) -> Result<String, HashingError> {
    use argon2::PasswordHasher;
    let hash = argon2(cost)?.hash_password_with_salt(password.as_bytes(), salt);
    Ok(hash.map_err(|_| HashingError::Failed)?.to_string())
}

/// Goes over the memory that a hash of a lower cost left out: a refusal takes as long as one for an address that nobody
/// has, so that its time does not tell who has an account since before the cost was raised.
fn make_up(password: &str, hash: &PasswordHash, cost: Cost) -> Result<(), HashingError> {
    use argon2::PasswordHasher;
    let left = left_out(hash, cost);
    if left >= Params::MIN_M_COST {
        let params = Params::new(left, cost.passes, 1, Some(32)).map_err(|_| HashingError::Failed)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon2.hash_password_with_salt(password.as_bytes(), &[0; 16]).map_err(|_| HashingError::Failed)?;
    }
    Ok(())
}

/// How many KiB of memory a hash went over less, in each pass of `cost`.
fn left_out(hash: &PasswordHash, cost: Cost) -> u32 {
    let spent = Params::try_from(hash).map_or(0, |params| params.m_cost() * params.t_cost());
    (cost.memory * 1024 * cost.passes).saturating_sub(spent) / cost.passes
}

/// Whether a PHC string was computed at another cost than `cost`.
pub(super) fn is_of_another_cost(hash: &str, cost: Cost) -> bool {
    let Ok(parsed) = PasswordHash::new(hash) else { return true };
    let found = Params::try_from(&parsed).ok().map(|params| (params.m_cost(), params.t_cost()));
    found != Some((cost.memory * 1024, cost.passes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kit_base::SeededEntropy;

    // proves: XT-141, v5.0.0-11.4.2
    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let entropy = SeededEntropy::new(1);
        let hashing = Hashing::new(2);
        let cost = Cost { memory: 19, passes: 2 };
        let hash = hashing.hash("correct horse battery", cost, &entropy).await.unwrap();
        let parts: Vec<&str> = hash.split(['$', ',', '=']).collect();
        let number = |name: &str| {
            let at = parts.iter().position(|part| *part == name).unwrap();
            parts[at + 1].parse::<u32>().unwrap()
        };
        assert!(hash.starts_with("$argon2id$v=19$m="), "{hash}");
        assert_eq!((number("m"), number("t")), (19 * 1024, 2), "{hash}");
        let verify = |password, hash| hashing.verify(password, hash, cost, Turn::Stranger);
        assert!(verify("correct horse battery", Some(hash.as_str())).await.unwrap());
        assert!(!verify("correct horse batterx", Some(hash.as_str())).await.unwrap());
        assert!(!verify("correct horse battery", None).await.unwrap());
        assert!(!is_of_another_cost(&hash, cost));
        // What a dearer refusal goes over besides, so that it takes as long as one for nobody.
        let parsed = PasswordHash::new(&hash).unwrap();
        assert_eq!(left_out(&parsed, cost), 0);
        assert_eq!(left_out(&parsed, Cost { memory: 64, passes: 2 }), 45 * 1024);
        assert_eq!(left_out(&parsed, Cost { memory: 19, passes: 4 }), 19 * 1024 / 2);
        assert!(
            !hashing
                .verify("wrong", Some(&hash), Cost { memory: 20, passes: 2 }, Turn::Stranger)
                .await
                .unwrap()
        );
        let dearer = Cost { passes: 3, ..cost };
        assert!(is_of_another_cost(&hash, dearer) && is_of_another_cost("nonsense", cost));
        // What was hashed before the cost was raised still opens.
        assert!(hashing.verify("correct horse battery", Some(&hash), dearer, Turn::Known).await.unwrap());
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
