//! The forms that come with the program.

use super::*;

#[test]
fn every_shipped_form_loads_in_the_order_of_the_list() {
    let shelf = shelf();
    let keys: Vec<&str> = shelf.listed().map(|form| form.key.as_str()).collect();
    assert_eq!(keys, ["general", "history", "copies", "council", "private", "complete"]);
    assert_eq!(shelf.versions("general").collect::<Vec<_>>(), [1]);
    assert_eq!(shelf.get("general"), shelf.version("general", 1));
    assert!(shelf.get("nothing").is_none() && shelf.version("general", 2).is_none());
}

#[test]
fn the_list_of_shipped_files_is_what_lies_in_the_folder() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/forms/shipped");
    let list = include_str!("../shelf.rs");
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            list.contains(&format!("(\"{name}\", include_str!(\"shipped/{name}\"))")),
            "{name} is not on the shelf"
        );
        files += 1;
    }
    assert_eq!(files, shelf().listed().map(|form| shelf().versions(&form.key).count()).sum::<usize>());
}

#[test]
fn the_general_enquiry_asks_for_question_name_and_address_only() {
    let shelf = shelf();
    let form = shelf.get("general").unwrap();
    let asked: Vec<_> = form.fields.iter().map(|field| (field.key.as_str(), field.required)).collect();
    assert_eq!(asked, [("question", Required::Open), ("name", Required::Never), ("email", Required::Open)]);
    let fewest = shelf.listed().map(|form| form.fields.len()).min();
    assert_eq!(fewest, Some(form.fields.len()));
}

#[test]
fn the_private_form_alone_is_confidential_and_its_question_is_of_a_special_category() {
    let shelf = shelf();
    let confidential: Vec<&str> =
        shelf.listed().filter(|form| form.confidential).map(|form| form.key.as_str()).collect();
    assert_eq!(confidential, ["private"]);
    let private = shelf.get("private").unwrap();
    assert_eq!(private.field_for(Role::Question).unwrap().class, Class::D4);
    assert!(private.fields.iter().all(|field| field.class >= Class::D3 && !field.statistics));
}

// Every field type of the domain (F39).
#[test]
fn the_complete_form_has_every_type_of_field() {
    let shelf = shelf();
    let kinds: std::collections::BTreeSet<&str> =
        shelf.get("complete").unwrap().fields.iter().map(kind_of).collect();
    let all = [
        "area",
        "box",
        "date",
        "date_time",
        "list",
        "money",
        "number",
        "radios",
        "select",
        "tick",
        "tree",
        "yes_no",
    ];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), all);
}

fn kind_of(field: &Field) -> &'static str {
    match field.kind {
        Kind::Box { .. } => "box",
        Kind::Area { .. } => "area",
        Kind::Choice { show: Show::Select, .. } => "select",
        Kind::Choice { show: Show::Radios, .. } => "radios",
        Kind::List { .. } => "list",
        Kind::Tree { .. } => "tree",
        Kind::Date { .. } => "date",
        Kind::DateTime { .. } => "date_time",
        Kind::Tick => "tick",
        Kind::Agreement { .. } => "agreement",
        Kind::YesNo => "yes_no",
        Kind::Money { .. } => "money",
        Kind::Number { .. } => "number",
    }
}

#[test]
fn every_shipped_form_can_be_answered_in_full_and_with_the_least() {
    for form in shelf().listed() {
        let answers =
            judge(form, &full(form)).unwrap_or_else(|refusal| panic!("{}: {:?}", form.key, refusal.faults));
        assert_eq!((answers.form.as_str(), answers.version), (form.key.as_str(), form.version));
        assert_eq!(answers.email.written(), "ana@example.org");
        let needed = form.fields.iter().filter(|field| field.required == Required::Open).cloned().collect();
        let least = Form { fields: needed, ..form.clone() };
        assert!(judge(form, &full(&least)).is_ok(), "{}", form.key);
    }
}

#[test]
fn nothing_answered_is_refused_with_one_fault_for_each_question_that_wants_an_answer() {
    for form in shelf().listed() {
        let refusal = judge(form, &FormData::default()).unwrap_err();
        let faulty: Vec<&str> = refusal.faults.iter().map(|fault| fault.field.as_str()).collect();
        let wanted = form.fields.iter().filter(|field| field.required == Required::Open);
        assert_eq!(faulty, wanted.map(|field| field.key.as_str()).collect::<Vec<_>>(), "{}", form.key);
        assert!(refusal.faults.iter().all(|fault| fault.code == "missing"));
    }
}

#[test]
fn the_list_says_within_what_time_an_answer_is_expected() {
    let entries = shelf().entries(&english());
    assert_eq!(entries[0].within, "within 1 working day");
    assert_eq!(entries[1].within, "within 5 working days");
    assert_eq!((entries[0].title.as_str(), entries[0].group.as_str()), ("A general question", ""));
    let document =
        document_with("").replacen("\"order\": 1", "\"order\": 1, \"group\": {\"en\": \"Visits\"}", 1);
    let entry = Form::read("test.json", &document).unwrap().entry(&english());
    assert_eq!((entry.within.as_str(), entry.group.as_str()), ("", "Visits"));
}
