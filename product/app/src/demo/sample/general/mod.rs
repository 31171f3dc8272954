//! General questions. One more: an entry in the file it fits.

mod borrow;
mod find;
mod once;
mod rooms;

use super::subject::Subject;

/// Every general question.
pub(super) const SUBJECTS: &[&[Subject]] = &[borrow::SUBJECTS, rooms::SUBJECTS, find::SUBJECTS, once::SUBJECTS];
