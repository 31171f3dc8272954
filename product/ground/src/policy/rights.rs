//! The rights of one person: those of their level, and what was given to or taken from them alone, perhaps for a
//! time.

use kit_base::Millis;

use super::{Level, Permission, row};

/// What one person may do at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rights {
    level: Level,
    /// A bit for each permission, in the order of their declaration.
    given: u64,
    taken: u64,
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
        Self { level, given: 0, taken: 0 }
    }
}

impl Rights {
    /// Those of `level` with the exceptions in `text` that hold at `now`. What cannot be read is no exception.
    pub fn of(level: Level, text: &str, now: Millis) -> Self {
        let mut rights = Self::from(level);
        for exception in read(text) {
            if exception.until == 0 || now < exception.until {
                let bit = bit(exception.permission);
                if exception.given { rights.given |= bit } else { rights.taken |= bit }
            }
        }
        rights
    }

    /// Whether `permission` is among them. What was taken is gone, whatever else says.
    pub fn has(self, permission: Permission) -> bool {
        let bit = bit(permission);
        let of_level = row(permission).is_some_and(|(_, levels, _)| levels.contains(&self.level));
        self.taken & bit == 0 && (of_level || self.given & bit != 0)
    }
}

fn bit(permission: Permission) -> u64 {
    1 << (permission as u32)
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
    use super::super::{LEVELS, TABLE};
    use super::*;

    // proves: RF-23, XT-131, v5.0.0-8.3.1
    #[test]
    fn what_is_given_or_taken_holds_until_its_time() {
        let text = "request.answer+0 request.take-2000 nonsense request.erase+ settings.view+x";
        assert_eq!(read(text).len(), 2, "what cannot be read is no exception");
        let at = |now| Rights::of(Level::General, text, now);
        assert!(at(1).has(Permission::RequestAnswer) && !at(1).has(Permission::RequestErase));
        let probation = |now| Rights::of(Level::Probation, text, now);
        assert!(
            !probation(1_999).has(Permission::RequestTake) && probation(2_000).has(Permission::RequestTake)
        );
        assert_eq!(write(&read(text)), "request.answer+0 request.take-2000");
        let both = Rights::of(Level::General, "request.answer+0 request.answer-0", 1);
        assert!(!both.has(Permission::RequestAnswer), "what was taken is gone");
    }

    #[test]
    fn without_exceptions_they_are_those_of_the_level() {
        let mut bits = 0;
        for (permission, levels, _) in TABLE {
            for level in LEVELS {
                let expected = levels.contains(&level);
                assert_eq!(Rights::from(level).has(*permission), expected);
                assert_eq!(Rights::of(level, "", 0).has(*permission), expected);
            }
            assert_eq!(bits & bit(*permission), 0, "a bit of its own");
            bits |= bit(*permission);
        }
    }
}
