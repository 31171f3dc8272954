//! How long people wait for an answer while programs send all they can, at the real program in a process of its own; and
//! what it writes down of these.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::programs::{KINDS, Loot, Post, Program, somewhere};
use super::{ASK, Desk, Words, number_of, people, prose};
use crate::power::chance::{Chance, times};
use crate::power::server::{self, Server, no_panic, querist};
use crate::power::wire;

/// Programs that send at the same time.
const PROGRAMS: u64 = 16;

/// What they send in a second where they do not send all they can: 50,000 in four minutes.
const RATE: u32 = 200;

/// As long as nobody fills in a form faster, and a little.
const FILLING: Duration = Duration::from_millis(3_300);

/// Times of answers, the shortest first.
struct Times(Vec<Duration>);

impl Times {
    /// 95 of 100 were not longer, in milliseconds.
    fn p95(&self) -> f64 {
        self.0[(self.0.len() * 95).div_ceil(100) - 1].as_secs_f64() * 1_000.0
    }
}

/// So many people open a form, fill it in and send it, one after the other within `over`; each is told their number.
async fn ask(desk: &Desk, seed: u64, count: u32, over: Duration) -> Times {
    let mut all = JoinSet::new();
    for n in 0..count {
        let (desk, begins) = (desk.clone(), over * n / count);
        let mut chance = Chance::new(seed + u64::from(n));
        all.spawn(async move {
            let mut browser = desk.browser(people::network(u64::from(n), u64::from(n / 3)));
            let question = prose(&mut chance, 30);
            let words =
                Words { question, name: prose(&mut chance, 2), email: format!("r{n}@people.example") };
            tokio::time::sleep(begins).await;
            let opened = Instant::now();
            let page = browser.get(ASK).await;
            let opened = opened.elapsed();
            tokio::time::sleep(FILLING).await;
            let sent = Instant::now();
            let mut answer = browser.submit(&page, ASK, &words.fields()).await;
            let sent = sent.elapsed();
            if answer.words().contains("Check and send") {
                tokio::time::sleep(FILLING).await;
                answer = browser.submit(&answer, ASK, &[]).await;
            }
            assert!(number_of(&answer).is_some(), "{} {}", answer.status, answer.words());
            [opened, sent]
        });
    }
    let mut times: Vec<Duration> = all.join_all().await.into_iter().flatten().collect();
    times.sort();
    Times(times)
}

/// Programs of all six kinds, as fast as they can or each with a `pause` before every post, until `over`. How many
/// posts they sent.
async fn flood(desk: Desk, loot: Arc<Loot>, pause: Option<Duration>, over: Arc<AtomicBool>) -> usize {
    let sent = Arc::new(AtomicUsize::new(0));
    let mut all = JoinSet::new();
    for n in 0..PROGRAMS {
        let (loot, over, sent) = (Arc::clone(&loot), Arc::clone(&over), Arc::clone(&sent));
        let chance = Chance::new(0xB07 + n);
        let mut program = Program { desk: desk.clone(), kind: KINDS[0].0, chance, loot };
        all.spawn(async move {
            let mut ticks = tokio::time::interval(pause.unwrap_or(Duration::from_nanos(1)));
            let mut time = n;
            while !over.load(Ordering::Relaxed) {
                if pause.is_some() {
                    ticks.tick().await;
                }
                program.kind = KINDS[(time % 6) as usize].0;
                let answer = program.sends(time / 6).await;
                assert!(
                    answer.status.as_u16() < 500,
                    "{:?}: {} {}",
                    program.kind,
                    answer.status,
                    answer.words()
                );
                sent.fetch_add(1, Ordering::Relaxed);
                time += 1;
            }
        });
    }
    all.join_all().await;
    sent.load(Ordering::Relaxed)
}

/// People among programs: how long their answers took, and how many posts of programs came in a second.
async fn among(
    desk: &Desk,
    loot: &Arc<Loot>,
    pause: Option<Duration>,
    (count, over): (u32, Duration),
) -> (Times, f64) {
    let ends = Arc::new(AtomicBool::new(false));
    let mut programs = JoinSet::new();
    let began = Instant::now();
    programs.spawn(flood(desk.clone(), Arc::clone(loot), pause, Arc::clone(&ends)));
    tokio::time::sleep(Duration::from_millis(300)).await;
    let times = ask(desk, if pause.is_some() { 20_000 } else { 30_000 }, count, over).await;
    ends.store(true, Ordering::Relaxed);
    let sent = programs.join_next().await.unwrap().unwrap();
    (times, sent as f64 / began.elapsed().as_secs_f64())
}

/// A post that was heard on its way.
async fn loot(desk: &Desk) -> Loot {
    let mut browser = desk.browser(somewhere(&mut Chance::new(1)));
    let page = browser.get(ASK).await;
    tokio::time::sleep(FILLING).await;
    Loot { heard: Post::heard(browser, &page), old: Vec::new() }
}

// proves: RF-100
#[tokio::test(flavor = "multi_thread")]
async fn people_are_answered_while_programs_send_all_they_can() {
    let folder = tempfile::tempdir().unwrap();
    let (places, words) = (server::places(folder.path()), folder.path().join("words"));
    let mut serve = querist(&places, &["serve"]);
    // The browsers of these tests say where they come from, as a proxy does.
    serve.env("QUERIST_TRUSTED_PROXIES", "127.0.0.0/8").env("NO_COLOR", "1");
    let server = Server::start(&mut serve, &words).unwrap();
    let desk = Desk { router: wire::router(server.port), time: None };
    let loot = Arc::new(loot(&desk).await);
    let size = (times(6, 300) as u32, Duration::from_secs(times(1, 60) as u64));
    ask(&desk, 0, times(0, 20) as u32, Duration::from_secs(1)).await;
    let before = ask(&desk, 10_000, size.0, size.1).await.p95();
    let (paced, rate) = among(&desk, &loot, Some(Duration::from_secs(PROGRAMS) / RATE), size).await;
    let (fast, most) = among(&desk, &loot, None, size).await;
    let (paced, fast) = (paced.p95(), fast.p95());
    println!(
        "proof: people before a flood: 95 of 100 answers in {before:.2} ms; among {rate:.0} posts a second in {paced:.2} ms, \
         {:.2} times as long; among all that {PROGRAMS} programs on the same machine can send, {most:.0} a second, in \
         {fast:.2} ms, {:.2} times as long; {} people each",
        paced / before,
        fast / before,
        size.0
    );
    server.stop();
    no_panic(&words);
    let said = std::fs::read_to_string(&words).unwrap();
    for sign in ["decoy", "too_fast", "forged"] {
        let tells = |line: &str| line.contains(" WARN ") && line.contains(&format!("sign=\"{sign}\""));
        assert!(said.lines().any(tells), "no line of {sign} in:\n{said}");
    }
    // Whoever was written to, or is linked to, is at one of these.
    assert!(!said.contains(".example"), "what was sent is in the log:\n{said}");
    if times(0, 1) == 1 {
        assert!(paced <= 5.0 * before && fast <= 5.0 * before, "{before} {paced} {fast}");
    }
}
