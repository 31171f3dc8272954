//! Form documents: the JSON file of a form as it lies on disk, and its way into a [`Form`].
//!
//! Nothing is guessed: an unknown member, an unknown class or a label without English is a fault, named
//! with file and field. All faults of a file are told at once.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde_json::Value;

use super::model::Form;
use super::text::Text;

mod field_rules;
mod form_rules;
mod kind_rules;

/// A form as a file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FormDocument {
    key: String,
    version: u32,
    order: u32,
    title: Text,
    about: Text,
    group: Option<Text>,
    lede: Option<Text>,
    respond_within: Option<u32>,
    #[serde(default)]
    confidential: bool,
    location: Option<String>,
    #[serde(default)]
    notes: Vec<NoteDocument>,
    fields: Vec<FieldDocument>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoteDocument {
    heading: Text,
    text: Text,
}

/// A field as a file has it. Names of kinds, classes and the like are plain text here, so that a wrong one
/// is told together with the field it stands in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldDocument {
    key: String,
    kind: String,
    label: Text,
    hint: Option<Text>,
    class: String,
    required: Option<String>,
    role: Option<String>,
    #[serde(default)]
    statistics: bool,
    default: Option<OneOrMany>,
    autocomplete: Option<String>,
    width: Option<String>,
    #[serde(default)]
    errors: BTreeMap<String, Text>,
    options: Option<Vec<OptionDocument>>,
    show: Option<String>,
    limit: Option<usize>,
    rows: Option<u8>,
    when: Option<String>,
    currency: Option<String>,
    decimals: Option<u32>,
    min: Option<String>,
    max: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OptionDocument {
    key: String,
    label: Text,
    more: Option<Text>,
    options: Option<Vec<OptionDocument>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    fn values(&self) -> Vec<String> {
        match self {
            Self::One(value) => vec![value.clone()],
            Self::Many(values) => values.clone(),
        }
    }
}

/// Why a file is no form document: every fault found in it, for the person who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentError {
    /// The file's name.
    pub file: String,
    /// What is wrong, in the order of the file; never empty.
    pub faults: Vec<DocumentFault>,
}

/// One thing wrong with a form document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentFault {
    /// The key of the field it stands in; none: the form itself.
    pub field: Option<String>,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.faults.iter().enumerate() {
            let end = if at == 0 { "" } else { "\n" };
            match &fault.field {
                Some(field) => write!(f, "{end}{}, field {field:?}: {}", self.file, fault.what)?,
                None => write!(f, "{end}{}: {}", self.file, fault.what)?,
            }
        }
        Ok(())
    }
}

impl std::error::Error for DocumentError {}

/// Collects faults on the way through a document.
#[derive(Debug, Default)]
struct Faults(Vec<DocumentFault>);

impl Faults {
    fn form(&mut self, what: impl Into<String>) {
        self.0.push(DocumentFault { field: None, what: what.into() });
    }

    fn field(&mut self, key: &str, what: impl Into<String>) {
        self.0.push(DocumentFault { field: Some(key.to_owned()), what: what.into() });
    }

    /// What was found, or the fault in its place.
    fn take<T>(&mut self, key: &str, found: Result<T, String>) -> Option<T> {
        found.map_err(|what| self.field(key, what)).ok()
    }

    fn text(&mut self, key: Option<&str>, name: &str, text: Option<&Text>) {
        for what in text.map(Text::faults).unwrap_or_default() {
            self.0.push(DocumentFault { field: key.map(str::to_owned), what: format!("`{name}` {what}") });
        }
    }
}

impl Form {
    /// Reads the form document `json`; `file` is its name in messages.
    pub fn read(file: &str, json: &str) -> Result<Self, DocumentError> {
        let mut faults = Faults::default();
        match serde_json::from_str::<FormDocument>(json) {
            Ok(document) => {
                let form = form_rules::form(document, &mut faults);
                if faults.0.is_empty() {
                    return Ok(form);
                }
            }
            Err(error) => faults.0.push(DocumentFault { field: guilty_field(json), what: error.to_string() }),
        }
        Err(DocumentError { file: file.to_owned(), faults: faults.0 })
    }
}

/// The key of the first field that cannot be read, when the fault is in a field at all.
fn guilty_field(json: &str) -> Option<String> {
    let document: Value = serde_json::from_str(json).ok()?;
    let fields = document.get("fields")?.as_array()?;
    let guilty =
        fields.iter().find(|field| serde_json::from_value::<FieldDocument>((*field).clone()).is_err())?;
    guilty.get("key").and_then(Value::as_str).map(str::to_owned)
}

/// The entry of `table` called `name`, or a fault that lists the names there are.
fn named<T: Copy>(name: &str, what: &str, table: &[(&str, T)]) -> Result<T, String> {
    let names = || table.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let found = table.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    found.ok_or_else(|| format!("the {what} {name:?} is none of {}", names()))
}

/// Whether `key` can be part of an address, a control's id and a document: small letters, digits and what
/// `also` allows, a letter first, at most 40 characters.
fn is_key(key: &str, also: char) -> bool {
    key.len() <= 40
        && key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == also)
}
