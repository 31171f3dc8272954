//! A form as its page shows it: everything decided, so that the templates only write it down.
//!
//! A page struct carries a [`FormView`] called `form`; its template includes `forms/summary.html` before the
//! heading and `forms/fields.html` inside the form element, which has `novalidate`: our sentences are better
//! than a browser's, and always the same.

use kit_web::Say;
use kit_web::form::FormData;

use super::answers::{Fault, Refusal};
use super::model::{AS_TYPED, Division, Field, Form, Kind, Required, SHOWN};
use super::notation::Notation;

mod control;

pub use control::{Control, GroupView, OptionView, PartView, paragraphs};

/// A form to be drawn.
pub struct FormView {
    /// Permanent name; part of the form's address.
    pub key: String,
    /// Version shown.
    pub version: u32,
    /// Heading of the page.
    pub title: String,
    /// First sentences.
    pub lede: Option<String>,
    /// How many questions there are, and whether some can be left out.
    pub guide: String,
    /// Whether what is sent is confidential.
    pub confidential: bool,
    /// The questions.
    pub fields: Vec<FieldView>,
    /// Notes in the margin.
    pub notes: Vec<NoteView>,
    /// What is wrong, after a refusal.
    pub summary: Option<Summary>,
    /// Whether the page it was sent from has said that HTML-like text is shown as typed.
    pub as_typed: bool,
    /// What was written where nothing is asked any more after other answers: sent along, so that it is there again
    /// when the answer changes back. It is not kept.
    pub carried: Vec<(String, String)>,
    /// The texts, for the words round the questions.
    pub say: Say,
}

/// A note in the margin.
pub struct NoteView {
    /// Its heading.
    pub heading: String,
    /// Its paragraph.
    pub text: String,
}

/// The summary of what is wrong.
pub struct Summary {
    /// How many things are wrong, as the summary's heading.
    pub heading: String,
    /// One line for each field, in the order of the page.
    pub lines: Vec<SummaryLine>,
}

/// A line of the summary.
pub struct SummaryLine {
    /// Id of the first control of the question.
    pub id: String,
    /// The same words as at the field.
    pub sentence: String,
}

/// The beginning of a part of the form.
pub struct DivisionView {
    /// Its heading.
    pub heading: Option<String>,
    /// What stands under it.
    pub note: Option<String>,
}

/// A question to be drawn.
pub struct FieldView {
    /// The part of the form that begins before it.
    pub division: Option<DivisionView>,
    /// Whether it is asked because of an earlier answer: the page says that it showed it.
    pub conditional: bool,
    /// Id of its first control; ids of hint and error are made from it.
    pub id: String,
    /// Name of its control; the parts of a date have names made from it.
    pub name: String,
    /// Its number on this page, in the reader's digits. A box to tick has none.
    pub number: Option<String>,
    /// The question.
    pub label: String,
    /// Whether it can be left out.
    pub optional: bool,
    /// Help.
    pub hint: Option<String>,
    /// What is wrong with its answer.
    pub error: Option<String>,
    /// Its control, with what was typed.
    pub control: Control,
}

impl FieldView {
    /// Value of `aria-describedby`: error first, then hint, then what is agreed to; nothing when there is none.
    pub fn described_by(&self) -> Option<String> {
        let error = self.error.is_some().then(|| format!("{}-error", self.id));
        let hint = self.hint.is_some().then(|| format!("{}-hint", self.id));
        let worded = matches!(&self.control, Control::Tick { wording, .. } if !wording.is_empty());
        let wording = worded.then(|| format!("{}-wording", self.id));
        let ids: Vec<String> = error.into_iter().chain(hint).chain(wording).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// Id of the control after `before` others: the first one has the field's own id.
    pub fn id_after(&self, before: &usize) -> String {
        if *before == 0 { self.id.clone() } else { format!("{}-{}", self.id, before + 1) }
    }
}

impl FormView {
    /// The form with nothing answered but its defaults.
    pub fn blank(form: &Form, say: &Say) -> Self {
        let defaults = |field: &Field| {
            let pair = |value: &String| (field.key.clone(), value.clone());
            field.default.iter().map(pair).collect::<Vec<_>>()
        };
        let data = FormData::from_pairs(form.fields.iter().flat_map(defaults));
        Self::draw(form, &data, &[], say)
    }

    /// The form filled with what was sent, nothing said about it.
    pub fn filled(form: &Form, data: &FormData, say: &Say) -> Self {
        Self::draw(form, data, &[], say)
    }

    /// The form filled with everything that was sent and refused, and what is wrong with it.
    pub fn refused(form: &Form, refusal: &Refusal, say: &Say) -> Self {
        Self::draw(form, &refusal.typed, &refusal.faults, say)
    }

    fn draw(form: &Form, data: &FormData, faults: &[Fault], say: &Say) -> Self {
        let notation = Notation::of(say);
        let mut asked = 0_usize;
        let mut fields = Vec::new();
        let (mut begins, mut carried) = (None, Vec::new());
        for (field, is_asked) in form.fields.iter().zip(form.asked(data)) {
            begins = field.begins.as_ref().or(begins);
            if field.hidden || !is_asked {
                carried.extend(sent_for(field, data));
                continue;
            }
            let numbered = !matches!(field.kind, Kind::Tick | Kind::Agreement { .. });
            asked += usize::from(numbered);
            let fault = faults.iter().find(|fault| fault.field == field.key);
            let control =
                control::Draw { data, fault, notation: &notation, say, confidential: form.confidential };
            fields.push(FieldView {
                number: numbered.then(|| notation.count(asked)),
                control: control.control(field),
                division: begins.take().map(|division| division_view(division, say)),
                ..question(field, fault, say)
            });
        }
        let optional = fields.iter().any(|field| field.optional);
        let guide = if optional { "forms-guide-optional" } else { "forms-guide" };
        let read = |text: &super::Text| text.in_lang(say.tag()).to_owned();
        Self {
            key: form.key.clone(),
            version: form.version,
            title: read(&form.title),
            lede: form.lede.as_ref().map(read),
            guide: say.t1(guide, "count", asked),
            confidential: form.confidential,
            summary: summary(&fields, say),
            fields,
            notes: form
                .notes
                .iter()
                .map(|n| NoteView { heading: read(&n.heading), text: read(&n.text) })
                .collect(),
            carried,
            as_typed: data.all(SHOWN).any(|shown| shown == AS_TYPED),
            say: say.clone(),
        }
    }
}

/// What was sent for a field that is not asked: of its control, or of the parts of a date.
fn sent_for(field: &Field, data: &FormData) -> Vec<(String, String)> {
    let own = |name: &str| {
        let rest = name.strip_prefix(field.key.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let written = data.pairs().iter().filter(|(name, value)| own(name) && !value.trim().is_empty());
    if field.hidden { Vec::new() } else { written.cloned().collect() }
}

fn division_view(division: &Division, say: &Say) -> DivisionView {
    let read = |text: &super::Text| text.in_lang(say.tag()).to_owned();
    DivisionView { heading: division.heading.as_ref().map(read), note: division.note.as_ref().map(read) }
}

fn question(field: &Field, fault: Option<&Fault>, say: &Say) -> FieldView {
    FieldView {
        id: format!("f-{}", field.key),
        name: field.key.clone(),
        number: None,
        label: field.label.in_lang(say.tag()).to_owned(),
        optional: field.required != Required::Open,
        hint: field.hint.as_ref().map(|hint| hint.in_lang(say.tag()).to_owned()),
        error: fault.map(|fault| fault.sentence(Some(field), say)),
        division: None,
        conditional: field.shown_when.is_some(),
        control: Control::Tick { checked: false, wording: Vec::new() },
    }
}

fn summary(fields: &[FieldView], say: &Say) -> Option<Summary> {
    let line = |field: &FieldView| {
        let sentence = field.error.clone()?;
        Some(SummaryLine { id: field.id.clone(), sentence })
    };
    let lines: Vec<SummaryLine> = fields.iter().filter_map(line).collect();
    (!lines.is_empty()).then(|| Summary { heading: say.t1("forms-summary", "count", lines.len()), lines })
}
