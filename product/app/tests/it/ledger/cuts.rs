//! Ends of streams that were cut off, and streams that are gone: found after a clean stop without anything kept
//! outside, because where streams end is noted in the audit.

use std::collections::BTreeMap;
use std::path::Path;

use ground::audit::{self, SignIn};
use kit_ledger::verify::What;

use super::sealed::some_days_work;
use super::tampering::{Dice, files};
use super::{dir, generations, in_files, in_ledger, in_rows};
use crate::house::{NOW, TestHouse, each_engine};

type Files = BTreeMap<String, Vec<u8>>;

/// What a ledger was like earlier: whoever saw it then has every signed head of that time.
pub struct Earlier(Files);

impl Earlier {
    /// As it is now, with the newest records still in the tail.
    pub fn of(house: &TestHouse) -> Self {
        let folder = tempfile::tempdir().unwrap();
        kit_ledger::copy(&dir(house), folder.path()).unwrap();
        Self(files(folder.path()))
    }

    /// A stream as it was then, cut after one of its records.
    fn cut(&self, stream: &str, dice: &mut Dice) -> Files {
        let of_it = |name: &&String| name.split('/').next() == Some(stream);
        let mut cut: Files =
            self.0.keys().filter(of_it).map(|name| (name.clone(), self.0[name].clone())).collect();
        let tails: Vec<String> = cut.keys().filter(|name| name.contains("/tail/")).cloned().collect();
        if let Some(bytes) = tails.last().and_then(|last| cut.get_mut(last)) {
            let ends = ends(bytes);
            bytes.truncate(ends[dice.below(ends.len())]);
        }
        cut
    }

    /// Takes away or cuts one stream or all; says what was done to which.
    pub fn edit(&self, root: &Path, whole: &Files, dice: &mut Dice) -> (&'static str, Vec<String>) {
        let streams = streams(whole);
        let stream = streams[dice.below(streams.len())].clone();
        let mut left = whole.clone();
        let doing = match dice.below(7) {
            0 => {
                put(root, &BTreeMap::new());
                return ("all taken away", vec![String::new()]);
            }
            1 => {
                left.retain(|name, _| !of(name, &stream));
                put(root, &left);
                return ("taken away", vec![stream]);
            }
            2 => {
                left.retain(|name, _| !of(name, &stream));
                put(root, &left);
                std::fs::create_dir_all(root.join(&stream)).unwrap();
                return ("emptied", vec![stream]);
            }
            3 => {
                let some: Vec<String> = left
                    .keys()
                    .filter(|name| of(name, &stream))
                    .filter(|_| dice.below(2) == 0)
                    .cloned()
                    .collect();
                let first = left.keys().find(|name| of(name, &stream)).cloned();
                some.into_iter().chain(first).for_each(|name| drop(left.remove(&name)));
                "some files taken away"
            }
            4 => {
                left = streams.iter().flat_map(|stream| self.cut(stream, dice)).collect();
                put(root, &left);
                return ("both cut", streams);
            }
            _ => {
                left.retain(|name, _| !of(name, &stream));
                left.extend(self.cut(&stream, dice));
                "cut"
            }
        };
        put(root, &left);
        (doing, vec![stream])
    }
}

fn of(name: &str, stream: &str) -> bool {
    name.split('/').next() == Some(stream)
}

fn streams(whole: &Files) -> Vec<String> {
    let mut all: Vec<String> =
        whole.keys().filter_map(|name| Some(name.split('/').next()?.to_owned())).collect();
    all.dedup();
    all
}

/// Where the records of a tail file end, and its beginning.
fn ends(bytes: &[u8]) -> Vec<usize> {
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let mut all = vec![0];
    let mut at = 0;
    while at < bytes.len() {
        at += 16 + number(at + 8) + number(at + 12);
        all.push(at);
    }
    all
}

/// Makes the ledger's files these and no others.
pub fn put(root: &Path, files: &Files) {
    std::fs::remove_dir_all(root).unwrap();
    std::fs::create_dir_all(root).unwrap();
    for (name, bytes) in files {
        let path = root.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

/// Something is seen and done, and the desk stops; also what its ledger was like a little earlier.
async fn stopped(house: &TestHouse) -> Files {
    some_days_work(house).await;
    house.ground().accounting.settle().await.unwrap();
    let earlier = files(&dir(house));
    house.ground().accounting.signed(SignIn::Out, 1, "0123456789abcdef", NOW);
    house.stop().await;
    assert_eq!((in_ledger(house).await, in_rows(house).await), (vec![], vec![]));
    earlier
}

// proves: XT-151, v5.0.0-16.4.2
#[tokio::test(flavor = "multi_thread")]
async fn the_last_viewing_before_a_clean_stop_cannot_be_cut_off_unseen() {
    each_engine(async |house| {
        let earlier = stopped(house).await;
        let views = generations(house, "views-0").pop().unwrap();
        let mut cut = files(&dir(house));
        cut.retain(|name, _| !of(name, &views));
        cut.extend(earlier.into_iter().filter(|(name, _)| of(name, &views)));
        put(&dir(house), &cut);
        assert_eq!(in_files(house), [], "its own files say nothing of it");
        let found = in_ledger(house).await;
        let size = super::reader(house, "views-0").head().size;
        assert_eq!(
            (found[0].stream.as_str(), found[0].what),
            (views.as_str(), What::RolledBack),
            "{found:?}"
        );
        assert_eq!(found[0].entry, Some(size));
        assert!(found[0].detail.contains("noted in audit row"), "{found:?}");
        // The desk that goes on from there does not hide it.
        let again = crate::house::reopened(house).await;
        for _ in 0..3 {
            again.ground.accounting.signed(SignIn::Out, 2, "0123456789abcdef", NOW);
        }
        again.account().await.unwrap();
        again.ground.accounting.close().await.unwrap();
        let found = in_ledger(house).await;
        assert!(found.iter().any(|one| one.stream == views && one.what == What::Rewritten), "{found:?}");
    })
    .await;
}

// proves: XT-151, v5.0.0-16.4.2
#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_gone_is_missed() {
    each_engine(async |house| {
        stopped(house).await;
        let whole = files(&dir(house));
        for stream in streams(&whole) {
            let mut left = whole.clone();
            left.retain(|name, _| !of(name, &stream));
            put(&dir(house), &left);
            let found = in_ledger(house).await;
            assert!(found.iter().any(|one| one.stream == stream && one.what == What::Missing), "{found:?}");
        }
        put(&dir(house), &BTreeMap::new());
        assert_eq!(in_ledger(house).await[0].what, What::Missing);
    })
    .await;
}

// proves: XT-151, v5.0.0-16.4.2
#[tokio::test(flavor = "multi_thread")]
async fn rows_that_were_sealed_and_are_missing_in_the_ledger_are_found_by_their_place() {
    each_engine(async |house| {
        let earlier = stopped(house).await;
        let rows = generations(house, "audit-0").pop().unwrap();
        let mut cut = files(&dir(house));
        cut.retain(|name, _| !of(name, &rows));
        cut.extend(earlier.into_iter().filter(|(name, _)| of(name, &rows)));
        put(&dir(house), &cut);
        let size = super::reader(house, "audit-0").head().size;
        let found = in_rows(house).await;
        assert_eq!((found[0].stream.as_str(), found[0].entry), (rows.as_str(), Some(size)), "{found:?}");
        assert_eq!(found[0].pos, size as i64 + 1);
        assert_eq!(found.len(), 1, "{found:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn heads_are_noted_only_when_something_was_added() {
    each_engine(async |house| {
        some_days_work(house).await;
        let noted = "SELECT COUNT(*) AS n FROM audit_event WHERE kind = 'ledger.heads'";
        assert!(audit::note_heads(house.ground()).await.unwrap());
        assert!(!audit::note_heads(house.ground()).await.unwrap());
        house.house.account().await.unwrap();
        assert_eq!(house.number(noted).await, 1);
        house.ground().accounting.signed(SignIn::Out, 1, "0123456789abcdef", NOW);
        house.house.account().await.unwrap();
        assert_eq!(house.number(noted).await, 2);
        assert_eq!(in_ledger(house).await, []);
    })
    .await;
}
