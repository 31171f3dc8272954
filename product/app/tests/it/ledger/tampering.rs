//! The proof "tampering": random edits of the ledger's files and of sealed audit rows by somebody without the
//! key, each found with its place. A few at every run, 10,000 with `PROVE=full`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ground::audit::{self, SignIn};
use kit_db::Engine;

use super::sealed::some_days_work;
use super::{dir, in_files, in_rows};
use crate::house::{NOW, TestHouse};

/// How many edits on each engine, half of them of files.
fn edits() -> usize {
    #[expect(clippy::disallowed_methods, reason = "a proof's size is asked of the environment")]
    let full = std::env::var("PROVE").is_ok_and(|wanted| wanted == "full");
    if full { 5_000 } else { 60 }
}

/// Chance that is the same at every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % most.max(1) as u64) as usize
    }
}

/// Every file of the ledger, stopped: nothing is in the tail.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut below: Vec<PathBuf> = vec![root.to_owned()];
    while let Some(folder) = below.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                below.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                all.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    all
}

/// Edits one file, or makes two change places; gives the names concerned.
fn edit_file(root: &Path, whole: &BTreeMap<String, Vec<u8>>, dice: &mut Dice) -> Vec<String> {
    let names: Vec<&String> = whole.keys().collect();
    let name = names[dice.below(names.len())];
    let mut bytes = whole[name].clone();
    match dice.below(6) {
        0 => {
            let at = dice.below(bytes.len());
            bytes[at] ^= 1 << dice.below(8);
        }
        1 => bytes.truncate(dice.below(whole[name].len())),
        2 => {
            let at = dice.below(bytes.len());
            bytes.drain(at..(at + 1 + dice.below(64)).min(whole[name].len()));
        }
        3 => {
            let at = dice.below(bytes.len() + 1);
            let new: Vec<u8> = (0..=dice.below(64)).map(|_| dice.below(256) as u8).collect();
            bytes.splice(at..at, new);
        }
        4 => {
            std::fs::remove_file(root.join(name)).unwrap();
            return vec![name.clone()];
        }
        _ => {
            let other = names[dice.below(names.len())];
            if whole[other] == whole[name] {
                bytes.push(0);
            } else {
                std::fs::write(root.join(other), &bytes).unwrap();
                std::fs::write(root.join(name), &whole[other]).unwrap();
                return vec![name.clone(), other.clone()];
            }
        }
    }
    std::fs::write(root.join(name), bytes).unwrap();
    vec![name.clone()]
}

/// The statements that edit a sealed row, and undo it, with the positions concerned.
fn edit_row(pos: i64, other: i64, dice: &mut Dice) -> (Vec<String>, Vec<String>) {
    let one = |text: &str| vec![text.replace("POS", &pos.to_string()).replace("OTHER", &other.to_string())];
    match dice.below(8) {
        0 => (one("UPDATE audit_event SET at = at + 1 WHERE pos = POS"), one("UPDATE audit_event SET at = at - 1 WHERE pos = POS")),
        1 => (
            one("UPDATE audit_event SET actor_id = actor_id + 1 WHERE pos = POS"),
            one("UPDATE audit_event SET actor_id = actor_id - 1 WHERE pos = POS"),
        ),
        2 => (
            one("UPDATE audit_event SET kind = kind || 'x' WHERE pos = POS"),
            one("UPDATE audit_event SET kind = substr(kind, 1, length(kind) - 1) WHERE pos = POS"),
        ),
        3 => (
            one("UPDATE audit_event SET params = params || ' ' WHERE pos = POS"),
            one("UPDATE audit_event SET params = substr(params, 1, length(params) - 1) WHERE pos = POS"),
        ),
        4 => (
            one("UPDATE audit_event SET subject_id = subject_id + 1 WHERE pos = POS"),
            one("UPDATE audit_event SET subject_id = subject_id - 1 WHERE pos = POS"),
        ),
        // Dropped: out of the order, which is as good as gone.
        5 => (one("UPDATE audit_event SET pos = NULL WHERE pos = POS"), vec![]),
        // Two rows change places.
        6 => {
            let swap = [
                one("UPDATE audit_event SET pos = -1 WHERE pos = POS"),
                one("UPDATE audit_event SET pos = POS WHERE pos = OTHER"),
                one("UPDATE audit_event SET pos = OTHER WHERE pos = -1"),
            ]
            .concat();
            (swap.clone(), swap)
        }
        // Put in among sealed ones.
        _ => (
            one(
                "INSERT INTO audit_event (id, pos, at, actor_kind, actor_id, kind, subject_kind, subject_id, params)
                 VALUES (-7, -POS, 1, 'staff', 1, 'request.taken', 'request', 1, '{}')",
            ),
            one("DELETE FROM audit_event WHERE id = -7"),
        ),
    }
}

/// Enough events for more than one tile.
async fn much_happens(house: &TestHouse) {
    let ground = house.ground();
    let event = |n: i64| audit::Event {
        id: ground.id(),
        at: ground.now(),
        actor: audit::Actor::Staff(n % 7 + 1),
        kind: "request.taken",
        subject_kind: "request",
        subject_id: n,
        params: serde_json::json!({ "n": n }),
    };
    let events: Vec<audit::Event> = (0..600).map(event).collect();
    let written = ground.db.write(move |conn| events.iter().try_for_each(|event| audit::record(conn, event)));
    written.await.unwrap();
}

async fn every_edit_is_found(engine: Engine) {
    let house = TestHouse::on(engine).await;
    some_days_work(&house).await;
    for _ in 0..600 {
        house.ground().accounting.signed(SignIn::Wrong, 0, "0123456789abcdef", NOW);
    }
    much_happens(&house).await;
    house.clock.advance(60_000);
    house.run_due().await;
    house.ground().accounting.close().await.unwrap();
    let root = dir(&house);
    let whole = files(&root);
    assert!(whole.len() >= 16 && !whole.keys().any(|name| name.contains("/tail/")), "{:?}", whole.keys());
    assert_eq!((in_files(&house), in_rows(&house).await), (vec![], vec![]));
    let sealed = house.number("SELECT MAX(pos) AS n FROM audit_event").await;
    assert!(sealed >= 600, "only {sealed} rows");
    let mut dice = Dice(0x5EED);
    for edit in 0..edits() / 2 {
        let names = edit_file(&root, &whole, &mut dice);
        let found = in_files(&house);
        let place = |finding: &kit_ledger::verify::Finding| {
            names.contains(&format!("{}/{}", finding.stream, finding.file))
        };
        assert!(found.iter().any(place), "{engine:?}, edit {edit} of {names:?} was told as {found:?}");
        for name in &names {
            std::fs::write(root.join(name), &whole[name]).unwrap();
        }
    }
    for edit in 0..edits() / 2 {
        let pos = 1 + dice.below(sealed as usize) as i64;
        let other = 1 + (pos + dice.below(sealed as usize - 1) as i64) % sealed;
        let id = house.number(&format!("SELECT id AS n FROM audit_event WHERE pos = {pos}")).await;
        let (doing, mut undoing) = edit_row(pos, other, &mut dice);
        if undoing.is_empty() {
            undoing.push(format!("UPDATE audit_event SET pos = {pos} WHERE id = {id}"));
        }
        for statement in &doing {
            house.tamper(statement).await;
        }
        let found = in_rows(&house).await;
        let place = |finding: &ground::audit::RowFinding| {
            [pos, other, -pos].contains(&finding.pos)
                && (finding.pos < 0 || finding.entry == Some(finding.pos as u64 - 1))
        };
        assert!(found.iter().any(place), "{engine:?}, edit {edit} {doing:?} was told as {found:?}");
        for statement in &undoing {
            house.tamper(statement).await;
        }
    }
    assert_eq!((in_files(&house), in_rows(&house).await), (vec![], vec![]), "all was undone");
    println!(
        "proof: {engine:?}: {} random edits, half of ledger files and half of sealed audit rows: all found with \
         their place",
        edits() / 2 * 2
    );
}

// proves: XT-151, v5.0.0-16.4.2
#[tokio::test(flavor = "multi_thread")]
async fn every_edit_of_a_file_or_a_sealed_row_is_found_on_sqlite() {
    every_edit_is_found(Engine::Sqlite).await;
}

// proves: XT-151, v5.0.0-16.4.2
#[tokio::test(flavor = "multi_thread")]
async fn every_edit_of_a_file_or_a_sealed_row_is_found_on_postgresql() {
    every_edit_is_found(Engine::Postgres).await;
}
