# Requests: public pages.
requests-home-title = Fragen Sie uns
requests-home-lede = Stellen Sie Ihre Frage mit Ihren eigenen Worten. Ein Mensch liest sie, geht ihr nach und schreibt Ihnen zurück. Ein Konto brauchen Sie nicht.
requests-home-ask = Frage stellen
requests-home-check = Anfrage einsehen
requests-home-how = So geht es
requests-home-step-1 = Sie schreiben Ihre Frage
requests-home-step-1-text = Wählen Sie zuerst die Art der Frage. Sind Sie unsicher, nehmen Sie die erste.
requests-home-step-2 = Sie bekommen eine Anfragenummer
requests-home-step-2-text = Sie wird sofort angezeigt. Bewahren Sie die Nummer auf: Zusammen mit Ihrer E-Mail-Adresse öffnet sie Ihre Anfrage.
requests-home-step-3 = Die Auskunft schreibt zurück
requests-home-step-3-text = Mit einer Antwort oder mit einer Rückfrage an Sie.
requests-confidence = Vertraulich
requests-confidence-text = Name und Adresse sind getrennt von Ihrer Frage verschlossen, jeder Teil mit einem eigenen Schlüssel.
requests-talk = Lieber anrufen?
requests-talk-text = Sie erreichen uns unter <b>{ $phone }</b>.
requests-already = Schon gefragt?
requests-already-text = Mit Ihrer Anfragenummer und Ihrer E-Mail-Adresse können Sie unsere Antwort lesen oder etwas ergänzen.
requests-list-title = Worum geht es in Ihrer Frage?
requests-list-lede = Jede Art von Frage hat ihr eigenes Formular. Passt keines, nehmen Sie das erste.
requests-within = { $days ->
    [one] innerhalb eines Arbeitstags
   *[other] innerhalb von { $days } Arbeitstagen
 }
requests-next = Wie es weitergeht
requests-form-next-text = Sie bekommen sofort eine Anfragenummer. In der Regel antworten wir <b>{ $within }</b>.
requests-hurry = Keine Eile
requests-hurry-text = Diese Seite gilt { $minutes } Minuten. Auch danach ist nichts verloren: Sie senden einfach noch einmal.
requests-send = Frage senden
requests-expired = Die Sitzung ist abgelaufen.
requests-expired-text = Diese Seite war länger als { $minutes } Minuten geöffnet, deshalb wurde noch nichts gesendet. Alles, was Sie eingegeben haben, ist noch da: Senden Sie es noch einmal.
requests-not-kept = Wir konnten Ihre Frage gerade nicht speichern.
requests-not-kept-text = Es wurde nichts gesendet, und nichts ist verloren: Alles, was Sie eingegeben haben, ist noch da. Warten Sie eine Minute und senden Sie es dann noch einmal. Wenn es weiterhin nicht gelingt, bewahren Sie Ihren Text an anderer Stelle auf und kommen Sie später wieder.
requests-not-sure = Wir wissen nicht, ob Ihre Frage gespeichert wurde.
requests-not-sure-text = Genau beim Speichern ist etwas fehlgeschlagen. Nichts ist verloren: Alles, was Sie eingegeben haben, ist noch da. Warten Sie eine Minute und senden Sie es dann noch einmal: Von dieser Seite aus wird Ihre Frage nur einmal gespeichert, und Sie sehen dann ihre Nummer. Wenn es weiterhin nicht gelingt, bewahren Sie Ihren Text an anderer Stelle auf und kommen Sie später wieder.
requests-look = Prüfen und senden.
requests-look-text = Es wurde noch nichts gesendet. Lesen Sie noch einmal durch, was Sie geschrieben haben, und senden Sie es dann am Ende der Seite.
requests-soon-text = Das ging sehr schnell, deshalb wurde noch nichts gesendet. Lesen Sie durch, was Sie geschrieben haben, warten Sie einen Augenblick und senden Sie es dann noch einmal.
requests-changed = Dieses Formular wurde geändert, seit Sie es geöffnet haben.
requests-changed-text = Es wurde noch nichts gesendet. Lesen Sie es noch einmal durch und senden Sie es so, wie es jetzt ist.
requests-changed-gone = Danach wird nicht mehr gefragt. Wenn es wichtig ist, übernehmen Sie es in Ihre Frage:
requests-decoy = Dieses Feld leer lassen
requests-as-typed = Ihr Text enthält etwas, das wie HTML aussieht.
requests-as-typed-text = Es wurde noch nichts gesendet, und alles, was Sie geschrieben haben, ist noch da. Wir lesen es genau so, wie Sie es eingegeben haben, mit allen spitzen Klammern. Wenn es so gemeint ist, senden Sie es.
requests-more = Es gibt noch eine weitere Frage.
requests-more-text = Es wurde noch nichts gesendet, und alles, was Sie geschrieben haben, ist noch da. Aus Ihren Antworten ergibt sich eine weitere Frage.
requests-more-link = Zu dieser Frage
requests-look-send = Prüfen und senden
requests-confirm-title = Ihre Frage ist bei uns
requests-confirm-thanks = Vielen Dank. Ihre Frage ist sicher gespeichert.
requests-confirm-thanks-name = Vielen Dank, <bdi>{ $name }</bdi>. Ihre Frage ist sicher gespeichert.
requests-confirm-queue = Sie steht in der Anfragenliste des Standorts <b>{ $place }</b>.
requests-printed = Ausdruck der Seite, Stand: { $when }.
requests-confirm-number = Ihre Anfragenummer
requests-confirm-keep = Schreiben Sie die Nummer auf oder drucken Sie diese Seite. Nummer und E-Mail-Adresse zusammen öffnen Ihre Anfrage; keines von beiden genügt allein.
requests-confirm-look = Meine Anfrage einsehen
requests-confirm-else = Weitere Frage stellen
requests-next-mail = Per E-Mail
requests-next-mail-text = Eine Nachricht nennt Ihnen die Nummer noch einmal. Zu Ihrem Schutz wiederholt sie Ihre Frage nicht und kommt höchstens einmal am Tag, bis Sie eine Anfrage über ihren Link geöffnet haben.
requests-next-by = Bis { $day }
requests-next-by-text = Wir schreiben Ihnen: mit einer Antwort oder mit einer Rückfrage.
requests-next-by-page = Wir antworten oder fragen zurück. Sie lesen es auf der Seite Ihrer Anfrage.
requests-next-nothing = Wenn Sie nichts hören
requests-next-nothing-text = Rufen Sie { $phone } an und nennen Sie die Nummer.
requests-data = Was mit Ihren Daten geschieht
requests-data-who = Ihr Name und Ihre E-Mail-Adresse
requests-data-who-text = Beides ist mit einem eigenen Schlüssel verschlossen, getrennt von Ihrer Frage. Es wird aufbewahrt, <b>bis Sie es löschen lassen oder { $house } es löscht</b>.
requests-data-what = Ihre Frage und unsere Antwort
requests-data-what-text = Beides ist mit einem anderen Schlüssel verschlossen. { $house } bewahrt es auf; wenn Sie Ihre Angaben löschen lassen, <b>ohne Bezug zu Ihnen</b>.
requests-data-open = Wer sie öffnen kann
requests-data-open-text = Die Mitarbeitenden der Auskunft ({ $house }).
requests-data-open-confidential = Nur die Mitarbeitenden am Standort <b>{ $place }</b> und die für Ihre Frage zuständige Person oder das zuständige Team.
requests-sent = Was Sie gesendet haben
requests-sent-reply = Antwort an:
requests-check-title = Anfrage einsehen
requests-check-lede = Geben Sie die Nummer ein, die wir Ihnen gezeigt haben, und die E-Mail-Adresse, die Sie uns genannt haben.
requests-check-number = Anfragenummer
requests-check-number-hint = Sie sieht aus wie QR-10482-7KM4T. Groß- und Kleinschreibung und Bindestriche spielen keine Rolle.
requests-check-email = Ihre E-Mail-Adresse
requests-check-show = Anfrage anzeigen
requests-check-no-number = Geben Sie die Anfragenummer ein
requests-check-bad-number = Die Nummer ist nicht vollständig: Sie besteht aus zwei Teilen, etwa 10482 und 7KM4T
requests-check-none = Nummer und Adresse öffnen zusammen keine Anfrage: Prüfen Sie beide noch einmal
requests-check-errors = { $count ->
    [one] Bevor wir die Anfrage zeigen können, ist { $count } Angabe zu berichtigen
   *[other] Bevor wir die Anfrage zeigen können, sind { $count } Angaben zu berichtigen
 }
requests-check-errors-text = Alles, was Sie eingegeben haben, ist noch da.
requests-errors-prefix = { $count ->
    [one] Fehler: { $count } Angabe zu berichtigen
   *[other] Fehler: { $count } Angaben zu berichtigen
 }
requests-check-both = Warum beides?
requests-check-both-text = So kann niemand, der nur eine Nummer errät oder nur Ihre Adresse kennt, lesen, was Sie gefragt haben.
requests-check-lost = Nummer verloren?
requests-check-lost-text = Rufen Sie uns an: <b>{ $phone }</b>.
requests-check-lost-mail = Sie steht in der E-Mail, die wir Ihnen gesendet haben.
requests-check-expired = Die Sitzung ist abgelaufen.
requests-check-expired-text = Ihre Anfrage war lange geöffnet, deshalb wurde noch nichts gesendet. Was Sie geschrieben haben, ist aufbewahrt: Öffnen Sie die Anfrage noch einmal, dann ist es wieder da.
requests-replied = Ihre Nachricht ist angekommen.
requests-replied-text = Sie ging an den Standort { $place } und kann dort jetzt gelesen werden.
requests-reopened = Ihre Anfrage ist wieder offen.
requests-reopened-text = Sie ging mit dem, was Sie geschrieben haben, zurück an den Standort { $place }.
requests-reply-errors = { $count ->
    [one] Vor dem Senden ist noch { $count } Angabe zu berichtigen
   *[other] Vor dem Senden sind noch { $count } Angaben zu berichtigen
 }
requests-reply-errors-text = Es wurde noch nichts gesendet.
requests-reply-empty = Schreiben Sie, was Sie uns mitteilen möchten
requests-reply-markup = Die Nachricht enthält HTML, das hier nicht verwendet werden kann, deshalb wurde nichts gesendet: Entfernen Sie, was in spitzen Klammern steht, etwa <br>
requests-reply-long = Die Nachricht hat mehr als 50.000 Zeichen: Senden Sie sie in zwei Teilen
requests-asked = Wir brauchen noch etwas von Ihnen.
requests-asked-text = Wir machen weiter, sobald wir von Ihnen hören.
requests-asked-link = Nachricht schreiben
requests-client-received = Ihre Frage ist bei uns. Wir antworten bis { $day }.
requests-client-in-hand = Ihre Frage wird am Standort { $place } bearbeitet. Wir antworten bis { $day }.
requests-client-your-turn = Der Standort { $place } hat eine Rückfrage an Sie.
requests-client-answered = Beantwortet. Unsere Antwort steht unten.
requests-progress = Stand
requests-life-received = Eingegangen
requests-life-in-hand = In Bearbeitung
requests-life-your-turn = Sie sind an der Reihe
requests-life-answered = Beantwortet
requests-life-answer-by = Antwort bis
requests-letters = Bisherige Nachrichten
requests-you = Sie
requests-our-answer = unsere Antwort
requests-erased = Gelöscht
requests-erased-text = Das kann nicht mehr gelesen werden.
requests-reply = Ihre Nachricht an uns
requests-reply-again = Nicht das, was Sie brauchten?
requests-reply-label = Was Sie uns mitteilen möchten
requests-reply-hint = Es geht an den Standort { $place }.
requests-reply-again-hint = Es öffnet die Anfrage wieder und geht an den Standort { $place }.
requests-reply-send = Nachricht senden
requests-reply-reopen = Senden und wieder öffnen
requests-details = Einzelheiten
requests-agreements = Wozu Sie eingewilligt haben
requests-agreed-at = Eingewilligt am { $when }.
requests-agreed-until = Eingewilligt am { $when }, zurückgenommen am { $withdrawn }.
requests-withdraw = Zurücknehmen
requests-withdrawn = Sie haben es zurückgenommen.
requests-withdrawn-text = Wer Ihre Anfrage bearbeitet, sieht das. Was bisher getan wurde, bleibt, wie es ist. Wenn auch Ihr Name und Ihre Adresse entfernt werden sollen, finden Sie das weiter unten.
requests-panel-agreements = Einwilligungen
requests-agreed-on = Eingewilligt am { $when }.
requests-agreed-back = Zurückgenommen am { $when }.
requests-agreed-version = Fassung { $version } des Formulars, gelesen auf { $language }.
requests-event-withdrawn = Wer gefragt hat, hat eine Einwilligung zurückgenommen
requests-forget = Ihre persönlichen Angaben
requests-forget-text = Sie können Ihren Namen und Ihre Adresse löschen lassen. Frage und Antwort bleiben, ohne Bezug zu Ihnen.
requests-forget-look = Meine Angaben löschen lassen …
requests-kind = Art
requests-sent-at = Gesendet

# Requests: staff pages.
requests-state-new = Neu
requests-state-in-hand = In Bearbeitung
requests-state-replied = Rückmeldung
requests-state-reopened = Wieder offen
requests-state-with-client = Rückfrage
requests-state-closed = Geschlossen
requests-nobody = niemand
requests-withheld = nicht angezeigt
requests-confidential = Vertraulich
requests-confidential-line = Vertraulich: zum Lesen öffnen
requests-due-late = { $days ->
    [0] fällig seit { $time }
    [one] { $days } T. überfällig
   *[other] { $days } T. überfällig
 }
requests-due-today = heute { $time }
requests-due-no = kein Termin
requests-unread = Ungelesen
requests-view-mine = Meine Anfragen
requests-view-unallocated = Nicht zugeteilt
requests-view-team = Meine Teams
requests-view-location = Mein Standort
requests-view-all = Alle offenen
requests-view-closed = Geschlossen
requests-views = Listen
requests-group-open = Anfragen
requests-group-after = Danach
requests-side-summary = { $view }, { $count }
requests-count-open = { $count ->
    [one] <b>{ $count }</b> offen
   *[other] <b>{ $count }</b> offen
 }
requests-count-closed = <b>{ $count }</b> geschlossen
requests-count-late = <b>{ $count }</b> überfällig
requests-caption-open = { $view }, am frühesten fällige zuerst
requests-caption-closed = { $view }, neueste zuerst
requests-col-number = Nummer
requests-col-subject = Betreff
requests-col-client = Von
requests-col-with = Zuständig
requests-col-status = Status
requests-col-due = Fällig
requests-col-changed = Letzte Nachricht
requests-paging = Teile dieser Liste
requests-sooner = Früher fällig
requests-later = Später fällig
requests-newer = Neuere
requests-older = Ältere
requests-showing = { $count ->
    [one] { $count } wird angezeigt
   *[other] { $count } werden angezeigt
 }
requests-empty-mine = Nichts wartet auf Sie
requests-empty-mine-text = Sehen Sie nach, was noch niemand hat.
requests-empty-unallocated = Alles ist zugeteilt
requests-empty-unallocated-text = Neue Fragen erscheinen hier.
requests-empty-team = Ihre Teams haben nichts offen
requests-empty-team-text = Was einem Ihrer Teams gegeben wird, erscheint hier.
requests-empty-location = Hier ist nichts offen
requests-empty-location-text = Neue Fragen für Ihren Standort erscheinen hier.
requests-empty-all = Nichts ist offen
requests-empty-all-text = Neue Fragen erscheinen hier.
requests-empty-closed = Noch ist nichts geschlossen
requests-empty-closed-text = Beantwortete Anfragen erscheinen hier.
requests-empty-page = Hier geht die Liste nicht weiter
requests-empty-look = Nicht zugeteilte Anfragen ansehen
requests-home-hello = Guten Tag, { $name }
requests-home-mine = Meine offenen Anfragen
requests-home-figure-mine = offen bei mir
requests-home-figure-unallocated = nicht zugeteilt
requests-home-figure-team = bei Ihren Teams
requests-home-figure-location = offen am Standort { $place }
requests-home-figure-late = { $count } überfällig
requests-home-all-mine = Alle meine Anfragen
requests-home-all-unallocated = Alle nicht zugeteilten Anfragen
requests-home-alerts = Hinweise
requests-alert-mail-failed = { $count ->
    [one] { $count } E-Mail wurde nicht zugestellt.
   *[other] { $count } E-Mails wurden nicht zugestellt.
 }
requests-alert-mail-kept = { $count ->
    [one] { $count } E-Mail wird zurückgehalten: Zurzeit nimmt kein Mailserver sie an.
   *[other] { $count } E-Mails werden zurückgehalten: Zurzeit nimmt kein Mailserver sie an.
 }
requests-alert-mail-withheld = { $count ->
    [one] { $count } Eingangsbestätigung ist angehalten: Die Adresse hatte an dem Tag schon eine, oder es waren zu viele.
   *[other] { $count } Eingangsbestätigungen sind angehalten: Die Adressen hatten an dem Tag schon eine, oder es waren zu viele.
 }
requests-alert-mail-look = Postausgang ansehen
requests-no-alerts = Keine Hinweise
requests-no-alerts-text = Wenn E-Mails nicht gesendet werden können, steht es hier.
requests-go-none = Diese Anfrage gibt es nicht, oder Sie dürfen sie nicht öffnen. Eine Nummer sieht aus wie QR-10482.
requests-with = Zuständig: { $name }, { $place }
requests-with-you = Zuständig: <b>Sie</b>, { $place }
requests-with-nobody = Zuständig: <b>niemand</b>, { $place }
requests-act-answer = Antworten
requests-act-take = Übernehmen
requests-act-query = Rückfrage stellen …
requests-act-note = Notiz hinzufügen …
requests-act-reallocate = Weitergeben …
requests-act-reopen = Wieder öffnen
requests-act-erase = Anfragende Person vergessen …
requests-query-label = Ihre Rückfrage
requests-query-hint = Sie geht per E-Mail hinaus, und die anfragende Person kann sie sofort lesen. Die Anfrage wartet dann auf die Rückmeldung.
requests-query-send = Rückfrage senden
requests-note-label = Interne Notiz
requests-note-hint = Nur für Mitarbeitende. Sie wird nie gesendet.
requests-note-keep = Notiz speichern
requests-reallocate-to = Weitergeben an
requests-reallocate-place = Standort
requests-reallocate-nobody = Niemanden, wieder nicht zugeteilt
requests-reallocate-send = Weitergeben
requests-answer-title = Antwort
requests-answer-label = Ihre Antwort
requests-answer-hint = Reiner Text. Die anfragende Person kann die Antwort lesen, sobald Sie sie senden.
requests-answer-hint-forgotten = Reiner Text. Die Antwort bleibt bei der Anfrage; es gibt keine anfragende Person mehr, die sie lesen könnte, und es geht keine E-Mail hinaus.
requests-answer-hint-take = Reiner Text. Die anfragende Person kann die Antwort lesen, sobald Sie sie senden. Mit der Antwort übernehmen Sie die Anfrage.
requests-answer-send = Senden und schließen
requests-answer-send-forgotten = Speichern und schließen
requests-error-answer = Schreiben Sie die Antwort
requests-error-query = Schreiben Sie die Rückfrage
requests-error-note = Schreiben Sie die Notiz
requests-error-long = Der Text hat mehr als 100.000 Zeichen: Kürzen Sie ihn
requests-error-reallocate = Wählen Sie, wer die Anfrage bekommt
requests-act-errors = { $count ->
    [one] { $count } Angabe ist zu berichtigen
   *[other] { $count } Angaben sind zu berichtigen
 }
requests-act-errors-text = Es wurde nichts gesendet und nichts geändert.
requests-stale = { $who ->
    [client] Die anfragende Person hat zu dieser Anfrage geschrieben, nachdem Sie die Seite geöffnet hatten.
   *[other] { $who } hat diese Anfrage geändert, nachdem Sie die Seite geöffnet hatten.
 }
requests-stale-withdrawn = Eine Einwilligung wurde zurückgenommen, nachdem Sie die Seite geöffnet hatten.
requests-stale-unknown = Diese Anfrage wurde geändert, nachdem Sie die Seite geöffnet hatten.
requests-stale-text = Es wurde nichts gesendet und nichts geändert. Lesen Sie unten, was neu ist; was Sie eingegeben haben, ist noch da. Senden Sie dann noch einmal.
requests-stale-closed-text = Es wurde nichts gesendet und nichts geändert. Die Anfrage ist jetzt geschlossen; was Sie eingegeben haben, steht am Ende dieser Seite.
requests-kept-words = Was Sie eingegeben haben
requests-done-taken = Sie sind jetzt für die Anfrage zuständig.
requests-done-reallocated = Die Anfrage wurde weitergegeben.
requests-done-noted = Die Notiz ist gespeichert.
requests-done-queried = Die Rückfrage ist unterwegs.
requests-done-answered = Beantwortet und geschlossen. Die anfragende Person kann die Antwort jetzt lesen.
requests-done-answer-kept = Antwort gespeichert und Anfrage geschlossen. Es wurde niemand angeschrieben.
requests-done-reopened = Die Anfrage ist wieder offen.
requests-letters-title = Nachrichten
requests-note-mark = Interne Notiz, wird nie gesendet.
requests-staff-you = Sie
requests-client = Anfragende Person
requests-client-name = Name
requests-client-email = E-Mail
requests-client-no-name = nicht angegeben
requests-client-erased = Gelöscht. Niemand kann mehr lesen, wer gefragt hat.
requests-forgotten = Die Person hat am { $day } darum gebeten, vergessen zu werden.
requests-forgotten-text = Frage und Antwort bleiben. Rückfragen sind nicht mehr möglich, und es geht keine E-Mail hinaus.
requests-forgotten-receipt = Was gelöscht ist und was bleibt
requests-client-damaged = Es lässt sich nicht lesen, wer gefragt hat: Die gespeicherten Daten sind beschädigt.
requests-client-unreachable = Es lässt sich gerade nicht lesen, wer gefragt hat.
requests-client-unnamed = anfragende Person ohne Namen
requests-panel-request = Anfrage
requests-received = Eingegangen
requests-due = Fällig
requests-holder = Zuständig
requests-location = Standort
requests-why = Für Sie sichtbar
requests-why-open = wie für alle Mitarbeitenden
requests-why-assigned = weil Sie zuständig sind
requests-why-team = weil eines Ihrer Teams zuständig ist
requests-why-location = weil Sie am Standort der Anfrage arbeiten
requests-panel-answers = Antworten im Formular
requests-panel-mail = E-Mails an die anfragende Person
requests-panel-history = Verlauf
requests-mail-waiting = wartet
requests-mail-sending = wird gesendet
requests-mail-sent = gesendet
requests-mail-kept = zurückgehalten: Zurzeit nimmt kein Mailserver sie an
requests-mail-failed = nicht gesendet
requests-mail-dropped = von Mitarbeitenden verworfen
requests-mail-withheld = angehalten: zu viele an einem Tag
requests-mail-kind-acknowledgement = Eingangsbestätigung
requests-mail-kind-query = Rückfrage
requests-mail-kind-answer = Antwort
requests-band = Nur die Mitarbeitenden am Standort { $place } und die zuständige Person oder das zuständige Team können diese Anfrage öffnen.
requests-letter-query = Rückfrage
requests-letter-answer = Antwort
requests-event-opened = Die anfragende Person hat gefragt
requests-event-taken = { $who } hat die Anfrage übernommen
requests-event-reallocated = { $who } hat die Anfrage an { $to } weitergegeben
requests-event-reallocated-nobody = { $who } hat die Anfrage zurückgegeben
requests-event-noted = { $who } hat eine Notiz hinzugefügt
requests-event-queried = { $who } hat eine Rückfrage gestellt
requests-event-answered = { $who } hat geantwortet und die Anfrage geschlossen
requests-event-reopened = { $who } hat die Anfrage wieder geöffnet
requests-event-reopened-by-client = Die anfragende Person hat geschrieben und die Anfrage wieder geöffnet
requests-event-commented = Die anfragende Person hat geschrieben
requests-event-erased = { $who } hat die Angaben zur anfragenden Person gelöscht
requests-event-erased-by-client = Die anfragende Person hat ihre Angaben löschen lassen
requests-event-held = { $who } hat eine Löschsperre gesetzt: Nichts von der Anfrage darf gelöscht werden
requests-event-released = { $who } hat die Löschsperre aufgehoben
requests-event-other = { $who }: { $kind }
requests-system = Querist
job-clients-index-title = Anfragende Personen auffindbar machen
job-clients-index-about = Nimmt die Adresse jeder neuen anfragenden Person in verschleierter Form in das Verzeichnis auf, das im Schlüsselbund liegt. So lassen sich die Anfragen einer Person anhand ihrer Adresse finden, ohne dass die Adresse irgendwo steht.
requests-team = Team
requests-reallocate-team = Team
requests-reallocate-no-team = kein Team
requests-away = { $name } (abwesend)
requests-who = Wer darf sie noch sehen?
requests-who-title = Wer diese Anfrage sehen darf
requests-who-text = So ist es in diesem Augenblick. Wird ein Recht gegeben oder entzogen, gilt das ab dem nächsten Klick.
requests-who-name = Name
requests-who-why = Warum
requests-who-open = alle Mitarbeitenden sehen sie
requests-who-assigned = ist zuständig
requests-who-team = ist im zuständigen Team
requests-who-location = arbeitet am Standort der Anfrage
requests-when-title = Wer die Anfrage sehen würde
requests-when-kind = Stufe oder Rolle
requests-when-sees = Sieht die Anfrage
requests-when-never = nie
requests-when-always = an jedem Standort
requests-when-here = wer am Standort { $place } arbeitet, im zuständigen Team ist oder selbst zuständig ist
requests-when-team = wer im zuständigen Team ist oder selbst zuständig ist
requests-when-assigned = wer zuständig ist

# Questions that look automatic and are held: the page of who asked, and the pages of staff.
held-title = Ihre Frage ist bei uns
held-lede = Bevor sie in die Anfragenliste am Standort <b>{ $place }</b> kommt, sieht sie sich jemand von uns an.
held-why = Heute kam schon einiges, was ihr sehr ähnlich ist, und ein Programm könnte es geschickt haben. Haben Sie sie selbst geschrieben, müssen Sie nichts tun: Ihre Frage ist so aufbewahrt, wie Sie sie gesendet haben.
held-keep = Notieren Sie die Nummer, oder drucken Sie diese Seite. Sobald jemand die Frage angesehen hat, öffnet die Nummer zusammen mit Ihrer E-Mail-Adresse Ihre Anfrage; bis dahin wird die Nummer nicht gefunden.
held-next-look = Jemand sieht sie an
held-next-look-text = { $days ->
    [one] Meist geht das schnell. Hat sie nach { $days } Tag niemand angesehen, geht sie von selbst weiter.
   *[other] Meist geht das schnell. Hat sie nach { $days } Tagen niemand angesehen, geht sie von selbst weiter.
 }
held-next-mail-text = Sobald sie weitergeht, nennt Ihnen eine Nachricht die Nummer noch einmal. Zu Ihrem Schutz wiederholt sie Ihre Frage nicht.
held-next-urgent = Wenn es eilt
held-list-title = Wirkt automatisch
held-list-text = Jede dieser Fragen verweist auf dieselbe Stelle oder sagt dasselbe wie mehrere andere, die am selben Tag über dasselbe Formular kamen. Niemand bearbeitet sie, bevor jemand sie angesehen hat. Worüber niemand entscheidet, wird von selbst zugelassen.
held-group = Anzusehen
held-count = { $count ->
    [one] <b>{ $count }</b> angehalten
   *[other] <b>{ $count }</b> angehalten
 }
held-empty = Nichts ist angehalten
held-empty-text = Fragen, die aussehen, als hätte ein Programm sie gesendet, stehen dann hier.
held-col-words = Erste Worte
held-col-form = Art
held-col-came = Eingang
held-col-alike = Ähnliche
held-col-number = Nummer
held-unreadable = Das lässt sich nicht öffnen. Es bleibt hier, bis jemand es verwirft.
held-one-title = Wirkt automatisch
held-sign-link = Sie verweist auf dieselbe Stelle wie mehrere andere, die am selben Tag über dasselbe Formular kamen.
held-sign-text = Sie sagt dasselbe oder fast dasselbe wie mehrere andere, die am selben Tag über dasselbe Formular kamen.
held-one-until = Wenn niemand entscheidet, wird sie am { $when } zugelassen.
held-release = Zulassen
held-release-alike = Alle ähnlichen zulassen
held-discard = Verwerfen
held-acts-text = Was zugelassen wird, wird die Anfrage, die es gewesen wäre, mit dieser Nummer; die Nachricht darüber geht dann hinaus. Sind alle ähnlichen zugelassen, wird in den nächsten zwei Tagen niemand angehalten, der dasselbe sendet. Was verworfen wird, ist endgültig weg, und seine Schlüssel werden vernichtet. Niemand wird benachrichtigt.
held-done-released = Sie ist zugelassen.
held-done-all = Alle ähnlichen sind zugelassen.
held-done-discarded = Sie ist verworfen.
held-done-not-again = Es war nichts zu tun: Jemand war schneller, oder sie wurde von selbst zugelassen.
held-done-unreadable = Sie lässt sich nicht öffnen und bleibt deshalb hier.
held-home-figure = wirken automatisch
held-event-held = Sie wirkte automatisch und wurde angehalten
held-event-released = { $who } hat sie zugelassen
held-event-released-by-time = Niemand hatte entschieden, und sie wurde von selbst zugelassen
job-questions-release-title = Angehaltenes zulassen
job-questions-release-about = Lässt Fragen zu, die automatisch wirken und über die niemand rechtzeitig entschieden hat, auch jene, die Mitarbeitende gemeinsam zugelassen haben, und bringt zu Ende, was verworfen wurde. Entfernt die Merkmale, an denen Fragen vergangener Tage verglichen wurden.
