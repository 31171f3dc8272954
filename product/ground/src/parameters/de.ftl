# The pages about parameters.
settings-title = Einstellungen
settings-lede = Hier legen Sie fest, wie diese Auskunft arbeitet. Jede Einstellung sagt, was sie bewirkt und was sie kostet; jede Änderung wird aufgezeichnet und lässt sich zurücknehmen.
settings-seek = Einstellungen suchen
settings-seek-go = Suchen
settings-found = { $groups ->
    [0] Keine Einstellung enthält diese Wörter.
   *[other] { $count ->
        [one] Eine Einstellung enthält diese Wörter.
       *[other] { $count } Einstellungen in { $groups ->
            [one] einer Gruppe
           *[other] { $groups } Gruppen
        } enthalten diese Wörter.
    }
}
settings-all = Alle Einstellungen zeigen
settings-none = Keine Einstellung enthält diese Wörter
settings-group-organisation = Die Einrichtung
settings-group-requests = Anfragen
settings-group-public = Was die Öffentlichkeit tun kann
settings-group-staff = Was Mitarbeitende sehen
settings-group-sign-in = Anmeldung
settings-group-passwords = Passwörter
settings-is-default = Voreingestellt.
settings-is-changed = Geändert.
settings-default = Voreinstellung: { $value }
settings-history = Änderungsverlauf
settings-review = Änderungen prüfen
settings-review-title = Was sich ändert
settings-review-text = Noch wurde nichts geändert.
settings-nothing = Es wurde nichts geändert: Alles ist wie zuvor.
settings-faults = Einiges davon kann nicht angenommen werden. Es wurde nichts geändert.
settings-lowers = Die Sicherheit wird geringer.
settings-lowers-text = Begründen Sie es unten: Wer für Datenschutz und Sicherheit zuständig ist, liest es später.
settings-lowers-mark = senkt die Sicherheit
settings-reason = Begründung
settings-optional = (darf leer bleiben)
settings-reason-hint = Ein Satz, der mit der Änderung aufbewahrt wird.
settings-reason-needed = Geben Sie eine Begründung an, denn dies senkt die Sicherheit. Es wurde nichts geändert.
settings-save = Ändern
settings-leave = Unverändert lassen
settings-done = Die Einstellungen wurden geändert. Innerhalb einer Sekunde gelten sie in allen Prozessen.
settings-moved = Inzwischen hat jemand „{ $name }“ geändert. Von Ihren Änderungen wurde keine übernommen; sehen Sie sich den jetzigen Stand an.
settings-fixed = „{ $name }“ bleibt, wie es ist: Es steht in Anfragenummern, die per E-Mail verschickt wurden.
settings-locks-out = „{ $name }“ schließt mit dieser Eingabe das Netz aus, in dem Sie gerade sind: Sie könnten es nicht mehr zurücknehmen. Es wurde nichts geändert.
settings-undone = Die Änderung wurde zurückgenommen.
settings-not-undone = Die Einstellung wurde inzwischen noch einmal geändert, oder ihr früherer Wert ist nicht mehr erlaubt. Es wurde nichts geändert.
settings-back = Alle Einstellungen
settings-in-force = Gültig
settings-default-is = Voreinstellung
settings-may-be = Erlaubt
settings-key = Schlüssel
settings-number = Nummer in RefTracker
settings-change-it = Ändern
settings-past = Änderungsverlauf
settings-past-none = Noch nie geändert
settings-past-none-text = Hier stehen die letzten fünfzig Änderungen, jeweils mit Person und Begründung.
settings-undo = Zurücknehmen
settings-col-name = Einstellung
settings-col-before = Vorher
settings-col-after = Nachher
settings-col-at = Wann
settings-col-who = Wer
settings-col-reason = Begründung
settings-yes = Ja
settings-no = Nein
settings-empty = nichts
settings-bounds-text = höchstens { $max } Zeichen
settings-bounds-number = { $min } bis { $most }
settings-bounds-lines = eine Angabe je Zeile, höchstens { $most }
settings-unit-seconds = { $count ->
    [one] eine Sekunde
   *[other] { $count } Sekunden
}
settings-unit-minutes = { $count ->
    [one] eine Minute
   *[other] { $count } Minuten
}
settings-unit-hours = { $count ->
    [one] eine Stunde
   *[other] { $count } Stunden
}
settings-unit-tries = { $count ->
    [one] ein Versuch
   *[other] { $count } Versuche
}
settings-unit-emails = { $count ->
    [one] eine E-Mail
   *[other] { $count } E-Mails
}
settings-unit-characters = { $count ->
    [one] ein Zeichen
   *[other] { $count } Zeichen
}
settings-unit-kinds = { $count ->
    [one] eine Art
   *[other] { $count } Arten
}
settings-unit-days = { $count ->
    [one] ein Tag
   *[other] { $count } Tage
}
settings-unit-passwords = { $count ->
    [one] ein Passwort
   *[other] { $count } Passwörter
}
settings-unit-MiB = { $count } MiB
settings-unit-passes = { $count ->
    [one] ein Durchgang
   *[other] { $count } Durchgänge
}
settings-refused-empty = Geben Sie etwas ein: Dieses Feld darf nicht leer sein.
settings-refused-too-long = Das ist zu lang. Erlaubt: { $bounds }.
settings-refused-not-a-number = Geben Sie eine ganze Zahl ein. Erlaubt: { $bounds }.
settings-refused-out-of-bounds = Erlaubt: { $bounds }.
settings-refused-not-one-of = Wählen Sie einen der Werte.
settings-refused-not-letters = Geben Sie nur Buchstaben und Ziffern ein, mindestens ein Zeichen.
settings-refused-not-a-contact = Geben Sie eine E-Mail-Adresse oder eine Webadresse ein, die mit https:// beginnt, oder lassen Sie das Feld leer.
settings-refused-not-an-address = Geben Sie eine Webadresse ein, die mit https:// beginnt, oder lassen Sie das Feld leer.
settings-refused-not-an-origin = Geben Sie Websites wie https://www.example.org ein, eine je Zeile: https, der Name, ein Port, falls es einen gibt, und sonst nichts.
settings-refused-not-a-network = Geben Sie Netze wie 192.0.2.0/24 oder 2001:db8::/32 oder einzelne Adressen ein, eine Angabe je Zeile.
settings-unit-questions = { $count ->
    [one] { $count } Frage
   *[other] { $count } Fragen
 }
