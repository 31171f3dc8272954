//! The quarantine: what looks automatic is kept whole, shown to staff, and let in by them or by time. Nothing is lost.
//!
//! A program that is patient enough is told from people by one thing: it says the same again and again. So a question
//! that shares a host it links to, or its text, with several earlier ones of the last day, on the same form, does not
//! become a request at once (`signs`, `seen`). Many people may say the same too, a whole class its homework: that is
//! why whoever wrote it gets a number and is told the truth, why all that are alike are let in with one press (`decide`),
//! and why what nobody decides about is let in by itself.
//!
//! It has the number and the row id of the request it becomes, and the two keys; it is sealed under them as a request
//! is, apart for what was asked and who asked. Whoever is forgotten later is forgotten here and in old copies too.

mod decide;
mod kept;
mod seen;
mod signs;
pub(super) mod store;

use std::sync::Arc;

use ground::Ground;
use ground::audit::{self, Actor, Event};
use ground::clients::Identity;
use ground::guard;
use ground::settings::registry;
use kit_base::DAY;
use kit_vault::{OpenError, Padding, Purpose};
use serde_json::json;

pub use decide::Release;
pub(super) use decide::{Came, KIND, discard, release, release_alike};
pub(super) use kept::{Kept, Read, open_words, read};
pub use seen::Seen;

use super::open::{self, Before, Frame, Keys, Opened, RequestError, Submission};
use crate::forms::{self, Answers, Form, Role};
use seen::{Entered, Found};
use signs::Traits;
use store::{HeldRow, SignRow};

/// Who opens what nobody on the staff does.
const NOBODY: kit_vault::Actor = kit_vault::Actor::System;

/// The name of the secret that signs are hashed under on a day begins so.
const SECRET: &str = "seen/";

/// Keeps a question whose key nobody has used so far: as a request or, when it looks automatic, in the quarantine.
/// [`RequestError::Used`] when another post used the key meanwhile.
pub(super) async fn take(
    ground: &Ground,
    seen: &Seen,
    submission: Submission<'_>,
) -> Result<Opened, RequestError> {
    let most = ground.settings.number(&registry::ALIKE);
    let traits = traits(ground, submission.form, &submission.answers);
    if most == 0 || traits.is_empty() {
        return open::open_new(ground, submission, None).await;
    }
    if let Err(error) = seen.refresh(ground).await {
        // What this process knows is enough to go on with.
        tracing::debug!(%error, "what other processes took in could not be read yet");
    }
    let (entered, found) = enter(ground, seen, submission.form, &traits).await?;
    let row = entered.row.clone();
    let looks_automatic = found.alike() >= most && !kit_base::fault::is_out("quarantine");
    let opened = if looks_automatic && !is_known(ground, &found, most).await? {
        hold(ground, submission, row, found).await?
    } else {
        open::open_new(ground, submission, Some(row)).await?
    };
    entered.stays();
    Ok(opened)
}

/// Whether staff have let in all that have this text: a class whose homework it is comes one after the other. What links
/// to the same place counts as before, for whatever else it says.
async fn is_known(ground: &Ground, found: &Found, most: i64) -> Result<bool, RequestError> {
    let Some(group) = found.text_group.filter(|_| found.links < most) else { return Ok(false) };
    Ok(ground.db.read_one(move |conn| store::is_known(conn, group)).await?)
}

/// What a question can be recognised by: what was typed freely; in what names the person, only links.
fn traits(ground: &Ground, form: &Form, answers: &Answers) -> Traits {
    let free = |field: &&forms::Field| {
        matches!(field.kind, forms::Kind::Box { .. } | forms::Kind::Area { .. }) && !field.hidden
    };
    let (mut words, mut names) = (vec![answers.question.as_str()], Vec::new());
    names.extend(answers.name.as_deref());
    // A subject made of the first words says nothing more.
    if !open::line_of(answers).words.is_empty() {
        words.push(&answers.subject);
    }
    for field in form.fields.iter().filter(free) {
        let typed = answers.documents.values().find_map(|map| map.get(&field.key)?.as_str());
        match field.role {
            Some(Role::Name | Role::Email | Role::Phone | Role::Address) => names.extend(typed),
            _ => words.extend(typed),
        }
    }
    let own = ground.site.public_url.as_deref().map_or("localhost", |url| {
        let host = url.split_once("://").map_or(url, |(_, rest)| rest);
        host.split(':').next().unwrap_or_default()
    });
    Traits::of(&words, &names, &[own])
}

/// Compares a question with those of the last day, and remembers it.
async fn enter(
    ground: &Ground,
    seen: &Seen,
    form: &Form,
    traits: &Traits,
) -> Result<(Entered, Found), RequestError> {
    let (id, at) = (ground.id(), ground.now());
    let today = at.div_euclid(DAY);
    let mut days = Vec::with_capacity(2);
    for day in [today, today - 1] {
        let secret = ground.vault.secret(&format!("{SECRET}{day}")).await?;
        days.push((day, traits.under(&secret, &form.key)));
    }
    Ok(seen.enter(seen::Came { id, at, days }))
}

/// Keeps a question in the quarantine.
async fn hold(
    ground: &Ground,
    submission: Submission<'_>,
    sign: SignRow,
    found: Found,
) -> Result<Opened, RequestError> {
    let Submission { form, answers, nonce, lang, crowded } = submission;
    let place = open::place_for(ground, form).await?;
    let suffix = kit_base::crockford_suffix(ground.entropy.bytes());
    let identity = open::identity_of(&answers, &suffix);
    let keys = Keys::take(ground).await?;
    let frame = Frame::of(form, (ground.id(), ground.now()), &place, lang);
    let row = seal(ground, &frame, (&answers, &identity, crowded), &keys, found);
    let event = event(ground, Actor::System, "question.held", row.id, form.key.as_str(), &row.sign);
    let (at, due_at, confidential) = (row.received_at, row.due_at, row.confidential);
    let (row, event) = (Arc::new(row), Arc::new(event));
    let written = open::numbered(ground, move |conn, number| {
        let row = HeldRow { number, ..HeldRow::clone(&row) };
        guard::consume(conn, &nonce, row.id, row.received_at)?;
        store::insert(conn, &row)?;
        store::insert_sign(conn, &sign)?;
        audit::record(conn, &event)
    });
    match written.await {
        Ok(number) => {
            tracing::warn!(
                form = form.key,
                sign = found.sign().code(),
                alike = found.alike(),
                "a question looks automatic: it is held until somebody has looked at it"
            );
            Ok(Opened { number, suffix, identity, at, due_at, place, confidential, held: true })
        }
        Err(RequestError::Db(error)) if error.is_unique("used_key.nonce") => Err(RequestError::Used),
        Err(error) => Err(error),
    }
}

/// Seals what was asked and who asked, each under its own key.
fn seal(
    ground: &Ground,
    frame: &Frame<'_>,
    (answers, identity, crowded): (&Answers, &Identity, bool),
    keys: &Keys,
    found: Found,
) -> HeldRow {
    let life = ground.settings.number(&registry::HELD_DAYS) * DAY;
    let id = frame.id;
    let cell = |field| kit_vault::Cell { field, row: id };
    let words = serde_json::to_vec(&Kept::of(answers, crowded)).unwrap_or_default();
    let who = serde_json::to_vec(identity).unwrap_or_default();
    HeldRow {
        id,
        number: 0,
        form_key: frame.form.0.to_owned(),
        form_version: frame.form.1,
        location_id: frame.location,
        confidential: frame.confidential,
        lang: frame.lang.to_owned(),
        received_at: frame.at,
        due_at: frame.due_at,
        sign: found.sign().code().to_owned(),
        group_id: found.group,
        release_at: frame.at + life,
        decided_by: 0,
        discarded: false,
        key_id: keys.request.id().0,
        client_key_id: keys.client.id().0,
        words_sealed: ground.vault.seal(&keys.request, cell(store::WORDS), &words, Padding::Padme),
        who_sealed: ground.vault.seal(&keys.client, cell(store::WHO), &who, Padding::Padme),
    }
}

/// Something that happened to a held question, or to the request it becomes: they have one id.
fn event(ground: &Ground, actor: Actor, kind: &'static str, id: i64, form: &str, sign: &str) -> Event {
    let params = json!({ "form": form, "sign": sign });
    Event { id: ground.id(), at: ground.now(), actor, kind, subject_kind: "request", subject_id: id, params }
}

/// What the page said that a held question came from, once more.
pub(super) async fn again(ground: &Ground, row: &HeldRow) -> Result<Option<Opened>, RequestError> {
    let identity = match read(ground, &NOBODY, Purpose::Check, row).await? {
        Ok(opened) if !row.discarded => opened.identity,
        Err(OpenError::Ring(error)) => return Err(error.into()),
        _ => return Ok(None),
    };
    Ok(Some(Opened {
        number: row.number,
        suffix: identity.suffix.clone(),
        identity,
        at: row.received_at,
        due_at: row.due_at,
        place: open::place_of(ground, row.location_id).await?,
        confidential: row.confidential,
        held: true,
    }))
}

/// Whether a held question is the one that was sent now.
pub(super) async fn compare(
    ground: &Ground,
    row: &HeldRow,
    answers: &Answers,
) -> Result<Before, RequestError> {
    let Read { kept, identity } = match read(ground, &NOBODY, Purpose::Check, row).await? {
        Ok(opened) => opened,
        Err(OpenError::Ring(error)) => return Err(error.into()),
        Err(OpenError::Destroyed | OpenError::Damaged) => return Ok(Before::Other),
    };
    let same = kept == Kept::of(answers, kept.crowded)
        && identity.email == answers.email.written()
        && identity.name == answers.name
        && identity.more == open::identity_of(answers, "").more;
    Ok(if same { Before::Same } else { Before::Other })
}
