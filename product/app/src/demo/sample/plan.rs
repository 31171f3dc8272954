//! How many enquiries of which form there are, how far each has come, and how long ago it came.

use super::days::Day;
use super::dice::Dice;
use super::subject::Subject;
use super::{complete, copies, council, general, history, private};

/// How far an enquiry has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// Somebody has answered, and perhaps once more.
    Answered,
    /// The client has written again after the answer.
    Reopened,
    /// Staff have asked the client something.
    Asked,
    /// The client has written and waits.
    Replied,
    /// Somebody has it.
    InHand,
    /// Nobody has it, but a colleague or the client has added something.
    Touched,
    /// Nobody has looked at it.
    New,
}

/// An enquiry that is planned.
#[derive(Debug, Clone, Copy)]
pub(super) struct Planned {
    pub(super) form: &'static str,
    pub(super) subject: &'static Subject,
    pub(super) ending: Ending,
    pub(super) age_minutes: u32,
}

/// The part of the whole that one form has.
struct Share {
    form: &'static str,
    subjects: &'static [&'static [Subject]],
    /// Working days in which it is answered, as the form says.
    within: u32,
    /// How many there are of each ending; rare ones first, so that they find a subject that suits them.
    endings: [(Ending, usize); 7],
    /// How many of those that are open are late.
    late: usize,
}

use Ending::{Answered, Asked, InHand, New, Reopened, Replied, Touched};

/// 45, 25, 12, 8, 5 and 5 in a hundred of 300.
const SHARES: [Share; 6] = [
    Share {
        form: "general",
        subjects: general::SUBJECTS,
        within: 1,
        endings: [
            (Reopened, 2),
            (Touched, 3),
            (Asked, 5),
            (Replied, 5),
            (InHand, 7),
            (New, 14),
            (Answered, 99),
        ],
        late: 5,
    },
    Share {
        form: "history",
        subjects: history::SUBJECTS,
        within: 5,
        endings: [
            (Reopened, 2),
            (Touched, 2),
            (Asked, 8),
            (Replied, 7),
            (InHand, 11),
            (New, 7),
            (Answered, 38),
        ],
        late: 4,
    },
    Share {
        form: "copies",
        subjects: copies::SUBJECTS,
        within: 10,
        endings: [
            (Reopened, 1),
            (Touched, 1),
            (Asked, 5),
            (Replied, 3),
            (InHand, 5),
            (New, 4),
            (Answered, 17),
        ],
        late: 1,
    },
    Share {
        form: "council",
        subjects: council::SUBJECTS,
        within: 2,
        endings: [
            (Reopened, 0),
            (Touched, 0),
            (Asked, 2),
            (Replied, 2),
            (InHand, 3),
            (New, 2),
            (Answered, 15),
        ],
        late: 1,
    },
    Share {
        form: "private",
        subjects: private::SUBJECTS,
        within: 2,
        endings: [
            (Reopened, 0),
            (Touched, 0),
            (Asked, 1),
            (Replied, 1),
            (InHand, 1),
            (New, 2),
            (Answered, 10),
        ],
        late: 0,
    },
    Share {
        form: "complete",
        subjects: complete::SUBJECTS,
        within: 5,
        endings: [
            (Reopened, 1),
            (Touched, 0),
            (Asked, 2),
            (Replied, 1),
            (InHand, 3),
            (New, 1),
            (Answered, 7),
        ],
        late: 1,
    },
];

const DAY: u32 = 24 * 60;

/// Everything there is to be, oldest first.
pub(super) fn plan(dice: Dice<'_>, today: Day) -> Vec<Planned> {
    let mut all = Vec::new();
    for share in &SHARES {
        let mut begun = 0;
        for (ending, subject) in deal(dice, share) {
            begun += usize::from(can_be_late(ending));
            let is_late = can_be_late(ending) && share.is_late(begun);
            let age_minutes = age(dice, today, share.within, ending, is_late);
            all.push(Planned { form: share.form, subject, ending, age_minutes });
        }
    }
    all.sort_by_key(|planned| std::cmp::Reverse(planned.age_minutes));
    all
}

/// What nobody has looked at is new, and what was opened again has a new date.
fn can_be_late(ending: Ending) -> bool {
    matches!(ending, Asked | Replied | InHand)
}

impl Share {
    /// Whether the `nth` of those begun is late: so many of them, spread over all stages.
    fn is_late(&self, nth: usize) -> bool {
        let begun: usize =
            self.endings.iter().filter(|(ending, _)| can_be_late(*ending)).map(|(_, count)| count).sum();
        self.late > 0 && nth.is_multiple_of(begun / self.late) && nth / (begun / self.late) <= self.late
    }
}

/// Gives each ending a subject that suits it. Every subject is used before one comes again.
fn deal(dice: Dice<'_>, share: &Share) -> Vec<(Ending, &'static Subject)> {
    let whole: Vec<&'static Subject> = share.subjects.iter().copied().flatten().collect();
    let mut deck = whole.clone();
    dice.shuffle(&mut deck);
    let endings = share.endings.iter().flat_map(|(ending, count)| std::iter::repeat_n(*ending, *count));
    let mut dealt = Vec::new();
    for ending in endings {
        if !deck.iter().any(|subject| suits(subject, ending)) {
            // No other is left: all may come again but those that come once.
            let mut more: Vec<_> = whole.iter().copied().filter(|subject| !subject.once).collect();
            dice.shuffle(&mut more);
            deck.extend(more);
        }
        let found = deck.iter().position(|subject| suits(subject, ending));
        dealt.push((ending, found.map_or_else(|| dice.pick(&whole), |at| deck.remove(at))));
    }
    dealt
}

fn suits(subject: &Subject, ending: Ending) -> bool {
    match ending {
        Asked => subject.has_query(),
        Reopened => subject.has_reopen(),
        // People who ask in private do not chat.
        Replied => subject.has_query() || !subject.once,
        _ => true,
    }
}

/// How many minutes ago it came.
fn age(dice: Dice<'_>, today: Day, within: u32, ending: Ending, is_late: bool) -> u32 {
    let calm = today.calm(within) as u32;
    if is_late {
        return (calm + 1) * DAY + dice.between(DAY / 2, 4 * DAY);
    }
    // Nobody knows what time it is: a day less, and nothing that is open falls due before tonight.
    let most = calm.saturating_sub(u32::from(within > 1)).clamp(1, 10) * DAY - 90;
    match ending {
        New => dice.between(2, most.min(if within == 1 { 10 * 60 } else { 2 * DAY })),
        Touched => dice.between(120, most.min(DAY + DAY / 2)),
        InHand | Asked => dice.between(240, most),
        Replied => dice.between(360, most),
        Reopened => dice.between(4 * DAY, 9 * DAY),
        Answered => done(dice, within),
    }
}

/// What is done lies further back the slower its kind is answered: most within three weeks.
fn done(dice: Dice<'_>, within: u32) -> u32 {
    let least = (within * DAY / 3).max(400);
    match dice.below(100) {
        0..=34 => dice.between(least, least + 7 * DAY),
        35..=77 => dice.between(least + DAY, 21 * DAY),
        _ => dice.between(21 * DAY, 119 * DAY),
    }
}
