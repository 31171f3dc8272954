use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use kit_web::{Arg, Say};
use serde_json::{Map, Value};

use super::super::model::{Branch, Choice, Class, Currency, Field, Form, Kind, Role};
use super::super::notation::Notation;
use super::{Answers, Decimal, Documents};

/// An answer put into words for people.
#[derive(Clone, PartialEq, Eq)]
pub struct Fact {
    /// Key of the field.
    pub key: String,
    /// The question, or the key where this version of the form does not ask it.
    pub label: String,
    /// The answer.
    pub text: String,
    /// Whether the text is the person's own words; else it is ours, in the reader's language.
    pub typed: bool,
}

/// What people wrote is theirs.
impl std::fmt::Debug for Fact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fact({})", self.key)
    }
}

/// The answers in `documents` in the order of `form`, in words of the reader's language. What the form does
/// not ask, because the answers are to another version of it, follows under its key.
pub fn facts(form: &Form, documents: &Documents, say: &Say) -> Vec<Fact> {
    let words = Words { notation: Notation::of(say), say };
    let answered = |field: &&Field| Some((*field, documents.values().find_map(|answers| answers.get(&field.key))?));
    let known = form.fields.iter().filter_map(|field| answered(&field)).map(|(field, value)| words.fact(field, value));
    known.chain(unknown(form, documents)).collect()
}

impl Answers {
    /// All answers, question, name and address among them: for a page that shows them to the person who
    /// wrote them.
    pub fn facts(&self, form: &Form, say: &Say) -> Vec<Fact> {
        let mut documents = self.documents.clone();
        let mut own = |role, text: Option<String>| {
            let Some((field, text)) = form.field_for(role).zip(text) else { return };
            documents.entry(field.class).or_default().insert(field.key.clone(), Value::String(text));
        };
        own(Role::Question, Some(self.question.clone()));
        own(Role::Subject, Some(self.subject.clone()));
        own(Role::Name, self.name.clone());
        own(Role::Email, Some(self.email.written()));
        facts(form, &documents, say)
    }
}

fn unknown<'a>(form: &'a Form, documents: &'a Documents) -> impl Iterator<Item = Fact> + 'a {
    let answers = |(_, answers): (&'a Class, &'a Map<String, Value>)| answers.iter();
    let others = documents.iter().flat_map(answers).filter(|(key, _)| form.field(key).is_none());
    others.map(|(key, value)| Fact { key: key.clone(), label: key.clone(), text: plain(value), typed: true })
}

/// A value nobody knows the kind of.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

struct Words<'a> {
    notation: Notation,
    say: &'a Say,
}

impl Words<'_> {
    fn fact(&self, field: &Field, value: &Value) -> Fact {
        let said = self.said(&field.kind, value);
        Fact {
            key: field.key.clone(),
            label: field.label.read(self.say.tag()).to_owned(),
            typed: said.is_none(),
            text: said.unwrap_or_else(|| plain(value)),
        }
    }

    /// The value in our words; nothing when it is the person's own text, or not what the kind has.
    fn said(&self, kind: &Kind, value: &Value) -> Option<String> {
        match kind {
            Kind::Box { .. } | Kind::Area { .. } => None,
            Kind::Choice { options, .. } => self.option(options, value),
            Kind::List { options } => {
                let labels = value.as_array()?.iter().map(|key| self.option(options, key));
                Some(labels.collect::<Option<Vec<_>>>()?.join(&self.say.t("forms-list-comma")))
            }
            Kind::Tree { branches } => branches.iter().find_map(|branch| self.leaf(branch, value)),
            Kind::Tick | Kind::YesNo => {
                Some(if value.as_bool()? { self.say.t("forms-yes") } else { self.say.t("forms-no") })
            }
            Kind::Date { .. } => Some(self.moment("date-day", value.as_str()?.parse().ok()?, NaiveTime::MIN)),
            Kind::DateTime { .. } => {
                let at = NaiveDateTime::parse_from_str(value.as_str()?, "%Y-%m-%dT%H:%M").ok()?;
                Some(self.moment("date-day-time", at.date(), at.time()))
            }
            Kind::Money { .. } => self.money(value),
            Kind::Number { .. } => Some(Decimal::canonical(value.as_str()?)?.written(&self.notation, 0)),
        }
    }

    fn option(&self, options: &[Choice], value: &Value) -> Option<String> {
        let key = value.as_str()?;
        let option = options.iter().find(|option| option.key == key)?;
        Some(option.label.read(self.say.tag()).to_owned())
    }

    fn leaf(&self, branch: &Branch, value: &Value) -> Option<String> {
        let leaf = self.option(&branch.leaves, value)?;
        Some(self.say.t2("forms-tree-path", "branch", branch.label.read(self.say.tag()), "leaf", leaf))
    }

    /// The currency is the answer's own: another version of the form may ask for another one.
    fn money(&self, value: &Value) -> Option<String> {
        let currency = Currency::named(value.get("currency")?.as_str()?)?;
        let amount = Decimal::of_minor(value.get("minor")?.as_i64()?, currency.digits)?;
        let amount = amount.written(&self.notation, currency.digits);
        Some(self.say.t2("forms-money", "symbol", currency.symbol, "amount", amount))
    }

    fn moment(&self, key: &str, date: NaiveDate, time: NaiveTime) -> String {
        let number = |n: String| Arg::from(self.notation.digits(&n));
        let args: [(&str, Arg); 6] = [
            ("weekday", self.say.t(&format!("weekday-{}", date.weekday().number_from_monday())).into()),
            ("day", number(date.day().to_string())),
            ("month", self.notation.month_name(date.month()).into()),
            ("year", number(date.year().to_string())),
            ("hour", number(time.hour().to_string())),
            ("minute", number(format!("{:02}", time.minute()))),
        ];
        self.say.with(key, &args)
    }
}
