//! Direction: kit knows nothing of the product, a lower tier nothing of a higher one, a slice nothing of
//! another's tables; templates carry no raw markup, style or script.

use super::sources;

const SLICES: &[(&str, &[&str])] = &[
    (
        "product/ground/src",
        &[
            "audit",
            "clients",
            "guard",
            "followers",
            "health",
            "housekeeping",
            "jobs",
            "metrics",
            "nodes",
            "outbox",
            "settings",
            "staff",
            "ui",
        ],
    ),
    ("product/desk/src", &["forms", "messages", "requests"]),
];

fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.starts_with("//"))
}

// proves: v5.0.0-15.1.1
#[test]
fn nobody_depends_upwards() {
    let higher: [(&str, &[&str]); 3] = [
        ("kit", &["ground", "desk", "querist"]),
        ("product/ground/src", &["desk", "querist"]),
        ("product/desk/src", &["querist"]),
    ];
    for (folder, names) in higher {
        for (file, text) in sources(folder, &[".rs"]) {
            for line in code(&text) {
                for name in names {
                    let used =
                        line.starts_with(&format!("use {name}::")) || line.contains(&format!(" {name}::"));
                    let own = line.contains(&format!("crate::{name}::"));
                    assert!(!used || own, "{file} depends upwards: {line}");
                }
            }
        }
    }
}

#[test]
fn a_slice_never_touches_anothers_tables() {
    for (tier, slices) in SLICES {
        for (file, text) in sources(tier, &[".rs"]) {
            let own = slices.iter().find(|slice| file.starts_with(&format!("{tier}/{slice}/")));
            for line in code(&text) {
                for slice in slices.iter().filter(|slice| Some(*slice) != own) {
                    for inside in ["store", "tables"] {
                        let path = format!("{slice}::{inside}");
                        assert!(!line.contains(&path), "{file} reaches into {path}: {line}");
                    }
                }
            }
        }
    }
}

#[test]
fn only_three_places_ask_which_engine_runs() {
    let may = ["product/ground/src/jobs/", "product/app/"];
    for tier in ["product/ground/src", "product/desk/src"] {
        for (file, text) in sources(tier, &[".rs"]) {
            let asks = code(&text).any(|line| {
                line.contains("Conn::Pg") || line.contains("Conn::Lite") || line.contains(".engine()")
            });
            assert!(
                !asks || may.iter().any(|place| file.starts_with(place)),
                "{file} asks which engine runs"
            );
        }
    }
}

// proves: v5.0.0-1.2.1, attack A1
#[test]
fn templates_have_no_way_around_escaping() {
    for tier in ["product/ground/src", "product/desk/src"] {
        for (file, text) in sources(tier, &[".html"]) {
            for bad in [
                "|safe",
                "| safe",
                "escape=\"none\"",
                "<script",
                " style=",
                " onclick=",
                " onload=",
                "javascript:",
            ] {
                assert!(!text.contains(bad), "{file} has {bad}");
            }
        }
    }
}

// proves: RF-54, v5.0.0-1.2.4, attack E6
#[test]
fn no_statement_is_put_together_from_text() {
    for folder in ["product/ground/src", "product/desk/src", "product/app/src"] {
        for (file, text) in sources(folder, &[".rs"]) {
            let plain: String = code(&text).collect::<Vec<_>>().join("\n");
            for maker in ["format!(", "concat!(", "push_str(", "sql_query(&", "dsl::sql"] {
                for (at, _) in plain.match_indices(maker) {
                    let begins =
                        plain[at + maker.len()..].trim_start().trim_start_matches('"').to_uppercase();
                    let verbs = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "];
                    let builds = verbs.iter().any(|verb| begins.starts_with(verb)) || maker.contains("sql");
                    assert!(!builds, "{file}: a statement put together: {}", &begins[..begins.len().min(60)]);
                }
            }
        }
    }
}

#[test]
fn files_stay_readable() {
    for folder in ["kit", "product", "xtask"] {
        for (file, text) in sources(folder, &[".rs"]) {
            let lines = text.lines().count();
            assert!(lines <= 600, "{file} has {lines} lines: split it");
        }
    }
}

#[test]
fn migrations_have_one_number_each() {
    let all = querist::boot::migrations();
    let numbers: Vec<u32> = all.iter().map(|step| step.number).collect();
    assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]), "{numbers:?}");
}
