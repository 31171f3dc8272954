//! The kinds of parameter: what each takes, and what of it lowers security. No I/O.

use kit_base::EmailAddress;
use kit_web::proxies::Network;

/// What every parameter has.
#[derive(Debug)]
pub struct About {
    /// Permanent name.
    pub key: &'static str,
    /// RefTracker's number, where it has one.
    pub number: Option<&'static str>,
    /// Where it stands on the page.
    pub group: Group,
    /// Which changes lower security.
    pub floor: Floor,
}

impl About {
    /// A parameter without a number, of which no change lowers security.
    pub const fn new(key: &'static str, group: Group) -> Self {
        Self { key, number: None, group, floor: Floor::None }
    }

    /// With RefTracker's number.
    #[must_use]
    pub const fn known_as(mut self, number: &'static str) -> Self {
        self.number = Some(number);
        self
    }

    /// With changes that lower security.
    #[must_use]
    pub const fn guarded(mut self, floor: Floor) -> Self {
        self.floor = floor;
        self
    }
}

/// Parameters that are looked for together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Who we are.
    Organisation,
    /// Requests themselves.
    Requests,
    /// What the public can do.
    Public,
    /// What staff see.
    Staff,
    /// Signing in, sessions, where from.
    SignIn,
    /// Passwords.
    Passwords,
}

impl Group {
    /// The end of its text's key: `settings-group-…`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Requests => "requests",
            Self::Public => "public",
            Self::Staff => "staff",
            Self::SignIn => "sign-in",
            Self::Passwords => "passwords",
        }
    }
}

/// Which changes of a parameter lower security.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Floor {
    /// None of them.
    None,
    /// To a lower number, or from yes to no.
    Lower,
    /// To a higher number, or from no to yes.
    Higher,
    /// To a value that stands earlier among those of a choice.
    Earlier,
    /// Any.
    Any,
}

/// What a line of text has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Whatever one line can hold, also nothing.
    Any,
    /// The same, but not nothing.
    Needed,
    /// Letters and digits of ASCII, one at least.
    Letters,
    /// An address of the web, with `https:`, or nothing.
    WebAddress,
    /// An address of the web, with `https:`, an email address, or nothing.
    Contact,
    /// An address of a network: `192.0.2.0/24`, `2001:db8::/32`, or of one machine.
    Network,
    /// A site of the web: `https://` and a name, with a port where it has one of its own (RFC 6454 §6.2).
    Origin,
}

/// A parameter that is a line of text.
#[derive(Debug)]
pub struct TextValue {
    /// What every parameter has.
    pub about: About,
    /// Value when none is set.
    pub default: &'static str,
    /// Most characters it may have.
    pub max: usize,
    /// What it has to be.
    pub shape: Shape,
}

/// A parameter that is a whole number.
#[derive(Debug)]
pub struct Number {
    /// What every parameter has.
    pub about: About,
    /// Value when none is set.
    pub default: i64,
    /// Smallest value.
    pub min: i64,
    /// Largest value.
    pub max: i64,
    /// What is counted: the end of its text's key, `settings-unit-…`.
    pub unit: &'static str,
}

/// A parameter that is yes or no.
#[derive(Debug)]
pub struct Flag {
    /// What every parameter has.
    pub about: About,
    /// Value when none is set.
    pub default: bool,
}

/// A parameter that is one of a few values.
#[derive(Debug)]
pub struct Choice {
    /// What every parameter has.
    pub about: About,
    /// Value when none is set.
    pub default: &'static str,
    /// All values; where it matters the least secure first.
    pub values: &'static [&'static str],
}

/// A parameter of several lines, none when none is set.
#[derive(Debug)]
pub struct Lines {
    /// What every parameter has.
    pub about: About,
    /// Most lines it may have.
    pub most: usize,
    /// What each of them has to be.
    pub shape: Shape,
}

/// Most characters of one line of [`Lines`].
const LINE: usize = 80;

/// Any parameter.
#[derive(Debug, Clone, Copy)]
pub enum Parameter {
    /// A line of text.
    Text(&'static TextValue),
    /// A whole number.
    Number(&'static Number),
    /// Yes or no.
    Flag(&'static Flag),
    /// One of a few values.
    Choice(&'static Choice),
    /// Several lines.
    Lines(&'static Lines),
}

/// Why a value cannot be taken: the end of its text's key, `settings-refused-…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It needs a value.
    Empty,
    /// More characters or lines than it may have.
    TooLong,
    /// No whole number.
    NotANumber,
    /// Below or above its bounds.
    OutOfBounds,
    /// None of its values.
    NotOneOf,
    /// Something else than letters and digits.
    NotLetters,
    /// No address of the web.
    NotAnAddress,
    /// Neither that nor an email address.
    NotAContact,
    /// No address of a network.
    NotANetwork,
    /// No site of the web.
    NotAnOrigin,
}

impl Refused {
    /// The end of its text's key.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too-long",
            Self::NotANumber => "not-a-number",
            Self::OutOfBounds => "out-of-bounds",
            Self::NotOneOf => "not-one-of",
            Self::NotLetters => "not-letters",
            Self::NotAnAddress => "not-an-address",
            Self::NotAContact => "not-a-contact",
            Self::NotANetwork => "not-a-network",
            Self::NotAnOrigin => "not-an-origin",
        }
    }
}

impl Parameter {
    /// What every parameter has.
    pub fn about(&self) -> &'static About {
        match self {
            Self::Text(p) => &p.about,
            Self::Number(p) => &p.about,
            Self::Flag(p) => &p.about,
            Self::Choice(p) => &p.about,
            Self::Lines(p) => &p.about,
        }
    }

    /// Permanent name.
    pub fn key(&self) -> &'static str {
        self.about().key
    }

    /// RefTracker's number, where it has one.
    pub fn number(&self) -> Option<&'static str> {
        self.about().number
    }

    /// The key of its name; `-help` is added for what it does.
    pub fn words(&self) -> String {
        format!("setting-{}", self.key().replace('.', "-"))
    }

    /// The value when none is set, as it is stored.
    pub fn default(&self) -> String {
        match self {
            Self::Text(p) => p.default.to_owned(),
            Self::Number(p) => p.default.to_string(),
            Self::Flag(p) => yes_or_no(p.default).to_owned(),
            Self::Choice(p) => p.default.to_owned(),
            Self::Lines(_) => String::new(),
        }
    }

    /// What was typed as it is stored.
    ///
    /// # Errors
    /// Why it cannot be taken.
    pub fn judge(&self, typed: &str) -> Result<String, Refused> {
        match self {
            Self::Text(p) => judge_line(typed, p.max, p.shape),
            Self::Number(p) => {
                let number: i64 = typed.trim().parse().map_err(|_| Refused::NotANumber)?;
                let fits = (p.min..=p.max).contains(&number);
                if fits { Ok(number.to_string()) } else { Err(Refused::OutOfBounds) }
            }
            Self::Flag(_) if ["yes", "no"].contains(&typed) => Ok(typed.to_owned()),
            Self::Choice(p) if p.values.contains(&typed) => Ok(typed.to_owned()),
            Self::Flag(_) | Self::Choice(_) => Err(Refused::NotOneOf),
            Self::Lines(p) => {
                let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
                let lines: Vec<String> =
                    lines.map(|line| judge_line(line, LINE, p.shape)).collect::<Result<_, _>>()?;
                if lines.len() > p.most { Err(Refused::TooLong) } else { Ok(lines.join("\n")) }
            }
        }
    }

    /// Whether going from one stored value to the other lowers security.
    pub fn lowers(&self, from: &str, to: &str) -> bool {
        let place = |value: &str| match self {
            Self::Number(_) => value.parse().unwrap_or(0),
            Self::Flag(_) => i64::from(value == "yes"),
            Self::Choice(p) => p
                .values
                .iter()
                .position(|one| *one == value)
                .and_then(|at| i64::try_from(at).ok())
                .unwrap_or(0),
            Self::Text(_) | Self::Lines(_) => 0,
        };
        from != to
            && match self.about().floor {
                Floor::None => false,
                Floor::Lower | Floor::Earlier => place(to) < place(from),
                Floor::Higher => place(to) > place(from),
                Floor::Any => true,
            }
    }

    /// Default and bounds in plain words, for the generated listing.
    pub fn bounds(&self) -> String {
        match self {
            Self::Text(p) => format!("text, at most {} characters; default \"{}\"", p.max, p.default),
            Self::Number(p) => format!("{} to {} {}; default {}", p.min, p.max, p.unit, p.default),
            Self::Flag(p) => format!("yes or no; default {}", yes_or_no(p.default)),
            Self::Choice(p) => format!("{}; default {}", p.values.join(", "), p.default),
            Self::Lines(p) => format!("up to {} lines; default none", p.most),
        }
    }
}

fn yes_or_no(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}

fn judge_line(typed: &str, max: usize, shape: Shape) -> Result<String, Refused> {
    let line = kit_base::clean_line(typed);
    if line.chars().count() > max {
        return Err(Refused::TooLong);
    }
    let refused = match shape {
        Shape::Needed | Shape::Letters if line.is_empty() => Some(Refused::Empty),
        Shape::Letters => {
            let letters = line.bytes().all(|byte| byte.is_ascii_alphanumeric());
            (!letters).then_some(Refused::NotLetters)
        }
        Shape::WebAddress if !line.is_empty() => (!is_secure(&line)).then_some(Refused::NotAnAddress),
        Shape::Contact if !line.is_empty() => {
            let mail = EmailAddress::parse(&line).is_ok();
            (!mail && !is_secure(&line)).then_some(Refused::NotAContact)
        }
        Shape::Network => line.parse::<Network>().is_err().then_some(Refused::NotANetwork),
        Shape::Origin => (!is_origin(&line)).then_some(Refused::NotAnOrigin),
        Shape::Any | Shape::Needed | Shape::WebAddress | Shape::Contact => None,
    };
    refused.map_or(Ok(line), Err)
}

/// Whether it is a site of the web and nothing more: what may stand in a content security policy.
fn is_origin(line: &str) -> bool {
    let Some(place) = line.strip_prefix("https://") else { return false };
    let (host, port) = place.split_once(':').unwrap_or((place, "443"));
    let label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    host.contains('.') && host.split('.').all(label) && port.parse::<u16>().is_ok()
}

/// Whether it is an address of the web, with `https:`.
fn is_secure(line: &str) -> bool {
    let uri = line.parse::<http::Uri>().ok().filter(|uri| uri.host().is_some());
    uri.is_some_and(|uri| uri.scheme_str() == Some("https"))
}

#[cfg(test)]
mod tests {
    use super::super::registry;
    use super::*;

    fn of(key: &str) -> Parameter {
        registry::find(key).unwrap()
    }

    #[test]
    fn a_value_is_taken_within_its_bounds_only() {
        let idle = of("session.idle_minutes");
        assert_eq!(idle.judge(" 30 "), Ok("30".to_owned()));
        assert_eq!(idle.judge("4"), Err(Refused::OutOfBounds));
        assert_eq!(idle.judge("721"), Err(Refused::OutOfBounds));
        assert_eq!(idle.judge("half an hour"), Err(Refused::NotANumber));
        assert_eq!(of("organisation.name").judge("  "), Err(Refused::Empty));
        assert_eq!(of("organisation.name").judge(&"x".repeat(81)), Err(Refused::TooLong));
        assert_eq!(of("requests.prefix").judge("Q-R"), Err(Refused::NotLetters));
        let contact = of("organisation.security_contact");
        for good in ["", "security@library.example", "https://library.example/report"] {
            assert_eq!(contact.judge(good), Ok(good.to_owned()));
        }
        for bad in ["us", "mailto:a@b.example", "http://a.example", "a@b.example\nExpires: x"] {
            assert_eq!(contact.judge(bad), Err(Refused::NotAContact), "{bad}");
        }
        assert_eq!(of("staff.guidelines").judge("http://a.example"), Err(Refused::NotAnAddress));
        assert_eq!(of("staff.guidelines").judge("javascript:alert(1)"), Err(Refused::NotAnAddress));
        assert_eq!(of("staff.guidelines").judge(""), Ok(String::new()));
        assert_eq!(of("check.allowed").judge("maybe"), Err(Refused::NotOneOf));
        assert_eq!(of("sign_in.second_factor").judge("nobody"), Err(Refused::NotOneOf));
        let networks = of("network.staff");
        assert_eq!(
            networks.judge("10.0.0.0/8\r\n\r\n 2001:db8::/32"),
            Ok("10.0.0.0/8\n2001:db8::/32".to_owned())
        );
        assert_eq!(networks.judge("10.0.0.0/33"), Err(Refused::NotANetwork));
        assert_eq!(networks.judge("everywhere"), Err(Refused::NotANetwork));
        let frames = of("headers.frames");
        let good = "https://www.town.example\nhttps://intranet.town.example:8443";
        assert_eq!(frames.judge(good), Ok(good.to_owned()));
        for bad in [
            "https://*.town.example",
            "https://town.example/",
            "https://town.example; script-src *",
            "https://town.example 'self'",
            "https://town",
            "https://a..b",
            "https://town.example:",
            "https://town.example:99999",
            "http://town.example",
            "*",
            "'self'",
        ] {
            assert_eq!(frames.judge(bad), Err(Refused::NotAnOrigin), "{bad}");
        }
    }

    #[test]
    fn what_lowers_security_is_known() {
        assert!(of("session.idle_minutes").lowers("30", "60"));
        assert!(!of("session.idle_minutes").lowers("30", "10"));
        assert!(of("password.min_length").lowers("15", "9"));
        assert!(!of("password.min_length").lowers("9", "15"));
        assert!(of("password.common_check").lowers("yes", "no"));
        assert!(of("sign_in.second_factor").lowers("everybody", "own"));
        assert!(!of("sign_in.second_factor").lowers("own", "everybody"));
        assert!(of("network.staff").lowers("", "10.0.0.0/8"));
        assert!(of("headers.frames").lowers("", "https://www.town.example"));
        assert!(of("headers.hsts").lowers("subdomains", "host") && of("headers.hsts").lowers("host", "off"));
        assert!(of("headers.store").lowers("no", "yes"));
        assert!(!of("organisation.name").lowers("a", "b"));
    }

    #[test]
    fn every_default_is_a_value_and_no_key_is_given_twice() {
        let mut keys = Vec::new();
        for parameter in registry::ALL {
            let default = parameter.default();
            assert_eq!(parameter.judge(&default).as_ref(), Ok(&default), "{}", parameter.key());
            keys.push(parameter.key());
        }
        keys.sort_unstable();
        let all = keys.len();
        keys.dedup();
        assert_eq!(keys.len(), all);
    }
}
