//! Reads the reports of test runners: the part of JUnit's XML that cargo-nextest and Node write.

use crate::fault::{Fault, Result};

/// How one test went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Where it lives: nextest's binary id (`kit-db::it`); whatever Node says for its own.
    pub class: String,
    /// Its name; for a Node test in a group, the names of the groups before it, joined by ` > `.
    pub name: String,
    /// How it ended.
    pub end: End,
}

/// How a test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It ran and passed.
    Passed,
    /// It ran and failed.
    Failed,
    /// It did not run, or its outcome does not count.
    Skipped,
}

/// All test cases of a report.
pub fn parse(xml: &str) -> Result<Vec<Case>> {
    let mut cases: Vec<Case> = Vec::new();
    let mut suites: Vec<String> = Vec::new();
    let mut rest = xml;
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, following) = tag_end(after).ok_or_else(|| Fault::new("a test report ends within a tag"))?;
        rest = following;
        if let Some(data) = tag.strip_prefix("![CDATA[") {
            // A closing bracket inside the data: skip to the real end.
            if !data.ends_with("]]") {
                rest = rest.split_once("]]>").map_or("", |(_, after)| after);
            }
            continue;
        }
        match tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default() {
            "testsuite" if !tag.ends_with('/') => suites.push(attribute(tag, "name").unwrap_or_default()),
            "" if tag == "/testsuite" => {
                suites.pop();
            }
            "testcase" => cases.push(case(tag, &suites)),
            "failure" | "error" => mark(&mut cases, End::Failed),
            "skipped" => mark(&mut cases, End::Skipped),
            _ => {}
        }
    }
    Ok(cases)
}

fn case(tag: &str, suites: &[String]) -> Case {
    let class = attribute(tag, "classname").unwrap_or_default();
    let own = attribute(tag, "name").unwrap_or_default();
    // nextest names its one suite like the class; Node's suites are groups of tests.
    let groups = suites.iter().filter(|suite| **suite != class).map(String::as_str);
    let name = groups.chain([own.as_str()]).collect::<Vec<_>>().join(" > ");
    Case { class, name, end: End::Passed }
}

fn mark(cases: &mut [Case], end: End) {
    if let Some(last) = cases.last_mut() {
        last.end = end;
    }
}

/// Splits at the `>` that ends a tag, which may stand bare inside quotes.
fn tag_end(text: &str) -> Option<(&str, &str)> {
    if let Some(comment) = text.strip_prefix("!--") {
        let (_, rest) = comment.split_once("-->")?;
        return Some(("!--", rest));
    }
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return Some((&text[..at], &text[at + 1..])),
            (None, '"' | '\'') if !text.starts_with("![CDATA[") => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    None
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let value = tag[start..].split('"').next()?;
    // Node escapes a quotation mark twice.
    Some(unescape(&value.replace("&amp;quot;", "&quot;")))
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::{End, parse};

    #[test]
    fn a_report_of_nextest_is_read() {
        let xml = r#"<?xml version="1.0"?><testsuites name="nextest-run">
            <testsuite name="kit-base" tests="3">
              <testcase name="ids::tests::grow" classname="kit-base" time="0.1"/>
              <testcase name="ids::tests::stop" classname="kit-base"><failure type="x">a &lt; b</failure>
                <system-out>]] &gt; <![CDATA[ <testcase name="no" > ]]></system-out></testcase>
              <testcase name="ids::tests::late" classname="kit-base"></testcase>
            </testsuite></testsuites>"#;
        let ends: Vec<_> = parse(xml).unwrap().into_iter().map(|case| (case.name, case.end)).collect();
        assert_eq!(
            ends,
            [
                ("ids::tests::grow".to_owned(), End::Passed),
                ("ids::tests::stop".to_owned(), End::Failed),
                ("ids::tests::late".to_owned(), End::Passed),
            ]
        );
    }

    #[test]
    fn a_report_of_node_is_read() {
        let xml = r#"<testsuites><testcase name="one &amp;quot;q&amp;quot; &lt;x>" classname="test"/>
            <testsuite name="group"><testcase name="in" classname="test"/>
            <testcase name="off" classname="test"><skipped type="skipped"/></testcase></testsuite>
            <testcase name="out" classname="test"/><!-- tests <3> --></testsuites>"#;
        let ends: Vec<_> = parse(xml).unwrap().into_iter().map(|case| (case.name, case.end)).collect();
        assert_eq!(
            ends,
            [
                ("one \"q\" <x>".to_owned(), End::Passed),
                ("group > in".to_owned(), End::Passed),
                ("group > off".to_owned(), End::Skipped),
                ("out".to_owned(), End::Passed),
            ]
        );
    }

    #[test]
    fn a_cut_report_is_refused() {
        assert!(parse("<testsuites><testcase name=\"a").is_err());
    }
}
