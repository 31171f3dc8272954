//! The listings under `docs/generated` say what the program says.

use super::root;

#[test]
fn the_listings_are_fresh() {
    for (name, text) in querist::listings::all().unwrap() {
        let kept = std::fs::read_to_string(root().join("docs/generated").join(name)).unwrap_or_default();
        assert!(kept == text, "docs/generated/{name} is stale: run `cargo xtask listings`");
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

#[tokio::test(flavor = "multi_thread")]
async fn the_listing_of_jobs_has_every_kind_the_workers_know() {
    let house = crate::house::TestHouse::on(kit_db::Engine::Sqlite).await;
    let mut known: Vec<&str> =
        querist::boot::registry(house.ground(), None).kinds().map(|kind| kind.name).collect();
    let mut listed: Vec<&str> = querist::listings::kinds().iter().map(|kind| kind.name).collect();
    known.sort_unstable();
    listed.sort_unstable();
    assert_eq!(listed, known);
}
