//! What a browser posts for a form: every line of it in its order, an empty one as nothing.

use super::days::Day;

/// How a question of a form is posted.
enum Control {
    /// A line, a text or a list to pull down: always posted, with this when nothing was written.
    Line(&'static str),
    /// Boxes and round buttons: posted for what is ticked.
    Tick,
    /// Three lines: day, month and year.
    Date,
    /// The same and the time.
    DateTime,
}

use Control::{Date, DateTime, Line, Tick};

type Layout = &'static [(&'static str, Control)];

const GENERAL: Layout = &[("question", Line("")), ("name", Line("")), ("email", Line(""))];

const HISTORY: Layout = &[
    ("question", Line("")),
    ("about", Tick),
    ("period", Line("")),
    ("looked", Tick),
    ("needed_by", Date),
    ("name", Line("")),
    ("email", Line("")),
];

const COPIES: Layout = &[
    ("items", Line("")),
    ("form_of_copy", Tick),
    ("purpose", Tick),
    ("publication", Line("")),
    ("number_of_copies", Line("1")),
    ("most", Line("")),
    ("needed_by", Date),
    ("name", Line("")),
    ("address", Line("")),
    ("email", Line("")),
];

const COUNCIL: Layout = &[
    ("subject", Line("")),
    ("question", Line("")),
    ("business", Line("")),
    ("wanted_at", DateTime),
    ("sources", Tick),
    ("way", Tick),
    ("phone", Line("")),
    ("name", Line("")),
    ("office", Line("")),
    ("email", Line("")),
];

const PRIVATE: Layout =
    &[("question", Line("")), ("area", Line("")), ("name", Line("")), ("email", Line(""))];

const COMPLETE: Layout = &[
    ("group_name", Line("")),
    ("wishes", Line("")),
    ("kind_of_group", Tick),
    ("place", Line("")),
    ("subject_area", Line("")),
    ("arrangements", Tick),
    ("visit_on", Date),
    ("call_at", DateTime),
    ("people", Line("")),
    ("hours", Line("")),
    ("budget", Line("")),
    ("been_before", Tick),
    ("name", Line("")),
    ("phone", Line("")),
    ("email", Line("")),
    ("photographs", Tick),
    ("in_charge", Tick),
];

fn layout(form: &str) -> Layout {
    match form {
        "history" => HISTORY,
        "copies" => COPIES,
        "council" => COUNCIL,
        "private" => PRIVATE,
        "complete" => COMPLETE,
        _ => GENERAL,
    }
}

/// The key of the form's question.
pub(super) fn question(form: &str) -> &'static str {
    match form {
        "copies" => "items",
        "complete" => "wishes",
        _ => "question",
    }
}

/// An answer to a question of the form.
pub(super) enum Given {
    /// What was written or chosen.
    Text(String),
    /// A day, and the time where one is asked for.
    When(Day, String),
}

/// The fields a browser posts for `form` with these answers.
pub(super) fn fields(form: &str, given: &[(&str, Given)]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for (key, control) in layout(form) {
        let mut answers = given.iter().filter(|(name, _)| name == key).map(|(_, answer)| answer);
        match control {
            Line(nothing) => {
                let text = answers.find_map(|answer| answer.text()).unwrap_or(nothing);
                // Browsers end lines the way mail does.
                out.push(((*key).to_owned(), text.replace('\n', "\r\n")));
            }
            Tick => {
                out.extend(answers.filter_map(Given::text).map(|code| ((*key).to_owned(), code.to_owned())));
            }
            Date | DateTime => {
                let (parts, time) = answers.find_map(Given::when).unwrap_or_default();
                for (part, value) in ["day", "month", "year"].into_iter().zip(parts) {
                    out.push((format!("{key}.{part}"), value));
                }
                if matches!(control, DateTime) {
                    out.push((format!("{key}.time"), time));
                }
            }
        }
    }
    out
}

impl Given {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::When(..) => None,
        }
    }

    fn when(&self) -> Option<([String; 3], String)> {
        match self {
            Self::Text(_) => None,
            Self::When(date, time) => {
                let (year, month, day) = date.parts();
                Some(([day.to_string(), month.to_string(), year.to_string()], time.clone()))
            }
        }
    }
}
