# Forgetting who asked: staff.
erasure-title = Forget who asked
erasure-done-title = The person was forgotten
erasure-lede = This is for when somebody asks that what you keep about them goes. The question and the answer stay, without the person.
erasure-request = Request
erasure-at = Asked for
erasure-goes = What goes
erasure-goes-text = Name, email address and everything else on the form that names the person; the way to find their requests by address; the secret end of the number, so that nobody opens the request as its client any more; mails that have not left.
erasure-blacked = In the words
erasure-blacked-text = Wherever the question, the letters, the answers or the notes name the person with what they gave on the form, it is blacked out. What you know about them in other words stays: read it through afterwards.
erasure-stays = What stays
erasure-stays-text = The question and the answer, notes, dates, kind, location, and every figure.
erasure-open = It is still open
erasure-open-text = It stays with you. You can answer and close it; no mail goes out, and nobody can be asked any more.
erasure-for-good = It cannot be undone by anybody, nor from any backup.
erasure-send = Forget this person
erasure-back = Back to the request
erasure-stale-text = Nothing was erased. Read what is new, then press the button again.
erasure-on-hold = This request is on hold.
erasure-on-hold-text = Nothing was erased. Nothing of it may be erased until the hold is lifted by those who run the desk.
erasure-went = What went
erasure-went-text = Name, email address and everything else on the form that named the person. Nobody opens the request as its client any more.
erasure-mails = { $count ->
    [one] { $count } unsent mail was withdrawn.
   *[other] { $count } unsent mails were withdrawn.
 }
erasure-words-kept = Nothing the person gave on the form stood in the words: they are as they were.
erasure-words-blacked-out = In the words, what named the person is blacked out.
erasure-words-gone = The words could not be kept: they could not be read any more.
erasure-backups = Backups
erasure-backups-text = From { $day } on, no backup made by this program gives the person back. Until then only somebody who holds copies of the database, of the key ring and of its wrapping keys, and the root key, could find out.

# Forgetting who asked: the client.
erasure-client-title = Have my details deleted
erasure-client-done-title = Your details are deleted
erasure-client-done-lede = We no longer know who asked.
erasure-client-lede = Your name and address go, for good. Your question and our answer stay, without you.
erasure-client-goes-text = Your name, your email address and everything else on the form that names you. Mails to you that have not left.
erasure-client-blacked-text = Wherever your question, our answer or another letter names you with what you gave on the form, it is blacked out.
erasure-client-stays-text = Your question and our answer, the dates, and our figures.
erasure-client-open-text = Your question is not answered yet. We can still answer it, but you will get no mail and cannot open it any more. If you need the answer, wait for it.
erasure-client-for-good = After that your request number opens nothing, and we cannot bring anything back. Print what you want to keep first.
erasure-client-send = Delete my details
erasure-client-back = Keep everything, and look at the request again
erasure-client-went-text = Your name, your email address and everything else on the form that named you. Your request number opens nothing any more.
erasure-client-backups-text = From { $day } on, you are not in any backup made by this program that can be opened.
erasure-client-print = This page is your receipt. Print it now if you want to keep it: it cannot be opened again.
erasure-client-on-hold-text = Nothing was deleted. The law may oblige us to keep it for a while. Write to us or call us.
