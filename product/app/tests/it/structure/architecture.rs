//! The plan, held to: `rules` has the rules, this names what they are asked of.

use super::rules::slices::Tier;
use super::rules::{Source, direction, size, slices, sockets, statements};
use super::sources;

const GROUND: Tier<'_> = Tier { folder: "product/ground/src/", name: "ground" };
const DESK: Tier<'_> = Tier { folder: "product/desk/src/", name: "desk" };

/// Where what is built lies: `kit/x/src`, `product/x/src`.
fn built(endings: &[&str]) -> Vec<Source> {
    let mut all = sources("kit", endings);
    all.extend(sources("product", endings));
    all.retain(|(file, _)| file.split('/').nth(2) == Some("src"));
    assert!(all.len() > 20, "the sources were not read");
    all
}

fn manifests() -> Vec<Source> {
    [sources("kit", &["Cargo.toml"]), sources("product", &["Cargo.toml"])].concat()
}

fn none(breaches: &[String]) {
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn nobody_depends_upwards() {
    let tests = sources("kit", &[".rs"]);
    none(&direction::breaches(&[built(&[".rs"]), manifests(), tests].concat()));
}

#[test]
fn slices_use_each_other_through_the_door_alone() {
    let all = built(&[".rs"]);
    for tier in [GROUND, DESK] {
        none(&slices::past_the_door(&tier, &all));
    }
}

#[test]
fn slices_use_each_other_in_no_circle() {
    let all = built(&[".rs"]);
    for tier in [GROUND, DESK] {
        none(&slices::circles(&tier, &all));
    }
}

#[test]
fn a_slice_never_touches_anothers_tables() {
    let owners = statements::owners(&sources("product", &[".sql"]));
    assert!(owners.len() > 15 && owners.contains_key("request"), "the migrations were not read: {owners:?}");
    none(&statements::of_others(&built(&[".rs"]), &owners));
}

#[test]
fn statements_stand_in_the_stores_of_slices() {
    let mut all = built(&[".rs"]);
    all.retain(|(file, _)| file.starts_with("product/"));
    none(&statements::outside_of_stores(&all));
}

#[test]
fn only_the_database_and_the_mail_call_out() {
    none(&sockets::breaches(&built(&[".rs"])));
    none(&sockets::crates(&manifests()));
}

#[test]
fn files_and_functions_stay_readable() {
    let all: Vec<Source> = ["kit", "product", "xtask"]
        .iter()
        .flat_map(|folder| sources(folder, &[".rs", ".mjs", ".py"]))
        .collect();
    none(&size::files(&all));
    none(&size::functions(&all));
}

#[test]
fn only_three_places_ask_which_engine_runs() {
    let may = ["product/ground/src/jobs/", "product/app/"];
    for tier in ["product/ground/src", "product/desk/src"] {
        for (file, text) in sources(tier, &[".rs"]) {
            let mut code = text.lines().map(str::trim).filter(|line| !line.starts_with("//"));
            let asks = code.any(|line| {
                line.contains("Conn::Pg") || line.contains("Conn::Lite") || line.contains(".engine()")
            });
            let may = may.iter().any(|place| file.starts_with(place));
            assert!(!asks || may, "{file} asks which engine runs");
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

// proves: RF-54, XT-135, v5.0.0-1.2.4, attack E6
#[test]
fn no_statement_is_put_together_from_text() {
    let (kit, product): (Vec<_>, Vec<_>) =
        built(&[".rs"]).into_iter().partition(|(file, _)| file.starts_with("kit/"));
    assert_eq!(statements::put_together(&product), []);
    // The door itself, and no other place in it: each of these, and why no text from outside gets into it.
    let may = [
        // Copies any table between the engines. The names of tables and columns are the database's own; whatever is
        // not lower-case letters, digits and `_` is refused by `statements::name`, and values are bound.
        ("kit/db/src/copy/catalogue.rs", "dsl::sql"),
        ("kit/db/src/copy/dump.rs", "batch_execute(&format!"),
        ("kit/db/src/copy/dump.rs", "sql_query(&"),
        ("kit/db/src/copy/statements.rs", "format!"),
        ("kit/db/src/copy/statements.rs", "format!"),
        ("kit/db/src/copy/statements.rs", "format!"),
        // Constants of the program: whether there is a table, names of settings.
        ("kit/db/src/migrate.rs", "dsl::sql"),
        ("kit/db/src/pg/server.rs", "dsl::sql"),
        // Each engine's way to make a sequence, from a name that is a literal.
        ("kit/db/src/sequence.rs", "concat!"),
        ("kit/db/src/sequence.rs", "concat!"),
        // How much memory a connection takes: a number of the program.
        ("kit/db/src/sqlite/open.rs", "batch_execute(&format!"),
        ("kit/db/src/sqlite/open.rs", "dsl::sql"),
    ];
    let found = statements::put_together(&kit);
    let found: Vec<(&str, &str)> = found.iter().map(|(file, how)| (file.as_str(), *how)).collect();
    assert_eq!(found, may);
}

#[test]
fn migrations_have_one_number_each() {
    let all = querist::boot::migrations();
    let numbers: Vec<u32> = all.iter().map(|step| step.number).collect();
    assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]), "{numbers:?}");
}

/// What takes a control out is in this program, so that looking for it finds it; `cargo xtask test` looks into the
/// one that people get.
#[test]
fn only_programs_for_tests_can_have_a_control_taken_out() {
    let bytes = std::fs::read(std::env::current_exe().unwrap()).unwrap();
    let name = kit_base::fault::VARIABLE.as_bytes();
    assert!(bytes.windows(name.len()).any(|part| part == name));
    for (file, text) in manifests() {
        assert!(!text.contains("default = ["), "{file}: no feature is on by itself");
        let on = text.lines().filter(|line| line.contains("features = [")).any(|line| line.contains("fault"));
        assert!(!on, "{file}: nobody switches it on");
    }
}
