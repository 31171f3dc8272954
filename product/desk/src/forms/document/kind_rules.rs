use std::collections::BTreeSet;

use super::super::answers::{AREA_LIMIT, BOX_LIMIT, Decimal, MOST_DIGITS};
use super::super::model::{Branch, CURRENCIES, Choice, Currency, Kind, Show, When};
use super::super::text::Text;
use super::{FieldDocument, OptionDocument, is_key, named};

/// More choices than these are drawn as a drop-down list.
const MOST_RADIOS: usize = 7;

const SHOWS: &[(&str, Show)] = &[("select", Show::Select), ("radios", Show::Radios)];

const WHENS: &[(&str, When)] = &[("any", When::Any), ("coming", When::Coming), ("past", When::Past)];

/// The kinds, with the members of a field each of them has beyond those of every field.
const KINDS: &[(&str, &[&str])] = &[
    ("box", &["limit"]),
    ("area", &["limit", "rows"]),
    ("choice", &["options", "show"]),
    ("list", &["options"]),
    ("tree", &["options"]),
    ("date", &["when"]),
    ("date_time", &["when"]),
    ("tick", &[]),
    ("agreement", &["wording"]),
    ("yes_no", &[]),
    ("money", &["currency", "min", "max"]),
    ("number", &["decimals", "min", "max"]),
];

/// The kind of answer a field's document describes, or everything wrong with the description.
pub(super) fn kind(document: &FieldDocument) -> Result<Kind, Vec<String>> {
    let members = named(&document.kind, "kind", KINDS).map_err(|what| vec![what])?;
    let stray: Vec<String> = present(document)
        .into_iter()
        .filter(|name| !members.contains(name))
        .map(|name| format!("a field of kind {:?} has no `{name}`", document.kind))
        .collect();
    if !stray.is_empty() {
        return Err(stray);
    }
    match document.kind.as_str() {
        "box" => Ok(Kind::Box { limit: limit(document, BOX_LIMIT)? }),
        "area" => Ok(Kind::Area {
            limit: limit(document, AREA_LIMIT)?,
            rows: document.rows.unwrap_or(5).clamp(2, 30),
        }),
        "choice" => choice(document),
        "list" => Ok(Kind::List { options: choices(document.options.as_deref().unwrap_or_default())? }),
        "tree" => tree(document.options.as_deref().unwrap_or_default()),
        "date" => Ok(Kind::Date { when: when(document)? }),
        "date_time" => Ok(Kind::DateTime { when: when(document)? }),
        "tick" => Ok(Kind::Tick),
        "agreement" => agreement(document),
        "yes_no" => Ok(Kind::YesNo),
        "money" => money(document),
        _ => number(document),
    }
}

fn present(document: &FieldDocument) -> Vec<&'static str> {
    let members = [
        ("wording", document.wording.is_some()),
        ("options", document.options.is_some()),
        ("show", document.show.is_some()),
        ("limit", document.limit.is_some()),
        ("rows", document.rows.is_some()),
        ("when", document.when.is_some()),
        ("currency", document.currency.is_some()),
        ("decimals", document.decimals.is_some()),
        ("min", document.min.is_some()),
        ("max", document.max.is_some()),
    ];
    members.into_iter().filter(|(_, there)| *there).map(|(name, _)| name).collect()
}

/// Whoever agrees has to be able to read what to, and does it by ticking the box themselves.
fn agreement(document: &FieldDocument) -> Result<Kind, Vec<String>> {
    let mut faults: Vec<String> = match &document.wording {
        None => vec!["an agreement has a `wording`".to_owned()],
        Some(wording) => wording.faults().iter().map(|what| format!("`wording` {what}")).collect(),
    };
    if document.default.is_some() || document.hidden {
        faults.push("nobody agrees without ticking the box: no `default`, and not `hidden`".to_owned());
    }
    if document.required.as_deref() == Some("close") {
        faults.push("staff cannot agree for somebody: `required` is \"open\" or \"never\"".to_owned());
    }
    match &document.wording {
        Some(wording) if faults.is_empty() => Ok(Kind::Agreement { wording: wording.clone() }),
        _ => Err(faults),
    }
}

fn limit(document: &FieldDocument, most: usize) -> Result<usize, Vec<String>> {
    match document.limit {
        None => Ok(most),
        Some(limit) if (1..=most).contains(&limit) => Ok(limit),
        Some(_) => Err(vec![format!("`limit` is a number of characters from 1 to {most}")]),
    }
}

fn when(document: &FieldDocument) -> Result<When, Vec<String>> {
    named(document.when.as_deref().unwrap_or("any"), "`when`", WHENS).map_err(|what| vec![what])
}

fn choice(document: &FieldDocument) -> Result<Kind, Vec<String>> {
    let options = choices(document.options.as_deref().unwrap_or_default())?;
    let usual = if options.len() > MOST_RADIOS { "select" } else { "radios" };
    let show =
        named(document.show.as_deref().unwrap_or(usual), "`show`", SHOWS).map_err(|what| vec![what])?;
    if show == Show::Radios && options.len() > MOST_RADIOS {
        return Err(vec![format!(
            "{} options are too many for radio buttons: show them as \"select\"",
            options.len()
        )]);
    }
    Ok(Kind::Choice { options, show })
}

fn choices(documents: &[OptionDocument]) -> Result<Vec<Choice>, Vec<String>> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for option in documents {
        option_faults(option, &mut seen, &mut faults);
        if option.options.is_some() {
            faults.push(format!("option {:?}: only a tree has options below options", option.key));
        }
    }
    if documents.is_empty() {
        faults.push("there is nothing to choose: `options` is empty".to_owned());
    }
    if faults.is_empty() { Ok(documents.iter().map(leaf).collect()) } else { Err(faults) }
}

fn tree(documents: &[OptionDocument]) -> Result<Kind, Vec<String>> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    if documents.is_empty() {
        faults.push("there is nothing to choose: `options` is empty".to_owned());
    }
    for branch in documents {
        option_faults(branch, &mut seen, &mut faults);
        let leaves = branch.options.as_deref().unwrap_or_default();
        if leaves.is_empty() {
            faults.push(format!("option {:?}: a branch of a tree has `options`", branch.key));
        }
        for leaf in leaves {
            option_faults(leaf, &mut seen, &mut faults);
            if leaf.options.is_some() {
                faults.push(format!("option {:?}: a tree has two levels", leaf.key));
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let branch = |document: &OptionDocument| Branch {
        key: document.key.clone(),
        label: document.label.clone(),
        leaves: document.options.iter().flatten().map(leaf).collect(),
    };
    Ok(Kind::Tree { branches: documents.iter().map(branch).collect() })
}

fn leaf(document: &OptionDocument) -> Choice {
    Choice { key: document.key.clone(), label: document.label.clone(), more: document.more.clone() }
}

fn option_faults<'a>(option: &'a OptionDocument, seen: &mut BTreeSet<&'a str>, faults: &mut Vec<String>) {
    if !is_key(&option.key, '_') {
        faults.push(format!(
            "option {:?}: a key is small letters, digits and underscores, a letter first",
            option.key
        ));
    }
    if !seen.insert(&option.key) {
        faults.push(format!("two options have the key {:?}", option.key));
    }
    for (name, text) in [("label", Some(&option.label)), ("more", option.more.as_ref())] {
        let whats = text.map(Text::faults).unwrap_or_default();
        faults.extend(whats.iter().map(|what| format!("option {:?}: `{name}` {what}", option.key)));
    }
}

fn money(document: &FieldDocument) -> Result<Kind, Vec<String>> {
    let code = document.currency.as_deref().unwrap_or_default();
    let known = || CURRENCIES.iter().map(|currency| currency.code).collect::<Vec<_>>().join(", ");
    let unknown = || vec![format!("the currency {code:?} is none of {}", known())];
    let currency = Currency::named(code).ok_or_else(unknown)?;
    let (min, max) = bounds(document, currency.digits)?;
    Ok(Kind::Money { currency, min, max })
}

fn number(document: &FieldDocument) -> Result<Kind, Vec<String>> {
    let decimals = document.decimals.unwrap_or(0);
    if decimals as usize >= MOST_DIGITS {
        return Err(vec![format!(
            "`decimals` is less than {MOST_DIGITS}: a number has {MOST_DIGITS} digits at most"
        )]);
    }
    let (min, max) = bounds(document, decimals)?;
    Ok(Kind::Number { decimals, min, max })
}

/// Smallest and largest number; without `min` nothing below zero is an answer.
fn bounds(document: &FieldDocument, decimals: u32) -> Result<(Decimal, Option<Decimal>), Vec<String>> {
    let read = |name: &str, text: &Option<String>| match text {
        None => Ok(None),
        Some(text) => {
            let number = Decimal::canonical(text).filter(|number| number.decimals() <= decimals);
            let what =
                format!("`{name}` {text:?} is no number with at most {decimals} decimals (write 12.5)");
            number.map(Some).ok_or(vec![what])
        }
    };
    let min = read("min", &document.min)?.unwrap_or_default();
    let max = read("max", &document.max)?;
    if max.is_some_and(|max| max < min) {
        return Err(vec!["`max` is smaller than `min`".to_owned()]);
    }
    Ok((min, max))
}
