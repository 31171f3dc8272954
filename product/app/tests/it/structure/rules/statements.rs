//! Whose tables a statement touches, and where statements may stand.

use std::collections::BTreeMap;

use super::Source;
use super::paths::paths;
use super::tokens::{Kind, Token, tokens, without_tests};

/// Words that begin a statement, as they are written here.
const VERBS: [&str; 9] =
    ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH ", "CREATE ", "ALTER ", "DROP ", "LOCK "];

/// Words after which a statement names a table.
const BEFORE: [&str; 6] = ["FROM", "JOIN", "INTO", "UPDATE", "TABLE", "ONLY"];

/// The slice of a product file: `product/ground/src/guard`.
fn slice(file: &str) -> Option<String> {
    let parts: Vec<&str> = file.split('/').collect();
    let inside = parts.first() == Some(&"product") && parts.get(2) == Some(&"src") && parts.len() > 4;
    inside.then(|| parts[..4].join("/"))
}

/// Who owns each table: the slice whose migration makes it.
pub fn owners(migrations: &[Source]) -> BTreeMap<String, String> {
    let mut owners = BTreeMap::new();
    for (file, text) in migrations {
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        for three in words.windows(3).filter(|three| three[0] == "CREATE" && three[1] == "TABLE") {
            if let Some(slice) = slice(file) {
                owners.insert(three[2].trim_end_matches('(').to_owned(), slice);
            }
        }
    }
    owners
}

fn is_statement(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\\' || c == '(');
    VERBS.iter().any(|verb| start.starts_with(verb))
}

fn is_of_tests(file: &str) -> bool {
    file.contains("/tests/") || file.ends_with("/tests.rs") || file.ends_with("/testing.rs")
}

/// The tables a statement names.
fn named(statement: &str) -> Vec<String> {
    let words: Vec<&str> =
        statement.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()).collect();
    let pairs = words.windows(2).filter(|pair| BEFORE.contains(&pair[0].to_uppercase().as_str()));
    pairs.map(|pair| pair[1].to_owned()).collect()
}

/// The tables a source declares by `table!`.
pub fn declared(tokens: &[Token]) -> Vec<(usize, String)> {
    let is = |at: usize| tokens[at].word() == "table" && tokens[at + 1].is('!') && tokens[at + 2].is('{');
    let places = (0..tokens.len().saturating_sub(3)).filter(|at| is(*at));
    places.map(|at| (tokens[at].line, tokens[at + 3].word().to_owned())).collect()
}

/// Statements and declarations about a table of another slice.
pub fn of_others(sources: &[Source], owners: &BTreeMap<String, String>) -> Vec<String> {
    let mut found = Vec::new();
    for (file, text) in sources.iter().filter(|(file, _)| !is_of_tests(file)) {
        let tokens = without_tests(tokens(text));
        let mut touched = declared(&tokens);
        for token in &tokens {
            if let Kind::Text(text) = &token.kind
                && is_statement(text)
            {
                touched.extend(named(text).into_iter().map(|table| (token.line, table)));
            }
        }
        for (line, table) in touched {
            if owners.get(&table).is_some_and(|owner| slice(file).as_ref() != Some(owner)) {
                found.push(format!("{file}:{line}: {table} is a table of {}", owners[&table]));
            }
        }
    }
    found
}

/// Statements elsewhere than in a module that keeps a slice's tables: `store` or `tables`, one that declares a table
/// itself, or one that imports from the slice's `tables`.
pub fn outside_of_stores(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for (file, text) in sources.iter().filter(|(file, _)| !is_of_tests(file)) {
        let tokens = without_tests(tokens(text));
        let is_store = ["/store.rs", "/tables.rs"].iter().any(|end| file.ends_with(end))
            || file.contains("/store/")
            || !declared(&tokens).is_empty()
            || paths(&tokens).iter().any(|path| path.names.starts_with(&["super".into(), "tables".into()]));
        for token in tokens.iter().filter(|_| !is_store) {
            if let Kind::Text(text) = &token.kind
                && is_statement(text)
            {
                let start: String = text.split_whitespace().take(4).collect::<Vec<_>>().join(" ");
                found.push(format!("{file}:{}: a statement outside of a store: {start}", token.line));
            }
        }
    }
    found
}

/// How a statement can be put together from text.
const MAKERS: [&str; 6] =
    ["format!(", "concat!(", "push_str(", "sql_query(&", "batch_execute(&format!(", "dsl::sql"];

/// Where a statement is put together, and how: one entry for each place.
pub fn put_together(sources: &[Source]) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    for (file, text) in sources.iter().filter(|(file, _)| !is_of_tests(file)) {
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let code = text.lines().map(str::trim).filter(|line| !line.starts_with("//"));
        let plain: String = code.collect::<Vec<_>>().join("\n");
        for maker in MAKERS {
            for (at, _) in plain.match_indices(maker) {
                let begins = plain[at + maker.len()..].trim_start().trim_start_matches('"').to_uppercase();
                let is_made = maker.contains("sql") || maker.starts_with("batch_execute");
                if is_made || is_statement(&begins) {
                    found.push((file.clone(), maker.trim_end_matches('(')));
                }
            }
        }
    }
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::planted;
    use super::{of_others, outside_of_stores, owners, put_together};

    fn tables() -> BTreeMap<String, String> {
        owners(&planted(&[
            (
                "product/ground/src/jobs/migrations/0014_jobs.sql",
                "CREATE TABLE job (\n id {id}\n);\nCREATE TABLE job_run(",
            ),
            ("product/desk/src/requests/migrations/0020.sql", "CREATE TABLE request (id {id});"),
        ]))
    }

    #[test]
    fn migrations_tell_whose_a_table_is() {
        let told: Vec<_> = tables().into_iter().collect();
        let of = |slice: &str| format!("product/{slice}");
        assert_eq!(
            told,
            [
                ("job".to_owned(), of("ground/src/jobs")),
                ("job_run".to_owned(), of("ground/src/jobs")),
                ("request".to_owned(), of("desk/src/requests")),
            ]
        );
    }

    #[test]
    fn statements_about_ones_own_tables_are_fine() {
        let files = planted(&[
            (
                "product/ground/src/jobs/store.rs",
                "diesel::table! { job (id) { id -> BigInt, } }\nsql_query(\"SELECT 1 FROM job_run\")",
            ),
            ("product/desk/src/requests/pages.rs", "let a = \"select a job from the list\"; // UPDATE job"),
        ]);
        assert_eq!(of_others(&files, &tables()), Vec::<String>::new());
        assert_eq!(outside_of_stores(&files[..1]), Vec::<String>::new());
    }

    #[test]
    fn a_strangers_table_is_found() {
        let files = planted(&[
            ("product/ground/src/audit/store.rs", "diesel::table! {\n job (id) { id -> BigInt, } }"),
            ("product/desk/src/requests/store.rs", "\nsql_query(\"\n  UPDATE job SET a = 1\")"),
            ("product/app/src/doctor.rs", "sql_query(r#\"WITH a AS (SELECT 1 FROM request) SELECT 1\"#)"),
        ]);
        assert_eq!(
            of_others(&files, &tables()),
            [
                "product/ground/src/audit/store.rs:1: job is a table of product/ground/src/jobs",
                "product/desk/src/requests/store.rs:2: job is a table of product/ground/src/jobs",
                "product/app/src/doctor.rs:1: request is a table of product/desk/src/requests",
            ]
        );
    }

    #[test]
    fn statements_stand_in_stores() {
        let files = planted(&[
            ("product/desk/src/requests/pages.rs", "fn f() {\n sql_query(\"SELECT 1\") }"),
            ("product/desk/src/requests/tests/a.rs", "sql_query(\"SELECT 1\")"),
            (
                "product/ground/src/guard/tries.rs",
                "diesel::table! { tries (id) { id -> BigInt, } } sql_query(\"DELETE FROM tries\")",
            ),
        ]);
        let found = ["product/desk/src/requests/pages.rs:2: a statement outside of a store: SELECT 1"];
        assert_eq!(outside_of_stores(&files), found);
    }

    #[test]
    fn a_statement_put_together_is_found() {
        let files = planted(&[
            ("a.rs", "let a = format!(\n    \"select name FROM {table}\");"),
            ("b.rs", "conn.batch_execute(&format!(\"FETCH {n}\"))"),
            ("c.rs", "sql_query(&text); dsl::sql::<Text>(\"SHOW x\")"),
            ("d.rs", "text.push_str(\" WHERE a\"); text.push_str(\"DELETE FROM a\")"),
            ("fine.rs", "format!(\"updated {n}\");\n// format!(\"SELECT {x}\")\nsql_query(\"SELECT 1\")"),
            ("kit/a/src/tests/e.rs", "format!(\"SELECT {x}\")"),
        ]);
        let found = put_together(&files);
        let found: Vec<(&str, &str)> = found.iter().map(|(file, how)| (file.as_str(), *how)).collect();
        let expected = [
            ("a.rs", "format!"),
            ("b.rs", "batch_execute(&format!"),
            ("c.rs", "dsl::sql"),
            ("c.rs", "sql_query(&"),
            ("d.rs", "push_str"),
        ];
        assert_eq!(found, expected);
    }
}
