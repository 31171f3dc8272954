//! A question comes in.

use std::sync::Arc;

use aws_lc_rs::hmac;
use ground::Ground;
use ground::audit::{self, Actor, Event};
use ground::clients::{self, ClientId, Identity, IdentityError};
use ground::guard;
use ground::jobs;
use ground::numbers;
use ground::outbox;
use ground::staff::{LocationCard, StaffError};
use kit_base::Millis;
use kit_vault::{Cell, Domain, FieldId, Key, Padding, Purpose, Secret};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::agreements::{self, AgreementRow};
use super::held::store::{self as quarantine, HeldRow, SignRow};
use super::model::{Reason, State};
use super::store::{self, RequestRow};
use super::{blind, calendar, held};
use crate::forms::{Answers, Class, Form};
use crate::messages::{self, Kind, NewMessage};
use crate::routing;

/// Subject and first words, for lists.
pub(super) const LINE: FieldId = FieldId(201);
/// A form's answers of one class.
pub(super) const DOCUMENT: FieldId = FieldId(221);

/// Characters of the first words in a list.
const WORDS: usize = 160;

/// What a list shows of a request: sealed as one value.
#[derive(Clone, Serialize, Deserialize)]
pub struct Line {
    /// Subject.
    pub subject: String,
    /// First words of the question, unless they are the subject already.
    pub words: String,
}

/// A form filled in without a fault.
#[derive(Clone)]
pub struct Submission<'a> {
    /// The form.
    pub form: &'a Form,
    /// What was answered.
    pub answers: Answers,
    /// The one-time key of the page, consumed with the work.
    pub nonce: [u8; 16],
    /// Language of the page: BCP 47.
    pub lang: &'a str,
    /// Its network caused its share of mails to strangers today.
    pub crowded: bool,
}

/// A question that is kept, for the page that says so.
pub struct Opened {
    /// Short number.
    pub number: i64,
    /// The secret end of the number.
    pub suffix: String,
    /// Who asked.
    pub identity: Identity,
    /// When it came.
    pub at: Millis,
    /// When the answer is due.
    pub due_at: Millis,
    /// Where it is worked on.
    pub place: LocationCard,
    /// Whether it is confidential.
    pub confidential: bool,
    /// Whether a person looks at it before it is a request.
    pub held: bool,
}

/// Why a request could not be kept or shown. Each is our fault: what people may do wrong was found before.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// The database failed.
    #[error("the request could not be stored")]
    Db(#[from] kit_db::Error),
    /// The key ring failed.
    #[error("the request could not be sealed or opened")]
    Vault(#[from] kit_vault::Error),
    /// The directory could not be read.
    #[error("staff and locations could not be read")]
    Staff(#[from] StaffError),
    /// What the page was made for was kept before, and its client was forgotten since.
    #[error("the client was forgotten")]
    Forgotten,
    /// Another post with the same key was kept meanwhile.
    #[error("the key of the page was used up meanwhile")]
    Used,
    /// There is no location to work on it.
    #[error("there is no location: `querist serve` makes one at its first start")]
    NoLocation,
}

impl RequestError {
    /// Whether it failed for a reason that passes: the same may be sent again as it is.
    pub fn passes(&self) -> bool {
        use kit_db::Error::{Busy, Disk, Full, Lost, Uncertain, Unreachable};
        let (Self::Db(error) | Self::Vault(kit_vault::Error::Ring(error))) = self else { return false };
        matches!(error, Busy(_) | Disk(_) | Full(_) | Lost(_) | Uncertain(_) | Unreachable(_))
    }

    /// Whether it may have been kept all the same.
    pub fn is_uncertain(&self) -> bool {
        matches!(self, Self::Db(kit_db::Error::Uncertain(_)))
    }
}

impl From<RequestError> for ground::ui::Stop {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::Db(error) | RequestError::Vault(kit_vault::Error::Ring(error)) => error.into(),
            RequestError::Forgotten
            | RequestError::Vault(
                kit_vault::Error::KeyDestroyed(_)
                | kit_vault::Error::KeyMissing(_)
                | kit_vault::Error::KeyDamaged(_),
            ) => Self::Gone,
            other => Self::internal(other),
        }
    }
}

/// Everything of a new request, sealed, before the transaction begins.
#[derive(Clone)]
pub(super) struct Prepared {
    pub row: RequestRow,
    pub client: clients::NewClient,
    pub question: NewMessage,
    pub documents: Vec<(&'static str, i64, Vec<u8>)>,
    agreements: Vec<AgreementRow>,
    origin: Origin,
    pub event: Event,
    pub mail: outbox::NewMail,
    index: jobs::NewJob,
}

/// Where a new request comes from.
#[derive(Clone)]
pub(super) enum Origin {
    /// A page, whose key is used up; with the signs it is recognised by, if it has any.
    Page([u8; 16], Option<SignRow>),
    /// The quarantine, which somebody or something let it out of.
    Held(Box<HeldRow>, Event),
}

/// What a request is besides what was written.
pub(super) struct Frame<'a> {
    /// Row id.
    pub id: i64,
    /// When it came.
    pub at: Millis,
    /// The form and its version.
    pub form: (&'a str, i32),
    /// Whether it is for its location and its owner alone.
    pub confidential: bool,
    /// Where it is worked on.
    pub location: i64,
    /// When the answer is due.
    pub due_at: Millis,
    /// Language to write to the client in.
    pub lang: &'a str,
}

/// What a new request is sealed with.
pub(super) struct Keys {
    /// The request's own.
    pub request: Key,
    /// The client's own.
    pub client: Key,
    /// What secret ends are hashed under.
    pub suffix: Secret,
}

/// Keeps a question. Pressing twice, or sending the same post again, keeps it once and gives the same answer.
pub async fn open(ground: &Ground, submission: Submission<'_>) -> Result<Opened, RequestError> {
    let nonce = submission.nonce;
    if let Some(opened) = already(ground, nonce).await? {
        return Ok(opened);
    }
    match open_new(ground, submission, None).await {
        Err(RequestError::Used) => already(ground, nonce).await?.ok_or(RequestError::Forgotten),
        other => other,
    }
}

/// Keeps a question whose key nobody has used so far, and the signs it is recognised by. [`RequestError::Used`] when
/// another post used the key meanwhile: what it said may be something else.
pub(super) async fn open_new(
    ground: &Ground,
    submission: Submission<'_>,
    sign: Option<SignRow>,
) -> Result<Opened, RequestError> {
    let nonce = submission.nonce;
    let place = place_for(ground, submission.form).await?;
    let suffix = kit_base::crockford_suffix(ground.entropy.bytes());
    let identity = identity_of(&submission.answers, &suffix);
    let keys = Keys::take(ground).await?;
    let mut prepared = prepare(ground, submission, &identity, &place, &keys);
    prepared.origin = Origin::Page(nonce, sign);
    let (at, due_at, confidential) =
        (prepared.row.received_at, prepared.row.due_at, prepared.row.confidential);
    let prefix = ground.settings.text(&ground::settings::registry::PREFIX);
    let written = numbered(ground, move |conn, number| write(conn, &prepared, &prefix, number).map(drop));
    match written.await {
        Ok(number) => {
            ground.bell.ring();
            Ok(Opened { number, suffix, identity, at, due_at, place, confidential, held: false })
        }
        Err(RequestError::Db(error)) if error.is_unique("used_key.nonce") => Err(RequestError::Used),
        Err(error) => Err(error),
    }
}

/// Writes everything under the next number. One above what may be given yet is left out, and the next waited
/// for.
pub(super) async fn numbered<W>(ground: &Ground, write: W) -> Result<i64, RequestError>
where
    W: Fn(&mut kit_db::Conn, i64) -> kit_db::Result<()> + Send + Sync + 'static,
{
    let write = Arc::new(write);
    loop {
        let (write, numbers) = (Arc::clone(&write), ground.numbers.clone());
        let written = ground.db.write(move |conn| {
            let number = kit_db::sequence::next(conn, numbers::REQUEST)?;
            if !numbers.covers(number) {
                return Ok(Err(number));
            }
            write(conn, number).map(|()| Ok(number))
        });
        match written.await? {
            Ok(number) => return Ok(number),
            Err(number) => ground.numbers.wait_for(ground, number).await?,
        }
    }
}

impl Keys {
    /// Keys for a new request.
    pub async fn take(ground: &Ground) -> Result<Self, RequestError> {
        Ok(Self {
            request: ground.vault.take(Domain::Request).await?,
            client: ground.vault.take(Domain::Client).await?,
            suffix: suffix_secret(ground).await?,
        })
    }
}

/// What a one-time key was used up for.
enum Used {
    /// A request, and who asked.
    Request(Box<RequestRow>, clients::ClientRow),
    /// A question that is held.
    Held(Box<HeldRow>),
}

/// What was kept with this key before, if it is still there.
async fn used(ground: &Ground, nonce: [u8; 16]) -> kit_db::Result<Option<Used>> {
    // Nearly always nothing was.
    let Some(id) = ground.db.read_one(move |conn| guard::consumed(conn, &nonce)).await? else {
        return Ok(None);
    };
    let find = move |conn: &mut kit_db::Conn| {
        let Some(row) = store::by_id(conn, id)? else {
            return Ok(quarantine::find(conn, id)?.map(|row| Used::Held(Box::new(row))));
        };
        let client = clients::find(conn, ClientId(row.client_id))?;
        Ok(client.map(|client| Used::Request(Box::new(row), client)))
    };
    ground.db.read(find).await
}

/// The request that was made with this key before, or the question that is held.
pub(super) async fn already(ground: &Ground, nonce: [u8; 16]) -> Result<Option<Opened>, RequestError> {
    let (row, client) = match used(ground, nonce).await? {
        Some(Used::Request(row, client)) => (row, client),
        Some(Used::Held(row)) => return held::again(ground, &row).await,
        None => return Ok(None),
    };
    let actor = kit_vault::Actor::Client(row.client_id);
    let Ok(identity) = client.identity(&ground.vault, &actor, Purpose::Check).await else { return Ok(None) };
    let place = place_of(ground, row.location_id).await?;
    let suffix = identity.suffix.clone();
    let (number, at, due_at, confidential) = (row.number, row.received_at, row.due_at, row.confidential);
    Ok(Some(Opened { number, suffix, identity, at, due_at, place, confidential, held: false }))
}

/// The location with this id.
pub(super) async fn place_of(ground: &Ground, id: i64) -> Result<LocationCard, RequestError> {
    let book = ground.directory.book(ground).await?;
    book.locations().iter().find(|place| place.id == id).cloned().ok_or(RequestError::NoLocation)
}

/// What was kept with a one-time key before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// Nothing.
    Nothing,
    /// The same.
    Same,
    /// Something else: a page gone back to and filled in anew.
    Other,
}

/// What was kept with this key before.
pub(super) async fn before(
    ground: &Ground,
    nonce: [u8; 16],
    answers: &Answers,
) -> Result<Before, RequestError> {
    let row = match used(ground, nonce).await? {
        Some(Used::Request(row, _)) => row,
        Some(Used::Held(row)) => return held::compare(ground, &row, answers).await,
        None => return Ok(Before::Nothing),
    };
    let actor = kit_vault::Actor::Client(row.client_id);
    let kept = super::read::whole(ground, &actor, Purpose::Check, &row).await?;
    let Ok(who) = &kept.identity else { return Ok(Before::Other) };
    let pairs = answers.documents.values().flatten();
    let given: Map<String, Value> = pairs.map(|(key, value)| (key.clone(), value.clone())).collect();
    let same = who.email == answers.email.written()
        && who.name == answers.name
        && kept.answers == given
        && kept.line.is_some_and(|line| line.subject == answers.subject)
        && kept.letters.first().and_then(|one| one.text.as_ref()) == Some(&answers.question);
    Ok(if same { Before::Same } else { Before::Other })
}

/// The location a form's requests go to: the one the institution set for it, else the one it names, else the
/// first one made.
pub(super) async fn place_for(ground: &Ground, form: &Form) -> Result<LocationCard, RequestError> {
    let book = ground.directory.book(ground).await?;
    routing::place_of(ground, &book, form).cloned().ok_or(RequestError::NoLocation)
}

/// Everything that names the person, apart from what was asked.
pub(super) fn identity_of(answers: &Answers, suffix: &str) -> Identity {
    Identity {
        name: answers.name.clone(),
        email: answers.email.written(),
        suffix: suffix.to_owned(),
        more: answers.documents.get(&Class::D3).cloned().unwrap_or_default(),
    }
}

/// Seals everything of a question that comes now.
pub(super) fn prepare(
    ground: &Ground,
    submission: Submission<'_>,
    identity: &Identity,
    place: &LocationCard,
    keys: &Keys,
) -> Prepared {
    let Submission { form, answers, nonce, lang, crowded } = submission;
    let frame = Frame::of(form, (ground.id(), ground.now()), place, lang);
    let mut prepared = seal(ground, &frame, &answers, identity, keys, Origin::Page(nonce, None));
    prepared.mail.crowded = crowded;
    prepared
}

impl<'a> Frame<'a> {
    /// What a question on `form` is that came `at` some time and belongs to `place`.
    pub fn of(form: &'a Form, (id, at): (i64, Millis), place: &LocationCard, lang: &'a str) -> Self {
        Self {
            id,
            at,
            form: (&form.key, i32::try_from(form.version).unwrap_or(i32::MAX)),
            confidential: form.confidential,
            location: place.id,
            due_at: calendar::due(at, form.respond_within.unwrap_or(5), place),
            lang,
        }
    }
}

/// Seals everything of a question, whenever it came.
pub(super) fn seal(
    ground: &Ground,
    frame: &Frame<'_>,
    answers: &Answers,
    identity: &Identity,
    keys: &Keys,
    origin: Origin,
) -> Prepared {
    let &Frame { id, at, confidential, location, due_at, lang, .. } = frame;
    let (form_key, form_version) = frame.form;
    let (now, client_id) = (ground.now(), ClientId(ground.id()));
    let (key, client_key) = (&keys.request, &keys.client);
    let line = line_of(answers);
    let name = identity.name.as_deref();
    let sealed_line = serde_json::to_vec(&line).unwrap_or_default();
    let actor = Actor::Client(client_id.0);
    let question = NewMessage::seal(
        &ground.vault,
        key,
        (ground.id(), at),
        id,
        (Kind::Question, actor),
        &answers.question,
    );
    let documents = seal_documents(ground, key, answers);
    let row = RequestRow {
        id,
        number: 0,
        suffix_hash: hash_suffix(&keys.suffix, id, &identity.suffix),
        form_key: form_key.to_owned(),
        form_version,
        client_id: client_id.0,
        key_id: key.id().0,
        location_id: location,
        assignee_id: 0,
        state: State::New.code().to_owned(),
        reason: Reason::None.code().to_owned(),
        confidential,
        is_open: true,
        lang: lang.to_owned(),
        received_at: at,
        due_at,
        due_rule: calendar::RULE,
        last_message_at: at,
        last_message_by: 0,
        closed_at: 0,
        erased_at: None,
        version: 1,
        team_id: None,
        client_key_id: client_key.id().0,
        name_sealed: name.map(|name| clients::seal_name(&ground.vault, client_key, client_id, name)),
        line_sealed: ground.vault.seal(key, Cell { field: LINE, row: id }, &sealed_line, Padding::Padme),
    };
    let event = Event {
        id: ground.id(),
        at: now,
        actor,
        kind: "request.opened",
        subject_kind: "request",
        subject_id: id,
        params: json!({ "form": form_key, "location": location }),
    };
    let client = clients::seal(&ground.vault, client_key, client_id, identity, now);
    let mail = outbox::NewMail {
        id: ground.id(),
        job_id: ground.id(),
        request_id: id,
        client_id: client_id.0,
        staff_id: 0,
        message_id: None,
        kind: super::mails::ACKNOWLEDGEMENT.to_owned(),
        lang: lang.to_owned(),
        number: String::new(),
        crowded: false,
        now,
    };
    let index = blind::job(ground.id(), client_id, now);
    let agreements = agreements::rows(id, frame.form, lang, at, &answers.agreements);
    Prepared { row, client, question, documents, agreements, origin, event, mail, index }
}

/// One transaction: the request, its client, question and answers; its place in the counts; its event; the
/// acknowledgement; the job that makes the client findable. False, and nothing is written, when it is not in the
/// quarantine any more.
pub(super) fn write(
    conn: &mut kit_db::Conn,
    prepared: &Prepared,
    prefix: &str,
    number: i64,
) -> kit_db::Result<bool> {
    match &prepared.origin {
        Origin::Page(nonce, sign) => {
            guard::consume(conn, nonce, prepared.row.id, prepared.row.received_at)?;
            sign.iter().try_for_each(|sign| quarantine::insert_sign(conn, sign))?;
        }
        Origin::Held(row, _) => {
            if !quarantine::take_out(conn, row)? {
                return Ok(false);
            }
        }
    }
    clients::insert(conn, &prepared.client)?;
    store::insert(conn, &RequestRow { number, ..prepared.row.clone() })?;
    messages::insert(conn, &prepared.question)?;
    for (class, id, sealed) in &prepared.documents {
        store::insert_document(conn, prepared.row.id, class, *id, sealed)?;
    }
    prepared.agreements.iter().try_for_each(|one| agreements::insert(conn, one))?;
    audit::record(conn, &prepared.event)?;
    if let Origin::Held(_, event) = &prepared.origin {
        audit::record(conn, event)?;
    }
    outbox::queue(
        conn,
        &outbox::NewMail { number: super::number::short(prefix, number), ..prepared.mail.clone() },
    )?;
    jobs::enqueue(conn, &prepared.index)?;
    Ok(true)
}

pub(super) fn line_of(answers: &Answers) -> Line {
    let words = kit_base::first_words(&answers.question, WORDS);
    let same = words.starts_with(answers.subject.trim_end_matches('…'));
    Line { subject: answers.subject.clone(), words: if same { String::new() } else { words } }
}

/// The answers of each class but the person's own, which lie with the client.
fn seal_documents(
    ground: &Ground,
    key: &kit_vault::Key,
    answers: &Answers,
) -> Vec<(&'static str, i64, Vec<u8>)> {
    let others = answers.documents.iter().filter(|(class, map)| **class != Class::D3 && !map.is_empty());
    others
        .map(|(class, map)| {
            let id = ground.id();
            let plain = serde_json::to_vec(map).unwrap_or_default();
            let sealed = ground.vault.seal(key, Cell { field: DOCUMENT, row: id }, &plain, Padding::Padme);
            (class.code(), id, sealed)
        })
        .collect()
}

/// The keyed hash a secret end is compared by.
pub(super) async fn suffix_hash(ground: &Ground, id: i64, suffix: &str) -> Result<Vec<u8>, kit_vault::Error> {
    Ok(hash_suffix(&suffix_secret(ground).await?, id, suffix))
}

/// What secret ends are hashed under.
pub(super) async fn suffix_secret(ground: &Ground) -> Result<Secret, kit_vault::Error> {
    ground.vault.secret("suffix/1").await
}

fn hash_suffix(secret: &Secret, id: i64, suffix: &str) -> Vec<u8> {
    let text = format!("{id}/{suffix}");
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &secret[..]), text.as_bytes()).as_ref().to_vec()
}

/// Why there is no identity to show, as a text key.
pub(crate) fn why_hidden(error: &IdentityError) -> &'static str {
    match error {
        IdentityError::Erased => "requests-client-erased",
        IdentityError::Damaged => "requests-client-damaged",
        IdentityError::Storage(_) => "requests-client-unreachable",
    }
}
