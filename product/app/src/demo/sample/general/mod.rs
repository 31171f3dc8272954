//! General questions. One more: an entry in the file it fits.

mod books;
mod borrow;
mod once;
mod past;
mod rooms;

use super::subject::Subject;

/// Every general question.
pub(super) const SUBJECTS: &[&[Subject]] =
    &[borrow::SUBJECTS, rooms::SUBJECTS, books::SUBJECTS, past::SUBJECTS, once::SUBJECTS];
