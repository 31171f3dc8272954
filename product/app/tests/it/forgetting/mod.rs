//! Forgetting who asked: by each way, from every page, out of every copy, whatever comes between.

mod attacks;
mod commands;
mod copies;
mod crashes;
mod figures;
mod numbers;
mod races;
mod restores;
mod story;

use desk::erasure::{self, Outcome, Way};
use ground::guard::Level;
use kit_web::testing::Browser;

use crate::asking::{Asked, act, ask_on};
use crate::house::TestHouse;

/// Everything the person says of themselves: none of it may be left.
pub const SAID: [&str; 6] =
    ["Ottilie", "Quendolyn", "ottilie.q@reader.example", "7700 900 731", "77009007", "Marlowe Wing"];

const QUESTION: &str = "I am Ottilie Quendolyn (ottilie.q@reader.example). My grandfather Tom kept a shop at \
    Hill Row. Who owned it in 1931? Call me on 07700-900 731 if you like.";

/// What of the question has nothing to do with the person.
pub const STAYS: &str = "kept a shop at Hill Row. Who owned it in 1931?";

/// Asks with name, address, number and rooms, and says some of it again in the question.
pub async fn ask_by_name(house: &TestHouse) -> Asked {
    let fields = [
        ("question", QUESTION),
        ("business", "ward"),
        ("way", "call"),
        ("phone", "+44 7700 900 731"),
        ("name", "Ottilie Quendolyn"),
        ("office", "Marlowe Wing"),
        ("email", "ottilie.q@reader.example"),
    ];
    ask_on(house, "council", &fields).await
}

/// Asks without saying who they are in the question.
pub async fn ask_plainly(house: &TestHouse) -> Asked {
    let fields = [
        ("question", "Who owned the shop at Hill Row in 1931?"),
        ("name", "Ottilie Quendolyn"),
        ("email", "ottilie.q@reader.example"),
    ];
    ask_on(house, "general", &fields).await
}

/// The row id of a request.
pub async fn id_of(house: &TestHouse, asked: &Asked) -> i64 {
    house.number(&format!("SELECT id AS n FROM request WHERE number = {}", asked.number())).await
}

/// One number of a request's row.
pub async fn column(house: &TestHouse, asked: &Asked, column: &str) -> i64 {
    house.number(&format!("SELECT {column} AS n FROM request WHERE number = {}", asked.number())).await
}

/// Forgets the person of a request as somebody at the machine does.
pub async fn forget(house: &TestHouse, asked: &Asked) -> Outcome {
    erasure::erase(house.ground(), id_of(house, asked).await, Way::Command).await.unwrap()
}

/// Staff take the request, note, ask and answer, and name the person each time.
pub async fn work_on(house: &TestHouse, asked: &mut Asked, closes: bool) -> Browser {
    let mut rosa = house.signed_in(Level::Regular).await;
    for (name, words) in [
        ("take", ""),
        ("note", "Ms QUENDOLYN phoned from the Marlowe wing."),
        ("query", "Dear Ottilie, which Hill Row?"),
    ] {
        let sent = act(&mut rosa, &asked.path(), name, &[("text", words)]).await;
        assert_eq!(sent.status, 303, "{name}: {}", sent.words());
    }
    assert_eq!(asked.reply("The one in Alton. Yours, O. Quendolyn").await.status, 200);
    if closes {
        let words = "Dear Ms Quendolyn, it was Tom himself.";
        let sent = act(&mut rosa, &asked.path(), "answer", &[("text", words)]).await;
        assert_eq!(sent.status, 303, "{}", sent.words());
    }
    rosa
}

/// Fails when anything the person said of themselves stands in `text`.
pub fn says_nothing(text: &str, at: &str) {
    let low = text.to_lowercase();
    for said in SAID {
        assert!(!low.contains(&said.to_lowercase()), "“{said}” is {at}: {text}");
    }
}

/// Fails when anybody who works here reads anything of the person, on any page that shows the request.
pub async fn nobody_reads_them(house: &TestHouse, asked: &Asked) {
    for who in house.everybody() {
        let mut browser = house.signed_in_as(who).await;
        let mut pages = vec![asked.path(), "/desk/home".to_owned()];
        pages.extend(["mine", "unallocated", "location", "all", "closed"].map(|v| format!("/desk?view={v}")));
        if who.level == Level::Supervisor || who.level == Level::Administrator {
            pages.push(format!("{}/erase", asked.path()));
            pages.push("/desk/mail".to_owned());
        }
        for path in pages {
            let page = browser.get(&path).await;
            assert_eq!(page.status, 200, "{path} for {}", who.name);
            says_nothing(&page.body, &format!("on {path} for {}", who.name));
        }
    }
}

/// Fails unless the person is forgotten in the rows and in the ring, and the words open under the key they
/// have now, without the person.
pub async fn is_whole(house: &TestHouse, asked: &Asked) {
    let number = asked.number();
    let client = format!("SELECT client_id FROM request WHERE number = {number}");
    let of = |what: &str| format!("SELECT COUNT(*) AS n FROM client WHERE id = ({client}) AND {what}");
    for what in ["length(identity_sealed) = 0", "erased_at IS NOT NULL"] {
        assert_eq!(house.number(&of(what)).await, 1, "{what}");
    }
    for what in ["name_sealed IS NULL", "length(suffix_hash) = 0", "erased_at IS NOT NULL"] {
        let row = format!("SELECT COUNT(*) AS n FROM request WHERE number = {number} AND {what}");
        assert_eq!(house.number(&row).await, 1, "{what}");
    }
    let open =
        format!("SELECT COUNT(*) AS n FROM outbox_mail WHERE client_id = ({client}) AND state <> 'sent'");
    assert_eq!(house.number(&open).await, 0, "mails to them");
    let key = house.number(&format!("SELECT key_id AS n FROM client WHERE id = ({client})")).await;
    let state = house.ground().vault.keys(&[kit_vault::KeyId(key)]).await.unwrap();
    assert!(matches!(state[&kit_vault::KeyId(key)], kit_vault::KeyState::Destroyed), "{state:?}");
    let ground = house.ground();
    let blind = ground.vault.blind("client-email", "ottilie.q@reader.example").await.unwrap();
    let found = ground.vault.index_find("client-email", blind).await.unwrap();
    assert!(!found.contains(&kit_vault::KeyId(key)), "found by address");
    let row = desk::requests::read::by_number(ground, number).await.unwrap().unwrap();
    let actor = kit_vault::Actor::System;
    let whole =
        desk::requests::read::whole(ground, &actor, kit_vault::Purpose::Maintain, &row).await.unwrap();
    assert!(whole.identity.is_err());
    let line = whole.line.expect("the line opens under the request's key");
    says_nothing(&format!("{} {}", line.subject, line.words), "in the line");
    for letter in whole.letters {
        says_nothing(&letter.text.expect("every letter opens under the request's key"), "in a letter");
    }
    says_nothing(&serde_json::Value::Object(whole.answers).to_string(), "in the answers");
}
