use std::collections::BTreeMap;

use ground::Ground;
use ground::settings::registry;
use kit_web::form::FormData;

use super::answers::{Decimal, NO, YES};
use super::text::Text;

/// Name of the control that says which conditional fields a page showed.
pub(super) const SHOWN: &str = "shown";
/// Its value on a page that has said that HTML-like text is shown as typed. No field has such a name.
pub(super) const AS_TYPED: &str = "as-typed";

/// A request type's form, in one version. Only a document that passed every rule becomes one, so: it has
/// exactly one field for the e-mail address and one for the question, both answered by everyone; every key
/// is unique; every text has English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Permanent name, part of the form's address: `/ask/{key}`.
    pub key: String,
    /// Grows by one with each change that was in use; an answer keeps it.
    pub version: u32,
    /// Place in the list of forms; the smallest comes first.
    pub order: u32,
    /// Heading of the page.
    pub title: Text,
    /// One sentence for the list of forms.
    pub about: Text,
    /// Heading that forms of one service share in the list.
    pub group: Option<Text>,
    /// First sentences of the page.
    pub lede: Option<Text>,
    /// Working days within which an answer is expected.
    pub respond_within: Option<u32>,
    /// Whether its requests are confidential.
    pub confidential: bool,
    /// Code of the location its requests go to; none: the default one.
    pub location: Option<String>,
    /// Notes in the margin.
    pub notes: Vec<Note>,
    /// The questions, in the order they are asked.
    pub fields: Vec<Field>,
}

impl Form {
    /// The field with this key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// Which fields are asked of somebody who answered `data` so far, in the order of the form: all but those whose
    /// condition is not met.
    pub fn asked(&self, data: &FormData) -> Vec<bool> {
        let mut asked: Vec<bool> = Vec::with_capacity(self.fields.len());
        for field in &self.fields {
            let met = field.shown_when.as_ref().is_none_or(|condition| {
                let at = self.fields.iter().position(|other| other.key == condition.field);
                let before = at.and_then(|at| asked.get(at).map(|is| (&self.fields[at], *is)));
                before.is_some_and(|(other, is)| is && condition.is_met(other, data))
            });
            asked.push(met);
        }
        asked
    }

    /// The fields that are asked because of what was answered, and that the page it was sent from did not show.
    pub fn not_shown(&self, data: &FormData) -> Vec<&Field> {
        let asked = self.asked(data);
        let conditional = |field: &Field| field.shown_when.is_some() && !field.hidden;
        let shown = |field: &Field| data.all(SHOWN).any(|key| key == field.key);
        let fields = self.fields.iter().zip(asked).filter(|(_, asked)| *asked).map(|(field, _)| field);
        fields.filter(|field| conditional(field) && !shown(field)).collect()
    }

    /// The field that plays this part, if the form has one.
    pub fn field_for(&self, role: Role) -> Option<&Field> {
        self.fields.iter().find(|field| field.role == Some(role))
    }
}

/// A note in the margin of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its heading.
    pub heading: Text,
    /// Its one paragraph.
    pub text: Text,
}

/// A part of a form, which begins with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// Its heading.
    pub heading: Option<Text>,
    /// What stands under the heading.
    pub note: Option<Text>,
}

/// When a field is asked at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Key of an earlier field with codes.
    pub field: String,
    /// Asked when one of these codes was chosen there; `yes` and `no` where there are no options.
    pub is: Vec<String>,
}

impl Condition {
    /// Whether the answer to `field`, the field it names, meets it.
    fn is_met(&self, field: &Field, data: &FormData) -> bool {
        let wanted = |code: &str| self.is.iter().any(|one| one == code);
        if field.hidden {
            return field.default.iter().any(|code| wanted(code));
        }
        match field.kind {
            Kind::Tick | Kind::Agreement { .. } => {
                wanted(if data.text(&field.key) == YES { YES } else { NO })
            }
            Kind::List { .. } => data.all(&field.key).any(wanted),
            _ => wanted(data.text(&field.key)),
        }
    }
}

/// One question of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Permanent name: of the control, and of the answer in its document.
    pub key: String,
    /// The question.
    pub label: Text,
    /// Help under it.
    pub hint: Option<Text>,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// How sensitive its answer is; decides which document the answer lies in.
    pub class: Class,
    /// When it has to be answered.
    pub required: Required,
    /// What the program does with the answer beyond keeping it.
    pub role: Option<Role>,
    /// Whether the chosen codes also lie in the open, for statistics.
    pub statistics: bool,
    /// What stands in the control of an unanswered form: one value, or the ticked options of a list.
    pub default: Vec<String>,
    /// Autofill token (HTML, "Autofill field names").
    pub autocomplete: Option<String>,
    /// How long an answer is expected.
    pub width: Width,
    /// Sentences of this form's own, by code of the fault (see `answers::CODES`).
    pub errors: BTreeMap<String, Text>,
    /// The part of the form that begins with it.
    pub begins: Option<Division>,
    /// When it is asked; none: always.
    pub shown_when: Option<Condition>,
    /// Nobody is asked: its default is the answer.
    pub hidden: bool,
    /// What becomes of HTML-like text in it; none: what the settings say.
    pub markup: Option<Markup>,
}

impl Field {
    /// What the page sends when nobody touches the field.
    pub(super) fn default_data(&self) -> FormData {
        FormData::from_pairs(self.default.iter().map(|value| (self.key.clone(), value.clone())))
    }

    /// The codes that can be chosen, in the order of the table; none when it has none.
    pub fn codes(&self) -> Option<Vec<&str>> {
        match &self.kind {
            Kind::Choice { options, .. } | Kind::List { options } => {
                Some(options.iter().map(|option| option.key.as_str()).collect())
            }
            Kind::Tree { branches } => {
                let leaves = branches.iter().flat_map(|branch| &branch.leaves);
                Some(leaves.map(|leaf| leaf.key.as_str()).collect())
            }
            Kind::Tick | Kind::Agreement { .. } | Kind::YesNo => Some(vec![YES, NO]),
            _ => None,
        }
    }
}

/// The kinds of answer (domain F39).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// One line of text, at most `limit` characters.
    Box {
        /// Most characters.
        limit: usize,
    },
    /// Text of many lines, at most `limit` characters.
    Area {
        /// Most characters.
        limit: usize,
        /// Lines shown at first.
        rows: u8,
    },
    /// One code of a table.
    Choice {
        /// The table.
        options: Vec<Choice>,
        /// How it is drawn.
        show: Show,
    },
    /// Any number of codes of a table.
    List {
        /// The table.
        options: Vec<Choice>,
    },
    /// One leaf of a tree of two levels.
    Tree {
        /// The upper level, which cannot be chosen itself.
        branches: Vec<Branch>,
    },
    /// A day.
    Date {
        /// Which days make sense.
        when: When,
    },
    /// A day and a time of day, as the clock of the location shows it.
    DateTime {
        /// Which days make sense.
        when: When,
    },
    /// A box that is ticked or not.
    Tick,
    /// A wording, and a box to tick by which it is agreed to. That it was is kept apart, with the wording's version,
    /// language and time, and can be taken back.
    Agreement {
        /// What is agreed to; an empty line begins a new paragraph.
        wording: Text,
    },
    /// Yes or no.
    YesNo,
    /// An amount of money, of at most eight digits.
    Money {
        /// The currency.
        currency: Currency,
        /// Smallest amount.
        min: Decimal,
        /// Largest amount.
        max: Option<Decimal>,
    },
    /// A number of at most eight digits.
    Number {
        /// Most digits after the decimal mark.
        decimals: u32,
        /// Smallest number.
        min: Decimal,
        /// Largest number.
        max: Option<Decimal>,
    },
}

impl Kind {
    /// Its name in a document.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Box { .. } => "box",
            Self::Area { .. } => "area",
            Self::Choice { .. } => "choice",
            Self::List { .. } => "list",
            Self::Tree { .. } => "tree",
            Self::Date { .. } => "date",
            Self::DateTime { .. } => "date_time",
            Self::Tick => "tick",
            Self::Agreement { .. } => "agreement",
            Self::YesNo => "yes_no",
            Self::Money { .. } => "money",
            Self::Number { .. } => "number",
        }
    }
}

/// A code of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Permanent name; what is kept.
    pub key: String,
    /// What people read.
    pub label: Text,
    /// A second line: what choosing it means.
    pub more: Option<Text>,
}

/// A branch of a tree with its leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// Permanent name.
    pub key: String,
    /// What people read.
    pub label: Text,
    /// What can be chosen.
    pub leaves: Vec<Choice>,
}

/// How a table of codes is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// A drop-down list.
    Select,
    /// Radio buttons.
    Radios,
}

/// Which days an answer may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Every day.
    Any,
    /// Today or later.
    Coming,
    /// Today or earlier.
    Past,
}

/// How sensitive an answer is (domain, data classes). Public (D0) and secret (D5) things are not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Statistics.
    D1,
    /// What people wrote.
    D2,
    /// Who they are.
    D3,
    /// Special categories: health, money trouble, safety.
    D4,
}

impl Class {
    /// Its permanent name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::D1 => "D1",
            Self::D2 => "D2",
            Self::D3 => "D3",
            Self::D4 => "D4",
        }
    }
}

/// When a field has to be answered (domain F41).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Required {
    /// It can be left out.
    Never,
    /// Without it no request is taken.
    Open,
    /// Staff fill it in before they close; whoever asks can leave it out.
    Close,
}

/// What the program does with an answer beyond keeping it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The question itself: the first letter of the correspondence.
    Question,
    /// A subject line; without one the question's first words serve.
    Subject,
    /// What the person is called.
    Name,
    /// Where answers go.
    Email,
    /// Where the person can be called.
    Phone,
    /// Where the person lives.
    Address,
    /// How the person would like to be answered.
    ResponseMethod,
}

/// What becomes of text that looks like HTML. It is shown as it was typed in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// It is text like any other.
    AsText,
    /// Whoever writes it is told once that it is shown as typed.
    Warn,
    /// It is not taken.
    Reject,
}

impl Markup {
    /// What the settings say.
    pub fn of(ground: &Ground) -> Self {
        let name = ground.settings.choice(&registry::MARKUP);
        MARKUPS.iter().find(|(known, _)| *known == name).map_or(Self::AsText, |(_, markup)| *markup)
    }
}

/// Their names in a document and in the settings.
pub(super) const MARKUPS: &[(&str, Markup)] =
    &[("as_text", Markup::AsText), ("warn", Markup::Warn), ("reject", Markup::Reject)];

/// The length of answer a control suggests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// Two digits.
    Two,
    /// Four digits.
    Four,
    /// A few words.
    Short,
    /// A name or an address.
    Medium,
    /// The whole line.
    Full,
}

/// A currency: its code and minor units (ISO 4217).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Currency {
    /// Three letters.
    pub code: &'static str,
    /// What stands before or after an amount.
    pub symbol: &'static str,
    /// Digits of the minor unit: 2 for pence, 0 where there is none.
    pub digits: u32,
}

/// The currencies a document can name. One more is one more line.
pub(super) const CURRENCIES: &[Currency] = &[
    currency("AUD", "A$", 2),
    currency("CAD", "CA$", 2),
    currency("CHF", "CHF", 2),
    currency("CZK", "Kč", 2),
    currency("DKK", "kr", 2),
    currency("EUR", "€", 2),
    currency("GBP", "£", 2),
    currency("ISK", "kr", 0),
    currency("JPY", "¥", 0),
    currency("NOK", "kr", 2),
    currency("NZD", "NZ$", 2),
    currency("PLN", "zł", 2),
    currency("SEK", "kr", 2),
    currency("USD", "$", 2),
];

const fn currency(code: &'static str, symbol: &'static str, digits: u32) -> Currency {
    Currency { code, symbol, digits }
}

impl Currency {
    /// The codes of the currencies there are.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        CURRENCIES.iter().map(|currency| currency.code)
    }

    /// The currency with this code.
    pub fn named(code: &str) -> Option<Self> {
        CURRENCIES.iter().find(|currency| currency.code == code).copied()
    }
}
