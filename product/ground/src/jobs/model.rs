//! Kinds of jobs and the rules of trying again. No I/O.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use kit_base::{DAY, HOUR, MINUTE, Millis, SECOND};

kit_db::id_type!(pub JobId, "Names a job.");

/// A future in a box, as traits with async functions need it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The four lines jobs stand in; each has workers of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Queue {
    /// Outgoing mail: waits for others' servers.
    Mail,
    /// What others follow: positions, indexes. Short and often.
    Sequence,
    /// Sweeping up.
    Maintenance,
    /// Long work over many rows.
    Bulk,
}

impl Queue {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Mail, Self::Sequence, Self::Maintenance, Self::Bulk];

    /// How many jobs of it a process runs at once.
    pub fn width(self) -> usize {
        match self {
            Self::Mail => 4,
            Self::Sequence | Self::Maintenance | Self::Bulk => 2,
        }
    }

    /// The code it is stored by.
    pub fn code(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sequence => "sequence",
            Self::Maintenance => "maintenance",
            Self::Bulk => "bulk",
        }
    }

    /// The queue with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|queue| queue.code() == code)
    }
}

/// When a recurring job is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schedule {
    /// This long after the end of the run before; at once the first time.
    Every(Millis),
    /// Once a day at this time, UTC.
    Daily {
        /// 0 to 23.
        hour: u8,
        /// 0 to 59.
        minute: u8,
    },
}

impl Schedule {
    /// The code it is stored by: `every/60000` or `daily/03:30`.
    pub fn code(self) -> String {
        match self {
            Self::Every(pause) => format!("every/{pause}"),
            Self::Daily { hour, minute } => format!("daily/{hour:02}:{minute:02}"),
        }
    }

    /// The schedule with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        match code.split_once('/')? {
            ("every", pause) => pause.parse().ok().map(Self::Every),
            ("daily", time) => {
                let (hour, minute) = time.split_once(':')?;
                Some(Self::Daily { hour: hour.parse().ok()?, minute: minute.parse().ok()? })
            }
            _ => None,
        }
    }

    /// The first time it is due, for a desk that sees it at `now` for the first time.
    pub fn first(self, now: Millis) -> Millis {
        match self {
            Self::Every(_) => now,
            Self::Daily { .. } => self.next(now),
        }
    }

    /// When it is due after a run that ended at `now`. Times missed in between are made up for by one run,
    /// not by many.
    pub fn next(self, now: Millis) -> Millis {
        match self {
            Self::Every(pause) => now.saturating_add(pause.max(1)),
            Self::Daily { hour, minute } => {
                let at = i64::from(hour) * HOUR + i64::from(minute) * MINUTE;
                let today = now.div_euclid(DAY) * DAY + at;
                if today > now { today } else { today + DAY }
            }
        }
    }
}

/// A kind of job: everything about it that is the same for each one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Permanent name, as in `mail.send`. Its texts are `job-mail-send-title` and `job-mail-send-about`.
    pub name: &'static str,
    /// Where it stands in line.
    pub queue: Queue,
    /// When it recurs by itself; `None` for jobs that others ask for.
    pub schedule: Option<Schedule>,
    /// How often it is tried before it is given up.
    pub max_attempts: u32,
}

impl Kind {
    /// A kind others ask for, tried 8 times (some 20 minutes).
    pub const fn new(name: &'static str, queue: Queue) -> Self {
        Self { name, queue, schedule: None, max_attempts: 8 }
    }

    /// The same, recurring.
    #[must_use]
    pub const fn recurring(self, schedule: Schedule) -> Self {
        Self { schedule: Some(schedule), ..self }
    }

    /// The same, tried `max_attempts` times.
    #[must_use]
    pub const fn attempts(self, max_attempts: u32) -> Self {
        Self { max_attempts, ..self }
    }

    /// The name as it stands in the keys of texts.
    pub fn slug(&self) -> String {
        self.name.replace(['.', '_'], "-")
    }

    /// Of jobs with this key only one lives: the one of the schedule.
    pub(super) fn schedule_key(&self) -> String {
        format!("schedule/{}", self.name)
    }
}

/// How an attempt ended. What it says is kept and shown to staff: technical words, codes and numbers, nothing
/// a person wrote and nothing that names one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The work is done, or there was none.
    Done(String),
    /// It did not work, and may work later.
    Retry {
        /// What went wrong.
        why: String,
    },
    /// It will never work.
    Fail {
        /// What went wrong.
        why: String,
    },
}

impl Outcome {
    /// Done.
    pub fn done(note: impl Into<String>) -> Self {
        Self::Done(note.into())
    }

    /// To be tried again, because of `why`: what was being attempted and the chain of causes.
    pub fn retry(why: impl Into<String>) -> Self {
        Self::Retry { why: why.into() }
    }

    /// Never to be tried again.
    pub fn fail(why: impl Into<String>) -> Self {
        Self::Fail { why: why.into() }
    }
}

/// A job in the hands of the one that does it.
#[derive(Debug)]
pub struct Job {
    /// Which.
    pub id: JobId,
    /// Ids of what it is to be done to.
    pub payload: serde_json::Value,
    /// 1 at the first attempt.
    pub attempt: u32,
    /// That it is ours.
    pub lease: Lease,
}

impl Job {
    /// The id called `name` in the payload.
    pub fn id_of(&self, name: &str) -> Option<i64> {
        self.payload.get(name)?.as_i64()
    }
}

/// The right to do a job. It is renewed in the background; a worker that could not renew it has lost it.
#[derive(Debug, Clone, Default)]
pub struct Lease {
    lost: Arc<AtomicBool>,
}

impl Lease {
    /// Whether the job is still ours. Long work asks before each part: when the answer is no, somebody else
    /// may be doing it by now.
    pub fn is_held(&self) -> bool {
        !self.lost.load(Ordering::SeqCst)
    }

    pub(super) fn lose(&self) {
        self.lost.store(true, Ordering::SeqCst);
    }
}

/// Something that does jobs of one kind.
pub trait Work: Send + Sync + 'static {
    /// Which kind.
    fn kind(&self) -> &'static Kind;

    /// How long one attempt may take, in milliseconds.
    fn time_limit(&self) -> Millis {
        5 * MINUTE
    }

    /// Does one. It may be done again after it was done (a crash before that was written down), so doing it
    /// twice must be the same as doing it once. It may be dropped at any `await` when its time is over.
    fn run(&self, job: Job) -> BoxFuture<'_, Outcome>;
}

/// First pause between two attempts.
const FIRST_PAUSE: Millis = 10 * SECOND;
/// Longest pause between two attempts.
const LONGEST_PAUSE: Millis = 6 * HOUR;

/// The pause after attempt number `attempt`: 10 s, doubled each time up to 6 h, a quarter more or less as
/// `chance` says, so that what failed together does not come back together.
pub fn pause(attempt: u32, chance: [u8; 4]) -> Millis {
    let doublings = attempt.saturating_sub(1).min(20);
    let whole = (FIRST_PAUSE << doublings).min(LONGEST_PAUSE);
    let share = i64::from(u32::from_be_bytes(chance) >> 16); // 0 to 65,535
    whole * 3 / 4 + whole / 2 * share / 65_536
}

/// What becomes of a job after an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    Done { note: String },
    Again { at: Millis, why: String },
    Failed { why: String },
}

impl Verdict {
    /// The word it is recorded by.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Done { .. } => "done",
            Self::Again { .. } => "retry",
            Self::Failed { .. } => "failed",
        }
    }
}

/// Longest note or reason kept, in characters.
const LONGEST_NOTE: usize = 200;

/// The verdict on attempt number `attempt` of `kind` that ended at `now` with `outcome`.
pub(super) fn verdict(kind: &Kind, attempt: u32, outcome: Outcome, now: Millis, chance: [u8; 4]) -> Verdict {
    let short = |text: String| kit_base::first_words(&text, LONGEST_NOTE);
    match outcome {
        Outcome::Done(note) => Verdict::Done { note: short(note) },
        Outcome::Retry { why } if attempt < kind.max_attempts => {
            Verdict::Again { at: now + pause(attempt, chance), why: short(why) }
        }
        Outcome::Retry { why } | Outcome::Fail { why } => Verdict::Failed { why: short(why) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: Kind = Kind::new("mail.send", Queue::Mail).attempts(3);

    #[test]
    fn pauses_double_to_six_hours_and_scatter() {
        let middle = [0x80, 0, 0, 0];
        let pauses: Vec<Millis> = (1..=14).map(|attempt| pause(attempt, middle) / SECOND).collect();
        assert_eq!(pauses[..4], [10, 20, 40, 80]);
        assert_eq!(pauses[11..], [20_480, 21_600, 21_600]);
        for attempt in 1..100 {
            let (least, most) = (pause(attempt, [0; 4]), pause(attempt, [0xff; 4]));
            assert!(least < pause(attempt, middle) && pause(attempt, middle) < most);
            assert!(least >= 7_500 && most <= LONGEST_PAUSE * 5 / 4, "{attempt}: {least} to {most}");
        }
    }

    #[test]
    fn the_last_attempt_is_the_last() {
        let retry = || Outcome::retry("no answer");
        assert!(matches!(verdict(&MAIL, 2, retry(), 0, [0; 4]), Verdict::Again { at: 15_000, .. }));
        assert_eq!(verdict(&MAIL, 3, retry(), 0, [0; 4]), Verdict::Failed { why: "no answer".into() });
        assert!(matches!(verdict(&MAIL, 1, Outcome::fail("gone"), 0, [0; 4]), Verdict::Failed { .. }));
        assert!(matches!(verdict(&MAIL, 9, Outcome::done(""), 0, [0; 4]), Verdict::Done { .. }));
    }

    #[test]
    fn a_daily_job_is_due_at_its_time_and_once_for_all_it_missed() {
        let daily = Schedule::Daily { hour: 3, minute: 30 };
        let at = 3 * HOUR + 30 * MINUTE;
        assert_eq!(daily.next(0), at);
        assert_eq!(daily.next(at - 1), at);
        assert_eq!(daily.next(at), at + DAY);
        assert_eq!(daily.next(5 * DAY + at + 1), 6 * DAY + at);
        assert_eq!(daily.first(at + 1), at + DAY);
        assert_eq!(Schedule::Every(MINUTE).first(7), 7);
        assert_eq!(Schedule::Every(MINUTE).next(7), MINUTE + 7);
        for schedule in [daily, Schedule::Every(MINUTE)] {
            assert_eq!(Schedule::from_code(&schedule.code()), Some(schedule));
        }
        assert_eq!(Schedule::from_code(""), None);
    }
}
