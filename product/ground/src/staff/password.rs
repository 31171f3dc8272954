use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordVerifier, Version};
use kit_base::Entropy;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// Memory in KiB and passes: 64 MiB and 3 (security design 2.5). Builds for tests use OWASP's floor, 19 MiB
/// and 2, because a test signs in hundreds of times; a release build has no such feature.
const COST: (u32, u32) = if cfg!(feature = "testing") { (19 * 1024, 2) } else { (64 * 1024, 3) };

/// How many may wait for a place before people are asked to come back.
const QUEUE: usize = 32;

/// Longest password taken, in characters. A longer one is refused, never cut.
const LONGEST: usize = 256;

/// Shortest password taken, in characters (NIST SP 800-63B-4 for a password that is the only factor).
const SHORTEST: usize = 15;

/// Hashes and checks passwords with Argon2id (RFC 9106), as many at once as there are cores, so that a flood
/// of sign-ins costs a bounded amount of memory.
#[derive(Clone)]
pub struct Hashing {
    places: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    nobody: Arc<str>,
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
    /// Fewer than fifteen characters.
    TooShort,
    /// More than 256 characters.
    TooLong,
    /// Made of one or two characters, or holds the person's own address or the word for what it is.
    TooPlain,
}

/// Looks at a password somebody chose for the address `email`.
pub fn judge(password: &str, email: &str) -> Option<PasswordProblem> {
    let letters = password.chars().count();
    if letters < SHORTEST {
        return Some(PasswordProblem::TooShort);
    }
    if letters > LONGEST {
        return Some(PasswordProblem::TooLong);
    }
    let mut kinds: Vec<char> = password.to_lowercase().chars().collect();
    kinds.sort_unstable();
    kinds.dedup();
    let low = password.to_lowercase();
    let own = email.to_lowercase();
    let own = own.split('@').next().unwrap_or_default();
    let plain = kinds.len() < 5 || (own.len() > 3 && low.contains(own)) || low.contains("password");
    plain.then_some(PasswordProblem::TooPlain)
}

impl Hashing {
    /// A bound for `cores` hashes at once.
    pub fn new(cores: usize, entropy: &dyn Entropy) -> Result<Self, HashingError> {
        let nobody = compute("nobody has this password", &entropy.bytes())?;
        let places = Arc::new(Semaphore::new(cores.max(1)));
        Ok(Self { places, queue: Arc::new(Semaphore::new(QUEUE + cores)), nobody: nobody.into() })
    }

    /// The PHC string of `password`, with a fresh salt.
    pub async fn hash(&self, password: &str, entropy: &dyn Entropy) -> Result<String, HashingError> {
        let salt = entropy.bytes::<16>();
        let password = Zeroizing::new(password.to_owned());
        self.in_turn(move || compute(&password, &salt)).await
    }

    /// Whether `password` fits `hash`. Without a hash the same work is done and the answer is no.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, HashingError> {
        if password.chars().count() > LONGEST {
            return Ok(false);
        }
        let exists = hash.is_some();
        let hash = hash.map_or_else(|| self.nobody.to_string(), str::to_owned);
        let password = Zeroizing::new(password.to_owned());
        let fits = self
            .in_turn(move || {
                let parsed = PasswordHash::new(&hash).map_err(|_| HashingError::Failed)?;
                Ok(argon2()?.verify_password(password.as_bytes(), &parsed).is_ok())
            })
            .await?;
        Ok(fits && exists)
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, HashingError> + Send + 'static,
    ) -> Result<T, HashingError> {
        let _queued = self.queue.try_acquire().map_err(|_| HashingError::Busy)?;
        let _place = self.places.acquire().await.map_err(|_| HashingError::Busy)?;
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
        assert!(hashing.verify("correct horse battery", Some(&hash)).await.unwrap());
        assert!(!hashing.verify("correct horse batterx", Some(&hash)).await.unwrap());
        assert!(!hashing.verify("nobody has this password", None).await.unwrap());
    }

    #[test]
    fn plain_passwords_are_told() {
        assert_eq!(judge("short", "a@b.example"), Some(PasswordProblem::TooShort));
        assert_eq!(judge(&"é".repeat(300), "a@b.example"), Some(PasswordProblem::TooLong));
        assert_eq!(judge("aaaaaaaaaaaaaaaa", "a@b.example"), Some(PasswordProblem::TooPlain));
        assert_eq!(judge("my m.okafor secret", "m.okafor@b.example"), Some(PasswordProblem::TooPlain));
        assert_eq!(judge("seven pale herons wade", "m.okafor@b.example"), None);
    }
}
