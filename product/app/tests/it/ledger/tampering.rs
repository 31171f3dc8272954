//! The proof "tampering": random edits of the ledger's files, of its streams as a whole, and of sealed audit rows,
//! by somebody without the key, after a clean stop and with nothing kept outside; each found with its place. A few
//! at every run, 10,000 with `PROVE=full`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ground::audit::{self, SignIn};
use kit_db::Engine;

use super::cuts::Earlier;
use super::sealed::some_days_work;
use super::{dir, in_ledger, in_rows};
use crate::house::{NOW, TestHouse};

/// How many edits on each engine: of files, of whole streams and their ends, of rows.
fn edits() -> [usize; 3] {
    #[expect(clippy::disallowed_methods, reason = "a proof's size is asked of the environment")]
    let full = std::env::var("PROVE").is_ok_and(|wanted| wanted == "full");
    if full { [1_700, 1_600, 1_700] } else { [24, 32, 24] }
}

/// Chance that is the same at every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % most.max(1) as u64) as usize
    }
}

/// Every file below a folder.
pub fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
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
    match dice.below(9) {
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
        // All from there on dropped.
        7 => (
            one("UPDATE audit_event SET pos = -1000000 - pos WHERE pos >= POS"),
            one("UPDATE audit_event SET pos = -1000000 - pos WHERE pos < -1000000"),
        ),
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

/// A desk after a clean stop, with what its ledger was like before.
async fn stopped_desk(engine: Engine) -> (TestHouse, Earlier) {
    let house = TestHouse::on(engine).await;
    some_days_work(&house).await;
    for turn in 0..600 {
        house.ground().accounting.signed(SignIn::Wrong, 0, "0123456789abcdef", NOW);
        // Some are written one by one, so that there are many heads that an end could be cut back to.
        if turn > 560 {
            house.ground().accounting.durable().await.unwrap();
        }
    }
    let earlier = Earlier::of(&house);
    house.ground().accounting.signed(SignIn::Wrong, 0, "0123456789abcdef", NOW);
    much_happens(&house).await;
    house.clock.advance(60_000);
    house.run_due().await;
    house.stop().await;
    (house, earlier)
}

async fn every_edit_is_found(engine: Engine) {
    let (house, earlier) = stopped_desk(engine).await;
    let root = dir(&house);
    let whole = files(&root);
    assert!(whole.len() >= 16 && !whole.keys().any(|name| name.contains("/tail/")), "{:?}", whole.keys());
    assert_eq!((in_ledger(&house).await, in_rows(&house).await), (vec![], vec![]));
    let mut dice = Dice(0x5EED);
    let [of_files, of_streams, of_rows] = edits();
    for edit in 0..of_files {
        let names = edit_file(&root, &whole, &mut dice);
        let found = in_ledger(&house).await;
        let place = |finding: &kit_ledger::verify::Finding| {
            names.contains(&format!("{}/{}", finding.stream, finding.file))
        };
        assert!(found.iter().any(place), "{engine:?}, edit {edit} of {names:?} was told as {found:?}");
        for name in &names {
            std::fs::write(root.join(name), &whole[name]).unwrap();
        }
    }
    for edit in 0..of_streams {
        let (doing, streams) = earlier.edit(&root, &whole, &mut dice);
        let found = in_ledger(&house).await;
        for stream in &streams {
            let place = |finding: &kit_ledger::verify::Finding| finding.stream == *stream;
            assert!(
                found.iter().any(place),
                "{engine:?}, edit {edit}, {doing} of {stream}: told as {found:?}"
            );
        }
        super::cuts::put(&root, &whole);
    }
    every_edit_of_a_row_is_found(&house, of_rows, &mut dice).await;
    assert_eq!((in_ledger(&house).await, in_rows(&house).await), (vec![], vec![]), "all was undone");
    println!(
        "proof: {engine:?}: {} random edits after a clean stop, without a checkpoint kept outside: {of_files} of \
         ledger files, {of_streams} of whole streams and their ends, {of_rows} of sealed audit rows: all found with \
         their place",
        of_files + of_streams + of_rows
    );
}

async fn every_edit_of_a_row_is_found(house: &TestHouse, edits: usize, dice: &mut Dice) {
    let engine = house.engine();
    let sealed = house.number("SELECT MAX(pos) AS n FROM audit_event").await;
    assert!(sealed >= 600, "only {sealed} rows");
    for edit in 0..edits {
        let pos = 1 + dice.below(sealed as usize) as i64;
        let other = 1 + (pos + dice.below(sealed as usize - 1) as i64) % sealed;
        let id = house.number(&format!("SELECT id AS n FROM audit_event WHERE pos = {pos}")).await;
        let (doing, mut undoing) = edit_row(pos, other, dice);
        if undoing.is_empty() {
            undoing.push(format!("UPDATE audit_event SET pos = {pos} WHERE id = {id}"));
        }
        for statement in &doing {
            house.tamper(statement).await;
        }
        let found = in_rows(house).await;
        let place = |finding: &ground::audit::RowFinding| {
            [pos, other, -pos].contains(&finding.pos)
                && (finding.pos < 0 || finding.entry == Some(finding.pos as u64 - 1))
        };
        assert!(found.iter().any(place), "{engine:?}, edit {edit} {doing:?} was told as {found:?}");
        for statement in &undoing {
            house.tamper(statement).await;
        }
    }
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
