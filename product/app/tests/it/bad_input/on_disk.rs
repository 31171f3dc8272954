//! Sealed cells that somebody changes on the disk of a stopped desk: the desk that starts again shows nothing of
//! them, says so, and goes on. With the real program, on either engine.

use std::sync::Arc;

use diesel::RunQueryDsl;
use kit_db::{Db, Engine, Place};
use querist::places::Places;

use crate::asking::between;
use crate::house::lines;
use crate::power::load::{self, Heard};
use crate::power::server::{Server, no_panic, places_on, querist};

const WORDS: &str = "heliotrope pelicans";
const NAME: &str = "Zuleika Quackenbush";
const EMAIL: &str = "zuleika@reader.example";
const GONE: &str = "This can no longer be read.";
const DAMAGED: &str = "Who asked cannot be read: the stored bytes are damaged.";

/// A cell: its table, its column, and which row.
type Cell = (&'static str, &'static str, String);

async fn open(place: &Place) -> Db {
    let place = place.clone();
    tokio::task::spawn_blocking(move || Db::open(&place)).await.unwrap().unwrap()
}

async fn read(db: &Db, (table, column, row): &Cell) -> Vec<u8> {
    let hex = match db.engine() {
        Engine::Sqlite => format!("LOWER(HEX({column}))"),
        Engine::Postgres => format!("ENCODE({column}, 'hex')"),
    };
    let found = lines(db, &format!("SELECT {hex} AS line FROM {table} WHERE {row}")).await;
    assert_eq!(found.len(), 1, "{table}.{column}");
    hex::decode(&found[0]).unwrap()
}

async fn write(db: &Db, (table, column, row): &Cell, bytes: &[u8]) {
    let hex = hex::encode(bytes);
    let value = match db.engine() {
        Engine::Sqlite => format!("X'{hex}'"),
        Engine::Postgres => format!("'\\x{hex}'"),
    };
    let set = format!("UPDATE {table} SET {column} = {value} WHERE {row}");
    assert_eq!(db.write(move |conn| Ok(diesel::sql_query(&set).execute(conn)?)).await.unwrap(), 1);
}

/// Asks; gives the whole number.
async fn ask(server: &Server, name: &str, email: &str, question: &str) -> String {
    let mut browser = server.browser();
    let page = browser.get("/ask/general").await;
    let fields = [("question", question), ("name", name), ("email", email)];
    let answer = browser.submit(&page, "/ask/general", &fields).await;
    between(&answer.body, "class=\"spine big\" dir=\"ltr\">", "<").unwrap().to_owned()
}

/// What staff and the client see of a request now: the page, the list, the answer to number and address.
async fn shown(places: &Places, words: &std::path::Path, full: &str) -> [String; 3] {
    let server = Server::start(querist(places, &["serve"]).env("RUST_LOG", "warn"), words).unwrap();
    let mut staff = load::first_administrator(&server, &Heard::default()).await.unwrap();
    let page = staff.get(&format!("/desk/requests/{}", full.rsplit_once('-').unwrap().0)).await;
    let list = staff.get("/desk?view=all").await;
    let mut visitor = server.browser();
    let form = visitor.get("/check").await;
    let check = visitor.submit(&form, "/check", &[("number", full), ("email", EMAIL)]).await;
    for answer in [&page, &list, &check] {
        assert!(answer.status.as_u16() < 500, "{} {}", answer.status, answer.words());
    }
    assert_eq!((page.status, list.status), (http::StatusCode::OK, http::StatusCode::OK));
    assert!(list.words().contains("Another reader"), "others go on: {}", list.words());
    server.stop();
    [page.words(), list.words(), check.words()]
}

async fn edited_on_disk(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let words = folder.path().join("words.log");
    let (places, _kept) = places_on(engine, folder.path());
    let server = Server::start(querist(&places, &["serve"]).env("RUST_LOG", "warn"), &words).unwrap();
    let heard = Arc::new(Heard::default());
    drop(load::first_administrator(&server, &heard).await.unwrap());
    let full = ask(&server, NAME, EMAIL, WORDS).await;
    let other = ask(&server, "Another reader", "another@reader.example", "Where do swifts sleep?").await;
    server.stop();
    let number = |full: &str| full.split('-').nth(1).unwrap().to_owned();
    let request = |full: &str| format!("(SELECT id FROM request WHERE number = {})", number(full));
    let client = format!("id = (SELECT client_id FROM request WHERE number = {})", number(&full));
    let body = |full: &str| -> Cell { ("message", "body_sealed", format!("request_id = {}", request(full))) };
    let line: Cell = ("request", "line_sealed", format!("number = {}", number(&full)));
    let identity: Cell = ("client", "identity_sealed", client);
    let name: Cell = ("request", "name_sealed", line.2.clone());

    let whole = shown(&places, &words, &full).await;
    assert!(whole[0].contains(WORDS) && whole[0].contains(NAME), "{}", whole[0]);
    let db = open(&places.database).await;
    let before = [read(&db, &body(&full)).await, read(&db, &body(&other)).await];
    let rest = [read(&db, &line).await, read(&db, &identity).await, read(&db, &name).await];
    // One bit in the middle of each cell; then somebody else's words, sealed by the same desk, in their place.
    for moved in [false, true] {
        let flipped = |bytes: &[u8]| {
            let mut bytes = bytes.to_vec();
            let at = bytes.len() / 2;
            bytes[at] ^= 4;
            bytes
        };
        let new = if moved { before[1].clone() } else { flipped(&before[0]) };
        write(&db, &body(&full), &new).await;
        for (cell, bytes) in [&line, &identity, &name].into_iter().zip(&rest) {
            write(&db, cell, &flipped(bytes)).await;
        }
        let [page, list, check] = shown(&places, &words, &full).await;
        assert!(page.contains(GONE), "{engine:?}, moved: {moved}: {page}");
        assert!(page.contains(DAMAGED), "{engine:?}, moved: {moved}: {page}");
        for seen in [&page, &list, &check] {
            for plain in ["heliotrope", "Zuleika", EMAIL] {
                // What somebody typed stands in their own form again.
                let typed = plain == EMAIL && seen == &check;
                assert!(typed || !seen.contains(plain), "{engine:?}, moved: {moved}: {plain} in {seen}");
            }
        }
        assert!(!page.contains("swifts"), "{engine:?}: words of another request: {page}");
    }
    // As it was: so it is the edit that hid it, and nothing was lost by looking.
    write(&db, &body(&full), &before[0]).await;
    for (cell, bytes) in [&line, &identity, &name].into_iter().zip(&rest) {
        write(&db, cell, bytes).await;
    }
    let again = shown(&places, &words, &full).await;
    assert!(again[0].contains(WORDS) && again[0].contains(NAME), "{}", again[0]);
    db.close().await;
    no_panic(&words);
}

// proves: attack E5, v5.0.0-11.3.3, v5.0.0-16.5.3
#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_cell_edited_on_disk_is_refused_and_said_on_sqlite() {
    edited_on_disk(Engine::Sqlite).await;
}

// proves: attack E5, v5.0.0-11.3.3, v5.0.0-16.5.3
#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_cell_edited_on_disk_is_refused_and_said_on_postgresql() {
    edited_on_disk(Engine::Postgres).await;
}
