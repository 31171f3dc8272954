/// A single line as a person typed it: line breaks, tabs and runs of white space become one space, other
/// control characters go, ends are trimmed.
pub fn clean_line(typed: &str) -> String {
    let mut line = String::with_capacity(typed.len());
    line.extend(line_of(typed));
    line
}

/// The characters of a single line, one after the other.
fn line_of(typed: &str) -> impl Iterator<Item = char> {
    let mut chars = typed.trim().chars().filter(|c| c.is_whitespace() || !c.is_control()).peekable();
    let mut begun = false;
    std::iter::from_fn(move || {
        let mut spaced = false;
        while chars.next_if(|c| c.is_whitespace()).is_some() {
            spaced = true;
        }
        let more = chars.peek().is_some();
        if spaced && begun && more {
            return Some(' ');
        }
        begun |= more;
        chars.next()
    })
}

/// Text of several lines as a person typed it: CR LF and CR become LF (browsers send CR LF), control
/// characters other than line feed and tab go, white space at the ends is trimmed.
pub fn clean_text(typed: &str) -> String {
    let lines = typed.replace("\r\n", "\n").replace('\r', "\n");
    let plain: String = lines.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    plain.trim().to_owned()
}

/// The first words of `text`, at most `limit` characters, cut at a word where there is one, with an ellipsis
/// when something was left out.
pub fn first_words(text: &str, limit: usize) -> String {
    let mut head: String = line_of(text).take(limit.saturating_add(1)).collect();
    if head.chars().count() <= limit {
        return head;
    }
    let end = head.char_indices().nth(limit.saturating_sub(1)).map_or(head.len(), |(at, _)| at);
    head.truncate(end);
    let cut = match head.rfind(' ') {
        Some(space) if head[..space].chars().count() * 2 > limit => &head[..space],
        _ => head.as_str(),
    };
    format!("{}…", cut.trim_end_matches([',', ';', ':', '.', ' ']))
}

/// An error with its causes, in one line.
pub fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_text_is_cleaned_and_nothing_else() {
        assert_eq!(clean_line("  a\tb\r\n c\u{7}  "), "a b c");
        assert_eq!(clean_line("\u{7} \u{7}a\u{7} \u{7} b \u{7}"), "a b");
        assert_eq!(clean_line(" \u{3000}\n"), "");
        assert_eq!(clean_text("\r\na < b\r\nC++ vector<int>\r\n\r\n"), "a < b\nC++ vector<int>");
        assert_eq!(clean_text("zero\u{0}byte"), "zerobyte");
    }

    #[test]
    fn first_words_end_at_a_word() {
        assert_eq!(first_words("My grandmother Elsie Thackeray", 20), "My grandmother…");
        assert_eq!(first_words("short", 20), "short");
        assert_eq!(first_words(&"x".repeat(50), 10), format!("{}…", "x".repeat(9)));
        assert_eq!(first_words("日本語の長い文章をここに書きます", 8).chars().count(), 8);
    }
}
