//! Whatever is sent: no panic, and nothing typed is lost.

use super::*;
use proptest::prelude::*;

/// Names of controls of the form with every type of field, and names of none.
fn name() -> impl Strategy<Value = String> {
    let form = shelf().get("complete").unwrap().clone();
    let parts = ["", ".day", ".month", ".year", ".time"];
    let names: Vec<String> =
        form.fields.iter().flat_map(|f| parts.map(|part| format!("{}{part}", f.key))).collect();
    prop_oneof![4 => proptest::sample::select(names), 1 => "\\PC{0,8}"]
}

fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9., '-]{0,12}",
        "[\u{0}-\u{2f}<>&\"']{0,20}",
        Just("yes".to_owned()),
        Just("primary".to_owned()),
        Just("history_family".to_owned()),
        Just("ana@example.org".to_owned()),
        Just("December".to_owned()),
        "[0-9]{1,4}",
    ]
}

proptest! {
    #[test]
    fn a_refusal_keeps_everything_typed(pairs in proptest::collection::vec((name(), typed()), 0..40)) {
        let shelf = shelf();
        let form = shelf.get("complete").unwrap();
        let data = FormData::from_pairs(pairs);
        let say = english();
        match judge(form, &data) {
            Ok(answers) => prop_assert!(!answers.facts(form, &say).is_empty()),
            Err(refusal) => {
                prop_assert!(refusal.typed == data && !refusal.faults.is_empty());
                let view = FormView::refused(form, &refusal, &say);
                for (name, value) in data.pairs() {
                    let shown = shown(&view, name);
                    prop_assert!(shown.is_none_or(|shown| shown.contains(&first(&data, name))), "{name}: {value:?}");
                }
                let summary = view.summary.unwrap();
                prop_assert_eq!(summary.lines.len(), refusal.faults.len());
            }
        }
    }
}

fn first(data: &FormData, name: &str) -> String {
    data.text(name).to_owned()
}

/// What stands in the text control called `name`; none when there is no such control.
fn shown(view: &FormView, name: &str) -> Option<String> {
    view.fields.iter().find_map(|field| match &field.control {
        Control::Line { value, .. } | Control::Area { value, .. } => {
            (field.name == name).then(|| value.clone())
        }
        Control::Parts { parts } => {
            parts.iter().find(|part| part.name == name).map(|part| part.value.clone())
        }
        _ => None,
    })
}
