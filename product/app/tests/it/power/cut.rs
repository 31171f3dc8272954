//! The power cut: after a recorded load the directory is rebuilt from what a cut at some moment would have
//! left, and opened with the real program. Everything whose confirmation had left the socket is there.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::path::Path;

use futures_util::StreamExt;

use super::chance::{Chance, times};
use super::check;
use super::disk::{Deaf, Disk, Survivors};
use super::load::{Answered, Done};
use super::recorder::Recording;
use super::server::{self, QUERIST, Server, querist};

/// Rebuilt desks that are looked at at the same time.
const AT_ONCE: usize = 4;

/// A desk rebuilt from what a cut left.
struct Rebuilt {
    folder: tempfile::TempDir,
    /// When, and what survived, for whoever reads a failure.
    words: String,
    told: Vec<Done>,
}

impl Rebuilt {
    /// What was found, or what is wrong and how much had been confirmed.
    async fn look(self) -> Result<check::Found, (usize, String)> {
        let places = server::places(&self.folder.path().join("root"));
        let found = check::holds(&places, &self.told).await;
        let confirmed = self.told.iter().filter(|done| done.is_confirmed()).count();
        found.map_err(|why| (confirmed, format!("{}, {confirmed} confirmed: {why}", self.words)))
    }
}

/// Up to which record each answer has left: what was told, by the place of its first bytes in the log.
fn when_told(recording: &Recording) -> Vec<(usize, Done)> {
    let mut sent = BTreeMap::new();
    for (index, record) in recording.log.records().enumerate() {
        if record.kind == b'W' && record.b != 0 {
            sent.entry(Ipv4Addr::from_bits(record.b as u32)).or_insert(index);
        }
    }
    let with = |words: &str| {
        let words = aho_corasick::AhoCorasick::new([words]).unwrap();
        recording.log.records().position(|record| record.kind == b'W' && words.is_match(record.text))
    };
    let when = recording.told.iter().map(|told| {
        let index = match &told.by {
            Answered::To(address) => sent.get(address).copied(),
            Answered::With(words) => with(words),
            Answered::None => Some(0),
        };
        (index.unwrap_or_else(|| panic!("no answer was sent: {told:?}")), told.what.clone())
    });
    when.collect()
}

/// Moments to cut at: half of them anywhere, half right after an answer or a sync, where most is at stake.
fn moments(recording: &Recording, count: usize, chance: &mut Chance) -> Vec<usize> {
    let records = recording.log.len();
    let told = when_told(recording).into_iter().map(|(index, _)| index + 1).filter(|index| *index > 1);
    let told: Vec<usize> = told.collect();
    let mut moments: Vec<usize> = (0..count)
        .map(|n| match n % 2 {
            0 => chance.below(records as u64 + 1) as usize,
            _ => told[chance.below(told.len() as u64) as usize],
        })
        .collect();
    moments.sort_unstable();
    moments
}

/// Rebuilds the desk at each moment, one after the other as they are asked for: from synced data only, and
/// `parts` times with any part of the rest. To the syncs that are told by `deaf` the disk does not listen.
fn rebuild<'a>(
    recording: &'a Recording,
    moments: &'a [usize],
    parts: u64,
    deaf: Deaf,
) -> impl Iterator<Item = Rebuilt> + use<'a> {
    let told = when_told(recording);
    let (mut disk, mut played) = (Disk::without(deaf), 0);
    moments.iter().flat_map(move |moment| {
        while played < *moment {
            disk.play(recording.log.get(played));
            played += 1;
        }
        let rebuilt = (0..=parts).map(|part| {
            let folder = tempfile::tempdir().unwrap();
            let root = folder.path().join("root");
            std::fs::create_dir(&root).unwrap();
            let words = format!("record {moment} of {}, survivors {part}", recording.log.len());
            let mut chance = Chance::new((*moment as u64) << 8 | part);
            disk.cut(&root, if part == 0 { Survivors::None } else { Survivors::Some(&mut chance) });
            let told = told.iter().filter(|(index, _)| index < moment).map(|(_, done)| done.clone());
            Rebuilt { folder, words, told: told.collect() }
        });
        rebuilt.collect::<Vec<_>>()
    })
}

/// What came of cutting.
struct Looked {
    /// Desks rebuilt.
    desks: usize,
    /// Requests in those of them that are in order.
    requests: usize,
    /// Confirmations looked for and found in those.
    confirmed: usize,
    /// What is wrong with the others, and how much had been confirmed in each before its cut.
    wrong: Vec<(usize, String)>,
}

/// Cuts and looks.
async fn cut(recording: &Recording, count: usize, parts: u64) -> Looked {
    let moments = moments(recording, count, &mut Chance::new(20_261_127));
    let looks = rebuild(recording, &moments, parts, |_, _| false).map(Rebuilt::look);
    let found: Vec<_> = futures_util::stream::iter(looks).buffer_unordered(AT_ONCE).collect().await;
    Looked {
        desks: found.len(),
        requests: found.iter().flatten().map(|found| found.requests).sum(),
        confirmed: found.iter().flatten().map(|found| found.confirmed).sum(),
        wrong: found.into_iter().filter_map(Result::err).collect(),
    }
}

// proves: v5.0.0-2.3.3
#[tokio::test(flavor = "multi_thread")]
async fn a_power_cut_loses_nothing_that_was_confirmed() {
    let (count, parts) = (times(12, 200), times(1, 2) as u64);
    let recording = Recording::make(4, times(4, 12)).await;
    let Looked { desks, requests, confirmed, wrong } = cut(&recording, count, parts).await;
    assert!(wrong.is_empty(), "{} of {desks} desks: {wrong:#?}", wrong.len());
    assert!(confirmed > desks, "{confirmed} confirmations in {desks} desks are too few to show anything");
    println!(
        "proof: power cut: {} records, {} confirmed; {count} moments, {desks} desks rebuilt and opened, \
         {requests} requests read, {confirmed} confirmations looked for, 0 lost",
        recording.log.len(),
        recording.told.len()
    );
}

/// A copy of the program that asks SQLite for less than it should.
fn careless(folder: &Path, instead: &str) -> std::path::PathBuf {
    let asked = "PRAGMA synchronous = FULL;";
    let instead = format!("PRAGMA synchronous{instead};");
    assert_eq!(asked.len(), instead.len());
    let mut bytes = std::fs::read(QUERIST).unwrap();
    let places: Vec<usize> = aho_corasick::AhoCorasick::new([asked])
        .unwrap()
        .find_iter(&bytes)
        .map(|found| found.start())
        .collect();
    assert!(!places.is_empty(), "the program asks for full synchronisation");
    for at in places {
        bytes[at..at + instead.len()].copy_from_slice(instead.as_bytes());
    }
    let made = folder.join("querist");
    std::fs::write(&made, bytes).unwrap();
    std::fs::set_permissions(&made, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    made
}

// The control: the same test finds losses in a program that does not wait for the disk.
#[tokio::test(flavor = "multi_thread")]
async fn a_power_cut_shows_when_synchronous_is_lowered() {
    for instead in [" = OFF ", "=NORMAL"] {
        let folder = tempfile::tempdir().unwrap();
        let recording = Recording::of(&careless(folder.path(), instead), 2, 3).await;
        let count = times(6, 40);
        let Looked { desks, wrong, .. } = cut(&recording, count, 0).await;
        let lost = wrong.iter().filter(|(confirmed, _)| *confirmed > 0).count();
        assert!(lost > 0, "with synchronous{instead} nothing was lost in {desks} desks: {wrong:#?}");
        println!("proof: power cut, control synchronous{instead}: {lost} of {desks} desks lost something");
    }
}

/// A kind of sync, and which those are.
type LeftOut = (&'static str, Deaf);

/// Syncs that are passed over, each as if the program did not ask for it.
const LEFT_OUT: [LeftOut; 6] = [
    ("the database's log", |path, _| path == "data/querist.db-wal"),
    ("the ring's log", |path, _| path == "keys/ring.db-wal"),
    ("the ledger's files", |path, folder| !folder && path.starts_with("data/ledger/")),
    ("the register", |path, folder| !folder && path.contains("register/")),
    ("the files of a backup", |path, folder| !folder && path.starts_with("backup")),
    ("directories", |_, folder| folder),
];

/// Recordings that are made until each kind of sync was missed: some keys of the ring come late enough only in
/// most of them.
const RECORDINGS: u64 = 8;

// The control: the same test finds losses when one kind of sync is left out.
#[tokio::test(flavor = "multi_thread")]
async fn a_power_cut_shows_when_any_kind_of_sync_is_left_out() {
    let mut left = LEFT_OUT.to_vec();
    for seed in 6..6 + RECORDINGS {
        left = not_missed(left, seed).await;
        if left.is_empty() {
            return;
        }
    }
    let names: Vec<&str> = left.iter().map(|(what, _)| *what).collect();
    panic!("in {RECORDINGS} recordings nothing was lost without the syncs of {names:?}");
}

/// Those of `all` without which nothing was lost in a new recording.
async fn not_missed(all: Vec<LeftOut>, seed: u64) -> Vec<LeftOut> {
    let recording = Recording::make(2, 6).await;
    // After the last thing that was told all must be there; before it, most.
    let end = when_told(&recording).into_iter().map(|(index, _)| index + 1).max().unwrap_or_default();
    let mut moments = moments(&recording, times(4, 16), &mut Chance::new(seed));
    moments.push(end);
    moments.sort_unstable();
    let mut left = Vec::new();
    for (what, deaf) in all {
        let looks = rebuild(&recording, &moments, 0, deaf).map(Rebuilt::look);
        let found: Vec<_> = futures_util::stream::iter(looks).buffer_unordered(AT_ONCE).collect().await;
        let wrong: Vec<_> = found.into_iter().filter_map(Result::err).collect();
        let lost = wrong.iter().filter(|(confirmed, _)| *confirmed > 0).count();
        if lost == 0 {
            left.push((what, deaf));
        }
        println!(
            "proof: power cut, control without the syncs of {what}: {lost} of {} desks lost something",
            moments.len()
        );
    }
    left
}

// proves: v5.0.0-2.3.3
#[tokio::test(flavor = "multi_thread")]
async fn a_desk_serves_again_after_a_power_cut() {
    let recording = Recording::make(2, 3).await;
    let moments = moments(&recording, times(3, 20), &mut Chance::new(5));
    for rebuilt in rebuild(&recording, &moments, 0, |_, _| false) {
        let words = rebuilt.folder.path().join("words");
        let places = server::places(&rebuilt.folder.path().join("root"));
        let server = Server::start(&mut querist(&places, &["serve"]), &words)
            .unwrap_or_else(|why| panic!("{}: {why}", rebuilt.words));
        let page = server.browser().get("/").await;
        assert_eq!(page.status, 200, "{}", rebuilt.words);
        server.stop();
        server::no_panic(&words);
    }
}
