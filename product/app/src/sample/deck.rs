//! Three hundred requests at a time: the demo's texts, spread over a stretch of time.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Datelike};
use desk::forms::{self, Context, Shelf};
use desk::requests::open::Submission;
use desk::requests::past::{self, Act, Deed, Desk, Past, Told};
use ground::Ground;
use ground::guard::Level;
use ground::staff::{LocationCard, Person};
use kit_base::{DAY, HOUR, IdSource, MINUTE, ManualClock, Millis, SeededEntropy};
use kit_vault::{Key, Secret};
use kit_web::form::FormData;
use kit_web::{Lang, Say};

use super::Wish;
use crate::boot;
use crate::demo::DemoError;
use crate::demo::sample::{self, Enquiry, Step};

/// Requests of one deck.
pub const DECK: u32 = 300;
/// Whose ids the sample has: nobody's of a desk that has just begun.
const NODE: u8 = 63;
/// The milliseconds of a deck's ids, at 32,768 each.
const MILLIS: Millis = 4;
/// What is older than this has been answered, but for a few.
const SETTLED: Millis = 60 * DAY;
/// The few: one in so many.
const LEFT: u32 = 200;
/// A story takes at most this long. Ids of neighbouring decks differ in their node for longer.
const STORY: Millis = 4 * DAY;

/// Everything that decks are told with.
pub struct House {
    ground: Ground,
    shelf: Arc<Shelf>,
    places: HashMap<String, LocationCard>,
    people: Vec<Person>,
    suffix: Secret,
    begin: Millis,
    end: Millis,
    wish: Wish,
}

/// One deck.
pub struct Deck {
    number: u32,
    size: u32,
}

impl Deck {
    /// How many requests it has.
    pub fn size(&self) -> u32 {
        self.size
    }
}

impl House {
    /// The house as `people` work in it from `begin` to `end`.
    pub async fn new(
        house: &boot::House,
        people: Vec<Person>,
        (begin, end): (Millis, Millis),
        wish: Wish,
    ) -> Result<Self, DemoError> {
        let (ground, shelf) = (house.ground.clone(), house.forms.shelf());
        let mut places = HashMap::new();
        for form in shelf.listed() {
            places.insert(form.key.clone(), past::place_for(&ground, form).await?);
        }
        let suffix = past::suffix_secret(&ground).await?;
        Ok(Self { ground, shelf, places, people, suffix, begin, end, wish })
    }

    /// The deck with this number.
    pub fn deck(&self, number: u32) -> Deck {
        Deck { number, size: DECK.min(self.wish.requests - number * DECK) }
    }

    /// Tells a deck: one pair of keys for each request, the request's and the client's.
    pub fn tell(&self, deck: &Deck, keys: Vec<(Key, Key)>) -> Result<Vec<Told>, DemoError> {
        let nth = |n: u32| {
            self.begin + (self.end - self.begin) * Millis::from(n) / Millis::from(self.wish.requests)
        };
        let first = deck.number * DECK;
        let from = nth(first);
        let clock = Arc::new(ManualClock::at(from));
        // All its ids are of the milliseconds after the end that are its own: a story may take longer than the time
        // between two decks.
        let ids = IdSource::after(NODE, self.end + Millis::from(deck.number) * MILLIS);
        let ids = Arc::new(ids);
        let ground = self.ground.but(|parts| (parts.clock, parts.ids) = (clock.clone(), ids));
        let entropy = SeededEntropy::new(self.wish.seed.wrapping_add(u64::from(deck.number) << 20));
        let day = DateTime::from_timestamp_millis(from).unwrap_or_default();
        let enquiries = sample::enquiries(&entropy, (day.year(), day.month(), day.day()));
        let room = Desk { ground: &ground, clock: &clock, suffix: self.suffix.clone() };
        let scene = Telling { house: self, entropy: &entropy, day: day.date_naive() };
        let mut told = Vec::with_capacity(keys.len());
        for ((n, enquiry), keys) in (first..).zip(&enquiries).zip(keys) {
            let past = scene.past(enquiry, n, nth(n))?;
            told.push(past::tell(&room, &self.places[enquiry.form], keys, past));
        }
        Ok(told)
    }
}

/// What one deck is told from.
struct Telling<'a> {
    house: &'a House,
    entropy: &'a dyn kit_base::Entropy,
    day: chrono::NaiveDate,
}

impl<'a> Telling<'a> {
    /// The `n`-th request of the sample, which came at `at`.
    fn past(&self, enquiry: &Enquiry, n: u32, at: Millis) -> Result<Past<'a>, DemoError> {
        let House { ground, shelf, .. } = self.house;
        let misfit = |why: &str| DemoError::Misfit(format!("{}: {why}", enquiry.form));
        let form = shelf.get(enquiry.form).ok_or_else(|| misfit("no such form"))?;
        let say = Say::new(ground.words.clone(), Lang::default());
        let data = FormData::from_pairs(enquiry.fields.iter().cloned());
        let answers =
            forms::check(form, &data, &Context { today: self.day, say: &say, markup: forms::Markup::AsText })
                .map_err(|refusal| misfit(&format!("{:?}", refusal.faults)))?;
        let submission = Submission { form, answers, nonce: [0; 16], lang: "en", crowded: false };
        let number = ground::numbers::ABOVE + 1 + i64::from(n);
        let suffix = kit_base::crockford_suffix(self.entropy.bytes());
        Ok(Past { submission, number, suffix, at, deeds: self.deeds(enquiry, n, at) })
    }

    /// What was done: the enquiry's story, and an answer where it is old enough to have one.
    fn deeds(&self, enquiry: &Enquiry, n: u32, asked: Millis) -> Vec<Deed> {
        let place = self.house.places[enquiry.form].id;
        let here: Vec<&Person> = self.house.people.iter().filter(|one| one.location.0 == place).collect();
        let able = |levels: &[Level]| -> Vec<&Person> {
            here.iter().copied().filter(|one| levels.contains(&one.level)).collect()
        };
        let answering = able(&[Level::Regular, Level::Supervisor, Level::Administrator]);
        let working = able(&[Level::Probation, Level::Regular, Level::Supervisor, Level::Administrator]);
        let of = |all: &[&Person]| all[n as usize % all.len()].clone();
        let mut steps: Vec<Step> = enquiry.story.clone();
        let is_open = !matches!(steps.last(), Some(Step::Answer(_)));
        if is_open && asked < self.house.end - SETTLED && !n.is_multiple_of(LEFT) {
            steps.push(Step::Answer(ANSWERS[n as usize % ANSWERS.len()].to_owned()));
        }
        let room = (self.house.end - asked - MINUTE).clamp(0, STORY) / (steps.len() as Millis).max(1);
        let mut at = asked;
        let deed = |step: Step| {
            let chance = Millis::from(u32::from_be_bytes(self.entropy.bytes()));
            at += 1 + chance % room.clamp(1, 10 * HOUR);
            let act = match step {
                Step::Take => Act::Take(of(&working)),
                Step::Note(text) => Act::Note(of(&working), text),
                Step::Query(text) => Act::Query(of(&answering), text),
                Step::Answer(text) => Act::Answer(of(&answering), text),
                Step::Reply(text) | Step::Reopen(text) => Act::Comment(text),
            };
            Deed { at, act }
        };
        steps.into_iter().map(deed).collect()
    }
}

/// How what lay about for long was answered.
const ANSWERS: [&str; 3] = [
    "Thank you for your patience. We have looked through what we hold and found what you asked for: it is laid \
     out for you in the reading room, and you need no appointment to see it.",
    "We have found nothing on this in our own collections. The county record office holds the series that \
     would name it, and they answer by letter within a fortnight.",
    "Yes, that is right, and you may quote us. The volume is on the open shelves at the back of the first floor.",
];
