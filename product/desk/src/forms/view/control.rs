use kit_web::Say;
use kit_web::form::FormData;

use super::super::answers::{Fault, NO, YES};
use super::super::model::{Choice, Field, Kind, Role, Show, Width};
use super::super::notation::{Notation, Part};

/// The control of a question, with what was typed or chosen.
pub enum Control {
    /// One line.
    Line {
        /// What stands in it.
        value: String,
        /// `type` of the control.
        kind: &'static str,
        /// Keyboard of a telephone.
        inputmode: Option<&'static str>,
        /// Autofill token.
        autocomplete: Option<String>,
        /// Class for its width.
        width: &'static str,
        /// What stands before it: a currency.
        unit: Option<&'static str>,
        /// Whether its direction follows what is typed.
        auto: bool,
    },
    /// Many lines.
    Area {
        /// What stands in it.
        value: String,
        /// Lines shown at first.
        rows: u8,
        /// Autofill token.
        autocomplete: Option<String>,
    },
    /// One of a few, as radio buttons.
    Radios {
        /// The choices.
        options: Vec<OptionView>,
        /// Whether they stand in a row.
        in_a_row: bool,
    },
    /// Any of a few, as boxes to tick.
    Ticks {
        /// The choices.
        options: Vec<OptionView>,
    },
    /// One box to tick.
    Tick {
        /// Whether it is ticked.
        checked: bool,
        /// What is agreed to by ticking it, by paragraphs.
        wording: Vec<String>,
    },
    /// One of many, as a drop-down list.
    Select {
        /// The choices, in groups; a table without groups is one group without a label.
        groups: Vec<GroupView>,
    },
    /// The parts of a date.
    Parts {
        /// In the order of the language.
        parts: Vec<PartView>,
    },
}

/// A choice.
pub struct OptionView {
    /// What is sent.
    pub key: String,
    /// What people read.
    pub label: String,
    /// A second line.
    pub more: Option<String>,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// A group of choices in a drop-down list.
pub struct GroupView {
    /// Its heading.
    pub label: Option<String>,
    /// Its choices.
    pub options: Vec<OptionView>,
}

/// A part of a date.
pub struct PartView {
    /// Id of its control.
    pub id: String,
    /// Name of its control.
    pub name: String,
    /// What the part is called.
    pub label: String,
    /// What stands in it.
    pub value: String,
    /// Class for its width.
    pub width: &'static str,
    /// Keyboard of a telephone.
    pub inputmode: Option<&'static str>,
    /// Whether this part is what is wrong.
    pub bad: bool,
}

/// What a control is drawn from.
pub(super) struct Draw<'a> {
    pub(super) data: &'a FormData,
    pub(super) fault: Option<&'a Fault>,
    pub(super) notation: &'a Notation,
    pub(super) say: &'a Say,
    pub(super) confidential: bool,
}

impl Draw<'_> {
    pub(super) fn control(&self, field: &Field) -> Control {
        match &field.kind {
            Kind::Box { .. } => self.line(field),
            Kind::Area { rows, .. } => Control::Area {
                value: kept(self.data.text(&field.key)),
                rows: *rows,
                autocomplete: field.autocomplete.clone(),
            },
            Kind::Choice { options, show: Show::Radios } => {
                Control::Radios { options: self.options(field, options), in_a_row: false }
            }
            Kind::Choice { options, show: Show::Select } => Control::Select {
                groups: vec![GroupView { label: None, options: self.options(field, options) }],
            },
            Kind::List { options } => Control::Ticks { options: self.options(field, options) },
            Kind::Tree { branches } => {
                let groups = branches.iter().map(|branch| GroupView {
                    label: Some(branch.label.in_lang(self.say.tag()).to_owned()),
                    options: self.options(field, &branch.leaves),
                });
                Control::Select { groups: groups.collect() }
            }
            Kind::Date { .. } => Control::Parts { parts: self.parts(field, &[]) },
            Kind::DateTime { .. } => Control::Parts { parts: self.parts(field, &[Part::Time]) },
            Kind::Tick => Control::Tick { checked: self.ticked(field), wording: Vec::new() },
            Kind::Agreement { wording } => Control::Tick {
                checked: self.ticked(field),
                wording: paragraphs(wording.in_lang(self.say.tag())),
            },
            Kind::YesNo => Control::Radios {
                options: vec![self.answer(field, YES, "forms-yes"), self.answer(field, NO, "forms-no")],
                in_a_row: true,
            },
            Kind::Money { currency, .. } => self.figure(field, "decimal", Some(currency.symbol)),
            Kind::Number { decimals: 0, .. } => self.figure(field, "numeric", None),
            Kind::Number { .. } => self.figure(field, "decimal", None),
        }
    }

    fn ticked(&self, field: &Field) -> bool {
        self.data.text(&field.key) == YES
    }

    fn line(&self, field: &Field) -> Control {
        let (kind, inputmode) = match field.role {
            Some(Role::Email) => ("email", None),
            Some(Role::Phone) => ("tel", None),
            _ => ("text", None),
        };
        // On a shared computer the browser must not offer the next person what was asked in private.
        let guarded = self.confidential.then(|| "off".to_owned());
        Control::Line {
            value: self.data.text(&field.key).to_owned(),
            kind,
            inputmode,
            autocomplete: field.autocomplete.clone().or(guarded),
            width: class(field.width),
            unit: None,
            auto: kind == "text",
        }
    }

    fn figure(&self, field: &Field, inputmode: &'static str, unit: Option<&'static str>) -> Control {
        Control::Line {
            value: self.data.text(&field.key).to_owned(),
            kind: "text",
            inputmode: Some(inputmode),
            autocomplete: Some("off".to_owned()),
            width: class(field.width),
            unit,
            auto: false,
        }
    }

    fn options(&self, field: &Field, options: &[Choice]) -> Vec<OptionView> {
        let several = matches!(field.kind, Kind::List { .. });
        let counted = if several { usize::MAX } else { 1 };
        let sent = |key: &str| self.data.all(&field.key).take(counted).any(|sent| sent == key);
        let tag = self.say.tag();
        let view = |option: &Choice| OptionView {
            key: option.key.clone(),
            label: option.label.in_lang(tag).to_owned(),
            more: option.more.as_ref().map(|more| more.in_lang(tag).to_owned()),
            chosen: sent(&option.key),
        };
        options.iter().map(view).collect()
    }

    fn answer(&self, field: &Field, key: &str, text: &str) -> OptionView {
        let chosen = self.data.text(&field.key) == key;
        OptionView { key: key.to_owned(), label: self.say.t(text), more: None, chosen }
    }

    fn parts(&self, field: &Field, more: &[Part]) -> Vec<PartView> {
        let parts = self.notation.order().into_iter().chain(more.iter().copied());
        parts.enumerate().map(|(at, part)| self.part(field, at, part)).collect()
    }

    fn part(&self, field: &Field, at: usize, part: Part) -> PartView {
        let name = format!("{}.{}", field.key, part.name());
        let (label, width) = match part {
            Part::Day => ("forms-day", "w2"),
            Part::Month => ("forms-month", "w2"),
            Part::Year => ("forms-year", "w4"),
            Part::Time => ("forms-time", "w4"),
        };
        PartView {
            id: if at == 0 { format!("f-{}", field.key) } else { format!("f-{}-{}", field.key, part.name()) },
            label: self.say.t(label),
            value: self.data.text(&name).to_owned(),
            name,
            width,
            // A month can be typed by name, a time with its colon.
            inputmode: matches!(part, Part::Day | Part::Year).then_some("numeric"),
            bad: self.fault.is_some_and(|fault| fault.parts.is_empty() || fault.parts.contains(&part)),
        }
    }
}

/// A text by its paragraphs, which empty lines part.
pub fn paragraphs(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    lines.split("\n\n").map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
}

/// HTML drops a line feed right after `<textarea>`; one more before it keeps the one that was typed.
fn kept(typed: &str) -> String {
    if typed.starts_with(['\n', '\r']) { format!("\n{typed}") } else { typed.to_owned() }
}

fn class(width: Width) -> &'static str {
    match width {
        Width::Two => "w2",
        Width::Four => "w4",
        Width::Short => "ws",
        Width::Medium => "wm",
        Width::Full => "",
    }
}
