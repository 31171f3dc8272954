use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use kit_vault::{Actor, Cell, FieldId, KeyId, Purpose, Sealed};

use super::{EMAIL, LocationId, LocationRow, NAME, StaffError, StaffId, store};
use crate::Ground;
use crate::policy::Level;

/// What colleagues see of a member of staff.
#[derive(Clone)]
pub struct StaffCard {
    /// The account.
    pub id: StaffId,
    /// Full name; empty when its key is gone.
    pub name: String,
    /// What they may do.
    pub level: Level,
    /// Where they work.
    pub location: LocationId,
    /// Whether the account may sign in.
    pub enabled: bool,
}

/// What everybody sees of a location.
pub type LocationCard = LocationRow;

/// Names of staff and locations, read and opened once and kept in memory until one changes. Bounded by the
/// number of accounts, which is small.
#[derive(Clone, Default)]
pub struct Directory(Arc<RwLock<Kept>>);

/// What was read, and how often something was dropped: a reading that began before that is not kept.
#[derive(Default)]
struct Kept {
    book: Option<Arc<Book>>,
    dropped: u64,
}

/// One reading of the directory.
#[derive(Default)]
pub struct Book {
    staff: HashMap<i64, StaffCard>,
    locations: Vec<LocationCard>,
}

impl Directory {
    /// Drops what was read: the next reader reads again.
    pub fn forget(&self) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        kept.book = None;
        kept.dropped += 1;
    }

    /// Everybody and every location.
    pub async fn book(&self, ground: &Ground) -> Result<Arc<Book>, StaffError> {
        let (kept, dropped) = {
            let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
            (kept.book.clone(), kept.dropped)
        };
        if let Some(book) = kept {
            return Ok(book);
        }
        let book = Arc::new(read(ground).await?);
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.dropped == dropped {
            kept.book = Some(Arc::clone(&book));
        }
        Ok(book)
    }
}

impl Book {
    /// The card of `id`.
    pub fn staff(&self, id: StaffId) -> Option<&StaffCard> {
        self.staff.get(&id.0)
    }

    /// The name of `id`, empty when unknown.
    pub fn name(&self, id: StaffId) -> &str {
        self.staff.get(&id.0).map_or("", |card| card.name.as_str())
    }

    /// Everybody who may sign in, by name.
    pub fn enabled(&self) -> Vec<&StaffCard> {
        let mut all: Vec<&StaffCard> = self.staff.values().filter(|card| card.enabled).collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }

    /// Every location, by name.
    pub fn locations(&self) -> &[LocationCard] {
        &self.locations
    }

    /// The location `id`.
    pub fn location(&self, id: LocationId) -> Option<&LocationCard> {
        self.locations.iter().find(|card| card.id == id.0)
    }

    /// The name of location `id`, empty when unknown.
    pub fn location_name(&self, id: LocationId) -> &str {
        self.location(id).map_or("", |card| card.name.as_str())
    }
}

async fn read(ground: &Ground) -> Result<Book, StaffError> {
    let (rows, locations) =
        ground.db.read(|conn| Ok((store::everyone(conn)?, store::locations(conn)?))).await?;
    let sealed: Vec<Sealed<'_>> =
        rows.iter().map(|row| cell(row.id, row.key_id, NAME, &row.name_sealed)).collect();
    let names = ground.vault.open_many(&Actor::System, Purpose::Directory, &sealed).await?;
    let mut staff = HashMap::new();
    for (row, name) in rows.iter().zip(names) {
        let name = name.ok().and_then(|bytes| String::from_utf8(bytes.to_vec()).ok()).unwrap_or_default();
        let level = Level::from_code(&row.level).unwrap_or(Level::General);
        let (id, location) = (StaffId(row.id), LocationId(row.location_id));
        staff.insert(row.id, StaffCard { id, name, level, location, enabled: row.enabled });
    }
    Ok(Book { staff, locations })
}

/// The address of `id`.
pub(super) async fn email_of(ground: &Ground, id: StaffId) -> Result<Option<String>, StaffError> {
    let rows = ground.db.read(store::everyone).await?;
    let Some(row) = rows.into_iter().find(|row| row.id == id.0) else { return Ok(None) };
    let sealed = cell(row.id, row.key_id, EMAIL, &row.email_sealed);
    let opened = ground.vault.open(&Actor::System, Purpose::Directory, &sealed).await;
    Ok(opened.ok().and_then(|bytes| String::from_utf8(bytes.to_vec()).ok()))
}

fn cell(row: i64, key: i64, field: FieldId, bytes: &[u8]) -> Sealed<'_> {
    Sealed { key: KeyId(key), cell: Cell { field, row }, bytes }
}
