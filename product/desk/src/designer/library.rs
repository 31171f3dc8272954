//! Fields to begin with: those that come with the program, and an empty one of each kind.

use ground::ui::Stop;
use kit_web::Say;

use crate::forms::{FieldDocument, OptionDocument, Text};

/// The ready-made fields.
const LIBRARY: &str = include_str!("library.json");

/// The kinds a field can be of, in the order they are offered; each has the text `designer-kind-…`.
pub(super) const KINDS: &[&str] = &[
    "box",
    "area",
    "choice",
    "list",
    "tree",
    "date",
    "date_time",
    "tick",
    "agreement",
    "yes_no",
    "money",
    "number",
];

/// The ready-made fields.
pub(super) fn library() -> Result<Vec<FieldDocument>, Stop> {
    serde_json::from_str(LIBRARY).map_err(Stop::internal)
}

/// The field to begin with that is offered as `of`: `kind:box`, `library:email`; none when there is no such.
pub(super) fn begin(of: &str, say: &Say) -> Result<Option<FieldDocument>, Stop> {
    if let Some(kind) = of.strip_prefix("kind:").filter(|kind| KINDS.contains(kind)) {
        return Ok(Some(empty(kind, say)));
    }
    let Some(key) = of.strip_prefix("library:") else { return Ok(None) };
    Ok(library()?.into_iter().find(|field| field.key == key))
}

fn empty(kind: &str, say: &Say) -> FieldDocument {
    let coded = matches!(kind, "choice" | "list" | "tree" | "tick" | "agreement" | "yes_no");
    let example = |key: &str, number: i64| {
        let mut label = Text::default();
        // In one table alone: the others name the same choices, and would have to be changed with it.
        label.set("en", &say.t1("designer-example-option", "number", number));
        OptionDocument { key: key.to_owned(), label, more: None, options: None }
    };
    let mut options =
        matches!(kind, "choice" | "list" | "tree").then(|| vec![example("first", 1), example("second", 2)]);
    if kind == "tree" {
        for (branch, key) in options.iter_mut().flatten().zip(["first_one", "second_one"]) {
            branch.options = Some(vec![example(key, 1)]);
        }
    }
    FieldDocument {
        kind: kind.to_owned(),
        class: if coded { "D1" } else { "D2" }.to_owned(),
        required: (kind == "agreement").then(|| "open".to_owned()),
        wording: (kind == "agreement").then(Text::default),
        currency: (kind == "money").then(|| "EUR".to_owned()),
        options,
        ..FieldDocument::default()
    }
}
