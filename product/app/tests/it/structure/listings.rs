//! The listings under `docs/generated` say what the program says.

use super::root;

#[test]
fn the_listings_are_fresh() {
    for (name, text) in querist::generated::all().unwrap() {
        let kept = std::fs::read_to_string(root().join("docs/generated").join(name)).unwrap_or_default();
        assert!(kept == text, "docs/generated/{name} is stale: run `cargo xtask generate`");
    }
}

#[test]
fn every_route_has_one_name() {
    let mut names: Vec<&str> = querist::routes::table().iter().map(|route| route.name).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}
