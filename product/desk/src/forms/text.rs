use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The language every text of a form document has, and the one shown where another is missing.
pub(super) const FALLBACK: &str = "en";

/// A text of a form document, by language (BCP 47 tags, RFC 5646): `{"en": "Your name", "cy": "Eich enw"}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Text(BTreeMap<String, String>);

impl Text {
    /// The text in the language `tag`: that very tag, else its first part (`cy` for `cy-GB`), else English.
    pub fn in_lang(&self, tag: &str) -> &str {
        let primary = tag.split('-').next().unwrap_or_default();
        [tag, primary, FALLBACK].iter().find_map(|tag| self.0.get(*tag)).map_or("", String::as_str)
    }

    /// The text in exactly this language.
    pub fn get(&self, tag: &str) -> Option<&str> {
        self.0.get(tag).map(String::as_str)
    }

    /// Puts `text` in place of what stands for this language; an empty one takes the language out.
    pub fn set(&mut self, tag: &str, text: &str) {
        if text.is_empty() {
            self.0.remove(tag);
        } else {
            self.0.insert(tag.to_owned(), text.to_owned());
        }
    }

    /// The text without this language.
    #[must_use]
    pub fn without(mut self, tag: &str) -> Self {
        self.0.remove(tag);
        self
    }

    /// Whether it stands in no language.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What it says, in every language.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(String::as_str)
    }

    /// What is wrong with it, for the author of the document; nothing when all is well.
    pub(super) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if !self.0.contains_key(FALLBACK) {
            faults.push("has no English text (\"en\")".to_owned());
        }
        for (tag, text) in &self.0 {
            if !is_tag(tag) {
                faults.push(format!("names the language {tag:?}, which is no language tag"));
            }
            if text.trim().is_empty() {
                faults.push(format!("is empty for {tag:?}"));
            }
        }
        faults
    }
}

/// The shape of a language tag; whether such a language exists is not looked up.
fn is_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    (2..=3).contains(&primary.len())
        && primary.chars().all(|c| c.is_ascii_lowercase())
        && parts.all(|part| (2..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(json: &str) -> Text {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_reader_gets_the_nearest_language() {
        let label = text(r#"{"en": "Your name", "cy": "Eich enw", "de-AT": "Name"}"#);
        assert_eq!(label.in_lang("cy-GB"), "Eich enw");
        assert_eq!(label.in_lang("de-AT"), "Name");
        assert_eq!(label.in_lang("de"), "Your name");
        assert_eq!(text("{}").in_lang("en"), "");
    }

    #[test]
    fn faults_name_the_language() {
        assert_eq!(text(r#"{"en": "Name"}"#).faults(), Vec::<String>::new());
        let faults = text(r#"{"cy": " ", "Welsh!": "Eich enw"}"#).faults().join("; ");
        assert!(faults.contains("no English text"), "{faults}");
        assert!(faults.contains("empty for \"cy\"") && faults.contains("\"Welsh!\""), "{faults}");
    }
}
