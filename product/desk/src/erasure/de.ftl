# Forgetting who asked: staff.
erasure-title = Anfragende Person vergessen
erasure-done-title = Die Person wurde vergessen
erasure-lede = Das ist für den Fall, dass eine Person die Löschung ihrer Daten verlangt. Frage und Antwort bleiben, ohne Bezug zur Person.
erasure-request = Anfrage
erasure-at = Verlangt am
erasure-goes = Was gelöscht wird
erasure-goes-text = Name, E-Mail-Adresse und alles andere im Formular, was die Person benennt; der Weg, ihre Anfragen anhand der Adresse zu finden; das geheime Ende der Nummer, sodass niemand mehr die Anfrage als anfragende Person öffnen kann; E-Mails, die noch nicht hinausgegangen sind.
erasure-blacked = Im Wortlaut
erasure-blacked-text = Wo Frage, Nachrichten, Antworten oder Notizen die Person mit dem benennen, was sie im Formular angegeben hat, wird es geschwärzt. Was sie auf andere Weise erkennen lässt, bleibt: Lesen Sie es danach durch.
erasure-stays = Was bleibt
erasure-stays-text = Frage und Antwort, Notizen, Datumsangaben, Art, Standort und alle Zahlen der Statistik.
erasure-open = Die Anfrage ist noch offen
erasure-open-text = Die Anfrage bleibt bei Ihnen. Sie können sie beantworten und schließen; es geht keine E-Mail hinaus, und Rückfragen sind nicht mehr möglich.
erasure-for-good = Niemand kann das rückgängig machen, auch nicht aus einer Sicherung.
erasure-send = Diese Person vergessen
erasure-back = Zurück zur Anfrage
erasure-stale-text = Es wurde nichts gelöscht. Lesen Sie, was neu ist, und bestätigen Sie dann noch einmal.
erasure-on-hold = Für diese Anfrage gilt eine Löschsperre.
erasure-on-hold-text = Es wurde nichts gelöscht. Nichts von der Anfrage darf gelöscht werden, bis die für den Betrieb der Auskunft Verantwortlichen die Sperre aufheben.
erasure-went = Was gelöscht ist
erasure-went-text = Name, E-Mail-Adresse und alles andere im Formular, was die Person benannt hat. Niemand kann die Anfrage mehr als anfragende Person öffnen.
erasure-mails = { $count ->
    [one] { $count } noch nicht gesendete E-Mail wurde zurückgezogen.
   *[other] { $count } noch nicht gesendete E-Mails wurden zurückgezogen.
 }
erasure-words-kept = Nichts von dem, was die Person im Formular angegeben hat, kam im Wortlaut vor: Er ist unverändert.
erasure-words-blacked-out = Im Wortlaut ist geschwärzt, was die Person benannt hat.
erasure-words-gone = Der Wortlaut konnte nicht erhalten werden: Er war nicht mehr lesbar.
erasure-backups = Sicherungen
erasure-backups-text = Ab { $day } lässt sich die Person aus keiner von diesem Programm erstellten Sicherung mehr wiederherstellen. Bis dahin könnte nur herausfinden, wer gefragt hat, wer Kopien der Datenbank, des Schlüsselbunds und seiner Hüllschlüssel sowie den Wurzelschlüssel besitzt.

# Forgetting who asked: the client.
erasure-client-title = Meine Angaben löschen lassen
erasure-client-done-title = Ihre Angaben sind gelöscht
erasure-client-done-lede = Wir wissen nicht mehr, wer gefragt hat.
erasure-client-lede = Ihr Name und Ihre Adresse werden endgültig gelöscht. Ihre Frage und unsere Antwort bleiben, ohne Bezug zu Ihnen.
erasure-client-goes-text = Ihr Name, Ihre E-Mail-Adresse und alles andere im Formular, was Sie benennt. E-Mails an Sie, die noch nicht hinausgegangen sind.
erasure-client-blacked-text = Wo Ihre Frage, unsere Antwort oder eine andere Nachricht Sie mit dem benennt, was Sie im Formular angegeben haben, wird es geschwärzt.
erasure-client-stays-text = Ihre Frage und unsere Antwort, die Datumsangaben und die Zahlen unserer Statistik.
erasure-client-open-text = Ihre Frage ist noch nicht beantwortet. Wir können sie weiterhin beantworten, aber Sie bekommen keine E-Mail und können sie nicht mehr öffnen. Wenn Sie die Antwort brauchen, warten Sie sie ab.
erasure-client-for-good = Danach öffnet Ihre Anfragenummer nichts mehr, und wir können nichts wiederherstellen. Drucken Sie vorher aus, was Sie behalten möchten.
erasure-client-send = Meine Angaben löschen
erasure-client-back = Alles behalten und zurück zur Anfrage
erasure-client-went-text = Ihr Name, Ihre E-Mail-Adresse und alles andere im Formular, was Sie benannt hat. Ihre Anfragenummer öffnet nichts mehr.
erasure-client-backups-text = Ab { $day } stehen Sie in keiner von diesem Programm erstellten Sicherung mehr, die sich öffnen lässt.
erasure-client-print = Diese Seite ist Ihr Beleg. Drucken Sie sie jetzt, wenn Sie sie behalten möchten: Sie lässt sich nicht noch einmal öffnen.
erasure-client-on-hold-text = Es wurde nichts gelöscht. Es kann sein, dass wir gesetzlich verpflichtet sind, die Anfrage noch eine Weile aufzubewahren. Schreiben Sie uns oder rufen Sie uns an.
