//! How long files and functions may be, those of tests too.

use super::Source;

/// Most lines of a file.
const FILE: usize = 600;

/// Most lines of a function, without empty ones and comments.
const FUNCTION: usize = 80;

/// Files that are too long.
pub fn files(sources: &[Source]) -> Vec<String> {
    let long =
        sources.iter().map(|(file, text)| (file, text.lines().count())).filter(|(_, lines)| *lines > FILE);
    long.map(|(file, lines)| format!("{file} has {lines} lines: split it")).collect()
}

/// Functions of Rust that are too long. The sources are formatted: a function ends at the first `}` that is as far
/// to the right as it is itself.
pub fn functions(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for (file, text) in sources.iter().filter(|(file, _)| file.ends_with(".rs")) {
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let Some(name) = function(line) else { continue };
            let indent = line.len() - line.trim_start().len();
            let end = format!("{:indent$}}}", "");
            let body = lines[at + 1..].iter().take_while(|line| !line.starts_with(&end));
            let counted = body.filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with("//"));
            let counted = counted.count();
            if counted > FUNCTION && !line.trim_end().ends_with('}') {
                found.push(format!("{file}:{}: {name} has {counted} lines", at + 1));
            }
        }
    }
    found
}

/// The name of the function that begins in this line.
fn function(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let before = line.find("fn ")?;
    let words = ["pub", "pub(crate)", "pub(super)", "async", "const", "extern"];
    let is_start = line[..before].split_whitespace().all(|word| words.contains(&word));
    let name = line[before + 3..].split(['(', '<']).next()?;
    is_start.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::super::planted;
    use super::{files, functions};

    fn body(lines: usize) -> String {
        "        a();\n".repeat(lines)
    }

    #[test]
    fn what_is_too_long_is_found() {
        let long = "\n".repeat(601);
        assert_eq!(files(&planted(&[("a.rs", &long), ("b.rs", "")])), ["a.rs has 601 lines: split it"]);
        let text = format!(
            "impl A {{\n    pub async fn short() {{\n{}    }}\n\n    fn long<T>(\n        a: T,\n    ) {{\n{}    }}\n}}\n",
            body(80),
            body(81)
        );
        let found = functions(&planted(&[("a.rs", &text)]));
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("a.rs:85: long"), "{found:?}");
    }

    #[test]
    fn comments_and_empty_lines_do_not_count() {
        let text = format!("fn f() {{\n{}    // why\n\n}}\n", body(80));
        assert_eq!(functions(&planted(&[("a.rs", &text)])), Vec::<String>::new());
    }
}
