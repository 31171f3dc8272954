//! Public intake stands against programs and never hurts people.
//!
//! Programs of six kinds send their posts, each from a network of its own and with words of its own, so that only the
//! control that is meant for their kind can stop them; a patient one is held for what its posts share. Among all of
//! these, people ask. `cargo xtask prove bots` sends 50,000 posts among 300 people on either engine.
//!
//! Time is the desk's own and stands still while anybody acts: three seconds are three seconds on a slow machine too.

mod answers;
mod people;
mod programs;
mod time;

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Arc;

use ground::guard::Level;
use kit_base::{DAY, HOUR, MINUTE, Millis, SECOND};
use kit_db::Engine;
use kit_web::testing::{Answer, Browser};

use self::people::{HABITS, Habit, Kept, Person, folded};
use self::programs::{KINDS, Kind, Loot, Post, Program, SHARED, Shared, patient};
use self::time::Time;
use crate::asking::{act, between};
use crate::house::TestHouse;
use crate::power::chance::{Chance, times};

const ASK: &str = "/ask/general";

/// What the page says of a question that is held.
const HELD: &str = "Much like it came today";

/// So many posts of a patient program are under way at the same time.
const PATIENT: usize = 8;

/// For so long programs send, and people begin to ask.
const LONG: Millis = 25 * MINUTE;

/// Where everybody goes, and the time they wait by; none for those who never wait.
#[derive(Clone)]
struct Desk {
    router: axum::Router,
    time: Option<Arc<Time>>,
}

impl Desk {
    fn browser(&self, peer: SocketAddr) -> Browser {
        let mut browser = Browser::new(self.router.clone());
        browser.peer = peer;
        browser
    }

    /// What time it is there.
    fn now(&self) -> Millis {
        self.time.as_ref().map_or(0, |time| time.now())
    }

    async fn wait(&self, by: Millis) {
        if let Some(time) = &self.time {
            time.wait(by).await;
        }
    }
}

/// What somebody types.
#[derive(Debug, Clone)]
struct Words {
    question: String,
    name: String,
    email: String,
}

impl Words {
    fn fields(&self) -> [(&str, &str); 3] {
        [("question", &self.question), ("name", &self.name), ("email", &self.email)]
    }

    fn for_field(&self, name: &str) -> Option<&str> {
        self.fields().into_iter().find(|(field, _)| *field == name).map(|(_, said)| said)
    }
}

/// So many words that nobody ever said.
fn prose(chance: &mut Chance, count: usize) -> String {
    let mut word = || {
        let letters = (0..3 + chance.below(5)).map(|_| {
            ["aeiou", "bdfglmnprstvz"]
                .map(|from| char::from(from.as_bytes()[chance.below(from.len() as u64) as usize]))
        });
        letters.flatten().collect::<String>()
    };
    (0..count).map(|_| word()).collect::<Vec<_>>().join(" ")
}

/// The key of a page whose form goes to `action`.
fn key_of(page: &Answer, action: &str) -> String {
    let form = page.form(action).unwrap_or_else(|| panic!("no form on: {}", page.words()));
    form.into_iter().find(|(name, _)| name == "key").unwrap().1
}

/// The number on a page that says that a question is kept.
fn number_of(answer: &Answer) -> Option<String> {
    between(&answer.body, "class=\"spine big\" dir=\"ltr\">", "<").map(str::to_owned)
}

/// What the posts of one kind came to.
#[derive(Debug, Default)]
struct Sum {
    posts: usize,
    requests: BTreeSet<String>,
    held: BTreeSet<String>,
    faults: usize,
}

impl Sum {
    fn of(answers: impl IntoIterator<Item = Came>) -> Self {
        let mut sum = Self::default();
        for came in answers {
            sum.posts += 1;
            sum.faults += usize::from(came.is_fault);
            if came.is_held { &mut sum.held } else { &mut sum.requests }.extend(came.number);
        }
        sum
    }
}

/// What is kept of an answer to a program.
struct Came {
    number: Option<String>,
    is_held: bool,
    is_fault: bool,
}

impl Came {
    fn of(answer: &Answer) -> Self {
        let number = number_of(answer);
        let is_held = number.is_some() && answer.words().contains(HELD);
        Self { number, is_held, is_fault: answer.status.is_server_error() }
    }
}

/// How much there is of everything.
struct Size {
    /// Posts of each of the six kinds.
    each: usize,
    /// Programs of each kind at the same time.
    at_once: usize,
    /// Posts of each patient program.
    patient: usize,
    /// Posts of the one that stays in its network: more than may come from there in an hour.
    in_one_place: usize,
    /// People of each habit.
    people: usize,
    class: usize,
}

impl Size {
    /// In full 50,000 posts and 300 people.
    fn of_run() -> Self {
        Self {
            each: times(20, 8_334),
            at_once: times(4, 48),
            patient: times(12, 500),
            in_one_place: times(150, 500),
            people: times(3, 25),
            class: times(9, 30),
        }
    }
}

/// What came of a flood.
struct Flood {
    kinds: BTreeMap<Kind, Sum>,
    patient: BTreeMap<Shared, Sum>,
    people: Vec<Result<Vec<Kept>, String>>,
}

/// One story of a flood, and what it came to.
enum Told {
    Program(Kind, Vec<Came>),
    Patient(Shared, Vec<Came>),
    Person(Result<Vec<Kept>, String>),
}

type Story = (Millis, std::pin::Pin<Box<dyn Future<Output = Told> + Send>>);

/// What programs got hold of: a page of three days ago, one of yesterday, one of 21 minutes ago, and a post that was
/// heard before it arrived.
async fn loot(house: &TestHouse, desk: &Desk) -> Loot {
    let mut old = Vec::new();
    for age in [2 * DAY, DAY, 21 * MINUTE] {
        let mut browser = desk.browser(people::network(1, 150));
        let page = browser.get(ASK).await;
        old.push((browser.cookies, page));
        house.clock.advance(age);
    }
    let mut browser = desk.browser(people::network(2, 150));
    let page = browser.get(ASK).await;
    house.clock.advance(30 * SECOND);
    Loot { heard: Post::heard(browser, &page), old }
}

fn programs(desk: &Desk, loot: &Arc<Loot>, size: &Size, kind: Kind) -> Vec<Story> {
    let each = size.each.div_ceil(size.at_once);
    let pause = LONG / each as i64;
    let one = |n: usize| {
        let chance = Chance::new(7_919 * (kind as u64 + 1) + n as u64);
        let mut program = Program { desk: desk.clone(), kind, chance, loot: Arc::clone(loot) };
        let mine = each.min(size.each.saturating_sub(n * each));
        let begins = if kind == Kind::Replayed { 0 } else { pause * n as i64 / size.at_once as i64 };
        let story = async move {
            let mut came = Vec::new();
            for time in 0..mine {
                came.push(Came::of(&program.sends((time * 131 + n) as u64).await));
                let waits = program.chance.below(pause as u64) as i64;
                program.desk.wait(waits).await;
            }
            Told::Program(kind, came)
        };
        (begins, Box::pin(story) as _)
    };
    (0..size.at_once).map(one).collect()
}

/// The patient program whose posts share something, so many at the same time.
fn patients(desk: &Desk, size: &Size, shared: Shared) -> Vec<Story> {
    let (posts, begins) = match shared {
        // All of it in one hour.
        Shared::Network => (size.in_one_place, HOUR - desk.now() % HOUR),
        Shared::Link | Shared::Text => (size.patient, 0),
    };
    let text = prose(&mut Chance::new(104_729), 40);
    let one = |n: usize| {
        let (desk, text) = (desk.clone(), text.clone());
        let mut chance = Chance::new(104_729 + (shared as u64) * 100 + n as u64);
        let mine = posts / PATIENT + usize::from(n < posts % PATIENT);
        let story = async move {
            let mut came = Vec::new();
            for _ in 0..mine {
                came.push(Came::of(&patient(&desk, shared, &mut chance, &text).await));
            }
            Told::Patient(shared, came)
        };
        (begins, Box::pin(story) as _)
    };
    (0..PATIENT).map(one).collect()
}

fn people(desk: &Desk, size: &Size) -> Vec<Story> {
    let habits = HABITS.iter().flat_map(|habit| vec![*habit; size.people]);
    let all = habits.chain(vec![Habit::Class; size.class]);
    let one = |(n, habit): (usize, Habit)| {
        let mut chance = Chance::new(1_299_709 + n as u64);
        // A class begins together.
        let begins = if habit == Habit::Class { 10 * MINUTE } else { chance.below(LONG as u64) as i64 };
        let mut person = Person { desk: desk.clone(), habit, n: n as u64, chance };
        let story =
            async move { Told::Person(person.asks().await.map_err(|why| format!("{habit:?} {n}: {why}"))) };
        (begins, Box::pin(story) as _)
    };
    all.enumerate().map(one).collect()
}

/// Everything at once.
async fn flood(house: &TestHouse, size: &Size) -> Flood {
    let time = Time::of(&house.clock);
    let loot = Arc::new(loot(house, &Desk { router: house.router(), time: None }).await);
    let desk = Desk { router: house.router(), time: Some(Arc::clone(&time)) };
    let mut stories: Vec<Story> =
        KINDS.iter().flat_map(|(kind, _)| programs(&desk, &loot, size, *kind)).collect();
    stories.extend(SHARED.iter().flat_map(|(shared, _)| patients(&desk, size, *shared)));
    stories.extend(people(&desk, size));
    let mut kinds: BTreeMap<Kind, Vec<Came>> = BTreeMap::new();
    let mut patient: BTreeMap<Shared, Vec<Came>> = BTreeMap::new();
    let mut people = Vec::new();
    for told in time.pass(stories).await {
        match told {
            Told::Program(kind, came) => kinds.entry(kind).or_default().extend(came),
            Told::Patient(shared, came) => patient.entry(shared).or_default().extend(came),
            Told::Person(came) => people.push(came),
        }
    }
    let kinds = kinds.into_iter().map(|(kind, came)| (kind, Sum::of(came))).collect();
    let patient = patient.into_iter().map(|(shared, came)| (shared, Sum::of(came))).collect();
    Flood { kinds, patient, people }
}

async fn count(house: &TestHouse, of: &str) -> usize {
    house.number(&format!("SELECT COUNT(*) AS n FROM {of}")).await as usize
}

/// Staff let in what people asked and is held: so many questions of the class, and so many that link to one page. With
/// one press for all that are alike where that goes.
async fn let_in(house: &TestHouse, kept: &[Kept]) -> (usize, usize) {
    let mut rosa = house.signed_in(Level::Regular).await;
    let (mut of_class, mut citing, mut pressed) = (0, 0, BTreeSet::new());
    let held = house.lines("SELECT CAST(number AS TEXT) AS line FROM held_question").await;
    for kept in kept.iter().filter(|kept| held.iter().any(|number| number == digits(&kept.number))) {
        match kept.habit {
            Habit::Class => of_class += 1,
            Habit::Citing => citing += 1,
            habit => panic!("{habit:?} says nothing that others say, and is held"),
        }
        let number = digits(&kept.number);
        let row = format!("SELECT CAST(id AS TEXT) AS line FROM held_question WHERE number = {number}");
        let Some(id) = house.lines(&row).await.pop() else { continue };
        let button = if pressed.insert(kept.habit) { "release-alike" } else { "release" };
        let done = act(&mut rosa, &format!("/desk/held/{id}"), button, &[]).await;
        assert_eq!(done.status, 303, "{}", done.words());
    }
    (of_class, citing)
}

/// The number without its letters and its secret end.
fn digits(full: &str) -> &str {
    full.split('-').nth(1).unwrap()
}

/// What of a question staff do not find at its number.
async fn lost(staff: &mut Browser, kept: &Kept) -> Option<String> {
    let short = kept.number.rsplit_once('-').unwrap().0;
    let page = staff.get(&format!("/desk/requests/{short}")).await;
    // The page lets a long address break where it likes.
    let words = folded(&page.words()).replace(' ', "");
    let all = kept.words.fields().map(|(_, said)| folded(said).replace(' ', ""));
    let gone = all.iter().find(|said| !words.contains(said.as_str()))?;
    Some(format!("{:?} {}: “{gone}” is not on its page, {}: {words}", kept.habit, kept.number, page.status))
}

fn tell(engine: Engine, flood: &Flood) {
    let (mut posts, mut made) = (0, 0);
    for (kind, name) in KINDS {
        let sum = &flood.kinds[&kind];
        let (requests, held) = (sum.requests.len(), sum.held.len());
        println!("proof: bots on {engine:?}: {name}: {} posts, {requests} requests, {held} held", sum.posts);
        (posts, made) = (posts + sum.posts, made + requests + held);
    }
    let none = 100.0 * (posts - made) as f64 / posts as f64;
    println!("proof: bots on {engine:?}: all six: {posts} posts, {none:.3} of 100 made nothing");
    for (shared, name) in SHARED {
        let sum = &flood.patient[&shared];
        let (requests, held) = (sum.requests.len(), sum.held.len());
        println!(
            "proof: bots on {engine:?}: patient, sharing {name}: {} posts, {requests} requests before it was noticed, \
             {held} held, {} shown once more",
            sum.posts,
            sum.posts - requests - held
        );
    }
}

/// Programs made nothing, but what arrives once and what a patient one makes before it is noticed. Requests and held
/// questions there are of theirs.
fn programs_made_nothing(flood: &Flood, size: &Size) -> (usize, usize) {
    for (kind, sum) in &flood.kinds {
        assert_eq!((sum.posts, sum.faults), (size.each, 0), "{kind:?}");
        let made = sum.requests.len() + sum.held.len();
        // A post that was heard arrives once, whoever sends it.
        let allowed = if *kind == Kind::Replayed { 1 } else { sum.posts * 5 / 1_000 };
        assert!(made <= allowed, "{kind:?}: {made} of {} made something", sum.posts);
    }
    assert_eq!(flood.kinds[&Kind::Replayed].requests.len(), 1, "it arrives");
    for (shared, sum) in &flood.patient {
        let (requests, held) = (sum.requests.len(), sum.held.len());
        if *shared == Shared::Network {
            assert!((120..=120 + PATIENT).contains(&requests) && held == 0, "{requests} from one network");
        } else {
            assert_eq!((requests, held), (5, size.patient - 5), "{shared:?}");
        }
    }
    let all = || flood.kinds.values().chain(flood.patient.values());
    (all().map(|sum| sum.requests.len()).sum(), all().map(|sum| sum.held.len()).sum())
}

async fn a_flood_makes_nothing_and_people_lose_nothing(engine: Engine) {
    let size = Size::of_run();
    let house = TestHouse::on(engine).await;
    house.set("forms.filling_seconds", "3").await;
    let flood = flood(&house, &size).await;
    tell(engine, &flood);
    let made = programs_made_nothing(&flood, &size);
    let failed: Vec<_> = flood.people.iter().filter_map(|one| one.as_ref().err()).collect();
    let kept: Vec<Kept> = flood.people.iter().flatten().flatten().cloned().collect();
    let there = count(&house, "request").await + count(&house, "held_question").await;
    let (of_class, citing) = let_in(&house, &kept).await;
    let mut rosa = house.signed_in(Level::Regular).await;
    let mut gone = Vec::new();
    for kept in &kept {
        gone.extend(lost(&mut rosa, kept).await);
    }
    let shown = kept.iter().filter(|kept| kept.shown > 0).count();
    println!(
        "proof: people on {engine:?}: {} people, {} questions kept, {shown} of them after another look; {of_class} of a \
         class and {citing} that link to one page were held and let in; {} people lost, {} questions without a word of \
         theirs",
        flood.people.len(),
        kept.len(),
        failed.len(),
        gone.len()
    );
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(gone.is_empty(), "{gone:#?}");
    // As many as people and programs were told of, each with a number of its own: so each exactly once.
    let numbers: BTreeSet<&str> = kept.iter().map(|kept| kept.number.as_str()).collect();
    assert_eq!(numbers.len(), kept.len(), "each question has a number of its own");
    assert_eq!(there, kept.len() + made.0 + made.1, "requests and held questions");
    assert_eq!(count(&house, "request").await, kept.len() + made.0);
    assert_eq!(count(&house, "held_question").await, made.1);
}

// proves: RF-79, RF-80, RF-84, RF-90, RF-92
#[tokio::test(flavor = "multi_thread")]
async fn programs_of_six_kinds_make_nothing_and_people_among_them_lose_no_word_on_sqlite() {
    a_flood_makes_nothing_and_people_lose_nothing(Engine::Sqlite).await;
}

// proves: RF-79, RF-80, RF-84, RF-90, RF-92
#[tokio::test(flavor = "multi_thread")]
async fn programs_of_six_kinds_make_nothing_and_people_among_them_lose_no_word_on_postgres() {
    a_flood_makes_nothing_and_people_lose_nothing(Engine::Postgres).await;
}
