//! Parameters: what an institution decides about its desk, typed, with a default each.
//!
//! A parameter is a constant in [`registry`]; the slice that reads it names it, so the compiler knows its
//! type. Values that differ from the default are rows. Administrators change them on
//! their pages (`parameters`); the demo and the first start write through [`put`].
//!
//! To add one: see `registry.rs`.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use kit_base::Millis;
use kit_db::{Conn, Db, Migration, Step};

mod kinds;
pub mod registry;

pub use kinds::{About, Choice, Flag, Floor, Group, Lines, Number, Parameter, Refused, Shape, TextValue};

/// The tables of this slice.
pub const MIGRATIONS: &[Migration] = &[Migration {
    number: 10,
    name: "settings",
    step: Step::Both(include_str!("migrations/0010_settings.sql")),
}];

mod tables {
    diesel::table! {
        setting (key) {
            key -> Text,
            value -> Text,
            changed_at -> BigInt,
        }
    }
}

use tables::setting;

/// The values in force, shared by every handler of the process.
#[derive(Clone, Default)]
pub struct Settings(Arc<RwLock<HashMap<String, String>>>);

impl Settings {
    /// Reads the rows and begins with them.
    pub async fn load(db: &Db) -> kit_db::Result<Self> {
        let settings = Self::default();
        settings.refresh(db).await?;
        Ok(settings)
    }

    /// Reads the rows again: a change made by another process, or by the command line, takes hold.
    pub async fn refresh(&self, db: &Db) -> kit_db::Result<()> {
        let rows =
            db.read(|conn| Ok(setting::table.select((setting::key, setting::value)).load(conn)?)).await?;
        let rows: Vec<(String, String)> = rows;
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = rows.into_iter().collect();
        Ok(())
    }

    /// The value of a text parameter.
    pub fn text(&self, parameter: &TextValue) -> String {
        self.stored(parameter.about.key).unwrap_or_else(|| parameter.default.to_owned())
    }

    /// The value of a number parameter, kept within its bounds.
    pub fn number(&self, parameter: &Number) -> i64 {
        let stored = self.stored(parameter.about.key).and_then(|text| text.parse().ok());
        stored.unwrap_or(parameter.default).clamp(parameter.min, parameter.max)
    }

    /// The value of a yes-or-no parameter.
    pub fn flag(&self, parameter: &Flag) -> bool {
        self.stored(parameter.about.key).map_or(parameter.default, |text| text == "yes")
    }

    /// The value of a choice.
    pub fn choice(&self, parameter: &Choice) -> String {
        let stored = self.stored(parameter.about.key).filter(|value| parameter.values.contains(&&**value));
        stored.unwrap_or_else(|| parameter.default.to_owned())
    }

    /// The lines of a parameter of several.
    pub fn lines(&self, parameter: &Lines) -> Vec<String> {
        let stored = self.stored(parameter.about.key).unwrap_or_default();
        stored.lines().map(str::to_owned).collect()
    }

    /// The value in force of any parameter, as it is stored.
    pub fn value(&self, parameter: Parameter) -> String {
        self.stored(parameter.key()).unwrap_or_else(|| parameter.default())
    }

    /// The code of the location that requests of the form `form` go to, where the institution has said one.
    pub fn form_location(&self, form: &str) -> Option<String> {
        self.stored(&format!("{}{form}", registry::FORM_LOCATION))
    }

    /// Whether a page of the institution's own has a text.
    pub fn shows_page(&self, page: &str) -> bool {
        self.stored(&format!("{}{page}", registry::SHOWN_PAGE)).as_deref() == Some("yes")
    }

    fn stored(&self, key: &str) -> Option<String> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }
}

/// The stored value of a parameter, or its default, in the caller's transaction.
pub fn value_in(conn: &mut Conn, parameter: Parameter) -> kit_db::Result<String> {
    let stored: Option<String> =
        setting::table.find(parameter.key()).select(setting::value).first(conn).optional()?;
    Ok(stored.unwrap_or_else(|| parameter.default()))
}

/// Goes back to the default, in the caller's transaction. The caller records the change.
pub fn reset(conn: &mut Conn, parameter: Parameter) -> kit_db::Result<()> {
    diesel::delete(setting::table.find(parameter.key())).execute(conn)?;
    Ok(())
}

/// Whether somebody or something set the parameter with this key.
pub fn is_set(conn: &mut Conn, key: &str) -> kit_db::Result<bool> {
    let found: Option<String> = setting::table.find(key).select(setting::value).first(conn).optional()?;
    Ok(found.is_some())
}

/// Writes a value, in the caller's transaction. The caller records the change.
pub fn put(conn: &mut Conn, key: &str, value: &str, now: Millis) -> kit_db::Result<()> {
    kit_db::statement(
        "INSERT INTO setting (key, value, changed_at) VALUES ($1, $2, $3)
         ON CONFLICT (key) DO UPDATE SET value = $2, changed_at = $3",
    )
    .bind::<Text, _>(key)
    .bind::<Text, _>(value)
    .bind::<BigInt, _>(now)
    .execute(conn)?;
    Ok(())
}
