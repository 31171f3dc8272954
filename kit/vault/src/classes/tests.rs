use super::*;

const GOOD: &str = r#"
    [request]
    id = { class = "D1", purpose = "row id", retention = "request" }
    client_id = { class = "D1", purpose = "whose", retention = "request" }
    line_sealed = { field = 201, class = "D2", purpose = "subject", retention = "request", subject = "request.client_id" }
    [session]
    token = { class = "D5", form = "hash", purpose = "finds the session", retention = "session" }
    key_sealed = { field = 7, class = "D5", purpose = "second factor", retention = "session" }
"#;

fn problems(text: &str) -> Vec<String> {
    let problems = Classes::parse(&[("a.toml", text)]).err().unwrap_or_default();
    problems.iter().map(ToString::to_string).collect()
}

fn real(names: &[&str]) -> Vec<(String, String)> {
    names
        .iter()
        .map(|name| split_path(name).unwrap())
        .map(|(table, column)| (table.to_owned(), column.to_owned()))
        .collect()
}

#[test]
fn a_good_table_is_read() {
    let classes = Classes::parse(&[("a.toml", GOOD)]).unwrap();
    let line = classes.column("request", "line_sealed").unwrap();
    assert_eq!((line.class, line.form), (Class::D2, Form::Sealed(FieldId(201))));
    assert_eq!(line.subject.as_deref(), Some("request.client_id"));
    assert_eq!(classes.column("session", "token").unwrap().form, Form::Hash);
    assert_eq!(classes.field(FieldId(7)), Some(("session", "key_sealed")));
    assert_eq!(classes.field(FieldId(8)), None);
    assert_eq!(classes.columns().count(), 5);
}

#[test]
fn what_is_personal_is_sealed_or_hashed() {
    for class in ["D2", "D3", "D4", "D5"] {
        let found =
            problems(&format!("[t]\nname = {{ class = \"{class}\", purpose = \"p\", retention = \"r\" }}"));
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("t.name: must be sealed"), "{found:?}");
    }
    for class in ["D0", "D1"] {
        let text = format!("[t]\nname = {{ class = \"{class}\", purpose = \"p\", retention = \"r\" }}");
        assert_eq!(problems(&text), [""; 0]);
    }
}

#[test]
fn each_rule_names_the_column_that_breaks_it() {
    let sealed = |rest: &str| {
        format!("[t]\nx_sealed = {{ class = \"D3\", purpose = \"p\", retention = \"r\", {rest} }}")
    };
    for (text, expected) in [
        (
            sealed("subject = \"t.id\""),
            "t.x_sealed: is sealed and needs a field number of its own, 1 or more",
        ),
        (
            sealed("field = 0, subject = \"t.id\""),
            "t.x_sealed: is sealed and needs a field number of its own, 1 or more",
        ),
        (sealed("field = 1"), "t.x_sealed: must say whose it is, as subject = \"table.column\""),
        (
            sealed("field = 1, subject = \"id\""),
            "t.x_sealed: has a subject that is not of the form \"table.column\"",
        ),
        (sealed("field = 1, subject = \"t.id\", form = \"hash\""), "t.x_sealed: is either sealed or a hash"),
        (
            "[t]\nx = { class = \"D1\", field = 3, purpose = \"p\", retention = \"r\" }".to_owned(),
            "t.x: has a field number, which only columns named …_sealed have",
        ),
        ("[t]\nx = { class = \"D1\", purpose = \" \", retention = \"r\" }".to_owned(), "t.x: has no purpose"),
        (
            "[t]\nx = { class = \"D1\", purpose = \"p\", retention = \"\" }".to_owned(),
            "t.x: has no retention",
        ),
    ] {
        assert_eq!(problems(&text), [expected], "{text}");
    }
}

#[test]
fn what_cannot_be_read_is_a_problem_of_the_file() {
    for text in [
        "[t]\nx = { class = \"D6\", purpose = \"p\", retention = \"r\" }",
        "[t]\nx = { class = \"D1\", purpose = \"p\", retention = \"r\", basis = \"b\" }",
        "[t]\nx = { class = \"D1\", purpose = \"p\" }",
        "[t]\nx = { class = \"D1\", purpose = \"p\", retention = \"r\", form = \"sealed\" }",
        "[t]\nx = 1\n",
        "[t",
    ] {
        let found = problems(text);
        assert!(found.len() == 1 && found[0].starts_with("a.toml: cannot be read: "), "{found:?}");
    }
}

#[test]
fn numbers_and_tables_are_given_once_over_all_files() {
    let one = "[a]\nx_sealed = { field = 5, class = \"D5\", purpose = \"p\", retention = \"r\" }";
    let two = "[b]\nx_sealed = { field = 5, class = \"D5\", purpose = \"p\", retention = \"r\" }";
    let found = Classes::parse(&[("one", one), ("two", two)]).unwrap_err();
    assert_eq!(
        found[0].to_string(),
        "b.x_sealed: a field number is given once and for ever: 5 is also that of a.x_sealed"
    );
    let found = Classes::parse(&[("one", one), ("two", one)]).unwrap_err();
    assert_eq!(found[0].to_string(), "a: a table belongs to one file: in one and two");
}

#[test]
fn the_real_schema_and_the_table_must_agree() {
    let classes = Classes::parse(&[("a.toml", GOOD)]).unwrap();
    let all =
        ["request.id", "request.client_id", "request.line_sealed", "session.token", "session.key_sealed"];
    assert_eq!(compare(&real(&all), &classes), []);
    let found = compare(&real(&[&all[2..], &["request.id", "request.email"]].concat()), &classes);
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "request.email: is in the database and in no classes.toml: class it",
            "request.client_id: is in a classes.toml and not in the database: remove it",
            "request.line_sealed: has a subject that is no column of the database: request.client_id",
        ]
    );
}
