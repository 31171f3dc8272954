# The pages about parameters.
settings-title = Settings
settings-lede = What this desk does can be set here. Each setting says what it does and what it costs; every change is recorded and can be taken back.
settings-seek = Search settings
settings-seek-go = Search
settings-found = { $groups ->
    [0] Nothing has these words.
   *[other] { $count ->
        [one] One setting has these words.
       *[other] { $count } settings have these words, in { $groups ->
            [one] one group
           *[other] { $groups } groups
        }.
    }
}
settings-all = Show all settings
settings-none = No setting has these words
settings-group-organisation = The institution
settings-group-requests = Requests
settings-group-public = What the public can do
settings-group-staff = What staff see
settings-group-sign-in = Signing in
settings-group-passwords = Passwords
settings-is-default = As it comes.
settings-is-changed = Changed.
settings-default = It comes as: { $value }
settings-history = How it was changed
settings-review = See what will change
settings-review-title = What will change
settings-review-text = Nothing has been changed yet.
settings-nothing = Nothing was changed: everything is as it was.
settings-faults = Some of this cannot be taken. Nothing was changed.
settings-lowers = Security becomes lower.
settings-lowers-text = Say why below: whoever looks after privacy and security reads it later.
settings-lowers-mark = lowers security
settings-reason = Why
settings-optional = (may be left empty)
settings-reason-hint = One sentence, kept with the change.
settings-reason-needed = Say why, because this lowers security. Nothing was changed.
settings-save = Change it
settings-leave = Leave it as it is
settings-done = The settings were changed. They are in force at every process within a second.
settings-moved = Somebody changed “{ $name }” meanwhile. Nothing of yours was changed; look at it as it is now.
settings-fixed = “{ $name }” stays as it is: people have request numbers with it in their mails.
settings-locks-out = “{ $name }” as you typed it leaves out the network you are in now: you could not take it back. Nothing was changed.
settings-undone = The change was taken back.
settings-not-undone = It was changed again meanwhile, or its earlier value is not allowed any more. Nothing was changed.
settings-back = All settings
settings-in-force = In force
settings-default-is = As it comes
settings-may-be = It may have
settings-key = Key
settings-number = Number in RefTracker
settings-change-it = Change it
settings-past = How it was changed
settings-past-none = It was never changed
settings-past-none-text = The last fifty changes are shown here, with who made them and why.
settings-undo = Take it back
settings-col-name = Setting
settings-col-before = Before
settings-col-after = After
settings-col-at = When
settings-col-who = Who
settings-col-reason = Why
settings-yes = Yes
settings-no = No
settings-empty = nothing
settings-bounds-text = at most { $max } characters
settings-bounds-number = { $min } to { $most }
settings-bounds-lines = one a line, at most { $most }
settings-unit-seconds = { $count ->
    [one] one second
   *[other] { $count } seconds
}
settings-unit-minutes = { $count ->
    [one] one minute
   *[other] { $count } minutes
}
settings-unit-hours = { $count ->
    [one] one hour
   *[other] { $count } hours
}
settings-unit-tries = { $count ->
    [one] one try
   *[other] { $count } tries
}
settings-unit-emails = { $count ->
    [one] one email
   *[other] { $count } emails
}
settings-unit-characters = { $count ->
    [one] one character
   *[other] { $count } characters
}
settings-unit-kinds = { $count ->
    [one] one kind
   *[other] { $count } kinds
}
settings-unit-days = { $count ->
    [one] one day
   *[other] { $count } days
}
settings-unit-questions = { $count ->
    [one] { $count } question
   *[other] { $count } questions
 }
settings-unit-passwords = { $count ->
    [one] one password
   *[other] { $count } passwords
}
settings-unit-MiB = { $count } MiB
settings-unit-passes = { $count ->
    [one] one pass
   *[other] { $count } passes
}
settings-refused-empty = Write something: this cannot be empty.
settings-refused-too-long = This is too long: { $bounds }.
settings-refused-not-a-number = Write a whole number: { $bounds }.
settings-refused-out-of-bounds = It may be { $bounds }.
settings-refused-not-one-of = Choose one of the values.
settings-refused-not-letters = Write letters and digits only, one at least.
settings-refused-not-a-contact = Write an email address or a web address that begins with https://, or nothing.
settings-refused-not-an-address = Write a web address that begins with https://, or nothing.
settings-refused-not-an-origin = Write sites such as https://www.example.org, one a line: https, the name, a port if it has one, and nothing else.
settings-refused-not-a-network = Write networks such as 192.0.2.0/24 or 2001:db8::/32, or single addresses, one a line.
