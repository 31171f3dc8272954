//! What people ask about: the shape the texts in `general`, `history`, `copies`, `council`, `private` and
//! `complete` are written in. Texts have slots in braces, which a [`Scene`](super::scene::Scene) fills.

/// A subject: how people ask about it and how the conversation goes.
#[derive(Debug)]
pub(super) struct Subject {
    /// The question in the words of different people; one of them is asked.
    pub(super) asks: &'static [&'static str],
    /// Everything said until it is done, in order: it can be broken off anywhere.
    pub(super) talk: &'static [Turn],
    /// Answers to the form's other questions, by key. A date is a number of days, a date with time that
    /// number and the time.
    pub(super) fields: &'static [(&'static str, &'static str)],
    /// The years `{y}` is drawn from.
    pub(super) years: (u32, u32),
    /// Who asks, when not anybody can.
    pub(super) who: &'static str,
    /// Whether it would be odd to hear it twice.
    pub(super) once: bool,
}

/// Something said after the question.
#[derive(Debug, Clone, Copy)]
pub(super) enum Turn {
    /// Among colleagues.
    Note(&'static str),
    /// Staff ask the client.
    Query(&'static str),
    /// The client replies.
    Reply(&'static str),
    /// Staff answer.
    Answer(&'static str),
    /// The client writes after the answer.
    Reopen(&'static str),
}

/// What a subject is when nothing else is said: the rest of every entry.
pub(super) const PLAIN: Subject =
    Subject { asks: &[], talk: &[], fields: &[], years: (1850, 1938), who: "", once: false };

/// The same for what is asked one time only.
pub(super) const ONCE: Subject = Subject { once: true, ..PLAIN };

impl Subject {
    /// Whether staff ask the client something.
    pub(super) fn has_query(&self) -> bool {
        self.talk.iter().any(|turn| matches!(turn, Turn::Query(_)))
    }

    /// Whether the client writes after the answer.
    pub(super) fn has_reopen(&self) -> bool {
        self.talk.iter().any(|turn| matches!(turn, Turn::Reopen(_)))
    }
}
