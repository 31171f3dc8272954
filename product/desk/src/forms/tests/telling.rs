//! Answers in words.

use super::*;
use serde_json::{Map, Value, json};

fn joined(documents: &Documents) -> Map<String, Value> {
    documents.values().flatten().map(|(key, value)| (key.clone(), value.clone())).collect()
}

fn pairs<const N: usize>(expected: [(&str, &str); N]) -> Vec<(String, String)> {
    expected.map(|(label, text)| (label.to_owned(), text.to_owned())).to_vec()
}

#[test]
fn answers_are_told_in_the_order_of_the_form_and_in_its_words() {
    let shelf = shelf();
    let form = shelf.get("complete").unwrap();
    let answers = judge(form, &full(form)).unwrap();
    let all = answers.facts(form, &english());
    let labels: Vec<&str> = all.iter().map(|(label, _)| label.as_str()).collect();
    assert_eq!(labels, form.fields.iter().map(|field| field.label.in_lang("en")).collect::<Vec<_>>());
    let text = |key: &str| {
        let at = form.fields.iter().position(|field| field.key == key).unwrap();
        all[at].1.as_str()
    };
    assert_eq!(text("wishes"), "first line for wishes\nsecond line");
    assert_eq!(text("kind_of_group"), "A class, up to eleven years old");
    assert_eq!(text("subject_area"), "History › Person or family");
    assert_eq!(text("visit_on"), "Monday 14 December 2026");
    assert_eq!(text("call_at"), "Monday 14 December 2026, 14:30");
    assert_eq!((text("budget"), text("hours"), text("been_before")), ("£12.50", "0.5", "Yes"));
    assert_eq!(text("email"), "ana@example.org");
    assert!(text("arrangements").starts_with("A way without steps, A hearing loop, "));
    let documents = facts(form, &joined(&answers.documents), &english());
    let own = ["group_name", "wishes", "name", "email"];
    assert_eq!(documents.len(), all.len() - own.len());
    assert!(documents.iter().all(|fact| all.contains(fact)));
}

#[test]
fn answers_to_another_version_are_told_under_their_keys() {
    let form = form_with(
        r#"{"key": "x", "kind": "choice", "class": "D1", "label": {"en": "X?"}, "options": [{"key": "a", "label": {"en": "A"}}]}"#,
    );
    let answers = json!({"x": "gone", "colour": ["red", "blue"], "size": {"minor": 5}, "old": "text"});
    let told = facts(&form, answers.as_object().unwrap(), &english());
    assert_eq!(
        told,
        pairs([("X?", "gone"), ("colour", "red, blue"), ("old", "text"), ("size", "{\"minor\":5}")])
    );
}

#[test]
fn values_of_another_kind_than_the_field_are_told_as_they_are() {
    let shelf = shelf();
    let form = shelf.get("complete").unwrap();
    for value in [json!(null), json!(1.5), json!("x"), json!([1, "a"]), json!({"minor": "x"}), json!(true)] {
        let answers = form.fields.iter().map(|field| (field.key.clone(), value.clone())).collect();
        assert_eq!(facts(form, &answers, &english()).len(), form.fields.len());
    }
}

// Another pair of hands adds a field to a document and to nothing else.
#[test]
fn a_field_added_to_a_document_is_asked_judged_and_told_without_any_code() {
    let before = include_str!("../shipped/general.1.json");
    let added = r#""fields": [ { "key": "shelf_mark", "kind": "box", "class": "D2", "required": "open", "label": { "en": "Which shelf?" } },"#;
    let document = before.replacen("\"fields\": [", added, 1);
    let form = Form::read("general.2.json", &document).unwrap();
    let view = FormView::blank(&form, &english());
    assert_eq!((view.fields[0].label.as_str(), view.fields.len()), ("Which shelf?", 4));
    assert!(super::drawing::page(&view).contains(r#"name="shelf_mark""#));
    assert_eq!(judge(&form, &sent(&[])).unwrap_err().faults[0].code, "missing");
    let answers = judge(&form, &sent(&[("shelf_mark", "941.3")])).unwrap();
    assert_eq!(facts(&form, &joined(&answers.documents), &english()), pairs([("Which shelf?", "941.3")]));
}

#[test]
fn everything_comes_in_the_readers_language() {
    let welsh =
        say_in("cy", "forms-yes = Ydw\nforms-notation-decimal = ,\nforms-money = { $amount } { $symbol }\n");
    let form = form_with(
        r#"{"key": "x", "kind": "yes_no", "class": "D1", "label": {"en": "X?", "cy": "Ecs?"}},
           {"key": "m", "kind": "money", "class": "D2", "currency": "EUR", "label": {"en": "Most?"}}"#,
    );
    let context = Context { today: today(), say: &welsh, markup: Markup::AsText };
    let answers = check(&form, &sent(&[("x", "yes"), ("m", "12,50 €")]), &context).unwrap();
    let documents = joined(&answers.documents);
    assert_eq!(facts(&form, &documents, &welsh), pairs([("Ecs?", "Ydw"), ("Most?", "12,50 €")]));
    assert_eq!(facts(&form, &documents, &english()), pairs([("X?", "Yes"), ("Most?", "€12.50")]));
}
