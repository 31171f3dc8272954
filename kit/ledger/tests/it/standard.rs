//! What lies on disk, read by programs of others.

use std::path::PathBuf;

use kit_ledger::{verify_consistency, verify_inclusion};
use proptest::prelude::*;
use signed_note::{Note, StandardVerifier, VerifierList};
use tlog_tiles::{Checkpoint, Hash, HashReader, Tile, TileHashReader, TileReader};

use crate::bed::{Bed, STREAM, entry, fill};

/// Tiles as `tlog_tiles` asks for them, from our directory.
struct Tiles(PathBuf);

impl TileReader for Tiles {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        let read = |tile: &Tile| {
            // Its paths name the height: "tile/8/0/000". Ours are those of the standard, which fixes it.
            let path = tile.path().replacen("tile/8/", "tile/", 1);
            std::fs::read(self.0.join(&path)).unwrap_or_else(|error| panic!("{path}: {error}"))
        };
        Ok(tiles.iter().map(read).collect())
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

/// The settled head as `signed_note` and `tlog_tiles` read it.
fn head(bed: &Bed) -> Checkpoint {
    let note = Note::from_bytes(&std::fs::read(bed.stream().join("checkpoint")).unwrap()).unwrap();
    let key = StandardVerifier::new(&bed.public().of_stream(STREAM).to_string()).unwrap();
    let (verified, unknown) = note.verify(&VerifierList::new(vec![Box::new(key)])).unwrap();
    assert_eq!((verified.len(), unknown.len()), (1, 0));
    Checkpoint::from_bytes(note.text()).unwrap()
}

#[tokio::test]
async fn other_programs_read_the_same_tree_at_every_boundary_of_tiles() {
    let bed = Bed::new();
    let mut ledger = bed.open();
    let mut size = 0;
    let mut earlier: Vec<(u64, [u8; 32])> = Vec::new();
    for next in [0, 1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537] {
        fill(&ledger, size, next).await;
        size = next;
        if size % 2 == 0 {
            ledger.settle().await.unwrap();
        } else {
            ledger.close().await.unwrap();
            ledger = bed.open();
        }
        let head = head(&bed);
        assert_eq!(head.size(), size);
        assert_eq!(head.origin(), bed.public().origin(STREAM));
        let reader = bed.reader();
        assert_eq!(reader.head().root, head.hash().0);
        assert_eq!(bed.findings(), [], "at {size}");
        if size == 0 {
            continue;
        }
        let tiles = Tiles(bed.stream());
        let theirs = TileHashReader::new(size, *head.hash(), &tiles);
        assert_eq!(tlog_tiles::tree_hash(size, &theirs).unwrap(), *head.hash());
        for index in [0, 1, 254, 255, 256, size / 2, size - 1].into_iter().filter(|index| *index < size) {
            let proof = reader.prove(index).unwrap();
            let (_, found) = proof.check(&bed.public()).unwrap();
            assert_eq!(found, entry(index));
            let wanted: Vec<[u8; 32]> =
                tlog_tiles::prove_record(size, index, &theirs).unwrap().iter().map(|hash| hash.0).collect();
            assert_eq!(proof.path, wanted, "{index} of {size}");
        }
        for (old, root) in &earlier {
            let proof = reader.prove_consistency(*old).unwrap();
            assert!(verify_consistency((*old, root), (size, &head.hash().0), &proof), "{old} of {size}");
            if *old > 0 && *old < size {
                let theirs = tlog_tiles::prove_tree(size, *old, &theirs).unwrap();
                assert_eq!(proof, theirs.iter().map(|hash| hash.0).collect::<Vec<_>>());
            }
        }
        earlier.push((size, head.hash().0));
    }
    ledger.close().await.unwrap();
    assert_eq!(bed.findings(), []);
}

/// Hashes kept in memory, as `tlog_tiles` stores them.
struct Stored(Vec<Hash>);

impl HashReader for Stored {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, tlog_tiles::Error> {
        Ok(indexes.iter().map(|index| self.0[*index as usize]).collect())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Batches of any size, settled, closed or neither between them, give the tree that `tlog_tiles` makes of
    /// the same entries, and the same proofs.
    #[test]
    fn any_batches_give_the_tree_of_the_standard(
        batches in prop::collection::vec((1_usize..300, 0_u8..4), 1..6),
        at in any::<prop::sample::Index>(),
        old in any::<prop::sample::Index>(),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let bed = Bed::new();
            let mut ledger = bed.open();
            let mut stored = Stored(Vec::new());
            let mut size = 0;
            for (count, after) in batches {
                let entries: Vec<_> = (size..size + count as u64).map(entry).collect();
                for (n, data) in (size..).zip(&entries) {
                    let new = tlog_tiles::stored_hashes(n, data, &stored).unwrap();
                    stored.0.extend(new);
                }
                assert_eq!(ledger.append(STREAM, entries).await.unwrap(), size);
                size += count as u64;
                match after {
                    0 => ledger.settle().await.unwrap(),
                    1 => {
                        ledger.close().await.unwrap();
                        ledger = bed.open();
                    }
                    _ => {}
                }
            }
            let root = tlog_tiles::tree_hash(size, &stored).unwrap();
            let reader = bed.reader();
            assert_eq!(reader.head().root, root.0);
            let index = at.index(size as usize) as u64;
            let proof = reader.prove(index).unwrap();
            tlog_tiles::check_record(
                &proof.path.iter().map(|hash| Hash(*hash)).collect(),
                size, root, index, tlog_tiles::record_hash(&entry(index)),
            ).unwrap();
            assert!(verify_inclusion(&kit_ledger::leaf_hash(&entry(index)), index, size, &proof.path, &root.0));
            let old = old.index(size as usize) as u64 + 1;
            let path = reader.prove_consistency(old).unwrap();
            let old_root = tlog_tiles::tree_hash(old, &stored).unwrap();
            assert_eq!(reader.root_at(old).unwrap(), old_root.0);
            assert!(verify_consistency((old, &old_root.0), (size, &root.0), &path));
            if old < size {
                let theirs = path.iter().map(|hash| Hash(*hash)).collect();
                tlog_tiles::check_tree(&theirs, size, root, old, old_root).unwrap();
                let wrong = [0; 32];
                assert!(!verify_consistency((old, &wrong), (size, &root.0), &path));
            }
            assert_eq!(bed.findings(), []);
            drop(ledger);
        });
    }
}
