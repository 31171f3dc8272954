//! Contrast of the design's pairs, computed from the tokens in force (WCAG 2.2, 1.4.3 and 1.4.11), and what
//! the stylesheets must not have.

use std::collections::BTreeMap;

use super::{root, sources};

/// Front, ground, least ratio: text 4.5, controls and shapes 3.
const PAIRS: &[(&str, &str, f64)] = &[
    ("ink", "paper", 4.5),
    ("ink", "sheet", 4.5),
    ("ink", "tint", 4.5),
    ("ink", "wash", 4.5),
    ("ink2", "paper", 4.5),
    ("ink2", "sheet", 4.5),
    ("ink2", "tint", 4.5),
    ("ink3", "paper", 4.5),
    ("ink3", "sheet", 4.5),
    ("ink3", "tint", 4.5),
    ("edge", "paper", 3.0),
    ("edge", "sheet", 3.0),
    ("link", "paper", 4.5),
    ("link", "sheet", 4.5),
    ("seen", "paper", 4.5),
    ("oncloth", "cloth", 4.5),
    ("oncloth", "cloth2", 4.5),
    ("rubric", "paper", 4.5),
    ("rubric", "sheet", 4.5),
    ("rubric", "rubricw", 4.5),
    ("ink", "rubricw", 4.5),
    ("link", "rubricw", 4.5),
    ("brass", "sheet", 4.5),
    ("brass", "brassw", 4.5),
    ("ink", "brassw", 4.5),
    ("blue", "sheet", 4.5),
    ("blue", "bluew", 4.5),
    ("onbar", "bar", 4.5),
    ("barmark", "bar", 3.0),
    ("ring", "paper", 3.0),
    ("halo", "ring", 3.0),
    ("halo", "cloth", 3.0),
];

type Theme = BTreeMap<String, [f64; 3]>;

fn themes() -> Vec<Theme> {
    let text = std::fs::read_to_string(root().join("assets/tokens.css")).unwrap();
    let mut themes = Vec::new();
    for block in text.split('{').skip(1) {
        let mut theme = Theme::new();
        for line in block.split('}').next().unwrap_or_default().lines() {
            let Some((name, value)) = line.trim().strip_prefix("--").and_then(|l| l.split_once(':')) else {
                continue;
            };
            let Some(hex) = value.trim().strip_prefix('#') else { continue };
            let part = |at: usize| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
            theme.insert(name.trim().to_owned(), [part(0), part(2), part(4)]);
        }
        if theme.len() > 20 {
            themes.push(theme);
        }
    }
    themes
}

fn luminance(colour: [f64; 3]) -> f64 {
    let linear = colour.map(|c| if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn ratio(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_pair_can_be_read_in_both_themes() {
    let themes = themes();
    assert_eq!(themes.len(), 3, "light, dark by the system, dark by choice");
    assert_eq!(themes[1], themes[2], "the two dark themes differ");
    for theme in &themes {
        for (front, ground, least) in PAIRS {
            let ratio = ratio(theme[*front], theme[*ground]);
            assert!(ratio >= *least, "{front} on {ground}: {ratio:.2}");
        }
    }
}

#[test]
fn the_ratio_is_the_standards() {
    assert!((ratio([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9);
    assert!(ratio([0.5; 3], [0.55; 3]) < 3.0);
}

#[test]
fn stylesheets_work_in_both_directions_and_fetch_nothing() {
    for (file, text) in sources("assets", &[".css"]) {
        // Comments may speak of what the rules may not have.
        let text: String =
            text.split("/*").map(|part| part.split_once("*/").map_or(part, |(_, rest)| rest)).collect();
        for bad in ["left", "right", "url(", "@import", "!important"] {
            assert!(!text.contains(bad), "{file} has {bad}");
        }
    }
}
