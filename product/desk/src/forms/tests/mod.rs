use std::sync::Arc;

use chrono::NaiveDate;
use kit_web::form::FormData;
use kit_web::{Say, Words};

use super::*;

mod arbitrary;
mod documents;
mod drawing;
mod judging;
mod shipped;
mod stored;
mod telling;
mod words;

const ENGLISH: &str = include_str!("../en.ftl");

/// Texts of this slice and of the tier below, in English.
pub(super) fn english() -> Say {
    let files = [ground::english(), vec![ENGLISH]].concat();
    let words = Arc::new(Words::new(&[("en", files)]).unwrap());
    let lang = words.lang("en").unwrap();
    Say::new(words, lang)
}

/// Another language beside English.
pub(super) fn say_in(tag: &str, texts: &'static str) -> Say {
    let files = [ground::english(), vec![ENGLISH]].concat();
    let words = Arc::new(Words::new(&[("en", files), (tag, vec![texts])]).unwrap());
    let lang = words.lang(tag).unwrap();
    Say::new(words, lang)
}

fn shelf() -> Shelf {
    Shelf::shipped().unwrap_or_else(|error| panic!("{error}"))
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

fn judge(form: &Form, data: &FormData) -> Result<Answers, Refusal> {
    check(form, data, &Context { today: today(), say: &english(), markup: Markup::AsText })
}

/// A form with an e-mail address, a question, and the one field `json`.
fn form_with(json: &str) -> Form {
    let document = document_with(json);
    Form::read("test.json", &document).unwrap_or_else(|error| panic!("{error}"))
}

fn document_with(json: &str) -> String {
    let comma = if json.is_empty() { "" } else { "," };
    format!(
        r#"{{"key": "test", "version": 3, "order": 1, "title": {{"en": "Test"}}, "about": {{"en": "A test."}}, "fields": [
        {{"key": "question", "kind": "area", "class": "D2", "required": "open", "role": "question", "label": {{"en": "What?"}}}},
        {{"key": "email", "kind": "box", "class": "D3", "required": "open", "role": "email", "label": {{"en": "Email"}}}}
        {comma}{json}]}}"#
    )
}

/// A field that asks for a day, for tests of its parts.
pub(super) fn a_date() -> Field {
    let json = r#"{"key": "day", "kind": "date", "class": "D2", "label": {"en": "Which day?"}}"#;
    form_with(json).field("day").unwrap().clone()
}

/// Question and address, and `more`.
fn sent(more: &[(&str, &str)]) -> FormData {
    let own = [("question", "Who built it?"), ("email", "ana@example.org")];
    FormData::from_pairs(own.iter().chain(more).copied())
}

/// What a person who answers every question of `form` sends.
fn full(form: &Form) -> FormData {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut put = |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
    for field in &form.fields {
        let key = field.key.as_str();
        match &field.kind {
            Kind::Box { .. } if field.role == Some(Role::Email) => put(key, "ana@example.org"),
            Kind::Box { .. } => put(key, &format!("line for {key}")),
            Kind::Area { .. } => put(key, &format!("first line for {key}\nsecond line")),
            Kind::Choice { options, .. } => put(key, &options[0].key),
            Kind::List { options } => options.iter().for_each(|option| put(key, &option.key)),
            Kind::Tree { branches } => put(key, &branches[0].leaves[0].key),
            Kind::Date { .. } | Kind::DateTime { .. } => {
                let parts = [("day", "14"), ("month", "December"), ("year", "2026"), ("time", "14:30")];
                for (part, value) in parts {
                    put(&format!("{key}.{part}"), value);
                }
            }
            Kind::Tick | Kind::Agreement { .. } | Kind::YesNo => put(key, "yes"),
            Kind::Money { .. } => put(key, "£12.50"),
            Kind::Number { min, .. } => put(key, &min.to_string()),
        }
    }
    FormData::from_pairs(pairs)
}
