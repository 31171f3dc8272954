# Background work, as staff see it.
jobs-title = Jobs
jobs-lede = What the desk does by itself, and how it went.
jobs-caption = Jobs by name
jobs-none = There are no jobs yet
jobs-none-text = The workers of this desk have not been started.
jobs-back = All jobs
jobs-col-job = Job
jobs-col-schedule = When
jobs-col-last = Last run
jobs-col-next = Next
jobs-col-waiting = Waiting
jobs-col-failed = Failed
jobs-never = never
jobs-is-off = switched off
jobs-is-running = running now
jobs-queue = Queue
jobs-queue-mail = Mail
jobs-queue-sequence = Order of events
jobs-queue-maintenance = Maintenance
jobs-queue-bulk = Long work
jobs-when-asked = when something asks for it
jobs-when-daily = daily at { $time } UTC
jobs-when-seconds = { $count ->
    [one] every second
   *[other] every { $count } seconds
}
jobs-when-minutes = { $count ->
    [one] every minute
   *[other] every { $count } minutes
}
jobs-when-hours = { $count ->
    [one] every hour
   *[other] every { $count } hours
}
jobs-when-days = { $count ->
    [one] every day
   *[other] every { $count } days
}
jobs-run = Run it now
jobs-switch-on = Switch it on
jobs-switch-off = Switch it off
jobs-off = This job is switched off.
jobs-off-text = What asks for it waits and is done once it is switched on.
jobs-runs = Last runs
jobs-runs-none = It has not run yet
jobs-runs-none-text = The last twenty runs are kept here.
jobs-run-at = Began
jobs-run-outcome = Result
jobs-run-note = What it says
jobs-run-took = Took
jobs-run-attempt = Attempt
jobs-outcome-done = done
jobs-outcome-retry = will be tried again
jobs-outcome-failed = failed
jobs-outcome-lost = broken off
jobs-took-millis = { $count } ms
jobs-took-seconds = { $count } s
jobs-failed = Given up
jobs-failed-text = These were tried as often as is sensible. They stay until somebody decides.
jobs-failed-at = Given up
jobs-failed-why = Reason
jobs-failed-attempts = Attempts
jobs-failed-acts = What to do
jobs-failed-page = There are none on this page
jobs-failed-newest = Show the newest
jobs-decide = Try again or drop…
jobs-decide-title = Try this job again, or drop it?
jobs-decide-text = Dropped, it will not be tried again: what it was to do stays undone, and that cannot be taken back.
jobs-again = Try again
jobs-drop-it = Drop it
jobs-keep-it = Keep it
jobs-paging = Pages of jobs given up
jobs-newer = Newer
jobs-older = Older
jobs-done-run = It will run in a moment.
jobs-done-on = It is switched on.
jobs-done-off = It is switched off.
jobs-done-again = It will be tried again in a moment.
jobs-done-not-again = It was not there any more, or the same is waiting already.
jobs-done-dropped = It is dropped.
