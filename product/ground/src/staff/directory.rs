use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use kit_base::Millis;
use kit_vault::{Actor, Cell, FieldId, KeyId, Purpose, Sealed};

use super::{
    EMAIL, LocationId, LocationRow, NAME, RoleCard, RoleId, StaffError, StaffId, TeamCard, groups, store,
};
use crate::Ground;
use crate::policy::{Level, Rights, Subject};

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
    /// What was given to or taken from this person alone, as it is stored.
    pub exceptions: String,
    /// The role in place of the level's rights, and those rights as they are stored.
    pub role: Option<(RoleId, String)>,
    /// The teams the person is in.
    pub teams: Vec<i64>,
    /// Until when the person is away, 0 for not at all.
    pub away_until: Millis,
    /// What a page about the account shows of it: see [`super::change`].
    pub seen: String,
}

impl StaffCard {
    /// What the person may do at `now`.
    pub fn rights(&self, now: Millis) -> Rights {
        let role = self.role.as_ref().map(|(_, rights)| rights.as_str());
        Rights::of(self.level, role.filter(|_| self.level.takes_roles()), &self.exceptions, now)
    }

    /// What decides at `now` which objects their rights reach.
    pub fn subject(&self, now: Millis) -> Subject<'_> {
        Subject { id: self.id.0, location: self.location.0, teams: &self.teams, rights: self.rights(now) }
    }

    /// Whether the person is away at `now`.
    pub fn is_away(&self, now: Millis) -> bool {
        now < self.away_until
    }
}

/// What everybody sees of a location.
#[derive(Debug, Clone)]
pub struct LocationCard {
    /// Row id.
    pub id: i64,
    /// Up to four letters or digits.
    pub code: String,
    /// Name people know it by.
    pub name: String,
    /// IANA name of its time zone.
    pub time_zone: String,
    /// Minute of the day it opens.
    pub opens_minute: i32,
    /// Minute of the day it closes.
    pub closes_minute: i32,
    /// Bit 0 is Monday … bit 6 is Sunday.
    pub work_days: i32,
    /// Days it is closed on besides, as days since 1970-01-01, in order.
    pub holidays: Vec<i32>,
}

impl LocationCard {
    /// The location as stored, with the days it is closed on.
    pub fn new(row: LocationRow, holidays: Vec<i32>) -> Self {
        let LocationRow { id, code, name, time_zone, opens_minute, closes_minute, work_days, .. } = row;
        Self { id, code, name, time_zone, opens_minute, closes_minute, work_days, holidays }
    }
}

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
    roles: Vec<RoleCard>,
    teams: Vec<TeamCard>,
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

    /// Everybody, by name.
    pub fn everybody(&self) -> Vec<&StaffCard> {
        let mut all: Vec<&StaffCard> = self.staff.values().collect();
        all.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        all
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

    /// Every role, by name.
    pub fn roles(&self) -> &[RoleCard] {
        &self.roles
    }

    /// The role `id`.
    pub fn role(&self, id: RoleId) -> Option<&RoleCard> {
        self.roles.iter().find(|card| card.id == id.0)
    }

    /// Every team, by name.
    pub fn teams(&self) -> &[TeamCard] {
        &self.teams
    }

    /// The team `id`.
    pub fn team(&self, id: i64) -> Option<&TeamCard> {
        self.teams.iter().find(|card| card.id == id)
    }

    /// The name of location `id`, empty when unknown.
    pub fn location_name(&self, id: LocationId) -> &str {
        self.location(id).map_or("", |card| card.name.as_str())
    }
}

async fn read(ground: &Ground) -> Result<Book, StaffError> {
    let (rows, places, days, roles, teams) = ground
        .db
        .read(|conn| {
            let places = (store::locations(conn)?, store::holidays(conn)?);
            Ok((store::everyone(conn)?, places.0, places.1, groups::roles(conn)?, groups::teams(conn)?))
        })
        .await?;
    let sealed: Vec<Sealed<'_>> =
        rows.iter().map(|row| cell(row.id, row.key_id, NAME, &row.name_sealed)).collect();
    let names = ground.vault.open_many(&Actor::System, Purpose::Directory, &sealed).await?;
    let mut staff = HashMap::new();
    for (row, name) in rows.iter().zip(names) {
        let name = name.ok().and_then(|bytes| String::from_utf8(bytes.to_vec()).ok()).unwrap_or_default();
        let level = Level::from_code(&row.level).unwrap_or(Level::General);
        let role = row.role_id.map(|id| {
            let card = roles.iter().find(|card| card.id == id);
            (RoleId(id), card.map(|card| card.rights.clone()).unwrap_or_default())
        });
        let card = StaffCard {
            id: StaffId(row.id),
            name,
            level,
            location: LocationId(row.location_id),
            enabled: row.enabled,
            exceptions: row.rights.clone(),
            role,
            teams: groups::read_teams(&row.teams),
            away_until: row.away_until,
            seen: row.seen(),
        };
        staff.insert(row.id, card);
    }
    let card = |row: LocationRow| {
        let own = days.iter().filter(|one| one.location_id == row.id).map(|one| one.day).collect();
        LocationCard::new(row, own)
    };
    Ok(Book { staff, locations: places.into_iter().map(card).collect(), roles, teams })
}

/// The address of `id`, for the program itself.
pub(super) async fn email_of(ground: &Ground, id: StaffId) -> Result<Option<String>, StaffError> {
    address_of(ground, &Actor::System, Purpose::Directory, id).await
}

/// The address of `id`, opened for `actor`; none when there is no such account, or its key is gone.
///
/// # Errors
/// Those of the database.
pub async fn address_of(
    ground: &Ground,
    actor: &Actor,
    purpose: Purpose,
    id: StaffId,
) -> Result<Option<String>, StaffError> {
    let Some(row) = ground.db.read(move |conn| store::find(conn, id)).await? else { return Ok(None) };
    let sealed = cell(row.id, row.key_id, EMAIL, &row.email_sealed);
    let opened = ground.vault.open(actor, purpose, &sealed).await;
    Ok(opened.ok().and_then(|bytes| String::from_utf8(bytes.to_vec()).ok()))
}

fn cell(row: i64, key: i64, field: FieldId, bytes: &[u8]) -> Sealed<'_> {
    Sealed { key: KeyId(key), cell: Cell { field, row }, bytes }
}
