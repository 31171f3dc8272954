//! Where a request can stand and what may be done with it. No I/O.

use ground::guard::Permission;
use ground::guard::policy::{self, Object, Rights};
use ground::staff::Person;

/// Where a request stands. How it came there (`reason`) is stored beside it; both together give the words
/// people read (domain 2.2 and Decisions 13).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nobody has it.
    New,
    /// Somebody has it.
    InHand,
    /// The client was asked something.
    WithClient,
    /// It is done.
    Closed,
}

/// How a request came to where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The ordinary way.
    None,
    /// The client wrote again.
    Replied,
    /// It was closed and is open again.
    Reopened,
    /// It was closed with an answer.
    Answered,
}

impl State {
    const ALL: [Self; 4] = [Self::New, Self::InHand, Self::WithClient, Self::Closed];

    /// The code it is stored by.
    pub fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::InHand => "in_hand",
            Self::WithClient => "with_client",
            Self::Closed => "closed",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

impl Reason {
    const ALL: [Self; 4] = [Self::None, Self::Replied, Self::Reopened, Self::Answered];

    /// The code it is stored by.
    pub fn code(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Replied => "replied",
            Self::Reopened => "reopened",
            Self::Answered => "answered",
        }
    }

    /// The reason with this code.
    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|reason| reason.code() == code).unwrap_or(Self::None)
    }
}

/// The glyph and the text key for where a request stands.
pub fn shown(state: State, reason: Reason) -> (&'static str, &'static str) {
    match (state, reason) {
        (State::Closed, _) => ("closed", "requests-state-closed"),
        (State::WithClient, _) => ("with-client", "requests-state-with-client"),
        (_, Reason::Replied) => ("replied", "requests-state-replied"),
        (_, Reason::Reopened) => ("replied", "requests-state-reopened"),
        (State::New, _) => ("new", "requests-state-new"),
        (State::InHand, _) => ("in-hand", "requests-state-in-hand"),
    }
}

/// What a person may do with a request as it stands: what the action bar offers, and nothing else works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "one yes or no per act is what an action bar is")]
pub struct Offers {
    /// Make it one's own.
    pub take: bool,
    /// Give it to somebody.
    pub reallocate: bool,
    /// Write a note.
    pub note: bool,
    /// Ask the client.
    pub query: bool,
    /// Answer and close.
    pub answer: bool,
    /// Open it again.
    pub reopen: bool,
    /// Forget who asked.
    pub erase: bool,
}

impl Offers {
    /// What `person` may do; `erased` when the client was forgotten, so that nobody can be asked any more.
    pub fn of(person: &Person, state: State, object: Object, erased: bool) -> Self {
        let may = |permission| {
            policy::may(person.subject(), permission, object)
                && policy::fits(permission, state != State::Closed)
        };
        Self {
            take: object.assignee != person.id.0 && may(Permission::RequestTake),
            reallocate: may(Permission::RequestReallocate),
            note: may(Permission::RequestNote),
            query: !erased && may(Permission::RequestQuery),
            answer: may(Permission::RequestAnswer),
            reopen: may(Permission::RequestReopen),
            erase: !erased && may(Permission::RequestErase),
        }
    }
}

/// Whether a member of staff with these rights can be given requests: they can open what they have.
pub fn can_hold(rights: Rights) -> bool {
    policy::allows(rights, Permission::RequestView) && policy::allows(rights, Permission::RequestTake)
}

/// How due a request is, for the badge: by word and shape, not by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Past, by so many days (0: earlier today).
    Late(i64),
    /// Later today.
    Today,
    /// Within three days.
    Near,
    /// After that.
    Later,
    /// The request is closed or rests with the client.
    Rests,
}

impl Due {
    /// How due a request is that is due at `at`, `days` days from today.
    pub fn of(state: State, at: i64, now: i64, days: i64) -> Self {
        match state {
            State::Closed => Self::Rests,
            _ if at < now => Self::Late(-days),
            _ if days <= 0 => Self::Today,
            _ if days <= 3 => Self::Near,
            _ => Self::Later,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ground::guard::Level;
    use ground::guard::policy::LEVELS;
    use ground::staff::{LocationId, SessionId, StaffId};

    fn person(level: Level) -> Person {
        Person {
            id: StaffId(7),
            level,
            rights: level.into(),
            location: LocationId(1),
            teams: Vec::new(),
            lang: String::new(),
            password_at: 0,
            session: SessionId(1),
            confirmed_at: 0,
        }
    }

    #[test]
    fn the_action_bar_offers_what_state_and_right_allow() {
        let object = Object { location: 1, team: 0, assignee: 0, confidential: false };
        for level in LEVELS.into_iter().filter(|level| *level != Level::SecurityOfficer) {
            let open = Offers::of(&person(level), State::New, object, false);
            let closed = Offers::of(&person(level), State::Closed, object, false);
            assert!(!open.reopen && !closed.answer && !closed.take && !closed.query, "{level:?}");
            assert!(open.note && closed.note, "{level:?}");
            assert_eq!(
                open.answer,
                matches!(level, Level::Regular | Level::Supervisor | Level::Administrator)
            );
        }
        let mine = Offers::of(&person(Level::Regular), State::InHand, Object { assignee: 7, ..object }, true);
        assert!(
            !mine.take && mine.answer && !mine.query && !mine.erase,
            "nobody is left to ask or to forget"
        );
    }

    #[test]
    fn due_goes_from_later_to_late() {
        assert_eq!(Due::of(State::New, 100, 50, 5), Due::Later);
        assert_eq!(Due::of(State::New, 100, 50, 3), Due::Near);
        assert_eq!(Due::of(State::New, 100, 50, 0), Due::Today);
        assert_eq!(Due::of(State::New, 40, 50, -2), Due::Late(2));
        assert_eq!(Due::of(State::Closed, 40, 50, -2), Due::Rests);
    }
}
