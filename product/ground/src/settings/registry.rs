//! Every parameter, with its type, bounds and default.

/// A parameter that is a line of text.
#[derive(Debug)]
pub struct TextValue {
    /// Permanent name.
    pub key: &'static str,
    /// RefTracker's number, where it has one.
    pub number: Option<&'static str>,
    /// Value when none is set.
    pub default: &'static str,
    /// Most characters it may have.
    pub max: usize,
}

/// A parameter that is a whole number.
#[derive(Debug)]
pub struct Number {
    /// Permanent name.
    pub key: &'static str,
    /// RefTracker's number, where it has one.
    pub number: Option<&'static str>,
    /// Value when none is set.
    pub default: i64,
    /// Smallest value.
    pub min: i64,
    /// Largest value.
    pub max: i64,
    /// What is counted: a key of `en.ftl`.
    pub unit: &'static str,
}

/// A parameter that is yes or no.
#[derive(Debug)]
pub struct Flag {
    /// Permanent name.
    pub key: &'static str,
    /// RefTracker's number, where it has one.
    pub number: Option<&'static str>,
    /// Value when none is set.
    pub default: bool,
}

/// Any parameter, for listings.
#[derive(Debug, Clone, Copy)]
pub enum Parameter {
    /// A line of text.
    Text(&'static TextValue),
    /// A whole number.
    Number(&'static Number),
    /// Yes or no.
    Flag(&'static Flag),
}

impl Parameter {
    /// Permanent name.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Text(p) => p.key,
            Self::Number(p) => p.key,
            Self::Flag(p) => p.key,
        }
    }

    /// RefTracker's number, where it has one.
    pub fn number(&self) -> Option<&'static str> {
        match self {
            Self::Text(p) => p.number,
            Self::Number(p) => p.number,
            Self::Flag(p) => p.number,
        }
    }

    /// Default and bounds in plain words, for the generated listing.
    pub fn bounds(&self) -> String {
        match self {
            Self::Text(p) => format!("text, at most {} characters; default \"{}\"", p.max, p.default),
            Self::Number(p) => format!("{} to {} {}; default {}", p.min, p.max, p.unit, p.default),
            Self::Flag(p) => format!("yes or no; default {}", if p.default { "yes" } else { "no" }),
        }
    }
}

/// The institution's name, on every page and mail.
pub static ORGANISATION: TextValue =
    TextValue { key: "organisation.name", number: Some("1.10"), default: "Enquiry desk", max: 80 };

/// A telephone number for people who would rather talk; empty: none is shown.
pub static TELEPHONE: TextValue =
    TextValue { key: "organisation.telephone", number: Some("1.11"), default: "", max: 40 };

/// A sentence with the address or opening hours; empty: none is shown.
pub static WHERE: TextValue =
    TextValue { key: "organisation.where", number: Some("1.12"), default: "", max: 200 };

/// Letters before a request number.
pub static PREFIX: TextValue =
    TextValue { key: "requests.prefix", number: Some("0.7"), default: "QR", max: 6 };

/// How long a public form page stays good for sending.
pub static FORM_LIFE: Number =
    Number { key: "forms.life_minutes", number: None, default: 20, min: 5, max: 1_440, unit: "minutes" };

/// How long the page after `/check` may be used to act.
pub static MANAGE_LIFE: Number =
    Number { key: "check.life_minutes", number: None, default: 20, min: 5, max: 240, unit: "minutes" };

/// Tries to open one request, from one network, in an hour.
pub static CHECK_TRIES: Number =
    Number { key: "check.tries_an_hour", number: None, default: 10, min: 3, max: 100, unit: "tries" };

/// Failed sign-ins for one address before a pause.
pub static SIGN_IN_TRIES: Number =
    Number { key: "sign_in.tries", number: Some("9.35"), default: 10, min: 3, max: 100, unit: "tries" };

/// How long that pause is.
pub static SIGN_IN_PAUSE: Number = Number {
    key: "sign_in.pause_minutes",
    number: Some("9.36"),
    default: 15,
    min: 1,
    max: 1_440,
    unit: "minutes",
};

/// Minutes without a request after which a staff session ends.
pub static SESSION_IDLE: Number = Number {
    key: "session.idle_minutes",
    number: Some("2.3"),
    default: 30,
    min: 5,
    max: 720,
    unit: "minutes",
};

/// Hours after sign-in at which a staff session ends in any case.
pub static SESSION_LIFE: Number =
    Number { key: "session.life_hours", number: None, default: 12, min: 1, max: 24, unit: "hours" };

/// Whether the public may look at existing requests.
pub static CHECK_ALLOWED: Flag = Flag { key: "check.allowed", number: Some("6.6"), default: true };

/// Beginning of the keys that say which location the requests of a form go to: one for each form, whose value
/// is a location's code.
pub const FORM_LOCATION: &str = "forms.location.";

/// All of them, in the order of listings.
pub static ALL: &[Parameter] = &[
    Parameter::Text(&ORGANISATION),
    Parameter::Text(&TELEPHONE),
    Parameter::Text(&WHERE),
    Parameter::Text(&PREFIX),
    Parameter::Number(&FORM_LIFE),
    Parameter::Flag(&CHECK_ALLOWED),
    Parameter::Number(&MANAGE_LIFE),
    Parameter::Number(&CHECK_TRIES),
    Parameter::Number(&SIGN_IN_TRIES),
    Parameter::Number(&SIGN_IN_PAUSE),
    Parameter::Number(&SESSION_IDLE),
    Parameter::Number(&SESSION_LIFE),
];
