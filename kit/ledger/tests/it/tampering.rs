//! Random edits of the files by somebody without the key: each is found, with its place.

use std::collections::BTreeMap;

use kit_ledger::verify::What;
use kit_ledger::{Ledger, Options, SigningKey};

use crate::bed::{Bed, Dice, STREAM, count, entry, fill};

/// Changes one thing and says where: two files where they changed places.
fn edit(files: &mut BTreeMap<String, Vec<u8>>, dice: &mut Dice) -> Vec<String> {
    let names: Vec<String> = files.keys().cloned().collect();
    let name = names[dice.below(names.len())].clone();
    let bytes = files.get_mut(&name).unwrap();
    let length = bytes.len();
    match dice.below(7) {
        0 => bytes[dice.below(length)] ^= 1 << dice.below(8),
        1 => drop(bytes.drain(dice.below(length)..)),
        2 => {
            let at = dice.below(length);
            bytes.drain(at..(at + 1 + dice.below(64)).min(length));
        }
        3 => {
            let at = dice.below(length + 1);
            let new: Vec<u8> = (0..=dice.below(64)).map(|_| dice.below(256) as u8).collect();
            bytes.splice(at..at, new);
        }
        4 => {
            files.remove(&name);
        }
        5 => {
            // Two files change places, or two parts of one file.
            let other = names[dice.below(names.len())].clone();
            if other == name || files[&other] == files[&name] {
                files.get_mut(&name).unwrap().reverse();
            } else {
                let (a, b) = (files[&name].clone(), files[&other].clone());
                files.insert(name.clone(), b);
                files.insert(other.clone(), a);
                return vec![name, other];
            }
        }
        _ => {
            let new = format!("{name}{}", dice.below(9));
            let copied = files[&name].clone();
            if files.contains_key(&new) {
                files.get_mut(&name).unwrap().push(0);
            } else {
                files.insert(new.clone(), copied);
                return vec![new];
            }
        }
    }
    vec![name]
}

// proves: v5.0.0-16.4.2
#[tokio::test]
async fn every_edit_of_a_file_is_found_with_its_place() {
    let bed = Bed::new();
    let ledger = bed.open();
    fill(&ledger, 0, 1_100).await;
    ledger.close().await.unwrap();
    let whole = bed.files();
    assert!(whole.len() > 10, "{:?}", whole.keys());
    assert_eq!(bed.findings(), []);
    let mut dice = Dice(1);
    let rounds = count(300, 10_000);
    let mut done = 0;
    while done < rounds {
        let mut files = whole.clone();
        let names = edit(&mut files, &mut dice);
        if files == whole {
            continue;
        }
        bed.put(&files);
        let found = bed.findings();
        assert!(
            found.iter().any(|finding| finding.stream == STREAM && names.contains(&finding.file)),
            "edit {done} of {names:?} was told as {found:?}"
        );
        done += 1;
    }
    println!("proof: {done} random edits of ledger files, {done} found with their place");
}

#[tokio::test]
async fn an_entry_changed_with_its_hash_is_found_by_its_number() {
    let bed = Bed::new();
    let ledger = bed.open();
    fill(&ledger, 0, 1_100).await;
    ledger.close().await.unwrap();
    let whole = bed.files();
    for index in [0, 255, 300, 767, 1_024, 1_099_u64] {
        let mut files = whole.clone();
        let n = index / 256;
        let partial = if n == 4 { ".p/76" } else { "" };
        let (bundle, tile) = (format!("tile/entries/{n:03}{partial}"), format!("tile/0/{n:03}{partial}"));
        let old = entry(index);
        let mut new = old.clone();
        new[5] = b'z';
        let bytes = files.get_mut(&bundle).unwrap();
        let at = bytes.windows(old.len()).position(|part| part == old).unwrap();
        bytes[at..at + new.len()].copy_from_slice(&new);
        let at = (index % 256) as usize * 32;
        files.get_mut(&tile).unwrap()[at..at + 32].copy_from_slice(&kit_ledger::leaf_hash(&new));
        bed.put(&files);
        let found = bed.findings();
        assert!(!found.is_empty(), "{index}");
        if n < 4 {
            // The level above has the hash of the whole tile.
            assert!(found.iter().any(|finding| finding.file == tile), "{index}: {found:?}");
        }
    }
}

// proves: v5.0.0-16.4.2
#[tokio::test]
async fn with_a_checkpoint_kept_elsewhere_new_history_rollback_fork_and_another_key_are_found() {
    let bed = Bed::new();
    let ledger = bed.open();
    fill(&ledger, 0, 400).await;
    let early = bed.files();
    let ledger = {
        ledger.settle().await.unwrap();
        fill(&ledger, 400, 500).await;
        ledger
    };
    let kept = ledger.heads().concat();
    ledger.close().await.unwrap();
    assert_eq!(bed.findings_against(&kept), []);
    let whole = bed.files();

    // Rolled back: an older state, signed by the right key.
    bed.put(&early);
    bed.open().close().await.unwrap();
    assert_eq!(bed.findings(), [], "without the checkpoint nothing can be seen");
    let found = bed.findings_against(&kept);
    assert_eq!((found[0].what, found[0].entry), (What::RolledBack, Some(400)), "{found:?}");

    // Forked: it went on from there with other entries, by somebody who has the key.
    let ledger = bed.open();
    let other: Vec<_> = (0..200_u64).map(|n| entry(n + 5_000)).collect();
    ledger.append(STREAM, other).await.unwrap();
    ledger.close().await.unwrap();
    assert_eq!(bed.findings(), []);
    assert_eq!(bed.findings_against(&kept)[0].what, What::Rewritten);

    // Signed anew from the first entry on, with the right key.
    std::fs::remove_dir_all(bed.stream()).unwrap();
    let ledger = bed.open();
    ledger.append(STREAM, (0..600_u64).map(|n| entry(n + 1)).collect()).await.unwrap();
    ledger.close().await.unwrap();
    assert_eq!(bed.findings(), []);
    assert_eq!(bed.findings_against(&kept)[0].what, What::Rewritten);

    // Signed anew with another key.
    std::fs::remove_dir_all(bed.stream()).unwrap();
    let key = SigningKey::from_seed("test", &[9; 32]).unwrap();
    let theirs = key.verifying().clone();
    let ledger = Ledger::open(Options { key, ..bed.options() }).unwrap();
    fill(&ledger, 0, 500).await;
    ledger.close().await.unwrap();
    assert!(
        bed.findings().iter().any(|finding| finding.file == "checkpoint"),
        "the right key does not know it"
    );
    let anchors = kit_ledger::verify::Anchor::all(&kept);
    let report = kit_ledger::verify::verify(&bed.dir(), &theirs, &anchors).unwrap();
    assert_eq!(report.findings[0].what, What::OtherKey, "{:?}", report.findings);

    bed.put(&whole);
    let report = kit_ledger::verify::verify(&bed.dir(), &bed.public(), &anchors).unwrap();
    assert_eq!(report.findings, []);
    assert_eq!(report.streams[0].anchored, Some(500));
}
