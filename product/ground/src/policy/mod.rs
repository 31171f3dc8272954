//! The policy table: what each level may do, and how far it reaches. No I/O; the only place that decides.
//!
//! To add a permission: a variant, its code, a row in [`TABLE`]. Everything not in the table is denied.

mod rights;

pub use rights::{Exception, Rights, read as read_exceptions, write as write_exceptions};

/// What a member of staff is trusted with (domain glossary: signon levels).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// Reads and notes; answers nobody.
    General,
    /// Works on requests; somebody else closes them.
    Probation,
    /// Answers and closes.
    Regular,
    /// Looks after the desk's work.
    Supervisor,
    /// Looks after the desk itself.
    Administrator,
}

/// Something a person may be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// See requests in lists and open them.
    RequestView,
    /// Write an internal note.
    RequestNote,
    /// Take a request.
    RequestTake,
    /// Give a request to somebody else.
    RequestReallocate,
    /// Ask the client something.
    RequestQuery,
    /// Send the answer and close.
    RequestAnswer,
    /// Open a closed request again.
    RequestReopen,
    /// Forget who asked.
    RequestErase,
    /// See what mail waits or failed.
    MailView,
    /// See background jobs and their runs.
    JobsView,
    /// Switch jobs on and off, run them, try failed ones again.
    JobsManage,
    /// See parameters and how they were changed.
    SettingsView,
    /// Change parameters.
    SettingsChange,
    /// See accounts, locations and who works where.
    StaffView,
    /// Make, change and disable accounts and locations.
    StaffManage,
}

/// How far a permission reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Every object; confidential ones only at one's own location or when they are one's own.
    All,
    /// Every object, confidential or not.
    Everything,
}

use Level::{Administrator, General, Probation, Regular, Supervisor};
use Permission as P;

/// Levels in the order of trust.
pub const LEVELS: [Level; 5] = [General, Probation, Regular, Supervisor, Administrator];

/// Permission, the levels that have it, how far it reaches.
///
/// Confidential requests are for those of the location and the one who has it; a supervisor or administrator
/// elsewhere is no exception, for need to know is not a matter of rank.
pub const TABLE: &[(Permission, &[Level], Scope)] = &[
    (P::RequestView, &[General, Probation, Regular, Supervisor, Administrator], Scope::All),
    (P::RequestNote, &[General, Probation, Regular, Supervisor, Administrator], Scope::All),
    (P::RequestTake, &[Probation, Regular, Supervisor, Administrator], Scope::All),
    (P::RequestReallocate, &[Probation, Regular, Supervisor, Administrator], Scope::All),
    (P::RequestQuery, &[Probation, Regular, Supervisor, Administrator], Scope::All),
    (P::RequestAnswer, &[Regular, Supervisor, Administrator], Scope::All),
    (P::RequestReopen, &[Probation, Regular, Supervisor, Administrator], Scope::All),
    (P::RequestErase, &[Supervisor, Administrator], Scope::All),
    (P::MailView, &[Supervisor, Administrator], Scope::Everything),
    (P::JobsView, &[Supervisor, Administrator], Scope::Everything),
    (P::JobsManage, &[Administrator], Scope::Everything),
    (P::SettingsView, &[Supervisor, Administrator], Scope::Everything),
    (P::SettingsChange, &[Administrator], Scope::Everything),
    (P::StaffView, &[Supervisor, Administrator], Scope::Everything),
    (P::StaffManage, &[Administrator], Scope::Everything),
];

/// Acts of administration: whoever does one proves again that it is them when the last proof is some time ago,
/// and they may be kept to networks of their own.
pub const ASKS_AGAIN: &[Permission] = &[P::JobsManage, P::SettingsChange, P::StaffManage];

/// The columns of an object that decide who may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Object {
    /// Where it belongs.
    pub location: i64,
    /// Who has it, 0 for nobody.
    pub assignee: i64,
    /// Whether it is confidential.
    pub confidential: bool,
}

/// Whether somebody with these rights has `permission` at all: what a route asks before anything is loaded.
pub fn allows(rights: Rights, permission: Permission) -> bool {
    rights.has(permission)
}

/// Whether somebody with these rights, with id `person` and working at `location`, may do `permission` to
/// `object`. A right given to one person alone reaches as far as anybody's.
pub fn may(rights: Rights, person: i64, location: i64, permission: Permission, object: Object) -> bool {
    let Some((_, _, scope)) = row(permission) else { return false };
    rights.has(permission)
        && match scope {
            Scope::Everything => true,
            Scope::All => !object.confidential || object.location == location || object.assignee == person,
        }
}

/// Why somebody may see an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Everybody on the staff may.
    Open,
    /// It is theirs to work on.
    Assigned,
    /// It is confidential, and belongs where they work.
    Location,
}

/// Why a person with id `person`, who works at `location` and may see `object`, may do so.
pub fn why(person: i64, location: i64, object: Object) -> Option<Why> {
    match object {
        Object { assignee, .. } if assignee == person => Some(Why::Assigned),
        Object { confidential: false, .. } => Some(Why::Open),
        Object { location: here, .. } if here == location => Some(Why::Location),
        _ => None,
    }
}

fn row(permission: Permission) -> Option<&'static (Permission, &'static [Level], Scope)> {
    TABLE.iter().find(|(p, _, _)| *p == permission)
}

impl Level {
    /// The code it is stored by.
    pub fn code(self) -> &'static str {
        match self {
            General => "general",
            Probation => "probation",
            Regular => "regular",
            Supervisor => "supervisor",
            Administrator => "administrator",
        }
    }

    /// The level with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        LEVELS.into_iter().find(|level| level.code() == code)
    }
}

impl Permission {
    /// The permission with this name.
    pub fn from_code(code: &str) -> Option<Self> {
        TABLE.iter().map(|(permission, ..)| *permission).find(|permission| permission.code() == code)
    }

    /// Permanent name; elements of pages that need it carry the same.
    pub fn code(self) -> &'static str {
        match self {
            P::RequestView => "request.view",
            P::RequestNote => "request.note",
            P::RequestTake => "request.take",
            P::RequestReallocate => "request.reallocate",
            P::RequestQuery => "request.query",
            P::RequestAnswer => "request.answer",
            P::RequestReopen => "request.reopen",
            P::RequestErase => "request.erase",
            P::MailView => "mail.view",
            P::JobsView => "jobs.view",
            P::JobsManage => "jobs.manage",
            P::SettingsView => "settings.view",
            P::SettingsChange => "settings.change",
            P::StaffView => "staff.view",
            P::StaffManage => "staff.manage",
        }
    }

    /// Whether it is an act of administration, before which people prove again that it is them.
    pub fn asks_again(self) -> bool {
        ASKS_AGAIN.contains(&self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRIVATE: Object = Object { location: 1, assignee: 7, confidential: true };

    // proves: v5.0.0-8.2.2, attack B2
    #[test]
    fn confidential_requests_are_for_their_location_and_their_owner() {
        for level in LEVELS {
            assert!(may(level.into(), 9, 1, P::RequestView, PRIVATE), "{level:?} of the location");
            assert!(may(level.into(), 7, 2, P::RequestView, PRIVATE), "{level:?} who has it");
            assert!(!may(level.into(), 9, 2, P::RequestView, PRIVATE), "{level:?} of another location");
        }
    }

    #[test]
    fn whoever_may_see_something_is_told_why_and_nobody_else() {
        for confidential in [false, true] {
            for (person, location) in [(7, 1), (7, 2), (9, 1), (9, 2)] {
                let object = Object { confidential, ..PRIVATE };
                let may = may(General.into(), person, location, P::RequestView, object);
                assert_eq!(why(person, location, object).is_some(), may, "{person} at {location}");
            }
        }
        assert_eq!(why(7, 2, PRIVATE), Some(Why::Assigned));
        assert_eq!(why(9, 1, PRIVATE), Some(Why::Location));
    }

    // proves: attack B6
    #[test]
    fn nobody_answers_without_the_right() {
        let open = Object { confidential: false, ..PRIVATE };
        let who: Vec<Level> =
            LEVELS.into_iter().filter(|l| may((*l).into(), 9, 1, P::RequestAnswer, open)).collect();
        assert_eq!(who, [Regular, Supervisor, Administrator]);
        assert!(!allows(Supervisor.into(), P::JobsManage));
    }

    #[test]
    fn every_permission_stands_once_in_the_table() {
        let mut codes: Vec<&str> = TABLE.iter().map(|(p, _, _)| p.code()).collect();
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all);
    }
}
