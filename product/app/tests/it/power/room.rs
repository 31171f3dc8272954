//! A small disk of a test's own: a file system in memory, in a mount namespace of its own so that no rights are
//! needed, whose size can be changed while it is in use.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

/// What keeps the namespace: mounts, says so, and changes the size as it is told.
const KEEPER: &str = r#"mount -t tmpfs -o "size=$2,mode=700" tmpfs "$1" && echo done || exit 1
while read -r size; do mount -o "remount,size=$size" "$1" && echo done || echo failed; done"#;

/// The disk. It goes when this is dropped.
pub struct Room {
    keeper: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<std::process::ChildStdout>,
    /// Where its owner sees it.
    pub at: PathBuf,
}

impl Room {
    /// A disk of `size` bytes, mounted in the keeper's eyes on the empty directory `at`.
    pub fn make(at: &Path, size: u64) -> Self {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", KEEPER, "keeper"]);
        command.arg(at).arg(size.to_string()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut keeper = command.spawn().unwrap();
        let (orders, answers) = (keeper.stdin.take(), BufReader::new(keeper.stdout.take().unwrap()));
        let mut room = Self { keeper, orders, answers, at: at.to_owned() };
        assert_eq!(
            room.answer(),
            "done",
            "no disk could be made: this test needs user namespaces (sysctl kernel.unprivileged_userns_clone)"
        );
        room
    }

    /// A command that runs where the disk is seen.
    pub fn inside(&self) -> Command {
        self.way_in()()
    }

    /// Makes such commands.
    pub fn way_in(&self) -> impl Fn() -> Command + Send + use<> {
        let keeper = self.keeper.id().to_string();
        move || {
            let mut command = Command::new("nsenter");
            command.args(["--preserve-credentials", "--user", "--mount", "--target", &keeper]);
            command
        }
    }

    /// Where this process sees it: good for looking and copying. SQLite takes the path apart and would end in
    /// the folder below.
    fn seen_from_here(&self) -> PathBuf {
        PathBuf::from(format!("/proc/{}/root{}", self.keeper.id(), self.at.display()))
    }

    /// Copies everything on the disk to `to`, which is not there yet.
    pub fn copy_to(&self, to: &Path) {
        let copied = Command::new("cp").arg("-a").arg(self.seen_from_here()).arg(to).status().unwrap();
        assert!(copied.success(), "cp");
    }

    /// How many bytes are in use.
    pub fn used(&self) -> u64 {
        let about = rustix::fs::statvfs(self.seen_from_here()).unwrap();
        (about.f_blocks - about.f_bfree) * about.f_frsize
    }

    /// Makes the disk larger or smaller.
    pub fn resize(&mut self, size: u64) {
        writeln!(self.orders.as_mut().unwrap(), "{size}").unwrap();
        assert_eq!(self.answer(), "done", "the size could not be changed to {size}");
    }

    fn answer(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        // At the end of its orders it ends, and the disk with it.
        drop(self.orders.take());
        let _ = self.keeper.wait();
    }
}
