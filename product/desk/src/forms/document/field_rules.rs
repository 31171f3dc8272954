use super::super::answers::{CODES, Decimal};
use super::super::model::{Class, Condition, Division, Field, Kind, MARKUPS, Required, Role, Width};
use super::{Faults, FieldDocument, is_key, kind_rules, named};

/// Names the page itself uses for its controls.
const TAKEN: &[&str] = &["key", "press", "check", "url", "version", "lang", "shown", "new"];

const CLASSES: &[(&str, Class)] = &[
    (Class::D1.code(), Class::D1),
    (Class::D2.code(), Class::D2),
    (Class::D3.code(), Class::D3),
    (Class::D4.code(), Class::D4),
];

const REQUIRED: &[(&str, Required)] =
    &[("never", Required::Never), ("open", Required::Open), ("close", Required::Close)];

const ROLES: &[(&str, Role)] = &[
    ("question", Role::Question),
    ("subject", Role::Subject),
    ("name", Role::Name),
    ("email", Role::Email),
    ("phone", Role::Phone),
    ("address", Role::Address),
    ("response_method", Role::ResponseMethod),
];

const WIDTHS: &[(&str, Width)] = &[
    ("two", Width::Two),
    ("four", Width::Four),
    ("short", Width::Short),
    ("medium", Width::Medium),
    ("full", Width::Full),
];

/// Autofill tokens that can make sense on a form of ours (HTML, "Autofill field names").
const AUTOCOMPLETE: &[&str] = &[
    "off",
    "name",
    "honorific-prefix",
    "given-name",
    "additional-name",
    "family-name",
    "nickname",
    "organization-title",
    "organization",
    "street-address",
    "address-line1",
    "address-line2",
    "address-line3",
    "address-level1",
    "address-level2",
    "country",
    "country-name",
    "postal-code",
    "language",
    "bday",
    "url",
    "tel",
    "email",
];

/// The field a document describes, or nothing when it is too wrong to go on with; faults go to `faults`.
pub(super) fn field(document: FieldDocument, faults: &mut Faults) -> Option<Field> {
    let key = document.key.clone();
    if !is_key(&key, '_') {
        faults.field(&key, "a field's key is small letters, digits and underscores, a letter first");
    }
    if TAKEN.contains(&key.as_str()) {
        faults.field(&key, "the page uses this name itself; choose another key");
    }
    texts(&document, faults);
    let kind =
        kind_rules::kind(&document).map_err(|whats| whats.iter().for_each(|w| faults.field(&key, w))).ok();
    let class = faults.take(&key, named(&document.class, "class", CLASSES));
    let required = document.required.as_deref().map(|name| named(name, "`required`", REQUIRED));
    let required = required.map_or(Some(Required::Never), |found| faults.take(&key, found));
    let role = document.role.as_deref().and_then(|name| faults.take(&key, named(name, "role", ROLES)));
    let width = document.width.as_deref().and_then(|name| faults.take(&key, named(name, "width", WIDTHS)));
    let markup =
        document.markup.as_deref().and_then(|name| faults.take(&key, named(name, "`markup`", MARKUPS)));
    let field = Field {
        width: width.unwrap_or_else(|| usual_width(kind.as_ref(), role)),
        kind: kind?,
        class: class?,
        required: required?,
        role,
        default: document.default.as_ref().map(super::OneOrMany::values).unwrap_or_default(),
        key: document.key,
        label: document.label,
        hint: document.hint,
        statistics: document.statistics,
        autocomplete: document.autocomplete,
        errors: document.errors,
        begins: document.begins.map(|division| Division { heading: division.heading, note: division.note }),
        shown_when: document
            .shown_when
            .map(|condition| Condition { is: condition.is.values(), field: condition.field }),
        hidden: document.hidden,
        markup,
    };
    agreement(&field, faults);
    Some(field)
}

fn texts(document: &FieldDocument, faults: &mut Faults) {
    let key = Some(document.key.as_str());
    faults.text(key, "label", Some(&document.label));
    faults.text(key, "hint", document.hint.as_ref());
    if let Some(division) = &document.begins {
        faults.text(key, "begins.heading", division.heading.as_ref());
        faults.text(key, "begins.note", division.note.as_ref());
        if division.heading.is_none() && division.note.is_none() {
            faults.field(&document.key, "`begins` has neither a heading nor a note");
        }
    }
    for (code, text) in &document.errors {
        if !CODES.contains(&code.as_str()) {
            faults
                .field(&document.key, format!("`errors` knows no {code:?}; there are {}", CODES.join(", ")));
        }
        faults.text(key, &format!("errors.{code}"), Some(text));
    }
    if let Some(token) = document.autocomplete.as_deref().filter(|token| !AUTOCOMPLETE.contains(token)) {
        faults.field(
            &document.key,
            format!("{token:?} is no autofill token; there are {}", AUTOCOMPLETE.join(", ")),
        );
    }
}

fn usual_width(kind: Option<&Kind>, role: Option<Role>) -> Width {
    match (kind, role) {
        (_, Some(Role::Name | Role::Email)) => Width::Medium,
        (_, Some(Role::Phone)) | (Some(Kind::Money { .. } | Kind::Number { .. }), _) => Width::Short,
        _ => Width::Full,
    }
}

/// What the parts of a field say about each other.
fn agreement(field: &Field, faults: &mut Faults) {
    let free_text = matches!(field.kind, Kind::Box { .. } | Kind::Area { .. });
    let coded = matches!(
        field.kind,
        Kind::Choice { .. }
            | Kind::List { .. }
            | Kind::Tree { .. }
            | Kind::Tick
            | Kind::Agreement { .. }
            | Kind::YesNo
    );
    if free_text && field.class == Class::D1 {
        faults.field(&field.key, "what people write freely is of class D2 or higher");
    }
    if field.statistics && !(coded && field.class == Class::D1) {
        faults.field(&field.key, "only codes of class D1 can lie in the open for statistics");
    }
    let nothing = |value: &String| kit_base::clean_text(value).is_empty();
    if field.hidden && (field.default.is_empty() || field.default.iter().any(nothing)) {
        faults
            .field(&field.key, "nobody is asked this and it has no `default`: it would never have an answer");
    }
    if field.markup.is_some() && !free_text {
        faults.field(&field.key, "only a text can have `markup`");
    }
    if field.hidden && !(free_text || coded) {
        faults.field(&field.key, "only a text or a code can be an answer that nobody is asked for");
    }
    if matches!(field.kind, Kind::Agreement { .. }) && (field.class != Class::D1 || field.role.is_some()) {
        faults.field(&field.key, "that somebody agreed is of class D1, and plays no other part");
    }
    if let Some(what) = wrong_default(field) {
        faults.field(&field.key, what);
    }
}

fn wrong_default(field: &Field) -> Option<String> {
    let many = matches!(field.kind, Kind::List { .. });
    if field.default.len() > 1 && !many {
        return Some("only a list has more than one `default`".to_owned());
    }
    let fits = |value: &str| match &field.kind {
        Kind::Box { limit } | Kind::Area { limit, .. } => value.chars().count() <= *limit,
        Kind::Choice { options, .. } | Kind::List { options } => options.iter().any(|o| o.key == value),
        Kind::Tree { branches } => branches.iter().flat_map(|b| &b.leaves).any(|leaf| leaf.key == value),
        Kind::Tick | Kind::Agreement { .. } => value == "yes",
        Kind::YesNo => value == "yes" || value == "no",
        Kind::Money { .. } | Kind::Number { .. } => Decimal::canonical(value).is_some(),
        // A day that was sensible when the form was written is not when it is filled in.
        Kind::Date { .. } | Kind::DateTime { .. } => false,
    };
    let wrong = field.default.iter().find(|value| !fits(value))?;
    Some(format!("the default {wrong:?} is no answer to this field"))
}
