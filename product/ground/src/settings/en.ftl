# Parameters: their names as people see them. The pages that change them come later.
setting-organisation-name = Name of the institution
setting-organisation-telephone = Telephone number
setting-organisation-where = Address or opening hours
setting-requests-prefix = Letters before a request number
setting-forms-life_minutes = How long a form page stays good
setting-check-allowed = People may look at their requests
setting-check-life_minutes = How long an opened request may be acted on
setting-check-tries_an_hour = Tries to open a request
setting-sign_in-tries = Failed sign-ins before a pause
setting-sign_in-pause_minutes = Length of that pause
setting-session-idle_minutes = Idle time before a session ends
setting-session-life_hours = Longest life of a session
