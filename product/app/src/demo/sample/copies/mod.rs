//! Copies and permission to publish. One more: an entry in the file it fits.

mod own_use;
mod published;

use super::subject::Subject;

/// Every order of copies.
pub(super) const SUBJECTS: &[&[Subject]] = &[own_use::SUBJECTS, published::SUBJECTS];
