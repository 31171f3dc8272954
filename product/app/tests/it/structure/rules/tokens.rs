//! Rust sources as words, signs and texts; what is commented out is not there.

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A name or keyword.
    Word(String),
    /// What stands between quotation marks, as written.
    Text(String),
    /// One other character.
    Sign(char),
}

/// A token and its line, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub line: usize,
    pub kind: Kind,
}

impl Token {
    /// The name it is, or nothing.
    pub fn word(&self) -> &str {
        if let Kind::Word(word) = &self.kind { word } else { "" }
    }

    /// Whether it is this sign.
    pub fn is(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }
}

/// All tokens of a source.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut reader = Reader { chars: text.chars().collect(), at: 0, line: 1 };
    let mut found = Vec::new();
    while let Some(token) = reader.token() {
        found.push(token);
    }
    found
}

/// The same without what is built for tests alone: everything from the first `#[cfg(test)]` that stands before
/// a module, which is the end of a file here.
pub fn without_tests(tokens: Vec<Token>) -> Vec<Token> {
    let is_mark = |at: usize| {
        let words: Vec<&str> = tokens[at..].iter().take(8).map(Token::word).collect();
        tokens[at].is('#') && words.len() == 8 && words[2] == "cfg" && words[4] == "test" && words[7] == "mod"
    };
    match (0..tokens.len()).find(|at| is_mark(*at)) {
        Some(end) => tokens[..end].to_vec(),
        None => tokens,
    }
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    line: usize,
}

impl Reader {
    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn next(&mut self) -> char {
        let c = self.peek(0);
        self.at += 1;
        self.line += usize::from(c == '\n');
        c
    }

    fn begins(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(ahead, c)| self.peek(ahead) == c)
    }

    fn token(&mut self) -> Option<Token> {
        self.skip();
        let line = self.line;
        let kind = match self.peek(0) {
            _ if self.at >= self.chars.len() => return None,
            '"' => self.text(),
            '\'' => self.quote(),
            c if c.is_alphanumeric() || c == '_' => self.word(),
            _ => Kind::Sign(self.next()),
        };
        Some(Token { line, kind })
    }

    fn skip(&mut self) {
        loop {
            if self.begins("//") {
                while self.at < self.chars.len() && self.peek(0) != '\n' {
                    self.next();
                }
            } else if self.begins("/*") {
                self.skip_block();
            } else if self.peek(0).is_whitespace() {
                self.next();
            } else {
                return;
            }
        }
    }

    fn skip_block(&mut self) {
        let mut depth = 0;
        while self.at < self.chars.len() {
            if self.begins("/*") {
                depth += 1;
                self.at += 2;
            } else if self.begins("*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return;
                }
            } else {
                self.next();
            }
        }
    }

    fn text(&mut self) -> Kind {
        self.next();
        let mut text = String::new();
        while self.at < self.chars.len() && self.peek(0) != '"' {
            let c = self.next();
            text.push(c);
            if c == '\\' {
                text.push(self.next());
            }
        }
        self.next();
        Kind::Text(text)
    }

    /// A raw text, from the first `#` or `"` behind its `r`.
    fn raw(&mut self) -> Kind {
        let mut fence = String::from("\"");
        while self.peek(0) == '#' {
            fence.push(self.next());
        }
        self.next();
        let mut text = String::new();
        while self.at < self.chars.len() && !self.begins(&fence) {
            text.push(self.next());
        }
        self.at += fence.len();
        Kind::Text(text)
    }

    /// A character, or the sign before a lifetime.
    fn quote(&mut self) -> Kind {
        let is_char = self.peek(1) == '\\' || self.peek(2) == '\'';
        self.next();
        if !is_char {
            return Kind::Sign('\'');
        }
        let escaped = self.next() == '\\';
        if escaped {
            self.next();
        }
        while self.at < self.chars.len() && self.next() != '\'' {}
        Kind::Text(String::new())
    }

    fn word(&mut self) -> Kind {
        let mut word = String::new();
        while self.peek(0).is_alphanumeric() || self.peek(0) == '_' {
            word.push(self.next());
        }
        let raw = ["r", "br", "cr"].contains(&word.as_str());
        if raw && (self.peek(0) == '"' || self.begins("#\"") || self.begins("##")) {
            return self.raw();
        }
        if ["b", "c"].contains(&word.as_str()) && self.peek(0) == '"' {
            return self.text();
        }
        Kind::Word(word)
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, tokens, without_tests};

    fn told(text: &str) -> String {
        let one = |kind| match kind {
            Kind::Word(word) => word,
            Kind::Text(text) => format!("<{text}>"),
            Kind::Sign(sign) => sign.to_string(),
        };
        tokens(text).into_iter().map(|token| one(token.kind)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn comments_are_left_out_and_texts_stay_whole() {
        let text = "use a::b; // use c\n/* use /* d */ e */ let x = \"// \\\" f\"; r#\"g\" h\"# b\"i\"";
        assert_eq!(told(text), "use a : : b ; let x = <// \\\" f> ; <g\" h> <i>");
    }

    #[test]
    fn lifetimes_are_not_characters() {
        assert_eq!(
            told("fn f<'a>(x: &'a str) { '\"' ; '\\'' ; 'b' }"),
            "fn f < ' a > ( x : & ' a str ) { <> ; <> ; <> }"
        );
    }

    #[test]
    fn lines_are_counted() {
        let lines: Vec<usize> = tokens("a\n/* \n */ b \"c\nd\" e").iter().map(|token| token.line).collect();
        assert_eq!(lines, [1, 3, 3, 4]);
    }

    #[test]
    fn tests_of_a_file_can_be_left_out() {
        let left = without_tests(tokens("fn a() {}\n#[cfg(test)]\nmod tests { fn b() {} }"));
        assert!(left.iter().all(|token| token.word() != "b") && left.iter().any(|token| token.word() == "a"));
    }
}
