//! What can go wrong here: one sentence saying what was being done, and why it failed.

use std::fmt;

/// A failed action, told to the person at the terminal.
#[derive(Debug)]
pub struct Fault(String);

/// The result of every action of this program.
pub type Result<T> = std::result::Result<T, Fault>;

impl Fault {
    /// A fault with its whole sentence.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

/// Says what was being done when an error came.
pub trait Doing<T> {
    /// Turns the error into a [`Fault`] that begins with `action`, for example "writing the report".
    fn doing(self, action: impl fmt::Display) -> Result<T>;
}

impl<T, E: fmt::Display> Doing<T> for std::result::Result<T, E> {
    fn doing(self, action: impl fmt::Display) -> Result<T> {
        self.map_err(|error| Fault(format!("{action}: {error}")))
    }
}
