use std::collections::BTreeMap;

use kit_web::Say;

use super::document::{DocumentError, DocumentFault};
use super::model::Form;

/// The forms that come with the program. A new document is one more line; a test compares this list with
/// the folder. A version in use stays here when the next one comes, because answers are to a version.
const SHIPPED: &[(&str, &str)] = &[
    ("general.1.json", include_str!("shipped/general.1.json")),
    ("history.1.json", include_str!("shipped/history.1.json")),
    ("copies.1.json", include_str!("shipped/copies.1.json")),
    ("council.1.json", include_str!("shipped/council.1.json")),
    ("private.1.json", include_str!("shipped/private.1.json")),
    ("complete.1.json", include_str!("shipped/complete.1.json")),
];

/// All forms, each in every version that is kept.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    forms: BTreeMap<String, BTreeMap<u32, Form>>,
}

/// Why forms could not be put on the shelf: all faults of all documents.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct ShelfError(pub Vec<DocumentError>);

impl Shelf {
    /// The forms that come with the program.
    pub fn shipped() -> Result<Self, ShelfError> {
        Self::read(SHIPPED)
    }

    /// The forms in `documents`: the name of each file and what is in it.
    pub fn read(documents: &[(&str, &str)]) -> Result<Self, ShelfError> {
        let mut shelf = Self::default();
        let mut errors = Vec::new();
        for (file, json) in documents {
            match Form::read(file, json).and_then(|form| shelf.put(file, form)) {
                Ok(()) => {}
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() { Ok(shelf) } else { Err(ShelfError(errors)) }
    }

    fn put(&mut self, file: &str, form: Form) -> Result<(), DocumentError> {
        let refuse = |what: String| {
            let faults = vec![DocumentFault { field: None, what }];
            Err(DocumentError { file: file.to_owned(), faults })
        };
        if self.version(&form.key, form.version).is_some() {
            return refuse(format!("there is a form {:?} in version {} already", form.key, form.version));
        }
        let others = self.newest().filter(|other| other.key != form.key);
        if let Some(other) = others.into_iter().find(|other| other.order == form.order) {
            return refuse(format!(
                "the form {:?} has the place {} in the list already",
                other.key, form.order
            ));
        }
        self.forms.entry(form.key.clone()).or_default().insert(form.version, form);
        Ok(())
    }

    /// The newest version of the form `key`.
    pub fn get(&self, key: &str) -> Option<&Form> {
        self.forms.get(key)?.values().next_back()
    }

    /// The form `key` as it was in `version`: what an answer to it is shown with.
    pub fn version(&self, key: &str, version: u32) -> Option<&Form> {
        self.forms.get(key)?.get(&version)
    }

    /// The versions of the form `key` that are kept, oldest first.
    pub fn versions(&self, key: &str) -> impl Iterator<Item = u32> {
        self.forms.get(key).into_iter().flat_map(|versions| versions.keys().copied())
    }

    /// The newest version of every form, in the order of the list.
    pub fn listed(&self) -> impl Iterator<Item = &Form> {
        let mut forms: Vec<&Form> = self.newest().collect();
        forms.sort_by_key(|form| form.order);
        forms.into_iter()
    }

    /// The list of forms in words, for the page that shows it.
    pub fn entries(&self, say: &Say) -> Vec<Entry> {
        self.listed().map(|form| form.entry(say)).collect()
    }

    fn newest(&self) -> impl Iterator<Item = &Form> {
        self.forms.values().filter_map(|versions| versions.values().next_back())
    }
}

/// A form in the list of forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Permanent name.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// One sentence about it.
    pub about: String,
    /// Heading of the group it stands in; may be empty.
    pub group: String,
    /// Within what time an answer is expected; empty when nothing is said about it.
    pub within: String,
}

impl Form {
    /// The form in the list of forms.
    pub fn entry(&self, say: &Say) -> Entry {
        let tag = say.tag();
        Entry {
            key: self.key.clone(),
            title: self.title.in_lang(tag).to_owned(),
            about: self.about.in_lang(tag).to_owned(),
            group: self.group.as_ref().map(|group| group.in_lang(tag).to_owned()).unwrap_or_default(),
            within: self.within(say),
        }
    }

    /// Within what time an answer is expected: "within 5 working days"; empty when nothing is said about it.
    pub fn within(&self, say: &Say) -> String {
        self.respond_within.map(|days| say.t1("forms-within", "days", i64::from(days))).unwrap_or_default()
    }
}
