//! Research for members of the council. One more: an entry in the file it fits.

mod meetings;
mod wards;

use super::subject::Subject;

/// Every question of members and their offices.
pub(super) const SUBJECTS: &[&[Subject]] = &[meetings::SUBJECTS, wards::SUBJECTS];
