//! The page made from a form.

use super::*;
use askama::Template;

#[derive(Template)]
#[template(
    source = r#"{% include "forms/summary.html" %}<form novalidate>
{% include "forms/fields.html" %}</form>"#,
    ext = "html"
)]
struct Page<'a> {
    form: &'a FormView,
}

pub(super) fn page(view: &FormView) -> String {
    Page { form: view }.render().unwrap()
}

fn tags<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let open = format!("<{name} ");
    html.match_indices(&open).map(|(at, _)| &html[at..=at + html[at..].find('>').unwrap()]).collect()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[from..].split('"').next()
}

fn controls(html: &str) -> Vec<&str> {
    ["input", "select", "textarea"].into_iter().flat_map(|name| tags(html, name)).collect()
}

fn ids(html: &str) -> Vec<&str> {
    html.match_indices(" id=\"").map(|(at, _)| html[at + 5..].split('"').next().unwrap()).collect()
}

fn refused(form: &Form, data: &FormData) -> String {
    page(&FormView::refused(form, &judge(form, data).unwrap_err(), &english()))
}

#[test]
fn every_control_has_a_label_and_every_reference_an_aim() {
    for form in shelf().listed() {
        for html in [page(&FormView::blank(form, &english())), refused(form, &FormData::default())] {
            let ids = ids(&html);
            let unique: std::collections::BTreeSet<&&str> = ids.iter().collect();
            assert_eq!(unique.len(), ids.len(), "{}: an id twice", form.key);
            for control in controls(&html) {
                let id = attribute(control, "id").unwrap();
                assert!(html.contains(&format!("<label for=\"{id}\">")), "{}: {id} has no label", form.key);
                assert!(attribute(control, "name").is_some());
                for banned in ["required", "pattern", "type=\"number\"", "placeholder", "maxlength", "style"]
                {
                    assert!(!control.contains(&format!(" {banned}")), "{control}");
                }
            }
            let described = html
                .match_indices("aria-describedby=\"")
                .map(|(at, _)| html[at + 18..].split('"').next().unwrap());
            for id in described.flat_map(str::split_whitespace) {
                assert!(ids.contains(&id), "{}: {id} is not there", form.key);
            }
            for link in tags(&html, "a") {
                assert!(ids.contains(&attribute(link, "href").unwrap().trim_start_matches('#')), "{link}");
            }
        }
    }
}

#[test]
fn numbers_in_the_margin_count_on_without_gaps() {
    let html = page(&FormView::blank(shelf().get("complete").unwrap(), &english()));
    let numbers: Vec<&str> = html
        .match_indices("class=\"num\">")
        .map(|(at, _)| html[at + 12..].split('<').next().unwrap())
        .collect();
    let expected: Vec<String> = (1..=numbers.len()).map(|n| n.to_string()).collect();
    assert_eq!(numbers, expected);
    assert_eq!(
        FormView::blank(shelf().get("complete").unwrap(), &english()).guide,
        format!("{} questions. You can leave out the ones marked optional.", numbers.len())
    );
}

#[test]
fn a_blank_form_says_nothing_is_wrong_and_shows_its_defaults() {
    let view = FormView::blank(shelf().get("copies").unwrap(), &english());
    let html = page(&view);
    assert!(view.summary.is_none());
    assert!(!html.contains("aria-invalid") && !html.contains("class=\"error") && !html.contains(" bad"));
    assert!(html.contains(r#"name="number_of_copies" value="1" inputmode="numeric" autocomplete="off""#));
    assert!(html.contains(
        r#"<span class="unit"><span>£</span> <input class="w4" id="f-most" name="most" inputmode="decimal""#
    ));
    assert!(html.contains(r#"<input class="wm" type="email" id="f-email" name="email" autocomplete="email" aria-describedby="f-email-hint">"#));
}

// The design language: (error summary and error at the field in the same words)
#[test]
fn a_refused_form_says_what_is_wrong_above_and_at_the_field_and_keeps_the_rest() {
    let shelf = shelf();
    let form = shelf.get("history").unwrap();
    let data = FormData::from_pairs([
        ("question", "\nDo any registers survive?"),
        ("about", "house"),
        ("looked", "census"),
        ("looked", "registers"),
        ("needed_by.day", "3"),
        ("needed_by.month", "Smarch"),
        ("needed_by.year", "2027"),
        ("email", "ana.example.org"),
    ]);
    let html = refused(form, &data);
    assert!(html.contains("2 things to put right before we can take this"));
    let said = "The email address has no @ in it";
    assert!(html.contains(&format!("<li><a href=\"#f-email\">{said}</a></li>")));
    assert!(html.contains(&format!("<span><span class=\"hide\">Error:</span> {said}</span></p>")));
    assert!(html.contains(r#"value="ana.example.org" autocomplete="email" aria-invalid="true" aria-describedby="f-email-error f-email-hint""#));
    assert!(html.contains("\n\n") && html.contains("dir=\"auto\">\n\nDo any registers survive?</textarea>"));
    assert!(html.contains(r#"value="house" checked>"#) && html.matches(" checked>").count() == 3);
    let bad: Vec<&str> = controls(&html).into_iter().filter(|tag| tag.contains("aria-invalid")).collect();
    let names: Vec<&str> = bad.iter().map(|tag| attribute(tag, "name").unwrap()).collect();
    assert_eq!(names, ["needed_by.month", "email"], "only the part that is wrong is marked");
    assert!(
        html.contains(
            r#"<fieldset class="field bad" aria-describedby="f-needed_by-error f-needed_by-hint">"#
        )
    );
}

#[test]
fn radios_and_boxes_to_tick_carry_their_error_where_readers_look_for_it() {
    let html = refused(shelf().get("complete").unwrap(), &FormData::default());
    assert!(html.contains(r#"<fieldset class="field bad" role="radiogroup" aria-invalid="true" aria-describedby="f-kind_of_group-error">"#));
    assert!(html.contains(
        r#"name="in_charge" value="yes" aria-invalid="true" aria-describedby="f-in_charge-error">"#
    ));
    assert!(html.contains(r#"<select id="f-subject_area" name="subject_area" aria-invalid="true""#));
    assert!(
        html.contains(
            r#"<optgroup label="History"><option value="history_family">Person or family</option>"#
        )
    );
    assert!(html.contains(r#"<div class="side-by-side">"#));
    let bad = controls(&html).into_iter().filter(|tag| tag.contains("aria-invalid"));
    let names: Vec<&str> = bad.filter_map(|tag| attribute(tag, "name")).collect();
    let parts = ["visit_on.day", "visit_on.month", "visit_on.year"];
    assert!(parts.iter().all(|part| names.contains(part)), "a day that is missing as a whole: {names:?}");
    assert!(!names.contains(&"call_at.day"), "what can be left out is not wrong");
}

#[test]
fn a_filled_form_shows_every_answer_again() {
    for form in shelf().listed() {
        let data = full(form);
        let html = page(&FormView::filled(form, &data, &english()));
        for (name, value) in data.pairs() {
            // A day has no time of its own: what is sent under that name belongs to no control.
            let shown = html.contains(&format!("name=\"{name}\"")).then(|| html.contains(value));
            assert!(shown.is_none_or(|shown| shown), "{}: {name} is not shown", form.key);
        }
        assert!(!html.contains("aria-invalid"));
    }
}

// proves: attack A1, attack A2
#[test]
fn what_was_typed_is_text_and_never_markup() {
    let nasty = "\"><script>alert(1)</script><img src=x onerror=alert(1)>";
    let label = r#""label": {"en": "\"><script>alert(2)</script>"}, "hint": {"en": "<b onclick=x>"}"#;
    let own = form_with(&format!(
        r#"{{"key": "x", "kind": "choice", "class": "D1", {label}, "show": "select", "errors": {{"unknown-option": {{"en": "<i>"}}}},
            "options": [{{"key": "a", "label": {{"en": "</option><script>"}}}}]}},
           {{"key": "y", "kind": "number", "class": "D2", {label}}}"#
    ));
    for form in shelf().listed().chain([&own]) {
        let names = form.fields.iter().flat_map(|field| {
            ["", ".day", ".month", ".year", ".time"].map(|part| format!("{}{part}", field.key))
        });
        let data = FormData::from_pairs(names.map(|name| (name, nasty)));
        let html = refused(form, &data);
        assert!(html.contains("&#60;script&#62;alert(1)"), "{}", form.key);
        for (tag, attributes) in markup(&html) {
            assert!(OURS.contains(&tag.as_str()), "{}: <{tag}>", form.key);
            assert!(!attributes.iter().any(|name| name.starts_with("on")), "{}: {attributes:?}", form.key);
        }
    }
}

/// Elements the templates have.
const OURS: &[&str] = &[
    "a", "div", "fieldset", "form", "h2", "input", "label", "legend", "li", "optgroup", "option", "p",
    "path", "select", "span", "svg", "textarea", "ul",
];

/// Every start tag with the names of its attributes, as a browser reads them: quotes hide what is in them.
fn markup(html: &str) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let mut quoted = false;
        let end = rest
            .find(|c| {
                quoted ^= c == '"';
                c == '>' && !quoted
            })
            .unwrap();
        let bare: String = rest[..end].split('"').step_by(2).collect::<Vec<_>>().join(" ");
        let mut words = bare.split_whitespace().map(|word| word.trim_end_matches('=').to_owned());
        let tag = words.next().unwrap();
        if !tag.starts_with('/') {
            found.push((tag, words.collect()));
        }
        rest = &rest[end..];
    }
    found
}

#[test]
fn a_private_form_tells_the_browser_to_remember_nothing_but_what_identity_needs() {
    let document = document_with(r#"{"key": "x", "kind": "box", "class": "D4", "label": {"en": "X?"}}"#)
        .replacen("\"order\": 1", "\"order\": 1, \"confidential\": true", 1);
    let html = page(&FormView::blank(&Form::read("p.json", &document).unwrap(), &english()));
    assert!(html.contains(r#"name="x" autocomplete="off""#));
}

#[test]
fn another_language_changes_order_digits_and_words() {
    let persian = say_in(
        "fa",
        "forms-notation-digits = ۰۱۲۳۴۵۶۷۸۹\nforms-notation-date = year month day\nforms-year = سال\n",
    );
    let view = FormView::blank(shelf().get("history").unwrap(), &persian);
    let html = page(&view);
    assert!(html.contains("<span class=\"num\">۷</span>"));
    let parts: Vec<usize> =
        [".year", ".month", ".day"].iter().map(|p| html.find(&format!("needed_by{p}")).unwrap()).collect();
    assert!(parts.is_sorted() && html.contains("<label for=\"f-needed_by\">سال</label>"));
}
