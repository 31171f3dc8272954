//! What was opened and who signed in: written to this process's own streams of the ledger.
//!
//! Ids and codes only. What one person sees of another's is named by the id of its key, a network by a keyed
//! hash whose key is destroyed after three days.
//!
//! A viewing in a list may wait a second for others; a page read is handed to the writer at once; whoever must
//! not show anything unrecorded asks [`Accounting::durable`] before answering.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use kit_base::Millis;
use kit_ledger::{Checkpoint, Ledger, SigningKey, VerifyingKey};
use kit_vault::{Actor, Purpose, Secret, Viewing, Viewings};
use tokio::time::Instant;

/// The named secret of the vault that the signing key follows from.
pub const SIGNING: &str = "ledger/signing";
/// How long a line of a list may wait to be written.
const LIST_PATIENCE: Duration = Duration::from_secs(1);
/// How long everything else may wait for others to be written with it.
const PATIENCE: Duration = Duration::from_millis(20);
/// For so long after something was lost nothing counts as recorded: whoever asks may ask about that.
const LOST: Duration = Duration::from_secs(5);
/// So many viewings are held before the ledger is open.
const MOST_EARLY: usize = 10_000;

/// Where this process accounts for what is seen and done. Clones are the same one.
#[derive(Clone, Default)]
pub struct Accounting {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    opened: OnceLock<Opened>,
    /// What was reported before the ledger was open.
    early: Mutex<Vec<(Vec<u8>, Duration)>>,
    /// Up to which entry of its stream of rows the database surely knows what is sealed.
    known: AtomicU64,
    /// Held while heads are noted, and while ledger and database are copied one after the other.
    heads_noted: tokio::sync::Mutex<()>,
    /// When something could not even be put into the line.
    lost: Mutex<Option<Instant>>,
}

struct Opened {
    ledger: Ledger,
    key: VerifyingKey,
    dir: PathBuf,
    /// Signed heads of the streams here that were ended: earlier generations.
    ended: Vec<String>,
    /// Base names of the two streams.
    rows: String,
    views: String,
}

/// Where the ledger lies and who writes it.
#[derive(Debug)]
pub struct Placing {
    /// The ledger's directory.
    pub dir: PathBuf,
    /// A directory beside it for locks and unfinished files.
    pub scratch: PathBuf,
    /// The number of the process.
    pub node: u8,
    /// Whether other processes may have the number later, on other data directories.
    pub shared: bool,
    /// Now.
    pub at: Millis,
}

/// How a sign-in ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignIn {
    /// The password was right.
    Done,
    /// Address or password was wrong, or the account is disabled.
    Wrong,
    /// Too many had been tried.
    Paused,
    /// A session was ended by its person.
    Out,
    /// Something was typed that is no address and may be meant for whoever reads it: markup, control characters.
    Odd,
}

impl SignIn {
    fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Wrong => "wrong",
            Self::Paused => "paused",
            Self::Out => "out",
            Self::Odd => "odd",
        }
    }
}

/// The key that signs this installation's ledger, from the vault's secret [`SIGNING`].
///
/// # Errors
/// [`kit_ledger::NoteError`], which does not happen with 32 bytes.
pub fn signing_key(secret: &Secret) -> Result<SigningKey, kit_ledger::NoteError> {
    let tag = aws_lc_rs::hmac::sign(
        &aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &secret[..]),
        b"ledger ed25519 seed 1",
    );
    let mut seed = zeroize::Zeroizing::new([0; 32]);
    seed.copy_from_slice(tag.as_ref());
    SigningKey::from_seed("querist", &seed)
}

/// The heads of the streams that lie at `dir` besides those in `written`.
fn ended(dir: &Path, key: &VerifyingKey, written: &[String]) -> kit_ledger::Result<Vec<String>> {
    let all = kit_ledger::generations(dir)?.into_values().flatten();
    let others = all.filter(|stream| !written.contains(stream));
    // One that was begun and never written has no head.
    let others = others.filter(|stream| dir.join(stream).join("checkpoint").exists());
    others.map(|stream| Ok(kit_ledger::Reader::open(dir, &stream, key)?.note().to_owned())).collect()
}

/// The base name of the stream of `kind` that a data directory has, or begins now. Numbers of processes are
/// given again, to other directories: so a stream that begins where there are several is told from another of
/// the same number by the time it began.
fn stream(placing: &Placing, kind: &str) -> kit_ledger::Result<String> {
    let there = kit_ledger::generations(&placing.dir)?;
    if let Some(base) = there.into_keys().find(|base| base.starts_with(kind)) {
        return Ok(base);
    }
    let base = format!("{kind}{}", placing.node);
    if placing.shared {
        kit_ledger::begin(&placing.dir, &base, placing.at.unsigned_abs())?;
    }
    Ok(base)
}

impl Accounting {
    /// Opens the ledger. Blocks. What was reported before is written now.
    ///
    /// # Errors
    /// Those of [`Ledger::open`].
    pub fn open(&self, placing: Placing, key: SigningKey) -> kit_ledger::Result<()> {
        let public = key.verifying().clone();
        let (rows, views) = (stream(&placing, "audit-")?, stream(&placing, "views-")?);
        let Placing { dir, scratch, .. } = placing;
        let streams = vec![rows.clone(), views.clone()];
        let ledger = Ledger::open(kit_ledger::Options { dir: dir.clone(), scratch, key, streams })?;
        let written = [ledger.name(&rows)?.to_owned(), ledger.name(&views)?.to_owned()];
        let ended = ended(&dir, &public, &written)?;
        self.set_known(u64::MAX);
        let mut early = self.early();
        let opened =
            self.inner.opened.get_or_init(|| Opened { ledger, key: public, dir, ended, rows, views });
        for (entry, patience) in early.drain(..) {
            opened.ledger.enqueue(&opened.views, entry, patience)?;
        }
        Ok(())
    }

    /// Writes what waits and closes.
    ///
    /// # Errors
    /// Those of [`Ledger::close`].
    pub async fn close(&self) -> kit_ledger::Result<()> {
        match self.inner.opened.get() {
            Some(opened) => opened.ledger.clone().close().await,
            None => Ok(()),
        }
    }

    /// Resolves when everything reported so far is on disk.
    ///
    /// # Errors
    /// When it cannot be written: then nothing may be shown that has to be recorded first.
    pub async fn durable(&self) -> kit_ledger::Result<()> {
        let opened = self.opened()?;
        if self.lost().is_some_and(|at| at.elapsed() < LOST) {
            return Err(kit_ledger::Error::Full);
        }
        opened.ledger.durable(&opened.views).await
    }

    /// Whether what is seen and done can be recorded.
    pub async fn writable(&self) -> bool {
        let Ok(opened) = self.opened() else { return false };
        opened.ledger.writable().await.is_ok()
    }

    /// What was written and what waits, once the ledger is open.
    pub fn stats(&self) -> kit_ledger::Stats {
        self.inner.opened.get().map(|opened| opened.ledger.stats()).unwrap_or_default()
    }

    /// Makes tiles and checkpoints of everything now: for a copy or a look from outside.
    ///
    /// # Errors
    /// Those of [`Ledger::settle`].
    pub async fn settle(&self) -> kit_ledger::Result<()> {
        self.opened()?.ledger.settle().await
    }

    /// The key the ledger's heads can be checked with, once it is open.
    pub fn key(&self) -> Option<&VerifyingKey> {
        self.inner.opened.get().map(|opened| &opened.key)
    }

    /// Notes a sign-in or sign-out: of the account `staff` (0 when there is none) from a network told by
    /// `network`, a keyed hash.
    pub fn signed(&self, how: SignIn, staff: i64, network: &str, at: Millis) {
        let how = how.code();
        let line = format!(
            r#"{{"at":{at},"kind":"sign-in","network":"{network}","outcome":"{how}","staff":"{staff}","v":1}}"#
        );
        self.note(line.into_bytes(), PATIENCE);
    }

    fn opened(&self) -> kit_ledger::Result<&Opened> {
        self.inner.opened.get().ok_or(kit_ledger::Error::Closed)
    }

    /// Appends leaves of audit rows; gives the index of the first when all are on disk.
    pub(super) async fn append_rows(&self, leaves: Vec<Vec<u8>>) -> kit_ledger::Result<u64> {
        let opened = self.opened()?;
        opened.ledger.append(&opened.rows, leaves).await
    }

    /// The signed heads of all streams of this process's ledger.
    pub(super) fn all_heads(&self) -> kit_ledger::Result<Vec<String>> {
        let opened = self.opened()?;
        Ok([opened.ended.clone(), opened.ledger.heads()].concat())
    }

    /// Held while heads are noted. Who copies the ledger and then the database holds it meanwhile, so that the
    /// copy of the ledger reaches every head in that of the database.
    pub(crate) fn heads_noted(&self) -> &tokio::sync::Mutex<()> {
        &self.inner.heads_noted
    }

    /// The stream that audit rows are sealed in, with its generation.
    pub(super) fn stream_of_rows(&self) -> kit_ledger::Result<String> {
        let opened = self.opened()?;
        Ok(opened.ledger.name(&opened.rows)?.to_owned())
    }

    /// A reader of it.
    pub(super) fn reader(&self) -> kit_ledger::Result<kit_ledger::Reader> {
        kit_ledger::Reader::open(&self.opened()?.dir, &self.stream_of_rows()?, &self.opened()?.key)
    }

    /// How many entries it has.
    pub(super) fn size_of_rows(&self) -> kit_ledger::Result<u64> {
        let (opened, name) = (self.opened()?, self.stream_of_rows()?);
        let heads = opened.ledger.heads();
        let mut heads = heads.iter().filter_map(|note| Checkpoint::read(note, &opened.key).ok());
        Ok(heads.find(|head| head.stream() == name).map_or(0, |head| head.size))
    }

    pub(super) fn known(&self) -> u64 {
        self.inner.known.load(Ordering::SeqCst)
    }

    pub(super) fn set_known(&self, size: u64) {
        self.inner.known.store(size, Ordering::SeqCst);
    }

    fn early(&self) -> std::sync::MutexGuard<'_, Vec<(Vec<u8>, Duration)>> {
        self.inner.early.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lost(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.inner.lost.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, entry: Vec<u8>, patience: Duration) {
        let Some(opened) = self.inner.opened.get() else {
            let mut early = self.early();
            // It may have been opened since.
            if self.inner.opened.get().is_none() {
                if early.len() < MOST_EARLY {
                    early.push((entry, patience));
                }
                return;
            }
            drop(early);
            return self.note(entry, patience);
        };
        if let Err(error) = opened.ledger.enqueue(&opened.views, entry, patience) {
            // Said once for a flood of them.
            if self.lost().replace(Instant::now()).is_none_or(|before| before.elapsed() > LOST) {
                tracing::error!(%error, "viewings cannot be recorded and are lost");
            }
        }
    }
}

impl Viewings for Accounting {
    fn viewed(&self, viewing: Viewing) {
        let patience = if viewing.purpose == Purpose::List { LIST_PATIENCE } else { PATIENCE };
        self.note(line(&viewing).into_bytes(), patience);
    }
}

/// A viewing in canonical JSON (RFC 8785): names in order, numbers that are ids as text.
fn line(seen: &Viewing) -> String {
    let list = |numbers: &mut dyn Iterator<Item = i64>| {
        numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(" ")
    };
    let (kind, actor) = match seen.actor {
        Actor::Staff(id) => ("staff", id.to_string()),
        Actor::Client(id) => ("client", id.to_string()),
        Actor::Job(name) => ("job", name.to_owned()),
        Actor::System => ("system", "0".to_owned()),
    };
    let (at, purpose) = (seen.at, purpose(seen.purpose));
    let fields = list(&mut seen.fields.iter().map(|field| i64::from(field.0)));
    let keys = list(&mut seen.keys.iter().map(|key| key.0));
    format!(
        r#"{{"actor":"{actor}","actor_kind":"{kind}","at":{at},"fields":"{fields}","keys":"{keys}","kind":"viewing","purpose":"{purpose}","v":1}}"#
    )
}

fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::List => "list",
        Purpose::Read => "read",
        Purpose::Check => "check",
        Purpose::Mail => "mail",
        Purpose::Index => "index",
        Purpose::Directory => "directory",
        Purpose::Export => "export",
        Purpose::Maintain => "maintain",
    }
}

#[cfg(test)]
mod tests {
    use kit_vault::{FieldId, KeyId};

    use super::*;

    // proves: v5.0.0-16.2.1
    #[test]
    fn a_viewing_is_canonical_json() {
        let seen = Viewing {
            actor: Actor::Staff(7),
            purpose: Purpose::List,
            keys: vec![KeyId(9_007_199_254_740_993), KeyId(2)],
            fields: vec![FieldId(3), FieldId(4)],
            at: 1_795_512_600_000,
        };
        let line = line(&seen);
        let read: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(read.to_string(), line, "the order of names is that of the standard");
        assert_eq!(read["keys"], "9007199254740993 2");
        assert_eq!(read["actor_kind"], "staff");
    }
}
