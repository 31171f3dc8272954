//! The rights of one person: those of their level or their role, and what was given to or taken from them alone,
//! perhaps for a time.

use kit_base::Millis;

use super::{LEVELS, Level, Permission, Scope, TABLE, roles};

/// How many permissions there are.
const ALL: usize = TABLE.len();

/// What one person may do at a moment, and how far each right reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rights {
    /// One for each permission, in the order of their declaration.
    reach: [Scope; ALL],
}

/// A right given to or taken from one person alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exception {
    /// Which right.
    pub permission: Permission,
    /// Whether it is given; else it is taken.
    pub given: bool,
    /// Until when, 0 for as long as it stands.
    pub until: Millis,
}

impl From<Level> for Rights {
    fn from(level: Level) -> Self {
        let mut rights = Self::none();
        for (permission, levels, _) in TABLE {
            if levels.contains(&level) {
                rights.set(*permission, Scope::All);
            }
        }
        rights
    }
}

impl Rights {
    /// Those of a role as it is stored.
    pub fn of_role(text: &str) -> Self {
        roles::rights(text)
    }

    /// No right at all.
    pub fn none() -> Self {
        Self { reach: [Scope::None; ALL] }
    }

    /// Those of `level`, or of `role` in its place, with the exceptions in `text` that hold at `now`. What cannot
    /// be read is no right and no exception.
    pub fn of(level: Level, role: Option<&str>, text: &str, now: Millis) -> Self {
        let mut rights = role.map_or_else(|| Self::from(level), roles::rights);
        let holds = |one: &Exception| one.until == 0 || now < one.until;
        let mut taken = Vec::new();
        for exception in read(text).into_iter().filter(holds) {
            if exception.given {
                rights.set(exception.permission, Scope::All);
            } else {
                taken.push(exception.permission);
            }
        }
        // What was taken is gone, whatever else says.
        for permission in taken {
            rights.set(permission, Scope::None);
        }
        rights
    }

    /// Whether `permission` is among them.
    pub fn has(self, permission: Permission) -> bool {
        self.reach(permission) > Scope::None
    }

    /// How far `permission` reaches.
    pub fn reach(self, permission: Permission) -> Scope {
        self.reach.get(permission as usize).copied().unwrap_or(Scope::None)
    }

    /// Whether an act of administration is among them.
    pub fn administers(self) -> bool {
        super::ASKS_AGAIN.iter().any(|permission| self.has(*permission))
    }

    pub(super) fn set(&mut self, permission: Permission, to: Scope) {
        if let Some(reach) = self.reach.get_mut(permission as usize) {
            *reach = to;
        }
    }
}

impl Level {
    /// Whether somebody of this level can have a role in its place. Administrators always have all their rights,
    /// so that nobody can take the desk out of everybody's hands.
    pub fn takes_roles(self) -> bool {
        LEVELS.contains(&self) && self != Self::Administrator
    }
}

/// Exceptions as they are stored: `request.answer+0 request.erase-1795512600000`.
pub fn read(text: &str) -> Vec<Exception> {
    let one = |word: &str| {
        let at = word.find(['+', '-'])?;
        let (code, rest) = word.split_at(at);
        let until = rest.get(1..)?.parse().ok()?;
        Some(Exception { permission: Permission::from_code(code)?, given: rest.starts_with('+'), until })
    };
    text.split(' ').filter_map(one).collect()
}

/// The same, to be stored.
pub fn write(exceptions: &[Exception]) -> String {
    let one = |exception: &Exception| {
        let sign = if exception.given { '+' } else { '-' };
        format!("{}{sign}{}", exception.permission.code(), exception.until)
    };
    exceptions.iter().map(one).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves: RF-23, XT-131, v5.0.0-8.3.1
    #[test]
    fn what_is_given_or_taken_holds_until_its_time() {
        let text = "request.answer+0 request.take-2000 nonsense request.erase+ settings.view+x";
        assert_eq!(read(text).len(), 2, "what cannot be read is no exception");
        let at = |now| Rights::of(Level::General, None, text, now);
        assert!(at(1).has(Permission::RequestAnswer) && !at(1).has(Permission::RequestErase));
        let probation = |now| Rights::of(Level::Probation, None, text, now);
        assert!(
            !probation(1_999).has(Permission::RequestTake) && probation(2_000).has(Permission::RequestTake)
        );
        assert_eq!(write(&read(text)), "request.answer+0 request.take-2000");
        for text in ["request.answer+0 request.answer-0", "request.answer-0 request.answer+0"] {
            let both = Rights::of(Level::General, None, text, 1);
            assert!(!both.has(Permission::RequestAnswer), "what was taken is gone");
        }
    }

    #[test]
    fn without_exceptions_they_are_those_of_the_level() {
        let mut places = Vec::new();
        for (permission, levels, _) in TABLE {
            for level in LEVELS {
                let expected = if levels.contains(&level) { Scope::All } else { Scope::None };
                assert_eq!(Rights::from(level).reach(*permission), expected);
                assert_eq!(Rights::of(level, None, "", 0).has(*permission), expected > Scope::None);
            }
            places.push(*permission as usize);
        }
        places.sort_unstable();
        assert_eq!(places, (0..ALL).collect::<Vec<_>>(), "a place of its own");
    }

    #[test]
    fn a_role_stands_in_place_of_the_level() {
        let role = Some("request.view:team settings.view:all");
        let rights = Rights::of(Level::Supervisor, role, "request.note+0 settings.view-0", 0);
        assert_eq!(rights.reach(Permission::RequestView), Scope::Team);
        assert!(rights.has(Permission::RequestNote), "given to the person");
        assert!(!rights.has(Permission::SettingsView), "taken from the person");
        assert!(!rights.has(Permission::StaffView), "the level's, not the role's");
        assert!(!rights.administers() && Rights::from(Level::Administrator).administers());
        assert!(!Level::Administrator.takes_roles() && Level::Supervisor.takes_roles());
    }
}
