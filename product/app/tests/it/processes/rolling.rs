//! Processes are exchanged one after the other, and one dies, while people ask: nothing confirmed is lost.

#![expect(clippy::disallowed_methods, reason = "a test reaches the server as strangers do")]

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kit_web::testing::Browser;
use rustix::process::Signal;
use tokio::net::TcpStream;
use tower::ServiceExt;

use super::desk::Desk;
use crate::asking::{between, number_on};
use crate::power::chance::times;
use crate::power::wire;

/// A switch as a proxy has it: the processes that said they are ready, in turn.
#[derive(Clone, Default)]
struct Switch {
    ports: Arc<Mutex<Vec<u16>>>,
    turn: Arc<AtomicUsize>,
}

impl Switch {
    fn add(&self, port: u16) {
        self.ports.lock().unwrap().push(port);
    }

    fn drop(&self, port: u16) {
        self.ports.lock().unwrap().retain(|one| *one != port);
    }

    fn next(&self) -> Option<u16> {
        let ports = self.ports.lock().unwrap();
        (!ports.is_empty()).then(|| ports[self.turn.fetch_add(1, Ordering::Relaxed) % ports.len()])
    }

    /// Asks each process ten times a second whether it is ready, and sends nothing to those that are not.
    async fn watch(self, all: Arc<Mutex<Vec<u16>>>) {
        loop {
            let known = all.lock().unwrap().clone();
            for port in known {
                let ready = wire::browser(port).get("/readyz").await.status == 200;
                let listed = self.ports.lock().unwrap().contains(&port);
                match (ready, listed) {
                    (true, false) => self.add(port),
                    (false, true) => self.drop(port),
                    _ => {}
                }
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    fn browser(&self) -> Browser {
        Browser::new(Router::new().fallback(pass).with_state(self.clone()))
    }
}

async fn pass(State(switch): State<Switch>, request: Request) -> Response {
    for _ in 0..200 {
        if let Some(port) = switch.next() {
            // One that listens no more is passed over: nothing was sent to it.
            if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return wire::router(port).oneshot(request).await.unwrap();
            }
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    StatusCode::BAD_GATEWAY.into_response()
}

/// What people were told while they asked.
#[derive(Default)]
struct Heard {
    numbers: Mutex<Vec<String>>,
    faults: Mutex<Vec<u16>>,
}

async fn people(switch: Switch, heard: Arc<Heard>, enough: Arc<AtomicBool>, who: usize) {
    let mut n = 0;
    while !enough.load(Ordering::Relaxed) {
        n += 1;
        let mut browser = switch.browser();
        let page = browser.get("/ask/general").await;
        if page.form("/ask/general").is_none() {
            heard.faults.lock().unwrap().push(page.status.as_u16());
            continue;
        }
        let (question, email) = (format!("Question {n} of {who}"), format!("p{who}.{n}@reader.example"));
        let fields = [("question", question.as_str()), ("email", email.as_str())];
        let answer = browser.submit(&page, "/ask/general", &fields).await;
        if between(&answer.body, "class=\"spine big\"", "<").is_some() {
            heard.numbers.lock().unwrap().push(number_on(&answer));
        } else {
            heard.faults.lock().unwrap().push(answer.status.as_u16());
        }
    }
}

/// Every number that was confirmed is there once, with one mail, one event and nothing left to be done.
async fn whole(desk: &Desk, numbers: &[String]) {
    desk.until("SELECT COUNT(*) AS n FROM job WHERE dedup_key IS NULL OR dedup_key NOT LIKE 'schedule/%'", 0)
        .await;
    desk.until("SELECT COUNT(*) AS n FROM audit_event WHERE pos IS NULL", 0).await;
    let mut kept = desk
        .lines(
            "SELECT CAST(r.number AS TEXT) AS line FROM request r
              WHERE (SELECT COUNT(*) FROM outbox_mail m WHERE m.request_id = r.id) = 1
                AND (SELECT COUNT(*) FROM audit_event e WHERE e.subject_kind = 'request'
                      AND e.subject_id = r.id AND e.kind = 'request.opened') = 1",
        )
        .await;
    kept.sort();
    let all = desk.number("SELECT COUNT(*) AS n FROM request").await;
    assert_eq!(kept.len() as i64, all, "every request has one mail and one event");
    let mut told: Vec<&str> =
        numbers.iter().map(|full| full.rsplit_once('-').unwrap().0.rsplit_once('-').unwrap().1).collect();
    told.sort_unstable();
    let distinct = {
        let mut all = told.clone();
        all.dedup();
        all.len()
    };
    assert_eq!(distinct, told.len(), "a number was told to two people");
    for number in &told {
        assert!(kept.iter().any(|one| one == number), "{number} was confirmed and is not there");
    }
    let positions = "SELECT COUNT(*) - COUNT(DISTINCT pos) + MAX(pos) - COUNT(*) AS n FROM audit_event";
    assert_eq!(desk.number(positions).await, 0, "one order without a gap");
    let counted = "SELECT CAST(SUM(n) AS BIGINT) AS n FROM request_counter";
    assert_eq!(desk.number(counted).await, all, "the kept counter");
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_are_exchanged_under_load_and_nothing_confirmed_is_lost() {
    let rounds = times(1, 5);
    let mut desk = Desk::new();
    desk.set("QUERIST_DRAIN_SECONDS", "1");
    let arguments: [(&str, &[&str]); 3] =
        [("one", &["--only", "web"]), ("two", &["--only", "web"]), ("three", &["--only", "worker"])];
    let mut running: Vec<_> =
        arguments.iter().map(|(name, arguments)| Some(desk.start(name, arguments))).collect();
    let (switch, all) = (Switch::default(), Arc::new(Mutex::new(Vec::new())));
    all.lock().unwrap().extend(running[..2].iter().map(|one| one.as_ref().unwrap().port));
    let watching = tokio::task::JoinSet::from_iter([switch.clone().watch(Arc::clone(&all))]);
    let (heard, enough) = (Arc::new(Heard::default()), Arc::new(AtomicBool::new(false)));
    let load: tokio::task::JoinSet<()> = (0..times(4, 16))
        .map(|who| people(switch.clone(), Arc::clone(&heard), Arc::clone(&enough), who))
        .collect();
    let pause = Duration::from_millis(times(700, 5_000) as u64);
    for _ in 0..rounds {
        for (n, (name, arguments)) in arguments.iter().enumerate() {
            tokio::time::sleep(pause).await;
            let before = running[n].take().unwrap();
            let port = before.port;
            before.stop();
            running[n] = Some(desk.start(name, arguments));
            if n < 2 {
                let mut all = all.lock().unwrap();
                all.retain(|one| *one != port);
                all.push(running[n].as_ref().unwrap().port);
            }
        }
    }
    tokio::time::sleep(pause).await;
    let graceful = heard.faults.lock().unwrap().clone();
    assert!(graceful.is_empty(), "not answered while processes were exchanged: {graceful:?}");
    // The worker and a web process die without a word.
    for n in [2, 0] {
        let before = running[n].take().unwrap();
        let port = before.port;
        before.signal(Signal::KILL);
        assert!(!before.wait());
        switch.drop(port);
        all.lock().unwrap().retain(|one| *one != port);
        tokio::time::sleep(pause).await;
        running[n] = Some(desk.start(arguments[n].0, arguments[n].1));
        if n == 0 {
            all.lock().unwrap().push(running[n].as_ref().unwrap().port);
        }
    }
    tokio::time::sleep(pause).await;
    enough.store(true, Ordering::Relaxed);
    load.join_all().await;
    drop(watching);
    let numbers = heard.numbers.lock().unwrap().clone();
    whole(&desk, &numbers).await;
    let faults = heard.faults.lock().unwrap().len();
    println!("proof: {} requests confirmed while processes were exchanged, all there once", numbers.len());
    println!("proof: {faults} not answered, all of them by the process that was killed");
    for process in running.into_iter().flatten() {
        process.stop();
    }
}
