//! Sealing what people wrote and who they are, so that it can be forgotten: destroying a key forgets
//! everything that was sealed under it, in the running database and in all its old copies.
//!
//! **What it is for.** A [`Vault`] hands out keys ([`Vault::take`]), seals values under them
//! ([`Vault::seal`]), opens them again ([`Vault::open`]: every opening names who opens and what for, and is
//! reported to [`Viewings`]), destroys keys ([`Vault::destroy`]), keeps named secrets ([`Vault::secret`]) and
//! finds people by blinded values ([`Vault::blind`]). [`classes`] checks that every column has its data class.
//!
//! **How it holds together.** The root key (a file of its own) wraps the epochs (`epochs.json`), whose
//! random wrapping keys wrap the keys of the ring (a small database of its own), which seal cells of the main
//! database. A row names its key by id; nothing else ties the two databases together, so they need no common
//! commit. Keys are made ahead, durable in the ring before anybody gets one, and are handed to one process
//! once. The ring is backed up for days, the main database for years: so a destroyed key is soon gone from
//! everywhere.
//!
//! The [`register`] outside both databases says who is to stay forgotten, whatever copy is put back.
//!
//! **What it refuses.** To open without an actor and a purpose; to open a value in another column, row or
//! under another key than it was sealed for; to start with a root key, epochs and ring that do not belong
//! together; to overwrite keys; to print key material.
//!
//! **How to add one more.** A cipher: `envelope`. A use of keys: a variant of [`Domain`] with the next code
//! and a name at the end of `Wraps::NAMES`, and epochs of a new version of the file. A named secret needs
//! only a name.

mod cache;
mod carry;
mod cipher;
pub mod classes;
mod destroy;
mod domain;
mod envelope;
mod epochs;
mod error;
mod files;
mod key;
mod look;
mod lookup;
mod named;
mod opening;
mod padding;
pub mod register;
mod ring;
mod root;
mod secret;
mod stock;
mod supply;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
mod upkeep;
mod vault;
mod viewing;
mod wrap;

pub use carry::{put_back_epochs, put_back_ring, ring_of, ring_of_epochs, slot_file, verify_ring};
pub use domain::Domain;
pub use envelope::{Cell, FieldId, Sealed};
pub use error::Error;
pub use key::{Key, KeyId, KeyState};
pub use opening::OpenError;
pub use padding::Padding;
pub use secret::Secret;
pub use upkeep::Upkeep;
pub use vault::{Vault, VaultOptions};
pub use viewing::{Actor, Purpose, Viewing, Viewings};

/// What the functions of this crate return.
pub type Result<T> = std::result::Result<T, Error>;
