//! The policy table: what each level may do, how far it reaches, and at which state of a request. No I/O; the only
//! place that decides.
//!
//! A right is asked for in three steps, and each denies by default: does the person have it at all ([`allows`]),
//! does it reach this object ([`may`]), and does the object's state allow it ([`fits`]).
//!
//! To add a permission: a variant, its code, a row in [`TABLE`]. Everything not in the table is denied.

mod rights;
mod roles;

pub use rights::{Exception, Rights, read as read_exceptions, write as write_exceptions};
pub use roles::{read as read_role, write as write_role};

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
    /// Watches over accounts, parameters and jobs; sees no request.
    SecurityOfficer,
    /// Watches over what is known of people; has them forgotten, and answers nobody.
    PrivacyOfficer,
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
    /// Take client data out in bulk.
    ClientExport,
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

/// How far a right reaches: each reaches all that those before it reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Nothing: the right is not there.
    None,
    /// What the person has to work on.
    Assigned,
    /// And what is with a team of theirs.
    Team,
    /// And all at the location where they work.
    Location,
    /// And everything else but what is confidential.
    All,
}

/// Scopes a right can be given with, from the narrowest.
pub const SCOPES: [Scope; 4] = [Scope::Assigned, Scope::Team, Scope::Location, Scope::All];

/// The states of an object at which something can be done to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Whatever state it is in.
    Always,
    /// While it is open.
    Open,
    /// Once it is closed.
    Closed,
}

use Level::{Administrator, General, PrivacyOfficer, Probation, Regular, SecurityOfficer, Supervisor};
use Permission as P;

/// Levels in the order of trust, and the officers beside them.
pub const LEVELS: [Level; 7] =
    [General, Probation, Regular, Supervisor, Administrator, SecurityOfficer, PrivacyOfficer];

/// Everybody who works on requests.
const DESK: &[Level] = &[Probation, Regular, Supervisor, Administrator];
/// Everybody who looks after the desk.
const LOOKS: &[Level] = &[Supervisor, Administrator, SecurityOfficer, PrivacyOfficer];

/// Permission, the levels that have it, the states at which it works. A level's rights reach as far as
/// [`Scope::All`]; a role may reach less far.
///
/// Confidential requests are for those of the location or the team and the one who has it; a supervisor or
/// administrator elsewhere is no exception, for need to know is not a matter of rank.
pub const TABLE: &[(Permission, &[Level], When)] = &[
    (P::RequestView, &[General, Probation, Regular, Supervisor, Administrator, PrivacyOfficer], When::Always),
    (P::RequestNote, &[General, Probation, Regular, Supervisor, Administrator, PrivacyOfficer], When::Always),
    (P::RequestTake, DESK, When::Open),
    (P::RequestReallocate, DESK, When::Open),
    (P::RequestQuery, DESK, When::Open),
    (P::RequestAnswer, &[Regular, Supervisor, Administrator], When::Open),
    (P::RequestReopen, DESK, When::Closed),
    (P::RequestErase, &[Supervisor, Administrator, PrivacyOfficer], When::Always),
    (P::ClientExport, &[Administrator], When::Always),
    (P::MailView, &[Supervisor, Administrator, SecurityOfficer], When::Always),
    (P::JobsView, &[Supervisor, Administrator, SecurityOfficer], When::Always),
    (P::JobsManage, &[Administrator], When::Always),
    (P::SettingsView, LOOKS, When::Always),
    (P::SettingsChange, &[Administrator], When::Always),
    (P::StaffView, LOOKS, When::Always),
    (P::StaffManage, &[Administrator], When::Always),
];

/// Acts of administration: whoever does one proves again that it is them when the last proof is some time ago,
/// and they may be kept to networks of their own.
pub const ASKS_AGAIN: &[Permission] = &[P::ClientExport, P::JobsManage, P::SettingsChange, P::StaffManage];

/// The columns of an object that decide who may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Object {
    /// Where it belongs.
    pub location: i64,
    /// The team that has it, 0 for none.
    pub team: i64,
    /// Who has it, 0 for nobody.
    pub assignee: i64,
    /// Whether it is confidential.
    pub confidential: bool,
}

/// Somebody who asks: what decides which objects their rights reach.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Row id of the account.
    pub id: i64,
    /// Where they work.
    pub location: i64,
    /// The teams they are in.
    pub teams: &'a [i64],
    /// What they may do.
    pub rights: Rights,
}

impl Subject<'_> {
    /// The narrowest scope that reaches `object`, if one does.
    pub fn nearest(&self, object: Object) -> Option<Scope> {
        if object.assignee == self.id {
            Some(Scope::Assigned)
        } else if object.team != 0 && self.teams.contains(&object.team) {
            Some(Scope::Team)
        } else if object.location == self.location {
            Some(Scope::Location)
        } else {
            (!object.confidential).then_some(Scope::All)
        }
    }
}

/// Whether somebody with these rights has `permission` at all: what a route asks before anything is loaded.
pub fn allows(rights: Rights, permission: Permission) -> bool {
    rights.has(permission)
}

/// Whether `who` may do `permission` to `object`.
pub fn may(who: Subject<'_>, permission: Permission, object: Object) -> bool {
    let reach = who.rights.reach(permission);
    if kit_base::fault::is_out("object") {
        return reach > Scope::None;
    }
    reach > Scope::None && who.nearest(object).is_some_and(|near| near <= reach)
}

/// Whether the state of an object allows `permission`.
pub fn fits(permission: Permission, is_open: bool) -> bool {
    match row(permission) {
        Some((.., When::Always)) => true,
        Some((.., When::Open)) => is_open,
        Some((.., When::Closed)) => !is_open,
        None => false,
    }
}

/// Why `who` may see `object`: the widest reason there is, and the narrowest where it is confidential or their
/// rights reach less far than everything. `None` when they may not.
pub fn why(who: Subject<'_>, object: Object) -> Option<Scope> {
    let near = who.nearest(object).filter(|_| may(who, P::RequestView, object))?;
    let open = !object.confidential && who.rights.reach(P::RequestView) == Scope::All;
    Some(if near > Scope::Assigned && open { Scope::All } else { near })
}

fn row(permission: Permission) -> Option<&'static (Permission, &'static [Level], When)> {
    TABLE.iter().find(|(p, ..)| *p == permission)
}

impl Scope {
    /// The code it is stored by.
    pub fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Assigned => "assigned",
            Self::Team => "team",
            Self::Location => "location",
            Self::All => "all",
        }
    }

    /// The scope with this code, if a right can be given with it.
    pub fn from_code(code: &str) -> Option<Self> {
        SCOPES.into_iter().find(|scope| scope.code() == code)
    }
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
            SecurityOfficer => "security-officer",
            PrivacyOfficer => "privacy-officer",
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
            P::ClientExport => "client.export",
            P::MailView => "mail.view",
            P::JobsView => "jobs.view",
            P::JobsManage => "jobs.manage",
            P::SettingsView => "settings.view",
            P::SettingsChange => "settings.change",
            P::StaffView => "staff.view",
            P::StaffManage => "staff.manage",
        }
    }

    /// Whether it is about requests, so that it can reach more or fewer of them.
    pub fn has_scope(self) -> bool {
        self.code().starts_with("request.")
    }

    /// Whether it is an act of administration, before which people prove again that it is them.
    pub fn asks_again(self) -> bool {
        ASKS_AGAIN.contains(&self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRIVATE: Object = Object { location: 1, team: 0, assignee: 7, confidential: true };

    /// Somebody with `rights`, in no team.
    fn at(id: i64, location: i64, rights: impl Into<Rights>) -> Subject<'static> {
        Subject { id, location, teams: &[], rights: rights.into() }
    }

    // proves: v5.0.0-8.2.2, attack B2
    #[test]
    fn confidential_requests_are_for_their_location_their_team_and_their_owner() {
        for level in LEVELS.into_iter().filter(|level| *level != SecurityOfficer) {
            assert!(may(at(9, 1, level), P::RequestView, PRIVATE), "{level:?} of the location");
            assert!(may(at(7, 2, level), P::RequestView, PRIVATE), "{level:?} who has it");
            assert!(!may(at(9, 2, level), P::RequestView, PRIVATE), "{level:?} of another location");
            let given = Object { team: 4, ..PRIVATE };
            let member = Subject { teams: &[3, 4], ..at(9, 2, level) };
            assert!(may(member, P::RequestView, given), "{level:?} of the team");
            assert!(!may(Subject { teams: &[3], ..member }, P::RequestView, given), "{level:?} of another");
            assert!(!may(Subject { teams: &[0], ..member }, P::RequestView, PRIVATE), "no team is no team");
        }
        assert!(!may(at(7, 1, SecurityOfficer), P::RequestView, PRIVATE), "even their own");
    }

    // proves: RF-23, v5.0.0-8.2.2
    #[test]
    fn a_right_reaches_as_far_as_its_scope() {
        let assigned = Object { location: 2, team: 0, assignee: 9, confidential: false };
        let team = Object { team: 4, assignee: 8, ..assigned };
        let here = Object { location: 1, team: 5, assignee: 8, confidential: true };
        let elsewhere = Object { location: 2, team: 5, assignee: 8, confidential: false };
        for (scope, reached) in [
            ("assigned", [true, false, false, false]),
            ("team", [true, true, false, false]),
            ("location", [true, true, true, false]),
            ("all", [true, true, true, true]),
        ] {
            let rights = Rights::of(General, Some(&format!("request.view:{scope}")), "", 0);
            let who = Subject { teams: &[4], ..at(9, 1, rights) };
            let seen = [assigned, team, here, elsewhere].map(|object| may(who, P::RequestView, object));
            assert_eq!(seen, reached, "{scope}");
            let told = [assigned, team, here, elsewhere].map(|object| why(who, object).is_some());
            assert_eq!(told, reached, "{scope}: whoever may see something is told why, and nobody else");
            assert!(!may(who, P::RequestAnswer, assigned), "a role has what it names and nothing else");
        }
    }

    #[test]
    fn why_names_the_reason_that_counts() {
        let open = Object { confidential: false, ..PRIVATE };
        assert_eq!(why(at(7, 2, General), PRIVATE), Some(Scope::Assigned));
        assert_eq!(why(at(9, 1, General), PRIVATE), Some(Scope::Location));
        assert_eq!(why(at(9, 1, General), open), Some(Scope::All), "everybody may");
        assert_eq!(why(at(9, 2, General), PRIVATE), None);
        let near = Rights::of(General, Some("request.view:location"), "", 0);
        assert_eq!(why(at(9, 1, near), open), Some(Scope::Location), "not everybody's right reaches so far");
    }

    // proves: attack B6
    #[test]
    fn nobody_answers_without_the_right() {
        let open = Object { confidential: false, ..PRIVATE };
        let who: Vec<Level> =
            LEVELS.into_iter().filter(|level| may(at(9, 1, *level), P::RequestAnswer, open)).collect();
        assert_eq!(who, [Regular, Supervisor, Administrator]);
        assert!(!allows(Supervisor.into(), P::JobsManage));
    }

    #[test]
    fn states_decide_what_can_be_done() {
        assert!(fits(P::RequestTake, true) && !fits(P::RequestTake, false));
        assert!(fits(P::RequestReopen, false) && !fits(P::RequestReopen, true));
        assert!(fits(P::RequestNote, true) && fits(P::RequestNote, false));
    }

    #[test]
    fn every_permission_stands_once_in_the_table() {
        let mut codes: Vec<&str> = TABLE.iter().map(|(p, ..)| p.code()).collect();
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all);
        for (permission, ..) in TABLE {
            assert_eq!(Permission::from_code(permission.code()), Some(*permission));
        }
        for level in LEVELS {
            assert_eq!(Level::from_code(level.code()), Some(level));
        }
        for scope in SCOPES {
            assert_eq!(Scope::from_code(scope.code()), Some(scope));
        }
        assert_eq!(Scope::from_code("none"), None);
    }
}
