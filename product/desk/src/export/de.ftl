# Taking client data out.
export-title = Daten anfragender Personen exportieren
export-text = Eine Datei mit Namen und Adressen der anfragenden Personen, für eine Tabellenkalkulation. Sobald sie das Programm verlassen hat, kann nichts hier sie mehr schützen, und niemand wird in ihr vergessen. Wer wann was und warum exportiert hat, wird festgehalten und steht unten; die Datenschutzbeauftragten werden benachrichtigt. Anfragen, die Sie nicht sehen dürfen, stehen nicht in der Datei, und auch niemand, der vergessen wurde.
export-which = Welche Anfragen
export-closed = geschlossene, nach dem Tag, an dem sie geschlossen wurden
export-open = offene, nach dem Tag, an dem sie fällig sind
export-from = Erster Tag
export-from-hint = Ein Tag wie 2026-12-31. Eine Datei fasst bis zu 1.000 Anfragen.
export-until = Letzter Tag
export-reason = Grund
export-reason-hint = Wofür die Daten gebraucht werden und wer darum gebeten hat. Wer die Auskunft betreut, kann den Grund lesen.
export-take = Exportieren
export-before = Bisherige Exporte
export-none = Es wurde noch nichts exportiert.
export-col-at = Zeitpunkt und Nummer
export-col-who = Wer
export-was-open = { $count ->
    [one] { $count } anfragende Person: offene Anfragen, fällig { $from } bis { $until }
   *[other] { $count } anfragende Personen: offene Anfragen, fällig { $from } bis { $until }
 }
export-was-closed = { $count ->
    [one] { $count } anfragende Person: Anfragen, geschlossen { $from } bis { $until }
   *[other] { $count } anfragende Personen: Anfragen, geschlossen { $from } bis { $until }
 }
export-fault-day = Schreiben Sie einen Tag wie 2026-12-31.
export-fault-order = Der letzte Tag liegt vor dem ersten.
export-fault-reason = Schreiben Sie, wofür die Daten gebraucht werden.
export-fault-many = In diesem Zeitraum gibt es mehr als { $most } Anfragen. Es wurde nichts exportiert: Wählen Sie weniger Tage.
export-fault-none = In diesem Zeitraum gibt es keine Anfrage, die Sie sehen dürfen. Es wurde nichts exportiert.
