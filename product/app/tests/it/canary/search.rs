//! Finds planted words in bytes: in any case, in UTF-8 and UTF-16, in hexadecimal, base64 and percent signs,
//! and all of that again inside what zlib, gzip or deflate packed.

use std::collections::BTreeSet;
use std::io::Read;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder};
use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};
use flate2::read::{DeflateDecoder, GzDecoder, ZlibDecoder};

/// Unpacked bytes that are looked at, of one stream.
const UNPACKED: u64 = 16 << 20;

/// Everything that stands for one of the planted words.
pub struct Search {
    automaton: AhoCorasick,
    names: Vec<String>,
    marks: AhoCorasick,
}

/// How packed streams begin: zlib (RFC 1950) at its four levels, gzip (RFC 1952), a file in a zip.
const MARKS: [&[u8]; 6] =
    [b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda", b"\x1f\x8b\x08", b"PK\x03\x04"];

impl Search {
    /// A search for all of `planted`.
    pub fn new(planted: &[String]) -> Self {
        let (mut patterns, mut names) = (Vec::new(), Vec::new());
        for bird in planted {
            for (form, bytes) in forms(bird) {
                assert!(bytes.len() >= 8, "{bird} as {form} is too short to be told apart");
                patterns.push(bytes);
                names.push(format!("{bird} as {form}"));
            }
        }
        let automaton = AhoCorasickBuilder::new().ascii_case_insensitive(true).build(patterns).unwrap();
        Self { automaton, names, marks: AhoCorasick::new(MARKS).unwrap() }
    }

    /// What is in `bytes`, as they are and unpacked.
    pub fn all(&self, bytes: &[u8]) -> Vec<String> {
        let mut hits: BTreeSet<String> = BTreeSet::new();
        self.plain(bytes, "", &mut hits);
        for (kind, unpacked) in self.unpack(bytes) {
            self.plain(&unpacked, kind, &mut hits);
        }
        hits.into_iter().collect()
    }

    /// Everything in `bytes` that unpacks, wherever it begins. A bare deflate stream has no mark of its own: it
    /// is looked for at the beginning and behind the headers of zip files.
    fn unpack(&self, bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
        let mut found = vec![(", deflated", unpacked(DeflateDecoder::new(bytes)))];
        for mark in self.marks.find_overlapping_iter(bytes) {
            let rest = &bytes[mark.start()..];
            found.push(match mark.pattern().as_usize() {
                0..=3 => (", in zlib", unpacked(ZlibDecoder::new(rest))),
                4 => (", in gzip", unpacked(GzDecoder::new(rest))),
                _ if rest.len() > 30 => {
                    let length = |at: usize| usize::from(u16::from_le_bytes([rest[at], rest[at + 1]]));
                    let start = 30 + length(26) + length(28);
                    (", zipped", unpacked(DeflateDecoder::new(rest.get(start..).unwrap_or_default())))
                }
                _ => continue,
            });
        }
        found
    }

    fn plain(&self, bytes: &[u8], packed: &str, hits: &mut BTreeSet<String>) {
        for hit in self.automaton.find_iter(bytes) {
            hits.insert(format!("{}{packed}", self.names[hit.pattern().as_usize()]));
        }
    }
}

fn forms(bird: &str) -> Vec<(String, Vec<u8>)> {
    let mut forms = Vec::new();
    let cases: BTreeSet<String> = [bird.to_owned(), bird.to_lowercase(), bird.to_uppercase()].into();
    for text in &cases {
        let utf8 = text.as_bytes().to_vec();
        let little_endian: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big_endian: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (name, bytes) in [("UTF-8", &utf8), ("UTF-16LE", &little_endian), ("UTF-16BE", &big_endian)] {
            forms.push((name.to_owned(), bytes.clone()));
            forms.push((format!("{name} in hex"), hex::encode(bytes).into_bytes()));
            for alignment in 0..3 {
                for (alphabet, table) in [("base64", &STANDARD), ("base64url", &URL_SAFE)] {
                    let form = format!("{name} in {alphabet}, shifted by {alignment}");
                    forms.push((form, base64_of(bytes, alignment, table)));
                }
            }
        }
        let percent = |all: bool| -> Vec<u8> {
            let one = |byte: &u8| {
                if all || !byte.is_ascii_alphanumeric() {
                    format!("%{byte:02X}")
                } else {
                    char::from(*byte).to_string()
                }
            };
            utf8.iter().map(one).collect::<String>().into_bytes()
        };
        forms.push(("percent signs".to_owned(), percent(false)));
        forms.push(("percent signs throughout".to_owned(), percent(true)));
        // As forms send it: some signs stand for themselves, and spaces are plus signs.
        let form: String = utf8
            .iter()
            .map(|byte| match byte {
                b' ' => "+".to_owned(),
                b'-' | b'.' | b'_' | b'*' => char::from(*byte).to_string(),
                byte if byte.is_ascii_alphanumeric() => char::from(*byte).to_string(),
                byte => format!("%{byte:02X}"),
            })
            .collect();
        forms.push(("a posted form".to_owned(), form.into_bytes()));
        let escaped: String = text
            .encode_utf16()
            .map(
                |unit| if unit < 128 { char::from(unit as u8).to_string() } else { format!("\\u{unit:04x}") },
            )
            .collect();
        forms.push(("JSON".to_owned(), escaped.into_bytes()));
        let quoted: String = utf8
            .iter()
            .map(|byte| {
                if byte.is_ascii_graphic() && *byte != b'=' {
                    char::from(*byte).to_string()
                } else {
                    format!("={byte:02X}")
                }
            })
            .collect();
        forms.push(("quoted-printable".to_owned(), quoted.into_bytes()));
    }
    forms.sort_by(|a, b| a.1.cmp(&b.1));
    forms.dedup_by(|a, b| a.1 == b.1);
    forms
}

/// The letters of base64 that `bytes` alone decide when `alignment` other bytes come before them.
fn base64_of(bytes: &[u8], alignment: usize, alphabet: &base64::alphabet::Alphabet) -> Vec<u8> {
    let shifted = [vec![0; alignment], bytes.to_vec()].concat();
    let text = GeneralPurpose::new(alphabet, NO_PAD).encode(&shifted).into_bytes();
    let (first, last) = ((alignment * 8).div_ceil(6), shifted.len() * 8 / 6);
    text[first..last].to_vec()
}

/// What unpacks, up to a bound. What came before a fault counts too.
fn unpacked(stream: impl Read) -> Vec<u8> {
    let mut out = Vec::new();
    let _ = stream.take(UNPACKED).read_to_end(&mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use kit_base::{Entropy, SeededEntropy};

    const BIRD: &str = "Žlutoun-042-fjällvind";

    fn noise(seed: u64) -> Vec<u8> {
        (&SeededEntropy::new(seed) as &dyn Entropy).bytes::<5_000>().to_vec()
    }

    fn search() -> Search {
        Search::new(&[BIRD.to_owned(), "kestrel007.quillmoor".to_owned()])
    }

    fn is_found(bytes: &[u8], what: &str) {
        let among = [noise(1), bytes.to_vec(), noise(2)].concat();
        assert!(!search().all(&among).is_empty(), "{what}");
    }

    #[test]
    fn noise_holds_nothing() {
        for seed in 0..40 {
            assert_eq!(search().all(&noise(seed)), Vec::<String>::new());
        }
        assert_eq!(search().all(b"Zlutoun-042-fjallvind kestrel008.quillmoor"), Vec::<String>::new());
    }

    #[test]
    fn a_word_is_found_in_every_form() {
        let mixed = "žLUTOUN-042-FJÄLLVIND".to_lowercase();
        for text in [BIRD, &BIRD.to_uppercase(), &mixed, "Kestrel007.QuillMoor"] {
            is_found(text.as_bytes(), text);
            is_found(&text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(), "UTF-16LE");
            is_found(&text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>(), "UTF-16BE");
        }
        is_found(hex::encode(BIRD).as_bytes(), "hex");
        is_found(hex::encode_upper(BIRD).as_bytes(), "HEX");
        for before in ["", "a", "ab", "abc", "abcd"] {
            let text = format!("{before}{BIRD}?more");
            for alphabet in [&STANDARD, &URL_SAFE] {
                is_found(
                    GeneralPurpose::new(alphabet, NO_PAD).encode(&text).as_bytes(),
                    &format!("base64 after {before}"),
                );
            }
        }
        is_found("%C5%BDlutoun-042-fj%C3%A4llvind".as_bytes(), "as a form sends it");
        is_found("%c5%bdlutoun%2d042%2dfj%c3%a4llvind".as_bytes(), "percent signs");
        is_found("\\u017dlutoun-042-fj\\u00e4llvind".as_bytes(), "JSON");
        is_found("=C5=BDlutoun-042-fj=C3=A4llvind".as_bytes(), "quoted-printable");
    }

    #[test]
    fn a_word_is_found_in_what_is_packed() {
        let text = format!("a long text about {BIRD} and more, and more, and more").repeat(20);
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
        zlib.write_all(text.as_bytes()).unwrap();
        is_found(&zlib.finish().unwrap(), "zlib");
        let mut fast = ZlibEncoder::new(Vec::new(), Compression::fast());
        fast.write_all(text.as_bytes()).unwrap();
        is_found(&fast.finish().unwrap(), "zlib, fast");
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(text.as_bytes()).unwrap();
        is_found(&gzip.finish().unwrap(), "gzip");
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::default());
        deflate.write_all(text.as_bytes()).unwrap();
        let deflated = deflate.finish().unwrap();
        assert!(!search().all(&deflated).is_empty(), "deflate, at the beginning");
        let mut zip = b"PK\x03\x04".to_vec();
        zip.extend([0; 22]);
        zip.extend([1, 0, 0, 0, b'a']);
        zip.extend(&deflated);
        is_found(&zip, "zip");
    }
}
