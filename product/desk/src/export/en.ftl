# Taking client data out.
export-title = Take client data out
export-text = A file with name and address of those who asked, for a spreadsheet. Once it has left, nothing here can protect it, and nobody is forgotten in it. Who took what out, when and why, is recorded and stands below; the privacy officers are told. Requests you may not see are not in it, and neither is anybody who was forgotten.
export-which = Which requests
export-closed = closed ones, by the day they were closed
export-open = open ones, by the day they are due
export-from = First day
export-from-hint = A day as in 2026-12-31. One file holds up to 1,000 requests.
export-until = Last day
export-reason = Reason
export-reason-hint = What it is needed for, and who asked for it. Whoever looks after the desk can read it.
export-take = Take it out
export-before = Taken out before
export-none = Nothing was taken out yet.
export-col-at = When, and number
export-col-who = By
export-was-open = { $count ->
    [one] { $count } client: open requests, due { $from } to { $until }
   *[other] { $count } clients: open requests, due { $from } to { $until }
 }
export-was-closed = { $count ->
    [one] { $count } client: requests closed { $from } to { $until }
   *[other] { $count } clients: requests closed { $from } to { $until }
 }
export-fault-day = Write a day as in 2026-12-31.
export-fault-order = The last day lies before the first.
export-fault-reason = Write why it is needed.
export-fault-many = There are more than { $most } requests on these days. Nothing was taken out: choose fewer days.
export-fault-none = There is no request on these days that you may see. Nothing was taken out.
