# Where the requests of each form go.
routing-title = Forms
routing-text = The location each form’s requests go to. What came already stays where it is.
routing-done = From now on requests go where it says here.
routing-save = Save
