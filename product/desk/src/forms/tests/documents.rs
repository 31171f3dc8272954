//! What is no form document, and how that is told.

use super::*;

fn faults(document: &str) -> String {
    Form::read("test.1.json", document).unwrap_err().to_string()
}

fn field_faults(json: &str) -> String {
    faults(&document_with(json))
}

/// The field `json` is refused, and what is said names file and field and contains `said`.
fn told(json: &str, said: &str) {
    let told = field_faults(json);
    assert!(told.starts_with("test.1.json, field ") && told.contains(said), "{json}\n{told}");
}

#[test]
fn faults_name_file_field_and_what_is_wrong() {
    let label = r#""label": {"en": "X?"}"#;
    for (json, said) in [
        (
            format!(r#"{{"key": "email", "kind": "box", "class": "D2", {label}}}"#),
            r#"field "email": two fields have this key"#,
        ),
        (
            format!(r#"{{"key": "x", "kind": "box", "class": "D9", {label}}}"#),
            r#"field "x": the class "D9" is none of D1, D2, D3, D4"#,
        ),
        (format!(r#"{{"key": "x", "kind": "box", "class": "D1", {label}}}"#), "freely is of class D2"),
        (
            format!(r#"{{"key": "x", "kind": "box", "class": "D2", "role": "boss", {label}}}"#),
            r#"the role "boss""#,
        ),
        (
            format!(r#"{{"key": "x", "kind": "box", "class": "D2", "role": "phone", {label}}}"#),
            "names the person",
        ),
        (
            format!(r#"{{"key": "x", "kind": "tick", "class": "D3", "role": "phone", {label}}}"#),
            "cannot have this role",
        ),
        (
            format!(r#"{{"key": "x", "kind": "box", "class": "D3", "role": "email", {label}}}"#),
            "has this role already",
        ),
        (
            format!(r#"{{"key": "x", "kind": "box", "class": "D2", "required": "must", {label}}}"#),
            "never, open, close",
        ),
        (
            format!(r#"{{"key": "x", "kind": "box", "class": "D2", "lable": 1, {label}}}"#),
            r#"field "x": unknown field `lable`"#,
        ),
        (format!(r#"{{"key": "X-y", "kind": "box", "class": "D2", {label}}}"#), "small letters"),
        (format!(r#"{{"key": "press", "kind": "box", "class": "D2", {label}}}"#), "the page uses this name"),
        (
            format!(r#"{{"key": "x", "kind": "box", "class": "D2", "autocomplete": "shoe-size", {label}}}"#),
            "autofill token",
        ),
        (
            format!(
                r#"{{"key": "x", "kind": "box", "class": "D2", "errors": {{"late": {{"en": "Y"}}}}, {label}}}"#
            ),
            r#"knows no "late""#,
        ),
        (
            r#"{"key": "x", "kind": "box", "class": "D2", "label": {"cy": "X?"}}"#.to_owned(),
            "`label` has no English text",
        ),
        (r#"{"key": "x", "kind": "box", "class": "D2", "label": {"en": ""}}"#.to_owned(), "`label` is empty"),
        (r#"{"key": "x", "kind": "box", "class": "D2"}"#.to_owned(), r#"field "x": missing field `label`"#),
    ] {
        told(&json, said);
    }
}

#[test]
fn what_a_kind_does_not_have_is_named() {
    let label = r#""label": {"en": "X?"}"#;
    for (json, said) in [
        (
            format!(r#"{{"key": "x", "kind": "line", "class": "D2", {label}}}"#),
            r#"field "x": the kind "line" is none of box, area"#,
        ),
        (
            format!(r#"{{"key": "x", "kind": "box", "class": "D2", "rows": 3, {label}}}"#),
            r#"kind "box" has no `rows`"#,
        ),
        (
            format!(r#"{{"key": "x", "kind": "box", "class": "D2", "limit": 2001, {label}}}"#),
            "from 1 to 2000",
        ),
        (
            format!(r#"{{"key": "x", "kind": "money", "class": "D2", "currency": "XXX", {label}}}"#),
            r#"currency "XXX""#,
        ),
        (
            format!(r#"{{"key": "x", "kind": "number", "class": "D2", "min": "2", "max": "1", {label}}}"#),
            "smaller than `min`",
        ),
        (
            format!(r#"{{"key": "x", "kind": "number", "class": "D2", "min": "1,5", {label}}}"#),
            "`min` \"1,5\" is no number",
        ),
        (
            format!(r#"{{"key": "x", "kind": "date", "class": "D2", "when": "soon", {label}}}"#),
            "any, coming, past",
        ),
        (
            format!(r#"{{"key": "x", "kind": "date", "class": "D2", "default": "2026-01-01", {label}}}"#),
            "is no answer to this field",
        ),
        (
            format!(r#"{{"key": "x", "kind": "tick", "class": "D2", "statistics": true, {label}}}"#),
            "only codes of class D1",
        ),
        (format!(r#"{{"key": "x", "kind": "choice", "class": "D1", {label}}}"#), "nothing to choose"),
    ] {
        told(&json, said);
    }
}

#[test]
fn options_are_checked_one_by_one() {
    let choice = |options: &str| {
        field_faults(&format!(
            r#"{{"key": "x", "kind": "choice", "class": "D1", "show": "radios", "label": {{"en": "X?"}}, "options": [{options}]}}"#
        ))
    };
    let option = |key: &str| format!(r#"{{"key": "{key}", "label": {{"en": "{key}"}}}}"#);
    assert!(
        choice(r#"{"key": "a", "label": {}}"#)
            .contains(r#"field "x": option "a": `label` has no English text"#)
    );
    assert!(choice(r#"{"key": "a"}"#).contains(r#"field "x": missing field `label`"#));
    assert!(choice(&format!("{},{}", option("a"), option("a"))).contains(r#"two options have the key "a""#));
    assert!(choice(&option("A b")).contains("small letters"));
    let eight: Vec<String> = ('a'..='h').map(|c| option(&c.to_string())).collect();
    assert!(choice(&eight.join(",")).contains("too many for radio buttons"));
}

#[test]
fn a_tree_has_two_levels() {
    let tree = |options: &str| {
        field_faults(&format!(
            r#"{{"key": "x", "kind": "tree", "class": "D1", "label": {{"en": "X?"}}, "options": [{options}]}}"#
        ))
    };
    assert!(tree(r#"{"key": "a", "label": {"en": "A"}}"#).contains("a branch of a tree has `options`"));
    let deep = r#"{"key": "a", "label": {"en": "A"}, "options": [{"key": "b", "label": {"en": "B"}, "options": []}]}"#;
    assert!(tree(deep).contains("a tree has two levels"));
    let twice = r#"{"key": "a", "label": {"en": "A"}, "options": [{"key": "a", "label": {"en": "B"}}]}"#;
    assert!(tree(twice).contains("two options have the key"));
}

#[test]
fn a_form_without_address_or_question_is_refused_and_all_faults_are_told_at_once() {
    let told = faults(
        r#"{"key": "No Key", "version": 0, "order": 1, "title": {}, "about": {"en": "x"}, "respond_within": 0, "fields": []}"#,
    );
    for said in [
        "no field for the e-mail address",
        "no field for the question",
        "versions count from 1",
        "`title` has no English",
        "`respond_within`",
        "the key \"No Key\"",
    ] {
        assert!(told.contains(said), "{said}\n{told}");
    }
    assert_eq!(told.lines().count(), 6);
    assert!(told.lines().all(|line| line.starts_with("test.1.json: ")));
    assert!(faults("{").contains("EOF"));
    assert!(faults(&document_with("").replace("\"title\"", "\"tilte\"")).contains("unknown field `tilte`"));
    let optional = document_with("").replace(r#""required": "open", "role": "email""#, r#""role": "email""#);
    assert!(faults(&optional).contains("this role needs `required`"));
}

#[test]
fn two_forms_cannot_have_one_version_or_one_place() {
    let document = document_with("");
    let twice = Shelf::read(&[("a.json", &document), ("b.json", &document)]).unwrap_err().to_string();
    assert_eq!(twice, "b.json: there is a form \"test\" in version 3 already");
    let other = document.replace("\"key\": \"test\"", "\"key\": \"other\"");
    let place = Shelf::read(&[("a.json", &document), ("b.json", &other)]).unwrap_err().to_string();
    assert_eq!(place, "b.json: the form \"test\" has the place 1 in the list already");
    let next = document.replace("\"version\": 3", "\"version\": 4");
    let shelf = Shelf::read(&[("b.json", &next), ("a.json", &document)]).unwrap();
    assert_eq!(shelf.get("test").unwrap().version, 4);
    assert_eq!(shelf.versions("test").collect::<Vec<_>>(), [3, 4]);
}

#[test]
fn conditions_and_hidden_fields_that_cannot_work_are_told() {
    let faults = |json: &str| {
        let error = Form::read("test.json", &document_with(json)).unwrap_err();
        error.faults.into_iter().map(|fault| fault.what).collect::<Vec<_>>().join("; ")
    };
    let line = |more: &str| {
        format!(r#"{{"key": "more", "kind": "box", "class": "D2", "label": {{"en": "M"}}, {more}}}"#)
    };
    let cases = [
        (r#""shown_when": {"field": "later", "is": "yes"}"#, "no field before it"),
        (r#""shown_when": {"field": "more", "is": "yes"}"#, "no field before it"),
        (r#""shown_when": {"field": "question", "is": "yes"}"#, "has no codes"),
        (r#""hidden": true"#, "would never have an answer"),
        (r#""begins": {}"#, "neither a heading nor a note"),
    ];
    for (json, words) in cases {
        let told = faults(&line(json));
        assert!(told.contains(words), "{json}: {told}");
    }
    let tick = r#"{"key": "tick", "kind": "tick", "class": "D1", "label": {"en": "T"}},"#;
    let told = faults(&format!("{tick}{}", line(r#""shown_when": {"field": "tick", "is": "maybe"}"#)));
    assert!(told.contains("which is no code of"), "{told}");
    let told = faults(
        r#"{"key": "sum", "kind": "number", "class": "D2", "hidden": true, "default": "5", "label": {"en": "S"}}"#,
    );
    assert!(told.contains("only a text or a code"), "{told}");
}

#[test]
fn a_document_that_is_read_and_written_again_is_the_same() {
    for (name, text) in super::super::shelf::shipped() {
        let document = FormDocument::read(name, text).unwrap();
        assert_eq!(FormDocument::read(name, &document.text()).unwrap(), document, "{name}");
    }
}
