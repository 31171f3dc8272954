//! The forms of a running desk: read once, and again when a form changed.

use std::sync::{Arc, PoisonError, RwLock};

use ground::Ground;
use ground::audit::{self, Actor, Event};
use kit_base::Millis;
use kit_db::{Conn, Db};
use serde_json::json;

use super::document::DocumentError;
use super::model::Form;
use super::shelf::{Listing, Shelf, shipped};
use super::store::{self, FormRow, Standing, VersionRow};

/// The forms of a process. Clones are the same ones.
///
/// A handler asks [`Forms::shelf`] once and has the same forms to its end.
#[derive(Clone, Default)]
pub struct Forms(Arc<RwLock<Kept>>);

#[derive(Default)]
struct Kept {
    standings: Vec<Standing>,
    shelf: Arc<Shelf>,
}

/// Why forms could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FormsError {
    /// The database failed.
    #[error("forms could not be read")]
    Db(#[from] kit_db::Error),
    /// A document is none. Only what was checked is ever published, so somebody else changed it.
    #[error("{0}")]
    Document(#[from] DocumentError),
}

impl Forms {
    /// The forms as they are stored.
    pub async fn load(db: &Db) -> Result<Self, FormsError> {
        let forms = Self::default();
        forms.refresh(db).await?;
        Ok(forms)
    }

    /// The forms as they are now.
    pub fn shelf(&self) -> Arc<Shelf> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner).shelf)
    }

    /// Reads what changed since: published versions, and how forms stand in the list.
    pub async fn refresh(&self, db: &Db) -> Result<(), FormsError> {
        let standings = db.read(store::standings).await?;
        let before = {
            let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
            if kept.standings == standings {
                return Ok(());
            }
            Arc::clone(&kept.shelf)
        };
        let known: Vec<(String, i32)> = standings
            .iter()
            .map(|one| {
                let last = before.versions(&one.form_key).last().unwrap_or(0);
                (one.form_key.clone(), i32::try_from(last).unwrap_or(i32::MAX))
            })
            .collect();
        let read = db
            .read(move |conn| {
                let mut all = Vec::new();
                for (key, last) in &known {
                    for (version, at, text) in store::documents(conn, key, *last)? {
                        all.push((format!("{key}.{version}"), at, text));
                    }
                }
                Ok(all)
            })
            .await?;
        let mut next = Shelf::clone(&before);
        for (name, published_at, text) in read {
            match Form::read(&name, &text) {
                Ok(form) => next.add(form, published_at),
                // A newer release may know more than this one, which goes on with what it can read.
                Err(error) => tracing::error!(%error, "a version of a form cannot be read and is left out"),
            }
        }
        next.list(standings.iter().map(|one| {
            let listing = Listing {
                place: one.place,
                offered: one.offered,
                withdrawn_at: one.withdrawn_at,
                newest: u32::try_from(one.newest).unwrap_or(0),
            };
            (one.form_key.clone(), listing)
        }));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Kept { standings, shelf: Arc::new(next) };
        Ok(())
    }
}

/// A form that comes with the program.
#[derive(Debug, Clone)]
pub(super) struct Shipped {
    pub key: String,
    pub version: i32,
    pub place: i64,
    pub document: String,
}

/// Stores the forms that come with the program and are not stored yet.
pub async fn settle(ground: &Ground) -> Result<(), FormsError> {
    let mut all = Vec::new();
    for (name, text) in shipped() {
        let form = Form::read(name, text)?;
        all.push(Shipped {
            key: form.key,
            version: i32::try_from(form.version).unwrap_or(i32::MAX),
            place: i64::from(form.order),
            document: (*text).to_owned(),
        });
    }
    let now = ground.now();
    let all: Vec<(Shipped, Event)> = all
        .into_iter()
        .map(|one| {
            let event = Event {
                id: ground.id(),
                at: now,
                actor: Actor::System,
                kind: "form.published",
                subject_kind: "form",
                subject_id: 0,
                params: json!({ "form": one.key, "version": one.version }),
            };
            (one, event)
        })
        .collect();
    let write = move |conn: &mut Conn| {
        for (one, event) in &all {
            // What comes with a new desk is nobody's doing.
            if take_over(conn, one, now)? {
                audit::record(conn, event)?;
            }
        }
        Ok(())
    };
    Ok(ground.db.write(write).await?)
}

/// Stores one form that comes with the program, unless it is stored. Where the institution has changed the form,
/// theirs stays in force; where it has not, the newer version is asked with from now on. Says whether it took the place of
/// another.
pub(super) fn take_over(conn: &mut Conn, one: &Shipped, now: Millis) -> kit_db::Result<bool> {
    let row = match store::find(conn, &one.key)? {
        // One that was made here and has this key by chance has nothing to do with it.
        Some(row) if row.shipped == 0 || row.shipped >= one.version => return Ok(false),
        Some(row) => row,
        None => {
            let row = FormRow {
                form_key: one.key.clone(),
                place: one.place,
                offered: true,
                newest: one.version,
                shipped: one.version,
                draft: None,
                withdrawn_at: 0,
                version: 1,
                changed_at: now,
                changed_by: 0,
            };
            // Another process may do the same at this moment.
            if store::insert(conn, &row)? {
                publish(conn, &one.key, one.version, &one.document, now)?;
            }
            return Ok(false);
        }
    };
    let theirs = store::versions(conn, &one.key, 1)?.iter().any(|newest| newest.published_by != 0);
    if theirs || row.draft.is_some() {
        return Ok(false);
    }
    let next = FormRow { shipped: one.version, newest: one.version, version: row.version + 1, ..row.clone() };
    if store::change(conn, row.version, &next)? {
        publish(conn, &one.key, one.version, &one.document, now)?;
        return Ok(true);
    }
    Ok(false)
}

fn publish(conn: &mut Conn, key: &str, version: i32, document: &str, now: Millis) -> kit_db::Result<()> {
    let version = VersionRow { version, published_at: now, published_by: 0 };
    store::publish(conn, key, &version, document)
}
