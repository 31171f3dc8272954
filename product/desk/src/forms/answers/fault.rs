use kit_base::EmailProblem;
use kit_web::{Arg, Say};

use super::super::model::{Field, Kind, Role};
use super::super::notation::Part;

/// What can be wrong with an answer. A form document can give a sentence of its own for each, under
/// `errors`; else the sentence of the text files is said.
pub const CODES: &[&str] = &[
    "missing",
    "too-long",
    "markup",
    "unknown-option",
    "email-no-at",
    "email-side",
    "email-too-long",
    "email-character",
    "email-domain",
    "date-incomplete",
    "date-no-day",
    "date-no-month",
    "date-no-year",
    "date-no-time",
    "date-day",
    "date-month",
    "date-year",
    "date-time",
    "date-not-in-month",
    "date-past",
    "date-future",
    "number-unreadable",
    "number-digits",
    "number-whole",
    "number-decimals",
    "number-small",
    "number-large",
];

/// What is wrong with the answer to one field, as a text to be said and its values. What was typed is never
/// among the values.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Key of the field.
    pub field: String,
    /// The parts of a date concerned; none: the whole answer.
    pub parts: Vec<Part>,
    /// Which of [`CODES`] it is.
    pub code: &'static str,
    /// Key of the sentence in the text files.
    pub key: &'static str,
    /// Values of the sentence.
    pub args: Vec<(&'static str, Arg)>,
}

impl Fault {
    /// The sentence for the person who typed: the form's own one if it has it.
    pub fn sentence(&self, field: Option<&Field>, say: &Say) -> String {
        match field.and_then(|field| field.errors.get(self.code)) {
            Some(text) => text.in_lang(say.tag()).to_owned(),
            None => say.with(self.key, &self.args),
        }
    }
}

/// What is wrong with a value, before it is known which field it stands in.
#[derive(Debug)]
pub(super) struct Problem {
    code: &'static str,
    parts: Vec<Part>,
    args: Vec<(&'static str, Arg)>,
}

impl Problem {
    pub(super) fn new(code: &'static str) -> Self {
        Self { code, parts: Vec::new(), args: Vec::new() }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    pub(super) fn at(mut self, parts: &[Part]) -> Self {
        self.parts = parts.to_vec();
        self
    }

    pub(super) fn of(mut self, field: &Field, tag: &str) -> Fault {
        self.args.push(("label", field.label.in_lang(tag).into()));
        Fault {
            field: field.key.clone(),
            parts: self.parts,
            code: self.code,
            key: sentence_of(self.code, field),
            args: self.args,
        }
    }
}

/// What is wrong with an address, for pages that ask for one outside a form document.
pub fn email_problem(say: &Say, problem: EmailProblem) -> String {
    say.t(match problem {
        EmailProblem::Empty => "forms-missing-email",
        EmailProblem::NoAt => "forms-error-email-no-at",
        EmailProblem::TooLong => "forms-error-email-too-long",
        EmailProblem::BadCharacter => "forms-error-email-character",
        EmailProblem::BadDomain => "forms-error-email-domain",
    })
}

/// What is wrong with the address `typed`.
pub(super) fn email(problem: EmailProblem, typed: &str) -> Problem {
    Problem::new(match problem {
        EmailProblem::Empty => "missing",
        EmailProblem::NoAt if typed.contains('@') => "email-side",
        EmailProblem::NoAt => "email-no-at",
        EmailProblem::TooLong => "email-too-long",
        EmailProblem::BadCharacter => "email-character",
        EmailProblem::BadDomain => "email-domain",
    })
}

fn missing(field: &Field) -> &'static str {
    match (field.role, &field.kind) {
        (Some(Role::Question), _) => "forms-missing-question",
        (Some(Role::Email), _) => "forms-missing-email",
        (Some(Role::Name), _) => "forms-missing-name",
        (_, Kind::Box { .. } | Kind::Area { .. }) => "forms-missing-words",
        (_, Kind::Choice { .. } | Kind::Tree { .. } | Kind::YesNo) => "forms-missing-choice",
        (_, Kind::List { .. }) => "forms-missing-list",
        (_, Kind::Tick) => "forms-missing-tick",
        (_, Kind::Agreement { .. }) => "forms-missing-agreement",
        (_, Kind::Date { .. }) => "forms-missing-date",
        (_, Kind::DateTime { .. }) => "forms-missing-date-time",
        (_, Kind::Money { .. }) => "forms-missing-money",
        (_, Kind::Number { .. }) => "forms-missing-number",
    }
}

/// Key of the sentence for `code` at `field`. Spelled out, so that a search for a key finds where it is said.
fn sentence_of(code: &str, field: &Field) -> &'static str {
    match code {
        "missing" => missing(field),
        "too-long" => "forms-error-too-long",
        "markup" => "forms-error-markup",
        "unknown-option" => "forms-error-unknown-option",
        "email-no-at" => "forms-error-email-no-at",
        "email-side" => "forms-error-email-side",
        "email-too-long" => "forms-error-email-too-long",
        "email-character" => "forms-error-email-character",
        "email-domain" => "forms-error-email-domain",
        "date-incomplete" => "forms-error-date-incomplete",
        "date-no-day" => "forms-error-date-no-day",
        "date-no-month" => "forms-error-date-no-month",
        "date-no-year" => "forms-error-date-no-year",
        "date-no-time" => "forms-error-date-no-time",
        "date-day" => "forms-error-date-day",
        "date-month" => "forms-error-date-month",
        "date-year" => "forms-error-date-year",
        "date-time" => "forms-error-date-time",
        "date-not-in-month" => "forms-error-date-not-in-month",
        "date-past" => "forms-error-date-past",
        "date-future" => "forms-error-date-future",
        "number-digits" => "forms-error-number-digits",
        "number-whole" => "forms-error-number-whole",
        "number-decimals" => "forms-error-number-decimals",
        "number-small" => "forms-error-number-small",
        "number-large" => "forms-error-number-large",
        _ => "forms-error-number-unreadable",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_a_sentence_of_its_own() {
        let field = super::super::super::tests::a_date();
        let keys: std::collections::BTreeSet<&str> =
            CODES.iter().map(|code| sentence_of(code, &field)).collect();
        assert_eq!(keys.len(), CODES.len());
    }
}
