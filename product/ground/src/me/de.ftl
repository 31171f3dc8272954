# One's own page.
me-title = Ihr Konto
me-name = Name
me-level = Stufe
me-location = Arbeitet am Standort
me-done-password = Ihr Passwort ist geändert. Alle anderen Browser sind abgemeldet.
me-done-session = Die Sitzung ist beendet.
me-done-sessions = Alle anderen Sitzungen sind beendet.
me-done-factor-on = Ihr zweiter Faktor ist eingeschaltet. Von nun an melden Sie sich mit Passwort und Code an. Alle anderen Browser sind abgemeldet.
me-done-factor-off = Ihr zweiter Faktor ist ausgeschaltet. Alle anderen Browser sind abgemeldet.
me-teams = In den Teams
me-done-preferences = Ihre Auswahl ist gespeichert.
me-preferences = Persönliche Einstellungen
me-preferences-send = Auswahl speichern
me-lang = Sprache dieser Seiten
me-lang-browser = wie im Browser eingestellt
language-en = English
language-de = Deutsch
me-start = Wo Sie nach der Anmeldung beginnen
me-start-home = Startseite
me-start-mine = Anfragen, für die Sie zuständig sind
me-start-unallocated = Anfragen, für die niemand zuständig ist
me-start-settings = Einstellungen
me-start-staff = Mitarbeitende
me-away = Abwesend bis (letzter Tag)
me-away-hint = Ein Tag in der Form 2026-12-31. Bis er vorbei ist, kann Ihnen niemand eine Anfrage geben; was Sie haben, bleibt bei Ihnen. Lassen Sie das Feld leer, solange Sie da sind.
me-away-fault = Geben Sie den letzten Tag in der Form 2026-12-31 ein oder lassen Sie das Feld leer. Es wurde nichts geändert.
me-password = Passwort
me-password-text = Wählen Sie mindestens { $min } Zeichen; mehrere Wörter hintereinander sind gut. Alle Ihre anderen Browser werden abgemeldet.
me-password-old = Bisheriges Passwort
me-password-wrong = Das ist nicht Ihr bisheriges Passwort, oder der Code dazu stimmt nicht. Es wurde nichts geändert.
me-password-send = Passwort ändern
me-factor = Zweiter Faktor
me-factor-about = Mit einem zweiten Faktor genügt Ihr Passwort allein nicht mehr: Sie geben zusätzlich einen Code ein, den eine App auf Ihrem Telefon oder Computer anzeigt.
me-factor-is-on = Er ist eingeschaltet.
me-factor-is-off = Er ist ausgeschaltet.
me-factor-left = { $count ->
    [0] Es ist kein Ersatzcode mehr übrig. Schalten Sie den zweiten Faktor aus und richten Sie ihn neu ein, um neue zu bekommen.
    [one] Ein Ersatzcode ist noch übrig.
   *[other] { $count } Ersatzcodes sind noch übrig.
}
me-factor-must = Für Ihre Rechte hier ist er Pflicht: Wenn Sie ihn ausschalten, werden Sie abgemeldet und richten bei der nächsten Anmeldung einen neuen ein, etwa auf einem neuen Telefon.
me-factor-begin = Einrichten…
me-factor-off = Ausschalten
me-factor-wrong = Das stimmt nicht. Es wurde nichts geändert.
me-factor-leave = Nicht jetzt
me-sessions = Wo Sie angemeldet sind
me-sessions-text = Jede Zeile ist ein Browser, der unter Ihrem Namen angemeldet ist. Beenden Sie, was Sie nicht kennen, und ändern Sie Ihr Passwort.
me-session-began = Angemeldet
me-session-used = Zuletzt benutzt
me-session-act = Beenden
me-session-this = Diese Sitzung
me-session-end = Beenden
me-sessions-end-others = Alle anderen beenden
