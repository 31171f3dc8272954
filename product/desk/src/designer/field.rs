//! The page of one question.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use ground::Ground;
use ground::guard::{Signed, StaffForm};
use ground::staff::Person;
use ground::ui::{self, StaffShell, Stop, Tab};
use http::{HeaderMap, StatusCode};
use kit_web::Say;
use kit_web::form::FormData;

use super::drafts::{self, Draft};
use super::{library, lines, one};
use crate::forms::{
    Class, ConditionDocument, Currency, DivisionDocument, FieldDocument, OneOrMany, Text, is_key,
};

/// The field's address while it is new.
const NEW: &str = "new";
/// Most characters of a label.
const LABEL: usize = 300;
/// Most characters of what is agreed to.
const WORDING: usize = 20_000;
/// Most characters of a hint or a note.
const HINT: usize = 1_000;
/// The parts a field can play; each has the text `designer-role-…`.
const ROLES: &[&str] = &["question", "subject", "name", "email", "phone", "address", "response_method"];

/// One language of a text.
pub(super) struct Worded {
    /// Id of its control.
    pub id: String,
    /// Name of its control.
    pub name: String,
    /// Which language, when there is more than one.
    pub language: Option<String>,
    /// What stands in it.
    pub value: String,
    /// The language's tag.
    pub tag: String,
}

/// One of several to choose from.
pub(super) struct Pick {
    pub code: String,
    pub label: String,
    pub chosen: bool,
}

/// Codes of an earlier field.
struct Conditions {
    label: String,
    picks: Vec<Pick>,
}

#[derive(Template)]
#[template(path = "designer/field.html")]
#[expect(clippy::struct_excessive_bools, reason = "what a field has or has not, each by itself")]
struct FieldPage {
    shell: StaffShell,
    form_key: String,
    form_title: String,
    /// `new`, or the field's key.
    address: String,
    /// What a new one begins with.
    of: String,
    seen: i64,
    key: String,
    kind: String,
    kind_name: String,
    labels: Vec<Worded>,
    hints: Vec<Worded>,
    headings: Vec<Worded>,
    notes: Vec<Worded>,
    classes: Vec<Pick>,
    requireds: Vec<Pick>,
    roles: Vec<Pick>,
    after: Vec<Pick>,
    wordings: Vec<Worded>,
    tables: Vec<Worded>,
    shows: Vec<Pick>,
    whens: Vec<Pick>,
    currencies: Vec<Pick>,
    limit: Option<String>,
    rows: Option<String>,
    decimals: Option<String>,
    bounds: Option<(String, String)>,
    default: String,
    has_default: bool,
    can_hide: bool,
    can_count: bool,
    statistics: bool,
    hidden: bool,
    conditions: Vec<Conditions>,
    faults: Vec<(&'static str, String)>,
}

impl FieldPage {
    /// What is wrong with the control `id`.
    fn fault(&self, id: &str) -> Option<&str> {
        self.faults.iter().find(|(at, _)| *at == id).map(|(_, words)| words.as_str())
    }

    fn is_new(&self) -> bool {
        self.address == NEW
    }
}

/// The controls of a text, one for each language of the program: what was typed, else what the text says.
pub(super) fn worded(
    ground: &Ground,
    say: &Say,
    name: &str,
    text: Option<&Text>,
    typed: Option<&FormData>,
) -> Vec<Worded> {
    let tags: Vec<&str> = ground.words.tags().collect();
    let several = tags.len() > 1;
    let one = |(at, tag): (usize, &&str)| {
        let control = format!("{name}.{tag}");
        Worded {
            id: if at == 0 { format!("f-{name}") } else { format!("f-{name}-{tag}") },
            language: several.then(|| say.t(format!("language-{tag}"))),
            value: match typed {
                Some(typed) => typed.text(&control).to_owned(),
                None => text.and_then(|text| text.get(tag)).unwrap_or_default().to_owned(),
            },
            name: control,
            tag: (*tag).to_owned(),
        }
    };
    tags.iter().enumerate().map(one).collect()
}

/// Takes what was typed for a text, in every language it was asked in; false when one is longer than `most`. Every text
/// is there in English: where nobody wrote it, what was written first stands for it.
pub(super) fn take(ground: &Ground, form: &FormData, name: &str, text: &mut Text, most: usize) -> bool {
    take_clean(ground, form, name, text, (most, kit_base::clean_line))
}

/// The same of a text that `clean` makes fit to be kept.
fn take_clean(
    ground: &Ground,
    form: &FormData,
    name: &str,
    text: &mut Text,
    (most, clean): (usize, fn(&str) -> String),
) -> bool {
    let mut fits = true;
    for tag in ground.words.tags() {
        let Some(typed) = form.get(&format!("{name}.{tag}")) else { continue };
        let typed = clean(typed);
        fits &= typed.chars().count() <= most;
        text.set(tag, &typed);
    }
    if text.get("en").is_none() {
        let first = text.all().next().unwrap_or_default().to_owned();
        text.set("en", &first);
    }
    fits
}

pub(super) async fn show(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path((key, address)): Path<(String, String)>,
    headers: HeaderMap,
    uri: http::Uri,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let query = ui::query(&uri);
    let of = query.text("of");
    let draft = one::found(drafts::load(&ground, &key).await?)?;
    let field = begin(&draft, &address, of, &say)?;
    ui::page(&draw(&ground, &person, say, &draft, (&address, of), &field, None, Vec::new()).await?)
}

/// The field as it is before it is changed.
fn begin(draft: &Draft, address: &str, of: &str, say: &Say) -> Result<FieldDocument, Stop> {
    if address == NEW {
        return library::begin(of, say)?.ok_or(Stop::NotFound);
    }
    let found = draft.document.fields.iter().find(|field| field.key == address);
    // One of a kind there is none of came with a file: it can be taken out.
    let known = found.filter(|field| library::KINDS.contains(&field.kind.as_str()));
    known.cloned().ok_or(Stop::NotFound)
}

pub(super) async fn change(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path((key, address)): Path<(String, String)>,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let say = ui::say_for(&ground, &headers);
    let draft = one::found(drafts::load(&ground, &key).await?)?;
    let mut field = begin(&draft, &address, form.text("of"), &say)?;
    let faults = read(&ground, &say, &draft, &address, &form, &mut field);
    if !faults.is_empty() {
        let of = form.text("of").to_owned();
        let page = draw(&ground, &person, say, &draft, (&address, &of), &field, Some(&form), faults).await?;
        return ui::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let mut document = draft.document.clone();
    let what = field.key.clone();
    if let Some(at) = document.fields.iter().position(|one| one.key == address).filter(|_| address != NEW) {
        document.fields.remove(at);
    }
    let after = form.text("after");
    let at = match document.fields.iter().position(|one| one.key == after) {
        Some(before) => before + 1,
        None if after == "first" => 0,
        None => document.fields.len(),
    };
    document.fields.insert(at, field);
    let done = drafts::change(&ground, &person, (&key, one::seen(&form)), &what, &document).await?;
    one::answer(&ground, &person, say, &key, done, "field").await
}

/// Takes what was typed into `field`; says what cannot be taken.
fn read(
    ground: &Ground,
    say: &Say,
    draft: &Draft,
    address: &str,
    form: &FormData,
    field: &mut FieldDocument,
) -> Vec<(&'static str, String)> {
    let mut faults = Vec::new();
    let long = |most: usize| say.t1("designer-fault-long", "most", i64::try_from(most).unwrap_or(i64::MAX));
    if !take(ground, form, "label", &mut field.label, LABEL) {
        faults.push(("f-label", long(LABEL)));
    } else if field.label.is_empty() {
        faults.push(("f-label", say.t("designer-fault-label")));
    }
    let mut optional = |name: &'static str, id: &'static str, text: &mut Option<Text>| {
        let mut words = text.take().unwrap_or_default();
        if !take(ground, form, name, &mut words, HINT) {
            faults.push((id, long(HINT)));
        }
        *text = Some(words).filter(|words| !words.is_empty());
    };
    optional("hint", "f-hint", &mut field.hint);
    let mut division = field.begins.take().unwrap_or(DivisionDocument { heading: None, note: None });
    optional("heading", "f-heading", &mut division.heading);
    optional("note", "f-note", &mut division.note);
    field.begins = Some(division).filter(|one| one.heading.is_some() || one.note.is_some());
    if address == NEW {
        let others = &draft.document.fields;
        let used = |key: &str| key == NEW || others.iter().any(|one| one.key == key);
        let typed = form.text("name").trim();
        field.key = if typed.is_empty() {
            lines::new_key(field.label.in_lang(say.tag()), "field", '_', used)
        } else {
            typed.to_owned()
        };
        if !is_key(&field.key, '_') {
            faults.push(("f-name", say.t("designer-fault-field-key")));
        } else if used(&field.key) {
            faults.push(("f-name", say.t("designer-fault-field-taken")));
        }
    }
    form.text("class").clone_into(&mut field.class);
    let chosen = |name: &str| Some(form.text(name).to_owned()).filter(|typed| !typed.is_empty());
    field.required = chosen("required").filter(|required| required != "never");
    field.role = chosen("role");
    field.statistics = form.text("statistics") == "yes" && can_count(&field.kind);
    field.hidden = form.text("hidden") == "yes";
    if let Some(wording) = &mut field.wording {
        if !take_clean(ground, form, "wording", wording, (WORDING, kit_base::clean_text)) {
            faults.push(("f-wording", long(WORDING)));
        } else if wording.is_empty() {
            faults.push(("f-wording", say.t("designer-fault-wording")));
        }
    }
    if let Err(why) = kind(say, form, field) {
        faults.push(why);
    }
    if let Some(typed) = form.get("default") {
        let several = field.kind == "list";
        let values: Vec<String> = typed
            .split(|c| several && c == ',')
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
            .collect();
        field.default = match (values.len(), several) {
            (0, _) => None,
            (1, false) => values.into_iter().next().map(OneOrMany::One),
            _ => Some(OneOrMany::Many(values)),
        };
    }
    match condition(form) {
        Ok(found) => field.shown_when = found,
        Err(()) => faults.push(("f-condition", say.t("designer-fault-condition"))),
    }
    faults
}

/// What only fields of some kinds have.
fn kind(say: &Say, form: &FormData, field: &mut FieldDocument) -> Result<(), (&'static str, String)> {
    let line_fault = |(number, why): lines::Fault| {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        ("f-options", say.t1(why, "line", number))
    };
    if let Some(kept) = field.options.take() {
        let mut names = form
            .pairs()
            .iter()
            .filter_map(|(name, text)| name.strip_prefix("options.").map(|tag| (tag, text.as_str())));
        let Some((first, text)) = names.next() else {
            field.options = Some(kept);
            return Ok(());
        };
        let mut options = match lines::read(text, first, field.kind == "tree", &kept) {
            Ok(options) => options,
            Err(why) => {
                field.options = Some(kept);
                return Err(line_fault(why));
            }
        };
        let translated = names.try_for_each(|(tag, text)| lines::translate(&mut options, text, tag));
        field.options = Some(options);
        translated.map_err(line_fault)?;
    }
    let number = |name: &'static str, id: &'static str| match form.text(name).trim() {
        "" => Ok(None),
        typed => typed.parse::<u32>().map(Some).map_err(|_| (id, say.t("designer-fault-number"))),
    };
    match field.kind.as_str() {
        "box" | "area" => {
            field.limit = number("limit", "f-limit")?.map(|limit| limit as usize);
            if field.kind == "area" {
                field.rows = number("rows", "f-rows")?.map(|rows| u8::try_from(rows).unwrap_or(u8::MAX));
            }
        }
        "choice" => field.show = Some(form.text("show").to_owned()).filter(|show| !show.is_empty()),
        "date" | "date_time" => field.when = Some(form.text("when").to_owned()).filter(|when| when != "any"),
        "money" => field.currency = Some(form.text("currency").to_owned()),
        "number" => field.decimals = number("decimals", "f-decimals")?,
        _ => {}
    }
    if bounded(&field.kind) {
        let bound = |name: &str| Some(form.text(name).trim().to_owned()).filter(|typed| !typed.is_empty());
        (field.min, field.max) = (bound("min"), bound("max"));
    }
    Ok(())
}

/// The condition that was ticked; an error when codes of two fields were.
fn condition(form: &FormData) -> Result<Option<ConditionDocument>, ()> {
    let ticked: Vec<(&str, &str)> = form.all("condition").filter_map(|one| one.split_once('=')).collect();
    let Some((field, _)) = ticked.first() else { return Ok(None) };
    if ticked.iter().any(|(other, _)| other != field) {
        return Err(());
    }
    let is = ticked.iter().map(|(_, code)| (*code).to_owned()).collect();
    Ok(Some(ConditionDocument { field: (*field).to_owned(), is: OneOrMany::Many(is) }))
}

fn bounded(kind: &str) -> bool {
    matches!(kind, "money" | "number")
}

fn can_count(kind: &str) -> bool {
    matches!(kind, "choice" | "list" | "tree" | "tick" | "agreement" | "yes_no")
}

/// The page: with what `field` says, or with what was `typed`.
#[expect(clippy::too_many_arguments, reason = "a page is drawn from the form, the field, and what was typed")]
async fn draw(
    ground: &Ground,
    person: &Person,
    say: Say,
    draft: &Draft,
    (address, of): (&str, &str),
    field: &FieldDocument,
    typed: Option<&FormData>,
    faults: Vec<(&'static str, String)>,
) -> Result<FieldPage, Stop> {
    let text = |name: &str, kept: &str| typed.map_or(kept, |typed| typed.text(name)).to_owned();
    let pick = |name: &str, kept: &str, codes: &[&str], prefix: &str| -> Vec<Pick> {
        let chosen = text(name, kept);
        let one = |code: &&str| Pick {
            code: (*code).to_owned(),
            label: say.t(format!("{prefix}{}", code.to_lowercase())),
            chosen: *code == chosen,
        };
        codes.iter().map(one).collect()
    };
    let kind = field.kind.as_str();
    let empty: &[&str] = &[];
    let only =
        |codes: &'static [&'static str], kinds: &[&str]| if kinds.contains(&kind) { codes } else { empty };
    let words = |name: &str, kept: Option<&Text>| worded(ground, &say, name, kept, typed);
    let division = field.begins.as_ref();
    let default = field.default.as_ref().map(OneOrMany::values).unwrap_or_default().join(", ");
    let required = field.required.as_deref().unwrap_or("never");
    let classes = [Class::D1, Class::D2, Class::D3, Class::D4].map(Class::code);
    let number = |name: &str, kept: Option<String>| text(name, &kept.unwrap_or_default());
    let tick = |name: &str, kept: bool| typed.map_or(kept, |typed| typed.text(name) == "yes");
    Ok(FieldPage {
        form_key: draft.row.form_key.clone(),
        form_title: draft.document.title.in_lang(say.tag()).to_owned(),
        address: address.to_owned(),
        of: of.to_owned(),
        seen: typed.map_or(draft.row.version, one::seen),
        key: if address == NEW { text("name", &free_key(draft, &field.key)) } else { field.key.clone() },
        kind_name: say.t(format!("designer-kind-{kind}")),
        labels: words("label", Some(&field.label)),
        hints: words("hint", field.hint.as_ref()),
        headings: words("heading", division.and_then(|one| one.heading.as_ref())),
        notes: words("note", division.and_then(|one| one.note.as_ref())),
        classes: pick("class", &field.class, &classes, "designer-class-"),
        requireds: pick("required", required, &["never", "open", "close"], "designer-required-"),
        roles: pick("role", field.role.as_deref().unwrap_or_default(), ROLES, "designer-role-"),
        after: after(draft, address, typed, &say),
        wordings: field.wording.as_ref().map(|one| words("wording", Some(one))).unwrap_or_default(),
        tables: tables(ground, &say, field, typed),
        shows: pick(
            "show",
            field.show.as_deref().unwrap_or_default(),
            only(&["radios", "select"], &["choice"]),
            "designer-show-",
        ),
        whens: pick(
            "when",
            field.when.as_deref().unwrap_or("any"),
            only(&["any", "coming", "past"], &["date", "date_time"]),
            "designer-when-",
        ),
        currencies: currencies(&text("currency", field.currency.as_deref().unwrap_or_default()), kind),
        limit: ["box", "area"].contains(&kind).then(|| number("limit", field.limit.map(|n| n.to_string()))),
        rows: (kind == "area").then(|| number("rows", field.rows.map(|n| n.to_string()))),
        decimals: (kind == "number").then(|| number("decimals", field.decimals.map(|n| n.to_string()))),
        bounds: bounded(kind).then(|| (number("min", field.min.clone()), number("max", field.max.clone()))),
        default: text("default", &default),
        has_default: !matches!(kind, "date" | "date_time" | "agreement"),
        can_hide: kind != "agreement",
        can_count: can_count(kind),
        statistics: tick("statistics", field.statistics),
        hidden: tick("hidden", field.hidden),
        conditions: conditions(draft, address, field, typed, &say),
        kind: kind.to_owned(),
        faults,
        shell: StaffShell::new(ground, person, say, Tab::Forms).await?,
    })
}

/// The key a ready-made field would have, unless the form has such a field.
fn free_key(draft: &Draft, key: &str) -> String {
    let taken = draft.document.fields.iter().any(|one| one.key == key);
    if taken { String::new() } else { key.to_owned() }
}

fn tables(ground: &Ground, say: &Say, field: &FieldDocument, typed: Option<&FormData>) -> Vec<Worded> {
    let Some(options) = &field.options else { return Vec::new() };
    let mut all = worded(ground, say, "options", None, typed);
    if typed.is_none() {
        for one in &mut all {
            one.value = lines::write(options, &one.tag);
        }
    }
    all
}

fn currencies(chosen: &str, kind: &str) -> Vec<Pick> {
    if kind != "money" {
        return Vec::new();
    }
    let one = |code: &str| Pick { label: code.to_owned(), chosen: code == chosen, code: code.to_owned() };
    Currency::codes().map(one).collect()
}

/// Behind which question it can stand.
fn after(draft: &Draft, address: &str, typed: Option<&FormData>, say: &Say) -> Vec<Pick> {
    let fields = &draft.document.fields;
    let at = fields.iter().position(|one| one.key == address);
    let now = match at {
        Some(0) => "first".to_owned(),
        Some(at) => fields[at - 1].key.clone(),
        None => fields.last().map(|last| last.key.clone()).unwrap_or_default(),
    };
    let chosen = typed.map_or(now, |typed| typed.text("after").to_owned());
    let first =
        Pick { code: "first".into(), label: say.t("designer-after-first"), chosen: chosen == "first" };
    let others = fields.iter().filter(|one| one.key != address).map(|one| Pick {
        label: say.t1("designer-after", "field", one.label.in_lang(say.tag())),
        chosen: one.key == chosen,
        code: one.key.clone(),
    });
    std::iter::once(first).chain(others).collect()
}

/// The codes of earlier fields that it can be asked because of.
fn conditions(
    draft: &Draft,
    address: &str,
    field: &FieldDocument,
    typed: Option<&FormData>,
    say: &Say,
) -> Vec<Conditions> {
    let kept: Vec<String> = match (typed, &field.shown_when) {
        (Some(typed), _) => typed.all("condition").map(str::to_owned).collect(),
        (None, Some(one)) => one.is.values().iter().map(|code| format!("{}={code}", one.field)).collect(),
        (None, None) => Vec::new(),
    };
    let all = &draft.document.fields;
    let until = all.iter().position(|one| one.key == address).unwrap_or(all.len());
    // The one it hangs on now as well, wherever it stands: what is wrong is told, and not taken away.
    let now = field.shown_when.as_ref().map(|condition| condition.field.as_str());
    let earlier = all
        .iter()
        .enumerate()
        .filter(|(at, one)| *at < until || Some(one.key.as_str()) == now)
        .map(|(_, one)| one);
    let codes = |one: &FieldDocument| -> Vec<(String, String)> {
        if matches!(one.kind.as_str(), "tick" | "agreement" | "yes_no") {
            return vec![("yes".into(), say.t("forms-yes")), ("no".into(), say.t("forms-no"))];
        }
        let read = |option: &crate::forms::OptionDocument| {
            (option.key.clone(), option.label.in_lang(say.tag()).to_owned())
        };
        let options = one.options.iter().flatten();
        if one.kind == "tree" {
            options.flat_map(|branch| branch.options.iter().flatten()).map(read).collect()
        } else {
            options.map(read).collect()
        }
    };
    let group = |one: &FieldDocument| Conditions {
        label: one.label.in_lang(say.tag()).to_owned(),
        picks: codes(one)
            .into_iter()
            .map(|(code, label)| {
                let code = format!("{}={code}", one.key);
                Pick { chosen: kept.contains(&code), code, label }
            })
            .collect(),
    };
    earlier.filter(|one| can_count(&one.kind)).map(group).collect()
}
