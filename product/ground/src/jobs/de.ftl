# Background work, as staff see it.
jobs-title = Hintergrundaufgaben
jobs-lede = Was die Auskunft von selbst erledigt und wie es ausging.
jobs-caption = Hintergrundaufgaben nach Namen
jobs-none = Es gibt noch keine Hintergrundaufgaben
jobs-none-text = Die ausführenden Prozesse dieser Auskunft wurden noch nicht gestartet.
jobs-back = Alle Hintergrundaufgaben
jobs-col-job = Aufgabe
jobs-col-schedule = Wann
jobs-col-last = Letzter Lauf
jobs-col-next = Nächster Lauf
jobs-col-waiting = Wartend
jobs-col-failed = Gescheitert
jobs-never = nie
jobs-is-off = ausgeschaltet
jobs-is-running = läuft gerade
jobs-queue = Warteschlange
jobs-queue-mail = E-Mail
jobs-queue-sequence = Reihenfolge der Einträge
jobs-queue-maintenance = Wartung
jobs-queue-bulk = Lange Arbeiten
jobs-when-asked = bei Bedarf
jobs-when-daily = täglich um { $time } Uhr (UTC)
jobs-when-seconds = { $count ->
    [one] jede Sekunde
   *[other] alle { $count } Sekunden
}
jobs-when-minutes = { $count ->
    [one] jede Minute
   *[other] alle { $count } Minuten
}
jobs-when-hours = { $count ->
    [one] jede Stunde
   *[other] alle { $count } Stunden
}
jobs-when-days = { $count ->
    [one] jeden Tag
   *[other] alle { $count } Tage
}
jobs-run = Jetzt ausführen
jobs-switch-on = Einschalten
jobs-switch-off = Ausschalten
jobs-off = Diese Aufgabe ist ausgeschaltet.
jobs-off-text = Was für sie anfällt, wartet und wird erledigt, sobald sie eingeschaltet ist.
jobs-runs = Letzte Läufe
jobs-runs-none = Noch kein Lauf
jobs-runs-none-text = Hier werden die letzten zwanzig Läufe aufbewahrt.
jobs-run-at = Beginn
jobs-run-outcome = Ergebnis
jobs-run-note = Meldung
jobs-run-took = Dauer
jobs-run-attempt = Versuch
jobs-outcome-done = erledigt
jobs-outcome-retry = wird wiederholt
jobs-outcome-failed = gescheitert
jobs-outcome-lost = abgebrochen
jobs-took-millis = { $count } ms
jobs-took-seconds = { $count } s
jobs-failed = Aufgegeben
jobs-failed-text = Diese Aufgaben wurden so oft versucht, wie es sinnvoll ist. Sie bleiben hier, bis jemand entscheidet.
jobs-failed-at = Aufgegeben
jobs-failed-why = Grund
jobs-failed-attempts = Versuche
jobs-failed-acts = Was tun
jobs-failed-page = Auf dieser Seite steht keine Aufgabe
jobs-failed-newest = Neueste zeigen
jobs-decide = Wiederholen oder verwerfen…
jobs-decide-title = Diese Aufgabe wiederholen oder verwerfen?
jobs-decide-text = Eine verworfene Aufgabe wird nicht wiederholt: Was sie erledigen sollte, bleibt unerledigt, und das lässt sich nicht zurücknehmen.
jobs-again = Wiederholen
jobs-drop-it = Verwerfen
jobs-keep-it = Stehen lassen
jobs-paging = Seiten aufgegebener Aufgaben
jobs-newer = Neuere
jobs-older = Ältere
jobs-done-run = Sie wird gleich ausgeführt.
jobs-done-on = Sie ist eingeschaltet.
jobs-done-off = Sie ist ausgeschaltet.
jobs-done-again = Sie wird gleich wiederholt.
jobs-done-not-again = Sie war nicht mehr da, oder eine gleiche wartet bereits.
jobs-done-dropped = Sie ist verworfen.
