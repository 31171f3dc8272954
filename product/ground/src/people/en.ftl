# Accounts and locations, as administrators see them.
people-title = Staff
people-lede = Everybody who works at this desk. Whoever leaves is disabled, not removed: what they did stays on record under their name.
people-new = New account
people-new-text = A mail brings the person a link, good once and for 24 hours, to set a password of their own. Nobody else ever knows it.
people-name = Name
people-email = Email address
people-email-hint = To sign in with, and to write to. A new address ends every session and every link of the person.
people-level = Level
people-level-hint = What the person may do. It acts at their next click.
people-location = Location
people-state = Account
people-enabled = may sign in
people-disabled = disabled
people-may-sign-in = May sign in
people-may-sign-in-hint = Without this the person is signed out at once, everywhere, and stays so.
people-add = Make the account
people-save = Save
people-leave = Leave it as it is
people-back = All staff
people-more = More
people-link = Send a new link
people-link-text = The link lets the person set a new password. It is good once, for 24 hours; an earlier one dies.
people-link-here = Hand this link over yourself: no mail server is set.
people-link-here-text = Whoever opens it first sets the password. It is shown this once, and is good for 24 hours.
people-end = Sign out everywhere
people-end-text = Ends every session of this person.
people-end-own = Ends every session of yours, this one too.
people-factor = Remove the second factor
people-factor-text = For somebody who lost both their telephone and their recovery codes. Make sure that it is them: afterwards their password alone lets them in, and they are signed out everywhere.
people-like = New account like this one
people-rights = Rights
people-rights-text = What { $name } may do, and why. The level is { $level }; a single right can be given or taken besides, also for a time. It acts at the person’s next click.
people-rights-own = Nobody changes their own rights: ask another administrator.
people-rights-done = The rights were changed.
people-rights-fault = Write the last day as in 2026-12-31, or leave it empty. Nothing was changed.
people-right = Right
people-right-has = Has it
people-right-why = Why
people-right-choice = For this person
people-right-until = Last day
people-as-level = as the level has it
people-given = given
people-taken = taken
people-why-level = as { $level }
people-why-not-level = not as { $level }
people-why-given = given to this person
people-why-taken = taken from this person
people-why-given-until = given to this person, up to { $day }
people-why-taken-until = taken from this person, up to { $day }
people-level-role = { $level }, as { $role }
people-role = Role
people-role-hint = A role you made stands in place of the rights of the level.
people-role-none = none: the rights of the level
people-roles = Roles
people-roles-lede = A role is a set of rights of your own making. Whoever has one acts by it, not by their level, from their next click on.
people-roles-none = There are no roles yet
people-roles-none-text = Everybody has the rights of their level. Make a role where no level fits.
people-roles-back = All roles
people-role-new = New role
people-role-text = For each right, say how far it reaches: to requests that are assigned to the person, also to those of their teams, also to those of their location, or to all. What is confidential elsewhere is reached by none.
people-role-reach = How far it reaches
people-role-people = Who has it
people-role-nobody = Nobody has this role.
people-role-add = Make the role
people-role-added = The role was made. Give it to somebody on their page.
people-role-changed = The role was changed. It acts at the next click of everybody who has it.
people-role-removed = The role was removed.
people-role-in-use = Somebody has this role. Nothing was removed.
people-role-remove = Remove the role
people-role-copy = New role like this one
people-role-like = A new role like a level
people-stale = Somebody else changed this in the meantime.
people-stale-text = Nothing of yours was saved. Here is how it is now: look, and change it again where it is still to be changed.
people-role-stale = Somebody else changed this role in the meantime.
people-role-stale-text = Nothing of yours was saved. Below stands what you chose; saving now puts it in place of theirs.
people-fault-role = Choose a role of the list.
people-fault-role-administrator = Administrators have all their rights: choose another level for somebody with a role.
people-fault-role-name = Write a name of at most 50 characters.
people-fault-role-taken = Another role has this name.
people-fault-last-rights = Nobody would be left with all the rights of an administrator. Make another administrator first.
people-teams = Teams
people-teams-lede = A team is some of the staff, whatever their location. A request given to a team is seen by everybody in it, also when it is confidential.
people-teams-none = There are no teams yet
people-teams-none-text = Make one for those who work on the same requests.
people-teams-back = All teams
people-team-new = New team
people-team-size = Members
people-team-members = Members
people-team-members-hint = They see what the team has from their next click on; whoever is taken out sees it no more.
people-team-add = Make the team
people-team-added = The team was made.
people-team-changed = The team was changed.
people-team-removed = The team was removed.
people-team-remove = Remove the team
people-team-remove-text = Its requests stay where they are, at their location and with those who have them.
people-fault-team-name = Write a name of at most 50 characters.
people-fault-team-taken = Another team has this name.
people-fault-team-many = Nobody can be in more than { $most } teams.
right-request-view = See requests
right-request-note = Write internal notes
right-request-take = Take requests
right-request-reallocate = Give requests to others
right-request-query = Ask clients
right-request-answer = Answer and close
right-request-reopen = Open closed requests again
right-request-erase = Have clients forgotten
right-mail-view = See outgoing mail
right-jobs-view = See jobs
right-jobs-manage = Switch and run jobs
right-settings-view = See settings
right-settings-change = Change settings
right-client-export = Take client data out in bulk
right-staff-view = See accounts and locations
right-staff-manage = Change accounts and locations
people-import = Accounts from a table
people-import-label = One account a line: name, address, level, code of the location
people-import-hint = Copied from a table or a CSV file, with commas between; names with a comma stand in quotation marks. A first line of headings is passed over. Levels are general, probation, regular, supervisor, administrator, security-officer, privacy-officer.
people-import-see = Preview
people-import-look = { $good } of { $all } lines can become accounts. Nothing has been made yet.
people-import-make = { $count ->
    [one] Make this account
   *[other] Make these { $count } accounts
}
people-import-made = { $count ->
    [one] One account was made.
   *[other] { $count } accounts were made.
}
people-import-line = Line
people-import-becomes = What becomes of it
people-import-will = will be made
people-import-done = made
people-import-left-out = left out:
people-import-unreadable = This is no table that can be read: a quotation mark is missing somewhere. Nothing was made.
people-import-long = At most { $most } accounts at once. Nothing was made.
people-import-empty = There is no line in it. Nothing was made.
people-fault-twice = This address stands in the table before.
people-faults = Some of this cannot be taken. Nothing was changed.
people-fault-name = Write a name.
people-fault-name-long = Write a name of at most 100 characters.
people-fault-email = Write an email address such as name@example.org.
people-fault-taken = Somebody has this address already.
people-fault-level = Choose a level.
people-fault-location = Choose a location.
people-fault-last = This is the last administrator who may sign in. Make another one first.
people-said-added = The account was made, and a mail with a link is on its way.
people-said-no-mail = The account was made. No mail server is set: make a link below and hand it over.
people-said-changed = The account was changed.
people-said-linked = A mail with a new link is on its way.
people-said-ended = The person was signed out everywhere.
people-said-factor = The second factor was removed, and the person signed out everywhere.
people-said-unchanged = The account is disabled: nothing was sent.
people-places = Locations
people-places-lede = Branches and service points. When an answer is due is counted in the working days of the location, in its own time.
people-place-new = New location
people-place-add = Make the location
people-place-added = The location was made.
people-place-changed = The location was changed. Dates that are set already stay as they are.
people-places-back = All locations
people-code = Code
people-code-hint = One to four letters or digits. It stays as it is once the location is made.
people-zone = Time zone
people-zone-hint = The nearest large city.
people-hours = Open
people-opens = Opens at
people-closes = and closes at
people-opens-hint = As in 9:00 and 17:30. An answer is due when the location closes.
people-days = Working days
people-holidays = Closed on
people-holidays-hint = One day a line, as in 2026-12-25. No answer is due on these days.
people-fault-code = Write one to four letters or digits.
people-fault-code-taken = Another location has this code.
people-fault-place-name = Write a name of at most 50 characters.
people-fault-zone = Choose a time zone of the list.
people-fault-hours = Write two times such as 9:00 and 17:30, the earlier first.
people-fault-days = Choose one working day at least.
people-fault-holidays = Write each day as in 2026-12-25, one a line, at most 400.
people-forgot-title = Set a new password
people-forgot-text = Write the address you sign in with. A mail brings you a link, good once and for 24 hours.
people-forgot-no-mail = No mail server is set here yet. An administrator can give you a link.
people-forgot-send = Send me a link
people-forgot-sent = If there is such an account, a mail is on its way
people-forgot-sent-text = It may take some minutes. Until you use the link, your password stays as it is.
people-forgot-back = Back to signing in
people-forgot-address = Write an email address such as name@example.org.
people-forgot-often = Links were asked for too often. Nothing was sent. Try again after { $until } UTC.
# Mails to staff. Plain text.
people-letter-welcome-subject = Your account at { $house }
people-letter-welcome-body =
    Dear { $name },

    you have an account at the enquiry desk of { $house }. Set your password here:

    { $link }

    The link is good once, and for 24 hours from when this mail was sent. Nobody
    but you knows the password you choose.

    If you did not expect this mail, do nothing: without a password the account
    opens nothing.
people-letter-reset-subject = A new password for { $house }
people-letter-reset-body =
    Dear { $name },

    somebody, most likely you, asked for a new password at the enquiry desk of
    { $house }. Set it here:

    { $link }

    The link is good once, and for 24 hours from when this mail was sent. Setting
    the password signs you out everywhere.

    If it was not you, do nothing: your password stays as it is.
people-letter-paused-subject = Wrong passwords were tried for your account at { $house }
people-letter-paused-body =
    Dear { $name },

    wrong passwords were tried for your account at the enquiry desk of { $house },
    so often that trying is paused for a while. Nobody got in by that.

    If it was you, wait a little, or set a new password: "I have forgotten my
    password" on the page where you sign in. At a browser where you signed in
    before, you can sign in as ever.

    If it was not you, there is nothing you must do. Tell your administrator when
    it comes again.
people-letter-codes-subject = Somebody may know your password at { $house }
people-letter-codes-body =
    Dear { $name },

    the right password was given for your account at the enquiry desk of
    { $house }, and then codes that were wrong, several times today. Nobody got
    in by that.

    If it was you, look whether the clock of your telephone is right, or use one
    of your recovery codes.

    If it was not you, somebody knows your password. Set a new one now: "I have
    forgotten my password" on the page where you sign in. That signs everybody
    out. Then tell your administrator.
people-letter-expiry-subject = Your password at { $house } is soon too old
people-letter-expiry-body =
    Dear { $name },

    the password of your account at the enquiry desk of { $house } has to be
    changed within the next days. Change it on your own page, which your name at
    the top of every page leads to.

    If you do not, nothing is lost: at your next sign-in after that you set
    another one first.
job-staff-remind-title = Tell whose password is soon too old
job-staff-remind-about = Once a day, where passwords have to be changed at intervals: a mail to whoever has fourteen days left, once for each password.
people-letter-export-subject = Client data was taken out of { $house }
people-letter-export-body =
    Dear { $name },

    somebody took data of clients out of the enquiry desk of { $house } as a file.
    Who it was, when, how many and why stands under "Manage", "Take client data
    out".
