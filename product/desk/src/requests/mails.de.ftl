# Mails to clients. Plain text; the first line of each body is a greeting.
mail-greeting = Guten Tag { $name },
mail-greeting-nobody = Guten Tag,
mail-acknowledgement-subject = [{ $short }] Ihre Frage ist bei uns
mail-acknowledgement-body =
    vielen Dank für Ihre Nachricht an { $house }. Ihre Frage ist bei uns.

    Ihre Anfragenummer ist { $number }

    Bewahren Sie diese Nummer auf. Zusammen mit Ihrer E-Mail-Adresse öffnet
    sie Ihre Anfrage; keines von beiden genügt allein. Zu Ihrem Schutz
    wiederholt diese Nachricht nicht, was Sie gefragt haben.
mail-query-subject = [{ $short }] Eine Rückfrage zu Ihrer Anfrage
mail-query-body =
    damit wir Ihnen gut antworten können, haben wir eine Rückfrage:

    { $text }
mail-answer-subject = [{ $short }] Unsere Antwort
mail-answer-body =
    hier ist unsere Antwort auf Ihre Anfrage { $short }:

    { $text }
mail-check-link =
    Hier können Sie Ihre Anfrage lesen und uns dazu schreiben:
    { $link }
    Sie brauchen dafür Ihre Anfragenummer und Ihre E-Mail-Adresse. Kommen Sie
    über diesen Link, so wissen wir, dass die Adresse Ihre ist.
mail-check =
    Auf unserer Website können Sie Ihre Anfrage lesen und uns dazu schreiben.
    Sie brauchen dafür Ihre Anfragenummer und Ihre E-Mail-Adresse.
mail-sign = { $house }
