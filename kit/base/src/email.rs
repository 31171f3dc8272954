use std::fmt;

/// An e-mail address that can be written to: `local@domain`, with the domain in its ASCII form.
///
/// Narrower than RFC 5321 on purpose: no quoted local parts, no address literals, no control characters or
/// spaces, at most 254 octets, and a domain of at least two labels. What is accepted can be put into a mail
/// header as it stands.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress {
    local: String,
    domain: String,
}

/// Why a text is no e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailProblem {
    /// Nothing but white space.
    #[error("the address is empty")]
    Empty,
    /// No `@`.
    #[error("the address has no @")]
    NoAt,
    /// More than 254 octets, or more than 64 before the `@` (RFC 5321 §4.5.3.1).
    #[error("the address is too long")]
    TooLong,
    /// A space, control character, quotation mark, or other character that no address of ours has.
    #[error("the address has a character that no address has")]
    BadCharacter,
    /// The part after the `@` is no domain name.
    #[error("the part after the @ is no domain name")]
    BadDomain,
}

impl EmailAddress {
    /// Reads what a person typed; white space around it is dropped.
    pub fn parse(typed: &str) -> Result<Self, EmailProblem> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(EmailProblem::Empty);
        }
        let (local, domain) = typed.rsplit_once('@').ok_or(EmailProblem::NoAt)?;
        if local.is_empty() || domain.is_empty() {
            return Err(EmailProblem::NoAt);
        }
        let plain = |c: char| {
            !c.is_control() && !c.is_whitespace() && !"\"(),:;<>@[\\]".contains(c) && !is_invisible(c)
        };
        if !local.chars().all(plain) || local.starts_with('.') || local.ends_with('.') || local.contains("..")
        {
            return Err(EmailProblem::BadCharacter);
        }
        let domain = idna::domain_to_ascii_strict(domain).map_err(|_| EmailProblem::BadDomain)?;
        let labels: Vec<&str> = domain.split('.').collect();
        if labels.len() < 2 || labels.iter().any(|label| label.is_empty()) {
            return Err(EmailProblem::BadDomain);
        }
        if local.len() > 64 || local.len() + 1 + domain.len() > 254 {
            return Err(EmailProblem::TooLong);
        }
        Ok(Self { local: local.to_owned(), domain })
    }

    /// The form two addresses are compared in: everything lower case, nothing else folded (no dots, no
    /// plus-tags: they may be different people).
    pub fn normal(&self) -> String {
        format!("{}@{}", self.local.to_lowercase(), self.domain)
    }

    /// The mailbox an address most likely leads to, for counting what is sent there: without what follows a `+` in the
    /// local part (RFC 5233) and without its dots, which large providers ignore. Never to tell people apart by.
    pub fn mailbox(&self) -> String {
        let local = self.local.to_lowercase();
        let bare = local.split_once('+').map_or(local.as_str(), |(bare, _)| bare).replace('.', "");
        format!("{}@{}", if bare.is_empty() { &local } else { &bare }, self.domain)
    }

    /// The address as written, with the domain in ASCII form.
    pub fn written(&self) -> String {
        format!("{}@{}", self.local, self.domain)
    }

    /// First letter and domain, for pages that remind without telling: `s•••@example.org`.
    pub fn masked(&self) -> String {
        let first = self.local.chars().next().map(String::from).unwrap_or_default();
        format!("{first}•••@{}", self.domain)
    }
}

/// Personal data: the address shows itself only through the three methods above.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

/// Zero-width and bidi control characters: they make two addresses look alike.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_mailbox_are_counted_together() {
        let mailbox = |text: &str| EmailAddress::parse(text).unwrap().mailbox();
        for one in
            ["victim@a.example", "Vic.Tim@A.example", "victim+x@a.example", "v.i.c.t.i.m+x+y@a.example"]
        {
            assert_eq!(mailbox(one), "victim@a.example");
        }
        assert_eq!(mailbox("+x@a.example"), "+x@a.example");
    }

    #[test]
    fn addresses_are_read_and_compared() {
        let read = |text| EmailAddress::parse(text);
        assert_eq!(read(" Siân@Example.ORG ").map(|a| a.normal()), Ok("siân@example.org".to_owned()));
        assert_eq!(read("a@bücher.example").map(|a| a.written()), Ok("a@xn--bcher-kva.example".to_owned()));
        assert_eq!(read("sian.obroin@example.org").map(|a| a.masked()), Ok("s•••@example.org".to_owned()));
        assert_eq!(read("").unwrap_err(), EmailProblem::Empty);
        assert_eq!(read("sian.example.org").unwrap_err(), EmailProblem::NoAt);
        assert_eq!(read("a b@example.org").unwrap_err(), EmailProblem::BadCharacter);
        assert_eq!(read("a\r\nBcc: x@y.example@example.org").unwrap_err(), EmailProblem::BadCharacter);
        assert_eq!(read("a@localhost").unwrap_err(), EmailProblem::BadDomain);
        assert_eq!(read("a@-x.example").unwrap_err(), EmailProblem::BadDomain);
        assert_eq!(read(&format!("{}@example.org", "x".repeat(65))).unwrap_err(), EmailProblem::TooLong);
    }

    proptest! {
        // proves: attack D4
        #[test]
        fn no_accepted_address_breaks_a_header(text in "\\PC{0,20}[\r\n@<>, ]?\\PC{0,20}@[a-z.\r\n]{1,20}") {
            if let Ok(address) = EmailAddress::parse(&text) {
                prop_assert!(!address.written().chars().any(|c| c.is_control() || c.is_whitespace()));
                prop_assert_eq!(address.written().matches('@').count(), 1);
            }
        }
    }
}
