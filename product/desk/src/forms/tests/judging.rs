//! Every type of field takes what is right and refuses what is wrong.

use super::*;

/// A field `x` of a kind, with further members.
fn field(kind: &str, more: &str) -> Form {
    form_with(&format!(r#"{{"key": "x", "kind": "{kind}", "class": "D2", "label": {{"en": "X?"}} {more}}}"#))
}

/// The value kept for `x`, or the code of what is wrong with it.
fn value(form: &Form, pairs: &[(&str, &str)]) -> Result<serde_json::Value, &'static str> {
    match judge(form, &sent(pairs)) {
        Ok(answers) => {
            let kept = answers.documents.get(&Class::D2).and_then(|answers| answers.get("x"));
            Ok(kept.cloned().unwrap_or_default())
        }
        Err(refusal) => {
            assert_eq!(refusal.faults.len(), 1);
            Err(refusal.fault("x").unwrap().code)
        }
    }
}

fn of(form: &Form, typed: &str) -> Result<serde_json::Value, &'static str> {
    value(form, &[("x", typed)])
}

const OPTIONS: &str =
    r#", "options": [{"key": "a", "label": {"en": "A"}}, {"key": "b", "label": {"en": "B"}}]"#;
const REQUIRED: &str = r#", "required": "open""#;

#[test]
fn lines_and_texts_are_kept_as_typed_up_to_their_limits() {
    let line = field("box", "");
    assert_eq!(of(&line, "  <b>\"a\"\r\n&amp;</b> "), Ok("<b>\"a\" &amp;</b>".into()));
    assert_eq!(of(&line, " \t "), Ok(serde_json::Value::Null));
    assert!(of(&line, &"é".repeat(2_000)).is_ok());
    assert_eq!(of(&line, &"é".repeat(2_001)), Err("too-long"));
    let area = field("area", "");
    assert_eq!(of(&area, "a\r\n\r\n<script>\u{0}b"), Ok("a\n\n<script>b".into()));
    assert!(of(&area, &"é".repeat(2_000_000)).is_ok());
    assert_eq!(of(&area, &"é".repeat(2_000_001)), Err("too-long"));
    assert_eq!(of(&field("box", r#", "limit": 3"#), "abcd"), Err("too-long"));
    assert_eq!(of(&field("box", REQUIRED), "\u{7}"), Err("missing"));
}

#[test]
fn codes_are_those_of_the_table() {
    for show in ["radios", "select"] {
        let choice = field("choice", &format!(r#"{OPTIONS}, "show": "{show}""#));
        assert_eq!(of(&choice, "b"), Ok("b".into()));
        assert_eq!(of(&choice, ""), Ok(serde_json::Value::Null));
        assert_eq!(of(&choice, "B"), Err("unknown-option"));
        assert_eq!(value(&choice, &[("x", "a"), ("x", "zzz")]), Ok("a".into()), "the first counts");
    }
    assert_eq!(of(&field("choice", &format!("{OPTIONS}{REQUIRED}")), ""), Err("missing"));
}

#[test]
fn lists_are_kept_in_the_order_of_the_table() {
    let list = field("list", OPTIONS);
    assert_eq!(
        value(&list, &[("x", "b"), ("x", "a"), ("x", "b"), ("x", "")]),
        Ok(serde_json::json!(["a", "b"]))
    );
    assert_eq!(value(&list, &[("x", "a"), ("x", "c")]), Err("unknown-option"));
    assert_eq!(value(&list, &[]), Ok(serde_json::Value::Null));
    assert_eq!(value(&field("list", &format!("{OPTIONS}{REQUIRED}")), &[]), Err("missing"));
}

#[test]
fn only_leaves_of_a_tree_can_be_chosen() {
    let tree = field(
        "tree",
        r#", "options": [{"key": "h", "label": {"en": "H"}, "options": [{"key": "h_a", "label": {"en": "A"}}]}]"#,
    );
    assert_eq!(of(&tree, "h_a"), Ok("h_a".into()));
    assert_eq!(of(&tree, "h"), Err("unknown-option"));
}

#[test]
fn yes_no_and_ticks_are_yes_or_no() {
    let yes_no = field("yes_no", REQUIRED);
    assert_eq!((of(&yes_no, "yes"), of(&yes_no, "no")), (Ok(true.into()), Ok(false.into())));
    assert_eq!((of(&yes_no, ""), of(&yes_no, "maybe")), (Err("missing"), Err("unknown-option")));
    let tick = field("tick", "");
    assert_eq!((of(&tick, "yes"), value(&tick, &[])), (Ok(true.into()), Ok(false.into())));
    assert_eq!(
        (of(&tick, "on"), value(&field("tick", REQUIRED), &[])),
        (Err("unknown-option"), Err("missing"))
    );
}

#[test]
fn days_and_times_are_kept_in_iso_form() {
    let parts =
        |day, month, year, time| [("x.day", day), ("x.month", month), ("x.year", year), ("x.time", time)];
    let date = field("date", r#", "when": "coming""#);
    assert_eq!(value(&date, &parts("4", "dec", "2026", "")), Ok("2026-12-04".into()));
    assert_eq!(value(&date, &parts("23", "11", "2026", "")), Err("date-past"));
    assert_eq!(value(&date, &parts("", "", "", "")), Ok(serde_json::Value::Null));
    assert_eq!(value(&field("date", REQUIRED), &parts("", " ", "", "")), Err("missing"));
    let moment = field("date_time", "");
    assert_eq!(value(&moment, &parts("4", "12", "1999", "2.30 pm")), Ok("1999-12-04T14:30".into()));
    assert_eq!(value(&moment, &parts("4", "12", "1999", "")), Err("date-no-time"));
    assert_eq!(value(&moment, &parts("", "", "", "14:30")), Err("date-incomplete"));
    assert_eq!(value(&moment, &parts("4", "12", "1999", "late")), Err("date-time"));
}

#[test]
fn money_is_kept_in_the_minor_unit_of_its_currency() {
    let money = field("money", r#", "currency": "GBP", "max": "500""#);
    let kept = |minor: i64| Ok(serde_json::json!({"minor": minor, "currency": "GBP"}));
    for (typed, minor) in
        [("12.50", 1_250), ("£12.5", 1_250), ("12.50 GBP", 1_250), ("0", 0), ("£ 500", 50_000)]
    {
        assert_eq!(of(&money, typed), kept(minor), "{typed}");
    }
    for (typed, code) in [
        ("12.505", "number-decimals"),
        ("-1", "number-small"),
        ("500.01", "number-large"),
        ("a lot", "number-unreadable"),
        ("123456789", "number-digits"),
        ("€5", "number-unreadable"),
    ] {
        assert_eq!(of(&money, typed), Err(code), "{typed}");
    }
    assert_eq!(of(&field("money", r#", "currency": "JPY""#), "12.5"), Err("number-whole"));
    assert_eq!(of(&field("money", r#", "currency": "GBP", "required": "open""#), "£"), Err("missing"));
}

#[test]
fn numbers_are_kept_as_decimal_text() {
    let whole = field("number", r#", "min": "1", "max": "50""#);
    assert_eq!((of(&whole, "007"), of(&whole, "1,0")), (Ok("7".into()), Ok("1".into())));
    assert_eq!(
        (of(&whole, "1.5"), of(&whole, "0"), of(&whole, "51")),
        (Err("number-whole"), Err("number-small"), Err("number-large"))
    );
    let fine = field("number", r#", "decimals": 2, "min": "-10""#);
    assert_eq!((of(&fine, "-2.50"), of(&fine, "-10.01")), (Ok("-2.5".into()), Err("number-small")));
    assert_eq!(
        (of(&fine, "12345678"), of(&fine, "12345678.1")),
        (Ok("12345678".into()), Err("number-digits"))
    );
}

#[test]
fn addresses_are_refused_with_what_is_wrong_with_them() {
    let form = form_with("");
    for (typed, code, said) in [
        ("ana.example.org", "email-no-at", "The email address has no @ in it"),
        ("ana@", "email-side", "nothing on one side of its @"),
        ("ana@example", "email-domain", "after the @ is not complete"),
        ("a na@example.org", "email-character", "a character that no address has"),
        (&format!("{}@example.org", "a".repeat(65)), "email-too-long", "longer than any address"),
        (" ", "missing", "Write your email address"),
    ] {
        let data = FormData::from_pairs([("question", "Who?"), ("email", typed)]);
        let refusal = judge(&form, &data).unwrap_err();
        let fault = refusal.fault("email").unwrap();
        assert_eq!(fault.code, code, "{typed}");
        assert!(fault.sentence(form.field("email"), &english()).contains(said), "{typed}");
    }
}

#[test]
fn what_has_a_place_of_its_own_is_not_repeated_in_the_documents() {
    let form = shelf().get("complete").unwrap().clone();
    let answers = judge(&form, &full(&form)).unwrap();
    assert_eq!(answers.subject, "line for group_name");
    assert_eq!(answers.name.as_deref(), Some("line for name"));
    assert_eq!(answers.question, "first line for wishes\nsecond line");
    let kept = |class: Class| answers.documents[&class].keys().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(kept(Class::D3), ["phone"]);
    assert_eq!(kept(Class::D1), ["been_before", "kind_of_group", "photographs", "place", "subject_area"]);
    let codes: Vec<_> =
        answers.codes.iter().map(|code| (code.field.as_str(), code.option.as_str())).collect();
    let statistics = [
        ("kind_of_group", "primary"),
        ("place", "reading_room"),
        ("subject_area", "history_family"),
        ("been_before", "yes"),
        ("photographs", "yes"),
    ];
    assert_eq!(codes, statistics);
}

#[test]
fn without_a_subject_the_questions_first_words_serve() {
    let long = "My grandmother ".repeat(20);
    let data = FormData::from_pairs([("question", long.as_str()), ("email", "ana@example.org")]);
    let answers = judge(&form_with(""), &data).unwrap();
    assert!(answers.subject.starts_with("My grandmother") && answers.subject.chars().count() <= 80);
    assert_eq!(format!("{answers:?}"), "Answers(test version 3)");
}

#[test]
fn fields_the_form_does_not_have_are_ignored() {
    let form = form_with("");
    let answers = judge(&form, &sent(&[("x", "1"), ("key", "abc"), ("email", "eve@example.org")])).unwrap();
    assert_eq!(answers.email.written(), "ana@example.org");
    assert!(answers.documents.is_empty() && answers.codes.is_empty());
}

/// A tick, and a line that is asked when it is ticked.
const CONDITIONAL: &str = r#"
    {"key": "abroad", "kind": "yes_no", "class": "D1", "label": {"en": "Abroad?"}},
    {"key": "country", "kind": "box", "class": "D2", "required": "open", "label": {"en": "Which?"},
     "shown_when": {"field": "abroad", "is": "yes"}},
    {"key": "by_air", "kind": "tick", "class": "D1", "label": {"en": "By air?"},
     "shown_when": {"field": "abroad", "is": ["yes"]}},
    {"key": "airport", "kind": "box", "class": "D2", "label": {"en": "Airport?"},
     "shown_when": {"field": "by_air", "is": "yes"}},
    {"key": "source", "kind": "box", "class": "D2", "hidden": true, "default": "leaflet", "label": {"en": "Source"}}"#;

#[test]
fn what_is_not_asked_is_not_kept_and_what_is_asked_has_to_be_answered() {
    let form = form_with(CONDITIONAL);
    let keys = |data: &FormData| -> Vec<String> {
        let all = judge(&form, data).unwrap().documents;
        all.values().flat_map(|map| map.keys().cloned()).collect()
    };
    // A condition that is not met: nothing is missing, and what somebody sends all the same is left out.
    let home = sent(&[("abroad", "no"), ("country", "France"), ("airport", "Nice"), ("source", "forged")]);
    assert_eq!(keys(&home), ["abroad", "source"]);
    let kept = judge(&form, &home).unwrap().documents;
    assert_eq!(kept[&Class::D2]["source"], "leaflet", "nobody is asked, so nobody answers");
    // One that hangs on another one that is not asked is not asked either.
    assert_eq!(keys(&sent(&[("by_air", "yes"), ("airport", "Nice")])), ["source"]);
    let refusal =
        judge(&form, &sent(&[("abroad", "yes"), ("by_air", "yes"), ("airport", "Nice")])).unwrap_err();
    assert_eq!(refusal.faults.iter().map(|fault| fault.field.as_str()).collect::<Vec<_>>(), ["country"]);
    let abroad = sent(&[("abroad", "yes"), ("country", "France"), ("by_air", "yes"), ("airport", "Nice")]);
    assert_eq!(keys(&abroad), ["abroad", "by_air", "airport", "country", "source"]);
}

#[test]
fn a_page_is_told_which_questions_it_has_not_shown() {
    let form = form_with(CONDITIONAL);
    let missing = |pairs: &[(&str, &str)]| -> Vec<String> {
        form.not_shown(&sent(pairs)).iter().map(|field| field.key.clone()).collect()
    };
    assert!(missing(&[("abroad", "no")]).is_empty());
    assert_eq!(missing(&[("abroad", "yes")]), ["country", "by_air"]);
    assert_eq!(
        missing(&[("abroad", "yes"), ("shown", "country"), ("shown", "by_air")]),
        Vec::<String>::new()
    );
    let shown = [("abroad", "yes"), ("shown", "country"), ("shown", "by_air"), ("by_air", "yes")];
    assert_eq!(missing(&shown), ["airport"]);
}

#[test]
fn html_is_met_as_the_settings_or_the_field_say() {
    let own = r#"{"key": "code", "kind": "box", "class": "D2", "markup": "as_text", "label": {"en": "C"}},
                 {"key": "note", "kind": "box", "class": "D2", "markup": "reject", "label": {"en": "N"}}"#;
    let form = form_with(own);
    let say = english();
    let context = |markup| Context { today: today(), say: &say, markup };
    let html = "Is <b onclick=x>this</b> allowed?";
    let faults = |pairs: &[(&str, &str)], markup| -> Vec<(String, &str)> {
        let data = FormData::from_pairs(
            [("email", "a@b.example")].iter().chain(pairs).map(|(name, value)| (*name, *value)),
        );
        let refused = check(&form, &data, &context(markup)).err();
        refused.map(|no| no.faults).into_iter().flatten().map(|one| (one.field, one.code)).collect()
    };
    assert_eq!(faults(&[("question", html)], Markup::AsText), []);
    assert_eq!(faults(&[("question", html)], Markup::Warn), []);
    assert_eq!(faults(&[("question", html)], Markup::Reject), [("question".to_owned(), "markup")]);
    assert_eq!(faults(&[("question", "a<b>c, <5 mg"), ("code", html)], Markup::Reject), []);
    assert_eq!(faults(&[("question", "?"), ("note", html)], Markup::AsText), [("note".to_owned(), "markup")]);
    let warns = |pairs: &[(&str, &str)]| warns_of_markup(&form, &sent(pairs), &context(Markup::Warn));
    assert!(!warns(&[("code", html)]) && !warns(&[]));
    let data = FormData::from_pairs([("question", html)]);
    assert!(warns_of_markup(&form, &data, &context(Markup::Warn)));
    let told = FormData::from_pairs([("question", html), ("shown", "as-typed")]);
    assert!(!warns_of_markup(&form, &told, &context(Markup::Warn)));
}
