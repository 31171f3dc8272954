//! The small types everything else is written in: time, chance, identifiers, addresses, pages, text.
//!
//! Nothing here does input or output except [`SystemClock`] and [`SystemEntropy`], which the program makes
//! once at its start and passes on. All other code takes a [`Clock`] and an [`Entropy`], so that a test
//! can say what time it is and what chance brings.
//!
//! To add one more: a type belongs here when two crates need it and it knows nothing of the product.

mod clock;
mod crockford;
mod email;
mod entropy;
pub mod fault;
mod ids;
mod page;
mod text;

pub use clock::{Clock, DAY, HOUR, MINUTE, ManualClock, Millis, SECOND, SystemClock};
pub use crockford::{crockford_fold, crockford_suffix};
pub use email::{EmailAddress, EmailProblem};
pub use entropy::{Ahead, Entropy, SeededEntropy, SystemEntropy};
pub use ids::IdSource;
pub use page::{Direction, KeysetPage};
pub use secrecy::{ExposeSecret, SecretBox, SecretString};
pub use subtle::ConstantTimeEq;
pub use text::{causes, clean_line, clean_text, first_words};
