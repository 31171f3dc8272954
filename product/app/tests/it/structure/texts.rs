//! Every text that is asked for is written, every text that is written is asked for, and none says what the
//! house does not say.

use std::collections::BTreeSet;

use ground::settings::{Parameter, registry};

use super::sources;

/// Keys that are put together at run time begin with these.
const BUILT: &[&str] = &[
    "setting-",
    "job-",
    "jobs-",
    "outbox-",
    "forms-",
    "designer-said-",
    "designer-kind-",
    "designer-class-",
    "designer-required-",
    "designer-role-",
    "designer-show-",
    "designer-when-",
    "level-",
    "people-said-",
    "people-place-",
    "right-",
    "settings-group-",
    "settings-unit-",
    "settings-refused-",
    "weekday-",
    "month-",
    "mon-",
    "date-",
    "stop-",
    "mail-",
    "me-done-",
    "me-start-",
    "language-",
    "articles-name-",
    "scope-",
    "people-role-",
    "people-team-",
    "requests-view-",
    "requests-empty-",
    "requests-done-",
    "requests-mail-",
    "requests-state-",
    "requests-client-",
    "requests-event-",
    "requests-life-",
    "held-sign-",
    "held-done-",
];

/// The ends of the files of another language than English.
const OTHERS: &str = "de.ftl";

fn is_english(file: &str) -> bool {
    !file.ends_with(OTHERS)
}

fn english() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (file, text) in sources("product", &[".ftl"]).into_iter().filter(|(file, _)| is_english(file)) {
        for line in text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase())) {
            if let Some((key, _)) = line.split_once(" =") {
                all.push((file.clone(), key.trim().to_owned()));
            }
        }
    }
    all
}

/// Literals that look like keys of texts, in Rust sources and templates.
fn asked() -> BTreeSet<String> {
    let prefixes: BTreeSet<String> = english()
        .iter()
        .filter_map(|(_, key)| key.split_once('-').map(|(first, _)| first.to_owned()))
        .collect();
    let mut keys = BTreeSet::new();
    for folder in ["product/ground/src", "product/desk/src", "product/app/src"] {
        for (file, text) in sources(folder, &[".rs", ".html"]) {
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            if file.contains("tests") {
                continue;
            }
            for literal in text.split('"').skip(1) {
                let plain = !literal.is_empty()
                    && literal
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_');
                let first = literal.split('-').next().unwrap_or_default();
                if plain && literal.contains('-') && prefixes.contains(first) {
                    keys.insert(literal.to_owned());
                }
            }
        }
    }
    keys
}

#[test]
fn every_text_that_is_asked_for_is_written() {
    let words = querist::boot::words().unwrap();
    let lang = kit_web::Lang::default();
    // Ids and classes of pages that begin like keys.
    let others = ["mail-send", "job-line", "stop-", "requests-life"];
    let missing: Vec<String> = asked()
        .into_iter()
        .filter(|key| !key.ends_with('-') && !words.has(lang, key) && !others.contains(&key.as_str()))
        // What is glued on has a text for each of its endings; see `BUILT`.
        .filter(|key| !words.has(lang, &format!("{key}-title")) && !words.has(lang, &format!("{key}-body")))
        .filter(|key| !words.has(lang, &format!("forms-error-{key}")))
        .collect();
    assert!(missing.is_empty(), "no text for {missing:?}");
}

#[test]
fn every_parameter_has_its_name_its_help_and_its_unit() {
    let words = querist::boot::words().unwrap();
    let mut missing = Vec::new();
    for parameter in registry::ALL {
        let name = format!("setting-{}", parameter.key().replace('.', "-"));
        let mut keys = vec![name.clone(), format!("{name}-help")];
        if let Parameter::Number(number) = parameter {
            keys.push(format!("settings-unit-{}", number.unit));
        }
        missing.extend(keys.into_iter().filter(|key| !words.has(kit_web::Lang::default(), key)));
    }
    assert!(missing.is_empty(), "no text for {missing:?}");
}

#[test]
fn every_text_that_is_written_is_asked_for() {
    let asked = asked();
    let unused: Vec<String> = english()
        .into_iter()
        .map(|(_, key)| key)
        .filter(|key| !asked.contains(key) && !BUILT.iter().any(|start| key.starts_with(start)))
        .collect();
    assert!(unused.is_empty(), "nobody asks for {unused:?}");
}

#[test]
fn texts_speak_like_the_house() {
    let words = ["please", "invalid", "submit", "oops", "e-mail", "sorry"];
    for (file, text) in sources("product", &[".ftl"]).into_iter().filter(|(file, _)| is_english(file)) {
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let said = line.split_once(" = ").map_or(line, |(_, said)| said).to_lowercase();
            for word in words {
                assert!(!said.contains(word), "{file}: {line}");
            }
            assert!(!said.contains('!') || said.contains("!doctype"), "{file}: {line}");
        }
    }
}

/// What a text puts in: the names after `$`.
fn values(text: &str) -> BTreeSet<String> {
    let name = |rest: &str| -> String {
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).collect()
    };
    text.split('$').skip(1).map(name).collect()
}

/// The texts of a file: key, and all that belongs to it.
fn texts(file: &str) -> std::collections::BTreeMap<String, String> {
    let mut all = std::collections::BTreeMap::new();
    let mut key = String::new();
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        if let Some((start, rest)) = line.split_once(" =").filter(|(start, _)| !start.starts_with(' ')) {
            start.clone_into(&mut key);
            assert!(all.insert(key.clone(), rest.to_owned()).is_none(), "{key} stands there twice");
        } else if let Some(text) = all.get_mut(&key) {
            text.push('\n');
            text.push_str(line);
        }
    }
    all
}

#[test]
fn every_language_has_every_text_with_the_same_values() {
    let all = sources("product", &[".ftl"]);
    let mut compared = 0;
    for (file, english) in all.iter().filter(|(file, _)| is_english(file)) {
        let other = match file.strip_suffix("mails.ftl") {
            Some(folder) => format!("{folder}mails.{OTHERS}"),
            None => format!("{}{OTHERS}", file.strip_suffix("en.ftl").unwrap()),
        };
        let found = all.iter().find(|(name, _)| *name == other);
        let (_, other_text) = found.unwrap_or_else(|| panic!("{other} is missing"));
        let (english, translated) = (texts(english), texts(other_text));
        let keys =
            |texts: &std::collections::BTreeMap<String, String>| texts.keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&english), keys(&translated), "{other}");
        for (key, text) in &english {
            assert_eq!(values(text), values(&translated[key]), "{other}: {key}");
            compared += 1;
        }
    }
    assert!(compared > 1_000, "{compared} texts are too few to be all");
}

#[test]
fn shipped_forms_speak_every_language() {
    let tags: Vec<String> = querist::boot::words().unwrap().tags().map(str::to_owned).collect();
    let mut seen = 0;
    for (file, text) in sources("product/desk/src", &[".json"]) {
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut waiting = vec![&document];
        while let Some(value) = waiting.pop() {
            match value {
                serde_json::Value::Object(map) if map.contains_key("en") => {
                    seen += 1;
                    for tag in &tags {
                        assert!(map.contains_key(tag), "{file}: {} in {tag}", map["en"]);
                    }
                }
                serde_json::Value::Object(map) => waiting.extend(map.values()),
                serde_json::Value::Array(list) => waiting.extend(list),
                _ => {}
            }
        }
    }
    assert!(seen > 200, "{seen} texts are too few to be all");
}
