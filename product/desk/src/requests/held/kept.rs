//! What is kept of a held question, as it is sealed and opened.

use ground::Ground;
use ground::clients::Identity;
use kit_base::EmailAddress;
use kit_vault::{Actor, OpenError, Purpose};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::store::HeldRow;
use crate::forms::{Answers, Class, Code};
use crate::requests::open::RequestError;

/// What was asked: all answers but those that name the person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::requests) struct Kept {
    /// Subject.
    pub subject: String,
    /// The question.
    pub question: String,
    /// The other answers, each class apart.
    pub documents: Vec<(String, Map<String, Value>)>,
    /// Its network caused its share of mails to strangers when it came.
    #[serde(default)]
    pub crowded: bool,
    /// Fields by which something was agreed to.
    #[serde(default)]
    agreements: Vec<String>,
    /// Field and code, for statistics.
    codes: Vec<(String, String)>,
}

/// What people wrote shows nothing of itself.
impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Kept(…)")
    }
}

/// A held question, opened.
pub(in crate::requests) struct Read {
    /// What was asked.
    pub kept: Kept,
    /// Who asked.
    pub identity: Identity,
}

/// Classes that answers lie in, besides the person's own.
const CLASSES: [Class; 3] = [Class::D1, Class::D2, Class::D4];

impl Kept {
    /// What is kept of `answers`; `crowded` as in [`Kept::crowded`].
    pub fn of(answers: &Answers, crowded: bool) -> Self {
        let others = answers.documents.iter().filter(|(class, _)| **class != Class::D3);
        Self {
            subject: answers.subject.clone(),
            question: answers.question.clone(),
            documents: others.map(|(class, map)| (class.code().to_owned(), map.clone())).collect(),
            crowded,
            agreements: answers.agreements.clone(),
            codes: answers.codes.iter().map(|code| (code.field.clone(), code.option.clone())).collect(),
        }
    }

    /// The answers as they were; none when the address is no address.
    pub fn answers(self, row: &HeldRow, identity: &Identity) -> Option<Answers> {
        let class = |code: &str| CLASSES.into_iter().find(|class| class.code() == code);
        let mut documents: crate::forms::Documents =
            self.documents.into_iter().filter_map(|(code, map)| Some((class(&code)?, map))).collect();
        if !identity.more.is_empty() {
            documents.insert(Class::D3, identity.more.clone());
        }
        Some(Answers {
            form: row.form_key.clone(),
            version: u32::try_from(row.form_version).unwrap_or(0),
            email: EmailAddress::parse(&identity.email).ok()?,
            name: identity.name.clone(),
            question: self.question,
            subject: self.subject,
            documents,
            agreements: self.agreements,
            codes: self.codes.into_iter().map(|(field, option)| Code { field, option }).collect(),
        })
    }
}

/// Opens all of a held question, as one viewing. What does not open says why.
pub(in crate::requests) async fn read(
    ground: &Ground,
    actor: &Actor,
    purpose: Purpose,
    row: &HeldRow,
) -> Result<Result<Read, OpenError>, RequestError> {
    let mut opened = ground.vault.open_many(actor, purpose, &[row.words(), row.who()]).await?.into_iter();
    let (Some(words), Some(who)) = (opened.next(), opened.next()) else { return Ok(Err(OpenError::Damaged)) };
    let (words, who) = match (words, who) {
        (Ok(words), Ok(who)) => (words, who),
        (Err(error), _) | (_, Err(error)) => return Ok(Err(error)),
    };
    let kept = serde_json::from_slice(&words).map_err(|_| OpenError::Damaged);
    let identity = serde_json::from_slice(&who).map_err(|_| OpenError::Damaged);
    Ok(kept.and_then(|kept| Ok(Read { kept, identity: identity? })))
}

/// Opens what was asked in each of these, as one viewing of a list; who asked stays closed.
pub(in crate::requests) async fn open_words(
    ground: &Ground,
    actor: &Actor,
    rows: &[&HeldRow],
) -> Result<Vec<Option<Kept>>, RequestError> {
    let sealed: Vec<_> = rows.iter().map(|row| row.words()).collect();
    let opened = ground.vault.open_many(actor, Purpose::List, &sealed).await?;
    Ok(opened.into_iter().map(|one| serde_json::from_slice(&one.ok()?).ok()).collect())
}
