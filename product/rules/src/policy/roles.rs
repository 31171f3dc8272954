//! Roles an institution makes itself: a set of rights, each with its reach, in place of those of a level.

use super::{Permission, Rights, Scope};

/// The rights of a role as it is stored: `request.view:location request.note:location settings.view:all`. What
/// cannot be read is no right; what is named twice reaches as far as the narrower says.
pub fn read(text: &str) -> Vec<(Permission, Scope)> {
    let one = |word: &str| {
        let (code, scope) = word.split_once(':')?;
        Some((Permission::from_code(code)?, Scope::from_code(scope)?))
    };
    let mut all: Vec<(Permission, Scope)> = Vec::new();
    for (permission, scope) in text.split(' ').filter_map(one) {
        match all.iter_mut().find(|(other, _)| *other == permission) {
            Some((_, known)) => *known = scope.min(*known),
            None => all.push((permission, scope)),
        }
    }
    all
}

/// The same, to be stored.
pub fn write(rights: &[(Permission, Scope)]) -> String {
    let one = |(permission, scope): &(Permission, Scope)| format!("{}:{}", permission.code(), scope.code());
    rights.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// What somebody may do who has this role.
pub(super) fn rights(text: &str) -> Rights {
    let mut rights = Rights::none();
    for (permission, scope) in read(text) {
        // A right that is about no request has no reach to be narrowed.
        rights.set(permission, if permission.has_scope() { scope } else { Scope::All });
    }
    rights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_read_as_they_are_written() {
        let text = "request.view:location request.note:assigned settings.view:all";
        assert_eq!(write(&read(text)), text);
        assert_eq!(read("request.view request.view: :all request.view:none nothing:all  "), []);
        let twice = read("request.view:team request.view:all");
        assert_eq!(twice, [(Permission::RequestView, Scope::Team)], "the narrower counts");
        assert_eq!(rights("settings.view:team").reach(Permission::SettingsView), Scope::All);
        assert_eq!(rights(""), Rights::none());
    }
}
