use chrono::NaiveDate;
use kit_base::{clean_line, clean_text};
use kit_web::form::FormData;
use serde_json::{Value, json};

use super::super::model::{Branch, Choice, Currency, Field, Kind, Required, When};
use super::super::notation::{Notation, Part};
use super::date;
use super::fault::Problem;
use super::number::Decimal;

/// What a ticked box and a "yes" send.
pub(in super::super) const YES: &str = "yes";

/// What a "no" sends.
pub(in super::super) const NO: &str = "no";

/// Reads one answer after another out of what a browser sent.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) data: &'a FormData,
    pub(super) notation: &'a Notation,
    pub(super) today: NaiveDate,
}

impl Reader<'_> {
    /// The canonical value of the answer to `field`; nothing when it was left out and could be.
    pub(super) fn read(&self, field: &Field) -> Result<Option<Value>, Problem> {
        let value = match &field.kind {
            Kind::Box { limit } => self.text(clean_line(self.data.text(&field.key)), *limit)?,
            Kind::Area { limit, .. } => self.text(clean_text(self.data.text(&field.key)), *limit)?,
            Kind::Choice { options, .. } => self.one(field, options.iter())?,
            Kind::Tree { branches } => {
                self.one(field, branches.iter().flat_map(|branch: &Branch| &branch.leaves))?
            }
            Kind::List { options } => self.several(field, options)?,
            Kind::Date { when } => self.date(field, *when)?.map(|date| json!(date.to_string())),
            Kind::DateTime { when } => self.date_time(field, *when)?,
            Kind::Tick => self.tick(field)?,
            // Whoever does not agree has answered nothing.
            Kind::Agreement { .. } => self.tick(field)?.filter(|value| value == &json!(true)),
            Kind::YesNo => self.yes_no(field)?,
            Kind::Money { currency, min, max } => self.money(field, *currency, (*min, *max))?,
            Kind::Number { decimals, min, max } => {
                let typed = self.data.text(&field.key);
                self.number(typed, *decimals, (*min, *max))?.map(|number| json!(number.to_string()))
            }
        };
        if value.is_none() && field.required == Required::Open {
            return Err(Problem::new("missing"));
        }
        Ok(value)
    }

    fn text(&self, text: String, limit: usize) -> Result<Option<Value>, Problem> {
        let length = text.chars().count();
        if length > limit {
            let problem = Problem::new("too-long").with("length", self.notation.count(length));
            return Err(problem.with("limit", self.notation.count(limit)));
        }
        Ok((!text.is_empty()).then_some(Value::String(text)))
    }

    fn one<'o>(
        &self,
        field: &Field,
        mut options: impl Iterator<Item = &'o Choice>,
    ) -> Result<Option<Value>, Problem> {
        let sent = self.data.text(&field.key);
        if sent.is_empty() {
            return Ok(None);
        }
        let found =
            options.find(|option| option.key == sent).ok_or_else(|| Problem::new("unknown-option"))?;
        Ok(Some(json!(found.key)))
    }

    /// The ticked options in the order of the table, whatever order they were sent in.
    fn several(&self, field: &Field, options: &[Choice]) -> Result<Option<Value>, Problem> {
        let sent: Vec<&str> = self.data.all(&field.key).filter(|sent| !sent.is_empty()).collect();
        if sent.iter().any(|sent| !options.iter().any(|option| option.key == *sent)) {
            return Err(Problem::new("unknown-option"));
        }
        let ticked = options.iter().filter(|option| sent.contains(&option.key.as_str()));
        let keys: Vec<&str> = ticked.map(|option| option.key.as_str()).collect();
        Ok((!keys.is_empty()).then(|| json!(keys)))
    }

    fn tick(&self, field: &Field) -> Result<Option<Value>, Problem> {
        match self.data.text(&field.key) {
            "" if field.required == Required::Open => Ok(None),
            "" => Ok(Some(Value::Bool(false))),
            YES => Ok(Some(Value::Bool(true))),
            _ => Err(Problem::new("unknown-option")),
        }
    }

    fn yes_no(&self, field: &Field) -> Result<Option<Value>, Problem> {
        match self.data.text(&field.key) {
            "" => Ok(None),
            YES => Ok(Some(Value::Bool(true))),
            NO => Ok(Some(Value::Bool(false))),
            _ => Err(Problem::new("unknown-option")),
        }
    }

    fn part(&self, field: &Field, part: Part) -> &str {
        let name = format!("{}.{}", field.key, part.name());
        self.data.pairs().iter().find(|(sent, _)| *sent == name).map_or("", |(_, value)| value)
    }

    fn date(&self, field: &Field, when: When) -> Result<Option<NaiveDate>, Problem> {
        let typed = date::Typed {
            day: self.part(field, Part::Day),
            month: self.part(field, Part::Month),
            year: self.part(field, Part::Year),
        };
        if typed.is_empty() { Ok(None) } else { typed.read(when, self.today, self.notation).map(Some) }
    }

    fn date_time(&self, field: &Field, when: When) -> Result<Option<Value>, Problem> {
        let typed = self.part(field, Part::Time);
        match self.date(field, when)? {
            None if typed.trim().is_empty() => Ok(None),
            None => Err(Problem::new("date-incomplete").at(&[Part::Day, Part::Month, Part::Year])),
            Some(date) => {
                let at = date.and_time(date::time(typed, self.notation)?);
                Ok(Some(json!(at.format("%Y-%m-%dT%H:%M").to_string())))
            }
        }
    }

    fn money(&self, field: &Field, currency: Currency, bounds: Bounds) -> Result<Option<Value>, Problem> {
        let typed = without_currency(self.data.text(&field.key).trim(), currency);
        let Some(amount) = self.number(typed, currency.digits, bounds)? else { return Ok(None) };
        let minor = amount.at_scale(currency.digits).ok_or_else(|| Problem::new("number-digits"))?;
        Ok(Some(json!({ "minor": minor, "currency": currency.code })))
    }

    fn number(&self, typed: &str, decimals: u32, (min, max): Bounds) -> Result<Option<Decimal>, Problem> {
        if typed.trim().is_empty() {
            return Ok(None);
        }
        let number = Decimal::typed(typed, self.notation)?;
        if number.decimals() > decimals {
            let code = if decimals == 0 { "number-whole" } else { "number-decimals" };
            return Err(Problem::new(code).with("decimals", i64::from(decimals)));
        }
        if number < min {
            return Err(Problem::new("number-small").with("min", min.written(self.notation, 0)));
        }
        match max.filter(|max| number > *max) {
            Some(max) => Err(Problem::new("number-large").with("max", max.written(self.notation, 0))),
            None => Ok(Some(number)),
        }
    }
}

/// Smallest and largest number.
type Bounds = (Decimal, Option<Decimal>);

/// The amount alone: people write the symbol or the code before or after it, though it stands there already.
fn without_currency(typed: &str, currency: Currency) -> &str {
    let bare = |mark: &str| typed.strip_prefix(mark).or_else(|| typed.strip_suffix(mark)).map(str::trim);
    [currency.symbol, currency.code].into_iter().find_map(bare).unwrap_or(typed)
}
