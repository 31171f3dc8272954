//! The paths a source names, with `{…}` of imports spelled out, seen from the root of its crate.

use super::tokens::Token;

/// A path and its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    pub line: usize,
    pub names: Vec<String>,
}

/// Every path of two or more names.
pub fn paths(tokens: &[Token]) -> Vec<Path> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at].word().is_empty() {
            at += 1;
        } else {
            at = path(tokens, at, &[], &mut found);
        }
    }
    found.retain(|path| path.names.len() > 1);
    found
}

fn is_step(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| token.is(':')) && tokens.get(at + 1).is_some_and(|token| token.is(':'))
}

/// Reads one path that begins at `at`, below `above`. Returns where it ends.
fn path(tokens: &[Token], mut at: usize, above: &[String], found: &mut Vec<Path>) -> usize {
    let line = tokens[at].line;
    let mut names = above.to_vec();
    names.push(tokens[at].word().to_owned());
    at += 1;
    while is_step(tokens, at) {
        at += 2;
        let Some(token) = tokens.get(at) else { break };
        if token.is('{') {
            return group(tokens, at + 1, &names, found);
        }
        if token.word().is_empty() {
            break;
        }
        names.push(token.word().to_owned());
        at += 1;
    }
    found.push(Path { line, names });
    at
}

/// Reads what stands between the braces of an import.
fn group(tokens: &[Token], mut at: usize, above: &[String], found: &mut Vec<Path>) -> usize {
    while let Some(token) = tokens.get(at) {
        if token.is('}') {
            return at + 1;
        }
        at = if token.word() == "as" {
            at + 2
        } else if token.word().is_empty() {
            at + 1
        } else {
            path(tokens, at, above, found)
        };
    }
    at
}

/// The modules a file stands in, below the root of its crate: `guard/routes.rs` is in `guard::routes`.
pub fn module(inside: &str) -> Vec<String> {
    let inside = inside.strip_suffix(".rs").unwrap_or(inside);
    let mut names: Vec<String> = inside.split('/').map(str::to_owned).collect();
    if names
        .last()
        .is_some_and(|last| last == "mod" || (names.len() == 1 && (last == "lib" || last == "main")))
    {
        names.pop();
    }
    names
}

/// A path seen from the root of the crate, when it leads there: `crate::a`, or `super::super::a`.
pub fn from_root(path: &Path, module: &[String]) -> Option<Vec<String>> {
    let mut names = path.names.iter().peekable();
    let mut base = match names.next()?.as_str() {
        "crate" => Vec::new(),
        "super" => module[..module.len().saturating_sub(1)].to_vec(),
        "self" => module.to_vec(),
        _ => return None,
    };
    while names.next_if(|name| *name == "super").is_some() {
        base.pop();
    }
    base.extend(names.cloned());
    Some(base)
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::{Path, from_root, module, paths};

    fn told(text: &str) -> Vec<String> {
        paths(&tokens(text)).into_iter().map(|path| path.names.join("::")).collect()
    }

    #[test]
    fn imports_are_spelled_out() {
        let text = "use crate::{Ground, audit::{self, Event}, staff as people, guard::*};\nuse kit_db::Db;";
        let all =
            ["crate::Ground", "crate::audit::self", "crate::audit::Event", "crate::staff", "crate::guard"];
        assert_eq!(told(text), [all.as_slice(), &["kit_db::Db"]].concat());
    }

    #[test]
    fn paths_in_code_are_found() {
        let text = "fn a() -> crate::b::C<super::d::E> { Vec::<f::G>::new(); if x { h::i() } }";
        assert_eq!(told(text), ["crate::b::C", "super::d::E", "f::G", "h::i"]);
    }

    #[test]
    fn where_a_path_leads() {
        let root = |names: &str, file: &str| {
            let path = Path { line: 1, names: names.split("::").map(str::to_owned).collect() };
            from_root(&path, &module(file)).map(|names| names.join("::"))
        };
        assert_eq!(root("crate::a::b", "x/y.rs").as_deref(), Some("a::b"));
        assert_eq!(root("super::b", "x/y.rs").as_deref(), Some("x::b"));
        assert_eq!(root("super::super::a::b", "x/y.rs").as_deref(), Some("a::b"));
        assert_eq!(root("super::a", "x/mod.rs").as_deref(), Some("a"));
        assert_eq!(root("self::a", "lib.rs").as_deref(), Some("a"));
        assert_eq!(root("kit_db::Db", "lib.rs"), None);
    }
}
