use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use kit_web::{Arg, Say};
use serde_json::{Map, Value};

use super::super::model::{Branch, Choice, Currency, Field, Form, Kind, Role};
use super::super::notation::Notation;
use super::{Answers, Decimal};

/// The answers in words of the reader's language, each with its question, in the order of `form`. What the
/// form does not ask, because the answers are to another version of it, follows under its key.
///
/// `answers` are documents of one request, joined; keys do not repeat between classes.
pub fn facts(form: &Form, answers: &Map<String, Value>, say: &Say) -> Vec<(String, String)> {
    let words = Words { notation: Notation::of(say), say };
    let told = |field: &Field| {
        let value = answers.get(&field.key)?;
        let text = words.said(&field.kind, value).unwrap_or_else(|| plain(value));
        Some((field.label.in_lang(say.tag()).to_owned(), text))
    };
    let others = answers.iter().filter(|(key, _)| form.field(key).is_none());
    let others = others.map(|(key, value)| (key.clone(), plain(value)));
    // What was agreed to is told apart, with its wording and since when.
    let answered = form.fields.iter().filter(|field| !matches!(field.kind, Kind::Agreement { .. }));
    answered.filter_map(told).chain(others).collect()
}

impl Answers {
    /// All answers in words, question, name and address among them: for a page that shows them to the person
    /// who wrote them.
    pub fn facts(&self, form: &Form, say: &Say) -> Vec<(String, String)> {
        let mut all: Map<String, Value> =
            self.documents.values().flatten().map(|(k, v)| (k.clone(), v.clone())).collect();
        let own = [
            (Role::Question, Some(self.question.clone())),
            (Role::Subject, Some(self.subject.clone())),
            (Role::Name, self.name.clone()),
            (Role::Email, Some(self.email.written())),
        ];
        for (role, text) in own {
            let Some((field, text)) = form.field_for(role).zip(text) else { continue };
            all.insert(field.key.clone(), Value::String(text));
        }
        facts(form, &all, say)
    }
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
            Kind::Tick | Kind::Agreement { .. } | Kind::YesNo => {
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
        Some(option.label.in_lang(self.say.tag()).to_owned())
    }

    fn leaf(&self, branch: &Branch, value: &Value) -> Option<String> {
        let leaf = self.option(&branch.leaves, value)?;
        Some(self.say.t2("forms-tree-path", "branch", branch.label.in_lang(self.say.tag()), "leaf", leaf))
    }

    /// The currency is the answer's own: another version of the form may ask for another one.
    fn money(&self, value: &Value) -> Option<String> {
        let currency = Currency::named(value.get("currency")?.as_str()?)?;
        let amount = Decimal::of_minor(value.get("minor")?.as_i64()?, currency.digits)?;
        let amount = amount.written(&self.notation, currency.digits);
        Some(self.say.t2("forms-money", "symbol", currency.symbol, "amount", amount))
    }

    fn moment(&self, key: &str, date: NaiveDate, time: NaiveTime) -> String {
        let weekday = format!("weekday-{}", date.weekday().number_from_monday());
        let number = |n: String| Arg::from(self.notation.digits(&n));
        let args: [(&str, Arg); 6] = [
            ("weekday", self.say.t(&weekday).into()),
            ("day", number(date.day().to_string())),
            ("month", self.notation.month_name(date.month()).into()),
            ("year", number(date.year().to_string())),
            ("hour", number(time.hour().to_string())),
            ("minute", number(format!("{:02}", time.minute()))),
        ];
        self.say.with(key, &args)
    }
}
