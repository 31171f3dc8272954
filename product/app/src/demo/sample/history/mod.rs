//! Family and local history. One more: an entry in the file it fits.

mod lives;
mod people;
mod places;

use super::subject::Subject;

/// Every question of family and local history.
pub(super) const SUBJECTS: &[&[Subject]] = &[people::SUBJECTS, places::SUBJECTS, lives::SUBJECTS];
