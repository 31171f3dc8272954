//! From Markdown (CommonMark) to what a page shows: headings, paragraphs, lists, links. Everything else, HTML first of
//! all, is shown as the text it is; pictures by their description. No I/O.

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

/// A piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading, of the second or a deeper level.
    Heading {
        /// Whether it stands below another heading.
        deep: bool,
        /// Its words.
        words: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph {
        /// Its words.
        words: Vec<Inline>,
    },
    /// A list; a list within one is part of it.
    List {
        /// Whether the items are counted.
        counted: bool,
        /// The items.
        items: Vec<Vec<Inline>>,
    },
}

/// Words of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inline {
    /// The words.
    pub text: String,
    /// Whether they are important.
    pub strong: bool,
    /// Whether they are stressed.
    pub stressed: bool,
    /// Where they lead.
    pub href: Option<String>,
}

/// What is being read.
#[derive(Default)]
struct Reading {
    blocks: Vec<Block>,
    words: Vec<Inline>,
    now: Inline,
    /// Lists that are open: each whether it is counted.
    lists: Vec<bool>,
    items: Vec<Vec<Inline>>,
}

/// The pieces of `markdown`.
pub fn blocks(markdown: &str) -> Vec<Block> {
    let mut reading = Reading::default();
    for event in Parser::new(markdown) {
        reading.take(event);
    }
    reading.end_paragraph();
    reading.blocks
}

impl Reading {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.say(&text);
            }
            Event::SoftBreak | Event::HardBreak => self.say(" "),
            Event::Start(tag) => self.begin(&tag),
            Event::End(tag) => self.end(tag),
            _ => {}
        }
    }

    fn say(&mut self, text: &str) {
        match self.words.last_mut() {
            Some(last)
                if (last.strong, last.stressed, &last.href)
                    == (self.now.strong, self.now.stressed, &self.now.href) =>
            {
                last.text.push_str(text);
            }
            _ => self.words.push(Inline { text: text.to_owned(), ..self.now.clone() }),
        }
    }

    fn begin(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Strong => self.now.strong = true,
            Tag::Emphasis => self.now.stressed = true,
            Tag::Link { dest_url, .. } => self.now.href = safe(dest_url),
            Tag::List(first) => {
                self.end_item();
                self.lists.push(first.is_some());
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.now.strong = false,
            TagEnd::Emphasis => self.now.stressed = false,
            TagEnd::Link => self.now.href = None,
            TagEnd::Heading(level) => {
                let words = std::mem::take(&mut self.words);
                let deep = level > HeadingLevel::H2;
                self.blocks.push(Block::Heading { deep, words });
            }
            TagEnd::Item => self.end_item(),
            TagEnd::List(counted) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    let items = std::mem::take(&mut self.items);
                    self.blocks.push(Block::List { counted, items });
                }
            }
            TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::HtmlBlock => self.end_paragraph(),
            _ => {}
        }
    }

    fn end_item(&mut self) {
        let words = std::mem::take(&mut self.words);
        if !words.is_empty() && !self.lists.is_empty() {
            self.items.push(words);
        }
    }

    /// A paragraph in a list is part of its item.
    fn end_paragraph(&mut self) {
        if !self.lists.is_empty() {
            if !self.words.is_empty() {
                self.say(" ");
            }
            return;
        }
        let words = std::mem::take(&mut self.words);
        if !words.is_empty() {
            self.blocks.push(Block::Paragraph { words });
        }
    }
}

/// Where a link may lead: to a page of the web, of this site, a mailbox or a telephone.
fn safe(href: &str) -> Option<String> {
    let lower = href.trim().to_ascii_lowercase();
    let known = ["https://", "http://", "mailto:", "tel:"].iter().any(|start| lower.starts_with(start));
    let own = lower.starts_with('/') && !lower.starts_with("//") && !lower.contains('\\');
    (known || own).then(|| href.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plain(text: &str) -> Inline {
        Inline { text: text.to_owned(), ..Inline::default() }
    }

    #[test]
    fn headings_paragraphs_and_lists_are_read() {
        let read =
            blocks("Hello **you**\nthere.\n\n## One\n### Two\n\n- a\n- b [c](https://c.example)\n\n1. d\n");
        let strong = Inline { strong: true, ..plain("you") };
        let link = Inline { href: Some("https://c.example".into()), ..plain("c") };
        assert_eq!(
            read,
            [
                Block::Paragraph { words: vec![plain("Hello "), strong, plain(" there.")] },
                Block::Heading { deep: false, words: vec![plain("One")] },
                Block::Heading { deep: true, words: vec![plain("Two")] },
                Block::List { counted: false, items: vec![vec![plain("a")], vec![plain("b "), link]] },
                Block::List { counted: true, items: vec![vec![plain("d")]] },
            ]
        );
    }

    // proves: attack A2
    #[test]
    fn html_is_text_and_no_link_runs_a_script() {
        let read =
            blocks("<script>alert(1)</script>\n\na <b onclick=x>c</b> ![p](https://evil.example/p.png)");
        assert_eq!(read.len(), 2);
        let words = |block: &Block| match block {
            Block::Paragraph { words } => words.iter().map(|one| one.text.as_str()).collect::<String>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(words(&read[0]), "<script>alert(1)</script>\n");
        assert_eq!(words(&read[1]), "a <b onclick=x>c</b> p");
        for bad in [
            "javascript:alert(1)",
            " JavaScript:x",
            "data:text/html,x",
            "//evil.example",
            "vbscript:x",
            "/\\evil",
        ] {
            let read = blocks(&format!("[a](<{bad}>)"));
            assert_eq!(read, [Block::Paragraph { words: vec![plain("a")] }], "{bad}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_and_leads_nowhere_strange(text in "(\\PC|[\\n#*_\\[\\]()<>!`-]){0,200}") {
            for block in blocks(&text) {
                let words = match block {
                    Block::Heading { words, .. } | Block::Paragraph { words } => words,
                    Block::List { items, .. } => items.concat(),
                };
                for one in words {
                    prop_assert!(one.href.is_none_or(|href| safe(&href).is_some()));
                }
            }
        }
    }
}
