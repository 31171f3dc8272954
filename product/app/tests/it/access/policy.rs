//! `policy.csv` and the listings it is compared with.

use std::collections::{BTreeMap, BTreeSet};

use super::calls::Address;

/// The roles, in the order of the columns.
pub const ROLES: [&str; 12] = [
    "anyone",
    "client",
    "other client",
    "probation",
    "general",
    "regular",
    "supervisor",
    "administrator",
    "security-officer",
    "privacy-officer",
    "desk role",
    "own role",
];

/// The objects of routes that are about a request.
pub const OBJECTS: [&str; 13] = [
    "location",
    "own",
    "assigned",
    "colleague",
    "other",
    "confidential",
    "confidential-assigned",
    "team",
    "confidential-other",
    "closed",
    "confidential-other-closed",
    "erased",
    "missing",
];

/// The object of routes that are about no request.
pub const NONE: &str = "-";

/// What may come of a call.
const OUTCOMES: [&str; 9] =
    ["ok", "sign-in", "403", "404", "409", "refused", "shown", "hidden", "found nothing to do"];

/// One row of the file.
pub struct Row {
    /// The route.
    pub address: Address,
    /// One of [`OBJECTS`], or [`NONE`].
    pub object: String,
    /// What is expected, in the order of [`ROLES`].
    outcomes: Vec<String>,
}

impl Row {
    /// What is expected for `role`.
    pub fn outcome(&self, role: &str) -> &str {
        &self.outcomes[ROLES.iter().position(|known| *known == role).unwrap()]
    }
}

/// All rows.
pub fn rows() -> Vec<Row> {
    let text = include_str!("policy.csv");
    let mut lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let heads: Vec<&str> = lines.next().unwrap().split(',').collect();
    assert_eq!(heads, [["route", "object"].as_slice(), &ROLES].concat(), "the heads of policy.csv");
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells.len(), heads.len(), "policy.csv: {line}");
        assert!(cells[1] == NONE || OBJECTS.contains(&cells[1]), "policy.csv: no such object: {line}");
        assert!(cells[2..].iter().all(|cell| OUTCOMES.contains(cell)), "policy.csv: no such outcome: {line}");
        Row {
            address: address(cells[0]),
            object: cells[1].to_owned(),
            outcomes: cells[2..].iter().map(|cell| (*cell).to_owned()).collect(),
        }
    };
    lines.map(row).collect()
}

fn address(text: &str) -> Address {
    let (method, path) = text.split_once(' ').unwrap();
    Address { method: method.to_owned(), path: path.to_owned() }
}

/// Every route of a listing, with the cells behind its address. Another test keeps the listings fresh.
fn listed(text: &str) -> Vec<(Address, Vec<&str>)> {
    let is_route = |line: &&str| line.starts_with("GET /") || line.starts_with("POST /");
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let routes = lines.take_while(is_route);
    routes
        .map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            (address(&words[..2].join(" ")), words[2..].to_vec())
        })
        .collect()
}

// proves: XT-131, XT-142
#[test]
fn every_route_has_its_rows_and_every_row_its_route() {
    let rows = rows();
    let mut written: BTreeMap<&Address, BTreeSet<&str>> = BTreeMap::new();
    for row in &rows {
        let new = written.entry(&row.address).or_default().insert(&row.object);
        assert!(new, "{} {} has two rows", row.address, row.object);
    }
    let listing = listed(include_str!("../../../../../docs/generated/routes.txt"));
    assert!(listing.len() > 30, "the listing of routes was not read");
    let real: BTreeSet<&Address> = listing.iter().map(|(address, _)| address).collect();
    let missing: Vec<_> = real.iter().filter(|route| !written.contains_key(**route)).collect();
    let unknown: Vec<_> = written.keys().filter(|route| !real.contains(**route)).collect();
    assert!(missing.is_empty(), "say in policy.csv who may call: {missing:?}");
    assert!(unknown.is_empty(), "policy.csv has rows for what is no route: {unknown:?}");
    for (address, objects) in written {
        let whole = objects == OBJECTS.into() || objects == [NONE].into();
        assert!(whole, "{address}: a row for each object, or one for none; there are {objects:?}");
        let about_one = address.path.contains("{number}");
        assert!(!about_one || objects.len() > 1, "{address} is about a request: a row for each object");
    }
}

// proves: XT-142
#[test]
fn the_listing_of_access_says_what_is_expected() {
    let text = include_str!("../../../../../docs/generated/access.txt");
    let heads = text.lines().find(|line| line.starts_with("# route ")).unwrap();
    let heads: Vec<&str> = heads.split_whitespace().skip(2).collect();
    let lets_in = |outcome: &str| !["sign-in", "403", "refused"].contains(&outcome);
    for (route, cells) in listed(text) {
        assert_eq!(cells.len(), heads.len(), "{route}");
        for (role, cell) in heads.iter().zip(cells) {
            let mut of_route = rows().into_iter().filter(|row| row.address == route);
            let expected = of_route.any(|row| lets_in(row.outcome(role)));
            // To look up a request anybody may try; only who knows number and address succeeds.
            let try_only = route.to_string() == "POST /check";
            assert_eq!(cell == "yes", expected || try_only, "{route} by {role}");
        }
    }
}
