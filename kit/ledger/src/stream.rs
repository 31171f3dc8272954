//! One stream, open for writing: appending, having tiles made.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::checkpoint::Checkpoint;
use crate::files::{self, Batch};
use crate::note::SigningKey;
use crate::recover::recover;
use crate::settle::{Place, Settled, settle};
use crate::tail::{self, Segment};
use crate::tree::Edge;
use crate::{Error, Result};

/// A tail file is closed from this size.
const FULL: u64 = 16 << 20;
/// Tiles are made, beside the writing, when so many tail files are closed,
const MANY: usize = 4;
/// and the writing waits for them when so many are.
const MOST: usize = 2 * MANY;
/// Tiles are made when nothing came for so long,
const IDLE: Duration = Duration::from_secs(2);
/// or when the oldest entry outside them is so old.
const OLD: Duration = Duration::from_secs(30);
/// What is due while tiles are still being made is looked at again after this.
const AGAIN: Duration = Duration::from_millis(200);
/// and what could not be made after this.
const LATER: Duration = Duration::from_secs(5);

/// The memory of a record up to so many bytes is used again.
const KEPT: usize = 1 << 20;

/// Bytes that are written to see whether any can be: more than most records have.
const PROBE: usize = 64 << 10;

/// A stream this process writes.
pub(crate) struct Stream {
    place: Place,
    key: Arc<SigningKey>,
    edge: Edge,
    head: String,
    tail: Tail,
    /// Tail files that are closed and not in tiles yet.
    closed: Vec<Segment>,
    settling: Option<JoinHandle<Result<Settled>>>,
    settled: Option<Settled>,
    /// Sizes for which tiles were begun and not finished since they last were.
    tried: Vec<u64>,
    first_unsettled: Option<Instant>,
    last_append: Instant,
    /// Until then tiles are not looked after.
    rest: Instant,
    /// The memory of the last record.
    record: Vec<u8>,
    _lock: File,
}

/// The tail file that is appended to.
struct Tail {
    segment: Segment,
    file: File,
    /// Bytes that are known to be good: what a failed write left beyond is cut off before the next.
    good: u64,
    wounded: bool,
}

impl Tail {
    fn begin(place: &Place, start: u64) -> Result<Self> {
        let segment = Segment { start, path: place.tail().join(tail::name(start)) };
        let file = files::create(&segment.path)?;
        if let Err(error) = files::sync_dir(&place.tail()) {
            // It must not stand there when this is tried again.
            files::remove(&segment.path)?;
            return Err(error);
        }
        Ok(Self { segment, file, good: 0, wounded: false })
    }

    /// Cuts off what a failed write left.
    fn mend(&mut self) -> Result<()> {
        if self.wounded {
            let cut = self.file.set_len(self.good).and_then(|()| self.file.sync_all());
            cut.map_err(|source| Error::file("mend", &self.segment.path, source))?;
            self.wounded = false;
        }
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.mend()?;
        let path = &self.segment.path;
        self.wounded = true;
        self.file.write_all(bytes).map_err(|source| Error::file("append to", path, source))?;
        self.file.sync_data().map_err(|source| Error::file("synchronise", path, source))?;
        self.good += bytes.len() as u64;
        self.wounded = false;
        Ok(())
    }
}

impl Stream {
    /// Opens the stream, making it when it is new, and brings it into order after a crash.
    pub(crate) fn open(place: Place, key: Arc<SigningKey>) -> Result<Self> {
        let lock = lock(&place)?;
        furnish(&place, &key)?;
        let (settled, edge) = recover(&place)?;
        let tail = Tail::begin(&place, edge.size())?;
        let head = Checkpoint::of(&place.origin(), &edge).signed(&key);
        Ok(Self {
            place,
            key,
            edge,
            head,
            tail,
            closed: Vec::new(),
            settling: None,
            settled: Some(settled),
            tried: Vec::new(),
            first_unsettled: None,
            last_append: Instant::now(),
            rest: Instant::now(),
            record: Vec::new(),
            _lock: lock,
        })
    }

    /// Entries in it.
    pub(crate) fn size(&self) -> u64 {
        self.edge.size()
    }

    /// The signed head.
    pub(crate) fn head(&self) -> &str {
        &self.head
    }

    /// Appends entries as one record: durable when this returns.
    pub(crate) fn append(&mut self, entries: &[&[u8]]) -> Result<()> {
        let mut edge = self.edge.clone();
        let mut record = std::mem::take(&mut self.record);
        tail::begin_record(&mut record, entries)?;
        edge.extend(entries);
        let head = Checkpoint::of(&self.place.origin(), &edge).signed(&self.key);
        tail::end_record(&mut record, &head);
        let written = self.tail.write(&record);
        if record.len() <= KEPT {
            self.record = record;
        }
        written?;
        (self.edge, self.head) = (edge, head);
        self.last_append = Instant::now();
        self.first_unsettled.get_or_insert(self.last_append);
        Ok(())
    }

    /// Whether entries can be written, as far as is known: after a failure the disk is asked, by a file beside.
    pub(crate) fn probe(&self) -> Result<()> {
        if !self.tail.wounded {
            return Ok(());
        }
        let path = self.place.scratch.join(format!("{}.probe", self.place.stream));
        files::remove(&path)?;
        let mut file = files::create(&path)?;
        let tried = file.write_all(&vec![0; PROBE]).and_then(|()| file.sync_all());
        files::remove(&path)?;
        tried.map_err(|source| Error::file("write", &path, source))
    }

    /// When tiles have to be looked after, if at all.
    pub(crate) fn due(&self) -> Option<Instant> {
        let first = self.first_unsettled?;
        let due = if self.tail.good >= FULL { self.last_append } else { self.last_append + IDLE };
        Some(due.min(first + OLD).max(self.rest))
    }

    /// Closes the tail file when it is full or nothing more comes, and has tiles made of the closed ones. Waits for
    /// those that are being made only when the tail would grow too long.
    pub(crate) fn look_after(&mut self, now: Instant) -> Result<()> {
        if self.due().is_none_or(|due| due > now) {
            return Ok(());
        }
        let tried = self.make_tiles(now);
        if tried.is_err() {
            self.first_unsettled.get_or_insert(now);
            self.rest = now + LATER;
        }
        tried
    }

    fn make_tiles(&mut self, now: Instant) -> Result<()> {
        let quiet = now >= self.last_append + IDLE || self.first_unsettled.is_some_and(|at| now >= at + OLD);
        if quiet || self.tail.good >= FULL {
            self.turn()?;
        }
        let being_made = self.settling.as_ref().is_some_and(|settling| !settling.is_finished());
        if being_made && self.closed.len() < MOST {
            self.rest = if quiet { now + AGAIN } else { now };
            return Ok(());
        }
        self.join()?;
        if quiet || self.closed.len() >= MANY { self.begin() } else { Ok(()) }
    }

    /// Closes the tail file and begins another.
    fn turn(&mut self) -> Result<()> {
        if self.tail.good > 0 {
            // Only the last tail file may end in the middle of something.
            self.tail.mend()?;
            let tail = Tail::begin(&self.place, self.edge.size())?;
            let old = std::mem::replace(&mut self.tail, tail);
            self.closed.push(old.segment);
        }
        Ok(())
    }

    /// Lets tiles be made of the closed tail files, beside the writing. None are being made.
    fn begin(&mut self) -> Result<()> {
        self.first_unsettled = (self.tail.good > 0).then(Instant::now);
        if self.closed.is_empty() {
            return Ok(());
        }
        let settled = match self.settled.take() {
            Some(settled) => settled,
            None => Settled::load(&self.place)?.0,
        };
        let (place, closed, tried) = (self.place.clone(), self.closed.clone(), self.tried.clone());
        let target = self.tail.segment.start;
        if self.tried.last() != Some(&target) {
            self.tried.push(target);
        }
        self.settling = Some(std::thread::spawn(move || settle(&place, settled, &closed, &tried)));
        Ok(())
    }

    /// Waits until tiles are made, if they are being made.
    fn join(&mut self) -> Result<()> {
        let Some(settling) = self.settling.take() else { return Ok(()) };
        let settled = settling.join().unwrap_or(Err(Error::Closed))?;
        self.closed.retain(|segment| segment.start >= settled.size);
        self.tried.clear();
        self.settled = Some(settled);
        Ok(())
    }

    /// Makes tiles of everything and leaves no tail.
    pub(crate) fn close(mut self) -> Result<()> {
        self.settle()?;
        files::remove(&self.tail.segment.path)?;
        files::sync_dir(&self.place.tail())
    }

    /// Makes tiles of everything now.
    pub(crate) fn settle(&mut self) -> Result<()> {
        self.turn()?;
        // Those that are being made may be older ones; what could not be made is made now.
        if let Err(error) = self.join() {
            tracing::warn!(stream = self.place.stream, %error, "tiles of the ledger could not be made; once more");
        }
        self.begin()?;
        self.join()
    }
}

fn lock(place: &Place) -> Result<File> {
    files::make_dir(&place.scratch)?;
    let path = place.scratch.join(format!("{}.lock", place.stream));
    let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path);
    let file = file.map_err(|source| Error::file("open", &path, source))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Taken(place.stream.clone())),
        Err(TryLockError::Error(source)) => Err(Error::file("lock", &path, source)),
    }
}

/// Makes what a new stream needs: directories and the signed head of nothing.
fn furnish(place: &Place, key: &SigningKey) -> Result<()> {
    let new = files::make_dir(&place.dir)?;
    if files::make_dir(&place.tail())? || new {
        // The stream's directory, the ledger's, and the one the ledger's lies in.
        place.dir.ancestors().take(3).try_for_each(files::sync_dir)?;
    }
    if place.is_untouched()? {
        let note = Checkpoint::of(&place.origin(), &Edge::default()).signed(key);
        let mut batch = Batch::new(&place.scratch, &place.stream);
        batch.write(place.dir.join("checkpoint"), note.as_bytes())?;
        batch.finish(&place.dir)?;
    }
    Ok(())
}
