//! A ledger in a folder of its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kit_ledger::verify::{Anchor, Finding, verify};
use kit_ledger::{Ledger, Options, Reader, SigningKey, VerifyingKey};

pub const STREAM: &str = "events-0";

pub struct Bed {
    folder: tempfile::TempDir,
    seed: [u8; 32],
}

impl Bed {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), seed: [7; 32] }
    }

    pub fn key(&self) -> SigningKey {
        SigningKey::from_seed("test", &self.seed).unwrap()
    }

    pub fn public(&self) -> VerifyingKey {
        self.key().verifying().clone()
    }

    pub fn dir(&self) -> PathBuf {
        self.folder.path().join("data/ledger")
    }

    pub fn stream(&self) -> PathBuf {
        self.dir().join(STREAM)
    }

    pub fn options(&self) -> Options {
        Options {
            dir: self.dir(),
            scratch: self.folder.path().join("data/cache"),
            key: self.key(),
            streams: vec![STREAM.to_owned()],
        }
    }

    pub fn open(&self) -> Ledger {
        Ledger::open(self.options()).unwrap()
    }

    pub fn reader(&self) -> Reader {
        Reader::open(&self.dir(), STREAM, &self.public()).unwrap()
    }

    pub fn findings(&self) -> Vec<Finding> {
        self.findings_against("")
    }

    /// What is found, also against the checkpoints in `kept`.
    pub fn findings_against(&self, kept: &str) -> Vec<Finding> {
        verify(&self.dir(), &self.public(), &Anchor::all(kept)).unwrap().findings
    }

    /// Every file of the stream.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut all = BTreeMap::new();
        collect(&self.stream(), &self.stream(), &mut all);
        all
    }

    /// Makes the stream's files these and no others.
    pub fn put(&self, files: &BTreeMap<String, Vec<u8>>) {
        std::fs::remove_dir_all(self.stream()).unwrap();
        std::fs::create_dir_all(self.stream().join("tail")).unwrap();
        for (path, bytes) in files {
            let path = self.stream().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }
}

fn collect(root: &Path, dir: &Path, all: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, all);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            all.insert(name, std::fs::read(&path).unwrap());
        }
    }
}

/// Entry number `n` of all tests.
pub fn entry(n: u64) -> Vec<u8> {
    format!("{{\"n\":{n},\"words\":\"{}\"}}", "x".repeat((n % 97) as usize)).into_bytes()
}

/// Appends the entries up to `to`, some hundred at a time.
pub async fn fill(ledger: &Ledger, from: u64, to: u64) {
    let all: Vec<u64> = (from..to).collect();
    for part in all.chunks(777) {
        let first = ledger.append(STREAM, part.iter().map(|n| entry(*n)).collect()).await.unwrap();
        assert_eq!(first, part[0]);
    }
}

/// How much a proof does: a little as a matter of course, everything with `PROVE=full`.
pub fn count(small: usize, full: usize) -> usize {
    #[expect(clippy::disallowed_methods, reason = "a proof's size is asked of the environment")]
    let wanted = std::env::var("PROVE");
    if wanted.as_deref() == Ok("full") { full } else { small }
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
