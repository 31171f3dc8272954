//! Whether a text looks like HTML: a question of the house's rules, not of safety, because every text is shown
//! exactly as it was typed.

/// Elements of HTML, SVG and MathML that nobody writes between angle brackets by chance.
const ELEMENTS: &[&str] = &[
    "applet",
    "article",
    "aside",
    "audio",
    "base",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "code",
    "details",
    "dialog",
    "div",
    "em",
    "embed",
    "fieldset",
    "font",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "img",
    "input",
    "isindex",
    "label",
    "li",
    "link",
    "main",
    "marquee",
    "math",
    "meta",
    "nav",
    "noscript",
    "object",
    "ol",
    "option",
    "output",
    "param",
    "picture",
    "plaintext",
    "pre",
    "script",
    "section",
    "select",
    "source",
    "span",
    "strong",
    "style",
    "sub",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "th",
    "title",
    "tr",
    "track",
    "ul",
    "video",
    "xmp",
];

/// Letters of the longest name.
const LONGEST: usize = 10;

/// Elements with a name of one letter: alone they may be anything ("a<b>c"), with an attribute or at an end they are
/// not.
const LETTERS: &[&str] = &["a", "b", "i", "p", "q", "s", "u"];

/// Whether there is something in `text` that a browser would take for an element, a comment or a declaration.
pub(super) fn looks_like_html(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| opens(&text[at + 1..]))
}

/// Whether what follows a `<` makes an element of it.
fn opens(rest: &str) -> bool {
    if rest.starts_with("!--") || rest.get(..8).is_some_and(|word| word.eq_ignore_ascii_case("!doctype")) {
        return true;
    }
    let (closing, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
    let name_ends = |(_, c): &(usize, char)| !c.is_ascii_alphanumeric();
    // No element has a longer name.
    let end = rest.char_indices().take(LONGEST + 1).find(name_ends).map(|(at, _)| at);
    let Some(end) = end.or_else(|| (rest.len() <= LONGEST).then_some(rest.len())) else { return false };
    let (name, after) = rest.split_at(end);
    let name = name.to_ascii_lowercase();
    let ends = |c: char| c.is_ascii_whitespace() || c == '/' || c == '>';
    if ELEMENTS.contains(&name.as_str()) {
        return after.starts_with(ends);
    }
    if !LETTERS.contains(&name.as_str()) {
        return false;
    }
    // Up to the next bracket of either kind, so that the whole text is looked at once however many there are.
    let tag = after.split(['<', '>']).next().unwrap_or_default();
    let with_attribute = tag.starts_with(|c: char| c.is_ascii_whitespace() || c == '/') && tag.contains('=');
    with_attribute || (closing && after.starts_with('>'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_people_write_is_not_taken_for_html() {
        for text in [
            "<5 mg",
            "a<b>c",
            "desk <a@b.org>",
            "vector<int>",
            "if x < p and q > s",
            "1 <2> 3 <",
            "<Anna>",
            "Map<String, u32>",
            "see <https://example.org/form>",
            "",
        ] {
            assert!(!looks_like_html(text), "{text}");
        }
    }

    #[test]
    fn elements_are_known_however_they_are_written() {
        for text in [
            "<script>alert(1)</script>",
            "x<ScRiPt\nsrc=//e>",
            "<img/src=x onerror=alert(1)>",
            "<svg/onload=alert(1)>",
            "<a href=\"javascript:alert(1)\">",
            "bold</b>",
            "<!-- x -->",
            "<!DOCTYPE html>",
            "<br>",
        ] {
            assert!(looks_like_html(text), "{text}");
        }
    }

    #[test]
    fn long_texts_are_looked_at_once() {
        for piece in ["<", "<a ", "</b", "<script", "<aaaaaaaaaaaaaaaaaaaa"] {
            let text = piece.repeat(2_000_000 / piece.len());
            assert!(!looks_like_html(&text), "{piece}");
        }
        assert!(ELEMENTS.iter().all(|name| name.len() <= LONGEST));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_judged(text in "\\PC{0,60}", before in "[<!/a-z ]{0,12}") {
            looks_like_html(&format!("{before}{text}"));
        }
    }
}
