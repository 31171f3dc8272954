use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kit_base::{EmailAddress, clean_line};
use lettre::message::header::{HeaderName, HeaderValue};

/// Bytes of text in one encoded word: 39 become 52 letters, so that the longest line of a folded header stays
/// under the 76 characters of RFC 2047 §2 even behind `Reply-To: `.
const WORD_BYTES: usize = 39;

/// A word longer than this cannot be folded and is encoded instead.
const LONGEST_PLAIN_WORD: usize = 60;

/// A header whose value is free text, such as `Subject`.
///
/// Line breaks and control characters are gone afterwards. Text that a reader's program would show
/// otherwise than it was written is encoded (RFC 2047, `B`), and so leaves nothing but letters of the
/// base-64 alphabet in the header: anything outside ASCII, `=?`, and words too long to fold.
pub fn text_header(name: HeaderName, text: &str) -> HeaderValue {
    let line = clean_line(text);
    if is_plain(&line) {
        return HeaderValue::new(name, line);
    }
    let encoded = encoded_words(&line);
    HeaderValue::dangerous_new_pre_encoded(name, line, encoded)
}

/// A header that holds one address with its owner's name, such as `To`.
pub fn address_header(name: HeaderName, owner: Option<&str>, address: &EmailAddress) -> HeaderValue {
    let written = address.written();
    let owner = owner.map(clean_line).filter(|owner| !owner.is_empty());
    let value = match owner {
        None => written.clone(),
        Some(owner) if is_plain(&owner) && owner.len() <= LONGEST_PLAIN_WORD => {
            format!("\"{}\"\r\n <{written}>", owner.replace('\\', "\\\\").replace('"', "\\\""))
        }
        Some(owner) => format!("{}\r\n <{written}>", encoded_words(&owner)),
    };
    HeaderValue::dangerous_new_pre_encoded(name, written, value)
}

fn is_plain(line: &str) -> bool {
    line.bytes().all(|byte| matches!(byte, b' '..=b'~'))
        && !line.contains("=?")
        && line.split(' ').all(|word| word.len() <= LONGEST_PLAIN_WORD)
}

/// The text as encoded words, one a line; readers join them without a space (RFC 2047 §6.2).
fn encoded_words(line: &str) -> String {
    let mut words = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let mut end = rest.len().min(WORD_BYTES);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let (head, tail) = rest.split_at(end);
        words.push(format!("=?utf-8?B?{}?=", STANDARD.encode(head)));
        rest = tail;
    }
    words.join("\r\n ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_stays_readable() {
        assert!(is_plain("QR-10482: your enquiry"));
        assert!(!is_plain("Siân"));
        assert!(!is_plain("=?utf-8?B?QmNj?="));
        assert!(!is_plain(&"x".repeat(61)));
    }

    #[test]
    fn a_letter_is_never_cut_in_two() {
        for word in encoded_words(&"日本語✉".repeat(40)).split("\r\n ") {
            assert!(word.len() <= 64, "{word}");
            let inner = word.trim_start_matches("=?utf-8?B?").trim_end_matches("?=");
            assert!(String::from_utf8(STANDARD.decode(inner).unwrap()).is_ok());
        }
    }
}
