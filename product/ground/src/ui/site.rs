use kit_web::cookies::CookieKind;

/// How the site is reached.
#[derive(Debug, Clone)]
pub struct Site {
    /// The address people use, without a slash at its end; `None` on a trial machine.
    pub public_url: Option<String>,
    /// The port the server listens on.
    pub port: u16,
    /// Version of the program.
    pub version: &'static str,
    /// Whether this is a demo with invented data.
    pub demo: bool,
    /// Whether a mail server is set, so that what pages say about mail is true.
    pub mail: bool,
}

/// Where a process says that it runs.
pub const LIVE: &str = "/healthz";
/// Where a process says that it can do its work.
pub const READY: &str = "/readyz";
/// Answered whatever the host: who asks for them uses an address of the machine, not the name of the site.
pub(super) const ANY_HOST: [&str; 2] = [LIVE, READY];

impl Site {
    /// Whether people reach the site by https.
    pub fn https(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }

    /// The cookie of a signed-in browser.
    pub fn session_cookie(&self) -> CookieKind {
        CookieKind { name: "sid", https: self.https() }
    }

    /// The cookie by which a browser is known that somebody signed in at before.
    pub fn device_cookie(&self) -> CookieKind {
        CookieKind { name: "device", https: self.https() }
    }

    /// The cookie with the language somebody chose.
    pub fn language_cookie(&self) -> CookieKind {
        CookieKind { name: "lang", https: self.https() }
    }

    /// The cookie a public form page is bound to.
    pub fn form_cookie(&self) -> CookieKind {
        CookieKind { name: "form", https: self.https() }
    }

    /// The origins a post of ours may come from.
    pub fn origins(&self) -> Vec<String> {
        match &self.public_url {
            Some(url) => vec![url.clone()],
            None => ["localhost", "127.0.0.1"].map(|host| format!("http://{host}:{}", self.port)).into(),
        }
    }

    /// Whether a request for `host` is for this site. Mailed links use `public_url` and nothing else, so a
    /// forged host reaches nothing; it is refused all the same.
    pub fn is_own_host(&self, host: &str) -> bool {
        self.origins().iter().any(|origin| {
            let name = origin.split_once("://").map_or("", |(_, rest)| rest);
            let bare = name.strip_suffix(":443").or_else(|| name.strip_suffix(":80")).unwrap_or(name);
            host.eq_ignore_ascii_case(name) || host.eq_ignore_ascii_case(bare)
        })
    }

    /// The full address of `path`, for mails; `None` when nobody said where the site is.
    pub fn link(&self, path: &str) -> Option<String> {
        self.public_url.as_ref().map(|url| format!("{url}{path}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(public_url: Option<&str>) -> Site {
        Site { public_url: public_url.map(str::to_owned), port: 7070, version: "0", demo: false, mail: false }
    }

    // proves: attack C4, attack C1
    #[test]
    fn only_our_own_host_is_answered() {
        let trial = site(None);
        assert!(trial.is_own_host("localhost:7070") && trial.is_own_host("127.0.0.1:7070"));
        assert!(!trial.is_own_host("evil.example") && !trial.is_own_host("localhost:8080"));
        let live = site(Some("https://ask.library.example"));
        assert!(live.is_own_host("ASK.library.example") && !live.is_own_host("localhost:7070"));
        assert!(live.https() && !trial.https());
    }
}
