//! Visits of classes and groups. Each group comes once. One more: an entry in the file it fits.

mod schools;
mod societies;

use super::subject::Subject;

/// Every visit.
pub(super) const SUBJECTS: &[&[Subject]] = &[schools::SUBJECTS, societies::SUBJECTS];
