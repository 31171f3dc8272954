//! Texts and code agree.

use super::*;
use std::collections::BTreeSet;

/// Every source and template of this slice, tests left out.
fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/forms")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() && name != "tests" && name != "shipped" {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs" || end == "html") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((name, text.split("#[cfg(test)]").next().unwrap().to_owned()));
            }
        }
    }
    assert!(found.len() > 15);
    found
}

/// Text keys written in `text`: quoted, and beginning as the keys of this slice or the one below do.
fn keys_in(text: &str) -> BTreeSet<String> {
    let quoted = text.split('"').filter(|piece| piece.starts_with("forms-") || piece.starts_with("ui-"));
    quoted
        .filter(|piece| piece.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_text_that_is_said_is_written_and_every_written_one_is_said() {
    let words = Words::new(&[("en", [ground::english(), vec![ENGLISH]].concat())]).unwrap();
    let said: BTreeSet<String> = sources().iter().flat_map(|(_, text)| keys_in(text)).collect();
    for key in &said {
        assert!(words.has(words.lang("en").unwrap(), key), "{key} is said and nowhere written");
    }
    let line = |line: &str| {
        line.split_once(" =").map(|(key, _)| key.to_owned()).filter(|key| key.starts_with("forms-"))
    };
    let written: BTreeSet<String> = ENGLISH.lines().filter_map(line).collect();
    let own: BTreeSet<String> = said.into_iter().filter(|key| key.starts_with("forms-")).collect();
    assert_eq!(written, own);
}

// The design language on words: (what is wrong + what would be right, without blame)
#[test]
fn sentences_keep_to_the_houses_words() {
    let shipped = format!("{:?}", shelf());
    for text in [ENGLISH.to_owned(), shipped] {
        for word in
            ["invalid", "required field", " must ", "please", "Please", "oops", "!\"", "e-mail", "Submit"]
        {
            assert!(!text.contains(word), "{word:?} is not a word of this house");
        }
    }
}

#[test]
fn a_forms_own_sentence_is_said_before_the_general_one() {
    let shelf = shelf();
    let form = shelf.get("history").unwrap();
    let refusal = judge(
        form,
        &FormData::from_pairs([
            ("needed_by.day", "3"),
            ("needed_by.month", "11"),
            ("needed_by.year", "2026"),
        ]),
    )
    .unwrap_err();
    let say = english();
    let said: Vec<String> =
        refusal.faults.iter().map(|fault| fault.sentence(form.field(&fault.field), &say)).collect();
    let expected = [
        "Write your question",
        "Choose what it is mostly about",
        "The date you need it by has passed: give a date from today on",
        "Write your email address",
    ];
    assert_eq!(said, expected);
    let general = refusal.fault("needed_by").unwrap().sentence(None, &say);
    assert_eq!(general, "The date in “When do you need it by?” has passed: give a date from today on");
}
