use super::*;
use crate::Secret;
use kit_base::SeededEntropy;
use std::fs;

struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    fn made(seed: u64) -> Self {
        let place = Self { dir: tempfile::tempdir().unwrap() };
        let entropy = SeededEntropy::new(seed);
        let root = RootKey::create(&place.root(), &entropy).unwrap();
        Epochs::create(&place.epochs(), &root, 1_000, &entropy).unwrap();
        place
    }

    fn root(&self) -> PathBuf {
        self.dir.path().join("root.key")
    }

    fn epochs(&self) -> PathBuf {
        self.dir.path().join("epochs.json")
    }

    fn load(&self) -> Result<Epochs, Error> {
        Epochs::load(&self.epochs(), &self.root())
    }
}

#[test]
fn epochs_turn_and_the_last_two_stay() {
    let place = Place::made(1);
    let (one, other) = (place.load().unwrap(), place.load().unwrap());
    let entropy = SeededEntropy::new(2);
    assert!(!one.turn(1_000, 2_000, &entropy).unwrap(), "not old enough");
    assert!(one.turn(1_001, 2_000, &entropy).unwrap());
    assert!(!other.turn(1_001, 2_000, &entropy).unwrap(), "another process has done it");
    assert_eq!((one.current().number, other.current().number), (2, 2));
    assert_eq!(one.destroy_before(2).unwrap(), 0);
    assert!(one.turn(9_000, 3_000, &entropy).unwrap());
    assert_eq!(one.destroy_before(i64::MAX).unwrap(), 1);
    assert!(other.get(1).is_ok(), "what a process has opened it still has");
    assert_eq!(other.get(3).unwrap().number, 3, "what another process added is found");
    assert!(matches!(other.get(1), Err(Error::EpochUnknown { epoch: 1, .. })));
    assert!(place.load().unwrap().get(2).is_ok());
}

#[test]
fn a_wrong_root_key_is_refused_by_name() {
    let (place, other) = (Place::made(1), Place::made(2));
    fs::copy(other.root(), place.root()).unwrap();
    let error = place.load().err().unwrap();
    assert!(matches!(error, Error::RootKeyWrong { .. }));
    let text = error.to_string();
    assert!(text.contains("root.key") && text.contains("epochs.json"), "{text}");
}

#[test]
fn a_missing_or_damaged_epochs_file_is_named() {
    let place = Place::made(1);
    let whole = fs::read_to_string(place.epochs()).unwrap();
    fs::remove_file(place.epochs()).unwrap();
    assert!(matches!(place.load().err().unwrap(), Error::EpochsMissing { path } if path == place.epochs()));
    let digits = whole.find("\"client\": \"").unwrap() + "\"client\": \"".len();
    let mut flipped = whole.clone();
    flipped.replace_range(
        digits + 30..=digits + 30,
        if &whole[digits + 30..=digits + 30] == "0" { "1" } else { "0" },
    );
    for wrong in
        [&whole[..whole.len() / 2], "", "{}", &flipped, &whole.replace("\"number\": 1", "\"number\": 2")]
    {
        fs::write(place.epochs(), wrong).unwrap();
        assert!(matches!(place.load().err().unwrap(), Error::EpochsDamaged { .. }), "{wrong}");
    }
    fs::write(place.epochs(), whole.replace("\"version\": 1", "\"version\": 2")).unwrap();
    assert!(matches!(place.load().err().unwrap(), Error::EpochsVersion { version: 2, .. }));
}

#[test]
fn epochs_are_random_and_lie_in_no_file_in_the_clear() {
    let place = Place::made(1);
    let epochs = place.load().unwrap();
    epochs.note_ring("abc").unwrap();
    epochs.note_ring("other").unwrap();
    assert_eq!(place.load().unwrap().ring().as_deref(), Some("abc"));
    // The same draws again: the root key, the first wrapping key, its nonce.
    let entropy: &dyn Entropy = &SeededEntropy::new(1);
    let (root, wrapping) = (Secret::random(entropy), Secret::random(entropy));
    let nonce: [u8; 12] = entropy.bytes();
    let text = fs::read_to_string(place.epochs()).unwrap();
    assert!(text.contains(&hex::encode(nonce)), "the draws are these");
    assert!(!text.contains(&hex::encode(*root)) && !text.contains(&hex::encode(*wrapping)));
}
