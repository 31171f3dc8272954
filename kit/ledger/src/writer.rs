//! The one thread that holds the signing key and the open files.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::generations::generations;
use crate::note::SigningKey;
use crate::queue::{Item, Next, Queue, Work};
use crate::recover::recover;
use crate::settle::Place;
use crate::stats::{Counted, Stats};
use crate::stream::Stream;
use crate::{Error, LONGEST, Result};

/// Entries that may wait while the disk does not take them.
const MOST_WAITING: usize = 100_000;
/// How long until what could not be written is tried again.
const AGAIN: Duration = Duration::from_secs(1);
/// As long an appended entry waits for others when the writer has nothing to do.
const AT_ONCE: Duration = Duration::ZERO;

/// What a ledger is opened with.
#[derive(Debug)]
pub struct Options {
    /// The ledger's directory: nothing but its streams lies there.
    pub dir: PathBuf,
    /// A directory on the same file system for locks and unfinished files.
    pub scratch: PathBuf,
    /// The installation's key.
    pub key: SigningKey,
    /// The base names of the streams this process writes; others that lie there are left alone.
    pub streams: Vec<String>,
}

/// An open ledger. Clones are the same one.
#[derive(Clone)]
pub struct Ledger {
    inner: Arc<Inner>,
}

struct Inner {
    queue: Arc<Queue>,
    /// Number by base name.
    numbers: HashMap<String, usize>,
    /// Names with generation.
    names: Vec<String>,
    heads: Arc<Mutex<Vec<String>>>,
    counted: Arc<Counted>,
    thread: Mutex<Option<JoinHandle<Result<()>>>>,
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger").field("streams", &self.inner.names).finish_non_exhaustive()
    }
}

impl Ledger {
    /// Opens the streams, making those that are new and bringing into order what a crash left. Earlier
    /// generations of them are brought into order too and then left alone. Blocks.
    ///
    /// # Errors
    /// [`Error::Broken`] when something does not fit its signed head, [`Error::Taken`] when another process
    /// writes a stream, and those of files.
    pub fn open(options: Options) -> Result<Self> {
        let Options { dir, scratch, key, streams } = options;
        let key = Arc::new(key);
        let known = generations(&dir)?;
        crate::files::make_dir(&scratch)?;
        let (mut open, mut names, mut numbers) = (Vec::new(), Vec::new(), HashMap::new());
        for base in streams {
            if !is_name(&base) {
                return Err(Error::NoStream(base));
            }
            let mut generations = known.get(&base).cloned().unwrap_or_else(|| vec![base.clone()]);
            let last = generations.pop().unwrap_or_else(|| base.clone());
            let place = |stream: &str| Place {
                stream: stream.to_owned(),
                dir: dir.join(stream),
                scratch: scratch.clone(),
                key: key.verifying().clone(),
            };
            for old in &generations {
                recover(&place(old))?;
            }
            open.push(Stream::open(place(&last), Arc::clone(&key))?);
            numbers.insert(base, names.len());
            names.push(last);
        }
        let queue = Arc::new(Queue::new(MOST_WAITING));
        let heads = Arc::new(Mutex::new(open.iter().map(|stream| stream.head().to_owned()).collect()));
        let counted = Arc::new(Counted::default());
        let writer = Writer {
            streams: open,
            queue: Arc::clone(&queue),
            heads: Arc::clone(&heads),
            counted: Arc::clone(&counted),
        };
        let thread = std::thread::Builder::new().name("ledger".to_owned()).spawn(move || writer.run());
        let thread = thread.map_err(|source| Error::file("start the thread for", &dir, source))?;
        let thread = Mutex::new(Some(thread));
        Ok(Self { inner: Arc::new(Inner { queue, numbers, names, heads, counted, thread }) })
    }

    /// The name of a stream with its generation.
    ///
    /// # Errors
    /// [`Error::NoStream`].
    pub fn name(&self, stream: &str) -> Result<&str> {
        Ok(&self.inner.names[self.number(stream)?])
    }

    /// The newest signed heads, one a stream.
    pub fn heads(&self) -> Vec<String> {
        self.inner.heads.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Appends entries, as one: resolves to the index of the first when all are durable.
    ///
    /// # Errors
    /// [`Error::NotWritten`]: none of them is in the ledger. [`Error::Full`], [`Error::TooLong`],
    /// [`Error::Closed`].
    pub async fn append(&self, stream: &str, entries: Vec<Vec<u8>>) -> Result<u64> {
        self.ask(self.number(stream)?, entries, Work::Write).await
    }

    /// Leaves an entry to be written within `patience`. Never waits. What the disk refuses is kept and tried
    /// again.
    ///
    /// # Errors
    /// [`Error::Full`] when too many wait already, [`Error::TooLong`], [`Error::Closed`].
    pub fn enqueue(&self, stream: &str, entry: Vec<u8>, patience: Duration) -> Result<()> {
        let entries = vec![entry];
        fits(&entries)?;
        let item = Item { stream: self.number(stream)?, entries, ack: None, work: Work::Write };
        self.inner.queue.push(item, patience)
    }

    /// Resolves when everything that was enqueued before is durable.
    ///
    /// # Errors
    /// [`Error::NotWritten`] when the disk refuses it; it is still kept and tried again.
    pub async fn durable(&self, stream: &str) -> Result<()> {
        self.ask(self.number(stream)?, Vec::new(), Work::Write).await.map(|_| ())
    }

    /// Whether entries can be written: asked of the disk where the last attempt failed. Resolves when the writer
    /// comes to it.
    ///
    /// # Errors
    /// Why not.
    pub async fn writable(&self) -> Result<()> {
        for number in 0..self.inner.names.len() {
            self.ask(number, Vec::new(), Work::Probe).await?;
        }
        Ok(())
    }

    /// What was written since it was opened, and what waits.
    pub fn stats(&self) -> Stats {
        self.inner.counted.stats(self.inner.queue.length())
    }

    /// Makes tiles and checkpoints of everything now, as at the end of the program.
    ///
    /// # Errors
    /// Those of files.
    pub async fn settle(&self) -> Result<()> {
        for number in 0..self.inner.names.len() {
            self.ask(number, Vec::new(), Work::Settle).await?;
        }
        Ok(())
    }

    /// Writes what waits, makes tiles of everything and ends the thread. Clones cannot be used any more.
    ///
    /// # Errors
    /// Those of files; what could not be put into tiles is in the tail.
    pub async fn close(self) -> Result<()> {
        self.inner.queue.close();
        let thread = self.inner.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(thread) = thread else { return Ok(()) };
        let joined = tokio::task::spawn_blocking(move || thread.join()).await;
        joined.map_err(|_| Error::Closed)?.unwrap_or(Err(Error::Closed))
    }

    fn number(&self, stream: &str) -> Result<usize> {
        self.inner.numbers.get(stream).copied().ok_or_else(|| Error::NoStream(stream.to_owned()))
    }

    async fn ask(&self, stream: usize, entries: Vec<Vec<u8>>, work: Work) -> Result<u64> {
        fits(&entries)?;
        let (ack, answer) = oneshot::channel();
        self.inner.queue.push(Item { stream, entries, ack: Some(ack), work }, AT_ONCE)?;
        answer.await.unwrap_or(Err(Error::Closed))
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // The thread ends by itself, later.
        self.queue.close();
    }
}

fn fits(entries: &[Vec<u8>]) -> Result<()> {
    match entries.iter().find(|entry| entry.len() > LONGEST) {
        Some(long) => Err(Error::TooLong(long.len())),
        None => Ok(()),
    }
}

fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !name.is_empty() && name.chars().all(plain)
}

struct Writer {
    streams: Vec<Stream>,
    queue: Arc<Queue>,
    heads: Arc<Mutex<Vec<String>>>,
    counted: Arc<Counted>,
}

impl Writer {
    fn run(mut self) -> Result<()> {
        loop {
            let due = self.streams.iter().filter_map(Stream::due).min();
            match self.queue.next(due) {
                Next::Items(items) => self.write(items),
                Next::Idle => {}
                Next::Closed => break,
            }
            self.make_tiles();
        }
        self.streams.into_iter().map(Stream::close).fold(Ok(()), Result::and)
    }

    fn make_tiles(&mut self) {
        let now = std::time::Instant::now();
        for stream in &mut self.streams {
            if let Err(error) = stream.look_after(now) {
                tracing::warn!(error = %chain(&error), "tiles of the ledger could not be made yet");
            }
        }
    }

    /// Writes a batch: for each stream its entries in order, as one record.
    fn write(&mut self, items: Vec<Item>) {
        let mut by_stream: Vec<Vec<Item>> = self.streams.iter().map(|_| Vec::new()).collect();
        for item in items {
            if let Some(line) = by_stream.get_mut(item.stream) {
                line.push(item);
            }
        }
        for (stream, items) in self.streams.iter_mut().zip(by_stream) {
            if items.is_empty() {
                continue;
            }
            let written = append(stream, &items);
            let entries: usize = items.iter().map(|item| item.entries.len()).sum();
            self.counted.batch(entries, written.is_ok());
            if written.is_ok() {
                let mut heads = self.heads.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(head) = heads.get_mut(items[0].stream) {
                    stream.head().clone_into(head);
                }
            }
            answer(stream, items, written, &self.queue);
        }
    }
}

/// Appends the entries of `items`; gives the index of the first.
fn append(stream: &mut Stream, items: &[Item]) -> Result<u64> {
    let first = stream.size();
    let entries: Vec<&[u8]> = items.iter().flat_map(|item| &item.entries).map(Vec::as_slice).collect();
    if !entries.is_empty() {
        stream.append(&entries)?;
    }
    Ok(first)
}

/// Tells those who wait. What nobody waits for, and could not be written, goes back into the line.
fn answer(stream: &mut Stream, items: Vec<Item>, written: Result<u64>, queue: &Queue) {
    match written {
        Ok(mut index) => {
            for item in items {
                let done = match item.work {
                    Work::Write => Ok(()),
                    Work::Settle => stream.settle(),
                    Work::Probe => stream.probe(),
                };
                if let Some(ack) = item.ack {
                    // Whoever asked may have gone meanwhile.
                    let _ = ack.send(done.map(|()| index));
                }
                index += item.entries.len() as u64;
            }
        }
        Err(error) => {
            tracing::error!(error = %chain(&error), "the ledger cannot be written");
            let error = Arc::new(error);
            let mut kept = Vec::new();
            for item in items {
                match item.ack {
                    Some(ack) => {
                        let _ = ack.send(Err(Error::NotWritten(Arc::clone(&error))));
                    }
                    None => kept.push(item),
                }
            }
            queue.put_back(kept, AGAIN);
        }
    }
}

fn chain(error: &Error) -> String {
    match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}
