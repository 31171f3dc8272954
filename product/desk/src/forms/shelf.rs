use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use kit_base::Millis;
use kit_web::Say;

use super::document::{DocumentError, DocumentFault};
use super::model::Form;

/// The forms that come with the program, which a desk stores at its start. A new document is one more line; a test
/// compares this list with the folder. A version in use stays here when the next one comes: a desk that skips a
/// release gets all.
const SHIPPED: &[(&str, &str)] = &[
    ("general.1.json", include_str!("shipped/general.1.json")),
    ("history.1.json", include_str!("shipped/history.1.json")),
    ("copies.1.json", include_str!("shipped/copies.1.json")),
    ("council.1.json", include_str!("shipped/council.1.json")),
    ("private.1.json", include_str!("shipped/private.1.json")),
    ("complete.1.json", include_str!("shipped/complete.1.json")),
];

/// The name of each document that comes with the program, and what is in it.
pub(super) fn shipped() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    SHIPPED.iter()
}

/// All forms, each in every version that is kept.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    forms: BTreeMap<String, BTreeMap<u32, Published>>,
    listings: BTreeMap<String, Listing>,
}

/// A version, and since when it is asked with.
#[derive(Debug, Clone)]
struct Published {
    form: Arc<Form>,
    at: Millis,
}

/// How a form stands in the list of forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listing {
    /// The smallest comes first.
    pub place: i64,
    /// Whether it stands in the list.
    pub offered: bool,
    /// When it was last taken out of the list; 0: never.
    pub withdrawn_at: Millis,
    /// The newest version there is, which this release may not be able to read.
    pub newest: u32,
}

/// For how long a form that was taken out of the list, or that has a newer version, is still accepted: whoever has
/// its page open goes on.
const AFTERWARDS: Millis = 2 * 3_600_000;

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
        let listing =
            Listing { place: i64::from(form.order), offered: true, withdrawn_at: 0, newest: form.version };
        self.listings.insert(form.key.clone(), listing);
        self.add(form, 0);
        Ok(())
    }

    /// Puts a version there.
    pub(super) fn add(&mut self, form: Form, at: Millis) {
        let (key, version) = (form.key.clone(), form.version);
        self.forms.entry(key).or_default().insert(version, Published { form: Arc::new(form), at });
    }

    /// How the forms stand in the list; one that is not named is gone.
    pub(super) fn list(&mut self, listings: impl Iterator<Item = (String, Listing)>) {
        self.listings = listings.collect();
        let Self { forms, listings } = self;
        forms.retain(|key, _| listings.contains_key(key));
    }

    /// The newest version of the form `key`.
    pub fn get(&self, key: &str) -> Option<&Form> {
        self.forms.get(key)?.values().next_back().map(|one| &*one.form)
    }

    /// The newest version of the form `key`, if it stands in the list.
    pub fn offered(&self, key: &str) -> Option<&Form> {
        self.get(key).filter(|_| self.listings.get(key).is_some_and(|listing| listing.offered))
    }

    /// Whether `version` of the form `key` is newer than all that are known here: another process published it.
    pub fn is_behind(&self, key: &str, version: Option<u32>) -> bool {
        let newest = self.get(key).map(|form| form.version);
        version.zip(newest).is_some_and(|(version, newest)| version > newest)
    }

    /// Whether there is such a version, and this release cannot read it.
    pub fn cannot_read(&self, key: &str, version: Option<u32>) -> bool {
        let there = self.listings.get(key).zip(version).is_some_and(|(listing, one)| one <= listing.newest);
        there && self.is_behind(key, version)
    }

    /// The form that somebody filled in: in the `version` its page was made of, if there was no newer one until a short
    /// while before `now`, or else in the newest; also when it was taken out of the list a short while before.
    pub fn filled_in(&self, key: &str, version: Option<u32>, now: Millis) -> Option<&Form> {
        let listing = self.listings.get(key)?;
        if !listing.offered && now - listing.withdrawn_at > AFTERWARDS {
            return None;
        }
        let versions = self.forms.get(key)?;
        let current = |version: &u32| {
            let newer = versions.range((Bound::Excluded(*version), Bound::Unbounded)).next();
            newer.is_none_or(|(_, newer)| now - newer.at <= AFTERWARDS)
        };
        // Who names an old version cannot leave out what is asked today.
        version.filter(current).and_then(|version| self.version(key, version)).or_else(|| self.get(key))
    }

    /// The form `key` as it was in `version`: what an answer to it is shown with.
    pub fn version(&self, key: &str, version: u32) -> Option<&Form> {
        self.forms.get(key)?.get(&version).map(|one| &*one.form)
    }

    /// The form that was answered, in its `version` as a row holds it; the newest where this process does not have that
    /// one.
    pub fn answered(&self, key: &str, version: i32) -> Option<&Form> {
        self.version(key, u32::try_from(version).unwrap_or(0)).or_else(|| self.get(key))
    }

    /// The versions of the form `key` that are kept, oldest first.
    pub fn versions(&self, key: &str) -> impl Iterator<Item = u32> {
        self.forms.get(key).into_iter().flat_map(|versions| versions.keys().copied())
    }

    /// The newest version of every form that stands in the list, in its order.
    pub fn listed(&self) -> impl Iterator<Item = &Form> {
        self.every().filter(|form| self.offered(&form.key).is_some())
    }

    /// The newest version of every form, in the order of the list, whether it stands there or not.
    pub fn every(&self) -> impl Iterator<Item = &Form> {
        let mut forms: Vec<&Form> = self.newest().collect();
        forms.sort_by_key(|form| (self.listings.get(&form.key).map(|listing| listing.place), &form.key));
        forms.into_iter()
    }

    /// The list of forms in words, for the page that shows it.
    pub fn entries(&self, say: &Say) -> Vec<Entry> {
        self.listed().map(|form| form.entry(say)).collect()
    }

    fn newest(&self) -> impl Iterator<Item = &Form> {
        self.forms.values().filter_map(|versions| versions.values().next_back().map(|one| &*one.form))
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
