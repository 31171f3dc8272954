//! How often one may guess: passwords of staff, and numbers and addresses of clients.

use ground::guard::Level;
use kit_base::{HOUR, MINUTE};
use kit_db::Engine;
use kit_web::testing::{Answer, Browser};

use super::{is_in, sign_in};
use crate::asking::{ask, ask_as};
use crate::house::{PASSWORD, TestHouse, each_engine};
use crate::power::chance::times;

/// The page without what was typed into it.
fn blank(answer: &Answer, typed: &str) -> String {
    answer.body.replace(typed, "…")
}

/// A wrong password from `peer`, with an address written in one of several ways and claims about the network.
async fn wrong(house: &TestHouse, email: &str, peer: [u8; 4], n: usize) -> u16 {
    let spelled = [email.to_owned(), email.to_uppercase(), format!(" {email}")];
    let mut browser = house.visitor();
    browser.peer = (peer, 1_000).into();
    let claim = format!("203.0.113.{n}");
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("x-forwarded-for", &claim),
        ("x-real-ip", &claim),
    ];
    let body = format!("email={}&password=wrong", spelled[n % 3].replace('@', "%40"));
    browser.send(http::Method::POST, "/sign-in", &headers, body.into()).await.status.as_u16()
}

// proves: RF-159, RF-160, RF-161, v5.0.0-6.3.1, attack E9
#[tokio::test(flavor = "multi_thread")]
async fn after_ten_wrong_passwords_there_is_a_pause_and_then_it_goes_on() {
    each_engine(async |house| {
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        house.give_password(house.person(Level::General)).await;
        for n in 0..10 {
            assert_eq!(wrong(house, &who.email, [127, 0, 0, n as u8], n).await, 422, "try {n}");
        }
        for password in ["wrong", PASSWORD] {
            let answer = sign_in(&mut house.visitor(), &who.email, password).await;
            assert_eq!(answer.status, 429, "{password}");
            assert!(answer.words().contains("there is a pause until 9:45 (UTC)"), "{}", answer.words());
        }
        let other = sign_in(&mut house.visitor(), &house.person(Level::General).email, PASSWORD).await;
        assert_eq!(other.status, 303, "nobody else waits");
        let mut elsewhere = from(house, 1);
        assert_eq!(sign_in(&mut elsewhere, &who.email, PASSWORD).await.status, 303, "nor they elsewhere");
        house.clock.advance(15 * MINUTE);
        let mut browser = house.visitor();
        assert_eq!(sign_in(&mut browser, &who.email, PASSWORD).await.status, 303);
        assert!(is_in(&mut browser).await);
        // Signing in forgets the tries before.
        for _ in 0..3 {
            for _ in 0..9 {
                assert_eq!(sign_in(&mut house.visitor(), &who.email, "wrong").await.status, 422);
            }
            assert_eq!(sign_in(&mut house.visitor(), &who.email, PASSWORD).await.status, 303);
        }
    })
    .await;
}

// proves: v5.0.0-6.3.1
#[tokio::test(flavor = "multi_thread")]
async fn guessing_from_many_networks_ends_too() {
    let house = TestHouse::on(Engine::Sqlite).await;
    let who = house.person(Level::Regular);
    house.give_password(who).await;
    for n in 0..60 {
        assert_eq!(wrong(&house, &who.email, [10, 0, n as u8 / 6, 1], n).await, 422, "try {n}");
    }
    assert_eq!(wrong(&house, &who.email, [10, 0, 99, 1], 60).await, 429);
    assert_eq!(sign_in(&mut from(&house, 98), &who.email, PASSWORD).await.status, 429);
    house.clock.advance(15 * MINUTE);
    assert_eq!(sign_in(&mut from(&house, 98), &who.email, PASSWORD).await.status, 303);
}

// proves: v5.0.0-6.3.1
#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_for_each_pause_to_end_has_a_hundred_tries_an_hour() {
    let house = TestHouse::on(Engine::Sqlite).await;
    let who = house.person(Level::Regular);
    house.give_password(who).await;
    for n in 0..100 {
        if n == 60 {
            house.clock.advance(15 * MINUTE);
        }
        assert_eq!(wrong(&house, &who.email, [10, 0, n as u8 / 6, 1], n).await, 422, "try {n}");
    }
    assert_eq!(wrong(&house, &who.email, [10, 0, 99, 1], 100).await, 429);
    house.clock.advance(15 * MINUTE);
    assert_eq!(sign_in(&mut from(&house, 98), &who.email, PASSWORD).await.status, 303);
}

// proves: attack C5, v5.0.0-6.3.8
#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_address_is_answered_like_a_known_one() {
    each_engine(async |house| {
        let [with, without] = [Level::Regular, Level::General].map(|level| house.person(level).email.clone());
        house.give_password(house.person(Level::Regular)).await;
        let out = house.person(Level::Supervisor);
        house.give_password(out).await;
        house.tamper(&format!("UPDATE staff SET enabled = FALSE WHERE id = {}", out.id.0)).await;
        let unknown = "nobody@library.example".to_owned();
        let tried = [&with, &without, &unknown, &out.email];
        for n in 0..12 {
            let mut pages = Vec::new();
            for email in tried {
                let password = if email == &out.email { PASSWORD } else { "not the password" };
                let answer = sign_in(&mut house.visitor(), email, password).await;
                assert!(!answer.headers.contains_key(http::header::SET_COOKIE));
                pages.push((answer.status, blank(&answer, email)));
            }
            assert!(pages.windows(2).all(|two| two[0] == two[1]), "try {n}: {pages:#?}");
        }
    })
    .await;
}

async fn check(browser: &mut Browser, number: &str, email: &str) -> Answer {
    let page = browser.get("/check").await;
    browser.submit(&page, "/check", &[("number", number), ("email", email)]).await
}

fn from(house: &TestHouse, network: u8) -> Browser {
    let mut browser = house.visitor();
    browser.peer = ([10, 0, network, 7], 1_000).into();
    browser
}

// proves: attack C5, attack F5, RF-220
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_number_and_a_wrong_address_are_answered_alike() {
    each_engine(async |house| {
        let asked = ask(house, "My secret question").await;
        let other = ask_as(house, "B", "b@reader.example", "Another").await;
        let none = "QR-99999-7KM4T".to_owned();
        let suffix = format!("{}-00000", asked.short());
        let tries = [
            (asked.full.clone(), other.email.clone()),
            (other.full.clone(), asked.email.clone()),
            (suffix, asked.email.clone()),
            (none, asked.email.clone()),
        ];
        let mut pages = Vec::new();
        for (number, email) in &tries {
            let begun = std::time::Instant::now();
            let answer = check(&mut from(house, 1), number, email).await;
            assert!(begun.elapsed().as_millis() >= 400, "whatever was wrong, it takes the same time");
            assert_eq!(answer.status, 422);
            pages.push(blank(&answer, number).replace(email.as_str(), "…"));
        }
        assert!(pages.windows(2).all(|two| two[0] == two[1]), "{pages:#?}");
    })
    .await;
}

// proves: attack F5, v5.0.0-2.4.1, v5.0.0-6.3.1
#[tokio::test(flavor = "multi_thread")]
async fn guessing_a_request_ends_after_ten_tries_and_its_client_still_gets_in() {
    let house = TestHouse::on(Engine::Sqlite).await;
    let asked = ask(&house, "My secret question").await;
    let other = ask(&house, "Another").await;
    let mut guesser = from(&house, 1);
    for n in 0..10 {
        let number = format!("{}-{n:05}", asked.short());
        assert_eq!(check(&mut guesser, &number, &asked.email).await.status, 422);
    }
    let refused = check(&mut guesser, &asked.full, &asked.email).await;
    assert_eq!(refused.status, 429, "even the right one, from there");
    assert!(refused.headers.contains_key(http::header::RETRY_AFTER));
    assert!(!refused.words().contains("secret"));
    assert_eq!(check(&mut guesser, &other.full, &other.email).await.status, 200, "another request");
    assert_eq!(
        check(&mut from(&house, 2), &asked.full, &asked.email).await.status,
        200,
        "the client elsewhere"
    );
    house.clock.advance(HOUR);
    assert_eq!(check(&mut guesser, &asked.full, &asked.email).await.status, 200, "an hour later");
}

// proves: attack E9
#[tokio::test(flavor = "multi_thread")]
async fn a_claimed_address_changes_no_count() {
    let house = TestHouse::on(Engine::Sqlite).await;
    let asked = ask(&house, "My secret question").await;
    let mut guesser = from(&house, 1);
    let mut status = 0;
    for n in 0..11 {
        let claim = format!("203.0.113.{n}");
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("x-forwarded-for", claim.as_str()),
            ("forwarded", claim.as_str()),
            ("cf-connecting-ip", claim.as_str()),
            ("x-real-ip", claim.as_str()),
        ];
        let body = format!("number={}-{n:05}&email=elsie%40reader.example", asked.short());
        status = guesser.send(http::Method::POST, "/check", &headers, body.into()).await.status.as_u16();
    }
    assert_eq!(status, 429);
}

/// Uses up every try that strangers have for this address.
async fn flood(house: &TestHouse, email: &str) {
    let mut last = 0;
    for n in 0..70_usize {
        last = wrong(house, email, [10, 0, (n / 9) as u8, 1], n).await;
    }
    assert_eq!(last, 429);
}

// proves: XT-47, RF-159, v5.0.0-6.1.1, v5.0.0-6.3.1
#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_guesses_does_not_keep_the_owner_out_at_a_browser_of_theirs() {
    each_engine(async |house| {
        let (who, other) = (house.person(Level::Regular), house.person(Level::General));
        house.give_password(who).await;
        house.give_password(other).await;
        let mut own = house.visitor();
        assert_eq!(sign_in(&mut own, &who.email, PASSWORD).await.status, 303);
        own.cookies.retain(|name, _| name.ends_with("device"));
        assert_eq!(own.cookies.len(), 1, "the browser is known from now on");
        for person in [who, other] {
            flood(house, &person.email).await;
        }
        assert_eq!(sign_in(&mut house.visitor(), &who.email, PASSWORD).await.status, 429, "a new browser");
        assert_eq!(sign_in(&mut own.clone(), &who.email, PASSWORD).await.status, 303, "its own");
        assert_eq!(
            sign_in(&mut own.clone(), &other.email, PASSWORD).await.status,
            429,
            "of one address alone"
        );
        // A cookie that was changed, cut, or made up, is none.
        let (name, good) = own.cookies.clone().pop_first().unwrap();
        let flipped =
            format!("{}{}", &good[..good.len() - 2], if good.ends_with("AA") { "BA" } else { "AA" });
        for bad in [flipped.as_str(), &good[..20], "", "AAAA"] {
            let mut browser = house.visitor();
            browser.cookies.insert(name.clone(), bad.to_owned());
            assert_eq!(sign_in(&mut browser, &who.email, PASSWORD).await.status, 429, "{bad}");
        }
        // It opens nothing by itself, and has its own ten tries.
        assert!(!is_in(&mut own.clone()).await);
        for _ in 0..10 {
            assert_eq!(sign_in(&mut own.clone(), &who.email, "wrong").await.status, 422);
        }
        assert_eq!(sign_in(&mut own.clone(), &who.email, PASSWORD).await.status, 429);
        // After half a year without a sign-in it is a stranger's.
        house.clock.advance(180 * kit_base::DAY);
        flood(house, &who.email).await;
        assert_eq!(sign_in(&mut own, &who.email, PASSWORD).await.status, 429);
    })
    .await;
}

// proves: v5.0.0-2.4.1, XT-47
#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_sign_ins_is_bounded_and_whoever_is_known_is_served() {
    let house = TestHouse::on(Engine::Sqlite).await;
    let who = house.person(Level::Regular);
    house.give_password(who).await;
    let mut own = house.visitor();
    assert_eq!(sign_in(&mut own, &who.email, PASSWORD).await.status, 303);
    let router = house.router();
    let strangers = (0..500_u16).map(|n| {
        let mut browser = Browser::new(router.clone());
        browser.peer = ([10, (n >> 8) as u8, n as u8, 1], 1_000).into();
        async move {
            let fields = [("email", format!("n{n}@library.example")), ("password", "wrong".to_owned())];
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = browser.post("/sign-in", &fields).await;
            let after = answer.headers.get("retry-after").is_some();
            (answer.status.as_u16(), after)
        }
    });
    let mut flood = tokio::task::JoinSet::new();
    flood.spawn(crate::house::at_once(strangers.collect::<Vec<_>>()));
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    own.cookies.retain(|name, _| name.ends_with("device"));
    let served = sign_in(&mut own, &who.email, PASSWORD).await;
    assert_eq!(served.status, 303, "the owner at a browser of theirs: {}", served.words());
    let answers = flood.join_all().await.remove(0);
    let busy = answers.iter().filter(|(status, after)| *status == 503 && *after).count();
    let wrong = answers.iter().filter(|(status, _)| *status == 422).count();
    assert_eq!(busy + wrong, 500, "each is answered: {answers:?}");
    assert!(busy > 0, "no more wait than there is room for");
    println!("proof: 500 sign-ins at once: {wrong} hashed, {busy} asked to come back, the owner served");
}

// proves: RF-108, RF-109, attack E9
#[tokio::test(flavor = "multi_thread")]
async fn script_in_the_sign_in_brings_the_page_again_and_leaves_a_trace_of_itself_alone() {
    each_engine(async |house| {
        let typed = ["<script>alert(1)</script>", "a@b.example\u{7}", "\u{1b}[31mroot", "x\ny@b.example"];
        for odd in typed {
            let answer = sign_in(&mut house.visitor(), odd, "wrong").await;
            assert_eq!(answer.status, 422, "{odd:?}");
            assert!(answer.words().contains("That is no email address"), "{}", answer.words());
            assert!(!answer.body.contains("alert(1)") && !answer.body.contains("root"), "not shown again");
            assert!(answer.form("/sign-in").is_some(), "the page comes again");
        }
        let ledger = crate::ledger::entries(house, "views-0").await;
        let told: Vec<String> = ledger.iter().map(ToString::to_string).collect();
        let odd = told.iter().filter(|entry| entry.contains("\"odd\"")).count();
        assert_eq!(odd, typed.len(), "each left a trace");
        assert!(!told.iter().any(|entry| entry.contains("alert")), "and nothing of what was typed");
    })
    .await;
}

/// Ranks of two samples against each other (Mann and Whitney, 1947): how likely it is that they differ as much as
/// they do, or more, when both come from the same distribution. By the normal approximation, with ties at the
/// middle of their ranks.
fn likeness(one: &[f64], other: &[f64]) -> f64 {
    let mut all: Vec<(f64, bool)> = one.iter().map(|at| (*at, true)).collect();
    all.extend(other.iter().map(|at| (*at, false)));
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut ranks = 0.0;
    let mut at = 0;
    while at < all.len() {
        let tied = all[at..].iter().take_while(|next| next.0.total_cmp(&all[at].0).is_eq()).count();
        let rank = at as f64 + f64::midpoint(tied as f64, 1.0);
        ranks += rank * all[at..at + tied].iter().filter(|(_, of_one)| *of_one).count() as f64;
        at += tied;
    }
    let (ours, theirs) = (one.len() as f64, other.len() as f64);
    let above = ranks - ours * (ours + 1.0) / 2.0;
    let spread = (ours * theirs * (ours + theirs + 1.0) / 12.0).sqrt();
    let score = ((above - ours * theirs / 2.0) / spread).abs() / std::f64::consts::SQRT_2;
    // Twice the upper tail of the normal distribution (Abramowitz and Stegun 7.1.26).
    let part = 1.0 / (1.0 + 0.327_591_1 * score);
    let terms = [1.061_405_429, -1.453_152_027, 1.421_413_741, -0.284_496_736, 0.254_829_592];
    part * terms.iter().fold(0.0, |sum, term| sum * part + term) * (-score * score).exp()
}

#[test]
fn likeness_tells_samples_apart() {
    let even: Vec<f64> = (0..100).map(f64::from).collect();
    let later: Vec<f64> = even.iter().map(|at| at + 30.0).collect();
    assert!(likeness(&even, &even) > 0.99);
    assert!(likeness(&even, &later) < 0.001);
    // scipy.stats.mannwhitneyu([1, 2, 3, 4, 5, 6], [4, 5, 6, 7, 8, 9], method="asymptotic", use_continuity=False)
    let p = likeness(&[1., 2., 3., 4., 5., 6.], &[4., 5., 6., 7., 8., 9.]);
    assert!((0.02..0.04).contains(&p), "{p}");
}

/// Known and unknown addresses one after the other, each once: what takes how long tells neither from the other,
/// and each costs one hash.
///
/// proves: attack C5, v5.0.0-6.3.8
#[tokio::test(flavor = "multi_thread")]
async fn how_long_a_refusal_takes_tells_nothing_about_who_has_an_account() {
    let house = TestHouse::on(Engine::Sqlite).await;
    let count = times(40, 200);
    let mut known = Vec::new();
    for n in 0..count {
        let who =
            crate::house::hire(house.ground(), &format!("Known {n}"), Level::General, house.locations[0])
                .await;
        house.give_password(&who).await;
        known.push(who.email);
    }
    let mut likely = 0.0;
    // A machine that is busy otherwise may be the slower for one of them by chance: three looks, and a difference
    // that is there shows in each.
    for look in 0..3 {
        let mut took = [Vec::new(), Vec::new()];
        let before = house.ground().hashing.computed();
        for n in 0..count * 2 {
            let (which, at) = (n % 2, n / 2);
            let email =
                if which == 0 { known[at].clone() } else { format!("known.{at}.not@library.example") };
            let mut browser = from(&house, (at % 250) as u8);
            let begun = std::time::Instant::now();
            let answer = browser.post("/sign-in", &[("email", email.as_str()), ("password", "wrong")]).await;
            took[which].push(begun.elapsed().as_secs_f64());
            assert_eq!(answer.status, 422, "{email}");
        }
        let hashes = house.ground().hashing.computed() - before;
        assert_eq!(hashes, 2 * count as u64, "one hash for each, known or not");
        likely = likeness(&took[0], &took[1]);
        println!("proof: {count} known and {count} unknown names, look {look}: p = {likely:.3}");
        if likely > 0.01 {
            break;
        }
        house.clock.advance(HOUR);
    }
    assert!(likely > 0.01, "known and unknown names take different times: p = {likely}");
}

/// Passwords of a list tried at five accounts from five hundred networks.
///
/// proves: RF-159, XT-47, v5.0.0-6.3.1, v5.0.0-2.4.1
#[tokio::test(flavor = "multi_thread")]
async fn stuffing_from_many_networks_costs_no_more_hashes_than_the_tries_that_are_left() {
    let house = TestHouse::on(Engine::Sqlite).await;
    let (tries, networks) = (times(1_000, 10_000), times(50, 500));
    for who in &house.people {
        house.give_password(who).await;
    }
    let owner = house.person(Level::Regular);
    let mut own = house.visitor();
    assert_eq!(sign_in(&mut own, &owner.email, PASSWORD).await.status, 303);
    own.cookies.retain(|name, _| name.ends_with("device"));
    let before = house.ground().hashing.computed();
    let (mut wrong, mut paused) = (0, 0);
    for n in 0..tries {
        let who = &house.people[n % house.people.len()];
        let network = n / house.people.len() % networks;
        let mut browser = house.visitor();
        browser.peer = ([10, (network >> 8) as u8, network as u8, 1], 1_000).into();
        let password = format!("leaked password {n}");
        let fields = [("email", who.email.as_str()), ("password", password.as_str())];
        match browser.post("/sign-in", &fields).await.status.as_u16() {
            422 => wrong += 1,
            429 => paused += 1,
            other => panic!("try {n}: {other}"),
        }
    }
    let hashes = house.ground().hashing.computed() - before;
    let most = 60 * house.people.len() as u64;
    assert_eq!((wrong, hashes), (most, most), "sixty for each account, whatever comes");
    assert_eq!(wrong + paused, tries as u64);
    assert_eq!(
        sign_in(&mut own, &owner.email, PASSWORD).await.status,
        303,
        "the owner at a browser of theirs"
    );
    println!(
        "proof: {tries} passwords from {networks} networks: {hashes} hashed, {paused} refused, the owner in"
    );
}
