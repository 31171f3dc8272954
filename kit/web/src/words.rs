use std::fmt;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement};
use rustc_hash::FxHashMap;
use unic_langid::LanguageIdentifier;

/// A language the program has texts in: its place in [`Words`]. The first one is the fallback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lang(usize);

/// The texts people read, by language and key, from Fluent files (<https://projectfluent.org>).
pub struct Words {
    languages: Vec<Language>,
}

struct Language {
    tag: String,
    bundle: FluentBundle<FluentResource>,
    /// Texts of words and inserted values alone, ready to be joined: nearly all of them. A page of a list
    /// says hundreds.
    plain: FxHashMap<String, Vec<Part>>,
}

/// A piece of a plain text.
enum Part {
    Words(String),
    Value(String),
}

/// Why texts could not be taken in.
#[derive(Debug, thiserror::Error)]
pub enum WordsError {
    /// The language tag is no BCP 47 tag.
    #[error("{0} is no language tag")]
    Tag(String),
    /// A file does not parse; the first fault is named.
    #[error("a text file for {tag} does not parse: {fault}")]
    Syntax {
        /// Language of the file.
        tag: String,
        /// What the parser said first.
        fault: String,
    },
    /// Two files give the same key.
    #[error("the text {key} is given twice for {tag}")]
    Twice {
        /// Language of the files.
        tag: String,
        /// The key.
        key: String,
    },
}

impl Words {
    /// Takes in the files of each language: `(tag, files)`, the fallback language first.
    pub fn new(languages: &[(&str, Vec<&str>)]) -> Result<Self, WordsError> {
        let languages =
            languages.iter().map(|(tag, files)| Language::new(tag, files)).collect::<Result<_, _>>()?;
        Ok(Self { languages })
    }

    /// The language to answer in, from an `Accept-Language` header (RFC 9110 §12.5.4): the first wanted
    /// language we have, by primary tag, in the order of the header's weights.
    pub fn negotiate(&self, accept: Option<&str>) -> Lang {
        let mut wanted: Vec<(&str, f32)> =
            accept.unwrap_or_default().split(',').take(20).map(weigh).collect();
        wanted.sort_by(|a, b| b.1.total_cmp(&a.1));
        let have = |tag: &str| self.languages.iter().position(|l| primary(&l.tag) == primary(tag));
        wanted.iter().filter(|(_, weight)| *weight > 0.0).find_map(|(tag, _)| have(tag)).map_or(Lang(0), Lang)
    }

    /// The language with this tag, if we have it.
    pub fn lang(&self, tag: &str) -> Option<Lang> {
        self.languages.iter().position(|l| l.tag.eq_ignore_ascii_case(tag)).map(Lang)
    }

    /// The BCP 47 tag of each language, the fallback first.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.languages.iter().map(|language| language.tag.as_str())
    }

    /// The BCP 47 tag of `lang`.
    pub fn tag(&self, lang: Lang) -> &str {
        self.languages.get(lang.0).map_or("en", |l| l.tag.as_str())
    }

    /// Whether `key` has a text in `lang` itself, without the fallback.
    pub fn has(&self, lang: Lang, key: &str) -> bool {
        self.languages.get(lang.0).is_some_and(|l| l.bundle.has_message(key))
    }

    /// The text `key` in `lang`, else in the fallback language. A key nobody wrote comes back in brackets
    /// and is logged: a test finds those before a person does.
    pub fn say(&self, lang: Lang, key: &str, args: &[(&str, Arg)]) -> String {
        if let Some(text) = self.languages.get(lang.0).and_then(|language| language.join(key, args)) {
            return text;
        }
        let mut fluent = FluentArgs::new();
        for (name, value) in args {
            fluent.set((*name).to_owned(), value.0.clone());
        }
        for place in [lang.0, 0] {
            let Some(language) = self.languages.get(place) else { continue };
            let Some(pattern) = language.bundle.get_message(key).and_then(|m| m.value()) else { continue };
            let mut faults = Vec::new();
            let text = language.bundle.format_pattern(pattern, Some(&fluent), &mut faults).into_owned();
            if !faults.is_empty() {
                tracing::error!(key, ?faults, "the text {key} could not be filled in");
            }
            return text;
        }
        tracing::error!(key, "there is no text {key}");
        format!("[{key}]")
    }
}

impl Language {
    fn new(tag: &str, files: &[&str]) -> Result<Self, WordsError> {
        let id: LanguageIdentifier = tag.parse().map_err(|_| WordsError::Tag(tag.to_owned()))?;
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // Isolation marks would travel with copied numbers; pages isolate with `bdi` instead.
        bundle.set_use_isolating(false);
        let mut plain = FxHashMap::default();
        for file in files {
            let resource =
                FluentResource::try_new((*file).to_owned()).map_err(|(_, faults)| WordsError::Syntax {
                    tag: tag.to_owned(),
                    fault: faults.first().map(ToString::to_string).unwrap_or_default(),
                })?;
            plain.extend(resource.entries().filter_map(plain_text));
            bundle.add_resource(resource).map_err(|faults| WordsError::Twice {
                tag: tag.to_owned(),
                key: faults.first().map(ToString::to_string).unwrap_or_default(),
            })?;
        }
        Ok(Self { tag: tag.to_owned(), bundle, plain })
    }

    /// The text `key`, when it is plain and every value it wants is there as words.
    fn join(&self, key: &str, args: &[(&str, Arg)]) -> Option<String> {
        let mut text = String::new();
        for part in self.plain.get(key)? {
            match part {
                Part::Words(words) => text.push_str(words),
                Part::Value(name) => match args.iter().find(|(given, _)| given == name)? {
                    (_, Arg(FluentValue::String(words))) => text.push_str(words),
                    _ => return None,
                },
            }
        }
        Some(text)
    }
}

/// The key and the pieces of a message that consists of words and inserted values alone.
fn plain_text(entry: &Entry<&str>) -> Option<(String, Vec<Part>)> {
    let Entry::Message(message) = entry else { return None };
    let part = |element: &PatternElement<&str>| match element {
        PatternElement::TextElement { value } => Some(Part::Words((*value).to_owned())),
        PatternElement::Placeable {
            expression: Expression::Inline(InlineExpression::VariableReference { id }),
        } => Some(Part::Value(id.name.to_owned())),
        PatternElement::Placeable { .. } => None,
    };
    let parts = message.value.as_ref()?.elements.iter().map(part).collect::<Option<_>>()?;
    Some((message.id.name.to_owned(), parts))
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.languages.iter().map(|l| &l.tag)).finish()
    }
}

/// A value to put into a text: words, or a number that decides a plural.
#[derive(Debug, Clone)]
pub struct Arg(FluentValue<'static>);

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self(FluentValue::String(text.to_owned().into()))
    }
}
impl From<&&str> for Arg {
    fn from(text: &&str) -> Self {
        Self::from(*text)
    }
}
impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self(FluentValue::String(text.into()))
    }
}
impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}
impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self(FluentValue::from(number))
    }
}
impl From<i32> for Arg {
    fn from(number: i32) -> Self {
        Self(FluentValue::from(number))
    }
}
impl From<&i64> for Arg {
    fn from(number: &i64) -> Self {
        Self::from(*number)
    }
}
impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self(FluentValue::from(number))
    }
}

impl Arg {
    /// The same value with words escaped for HTML.
    fn escaped(self) -> Self {
        match self.0 {
            FluentValue::String(text) => Self(FluentValue::String(escape(&text).into())),
            other => Self(other),
        }
    }
}

/// The texts in one person's language: what a page struct carries.
#[derive(Debug, Clone)]
pub struct Say {
    words: Arc<Words>,
    /// The language.
    pub lang: Lang,
}

impl Say {
    /// The texts of `words` in `lang`.
    pub fn new(words: Arc<Words>, lang: Lang) -> Self {
        Self { words, lang }
    }

    /// The BCP 47 tag, for the page's `lang` attribute.
    pub fn tag(&self) -> &str {
        self.words.tag(self.lang)
    }

    /// The same texts in every language there is.
    pub fn in_every_language(&self) -> impl Iterator<Item = Self> {
        (0..self.words.languages.len()).map(|at| Self { words: Arc::clone(&self.words), lang: Lang(at) })
    }

    /// The text `key`.
    pub fn t(&self, key: impl AsRef<str>) -> String {
        self.words.say(self.lang, key.as_ref(), &[])
    }

    /// The text `key` with one value.
    pub fn t1(&self, key: impl AsRef<str>, name: &str, value: impl Into<Arg>) -> String {
        self.words.say(self.lang, key.as_ref(), &[(name, value.into())])
    }

    /// The text `key` with two values.
    pub fn t2(&self, key: impl AsRef<str>, a: &str, x: impl Into<Arg>, b: &str, y: impl Into<Arg>) -> String {
        self.words.say(self.lang, key.as_ref(), &[(a, x.into()), (b, y.into())])
    }

    /// The text `key` with any number of values.
    pub fn with(&self, key: impl AsRef<str>, args: &[(&str, Arg)]) -> String {
        self.words.say(self.lang, key.as_ref(), args)
    }

    /// The text `key` with markup of its own (`<b>`); the value is escaped.
    pub fn h1(&self, key: impl AsRef<str>, name: &str, value: impl Into<Arg>) -> Html {
        Html(self.words.say(self.lang, key.as_ref(), &[(name, value.into().escaped())]))
    }

    /// The text `key` with markup of its own and two values, both escaped.
    pub fn h2(&self, key: impl AsRef<str>, a: &str, x: impl Into<Arg>, b: &str, y: impl Into<Arg>) -> Html {
        Html(self.words.say(self.lang, key.as_ref(), &[(a, x.into().escaped()), (b, y.into().escaped())]))
    }
}

/// Markup from our own text files, with every value in it escaped. Only [`Say`] makes it.
#[derive(Debug, Clone)]
pub struct Html(String);

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

fn primary(tag: &str) -> String {
    tag.split('-').next().unwrap_or_default().to_ascii_lowercase()
}

fn weigh(part: &str) -> (&str, f32) {
    let mut pieces = part.split(';');
    let tag = pieces.next().unwrap_or_default().trim();
    let weight = pieces.find_map(|p| p.trim().strip_prefix("q=")).map_or(Ok(1.0), str::parse).unwrap_or(0.0);
    (tag, weight)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Arc<Words> {
        let en = "a = One { $n ->\n    [one] thing\n   *[other] things\n }\nb = by <b>{ $when }</b>\n";
        let cy = "a = Un peth\n";
        Arc::new(Words::new(&[("en", vec![en]), ("cy", vec![cy])]).unwrap())
    }

    #[test]
    fn texts_come_in_the_readers_language_or_the_first() {
        let words = words();
        let welsh = words.negotiate(Some("de;q=0.9, cy-GB;q=0.8, en;q=0.1"));
        assert_eq!(words.tag(welsh), "cy");
        assert_eq!(words.say(welsh, "a", &[("n", 2_i64.into())]), "Un peth");
        assert!(words.say(welsh, "b", &[("when", "now".into())]).contains("now"));
        assert_eq!(words.tag(words.negotiate(Some("xx"))), "en");
        assert_eq!(words.say(Lang(0), "nobody-wrote-this", &[]), "[nobody-wrote-this]");
    }

    #[test]
    fn plain_texts_are_joined_as_fluent_formats_them() {
        let file = "two = One line,\n    { $a } and\n      { $b }{ $a }\nquoted = { \"{\" } { $a }\nnumber = { $a } of { $b }\n";
        let words = Words::new(&[("en", vec![file])]).unwrap();
        let language = &words.languages[0];
        let args: [(&str, Arg); 2] = [("a", "x\u{e9}".into()), ("b", "{y}".into())];
        let joined = language.join("two", &args).unwrap();
        let mut fluent = FluentArgs::new();
        for (name, value) in &args {
            fluent.set((*name).to_owned(), value.0.clone());
        }
        let pattern = language.bundle.get_message("two").unwrap().value().unwrap();
        assert_eq!(joined, language.bundle.format_pattern(pattern, Some(&fluent), &mut Vec::new()));
        // Everything else is left to Fluent.
        assert!(language.join("quoted", &args).is_none() && language.join("two", &args[..1]).is_none());
        assert!(language.join("number", &[("a", 1_i64.into()), ("b", "3".into())]).is_none());
        assert_eq!(words.say(Lang(0), "number", &[("a", 1_i64.into()), ("b", "3".into())]), "1 of 3");
    }

    // proves: attack A2
    #[test]
    fn values_in_marked_up_texts_are_escaped() {
        let say = Say::new(words(), Lang(0));
        let html = say.h1("b", "when", "\"><img src=x onerror=alert(1)>").to_string();
        assert_eq!(html, "by <b>&quot;&gt;&lt;img src=x onerror=alert(1)&gt;</b>");
    }

    #[test]
    fn plurals_follow_the_number() {
        let say = Say::new(words(), Lang(0));
        assert_eq!(say.t1("a", "n", 1_i64), "One thing");
        assert_eq!(say.t1("a", "n", 2_i64), "One things");
    }

    #[test]
    fn a_broken_or_repeated_file_is_refused() {
        assert!(matches!(Words::new(&[("en", vec!["a = {"])]), Err(WordsError::Syntax { .. })));
        assert!(matches!(Words::new(&[("en", vec!["a = b", "a = c"])]), Err(WordsError::Twice { .. })));
    }
}
