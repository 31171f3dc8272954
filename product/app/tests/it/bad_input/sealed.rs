//! Sealed bytes that were changed in the database: whoever opens them reads that they cannot be read, and
//! everything else goes on.

use ground::guard::Level;
use ground::outbox::{Smtp, SmtpMode};
use kit_base::{EmailAddress, MINUTE};
use kit_db::Engine;

use super::is_well;
use crate::access::{KIND, prepare};
use crate::asking::{Asked, act, ask, ask_on};
use crate::bad_input::forms;
use crate::house::{TestHouse, each_engine, lines};

/// Sealed columns, each with the table it is in.
const COLUMNS: [(&str, &str); 8] = [
    ("request", "line_sealed"),
    ("message", "body_sealed"),
    ("client", "identity_sealed"),
    ("request", "name_sealed"),
    ("answer_document", "doc_sealed"),
    ("staff", "name_sealed"),
    ("staff", "email_sealed"),
    ("staff", "password_sealed"),
];

/// A mail server that is not there: mails are written, and then cannot leave.
fn nowhere() -> Smtp {
    Smtp {
        host: "127.0.0.1".into(),
        port: 9,
        mode: SmtpMode::Plain,
        username: None,
        password: None,
        ca_file: None,
        from: EmailAddress::parse("answers@desk.example").unwrap(),
        from_name: None,
    }
}

/// What is done to the bytes of a cell: envelope version, algorithm, key id, nonce, text, tag; torn; emptied.
fn damages(hex: &str) -> Vec<String> {
    let bytes = hex::decode(hex).unwrap();
    let flip = |at: usize| {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0x20;
        hex::encode(bytes)
    };
    let last = bytes.len() - 1;
    let mut all: Vec<String> = [0, 1, 5, 12, 22, last - 16, last].into_iter().map(flip).collect();
    all.extend([
        String::new(),
        "01".to_owned(),
        hex[..60].to_owned(),
        hex[..hex.len() - 2].to_owned(),
        format!("{hex}00"),
    ]);
    all
}

fn literal(house: &TestHouse, hex: &str) -> String {
    match house.engine() {
        Engine::Sqlite => format!("X'{hex}'"),
        Engine::Postgres => format!("'\\x{hex}'"),
    }
}

fn hex_of(house: &TestHouse, column: &str) -> String {
    match house.engine() {
        Engine::Sqlite => format!("LOWER(HEX({column}))"),
        Engine::Postgres => format!("ENCODE({column}, 'hex')"),
    }
}

/// Opens everything that shows what was sealed, and does what needs it.
async fn look_around(house: &TestHouse, asked: &mut Asked, at: &str) {
    house.ground().directory.forget();
    let mut rosa = house.signed_in(Level::Regular).await;
    for path in ["/desk", "/desk?view=all", "/desk?view=mine", "/desk/home", &asked.path()] {
        let page = rosa.get(path).await;
        is_well(&page, &format!("{at}: {path}"));
        assert_eq!(page.status, 200, "{at}: {path}");
    }
    let list = rosa.get("/desk?view=all").await.words();
    assert!(list.contains("A whole question") && list.contains("Elsie Thackeray"), "{at}: the others go on");
    let kept = act(&mut rosa, &asked.path(), "note", &[("text", "Words")]).await;
    assert_eq!(kept.status, 303, "{at}: a note: {}", kept.words());
    let mut visitor = house.visitor();
    // Each look from another network, for there are bounds.
    let far = house.ground().id().to_be_bytes();
    visitor.peer = ([10, far[5], far[6], far[7]], 4_000).into();
    let checked =
        visitor.post("/check", &[("number", asked.full.as_str()), ("email", asked.email.as_str())]).await;
    is_well(&checked, &format!("{at}: /check"));
    house.clock.advance(60 * MINUTE);
}

// proves: attack E5, v5.0.0-11.3.3, v5.0.0-11.2.5, v5.0.0-16.5.3
#[tokio::test(flavor = "multi_thread")]
async fn damaged_cells_are_told_and_take_nothing_else_along() {
    each_engine(async |house| {
        prepare(house).await;
        ask(house, "A whole question").await;
        let right = forms::right(house, "complete").await;
        let fields: Vec<(&str, &str)> = right.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let mut asked = ask_on(house, "complete", &fields).await;
        let request = format!("SELECT id FROM request WHERE number = {}", asked.number());
        for (table, column) in COLUMNS {
            let row = match table {
                "request" => format!("number = {}", asked.number()),
                "message" => format!("request_id = ({request}) AND kind = 'question'"),
                "answer_document" => format!(
                    "doc_id = (SELECT MIN(doc_id) FROM answer_document WHERE request_id = ({request}))"
                ),
                "client" => format!("id = (SELECT client_id FROM request WHERE number = {})", asked.number()),
                _ => format!("id = {}", house.person(Level::General).id.0),
            };
            let bytes = format!("SELECT {} AS line FROM {table} WHERE {row}", hex_of(house, column));
            let bytes = house.lines(&bytes).await.remove(0);
            // Opening happens in the program: the server only has to hand the bytes over.
            let most = if house.engine() == Engine::Sqlite { 99 } else { 3 };
            for damaged in damages(&bytes).iter().rev().take(most).chain([&bytes]) {
                let set = format!("UPDATE {table} SET {column} = {} WHERE {row}", literal(house, damaged));
                assert_eq!(house.tamper(&set).await, 1);
                let at = format!("{table}.{column} as {}…", &damaged[..damaged.len().min(12)]);
                look_around(house, &mut asked, &at).await;
            }
            house.run_due_with(Some(nowhere())).await;
        }
        let given_up = "SELECT COUNT(*) AS n FROM job WHERE state = 'failed'";
        assert_eq!(house.number(given_up).await, 0, "no job is given up over it");
    })
    .await;
}

// proves: attack E5, v5.0.0-6.3.8
#[tokio::test(flavor = "multi_thread")]
async fn an_account_whose_password_is_damaged_lets_nobody_in() {
    each_engine(async |house| {
        let who = house.person(Level::Regular);
        house.give_password(who).await;
        let set = |value: &str| format!("UPDATE staff SET password_sealed = {value} WHERE id = {}", who.id.0);
        for value in [literal(house, ""), literal(house, &"ab".repeat(90)), "NULL".to_owned()] {
            house.tamper(&set(&value)).await;
            for password in [crate::house::PASSWORD, "", "nobody has this password"] {
                let fields = [("email", who.email.as_str()), ("password", password)];
                let answer = house.visitor().post("/sign-in", &fields).await;
                is_well(&answer, &value);
                assert_eq!(answer.status, 422, "{value}");
            }
        }
    })
    .await;
}

// proves: attack E5
#[tokio::test(flavor = "multi_thread")]
async fn damaged_keys_of_the_ring_close_what_they_seal_and_nothing_else() {
    each_engine(async |house| {
        prepare(house).await;
        ask(house, "A whole question").await;
        let mut asked = ask(house, "A question that will be lost").await;
        let key = format!("SELECT key_id AS n FROM request WHERE number = {}", asked.number());
        let key = house.number(&key).await;
        let place = house.places.ring.clone();
        let ring = tokio::task::spawn_blocking(move || kit_db::Db::open(&place)).await.unwrap().unwrap();
        let before = lines(
            &ring,
            &format!("SELECT {} AS line FROM ring_key WHERE id = {key}", hex_of(house, "wrapped")),
        )
        .await;
        let set = format!(
            "UPDATE ring_key SET wrapped = {} WHERE id = {key}",
            literal(house, &damages(&before[0])[6])
        );
        ring.write(move |conn| Ok(diesel::RunQueryDsl::execute(diesel::sql_query(&set), conn)?))
            .await
            .unwrap();
        // Keys that were opened stay so for five minutes.
        house.clock.advance(6 * MINUTE);
        let mut rosa = house.signed_in(Level::Regular).await;
        for path in ["/desk", "/desk/home", &asked.path()] {
            let page = rosa.get(path).await;
            is_well(&page, path);
            assert_eq!(page.status, 200, "{path}");
        }
        assert!(rosa.get("/desk").await.words().contains("A whole question"));
        for name in ["note", "query", "answer"] {
            is_well(&act(&mut rosa, &asked.path(), name, &[("text", "Words")]).await, name);
        }
        is_well(&asked.check().await, "/check");
        is_well(&asked.reply("Words").await, "/check/reply");
        house.run_due_with(Some(nowhere())).await;
        is_well(&rosa.get(&format!("/desk/jobs/{KIND}")).await, "jobs");
        ring.close().await;
    })
    .await;
}
