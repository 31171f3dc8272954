//! How the slices of a tier use each other: through the door (`mod.rs`), and never in a circle.

use std::collections::{BTreeMap, BTreeSet};

use super::Source;
use super::paths::{from_root, module, paths};
use super::tokens::{tokens, without_tests};

/// Modules that hold the tables of a slice: nobody else's business, whatever the door says.
const INSIDE: [&str; 3] = ["store", "tables", "migrations"];

/// The slices of one crate: its folder and name.
pub struct Tier<'a> {
    /// `product/ground/src/`
    pub folder: &'a str,
    /// `ground`
    pub name: &'a str,
}

/// What one slice names of another.
struct Use<'a> {
    file: &'a str,
    line: usize,
    user: String,
    used: String,
    inside: Option<String>,
}

/// The slices: folders and files beside `lib.rs`.
fn slices(tier: &Tier<'_>, sources: &[Source]) -> BTreeSet<String> {
    let inside = sources.iter().filter_map(|(file, _)| file.strip_prefix(tier.folder));
    inside.filter_map(|inside| module(inside).into_iter().next()).collect()
}

fn uses<'a>(tier: &Tier<'_>, slices: &BTreeSet<String>, sources: &'a [Source]) -> Vec<Use<'a>> {
    let mut found = Vec::new();
    for (file, text) in sources.iter().filter(|(file, _)| file.ends_with(".rs")) {
        let own = file.strip_prefix(tier.folder).map(module);
        let user = own.as_ref().map_or(String::new(), |own| own.first().cloned().unwrap_or_default());
        for path in paths(&without_tests(tokens(text))) {
            let names = match &own {
                Some(own) => from_root(&path, own),
                None => (path.names[0] == tier.name).then(|| path.names[1..].to_vec()),
            };
            let Some(names) = names.filter(|names| !names.is_empty()) else { continue };
            if slices.contains(&names[0]) && names[0] != user {
                let inside = names.get(1).cloned();
                found.push(Use { file, line: path.line, user: user.clone(), used: names[0].clone(), inside });
            }
        }
    }
    found
}

/// Uses that do not go through the door: of a module that the door does not open to everybody (`pub mod`), or
/// of one that holds tables. `sources` may hold higher tiers besides.
pub fn past_the_door(tier: &Tier<'_>, sources: &[Source]) -> Vec<String> {
    let files: BTreeMap<&str, &str> =
        sources.iter().map(|(file, text)| (file.as_str(), text.as_str())).collect();
    let mut found = Vec::new();
    for one in uses(tier, &slices(tier, sources), sources) {
        let Some(inside) = &one.inside else { continue };
        let folder = format!("{}{}/", tier.folder, one.used);
        let is_module = [format!("{folder}{inside}.rs"), format!("{folder}{inside}/mod.rs")]
            .iter()
            .any(|file| files.contains_key(file.as_str()));
        let door = files.get(format!("{folder}mod.rs").as_str()).copied().unwrap_or_default();
        let open = door.lines().any(|line| line.trim() == format!("pub mod {inside};"));
        if is_module && (!open || INSIDE.contains(&inside.as_str())) {
            found.push(format!("{}:{}: goes past the door of {} to {inside}", one.file, one.line, one.used));
        }
    }
    found
}

/// Circles among the slices, each told once, with where each step is taken.
pub fn circles(tier: &Tier<'_>, sources: &[Source]) -> Vec<String> {
    let mut steps: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for one in uses(tier, &slices(tier, sources), sources).into_iter().filter(|one| !one.user.is_empty()) {
        let at = format!("{}:{}", one.file, one.line);
        steps.entry(one.user).or_default().entry(one.used).or_insert(at);
    }
    let mut found = Vec::new();
    let mut done = BTreeSet::new();
    for start in steps.keys() {
        let mut way = vec![start.clone()];
        walk(&steps, &mut way, &mut done, &mut found);
    }
    found
}

/// Goes on from the end of `way`; whoever is `done` leads into no circle that is not told.
fn walk(
    steps: &BTreeMap<String, BTreeMap<String, String>>,
    way: &mut Vec<String>,
    done: &mut BTreeSet<String>,
    found: &mut Vec<String>,
) {
    let here = way[way.len() - 1].clone();
    if done.contains(&here) {
        return;
    }
    for next in steps.get(&here).into_iter().flat_map(BTreeMap::keys) {
        if let Some(start) = way.iter().position(|name| name == next) {
            let round: Vec<&String> = way[start..].iter().chain([next]).collect();
            let told = round
                .windows(2)
                .map(|pair| format!("{} → {} ({})", pair[0], pair[1], steps[pair[0]][pair[1]]));
            found.push(told.collect::<Vec<_>>().join(", "));
        } else {
            way.push(next.clone());
            walk(steps, way, done, found);
            way.pop();
        }
    }
    done.insert(here);
}

#[cfg(test)]
mod tests {
    use super::super::{Source, planted};
    use super::{Tier, circles, past_the_door};

    const TIER: Tier<'_> = Tier { folder: "product/ground/src/", name: "ground" };

    fn house(more: &[(&str, &str)]) -> Vec<Source> {
        let files = [
            ("product/ground/src/lib.rs", "pub mod audit; pub mod guard; pub mod staff;"),
            ("product/ground/src/audit/mod.rs", "mod store;\npub mod events;\npub fn record() {}"),
            ("product/ground/src/audit/store.rs", "use super::events::Event;"),
            ("product/ground/src/audit/events.rs", ""),
            ("product/ground/src/guard/mod.rs", "mod routes;"),
            (
                "product/ground/src/guard/routes.rs",
                "use crate::staff::Person;\nuse super::super::audit::record;",
            ),
            ("product/ground/src/staff/mod.rs", "use crate::audit::events::Event;"),
        ];
        planted(&[files.as_slice(), more].concat())
    }

    #[test]
    fn what_goes_through_the_door_and_in_no_circle_is_fine() {
        let sources =
            house(&[("product/desk/src/forms/mod.rs", "use ground::audit::{events::Event, record};")]);
        assert_eq!(past_the_door(&TIER, &sources), Vec::<String>::new());
        assert_eq!(circles(&TIER, &sources), Vec::<String>::new());
    }

    #[test]
    fn what_goes_past_the_door_is_found() {
        let sources = house(&[
            ("product/ground/src/jobs/mod.rs", "fn f() {\n crate::audit::store::load()\n}"),
            ("product/desk/src/forms/mod.rs", "use ground::{audit::store, guard::routes::Route};"),
            ("product/ground/src/ui/mod.rs", "use super::guard::{routes};"),
        ]);
        assert_eq!(
            past_the_door(&TIER, &sources),
            [
                "product/ground/src/jobs/mod.rs:2: goes past the door of audit to store",
                "product/desk/src/forms/mod.rs:1: goes past the door of audit to store",
                "product/desk/src/forms/mod.rs:1: goes past the door of guard to routes",
                "product/ground/src/ui/mod.rs:1: goes past the door of guard to routes",
            ]
        );
    }

    #[test]
    fn a_door_that_opens_the_tables_does_not_count() {
        let mut sources = house(&[("product/ground/src/jobs/mod.rs", "use crate::audit::store;")]);
        sources[1].1 = "pub mod store;\npub mod events;".to_owned();
        assert_eq!(past_the_door(&TIER, &sources).len(), 1);
    }

    #[test]
    fn circles_are_found_however_long() {
        let sources = house(&[("product/ground/src/audit/pages.rs", "\nuse crate::guard::Route;")]);
        assert_eq!(
            circles(&TIER, &sources),
            [
                "audit → guard (product/ground/src/audit/pages.rs:2), guard → audit (product/ground/src/guard/routes.rs:2)",
                "audit → guard (product/ground/src/audit/pages.rs:2), guard → staff (product/ground/src/guard/routes.rs:1), \
                 staff → audit (product/ground/src/staff/mod.rs:1)",
            ]
        );
    }
}
