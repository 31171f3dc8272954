//! The sample library of `querist demo`: invented places, people and questions, made through the same doors
//! as real ones, with a clock that runs through the last months.

use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Datelike};
use desk::forms::{self, Context};
use desk::requests::open::{self, Submission};
use desk::requests::{acts, read};
use ground::Ground;
use ground::guard::Level;
use ground::settings::{self, registry};
use ground::staff::{self, LocationId, NewLocation, NewStaff, Person, SessionId, StaffId};
use kit_base::{
    Clock, DAY, EmailAddress, Entropy, HOUR, IdSource, MINUTE, ManualClock, Millis, SeededEntropy,
};
use kit_web::form::FormData;
use kit_web::{Lang, Say};

use crate::boot::House;

pub(crate) mod sample;

use sample::{Enquiry, Step};

/// An account of the demo, as it is printed.
pub struct Account {
    /// Address.
    pub email: &'static str,
    /// Password: new at every start, never in a file.
    pub password: String,
    /// What it may do.
    pub level: &'static str,
}

/// Why the sample library could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The database failed.
    #[error(transparent)]
    Db(#[from] kit_db::Error),
    /// Accounts failed.
    #[error(transparent)]
    Staff(#[from] staff::StaffError),
    /// The request numbers could not begin.
    #[error(transparent)]
    Numbers(#[from] ground::numbers::NumbersError),
    /// A request failed.
    #[error(transparent)]
    Request(#[from] open::RequestError),
    /// The sample does not fit the forms.
    #[error("the sample does not fit: {0}")]
    Misfit(String),
}

/// Which place works on which form; the others go to the first.
const WHERE_TO: [(&str, usize); 3] = [("history", 1), ("copies", 2), ("private", 1)];

/// A directory that goes when the demo ends.
pub struct ThrowAway(PathBuf);

impl ThrowAway {
    /// Makes one, for its owner alone, with a name nobody can guess.
    pub fn make(entropy: &dyn Entropy) -> std::io::Result<Self> {
        let name: String =
            entropy.bytes::<8>().iter().fold(String::new(), |all, byte| format!("{all}{byte:02x}"));
        let path = std::env::temp_dir().join(format!("querist-demo-{name}"));
        std::fs::DirBuilder::new().mode(0o700).create(&path)?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for ThrowAway {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "the demo's directory could not be removed: {}", self.0.display());
        }
    }
}

/// Makes the sample library where there is none, and gives its accounts new passwords.
pub async fn prepare(house: &House) -> Result<Vec<Account>, DemoError> {
    let ground = &house.ground;
    if !ground.db.read(staff::any).await? {
        build(house).await?;
    }
    accounts(ground).await
}

/// The accounts that sign in, each with a new password.
pub(crate) async fn accounts(ground: &Ground) -> Result<Vec<Account>, DemoError> {
    let mut accounts = Vec::new();
    for colleague in sample::STAFF.iter().filter(|colleague| colleague.signs_in) {
        let email = address(colleague.email)?;
        let Some(found) = staff::credentials(ground, &email).await? else { continue };
        let password = new_password(&*ground.entropy);
        staff::set_password(ground, StaffId(found.id), &password).await?;
        accounts.push(Account { email: colleague.email, password, level: colleague.level });
    }
    Ok(accounts)
}

/// Four groups of five letters and digits that cannot be misread: 100 bits.
fn new_password(entropy: &dyn Entropy) -> String {
    let groups: Vec<String> =
        (0..4).map(|_| kit_base::crockford_suffix(entropy.bytes()).to_lowercase()).collect();
    groups.join("-")
}

async fn build(house: &House) -> Result<(), DemoError> {
    let now = house.ground.now();
    let clock = Arc::new(ManualClock::at(now - 150 * DAY));
    let ids = Arc::new(IdSource::new(0));
    let ground = house.ground.but(|parts| (parts.clock, parts.ids) = (clock.clone(), ids));
    name_the_house(&ground).await?;
    let colleagues = hire(&ground).await?;
    let seeded = SeededEntropy::new(10_482);
    let today = DateTime::from_timestamp_millis(now).unwrap_or_default();
    let enquiries = sample::enquiries(&seeded, (today.year(), today.month(), today.day()));
    let mut made: Vec<Option<i64>> = vec![None; enquiries.len()];
    for (at, who, step) in timeline(&enquiries, &seeded, now) {
        clock.advance(at - clock.now());
        let enquiry = &enquiries[who];
        match (step, made[who]) {
            (None, _) => made[who] = Some(ask(&ground, house, enquiry).await?),
            (Some(step), Some(number)) => act(&ground, &colleagues, number, step).await?,
            (Some(_), None) => return Err(DemoError::Misfit("a step came before its question".to_owned())),
        }
    }
    // Nothing of the past is to be sent: no mail server knew these people.
    for number in made.into_iter().flatten() {
        if let Some(row) = read::by_number(&ground, number).await? {
            ground.db.write(move |conn| ground::outbox::withdraw(conn, row.client_id)).await?;
        }
    }
    house.ground.directory.forget();
    Ok(())
}

pub(crate) async fn name_the_house(ground: &Ground) -> Result<(), DemoError> {
    let now = ground.now();
    ground
        .db
        .write(move |conn| {
            settings::put(conn, registry::ORGANISATION.about.key, "Aldermoor Library & Archives", now)?;
            settings::put(conn, registry::TELEPHONE.about.key, "01632 960 114", now)?;
            settings::put(conn, registry::WHERE.about.key, "Monday to Friday, 9:00 to 17:00.", now)?;
            for (form, place) in WHERE_TO {
                settings::put(
                    conn,
                    &format!("{}{form}", registry::FORM_LOCATION),
                    sample::PLACES[place].code,
                    now,
                )?;
            }
            kit_db::sequence::raise(conn, ground::numbers::REQUEST, ground::numbers::ABOVE)
        })
        .await?;
    ground::numbers::begin(ground).await?;
    ground.settings.refresh(&ground.db).await?;
    Ok(())
}

/// Makes locations and staff; returns the staff as people who can act.
pub(crate) async fn hire(ground: &Ground) -> Result<Vec<Person>, DemoError> {
    let mut places = Vec::new();
    for place in &sample::PLACES {
        let new = NewLocation { code: place.code, name: place.name, time_zone: place.time_zone };
        places.push(staff::add_location(ground, &new).await?);
    }
    let mut people = Vec::new();
    for colleague in &sample::STAFF {
        let email = address(colleague.email)?;
        let level = Level::from_code(colleague.level);
        let level =
            level.ok_or_else(|| DemoError::Misfit(format!("there is no level {}", colleague.level)))?;
        let location = places[colleague.place];
        let (role, teams) = (None, Vec::new());
        let new = NewStaff { name: colleague.name, email: &email, level, location, role, teams };
        let id = staff::add(ground, &new).await?;
        people.push(Person {
            id,
            level,
            rights: level.into(),
            location,
            teams: Vec::new(),
            lang: String::new(),
            password_at: 0,
            session: SessionId(0),
            confirmed_at: 0,
        });
    }
    Ok(people)
}

/// Everything that happens, in the order it happens: when, to which enquiry, and which step (none: it is
/// asked).
fn timeline<'a>(
    enquiries: &'a [Enquiry],
    chance: &dyn Entropy,
    now: Millis,
) -> Vec<(Millis, usize, Option<&'a Step>)> {
    let mut all = Vec::new();
    for (who, enquiry) in enquiries.iter().enumerate() {
        let asked = now - Millis::from(enquiry.age_minutes) * MINUTE;
        all.push((asked, who, None));
        let steps = enquiry.story.len() as Millis;
        // Steps are spread over at most two days, and end before now.
        let room = (now - asked - MINUTE).clamp(steps, 2 * DAY);
        let mut at = asked;
        for step in &enquiry.story {
            let chance = Millis::from(u32::from_be_bytes(chance.bytes()));
            at += 1 + chance % (room / steps).clamp(1, 10 * HOUR);
            all.push((at.min(now - 1), who, Some(step)));
        }
    }
    // Stable, so that steps of one enquiry keep their order.
    all.sort_by_key(|(at, _, _)| *at);
    all
}

async fn ask(ground: &Ground, house: &House, enquiry: &Enquiry) -> Result<i64, DemoError> {
    let misfit = |why: &str| DemoError::Misfit(format!("{}: {why}", enquiry.form));
    let shelf = house.forms.shelf();
    let form = shelf.get(enquiry.form).ok_or_else(|| misfit("no such form"))?;
    let say = Say::new(ground.words.clone(), Lang::default());
    let data = FormData::from_pairs(enquiry.fields.iter().cloned());
    let today = DateTime::from_timestamp_millis(ground.now()).unwrap_or_default().date_naive();
    let answers = forms::check(form, &data, &Context { today, say: &say, markup: forms::Markup::AsText })
        .map_err(|refusal| misfit(&format!("{:?}", refusal.faults)))?;
    let submission =
        Submission { form, answers, nonce: ground.entropy.bytes(), lang: say.tag(), crowded: false };
    Ok(open::open(ground, submission).await?.number)
}

async fn act(ground: &Ground, colleagues: &[Person], number: i64, step: &Step) -> Result<(), DemoError> {
    let row = read::by_number(ground, number)
        .await?
        .ok_or_else(|| DemoError::Misfit("a request is gone".to_owned()))?;
    let able = |person: &&Person| {
        person.location == LocationId(row.location_id)
            && matches!(
                person.level,
                Level::Regular | Level::Supervisor | Level::Administrator | Level::Probation
            )
    };
    let here: Vec<&Person> = colleagues.iter().filter(able).collect();
    let holder = colleagues.iter().find(|person| person.id.0 == row.assignee_id);
    let answers = |person: &&Person| person.level != Level::Probation;
    let chosen =
        |all: &[&Person]| all.get((number as usize) % all.len().max(1)).map(|person| (*person).clone());
    let someone = holder.cloned().or_else(|| chosen(&here));
    let someone = someone.ok_or_else(|| DemoError::Misfit("nobody works there".to_owned()))?;
    let answering: Vec<&Person> = here.iter().copied().filter(answers).collect();
    let answerer =
        if answers(&&someone) { someone.clone() } else { chosen(&answering).unwrap_or(someone.clone()) };
    match step {
        Step::Take => acts::take(ground, &someone, &row).await?,
        Step::Note(text) => acts::note(ground, &someone, &row, text).await?,
        Step::Query(text) => acts::query(ground, &someone, &row, text).await?,
        Step::Answer(text) => acts::answer(ground, &answerer, &row, text).await?,
        Step::Reply(text) | Step::Reopen(text) => {
            acts::comment(ground, &row, ground.entropy.bytes(), text).await?
        }
    };
    Ok(())
}

fn address(text: &str) -> Result<EmailAddress, DemoError> {
    EmailAddress::parse(text).map_err(|problem| DemoError::Misfit(format!("{text}: {problem}")))
}
