# One's own page.
me-title = Your account
me-name = Name
me-level = Level
me-location = Works at
me-done-password = Your password is changed. Every other browser is signed out.
me-done-session = That session is ended.
me-done-sessions = Every other session is ended.
me-done-factor-on = Your second factor is on. From now on you sign in with your password and a code. Every other browser is signed out.
me-done-factor-off = Your second factor is off. Every other browser is signed out.
me-teams = In the teams
me-done-preferences = Your choices are kept.
me-preferences = Preferences
me-preferences-send = Keep these choices
me-lang = Language of these pages
me-lang-browser = as the browser asks
language-en = English
language-de = Deutsch
me-start = Where you begin after signing in
me-start-home = Home
me-start-mine = The requests you have
me-start-unallocated = The requests nobody has
me-start-settings = Settings
me-start-staff = Staff
me-away = Away until (last day)
me-away-hint = A day as in 2026-12-31. Until it is over nobody can give you a request; what you have stays with you. Leave it empty while you are here.
me-away-fault = Write the last day as in 2026-12-31, or leave it empty. Nothing was changed.
me-password = Password
me-password-text = Choose at least { $min } characters; several words together are good. Every other browser of yours is signed out.
me-password-old = Password you have now
me-password-wrong = That is not the password you have now, or the code with it is not right. Nothing was changed.
me-password-send = Change my password
me-factor = Second factor
me-factor-about = With a second factor, your password alone lets nobody in: you also give a code that a program on your telephone or computer shows.
me-factor-is-on = It is on.
me-factor-is-off = It is off.
me-factor-left = { $count ->
    [0] No recovery code is left. Switch it off and set it up again to get new ones.
    [one] One recovery code is left.
   *[other] { $count } recovery codes are left.
}
me-factor-must = You need one for what you may do here: switching it off signs you out, and at the next sign-in you set another up, on a new telephone for instance.
me-factor-begin = Set it up…
me-factor-off = Switch it off
me-factor-wrong = That is not right. Nothing was changed.
me-factor-leave = Not now
me-sessions = Where you are signed in
me-sessions-text = Each line is a browser that is signed in as you. End what you do not know, and change your password.
me-session-began = Signed in
me-session-used = Last used
me-session-act = End it
me-session-this = This one
me-session-end = End
me-sessions-end-others = End all others
