//! What a crash may leave, and what the next open makes of it.

use std::collections::BTreeMap;

use kit_ledger::verify::What;
use kit_ledger::{Error, Ledger};

use crate::bed::{Bed, STREAM, entry, fill};

/// A ledger of 600 entries of which `tail` more came after tiles were made, as `kill -9` leaves it.
async fn killed(bed: &Bed, records: &[u64]) -> BTreeMap<String, Vec<u8>> {
    let ledger = bed.open();
    fill(&ledger, 0, 600).await;
    ledger.settle().await.unwrap();
    let mut size = 600;
    for count in records {
        fill(&ledger, size, size + count).await;
        size += count;
    }
    let files = bed.files();
    ledger.close().await.unwrap();
    files
}

fn tail_of(files: &BTreeMap<String, Vec<u8>>) -> (String, Vec<u8>) {
    let (name, bytes) = files.iter().find(|(name, _)| name.starts_with("tail/")).unwrap();
    (name.clone(), bytes.clone())
}

#[tokio::test]
async fn a_torn_tail_is_cut_off_and_nothing_confirmed_goes_with_it() {
    let bed = Bed::new();
    let files = killed(&bed, &[1, 2, 3]).await;
    let (name, whole) = tail_of(&files);
    // Where each record ends: it is found by its beginning.
    let starts: Vec<usize> = (0..whole.len()).filter(|at| whole[*at..].starts_with(b"qlr1")).collect();
    assert_eq!(starts.len(), 3);
    for cut in (0..=whole.len()).step_by(7).chain(starts.clone()).chain([whole.len()]) {
        let confirmed: u64 = starts
            .iter()
            .skip(1)
            .chain([&whole.len()])
            .zip([1, 2, 3])
            .filter(|(end, _)| **end <= cut)
            .map(|(_, count)| count)
            .sum();
        let mut files = files.clone();
        files.insert(name.clone(), whole[..cut].to_vec());
        bed.put(&files);
        let torn = !starts.contains(&cut) && cut != whole.len();
        let found = bed.findings();
        assert_eq!(found.len(), usize::from(torn), "at {cut}: {found:?}");
        if torn {
            assert_eq!((found[0].what, found[0].entry), (What::Unconfirmed, Some(600 + confirmed)));
        }
        let ledger = bed.open();
        assert_eq!(bed.findings(), [], "after a cut at {cut}");
        let first = ledger.append(STREAM, vec![entry(600 + confirmed)]).await.unwrap();
        assert_eq!(first, 600 + confirmed, "after a cut at {cut}");
        ledger.close().await.unwrap();
        assert_eq!(bed.findings(), []);
        let reader = bed.reader();
        for index in [0, 599, 600 + confirmed] {
            assert_eq!(reader.entry(index).unwrap(), entry(index));
        }
    }
}

#[tokio::test]
async fn garbage_after_the_last_record_is_cut_off_and_kept_aside() {
    let bed = Bed::new();
    let files = killed(&bed, &[5]).await;
    let (name, whole) = tail_of(&files);
    for garbage in [vec![0; 4096], whole[..whole.len() - 1].to_vec(), b"qlr1".to_vec()] {
        let mut files = files.clone();
        files.insert(name.clone(), [whole.clone(), garbage.clone()].concat());
        bed.put(&files);
        assert_eq!(bed.findings()[0].what, What::Unconfirmed);
        let ledger = bed.open();
        assert_eq!(ledger.append(STREAM, vec![entry(605)]).await.unwrap(), 605);
        ledger.close().await.unwrap();
        assert_eq!(bed.findings(), []);
        let aside = bed.options().scratch;
        let kept = std::fs::read_dir(aside).unwrap().map(|entry| entry.unwrap().path());
        let kept: Vec<_> = kept.filter(|path| path.extension().is_some_and(|ext| ext == "cut")).collect();
        assert_eq!(std::fs::read(&kept[0]).unwrap(), garbage);
    }
}

#[tokio::test]
async fn a_crash_between_any_two_steps_of_making_tiles_loses_nothing() {
    let bed = Bed::new();
    let before = killed(&bed, &[100, 200]).await;
    // What `killed` closed: tiles of all 900 entries.
    let after = bed.files();
    let tiles = |files: &BTreeMap<String, Vec<u8>>| -> Vec<(String, Vec<u8>)> {
        files
            .iter()
            .filter(|(name, _)| name.starts_with("tile/"))
            .map(|(a, b)| (a.clone(), b.clone()))
            .collect()
    };
    let new: Vec<_> = tiles(&after).into_iter().filter(|(name, _)| !before.contains_key(name)).collect();
    assert!(new.len() > 3);
    let mut states = Vec::new();
    // New tiles come one after another, then the checkpoint, then old partial tiles go, then the tail.
    let mut state = before.clone();
    for (name, bytes) in &new {
        state.insert(name.clone(), bytes.clone());
        states.push(state.clone());
    }
    state.insert("checkpoint".to_owned(), after["checkpoint"].clone());
    states.push(state.clone());
    for (name, _) in tiles(&before) {
        if !after.contains_key(&name) {
            state.remove(&name);
            states.push(state.clone());
        }
    }
    assert!(states.len() > new.len() + 3);
    for (at, state) in states.iter().enumerate() {
        bed.put(state);
        assert_eq!(bed.findings(), [], "as state {at} lies there");
        let ledger = bed.open();
        assert_eq!(ledger.append(STREAM, vec![entry(900)]).await.unwrap(), 900, "state {at}");
        ledger.close().await.unwrap();
        assert_eq!(bed.findings(), [], "after state {at} was opened");
        assert_eq!(bed.reader().entry(777).unwrap(), entry(777));
    }
}

#[tokio::test]
async fn a_crash_while_a_stream_is_begun_leaves_one_that_can_be_begun() {
    let bed = Bed::new();
    std::fs::create_dir_all(bed.stream()).unwrap();
    assert_eq!(bed.findings(), []);
    bed.open().close().await.unwrap();
    std::fs::remove_file(bed.stream().join("checkpoint")).unwrap();
    let ledger = bed.open();
    fill(&ledger, 0, 2).await;
    ledger.close().await.unwrap();
    assert_eq!(bed.findings(), []);
}

#[tokio::test]
async fn a_changed_ledger_is_not_opened() {
    let bed = Bed::new();
    let files = killed(&bed, &[3, 4]).await;
    let (tail, whole) = tail_of(&files);
    let mut changes: Vec<(String, Vec<u8>)> = Vec::new();
    for name in ["checkpoint", "tile/0/002.p/88", "tile/entries/002.p/88", "tile/1/000.p/2", &tail] {
        let mut bytes = files[name].clone();
        let middle = if name == tail { 40 } else { bytes.len() / 2 };
        bytes[middle] ^= 1;
        changes.push((name.to_owned(), bytes));
    }
    assert!(whole.len() > 100);
    for (name, bytes) in changes {
        let mut files = files.clone();
        files.insert(name.clone(), bytes);
        bed.put(&files);
        let refused = Ledger::open(bed.options()).map(|_| ()).unwrap_err();
        assert!(matches!(refused, Error::Broken { .. }), "{name}: {refused:?}");
        assert!(bed.findings().iter().any(|finding| finding.file == name), "{name}");
    }
    for gone in ["checkpoint", "tile/0/002.p/88"] {
        let mut files = files.clone();
        files.remove(gone);
        bed.put(&files);
        assert!(matches!(Ledger::open(bed.options()), Err(Error::Broken { .. })), "without {gone}");
    }
}

#[tokio::test]
async fn only_one_process_writes_a_stream() {
    let bed = Bed::new();
    let ledger = bed.open();
    assert!(matches!(Ledger::open(bed.options()), Err(Error::Taken(stream)) if stream == STREAM));
    ledger.close().await.unwrap();
    bed.open().close().await.unwrap();
}

#[tokio::test]
async fn a_burst_leaves_a_tail_of_several_files_of_which_nothing_is_lost_by_a_crash_or_by_going_on() {
    let bed = Bed::new();
    let ledger = bed.open();
    // Each part fills one file of the tail; tiles are made of four, beside the writing.
    let part = |n: u64| -> Vec<Vec<u8>> { (0..280).map(|at| vec![(n * 280 + at) as u8; 60_000]).collect() };
    let mut most = 0;
    for n in 0..6_u64 {
        assert_eq!(ledger.append(STREAM, part(n)).await.unwrap(), n * 280);
        most = most.max(bed.files().keys().filter(|name| name.starts_with("tail/")).count());
        if n == 2 {
            assert_eq!(bed.findings(), [], "beside the writing");
        }
    }
    assert!(most > 3, "a tail of {most} files");
    // As a crash leaves it, tiles perhaps half made.
    let crashed = Bed::new();
    kit_ledger::copy(&bed.dir(), &crashed.dir()).unwrap();
    assert_eq!(crashed.findings(), []);
    let again = crashed.open();
    assert_eq!(again.append(STREAM, vec![entry(1)]).await.unwrap(), 1_680);
    again.close().await.unwrap();
    ledger.close().await.unwrap();
    for bed in [&bed, &crashed] {
        assert_eq!(bed.findings(), []);
        assert!(!bed.files().keys().any(|name| name.starts_with("tail/")), "a stopped ledger has no tail");
        for index in [0, 279, 280, 1_400, 1_679_u64] {
            assert_eq!(bed.reader().entry(index).unwrap()[0], index as u8);
        }
    }
}

#[tokio::test]
async fn a_stream_that_was_being_made_is_made_at_the_next_open() {
    let bed = Bed::new();
    // What a power cut leaves between the directories and the first head.
    for begun in [bed.stream(), bed.stream().join("tail")] {
        std::fs::create_dir_all(&begun).unwrap();
        kit_ledger::verify::edge(&bed.dir(), &bed.public()).unwrap();
        assert_eq!(bed.findings(), [], "{}", begun.display());
    }
    let ledger = bed.open();
    fill(&ledger, 0, 3).await;
    ledger.close().await.unwrap();
    assert_eq!(bed.findings(), []);
    // With an entry in it, a head that is gone is no beginning.
    std::fs::remove_file(bed.stream().join("checkpoint")).unwrap();
    assert!(matches!(kit_ledger::verify::edge(&bed.dir(), &bed.public()), Err(Error::Broken { .. })));
}
