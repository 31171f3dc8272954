# Where the requests of each form go.
routing-title = Where requests go
routing-back = All forms
routing-text = The location each form’s requests go to. What came already stays where it is.
routing-done = From now on requests go where it says here.
routing-save = Save
