//! One line of the queue.

use std::collections::HashMap;

use ground::Ground;
use ground::settings::registry;
use ground::staff::{Person, StaffId};
use ground::ui::Dates;
use kit_base::Millis;
use kit_db::Conn;
use kit_vault::{Actor, Purpose};
use kit_web::Say;

use crate::requests::model::{self, Due, State};
use crate::requests::open::RequestError;
use crate::requests::store::{self, ListRow};
use crate::requests::{number, read};

/// What a line shows.
pub struct Row {
    /// Short number, as in the address of its page.
    pub number: String,
    /// Subject.
    pub subject: String,
    /// First words, perhaps none.
    pub words: String,
    /// Whether subject and client are withheld.
    pub confidential: bool,
    /// The client's name.
    pub client: String,
    /// Who has it, or nobody.
    pub with: String,
    /// Glyph and words of where it stands.
    pub state: (&'static str, String),
    /// Its date.
    pub due: DueView,
    /// When somebody last wrote: for machines and for people.
    pub changed: (String, String),
    /// Whether there is something this person has not seen.
    pub unread: bool,
}

/// A due badge.
pub struct DueView {
    /// Which kind: class and icon.
    pub kind: &'static str,
    /// In words.
    pub words: String,
    /// For machines.
    pub iso: String,
}

impl DueView {
    /// The badge of what is due at `at` and stands at `state`.
    pub fn of(state: State, at: Millis, dates: &Dates, say: &Say) -> Self {
        let due = Due::of(state, at, dates.now(), dates.days_from_today(at));
        let (kind, words) = match due {
            Due::Late(days) => ("late", say.t2("requests-due-late", "days", days, "time", dates.time(at))),
            Due::Today => ("today", say.t1("requests-due-today", "time", dates.time(at))),
            Due::Near => ("near", dates.short(at)),
            Due::Later => ("later", dates.short(at)),
            Due::Rests => ("none", say.t("requests-due-no")),
        };
        Self { kind, words, iso: dates.iso(at) }
    }
}

/// Requests of a list as they are read: still sealed, with what belongs to them.
pub struct Lines {
    /// The requests.
    pub rows: Vec<ListRow>,
    /// When the person last looked at each of those that can be unread.
    seen: HashMap<i64, i64>,
}

/// Whether `row` is for `me` to read and its last words are somebody else's. What is with a colleague is for
/// that colleague to read.
fn can_be_unread(row: &ListRow, me: i64) -> bool {
    [0, me].contains(&row.assignee_id) && row.last_message_by != me
}

impl Lines {
    /// Reads what `person` is to see of `rows`.
    pub fn gather(conn: &mut Conn, person: &Person, rows: Vec<ListRow>) -> kit_db::Result<Self> {
        let unread = rows.iter().filter(|row| can_be_unread(row, person.id.0));
        let ids: Vec<i64> = unread.map(|row| row.id).collect();
        let seen = store::seen(conn, person.id.0, &ids)?.into_iter().collect();
        Ok(Self { rows, seen })
    }
}

/// Opens and words `lines` for `person`: two sealed cells a row at most, and none of a confidential one.
pub async fn rows(
    ground: &Ground,
    person: &Person,
    say: &Say,
    dates: &Dates,
    lines: &Lines,
) -> Result<Vec<Row>, RequestError> {
    let Lines { rows, seen } = lines;
    let plain: Vec<&ListRow> = rows.iter().filter(|row| !row.confidential).collect();
    let opened = read::lines(ground, &Actor::Staff(person.id.0), Purpose::List, &plain).await?;
    let mut opened: HashMap<i64, _> = plain.iter().map(|row| row.id).zip(opened).collect();
    let me = person.id.0;
    let book = ground.directory.book(ground).await?;
    let prefix = ground.settings.text(&registry::PREFIX);
    let seen_at = |row: &ListRow| ground.marks.of(&store::SEEN, (me, row.id)).max(seen.get(&row.id).copied());
    let line = |row: &ListRow| {
        let (line, name) = opened.remove(&row.id).unwrap_or_default();
        let (subject, words) = match (row.confidential, line) {
            (true, _) => (say.t("requests-confidential-line"), String::new()),
            (false, Some(line)) => (line.subject, line.words),
            (false, None) => (say.t("requests-erased"), String::new()),
        };
        let client = if row.confidential {
            say.t("requests-withheld")
        } else if row.is_erased() {
            say.t("requests-erased")
        } else {
            name.unwrap_or_else(|| "–".to_owned())
        };
        let with = match row.assignee_id {
            0 => say.t("requests-nobody"),
            id => book.name(StaffId(id)).to_owned(),
        };
        let (glyph, key) = model::shown(row.state(), row.reason());
        Row {
            number: number::short(&prefix, row.number),
            subject,
            words,
            confidential: row.confidential,
            client,
            with,
            state: (glyph, say.t(key)),
            due: DueView::of(row.state(), row.due_at, dates, say),
            changed: (dates.iso(row.last_message_at), dates.near(row.last_message_at)),
            unread: can_be_unread(row, me) && seen_at(row).is_none_or(|at| at < row.last_message_at),
        }
    };
    Ok(rows.iter().map(line).collect())
}
