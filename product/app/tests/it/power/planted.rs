//! The check itself: a desk in order is found so, and whatever is missing, there twice, or counted wrong is found.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use diesel::RunQueryDsl;
use kit_db::{Db, Place};
use kit_web::testing::Browser;
use querist::boot::House;
use querist::routes;

use super::check;
use super::load::{self, Done, Heard};
use super::server::{self, Server, querist};
use crate::asking::number_on;

/// What is done to the rows, what that is, and by which words it is found.
const ROWS: [(&str, &str, &[&str]); 10] = [
    ("the job of a mail is lost", "waits without a job", &["DELETE FROM job WHERE kind = 'mail.send'"]),
    (
        "the job that makes a client findable is lost",
        "is not found by address",
        &[
            "DELETE FROM job WHERE kind = 'clients.index'",
            "UPDATE job_count SET waiting = 0 WHERE kind = 'clients.index'",
        ],
    ),
    (
        "an event is lost",
        "is not whole",
        &[
            "DELETE FROM audit_event WHERE kind = 'request.opened' AND subject_id = (SELECT MAX(id) FROM request)",
        ],
    ),
    (
        "a mail is lost",
        "is not whole",
        &["DELETE FROM outbox_mail WHERE id = (SELECT MAX(id) FROM outbox_mail)"],
    ),
    (
        "a question is lost",
        "is not whole",
        &["DELETE FROM message WHERE request_id = (SELECT MAX(id) FROM request)"],
    ),
    ("an answer is lost", "is not whole", &["DELETE FROM message WHERE kind = 'answer'"]),
    (
        "a form key is not used up",
        "is not whole",
        &["DELETE FROM used_key WHERE nonce = (SELECT MAX(nonce) FROM used_key)"],
    ),
    ("a counter is wrong", "counted", &["UPDATE request_counter SET n = n + 1 WHERE n > 0"]),
    (
        "who asked is lost",
        "name, address and the client's way in",
        &["UPDATE client SET identity_sealed = x'' WHERE id = (SELECT MAX(id) FROM client)"],
    ),
    (
        "a request is gone without a trace",
        "confirmed was Asked",
        &[
            "CREATE TABLE gone AS SELECT id, client_id FROM request WHERE number = (SELECT MAX(number) FROM request)",
            "DELETE FROM job WHERE kind = 'mail.send' AND EXISTS (SELECT 1 FROM outbox_mail o, gone
              WHERE o.request_id = gone.id AND job.payload LIKE '%' || o.id || '%')",
            "UPDATE job_count SET waiting = 0 WHERE kind = 'mail.send'",
            "UPDATE job_count SET waiting = (SELECT COUNT(*) FROM job WHERE kind = 'mail.send')
              WHERE rowid = (SELECT MIN(rowid) FROM job_count WHERE kind = 'mail.send')",
            "DELETE FROM outbox_mail WHERE request_id IN (SELECT id FROM gone)",
            "DELETE FROM message WHERE request_id IN (SELECT id FROM gone)",
            "DELETE FROM audit_event WHERE subject_id IN (SELECT id FROM gone)",
            "DELETE FROM used_key WHERE outcome IN (SELECT id FROM gone)",
            "DELETE FROM request WHERE id IN (SELECT id FROM gone)",
            "DELETE FROM client WHERE id IN (SELECT client_id FROM gone)",
            "UPDATE request_counter SET n = (SELECT COUNT(*) FROM request r WHERE r.location_id =
              request_counter.location_id AND r.assignee_id = request_counter.assignee_id AND r.confidential =
              request_counter.confidential AND r.is_open = request_counter.is_open)",
            "DROP TABLE gone",
        ],
    ),
];

/// Files that are taken away, and by which words that is found.
const FILES: [(&str, &str, &[&str]); 3] = [
    ("the ledger is lost", "audit verify", &["data/ledger/audit-0"]),
    ("the record of what was shown is lost", "are in the ledger", &["data/ledger/views-0"]),
    ("the register is lost", "doctor: ", &["data/register", "keys/register"]),
];

/// Asks in this process, where nobody works in the background; gives what was told.
async fn ask(house: &House, question: &str) -> Done {
    let mut browser = Browser::new(routes::router(&house.ground, &house.forms));
    let page = browser.get("/ask/general").await;
    let (name, email) = ("Lee Planted".to_owned(), "lee@reader.example".to_owned());
    let fields = [("question", question), ("name", &name), ("email", &email)];
    let answer = browser.submit(&page, "/ask/general", &fields).await;
    Done::Asked { full: number_on(&answer), name, email, question: question.to_owned(), confidential: false }
}

/// A copy of the desk in `folder`, below it.
fn copy(folder: &Path, name: &str) -> std::path::PathBuf {
    let to = folder.join(name);
    std::fs::create_dir(&to).unwrap();
    for part in ["data", "keys"] {
        let copied = Command::new("cp").arg("-a").arg(folder.join(part)).arg(to.join(part)).status().unwrap();
        assert!(copied.success(), "cp");
    }
    to
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_planted_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let (places, words) = (server::places(folder.path()), folder.path().join("words"));
    let server = Server::start(&mut querist(&places, &["serve"]), &words).unwrap();
    let heard = Arc::new(Heard::default());
    let staff = load::first_administrator(&server, &heard).await.unwrap();
    load::ask(server.port, 1, 4, heard.clone()).await;
    load::work(staff, 0, 4, heard.clone()).await;
    server.stop();
    let house = check::open(&places).await.unwrap();
    let mut told = heard.done();
    told.push(ask(&house, "Planted 1-end of the mill").await);
    told.push(ask(&house, "Planted 2-end of the mill").await);
    house.close().await;
    assert!(told.iter().any(|done| matches!(done, Done::Forgotten { .. })), "{told:?}");
    assert!(told.iter().any(|done| matches!(done, Done::Shown { .. })), "{told:?}");
    let found = |what: &'static str, wrong: Result<check::Found, String>, by: &'static str| {
        let wrong = wrong.expect_err(what);
        assert!(wrong.contains(by), "{what}: {wrong}");
    };
    for (n, (what, by, statements)) in ROWS.into_iter().enumerate() {
        let places = server::places(&copy(folder.path(), &format!("rows-{n}")));
        plant(&places.database, statements).await;
        found(what, check::holds(&places, &told).await, by);
    }
    for (n, (what, by, files)) in FILES.into_iter().enumerate() {
        let folder = copy(folder.path(), &format!("files-{n}"));
        for file in files {
            std::fs::remove_dir_all(folder.join(file)).unwrap();
        }
        found(what, check::holds(&server::places(&folder), &told).await, by);
    }
    let twice = server::places(&copy(folder.path(), "twice"));
    let house = check::open(&twice).await.unwrap();
    ask(&house, "Planted 2-end of the mill").await;
    house.close().await;
    found("a question is kept twice", check::holds(&twice, &told).await, "kept twice");
    check::holds(&places, &told).await.unwrap();
    println!("proof: the check: {} defects planted, each found", ROWS.len() + FILES.len() + 1);
}

/// Changes the rows behind the program's back.
async fn plant(place: &Place, statements: &'static [&'static str]) {
    let db = Db::open(place).unwrap();
    let change = move |conn: &mut kit_db::Conn| {
        for statement in statements {
            diesel::sql_query(*statement).execute(conn)?;
        }
        Ok(())
    };
    db.write(change).await.unwrap();
    db.close().await;
}
