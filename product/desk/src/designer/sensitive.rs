//! A word of warning where a form asks for what needs more care than its class gives.

use ground::Ground;
use kit_web::Say;

use crate::forms::{Class, FieldDocument, FormDocument, Text};

/// The fields that seem to ask for numbers of cards, accounts or health, and whose answers are not specially
/// protected.
pub(super) fn careless<'a>(ground: &Ground, document: &'a FormDocument) -> Vec<&'a FieldDocument> {
    let words = words(ground);
    let open = document.fields.iter().filter(|field| field.class != Class::D4.code());
    open.filter(|field| asks_for(field, &words)).collect()
}

/// The words of every language, in small letters.
fn words(ground: &Ground) -> Vec<String> {
    let tags = ground.words.tags();
    let lists = tags.filter_map(|tag| {
        let lang = ground.words.lang(tag)?;
        Some(Say::new(ground.words.clone(), lang).t("designer-sensitive-words"))
    });
    let all =
        lists.flat_map(|list| list.split(',').map(|word| word.trim().to_lowercase()).collect::<Vec<_>>());
    all.filter(|word| !word.is_empty()).collect()
}

fn asks_for(field: &FieldDocument, words: &[String]) -> bool {
    let texts = field.label.all().chain(field.hint.iter().flat_map(Text::all));
    let said: Vec<String> = texts.map(|text| format!(" {} ", apart(text))).collect();
    said.iter().any(|text| words.iter().any(|word| text.contains(&format!(" {} ", apart(word)))))
}

/// The words of a text with one space between them.
fn apart(text: &str) -> String {
    let small = text.to_lowercase();
    small.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
