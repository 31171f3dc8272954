# Forms: what stands round the questions of a form document, and what is said when an answer does not fit.

# How this language writes: the ten digits, the mark before a fraction, the mark between thousands, and the
# order of a date (the words day, month and year are not translated). Month names come from month-1 … mon-12.
forms-notation-digits = 0123456789
forms-notation-decimal = ,
forms-notation-group = .
forms-notation-date = day month year

forms-yes = Ja
forms-no = Nein
forms-choose = Auswählen
forms-day = Tag
forms-month = Monat
forms-year = Jahr
forms-time = Uhrzeit
forms-list-comma = {", "}
forms-tree-path = { $branch } › { $leaf }
forms-money = { $amount } { $symbol }
forms-within = { $days ->
    [one] innerhalb eines Arbeitstags
   *[other] innerhalb von { $days } Arbeitstagen
 }
forms-guide = { $count } Fragen.
forms-guide-optional = { $count } Fragen. Welche Sie auslassen können, ist gekennzeichnet.

# Summary of what is wrong.
forms-summary = { $count ->
    [one] Vor dem Senden ist noch 1 Angabe zu berichtigen
   *[other] Vor dem Senden sind noch { $count } Angaben zu berichtigen
 }
forms-summary-kept = Es wurde noch nichts gesendet. Alles, was Sie eingegeben haben, ist noch da.

# Nothing was answered. $label is the question.
forms-missing-question = Schreiben Sie Ihre Frage
forms-missing-email = Geben Sie Ihre E-Mail-Adresse an
forms-missing-name = Geben Sie Ihren Namen an
forms-missing-words = Schreiben Sie eine Antwort zu „{ $label }“
forms-missing-choice = Wählen Sie eine Antwort zu „{ $label }“
forms-missing-list = Kreuzen Sie mindestens eine Antwort zu „{ $label }“ an
forms-missing-agreement = Setzen Sie das Häkchen, wenn Sie einverstanden sind: Ohne können wir Ihre Frage nicht annehmen
forms-missing-tick = Kreuzen Sie „{ $label }“ an
forms-missing-date = Geben Sie ein Datum zu „{ $label }“ an
forms-missing-date-time = Geben Sie Datum und Uhrzeit zu „{ $label }“ an
forms-missing-money = Geben Sie einen Betrag zu „{ $label }“ an
forms-missing-number = Geben Sie eine Zahl zu „{ $label }“ an

# What was answered does not fit. A form can say each in its own words.
forms-error-too-long = „{ $label }“ hat { $length } Zeichen: Kürzen Sie den Text auf höchstens { $limit }
forms-error-markup = „{ $label }“ enthält HTML, das hier nicht verwendet werden kann, deshalb wurde nichts gesendet: Entfernen Sie, was in spitzen Klammern steht, etwa <br>
forms-error-unknown-option = Die Antwort zu „{ $label }“ steht nicht zur Auswahl: Wählen Sie eine der angezeigten
forms-error-email-no-at = In der E-Mail-Adresse fehlt das @
forms-error-email-side = In der E-Mail-Adresse fehlt der Teil vor oder nach dem @: Schreiben Sie sie wie name@example.org
forms-error-email-too-long = Die E-Mail-Adresse ist länger, als eine Adresse sein kann: Entfernen Sie, was nicht dazugehört
forms-error-email-character = Die E-Mail-Adresse enthält ein Zeichen, das in keiner Adresse vorkommt: Schreiben Sie sie wie name@example.org
forms-error-email-domain = Der Teil der E-Mail-Adresse nach dem @ ist nicht vollständig: Schreiben Sie sie wie name@example.org
forms-error-date-incomplete = Bei „{ $label }“ ist das Datum nicht vollständig: Geben Sie Tag, Monat und Jahr an
forms-error-date-no-day = Bei „{ $label }“ fehlt noch der Tag: Geben Sie ihn als Zahl von 1 bis 31 an
forms-error-date-no-month = Bei „{ $label }“ fehlt noch der Monat: Geben Sie seine Zahl oder seinen Namen an
forms-error-date-no-year = Bei „{ $label }“ fehlt noch das Jahr: Geben Sie es mit vier Ziffern an
forms-error-date-no-time = Bei „{ $label }“ fehlt noch die Uhrzeit: Schreiben Sie sie wie 14:30
forms-error-date-day = Den Tag bei „{ $label }“ gibt es im Kalender nicht: Schreiben Sie eine Zahl von 1 bis 31
forms-error-date-month = Den Monat bei „{ $label }“ kennen wir nicht: Schreiben Sie eine Zahl von 1 bis 12 oder seinen Namen
forms-error-date-year = Das Jahr bei „{ $label }“ ist nicht lesbar: Schreiben Sie alle vier Ziffern
forms-error-date-time = Die Uhrzeit bei „{ $label }“ ist nicht lesbar: Schreiben Sie sie wie 14:30
forms-error-date-not-in-month = Der { $month } { $year } hat { $last } Tage: Geben Sie bei „{ $label }“ einen Tag von 1 bis { $last } an
forms-error-date-past = Das Datum bei „{ $label }“ ist vorbei: Geben Sie ein Datum ab heute an
forms-error-date-future = Das Datum bei „{ $label }“ liegt in der Zukunft: Geben Sie ein Datum bis heute an
forms-error-number-unreadable = Die Antwort zu „{ $label }“ ist nicht als Zahl lesbar: Schreiben Sie sie in Ziffern, etwa 12
forms-error-number-digits = Die Zahl bei „{ $label }“ hat mehr als 8 Ziffern: Geben Sie eine kürzere an
forms-error-number-whole = Die Zahl bei „{ $label }“ hat Nachkommastellen: Schreiben Sie eine ganze Zahl
forms-error-number-decimals = { $decimals ->
    [one] Die Zahl bei „{ $label }“ ist genauer, als wir sie brauchen: Schreiben Sie höchstens eine Nachkommastelle
   *[other] Die Zahl bei „{ $label }“ ist genauer, als wir sie brauchen: Schreiben Sie höchstens { $decimals } Nachkommastellen
 }
forms-error-number-small = Die Zahl bei „{ $label }“ ist zu klein: Geben Sie { $min } oder mehr an
forms-error-number-large = Die Zahl bei „{ $label }“ ist zu groß: Geben Sie { $max } oder weniger an
