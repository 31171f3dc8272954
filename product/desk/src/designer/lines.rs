//! A table of codes as people type it: one line for each.
//!
//! `family = Person or family | Anyone you are looking for`: the code, what people read, a second line. A code that
//! is left out is made of the words. In a tree, a line that begins with a hyphen lies under the last one that does
//! not.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::forms::{OptionDocument, is_key};

/// Most entries of a table.
pub(super) const MOST: usize = 500;

/// What is wrong with a table as it was typed: the number of the line, and why as a text key.
pub(super) type Fault = (usize, &'static str);

/// The lines of a table in the language `tag`.
pub(super) fn write(options: &[OptionDocument], tag: &str) -> String {
    let mut lines = Vec::new();
    for option in options {
        lines.push(line(option, tag));
        let leaves = option.options.iter().flatten();
        lines.extend(leaves.map(|leaf| format!("- {}", line(leaf, tag))));
    }
    lines.join("\n")
}

fn line(option: &OptionDocument, tag: &str) -> String {
    let label = option.label.get(tag).unwrap_or_default();
    match option.more.as_ref().and_then(|more| more.get(tag)) {
        Some(more) => format!("{} = {label} | {more}", option.key),
        None => format!("{} = {label}", option.key),
    }
}

/// A line as typed.
struct Typed<'a> {
    leaf: bool,
    key: Option<&'a str>,
    label: &'a str,
    more: Option<&'a str>,
}

fn typed(line: &str) -> Typed<'_> {
    let (leaf, rest) = match line.trim().strip_prefix('-') {
        Some(rest) => (true, rest.trim()),
        None => (false, line.trim()),
    };
    let (key, words) = match rest.split_once('=') {
        Some((key, words)) if is_key(key.trim(), '_') => (Some(key.trim()), words),
        _ => (None, rest),
    };
    let (label, more) = match words.split_once('|') {
        Some((label, more)) => (label.trim(), Some(more.trim()).filter(|more| !more.is_empty())),
        None => (words.trim(), None),
    };
    Typed { leaf, key, label, more }
}

/// Reads a table as it was typed in the language `tag`; `kept` is the table as it was, whose words in other
/// languages stay with their codes.
pub(super) fn read(
    text: &str,
    tag: &str,
    tree: bool,
    kept: &[OptionDocument],
) -> Result<Vec<OptionDocument>, Fault> {
    let mut known: BTreeMap<&str, &OptionDocument> = BTreeMap::new();
    for option in kept {
        known.insert(&option.key, option);
        known.extend(option.options.iter().flatten().map(|leaf| (leaf.key.as_str(), leaf)));
    }
    let mut all: Vec<OptionDocument> = Vec::new();
    let mut used: Vec<String> = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let number = number + 1;
        let typed = typed(line);
        if used.len() >= MOST {
            return Err((number, "designer-fault-options-many"));
        }
        if typed.label.is_empty() {
            return Err((number, "designer-fault-option-words"));
        }
        let key = match typed.key {
            Some(key) if used.iter().any(|one| one == key) => {
                return Err((number, "designer-fault-option-twice"));
            }
            Some(key) => key.to_owned(),
            None => new_key(typed.label, "choice", '_', |key| used.iter().any(|one| one == key)),
        };
        let before = known.get(key.as_str());
        let mut option = OptionDocument {
            label: before.map(|one| one.label.clone()).unwrap_or_default(),
            more: before.and_then(|one| one.more.clone()),
            options: None,
            key: key.clone(),
        };
        option.label.set(tag, typed.label);
        match typed.more {
            Some(more) => option.more.get_or_insert_default().set(tag, more),
            None => option.more = option.more.map(|more| more.without(tag)).filter(|more| !more.is_empty()),
        }
        used.push(key);
        match (tree, typed.leaf, all.last_mut()) {
            (true, true, Some(branch)) => branch.options.get_or_insert_default().push(option),
            (true, true, None) => return Err((number, "designer-fault-option-branch")),
            _ => all.push(option),
        }
    }
    Ok(all)
}

/// The words of the table in another language: one line for each code, `code = words | more`.
pub(super) fn translate(options: &mut [OptionDocument], text: &str, tag: &str) -> Result<(), Fault> {
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let typed = typed(line);
        let flat = options.iter_mut().flat_map(|option| {
            let OptionDocument { key, label, more, options } = option;
            let leaves =
                options.iter_mut().flatten().map(|leaf| (&leaf.key, &mut leaf.label, &mut leaf.more));
            std::iter::once((&*key, label, more)).chain(leaves)
        });
        let found = flat.into_iter().find(|(key, _, _)| Some(key.as_str()) == typed.key);
        let Some((_, label, more)) = found else {
            // A code that was changed or taken out, and that nobody had put words to: nothing is lost with it.
            if typed.key.is_some() && typed.label.is_empty() && typed.more.is_none() {
                continue;
            }
            return Err((number + 1, "designer-fault-option-unknown"));
        };
        label.set(tag, typed.label);
        if let Some(words) = typed.more {
            more.get_or_insert_default().set(tag, words);
        }
    }
    Ok(())
}

/// A key made of words: their letters and digits, `between` in place of the rest; `fallback` when nothing is left,
/// and a number at its end when it `is_used`.
pub(super) fn new_key(words: &str, fallback: &str, between: char, is_used: impl Fn(&str) -> bool) -> String {
    let mut key = String::new();
    // Letters with marks as letters without.
    for c in words.nfkd().filter(|c| !is_combining_mark(*c)) {
        if c.is_ascii_alphanumeric() {
            key.push(c.to_ascii_lowercase());
        } else if !key.is_empty() && !key.ends_with(between) {
            key.push(between);
        }
        if key.len() >= 32 {
            break;
        }
    }
    let key = key.trim_end_matches(between).trim_start_matches(|c: char| !c.is_ascii_lowercase());
    let key = if key.is_empty() { fallback } else { key };
    if !is_used(key) {
        return key.to_owned();
    }
    let numbered = (2..).map(|number: u32| format!("{key}{between}{number}"));
    numbered.into_iter().find(|key| !is_used(key)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_typed_is_read_and_written_the_same() {
        let text = "museum = A museum | With climate control\nperson = A person";
        let options = read(text, "en", false, &[]).unwrap();
        assert_eq!(write(&options, "en"), text);
        let text = "one = The first\n- a = A\n- b = B | More\ntwo = The second\n- c = C";
        assert_eq!(write(&read(text, "en", true, &[]).unwrap(), "en"), text);
    }

    #[test]
    fn codes_are_made_of_words_and_other_languages_stay() {
        let options = read("Église & école\nEglise, ecole\n???", "en", false, &[]).unwrap();
        let keys: Vec<&str> = options.iter().map(|option| option.key.as_str()).collect();
        assert_eq!(keys, ["eglise_ecole", "eglise_ecole_2", "choice"]);
        let mut options = read("a = One\nb = Two", "en", false, &[]).unwrap();
        translate(&mut options, "b = Deux\na = Un | Oui", "fr").unwrap();
        assert_eq!(translate(&mut options, "c = Trois", "fr"), Err((1, "designer-fault-option-unknown")));
        translate(&mut options, "c =\nb = Deux", "fr").unwrap();
        assert_eq!(translate(&mut options, "c", "fr"), Err((1, "designer-fault-option-unknown")));
        let kept = read("b = Second", "en", false, &options).unwrap();
        assert_eq!((kept[0].label.get("en"), kept[0].label.get("fr")), (Some("Second"), Some("Deux")));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_a_table_or_a_fault(text in "\\PC{0,80}(\n\\PC{0,40}){0,4}", tree: bool) {
            if let Ok(options) = read(&text, "en", tree, &[]) {
                let again = read(&write(&options, "en"), "en", tree, &[]).unwrap();
                let keys = |all: &[OptionDocument]| all.iter().map(|one| one.key.clone()).collect::<Vec<_>>();
                prop_assert_eq!(keys(&again), keys(&options));
                prop_assert!(keys(&options).iter().all(|key| is_key(key, '_')));
            }
        }
    }
}
