use super::super::model::{Class, Field, Form, Kind, Note, Required, Role};
use super::{Faults, FormDocument, field_rules, is_key};

/// The longest answer time a form can name, in working days.
const LONGEST_WAIT: u32 = 250;

/// The form a document describes; what is wrong with it goes to `faults`.
pub(super) fn form(document: FormDocument, faults: &mut Faults) -> Form {
    if !is_key(&document.key, '-') {
        faults.form(format!(
            "the key {:?} is not small letters, digits and hyphens, a letter first",
            document.key
        ));
    }
    if document.version == 0 {
        faults.form("versions count from 1");
    }
    if document.respond_within.is_some_and(|days| days == 0 || days > LONGEST_WAIT) {
        faults.form(format!("`respond_within` is a number of working days from 1 to {LONGEST_WAIT}"));
    }
    faults.text(None, "title", Some(&document.title));
    faults.text(None, "about", Some(&document.about));
    faults.text(None, "group", document.group.as_ref());
    faults.text(None, "lede", document.lede.as_ref());
    for note in &document.notes {
        faults.text(None, "notes.heading", Some(&note.heading));
        faults.text(None, "notes.text", Some(&note.text));
    }
    let mut fields: Vec<Field> = Vec::new();
    for field in document.fields {
        if fields.iter().any(|earlier| earlier.key == field.key) {
            faults.field(&field.key, "two fields have this key");
        }
        fields.extend(field_rules::field(field, faults));
    }
    roles(&fields, faults);
    conditions(&fields, faults);
    Form {
        key: document.key,
        version: document.version,
        order: document.order,
        title: document.title,
        about: document.about,
        group: document.group,
        lede: document.lede,
        respond_within: document.respond_within,
        confidential: document.confidential,
        location: document.location,
        notes: document
            .notes
            .into_iter()
            .map(|note| Note { heading: note.heading, text: note.text })
            .collect(),
        fields,
    }
}

/// Each part is played once, and those without which there is no request are there.
fn roles(fields: &[Field], faults: &mut Faults) {
    let players = |role| fields.iter().filter(move |field| field.role == Some(role));
    if players(Role::Email).next().is_none() {
        faults.form("there is no field for the e-mail address (role \"email\"): nobody could be answered");
    }
    if players(Role::Question).next().is_none() {
        faults.form("there is no field for the question (role \"question\")");
    }
    for field in fields {
        let Some(role) = field.role else { continue };
        if players(role).next().is_some_and(|first| first.key != field.key) {
            faults.field(&field.key, "another field has this role already");
        }
        if let Some(what) = misplayed(field, role) {
            faults.field(&field.key, what);
        }
    }
}

/// Each condition names an earlier field that has codes, and codes of it.
fn conditions(fields: &[Field], faults: &mut Faults) {
    for (at, field) in fields.iter().enumerate() {
        let Some(condition) = &field.shown_when else { continue };
        let Some(other) = fields[..at].iter().find(|other| other.key == condition.field) else {
            faults.field(
                &field.key,
                format!("its condition asks for {:?}, which is no field before it", condition.field),
            );
            continue;
        };
        let Some(codes) = other.codes() else {
            faults.field(&field.key, format!("its condition asks for {:?}, which has no codes", other.key));
            continue;
        };
        if condition.is.is_empty() {
            faults.field(&field.key, "its condition names no code");
        }
        for code in condition.is.iter().filter(|code| !codes.contains(&code.as_str())) {
            faults.field(
                &field.key,
                format!("its condition asks for {code:?}, which is no code of {:?}", other.key),
            );
        }
    }
}

/// What is wrong with a field for the part it plays.
fn misplayed(field: &Field, role: Role) -> Option<&'static str> {
    let line = matches!(field.kind, Kind::Box { .. });
    let text = line || matches!(field.kind, Kind::Area { .. });
    let fits = match role {
        Role::Question | Role::Address => text,
        Role::ResponseMethod => matches!(field.kind, Kind::Choice { .. }),
        Role::Subject | Role::Name | Role::Email | Role::Phone => line,
    };
    if !fits {
        return Some("a field of this kind cannot have this role");
    }
    match role {
        Role::Question | Role::Email if field.required != Required::Open => {
            Some("this role needs `required`: \"open\"")
        }
        Role::Question | Role::Email if field.hidden || field.shown_when.is_some() => {
            Some("a field with this role is asked of everybody: it has no condition and is not hidden")
        }
        Role::Name | Role::Email | Role::Phone | Role::Address if field.class < Class::D3 => {
            Some("an answer that names the person is of class D3 or D4")
        }
        _ => None,
    }
}
