//! What of a question can be recognised in another one: the hosts that are linked to, and the text itself, however it
//! is spaced, capitalised or numbered. No I/O.
//!
//! A text is cut into runs of five words; of all runs the smallest hash is kept under eight orders, so that two texts
//! agree in about as many of the eight values as they have runs in common (a min-hash). What is kept of it is a keyed
//! hash, as of the hosts: nothing can be read out of it.

use std::collections::BTreeSet;

use aws_lc_rs::hmac;
use kit_vault::Secret;

/// A text that is not longer than this says too little to be called the same as another.
const SHORT: usize = 40;
/// Nor does one with fewer words: "Do you have shelfmark 12?" is asked by many.
const FEW: usize = 8;
/// Words of a run.
const RUN: usize = 5;
/// Values of a sketch.
const VALUES: usize = 8;
/// So many of them agree in texts that are called the same.
const ALIKE: usize = 6;
/// Words that are looked at: whoever writes a book is recognised by its beginning.
const MOST_WORDS: usize = 4_000;
/// Hosts that are looked at.
const MOST_HOSTS: usize = 16;
/// From here on come scripts that are written without spaces: each sign counts as a word.
const UNSPACED: char = '\u{2e80}';

/// What is recognised in a question, as it can be read: for memory only.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Traits {
    hosts: BTreeSet<String>,
    sketch: Option<[u64; VALUES]>,
}

/// The same as keyed hashes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signs {
    /// The text; empty where it says too little.
    pub sketch: Vec<u64>,
    /// The hosts it links to.
    pub hosts: Vec<u64>,
}

/// What two questions have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// They link to the same host.
    Link,
    /// They have the same text, or nearly.
    Text,
}

impl Sign {
    /// The code it is stored by.
    pub fn code(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Text => "text",
        }
    }
}

/// What people wrote shows nothing of itself.
impl std::fmt::Debug for Traits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Traits(…)")
    }
}

impl Traits {
    /// What is recognised in `words`; in `names` only where they link to. Links to the hosts `own` and what lies below
    /// them are nobody's sign.
    pub fn of(words: &[&str], names: &[&str], own: &[&str]) -> Self {
        let own: Vec<&str> = own.iter().map(|host| bare(host)).collect();
        let is_own = |host: &str| {
            own.iter()
                .any(|own| host.strip_suffix(own).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
        };
        let all = words.iter().chain(names).flat_map(|text| hosts(text));
        let hosts = all.filter(|host| !is_own(host)).take(MOST_HOSTS).collect();
        Self { hosts, sketch: sketch(&words.join("\n")) }
    }

    /// Whether there is nothing by which it could be recognised.
    pub fn is_empty(&self) -> bool {
        self.hosts.is_empty() && self.sketch.is_none()
    }

    /// The same as hashes under `secret`; those of one form say nothing at another.
    pub fn under(&self, secret: &Secret, form: &str) -> Signs {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &secret[..]);
        let tag = |kind: &str, value: &[u8]| {
            let text = [kind.as_bytes(), form.as_bytes(), value].join(&0);
            let tag = hmac::sign(&key, &text);
            tag.as_ref().first_chunk().map_or(0, |first| u64::from_le_bytes(*first))
        };
        let values = self.sketch.iter().flatten().zip(["0", "1", "2", "3", "4", "5", "6", "7"]);
        Signs {
            sketch: values.map(|(value, place)| tag(place, &value.to_le_bytes())).collect(),
            hosts: self.hosts.iter().map(|host| tag("host", host.as_bytes())).collect(),
        }
    }
}

impl Signs {
    /// All of them; no two are the same by anything but what they stand for.
    pub fn all(&self) -> impl Iterator<Item = u64> {
        self.hosts.iter().chain(&self.sketch).copied()
    }

    /// What this has in common with `other`.
    pub fn shared(&self, other: &Self) -> Option<Sign> {
        if self.hosts.iter().any(|host| other.hosts.contains(host)) {
            return Some(Sign::Link);
        }
        let same = self.sketch.iter().zip(&other.sketch).filter(|(a, b)| a == b).count();
        (same >= ALIKE).then_some(Sign::Text)
    }
}

/// Values as they are stored.
pub fn bytes_of(values: &[u64]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// Stored values.
pub fn values_of(bytes: &[u8]) -> Vec<u64> {
    bytes
        .chunks_exact(8)
        .filter_map(|chunk| chunk.first_chunk().map(|one| u64::from_le_bytes(*one)))
        .collect()
}

/// A host without what makes no difference.
fn bare(host: &str) -> &str {
    let host = host.trim_end_matches('.');
    host.strip_prefix("www.").unwrap_or(host)
}

/// The hosts that `text` links to, in small letters: of whole addresses, and of those that begin with `www.`.
fn hosts(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let ends = |c: char| c.is_whitespace() || "<>\"'()[]{}|\\^`,;".contains(c);
    let mut all = Vec::new();
    for piece in text.split(ends) {
        let mut rest = piece;
        while let Some(at) = link_in(rest) {
            rest = &rest[at..];
            let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
            let host = authority.rsplit('@').next().unwrap_or_default();
            let host = bare(host.split(':').next().unwrap_or_default());
            if host.contains(char::is_alphanumeric) {
                all.push(host.to_owned());
            }
        }
    }
    all
}

/// Where in `text` the host of the next link begins.
fn link_in(text: &str) -> Option<usize> {
    let whole = ["http://", "https://"].iter().filter_map(|start| Some(text.find(start)? + start.len()));
    let alone = text.match_indices("www.").find(|(at, _)| {
        let before = text[..*at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '.' || c == '/')
    });
    // Past the `www.`, which says nothing: a search that goes on from here does not find it again.
    whole.chain(alone.map(|(at, www)| at + www.len())).min()
}

/// The hashes of the words of `text` in small letters, each run of digits as one.
fn words(text: &str) -> Vec<u64> {
    let mut all: Vec<u64> = Vec::new();
    let (mut word, mut before) = (None, ' ');
    for c in text.chars().flat_map(char::to_lowercase) {
        let is_part = c.is_alphanumeric();
        if !is_part || c >= UNSPACED {
            all.extend(word.take());
        }
        if all.len() >= MOST_WORDS {
            return all;
        }
        if is_part {
            let c = if c.is_numeric() { '0' } else { c };
            let again = c == '0' && before == '0' && word.is_some();
            if !again {
                word = Some(step(word.unwrap_or(NOTHING), u32::from(c)));
            }
            before = c;
        }
        if c >= UNSPACED {
            all.extend(word.take());
        }
    }
    all.extend(word);
    all
}

/// The smallest hash of all runs of words under each of eight orders; none of a text that says too little.
fn sketch(text: &str) -> Option<[u64; VALUES]> {
    let words = words(text);
    if words.len() < FEW || text.trim().chars().count() <= SHORT {
        return None;
    }
    let mut least = [u64::MAX; VALUES];
    for run in words.windows(RUN) {
        let hash = run.iter().fold(NOTHING, |hash, word| stirred(hash ^ word, 0));
        for (order, least) in least.iter_mut().enumerate() {
            *least = (*least).min(stirred(hash, order as u64));
        }
    }
    Some(least)
}

/// The hash of no letters.
const NOTHING: u64 = 0xcbf2_9ce4_8422_2325;

/// One step of FNV-1a, a letter at a time.
fn step(hash: u64, letter: u32) -> u64 {
    (hash ^ u64::from(letter)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// The place of `hash` in the order of this number: the end of SplitMix64.
fn stirred(hash: u64, order: u64) -> u64 {
    let mut z = hash ^ (order + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use kit_base::SeededEntropy;
    use proptest::prelude::*;

    use super::*;

    const OWN: &[&str] = &["ask.library.example"];

    fn traits(text: &str) -> Traits {
        Traits::of(&[text], &[], OWN)
    }

    fn linked(text: &str) -> Vec<String> {
        traits(text).hosts.into_iter().collect()
    }

    fn shared(a: &str, b: &str) -> Option<Sign> {
        let secret = Secret::random(&SeededEntropy::new(1));
        traits(a).under(&secret, "general").shared(&traits(b).under(&secret, "general"))
    }

    #[test]
    fn links_are_known_by_their_host() {
        for text in [
            "See http://Pills.example/offer?id=1",
            "See https://www.pills.example.",
            "(https://user:word@pills.example:8443/#now)",
            "www.pills.example/a, which is good",
            "<a href=\"HTTPS://PILLS.EXAMPLE\">here</a>",
            "link:www.pills.example|http://pills.example",
        ] {
            assert_eq!(linked(text), ["pills.example"], "{text}");
        }
        for text in ["No link.", "http://", "https://...", "awww.pills.example is no link", "a@pills.example"]
        {
            assert_eq!(linked(text), [""; 0], "{text}");
        }
        assert_eq!(linked("http://a.example http://b.example/http://c.example").len(), 3);
    }

    #[test]
    fn the_institutions_own_pages_are_no_sign() {
        for text in
            ["https://ask.library.example/ask", "http://shelf.ask.library.example", "www.ask.library.example"]
        {
            assert_eq!(linked(text), [""; 0], "{text}");
        }
        assert_eq!(linked("https://task.library.example").len(), 1);
    }

    const ONE: &str = "Can you tell me who printed the almanac of 1823 that stands in the reading room, \
                       and whether there are more years of it?";

    #[test]
    fn a_text_is_known_however_it_is_spaced_capitalised_or_numbered() {
        let two = ONE.to_uppercase().replace(' ', "\n  ").replace("1823", "1824");
        assert_eq!(shared(ONE, &two), Some(Sign::Text));
        assert_eq!(shared(ONE, &format!("{ONE} Thank you!")), Some(Sign::Text));
        assert_eq!(
            shared(ONE, "Who was the mayor in the year of the great flood, and where did he live then?"),
            None
        );
    }

    #[test]
    fn what_is_short_is_never_called_the_same() {
        for text in ["", "When do you open?", "Where is shelfmark QR 1234567890 1234567890 now?"] {
            assert!(traits(text).is_empty(), "{text}");
        }
        assert!(
            !traits("你们什么时候开门我想借一本关于城市历史的书可以吗请告诉我谢谢你们的帮助我会等你们的回信")
                .is_empty()
        );
    }

    #[test]
    fn a_greeting_that_many_use_makes_no_two_questions_the_same() {
        let greet = |question: &str| {
            format!("Dear librarian, I hope you are well. {question} Many thanks and kind regards.")
        };
        let questions = [
            "Where can I find the parish registers of Otley between the wars, and may they be photographed?",
            "My grandfather worked at the gas works in Hill Row; do you have the staff lists or any wage books of it?",
            "I am writing about the trams of the town and look for timetables, route maps and pictures of the depot.",
        ];
        for (at, one) in questions.iter().enumerate() {
            for other in &questions[at + 1..] {
                assert_eq!(shared(&greet(one), &greet(other)), None, "{one} {other}");
            }
        }
    }

    #[test]
    fn signs_of_another_form_or_day_are_others() {
        let (a, b) = (Secret::random(&SeededEntropy::new(1)), Secret::random(&SeededEntropy::new(2)));
        let one = traits("http://pills.example").under(&a, "general");
        assert_eq!(one.shared(&traits("http://pills.example").under(&a, "general")), Some(Sign::Link));
        assert_eq!(one.shared(&traits("http://pills.example").under(&a, "history")), None);
        assert_eq!(one.shared(&traits("http://pills.example").under(&b, "general")), None);
        assert_eq!(values_of(&bytes_of(&one.hosts)), one.hosts);
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_is_like_itself(text in any::<String>(), link in "(http://|https://|www.)?\\PC{0,40}") {
            let text = format!("{text} {link} {text}");
            let found = traits(&text);
            let secret = Secret::random(&SeededEntropy::new(1));
            let signs = found.under(&secret, "general");
            prop_assert_eq!(signs.shared(&signs).is_some(), !found.is_empty());
        }
    }
}
