//! What is known of a person, found again in words and blacked out. No input or output.
//!
//! Words are compared as people see them: capitals and accents make no difference, and a run of white space
//! is one space. A name is found at the borders of words only; scripts that leave no space between words have
//! no such borders. What is found becomes [`BLACK`], always the same, so that nothing tells how long it was.
//!
//! What it cannot find: a person described without anything they gave on the form, a name that is inflected,
//! misspelled, or written in another script.

use aho_corasick::{AhoCorasick, MatchKind};
use ground::clients::Identity;
use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What stands where the person was.
pub const BLACK: &str = "█████";

/// The shortest part of a name that is looked for by itself, in letters.
const SHORTEST: usize = 3;
/// The fewest digits that make a number worth looking for.
const DIGITS: usize = 5;
/// So many last digits in common make two telephone numbers the same, whatever stands before.
const TELEPHONE: usize = 7;

/// Everything that is known of one person, ready to be looked for.
pub struct Known {
    words: Option<AhoCorasick>,
    numbers: Vec<String>,
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Known(…)")
    }
}

impl Known {
    /// What `who` gave of themselves.
    pub fn of(who: &Identity) -> Self {
        let mut words = Vec::new();
        let mut numbers = Vec::new();
        let mut take = |value: &str| {
            if let Some(number) = number_in(value) {
                numbers.push(number);
            }
            words.extend(whole_of(value));
        };
        take(&who.email);
        take(&who.suffix);
        who.more.values().for_each(|value| each_text(value, &mut take));
        if let Some(name) = &who.name {
            words.extend(whole_of(name));
            words.extend(names_in(name));
        }
        words.sort_unstable();
        words.dedup();
        let words = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&words).ok();
        Self { words, numbers }
    }

    /// The text with everything of the person blacked out; nothing when there is nothing of them in it.
    pub fn black_out(&self, text: &str) -> Option<String> {
        let folded = Folded::of(text);
        let mut found: Vec<(usize, usize)> = Vec::new();
        if let Some(words) = &self.words {
            let matches = words.find_overlapping_iter(&folded.text);
            found.extend(matches.filter_map(|one| folded.whole(one.start(), one.end())));
        }
        if !self.numbers.is_empty() {
            let runs = digit_runs(text).into_iter();
            found.extend(runs.filter(|(_, digits)| self.is_number(digits)).map(|(at, _)| at));
        }
        if found.is_empty() {
            return None;
        }
        found.sort_unstable();
        let mut out = String::with_capacity(text.len());
        let mut end = 0;
        for (from, to) in found {
            if from >= end {
                let between = &text[end..from];
                // Two blacks with nothing but space between are one: they do not count the names.
                if out.is_empty() || !between.chars().all(char::is_whitespace) || !out.ends_with(BLACK) {
                    out.push_str(between);
                    out.push_str(BLACK);
                }
            }
            end = end.max(to);
        }
        out.push_str(&text[end..]);
        Some(out)
    }

    /// The same for every text in the answers of a form; nothing when there was nothing in any.
    pub fn black_out_in(&self, answers: &Map<String, Value>) -> Option<Map<String, Value>> {
        let mut touched = false;
        let pairs = answers.iter().map(|(key, value)| (key.clone(), self.value(value, &mut touched)));
        let clean = pairs.collect();
        touched.then_some(clean)
    }

    fn value(&self, value: &Value, touched: &mut bool) -> Value {
        match value {
            Value::String(text) => match self.black_out(text) {
                Some(clean) => {
                    *touched = true;
                    Value::String(clean)
                }
                None => value.clone(),
            },
            Value::Array(all) => Value::Array(all.iter().map(|one| self.value(one, touched)).collect()),
            Value::Object(map) => {
                let pairs = map.iter().map(|(key, one)| (key.clone(), self.value(one, touched)));
                Value::Object(pairs.collect())
            }
            Value::Number(number) if self.is_number(&number.to_string()) => {
                *touched = true;
                Value::String(BLACK.to_owned())
            }
            Value::Number(_) | Value::Bool(_) | Value::Null => value.clone(),
        }
    }

    fn is_number(&self, digits: &str) -> bool {
        let digits = digits.trim_start_matches('0');
        self.numbers.iter().any(|known| {
            let (long, short) =
                if known.len() > digits.len() { (known.as_str(), digits) } else { (digits, known.as_str()) };
            long == short || short.len() >= TELEPHONE && long.ends_with(short)
        })
    }
}

/// Every text in an answer.
fn each_text(value: &Value, take: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => take(text),
        Value::Number(number) => take(&number.to_string()),
        Value::Array(all) => all.iter().for_each(|one| each_text(one, take)),
        Value::Object(map) => map.values().for_each(|one| each_text(one, take)),
        Value::Bool(_) | Value::Null => {}
    }
}

/// The value itself and each of its lines.
fn whole_of(value: &str) -> Vec<String> {
    let all = std::iter::once(value).chain(value.split(['\n', ',', ';']));
    let least = |text: &str| if text.chars().any(is_unspaced) { 2 } else { SHORTEST };
    all.map(|text| Folded::of(text.trim()).text).filter(|text| letters(text) >= least(text)).collect()
}

/// The words of a name that are long enough to mean somebody.
fn names_in(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c));
    let least = |text: &str| if text.chars().all(is_unspaced) { 2 } else { SHORTEST };
    words.map(|word| Folded::of(word).text).filter(|word| letters(word) >= least(word)).collect()
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// The digits of a value that is a number for people: of a telephone, a card, an account.
fn number_in(value: &str) -> Option<String> {
    let plain = value.chars().all(|c| c.is_ascii_digit() || is_between_digits(c) || c == '+');
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0').to_owned();
    (plain && digits.len() >= DIGITS).then_some(digits)
}

fn is_between_digits(c: char) -> bool {
    matches!(c, ' ' | '-' | '.' | '/' | '(' | ')' | '\u{a0}' | '\u{2009}' | '\u{2011}' | '\u{2013}')
}

/// Where digits stand in a row, perhaps with signs between them as telephone numbers have, and the digits.
fn digit_runs(text: &str) -> Vec<((usize, usize), String)> {
    let mut runs: Vec<((usize, usize), String)> = Vec::new();
    let mut gap = usize::MAX;
    for (at, c) in text.char_indices() {
        if c.is_ascii_digit() {
            match runs.last_mut() {
                Some((place, digits)) if gap <= 2 => {
                    place.1 = at + 1;
                    digits.push(c);
                }
                _ => runs.push(((at, at + 1), c.to_string())),
            }
            gap = 0;
        } else if is_between_digits(c) {
            gap = gap.saturating_add(1);
        } else {
            gap = usize::MAX;
        }
    }
    runs
}

/// A text as it is compared, and where each part of it stands in the text as it was written.
struct Folded<'a> {
    written: &'a str,
    text: String,
    /// For each byte of `text`: where the character it came from begins and ends.
    places: Vec<(usize, usize)>,
}

impl<'a> Folded<'a> {
    fn of(written: &'a str) -> Self {
        let (mut text, mut places) =
            (String::with_capacity(written.len()), Vec::with_capacity(written.len()));
        for (at, c) in written.char_indices() {
            let place = (at, at + c.len_utf8());
            let before = text.len();
            if c.is_whitespace() {
                if text.ends_with(' ') {
                    widen(&mut places, place.1);
                } else {
                    text.push(' ');
                }
            } else if c != '\u{ad}' {
                for plain in std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c)) {
                    match like(plain) {
                        Some(letters) => text.push_str(letters),
                        None => text.extend(plain.to_lowercase().nfkd().filter(|c| !is_combining_mark(*c))),
                    }
                }
            }
            if text.len() == before {
                // An accent or a soft hyphen belongs to what stands before it.
                widen(&mut places, place.1);
            }
            places.resize(text.len(), place);
        }
        Self { written, text, places }
    }

    /// What a match covers in the text as written, if it begins and ends where words do.
    fn whole(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let (start, end) = (self.places.get(from)?.0, self.places.get(to.checked_sub(1)?)?.1);
        let found = &self.text[from..to];
        let free = |inside: Option<char>, outside: Option<char>| {
            let joined = |c: char| c.is_alphanumeric();
            match (inside, outside) {
                (Some(inside), Some(outside)) => {
                    !joined(outside) || !joined(inside) || is_unspaced(inside) || is_unspaced(outside)
                }
                _ => true,
            }
        };
        let before = self.written[..start].chars().rev().find(|c| !is_combining_mark(*c));
        let after = self.written[end..].chars().next();
        (free(found.chars().next(), before) && free(found.chars().next_back(), after)).then_some((start, end))
    }
}

fn widen(places: &mut [(usize, usize)], to: usize) {
    let Some((start, _)) = places.last().copied() else { return };
    for place in places.iter_mut().rev().take_while(|place| place.0 == start) {
        place.1 = to;
    }
}

/// Letters that are written without their accent in other ways.
fn like(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'þ' | 'Þ' => "th",
        'ı' => "i",
        '’' | 'ʼ' | '`' | '´' => "'",
        '‐' | '‑' | '–' => "-",
        _ => return None,
    })
}

/// Whether words of this script stand next to each other, or take endings without a space: Chinese, Japanese,
/// Korean, Thai, Lao, Burmese, Khmer.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1100..=0x11FF | 0x1780..=0x17FF
        | 0x2E80..=0x9FFF | 0xA960..=0xA97F | 0xAC00..=0xD7FF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn who(name: &str, more: Value) -> Known {
        let Value::Object(more) = more else { panic!("an object") };
        let email = "elsie@reader.example".to_owned();
        Known::of(&Identity { name: Some(name.to_owned()), email, suffix: "7KM4T".to_owned(), more })
    }

    fn elsie() -> Known {
        let more = json!({ "phone": "+44 20 7946 0958", "address": "12 Quay Street\nAlton, GU34 1AA", "card": 4_455_667 });
        who("Elsie van Thackeray", more)
    }

    fn black(known: &Known, text: &str) -> String {
        known.black_out(text).unwrap_or_else(|| text.to_owned())
    }

    #[test]
    fn a_name_is_found_however_it_is_written() {
        let known = elsie();
        for text in [
            "Elsie",
            "ELSIE",
            "elsie",
            "Élsie",
            "E\u{301}lsie",
            "Ｅｌｓｉｅ",
            "Thackeray",
            "Elsie  van\nThackeray",
        ] {
            assert_eq!(black(&known, &format!("I am {text}.")), format!("I am {BLACK}."), "{text}");
        }
        assert_eq!(black(&known, "Elsie’s book"), format!("{BLACK}’s book"));
        assert_eq!(black(&known, "Thackeray, Elsie"), format!("{BLACK}, {BLACK}"));
        assert_eq!(black(&known, "Elsie Thackeray asked"), format!("{BLACK} asked"), "one black for both");
        assert_eq!(black(&known, "write to ELSIE@Reader.Example now"), format!("write to {BLACK} now"));
        assert_eq!(black(&known, "QR-10001-7km4t"), format!("QR-10001-{BLACK}"));
        assert_eq!(black(&who("Jörg Weiß", json!({})), "JORG WEISS"), BLACK);
        assert_eq!(black(&who("Łukasz", json!({})), "lukasz?"), format!("{BLACK}?"));
    }

    #[test]
    fn words_that_only_contain_a_name_stay() {
        let known = elsie();
        for text in ["Elsiesson", "the Thackerayana", "readers", "an example", "reader", "a quayside", ""] {
            assert_eq!(known.black_out(text), None, "{text}");
        }
        assert_eq!(
            who("Al B", json!({})).black_out("al dente, vitamin b"),
            None,
            "too short to mean somebody"
        );
        assert_eq!(black(&who("Al B", json!({})), "I am Al B!"), format!("I am {BLACK}!"));
    }

    #[test]
    fn names_in_scripts_without_spaces_are_found_inside() {
        assert_eq!(black(&who("山田花子", json!({})), "私は山田花子です"), format!("私は{BLACK}です"));
        assert_eq!(black(&who("김철수", json!({})), "김철수는"), format!("{BLACK}는"));
        assert_eq!(black(&who("Анна Ким", json!({})), "это АННА"), format!("это {BLACK}"));
    }

    #[test]
    fn numbers_and_addresses_are_found_however_they_are_spaced() {
        let known = elsie();
        for text in ["+44 20 7946 0958", "020 7946 0958", "020-79460958", "(0044) 20 7946-0958", "4455667"] {
            let clean = black(&known, &format!("call {text} today"));
            assert!(
                clean.contains(BLACK) && !clean.contains("0958") && !clean.contains("4455667"),
                "{clean}"
            );
        }
        assert_eq!(known.black_out("in 1931, page 20, shelf 7946"), None);
        assert_eq!(black(&known, "I live in 12 quay street, alton"), format!("I live in {BLACK}, {BLACK}"));
    }

    #[test]
    fn answers_are_cleaned_at_every_depth() {
        let known = elsie();
        let answers =
            json!({ "who": ["Elsie", "Tom"], "deep": { "a": "of Alton" }, "n": 4_455_667, "year": 1931 });
        let clean = known.black_out_in(answers.as_object().unwrap()).unwrap();
        let wanted = json!({ "who": [BLACK, "Tom"], "deep": { "a": format!("of {BLACK}") }, "n": BLACK, "year": 1931 });
        assert_eq!(Value::Object(clean), wanted);
        assert!(known.black_out_in(json!({ "year": 1931 }).as_object().unwrap()).is_none());
    }

    proptest::proptest! {
        // Whatever is written around it, nothing of the name is left, and the rest is as it was.
        #[test]
        fn nothing_of_the_person_is_left(before in "\\PC{0,40}", after in "\\PC{0,40}") {
            let known = elsie();
            let text = format!("{before} Elsie van Thackeray {after}");
            let clean = known.black_out(&text).unwrap();
            proptest::prop_assert!(!clean.contains("Elsie van Thackeray"));
            proptest::prop_assert!(known.black_out(&clean).is_none(), "{clean}");
        }
    }
}
