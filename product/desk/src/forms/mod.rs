//! Forms as data: what a request type asks, how the answers are judged, drawn and told.
//!
//! A form is a versioned JSON document under `shipped/` ([`Form::read`] reads it, [`Shelf`] keeps it). From the
//! document alone come the page ([`FormView`] with `forms/fields.html` and `forms/summary.html`), the
//! judgement of what was sent ([`check`]) and the words an answer is shown in ([`facts`]). So a field is
//! added in the document and nowhere else.
//!
//! The documents that come with the program are stored at a start, beside those an institution makes (`store`,
//! `stored`); [`Forms`] keeps all of them in memory. It seals nothing and opens no request; it takes no files.
//!
//! One more field: add it to the newest document of the form. Where requests were already made with that
//! version, copy the document to the next version first (`general.1.json` → `general.2.json`), raise
//! `version`, and name it in `shelf.rs`. One more kind of field: `Kind`, its rules in `document/kind_rules.rs`,
//! its value in `answers/values.rs`, its words in `answers/facts.rs`, its control in `view/`.

mod answers;
mod document;
mod model;
mod notation;
mod shelf;
mod store;
mod stored;
mod text;
mod view;

#[cfg(test)]
mod tests;

use kit_db::{Migration, Step};

/// The tables of this slice.
pub const MIGRATIONS: &[Migration] =
    &[Migration { number: 60, name: "forms", step: Step::Both(include_str!("migrations/0060_forms.sql")) }];

pub use answers::{
    AREA_LIMIT, Answers, BOX_LIMIT, CODES, Code, Context, Decimal, Documents, Fault, MOST_DIGITS, Refusal,
    check, email_problem, facts, looks_like_html, warns_of_markup,
};
pub(crate) use document::is_key;
pub use document::{
    ConditionDocument, DivisionDocument, DocumentError, DocumentFault, FieldDocument, FormDocument,
    NoteDocument, OneOrMany, OptionDocument,
};
pub use model::{
    Branch, Choice, Class, Condition, Currency, Division, Field, Form, Kind, Markup, Note, Required, Role,
    Show, When, Width,
};
pub use notation::{Notation, Part};
pub use shelf::{Entry, Listing, Shelf, ShelfError};
pub(crate) use store::{
    FormRow, VersionRow, all as rows, change as change_row, document as stored_document, find as row,
    insert as insert_row, publish as insert_version, put as put_row, remove as remove_row, versions,
};
pub use stored::{Forms, FormsError, settle};
pub use text::Text;
pub use view::{
    Control, DivisionView, FieldView, FormView, GroupView, NoteView, OptionView, PartView, Summary,
    SummaryLine, paragraphs,
};
