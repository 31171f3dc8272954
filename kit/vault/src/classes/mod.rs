//! Data classes: what each column holds, why, how long, and whose it is.
//!
//! A slice writes `classes.toml` beside its queries; a test compares all of them with the real schema, so
//! that no column is stored unclassed and nothing personal unsealed.
//!
//! ```toml
//! [request]
//! id          = { class = "D1", purpose = "row id", retention = "request" }
//! line_sealed = { field = 201, class = "D2", purpose = "subject and first words", retention = "request", subject = "request.client_id" }
//! token       = { class = "D5", form = "hash", purpose = "finds the session", retention = "session" }
//! ```
//!
//! The rules: every column has a class, a purpose and a retention; class D2 and above is sealed (the column's
//! name ends in `_sealed`) or a hash; a sealed column, and no other, has a field number, never given twice;
//! a sealed column of D2 to D4 says whose it is, as a column that leads to the person.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Deserialize;

use crate::FieldId;

/// How sensitive a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Class {
    /// Public.
    D0,
    /// Statistics and what visibility needs.
    D1,
    /// What people wrote.
    D2,
    /// Who they are.
    D3,
    /// Special categories.
    D4,
    /// Secrets.
    D5,
}

/// How a value lies in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As it is.
    Plain,
    /// Sealed under a key of the ring.
    Sealed(FieldId),
    /// A hash that cannot be turned back.
    Hash,
}

/// What is known about a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnClass {
    /// How sensitive.
    pub class: Class,
    /// How it is stored.
    pub form: Form,
    /// What it is for.
    pub purpose: String,
    /// What it is kept as long as: the name of a retention rule.
    pub retention: String,
    /// The column, as `table.column`, that leads to the person it is about.
    pub subject: Option<String>,
}

/// The data classes of all columns, by table and column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Classes {
    columns: BTreeMap<(String, String), ColumnClass>,
}

/// What is wrong with the data classes; as text, with the place and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// A file, `table` or `table.column`.
    pub place: String,
    /// What is wrong there.
    pub what: &'static str,
    /// More about it; may be empty.
    pub detail: String,
}

impl Problem {
    fn new(place: impl Into<String>, what: &'static str, detail: impl Into<String>) -> Self {
        Self { place: place.into(), what, detail: detail.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)?;
        if self.detail.is_empty() { Ok(()) } else { write!(f, ": {}", self.detail) }
    }
}

/// A column as a file says it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    class: Class,
    purpose: String,
    retention: String,
    field: Option<u32>,
    form: Option<WrittenForm>,
    subject: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenForm {
    Hash,
}

type File = BTreeMap<String, BTreeMap<String, Written>>;

impl Classes {
    /// Reads all `classes.toml` of the program, given as name and text, and checks them against the rules
    /// and against each other. Gives all problems at once.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, Vec<Problem>> {
        let (mut classes, mut problems) = (Self::default(), Vec::new());
        let mut tables = BTreeMap::new();
        for (name, text) in files {
            let file: File = match toml::from_str(text) {
                Ok(file) => file,
                Err(error) => {
                    problems.push(Problem::new(*name, "cannot be read", error.to_string()));
                    continue;
                }
            };
            for (table, columns) in file {
                if let Some(first) = tables.insert(table.clone(), *name) {
                    let detail = format!("in {first} and {name}");
                    problems.push(Problem::new(&table, "a table belongs to one file", detail));
                }
                for (column, written) in columns {
                    let place = format!("{table}.{column}");
                    let class = written.check(&place, column.ends_with("_sealed"), &mut problems);
                    classes.columns.insert((table.clone(), column), class);
                }
            }
        }
        classes.check_fields(&mut problems);
        if problems.is_empty() { Ok(classes) } else { Err(problems) }
    }

    /// All columns, by table and column.
    pub fn columns(&self) -> impl Iterator<Item = (&str, &str, &ColumnClass)> {
        self.columns.iter().map(|((table, column), class)| (table.as_str(), column.as_str(), class))
    }

    /// What is known about one column.
    pub fn column(&self, table: &str, column: &str) -> Option<&ColumnClass> {
        self.columns.get(&(table.to_owned(), column.to_owned()))
    }

    /// The column that a field number stands for.
    pub fn field(&self, field: FieldId) -> Option<(&str, &str)> {
        let found = self.columns().find(|(_, _, class)| class.form == Form::Sealed(field));
        found.map(|(table, column, _)| (table, column))
    }

    fn check_fields(&self, problems: &mut Vec<Problem>) {
        let mut fields: BTreeMap<FieldId, String> = BTreeMap::new();
        for (table, column, class) in self.columns() {
            let Form::Sealed(field) = class.form else { continue };
            let place = format!("{table}.{column}");
            if field.0 == 0 {
                // Reported as missing where it was read.
                continue;
            }
            if let Some(first) = fields.insert(field, place.clone()) {
                let detail = format!("{} is also that of {first}", field.0);
                problems.push(Problem::new(place, "a field number is given once and for ever", detail));
            }
        }
    }
}

impl Written {
    /// Checks a column by itself. A sealed column without a number gets 0, which no column has.
    fn check(self, place: &str, sealed: bool, problems: &mut Vec<Problem>) -> ColumnClass {
        let mut refuse = |what| problems.push(Problem::new(place, what, ""));
        let hash = matches!(self.form, Some(WrittenForm::Hash));
        if self.purpose.trim().is_empty() {
            refuse("has no purpose");
        }
        if self.retention.trim().is_empty() {
            refuse("has no retention");
        }
        if sealed && self.field.unwrap_or(0) == 0 {
            refuse("is sealed and needs a field number of its own, 1 or more");
        }
        if !sealed && self.field.is_some() {
            refuse("has a field number, which only columns named …_sealed have");
        }
        if sealed && hash {
            refuse("is either sealed or a hash");
        }
        if self.class >= Class::D2 && !sealed && !hash {
            refuse("must be sealed, in a column named …_sealed, or be a hash, with form = \"hash\"");
        }
        let personal = matches!(self.class, Class::D2 | Class::D3 | Class::D4);
        if sealed && personal && self.subject.is_none() {
            refuse("must say whose it is, as subject = \"table.column\"");
        }
        if self.subject.as_deref().is_some_and(|subject| split_path(subject).is_none()) {
            refuse("has a subject that is not of the form \"table.column\"");
        }
        let form = match (sealed, hash) {
            (true, _) => Form::Sealed(FieldId(self.field.unwrap_or(0))),
            (false, true) => Form::Hash,
            (false, false) => Form::Plain,
        };
        let Self { class, purpose, retention, subject, .. } = self;
        ColumnClass { class, form, purpose, retention, subject }
    }
}

/// Compares the classes with the columns that the database really has, as table and column: what is stored
/// unclassed, what is classed and not stored, subjects that lead nowhere. Empty when all is well.
pub fn compare(real: &[(String, String)], classes: &Classes) -> Vec<Problem> {
    let real: BTreeSet<(&str, &str)> =
        real.iter().map(|(table, column)| (table.as_str(), column.as_str())).collect();
    let mut problems = Vec::new();
    for (table, column) in &real {
        if classes.column(table, column).is_none() {
            let what = "is in the database and in no classes.toml: class it";
            problems.push(Problem::new(format!("{table}.{column}"), what, ""));
        }
    }
    for (table, column, class) in classes.columns() {
        let place = format!("{table}.{column}");
        if !real.contains(&(table, column)) {
            problems.push(Problem::new(
                &place,
                "is in a classes.toml and not in the database: remove it",
                "",
            ));
        }
        if let Some(subject) = &class.subject
            && !split_path(subject).is_some_and(|path| real.contains(&path))
        {
            let detail = subject.as_str();
            problems.push(Problem::new(&place, "has a subject that is no column of the database", detail));
        }
    }
    problems
}

fn split_path(path: &str) -> Option<(&str, &str)> {
    let (table, column) = path.split_once('.')?;
    let plain = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    (plain(table) && plain(column)).then_some((table, column))
}
