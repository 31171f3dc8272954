# What the program does for itself.
job-audit-sequence-title = Protokolleinträge nummerieren
job-audit-sequence-about = Gibt jeder aufgezeichneten Änderung ihren Platz in der einen Reihenfolge, nach der sich Suchindizes und andere nachgelagerte Stellen richten.
job-housekeeping-title = Abgelaufenes entfernen
job-housekeeping-about = Entfernt Sitzungen, die niemand mehr benutzt, verbrauchte Formularschlüssel, gezählte Versuche, E-Mails an Mitarbeitende, die vor einem Monat abgegangen sind, und die Geheimnisse vergangener Tage.
job-keys-upkeep-title = Schlüssel pflegen
job-keys-upkeep-about = Erzeugt einmal in der Woche neue Hüllschlüssel, verpackt damit jeden Schlüssel neu und vernichtet alle Hüllschlüssel bis auf die letzten zwei, sodass alte Kopien des Schlüsselbunds unlesbar werden.
