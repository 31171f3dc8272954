//! A disk as a power cut sees it: for each file and each directory what certainly lies on it, and what was
//! done since the last sync and may or may not have reached it.
//!
//! A file's bytes and length are certain from its own sync on, a name from the sync of its directory. POSIX
//! promises no more, so no more is taken for granted, whatever a file system does beyond it.

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use super::chance::Chance;
use super::log::{Record, name};

/// The least a disk writes whole.
const SECTOR: usize = 512;

/// What survives of what was not synced.
pub enum Survivors<'a> {
    /// Nothing.
    None,
    /// Any part: of each write any of its sectors, of the names any, in their order.
    Some(&'a mut Chance),
}

type Id = usize;

/// The disk.
pub struct Disk {
    nodes: Vec<Node>,
    open: BTreeMap<i64, Id>,
    /// Under which name each was opened last.
    names: BTreeMap<Id, String>,
    deaf: Deaf,
}

/// Whether a sync is passed over, as if the program had not asked for it: by the name under which the file was
/// opened, and whether it is a directory.
pub type Deaf = fn(&str, bool) -> bool;

struct Node {
    mode: u32,
    body: Body,
}

enum Body {
    File { now: Vec<u8>, synced: Vec<u8>, since: Vec<Change> },
    Folder { now: BTreeMap<String, Id>, synced: BTreeMap<String, Id>, since: Vec<NameChange> },
    Socket,
}

enum Change {
    Bytes { at: usize, bytes: Vec<u8> },
    Length(usize),
    AtLeast(usize),
}

#[derive(Clone)]
enum NameChange {
    Put(String, Id),
    Drop(String),
    Move(String, String, Id),
}

impl Change {
    fn apply(&self, file: &mut Vec<u8>) {
        match self {
            Self::Bytes { at, bytes } => put(file, *at, bytes),
            Self::Length(length) => file.resize(*length, 0),
            Self::AtLeast(length) => file.resize(file.len().max(*length), 0),
        }
    }

    /// Any part of it: of bytes any sectors.
    fn apply_some(&self, file: &mut Vec<u8>, chance: &mut Chance, often: u64) {
        let Self::Bytes { at, bytes } = self else {
            if chance.one_in_hundred(often) {
                self.apply(file);
            }
            return;
        };
        // As often as not a write arrives as a whole or not at all.
        let whole = chance.below(2) == 0;
        let kept = chance.one_in_hundred(often);
        let mut from = 0;
        while from < bytes.len() {
            let to = (from + SECTOR - (at + from) % SECTOR).min(bytes.len());
            if if whole { kept } else { chance.one_in_hundred(often) } {
                put(file, at + from, &bytes[from..to]);
            }
            from = to;
        }
    }
}

impl NameChange {
    fn apply(&self, names: &mut BTreeMap<String, Id>) {
        match self {
            Self::Put(name, id) => {
                names.insert(name.clone(), *id);
            }
            Self::Drop(name) => {
                names.remove(name);
            }
            Self::Move(from, to, id) => {
                names.remove(from);
                names.insert(to.clone(), *id);
            }
        }
    }
}

fn put(file: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    if file.len() < at + bytes.len() {
        file.resize(at + bytes.len(), 0);
    }
    file[at..at + bytes.len()].copy_from_slice(bytes);
}

const ROOT: Id = 0;

impl Disk {
    /// An empty directory, which is certainly there.
    pub fn new() -> Self {
        Self::without(|_, _| false)
    }

    /// The same, where some syncs do nothing.
    pub fn without(deaf: Deaf) -> Self {
        Self { nodes: vec![folder(0o700)], open: BTreeMap::new(), names: BTreeMap::new(), deaf }
    }

    /// Does what a record says was done.
    pub fn play(&mut self, record: Record<'_>) {
        let named = || name(record.text);
        let mode = record.c as u32 & 0o7777;
        match record.kind {
            b'O' => self.open(record),
            b'C' => {
                self.open.remove(&record.a);
            }
            b'2' => {
                let id = self.open[&record.a];
                self.open.insert(record.b, id);
            }
            b'P' => self.change(self.open[&record.a], bytes_at(record.b as usize, record.text)),
            b'T' => self.change(self.open[&record.a], Change::Length(record.b as usize)),
            b't' => self.change(self.find(named()), Change::Length(record.a as usize)),
            b'A' => self.change(self.open[&record.a], Change::AtLeast(record.b as usize)),
            b'x' => {
                let id = self.open[&record.a];
                self.nodes[id].mode = mode;
            }
            b'X' => {
                let id = self.find(named());
                self.nodes[id].mode = mode;
            }
            b'M' => {
                let id = self.add(folder(mode));
                self.rename(named(), |name| NameChange::Put(name, id));
            }
            b'K' => {
                let id = self.add(Node { mode, body: Body::Socket });
                self.rename(named(), |name| NameChange::Put(name, id));
            }
            b'D' | b'U' => self.rename(named(), NameChange::Drop),
            b'L' => {
                let id = self.find(named());
                self.rename(name(record.other), |name| NameChange::Put(name, id));
            }
            b'R' => self.moved(named(), name(record.other)),
            b'S' => self.sync(self.open[&record.a]),
            b'W' => {}
            other => panic!("a record of the kind {}", char::from(other)),
        }
    }

    fn open(&mut self, record: Record<'_>) {
        let path = name(record.text);
        let id = if record.b & 2 != 0 {
            let body = Body::File { now: Vec::new(), synced: Vec::new(), since: Vec::new() };
            let made = self.add(Node { mode: record.c as u32 & 0o7777, body });
            self.rename(path, |name| NameChange::Put(name, made));
            made
        } else {
            self.find(path)
        };
        if record.b & 1 != 0 {
            self.change(id, Change::Length(0));
        }
        self.names.insert(id, path.to_owned());
        self.open.insert(record.a, id);
    }

    fn add(&mut self, node: Node) -> Id {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn change(&mut self, id: Id, change: Change) {
        let Body::File { now, since, .. } = &mut self.nodes[id].body else { panic!("bytes in no file") };
        change.apply(now);
        since.push(change);
    }

    fn moved(&mut self, from: &str, to: &str) {
        let id = self.find(from);
        let old = from.rsplit_once('/').unwrap_or(("", from));
        if old.0 == to.rsplit_once('/').unwrap_or(("", to)).0 {
            self.rename(to, |name| NameChange::Move(old.1.to_owned(), name, id));
        } else {
            // Two directories, each synced by itself: the new name counts from the sync of the one, the end of
            // the old name from that of the other.
            self.rename(to, |name| NameChange::Put(name, id));
            self.rename(from, NameChange::Drop);
        }
    }

    /// Changes the names of the directory that `path` lies in.
    fn rename(&mut self, path: &str, change: impl FnOnce(String) -> NameChange) {
        let (parent, last) = path.rsplit_once('/').unwrap_or(("", path));
        let parent = self.find(parent);
        let change = change(last.to_owned());
        let Body::Folder { now, since, .. } = &mut self.nodes[parent].body else {
            panic!("{path} lies in no directory")
        };
        change.apply(now);
        since.push(change);
    }

    fn sync(&mut self, id: Id) {
        let is_folder = matches!(self.nodes[id].body, Body::Folder { .. });
        if (self.deaf)(self.names.get(&id).map_or("", String::as_str), is_folder) {
            return;
        }
        match &mut self.nodes[id].body {
            Body::File { synced, since, .. } => since.drain(..).for_each(|change| change.apply(synced)),
            Body::Folder { synced, since, .. } => since.drain(..).for_each(|change| change.apply(synced)),
            Body::Socket => panic!("a socket was synced"),
        }
    }

    fn find(&self, path: &str) -> Id {
        path.split('/').filter(|part| !part.is_empty()).fold(ROOT, |at, part| {
            let Body::Folder { now, .. } = &self.nodes[at].body else { panic!("{path}: no directory") };
            *now.get(part).unwrap_or_else(|| panic!("{path}: nothing of that name"))
        })
    }

    /// Writes into the empty directory `target` what a power cut would leave.
    pub fn cut(&self, target: &Path, mut survivors: Survivors<'_>) {
        let often = match &mut survivors {
            Survivors::None => 0,
            Survivors::Some(chance) => chance.below(101),
        };
        self.write_out(ROOT, target, &mut survivors, often);
    }

    fn write_out(&self, id: Id, target: &Path, survivors: &mut Survivors<'_>, often: u64) {
        let node = &self.nodes[id];
        match &node.body {
            Body::Folder { synced, since, .. } => {
                let mut names = synced.clone();
                if let Survivors::Some(chance) = survivors {
                    since
                        .iter()
                        .filter(|_| chance.one_in_hundred(often))
                        .for_each(|change| change.apply(&mut names));
                }
                if !target.exists() {
                    DirBuilder::new().mode(node.mode).create(target).unwrap();
                }
                for (name, id) in names.iter().filter(|(name, _)| !is_index(name)) {
                    self.write_out(*id, &target.join(name), survivors, often);
                }
            }
            Body::File { synced, since, .. } => {
                let mut bytes = synced.clone();
                if let Survivors::Some(chance) = survivors {
                    for change in since {
                        change.apply_some(&mut bytes, chance, often);
                    }
                }
                write(target, node.mode, &bytes);
            }
            Body::Socket => {}
        }
    }

    /// What differs between everything that was recorded and the real directory: nothing, or the recorder
    /// missed something. Locks, sockets and SQLite's index of its log are left out.
    pub fn differences(&self, real: &Path) -> Vec<String> {
        let mut found = Vec::new();
        self.compare(ROOT, real, &mut found);
        found
    }

    fn compare(&self, id: Id, real: &Path, found: &mut Vec<String>) {
        let shown = real.display();
        match &self.nodes[id].body {
            Body::Socket => {}
            Body::File { now, .. } => {
                let bytes = fs::read(real).unwrap_or_default();
                if let Some(place) = first_difference(now, &bytes) {
                    let lengths = (now.len(), bytes.len());
                    found.push(format!("{shown}: byte {place}; recorded and real length {lengths:?}"));
                }
                let mode = fs::metadata(real).map_or(0, |about| about.permissions().mode() & 0o7777);
                if mode != self.nodes[id].mode {
                    found.push(format!("{shown}: mode {mode:o}, recorded {:o}", self.nodes[id].mode));
                }
            }
            Body::Folder { now, .. } => {
                let there = fs::read_dir(real).into_iter().flatten();
                let there = there.map(|entry| entry.unwrap().file_name().into_string().unwrap());
                let there: Vec<String> = there.filter(|name| !is_index(name)).collect();
                let unseen = there.iter().filter(|name| !now.contains_key(*name));
                found.extend(unseen.map(|name| format!("{shown}/{name}: nobody was seen to make it")));
                for (name, id) in now.iter().filter(|(name, _)| !is_index(name)) {
                    if there.contains(name) || matches!(self.nodes[*id].body, Body::Socket) {
                        self.compare(*id, &real.join(name), found);
                    } else {
                        found.push(format!("{shown}/{name}: nobody was seen to remove it"));
                    }
                }
            }
        }
    }
}

fn folder(mode: u32) -> Node {
    Node { mode, body: Body::Folder { now: BTreeMap::new(), synced: BTreeMap::new(), since: Vec::new() } }
}

fn bytes_at(at: usize, bytes: &[u8]) -> Change {
    Change::Bytes { at, bytes: bytes.to_vec() }
}

fn first_difference(one: &[u8], other: &[u8]) -> Option<usize> {
    let place = one.iter().zip(other).position(|(a, b)| a != b);
    place.or_else(|| (one.len() != other.len()).then(|| one.len().min(other.len())))
}

/// SQLite makes it anew from its log at each start.
fn is_index(name: &str) -> bool {
    name.ends_with("-shm")
}

fn write(target: &Path, mode: u32, bytes: &[u8]) {
    let mut file: File = OpenOptions::new().write(true).create_new(true).mode(mode).open(target).unwrap();
    file.write_all(bytes).unwrap();
}
