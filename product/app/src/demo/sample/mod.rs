//! What the sample library of `querist demo` is made of: places, staff, and three hundred enquiries with
//! what was done about each. Everything in it is invented.
//!
//! It is data: nothing is read, written or kept, and the same randomness gives the same library. Texts stand
//! in a file for each kind of request, in the shape that `subject` describes; `plan` says how many there are
//! of what. One more subject: an entry in its file. One more form: a file like `council.rs`, its share in
//! `plan` and its lines in `post`.

use kit_base::Entropy;

mod complete;
mod copies;
mod council;
mod days;
mod dice;
mod general;
mod history;
mod people;
mod plan;
mod post;
mod private;
mod scene;
mod story;
mod subject;
#[cfg(test)]
mod tests;

use days::Day;
use dice::Dice;
use people::{Crowd, Person};
use plan::Planned;
use post::Given;
use scene::Scene;
use story::Teller;

/// A place where people work.
#[derive(Debug)]
pub struct Place {
    /// Up to four letters.
    pub code: &'static str,
    /// Name people know it by.
    pub name: &'static str,
    /// IANA name of its time zone.
    pub time_zone: &'static str,
}

/// The houses. What no form sends elsewhere goes to the first.
pub const PLACES: [Place; 3] = [
    Place { code: "CEN", name: "Central Library", time_zone: "Europe/London" },
    Place { code: "LOC", name: "Local Studies", time_zone: "Europe/London" },
    Place { code: "ARC", name: "Archives", time_zone: "Europe/London" },
];

/// Somebody who works there.
#[derive(Debug)]
pub struct Colleague {
    /// Full name.
    pub name: &'static str,
    /// Address to sign in with.
    pub email: &'static str,
    /// What they may do: `general`, `probation`, `regular`, `supervisor` or `administrator`.
    pub level: &'static str,
    /// Where they work: an index into [`PLACES`].
    pub place: usize,
    /// Whether they have a password.
    pub signs_in: bool,
}

const fn colleague(
    name: &'static str,
    email: &'static str,
    level: &'static str,
    place: usize,
    signs_in: bool,
) -> Colleague {
    Colleague { name, email, level, place, signs_in }
}

/// The staff: one of each level signs in, and every place has somebody who answers.
pub const STAFF: [Colleague; 10] = [
    colleague("Priya Ravenscroft", "p.ravenscroft@aldermoor.example", "probation", 0, true),
    colleague("Fumiko Brandreth", "f.brandreth@aldermoor.example", "general", 0, true),
    colleague("Tobias Adeyinka", "t.adeyinka@aldermoor.example", "regular", 0, true),
    colleague("Margit Halloran", "m.halloran@aldermoor.example", "supervisor", 1, true),
    colleague("Helena Szymczyk", "h.szymczyk@aldermoor.example", "administrator", 2, true),
    colleague("Nadia Okonjo", "n.okonjo@aldermoor.example", "security-officer", 2, true),
    colleague("Lionel Fairweather", "l.fairweather@aldermoor.example", "privacy-officer", 0, true),
    colleague("Owen Tregarth", "o.tregarth@aldermoor.example", "regular", 0, false),
    colleague("Idris Calloway", "i.calloway@aldermoor.example", "regular", 1, false),
    colleague("Jonah Petrescu", "j.petrescu@aldermoor.example", "probation", 2, false),
];

/// A question that came, and what was done about it.
#[derive(Debug, PartialEq, Eq)]
pub struct Enquiry {
    /// Key of the form.
    pub form: &'static str,
    /// The name given, if any.
    pub name: Option<String>,
    /// Where answers go; no two people share one.
    pub email: String,
    /// What the browser posted: every field of the form in its order.
    pub fields: Vec<(String, String)>,
    /// What was done since, in order.
    pub story: Vec<Step>,
    /// Minutes since it came.
    pub age_minutes: u32,
}

/// Something done about an enquiry, some time after the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Somebody takes it.
    Take,
    /// A note for colleagues.
    Note(String),
    /// Staff ask the client.
    Query(String),
    /// The client writes while it is open.
    Reply(String),
    /// Staff answer, which closes it.
    Answer(String),
    /// The client writes after the answer, which opens it again.
    Reopen(String),
}

/// Three hundred enquiries as of `today` (year, month, day), oldest first.
pub fn enquiries(entropy: &dyn Entropy, today: (i32, u32, u32)) -> Vec<Enquiry> {
    let (dice, today) = (Dice::new(entropy), Day::new(today));
    let (mut crowd, mut teller) = (Crowd::new(dice), Teller::new(dice));
    let planned = plan::plan(dice, today);
    planned.iter().map(|planned| enquiry(dice, &mut crowd, &mut teller, today, planned)).collect()
}

/// Days after which nobody gives a date any more that has not passed today.
const DATES: u32 = 8;

fn enquiry(
    dice: Dice<'_>,
    crowd: &mut Crowd<'_>,
    teller: &mut Teller<'_>,
    today: Day,
    planned: &Planned,
) -> Enquiry {
    let person = crowd.next(planned.form, planned.subject.who);
    let age = planned.age_minutes / (24 * 60);
    let came = today.plus(-i64::from(age));
    let scene = Scene::draw(dice, planned.subject, came, wanted(dice, planned, came, today));
    let mut given = vec![
        (post::question(planned.form), Given::Text(asked(dice, planned, &scene, &person))),
        ("email", Given::Text(person.email.clone())),
        ("name", Given::Text(person.name.clone().unwrap_or_default())),
        ("office", Given::Text(person.office.to_owned())),
        ("in_charge", Given::Text("yes".to_owned())),
    ];
    for (key, value) in planned.subject.fields {
        match *key {
            "needed_by" | "wanted_at" | "call_at" if age > DATES => {}
            "visit_on" | "needed_by" => given.push((key, Given::When(scene.wanted, String::new()))),
            "wanted_at" => given.push((key, Given::When(scene.wanted, time_of(value)))),
            "call_at" => given.push((key, Given::When(today.plus(days_of(value)).open(), time_of(value)))),
            _ => given.push((key, Given::Text(scene.fill(value)))),
        }
    }
    given.extend(more(dice, planned, today, age));
    let fields = post::fields(planned.form, &given);
    let story = teller.tell(planned, &scene);
    let Person { name, email, .. } = person;
    Enquiry { form: planned.form, name, email, fields, story, age_minutes: planned.age_minutes }
}

/// What some people add on any form that asks for it.
fn more(dice: Dice<'_>, planned: &Planned, today: Day, age: u32) -> Vec<(&'static str, Given)> {
    let has = |key: &str| planned.subject.fields.iter().any(|(own, _)| *own == key);
    let mut given = Vec::new();
    let calls = planned.subject.fields.contains(&("way", "call"));
    if calls || dice.chance(60) {
        let number = dice.between(100, 999);
        given.push(("phone", Given::Text(format!("07700 900{number}"))));
    }
    if planned.form == "council" && !has("way") {
        given.push(("way", Given::Text("write".to_owned())));
    }
    if age <= DATES && !has("needed_by") && dice.chance(15) {
        let day = today.plus(i64::from(dice.between(12, 40)));
        given.push(("needed_by", Given::When(day, String::new())));
    }
    given
}

/// The day the client has in mind. A visit is always to come; other days lie after the question, wherever
/// that leaves them.
fn wanted(dice: Dice<'_>, planned: &Planned, came: Day, today: Day) -> Day {
    let named =
        planned.subject.fields.iter().find(|(key, _)| matches!(*key, "visit_on" | "needed_by" | "wanted_at"));
    match named {
        Some(("visit_on", days)) => {
            let soonest = today.plus(3 + dice.below(12) as i64);
            came.plus(days_of(days)).max(soonest).open()
        }
        Some((_, days)) => today.max(came).plus(days_of(days)).open(),
        None => today,
    }
}

/// The number of days at the beginning of `value`.
fn days_of(value: &str) -> i64 {
    value.split(' ').next().and_then(|days| days.parse().ok()).unwrap_or_default()
}

/// The time at the end of `value`.
fn time_of(value: &str) -> String {
    value.split_once(' ').map(|(_, time)| time.to_owned()).unwrap_or_default()
}

/// The question as this person asks it.
fn asked(dice: Dice<'_>, planned: &Planned, scene: &Scene, person: &Person) -> String {
    let ask = scene.fill(dice.pick(planned.subject.asks));
    let is_plain = matches!(planned.form, "general" | "history") && !planned.subject.once;
    if !is_plain {
        return ask;
    }
    let first = person.name.as_deref().and_then(|name| name.split(' ').next());
    let ask = match dice.below(100) {
        0..=5 => format!("Hello. {ask}"),
        6..=8 => format!("Good morning,\n\n{ask}"),
        _ => ask,
    };
    match (dice.below(100), first) {
        (0..=13, _) => format!("{ask} Thank you."),
        (14..=20, Some(first)) => format!("{ask}\n\nMany thanks\n{first}"),
        (21..=26, Some(_)) => {
            format!("{ask}\n\nKind regards\n{}", person.name.as_deref().unwrap_or_default())
        }
        (27..=32, None) => format!("{ask} thanks"),
        (33..=36, _) => format!("{ask}\n\nWith thanks for your time."),
        _ => ask,
    }
}
