//! From what a browser sent to answers that cannot be wrong, or to a refusal that says what is wrong with each.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use kit_base::{EmailAddress, first_words};
use kit_web::Say;
use kit_web::form::FormData;
use serde_json::{Map, Value};

use super::model::{AS_TYPED, Class, Field, Form, Kind, Markup, Role, SHOWN};
use super::notation::Notation;

mod date;
mod facts;
mod fault;
mod markup;
mod number;
mod values;

pub use facts::facts;
pub use fault::{CODES, Fault, email_problem};
pub use number::{Decimal, MOST_DIGITS};
pub(super) use values::{NO, YES};

/// Most characters of a line (domain F39).
pub const BOX_LIMIT: usize = 2_000;

/// Most characters of a text of many lines (domain F39).
pub const AREA_LIMIT: usize = 2_000_000;

/// Characters of a subject that is made of the question's first words.
const SUBJECT: usize = 80;

/// Answers by data class, each class a document of its own: the answer's value under the field's key.
///
/// A value is canonical, whatever the language it was typed in: text as text, codes by their key, several
/// codes as an array, a day as `2026-12-14`, a day and time as `2026-12-14T14:30` in the location's zone,
/// yes and no as `true` and `false`, a number as decimal text, money as
/// `{"minor": 1250, "currency": "GBP"}` in the minor unit. What was left out is not there.
pub type Documents = BTreeMap<Class, Map<String, Value>>;

/// What has to be known to judge answers.
#[derive(Debug)]
pub struct Context<'a> {
    /// Today, in the zone of the location the request goes to.
    pub today: NaiveDate,
    /// The language the form was shown in: it decides how numbers and months are read.
    pub say: &'a Say,
    /// What becomes of HTML-like text in fields that do not say so themselves.
    pub markup: Markup,
}

impl Context<'_> {
    /// Whether something that was written into `field` is to be met with `how`, because it looks like HTML.
    fn meets(&self, field: &Field, data: &FormData, how: Markup) -> bool {
        let free = matches!(field.kind, Kind::Box { .. } | Kind::Area { .. }) && !field.hidden;
        free && field.markup.unwrap_or(self.markup) == how && markup::looks_like_html(data.text(&field.key))
    }
}

/// Whether somebody who sends `data` is to be told first that it is shown as typed, because it looks like HTML, and
/// was not told by the page they sent.
pub fn warns_of_markup(form: &Form, data: &FormData, context: &Context<'_>) -> bool {
    if data.all(SHOWN).any(|shown| shown == AS_TYPED) {
        return false;
    }
    let asked = form.fields.iter().zip(form.asked(data)).filter(|(_, asked)| *asked);
    asked.map(|(field, _)| field).any(|field| context.meets(field, data, Markup::Warn))
}

/// Whether `text` looks like HTML, on pages that ask for something outside a form document.
pub fn looks_like_html(text: &str) -> bool {
    markup::looks_like_html(text)
}

/// A form answered so that a request can be made of it.
///
/// Question, subject, name and address have places of their own in a request and are not repeated in
/// `documents`.
#[derive(Clone)]
pub struct Answers {
    /// Which form.
    pub form: String,
    /// In which version.
    pub version: u32,
    /// Where answers go.
    pub email: EmailAddress,
    /// What the person is called, when they said.
    pub name: Option<String>,
    /// The question as typed.
    pub question: String,
    /// The subject given, or the first words of the question.
    pub subject: String,
    /// Everything else.
    pub documents: Documents,
    /// Fields by which something was agreed to; each is among the documents too.
    pub agreements: Vec<String>,
    /// For statistics: field and chosen code, one entry for each code. These alone may lie in the open.
    pub codes: Vec<Code>,
}

/// A code somebody chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Key of the field.
    pub field: String,
    /// Key of the option; `yes` or `no` where there are no options.
    pub option: String,
}

/// What people wrote is theirs: answers show which form they answer, nothing more.
impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answers({} version {})", self.form, self.version)
    }
}

/// Answers that cannot be taken as they are.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// Everything that was typed, to draw the form again.
    pub typed: FormData,
    /// What is wrong, in the order of the form; never empty, one entry a field.
    pub faults: Vec<Fault>,
}

impl Refusal {
    /// What is wrong with the field `key`.
    pub fn fault(&self, key: &str) -> Option<&Fault> {
        self.faults.iter().find(|fault| fault.field == key)
    }
}

/// Reads the answers to `form` out of `data`. Fields the form does not have, or does not ask after these answers,
/// are ignored; a hidden field has its default, whatever was sent; of a single field sent twice the first counts.
pub fn check(form: &Form, data: &FormData, context: &Context<'_>) -> Result<Answers, Refusal> {
    let notation = Notation::of(context.say);
    let reader = values::Reader { data, notation: &notation, today: context.today };
    let mut draft = Draft::default();
    let mut faults = Vec::new();
    for (field, _) in form.fields.iter().zip(form.asked(data)).filter(|(_, asked)| *asked) {
        let read = if field.hidden {
            let default = field.default_data();
            values::Reader { data: &default, ..reader }.read(field)
        } else {
            reader.read(field)
        };
        let read = if read.is_ok() && context.meets(field, data, Markup::Reject) {
            Err(fault::Problem::new("markup"))
        } else {
            read
        };
        let taken = read.and_then(|value| value.map_or(Ok(()), |value| draft.take(field, value)));
        if let Err(problem) = taken {
            faults.push(problem.of(field, context.say.tag()));
        }
    }
    match draft.finish(form) {
        Some(answers) if faults.is_empty() => Ok(answers),
        _ => Err(Refusal { typed: data.clone(), faults }),
    }
}

/// Answers while they are being collected.
#[derive(Default)]
struct Draft {
    email: Option<EmailAddress>,
    name: Option<String>,
    question: Option<String>,
    subject: Option<String>,
    documents: Documents,
    agreements: Vec<String>,
    codes: Vec<Code>,
}

impl Draft {
    fn take(&mut self, field: &Field, value: Value) -> Result<(), fault::Problem> {
        if field.statistics {
            self.codes.extend(codes(field, &value));
        }
        if matches!(field.kind, Kind::Agreement { .. }) {
            self.agreements.push(field.key.clone());
        }
        match (field.role, value) {
            (Some(Role::Email), Value::String(typed)) => {
                self.email =
                    Some(EmailAddress::parse(&typed).map_err(|problem| fault::email(problem, &typed))?);
            }
            (Some(Role::Name), Value::String(name)) => self.name = Some(name),
            (Some(Role::Question), Value::String(question)) => self.question = Some(question),
            (Some(Role::Subject), Value::String(subject)) => self.subject = Some(subject),
            (role, value) => {
                // What names the person lies with the person, so that it goes with them.
                let class = match role {
                    Some(Role::Phone | Role::Address) => Class::D3,
                    _ => field.class,
                };
                self.documents.entry(class).or_default().insert(field.key.clone(), value);
            }
        }
        Ok(())
    }

    /// The answers, when those without which there is no request are there: a form asks everyone for them,
    /// so a form without faults has them.
    fn finish(self, form: &Form) -> Option<Answers> {
        let question = self.question?;
        Some(Answers {
            form: form.key.clone(),
            version: form.version,
            email: self.email?,
            name: self.name,
            subject: self.subject.unwrap_or_else(|| first_words(&question, SUBJECT)),
            question,
            documents: self.documents,
            agreements: self.agreements,
            codes: self.codes,
        })
    }
}

fn codes(field: &Field, value: &Value) -> Vec<Code> {
    let code = |option: &str| Code { field: field.key.clone(), option: option.to_owned() };
    match value {
        Value::String(option) => vec![code(option)],
        Value::Bool(yes) => vec![code(if *yes { YES } else { NO })],
        Value::Array(options) => options.iter().filter_map(Value::as_str).map(code).collect(),
        _ => Vec::new(),
    }
}
