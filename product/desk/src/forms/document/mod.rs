//! Form documents: the JSON file of a form as it lies on disk, and its way into a [`Form`].
//!
//! Nothing is guessed: an unknown member, an unknown class or a label without English is a fault, named
//! with file and field. All faults of a file are told at once.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model::Form;
use super::text::Text;

mod field_rules;
mod form_rules;
mod kind_rules;

/// A form as a file has it, and as the designer changes it: nothing of it is checked yet. What the members mean
/// stands at [`Form`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the members are those of the model, and described there")]
pub struct FormDocument {
    pub key: String,
    pub version: u32,
    pub order: u32,
    pub title: Text,
    pub about: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lede: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub respond_within: Option<u32>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub confidential: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<NoteDocument>,
    pub fields: Vec<FieldDocument>,
}

/// A note in the margin, as a file has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the members are those of the model, and described there")]
pub struct NoteDocument {
    pub heading: Text,
    pub text: Text,
}

/// A part of a form, as a file has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the members are those of the model, and described there")]
pub struct DivisionDocument {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
}

/// A condition, as a file has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the members are those of the model, and described there")]
pub struct ConditionDocument {
    pub field: String,
    pub is: OneOrMany,
}

/// A field as a file has it. Names of kinds, classes and the like are plain text here, so that a wrong one
/// is told together with the field it stands in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the members are those of the model, and described there")]
pub struct FieldDocument {
    pub key: String,
    pub kind: String,
    pub label: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<Text>,
    pub class: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub statistics: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<OneOrMany>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub autocomplete: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub errors: BTreeMap<String, Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub begins: Option<DivisionDocument>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown_when: Option<ConditionDocument>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub hidden: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub markup: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wording: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<OptionDocument>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub show: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
}

/// An entry of a table of codes, as a file has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the members are those of the model, and described there")]
pub struct OptionDocument {
    pub key: String,
    pub label: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<OptionDocument>>,
}

/// One value, or several.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

impl OneOrMany {
    /// The values, whether one or several.
    pub fn values(&self) -> Vec<String> {
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
        FormDocument::read(file, json)?.form(file)
    }
}

impl FormDocument {
    /// Reads the document `json` without asking whether it makes sense; `file` is its name in messages.
    pub fn read(file: &str, json: &str) -> Result<Self, DocumentError> {
        serde_json::from_str(json).map_err(|error| {
            let fault = DocumentFault { field: guilty_field(json), what: error.to_string() };
            DocumentError { file: file.to_owned(), faults: vec![fault] }
        })
    }

    /// The document as a file: JSON, indented.
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// The form it describes, or everything that is wrong with it; `file` is its name in messages.
    pub fn form(self, file: &str) -> Result<Form, DocumentError> {
        let mut faults = Faults::default();
        let form = form_rules::form(self, &mut faults);
        if faults.0.is_empty() {
            Ok(form)
        } else {
            Err(DocumentError { file: file.to_owned(), faults: faults.0 })
        }
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
pub(crate) fn is_key(key: &str, also: char) -> bool {
    key.len() <= 40
        && key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == also)
}
