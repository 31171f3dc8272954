//! The recorder itself: what it wrote, played back, is the real directory, so nothing passes it by; and when
//! something does pass it by, that is noticed.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use super::disk::Disk;
use super::load::{self, Heard};
use super::log::Log;
use super::server::{self, QUERIST, Server, build_recorder, compile, record, told};

/// A desk that was recorded from its first start to its stop.
pub struct Recording {
    folder: tempfile::TempDir,
    /// The log.
    pub log: Log,
    /// What people were told.
    pub told: Vec<load::Told>,
}

impl Recording {
    /// Serves a new desk to `people` who ask `each` questions, and to staff, and records it.
    pub async fn make(people: u64, each: usize) -> Self {
        Self::of(Path::new(QUERIST), people, each).await
    }

    /// The same with another build of the program.
    pub async fn of(program: &Path, people: u64, each: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        std::fs::create_dir(&root).unwrap();
        let root = root.canonicalize().unwrap();
        let (log, words) = (folder.path().join("log"), folder.path().join("words"));
        let recorder = build_recorder(folder.path());
        let places = server::places(&root);
        let mut command = told(Command::new(program), &places, &["serve"]);
        record(&mut command, &recorder, &root, &log);
        let server = Server::start(&mut command, &words).unwrap();
        let heard = Arc::new(Heard::default());
        let staff = load::first_administrator(&server, &heard).await.unwrap();
        let mut all = tokio::task::JoinSet::new();
        for who in 0..people {
            all.spawn(load::ask(server.port, who, each, heard.clone()));
        }
        let asked = people as usize * each;
        all.spawn(load::work(staff, 0, asked / 2, heard.clone()));
        all.spawn(load::back_up(places, load::backup(&root), asked, heard.clone()));
        all.join_all().await;
        server.stop();
        server::no_panic(&words);
        let refused = heard.take_refused();
        assert!(refused.is_empty(), "{}", refused[0].answer.words());
        let recording = Self { log: Log::read(&log), told: heard.so_far(), folder };
        // A desk that is rebuilt elsewhere would find the backup of this one at the place it knows.
        std::fs::rename(root, recording.root()).unwrap();
        recording
    }

    /// The directory that was recorded.
    pub fn root(&self) -> std::path::PathBuf {
        self.folder.path().join("recorded")
    }
}

fn played(log: &Log) -> Disk {
    let mut disk = Disk::new();
    log.records().for_each(|record| disk.play(record));
    disk
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_log_played_back_is_the_real_directory() {
    let recording = Recording::make(3, 4).await;
    let differences = played(&recording.log).differences(&recording.root());
    assert!(differences.is_empty(), "{differences:#?}");
    let syncs = recording.log.records().filter(|record| record.kind == b'S').count();
    let sends = recording.log.records().filter(|record| record.kind == b'W').count();
    assert!(syncs > 20 && sends > recording.told.len(), "{syncs} syncs, {sends} sends");
    // One byte of the real directory is another: that is seen.
    let file = recording.root().join("data/querist.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    assert_eq!(played(&recording.log).differences(&recording.root()).len(), 1);
    let count = recording.log.len();
    println!("proof: recorder: {count} records, {syncs} syncs, {sends} sends; played back, 0 differences");
}

/// A program that changes files in `way`, recorded: how it ended, and what differs afterwards. Both lie in
/// `folder`.
fn bypass(folder: &Path, way: &str) -> (Option<i32>, Vec<String>) {
    let (root, log) = (folder.join(way), folder.join(format!("{way}.log")));
    std::fs::create_dir(&root).unwrap();
    let mut command = Command::new(folder.join("bypass"));
    command.arg(way).current_dir(&root);
    record(&mut command, &folder.join("recorder.so"), &root, &log);
    let ended = command.output().unwrap().status.code();
    if ended != Some(0) {
        return (ended, Vec::new());
    }
    (ended, played(&Log::read(&log)).differences(&root))
}

#[test]
fn what_passes_the_recorder_by_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().canonicalize().unwrap();
    compile(&folder, "bypass.c", "bypass", &[]);
    build_recorder(&folder);
    for seen in ["write", "append", "pwritev", "copy", "truncate", "rename", "dup"] {
        assert_eq!(bypass(&folder, seen), (Some(0), Vec::new()), "{seen} is recorded");
    }
    for refused in ["map", "number", "symlink"] {
        assert_eq!(bypass(&folder, refused).0, Some(99), "{refused}: the recorder gives up");
    }
    for passed in ["kernel-write", "kernel-make"] {
        let (ended, differences) = bypass(&folder, passed);
        assert_eq!((ended, differences.len()), (Some(0), 1), "{passed}: {differences:?}");
    }
}
