//! Every parameter, with its type, bounds, default, place on the page, and what lowers security.
//!
//! To add one: a constant, a line in [`ALL`], the texts `setting-KEY` and `setting-KEY-help` in `en.ftl` (the key
//! with `-` for each `.`), and for a choice one text `setting-KEY-VALUE` for each value.

use super::kinds::{About, Choice, Flag, Floor, Group, Lines, Number, Parameter, Shape, TextValue};

/// The institution's name, on every page and mail.
pub static ORGANISATION: TextValue = TextValue {
    about: About::new("organisation.name", Group::Organisation).known_as("1.10"),
    default: "Enquiry desk",
    max: 80,
    shape: Shape::Needed,
};

/// A telephone number for people who would rather talk; empty: none is shown.
pub static TELEPHONE: TextValue = TextValue {
    about: About::new("organisation.telephone", Group::Organisation).known_as("1.11"),
    default: "",
    max: 40,
    shape: Shape::Any,
};

/// A sentence with the address or opening hours; empty: none is shown.
pub static WHERE: TextValue = TextValue {
    about: About::new("organisation.where", Group::Organisation).known_as("1.12"),
    default: "",
    max: 200,
    shape: Shape::Any,
};

/// Whom to tell of a hole in the security; empty: there is no `security.txt`.
pub static SECURITY_CONTACT: TextValue = TextValue {
    about: About::new("organisation.security_contact", Group::Organisation),
    default: "",
    max: 200,
    shape: Shape::Contact,
};

/// Where the institution's own page on privacy stands, when it is elsewhere; empty: it is one of ours.
pub static PRIVACY_URL: TextValue = TextValue {
    about: About::new("pages.privacy_url", Group::Public).known_as("4.15"),
    default: "",
    max: 300,
    shape: Shape::WebAddress,
};

/// Where the site's guidelines for staff stand; empty: no link is shown.
pub static GUIDELINES: TextValue = TextValue {
    about: About::new("staff.guidelines", Group::Staff).known_as("4.6"),
    default: "",
    max: 300,
    shape: Shape::WebAddress,
};

/// Letters before a request number.
pub static PREFIX: TextValue = TextValue {
    about: About::new("requests.prefix", Group::Requests).known_as("0.7"),
    default: "QR",
    max: 6,
    shape: Shape::Letters,
};

/// How long a public form page stays good for sending.
pub static FORM_LIFE: Number = Number {
    about: About::new("forms.life_minutes", Group::Public).guarded(Floor::Higher),
    default: 20,
    min: 5,
    max: 1_440,
    unit: "minutes",
};

/// A form that is sent within so many seconds of being shown is looked at once more; 0: none is.
pub static FILLING: Number = Number {
    about: About::new("forms.filling_seconds", Group::Public).guarded(Floor::Lower),
    default: 3,
    min: 0,
    max: 30,
    unit: "seconds",
};

/// Questions of one network in an hour, past which each is looked at once more by whoever asks.
pub static FROM_NETWORK: Number = Number {
    about: About::new("intake.per_network", Group::Public).guarded(Floor::Higher),
    default: 120,
    min: 1,
    max: 1_000_000,
    unit: "questions",
};

/// Networks of the institution itself, where many people share an address: what is limited by network is not limited
/// there.
pub static OWN_NETWORKS: Lines = Lines {
    about: About::new("network.own", Group::Public).guarded(Floor::Any),
    most: 100,
    shape: Shape::Network,
};

/// What becomes of text of clients that looks like HTML.
pub static MARKUP: Choice = Choice {
    about: About::new("forms.markup", Group::Public),
    default: "as_text",
    values: &["as_text", "warn", "reject"],
};

/// So many earlier questions of a day that are alike make the next one look automatic; 0: none does.
pub static ALIKE: Number = Number {
    about: About::new("intake.alike", Group::Public),
    default: 5,
    min: 0,
    max: 1_000,
    unit: "questions",
};

/// After so many days a held question that nobody decided about is let in.
pub static HELD_DAYS: Number = Number {
    about: About::new("intake.held_days", Group::Public),
    default: 3,
    min: 1,
    max: 14,
    unit: "days",
};

/// How long the page after `/check` may be used to act.
pub static MANAGE_LIFE: Number = Number {
    about: About::new("check.life_minutes", Group::Public).guarded(Floor::Higher),
    default: 20,
    min: 5,
    max: 240,
    unit: "minutes",
};

/// Tries to open one request, from one network, in an hour.
pub static CHECK_TRIES: Number = Number {
    about: About::new("check.tries_an_hour", Group::Public).guarded(Floor::Higher),
    default: 10,
    min: 3,
    max: 100,
    unit: "tries",
};

/// Whether the public may look at existing requests.
pub static CHECK_ALLOWED: Flag =
    Flag { about: About::new("check.allowed", Group::Public).known_as("6.6"), default: true };

/// Fewest characters of a password.
pub static PASSWORD_LENGTH: Number = Number {
    about: About::new("password.min_length", Group::Passwords).known_as("9.30").guarded(Floor::Lower),
    default: 15,
    min: 9,
    max: 64,
    unit: "characters",
};

/// Kinds of characters a password has to have: small and capital letters, digits, others.
pub static PASSWORD_CLASSES: Number = Number {
    about: About::new("password.classes", Group::Passwords).known_as("9.31"),
    default: 0,
    min: 0,
    max: 4,
    unit: "kinds",
};

/// Days after which a password has to be changed; 0: never.
pub static PASSWORD_EXPIRY: Number = Number {
    about: About::new("password.expiry_days", Group::Passwords).known_as("9.32"),
    default: 0,
    min: 0,
    max: 730,
    unit: "days",
};

/// How many earlier passwords may not be taken again.
pub static PASSWORD_HISTORY: Number = Number {
    about: About::new("password.history", Group::Passwords).known_as("9.33").guarded(Floor::Lower),
    default: 5,
    min: 0,
    max: 24,
    unit: "passwords",
};

/// Whether a password is compared with those that everybody tries first.
pub static PASSWORD_COMMON: Flag = Flag {
    about: About::new("password.common_check", Group::Passwords).known_as("9.34").guarded(Floor::Lower),
    default: true,
};

/// Mebibytes of memory that hashing a password takes.
pub static HASH_MEMORY: Number = Number {
    about: About::new("password.hash_memory", Group::Passwords).guarded(Floor::Lower),
    default: 64,
    min: 19,
    max: 256,
    unit: "MiB",
};

/// How often that memory is passed over.
pub static HASH_PASSES: Number = Number {
    about: About::new("password.hash_passes", Group::Passwords).guarded(Floor::Lower),
    default: 3,
    min: 2,
    max: 12,
    unit: "passes",
};

/// Words that no password may be built around, besides the institution's name and the person's own.
pub static PASSWORD_WORDS: Lines =
    Lines { about: About::new("password.words", Group::Passwords), most: 200, shape: Shape::Any };

/// Acknowledgements in a day to addresses of one mail domain that never confirmed.
pub static UNASKED_PER_DOMAIN: Number = Number {
    about: About::new("mail.unconfirmed_per_domain", Group::Public).guarded(Floor::Higher),
    default: 300,
    min: 1,
    max: 100_000,
    unit: "emails",
};

/// Acknowledgements in a day that questions of one network cause, to addresses that never confirmed.
pub static UNASKED_PER_NETWORK: Number = Number {
    about: About::new("mail.unconfirmed_per_network", Group::Public).guarded(Floor::Higher),
    default: 100,
    min: 1,
    max: 100_000,
    unit: "emails",
};

/// Acknowledgements in a day to all addresses that never confirmed.
pub static UNASKED_PER_DAY: Number = Number {
    about: About::new("mail.unconfirmed_per_day", Group::Public).guarded(Floor::Higher),
    default: 2_000,
    min: 1,
    max: 1_000_000,
    unit: "emails",
};

/// Acknowledgements in a day to one address that was confirmed.
pub static CONFIRMED_PER_DAY: Number = Number {
    about: About::new("mail.confirmed_per_day", Group::Public).guarded(Floor::Higher),
    default: 20,
    min: 1,
    max: 10_000,
    unit: "emails",
};

/// Sites whose pages may show a form of ours in a frame; empty: none.
pub static FRAMES: Lines = Lines {
    about: About::new("headers.frames", Group::Public).known_as("0.95").guarded(Floor::Any),
    most: 20,
    shape: Shape::Origin,
};

/// What browsers are told to reach by https alone for two years: nothing, this site, or those below it too.
pub static HSTS: Choice = Choice {
    about: About::new("headers.hsts", Group::Public).known_as("0.96").guarded(Floor::Earlier),
    default: "subdomains",
    values: &["off", "host", "subdomains"],
};

/// Whether browsers may keep public pages that show no request, for the back button.
pub static STORE: Flag = Flag {
    about: About::new("headers.store", Group::Public).known_as("0.97").guarded(Floor::Higher),
    default: false,
};

/// Failed sign-ins for one address before a pause.
pub static SIGN_IN_TRIES: Number = Number {
    about: About::new("sign_in.tries", Group::SignIn).known_as("9.35").guarded(Floor::Higher),
    default: 10,
    min: 3,
    max: 100,
    unit: "tries",
};

/// How long that pause is.
pub static SIGN_IN_PAUSE: Number = Number {
    about: About::new("sign_in.pause_minutes", Group::SignIn).known_as("9.36").guarded(Floor::Lower),
    default: 15,
    min: 1,
    max: 1_440,
    unit: "minutes",
};

/// Who signs in with a second factor: those who have set one up always do.
pub static SECOND_FACTOR: Choice = Choice {
    about: About::new("sign_in.second_factor", Group::SignIn).guarded(Floor::Earlier),
    default: "own",
    values: &["own", "administrators", "supervisors", "everybody"],
};

/// Minutes after which acts of administration ask again who it is.
pub static STEP_UP: Number = Number {
    about: About::new("session.step_up_minutes", Group::SignIn).guarded(Floor::Higher),
    default: 10,
    min: 1,
    max: 30,
    unit: "minutes",
};

/// Minutes without a request after which a staff session ends.
pub static SESSION_IDLE: Number = Number {
    about: About::new("session.idle_minutes", Group::SignIn).known_as("2.3").guarded(Floor::Higher),
    default: 30,
    min: 5,
    max: 720,
    unit: "minutes",
};

/// Hours after sign-in at which a staff session ends in any case.
pub static SESSION_LIFE: Number = Number {
    about: About::new("session.life_hours", Group::SignIn).guarded(Floor::Higher),
    default: 12,
    min: 1,
    max: 24,
    unit: "hours",
};

/// Networks that staff may come from; empty: from anywhere.
pub static STAFF_NETWORKS: Lines = Lines {
    about: About::new("network.staff", Group::SignIn).known_as("9.50").guarded(Floor::Any),
    most: 100,
    shape: Shape::Network,
};

/// Networks that acts of administration may come from; empty: from wherever staff may.
pub static ADMIN_NETWORKS: Lines = Lines {
    about: About::new("network.administration", Group::SignIn).guarded(Floor::Any),
    most: 100,
    shape: Shape::Network,
};

/// Beginning of the keys that say which location the requests of a form go to: one for each form, whose value
/// is a location's code.
pub const FORM_LOCATION: &str = "forms.location.";

/// The pages of the institution's own that there can be; each has the text `articles-name-…`.
pub const PAGES: [&str; 3] = ["privacy", "about", "hints"];

/// Beginning of the keys that say which pages of the institution's own have a text.
pub const SHOWN_PAGE: &str = "pages.shown.";

/// All of them, in the order of pages and listings.
pub static ALL: &[Parameter] = &[
    Parameter::Text(&ORGANISATION),
    Parameter::Text(&TELEPHONE),
    Parameter::Text(&WHERE),
    Parameter::Text(&SECURITY_CONTACT),
    Parameter::Text(&PREFIX),
    Parameter::Text(&PRIVACY_URL),
    Parameter::Number(&FORM_LIFE),
    Parameter::Number(&FILLING),
    Parameter::Choice(&MARKUP),
    Parameter::Number(&ALIKE),
    Parameter::Number(&HELD_DAYS),
    Parameter::Number(&FROM_NETWORK),
    Parameter::Lines(&OWN_NETWORKS),
    Parameter::Flag(&CHECK_ALLOWED),
    Parameter::Number(&MANAGE_LIFE),
    Parameter::Number(&CHECK_TRIES),
    Parameter::Number(&UNASKED_PER_DOMAIN),
    Parameter::Number(&UNASKED_PER_NETWORK),
    Parameter::Number(&UNASKED_PER_DAY),
    Parameter::Number(&CONFIRMED_PER_DAY),
    Parameter::Lines(&FRAMES),
    Parameter::Choice(&HSTS),
    Parameter::Flag(&STORE),
    Parameter::Text(&GUIDELINES),
    Parameter::Number(&SIGN_IN_TRIES),
    Parameter::Number(&SIGN_IN_PAUSE),
    Parameter::Choice(&SECOND_FACTOR),
    Parameter::Number(&STEP_UP),
    Parameter::Number(&SESSION_IDLE),
    Parameter::Number(&SESSION_LIFE),
    Parameter::Lines(&STAFF_NETWORKS),
    Parameter::Lines(&ADMIN_NETWORKS),
    Parameter::Number(&PASSWORD_LENGTH),
    Parameter::Number(&PASSWORD_CLASSES),
    Parameter::Number(&PASSWORD_EXPIRY),
    Parameter::Number(&PASSWORD_HISTORY),
    Parameter::Number(&HASH_MEMORY),
    Parameter::Number(&HASH_PASSES),
    Parameter::Flag(&PASSWORD_COMMON),
    Parameter::Lines(&PASSWORD_WORDS),
];

/// The parameter with this key.
pub fn find(key: &str) -> Option<Parameter> {
    ALL.iter().copied().find(|parameter| parameter.key() == key)
}
