//! Whether a desk still has what it confirmed, looked at with the program itself.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::RunQueryDsl;
use ground::ui::Site;
use kit_base::{SystemClock, SystemEntropy};
use kit_db::{Db, Engine, Place};
use kit_web::testing::{Answer, Browser};
use querist::boot::{self, House};
use querist::config::Config;
use querist::places::Places;
use querist::routes;

use super::forgotten::{self, Fate};
use super::load::{self, BOSS, Done};
use super::server::querist;
use super::shown;
use crate::house::{PASSWORD, lines};

/// How long the work that waits in the background may take.
const BACKGROUND: Duration = Duration::from_mins(1);

/// Requests that are not whole: each has its client, its question, its event, its mail.
const NOT_WHOLE: &str =
    "SELECT 'request ' || CAST(r.number AS TEXT) || ' is not whole' AS line FROM request r
    WHERE (SELECT COUNT(*) FROM client c WHERE c.id = r.client_id) <> 1
       OR (r.erased_at IS NULL AND (SELECT COUNT(*) FROM outbox_mail o
             WHERE o.request_id = r.id AND o.kind = 'acknowledgement') <> 1)
       OR (r.erased_at IS NOT NULL AND (SELECT COUNT(*) FROM outbox_mail o WHERE o.request_id = r.id) <> 0)
       OR (SELECT COUNT(*) FROM audit_event e WHERE e.subject_id = r.id AND e.kind = 'request.erased')
          <> CASE WHEN r.erased_at IS NULL THEN 0 ELSE 1 END
       OR (SELECT COUNT(*) FROM message m WHERE m.request_id = r.id AND m.kind = 'question') <> 1
       OR (SELECT COUNT(*) FROM audit_event e WHERE e.subject_id = r.id AND e.kind = 'request.opened') <> 1
       OR (SELECT COUNT(*) FROM used_key u WHERE u.outcome = r.id) < 1
       OR (r.erased_at IS NULL AND (SELECT COUNT(*) FROM outbox_mail o
             WHERE o.request_id = r.id AND o.kind = 'answer')
          <> (SELECT COUNT(*) FROM audit_event e WHERE e.subject_id = r.id AND e.kind = 'request.answered'))
       OR (SELECT COUNT(*) FROM message m WHERE m.request_id = r.id AND m.kind = 'answer')
          <> (SELECT COUNT(*) FROM audit_event e WHERE e.subject_id = r.id AND e.kind = 'request.answered')
       OR (SELECT COUNT(*) FROM message m WHERE m.request_id = r.id AND m.kind = 'note')
          <> (SELECT COUNT(*) FROM audit_event e WHERE e.subject_id = r.id AND e.kind = 'request.noted')";

/// Rows that belong to no request, and a sequence that would give a number twice.
const STRAYS: &str = "
    SELECT 'a message of no request' AS line FROM message m
     WHERE NOT EXISTS (SELECT 1 FROM request r WHERE r.id = m.request_id)
    UNION ALL SELECT 'a mail of no request' FROM outbox_mail o
     WHERE NOT EXISTS (SELECT 1 FROM request r WHERE r.id = o.request_id)
    UNION ALL SELECT 'a client of no request' FROM client c
     WHERE NOT EXISTS (SELECT 1 FROM request r WHERE r.client_id = c.id)
    UNION ALL SELECT 'an event of no request' FROM audit_event e WHERE e.subject_kind = 'request'
       AND NOT EXISTS (SELECT 1 FROM request r WHERE r.id = e.subject_id)
    UNION ALL SELECT 'a mail that waits without a job' FROM outbox_mail o WHERE o.state = 'waiting'
       AND NOT EXISTS (SELECT 1 FROM job j WHERE j.kind = 'mail.send'
                        AND j.payload LIKE '%' || CAST(o.id AS TEXT) || '%')";

/// Kept counters beside a recount.
const COUNTED: [(&str, &str); 3] = [
    (
        "SELECT CAST(location_id AS TEXT) || ' ' || CAST(assignee_id AS TEXT) || ' ' ||
                CASE WHEN confidential THEN 'c' ELSE '-' END || CASE WHEN is_open THEN 'o' ELSE '-' END
                || ' ' || CAST(n AS TEXT) AS line
           FROM request_counter WHERE n <> 0 ORDER BY 1",
        "SELECT CAST(location_id AS TEXT) || ' ' || CAST(assignee_id AS TEXT) || ' ' ||
                CASE WHEN confidential THEN 'c' ELSE '-' END || CASE WHEN is_open THEN 'o' ELSE '-' END
                || ' ' || CAST(COUNT(*) AS TEXT) AS line
           FROM request GROUP BY location_id, assignee_id, confidential, is_open ORDER BY 1",
    ),
    (
        "SELECT kind || ' ' || CAST(SUM(waiting) AS TEXT) || ' ' || CAST(SUM(failed) AS TEXT) AS line
           FROM job_count GROUP BY kind HAVING SUM(waiting) <> 0 OR SUM(failed) <> 0 ORDER BY 1",
        "SELECT kind || ' ' || CAST(SUM(CASE WHEN state = 'failed' THEN 0 ELSE 1 END) AS TEXT) || ' ' ||
                CAST(SUM(CASE WHEN state = 'failed' THEN 1 ELSE 0 END) AS TEXT) AS line
           FROM job WHERE dedup_key IS NULL OR dedup_key <> 'schedule/' || kind GROUP BY kind ORDER BY 1",
    ),
    (
        "SELECT state || ' ' || CAST(n AS TEXT) AS line FROM outbox_count WHERE n <> 0 ORDER BY 1",
        "SELECT state || ' ' || CAST(COUNT(*) AS TEXT) AS line FROM outbox_mail
          WHERE state IN ('kept', 'failed', 'withheld') GROUP BY state ORDER BY 1",
    ),
];

/// What is wrong, in words.
type Wrong = String;

macro_rules! must {
    ($fine:expr, $($words:tt)+) => {
        if !$fine {
            return Err(format!($($words)+));
        }
    };
}

/// What was found in a desk that is in order.
#[derive(Debug, Default, Clone, Copy)]
pub struct Found {
    /// Requests.
    pub requests: usize,
    /// Of what was confirmed.
    pub confirmed: usize,
    /// Of what was told, confirmed or not.
    pub told: usize,
}

/// Looks at the desk at `places` with `doctor`, then opens it and looks for all of `told`: there, whole, once;
/// counters equal a recount; whoever was to be forgotten is; what waits in the background gets done; the ledger
/// verifies. Then the same of each backup of it, restored.
pub async fn holds(places: &Places, told: &[Done]) -> Result<Found, Wrong> {
    holds_since(places, told, Found::default()).await
}

/// The same, where pages are opened only of what came after `seen` was found. What is looked at by statements and by
/// the program's own commands is looked at whole each time.
pub async fn holds_since(places: &Places, told: &[Done], seen: Found) -> Result<Found, Wrong> {
    let found = is_in_order(places, told, seen).await?;
    for done in told {
        let Done::BackedUp { of } = done else { continue };
        let restored = restore(places)?;
        let late =
            told.iter().filter(|done| matches!(done, Done::Forgetting { .. } | Done::Forgotten { .. }));
        let told: Vec<Done> = of.iter().chain(late).cloned().collect();
        let looked = is_in_order(&restored, &told, Found::default()).await;
        looked.map_err(|why| format!("restored from the backup: {why}"))?;
    }
    Ok(found)
}

async fn is_in_order(places: &Places, told: &[Done], seen: Found) -> Result<Found, Wrong> {
    sound(places).await?;
    doctor(places)?;
    let house = open(places).await?;
    let found = look(&house, places, told, seen).await;
    house.close().await;
    let found = found?;
    ledger(places)?;
    Ok(found)
}

/// The backup, put back beside the desk, with the desk's keys.
fn restore(places: &Places) -> Result<Places, Wrong> {
    let folder = places.data.parent().unwrap();
    let data = folder.join("restored");
    let restored = Places { database: Place::Sqlite(data.join("querist.db")), data, ..places.clone() };
    let (from, keys) = (load::backup(folder), places.keys.to_str().unwrap());
    let mut command = querist(&restored, &["restore", "--from", from.to_str().unwrap(), "--keys", keys]);
    let output = command.output().unwrap();
    must!(output.status.success(), "a backup was complete, and: {}", String::from_utf8_lossy(&output.stderr));
    Ok(restored)
}

/// Opens it in this process, without anybody who works in the background.
pub async fn open(places: &Places) -> Result<House, Wrong> {
    let site = Site { public_url: None, port: 7070, version: "0.1.0", demo: false, mail: false };
    let opened = boot::open(places, site, Arc::new(SystemClock), Arc::new(SystemEntropy)).await;
    opened.map_err(|error| format!("it does not open: {error:?}"))
}

/// Whether SQLite finds nothing wrong in its own files.
async fn sound(places: &Places) -> Result<(), Wrong> {
    for place in [&places.database, &places.ring] {
        let Place::Sqlite(file) = place else { continue };
        if !file.exists() {
            continue;
        }
        let shown = file.display();
        let db = Db::open(place).map_err(|error| format!("{shown}: {error:?}"))?;
        let said = lines(&db, "SELECT integrity_check AS line FROM pragma_integrity_check").await;
        db.close().await;
        must!(said == ["ok"], "{shown}: {said:?}");
    }
    Ok(())
}

fn doctor(places: &Places) -> Result<(), Wrong> {
    let Engine::Sqlite = places.database.engine() else { return Ok(()) };
    let output = querist(places, &["doctor"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    must!(output.status.success(), "doctor: {said}");
    Ok(())
}

/// Whether the ledger agrees with itself and with every row of the database that it has sealed.
fn ledger(places: &Places) -> Result<(), Wrong> {
    let output = querist(places, &["audit", "verify"]).output().unwrap();
    let (said, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    must!(output.status.success(), "audit verify: {said}{errors}");
    Ok(())
}

async fn look(house: &House, places: &Places, told: &[Done], seen: Found) -> Result<Found, Wrong> {
    let db = &house.ground.db;
    for statement in [NOT_WHOLE, STRAYS] {
        let wrong = lines(db, statement).await;
        must!(wrong.is_empty(), "{wrong:?}");
    }
    counted(house).await?;
    let numbers = lines(db, "SELECT CAST(number AS TEXT) AS line FROM request ORDER BY number").await;
    must!(numbers.len() >= seen.requests, "of {} requests {} are left", seen.requests, numbers.len());
    let distinct: BTreeSet<_> = numbers.iter().collect();
    must!(distinct.len() == numbers.len(), "a number was given twice: {numbers:?}");
    // Before this check itself opens anything.
    shown::recorded(house, &places.data.join("ledger"), told).await?;
    let mut desk = Browser::new(routes::router(&house.ground, &house.forms));
    let signed_in = sign_in(&mut desk).await;
    must!(signed_in || !told.iter().any(Done::is_confirmed), "the administrator has no account any more");
    if signed_in {
        every_request_opens(&mut desk, &numbers[seen.requests..]).await?;
    }
    let new = &told[seen.told..];
    for done in new {
        let looked = match done {
            Done::Asked { .. } => is_there(&mut desk, done, forgotten::fate(told, done)).await,
            Done::Forgotten { short } => forgotten::is_forgotten(house, short).await,
            Done::Shown { .. } => Ok(()),
            _ => is_there(&mut desk, done, Fate::Known).await,
        };
        looked.map_err(|why| format!("{why}; confirmed was {done:?}"))?;
    }
    background(house).await?;
    for done in new {
        if let Done::Asked { full, email, .. } = done
            && forgotten::fate(told, done) == Fate::Known
        {
            forgotten::is_found(house, full, email).await?;
        }
    }
    counted(house).await?;
    let confirmed = told.iter().filter(|done| done.is_confirmed()).count();
    Ok(Found { requests: numbers.len(), confirmed, told: told.len() })
}

async fn counted(house: &House) -> Result<(), Wrong> {
    for (kept, really) in COUNTED {
        let (kept, really) = (lines(&house.ground.db, kept).await, lines(&house.ground.db, really).await);
        must!(kept == really, "counted {kept:?}, recounted {really:?}");
    }
    Ok(())
}

async fn sign_in(desk: &mut Browser) -> bool {
    let page = desk.get("/sign-in").await;
    let fields = [("email", BOSS), ("password", PASSWORD)];
    page.form("/sign-in").is_some() && desk.submit(&page, "/sign-in", &fields).await.status == 303
}

/// Whether every request can be read whole, and no question was kept twice.
async fn every_request_opens(desk: &mut Browser, numbers: &[String]) -> Result<(), Wrong> {
    let mut questions = BTreeSet::new();
    for number in numbers {
        let page = desk.get(&format!("/desk/requests/QR-{number}")).await;
        must!(page.status == 200, "QR-{number}: {}", page.words());
        must!(!page.words().contains("can no longer be read"), "QR-{number}: {}", page.words());
        let letters = letters(&page);
        let Some(question) = letters.first() else { return Err(format!("QR-{number} has no letters")) };
        let marked = question.split("-end").next().unwrap_or_default().to_owned();
        must!(questions.insert(marked), "kept twice: {question}");
    }
    Ok(())
}

async fn is_there(desk: &mut Browser, done: &Done, fate: Fate) -> Result<(), Wrong> {
    let path = |short: &str| format!("/desk/requests/{short}");
    match done {
        Done::Enrolled
        | Done::Shown { .. }
        | Done::Forgetting { .. }
        | Done::Forgotten { .. }
        | Done::BackedUp { .. } => {}
        Done::Asked { full, name, email, question, .. } => {
            let page = desk.get(&path(full.rsplit_once('-').unwrap().0)).await;
            must!(page.status == 200, "{}", page.words());
            let there = letters(&page).iter().filter(|letter| *letter == question).count();
            must!(there == 1, "the question is there {there} times");
            let words = page.words().replace(' ', "");
            let known = [words.contains(&name.replace(' ', "")), words.contains(email.as_str())];
            let mut client = desk.clone();
            client.cookies.clear();
            let check = client.get("/check").await;
            let fields = [("number", full.as_str()), ("email", email.as_str())];
            let opened = client.submit(&check, "/check", &fields).await;
            let known = [known[0], known[1], opened.status == 200];
            let as_it_should_be = match fate {
                Fate::Known => known == [true; 3],
                Fate::Forgotten => known == [false; 3],
                Fate::Either => known == [known[0]; 3],
            };
            must!(as_it_should_be, "{fate:?}; name, address and the client's way in: {known:?}");
        }
        Done::Taken { short } => {
            let page = desk.get(&path(short)).await;
            must!(page.form(&format!("{}/take", path(short))).is_none(), "{short} can be taken again");
        }
        Done::Said { short, kind, text } => {
            let page = desk.get(&path(short)).await;
            let there = letters(&page).iter().filter(|letter| letter.ends_with(text.as_str())).count();
            must!(there == 1, "{kind}: the words are there {there} times");
            let open = page.form(&format!("{}/answer", path(short))).is_some();
            must!(*kind != "answer" || !open, "{short} is open again");
        }
    }
    Ok(())
}

/// The letters of a request's page, without markup.
fn letters(page: &Answer) -> Vec<String> {
    let letters = page.body.split("class=\"typed\" dir=\"auto\">").skip(1);
    let bare = letters.filter_map(|rest| rest.split("</p>").next());
    bare.map(|body| Answer { body: body.to_owned(), ..page.clone() }.words()).collect()
}

/// Starts the workers and waits until nothing of the requests waits for them. The pauses between two tries are not
/// waited for.
async fn background(house: &House) -> Result<(), Wrong> {
    let running = house.start(&Config::default()).await.map_err(|error| format!("no workers: {error:?}"))?;
    let started = Instant::now();
    let waiting = "SELECT kind || ' ' || state || ' ' || COALESCE(reason, '') AS line FROM job
                    WHERE kind IN ('clients.index', 'mail.send')";
    let mut left = lines(&house.ground.db, waiting).await;
    while !left.is_empty() && started.elapsed() < BACKGROUND {
        let now = "UPDATE job SET run_at = 0 WHERE kind IN ('clients.index', 'mail.send') AND run_at > 0
                    AND state = 'waiting'";
        let hurried = house.ground.db.write(move |conn| Ok(diesel::sql_query(now).execute(conn)?)).await;
        hurried.map_err(|error| format!("{error:?}"))?;
        house.ground.bell.ring();
        tokio::time::sleep(Duration::from_millis(50)).await;
        left = lines(&house.ground.db, waiting).await;
    }
    running.stop().await;
    must!(left.is_empty(), "still waiting: {left:?}");
    let mails = lines(&house.ground.db, "SELECT state AS line FROM outbox_mail WHERE state <> 'kept'").await;
    must!(mails.is_empty(), "without a mail server every mail is kept: {mails:?}");
    Ok(())
}
