//! Programs that send forms: six kinds that send each post once and read nothing of what comes back, and one that is
//! as patient as people are.

use std::collections::BTreeMap;
use std::net::{Ipv6Addr, SocketAddr};

use axum::body::Body;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use http::Method;
use kit_base::SECOND;
use kit_web::form_key::{Bound, FormKey, digest16};
use kit_web::testing::{Answer, Browser, encode};

use super::{ASK, Desk, Words, key_of, prose};
use crate::power::chance::Chance;

/// How a form is sent by browsers.
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// What a program does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Sends what it heard of somebody's post.
    Replayed,
    /// Has the key of somebody else's page.
    CopiedKey,
    /// Sends no cookie, or sends it from another site.
    NoSession,
    /// Fills in whatever it finds.
    Decoy,
    /// Sends its own form at once.
    TooFast,
    /// Makes the form itself.
    ScriptedForm,
}

/// All of them, and what the figures call them.
pub const KINDS: [(Kind, &str); 6] = [
    (Kind::Replayed, "replayed"),
    (Kind::CopiedKey, "copied key"),
    (Kind::NoSession, "no session"),
    (Kind::Decoy, "decoy"),
    (Kind::TooFast, "too fast"),
    (Kind::ScriptedForm, "scripted form"),
];

/// A post as it was sent: cookies and fields.
#[derive(Debug, Clone)]
pub struct Post {
    pub cookies: BTreeMap<String, String>,
    pub fields: Vec<(String, String)>,
}

impl Post {
    /// What somebody at `browser` sends of `page`, heard on its way.
    pub fn heard(browser: Browser, page: &Answer) -> Self {
        let words = Words {
            question: "Who was the keeper of the lighthouse that was heard by somebody else?".to_owned(),
            name: String::new(),
            email: "heard@people.example".to_owned(),
        };
        Self { cookies: browser.cookies, fields: words.filled_in(page) }
    }
}

/// What programs got hold of before.
pub struct Loot {
    /// Somebody's post, which arrived or will arrive.
    pub heard: Post,
    /// Pages that are too old by now, with the cookies they came with.
    pub old: Vec<(BTreeMap<String, String>, Answer)>,
}

/// A program that sends posts of one kind, each from a network and with words of its own.
pub struct Program {
    pub desk: Desk,
    pub kind: Kind,
    pub chance: Chance,
    pub loot: std::sync::Arc<Loot>,
}

/// A network of which there are many: each has 256 addresses in 16 million of these.
pub fn somewhere(chance: &mut Chance) -> SocketAddr {
    let (network, host) = (chance.below(0x00FF_FFFF), chance.below(0xFFFF));
    let part = |bits: u64| u16::try_from(bits & 0xFFFF).unwrap();
    let ip = [0x2001, 0x0db8, part(network >> 8), part(network << 8), 0, 0, 0, part(host)];
    SocketAddr::from((Ipv6Addr::from(ip), 4_711))
}

impl Words {
    /// The fields of `page` with these words in the ones that ask for them.
    fn filled_in(&self, page: &Answer) -> Vec<(String, String)> {
        let mut fields = page.form(ASK).unwrap_or_default();
        for (name, value) in &mut fields {
            if let Some(said) = self.for_field(name) {
                said.clone_into(value);
            }
        }
        fields
    }

    /// The same and nothing else.
    fn bare(&self) -> Vec<(String, String)> {
        let all = [("question", &self.question), ("name", &self.name), ("email", &self.email)];
        all.map(|(name, value)| (name.to_owned(), value.clone())).to_vec()
    }
}

/// Gives a field another value.
fn put(fields: &mut Vec<(String, String)>, name: &str, value: &str) {
    fields.retain(|(there, _)| there != name);
    fields.insert(0, (name.to_owned(), value.to_owned()));
}

impl Program {
    /// A browser of nobody, somewhere; now and then in the middle of the people.
    fn browser(&mut self) -> Browser {
        let mut peer = somewhere(&mut self.chance);
        if self.chance.one_in_hundred(2) {
            peer = super::people::network(self.chance.below(3), self.chance.below(200));
        }
        self.desk.browser(peer)
    }

    /// Words that nobody else says.
    fn words(&mut self) -> Words {
        let host = prose(&mut self.chance, 1);
        let question = format!("{} https://{host}.example/{}", prose(&mut self.chance, 25), host.len());
        Words { question, name: prose(&mut self.chance, 2), email: format!("{host}@{host}.example") }
    }

    /// As long as people need for a form.
    async fn waits(&mut self) {
        let by = 4 + self.chance.below(27) as i64;
        self.desk.wait(by * SECOND).await;
    }

    async fn post(
        &self,
        browser: &mut Browser,
        fields: &[(String, String)],
        headers: &[(&str, &str)],
    ) -> Answer {
        let pairs: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let headers = [&[FORM], headers].concat();
        browser.send(Method::POST, ASK, &headers, Body::from(encode(&pairs))).await
    }

    /// Sends the post number `n`. What comes back is for whoever counts; the program does not look at it.
    pub async fn sends(&mut self, n: u64) -> Answer {
        match self.kind {
            Kind::Replayed => self.replays(n).await,
            Kind::CopiedKey => self.copies_a_key(n).await,
            Kind::NoSession => self.has_no_session(n).await,
            Kind::Decoy => self.fills_in_everything(n).await,
            Kind::TooFast => self.is_quick().await,
            Kind::ScriptedForm => self.makes_a_form(n).await,
        }
    }

    async fn replays(&mut self, n: u64) -> Answer {
        let mut browser = self.browser();
        let mut post = self.loot.heard.clone();
        match n % 4 {
            0 => post.cookies.clear(),
            1 => {
                let words = self.words();
                for (name, value) in words.bare() {
                    put(&mut post.fields, &name, &value);
                }
            }
            _ => {}
        }
        browser.cookies = post.cookies;
        self.post(&mut browser, &post.fields, &[]).await
    }

    async fn copies_a_key(&mut self, n: u64) -> Answer {
        let (mut browser, words) = (self.browser(), self.words());
        let mut other = self.browser();
        let mut page = other.get(ASK).await;
        if n % 4 == 1 {
            // The page on which somebody looks at their words once more.
            let theirs = self.words();
            other.cookies.clear();
            page = self.post(&mut other, &theirs.filled_in(&page), &[]).await;
        }
        let own = browser.get(if n % 4 == 2 { "/ask/history" } else { ASK }).await;
        self.waits().await;
        let mut fields = words.filled_in(if n % 4 == 2 { &page } else { &own });
        let key = if n % 4 == 2 { key_of(&own, "/ask/history") } else { key_of(&page, ASK) };
        put(&mut fields, "key", &key);
        self.post(&mut browser, &fields, &[]).await
    }

    async fn has_no_session(&mut self, n: u64) -> Answer {
        let (mut browser, words) = (self.browser(), self.words());
        let page = browser.get(ASK).await;
        self.waits().await;
        let mut headers = Vec::new();
        match n % 4 {
            0 | 1 => browser.cookies.clear(),
            2 => browser.cookies.values_mut().for_each(|value| *value = "0123456789abcdef".repeat(2)),
            _ => headers.extend([("origin", "null"), ("sec-fetch-site", "cross-site")]),
        }
        self.post(&mut browser, &words.filled_in(&page), &headers).await
    }

    async fn fills_in_everything(&mut self, n: u64) -> Answer {
        let (mut browser, words) = (self.browser(), self.words());
        let page = browser.get(ASK).await;
        self.waits().await;
        let mut fields = words.filled_in(&page);
        for (name, value) in &mut fields {
            let is_hidden = page.body.contains(&format!("type=\"hidden\" name=\"{name}\""));
            // Most leave alone what a form says of itself, some fill in that too.
            if words.for_field(name).is_none() && (!is_hidden || n % 8 == 7) {
                value.clone_from([&words.name, &words.email, &words.question][(n % 3) as usize]);
            }
        }
        self.post(&mut browser, &fields, &[]).await
    }

    async fn is_quick(&mut self) -> Answer {
        let (mut browser, words) = (self.browser(), self.words());
        let page = browser.get(ASK).await;
        match self.chance.below(3) as i64 {
            0 => {}
            seconds => self.desk.wait(seconds * SECOND).await,
        }
        self.post(&mut browser, &words.filled_in(&page), &[]).await
    }

    async fn makes_a_form(&mut self, n: u64) -> Answer {
        let (mut browser, words) = (self.browser(), self.words());
        let page = browser.get(ASK).await;
        self.waits().await;
        let (good, mut fields) = (key_of(&page, ASK), words.bare());
        let day = good.split('.').nth(1).unwrap_or_default().to_owned();
        put(&mut fields, "version", "1");
        let invented = |payload: usize, tag: usize, chance: &mut Chance| {
            let mut bytes = |count: usize| (0..count).map(|_| chance.below(256) as u8).collect::<Vec<_>>();
            format!("1.{day}.{}.{}", B64.encode(bytes(payload)), B64.encode(bytes(tag)))
        };
        match n % 14 {
            0 => {}
            1 => put(&mut fields, "key", ""),
            2 => put(&mut fields, "key", &prose(&mut self.chance, 1)),
            3 => {
                // All that the source of the program tells, but for the secret.
                let cookie = browser.cookies.values().next().map(|value| digest16(&[value.as_bytes()]));
                let (nonce, issued) = ([n as u8; 16], self.desk.now() - 60 * SECOND);
                let key = FormKey { nonce, issued, bound: Bound::Cookie(cookie.unwrap_or_default()) };
                put(&mut fields, "key", &key.sign("ask/general", &[n as u8; 32]));
            }
            4 => put(&mut fields, "key", &good.replacen('.', ".9", 1)),
            5 => put(&mut fields, "key", &format!("{}AAAA", &good[..good.len() - 4])),
            6 => {
                put(&mut fields, "key", &invented(41, 16, &mut self.chance));
                put(&mut fields, "state", "released");
                put(&mut fields, "confidential", "true");
                put(&mut fields, "bcc", &words.email);
            }
            7 => {
                put(&mut fields, "key", &good);
                fields.retain(|(name, _)| name != "email");
            }
            8 => {
                put(&mut fields, "key", &good);
                fields.retain(|(name, _)| name != "question");
            }
            9 => {
                put(&mut fields, "key", &good);
                let text: BTreeMap<_, _> = fields.into_iter().collect();
                let body = Body::from(serde_json::to_vec(&text).unwrap());
                return browser.send(Method::POST, ASK, &[("content-type", "application/json")], body).await;
            }
            10 => {
                put(&mut fields, "key", &good);
                let part = |(name, value): &(String, String)| {
                    format!("--cut\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                };
                let body = fields.iter().map(part).collect::<String>() + "--cut--\r\n";
                let kind = [("content-type", "multipart/form-data; boundary=cut")];
                return browser.send(Method::POST, ASK, &kind, Body::from(body)).await;
            }
            11 => {
                put(&mut fields, "key", &good);
                let pairs: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
                return browser.get(&format!("{ASK}?{}", encode(&pairs))).await;
            }
            // Half of the time the page that is too old by a minute.
            which => match self.loot.old.iter().rev().nth((which - 12) as usize * (1 + n as usize % 2)) {
                Some((cookies, old)) => {
                    browser.cookies.clone_from(cookies);
                    put(&mut fields, "key", &key_of(old, ASK));
                }
                None => put(&mut fields, "key", &good.replacen(&format!("1.{day}."), "1.-5.", 1)),
            },
        }
        self.post(&mut browser, &fields, &[]).await
    }
}

/// What posts of a patient program share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shared {
    /// The host that is linked to.
    Link,
    /// The text, but for a number.
    Text,
    /// Nothing but the network they come from.
    Network,
}

/// All of it, and what the figures call it.
pub const SHARED: [(Shared, &str); 3] =
    [(Shared::Link, "a link"), (Shared::Text, "a text"), (Shared::Network, "a network")];

/// A program that takes as long as people do, with a page and a cookie of its own for each post, and sends one from each
/// network: what it says is always the same. Or it says always something else, and stays where it is.
pub async fn patient(desk: &Desk, shared: Shared, chance: &mut Chance, text: &str) -> Answer {
    let mut peer = somewhere(chance);
    if shared == Shared::Network {
        peer = ([198, 18, 7, chance.below(256) as u8], 4_711).into();
    }
    let mut browser = desk.browser(peer);
    let page = browser.get(ASK).await;
    desk.wait((4 + chance.below(27) as i64) * SECOND).await;
    let question = match shared {
        Shared::Link => format!(
            "{} http://best-pills.example/{} {}",
            prose(chance, 12),
            chance.below(1 << 40),
            prose(chance, 12)
        ),
        Shared::Network => prose(chance, 25),
        Shared::Text => format!("Offer {}: {text}", chance.below(1 << 40)),
    };
    let who = prose(chance, 1);
    let words = Words { question, name: prose(chance, 2), email: format!("{who}@{who}.example") };
    let fields = words.filled_in(&page);
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    browser.post(ASK, &pairs).await
}
