//! What one process changes, the others know within a second.

use std::time::{Duration, Instant};

use kit_web::testing::{Answer, Browser};

use super::desk::{Desk, Process, at, first_administrator};
use crate::asking::number_on;

/// The promise.
pub const SECOND: Duration = Duration::from_secs(1);

/// Looks until `seen` says so; returns how long it took.
pub async fn looked_until(browser: &mut Browser, path: &str, seen: impl Fn(&Answer) -> bool) -> Duration {
    let begun = Instant::now();
    loop {
        let asked = begun.elapsed();
        let page = browser.get(path).await;
        if seen(&page) {
            return asked;
        }
        assert!(begun.elapsed() < SECOND * 20, "never seen on {path}: {}", page.words());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

pub async fn ask_at(process: &Process, words: &str) -> String {
    let mut browser = process.browser();
    let page = browser.get("/ask/general").await;
    let fields = [("question", words), ("email", "r@reader.example")];
    number_on(&browser.submit(&page, "/ask/general", &fields).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_process_changes_the_others_know_within_a_second() {
    let desk = Desk::new();
    let one = desk.start("one", &["--only", "web"]);
    let two = desk.start("two", &["--only", "web"]);
    let worker = desk.start("three", &["--only", "worker"]);
    // The link that was made last is the one that lives.
    let boss = first_administrator(&two).await;

    // A session is good everywhere at once, and nowhere any more once it has ended.
    let (mut boss_one, mut boss_two) = (at(&boss, &one), at(&boss, &two));
    assert_eq!(boss_two.get("/desk").await.status, 200);

    // A parameter, changed on its page.
    let mut took = Vec::new();
    let page = boss_one.get("/desk/settings").await;
    let values = [("v.organisation.name", "Vale of Ash")];
    let review = boss_one.submit(&page, "/desk/settings/review", &values).await;
    let saved = boss_one.submit(&review, "/desk/settings", &[("reason", "")]).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    let mut visitors = [one.browser(), two.browser()];
    for visitor in &mut visitors {
        took.push(("parameter", looked_until(visitor, "/", |page| page.body.contains("Vale of Ash")).await));
    }

    // A name: an account made through the first process is offered by the second.
    let full = ask_at(&one, "Is there a list?").await;
    let short = full.rsplit_once('-').unwrap().0.to_owned();
    let path = format!("/desk/requests/{short}");
    assert_eq!(boss_two.get(&path).await.status, 200, "asked at one, shown at two");
    let made = desk.run(
        "one",
        &["staff", "add", "--email", "f@a.example", "--name", "Fern Adeyemi", "--level", "regular"],
    );
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let again = desk.run("one", &["staff", "link", "--email", "F@a.example", "--drop-factor"]);
    let said = String::from_utf8_lossy(&again.stdout).into_owned();
    assert!(again.status.success() && said.contains("/enrol/") && said.contains("was removed"), "{said}");
    assert!(!desk.run("one", &["staff", "link", "--email", "nobody@a.example"]).status.success());
    let named = |page: &Answer| page.body.contains("Fern Adeyemi");
    took.push(("name", looked_until(&mut boss_two, &path, named).await));

    // A form from one process is taken by the other: they share the day's secret.
    let mut browser = one.browser();
    let page = browser.get("/ask/general").await;
    let mut browser = at(&browser, &two);
    let sent =
        browser.submit(&page, "/ask/general", &[("question", "Q"), ("email", "r@reader.example")]).await;
    number_on(&sent);

    // A kind of job that is switched off at one process is not begun by the worker.
    desk.until("SELECT COUNT(*) AS n FROM job WHERE kind = 'clients.index'", 0).await;
    let page = boss_one.get("/desk/jobs/clients.index").await;
    let action = "/desk/jobs/clients.index/switch";
    assert_eq!(boss_one.submit(&page, action, &[("on", "no")]).await.status, 303);
    ask_at(&two, "And another?").await;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM job WHERE kind = 'clients.index'").await, 1);
    let page = boss_two.get("/desk/jobs/clients.index").await;
    assert_eq!(boss_two.submit(&page, action, &[("on", "yes")]).await.status, 303);
    desk.until("SELECT COUNT(*) AS n FROM job WHERE kind = 'clients.index'", 0).await;

    // Events get their place soon, though nobody but the worker gives it.
    let begun = Instant::now();
    desk.until("SELECT COUNT(*) AS n FROM audit_event WHERE pos IS NULL", 0).await;
    took.push(("order", begun.elapsed()));

    // A right that is taken away acts at the very next request, everywhere.
    desk.change("UPDATE staff SET level = 'general', stamp = stamp").await;
    assert_eq!(boss_two.get("/desk/jobs").await.status, 403);
    assert_eq!(boss_one.get("/desk/jobs").await.status, 403);
    desk.change("UPDATE staff SET enabled = FALSE").await;
    for browser in [&mut boss_one, &mut boss_two] {
        assert_eq!(browser.get("/desk").await.status, 303);
    }
    for (what, time) in &took {
        println!("proof: {what} seen by another process after {} ms", time.as_millis());
        assert!(*time <= SECOND, "{what} took {time:?}");
    }
    for process in [one, two, worker] {
        process.stop();
    }
}

// proves: attack C1
#[tokio::test(flavor = "multi_thread")]
async fn tries_are_counted_together_whichever_process_is_asked() {
    let desk = Desk::new();
    let one = desk.start("one", &[]);
    let two = desk.start("two", &["--only", "web"]);
    first_administrator(&two).await;
    let mut refused = 0;
    for n in 0..14 {
        let mut browser = if n % 2 == 0 { one.browser() } else { two.browser() };
        let page = browser.get("/sign-in").await;
        let fields = [("email", "mo@a.example"), ("password", "not the password")];
        let answer = browser.submit(&page, "/sign-in", &fields).await;
        refused += i32::from(answer.status == 429);
    }
    assert_eq!(refused, 4, "ten tries for one address, wherever they are made");
    one.stop();
    two.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_by_itself_needs_postgresql_and_its_health_is_told_without_a_name() {
    let mut desk = Desk::new();
    let sqlite = std::process::Command::new(env!("CARGO_BIN_EXE_querist"))
        .args(["serve", "--only", "web", "--listen", "127.0.0.1:0", "--data"])
        .arg(desk.data("sqlite"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&sqlite.stderr).into_owned();
    assert!(!sqlite.status.success() && said.contains("`--only` is for several processes"), "{said}");
    let odd = desk.run("odd", &["serve", "--only", "both"]);
    assert!(!odd.status.success());

    desk.set("QUERIST_DRAIN_SECONDS", "2");
    let web = desk.start("web", &["--only", "web"]);
    let mut browser = web.browser();
    for path in ["/healthz", "/readyz"] {
        let answer = browser.send(http::Method::GET, path, &[], axum::body::Body::empty()).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, "ok\n"), "{path}");
        assert_eq!(answer.headers["content-type"], "text/plain; charset=utf-8");
        assert!(!answer.headers.contains_key("set-cookie"));
    }
    // Told to stop, it says so before it lets nobody in any more.
    web.signal(rustix::process::Signal::TERM);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let answer = browser.get("/readyz").await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (503, "not ready\n"));
    assert_eq!(answer.headers["connection"], "close");
    assert_eq!(browser.get("/").await.status, 200, "whoever comes is still answered");
    assert!(web.wait());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_whose_number_was_taken_stops_and_says_so_and_a_restart_takes_its_own_again() {
    let desk = Desk::new();
    let one = desk.start("one", &[]);
    let two = desk.start("two", &["--only", "worker"]);
    let taken = "SELECT COUNT(DISTINCT number) AS n FROM node WHERE seen_at > 0";
    desk.until(taken, 2).await;
    two.stop();
    desk.until(taken, 1).await;
    let two = desk.start("two", &["--only", "worker"]);
    assert_eq!(
        desk.number("SELECT MAX(number) AS n FROM node").await,
        1,
        "the same directory, the same number"
    );
    // As if another had taken it after a long silence.
    desk.change("UPDATE node SET instance = 77 WHERE number = 0").await;
    assert!(!one.wait());
    let said = desk.said("one");
    assert!(said.contains("has taken the number of this one (node-0)"), "{said}");
    two.stop();
}
