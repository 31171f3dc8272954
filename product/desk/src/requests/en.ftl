# Requests: public pages.
requests-home-title = Ask a librarian
requests-home-lede = Put a question to us in your own words. A person will read it, look into it and write back. You do not need an account.
requests-home-ask = Ask a question
requests-home-check = Check a request
requests-home-how = How it goes
requests-home-step-1 = You write your question
requests-home-step-1-text = Choose the kind of question first. If you are not sure, take the first.
requests-home-step-2 = You get a request number
requests-home-step-2-text = It is shown at once. Keep it: together with your email address it opens your request.
requests-home-step-3 = A librarian writes back
requests-home-step-3-text = With an answer, or with a question to you.
requests-confidence = In confidence
requests-confidence-text = Your name and address are locked away from your question, each under a key of its own.
requests-talk = Rather talk?
requests-talk-text = Call <b>{ $phone }</b>.
requests-already = Already asked?
requests-already-text = With your request number and email address you can read our answer or add something.
requests-list-title = What is your question about?
requests-list-lede = Each kind has its own form. If none fits, take the first.
requests-within = { $days ->
    [one] within { $days } working day
   *[other] within { $days } working days
 }
requests-next = What happens next
requests-form-next-text = You get a request number straight away. We normally answer <b>{ $within }</b>.
requests-hurry = No hurry
requests-hurry-text = This page stays good for { $minutes } minutes. After that nothing is lost: you press the button once more.
requests-send = Send my question
requests-expired = Session has expired.
requests-expired-text = This page had been open for more than { $minutes } minutes, so nothing was sent yet. Everything you typed is still here: press the button once more.
requests-not-kept = We could not keep your question just now.
requests-not-kept-text = Nothing was sent, and nothing is lost: everything you typed is still here. Wait a minute, then press the button once more. If it goes on, keep your words somewhere else and come back later.
requests-not-sure = We do not know whether your question was kept.
requests-not-sure-text = Something failed in the very moment of keeping it. Nothing is lost: everything you typed is still here. Wait a minute, then press the button once more: from this page your question is kept only once, and you will see its number. If it goes on, keep your words somewhere else and come back later.
requests-look = Check and send.
requests-look-text = Nothing has been sent yet. Read what you wrote once more, then press the button at the end.
requests-soon-text = That was very quick, so nothing has been sent yet. Read what you wrote, wait a moment, then press the button again.
requests-changed = This form has changed since you opened it.
requests-changed-text = Nothing has been sent yet. Read it once more, and send it as it is now.
requests-changed-gone = This is not asked any more. If it matters, copy it into your question:
requests-decoy = Leave this empty
requests-as-typed = There is something like HTML in it.
requests-as-typed-text = Nothing has been sent yet, and everything you wrote is still here. We read it exactly as you typed it, with all angle brackets. If that is what you mean, send it.
requests-more = There is more to ask.
requests-more-text = Nothing has been sent yet, and everything you wrote is still here. What you answered leads to another question.
requests-more-link = Go to it
requests-look-send = Check and send
requests-confirm-title = We have your question
requests-confirm-thanks = Thank you. It is safely stored.
requests-confirm-thanks-name = Thank you, <bdi>{ $name }</bdi>. It is safely stored.
requests-confirm-queue = It is in the queue of <b>{ $place }</b>.
requests-printed = Printed from the page of { $when }.
requests-confirm-number = Your request number
requests-confirm-keep = Write it down or print this page. The number and your email address together open your request; neither works alone.
requests-confirm-look = Look at my request
requests-confirm-else = Ask something else
requests-next-mail = By email
requests-next-mail-text = A message repeats the number. To protect you it does not repeat your question, and comes once a day at most until you have opened a request by its link.
requests-next-by = By { $day }
requests-next-by-text = A librarian writes to you with an answer, or with a question back.
requests-next-by-page = A librarian answers, or asks you something. You read it on the page of your request.
requests-next-nothing = If you hear nothing
requests-next-nothing-text = Call { $phone } and give the number.
requests-data = What happens to your data
requests-data-who = Your name and email address
requests-data-who-text = Locked under a key of their own, apart from your question. They are kept <b>until you have them deleted, or { $house } erases them</b>.
requests-data-what = Your question and our answer
requests-data-what-text = Locked under another key. They are kept by { $house }; if you have your details deleted, <b>without you</b>.
requests-data-open = Who can open it
requests-data-open-text = The enquiry staff of { $house }.
requests-data-open-confidential = Only the staff of <b>{ $place }</b>, and the person or the team that has your question.
requests-sent = What you sent
requests-sent-reply = Reply to:
requests-check-title = Check a request
requests-check-lede = Give the number we showed you and the email address you gave us.
requests-check-number = Request number
requests-check-number-hint = It looks like QR-10482-7KM4T. Capitals and dashes do not matter.
requests-check-email = Your email address
requests-check-show = Show my request
requests-check-no-number = Write the request number
requests-check-bad-number = The number is not complete: it has two parts, like 10482 and 7KM4T
requests-check-none = Number and address do not open a request together: look at both once more
requests-check-errors = { $count ->
    [one] { $count } thing to put right before we can show it
   *[other] { $count } things to put right before we can show it
 }
requests-check-errors-text = Everything you typed is still here.
requests-errors-prefix = { $count ->
    [one] Error: { $count } thing to put right
   *[other] Error: { $count } things to put right
 }
requests-check-both = Why both?
requests-check-both-text = Nobody who guesses a number, and nobody who knows your address, can read what you asked.
requests-check-lost = Lost the number?
requests-check-lost-text = Call <b>{ $phone }</b>.
requests-check-lost-mail = It stands in the email we sent you.
requests-check-expired = Session has expired.
requests-check-expired-text = Your request was open for a long time, so nothing was sent yet. What you wrote is kept: open the request once more and it is there.
requests-replied = Your reply is here.
requests-replied-text = It went to { $place }, who can read it now.
requests-reopened = Your request is open again.
requests-reopened-text = It went back to { $place } with what you wrote.
requests-reply-errors = { $count ->
    [one] { $count } thing to put right before we can take this
   *[other] { $count } things to put right before we can take this
 }
requests-reply-errors-text = Nothing has been sent yet.
requests-reply-empty = Write what you want to tell us
requests-reply-markup = The reply has HTML in it, which cannot be used here, so nothing was sent: take out what stands in angle brackets, like <br>
requests-reply-long = The reply has more than 50,000 characters: send it in two parts
requests-asked = We need one thing from you.
requests-asked-text = We will carry on when we hear from you.
requests-asked-link = Write your reply
requests-client-received = We have your question. We answer by { $day }.
requests-client-in-hand = A librarian of { $place } is working on it. We answer by { $day }.
requests-client-your-turn = A librarian of { $place } has asked you something.
requests-client-answered = Answered. Our answer is below.
requests-progress = Progress
requests-life-received = Received
requests-life-in-hand = With a librarian
requests-life-your-turn = Your turn
requests-life-answered = Answered
requests-life-answer-by = Answered by
requests-letters = Letters so far
requests-you = You
requests-our-answer = our answer
requests-erased = Erased
requests-erased-text = This can no longer be read.
requests-reply = Your reply
requests-reply-again = Not what you needed?
requests-reply-label = What you want to tell us
requests-reply-hint = It goes to { $place }.
requests-reply-again-hint = It opens the request again and goes to { $place }.
requests-reply-send = Send my reply
requests-reply-reopen = Send and reopen
requests-details = Details
requests-agreements = What you agreed to
requests-agreed-at = Agreed to on { $when }.
requests-agreed-until = Agreed to on { $when }, taken back on { $withdrawn }.
requests-withdraw = Take this back
requests-withdrawn = You have taken it back.
requests-withdrawn-text = Whoever works on your request sees it. What was done until now stays as it was. To have your name and address removed as well, see further down.
requests-panel-agreements = Agreed to
requests-agreed-on = Agreed to on { $when }.
requests-agreed-back = Taken back on { $when }.
requests-agreed-version = Version { $version } of the form, read in { $language }.
requests-event-withdrawn = The client took back what they had agreed to
requests-forget = Your details
requests-forget-text = You can have your name and address deleted. Question and answer stay, without you.
requests-forget-look = Have my details deleted…
requests-kind = Kind
requests-sent-at = Sent

# Requests: staff pages.
requests-state-new = New
requests-state-in-hand = In hand
requests-state-replied = Client replied
requests-state-reopened = Reopened
requests-state-with-client = With client
requests-state-closed = Closed
requests-nobody = nobody
requests-withheld = withheld
requests-confidential = Confidential
requests-confidential-line = Confidential: open to read
requests-due-late = { $days ->
    [0] late since { $time }
    [one] { $days } d late
   *[other] { $days } d late
 }
requests-due-today = today { $time }
requests-due-no = no date
requests-unread = Unread
requests-view-mine = Mine
requests-view-unallocated = Unallocated
requests-view-team = My teams
requests-view-location = My location
requests-view-all = All open
requests-view-closed = Closed
requests-views = Views
requests-group-open = Requests
requests-group-after = Afterwards
requests-side-summary = { $view }, { $count }
requests-count-open = { $count ->
    [one] <b>{ $count }</b> open
   *[other] <b>{ $count }</b> open
 }
requests-count-closed = <b>{ $count }</b> closed
requests-count-late = <b>{ $count }</b> late
requests-caption-open = { $view }, soonest due first
requests-caption-closed = { $view }, newest first
requests-col-number = Number
requests-col-subject = Subject
requests-col-client = Client
requests-col-with = With
requests-col-status = Status
requests-col-due = Due
requests-col-changed = Last letter
requests-paging = Parts of this list
requests-sooner = Sooner due
requests-later = Later due
requests-newer = Newer
requests-older = Older
requests-showing = { $count ->
    [one] Showing { $count }
   *[other] Showing { $count }
 }
requests-empty-mine = Nothing is waiting for you
requests-empty-mine-text = Look at what nobody has yet.
requests-empty-unallocated = Everything has somebody
requests-empty-unallocated-text = New questions come up here.
requests-empty-team = Your teams have nothing open
requests-empty-team-text = What is given to a team of yours comes up here.
requests-empty-location = Nothing is open here
requests-empty-location-text = New questions for your location come up here.
requests-empty-all = Nothing is open
requests-empty-all-text = New questions come up here.
requests-empty-closed = Nothing has been closed yet
requests-empty-closed-text = Answered requests come up here.
requests-empty-page = Nothing further in this direction
requests-empty-look = Look at unallocated requests
requests-home-hello = Hello, { $name }
requests-home-mine = My open work
requests-home-figure-mine = open with me
requests-home-figure-unallocated = unallocated
requests-home-figure-team = with your teams
requests-home-figure-location = open at { $place }
requests-home-figure-late = { $count } late
requests-home-all-mine = All of mine
requests-home-all-unallocated = All unallocated
requests-home-alerts = Alerts
requests-alert-mail-failed = { $count ->
    [one] { $count } email did not leave.
   *[other] { $count } emails did not leave.
 }
requests-alert-mail-kept = { $count ->
    [one] { $count } email is kept: no mail server takes it now.
   *[other] { $count } emails are kept: no mail server takes them now.
 }
requests-alert-mail-withheld = { $count ->
    [one] { $count } acknowledgement is withheld: its address had one already that day, or there were too many.
   *[other] { $count } acknowledgements are withheld: their addresses had one already that day, or there were too many.
 }
requests-alert-mail-look = Look at outgoing mail
requests-no-alerts = Nothing needs attention
requests-no-alerts-text = Mail that could not be sent would stand here.
requests-go-none = There is no such request, or it is not for you to open. A number looks like QR-10482.
requests-with = With { $name }, { $place }
requests-with-you = With <b>you</b>, { $place }
requests-with-nobody = With <b>nobody</b>, { $place }
requests-act-answer = Answer
requests-act-take = Take
requests-act-query = Ask the client…
requests-act-note = Add a note…
requests-act-reallocate = Reallocate…
requests-act-reopen = Reopen
requests-act-erase = Forget who asked…
requests-query-label = Your question to the client
requests-query-hint = It goes out by email, and the client can read it at once. The request then waits for the client.
requests-query-send = Send the question
requests-note-label = Note
requests-note-hint = For colleagues only. It is never sent.
requests-note-keep = Keep the note
requests-reallocate-to = To
requests-reallocate-place = Location
requests-reallocate-nobody = Nobody, back to unallocated
requests-reallocate-send = Reallocate
requests-answer-title = Answer
requests-answer-label = Your answer
requests-answer-hint = Plain text. The client can read it as soon as you send it.
requests-answer-hint-forgotten = Plain text. It stays with the request; nobody is left to read it as its client, and no mail goes out.
requests-answer-hint-take = Plain text. The client can read it as soon as you send it. Answering takes the request.
requests-answer-send = Send and close
requests-answer-send-forgotten = Keep and close
requests-error-answer = Write the answer
requests-error-query = Write the question to the client
requests-error-note = Write the note
requests-error-long = That has more than 100,000 characters: shorten it
requests-error-reallocate = Choose who takes it
requests-act-errors = { $count ->
    [one] { $count } thing to put right
   *[other] { $count } things to put right
 }
requests-act-errors-text = Nothing was sent and nothing was changed.
requests-stale = { $who ->
    [client] The client wrote on this request after you opened the page.
   *[other] { $who } changed this request after you opened the page.
 }
requests-stale-withdrawn = The client took back what they had agreed to after you opened the page.
requests-stale-unknown = This request was changed after you opened the page.
requests-stale-text = Nothing was sent and nothing was changed. Read what is new below; what you typed is still here. Then send again.
requests-stale-closed-text = Nothing was sent and nothing was changed. The request is closed now; what you typed stands at the end of this page.
requests-kept-words = What you typed
requests-done-taken = The request is yours.
requests-done-reallocated = The request was reallocated.
requests-done-noted = The note is kept.
requests-done-queried = The question to the client is on its way.
requests-done-answered = Answered and closed. The client can read it now.
requests-done-answer-kept = Answer kept and request closed. Nobody was written to.
requests-done-reopened = The request is open again.
requests-letters-title = Letters
requests-note-mark = Note, never sent.
requests-staff-you = You
requests-client = Client
requests-client-name = Name
requests-client-email = Email
requests-client-no-name = not given
requests-client-erased = Erased. Nobody can read who asked.
requests-forgotten = The person asked to be forgotten on { $day }.
requests-forgotten-text = Question and answer stay. Nobody can be asked any more, and no mail goes out.
requests-forgotten-receipt = What went and what stays
requests-client-damaged = Who asked cannot be read: the stored bytes are damaged.
requests-client-unreachable = Who asked cannot be read just now.
requests-client-unnamed = a client without a name
requests-panel-request = Request
requests-received = Received
requests-due = Due
requests-holder = With
requests-location = Location
requests-why = You see it
requests-why-open = as everybody on the staff does
requests-why-assigned = because it is with you
requests-why-team = because a team of yours has it
requests-why-location = because you work where it belongs
requests-panel-answers = Answers on the form
requests-panel-mail = Mail to the client
requests-panel-history = History
requests-mail-waiting = waiting
requests-mail-sending = being sent
requests-mail-sent = sent
requests-mail-kept = kept: no mail server takes it now
requests-mail-failed = not sent
requests-mail-dropped = dropped by staff
requests-mail-withheld = withheld: too many in one day
requests-mail-kind-acknowledgement = acknowledgement
requests-mail-kind-query = question to the client
requests-mail-kind-answer = answer
requests-band = Only the staff of { $place } and the person or the team that has it can open it.
requests-letter-query = question to the client
requests-letter-answer = answer
requests-event-opened = The client asked
requests-event-taken = { $who } took it
requests-event-reallocated = { $who } gave it to { $to }
requests-event-reallocated-nobody = { $who } gave it back
requests-event-noted = { $who } added a note
requests-event-queried = { $who } asked the client
requests-event-answered = { $who } answered and closed it
requests-event-reopened = { $who } opened it again
requests-event-reopened-by-client = The client wrote and opened it again
requests-event-commented = The client wrote
requests-event-erased = { $who } deleted the client’s details
requests-event-erased-by-client = The client had their details deleted
requests-event-held = { $who } put it on hold: nothing of it may be erased
requests-event-released = { $who } lifted the hold
requests-event-other = { $who }: { $kind }
requests-system = Querist
job-clients-index-title = Make clients findable
job-clients-index-about = Puts the blinded address of each new client into the index that lies in the key ring, so that a person's requests can be found by address without the address standing anywhere.
requests-team = Team
requests-reallocate-team = Team
requests-reallocate-no-team = no team
requests-away = { $name } (away)
requests-who = Who else may see it?
requests-who-title = Who may see this request
requests-who-text = As things stand at this moment. A right that is given or taken acts at the next click.
requests-who-name = Name
requests-who-why = Why
requests-who-open = as everybody on the staff does
requests-who-assigned = it is with them
requests-who-team = a team of theirs has it
requests-who-location = they work where it belongs
requests-when-title = Who would see it
requests-when-kind = Level or role
requests-when-sees = Sees it
requests-when-never = never
requests-when-always = wherever they work
requests-when-here = who works at { $place }, is in the team that has it, or has it
requests-when-team = who is in the team that has it, or has it
requests-when-assigned = who has it

# Questions that look automatic and are held: the page of who asked, and the pages of staff.
held-title = We have your question
held-lede = Before it goes into the queue of <b>{ $place }</b>, somebody on the staff looks at it.
held-why = Much like it came today, and it could have been sent by a program. If you wrote it yourself, you have nothing to do: your question is kept as you sent it.
held-keep = Write it down or print this page. As soon as somebody has looked, the number and your email address together open your request; until then the number is not found.
held-next-look = Somebody looks at it
held-next-look-text = { $days ->
    [one] Usually soon. If nobody has looked after { $days } day, your question goes on by itself.
   *[other] Usually soon. If nobody has looked after { $days } days, your question goes on by itself.
 }
held-next-mail-text = When it goes on, a message repeats the number. To protect you it does not repeat your question.
held-next-urgent = If it is urgent
held-list-title = Looks automatic
held-list-text = Each of these links to the same place, or says the same, as several others that came by the same form on that day. Nobody works on them until somebody has looked. What nobody decides about is let in by itself.
held-group = To be looked at
held-count = { $count ->
    [one] <b>{ $count }</b> held
   *[other] <b>{ $count }</b> held
 }
held-empty = Nothing is held
held-empty-text = Questions that look as if a program had sent them come up here.
held-col-words = First words
held-col-form = Kind
held-col-came = Came
held-col-alike = Alike
held-col-number = Number
held-unreadable = This cannot be opened. It stays here until somebody throws it away.
held-one-title = Looks automatic
held-sign-link = It links to the same place as several others that came by the same form on that day.
held-sign-text = It says the same, or nearly, as several others that came by the same form on that day.
held-one-until = If nobody decides, it is let in on { $when }.
held-release = Let it in
held-release-alike = Let in all that are alike
held-discard = Throw it away
held-acts-text = What is let in becomes the request it would have been, with this number; the message about it goes out then. Where all that are alike are let in, whoever sends the same in the next two days is not held for it. What is thrown away is gone for good, and its keys are destroyed. Nobody is told.
held-done-released = It is let in.
held-done-all = All that are alike are let in.
held-done-discarded = It is thrown away.
held-done-not-again = There was nothing to do: somebody was faster, or it was let in by itself.
held-done-unreadable = It cannot be opened, so it stays.
held-home-figure = look automatic
held-event-held = It looked automatic and was held
held-event-released = { $who } let it in
held-event-released-by-time = Nobody had decided, and it was let in by itself
job-questions-release-title = Let in what is held
job-questions-release-about = Lets in questions that look automatic and that nobody decided about in time, those that staff let in together, and finishes throwing away what was thrown away. Removes the marks by which questions of past days were compared.
