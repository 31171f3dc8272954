use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use desk::forms::{self, Context, Field, Form, Kind, Shelf, Show};
use kit_base::{EmailAddress, SeededEntropy};
use kit_web::form::FormData;
use kit_web::{Say, Words};

use super::plan::Ending;
use super::subject::Subject;
use super::*;

type Date = (i32, u32, u32);

/// Days on which a calendar is likely to go wrong, and every day of a week.
const TODAYS: [Date; 12] = [
    (2026, 11, 24),
    (2026, 11, 25),
    (2026, 11, 26),
    (2026, 11, 27),
    (2026, 11, 28),
    (2026, 11, 29),
    (2026, 11, 30),
    (2026, 12, 24),
    (2026, 12, 31),
    (2027, 1, 1),
    (2028, 2, 29),
    (2030, 7, 7),
];

fn on(today: Date) -> Vec<Enquiry> {
    enquiries(&SeededEntropy::new(10_482), today)
}

fn sample() -> Vec<Enquiry> {
    on(TODAYS[0])
}

fn english() -> Say {
    let files = [ground::english(), desk::english()].concat();
    let words = Arc::new(Words::new(&[("en", files)]).unwrap());
    let lang = words.lang("en").unwrap();
    Say::new(words, lang)
}

fn texts(enquiry: &Enquiry) -> Vec<&str> {
    let said = enquiry.story.iter().filter_map(|step| match step {
        Step::Take => None,
        Step::Note(text)
        | Step::Query(text)
        | Step::Reply(text)
        | Step::Answer(text)
        | Step::Reopen(text) => Some(text.as_str()),
    });
    enquiry.fields.iter().map(|(_, value)| value.as_str()).chain(said).collect()
}

fn asked(enquiry: &Enquiry) -> &str {
    let key = post::question(enquiry.form);
    enquiry.fields.iter().find(|(name, _)| name == key).map_or("", |(_, text)| text)
}

/// Where an enquiry stands after its story.
fn stands(enquiry: &Enquiry) -> Ending {
    let nobody =
        !enquiry.story.iter().any(|step| matches!(step, Step::Take | Step::Query(_) | Step::Answer(_)));
    match enquiry.story.iter().rev().find(|step| !matches!(step, Step::Note(_))) {
        None if enquiry.story.is_empty() => Ending::New,
        _ if nobody => Ending::Touched,
        None | Some(Step::Take | Step::Note(_)) => Ending::InHand,
        Some(Step::Query(_)) => Ending::Asked,
        Some(Step::Reply(_)) => Ending::Replied,
        Some(Step::Answer(_)) => Ending::Answered,
        Some(Step::Reopen(_)) => Ending::Reopened,
    }
}

fn whole() -> Vec<&'static Subject> {
    let all = [
        general::SUBJECTS,
        history::SUBJECTS,
        copies::SUBJECTS,
        council::SUBJECTS,
        private::SUBJECTS,
        complete::SUBJECTS,
    ];
    all.into_iter().flatten().copied().flatten().collect()
}

#[test]
fn three_hundred_come_oldest_first_most_of_them_within_three_weeks() {
    for today in TODAYS {
        let all = on(today);
        assert_eq!(all.len(), 300);
        assert!(all.is_sorted_by_key(|enquiry| std::cmp::Reverse(enquiry.age_minutes)));
        assert!(all.iter().all(|enquiry| enquiry.age_minutes <= 120 * 24 * 60));
        let lately = all.iter().filter(|enquiry| enquiry.age_minutes <= 21 * 24 * 60).count();
        assert!((230..290).contains(&lately), "{lately}");
    }
}

#[test]
fn every_form_has_its_share() {
    let mut shares: BTreeMap<&str, usize> = BTreeMap::new();
    for enquiry in sample() {
        *shares.entry(enquiry.form).or_default() += 1;
    }
    let expected = [
        ("complete", 15),
        ("copies", 36),
        ("council", 24),
        ("general", 135),
        ("history", 75),
        ("private", 15),
    ];
    assert_eq!(shares.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn the_same_chance_gives_the_same_library() {
    assert_eq!(sample(), sample());
    assert_ne!(sample(), enquiries(&SeededEntropy::new(1), TODAYS[0]));
}

#[test]
fn every_post_is_taken_by_its_form() {
    let (shelf, say) = (Shelf::shipped().unwrap(), english());
    for today in TODAYS {
        let context = Context {
            today: NaiveDate::from_ymd_opt(today.0, today.1, today.2).unwrap(),
            say: &say,
            markup: forms::Markup::AsText,
        };
        for enquiry in on(today) {
            let data = FormData::from_pairs(enquiry.fields.iter().cloned());
            let answers = forms::check(shelf.get(enquiry.form).unwrap(), &data, &context);
            let answers = answers.unwrap_or_else(|refusal| panic!("{}: {:?}", enquiry.form, refusal.faults));
            assert_eq!(
                (answers.name.as_ref(), answers.email.written()),
                (enquiry.name.as_ref(), enquiry.email)
            );
        }
    }
}

/// The names under which `field` is posted, and whether it is posted once whatever was chosen.
fn names(field: &Field) -> (Vec<String>, bool) {
    let parts = |names: &[&str]| names.iter().map(|part| format!("{}.{part}", field.key)).collect();
    match field.kind {
        Kind::Date { .. } => (parts(&["day", "month", "year"]), true),
        Kind::DateTime { .. } => (parts(&["day", "month", "year", "time"]), true),
        Kind::List { .. }
        | Kind::Tick
        | Kind::Agreement { .. }
        | Kind::YesNo
        | Kind::Choice { show: Show::Radios, .. } => (vec![field.key.clone()], false),
        _ => (vec![field.key.clone()], true),
    }
}

#[test]
fn a_post_has_the_fields_of_the_form_in_its_order() {
    let shelf = Shelf::shipped().unwrap();
    for enquiry in sample() {
        let form: &Form = shelf.get(enquiry.form).unwrap();
        let expected = form.fields.iter().flat_map(|field| {
            let (names, always) = names(field);
            let posted = |name: &String| enquiry.fields.iter().filter(|(key, _)| key == name).count();
            names.into_iter().flat_map(move |name| {
                let times = if always { 1 } else { posted(&name) };
                std::iter::repeat_n(name, times)
            })
        });
        let posted: Vec<&String> = enquiry.fields.iter().map(|(key, _)| key).collect();
        let expected: Vec<String> = expected.collect();
        assert_eq!(posted, expected.iter().collect::<Vec<_>>(), "{}", enquiry.form);
    }
}

#[test]
fn no_two_people_share_an_address_and_none_leads_anywhere() {
    let mut owners: BTreeMap<String, Option<String>> = BTreeMap::new();
    for enquiry in sample() {
        let email = EmailAddress::parse(&enquiry.email).unwrap();
        assert!(email.written().ends_with(".example"), "{}", enquiry.email);
        let owner = owners.entry(email.normal()).or_insert_with(|| enquiry.name.clone());
        assert_eq!(*owner, enquiry.name, "{}", enquiry.email);
    }
    assert!((230..300).contains(&owners.len()), "{}", owners.len());
    let staff: BTreeSet<&str> = STAFF.iter().map(|colleague| colleague.email).collect();
    assert!(staff.len() == STAFF.len() && staff.iter().all(|email| email.ends_with(".example")));
}

#[test]
fn most_are_answered_and_every_stage_is_there() {
    let mut stages: BTreeMap<String, usize> = BTreeMap::new();
    for enquiry in sample() {
        *stages.entry(format!("{:?}", stands(&enquiry))).or_default() += 1;
    }
    let count = |ending: Ending| stages.get(&format!("{ending:?}")).copied().unwrap_or_default();
    assert!((165..200).contains(&count(Ending::Answered)), "{stages:?}");
    assert!((25..=35).contains(&count(Ending::New)), "{stages:?}");
    assert!(count(Ending::New) + count(Ending::Touched) < 50, "{stages:?}");
    for ending in [Ending::Asked, Ending::Replied, Ending::InHand] {
        assert!((15..=45).contains(&count(ending)), "{stages:?}");
    }
    assert!((4..12).contains(&count(Ending::Reopened)), "{stages:?}");
}

#[test]
fn stories_happen_in_an_order_that_can_be() {
    for enquiry in sample() {
        let (mut asked, mut closed) = (false, false);
        for (at, step) in enquiry.story.iter().enumerate() {
            match step {
                Step::Take => assert_eq!(at, 0),
                Step::Note(_) => {}
                Step::Query(_) => {
                    assert!(!asked && !closed);
                    asked = true;
                }
                Step::Reply(_) => {
                    assert!(!closed);
                    asked = false;
                }
                Step::Answer(_) => {
                    assert!(!asked && !closed);
                    closed = true;
                }
                Step::Reopen(_) => {
                    assert!(closed);
                    closed = false;
                }
            }
        }
        let room = enquiry.age_minutes / (enquiry.story.len() as u32 + 1);
        assert!(enquiry.story.is_empty() || room >= 15, "{room} minutes a step");
    }
}

/// Working days each form allows.
fn within(form: &str) -> u32 {
    Shelf::shipped().unwrap().get(form).unwrap().respond_within.unwrap()
}

#[test]
fn some_are_late_and_not_half_the_queue() {
    let allowed: BTreeMap<&str, u32> = ["general", "history", "copies", "council", "private", "complete"]
        .map(|form| (form, within(form)))
        .into();
    for today in TODAYS {
        let all = on(today);
        let open: Vec<&Enquiry> = all.iter().filter(|enquiry| stands(enquiry) != Ending::Answered).collect();
        let late = open.iter().filter(|enquiry| {
            let came = Day::new(today).plus(-i64::from(enquiry.age_minutes / (24 * 60)));
            came.due(allowed[enquiry.form]) < Day::new(today)
        });
        let late = late.count();
        assert!((5..=20).contains(&late), "{late} of {} late on {today:?}", open.len());
        let young = open.iter().filter(|enquiry| enquiry.age_minutes <= 10 * 24 * 60).count();
        assert!(young * 100 > open.len() * 90, "{young} of {}", open.len());
    }
}

#[test]
fn every_slot_is_filled_and_every_text_says_something() {
    for today in TODAYS {
        for enquiry in on(today) {
            for text in texts(&enquiry) {
                assert!(!text.contains('{') || text.contains("{ v.push_back(1); }"), "{text}");
                assert_eq!(text.trim(), text);
                assert!(!text.contains("  ") || text.contains("    vector"), "{text}");
            }
            assert!(!asked(&enquiry).is_empty());
        }
    }
    for subject in whole() {
        assert!(
            !subject.asks.is_empty()
                && subject.talk.iter().any(|turn| matches!(turn, subject::Turn::Answer(_)))
        );
    }
}

#[test]
fn the_library_feels_lived_in() {
    assert!(whole().len() >= 150, "{}", whole().len());
    let all = sample();
    let questions: BTreeSet<&str> = all.iter().map(asked).collect();
    assert!(questions.len() > 270, "{}", questions.len());
    let open = all.iter().filter(|enquiry| stands(enquiry) != Ending::Answered);
    let (count, open): (usize, BTreeSet<String>) =
        open.fold((0, BTreeSet::new()), |(count, mut seen), enquiry| {
            seen.insert(asked(enquiry).chars().take(30).collect());
            (count + 1, seen)
        });
    assert!(open.len() * 100 > count * 90, "{} of {count}", open.len());
}

#[test]
fn the_odd_ones_are_among_them() {
    let all = sample();
    let any = |test: &dyn Fn(&str) -> bool| all.iter().any(|enquiry| test(asked(enquiry)));
    assert!(any(&|text| text.contains("السلام")) && any(&|text| text.contains("図書館")));
    assert!(any(&|text| text.contains("<5 mg")) && any(&|text| text.contains("a<b")));
    assert!(any(&|text| text.split(' ').any(|word| word.chars().count() > 60)));
    assert!(all.iter().filter(|enquiry| asked(enquiry).chars().count() > 900).count() >= 3);
    assert!(all.iter().any(|enquiry| enquiry.name.as_ref().is_some_and(|name| name.len() > 50)));
}

#[test]
fn one_of_each_level_signs_in_and_no_place_is_empty() {
    for level in ["probation", "general", "regular", "supervisor", "administrator"] {
        assert_eq!(STAFF.iter().filter(|who| who.signs_in && who.level == level).count(), 1, "{level}");
    }
    for place in 0..PLACES.len() {
        let here: Vec<&Colleague> = STAFF.iter().filter(|who| who.place == place).collect();
        let answers = here.iter().any(|who| matches!(who.level, "regular" | "supervisor" | "administrator"));
        assert!(here.len() >= 2 && answers, "{place}");
    }
    assert!(PLACES.iter().all(|place| place.code.len() <= 4 && place.time_zone.contains('/')));
}

#[test]
fn days_are_those_of_the_calendar() {
    let first = NaiveDate::from_ymd_opt(2023, 1, 1).unwrap();
    for date in first.iter_days().take(9 * 366) {
        let day = Day::new((date.year(), date.month(), date.day()));
        let since = date.signed_duration_since(NaiveDate::from_ymd_opt(1970, 1, 1).unwrap()).num_days();
        assert_eq!(day, Day::new((1970, 1, 1)).plus(since));
        assert_eq!(day.parts(), (i64::from(date.year()), date.month() as usize, i64::from(date.day())));
        assert_eq!(day.words(), date.format("%A %-d %B").to_string());
        assert!(["Tue", "Wed", "Thu", "Fri"].iter().any(|name| day.open().words().starts_with(name)));
    }
}
