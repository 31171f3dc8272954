//! Nothing a person wrote, and nothing that names one, lies readable in any byte the program keeps.

use std::path::{Path, PathBuf};

use aho_corasick::AhoCorasick;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as B64;
use flate2::read::{DeflateDecoder, GzDecoder, ZlibDecoder};
use ground::guard::Level;
use ground::staff::{self, NewStaff};
use kit_base::EmailAddress;
use kit_db::{Db, Engine};
use kit_web::testing::Browser;
use std::io::Read;

use crate::asking::ask_as;
use crate::house::{TestHouse, rows};

/// Requests planted; each plants seven.
const ROUNDS: usize = 14;

fn word(n: usize) -> String {
    format!("zq{n:03}xkanarj")
}

/// All the words that are planted.
fn words() -> Vec<String> {
    (0..ROUNDS * 7 + 2).map(word).collect()
}

/// The search for every word, in every spelling a program may keep it in.
struct Search {
    folded: AhoCorasick,
    exact: AhoCorasick,
    folded_names: Vec<String>,
    exact_names: Vec<String>,
}

impl Search {
    fn new(words: &[String]) -> Self {
        let (mut folded, mut folded_names) = (Vec::new(), Vec::new());
        let (mut exact, mut exact_names) = (Vec::new(), Vec::new());
        for word in words {
            let wide: Vec<u16> = word.encode_utf16().collect();
            let spellings = [
                ("text", word.as_bytes().to_vec()),
                ("utf-16le", wide.iter().flat_map(|unit| unit.to_le_bytes()).collect()),
                ("utf-16be", wide.iter().flat_map(|unit| unit.to_be_bytes()).collect()),
                ("hex", hex::encode(word).into_bytes()),
                ("hex of capitals", hex::encode(word.to_uppercase()).into_bytes()),
            ];
            for (name, bytes) in spellings {
                folded.push(bytes);
                folded_names.push(format!("{word} as {name}"));
            }
            for shift in 0..3_usize {
                // The letters whose bits belong to the word alone, wherever it began.
                let padded = [vec![0; shift], word.as_bytes().to_vec()].concat();
                let text = B64.encode(&padded);
                let (from, to) = ((shift * 8).div_ceil(6), (padded.len() * 8) / 6);
                exact.push(text.as_bytes()[from..to].to_vec());
                exact_names.push(format!("{word} in base64"));
            }
        }
        let folded = AhoCorasick::builder().ascii_case_insensitive(true).build(folded).unwrap();
        Self { folded, exact: AhoCorasick::new(exact).unwrap(), folded_names, exact_names }
    }

    /// What is found in `bytes`, and in what unpacks from them.
    fn find(&self, place: &str, bytes: &[u8], found: &mut Vec<String>) {
        self.find_flat(place, bytes, found);
        for at in 0..bytes.len().saturating_sub(2) {
            let zlib = bytes[at] == 0x78 && matches!(bytes[at + 1], 0x01 | 0x5e | 0x9c | 0xda);
            let gzip = bytes[at] == 0x1f && bytes[at + 1] == 0x8b && bytes[at + 2] == 8;
            if zlib {
                self.find_flat(
                    &format!("{place}, unpacked"),
                    &unpacked(ZlibDecoder::new(&bytes[at..])),
                    found,
                );
                self.find_flat(
                    &format!("{place}, unpacked"),
                    &unpacked(DeflateDecoder::new(&bytes[at + 2..])),
                    found,
                );
            } else if gzip {
                self.find_flat(&format!("{place}, unpacked"), &unpacked(GzDecoder::new(&bytes[at..])), found);
            }
        }
    }

    fn find_flat(&self, place: &str, bytes: &[u8], found: &mut Vec<String>) {
        found.extend(
            self.folded.find_iter(bytes).map(|m| format!("{place}: {}", self.folded_names[m.pattern()])),
        );
        found.extend(
            self.exact.find_iter(bytes).map(|m| format!("{place}: {}", self.exact_names[m.pattern()])),
        );
    }

    /// What is found in the files of a folder.
    fn find_files(&self, folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        let files = files(folder);
        assert!(files.len() >= 3, "there are hardly any files in {}", folder.display());
        for file in files {
            // A file may go while it is looked at: then it keeps nothing.
            if let Ok(bytes) = std::fs::read(&file) {
                self.find(&file.display().to_string(), &bytes, &mut found);
            }
        }
        found
    }
}

/// What unpacks before the first fault, up to a bound.
fn unpacked(decoder: impl Read) -> Vec<u8> {
    let mut out = Vec::new();
    let mut bounded = decoder.take(4 << 20);
    let mut part = [0; 4096];
    while let Ok(n @ 1..) = bounded.read(&mut part) {
        out.extend_from_slice(&part[..n]);
    }
    out
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() { all.extend(files(&path)) } else { all.push(path) }
    }
    all
}

/// Plants every word through the pages people use.
async fn plant(house: &TestHouse) {
    let mut desk = house.signed_in(Level::Regular).await;
    for round in 0..ROUNDS {
        let w = |n: usize| word(round * 7 + n);
        let question = format!("Žluťoučký kůň asks about {} and more", w(0));
        let (name, email) = (format!("Ms {} Ó Broin", w(1)), format!("{}@reader.example", w(2)));
        let mut asked = ask_as(house, &name, &email, &question).await;
        let path = asked.path();
        act(&mut desk, &path, "query", &format!("Is it {}?", w(3))).await;
        assert!(asked.reply(&format!("Yes, {}.", w(4))).await.status.is_success());
        act(&mut desk, &path, "note", &format!("Colleagues: {}", w(5))).await;
        act(&mut desk, &path, "answer", &format!("It is {} indeed.", w(6))).await;
        desk.get("/desk?view=closed").await;
    }
    let email = EmailAddress::parse(&format!("{}@library.example", word(ROUNDS * 7))).unwrap();
    let name = format!("Dr {}", word(ROUNDS * 7 + 1));
    let new = NewStaff { name: &name, email: &email, level: Level::Regular, location: house.locations[0] };
    staff::add(house.ground(), &new).await.unwrap();
    house.run_due().await;
}

async fn act(desk: &mut Browser, path: &str, act: &str, text: &str) {
    let page = desk.get(path).await;
    let answer = desk.submit(&page, &format!("{path}/{act}"), &[("text", text)]).await;
    assert_eq!(answer.status, 303, "{act}: {}", answer.words());
}

async fn nothing_lies_open(engine: Engine) {
    let house = TestHouse::on(engine).await;
    plant(&house).await;
    let search = Search::new(&words());
    // Running.
    let mut found = search.find_files(house.folder());
    for (name, place) in [("main", &house.places.database), ("ring", &house.places.ring)] {
        let place = place.clone();
        let db = tokio::task::spawn_blocking(move || Db::open(&place)).await.unwrap().unwrap();
        let all = rows(&db).await;
        assert!(all.values().map(Vec::len).sum::<usize>() > 10, "the {name} database is empty");
        for (table, lines) in all {
            search.find(&format!("{name} database, {table}"), lines.join("\n").as_bytes(), &mut found);
        }
        db.close().await;
    }
    // What was planted can be read by those it is for: the search looked at the right desk.
    let mut desk = house.signed_in(Level::Regular).await;
    assert!(desk.get("/desk?view=closed").await.body.contains(&word(0)));
    // Stopped.
    house.ground().vault.clone().close().await;
    house.ground().db.clone().close().await;
    found.extend(search.find_files(house.folder()));
    assert!(found.is_empty(), "{} places, first: {:#?}", found.len(), &found[..found.len().min(5)]);
}

// proves: v5.0.0-14.2.4, RF-198, attack F3
#[tokio::test(flavor = "multi_thread")]
async fn no_word_of_a_person_lies_open_on_sqlite() {
    nothing_lies_open(Engine::Sqlite).await;
}

// proves: v5.0.0-14.2.4, RF-29, attack F3
#[tokio::test(flavor = "multi_thread")]
async fn no_word_of_a_person_lies_open_on_postgresql() {
    nothing_lies_open(Engine::Postgres).await;
}

#[test]
fn the_search_finds_every_spelling() {
    use flate2::Compression;
    use flate2::write::{GzEncoder, ZlibEncoder};
    use std::io::Write;
    let word = word(7);
    let search = Search::new(&words());
    let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = word.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(word.repeat(3).as_bytes()).unwrap();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(word.as_bytes()).unwrap();
    let mut spellings = vec![
        word.clone().into_bytes(),
        word.to_uppercase().into_bytes(),
        hex::encode(&word).into_bytes(),
        hex::encode_upper(word.to_uppercase()).into_bytes(),
        wide,
        big,
        zlib.finish().unwrap(),
        gzip.finish().unwrap(),
    ];
    spellings.extend((0..3).map(|n| B64.encode(format!("{}{word} and more", "x".repeat(n))).into_bytes()));
    for (n, bytes) in spellings.into_iter().enumerate() {
        let mut found = Vec::new();
        search.find("planted", &[b"before ", bytes.as_slice(), b" after"].concat(), &mut found);
        assert!(!found.is_empty(), "spelling {n} is not found");
    }
}
